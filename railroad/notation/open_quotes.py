r"""Where a literal without an end was meant to begin.

    a = "x" | "y | "z"        a lexer pairs the quotes from the left and is left with the last one;
              ^               but a person mends it here

Which quote lacks its partner shows in what the others hold when they are paired without it: no author writes
``" | "`` where ``"y" | "z"`` will do.  The quote whose absence leaves the most likely literals is told.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.notation.reading import Definition

_LONGEST_LINE = 400
"""In a longer line the last quote is told: what its literals hold is of no help to a person."""
_SEPARATED = re.compile(r"\s[|/,=~]\s|\S\s[(\[{]|[)\]}]\s\S")
"""What stands between literals more often than in one."""
_OPEN_LITERAL = "the literal after this "
_OPEN = " is not closed"


def open_literal(text: str, at: int, hint: str | None = None, *, escapes: bool = True) -> Diagnostic:
    """Return what to say of a literal that is not closed on its line, at the quote that begins it.

    Args:
        text: all of it.
        at: the quote that has no partner if they are paired from the left.
        hint: how a literal ends.
        escapes: whether a quote after a backslash ends nothing.
    """
    start = _opening(text, at, escapes)
    message = f"{_OPEN_LITERAL}{text[at]}{_OPEN}"
    return Diagnostic("error", message, Span(start, start + 1), hint)


def without_consequences(errors: list[Diagnostic], definitions: Iterable[Definition]) -> list[Diagnostic]:
    """Return the errors without those that only follow from a literal that is not closed.

    Those are brackets that stay open in its rule, and what the rule then seems to hold after it.
    """
    literals = [error.span.start for error in errors if error.span and _is_open_literal(error)]
    if not literals or len(literals) == len(errors):
        return errors
    rules = _spans_with(literals, definitions)
    kept = []
    at = 0
    for error in errors:
        start = error.span.start if error.span else 0
        while at < len(rules) and rules[at][0].end < start:
            at += 1
        inside = at < len(rules) and rules[at][0].start <= start
        follows = inside and (_OPEN in error.message or start > rules[at][1])
        if not follows or _is_open_literal(error):
            kept.append(error)
    return kept


def _is_open_literal(error: Diagnostic) -> bool:
    return error.message.startswith(_OPEN_LITERAL)


def _spans_with(offsets: list[int], definitions: Iterable[Definition]) -> list[tuple[Span, int]]:
    """Return the spans of the rules that hold an offset, in order, each with the first; so are `offsets`."""
    found = []
    at = 0
    for span in sorted(each.span for each in definitions):
        while at < len(offsets) and offsets[at] < span.start:
            at += 1
        if at < len(offsets) and offsets[at] <= span.end:
            found.append((span, offsets[at]))
    return found


@cache
def _literal(escapes: bool) -> re.Pattern[str]:
    inside = r"(?:[^{0}\\\r\n]|\\[^\r\n])*+" if escapes else r"[^{0}\r\n]*+"
    return re.compile("|".join(f"{quote}{inside.replace('{0}', quote)}{quote}" for quote in "\"'"))


def _opening(text: str, at: int, escapes: bool) -> int:
    """Return the quote on the line of `at` that most likely lacks its partner."""
    begin = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    end = begin + len(text[begin : begin + _LONGEST_LINE + 1].split("\n", 1)[0].split("\r", 1)[0])
    if end - begin > _LONGEST_LINE:
        return at
    literal = _literal(escapes)
    before = [match.span() for match in literal.finditer(text, begin, at)]
    after = _Rest(text, literal, end)
    odd_before = [0, *accumulate(_oddness(text, *span) for span in before)]
    best, least = at, odd_before[-1] - 1
    for i, (start, _) in enumerate(before):
        oddness, last = after.oddness(start + 1)
        partnered = text[start] == text[at] and last > at  # else the last quote would still have none
        if partnered and odd_before[i] + oddness <= least:  # of several, the last: what is before it came out
            best, least = start, odd_before[i] + oddness
    return best


class _Rest:
    """How odd the literals of the rest of a line are, from any offset on; each is looked at once."""

    def __init__(self, text: str, literal: re.Pattern[str], end: int) -> None:
        self._text = text
        self._literal = literal
        self._end = end
        self._known: dict[int, tuple[int, int]] = {}
        """By where a literal begins: how odd it and those after it are, and where the last one ends."""

    def oddness(self, start: int) -> tuple[int, int]:
        """Return how odd the literals from `start` on are, and where the last one ends; -1: there is none."""
        new: list[tuple[int, int]] = []
        match = self._literal.search(self._text, start, self._end)
        while match and match.start() not in self._known:
            new.append(match.span())
            match = self._literal.search(self._text, match.end(), self._end)
        odd, last = self._known[match.start()] if match else (0, -1)
        for span in reversed(new):
            odd, last = odd + _oddness(self._text, *span), max(last, span[1])
            self._known[span[0]] = odd, last
        return odd, last


def _oddness(text: str, start: int, end: int) -> int:
    """Return how many signs there are that nobody meant this to be a literal."""
    inside = text[start + 1 : end - 1]
    worded = bool(inside.strip())
    return sum(
        (
            worded and inside[0].isspace(),
            worded and inside[-1].isspace(),
            _SEPARATED.search(inside) is not None,
            _is_word(text, start - 1) and _is_word(text, start - 2),
            _is_word(text, end) and _is_word(text, end + 1),
        )
    )


def _is_word(text: str, at: int) -> bool:
    """Return whether there is a letter or digit; a single one beside a literal may be a flag: ``"a"i``."""
    return 0 <= at < len(text) and text[at].isalnum()
