"""Fold a list that is written out into one repetition with a separator.

    x (sep x)*           →  x+ with sep between          x x*        →  x+
    (x sep)* x           →  x+ with sep between          x* x        →  x+
    x (s x | t x)*       →  x+ with s | t between        x* x+       →  x+
    a b c (sep b c)* d   →  a (b c)+ d, sep between

Each says the same: the part that stands beside the star is the longest that also stands at that end inside
it, and what is left inside is the separator.  ``x (sep x)+``, at least two, stays as it is.  A separator that
may trail, ``x (sep x)* sep?``, is left behind the loop.

A star that is lazy takes no part.  Where a parser tries in order and does not come back into a loop, as in a
PEG, ``x* x`` never fits: there only what stands before a star is joined to it (`fold_lists_behind`), and a
choice whose order matters counts as one thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from railroad.grammar import Choice, Expr, Repetition, Sequence, choice, seq
from railroad.transform.flatten import ungroup
from railroad.transform.optional import simplify_options
from railroad.transform.rewrite import cover, until_stable

if TYPE_CHECKING:
    from railroad.transform.rewrite import Numbering


def fold_lists(node: Expr, numbers: Numbering) -> Expr:
    """Return `node` with every list in it folded, if it is a sequence."""
    if not isinstance(node, Sequence) or not any(map(_is_star, node.items)):
        return node
    items = _merge(node.items, numbers, in_order=False)
    items = _fold(items, numbers, ahead=False)
    items = _fold(items, numbers, ahead=True)
    return node if len(items) == len(node.items) else seq(items, node.span)


def fold_lists_behind(node: Expr, numbers: Numbering) -> Expr:
    """Return `node` with every list in it folded whose star stands behind its first part."""
    if not isinstance(node, Sequence) or not any(map(_is_star, node.items)):
        return node
    items = _fold(_merge(node.items, numbers, in_order=True), numbers, ahead=False)
    return node if len(items) == len(node.items) else seq(items, node.span)


def _merge(items: tuple[Expr, ...], numbers: Numbering, *, in_order: bool) -> tuple[Expr, ...]:
    """Return `items` with one loop for two through the same thing, of which one may be skipped.

    `in_order`: it has to be the second.
    """
    done: list[Expr] = []
    for item in items:
        last = done[-1] if done else None
        if (
            isinstance(item, Repetition)
            and isinstance(last, Repetition)
            and _is_unbounded(item)
            and _is_unbounded(last)
            and item.least <= (0 if in_order else 1 - last.least)
            and numbers.same(item.item, last.item)
        ):
            done[-1] = Repetition(last.item, last.least + item.least, None, span=cover(last, item))
        else:
            done.append(item)
    return tuple(done)


def _fold(items: tuple[Expr, ...], numbers: Numbering, *, ahead: bool) -> tuple[Expr, ...]:
    """Return `items` with each star joined to what stands before it, or `ahead` of it.

    Every comparison is paid for by an item inside the star, so the time is linear.
    """
    done: list[Expr] = []  # what is beside the next star lies on top
    for item in reversed(items) if ahead else items:
        if done and _is_star(item):
            rounds = _rounds(item, done[-1], numbers)
            shared = min(_shared(each if ahead else each[::-1], done, numbers) for each in rounds)
            if shared:
                beside = done[-shared:]
                del done[-shared:]
                between = [each[shared:] if ahead else each[: len(each) - shared] for each in rounds]
                item = _loop(item, beside[::-1] if ahead else beside, between, numbers)
        done.append(item)
    return tuple(reversed(done) if ahead else done)


def _is_star(expr: Expr) -> TypeGuard[Repetition]:
    """Return whether `expr` is none or more, with nothing between."""
    return isinstance(expr, Repetition) and expr.least == 0 and _is_unbounded(expr)


def _is_unbounded(expr: Repetition) -> bool:
    return expr.most is None and expr.separator is None and not expr.lazy


def _rounds(star: Repetition, beside: Expr, numbers: Numbering) -> list[tuple[Expr, ...]]:
    """Return the rows of items that one round of the star may be."""
    item = star.item
    alternatives: tuple[Expr, ...] = (item,)
    if isinstance(item, Choice) and not item.ordered and not numbers.same(item, beside):
        alternatives = item.alternatives
    return [each.items if isinstance(each, Sequence) else (each,) for each in alternatives]


def _shared(inside: tuple[Expr, ...], stack: list[Expr], numbers: Numbering) -> int:
    """Return how many of the first items `inside` lie on the stack in the same order, the first on top."""
    count = 0
    for one, other in zip(inside, reversed(stack), strict=False):
        if not numbers.same(one, other):
            break
        count += 1
    return count


def _loop(star: Repetition, beside: list[Expr], between: list[tuple[Expr, ...]], numbers: Numbering) -> Expr:
    """Return the loop through `beside`, back through one of `between`, that replaces both and the star."""
    settled = until_stable((ungroup, simplify_options), numbers)
    separator = choice((seq(items, cover(*items) or star.span) for items in between), star.span)
    body = seq(beside, cover(*beside))
    span = cover(beside[0], star, beside[-1])
    return settled(Repetition(body, 1, None, settled(separator), span=span))
