"""Every pass keeps the language: the sentences up to some length are compared, before and after."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings

from railroad.grammar import Choice, Empty, Nonterminal, Repetition, Rule, Sequence, Terminal, optional, walk
from railroad.transform import TIDY, for_drawing
from railroad.transform.flatten import spread, ungroup
from railroad.transform.lists import fold_lists
from railroad.transform.optional import simplify_options
from railroad.transform.rewrite import Numbering, bottom_up, until_stable
from tests.transform.expressions import expressions, placed, shown, small
from tests.transform.languages import derived, sentences

A, B, C = Terminal("a"), Terminal("b"), Terminal("c")
ITSELF = Nonterminal("A")
PLAIN = [A, B, C, Empty()]
RECURSIVE = [A, B, ITSELF, ITSELF, Empty()]

many = settings(max_examples=400, deadline=None)


def assert_same_sentences(before, after):
    assert sentences(after, 4) == sentences(before, 4), f"{shown(before)} became {shown(after)}"


def assert_derives_the_same(before, after):
    assert derived("A", after, 4) == derived("A", before, 4), f"{shown(before)} became {shown(after)}"


@pytest.mark.parametrize(
    "steps", [*((step,) for step in TIDY), TIDY], ids=["flatten", "optional", "lists", "tidy"]
)
@given(expr=expressions(PLAIN))
@many
def test_a_pass_keeps_the_language(steps, expr):
    assert_same_sentences(expr, bottom_up(expr, until_stable(steps, Numbering())))


@pytest.mark.parametrize("step", [ungroup, simplify_options, fold_lists])
@given(expr=expressions(PLAIN))
@many
def test_a_step_at_the_root_keeps_the_language(step, expr):
    assert_same_sentences(expr, step(expr, Numbering()))


@given(expr=expressions(PLAIN))
@many
def test_looking_through_groups_keeps_the_language(expr):
    assert_same_sentences(expr, bottom_up(expr, lambda node: node, spread))


@given(expr=expressions([*PLAIN, ITSELF]))
@many
def test_with_recursion_kept_the_language_is_kept_to_the_letter(expr):
    assert_same_sentences(expr, for_drawing(Rule("A", expr), keep_recursion=True).body)


@given(expr=expressions(RECURSIVE))
@many
def test_a_rule_derives_what_it_derived(expr):
    assert_derives_the_same(expr, for_drawing(Rule("A", expr)).body)


@pytest.mark.parametrize("size", range(1, 5))
def test_every_small_rule_derives_what_it_derived(size):
    for expr in small(size, (A, ITSELF, Empty())):
        assert_derives_the_same(expr, for_drawing(Rule("A", expr)).body)


def test_a_rule_of_alternatives_that_call_it_derives_what_it_derived():
    rng = random.Random(1)
    for _ in range(300):
        expr = Choice(tuple(_alternative(rng) for _ in range(rng.randint(2, 4))))
        assert_derives_the_same(expr, for_drawing(Rule("A", expr)).body)


def _alternative(rng):
    """Return what people write as an alternative of a recursive rule, often hidden in an option or group."""
    if rng.random() < 0.3:
        return rng.choice(PLAIN)
    items = [rng.choice([A, B, C, ITSELF, optional(C), optional(ITSELF), Repetition(A, 0, None)])]
    for _ in range(rng.randint(1, 2)):
        items.append(rng.choice([A, B, ITSELF, optional(Sequence((B, ITSELF))), Choice((C, ITSELF))]))
    rng.shuffle(items)
    return Sequence(tuple(items))


@given(expr=expressions(RECURSIVE))
@many
def test_drawing_twice_changes_nothing(expr):
    for keep in (False, True):
        once = for_drawing(Rule("A", expr), keep_recursion=keep)
        assert for_drawing(once, keep_recursion=keep) is once, f"{shown(expr)} became {shown(once.body)}"


@given(expr=expressions(RECURSIVE))
@many
def test_every_node_has_a_place_within_the_rule(expr):
    rule = Rule("A", placed(expr))
    for node in walk(for_drawing(rule).body):
        assert node.span is not None, shown(node)
        assert rule.body.span.start <= node.span.start < node.span.end <= rule.body.span.end


@given(expr=expressions(RECURSIVE))
@many
def test_places_change_nothing(expr):
    assert for_drawing(Rule("A", placed(expr))).body == for_drawing(Rule("A", expr)).body
