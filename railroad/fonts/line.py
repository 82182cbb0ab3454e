"""Place the glyphs of one line of text, a cell for a character, whatever fonts the machine has.

Our own font has the letters of Latin and Cyrillic and many signs, each as wide as a cell.  A character that
it lacks is borrowed from a font of the machine and fitted into the cells that it takes.  What no font has is
told as a value, so that the caller can say so before anything is drawn.

    text  →  clusters  →  as they stand from the left  →  runs of one kind  →  glyphs at places
          measure     arabic, bidi                            piece, face

Lengths are in units of the text's size, x to the right from the line's left end, y **upward** from its
baseline.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from railroad.fonts.arabic import is_arabic
from railroad.fonts.bidi import in_visual_order, is_right_to_left
from railroad.fonts.face import find_face, own_face
from railroad.fonts.font import CELL, cluster_width, line_parts
from railroad.fonts.measure import Role, clusters, role_and_cells
from railroad.fonts.piece import Piece, Placed, assemble, ink
from railroad.fonts.scripts import need_shaping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.fonts.bidi import Cluster
    from railroad.fonts.face import Face
    from railroad.fonts.font import Font
    from railroad.fonts.style import FontStyle

_HIGHEST, _LOWEST = 1.12, -0.38
"""How far a glyph may reach above and below the baseline: what fits into a station."""
_WIDEST_STRETCH = 1.2
"""How much letters that join may be stretched to fill their cells."""
_FILLERS = frozenset("\u115f\u2800\u3164\uffa0")
"""Characters that have room but no ink, beside spaces and control characters."""
_DOTTED_CIRCLE = "\u25cc"

_Kind = Literal["set", "own", "letters", "joined", "sign"]
"""In the font asked for, at its own widths; all others fill the cells that they take."""


class Lacking(NamedTuple):
    """What can't be drawn of a text, each character once, in the text's order."""

    glyphs: tuple[str, ...]
    """Characters that no font here has."""
    shapes: tuple[str, ...]
    """Characters that would have to change with their neighbours in ways that are not known here."""


class Line(NamedTuple):
    """A line of text, laid out."""

    glyphs: tuple[Placed, ...]
    cells: int
    width: float
    """As a share of the text's size."""
    lacking: Lacking


@lru_cache(maxsize=4096)
def lay_out_line(text: str, style: FontStyle, font: Font | None = None) -> Line:
    """Return a text as glyphs at places.  Only what `Line.lacking` names is left out.

    Args:
        text: the line.
        style: its style.
        font: what to set it in as far as that has its characters; None, or one without files: our own.

    Raises:
        LookupError: our own font is not installed.
        OSError, ValueError: a file of `font` can't be used.
    """
    own = own_face(style)
    face = None if font is None else font.face(style)
    if face is None and text.isascii():
        return Line(_on_the_grid(text, own), len(text), len(text) * CELL, Lacking((), ()))
    text = unicodedata.normalize("NFC", text)
    cells = sum(width for _, width in clusters(text))
    shapes = need_shaping(clusters(text))
    parts, formless = line_parts(text)
    shapes += formless
    if is_right_to_left(text):
        parts = in_visual_order(parts)

    glyphs: list[Placed] = []
    absent: list[str] = []
    pen = 0.0
    for kind, run in groupby(parts, lambda part: _kind(part, own, face)):
        if kind == "set" and face is not None:
            for part in run:
                glyphs += _set(part, face, pen)
                pen += cluster_width(*part, face.advance) or 0.0
            continue
        for together in _to_fit_together(kind, [*run]):
            pieces, missed = _pieces(together, own, style)
            absent += missed
            glyphs += _fitted(pieces, kind, pen)
            pen += sum(width for _, width in together) * CELL
    return Line(tuple(glyphs), cells, pen, Lacking(_as_written(absent, text), _as_written(shapes, text)))


def _set(part: Cluster, face: Face, x: float) -> list[Placed]:
    """Return a cluster as its font has it."""
    text, cells = part
    piece = assemble([(character, face) for character in text if _shows(character)], cells)
    return [placed._replace(x=x + placed.x) for placed in piece.glyphs]


def _as_written(characters: Sequence[str], text: str) -> tuple[str, ...]:
    """Return the characters of a text that stand behind some of its glyphs, each once, in its order."""
    written = {
        plain for character in characters for plain in (character, *unicodedata.normalize("NFKC", character))
    }
    return tuple(character for character in dict.fromkeys(text) if character in written)


def _on_the_grid(text: str, own: Face) -> tuple[Placed, ...]:
    """Return text of ASCII, the common case."""
    unit = 1 / own.units
    return tuple(
        Placed(own, own.glyph(character), index * CELL, 0.0, unit, unit)
        for index, character in enumerate(text)
        if "!" <= character <= "~"
    )


@lru_cache(maxsize=8192)
def _shows(character: str) -> bool:
    """Whether a character has any ink."""
    if character.isspace() or character in _FILLERS or unicodedata.category(character) == "Cc":
        return False
    return role_and_cells(character)[0] is not Role.FORMAT


def _kind(part: Cluster, own: Face, face: Face | None) -> _Kind:
    """Return how a cluster is to be set."""
    text, _ = part
    if face is not None and cluster_width(*part, face.advance) is not None:
        return "set"
    shown = [*filter(_shows, text)]
    if all(map(own.glyph, shown)):
        return "own"
    if is_arabic(shown[0]):
        return "joined"
    return "letters" if unicodedata.category(shown[0])[0] in "LMN" else "sign"


def _to_fit_together(kind: _Kind, run: list[Cluster]) -> list[list[Cluster]]:
    """Return the run cut into what is fitted together: words of borrowed letters, else single clusters."""
    return [run] if kind in ("letters", "joined") else [[part] for part in run]


def _pieces(parts: Sequence[Cluster], own: Face, style: FontStyle) -> tuple[list[Piece], list[str]]:
    """Return clusters as pieces of one font if any has them all, and the characters that no font has.

    A cluster that has one of these is an empty piece.
    """
    shown = [[*filter(_shows, text)] for text, _ in parts]
    needed = {character for characters in shown for character in characters}
    common = own if all(map(own.glyph, needed)) else find_face("".join(sorted(needed)), style)
    pieces: list[Piece] = []
    absent: list[str] = []
    for characters, (_, width) in zip(shown, parts, strict=True):
        if common is None and len(parts) > 1:
            (piece,), missed = _pieces([("".join(characters), width)], own, style)
        else:
            piece, missed = _piece(characters, width, common, own, style)
        pieces.append(piece)
        absent += missed
    return pieces, absent


def _piece(
    characters: list[str], cells: int, common: Face | None, own: Face, style: FontStyle
) -> tuple[Piece, list[str]]:
    """Return one cluster as a piece, each character from the font `common` or, without one, from any."""
    drawn: list[tuple[str, Face]] = []
    absent: list[str] = []
    for character in characters:
        face = common or (own if own.glyph(character) else find_face(character, style))
        letter = _flag_letter(character)
        if face is not None:
            drawn.append((character, face))
        elif letter is not None:
            drawn.append((letter, own))
        else:
            absent.append(character)
    if absent:
        return Piece((), 0.0, cells), absent
    return assemble(_with_something_below(drawn, own, style), cells), []


def _flag_letter(character: str) -> str | None:
    """Return what stands for a regional indicator where there are no flags: its letter, as browsers do."""
    if role_and_cells(character)[0] is Role.FLAG:
        return chr(ord(character) - 0x1F1E6 + ord("A"))
    return None


def _with_something_below(
    characters: list[tuple[str, Face]], own: Face, style: FontStyle
) -> list[tuple[str, Face]]:
    """Return the characters of a cluster; a mark without a letter gets a dotted circle, if there is one."""
    if not characters or role_and_cells(characters[0][0])[0] is not Role.MARK:
        return characters
    face = own if own.glyph(_DOTTED_CIRCLE) else find_face(_DOTTED_CIRCLE, style)
    return characters if face is None else [(_DOTTED_CIRCLE, face), *characters]


def _fitted(pieces: Sequence[Piece], kind: _Kind, start: float) -> list[Placed]:
    """Return the glyphs of pieces that follow one another, fitted into the cells they take from `start` on.

    Letters that are too wide are made narrower, all alike; a sign is made smaller round its middle.  What
    room is left is spread evenly, but never between letters that join.
    """
    cells = sum(piece.cells for piece in pieces)
    natural = sum(piece.advance for piece in pieces)
    if not natural:
        return []
    room = cells * CELL
    boxes = [ink(placed) for piece in pieces for placed in piece.glyphs]
    high = max((box.top for box in boxes), default=0.0)
    low = min((box.bottom for box in boxes), default=0.0)
    small = min(1.0, _HIGHEST / max(high, _HIGHEST), _LOWEST / min(low, _LOWEST))
    rise = 0.0
    if kind == "sign":
        small = min(small, room / natural)
        rise = (high + low) / 2 * (1 - small)
    narrow = min(_WIDEST_STRETCH if kind == "joined" else 1.0, room / (natural * small))
    wide = small * narrow
    spare = (room - natural * wide) / cells

    glyphs: list[Placed] = []
    x = start + (spare * cells / 2 if kind == "joined" else 0.0)
    for piece in pieces:
        gap = 0.0 if kind == "joined" else spare * piece.cells
        for face, glyph, left, up, width, height in piece.glyphs:
            place = x + gap / 2 + left * wide
            glyphs.append(Placed(face, glyph, place, up * small + rise, width * wide, height * small))
        x += piece.advance * wide + gap
    return glyphs
