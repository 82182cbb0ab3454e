"""Rewrite expressions of any depth: the loop, the span and the equality that all passes share.

    step:   one node, its children already rewritten  →  one node
    pass:   bottom_up(expr, until_stable(step, …))

A step that changes nothing returns the node itself, the same object; that is how the loops here know that
nothing is left to do.  A step answers for the new nodes below the one that it returns: they have to be as
finished as the children that it was given.  None of this recurses, and all of it takes linear time.
"""

from __future__ import annotations

from dataclasses import fields, replace
from operator import attrgetter, is_
from typing import TYPE_CHECKING, get_args

from railroad.grammar import (
    Choice,
    Exclusion,
    Expr,
    Labelled,
    Leaf,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Repetition,
    Sequence,
    children,
)
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[Expr, "Numbering"], Expr]
    """One rewrite at one node; see the top of this file."""

_LEAVES = get_args(Leaf)
"""What has nothing below it, but for a `Nonterminal` with arguments."""


def is_leaf(node: Expr) -> bool:
    """Return whether `node` has nothing below it."""
    return isinstance(node, _LEAVES) and not (isinstance(node, Nonterminal) and node.arguments)


def bottom_up(
    expr: Expr, step: Callable[[Expr], Expr], below: Callable[[Expr], tuple[Expr, ...]] = children
) -> Expr:
    """Return `expr` with `step` applied to every node, children first, in reading order.

    `below` says what to take for the children of a node; a sequence or choice is made again from them, so it
    may look through groups that are to vanish.
    """
    visits: list[tuple[Expr, tuple[Expr, ...]]] = []
    todo = [expr]
    while todo:
        node = todo.pop()
        parts = () if is_leaf(node) else below(node)
        visits.append((node, parts))
        todo.extend(parts)
    done: list[Expr] = []
    for node, parts in reversed(visits):
        if parts:
            first = len(done) - len(parts)
            node = with_children(node, tuple(done[first:]))
            del done[first:]
        done.append(step(node))
    return done[0]


def until_stable(steps: tuple[Step, ...], numbers: Numbering) -> Callable[[Expr], Expr]:
    """Return a step that applies all `steps` in turn, again and again, until none changes the node."""

    def step(node: Expr) -> Expr:
        if is_leaf(node):
            return node
        while True:
            before = node
            for each in steps:
                node = each(node, numbers)
            if node is before:
                return node

    return step


def with_children(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """Return `node` over other children; `node` itself if they are its own."""
    match node:
        case Sequence(items):
            return node if _identical(parts, items) else Sequence(parts, span=node.span)
        case Choice(alternatives, ordered):
            return node if _identical(parts, alternatives) else Choice(parts, ordered, span=node.span)
        case Repetition(least=least, most=most, lazy=lazy):
            item, separator = parts if len(parts) > 1 else (parts[0], None)
            if item is node.item and separator is node.separator:
                return node
            return Repetition(item, least, most, separator, lazy, span=node.span)
        case Permutation(items):
            return node if _identical(parts, items) else Permutation(parts, span=node.span)
        case Exclusion(item, exception):
            return node if _identical(parts, (item, exception)) else Exclusion(*parts, span=node.span)
        case Lookahead() | Labelled() | Marked():
            return node if parts[0] is node.item else replace(node, item=parts[0])
        case Nonterminal(arguments=arguments):
            return node if _identical(parts, arguments) else replace(node, arguments=parts)
        case _:
            return node


def _identical(some: tuple[Expr, ...], others: tuple[Expr, ...]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def cover(*exprs: Expr) -> Span | None:
    """Return the span from the first of `exprs` to the last; None if none of them has a place."""
    spans = [expr.span for expr in exprs if expr.span is not None]
    if not spans:
        return None
    return Span(min(span.start for span in spans), max(span.end for span in spans))


class Numbering:
    """Numbers for expressions: two of them say the same if and only if they have the same number.

    ``==`` on a deep tree recurses, and asking it at every level takes quadratic time.  Here each node is
    looked at once: its number is that of its type, its own fields and the numbers of its children
    (hash-consing).  The nodes are kept as long as the numbering lives, so no identity is used twice.
    """

    def __init__(self) -> None:
        """Begin with no numbers given."""
        self._numbers: dict[int, int] = {}  # by identity
        self._meanings: dict[tuple[object, ...], int] = {}
        self._kept: list[Expr] = []

    def of(self, expr: Expr) -> int:
        """Return the number of `expr`."""
        numbers = self._numbers
        if (known := numbers.get(id(expr))) is not None:
            return known
        todo = [expr]
        while todo:
            node = todo[-1]
            if id(node) in numbers:
                todo.pop()
                continue
            below = () if is_leaf(node) else children(node)
            missing = [child for child in below if id(child) not in numbers]
            if missing:
                todo += missing
                continue
            key = (type(node), _OWN_FIELDS[type(node)](node), *[numbers[id(child)] for child in below])
            numbers[id(node)] = self._meanings.setdefault(key, len(self._meanings))
            self._kept.append(node)
            todo.pop()
        return numbers[id(expr)]

    def same(self, one: Expr | None, other: Expr | None) -> bool:
        """Return whether both say the same; None says only what None says."""
        if one is other:
            return True
        if one is None or other is None or type(one) is not type(other):
            return False
        if is_leaf(one):
            return one == other
        return self.of(one) == self.of(other)

    def distinct(self, exprs: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Return the expressions without those that say what an earlier one says."""
        firsts: dict[int, Expr] = {}
        for expr in exprs:
            firsts.setdefault(self.of(expr), expr)
        return exprs if len(firsts) == len(exprs) else tuple(firsts.values())


_BELOW = ("items", "alternatives", "item", "separator", "exception", "arguments")
"""The fields that hold the children of a node."""


def _own_fields_of(kind: type[Expr]) -> Callable[[Expr], object]:
    names = [field.name for field in fields(kind) if field.compare and field.name not in _BELOW]
    return attrgetter(*names) if names else lambda node: None


_OWN_FIELDS = {kind: _own_fields_of(kind) for kind in get_args(Expr)}
"""For each type of node: its fields that make its meaning, children apart."""
