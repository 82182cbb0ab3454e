r"""Which quotes of a BNF text are around literals.

    "x" 'x'                    on one line, with the other quote inside; blanks alone may go over lines
    ‘x’ “x” `x´ `x' ``x'' «x»  where they pair up
    '''                        three or four quotes in a row: a quote in quotes
    "\" <char>                 a backslash is itself,
    "\"" | "\\"                but if only escapes make the strings of the line come out even
    E' -> T E'                 a quote after a name may be a prime: the left sides tell
    don't                      an apostrophe

In a grammar that quotes nothing, quotes are characters like any other, but for two that stand alone, which
are empty, and for one before a word that lacks its end.

Each function is given the offset of the quote and returns where to go on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.notation.bnf_pass import STRING, UNCLOSED_STRING
from railroad.notation.bnf_style import WORD, bare_name

if TYPE_CHECKING:
    from railroad.notation.bnf_pass import Pass

_QUOTES: dict[str, tuple[re.Pattern[str], ...]] = {
    quote: tuple(re.compile(pattern) for pattern in patterns)
    for quote, patterns in {
        '"': (r'"[^"\n]*+"', rf'"[ \t]*\n[ \t\n]*+"(?!{WORD})'),
        "'": (r"'[^'\n]*+'",),
        "`": (r"``[^`'\n]*+''", r"`[^`´\n]*+´", r"`[^`'\n]*+'", r"`[^`\n]*+`"),
        "‘": (r"‘[^‘’\n]*+[’‘]", r"‘[^‘´'\n]*+[´']"),
        "‛": (r"‛[^‛’\n]*+’",),
        "’": (r"’[^‘’\n]*+’",),
        "“": (r"“[^“”\n]*+[”“]",),
        "”": (r"”[^“”\n]*+”",),
        "„": (r"„[^“”„\n]*+[“”]",),
        "«": (r"«[^«»\n]*+»",),
        "‹": (r"‹[^‹›\n]*+›",),
    }.items()
}
QUOTES = "".join(_QUOTES)
_EMPTY_STRINGS = ('""', "''", "“”", "‘’", "`´", "«»")
_IN_QUOTES = re.compile(r"""(?<!")"{3,4}(?!")|(?<!')'{3}(?!')""")
_SAME = re.compile("'+|’+")
_LONGEST_NAME = 200
"""How far back a name is looked for, in characters."""


def skip_quote(at: Pass, start: int) -> int:
    """Deal with any quote."""
    quote = at.text[start]
    if quote in "'’" and at.is_word(start - 1) and (primes := _primes(at, start)):
        return start + primes
    if not at.quoted:
        return _skip_unused(at, start)
    match = _IN_QUOTES.match(at.text, start)
    if match and (len(match[0]) == 4 or at.left_on_line(quote, match.end()) % 2 == 0):
        return at.put_string(start, match.end())
    for pattern in _QUOTES[quote]:
        if match := pattern.match(at.text, start):
            return at.put_string(start, match.end())
    if quote in "\"'":
        return at.put(UNCLOSED_STRING, start, at.line_end(start))
    return start + 1


def _skip_unused(at: Pass, start: int) -> int:
    """Deal with a quote in a grammar that quotes nothing."""
    quote, around = at.text[start], ("", *" \t\n|=")
    if at.character(start - 1) not in around:
        return start + 1
    if at.text[start : start + 2] in _EMPTY_STRINGS and at.character(start + 2) in around:
        return at.put(STRING, start, start + 2)
    if quote in "\"'" and at.is_word(start + 1) and not at.left_on_line(quote, start + 1):
        return at.put(UNCLOSED_STRING, start, at.line_end(start))
    return start + 1


def _primes(at: Pass, start: int) -> int:
    """Return how many primes stand at `start`, after a word; none if a quote does."""
    quote = at.text[start]
    match = _SAME.match(at.text, start)
    assert match
    run, following = len(match[0]), match.end()
    others = at.left_on_line(quote, following)
    if at.style.angle:
        return run if at.character(following).isalpha() or not others else 0
    name = _name_before(at, start)
    for count in range(min(run, 10), 0, -1):
        if name + at.text[start : start + count] in at.style.names:
            return count
    if at.is_word(following):
        return 0
    closing = at.text.find(quote, following, at.line_end(start))
    pairs_up = closing < 0 or not at.is_word(closing - 1) or at.is_word(closing + 1)
    return 0 if others % 2 and pairs_up else run


def _name_before(at: Pass, end: int) -> str:
    name = re.compile(bare_name(dotted=at.style.dotted) + r"\Z")
    match = name.search(at.text, max(0, end - _LONGEST_NAME), end)
    return match[0] if match else ""


# Escapes.  Both readings of a line are tried on its strings alone.

ESCAPED = "\x01"
"""What an escape is while strings are looked for."""
_TAIL = r"|(?<=[ \t])(?://|#|--(?!>))[^\n]*+"
_AS_WRITTEN = re.compile(r"""<[^<>\n"']*+>|"[^"\n]*+"|(?<!\w)'[^'\n]*+'""" + _TAIL + r"""|["\\]|(?<!\w)'""")
_WITH_ESCAPES = re.compile(
    r"""<[^<>\n"']*+>|"(?:\\.|[^"\\\n])*+"|(?<!\w)'(?:\\.|[^'\\\n])*+'""" + _TAIL + r"""|["\\]|(?<!\w)'"""
)
_ESCAPE = re.compile(r"""\\["'\\]""")


def hide_escapes(text: str) -> str:
    """Return the text with the escapes of those lines that need them hidden from any look for quotes."""
    parts, done = [], 0
    for start, end in _lines_with_escapes(text):
        line = text[start:end]
        if _needs_escapes(line):
            parts += [text[done:start], _ESCAPE.sub(ESCAPED * 2, line)]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def _lines_with_escapes(text: str) -> list[tuple[int, int]]:
    lines, position = [], 0
    for match in re.finditer(r"""\\["']""", text):
        if match.start() < position:
            continue
        start = text.rfind("\n", position, match.start()) + 1 or position
        position = text.find("\n", match.end())
        position = len(text) if position < 0 else position
        lines.append((start, position))
    return lines


def _needs_escapes(line: str) -> bool:
    closed, stray = _balance(_AS_WRITTEN, line)
    closed_with, stray_with = _balance(_WITH_ESCAPES, line)
    return closed_with and (not closed or stray_with < stray)


def _balance(token: re.Pattern[str], line: str) -> tuple[bool, int]:
    """Return whether every string of a line is closed, and how many backslashes stand outside of strings."""
    stray = 0
    for match in token.finditer(line):
        if match[0] in ('"', "'"):
            return False, stray
        stray += match[0] == "\\"
    return True, stray
