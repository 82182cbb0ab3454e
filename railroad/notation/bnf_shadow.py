"""The shadow of a BNF text: as long as the text, but with nothing in it that could be mistaken for structure.

    <a> ::= "x|y" <b c>  # why | not      the text
    ANN ::= SNNNN ANNNN                   its shadow

Comments become blanks; strings, names in brackets and other closed things become a marker and fillers (`A`,
`S` and `N` above stand for control characters, which no text may hold).  Offsets stay true, so whoever finds
something in the shadow takes its wording from the text, and a plain pattern over the shadow can find rules
and cut bodies into pieces.

What is a comment or a string depends on the grammar, not on the character: on whether it **quotes** its
terminals.  It does if it has a string anywhere that is not empty and is not just a name in quotes.  The text
is first read as if it did, and once more if that did not come true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.notation.bnf_comments import skip_block, skip_mark, skip_semicolon
from railroad.notation.bnf_pass import ANGLE, OPAQUE, UNCLOSED_ANGLE, Pass
from railroad.notation.bnf_quotes import QUOTES, hide_escapes, skip_quote
from railroad.notation.bnf_style import FIRST_OF_NAME, normal_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.errors import Diagnostic
    from railroad.notation.bnf_style import Style
    from railroad.source import Span


@dataclass(frozen=True, slots=True)
class Shadow:
    """The shadow of a text, and what was seen on the way."""

    text: str
    quoted: bool
    """Whether the grammar quotes its terminals."""
    comments: tuple[Span, ...]
    """In order; a run of lines is one comment a line."""
    diagnostics: tuple[Diagnostic, ...]


def cast(text: str, style: Style) -> Shadow:
    """Return the shadow of a level text."""
    unescaped = hide_escapes(text)
    shadow = _cast(Pass(unescaped, style, quoted=True))
    return shadow if shadow.quoted else _cast(Pass(unescaped, style, quoted=False))


def _cast(at: Pass) -> Shadow:
    search, position = _EVENT.search, 0
    while match := search(at.text, position):
        start, end = match.span()
        if match.lastgroup == "plain" and at.quoted and end - start > 2:
            position = at.put_string(start, end)
        else:
            position = _SKIPS[at.text[start]](at, start)
    return Shadow(at.shadow(), at.quoted and at.evidence, tuple(at.comments), tuple(at.diagnostics))


_EVENT = re.compile(rf"""(?P<plain>"[^"\n]*+")|[\n{QUOTES}<\[;?#/]|--|\(\*""")
"""What could begin something closed."""
_ANGLE = re.compile(r"""<((?>"[<>]"|'[<>]'|<[^<>\n]*+>|[^<>\n])*+)>""")
_OVER_LINES = re.compile(r"""<([^\W\d_][^<>|"'=\n]*+(?:\n[ \t]++[^\s<>|"'=][^<>|"'=\n]*+){1,9}+)>""")
"""Words in a body that go on over lines, as in texts cut from a printed page."""
_NAME_LIKE = re.compile(FIRST_OF_NAME)
_QUOTED_BRACKET = re.compile(r"""(["'])[<>]\1""")
_CLASS = re.compile(r"\[(\^?(?:\\.|[^\[\]\\\s]){1,300}+)\]")
_REGEXP = re.compile(
    r"/(?![\s/*|])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){1,100}+\]){1,500}+/(?=[\s|)\]}?*+;]|\Z)"
)
_FOR_HUMANS = re.compile(r"\?[^?\n|]*?\w[^?\n|]*+\?(?=[ \t]*+(?:[|)\]}\n;{*+]|\Z|(?<=[ \t])[#/-]))")
_RANGE = re.compile(r"(?<!\w)(\w)-(\w)|\\.-\\.|\\.|#x[0-9A-Fa-f]+|(?<=[\w\]\\])(\w)-(\w)")


def _skip_line_end(at: Pass, start: int) -> int:
    at.line_code = at.after_blanks(start + 1)
    return at.line_code


def _skip_angle(at: Pass, start: int) -> int:
    """Deal with ``<``, which begins a name or is a sign."""
    match = _ANGLE.match(at.text, start)
    if match and _is_name(at, match[1]):
        return at.put(ANGLE, start, match.end())
    over_lines = None if match else _OVER_LINES.match(at.text, start)
    if over_lines and (start != at.line_code or at.operand_due(start)):
        at.warn(start, start + 1, 'the words after this "<" go on over lines')
        return at.put(ANGLE, start, over_lines.end())
    sign = match or not at.is_word(start + 1) or (not at.quoted and at.is_word(start - 1))  # x<y
    return start + 1 if sign else at.put(UNCLOSED_ANGLE, start, start + 1)


def _is_name(at: Pass, inside: str) -> bool:
    if "<" in inside and not inside.endswith(")") and not _QUOTED_BRACKET.search(inside):
        return False  # only <a(<b>)> holds another
    return bool(inside and _NAME_LIKE.match(inside)) or normal_name(inside) in at.style.names


def _skip_bracket(at: Pass, start: int) -> int:
    """Deal with ``[``, which may begin a class of characters."""
    match = _CLASS.match(at.text, start)
    if match and match[1] not in at.style.names and is_class(match[1]):
        return at.put(OPAQUE, start, match.end())
    return start + 1


def _skip_question(at: Pass, start: int) -> int:
    """Deal with ``? what a human understands ?`` (ISO/IEC 14977 §4.19)."""
    match = _FOR_HUMANS.match(at.text, start) if at.quoted and at.operand_due(start) else None
    return at.put(OPAQUE, start, match.end()) if match else start + 1


def _skip_slash(at: Pass, start: int) -> int:
    """Deal with ``/``, which may begin a comment or a regular expression."""
    following = at.character(start + 1)
    if following == "/":
        return skip_mark(at, start)
    if following == "*":
        return skip_block(at, start)
    match = _REGEXP.match(at.text, start) if at.character(start - 1) in ("", *" \t\n|(=") else None
    return at.put(OPAQUE, start, match.end()) if match else start + 1


_SKIPS: dict[str, Callable[[Pass, int], int]] = {
    **dict.fromkeys(QUOTES, skip_quote),
    **dict.fromkeys("#-", skip_mark),
    "\n": _skip_line_end,
    ";": skip_semicolon,
    "/": _skip_slash,
    "(": skip_block,
    "<": _skip_angle,
    "[": _skip_bracket,
    "?": _skip_question,
}
"""What deals with a sign, by its first character; each returns where to go on."""


def is_class(inside: str) -> bool:
    """Return whether ``[inside]`` is a class of characters rather than an optional part.

    >>> [is_class(inside) for inside in ("a-zA-Z_", "^\\n", "+-", "e-mail", "#", '"-"')]
    [True, True, True, False, False, False]
    """
    if re.search(rf"<{FIRST_OF_NAME}[^<>]*>", inside):
        return False
    if inside[0] == "^":
        return len(inside) > 1
    if re.search(r"""(["']).+\1""", inside):
        return False  # a string
    rest, count = _RANGE.subn("\0", inside)
    if count:
        return not re.search(r"\w\w", rest)
    return len(inside) > 1 and "-" in inside and not re.search(r"""[\w|"'‘’“”`<>]""", inside)
