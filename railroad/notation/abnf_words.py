r"""Cut ABNF into words, and set comments apart.

    a = 1*DIGIT "x" ; why   →   name definer repeat name string      and a comment

RFC 5234 §4 with RFC 7405 (``%s"…"`` ``%i"…"``), and what else is met under the name of ABNF: the ``#`` of
RFC 9110 §5.6.1, the ``|`` of RFC 2616 §2.1, the definers ``:=`` (RFC 2045) and ``::=``, single quotes,
words in ``< >`` that go on over lines (RFC 822, RFC 2616), and the signs of SABNF: ``&`` ``!`` ``&&`` ``!!``
``%^`` ``%$`` ``\name``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(
    r"""
      (?P<blank>    [ \t]++ )
    | (?P<newline>  \r\n? | \n )
    | (?P<comment>  ;[^\r\n]*+ )
    | (?P<string>   (?:%[siSI])?+"[^"\r\n]*+" )
    | (?P<single>   '[^'\r\n]*+' )
    | (?P<prose>    <[^>\r\n]*+> | <[^<>=\r\n]++(?:(?:\r\n?|\n)[ \t]++[^<>=\s][^<>=\r\n]*+){1,9}+> )
    | (?P<unclosed> (?:%[siSI])?+"[^"\r\n]*+ | '[^'\r\n]*+ | <[^>\r\n]*+ )
    | (?P<anchor>   %[\^$] )
    | (?P<number>   %\w*+(?:[-.](?:%?\w++)?+)*+ )
    | (?P<repeat>   [0-9]*+[*\#][0-9]*+ | [0-9]++ )
    | (?P<name>     [^\W\d][\w-]*+ )
    | (?P<definer>  :{0,2}=/?+ )
    | (?P<sign>     && | !! | [/|()\[\]&!] )
    | (?P<back>     \\(?:%[A-Za-z]++)?+[^\W\d][\w-]*+ )
    | (?P<other>    . )
    """,
    re.VERBOSE,
)

_NEWLINE = re.compile(r"\r\n?|\n")


class Word:
    """A word of the text."""

    __slots__ = ("end", "indent", "kind", "start")

    def __init__(self, kind: str, start: int, end: int, indent: int) -> None:
        """Make a word of a kind that is the name of a group in the pattern above."""
        self.kind = kind
        self.start = start
        self.end = end
        self.indent = indent
        """How far right it stands if it is the first on its line, else -1."""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment as it stands in the text."""

    start: int
    end: int
    indent: int
    """How far right it stands if it is the first on its line, else -1."""
    line: int
    """The number of its line, from 0."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a text is made of, in order."""

    words: list[Word]
    notes: list[Note]
    lines: list[int]
    """The offset of the beginning of each line."""


def cut(text: str) -> Words:
    """Return the words of a text and its comments."""
    words: list[Word] = []
    notes: list[Note] = []
    lines = [0]
    indent = 0
    for match in _WORD.finditer(text):
        kind = match.lastgroup
        assert kind
        if kind == "blank":
            if indent >= 0:
                indent = len(match[0].expandtabs(8)) if "\t" in match[0] else match.end() - match.start()
        elif kind == "newline":
            lines.append(match.end())
            indent = 0
        elif kind == "comment":
            notes.append(Note(*match.span(), indent, len(lines) - 1))
            indent = -1
        else:
            if kind == "prose":
                lines += [match.start() + newline.end() for newline in _NEWLINE.finditer(match[0])]
            words.append(Word(kind, match.start(), match.end(), indent))
            indent = -1
    return Words(words, notes, lines)
