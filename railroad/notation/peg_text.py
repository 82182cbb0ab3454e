r"""Literals and classes of characters in the notations of PEGs: what their backslashes mean.

    "a\n"          Terminal("a⏎")
    ""             Empty()
    [^a-z\]]       Characters((Range("a", "z"), Terminal("]")), negated=True)

Where a language does not know an escape, the backslash goes and the character stays (Ford, JavaScript) or
both stay (Python); pest refuses it.  Two halves of a surrogate pair are one character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from railroad.grammar import Any, Characters, Class, Empty, Prose, Range, Terminal
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Case, Expr

Language = Literal["ford", "js", "pest", "python"]

_SIGNS: dict[Language, dict[str, str]] = {
    "ford": {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"},
    "js": {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"},
    "pest": {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\\": "\\", '"': '"', "'": "'"},
    "python": {
        "n": "\n",
        "r": "\r",
        "t": "\t",
        "a": "\a",
        "b": "\b",
        "f": "\f",
        "v": "\v",
        "\\": "\\",
        '"': '"',
        "'": "'",
    },
}
_HEX = (
    r"x(?P<two>[0-9A-Fa-f]{2})|u(?P<four>[0-9A-Fa-f]{4})|U(?P<eight>[0-9A-Fa-f]{8})"
    r"|u\{(?P<braced>[0-9A-Fa-f]{1,6})\}"
)
_OCTAL = r"|(?P<octal>[0-3][0-7]{2}|[0-7]{1,2})"
_LINES = r"|(?P<line>\r\n|[\r\n\u2028\u2029])"
_CODES: dict[Language, str] = {
    "ford": _HEX + _OCTAL,
    "js": _HEX + _LINES,
    "pest": r"x(?P<two>[0-9A-Fa-f]{2})|u\{(?P<braced>[0-9A-Fa-f]{2,6})\}",
    "python": _HEX + _OCTAL + _LINES,
}
_ESCAPES = {
    language: re.compile(rf"\\(?:{codes}|(?P<sign>.))", re.DOTALL) for language, codes in _CODES.items()
}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_MEMBER = re.compile(
    r"\\[pP](?:\{[^{}\]\r\n]*\}|\w)|\[:\^?\w+:\]|\\u\{[0-9A-Fa-f]{1,6}\}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}"
    r"|\\(?:[0-3][0-7]{2}|[0-7]{1,2})|\\(?:\r\n|.)|.",
    re.DOTALL,
)
_LAST = 0x10FFFF


class BadText(Exception):
    """What is wrong in a literal or a class, and where."""

    def __init__(self, message: str, span: Span, hint: str | None = None) -> None:
        """Keep what to tell of it."""
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint


def unescape(text: str, start: int, end: int, language: Language) -> str:
    r"""Return what the text between two offsets means.

    Raises:
        BadText: the language has no such escape, or no such character.

    >>> unescape(r"\101\n\]", 0, 8, "ford"), unescape(r"\u0041\x", 0, 8, "js")
    ('A\n]', 'Ax')
    """
    written = text[start:end]
    if "\\" not in written:
        return written
    signs = _SIGNS[language]

    def meaning(escape: re.Match[str]) -> str:
        kind = escape.lastgroup or ""
        value = escape[kind]
        if kind == "line":
            return ""
        if kind == "sign":
            if value in signs:
                return signs[value]
            if language == "pest":
                at = start + escape.start()
                raise BadText(
                    f'pest knows no escape "{escape[0]}"',
                    Span(at, at + len(escape[0])),
                    r"""it knows \n \r \t \0 \\ \" \' \x41 and \u{1F600}""",
                )
            return escape[0] if language == "python" else value
        code = int(value, 8 if kind == "octal" else 16)
        if code > _LAST:
            at = start + escape.start()
            raise BadText("there is no such character", Span(at, at + len(escape[0])))
        return chr(code)

    return _PAIR.sub(lambda pair: _joined(pair[0]), _ESCAPES[language].sub(meaning, written))


def _joined(pair: str) -> str:
    return pair.encode("utf-16", "surrogatepass").decode("utf-16")


def read_literal(
    text: str, span: Span, quote: str, inside: Span, language: Language, case: Case | None = None
) -> Expr:
    """Return the literal at `span`, whose text is written at `inside`; without any text it is `Empty`.

    Raises:
        BadText: it has an escape that can't be.
    """
    meaning = unescape(text, *inside, language)
    if not meaning:
        return Empty(span=span)
    spelling = text[slice(*span)] if meaning != text[slice(*inside)] else ""
    return Terminal(meaning, case, quote=quote, spelling=spelling, span=span)


def read_class(text: str, span: Span, inside: Span, language: Language, case: Case | None = None) -> Expr:
    """Return the class at `span`; what stands between its brackets, but for ``^``, is at `inside`.

    ``[^]``, everything but nothing, is `Any`; ``[]`` is `Prose`, because a set has members.

    Raises:
        BadText: it has an escape that can't be, or a range from a character to an earlier one.
    """
    negated = text[inside.start - 1] == "^"
    members: list[Terminal | Range | Class] = []
    at, end = inside
    while at < end:
        match = _MEMBER.match(text, at, end)
        assert match
        first, at = match, match.end()
        if _is_class(first[0]):
            members.append(Class(first[0], span=Span(*first.span())))
            continue
        character = unescape(text, *first.span(), language)
        if text[at] == "-" and at + 1 < end:
            last = _MEMBER.match(text, at + 1, end)
            assert last
            if not _is_class(last[0]):
                at = last.end()
                members.append(_range(character, unescape(text, *last.span(), language), first.start(), at))
                continue
        if character:  # a line that goes on is none
            spelling = first[0] if first[0] != character else ""
            members.append(Terminal(character, spelling=spelling, span=Span(*first.span())))
    if not members:
        return Any(span=span) if negated else Prose(text[slice(*span)], span=span)
    return Characters(tuple(members), negated, case, spelling=text[slice(*span)], span=span)


def _range(first: str, last: str, start: int, end: int) -> Range:
    span = Span(start, end)
    if len(first) != 1 or len(last) != 1:
        raise BadText("a range goes from one character to another", span)
    if first > last:
        raise BadText(
            f"this range is empty: U+{ord(first):04X} comes after U+{ord(last):04X}",
            span,
            'to have the sign itself, write "\\-"',
        )
    return Range(first, last, span=span)


def _is_class(written: str) -> bool:
    return len(written) > 2 and (written[:2] in ("\\p", "\\P") or written[:2] == "[:")
