"""Read which glyph a font file has for a character, and nothing else of the file.

Looking for a character through all the fonts of a machine has to be quick, and a library that builds a
dictionary of every character of every font is not: this reads the table `cmap` as it stands, and searches it
(OpenType 1.9, `cmap` formats 4 and 12).  Files that are damaged have no characters.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from pathlib import Path

_COLLECTION = b"ttcf"
_OUTLINES = {b"glyf", b"CFF ", b"CFF2"}
"""The tables that hold outlines; a font with none of them has pictures of one size."""
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""The platforms and encodings whose codes are those of Unicode, the fullest first."""
_MOST_FACES = 64
_LARGEST_TABLE = 1 << 24


class Cmap(Protocol):
    """From characters to glyphs."""

    def glyph(self, code: int) -> int:
        """Return the number of the glyph for a code point; 0 is none."""


class _Segments:
    """Format 4: segments of 16-bit codes, sorted by their ends."""

    def __init__(self, table: bytes) -> None:
        count = struct.unpack_from(">H", table, 6)[0] // 2
        words = _integers("H", table[14 : 14 + 2 * (len(table) // 2 - 7)])
        self._ends = words[:count]
        self._starts = words[count + 1 : 2 * count + 1]
        self._deltas = words[2 * count + 1 : 3 * count + 1]
        self._offsets_and_glyphs = words[3 * count + 1 :]
        if len(self._offsets_and_glyphs) < count:
            raise ValueError("the table is cut short")

    def glyph(self, code: int) -> int:
        index = bisect_left(self._ends, code)
        if index == len(self._ends) or code < self._starts[index]:
            return 0
        offset = self._offsets_and_glyphs[index]
        if not offset:
            return (code + self._deltas[index]) & 0xFFFF
        # The offset is in bytes, from where it stands itself.
        place = index + offset // 2 + code - self._starts[index]
        glyph = self._offsets_and_glyphs[place] if place < len(self._offsets_and_glyphs) else 0
        return (glyph + self._deltas[index]) & 0xFFFF if glyph else 0


class _Groups:
    """Format 12: groups of 32-bit codes whose glyphs follow one another."""

    def __init__(self, table: bytes) -> None:
        count = struct.unpack_from(">I", table, 12)[0]
        numbers = _integers("I", table[16 : 16 + 12 * count])
        self._starts, self._ends, self._glyphs = numbers[0::3], numbers[1::3], numbers[2::3]
        if not len(self._starts) == len(self._ends) == len(self._glyphs) == count:
            raise ValueError("the table is cut short")

    def glyph(self, code: int) -> int:
        index = bisect_left(self._ends, code)
        if index == len(self._ends) or code < self._starts[index]:
            return 0
        return self._glyphs[index] + code - self._starts[index]


def read_cmaps(path: Path) -> list[Cmap | None]:
    """Return the map of each face in a font file; None for a face without outlines or without Unicode.

    A file that can't be read as a font has no faces.
    """
    try:
        with path.open("rb") as file:
            return [_read_cmap(file, offset) for offset in _faces(file)]
    except (OSError, ValueError, struct.error):
        return []


def _faces(file: BinaryIO) -> tuple[int, ...]:
    """Return where in the file each face begins."""
    head = file.read(12)
    if head[:4] != _COLLECTION:
        return (0,)
    count = min(struct.unpack_from(">I", head, 8)[0], _MOST_FACES)
    return struct.unpack(f">{count}I", file.read(4 * count))


def _read_cmap(file: BinaryIO, offset: int) -> Cmap | None:
    file.seek(offset + 4)
    count = struct.unpack(">H", file.read(8)[:2])[0]
    directory = file.read(16 * count)
    tables = {tag: (start, length) for tag, _, start, length in struct.iter_unpack(">4sIII", directory)}
    if b"cmap" not in tables or _OUTLINES.isdisjoint(tables):
        return None
    start, length = tables[b"cmap"]
    file.seek(start)
    table = file.read(min(length, _LARGEST_TABLE))
    records = struct.iter_unpack(">HHI", table[4 : 4 + 8 * struct.unpack_from(">H", table, 2)[0]])
    places = {(platform, encoding): place for platform, encoding, place in records}
    for key in _UNICODE:
        if key in places:
            found = _subtable(table, places[key])
            if found is not None:
                return found
    return None


def _subtable(table: bytes, place: int) -> Cmap | None:
    """Return the subtable at a place, if it is of a format that is in use for whole fonts.

    Format 13, one glyph for many characters, is for fonts of last resort: they have no letters to show.
    """
    form = struct.unpack_from(">H", table, place)[0]
    if form == 4:
        length = struct.unpack_from(">H", table, place + 2)[0]
        return _Segments(table[place : place + length])
    return _Groups(table[place:]) if form == 12 else None


def _integers(kind: str, data: bytes) -> array[int]:
    """Return big-endian integers of 16 (`H`) or 32 bits (`I`)."""
    numbers = array(kind)
    numbers.frombytes(data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
