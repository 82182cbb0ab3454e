"""A proportional font for labels: how wide its text is, from a table or from its files.

    "item"   i 0.26 + t 0.34 + e 0.55 + m 0.88   → 2.03 of the text's size

The layout reserves that width, a style sheet names the family, and a PNG is drawn with the glyphs of the
files.  A cluster of which the font lacks a character takes the cells of our own font instead (`measure`),
whatever font a machine has for it, so a picture is as wide everywhere.  Kerning is left out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from railroad.fonts.arabic import join_letters
from railroad.fonts.bidi import is_right_to_left
from railroad.fonts.face import open_face
from railroad.fonts.measure import Role, clusters, role_and_cells
from railroad.fonts.style import STYLES, FontStyle

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from railroad.fonts.face import Face

CELL = 0.6
"""Width of a cell: that of every character of our own font."""
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True)
class Font:
    """A font for labels, by its files, or by a table of how wide its characters are.

    `load_font` makes one of files.  A style that is not given is set as ``regular``, which has to be.
    """

    family: str
    """The families that a style sheet names, as CSS writes them: ``"'Source Sans 3',sans-serif"``."""
    files: Mapping[FontStyle, Path] = field(default_factory=dict, hash=False)
    """One for each style; a variable font may be that of several."""
    advances: Mapping[FontStyle, Mapping[str, float]] = field(default_factory=dict, hash=False)
    """Without files: how wide each character is, as a share of the text's size."""
    cap_height: float = 0.7
    """Of its capitals, as a share of the text's size: labels stand in the middle by it."""

    def __post_init__(self) -> None:
        if "regular" not in self.files and "regular" not in self.advances:
            raise ValueError(f"the font {self.family} has neither a file nor a table for the style regular")

    def face(self, style: FontStyle) -> Face | None:
        """Return the face that a style is drawn with; None: there are no files.

        Raises:
            OSError: the file can't be read.
            ValueError: it is no font with outlines.
        """
        if not self.files:
            return None
        path = self.files.get(style, self.files["regular"])
        return open_face(path, STYLES[style].weight)

    def width(self, text: str, style: FontStyle) -> float:
        """Return how wide a line of text is, as a share of its size.

        Raises:
            OSError, ValueError: as `face`.
        """
        return _width(self, text, style)

    def advance(self, style: FontStyle) -> Callable[[str], float | None]:
        """Return what tells the width of a character; None for one that the font lacks."""
        face = self.face(style)
        if face is not None:
            return face.advance
        return self.advances.get(style, self.advances["regular"]).get


def load_font(
    family: str,
    regular: str | os.PathLike[str],
    *,
    medium: str | os.PathLike[str] | None = None,
    semibold: str | os.PathLike[str] | None = None,
    italic: str | os.PathLike[str] | None = None,
) -> Font:
    """Return a font by its files: TrueType or OpenType, static or variable, or the first of a collection.

    Args:
        family: the families that a style sheet names, this font's first.
        regular: the file of the regular style, and of those that are not given.
        medium: a file; without one, `regular`, at weight 500 if it is a variable font.
        semibold: the same at weight 600.
        italic: a file of slanted letters.

    Raises:
        OSError: a file can't be read.
        ValueError: one is no font with outlines.
    """
    given: dict[FontStyle, str | os.PathLike[str] | None] = {
        "regular": regular,
        "medium": medium,
        "semibold": semibold,
        "italic": italic,
    }
    files: dict[FontStyle, Path] = {style: Path(path) for style, path in given.items() if path is not None}
    capitals = [open_face(path, STYLES[style].weight).cap_height for style, path in files.items()]
    return Font(family, files, cap_height=round(capitals[0], 4))


def read_advances(
    path: str | os.PathLike[str], characters: Iterable[str] = _PRINTABLE, weight: int = 400
) -> dict[str, float]:
    """Return the width of each character that a font file has, as a share of the text's size.

    Raises:
        OSError, ValueError: as `load_font`.
    """
    advance = open_face(Path(path), weight).advance
    found = {character: advance(character) for character in characters}
    return {character: round(width, 4) for character, width in found.items() if width is not None}


def cluster_width(cluster: str, cells: int, advance: Callable[[str], float | None]) -> float | None:
    """Return how wide a cluster is in a font that has all of it; else None, and it takes its cells."""
    if role_and_cells(cluster[0])[0] is Role.MARK:  # it has no letter to stand on
        return None
    width = 0.0
    for character in cluster:
        role = role_and_cells(character)[0]
        if role is Role.FORMAT:
            continue
        own = advance(character)
        if own is None:
            return None
        width += 0.0 if role is Role.MARK else own
    return width


@lru_cache(maxsize=8192)
def _width(font: Font, text: str, style: FontStyle) -> float:
    advance = font.advance(style)
    width = 0.0
    for cluster, cells in line_parts(unicodedata.normalize("NFC", text))[0]:
        own = cluster_width(cluster, cells, advance)
        width += cells * CELL if own is None else own
    return width


def line_parts(text: str) -> tuple[list[tuple[str, int]], list[str]]:
    """Return the clusters of a line in the order of reading, Arabic letters joined; and what can't be."""
    parts = clusters(text)
    if not is_right_to_left(text):
        return parts, []
    joined = join_letters(parts)
    return joined.clusters, joined.formless
