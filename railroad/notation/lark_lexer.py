r"""The pieces of a Lark grammar: Lark's lark.lark and docs/grammar.md.

    ?sum.2: sum "+" x~2..3 -> add    →   MODIFIER NAME DOT NUMBER COLON NAME STRING NAME TILDE NUMBER …
          | _sep{x, /,/i}            →   BAR NAME LBRACE NAME COMMA REGEXP RBRACE
                                         END

A statement ends where its line ends, unless the next line that is not empty begins with ``|``, or a backslash
stands before the end.
"""

from __future__ import annotations

import re

from railroad.errors import Diagnostic
from railroad.notation.comments import Comments
from railroad.notation.open_quotes import open_literal
from railroad.notation.reading import Piece
from railroad.source import Span

_PIECE = re.compile(
    r"""(?:[^\S\r\n]|\ufeff)*+(?:
      (?P<name>[^\W\d]\w*+)
    | (?P<string>"(?:[^"\\\r\n]|\\[^\r\n])*+"i?)
    | (?P<end>(?:\r\n?|\n)\s*+)
    | (?P<comment>//[^\r\n]*+|\#[^\r\n]*+)
    | (?P<sign>->|\.\.|[:|().,~{}\[\]])
    | (?P<modifier>(?:!\??|\?!?)(?=[a-z_]))
    | (?P<postfix>[*+?])
    | (?P<regexp>/(?!/)(?:[^/\\\r\n]|\\[^\r\n])*+/[imslux]*+)
    | (?P<verbose>/(?!/)(?:[^/\\]|\\.)*+/[imslu]*+x[imslux]*+)
    | (?P<number>[+-]?\d++)
    | (?P<percent>%[^\W\d]\w*+)
    | (?P<joint>\\\ *+(?:\r\n?|\n))
    | (?P<open>["/])
    | (?P<stray>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_SIGNS = {
    "->": "TO",
    "..": "RANGE",
    ":": "COLON",
    "|": "BAR",
    "(": "LPAR",
    ")": "RPAR",
    ".": "DOT",
    ",": "COMMA",
    "~": "TILDE",
    "{": "LBRACE",
    "}": "RBRACE",
    "[": "LSQB",
    "]": "RSQB",
}
_TYPES = {
    "name": "NAME",
    "string": "STRING",
    "regexp": "REGEXP",
    "verbose": "REGEXP",
    "postfix": "POSTFIX",
    "modifier": "MODIFIER",
    "number": "NUMBER",
    "percent": "PERCENT",
    "stray": "STRAY",
}
_LINE = re.compile(r"[^\r\n]*+")


class Lexer:
    """Cuts a text into pieces.  What is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Read `text`."""
        self._text = text
        self._diagnostics = diagnostics
        self.comments = Comments(text)

    def statements(self) -> list[list[Piece]]:
        """Return the pieces of each statement."""
        match_piece = _PIECE.match
        text, types, signs = self._text, _TYPES, _SIGNS
        statements: list[list[Piece]] = []
        pieces: list[Piece] = []
        ended = False
        at = 0
        while match := match_piece(text, at):
            kind = match.lastgroup
            assert kind
            at = match.end()
            if kind == "end":
                ended = True
                continue
            if kind == "joint":
                continue
            start = match.start(kind)
            if kind == "comment":
                self.comments.add(start, at)
                continue
            written = match[kind]
            if ended and written != "|" and pieces:
                statements.append(pieces)
                pieces = []
            ended = False
            if kind in types:
                pieces.append(Piece(types[kind], start, at, written))
            elif kind == "sign":
                pieces.append(Piece(signs[written], start, at, written))
            else:
                at = self._open(start)
                pieces.append(Piece("BAD", start, at))
        if pieces:
            statements.append(pieces)
        return statements

    def _open(self, start: int) -> int:
        """Tell of a literal that is not closed; return where its line ends."""
        sign = self._text[start]
        if sign == "/":
            message = "the regular expression after this / is not closed"
            hint = "it ends on its line, unless it has the flag x; a / in it is \\/"
            self._diagnostics.append(Diagnostic("error", message, Span(start, start + 1), hint))
        else:
            hint = 'a literal ends on its line; a " in it is \\"'
            self._diagnostics.append(open_literal(self._text, start, hint))
        line = _LINE.match(self._text, start)
        assert line
        return max(line.end(), start + 1)
