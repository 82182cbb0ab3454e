"""Tell text whose letters change with their neighbours in ways that only a shaping engine knows.

One letter of such a script by itself looks as its glyph does, so a range of letters can be drawn; a syllable
of several signs, or a word of letters that join, can not.  Arabic is not among them (`arabic` joins it).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from railroad.fonts.measure import Role, role_and_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.fonts.bidi import Cluster

_SYLLABIC = (
    (0x0900, 0x0DFF),  # of India and Ceylon
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1700, 0x17FF),  # of the Philippines, Khmer
    (0x1900, 0x1CFF),  # of South-East Asia
    (0xA800, 0xA82F),
    (0xA880, 0xABFF),
    (0x11000, 0x11FFF),
)
_JOINING = (
    (0x0700, 0x074F),  # Syriac
    (0x07C0, 0x07FF),  # N'Ko
    (0x0840, 0x086F),  # Mandaic, Syriac
    (0x1800, 0x18AF),  # Mongolian
    (0xA840, 0xA87F),  # Phags-pa
    (0x10AC0, 0x10AFF),  # Manichaean
    (0x10B80, 0x10BAF),  # Psalter Pahlavi
    (0x10D00, 0x10D3F),  # Hanifi Rohingya
    (0x10F30, 0x10FDF),  # Sogdian, Chorasmian
    (0x1E900, 0x1E95F),  # Adlam
)
_JAMO = frozenset({Role.LEAD, Role.VOWEL, Role.TAIL, Role.OPEN_SYLLABLE, Role.CLOSED_SYLLABLE})


def need_shaping(parts: Sequence[Cluster]) -> list[str]:
    """Return the characters of a line, in the order of reading, whose glyphs alone would show it wrong."""
    found: list[str] = []
    before = ""
    for text, _ in parts:
        first = text[:1]
        if first > "\u06ff":  # nothing below is of such a script
            if len(text) > 1 and (_within(first, _SYLLABIC) or _is_old_hangul(text)):
                found += text
            elif (
                _within(first, _JOINING)
                and _within(before, _JOINING)
                and first.isalpha()
                and before.isalpha()
            ):
                found += (before, first)
        before = first
    return found


def _within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    if not character:
        return False
    place = bisect_right(ranges, (ord(character), 0x110000)) - 1
    return place >= 0 and ord(character) <= ranges[place][1]


def _is_old_hangul(text: str) -> bool:
    """Whether composed text still has several conjoining letters."""
    return role_and_cells(text[0])[0] in _JAMO and role_and_cells(text[1])[0] in _JAMO
