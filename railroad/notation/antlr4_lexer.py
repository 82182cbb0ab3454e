"""The pieces of an ANTLR 4 grammar: ANTLR's doc/lexicon.md.

    expr[int p] : l=expr {x = "}";} '*' # Mul ;   →   NAME ARGS COLON NAME ASSIGN NAME CODE STRING CODE SEMI

A bracket opens arguments in the rule of a parser and a set of characters in that of a lexer; which it is, the
first letter of the rule's name says.  Actions are read to the partner of their brace, whatever the language.
What is left open ends where the next rule seems to begin, so that it costs one rule and not all that follow.
"""

from __future__ import annotations

import re

from railroad.errors import Diagnostic
from railroad.notation.comments import Comments
from railroad.notation.host_code import HostCode
from railroad.notation.open_quotes import open_literal
from railroad.notation.reading import Piece
from railroad.source import Span

_PIECE = re.compile(
    r"""[\s\ufeff]*+(?:
      (?P<name>[^\W\d]\w*+)
    | (?P<string>'(?:[^'\\\r\n]|\\[^\r\n])*+')
    | (?P<comment>//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)
    | (?P<postfix>(?!\+=)[*+?]\??)
    | (?P<sign>\+=|::|\.\.(?!\.)|=(?!>)|[:;|().,~@])
    | (?P<command>->\s*+\w++(?:\s*+\(\s*+[\w.-]++\s*+\))?+(?:\s*+,\s*+\w++(?:\s*+\(\s*+[\w.-]++\s*+\))?+)*+)
    | (?P<label>\#\s*+[^\W\d]\w*+)
    | (?P<bracket>\[)
    | (?P<brace>\{)
    | (?P<angle><(?:[^<>'"{};]|'(?:[^'\\\r\n]|\\[^\r\n])*+'|"(?:[^"\\\r\n]|\\[^\r\n])*+"|\{[^{}]*+\})*+>)
    | (?P<open_comment>/\*)
    | (?P<open_string>')
    | (?P<stray>->|"(?:[^"\\\r\n]|\\[^\r\n])*+"|=>|\\.|.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_SET = re.compile(r"\[(?:[^\]\\\r\n]|\\[^\r\n])*+\]")
_PREDICATE = re.compile(r"\s*+\?(?!\?)(?:\s*+<[^<>;]*+>)?")
_LINE = re.compile(r"[^\r\n]*+")
_RULE = re.compile(
    r"^(?:fragment[ \t]++)?[^\W\d]\w*+(?:[ \t]*+(?://[^\r\n]*+)?[\r\n]++)*+[ \t]*+:(?![:=])", re.MULTILINE
)
_SIGNS = {
    ":": "COLON",
    ";": "SEMI",
    "|": "BAR",
    "(": "LPAR",
    ")": "RPAR",
    ".": "DOT",
    ",": "COMMA",
    "~": "NOT",
    "@": "AT",
    "=": "ASSIGN",
    "+=": "ASSIGN",
    "..": "RANGE",
    "::": "SCOPE",
}
_BEFORE_NAME = frozenset(["fragment", "public", "private", "protected", "lexer", "parser", "grammar"])


class Lexer:
    """Cuts a text into pieces.  What is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Read `text`."""
        self._text = text
        self._diagnostics = diagnostics
        self.comments = Comments(text)
        self._code = HostCode(text)
        self._pieces: list[Piece] = []
        self._head = True
        """Whether the name of a rule is due."""
        self._of_lexer = False
        """Whether the rule is one of a lexer, a token."""

    def pieces(self) -> list[Piece]:
        """Return all pieces of the text."""
        match_piece = _PIECE.match
        text, pieces = self._text, self._pieces
        at = 0
        while match := match_piece(text, at):
            kind = match.lastgroup
            assert kind
            at = match.end()
            start = match.start(kind)
            if kind == "name":
                name = match[kind]
                if self._head and name not in _BEFORE_NAME:
                    self._of_lexer, self._head = is_token(name), False
                pieces.append(Piece("NAME", start, at, name))
            elif kind == "sign":
                self._sign(match[kind], start, at)
            elif kind == "string":
                pieces.append(Piece("STRING", start, at))
            elif kind == "postfix":
                pieces.append(Piece("POSTFIX", start, at))
            elif kind == "comment":
                self.comments.add(start, at)
            else:
                at = self._others(kind, start, at)
        return pieces

    def _sign(self, sign: str, start: int, end: int) -> None:
        type_ = _SIGNS[sign]
        if type_ == "SEMI":
            self._head = True
        elif type_ == "COLON" and self._pieces and self._pieces[-1].type == "NAME":
            self._of_lexer, self._head = is_token(self._pieces[-1].value), False
        self._pieces.append(Piece(type_, start, end))

    def _others(self, kind: str, start: int, end: int) -> int:
        """Add the piece that begins at `start`; return where it ends."""
        match kind:
            case "brace":
                return self._brace(start)
            case "bracket":
                return self._bracket(start)
            case "command" | "label" | "angle":
                self._pieces.append(Piece(kind.upper(), start, end))
            case "open_string":
                self._diagnostics.append(open_literal(self._text, start, "a literal ends on its line"))
                end = self._line_end(start)
                self._pieces.append(Piece("BAD", start, end))
            case "open_comment":
                self._diagnostics.extend(self._code.open_at(start, "", 2))
                end = self._give_up(start)
            case _:
                self._pieces.append(Piece("STRAY", start, end))
        return end

    def _brace(self, start: int) -> int:
        end = self._code.end(start)
        if end is None:
            self._diagnostics.extend(
                self._code.open_at(start, "an action ends with the } that is its partner")
            )
            return self._give_up(start)
        type_ = "CODE"
        if predicate := _PREDICATE.match(self._text, end):
            type_, end = "PREDICATE", predicate.end()
        self._pieces.append(Piece(type_, start, end))
        return end

    def _bracket(self, start: int) -> int:
        if self._of_lexer and not self._head:
            if found := _SET.match(self._text, start):
                self._pieces.append(Piece("SET", start, found.end()))
                return found.end()
            self._tell(start, 'this "[" is not closed', 'a set ends with "]" on its line; a "]" in it is \\]')
            end = self._line_end(start)
            self._pieces.append(Piece("BAD", start, end))
            return end
        return self._arguments(start)

    def _arguments(self, start: int) -> int:
        end = self._code.end(start, "[]")
        if end is None:
            self._diagnostics.extend(self._code.open_at(start, 'arguments end with "]"'))
            return self._give_up(start)
        self._pieces.append(Piece("ARGS", start, end))
        return end

    def _line_end(self, start: int) -> int:
        """Return where the line of `start` ends, without a semicolon at its end."""
        match = _LINE.match(self._text, start)
        assert match
        line = match[0].rstrip()
        return start + max(1, len(line) - line.endswith(";"))

    def _give_up(self, start: int) -> int:
        """End the rule at `start`; return where the next one seems to begin."""
        following = None if self._code.exhausted else _RULE.search(self._text, start + 1)
        end = following.start() if following else len(self._text)
        self._pieces += (Piece("BAD", start, start + 1), Piece("SEMI", start + 1, start + 1))
        self._head = True
        return end

    def _tell(self, start: int, message: str, hint: str) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, start + 1), hint))


def is_token(name: str) -> bool:
    """Return whether a rule called so is a token, one of the lexer: it begins with a capital letter.

    >>> is_token("INT"), is_token("expr"), is_token("_WS")
    (True, False, True)
    """
    return name.lstrip("_")[:1].isupper()
