"""The statements of an ANTLR 4 grammar: rules, and all that stands between them.

    grammar T;  options {…}  import A;  @members {…}     directives
    fragment A : …;      e[int p] returns [int v] : … ;  rules: head, COLON, body, SEMI
    mode M;                                              a directive too

A rule ends at its semicolon.  Where that is missing, it ends before what looks like the head of the next
rule, since a name and a colon can't follow one another inside a body.
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

_MODIFIERS = frozenset(["fragment", "public", "private", "protected"])
_IN_HEAD = frozenset(["returns", "locals", "throws", "options"])


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is in pieces."""

    name: Piece
    modifiers: tuple[str, ...]
    """Words, arguments, options and actions of the head, and handlers after the rule, as written."""
    body: list[Piece]
    start: int
    body_start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """What is no rule."""

    kind: str
    """Its first word: ``grammar``, ``options``, ``tokens``, ``import``, ``mode``, ``@`` …"""
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
            self._statement()
        return self._found

    def _type(self, offset: int = 0) -> str:
        at = self._at + offset
        return self._pieces[at].type if at < len(self._pieces) else "END"

    def _word(self, offset: int = 0) -> str:
        return self._pieces[self._at + offset].value if self._type(offset) == "NAME" else ""

    def _statement(self) -> None:
        word = self._word()
        if self._at_head():
            self._rule()
        elif word in ("options", "tokens", "channels") and self._type(1) == "CODE":
            self._directive(word, 2)
        elif word == "grammar" or (word in ("lexer", "parser") and self._word(1) == "grammar"):
            self._to_semicolon("grammar")
        elif word == "import" and self._type(1) == "NAME":
            self._to_semicolon("import")
        elif word == "mode" and self._type(1) == "NAME" and self._type(2) == "SEMI":
            self._directive("mode", 3)
        elif word in ("catch", "finally") and self._handler():
            pass
        elif word:
            self._rule()
        elif self._type() == "AT":
            self._named_action()
        elif self._type() == "SEMI":
            self._at += 1
        else:
            self._stray()

    def _directive(self, kind: str, size: int) -> None:
        pieces = self._pieces[self._at : self._at + size]
        self._at += size
        before = len(self._found.rules)
        self._found.directives.append(Directive(kind, pieces, pieces[0].start, pieces[-1].end, before))

    def _to_semicolon(self, kind: str) -> None:
        size = 2 if self._word() == kind else 3  # also "lexer grammar" with its name
        while kind == "import" and self._type(size) in ("COMMA", "ASSIGN") and self._type(size + 1) == "NAME":
            size += 2
        if self._type(size) == "SEMI":
            self._directive(kind, size + 1)
            return
        size = min(size, len(self._pieces) - self._at)
        last = self._pieces[self._at + size - 1]
        if last.type != "NAME" or last.value == "grammar":
            self._stray()
            return
        self._tell(last.end, last.end, f'expected ";" after this "{kind}" statement')
        self._directive(kind, size)

    def _named_action(self) -> None:
        size = 1
        while self._type(size) in ("NAME", "SCOPE"):
            size += 1
        if size > 1 and self._type(size) == "CODE":
            self._directive("@", size + 1)
        else:
            self._stray()

    def _handler(self) -> bool:
        """Take what handles exceptions after a rule; return whether it is that."""
        size = 2 if self._type(1) == "ARGS" else 1
        if self._type(size) != "CODE":
            return False
        self._directive(self._word(), size + 1)
        return True

    def _stray(self) -> None:
        """Tell of what belongs to no rule; go on after its semicolon, or before a name with a colon."""
        first = self._pieces[self._at]
        self._at += 1
        while self._type() not in ("SEMI", "END") and not self._at_head():
            self._at += 1
        last = self._pieces[self._at - 1]
        if self._type() == "SEMI":
            self._at += 1
        if first.type != "BAD":
            self._tell(
                first.start, max(last.end, first.end), "this belongs to no rule", "a rule reads name : body ;"
            )

    def _at_head(self) -> bool:
        return self._type() == "NAME" and self._type(1) == "COLON"

    def _rule(self) -> None:
        start = self._pieces[self._at].start
        modifiers: list[str] = []
        while self._word() in _MODIFIERS and self._type(1) == "NAME":
            modifiers.append(self._word())
            self._at += 1
        name = self._pieces[self._at]
        self._at += 1
        if not self._rest_of_head(modifiers):
            self._complain_about_head(name)
            return
        body_start = self._pieces[self._at].end
        self._at += 1
        body, end = self._body(name)
        self._found.rules.append(RawRule(name, tuple(modifiers), body, start, body_start, end))

    def _rest_of_head(self, modifiers: list[str]) -> bool:
        """Take what stands between a name and its colon; return whether the colon is there."""
        while (type_ := self._type()) != "COLON":
            size = 1
            if type_ == "AT" and self._type(1) == "NAME" and self._type(2) == "CODE":
                size = 3
            elif (self._word() in ("returns", "locals") and self._type(1) == "ARGS") or (
                self._word() == "options" and self._type(1) == "CODE"
            ):
                size = 2
            elif self._word() == "throws":
                while self._type(size) in ("NAME", "COMMA", "DOT") and self._word(size) not in _IN_HEAD:
                    size += 1
            elif type_ != "ARGS":
                return False
            first, last = self._pieces[self._at], self._pieces[self._at + size - 1]
            modifiers.append(self._text[first.start : last.end])
            self._at += size
        return True

    def _complain_about_head(self, name: Piece) -> None:
        """Say what is wrong with what should be a rule, and go on after it."""
        called = shortened(name.value)
        if self._type() in ("SEMI", "END"):
            self._tell(name.end, name.end, f'expected ":" after "{called}"', "a rule reads name : body ;")
        elif self._type() != "BAD":
            found = self._pieces[self._at]
            written = quoted(self._text[found.start : found.end])
            self._tell(found.start, found.end, f'expected ":" after "{called}", found {written}')
        while self._type() not in ("SEMI", "END") and not self._at_head():
            self._at += 1
        if self._type() == "SEMI":
            self._at += 1

    def _body(self, name: Piece) -> tuple[list[Piece], int]:
        """Return the pieces up to the semicolon, and where the rule ends; go on after that."""
        pieces, at = self._pieces, self._at
        first = at
        size = len(pieces)
        while at < size:
            type_ = pieces[at].type
            if type_ == "SEMI":
                self._at = at + 1
                return pieces[first:at], pieces[at].end
            if type_ == "COLON" and (head := self._head_before(at, first)) is not None:
                at = head
                following = self._text[pieces[at].start : self._colon_after(at)]
                what = f', before "{shortened(following)}", which begins a rule'
                break
            at += 1
        else:
            what = ""
        self._at = at
        end = pieces[at - 1].end
        if at == first or pieces[at - 1].type != "BAD":
            self._tell(end, end, f'expected ";" at the end of the rule "{shortened(name.value)}"{what}')
        return pieces[first:at], end

    def _head_before(self, colon: int, first: int) -> int | None:
        """Return the index where the head that ends with a colon begins; None: the colon is no end of one."""
        pieces = self._pieces
        at = colon - 1
        while at >= first and (
            pieces[at].type in ("ARGS", "CODE", "AT")
            or (pieces[at].type == "NAME" and (pieces[at].value in _IN_HEAD or pieces[at - 1].type == "AT"))
        ):
            at -= 1
        if at < first or pieces[at].type != "NAME":
            return None
        while at > first and pieces[at - 1].type == "NAME" and pieces[at - 1].value in _MODIFIERS:
            at -= 1
        return at

    def _colon_after(self, at: int) -> int:
        while self._pieces[at].type != "COLON":
            at += 1
        return self._pieces[at].end

    def _tell(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, end), hint))
