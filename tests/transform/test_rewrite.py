"""The loops that all passes share."""

from __future__ import annotations

import dataclasses

from hypothesis import given, settings

from railroad.grammar import Empty, Nonterminal, Prose, Range, Repetition, Sequence, Terminal, children, walk
from railroad.source import Span
from railroad.transform.rewrite import Numbering, bottom_up, cover, until_stable
from tests.transform.expressions import EVERY_LEAF, every_expression, expressions, shown, written

LEAVES = [Terminal("a"), Nonterminal("a"), Prose("a"), Range("a", "a"), Empty()]


def test_children_come_first_and_in_reading_order():
    seen = []
    bottom_up(written("a (b | c) d+~e"), lambda node: seen.append(shown(node)) or node)
    assert seen == ["a", "b", "c", "(b | c)", "d", "e", "d+~e", "(a (b | c) d+~e)"]


@given(expr=expressions(LEAVES))
@settings(deadline=None)
def test_a_step_that_changes_nothing_keeps_the_very_object(expr):
    assert bottom_up(expr, lambda node: node) is expr


def test_a_changed_child_makes_new_parents_in_the_same_place():
    before = written("a (b | c)")
    after = bottom_up(before, lambda node: Terminal("x") if node == Terminal("b") else node)
    assert shown(after) == "(a (x | c))"
    assert (after.span, after.items[1].span) == (before.span, before.items[1].span)
    assert after.items[0] is before.items[0]


def test_steps_run_until_none_changes_anything():
    def unwrap(node, numbers):
        return node.item if isinstance(node, Repetition) else node

    def first(node, numbers):
        return node.items[0] if isinstance(node, Sequence) else node

    step = until_stable((unwrap, first), Numbering())
    assert shown(step(written("((a b)? c)? d"))) == "a"


@given(expr=every_expression())
@settings(deadline=None)
def test_every_node_is_made_again_with_all_that_is_its_own(expr):
    fresh = bottom_up(expr, lambda node: node if children(node) else dataclasses.replace(node))
    assert fresh == expr
    assert fresh is not expr


@given(one=every_expression(size=5), other=every_expression(size=5))
@settings(deadline=None, max_examples=200)
def test_numbers_agree_with_equality_for_every_node(one, other):
    numbers = Numbering()
    nodes = [*walk(one), *walk(other), *EVERY_LEAF]
    for left in nodes:
        for right in nodes:
            assert (numbers.of(left) == numbers.of(right)) == (left == right)
            assert numbers.same(left, right) == (left == right)


@given(one=expressions(LEAVES, 6), other=expressions(LEAVES, 6))
@settings(deadline=None, max_examples=300)
def test_numbers_agree_with_equality(one, other):
    numbers = Numbering()
    nodes = [*walk(one), *walk(other)]
    for left in nodes:
        for right in nodes:
            assert (numbers.of(left) == numbers.of(right)) == (left == right)
            assert numbers.same(left, right) == (left == right)


def test_nothing_is_the_same_as_nothing_only():
    numbers = Numbering()
    assert numbers.same(None, None)
    assert not numbers.same(None, Empty())


def test_places_and_quotes_make_no_difference():
    assert Numbering().same(Terminal("a", quote="'", span=Span(0, 3)), Terminal("a", quote='"'))


def test_distinct_keeps_the_first_of_those_that_say_the_same():
    exprs = written("a b | c | a b | c d").alternatives
    assert Numbering().distinct(exprs) == (exprs[0], exprs[1], exprs[3])
    assert Numbering().distinct(exprs[:2]) == exprs[:2]


def test_cover_spans_from_the_first_to_the_last():
    assert cover(Empty(span=Span(5, 7)), Empty(), Empty(span=Span(1, 2))) == Span(1, 7)
    assert cover(Empty()) is None
