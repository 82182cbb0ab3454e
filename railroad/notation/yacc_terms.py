"""What the pieces of a Yacc body mean.

NAME  '+'  "literal"      →  OPERAND Nonterminal, Terminal
%empty                    →  OPERAND Empty
{ … }  %?{ … }            →  CODE, an action or a predicate
%prec X  [name]  <tag>    →  CODE, an attribute
list(x)  x?  ( x | y )    →  CALL …, POSTFIX, LPAR …     Lrama; the last in Racc and Jison
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Code, Empty, Nonterminal, Terminal
from railroad.notation.bodies import POSTFIXES
from railroad.notation.escapes import unescape
from railroad.notation.reading import Piece
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import CodeKind
    from railroad.notation.yacc_lexer import Dialect

_OPERAND_AFTER = {"%prec": ("NAME", "STRING"), "%dprec": ("NUMBER",), "%merge": ("TAG",)}
_WHAT_AFTER = {"%prec": "a token", "%dprec": "a number", "%merge": "a function in <>"}
_TYPED = frozenset(["NAME", "STRING", "CODE", "PREDICATE", "POSTFIX", "RPAR", "REFERENCE"])
"""After what Lrama sets a type; Bison sets it before an action."""
_NAMED = _TYPED | {"TAG"}
"""After what the name of a value stands."""
_VALUE_NAME = re.compile(r"\[\s*+[\w.-]++\s*+\]")
_NO_GROUPS = "Yacc has no groups: give the group a rule of its own"
_NOT_EMPTY = "%empty stands in an alternative that is not empty"


class Terms:
    """Turns the pieces of bodies into those of ``yacc.lark``."""

    def __init__(self, text: str, dialect: Dialect, diagnostics: list[Diagnostic]) -> None:
        """Read in `text`."""
        self._text = text
        self._dialect = dialect
        self._diagnostics = diagnostics
        self.predicates: list[Span] = []
        """Where predicates stand."""
        self.called: set[str] = set()
        """The names that were called with arguments."""
        self._found: list[Piece] = []
        self._calls: list[bool] = []
        """For each bracket that is open, whether it holds arguments."""
        self._grouped = False
        """Whether it was told that there are no groups."""
        self._bare = True
        """Whether the alternative has nothing yet but code."""
        self._empty: Span | None = None
        """Where the ``%empty`` of the alternative stands."""

    def pieces(self, raw: list[Piece]) -> list[Piece] | None:
        """Return the pieces of a body; None: it has parts that can't be read, and this was told."""
        found: list[Piece] = []
        self._found, self._calls = found, []
        self._begin_alternative()
        self._grouped = False
        told = len(self._diagnostics)
        at, size = 0, len(raw)
        while at < size:
            piece = raw[at]
            type_ = piece.type
            start, end = piece.start, piece.end
            if type_ == "NAME":
                at += self._name(piece, raw[at + 1] if at + 1 < size else None)
                self._note_operand()
            elif type_ == "STRING":
                found.append(Piece("OPERAND", start, end, self._literal(piece)))
                self._note_operand()
            elif type_ == "CODE":
                self._code("action", start, end)
            elif type_ == "BAR":
                self._begin_alternative()
                found.append(piece)
            elif type_ == "BAD":
                return None
            else:
                at += self._others(piece, raw, at)
            at += 1
        return found if len(self._diagnostics) == told else None

    def _begin_alternative(self) -> None:
        self._bare, self._empty = True, None

    def _note_operand(self) -> None:
        """Remember that the alternative is not empty."""
        if self._bare and self._empty:
            self._tell(self._empty, _NOT_EMPTY)
        self._bare = False

    def _name(self, piece: Piece, following: Piece | None) -> int:
        """Add a reference; return how many further pieces it took."""
        if following and following.type == "LPAR" and not self._dialect.groups:
            self._calls.append(True)
            self.called.add(piece.value)
            self._found.append(Piece("CALL", piece.start, following.end, piece.value))
            return 1
        node = Nonterminal(piece.value, span=Span(piece.start, piece.end))
        self._found.append(Piece("OPERAND", piece.start, piece.end, node))
        return 0

    def _others(self, piece: Piece, raw: list[Piece], at: int) -> int:
        """Add a piece that is none of the frequent ones; return how many further pieces it took."""
        start, end = piece.start, piece.end
        match piece.type:
            case "POSTFIX":
                self._found.append(Piece("POSTFIX", start, end, POSTFIXES[piece.value]))
            case "LPAR":
                if not self._dialect.groups and not self._grouped:
                    self._tell(Span(start, end), 'this "(" can\'t stand here', _NO_GROUPS)
                    self._grouped = True
                self._calls.append(False)
                self._found.append(piece)
            case "RPAR":
                called = self._calls.pop() if self._calls else False
                self._found.append(Piece("RBRACE" if called else "RPAR", start, end))
            case "COMMA" if self._calls and self._calls[-1]:
                self._found.append(piece)
            case "PREDICATE":
                self.predicates.append(Span(start, end))
                self._code("predicate", start, end)
            case "REFERENCE" if at and raw[at - 1].type in _NAMED and _VALUE_NAME.fullmatch(piece.value):
                self._code("attribute", start, end)
            case "TAG" if (at and raw[at - 1].type in _TYPED) or (
                at + 1 < len(raw) and raw[at + 1].type == "CODE"
            ):
                self._code("attribute", start, end)
            case "PERCENT":
                return self._percent(piece, raw[at + 1] if at + 1 < len(raw) else None)
            case "ASSIGN":
                return self._assign(piece, raw[at + 1] if at + 1 < len(raw) else None)
            case _:
                self._found.append(piece)
        return 0

    def _percent(self, piece: Piece, following: Piece | None) -> int:
        """Add ``%empty``, or a precedence with its token; return how many further pieces it took."""
        word = piece.value.replace("_", "-")
        span = Span(piece.start, piece.end)
        if word == "%empty":
            if not self._bare:
                self._tell(span, _NOT_EMPTY)
            self._empty = span
            self._found.append(Piece("OPERAND", *span, Empty(span=span)))
            return 0
        wanted = _OPERAND_AFTER.get(word, ("NUMBER",))
        if following is None or following.type not in wanted:
            self._tell(span, f"{word} has no {_WHAT_AFTER.get(word, 'a number')[2:]} after it")
            return 0
        self._code("attribute", piece.start, following.end)
        return 1

    def _assign(self, piece: Piece, following: Piece | None) -> int:
        """Take ``= { … }``, the old way to write an action, or Racc's ``= TOKEN``, a precedence."""
        if following is not None and following.type == "CODE":
            return 0
        if self._dialect.racc and following is not None and following.type in ("NAME", "STRING"):
            self._code("attribute", piece.start, following.end)
            return 1
        self._found.append(piece)
        return 0

    def _literal(self, piece: Piece) -> Terminal | Empty:
        written = piece.value
        span = Span(piece.start, piece.end)
        inside = written[1:-1]
        meant = unescape(inside, "c")
        if not meant:
            self._tell(span, "this literal is empty", "for nothing at all write %empty")
            return Empty(span=span)
        return Terminal(meant, quote=written[0], spelling=written if meant != inside else "", span=span)

    def _code(self, kind: CodeKind, start: int, end: int) -> None:
        self._found.append(
            Piece("CODE", start, end, Code(self._text[start:end], kind, span=Span(start, end)))
        )

    def _tell(self, span: Span, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, span, hint))
