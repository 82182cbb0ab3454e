"""Fonts made for a test: a square for each character, or nothing at all."""

from __future__ import annotations

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

UNITS = 1000


def make_font(path, characters, *, advance=UNITS, empty="", high=800):
    """Write a font in which every character is a box `high` units high; those in `empty` have no outline."""
    names = {character: f"u{ord(character):04X}" for character in (*characters, *empty)}
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(character): name for character, name in names.items()})
    boxes = {names[character]: _box(advance, high) for character in characters}
    nothing = {name: TTGlyphPen(None).glyph() for name in (".notdef", *names.values()) if name not in boxes}
    builder.setupGlyf(boxes | nothing)
    left = advance // 10
    builder.setupHorizontalMetrics(
        {name: (advance, left * (name in boxes)) for name in builder.font.getGlyphOrder()}
    )
    builder.setupHorizontalHeader(ascent=high, descent=-200)
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def _box(advance, high):
    pen = TTGlyphPen(None)
    left = advance // 10
    right = advance - left
    pen.moveTo((left, 0))
    pen.lineTo((left, high))
    pen.lineTo((right, high))
    pen.lineTo((right, 0))
    pen.closePath()
    return pen.glyph()
