"""Where a piece of a host language's code ends, so that a grammar can be read round it.

    exp: exp '+' exp  { $$ = "}"; /* } */ if (x) { y('}'); } }  ;
                      ^ the opener                            ^ its partner, found here

Braces in strings, characters and comments don't count.  No compiler is needed for that, only what quotes and
comments look like; a quote without a partner on its line is an apostrophe.  Linear: one pattern runs from
brace to brace, and every character is read once.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

Host = Literal["c", "ruby"]
"""``c``: comments are ``//`` and ``/* */``, as in C, Java, Go and most; ``ruby``: they begin with ``#``."""

_MOST_FAILURES = 40
"""How often a search may reach the end of the text in vain; each costs linear time."""

_STRINGS = r""""(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+'|`[^`]*+`"""
_COMMENTS = {"c": r"//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", "ruby": r"\#[^\r\n]*+"}


@cache
def _run(host: Host, stops: str) -> re.Pattern[str]:
    """Return what matches code up to the first of the characters `stops` that counts, or to the end."""
    stop = re.escape(stops)
    return re.compile(rf"""(?:[^"'`/\#\\{stop}]++|{_COMMENTS[host]}|{_STRINGS}|\\.|[^{stop}])*+""", re.DOTALL)


class HostCode:
    """The code of one host language in one text."""

    def __init__(self, text: str, host: Host = "c") -> None:
        """Read in `text`."""
        self._text = text
        self._host = host
        self._failures = 0
        self._told: set[int] = set()

    @property
    def exhausted(self) -> bool:
        """Whether so many pieces were left open that a reader should give up."""
        return self._failures >= _MOST_FAILURES

    def end(self, start: int, brackets: str = "{}") -> int | None:
        """Return the offset after the partner of the bracket at `start`; None: it has none."""
        text = self._text
        match_run = _run(self._host, brackets).match
        size, opening = len(text), brackets[0]
        depth, at = 1, start + 1
        while True:
            run = match_run(text, at)
            at = run.end() if run else size
            if at >= size:
                self._failures += 1
                return None
            depth += 1 if text[at] == opening else -1
            at += 1
            if not depth:
                return at

    def end_of_prologue(self, start: int) -> int | None:
        """Return the offset after the ``%}`` that ends the code at `start`; None: there is none."""
        text = self._text
        match_run = _run(self._host, "%").match
        at = start
        while True:
            run = match_run(text, at)
            at = run.end() if run else len(text)
            if at >= len(text):
                self._failures += 1
                return None
            if text.startswith("%}", at):
                return at + 2
            at += 1

    def open_at(self, start: int, hint: str, size: int = 1) -> Iterator[Diagnostic]:
        """Yield what to say of a bracket at `start` that has no partner.

        If a block comment after it is never closed, that is the mistake; it is told once.
        """
        self._failures += 1
        text = self._text
        comment = text.rfind("/*", start) if self._host == "c" else -1
        if comment > text.rfind("*/", start):
            start, size, hint = comment, 2, "a comment ends with */"
        if start not in self._told:
            self._told.add(start)
            what = text[start : start + size]
            yield Diagnostic("error", f'this "{what}" is not closed', Span(start, start + size), hint)
