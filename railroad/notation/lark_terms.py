r"""What the pieces of a Lark body mean.

    NAME  "text"i  /regexp/s   →  OPERAND Nonterminal, Terminal, Regex
    ?  ~ 2..5                  →  POSTFIX
    -> add                     →  ALIAS, kept as `Code`
    _sep{                      →  CALL

In a literal ``\n \t \f \r \x \u \U`` are as in Python; any other backslash stands for itself: Lark's
load_grammar.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Code, Expr, Nonterminal, Regex, Terminal
from railroad.notation.bodies import POSTFIXES
from railroad.notation.escapes import unescape
from railroad.notation.reading import Piece
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_DIGITS = 9


class Terms:
    """Turns the pieces of bodies into those of ``lark.lark``."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Read in `text`."""
        self._text = text
        self._diagnostics = diagnostics

    def pieces(self, raw: list[Piece]) -> list[Piece] | None:
        """Return the pieces of a body; None: it has parts that can't be read, and this was told."""
        found: list[Piece] = []
        told = len(self._diagnostics)
        at, size = 0, len(raw)
        operands = self._operands()
        while at < size:
            piece = raw[at]
            type_ = piece.type
            following = raw[at + 1].type if at + 1 < size else ""
            if type_ == "NAME" and following == "LBRACE":
                found.append(Piece("CALL", piece.start, raw[at + 1].end, piece.value))
                at += 1
            elif type_ in operands:
                found.append(Piece("OPERAND", piece.start, piece.end, operands[type_](piece)))
            elif type_ == "POSTFIX":
                found.append(Piece("POSTFIX", piece.start, piece.end, POSTFIXES[piece.value]))
            elif type_ == "TILDE":
                at += self._count(raw, at, found)
            elif type_ == "TO":
                at += self._alias(raw[at : at + 3], found)
            elif type_ == "LBRACE":
                self._tell(piece, 'this "{" can\'t stand here', "a template is called by name{x, y}")
            elif type_ == "BAD":
                return None
            else:
                found.append(piece)
            at += 1
        return found if len(self._diagnostics) == told else None

    def _operands(self) -> dict[str, Callable[[Piece], Expr]]:
        return {"NAME": self._name, "STRING": self._literal, "REGEXP": self._regexp}

    def _name(self, piece: Piece) -> Expr:
        return Nonterminal(piece.value, span=Span(piece.start, piece.end))

    def _literal(self, piece: Piece) -> Expr:
        written: str = piece.value
        span = Span(piece.start, piece.end)
        folds = written.endswith("i")
        inside = written[1 : -2 if folds else -1]
        meant = unescape(inside, "lark")
        if not meant:
            self._tell(piece, "this literal is empty", "for nothing at all leave the alternative empty")
        spelling = written if meant != inside else ""
        return Terminal(meant, "fold" if folds else None, quote='"', spelling=spelling, span=span)

    def _regexp(self, piece: Piece) -> Expr:
        pattern, _, flags = piece.value[1:].rpartition("/")
        return Regex(pattern, flags, span=Span(piece.start, piece.end))

    def _count(self, raw: list[Piece], at: int, found: list[Piece]) -> int:
        """Add ``~ 2`` or ``~ 2..5``; return how many further pieces it took."""
        tilde = raw[at]
        types = [piece.type for piece in raw[at + 1 : at + 4]]
        if types[:1] != ["NUMBER"]:
            self._tell(tilde, 'there is no number after "~"', "it reads x ~ 2 or x ~ 2..5")
            return 0
        first = last = raw[at + 1]
        taken = 1
        if types == ["NUMBER", "RANGE", "NUMBER"]:
            last = raw[at + 3]
            taken = 3
        elif types[1:2] == ["RANGE"]:
            self._tell(raw[at + 2], 'there is no number after ".."', "it reads x ~ 2..5")
            return 2
        if max(len(first.value), len(last.value)) > _MOST_DIGITS:
            self._diagnostics.append(
                Diagnostic("error", "this count is too large", Span(first.start, last.end))
            )
            return taken
        least, most = int(first.value), int(last.value)
        if not 0 <= least <= most:
            what = "this count is negative" if least < 0 else "the least is more than the most"
            self._diagnostics.append(Diagnostic("error", what, Span(first.start, last.end)))
        found.append(Piece("POSTFIX", tilde.start, last.end, (least, most, False)))
        return taken

    def _alias(self, pieces: list[Piece], found: list[Piece]) -> int:
        """Add ``-> name``; return how many further pieces it took."""
        arrow, *others = pieces
        if not others or others[0].type != "NAME":
            self._tell(arrow, 'there is no name after "->"', "an alias reads -> name, after an alternative")
            return 0
        if others[1:] and others[1].type not in ("BAR", "RPAR", "RSQB", "BAD"):
            self._tell(others[1], "after an alias its alternative ends", "the next one begins with |")
        span = Span(arrow.start, others[0].end)
        found.append(Piece("ALIAS", *span, Code(self._text[slice(*span)], "attribute", span=span)))
        return 1

    def _tell(self, piece: Piece, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))
