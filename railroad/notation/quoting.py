r"""Literals and sets of characters as several notations write them.

quoted('say "hi"')   →   'say "hi"'        a quote that does not stand inside
escaped("a\n", "'")  →   'a\n'             backslashes
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.grammar import Any, Characters, Class, Range, Terminal, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.grammar import Expr, Grammar

_PLANE_ENDS = "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
_UNPRINTABLE = (
    _PLANE_ENDS + r"\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
)
TWO_QUOTES = re.compile(rf"""[^"{_UNPRINTABLE}]++|[^'{_UNPRINTABLE}]++""")
"""What can stand in quotes of one kind or the other, without escapes."""
ONE_LINE = re.compile(rf"[^{_UNPRINTABLE}]++")
"""What can stand on a line."""
ANYTHING_ESCAPED = re.compile(r"[\s\S]++")
"""What can stand in quotes where there are escapes for all that can't stand there itself."""
CHARACTERS = re.compile(r"[^\ud800-\udfff]++")
"""What has a number in Unicode that is a character's, and no half of a surrogate pair."""
PRINTABLE = re.compile(rf"[^\s{_UNPRINTABLE}]")
"""A character that is seen."""
UNSEEN = re.compile(rf"[\s{_UNPRINTABLE}]")
"""A character that is not."""
_UNWRITABLE = re.compile(rf"[{_UNPRINTABLE}]")
_SIMPLE = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def clean(text: str) -> str:
    """Return words without characters that no text may hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def quoted(node: Terminal, own: bool) -> str:
    """Return a literal in the author's quote if the notation is his, else in one that is not inside."""
    quote = node.quote if own and node.quote in ("'", '"', "`") and node.quote not in node.text else ""
    quote = quote or ('"' if '"' not in node.text else "'")
    return f"{quote}{node.text}{quote}"


def escaped(text: str, quote: str, code: Callable[[int], str]) -> str:
    """Return text between quotes, with backslashes; `code` writes a character by its number."""
    made = []
    for character in text:
        if character in _SIMPLE:
            made.append(_SIMPLE[character])
        elif character == quote and quote:
            made.append(f"\\{quote}")
        elif not PRINTABLE.fullmatch(character) and character != " ":
            made.append(code(ord(character)))
        else:
            made.append(character)
    return f"{quote}{''.join(made)}{quote}"


def spelling(node: Expr, own: bool) -> str:
    """Return how the author spelt a node, if the notation is his; else nothing."""
    return str(getattr(node, "spelling", "")) if own else ""


def as_written(node: Expr, own: str | None) -> str:
    """Return the author's text of a node, if `own` is his text; else nothing."""
    return own[slice(*node.span)] if own is not None and node.span else ""


def stands(node: Terminal, own: str | None) -> bool:
    """Return whether a literal stands in quotes in the author's text, if `own` is that."""
    written = as_written(node, own)
    return node.quote != "" and written.startswith(node.quote) and node.text in written


def all_stand(grammar: Grammar, pieces: re.Pattern[str]) -> bool:
    """Return whether each literal of a grammar can be written again: it is a piece, or stands in its text."""
    for rule in grammar.rules:
        for node in walk(rule.body):
            match node:
                case Terminal(text):
                    stand = pieces.fullmatch(text) is not None or stands(node, grammar.source.text)
                case Range(first, last):
                    stand = all(map(pieces.fullmatch, (first, last)))
                case _:
                    stand = not isinstance(node, Characters | Class | Any)
            if not stand:
                return False
    return True


def set_of(node: Characters, character: Callable[[str], str]) -> str:
    """Return the members of a set, one after another."""
    return "".join(_member(member, character) for member in node.members)


def _member(member: Terminal | Range | Class, character: Callable[[str], str]) -> str:
    match member:
        case Terminal(text):
            return character(text)
        case Range(first, last):
            return f"{character(first)}-{character(last)}"
    return member.name
