"""What is tried in order stays in order: rules are matched as a PEG matches them, before and after."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.grammar import (
    Choice,
    Cut,
    Empty,
    Lookahead,
    Nonterminal,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    optional,
    walk,
)
from railroad.transform import for_drawing, tidy
from tests.transform.expressions import every_expression, shown, written

A, B, C, S, P = (Terminal(letter) for letter in "abcsp")
ITSELF = Nonterminal("A")

many = settings(max_examples=500, deadline=None)


def ordered(*alternatives):
    return Choice(alternatives, ordered=True)


def star(item):
    return Repetition(item, 0, None)


def lazy(item, least=0, most=None):
    return Repetition(item, least, most, lazy=True)


def matched(expr, text, at=0):
    """Return where a PEG's match of `expr` ends, or None (Ford 2004, section 3.3)."""
    match expr:
        case Empty():
            return at
        case Terminal(char):
            return at + 1 if text[at : at + 1] == char else None
        case Sequence(items):
            for item in items:
                at = matched(item, text, at)
                if at is None:
                    return None
            return at
        case Choice(alternatives, True):
            return next((end for each in alternatives if (end := matched(each, text, at)) is not None), None)
        case Lookahead(item, negative):
            return at if (matched(item, text, at) is None) is negative else None
        case Repetition(item, least, most, separator):
            return rounds(item, separator, least, most, text, at)
    raise AssertionError(expr)


def rounds(item, separator, least, most, text, at):
    """Return where the rounds of a repetition end; one that takes nothing is the last."""
    number, end = 0, at
    while most is None or number < most:
        begin = end if number == 0 or separator is None else matched(separator, text, end)
        after = None if begin is None else matched(item, text, begin)
        if after is None:
            break
        number += 1
        if after == end and (number > 1 or separator is None):
            return after
        end = after
    return end if number >= least else None


def pegs():
    """Return a strategy for parsing expressions, with at least one sign that they are tried in order."""

    def wider(below):
        several = st.lists(below, min_size=2, max_size=3).map(tuple)
        counted = st.sampled_from([(0, 1), (0, None), (1, None)])
        return st.one_of(
            several.map(Sequence),
            several.map(lambda parts: ordered(*parts)),
            st.builds(lambda x, pair: Repetition(x, *pair), below, counted),
            st.builds(lambda x, pair, s: Repetition(x, *pair, s), below, counted, below),
            st.builds(lambda x, s: Sequence((x, star(Sequence((s, x))))), below, below),
            st.builds(lambda x, s: Sequence((star(Sequence((x, s))), x)), below, below),
            st.builds(Lookahead, below, st.booleans()),
        )

    found = st.recursive(st.sampled_from([A, B, Empty()]), wider, max_leaves=8)
    return found.map(lambda expr: Sequence((Lookahead(Empty()), expr)))


@given(expr=pegs())
@many
def test_a_rule_that_is_tried_in_order_matches_what_it_matched(expr):
    after = tidy(Rule("A", expr)).body
    for length in range(5):
        for text in map("".join, product("ab", repeat=length)):
            assert matched(after, text) == matched(expr, text), f"{shown(expr)} became {shown(after)}: {text}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ordered(A, ordered(B, C)), "(a / b / c)"),
        (ordered(A, Choice((B, C))), "(a / (b | c))"),
        (Choice((A, ordered(B, C))), "(a | (b / c))"),
        (ordered(A, B, A), "(a / b)"),
        (ordered(A, Empty()), "a?"),
        (ordered(A, star(B)), "(a / b+)?"),
        (ordered(A, Empty(), B), "(a / ε / b)"),
        (ordered(optional(A), B), "(a / ε / b)"),
        (ordered(star(A), B), "(a* / b)"),
        (Choice((A, lazy(B, 0, 1))), "(a | b??)"),
        (optional(lazy(A)), "a*??"),
        (lazy(lazy(A), 0, 1), "a*?"),
        (Sequence((A, lazy(A))), "(a a*?)"),
        (Sequence((star(A), lazy(A))), "(a* a*?)"),
        (Sequence((A, star(ordered(Sequence((S, A)), Sequence((P, A)))))), "(a ((s a) / (p a))*)"),
        (Sequence((Cut(), A, star(Sequence((S, A))))), "(~ a+~s)"),
        (Sequence((Cut(), star(Sequence((A, S))), A)), "(~ (a s)* a)"),
    ],
)
def test_drawing_makes(before, after):
    assert shown(for_drawing(Rule("r", before)).body) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ordered(Sequence((ITSELF, S, B)), Sequence((ITSELF, P, B)), B), "(b ((s b) / (p b))*)"),
        (ordered(Sequence((ITSELF, S)), B, C), "((b / c) s*)"),
        (ordered(B, Sequence((ITSELF, S))), "(b / (A s))"),
        (ordered(Sequence((P, ITSELF)), B), "((p A) / b)"),
        (ordered(Sequence((ITSELF, S, ITSELF)), B), "((A s A) / b)"),
        (ordered(Sequence((optional(ITSELF), S)), B), "((A? s) / b)"),
        (Choice((Sequence((ITSELF, Cut(), S)), B)), "((A ~ s) | b)"),
        (Choice((ordered(ITSELF, C), Sequence((ITSELF, S)), B)), "(((A / c) | b) s*)"),
        (Choice((Sequence((lazy(ITSELF, 0, 1), S)), B)), "((A?? s) | b)"),
        (Choice((Sequence((Nonterminal("A", (B,)), S)), B)), "((A[b] s) | b)"),
    ],
)
def test_recursion_becomes_a_loop_where_that_keeps_the_order(before, after):
    assert shown(for_drawing(Rule("A", before)).body) == after


def test_a_template_is_not_unrolled():
    rule = Rule("A", written("A s | b"), parameters=("s",))
    assert for_drawing(rule) is rule


@given(expr=every_expression())
@settings(max_examples=300, deadline=None)
def test_drawing_twice_changes_nothing_whatever_is_in_it(expr):
    for options in ({}, {"code": True, "comments": True}):
        once = for_drawing(Rule("a", expr), **options)
        assert for_drawing(once, **options) is once, f"{shown(expr)} became {shown(once.body)}"


@given(expr=every_expression())
@settings(max_examples=300, deadline=None)
def test_no_pass_loses_a_kind_of_leaf_but_code_and_comments(expr):
    """Names, characters and words that were in the rule are in it still."""

    def said(body):
        return {
            node.name if isinstance(node, Nonterminal) else repr(node)
            for node in walk(body)
            if type(node) in KINDS
        }

    def without_separators_of_one(body):
        return any(isinstance(node, Repetition) and node.separator and node.most == 1 for node in walk(body))

    if not without_separators_of_one(expr):
        rule = for_drawing(Rule("r", expr), code=True, comments=True)
        assert said(rule.body) == said(expr)


KINDS = {type(leaf) for leaf in every_expression.__defaults__[0]} - {Empty}
