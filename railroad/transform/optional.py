"""Say what may be left out once, and as far out as it can be said.

    a | ε | b        →  (a | b)?          (x+)?          →  x*
    a | b*           →  (a | b+)?         (x*)?          →  x*
    (x?)?            →  x?                (x?)*  (x?)+   →  x*
    (x*)*  (x*)+     →  x*                (x+)*          →  x*
    (x+)+            →  x+                (x?){m,n}      →  x{0,n}

A separator between the outer rounds changes the language: ``(x?)+`` with commas between may begin with a
comma, and is left alone.  A separator inside is no obstacle to the rules about ``?``.  Of two loops in one
another, both with the same separator, one is enough: ``x+`` is as good as ``(x+)+``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import Choice, Empty, Expr, Repetition, choice, optional

if TYPE_CHECKING:
    from railroad.transform.rewrite import Numbering


def simplify_options(node: Expr, numbers: Numbering) -> Expr:
    """Return `node` with one bypass where there were several ways to read nothing."""
    if isinstance(node, Choice):
        return _bypass_choice(node, numbers)
    if isinstance(node, Repetition):
        return _collapse(node, numbers)
    return node


def _bypass_choice(node: Choice, numbers: Numbering) -> Expr:
    if not any(map(_may_be_skipped, node.alternatives)):
        return node
    full = tuple(_without_empty(each) for each in node.alternatives if not isinstance(each, Empty))
    if not full:
        return Empty(span=node.span)
    return optional(choice(numbers.distinct(full), node.span), node.span)


def _may_be_skipped(expr: Expr) -> bool:
    """Return whether `expr` says of itself that it may be nothing."""
    return isinstance(expr, Empty) or (isinstance(expr, Repetition) and expr.least == 0)


def _without_empty(expr: Expr) -> Expr:
    """Return e such that ``e?`` says what `expr` says: once or more, if `expr` is none or more."""
    if not isinstance(expr, Repetition) or expr.least > 0:
        return expr
    if expr.most == 1:
        return expr.item
    return Repetition(expr.item, 1, expr.most, expr.separator, span=expr.span)


def _collapse(outer: Repetition, numbers: Numbering) -> Expr:
    inner = outer.item
    if not isinstance(inner, Repetition):
        return outer
    if outer.is_optional and inner.least <= 1:
        return Repetition(inner.item, 0, inner.most, inner.separator, span=outer.span)
    if outer.separator is None and inner.least == 0:
        return Repetition(_without_empty(inner), 0, outer.most, span=outer.span)
    if inner.least == 1 and inner.most is None and numbers.same(inner.separator, outer.separator):
        return Repetition(inner.item, outer.least, None, inner.separator, span=outer.span)
    return outer
