"""A font, opened: the shapes of its glyphs, and where marks sit on them.

Lengths are in units of the font, y upward.
"""

from __future__ import annotations

import io
import threading
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from railroad.fonts.cmap import Cmap, read_cmaps
from railroad.fonts.style import STYLES, FontStyle
from railroad.fonts.system import system_fonts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FAMILY = "IBM Plex Mono"
_PACKAGE = "fontpkg_ibm_plex_mono"
_FILES: dict[FontStyle, str] = {
    "regular": "IBMPlexMono-Regular.ttf",
    "medium": "IBMPlexMono-Medium.ttf",
    "semibold": "IBMPlexMono-SemiBold.ttf",
    "italic": "IBMPlexMono-Italic.ttf",
}

_lock = threading.RLock()
"""Held while fontTools reads: it does so lazily, and not for several threads."""

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]
"""To a first point ``M``, or along a line ``L``, a quadratic ``Q`` or a cubic curve ``C``."""


class Shape(NamedTuple):
    """What a glyph looks like."""

    advance: float
    """From its origin to the next glyph's."""
    left: float
    bottom: float
    right: float
    top: float
    """The box round its ink; all 0 where there is none."""
    contours: tuple[tuple[Step, ...], ...]
    """Each a closed line that begins with an ``M``."""

    @property
    def has_ink(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.contours)


_NOTHING = Shape(0, 0, 0, 0, 0, ())


class Face:
    """One face of a font file.  Safe in threads: what it has read once it keeps."""

    def __init__(self, path: Path, index: int, cmap: Cmap, weight: int | None = None) -> None:
        """Take the face at `index` of a file, and its map of characters; the rest is read when needed.

        Of a variable font `weight` is the weight as CSS counts; None: its own.
        """
        self.path = path
        self._index = index
        self._weight = weight
        self._cmap = cmap
        self._opened: _Opened | None = None
        self._shapes: dict[int, Shape] = {}

    def glyph(self, character: str) -> int:
        """Return the number of the glyph for a character; 0 where there is none."""
        return self._cmap.glyph(ord(character))

    def draws(self, character: str) -> bool:
        """Whether there is a glyph for the character that shows something."""
        glyph = self.glyph(character)
        return glyph != 0 and self.shape(glyph).has_ink

    def advance(self, character: str) -> float | None:
        """Return how wide a character is, as a share of the text's size; None where there is no glyph."""
        glyph = self.glyph(character)
        return self.shape(glyph).advance / self.units if glyph else None

    @property
    def cap_height(self) -> float:
        """How high capitals are, as a share of the text's size."""
        with _lock:
            height = self._open().cap_height
        return (height or self.shape(self.glyph("H")).top) / self.units

    @property
    def units(self) -> int:
        """How many units make the size of a text."""
        return self._open().units

    def shape(self, glyph: int) -> Shape:
        """Return what a glyph looks like; one that can't be read shows nothing."""
        found = self._shapes.get(glyph)
        if found is None:
            with _lock:
                try:
                    found = self._open().shape(glyph)
                except Exception:  # fontTools raises whatever it comes across in a damaged table
                    found = _NOTHING
                self._shapes[glyph] = found
        return found

    def anchor(self, base: int, mark: int) -> Point | None:
        """Return from the origin of glyph `base` to that of a `mark` on it, if the font says so."""
        with _lock:
            return self._open().anchor(base, mark)

    def _open(self) -> _Opened:
        if self._opened is None:
            with _lock:
                self._opened = self._opened or _Opened(self.path, self._index, self._weight)
        return self._opened


class _Opened:
    """What fontTools has of a face; for one thread at a time."""

    def __init__(self, path: Path, index: int, weight: int | None) -> None:
        # From memory: a file that is open would share its place with every process forked from this one.
        self._font: Any = _reader()(io.BytesIO(path.read_bytes()), lazy=True, fontNumber=index)
        self._glyphs: Any = self._font.getGlyphSet(location=self._location(weight))
        self._attachments: list[_Attachment] | None = None
        self.units: int = self._font["head"].unitsPerEm

    def _location(self, weight: int | None) -> dict[str, float] | None:
        """Return where in a variable font a weight is, or as near as it has one."""
        if weight is None or "fvar" not in self._font:
            return None
        spans = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in self._font["fvar"].axes}
        if "wght" not in spans:
            return None
        least, most = spans["wght"]
        return {"wght": min(max(weight, least), most)}

    @property
    def cap_height(self) -> float:
        """The height of capitals that the font tells; 0: none."""
        return getattr(self._font["OS/2"], "sCapHeight", 0) if "OS/2" in self._font else 0

    def shape(self, glyph: int) -> Shape:
        from fontTools.pens.recordingPen import DecomposingRecordingPen

        drawn = self._glyphs[self._font.getGlyphName(glyph)]
        pen = DecomposingRecordingPen(self._glyphs)
        drawn.draw(pen)
        return _shape(drawn.width, pen.value)

    def anchor(self, base: int, mark: int) -> Point | None:
        if self._attachments is None:
            try:
                self._attachments = list(_attachments(self._font))
            except Exception:  # damaged, as above: marks then stand where they fit
                self._attachments = []
        base_name, mark_name = self._font.getGlyphName(base), self._font.getGlyphName(mark)
        for bases, marks in self._attachments:
            if base_name in bases and mark_name in marks:
                kind, (mark_x, mark_y) = marks[mark_name]
                place = bases[base_name][kind]
                if place is not None:
                    return place[0] - mark_x, place[1] - mark_y
        return None


@cache
def _reader() -> Any:
    """Return what reads font files, and keeps to itself what it finds odd in them."""
    import logging

    from fontTools.ttLib import TTFont

    # Without a handler, its warnings about other people's fonts would go to stderr.
    logging.getLogger("fontTools").addHandler(logging.NullHandler())
    return TTFont


_Attachment = tuple[dict[str, list["Point | None"]], dict[str, tuple[int, "Point"]]]
"""Glyphs that marks sit on, with the place for each kind of mark, and marks with their kind and place."""


@lru_cache(maxsize=64)
def open_face(path: Path, weight: int | None = None) -> Face:
    """Return the first face of a font file, at a weight if it is a variable font.

    Raises:
        OSError: the file can't be read.
        ValueError: it is no font with outlines.
    """
    with path.open("rb"):  # tells why, where it can't be read
        cmaps = read_cmaps(path)
    for index, cmap in enumerate(cmaps):
        if cmap is not None:
            return Face(path, index, cmap, weight)
    raise ValueError(f"{path} is no font with outlines")


@cache
def own_face(style: FontStyle) -> Face:
    """Return a face of the font that came with us.

    Raises:
        LookupError: the font is not installed, or can't be read.
    """
    path = _own_path(style)
    for face in _faces(path):
        if face.draws("H"):
            return face
    raise LookupError(f"the font {path} is damaged")


@lru_cache(maxsize=1024)
def find_face(characters: str, style: FontStyle) -> Face | None:
    """Return the first face of this machine that has all the characters, each once in `characters`."""
    for path in system_fonts(style):
        for face in _faces(path):
            if all(map(face.glyph, characters)) and all(map(face.draws, characters)):
                return face
    return None


@cache
def _faces(path: Path) -> tuple[Face, ...]:
    return tuple(Face(path, index, cmap) for index, cmap in enumerate(read_cmaps(path)) if cmap is not None)


def _own_path(style: FontStyle) -> Path:
    # The package's own way to its files imports much that takes longer than drawing a picture.
    spec = find_spec(_PACKAGE)
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "files" / _FILES[style]
        if path.is_file():
            return path
    try:
        import fontpkg

        return Path(fontpkg.path(FAMILY, *STYLES[style]))
    except Exception as error:  # its errors have no base of their own that older releases know
        raise LookupError(f"the font {FAMILY} is not installed") from error


def _shape(advance: float, steps: Iterable[tuple[str, tuple[Any, ...]]]) -> Shape:
    """Return a shape from what was drawn with a pen."""
    contours: list[tuple[Step, ...]] = []
    contour: list[Step] = []
    for step, points in [*steps, ("moveTo", ())]:
        match step:
            case "moveTo":
                if len(contour) > 1:
                    contours.append(tuple(contour))
                contour = [("M", points)]
            case "lineTo":
                contour.append(("L", points))
            case "curveTo":
                contour.extend(("C", piece) for piece in _cubics(points))
            case "qCurveTo":
                if points[-1] is None:  # a contour with no point of its own on the line
                    start = _middle(points[0], points[-2])
                    contour = [("M", (start,))]
                    points = (*points[:-1], start)
                contour.extend(("Q", piece) for piece in _quadratics(points))
    everywhere = [point for drawn in contours for _, points in drawn for point in points]
    if not everywhere:
        return Shape(advance, 0, 0, 0, 0, ())
    across, up = zip(*everywhere, strict=True)
    return Shape(advance, min(across), min(up), max(across), max(up), tuple(contours))


def _cubics(points: tuple[Point, ...]) -> Iterable[tuple[Point, ...]]:
    from fontTools.pens.basePen import decomposeSuperBezierSegment

    return (points,) if len(points) == 3 else decomposeSuperBezierSegment(points)


def _quadratics(points: tuple[Point, ...]) -> Iterable[tuple[Point, ...]]:
    from fontTools.pens.basePen import decomposeQuadraticSegment

    return (points,) if len(points) == 2 else decomposeQuadraticSegment(points)


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _attachments(font: Any) -> Iterator[_Attachment]:
    """Yield where marks sit on letters and on other marks (OpenType 1.9, GPOS lookups of type 4 and 6)."""
    table = font["GPOS"].table if "GPOS" in font else None
    if table is None or table.FeatureList is None or table.LookupList is None:
        return
    wanted = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag in ("mark", "mkmk")
        for index in record.Feature.LookupListIndex
    }
    for index in sorted(wanted):
        for subtable in table.LookupList.Lookup[index].SubTable:
            found = getattr(subtable, "ExtSubTable", subtable)
            if found.LookupType == 4:
                rows = [record.BaseAnchor for record in found.BaseArray.BaseRecord]
                yield _attachment(found.BaseCoverage, rows, found.MarkCoverage, found.MarkArray)
            elif found.LookupType == 6:
                rows = [record.Mark2Anchor for record in found.Mark2Array.Mark2Record]
                yield _attachment(found.Mark2Coverage, rows, found.Mark1Coverage, found.Mark1Array)


def _attachment(bases: Any, rows: list[list[Any]], marks: Any, places: Any) -> _Attachment:
    return (
        {
            name: [None if place is None else (place.XCoordinate, place.YCoordinate) for place in row]
            for name, row in zip(bases.glyphs, rows, strict=False)
        },
        {
            name: (record.Class, (record.MarkAnchor.XCoordinate, record.MarkAnchor.YCoordinate))
            for name, record in zip(marks.glyphs, places.MarkRecord, strict=False)
        },
    )
