"""Turn text into path data: the outlines of its glyphs, for pictures that must need no font.

A glyph's outline is relative but for its start, and kept for each size; so a label costs no more than
joining a few strings.  Numbers have two decimals at most.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from railroad.fonts.line import Lacking, lay_out_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.fonts.face import Face
    from railroad.fonts.font import Font
    from railroad.fonts.style import FontStyle

_NEGLIGIBLE = 1e-6
"""A stretch that far from none is the rounding of a width."""


def lacking(text: str, style: FontStyle, font: Font | None = None) -> Lacking:
    """Return what of a text can't be drawn, whichever font it is set in.

    Raises:
        LookupError: our own font is not installed.
    """
    return lay_out_line(text, style, font).lacking


def outline(
    text: str,
    style: FontStyle,
    size: float,
    x: float,
    baseline: float,
    width: float | None = None,
    font: Font | None = None,
) -> str:
    """Return the path data of a text's glyphs; empty if there is nothing to see.

    Args:
        text: one line.  What can't be drawn of it is left out: ask `lacking` first.
        style: the face.
        size: the size of the text.
        x: where the first cell begins.
        baseline: where the text stands; y grows downward.
        width: what all of it together is to fill; None: 0.6 of the size for each cell, or what `font` says.
        font: a font of one's own.

    Raises:
        LookupError: our own font is not installed.
        OSError, ValueError: a file of `font` can't be used.

    >>> outline("-", "regular", 10, 0, 0)
    'M1.55 -2.62v-0.84h2.9v0.84z'
    """
    line = lay_out_line(text, style, font)
    across = size
    if width is not None and line.width:
        stretched = width / line.width
        across = stretched if abs(stretched - size) > _NEGLIGIBLE * size else size
    parts: list[str] = []
    for face, glyph, left, up, wide, high in line.glyphs:
        start_x, start_y, rest = _stroke(face, glyph, wide * across, high * size)
        # Absolute, because rasterizers lose a little with each relative step.
        place_x = round(100 * (x + left * across)) + start_x
        place_y = round(100 * (baseline - up * size)) + start_y
        parts.append(f"M{_number(place_x)} {_number(place_y)}{rest}")
    return "".join(parts)


@lru_cache(maxsize=8192)
def _stroke(face: Face, glyph: int, wide: float, high: float) -> tuple[int, int, str]:
    """Return a glyph as path data: where it begins, in hundredths from its origin, and all that follows.

    `wide` and `high` are the length and height of a unit of the font.
    """
    data: list[str] = []
    start: tuple[int, int] | None = None
    here = (0, 0)
    for contour in face.shape(glyph).contours:
        (_, (first,)), *steps = contour
        begin = _hundredths(first, wide, high)
        if start is None:
            start = begin
        else:
            data.append(_step("m", here, [begin]))
        here = begin
        for letter, points in steps:
            places = [_hundredths(point, wide, high) for point in points]
            data.append(_step(letter.lower(), here, places))
            here = places[-1]
        data.append("z")
        here = begin
    return (*(start or (0, 0)), "".join(data))


def _hundredths(point: tuple[float, float], wide: float, high: float) -> tuple[int, int]:
    return round(100 * point[0] * wide), round(-100 * point[1] * high)


def _step(letter: str, here: tuple[int, int], places: Sequence[tuple[int, int]]) -> str:
    """Return one relative step of a path, from `here` through or to `places`."""
    moves = [(x - here[0], y - here[1]) for x, y in places]
    if letter == "l":
        across, down = moves[0]
        if not down:
            return f"h{_number(across)}" if across else ""
        if not across:
            return f"v{_number(down)}"
    return letter + " ".join(f"{_number(across)} {_number(down)}" for across, down in moves)


@lru_cache(maxsize=4096)
def _number(hundredths: int) -> str:
    """Return a number of hundredths as SVG writes it.

    >>> _number(1200), _number(-5), _number(150)
    ('12', '-0.05', '1.5')
    """
    text = f"{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if hundredths < 0 else text
