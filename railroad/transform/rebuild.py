"""Rewrite expressions with every node there is, of any depth, without recursion.

rebuild(expr, step)   children first, in reading order; `step` gets a node over its new children
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import (
    Choice,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Repetition,
    Sequence,
    children,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.grammar import Expr


def rebuild(expr: Expr, step: Callable[[Expr], Expr]) -> Expr:
    """Return an expression with `step` applied to every node, children first."""
    visits: list[tuple[Expr, int]] = []
    todo = [expr]
    while todo:
        node = todo.pop()
        below = children(node)
        visits.append((node, len(below)))
        todo.extend(below)
    done: list[Expr] = []
    for node, count in reversed(visits):
        if count:
            parts = tuple(done[-count:])
            del done[-count:]
            node = over(node, parts)
        done.append(step(node))
    return done[0]


def over(node: Expr, parts: tuple[Expr, ...]) -> Expr:
    """Return a node over other children, as many as it has."""
    if all(one is other for one, other in zip(children(node), parts, strict=True)):
        return node
    span = node.span
    match node:
        case Sequence():
            return Sequence(parts, span=span)
        case Choice(ordered=ordered):
            return Choice(parts, ordered, span=span)
        case Permutation():
            return Permutation(parts, span=span)
        case Repetition(_, least, most, separator, lazy):
            return Repetition(
                parts[0], least, most, parts[1] if separator is not None else None, lazy, span=span
            )
        case Exclusion():
            return Exclusion(parts[0], parts[1], span=span)
        case Lookahead(negative=negative):
            return Lookahead(parts[0], negative, span=span)
        case Labelled(label):
            return Labelled(label, parts[0], span=span)
        case Marked(mark):
            return Marked(mark, parts[0], span=span)
        case Nonterminal(name):
            return Nonterminal(name, parts, spelling=node.spelling, span=span)
    raise AssertionError(node)


def size(expr: Expr, most: int) -> int:
    """Return how many nodes an expression has; counting stops over `most`."""
    todo, count = [expr], 0
    while todo and count <= most:
        node = todo.pop()
        count += 1
        todo.extend(children(node))
    return count
