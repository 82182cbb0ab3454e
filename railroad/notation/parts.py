"""What productions of ABNF and of the angled notations become: nodes with the place that they take.

    OPERAND LPAR OPERAND BAR OPERAND RPAR   →   (Sequence(…, Choice(…)), start, end)

A group takes more room in the text than its node says, brackets and all; so a part carries its own place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import Choice, Expr, Sequence, optional
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.reading import Piece

Part = tuple[Expr, int, int]
"""A node, and where it is written, brackets included."""


class PartCallbacks:
    """The productions that both have.  Lists grow in place, so that a long rule costs linear time."""

    def body(self, children: list[list[Part]]) -> Expr:
        """Return the whole body."""
        return choice_of(children[0])[0]

    def first(self, children: list[list[Part]]) -> list[Part]:
        """Begin a choice."""
        return [sequence_of(children[0])]

    def another(self, children: tuple[list[Part], Piece, list[Part]]) -> list[Part]:
        """Add an alternative to a choice."""
        alternatives, _, items = children
        alternatives.append(sequence_of(items))
        return alternatives

    def one(self, children: list[Part]) -> list[Part]:
        """Begin an alternative."""
        return [children[0]]

    def then(self, children: tuple[list[Part], Part]) -> list[Part]:
        """Add an item to an alternative."""
        items, item = children
        items.append(item)
        return items

    def leaf(self, children: list[Piece]) -> Part:
        """Return a leaf."""
        piece = children[0]
        return piece.value, piece.start, piece.end

    def group(self, children: tuple[Piece, list[Part], Piece]) -> Part:
        """Return what stands in brackets."""
        opening, alternatives, closing = children
        return choice_of(alternatives)[0], opening.start, closing.end

    def optional(self, children: tuple[Piece, list[Part], Piece]) -> Part:
        """Return what stands in square brackets."""
        opening, alternatives, closing = children
        span = Span(opening.start, closing.end)
        return optional(choice_of(alternatives)[0], span), *span


def choice_of(alternatives: list[Part]) -> Part:
    """Return the choice of alternatives; the thing itself for one."""
    if len(alternatives) == 1:
        return alternatives[0]
    start, end = alternatives[0][1], alternatives[-1][2]
    return Choice(tuple(part[0] for part in alternatives), span=Span(start, end)), start, end


def sequence_of(items: list[Part]) -> Part:
    """Return the items one after another; the thing itself for one."""
    if len(items) == 1:
        return items[0]
    start, end = items[0][1], items[-1][2]
    return Sequence(tuple(part[0] for part in items), span=Span(start, end)), start, end
