r"""The pieces of a nearley grammar: nearley's lib/nearley-language-bootstrapped.ne.

    list[X] -> $X ("," $X):* {% d => d[0] %}    →   CALL NAME RBRACE ARROW PARAMETER LPAR STRING … CODE
    @builtin "number.ne"                        →   DIRECTIVE STRING

``[`` right after a word, with no blank between, opens the arguments of a macro; anywhere else a set of
characters.
"""

from __future__ import annotations

import re

from railroad.errors import Diagnostic
from railroad.notation.comments import Comments
from railroad.notation.open_quotes import open_literal
from railroad.notation.reading import Piece
from railroad.source import Span

_PIECE = re.compile(
    r"""[\s\ufeff]*+(?:
      (?P<call>[\w?+]++\[)
    | (?P<name>[\w?+]++)
    | (?P<string>"(?:[^"\\\r\n]|\\[^\r\n])*+"(?:i(?![\w?+]))?)
    | (?P<raw>`[^`]*+`(?:i(?![\w?+]))?)
    | (?P<code>\{%)
    | (?P<arrow>(?<![=-])[=-]++>)
    | (?P<postfix>:[*+?])
    | (?P<comment>\#[^\r\n]*+)
    | (?P<sign>[|(),\]])
    | (?P<set>\[(?:\\[^\r\n]|[^\\\r\n])(?:\\[^\r\n]|[^\\\]\r\n])*+\])
    | (?P<dot>\.)
    | (?P<parameter>\$[\w?+]++)
    | (?P<token>%[\w?+]++)
    | (?P<directive>@(?:\s*+(?=\{%)|[^\W\d]\w*+))
    | (?P<open>["`\[])
    | (?P<stray>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_TYPES = {
    "call": "CALL",
    "name": "NAME",
    "string": "STRING",
    "raw": "STRING",
    "arrow": "ARROW",
    "postfix": "POSTFIX",
    "set": "SET",
    "dot": "DOT",
    "parameter": "PARAMETER",
    "token": "TOKEN",
    "directive": "DIRECTIVE",
    "stray": "STRAY",
}
_SIGNS = {"|": "BAR", "(": "LPAR", ")": "RPAR", ",": "COMMA", "]": "RBRACE"}
_RULE = re.compile(r"^[\w?+]++(?:\[[\w?+,\t ]*+\])?+\s*+[=-]++>", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*+")
_OPEN = {
    '"': ("the literal after this {} is not closed", 'a literal ends on its line; a " in it is \\"'),
    "`": ("the literal after this {} is not closed", "a literal ends with the same quote"),
    "[": ('this "{}" is not closed', 'a set ends with "]" on its line'),
}


class Lexer:
    """Cuts a text into pieces.  What is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Read `text`."""
        self._text = text
        self._diagnostics = diagnostics
        self.comments = Comments(text)
        self._closer = 0
        """Where the next ``%}`` was found; the end of the text if there is none."""

    def pieces(self) -> list[Piece]:
        """Return all pieces of the text."""
        match_piece = _PIECE.match
        text, types, signs = self._text, _TYPES, _SIGNS
        pieces: list[Piece] = []
        at = 0
        while match := match_piece(text, at):
            kind = match.lastgroup
            assert kind
            at = match.end()
            start = match.start(kind)
            if kind in types:
                pieces.append(Piece(types[kind], start, at, match[kind]))
            elif kind == "code":
                at = self._code(start, pieces)
            elif kind == "sign":
                pieces.append(Piece(signs[match[kind]], start, at))
            elif kind == "comment":
                self.comments.add(start, at)
            else:
                at = self._open(start)
                pieces.append(Piece("BAD", start, at))
        return pieces

    def _code(self, start: int, pieces: list[Piece]) -> int:
        """Add code, or tell that it is not closed; return where to go on."""
        text = self._text
        if self._closer < start + 2:
            self._closer = text.find("%}", start + 2)
            if self._closer < 0:
                self._closer = len(text)
        end = self._closer + 2
        if end <= len(text) and not self._holds_a_rule(start, self._closer):
            pieces.append(Piece("CODE", start, end, text[start:end]))
            return end
        self._tell(start, 2, 'this "{%" is not closed', "code ends with %}")
        following = _RULE.search(text, start)
        end = following.start() if following else len(text)
        pieces.append(Piece("BAD", start, end))
        return end

    def _holds_a_rule(self, start: int, end: int) -> bool:
        """Return whether code holds a rule with code of its own: then its own end is missing."""
        inner = self._text.rfind("{%", start + 2, end)
        return inner >= 0 and _RULE.search(self._text, start, inner) is not None

    def _open(self, start: int) -> int:
        """Tell of a literal or a set that is not closed; return where its line ends."""
        sign = self._text[start]
        message, hint = _OPEN[sign]
        if sign == '"':
            self._diagnostics.append(open_literal(self._text, start, hint))
        else:
            self._tell(start, 1, message.format(sign), hint)
        line = _LINE.match(self._text, start)
        assert line
        return max(line.end(), start + 1)

    def _tell(self, start: int, size: int, message: str, hint: str) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, start + size), hint))
