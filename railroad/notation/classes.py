r"""Sets of characters in brackets: ``[a-zA-Z_]``, ``[^"\\\n]``, ``[\p{Lu}\u0041-\u005A]``.

    [a-z_\-]    →   Characters((Range("a", "z"), Terminal("_"), Terminal("-")))

Shared by the notations that take them from regular expressions.  Surrogates are left single here:
``[\uD800-\uDBFF]`` is a range of halves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.grammar import Characters, Class, Range, Terminal
from railroad.notation.escapes import Language, unescape
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Case

_MEMBER = re.compile(
    r"\\[pP]\{[^{}]*\}|\\[dDwWsS]|\\u\{[0-9A-Fa-f]{1,6}\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.|.",
    re.DOTALL,
)
_CLASS = re.compile(r"\\(?:[pP]\{[^{}]*\}|[dDwWsS])")


class BadRange(Exception):
    """A range whose ends are the wrong way round; its `span` is where."""

    def __init__(self, span: Span) -> None:
        """Keep the `span`."""
        super().__init__(span)
        self.span = span


def read_class(
    text: str, start: int, end: int, language: Language, *, negated: bool, case: Case | None, span: Span
) -> Characters:
    """Return the set whose members are written between two offsets.

    `span` is the whole of it.  In ``antlr`` there are no ``\\d \\w \\s``.

    Raises:
        BadRange: the first character of a range comes after the last.
    """
    members: list[Terminal | Range | Class] = []
    at = start
    while at < end:
        match = _MEMBER.match(text, at, end)
        assert match
        first, at = match, match.end()
        if _is_class(first[0], language):
            members.append(Class(first[0], span=Span(*first.span())))
            continue
        character = unescape(first[0], language)
        if text.startswith("-", at) and at + 1 < end:
            last = _MEMBER.match(text, at + 1, end)
            assert last
            if not _is_class(last[0], language):
                at = last.end()
                place = Span(first.start(), at)
                to = unescape(last[0], language)
                if character > to:
                    raise BadRange(place)
                members.append(Range(character, to, span=place))
                continue
        members.append(Terminal(character, spelling=_spelling(first[0], character), span=Span(*first.span())))
    return Characters(tuple(members), negated, case, spelling=text[slice(*span)], span=span)


def _is_class(written: str, language: Language) -> bool:
    return _CLASS.fullmatch(written) is not None and (language != "antlr" or written[1] in "pP")


def _spelling(written: str, character: str) -> str:
    return written if written != character else ""
