"""Make nested sequences and choices one, and let go of what says nothing.

    a (b c) d        →  a b c d           a | (b | c)    →  a | b | c
    a ε b            →  a b               a | b | a      →  a | b
    (a)  a{1,1}      →  a                 a | (b | c)?   →  a | b | c | ε
    ε{m,n}           →  ε                 a+ with ε between  →  a+

The empty alternative in the last choice is what `optional` makes a bypass of.

A choice whose order matters takes in only such choices, and one whose order does not only those:
``a / (b / c)`` is ``a / b / c``, but ``a / (b | c)`` stays.  In either an option tries its item first.  One
that is *lazy* does not, and is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import (
    Choice,
    Empty,
    Expr,
    Nonterminal,
    Repetition,
    Sequence,
    Terminal,
    children,
    choice,
    seq,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.transform.rewrite import Numbering


def ungroup(node: Expr, numbers: Numbering) -> Expr:
    """Return `node` without groups in it, and without what says nothing or says it twice."""
    if isinstance(node, Sequence):
        items = spread(node)
        return node if items is node.items and len(items) > 1 else seq(items, node.span)
    if isinstance(node, Choice):
        alternatives = numbers.distinct(spread(node))
        if alternatives is node.alternatives and len(alternatives) > 1:
            return node
        return choice(alternatives, node.span, ordered=node.ordered)
    if isinstance(node, Repetition):
        return _ungroup_repetition(node)
    return node


def _ungroup_repetition(node: Repetition) -> Expr:
    if node.least == node.most == 1:
        return node.item
    if node.separator is None:
        return Empty(span=node.span) if isinstance(node.item, Empty) else node
    if node.most == 1 or isinstance(node.separator, Empty):
        return Repetition(node.item, node.least, node.most, lazy=node.lazy, span=node.span)
    if isinstance(node.item, Empty):  # n times nothing leaves the n - 1 separators
        most = None if node.most is None else node.most - 1
        return Repetition(node.separator, max(node.least - 1, 0), most, lazy=node.lazy, span=node.span)
    return node


def spread(node: Expr) -> tuple[Expr, ...]:
    """Return the children of `node`, and in place of a group what stands in the group.

    As `below` of `bottom_up` this makes a thousand nested groups one from above, in linear time.  From
    below, each of them would be copied a thousand times.
    """
    if isinstance(node, Sequence):
        return _gather(node.items, _in_sequence)
    if isinstance(node, Choice):
        return _gather(node.alternatives, _in_ordered if node.ordered else _in_unordered)
    return children(node)


def _gather(parts: tuple[Expr, ...], inside: Callable[[Expr], tuple[Expr, ...] | None]) -> tuple[Expr, ...]:
    """Return `parts`, each replaced by what is inside it until nothing is inside any more."""
    if all(inside(part) is None for part in parts):
        return parts
    found: list[Expr] = []
    todo = list(reversed(parts))
    while todo:
        part = todo.pop()
        more = inside(part)
        if more is None:
            found.append(part)
        else:
            todo.extend(reversed(more))
    return tuple(found)


def _in_sequence(part: Expr) -> tuple[Expr, ...] | None:
    """Return what may stand in a sequence for `part`; None: only itself."""
    if isinstance(part, Terminal | Nonterminal):
        return None
    if isinstance(part, Sequence):
        return part.items
    if isinstance(part, Empty):
        return ()
    if isinstance(part, Choice) and len(part.alternatives) == 1:
        return part.alternatives
    if isinstance(part, Repetition) and part.least == part.most == 1:
        return (part.item,)
    return None


def _in_unordered(part: Expr) -> tuple[Expr, ...] | None:
    """Return what may stand in a choice for `part`; None: only itself."""
    return _in_choice(part, ordered=False)


def _in_ordered(part: Expr) -> tuple[Expr, ...] | None:
    """Return what may stand in an ordered choice for `part`, in this order; None: only itself."""
    return _in_choice(part, ordered=True)


def _in_choice(part: Expr, *, ordered: bool) -> tuple[Expr, ...] | None:
    if isinstance(part, Terminal | Nonterminal):
        return None
    if isinstance(part, Choice) and (part.ordered is ordered or len(part.alternatives) == 1):
        return part.alternatives
    if isinstance(part, Sequence) and len(part.items) == 1:
        return part.items
    if isinstance(part, Repetition) and part.most == 1:
        if part.least == 1:
            return (part.item,)
        return None if part.lazy else (part.item, Empty(span=part.span))
    return None
