"""The statements of a Yacc grammar: the Bison manual, §3.1, §3.3.1.

    %{ … %}  %union { … }  %left '+' '-'  %token NUM      declarations
    %%
    exp[e]: exp '+' exp { … } | NUM ;                     rules: a name, a colon, a body
    %%

The semicolon is optional: a name with a colon after it, or with ``[name]:``, begins a rule wherever it
stands.  Declarations may stand between rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.notation.bodies import Hints, quoted
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.reading import Piece

IN_BODY = frozenset(["%empty", "%prec", "%dprec", "%merge", "%expect", "%expect-rr"])
"""What stands inside a rule; but at the beginning of a line in the first part, it may be a declaration."""
TOKENS = frozenset(
    ["%token", "%term", "%left", "%right", "%nonassoc", "%binary", "%precedence", "%<", "%>", "%0", "%2"]
)
"""What declares tokens."""
_NAMES = TOKENS | IN_BODY
_KNOWN = _NAMES.union(
    ("%type", "%nterm", "%start", "%union", "%code", "%define", "%header", "%defines"),
    ("%destructor", "%printer", "%initial-action", "%param", "%parse-param", "%lex-param"),
    ("%require", "%language", "%skeleton", "%output", "%file-prefix", "%name-prefix", "%yacc"),
    ("%locations", "%no-lines", "%default-prec", "%no-default-prec", "%fixed-output-files", "%raw"),
    ("%glr-parser", "%nondeterministic-parser", "%pure-parser", "%debug", "%verbose", "%error-verbose"),
    ("%token-table", "%ident", "%error", "%rule", "%inline", "%error-token", "%no-stdlib"),
    ("%after-shift", "%before-reduce", "%after-reduce", "%after-shift-error-token", "%after-pop-stack"),
    ("%ebnf", "%lex", "%options", "%import", "%parse-mode"),
)
"""What Bison (the manual, §3.7.14), byacc, goyacc, Lrama and Jison know."""
_WITH_COLON = frozenset(["%rule", "%error"])
"""Declarations that hold a colon: of Lrama, and goyacc's messages."""


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is in pieces."""

    name: Piece
    modifiers: tuple[str, ...]
    """Lrama's and Bison's name for the value: ``[result]``."""
    body: list[Piece]
    body_start: int
    end: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is no rule."""

    kind: str
    """Its first word, with hyphens: ``%token``, ``%{``, ``#``."""
    pieces: list[Piece]
    start: int
    end: int
    before: int
    """How many rules stand before it."""


@dataclass(slots=True)
class Statements:
    """What a text consists of."""

    rules: list[RawRule] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    mark: Span | None = None
    """The ``%%`` before the rules."""


class Splitter:
    """Goes through the pieces of one text once."""

    def __init__(self, text: str, pieces: list[Piece], diagnostics: list[Diagnostic]) -> None:
        """Split `pieces`."""
        self._text = text
        self._pieces = pieces
        self._diagnostics = diagnostics
        self._at = 0
        self._found = Statements()
        self._hints = Hints(_KNOWN)

    def statements(self) -> Statements:
        """Return all statements, in order."""
        while self._at < len(self._pieces):
            self._statement(self._pieces[self._at])
        return self._found

    def _type(self, at: int) -> str:
        return self._pieces[at].type if at < len(self._pieces) else "END"

    def _statement(self, piece: Piece) -> None:
        match piece.type:
            case "PERCENT":
                self._declaration(piece)
            case "PROLOGUE" | "PREPROCESSOR":
                self._at += 1
                self._declare("%{" if piece.type == "PROLOGUE" else "#", [piece])
            case "MARK":
                self._at += 1
                self._found.mark = self._found.mark or Span(piece.start, piece.end)
            case "SEMI":
                self._at += 1
            case "NAME" if self._begins_rule(self._at):
                self._rule(piece)
            case _:
                self._stray(piece)

    def _begins_rule(self, at: int) -> bool:
        """Return whether the name at an index is that of a rule."""
        following = self._type(at + 1)
        return following == "COLON" or (following == "REFERENCE" and self._type(at + 2) == "COLON")

    def _declaration(self, first: Piece) -> None:
        kind = first.value.replace("_", "-")
        if kind not in _KNOWN:
            hint = self._hints.nearest(kind)
            message = f'"{shortened(first.value)}" is no declaration that is known here; it is left out'
            self._diagnostics.append(Diagnostic("warning", message, Span(first.start, first.end), hint))
        start = self._at
        self._at += 1
        with_colon = kind in _WITH_COLON
        while (type_ := self._type(self._at)) not in ("END", "MARK", "PROLOGUE", "PREPROCESSOR"):
            piece = self._pieces[self._at]
            if type_ == "SEMI":
                break
            if type_ == "PERCENT" and not (with_colon and piece.value in ("%inline", *IN_BODY)):
                break
            if not with_colon and type_ == "NAME" and self._begins_rule(self._at):
                break
            if type_ == "STRAY" or (type_ == "BAR" and not with_colon):
                self._tell(piece, f'{self._quoted(piece)} can\'t stand in "{first.value}"')
            self._at += 1
        self._declare(kind, self._pieces[start : self._at])

    def _declare(self, kind: str, pieces: list[Piece]) -> None:
        before = len(self._found.rules)
        self._found.declarations.append(Declaration(kind, pieces, pieces[0].start, pieces[-1].end, before))

    def _rule(self, name: Piece) -> None:
        modifiers: tuple[str, ...] = ()
        colon = self._at + 1
        if self._type(colon) == "REFERENCE":
            modifiers = (self._pieces[colon].value,)
            colon += 1
        first = at = colon + 1
        pieces, size = self._pieces, len(self._pieces)
        while at < size:
            type_ = pieces[at].type
            if type_ in ("SEMI", "MARK", "PROLOGUE"):
                break
            if type_ == "NAME" and self._begins_rule(at):
                break
            if type_ == "PERCENT" and pieces[at].value.replace("_", "-") not in IN_BODY:
                break
            at += 1
        body = [piece for piece in pieces[first:at] if piece.type != "PREPROCESSOR"]
        if len(body) < at - first:
            self._preprocessor_lines(pieces[first:at])
        end = pieces[at - 1].end
        if at < size and pieces[at].type == "SEMI":
            end = pieces[at].end
            at += 1
        self._at = at
        self._found.rules.append(RawRule(name, modifiers, body, pieces[colon].end, end))

    def _preprocessor_lines(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if piece.type == "PREPROCESSOR":
                self._declare("#", [piece])

    def _stray(self, first: Piece) -> None:
        """Tell of what belongs to no rule; go on after its semicolon, or before what begins something."""
        start = self._at
        self._at += 1
        while (type_ := self._type(self._at)) not in ("SEMI", "END", "MARK", "PERCENT", "PROLOGUE"):
            if type_ == "NAME" and self._begins_rule(self._at):
                break
            self._at += 1
        if self._type(self._at) == "SEMI":
            self._at += 1
        if any(piece.type == "BAD" for piece in self._pieces[start : self._at]):
            return
        if first.type == "NAME":
            self._complain_about_head(first, self._pieces[start + 1 : start + 2])
        elif first.type == "COLON":
            self._tell(first, "there is no name before this colon", "a rule reads name: body ;")
        else:
            self._tell(first, f"{self._quoted(first)} belongs to no rule", "a rule reads name: body ;")

    def _complain_about_head(self, name: Piece, following: list[Piece]) -> None:
        called = shortened(name.value)
        message = f'expected ":" after "{called}"'
        if following and following[0].type not in ("SEMI", "NAME"):
            found = following[0]
            self._tell(found, f"{message}, found {self._quoted(found)}", "a rule reads name: body ;")
        else:
            place = Span(name.end, name.end)
            self._diagnostics.append(Diagnostic("error", message, place, "a rule reads name: body ;"))

    def _quoted(self, piece: Piece) -> str:
        return quoted(self._text[piece.start : piece.end])

    def _tell(self, piece: Piece, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))
