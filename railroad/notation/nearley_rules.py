"""The statements of a nearley grammar: rules, macros and what begins with ``@``.

    @{% … %}   @builtin "number.ne"   @include "a.ne"   @lexer lexer     directives
    main -> list["a"] {% id %}                                           a rule
    list[X, Y] -> $X | $Y                                                a macro

Nothing ends a rule: a name with an arrow after it begins the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.notation.bodies import quoted
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.reading import Piece

HINT = "a rule reads name -> body"


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is in pieces."""

    name: str
    name_span: Span
    parameters: tuple[str, ...]
    is_macro: bool
    body: list[Piece]
    body_start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """What is no rule."""

    kind: str
    """``@include``, ``@builtin``, ``@lexer`` …; ``@`` for code."""
    pieces: list[Piece]
    start: int
    end: int
    before: int
    """How many rules stand before it."""


@dataclass(slots=True)
class Statements:
    """What a text consists of."""

    rules: list[RawRule] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)


class Splitter:
    """Goes through the pieces of one text once."""

    def __init__(self, text: str, pieces: list[Piece], diagnostics: list[Diagnostic]) -> None:
        """Split `pieces`."""
        self._text = text
        self._pieces = pieces
        self._diagnostics = diagnostics
        self._at = 0
        self._found = Statements()

    def statements(self) -> Statements:
        """Return all statements, in order."""
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            if piece.type == "DIRECTIVE":
                self._directive(piece)
            elif (arrow := self._arrow(self._at)) is not None:
                self._rule(piece, arrow)
            else:
                self._stray(piece)
        return self._found

    def _type(self, at: int) -> str:
        return self._pieces[at].type if at < len(self._pieces) else "END"

    def _arrow(self, at: int) -> int | None:
        """Return the index of the arrow of the rule whose name is at an index; None: it is none."""
        type_ = self._type(at)
        if type_ == "NAME":
            return at + 1 if self._type(at + 1) == "ARROW" else None
        if type_ != "CALL":
            return None
        at += 1
        while self._type(at) in ("NAME", "COMMA"):
            at += 1
        return at + 1 if self._type(at) == "RBRACE" and self._type(at + 1) == "ARROW" else None

    def _directive(self, first: Piece) -> None:
        kind = first.value.strip()
        wanted = {"@": ("CODE",), "@include": ("STRING",), "@builtin": ("STRING",)}.get(
            kind, ("NAME", "STRING")
        )
        size = 1
        if self._type(self._at + 1) in wanted and self._arrow(self._at + 1) is None:
            size = 2
        elif self._type(self._at + 1) != "BAD":
            what = {"CODE": "code in {% %}", "STRING": "the name of a file in quotes"}.get(
                wanted[0], "a name"
            )
            self._tell(first, f'there is no {what.removeprefix("a ").removeprefix("the ")} after "{kind}"')
        pieces = self._pieces[self._at : self._at + size]
        self._at += size
        before = len(self._found.rules)
        self._found.directives.append(Directive(kind, pieces, pieces[0].start, pieces[-1].end, before))

    def _rule(self, name: Piece, arrow: int) -> None:
        is_macro = name.type == "CALL"
        parameters = tuple(
            piece.value for piece in self._pieces[self._at + 1 : arrow] if piece.type == "NAME"
        )
        first = at = arrow + 1
        pieces, size = self._pieces, len(self._pieces)
        while at < size:
            type_ = pieces[at].type
            if type_ == "DIRECTIVE" or (type_ in ("NAME", "CALL") and self._arrow(at) is not None):
                break
            at += 1
        self._at = at
        name_span = Span(name.start, name.end - is_macro)
        called = self._text[slice(*name_span)]
        body = pieces[first:at]
        self._found.rules.append(
            RawRule(called, name_span, parameters, is_macro, body, pieces[arrow].end, pieces[at - 1].end)
        )

    def _stray(self, first: Piece) -> None:
        """Tell of what belongs to no rule; go on before what begins something."""
        start = self._at
        self._at += 1
        while self._type(self._at) not in ("END", "DIRECTIVE") and self._arrow(self._at) is None:
            self._at += 1
        if any(piece.type == "BAD" for piece in self._pieces[start : self._at]):
            return
        if first.type == "NAME":
            place = Span(first.end, first.end)
            message = f'expected "->" after "{shortened(first.value)}"'
            self._diagnostics.append(Diagnostic("error", message, place, HINT))
        else:
            written = quoted(self._text[first.start : first.end])
            self._tell(first, f"{written} belongs to no rule", HINT)

    def _tell(self, piece: Piece, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))
