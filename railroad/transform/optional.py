"""Say what may be left out once, and as far out as it can be said.

    a | ε | b        →  (a | b)?          (x+)?          →  x*
    a | b*           →  (a | b+)?         (x*)?          →  x*
    (x?)?            →  x?                (x?)*  (x?)+   →  x*
    (x*)*  (x*)+     →  x*                (x+)*          →  x*
    (x+)+            →  x+                (x?){m,n}      →  x{0,n}

A separator between the outer rounds changes the language: ``(x?)+`` with commas between may begin with a
comma, and is left alone.  A separator inside is no obstacle to the rules about ``?``.  Of two loops in one
another, both with the same separator, one is enough: ``x+`` is as good as ``(x+)+``.

Where the order of a choice matters, only what is empty in its last alternative can be said outside: nothing
is tried last there too.  What is *lazy*, and so tries nothing first, is joined only with what is lazy too:
``(x?)??  (x??)?  →  x??``  and  ``(x*)??  →  (x+)??``.
"""

from __future__ import annotations

from dataclasses import replace
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
    if node.ordered:
        return _bypass_ordered(node)
    if not any(map(_may_be_skipped, node.alternatives)):
        return node
    full = tuple(_without_empty(each) for each in node.alternatives if not isinstance(each, Empty))
    if not full:
        return Empty(span=node.span)
    return optional(choice(numbers.distinct(full), node.span), node.span)


def _bypass_ordered(node: Choice) -> Expr:
    *others, last = node.alternatives
    if not _may_be_skipped(last):
        return node
    if not isinstance(last, Empty):
        others.append(_without_empty(last))
    return optional(choice(others, node.span, ordered=True), node.span) if others else Empty(span=node.span)


def _may_be_skipped(expr: Expr) -> bool:
    """Return whether `expr` says of itself that it may be nothing, which is tried last."""
    return isinstance(expr, Empty) or (isinstance(expr, Repetition) and expr.least == 0 and not expr.lazy)


def _without_empty(expr: Expr) -> Expr:
    """Return e such that ``e?`` says what `expr` says: once or more, if `expr` is none or more."""
    if not isinstance(expr, Repetition) or expr.least > 0 or expr.lazy:
        return expr
    if expr.most == 1:
        return expr.item
    return Repetition(expr.item, 1, expr.most, expr.separator, span=expr.span)


def _collapse(outer: Repetition, numbers: Numbering) -> Expr:
    inner = outer.item
    if not isinstance(inner, Repetition):
        return outer
    lazy, span = outer.lazy, outer.span
    if outer.is_optional and inner.is_optional:
        return Repetition(inner.item, 0, 1, lazy=lazy or inner.lazy, span=span)
    if outer.is_optional and lazy and not inner.lazy:  # nothing was tried already
        once = _without_empty(inner)
        return outer if once is inner else replace(outer, item=once)
    if inner.lazy is not lazy:
        return outer
    if outer.is_optional and inner.least <= 1:
        return Repetition(inner.item, 0, inner.most, inner.separator, lazy, span=span)
    if outer.separator is None and inner.least == 0:
        once = inner.item if inner.most == 1 else replace(inner, least=1)
        return Repetition(once, 0, outer.most, None, lazy, span=span)
    if inner.least == 1 and inner.most is None and numbers.same(inner.separator, outer.separator):
        return Repetition(inner.item, outer.least, None, inner.separator, lazy, span=span)
    return outer
