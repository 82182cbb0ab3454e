"""Read grammars of Lemon, SQLite's parser generator: its doc/lemon.html.

    %left PLUS MINUS.
    expr(A) ::= expr(B) PLUS|MINUS(OP) expr(C).  { A = f(B, OP, C); }
    expr    ::= INTEGER. [HIGH]

- A rule has one alternative and ends with a dot; all rules of a name are one.
- Names with a capital letter are tokens, and need no declaration: they are external.
- Labels, precedences and actions are kept as `Code`, directives as remarks.
- What stands between ``%ifdef`` and ``%endif`` is read as if every condition held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Code, Empty, Expr, Import, Nonterminal, choice
from railroad.notation.bodies import Alternatives, Bodies, BodyCallbacks, Hints, Refused, quoted
from railroad.notation.comments import with_comments
from railroad.notation.directives import remarks_of
from railroad.notation.lemon_lexer import Lexer
from railroad.notation.reading import Definition, Piece, finish, shortened, without_rules
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.grammar import CodeKind, Grammar
    from railroad.source import Source

_LISTS = frozenset(["%left", "%right", "%nonassoc", "%fallback", "%token", "%wildcard", "%token_class"])
"""The directives that end with a dot."""
_ABOUT_A_SYMBOL = frozenset(["%destructor", "%type"])
_WITH_ONE_ARGUMENT = frozenset(
    ("%name", "%include", "%code", "%token_destructor", "%default_destructor", "%token_prefix")
).union(
    ("%syntax_error", "%parse_accept", "%parse_failure", "%stack_overflow", "%extra_argument"),
    ("%extra_context", "%token_type", "%default_type", "%stack_size", "%stack_size_limit"),
    ("%start_symbol", "%realloc", "%free"),
)
_KNOWN = _LISTS | _ABOUT_A_SYMBOL | _WITH_ONE_ARGUMENT
_HINT = "a rule reads name ::= body ."
_EXPLANATIONS: dict[str, tuple[str, str | None]] = {
    "BAR": ("{} stands between two tokens", "each alternative is a rule of its own"),
    "|": ("{} stands between two tokens", "each alternative is a rule of its own"),
    "/": ("{} stands between two tokens", "each alternative is a rule of its own"),
    "LABEL": ("{} can't stand here", "a label stands after a name: expr(A)"),
    "STRAY": ("{} can't stand here", "a rule has names only; literals are tokens with a name"),
    "STRING": ("{} can't stand here", "a rule has names only; literals are tokens with a name"),
    "PERCENT": ("{} can't stand inside a rule", "a rule ends with a dot"),
}


def read_lemon(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    text = source.text
    diagnostics: list[Diagnostic] = []
    lexer = Lexer(text, diagnostics)
    reader = _Reader(text, lexer.pieces(), diagnostics)
    reader.read()
    if not reader.definitions and not any(each.severity == "error" for each in diagnostics):
        raise without_rules(source, _HINT)
    if reader.conditions:
        count = len(reader.conditions)
        more = f"; there are {count:,} such lines" if count > 1 else ""
        message = f"what stands under any condition is read{more}"
        diagnostics.append(Diagnostic("warning", message, reader.conditions[0]))
    definitions = with_comments(reader.definitions, lexer.comments)
    return finish(
        source,
        "lemon",
        definitions,
        diagnostics,
        remarks=remarks_of(text, reader.directives, definitions, lexer.comments.loose(definitions)),
        imports=_external(definitions, reader.classes),
        predefined=("error",),
        repeated="silent",
    )


def _external(definitions: list[Definition], classes: list[Import]) -> Iterator[Import]:
    """Yield the token classes and the tokens that the rules use."""
    from railroad.grammar import walk

    known = {each.name for each in definitions}
    for each in classes:
        if each.name not in known:
            known.add(each.name)
            yield each
    for definition in definitions:
        for node in walk(definition.body):
            if isinstance(node, Nonterminal) and node.name not in known and node.name[0].isupper():
                known.add(node.name)
                yield Import(node.name, "token", span=node.span)


@dataclass(slots=True)
class _Head:
    """The left side of a rule."""

    name: Piece
    label: str | None
    definer: int
    """Its index among the pieces."""


@dataclass(frozen=True, slots=True)
class _Directive:
    """A directive or a condition."""

    start: int
    end: int
    before: int


class _Reader:
    """Goes through the pieces of one text once."""

    def __init__(self, text: str, pieces: list[Piece], diagnostics: list[Diagnostic]) -> None:
        self._text = text
        self._pieces = pieces
        self._diagnostics = diagnostics
        self._at = 0
        self._bodies = Bodies(text, "lemon.lark", _Callbacks, diagnostics, _EXPLANATIONS)
        self._hints = Hints(_KNOWN)
        self.definitions: list[Definition] = []
        self.directives: list[_Directive] = []
        self.classes: list[Import] = []
        """The token classes."""
        self.conditions: list[Span] = []

    def read(self) -> None:
        """Fill the lists."""
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            if piece.type == "CONDITION":
                self._condition(piece)
                self._at += 1
            elif piece.type == "PERCENT":
                self._directive(piece)
            elif (head := self._head(self._at)) is not None:
                self._rule(head)
            else:
                self._stray(piece)

    def _type(self, at: int) -> str:
        return self._pieces[at].type if at < len(self._pieces) else "END"

    def _head(self, at: int) -> _Head | None:
        """Return the left side that begins at an index; None: none does."""
        if self._type(at) != "NAME":
            return None
        label = self._pieces[at + 1].value if self._type(at + 1) == "LABEL" else None
        definer = at + 1 + (label is not None)
        return _Head(self._pieces[at], label, definer) if self._type(definer) == "DEFINER" else None

    def _condition(self, piece: Piece) -> None:
        end = piece.start + len(piece.value.rstrip())
        self.conditions.append(Span(piece.start, end))
        self._remark(piece.start, end)

    def _remark(self, start: int, end: int) -> None:
        self.directives.append(_Directive(start, end, len(self.definitions)))

    # Directives.

    def _directive(self, first: Piece) -> None:
        kind = first.value
        start = self._at
        self._at += 1
        if kind not in _KNOWN:
            message = f'"{shortened(kind)}" is no directive that is known here; it is left out'
            place = Span(first.start, first.end)
            self._diagnostics.append(Diagnostic("warning", message, place, self._hints.nearest(kind)))
            while self._type(self._at) in ("NAME", "STRING", "CODE", "DOT") and not self._head(self._at):
                self._at += 1
        elif kind in _LISTS:
            self._list(first)
        else:
            self._arguments(first)
        self._remark(first.start, self._pieces[self._at - 1].end)
        if kind == "%token_class" and self._type(start + 1) == "NAME":
            name = self._pieces[start + 1]
            self.classes.append(Import(name.value, kind, span=Span(name.start, name.end)))

    def _arguments(self, first: Piece) -> None:
        """Take what stands after a directive that is no list."""
        kind = first.value
        fine = True
        if kind in _ABOUT_A_SYMBOL:
            fine = self._type(self._at) == "NAME" and not self._head(self._at)
            self._at += fine
            if not fine:
                self._tell(first, f'there is no name after "{kind}"', f"it reads {kind} name {{ code }}")
        if self._type(self._at) in ("NAME", "STRING", "CODE") and not self._head(self._at):
            self._at += 1
        elif fine and self._type(self._at) != "BAD":
            self._tell(first, f'there is nothing after "{kind}"', "it takes { code }, a string or a name")

    def _list(self, first: Piece) -> None:
        while self._type(self._at) in ("NAME", "BAR", "CONDITION") and not self._head(self._at):
            if self._type(self._at) == "CONDITION":
                self._condition(self._pieces[self._at])
            self._at += 1
        if self._type(self._at) == "DOT":
            self._at += 1
            return
        end = self._pieces[self._at - 1].end
        if self._type(self._at) not in ("STRAY", "STRING", "CODE"):
            if self._type(self._at) != "BAD":
                self._tell_at(end, f'expected "." at the end of "{first.value}"')
            return
        found = self._pieces[self._at]
        self._tell(
            found, f'{self._quoted(found)} can\'t stand in "{first.value}"', "its names end with a dot"
        )
        while self._type(self._at) not in ("DOT", "END", "PERCENT", "CONDITION") and not self._head(self._at):
            self._at += 1
        if self._type(self._at) == "DOT":
            self._at += 1

    # Rules.

    def _rule(self, head: _Head) -> None:
        name = head.name
        first = self._at = head.definer + 1
        pieces: list[Piece] = []
        fine = True
        while (type_ := self._type(self._at)) not in ("DOT", "END", "CODE"):
            if self._head(self._at) or type_ in ("PERCENT", "BAD"):
                break
            piece = self._pieces[self._at]
            if type_ == "CONDITION":
                self._condition(piece)
            else:
                pieces.append(self._term(piece))
            self._at += 1
        body_start = self._pieces[head.definer].end
        body_end = self._pieces[self._at - 1].end if self._at > first else body_start
        fine = self._end_of_rule(name)
        start, end = name.start, self._pieces[self._at - 1].end
        if not name.value[0].islower():
            message = (
                f'"{shortened(name.value)}" has a capital letter, so it is a token, and no rule can define it'
            )
            self._tell(name, message)
        pieces += self._after_rule()
        end = max(end, self._pieces[self._at - 1].end)
        body: Expr = Empty(span=Span(body_start, body_end))
        if fine:
            body = self._bodies.read(pieces, body_start, body_end)
        modifiers = (head.label,) if head.label else ()
        self.definitions.append(
            Definition(name.value, body, None, Span(start, end), Span(start, name.end), modifiers=modifiers)
        )

    def _end_of_rule(self, name: Piece) -> bool:
        """Take the dot of a rule; return whether it is there, or told already that it is not."""
        type_ = self._type(self._at)
        if type_ == "DOT":
            self._at += 1
            return True
        if type_ == "BAD":
            self._at += 1
            return False
        what = ""
        if following := self._head(self._at):
            what = f', before "{shortened(following.name.value)} ::=", which begins a rule'
        message = f'expected "." at the end of the rule "{shortened(name.value)}"{what}'
        self._tell_at(self._pieces[self._at - 1].end, message)
        return True

    def _after_rule(self) -> list[Piece]:
        """Take the precedence and the action after a rule, and return them."""
        found: list[Piece] = []
        while self._type(self._at) in ("MARK", "CODE"):
            piece = self._pieces[self._at]
            found.append(self._code("attribute" if piece.type == "MARK" else "action", piece))
            self._at += 1
        return found

    def _term(self, piece: Piece) -> Piece:
        if piece.type == "NAME":
            node = Nonterminal(piece.value, span=Span(piece.start, piece.end))
            return Piece("OPERAND", piece.start, piece.end, node)
        if piece.type == "LABEL" and self._type(self._at - 1) == "NAME":
            return self._code("attribute", piece)
        return piece

    def _code(self, kind: CodeKind, piece: Piece) -> Piece:
        span = Span(piece.start, piece.end)
        return Piece("CODE", *span, Code(self._text[slice(*span)], kind, span=span))

    # Mistakes.

    def _stray(self, first: Piece) -> None:
        """Tell of what belongs to no rule; go on after its end, or before what begins something."""
        start = self._at
        self._at += 1
        bad = first.type == "BAD"
        while self._type(self._at) not in ("END", "PERCENT", "CONDITION") and not self._head(self._at):
            if self._type(self._at - 1) in ("DOT", "CODE") and self._at - 1 > start:
                break
            bad = bad or self._type(self._at) == "BAD"
            self._at += 1
        if bad:
            return
        if first.type == "NAME":
            self._tell_at(first.end, f'expected "::=" after "{shortened(first.value)}"', _HINT)
        else:
            self._tell(first, f"{self._quoted(first)} belongs to no rule", _HINT)

    def _quoted(self, piece: Piece) -> str:
        return quoted(self._text[piece.start : piece.end])

    def _tell(self, piece: Piece, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))

    def _tell_at(self, offset: int, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(offset, offset), hint))


class _Callbacks(BodyCallbacks):
    """The productions of ``lemon.lark``."""

    def two_tokens(self, children: tuple[Piece, Piece, Piece]) -> Alternatives:
        return [children[0].value, children[2].value]

    def more_tokens(self, children: tuple[Alternatives, Piece, Piece]) -> Alternatives:
        children[0].append(children[2].value)
        return children[0]

    def one_of(self, children: tuple[Alternatives]) -> Expr:
        (tokens,) = children
        for node in tokens:
            if isinstance(node, Nonterminal) and not node.name[0].isupper() and node.span:
                message = f'"|" stands between tokens only, and "{shortened(node.name)}" is a rule'
                raise Refused(message, node.span, "each alternative is a rule of its own")
        first, last = tokens[0].span, tokens[-1].span
        return choice(tokens, Span(first.start, last.end) if first and last else None)
