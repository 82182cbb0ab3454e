"""What the EBNF notations share: from the pieces of a body to its expression.

    x , { "," x }-     pieces     OPERAND LBRACE OPERAND OPERAND RBRACE MINUS OPERAND(nothing)
                       becomes    x ("," x)+

Each notation has a lexer of its own, and signs of its own, but the structure is one: choices of sequences of
terms, with postfix signs, brackets, exceptions and counts.  ``ebnf.lark`` says how it is put together; the
nodes are made here, during the parse.

`brackets` is asked first: it finds what is not closed, and tells it at the bracket, where Lark could only say
that the end came too early.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import (
    Choice,
    Empty,
    Exclusion,
    Expr,
    Lookahead,
    Range,
    Repetition,
    Terminal,
    optional,
    seq,
)
from railroad.notation.brackets import check_brackets
from railroad.notation.reading import Piece, Unexpected, parse, parser, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.brackets import Unclosed

Items = list[Expr]

POSTFIX = {"?": (0, 1), "*": (0, None), "+": (1, None)}
"""What the usual postfix signs mean: the least and the most."""

_NEEDS_MORE = ("MINUS", "SEPARATED", "TIMES", "LOOK", "RANGE")
"""Pieces that can't be the last of a sequence."""


def read_body(
    text: str, pieces: list[Piece], span: Span, diagnostics: list[Diagnostic], unclosed: Unclosed = "error"
) -> Expr:
    """Return the expression that the pieces of a body make; `Empty` if they make none, which is told.

    Args:
        text: the whole text, for messages.
        pieces: those of ``ebnf.lark``.
        span: where the body is written.
        diagnostics: gets the mistakes.
        unclosed: whether a bracket that nothing closes is an error, or is closed at the end with a warning.
    """
    checked = check_brackets(pieces, span.end, diagnostics, unclosed)
    if checked is None:
        return Empty(span=span)
    try:
        alternatives: _Alternatives = parse(parser("ebnf.lark", _Callbacks), checked, span.end)
    except Unexpected as error:
        diagnostics.append(_unexpected(text, checked, error.piece))
        return Empty(span=span)
    return alternatives.node(span.start)


def _unexpected(text: str, pieces: list[Piece], found: Piece) -> Diagnostic:
    """Return what to say of a piece that can't stand where it does."""
    at = next((i for i, piece in enumerate(pieces) if piece is found), len(pieces))
    before = pieces[at - 1] if at else None
    if before is not None and before.type in _NEEDS_MORE:
        sign = text[before.start : before.end]
        return Diagnostic("error", f'nothing follows "{shortened(sign)}"', Span(before.end, before.end))
    sign = text[found.start : found.end]
    span = Span(found.start, found.end)
    if found.type in _NEEDS_LEFT:
        return Diagnostic("error", f'there is nothing before "{sign}" {_NEEDS_LEFT[found.type]}', span)
    return Diagnostic("error", f'"{shortened(sign)}" can\'t stand here', span)


_NEEDS_LEFT = {
    "POSTFIX": "that it could repeat",
    "MINUS": "that it could be an exception to",
    "SEPARATED": "that it could repeat",
    "RANGE": "that a range could begin with",
}


class _Alternatives:
    """The alternatives of a body, or within brackets; at least one."""

    __slots__ = ("nodes", "ordered")

    def __init__(self, node: Expr) -> None:
        self.nodes = [node]
        self.ordered = False

    def node(self, start: int) -> Expr:
        """Return the choice of them; the first begins at `start` if it is nothing."""
        if self.nodes[0].span is None:
            self.nodes[0] = Empty(span=Span(start, start))
        if len(self.nodes) == 1:
            return self.nodes[0]
        return Choice(tuple(self.nodes), self.ordered, span=_hull(self.nodes[0], self.nodes[-1]))


def _hull(first: Expr, last: Expr) -> Span | None:
    return Span(first.span.start, last.span.end) if first.span and last.span else None


def _sequence(items: Items | Expr) -> Expr:
    """Return the items one after another; nothing, at a place not known yet, for none."""
    if not isinstance(items, list):
        return items
    return seq(items, _hull(items[0], items[-1]) if items else None)


class _Callbacks:
    """The productions of ``ebnf.lark``.  Lists grow in place, so that a long rule costs linear time."""

    def body(self, children: list[_Alternatives]) -> _Alternatives:
        return children[0]

    def first(self, children: list[Items]) -> _Alternatives:
        return _Alternatives(_sequence(children[0]))

    def another(self, children: tuple[_Alternatives, Piece, Items]) -> _Alternatives:
        alternatives, bar, items = children
        node = _sequence(items)
        alternatives.nodes.append(node if node.span else Empty(span=Span(bar.end, bar.end)))
        alternatives.ordered = alternatives.ordered or bool(bar.value)
        return alternatives

    def followed(self, children: tuple[Items, Piece, Items]) -> Expr:
        items, sign, ahead = children
        node = _sequence(ahead)
        if node.span is None:
            node = Empty(span=Span(sign.end, sign.end))
        assert node.span
        items.append(Lookahead(node, span=Span(sign.start, node.span.end)))
        return _sequence(items)

    def nothing(self, children: list[object]) -> Items:
        return []

    def then(self, children: tuple[Items, Expr]) -> Items:
        items, node = children
        items.append(node)
        return items

    def exclude(self, children: tuple[Expr, Piece, Expr]) -> Expr:
        item, sign, exception = children
        span = _hull(item, exception)
        if isinstance(exception, Empty):
            span = item.span and Span(item.span.start, sign.end)
            match item:  # { x }- is one or more: ISO/IEC 14977 §5.8
                case Repetition(repeated, 0, None, None):
                    return Repetition(repeated, 1, None, span=span)
        return Exclusion(item, exception, span=span)

    def separate(self, children: tuple[Expr, Piece, Expr]) -> Expr:
        item, sign, separator = children
        return Repetition(item, sign.value, None, separator, span=_hull(item, separator))

    def times(self, children: tuple[Piece, Expr]) -> Expr:
        sign, item = children
        least, most = sign.value
        return Repetition(item, least, most, span=item.span and Span(sign.start, item.span.end))

    def look(self, children: tuple[Piece, Expr]) -> Expr:
        sign, item = children
        return Lookahead(item, sign.value, span=item.span and Span(sign.start, item.span.end))

    def any_times(self, children: list[Expr]) -> Expr:
        return Repetition(children[0], 0, None, span=children[0].span)

    def some_times(self, children: list[Expr]) -> Expr:
        return Repetition(children[0], 1, None, span=children[0].span)

    def leaf(self, children: list[Piece]) -> Expr:
        node: Expr = children[0].value
        return node

    def range(self, children: tuple[Piece, Piece, Piece]) -> Expr:
        first, _, last = children
        span = Span(first.start, last.end)
        spelling = ""
        if first.value.spelling or last.value.spelling:
            spelling = f"{first.value.spelling or first.value.text}…{last.value.spelling or last.value.text}"
        return Range(_character(first), _character(last), spelling=spelling, span=span)

    def group(self, children: tuple[Piece, _Alternatives, Piece]) -> Expr:
        opening, alternatives, _ = children
        return alternatives.node(opening.end)

    def optional(self, children: tuple[Piece, _Alternatives, Piece]) -> Expr:
        opening, alternatives, closing = children
        return optional(alternatives.node(opening.end), Span(opening.start, closing.end))

    def repeat(self, children: tuple[Expr, Piece]) -> Expr:
        node, sign = children
        least, most = sign.value
        return Repetition(node, least, most, span=node.span and Span(node.span.start, sign.end))


def _character(piece: Piece) -> str:
    """Return the character of an operand in a range; lexers put nothing else there."""
    assert isinstance(piece.value, Terminal)
    return piece.value.text
