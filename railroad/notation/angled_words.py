"""Cut a text into words where names stand in angle brackets: SQL's BNF, and RFC 5511's.

    <a> ::= B [ <c d> ]... !! note   →   name definer text open name close dots note

A name may go over the end of one line, as in texts cut from a printed page.  ``<`` with no letter or digit
after it begins no name.  What stands between dots, ``...omitted...``, is words for a human.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Dialect:
    """What tells two notations with angled names apart."""

    name: str
    title: str
    """What it is called in messages."""
    group: str
    """The brackets of a group."""
    notes: bool
    """Whether ``!!`` begins words for a human."""
    markup: bool
    """Whether a line that begins with ``--`` is marked up text between rules."""
    quotes: bool
    """Whether text may stand in quotes."""


SQL = Dialect("sql", "the BNF of SQL", "{}", notes=True, markup=True, quotes=False)
RBNF = Dialect("rbnf", "RBNF", "()", notes=False, markup=False, quotes=True)


class Word:
    """A word of the text."""

    __slots__ = ("end", "indent", "kind", "line", "start")

    def __init__(self, kind: str, start: int, end: int, indent: int, line: int) -> None:
        """Make a word of a kind that is the name of a group in the pattern below."""
        self.kind = kind
        self.start = start
        self.end = end
        self.indent = indent
        """How far right it stands if it is the first on its line, else -1."""
        self.line = line
        """The number of its line, from 0."""


@cache
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    opening, closing = map(re.escape, dialect.group)
    edge = rf"\s<>|\[\]{opening}{closing}" + ('"' if dialect.quotes else "")
    inside = r"(?:(?!::=)[^<>\r\n])"
    parts = [
        r"(?P<blank>[ \t]++)",
        r"(?P<newline>\r\n?|\n)",
        rf"(?P<name><(?=\w){inside}*+(?:(?:\r\n?|\n){inside}++)?+>)",
        rf"(?P<broken><(?=\w){inside}*+)",
        r"(?P<definer>::=)",
        r"(?P<words>(?<!\S)\.\.\.(?=\w)[^.\r\n]*+\.\.\.)",
        r"(?P<dots>\.\.\.|…)",
    ]
    if dialect.notes:
        parts.append(r"(?P<note>!![^\r\n]*+)")
    if dialect.markup:
        parts.append(r"(?P<markup>(?<![^\r\n])--(?:[\w/#@*][^\r\n]*+|[ \t][^\r\n]*+|(?=[\r\n]|\Z)))")
    if dialect.quotes:
        parts += [r'(?P<string>"[^"\r\n]*+")', r'(?P<unclosed>"[^"\r\n]*+)', r"(?P<comment>;[^\r\n]*+)"]
    parts += [
        r"(?P<bar>\|)(?!\|)",
        rf"(?P<open>[\[{opening}])",
        rf"(?P<close>[\]{closing}])",
        rf"(?P<text>(?:(?!\.\.\.|…|::=)[^{edge}])++|[<>=|]++|.)",
    ]
    return re.compile("|".join(parts))


def cut(text: str, dialect: Dialect) -> list[Word]:
    """Return the words of a text."""
    words: list[Word] = []
    line = indent = 0
    for match in _pattern(dialect).finditer(text):
        kind = match.lastgroup
        assert kind
        if kind == "blank":
            if indent >= 0:
                indent = len(match[0].expandtabs(8)) if "\t" in match[0] else match.end() - match.start()
        elif kind == "newline":
            line += 1
            indent = 0
        else:
            words.append(Word(kind, match.start(), match.end(), indent, line))
            indent = -1
            if kind == "name" and ("\n" in match[0] or "\r" in match[0]):
                line += 1
    return words
