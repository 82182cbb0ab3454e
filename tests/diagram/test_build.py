"""From a rule to its diagram."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from railroad.diagram.build import build
from railroad.diagram.model import Fork, Loop, Series, Station, Straight
from railroad.grammar import (
    Choice,
    Empty,
    Nonterminal,
    Prose,
    Range,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    optional,
)
from railroad.transform import for_drawing
from tests.automata import difference, machine_of
from tests.diagram.drawings import drawn, machine_of_expression
from tests.transform.expressions import cases, expressions, shown, written

DEEP = 10_000
A, B = Terminal("a"), Terminal("b")
LEAVES = [A, B, Terminal("c"), Nonterminal("d"), Range("0", "9"), Prose("e"), Empty()]

many = settings(max_examples=500, deadline=None)


def track(body, defined=(), link=lambda name: None):
    return build(Rule("r", body), defined, link).track


def assert_means(track, expr):
    """Assert that the track has the sentences of `expr`; counts that only a caption says are not compared."""
    assume("«" not in drawn(track))
    assert difference(machine_of(track), machine_of_expression(expr)) is None, shown(expr)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [case[1:] for case in cases("diagram/build.txt")],
    ids=[case[0] for case in cases("diagram/build.txt")],
)
def test_it_draws(expr, expected):
    assert drawn(track(written(expr))) == expected.strip()


@given(expr=expressions(LEAVES))
@many
def test_a_diagram_means_what_the_expression_says(expr):
    assert_means(track(expr), expr)


@given(expr=expressions(LEAVES))
@many
def test_what_is_drawn_means_what_the_author_said(expr):
    body = for_drawing(Rule("r", expr)).body
    assert_means(track(body), expr)


@given(expr=expressions(LEAVES))
@many
def test_a_diagram_has_no_idle_parts(expr):
    todo = [track(expr)]
    while todo:
        match todo.pop():
            case Series(items):
                assert len(items) > 1
                assert not any(isinstance(item, Series | Straight) for item in items)
                todo += items
            case Fork(branches, bypass):
                assert len(branches) > 1 - bypass
                assert not any(isinstance(branch, Fork | Straight) for branch in branches)
                todo += branches
            case Loop(body, back):
                assert not isinstance(body, Straight)
                todo += (body, back)


def test_the_diagram_has_the_name_of_the_rule():
    assert build(Rule("a rule", A), {"a rule"}, lambda name: None).name == "a rule"


def test_a_defined_name_is_linked():
    assert track(Nonterminal("x"), {"x"}, lambda name: f"#{name}") == Station("x", "nonterminal", "#x")


def test_a_defined_name_may_go_without_a_link():
    assert track(Nonterminal("x"), {"x"}) == Station("x", "nonterminal")


def test_an_undefined_name_is_marked_and_not_linked():
    assert track(Nonterminal("x"), {"y"}, lambda name: f"#{name}") == Station("x", "undefined")


def test_a_link_is_asked_for_once_a_name():
    asked = []
    track(written("X Y X | X"), {"X", "Y"}, asked.append)
    assert sorted(asked) == ["X", "Y"]


@pytest.mark.parametrize(
    ("leaf", "station"),
    [
        (Terminal("x"), Station("x", "terminal")),
        (Range("a", "z"), Station("a...z", "range")),
        (Range(" ", "~"), Station("␣...~", "range")),
        (Prose("any letter"), Station("any letter", "prose")),
        (Prose(""), Station("…", "prose")),
    ],
)
def test_each_kind_of_leaf_has_its_kind_of_station(leaf, station):
    assert track(leaf) == station


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (" ", "␣"),
        ("   ", "␣␣␣"),
        ("\t", "⇥"),
        ("\n", "↵"),
        ("\r\n", "U+000D ↵"),
        ("\r", "U+000D"),
        (" \n\t", "␣↵⇥"),
        ("a\tb", "a⇥b"),
        ("a\nb\n", "a↵b↵"),
        ("a\rb", "a‹U+000D›b"),
        ("a\u200bb", "a‹U+200B›b"),
        ("\u0301a", "◌\u0301a"),
        ("\u0301", "◌\u0301"),
        ("GROUP BY", "GROUP BY"),
        (" and ", " and "),
        ("\u00a0", "U+00A0"),
        ("\u00a0\u00a0 ", "U+00A0 U+00A0 ␣"),
        ("\u200b", "U+200B"),
    ],
)
def test_no_label_is_invisible(text, label):
    assert track(Terminal(text)) == Station(label, "terminal")


def test_terminals_without_text_say_nothing():
    assert track(Terminal("")) == Straight()


@pytest.mark.parametrize(
    ("wrap", "expected"),
    [
        (optional, "(a)?"),
        (lambda x: Repetition(x, 1, 1), "a"),
        (lambda x: Choice((x, Empty())), "(a)?"),
        (lambda x: Sequence((x, Empty())), "a"),
        (lambda x: Repetition(Empty(), 2, 2, x), "a"),
    ],
)
def test_what_is_nested_deep_for_nothing_is_drawn_flat(wrap, expected):
    expr = A
    for _ in range(DEEP):
        expr = wrap(expr)
    assert drawn(track(expr)) == expected


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: Repetition(x, 1, None),
        lambda x: Repetition(x, 1, None, B),
        lambda x: Repetition(B, 1, None, x),
        lambda x: Repetition(x, 2, 3),
        lambda x: optional(Sequence((B, x))),
        lambda x: Choice((Sequence((x, B)), A)),
    ],
)
def test_a_diagram_may_be_deep(wrap):
    expr = A
    for _ in range(DEEP):
        expr = wrap(expr)
    assert depth(track(expr)) >= DEEP


def depth(track):
    deepest, todo = 0, [(track, 0)]
    while todo:
        node, level = todo.pop()
        deepest = max(deepest, level)
        match node:
            case Series(parts) | Fork(parts):
                todo += [(part, level + 1) for part in parts]
            case Loop(body, back):
                todo += [(body, level + 1), (back, level + 1)]
    return deepest


@pytest.mark.parametrize("several", [Sequence, Choice])
def test_a_diagram_may_be_wide(several):
    expr = several(tuple(Terminal(f"t{number}") for number in range(30_000)))
    drawing = track(expr)
    parts = drawing.items if isinstance(drawing, Series) else drawing.branches
    assert [part.label for part in parts[:2]] == ["t0", "t1"]
    assert len(parts) == 30_000
