"""The text of a grammar and places in it.

An offset counts code points from 0.  Lines and columns count from 1; a column counts code points, so a tab
is one.  LF, CRLF and a lone CR each end a line.  A byte order mark is not part of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n?|\n")

_EXCERPT_WIDTH = 100
"""The widest excerpt that is printed, in characters; a longer line is cut round the place."""


class Span(NamedTuple):
    """A half-open range of offsets into a text: ``start <= offset < end``."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as people count it, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """A named text, for messages that point into it."""

    name: str
    """A path, or a name in angle brackets such as ``<input>``."""
    text: str = field(repr=False)
    _starts: list[int] = field(default_factory=list, repr=False, compare=False)

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts.extend([0, *(end.end() for end in _LINE_END.finditer(self.text))])
        return self._starts

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset; one past the end is a place too.

        >>> Source("x", "ab\\r\\ncd").position(5)
        Position(line=2, column=2)
        """
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return line `number` (from 1) without its line end."""
        starts = self._line_starts()
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def excerpt(self, span: Span) -> str:
        """Return the line of `span` and a line of carets below it.

        A long line is cut round the place.  Characters that a terminal could obey are shown as ``·``.

        >>> print(Source("x", 'a ::= "b').excerpt(Span(6, 8)))
        a ::= "b
              ^^
        """
        number, column = self.position(span.start)
        line = self.line(number)
        first = column - 1
        start = max(0, min(first - _EXCERPT_WIDTH // 2, len(line) - _EXCERPT_WIDTH))
        shown = line[start : start + _EXCERPT_WIDTH]
        shown = "".join([c if c == "\t" or c.isprintable() else "·" for c in shown])
        first -= start
        marked = shown[first : first + max(1, span.end - span.start)]
        head = "…" if start else ""
        tail = "…" if start + _EXCERPT_WIDTH < len(line) else ""
        pad = "".join(["\t" if c == "\t" else " " * _cells(c) for c in head + shown[:first]])
        carets = "^" * max(1, sum(map(_cells, marked)))
        return f"{head}{shown}{tail}\n{pad}{carets}"


def _cells(character: str) -> int:
    """Return how many terminal cells a character takes: 0, 1 or 2 (UAX #11)."""
    from unicodedata import combining, east_asian_width

    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
