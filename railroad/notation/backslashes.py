r"""Whether backslashes escape quotes, told line by line.

    "\" | "/"         a backslash is itself: the strings of the line come out even so
    "\"" | "\\"       but not these: here it escapes

The EBNF standards know no escapes, and many grammars have them all the same.  So each line that has a
backslash before a quote is read as the standard says; only if a quote or a backslash is then left over
outside of literals, and is not with escapes, are they escapes.
"""

from __future__ import annotations

import re
from functools import cache

ESCAPED = "\x01"
"""What an escape is in the text that lexers look for strings in; no text may hold it."""

_ESCAPE = re.compile(r"""\\["'`\\]""")
_BEFORE_QUOTE = re.compile(r"""\\["'`]""")


def hide_escapes(text: str, quotes: str, closed: str = "") -> str:
    """Return the text with the escapes hidden in those lines that need them; offsets stay true.

    Args:
        text: the text; its lines end in LF.
        quotes: the quotes around literals, each of one character and its own partner.
        closed: a pattern for other things of a line that may hold quotes, such as ``[^"]``.
    """
    as_written, with_escapes = _patterns(quotes, closed)
    parts: list[str] = []
    done = position = 0
    for match in _BEFORE_QUOTE.finditer(text):
        if match.start() < position:
            continue
        start = text.rfind("\n", position, match.start()) + 1 or position
        position = text.find("\n", match.end())
        position = len(text) if position < 0 else position
        line = text[start:position]
        if _needs_escapes(as_written, with_escapes, line):
            parts += [text[done:start], _ESCAPE.sub(ESCAPED * 2, line)]
            done = position
    return "".join([*parts, text[done:]]) if parts else text


def unescape(written: str, hidden: str) -> str:
    """Return what a literal stands for: `written` without the backslashes of what `hidden` hides."""
    if ESCAPED not in hidden:
        return written
    return _ESCAPE.sub(lambda match: match[0][1], written)


@cache
def _patterns(quotes: str, closed: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    other = rf"{closed}|" if closed else ""
    plain = "|".join(rf"{quote}[^{quote}\n]*+{quote}" for quote in quotes)
    escaped = "|".join(rf"{quote}(?:\\.|[^{quote}\\\n])*+{quote}" for quote in quotes)
    comment = (
        r"/\*(?:(?!\*/).){0,500}+\*/|\(\*(?:(?!\*\)).){0,500}+\*\)|(?<=[ \t])(?://|#(?!x[0-9A-Fa-f]))[^\n]*+"
    )
    return tuple(  # type: ignore[return-value]
        re.compile(rf"{other}{strings}|{comment}|(?P<left>[{quotes}])|(?P<stray>\\)")
        for strings in (plain, escaped)
    )


def _needs_escapes(as_written: re.Pattern[str], with_escapes: re.Pattern[str], line: str) -> bool:
    even, stray = _balance(as_written, line)
    even_with, stray_with = _balance(with_escapes, line)
    return even_with and (not even or stray_with < stray)


def _balance(token: re.Pattern[str], line: str) -> tuple[bool, int]:
    """Return whether no quote of a line is left over, and how many backslashes are outside of literals."""
    stray = 0
    for match in token.finditer(line):
        if match.lastgroup == "left":  # to go on would look for its partner again and again
            return False, stray
        stray += match.lastgroup == "stray"
    return True, stray
