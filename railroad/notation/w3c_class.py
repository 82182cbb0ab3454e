"""Read the inside of a class of characters in W3C EBNF: XML 1.0 §6.

    [a-zA-Z_]  [^<&]  [#x20-#xD7FF#x9]  [-+]

Characters, ``#xN`` and ranges may be mixed; a hyphen at either end is itself; nothing escapes.  Many write
``\\u0041`` or ``\\u{41}`` for ``#x41`` all the same, so these are read as they are meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Characters, Range, Terminal
from railroad.notation.reading import shortened
from railroad.notation.w3c_lexer import code_character
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHARACTER = re.compile(
    r"#x(?:[0-9A-Fa-f]++|[G-Zg-z]\w++)|\\\\?u\{[0-9A-Fa-f]++\}|\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2})|(?s:.)"
)
_NO_DIGITS = frozenset("ghijklmnopqrstvwxyzGHIJKLMNOPQRSTUVWXYZ")
"""What shows after ``#x`` that a number was meant and has no digits; of others, u is an escape's."""
_DIGITS = re.compile(r"[0-9A-Fa-f]++(?=\}?$)")


def read_class(text: str, span: Span, diagnostics: list[Diagnostic]) -> Characters | None:
    """Return the class that is written at `span`, brackets included; None, and say why, if it is none."""
    start, end = span
    negated = text.startswith("[^", start)
    members: list[Terminal | Range] = []
    told = len(diagnostics)
    for first, last, at in _parts(text, start + 1 + negated, end - 1, diagnostics):
        if last is None:
            written = text[slice(*at)]
            spelling = written if len(written) > 1 else ""
            members.append(Terminal(first, spelling=spelling, span=at))
        elif first > last:
            message = f'there are no characters from "{text[slice(*at)]}" backwards'
            diagnostics.append(Diagnostic("error", shortened(message), at, "write the lower one first"))
        else:
            written = text[slice(*at)]
            spelling = written if len(written) > 3 else ""
            members.append(Range(first, last, spelling=spelling, span=at))
    if len(diagnostics) > told:
        return None
    if not members:
        message = f'there is nothing in the class "{text[start:end]}"'
        hint = "write (x)? for an optional x, and '[' ']' for the signs"
        diagnostics.append(Diagnostic("error", message, span, hint))
        return None
    return Characters(tuple(members), negated, spelling=text[start:end], span=span)


def _parts(
    text: str, start: int, end: int, diagnostics: list[Diagnostic]
) -> Iterator[tuple[str, str | None, Span]]:
    """Yield the characters and ranges from `start` to `end`: first, last or None, and where."""
    position = start
    while position < end:
        first, after = _character(text, position, end, diagnostics)
        if after < end - 1 and text[after] == "-":
            last, after = _character(text, after + 1, end, diagnostics)
            if first is not None and last is not None:
                yield first, last, Span(position, after)
        elif first is not None:
            yield first, None, Span(position, after)
        position = after


def _character(text: str, start: int, end: int, diagnostics: list[Diagnostic]) -> tuple[str | None, int]:
    """Return the character at `start`, None if there is none of that number, and where it ends."""
    match = _CHARACTER.match(text, start, end)
    assert match
    if match.end() - start > 1:
        at = Span(start, match.end())
        digits = _DIGITS.search(match[0]) if match[0][2:3] not in _NO_DIGITS else None
        return code_character(digits[0] if digits else "", match[0], at, diagnostics), match.end()
    return match[0], match.end()
