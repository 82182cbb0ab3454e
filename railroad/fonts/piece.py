"""Put the characters of one cluster together: letters side by side, marks over and under them.

    x + U+0304  →  x̄       👩 + 💻  →  👩💻      U+1F1E8 + U+1F1ED  →  🇨🇭

Where the font says where a mark sits, it sits there; else in the middle of the letter, clear of its ink.
Lengths are in units of the text's size, y upward.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import combining

from railroad.fonts.measure import Role, role_and_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.fonts.face import Face

_MARK_GAP = 0.05
"""Between a letter and a mark whose place the font does not tell."""
_REACHES_BACK = 0.15
"""How far before its origin a mark has its middle if it was made to be set after its letter."""
_ABOVE = frozenset({214, 216, 228, 230, 232, 234})
_BELOW = frozenset({218, 220, 222, 233})
"""Canonical combining classes of marks that stand above a letter, and below it."""
_SOFT_DOTTED = {"i": "ı", "j": "ȷ"}
"""Letters that give their dot up for a mark above them."""


class Placed(NamedTuple):
    """A glyph and where it stands."""

    face: Face
    glyph: int
    x: float
    y: float
    across: float
    """The length of a unit of its font, along the line."""
    up: float
    """The same for heights."""


class Ink(NamedTuple):
    """The box round what is to be seen."""

    left: float
    bottom: float
    right: float
    top: float


class _Reach(NamedTuple):
    """How far glyphs reach up and down; none do so by nothing."""

    bottom: float = inf
    top: float = -inf

    def and_of(self, box: Ink) -> _Reach:
        return _Reach(min(self.bottom, box.bottom), max(self.top, box.top))


_NOTHING = _Reach()


class Piece(NamedTuple):
    """A cluster, drawn at the origin."""

    glyphs: tuple[Placed, ...]
    advance: float
    """From its origin to the next one's."""
    cells: int


def assemble(characters: Sequence[tuple[str, Face]], cells: int) -> Piece:
    """Return a cluster of the characters, each from the font given for it."""
    glyphs: list[Placed] = []
    pen = 0.0
    base: Placed | None = None
    marks = _NOTHING
    for index, (character, face) in enumerate(characters):
        is_mark = role_and_cells(character)[0] is Role.MARK
        if is_mark and base is not None:
            mark = _on(base, glyphs[-1], marks, character, face)
            marks = marks.and_of(ink(mark))
            glyphs.append(mark)
            continue
        if index + 1 < len(characters) and combining(characters[index + 1][0]) in _ABOVE:
            dotless = _SOFT_DOTTED.get(character, character)
            character = dotless if face.glyph(dotless) else character
        glyph = face.glyph(character)
        unit = 1 / face.units
        base = Placed(face, glyph, pen, 0.0, unit, unit)
        if is_mark:  # with no letter under it, its ink may be anywhere
            box = ink(base)
            base = base._replace(x=pen - box.left)
            pen += box.right - box.left
        else:
            pen += face.shape(glyph).advance * unit
        glyphs.append(base)
        marks = _NOTHING
    return Piece(tuple(glyphs), pen, cells)


def ink(placed: Placed) -> Ink:
    """Return the box round what a glyph shows where it stands."""
    shape = placed.face.shape(placed.glyph)
    return Ink(
        placed.x + shape.left * placed.across,
        placed.y + shape.bottom * placed.up,
        placed.x + shape.right * placed.across,
        placed.y + shape.top * placed.up,
    )


def _on(base: Placed, last: Placed, marks: _Reach, character: str, face: Face) -> Placed:
    """Return a mark on the letter `base`, which has marks that reach so far, `last` if any the last."""
    glyph = face.glyph(character)
    unit = 1 / face.units
    mark = Placed(face, glyph, base.x + base.face.shape(base.glyph).advance * base.across, 0.0, unit, unit)
    in_the_way = marks.and_of(ink(base))
    for below in (last, base):
        anchor = below.face.anchor(below.glyph, glyph) if below.face is face else None
        if anchor is not None:
            mark = mark._replace(x=below.x + anchor[0] * unit, y=below.y + anchor[1] * unit)
            in_the_way = _NOTHING if below is last else marks
            break
    else:
        mark = _centred(mark, ink(base))
    return _clear_of(mark, in_the_way, combining(character))


def _centred(mark: Placed, letter: Ink) -> Placed:
    """Return a mark over the middle of a letter, unless it was made to be set after one."""
    box = ink(mark)
    middle = (box.left + box.right) / 2
    if middle < mark.x - _REACHES_BACK:
        return mark
    return mark._replace(x=mark.x + (letter.left + letter.right) / 2 - middle)


def _clear_of(mark: Placed, others: _Reach, side: int) -> Placed:
    """Return a mark so far up or down, by the class of its side, that it is clear of other glyphs."""
    box = ink(mark)
    if side in _ABOVE:
        return mark._replace(y=mark.y + max(0.0, others.top + _MARK_GAP - box.bottom))
    if side in _BELOW:
        return mark._replace(y=mark.y + min(0.0, others.bottom - _MARK_GAP - box.top))
    return mark
