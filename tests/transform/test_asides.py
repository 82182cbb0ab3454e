"""Code and comments: what a rule says beside the language."""

from __future__ import annotations

import pytest

from railroad.grammar import (
    Choice,
    Code,
    Comment,
    Empty,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    optional,
)
from railroad.source import Span
from railroad.transform import for_drawing
from railroad.transform.asides import with_comments, without
from tests.transform.expressions import shown, written

A, B, DO = Terminal("a"), Terminal("b"), Code("{do}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Sequence((A, DO, B, Code("{}?", "predicate"))), "(a b)"),
        (DO, "ε"),
        (Sequence((DO, DO)), "ε"),
        (Choice((A, DO)), "a?"),
        (Choice((A, Sequence((DO, DO)))), "a?"),
        (Sequence((Labelled("x", DO), A)), "a"),
        (Sequence((Marked("$", Sequence((DO, DO))), A)), "a"),
        (Sequence((Lookahead(DO, True), A)), "a"),
        (Exclusion(A, DO), "a"),
        (Exclusion(DO, A), "(ε - a)"),
        (Repetition(A, 1, None, DO), "a+"),
        (Repetition(DO, 0, None), "ε"),
        (Sequence((A, Repetition(Sequence((B, A, DO)), 0, None))), "a+~b"),
        (Sequence((Labelled("x", Empty()), A)), "(x:ε a)"),
        (Sequence((A, Comment("why"))), "a"),
    ],
)
def test_code_is_left_out(before, after):
    assert shown(for_drawing(Rule("r", before)).body) == after


def test_code_stays_when_asked_for():
    rule = Rule("r", Sequence((A, DO)))
    assert for_drawing(rule, code=True) is rule


def test_a_rule_with_code_is_not_unrolled():
    rule = Rule("A", Choice((Sequence((*written("A s").items, DO)), A)))
    assert for_drawing(rule, code=True) is rule
    assert shown(for_drawing(rule).body) == "(a s*)"


def test_a_rule_without_code_stays_the_same_object():
    rule = Rule("r", written("a b"))
    assert without(rule, Code) is rule


def commented(text):
    """Return the rule that is written in `text`, where ``«…»`` is a comment."""
    comments, plain, at = [], "", 0
    while (start := text.find("«", at)) >= 0:
        stop = text.index("»", start) + 1
        comments.append(Comment(text[start + 1 : stop - 1], span=Span(start, stop)))
        plain += text[at:start] + " " * (stop - start)
        at = stop
    return Rule("r", written(plain + text[at:]), comments=tuple(comments))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a «one» b", "(a «one» b)"),
        ("«one» a b «two»", "(«one» a b «two»)"),
        ("a «one» «two» b", "(a «one» «two» b)"),
        ("(a | b) «one» c", "((a | b) «one» c)"),
        ("a «one» | b «two»", "(((a «one») | b) «two»)"),
        ("(a b)* «one» c", "((a b)* «one» c)"),
        ("(a b «one»)* c", "((a b «one»)* c)"),
        ("a (, «one» a)*", "a+~(, «one»)"),
        ("a | ε «one»", "(a | «one»)"),
    ],
)
def test_a_comment_comes_behind_what_it_stands_behind(text, after):
    rule = for_drawing(commented(text), comments=True)
    assert shown(rule.body) == after
    assert rule.comments == ()


def test_comments_are_left_out_unless_asked_for():
    assert shown(for_drawing(commented("a «one» b")).body) == "(a b)"


def test_comments_without_a_place_come_first():
    rule = Rule("r", A, comments=(Comment("one"),))
    assert shown(with_comments(rule).body) == "(«one» a)"


def test_a_rule_without_comments_stays_the_same_object():
    rule = Rule("r", written("a b"))
    assert with_comments(rule) is rule


def test_many_comments_in_a_deep_rule_are_placed_in_linear_time():
    depth = 10_000
    text = "(x " * depth + "a" + " «c»)" * depth
    expr, start = A, 3 * depth
    expr = Terminal("a", span=Span(start, start + 1))
    comments = []
    for level in range(depth):
        x, stop = 3 * (depth - 1 - level) + 1, start + 1 + 5 * level
        comments.append(Comment("c", span=Span(stop + 1, stop + 4)))
        inner = Sequence((Terminal("x", span=Span(x, x + 1)), optional(expr, expr.span)))
        expr = Sequence(inner.items, span=Span(x - 1, stop + 5))
    assert len(text) == expr.span.end
    found = with_comments(Rule("r", expr, comments=tuple(comments)))
    assert found.body.span == expr.span
