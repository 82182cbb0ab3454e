"""The statements of a Lark grammar: Lark's docs/grammar.md.

?sum.2: … | …            rules, also after %override and %extend
_sep{x, s}: …            templates
NUMBER: …                terminals
%import common.INT -> N  directives; also %ignore, %declare
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.notation.bodies import Hints, quoted
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.reading import Piece

_RULE_NAME = re.compile(r"_*[a-z][_a-z0-9]*")
_TERMINAL_NAME = re.compile(r"_*[A-Z][_A-Z0-9]*")
_DIRECTIVES = ("%import", "%ignore", "%declare", "%override", "%extend")


def is_terminal(name: str) -> bool:
    """Return whether a rule called so is a terminal.

    >>> is_terminal("_NL"), is_terminal("sum")
    (True, False)
    """
    return _TERMINAL_NAME.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is in pieces."""

    name: Piece
    modifiers: tuple[str, ...]
    """``%override`` ``?`` ``!`` ``.2``, as written."""
    parameters: tuple[str, ...]
    body: list[Piece]
    start: int
    body_start: int
    end: int


@dataclass(frozen=True, slots=True)
class RawImport:
    """A name from another grammar."""

    name: Piece
    """What it is called here."""
    source: str
    """What it is called there."""
    path: tuple[str, ...]
    relative: bool
    span: Span

    @property
    def origin(self) -> str:
        """Where it is from, as Lark writes it."""
        return "." * self.relative + ".".join((*self.path, self.source))


@dataclass(frozen=True, slots=True)
class Directive:
    """What is no rule."""

    kind: Literal["%import", "%ignore", "%declare"]
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
    imports: list[RawImport] = field(default_factory=list)
    declared: list[Piece] = field(default_factory=list)


class Splitter:
    """Says what each statement of one text is."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Split in `text`."""
        self._text = text
        self._diagnostics = diagnostics
        self._found = Statements()
        self._hints = Hints(_DIRECTIVES)

    def statements(self, statements: list[list[Piece]]) -> Statements:
        """Return what the statements are, in order."""
        for pieces in statements:
            if any(piece.type == "NAME" and not _is_name(piece.value) for piece in pieces):
                self._complain_about_names(pieces)
            elif pieces[0].type == "PERCENT":
                self._directive(pieces)
            else:
                self._rule(pieces, 0)
        return self._found

    def _complain_about_names(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if piece.type == "NAME" and not _is_name(piece.value):
                message = (
                    f'"{shortened(piece.value)}" is no name: it has small and capital letters, or others'
                )
                self._tell(
                    piece, message, "a rule is like_this, a terminal is LIKE_THIS, in letters of ASCII"
                )

    def _directive(self, pieces: list[Piece]) -> None:
        first = pieces[0]
        match first.value:
            case "%override" | "%extend":
                self._rule(pieces, 1)
            case "%import":
                self._import(pieces)
            case "%ignore":
                self._put("%ignore", pieces)
            case "%declare":
                self._put("%declare", pieces)
                for piece in pieces[1:]:
                    if piece.type == "NAME":
                        self._found.declared.append(piece)
                    elif piece.type != "BAD":
                        self._tell(piece, f"{self._quoted(piece)} is no name", "it reads %declare NAME NAME")
            case _:
                hint = self._hints.nearest(first.value) or f"there is {', '.join(_DIRECTIVES)}"
                self._tell(first, f'there is no directive "{shortened(first.value)}"', hint)

    def _put(self, kind: Literal["%import", "%ignore", "%declare"], pieces: list[Piece]) -> None:
        before = len(self._found.rules)
        self._found.directives.append(Directive(kind, pieces, pieces[0].start, pieces[-1].end, before))
        if len(pieces) == 1:
            self._tell(pieces[0], f'there is nothing after "{kind}"')

    def _import(self, pieces: list[Piece]) -> None:
        self._put("%import", pieces)
        types = [piece.type for piece in pieces]
        if "BAD" in types or len(pieces) == 1:
            return
        at = 2 if types[1] == "DOT" else 1
        relative = at == 2
        path: list[Piece] = []
        while at < len(types) and types[at] == "NAME":
            path.append(pieces[at])
            at += 1
            if at == len(types) or types[at] != "DOT":
                break
            at += 1
        rest = types[at:]
        span = Span(pieces[0].start, pieces[-1].end)
        names = [piece.value for piece in path]
        if path and types[at - 1] == "NAME" and rest[:1] == ["LPAR"]:
            self._import_list(pieces[at:], tuple(names), span, relative=relative)
        elif len(path) > (not relative) and types[at - 1] == "NAME" and rest in ([], ["TO", "NAME"]):
            called = pieces[-1] if rest else path[-1]
            self._found.imports.append(RawImport(called, names[-1], tuple(names[:-1]), relative, span))
        else:
            at = min(at, len(pieces) - 1)
            hint = "it reads %import grammar.NAME, %import grammar.NAME -> NEW, or %import grammar (A, B)"
            self._tell(pieces[at], "this import can't be read", hint)

    def _import_list(self, pieces: list[Piece], path: tuple[str, ...], span: Span, *, relative: bool) -> None:
        inner = pieces[1:-1] if pieces[-1].type == "RPAR" else pieces[1:]
        if pieces[-1].type != "RPAR":
            self._tell(pieces[0], 'this "(" is not closed')
        for i, piece in enumerate(inner):
            if piece.type != ("COMMA" if i % 2 else "NAME"):
                self._tell(piece, f"{self._quoted(piece)} can't stand here", "a list of names reads (A, B)")
                return
            if piece.type == "NAME":
                self._found.imports.append(RawImport(piece, piece.value, path, relative, span))

    def _rule(self, pieces: list[Piece], at: int) -> None:
        start = pieces[0].start
        modifiers = [piece.value for piece in pieces[:at]]
        types = [piece.type for piece in pieces[:_LONGEST_HEAD]]
        if types[at : at + 1] == ["MODIFIER"]:
            modifiers.append(pieces[at].value)
            at += 1
        if types[at : at + 1] != ["NAME"]:
            self._stray(pieces, at)
            return
        name = pieces[at]
        at += 1
        parameters: list[str] = []
        if types[at : at + 1] == ["LBRACE"]:
            at = self._parameters(pieces, at, parameters)
        if at + 1 < len(pieces) and pieces[at].type == "DOT" and pieces[at + 1].type == "NUMBER":
            modifiers.append(f".{pieces[at + 1].value}")
            at += 2
        if at >= len(pieces) or pieces[at].type != "COLON":
            self._complain_about_head(pieces, name, at)
            return
        end = pieces[-1].end
        body = pieces[at + 1 :]
        self._found.rules.append(
            RawRule(name, tuple(modifiers), tuple(parameters), body, start, pieces[at].end, end)
        )

    def _parameters(self, pieces: list[Piece], at: int, parameters: list[str]) -> int:
        """Take the parameters of a template; return where to go on."""
        opening = pieces[at]
        at += 1
        while at < len(pieces) and pieces[at].type in ("NAME", "COMMA"):
            if pieces[at].type == "NAME":
                parameters.append(pieces[at].value)
            at += 1
        if at < len(pieces) and pieces[at].type == "RBRACE":
            return at + 1
        self._tell(opening, 'this "{" is not closed', "parameters read {x, y}")
        while at < len(pieces) and pieces[at].type != "COLON":
            at += 1
        return at

    def _complain_about_head(self, pieces: list[Piece], name: Piece, at: int) -> None:
        if any(piece.type == "BAD" for piece in pieces):
            return
        called = shortened(name.value)
        hint = "a rule reads name: body; it goes on in the next line only with |"
        if at < len(pieces):
            self._tell(pieces[at], f'expected ":" after "{called}", found {self._quoted(pieces[at])}', hint)
        else:
            self._diagnostics.append(
                Diagnostic("error", f'expected ":" after "{called}"', Span(name.end, name.end), hint)
            )

    def _stray(self, pieces: list[Piece], at: int) -> None:
        if any(piece.type == "BAD" for piece in pieces):
            return
        first = pieces[min(at, len(pieces) - 1)]
        hint = "a rule reads name: body; it goes on in the next line only with |"
        self._tell(first, f"{self._quoted(first)} belongs to no rule", hint)

    def _quoted(self, piece: Piece) -> str:
        return quoted(self._text[piece.start : piece.end])

    def _tell(self, piece: Piece, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))


_LONGEST_HEAD = 4


def _is_name(name: str) -> bool:
    return _RULE_NAME.fullmatch(name) is not None or _TERMINAL_NAME.fullmatch(name) is not None
