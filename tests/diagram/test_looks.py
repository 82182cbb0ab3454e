"""Every expression has a look of its own, and its stations come out once and in order."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from railroad.diagram.build import build
from railroad.diagram.labels import show_set
from railroad.diagram.model import Aside, Caption, Fork, Group, Loop, Series, Station, Straight
from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Comment,
    Cut,
    Empty,
    EndOfInput,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Range,
    Regex,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    optional,
    walk,
)
from railroad.transform import for_drawing
from tests.automata import difference, machine_of
from tests.diagram.drawings import drawn, machine_of_expression
from tests.transform.expressions import EVERY_LEAF, every_expression, shown

A, B, C = Terminal("a"), Terminal("b"), Terminal("c")
MORE = Repetition(A, 1, None)
NAMES = {"a", "list"}


def track(body, parameters=(), external=None):
    return build(Rule("r", body, parameters=parameters), NAMES, lambda name: f"#{name}", external).track


def ordered(*alternatives):
    return Choice(alternatives, ordered=True)


@pytest.mark.parametrize(
    ("leaf", "station"),
    [
        (Terminal("if", "exact"), Station("if", "exact", after="s")),
        (Terminal("if", "fold"), Station("if", "fold", after="i")),
        (Terminal("+", "fold"), Station("+", "terminal")),
        (Terminal("⇥"), Station("⇥", "terminal", after="literally")),
        (Terminal("U+000D", "fold"), Station("U+000D", "fold", after="i literally")),
        (Range("a", "z", "fold"), Station("a...z", "range", after="i")),
        (Range("0", "9", "fold"), Station("0...9", "range")),
        (Range("\x00", "\U0010ffff"), Station("U+0000...U+10FFFF", "range")),
        (Class("\\p{Lu}"), Station("\\p{Lu}", "class")),
        (Characters((Range("a", "z"), Terminal("_"))), Station("[a–z _]", "set")),
        (Characters((Range("a", "z"),), True, "fold"), Station("[^a–z]", "complement", after="i")),
        (Characters((Terminal("a"),)), Station("a", "terminal")),
        (Characters((Terminal("a"),), case="fold"), Station("a", "fold", after="i")),
        (Characters((Class("L"),)), Station("L", "class")),
        (Characters(()), Station("[]", "set")),
        (Any(), Station("any", "any")),
        (Regex("a+", "i"), Station("/a+/i", "regex")),
        (EndOfInput(), Station("end", "end-of-input")),
        (Cut(), Station("cut", "cut")),
        (Code("{ a;\n  b }"), Station("{ a; b }", "action")),
        (Code("{p}?", "predicate"), Station("{p}?", "predicate")),
        (Code("%prec X", "attribute"), Station("%prec X", "attribute")),
        (Comment("two\n lines"), Station("two lines", "comment")),
        (Comment(""), Station("…", "comment")),
        (Nonterminal("a"), Station("a", "nonterminal", "#a")),
        (Nonterminal("x"), Station("x", "undefined")),
        (Nonterminal("NUMBER"), Station("NUMBER", "external", hint="common.NUMBER")),
        (Nonterminal("list", (A, Nonterminal("x"))), Station('list("a", x)', "call", "#list")),
        (Nonterminal("x", (Terminal("a", "fold"),)), Station('x("a"i)', "undefined")),
        (Labelled("left", A), Station("a", "terminal", before="left:")),
        (Marked("$", A), Station("a", "terminal", before="$")),
        (Labelled("x", Marked("@", A)), Station("a", "terminal", before="x: @")),
    ],
)
def test_a_leaf_is_a_station(leaf, station):
    assert track(leaf, external={"NUMBER": "common.NUMBER"}) == station


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (ordered(A, B), "(1:a / 2:b)"),
        (ordered(A, Sequence((B, C)), MORE), "(1:a / 2:b c / 3: (a)+)"),
        (ordered(A, B, Empty()), "(1:a / 2:b)?"),
        (ordered(A, Empty(), B), "(1:a / 2: / 3:b)"),
        (ordered(A, Empty()), "(a)?"),
        (ordered(Empty(), Empty()), "—"),
        (ordered(A, ordered(B, C)), "(1:a / 2:b / 3:c)"),
        (ordered(A, Choice((B, C))), "(1:a / 2: (b | c))"),
        (ordered(A, optional(B)), "(1:a / 2:b)?"),
        (optional(ordered(A, B)), "(1:a / 2:b)?"),
        (Choice((A, ordered(B, C))), "(a | (1:b / 2:c))"),
        (Choice((A, Empty(), ordered(B, C))), "(a | (1:b / 2:c))?"),
        (Repetition(ordered(A, B), 0, None), "(((1:a / 2:b))+)?"),
        (Lookahead(A), "[followed by: a]"),
        (Lookahead(A, True), "[not followed by: a]"),
        (Exclusion(A, B), "[: a ; but not b]"),
        (Permutation((A, B)), "[in any order: a b]"),
        (Permutation((A, Sequence((B, C)))), "[in any order: a [: b c]]"),
        (Permutation((A, optional(B))), "[in any order: a (b)?]"),
        (Permutation((A, Empty())), "a"),
        (Repetition(A, 0, None, lazy=True), "[as few as possible: ((a)+)?]"),
        (Repetition(A, 0, 1, lazy=True), "[as few as possible: (a)?]"),
        (Repetition(A, 2, 2, lazy=True), "a a"),
        (Choice((A, Repetition(B, 0, 1, lazy=True))), "(a | [as few as possible: (b)?])"),
        (Labelled("x", MORE), "[x:: (a)+]"),
        (Marked("$", MORE), "[$: (a)+]"),
        (Labelled("x", Empty()), "[x:: —]"),
        (Nonterminal("list", (A, MORE)), "[with: list ; 1: a ; 2: (a)+]"),
    ],
)
def test_it_draws(expr, expected):
    assert drawn(track(expr)) == expected


def test_a_parameter_is_neither_linked_nor_undefined():
    assert track(Nonterminal("x"), ("x",)) == Station("x", "parameter")
    assert track(Nonterminal("a"), ("a",)) == Station("a", "parameter")


def test_the_title_of_a_template_names_its_parameters():
    rule = Rule("list", A, parameters=("x", "sep"))
    diagram = build(rule, {"list"}, lambda name: None)
    assert (diagram.name, diagram.title) == ("list", "list(x, sep)")


def test_the_title_is_what_the_author_wants_to_be_seen():
    assert build(Rule("r", A, display="a rule"), {"r"}, lambda name: None).title == "a rule"


@pytest.mark.parametrize(
    ("members", "label"),
    [
        ("abc", "[abc]"),
        ("+-]", "[+-\\]]"),
        ("\\^[", "[\\\\\\^\\[]"),
        (" \t\n\r", "[␣⇥↵ U+000D]"),
        ("aa", "[a]"),
        ("␣–", "[U+2423 U+2013]"),
        ("\u05d0a", "[U+05D0 a]"),
        ("abcdefghijkl", "[abcdefghij kl]"),
        ("\U0001f600", "[U+1F600]"),
    ],
)
def test_a_set_shows_each_member_so_that_it_can_be_told(members, label):
    assert show_set(Characters(tuple(map(Terminal, members)))) == label


def test_two_meanings_never_look_alike():
    """All expressions of a few kinds of nodes over a few leaves: those drawn alike have the same meaning."""
    by_track = {}
    for expr in small_expressions():
        by_track.setdefault(track(expr), set()).add(meaning(expr))
    assert len(by_track) > 500
    for drawing, meanings in by_track.items():
        assert len(meanings) == 1, f"{drawn(drawing)}: {meanings}"


def small_expressions():
    """Yield expressions of one or two nodes above the leaves; none that may be said in simpler words."""
    leaves = [A, B, Range("a", "b"), Characters((A, B)), Nonterminal("a"), Any(), Cut()]
    wraps = [
        lambda x, y: Sequence((x, y)),
        lambda x, y: Choice((x, y)),
        lambda x, y: ordered(x, y),
        lambda x, y: Permutation((x, y)),
        Exclusion,
        lambda x, y: Repetition(x, 1, None, y),
        lambda x, y: Repetition(x, 0, None),
        lambda x, y: Repetition(x, 1, None),
        lambda x, y: Repetition(x, 1, None, lazy=True),
        lambda x, y: optional(x),
        lambda x, y: Repetition(x, 0, 1, lazy=True),
        lambda x, y: Repetition(x, 2, 30),
        lambda x, y: Repetition(x, 2, 31),
        lambda x, y: Lookahead(x),
        lambda x, y: Lookahead(x, True),
        lambda x, y: Labelled("a", x),
        lambda x, y: Labelled("b", x),
        lambda x, y: Marked("a", x),
        lambda x, y: Nonterminal("list", (x, y)),
    ]
    first = [wrap(x, y) for wrap in wraps for x in leaves for y in leaves if x is not y]
    yield from first
    some = first[:: len(first) // 60]
    for wrap in wraps:
        for x in some:
            yield wrap(x, A)
            yield wrap(A, x)
            yield wrap(x, Nonterminal("b"))


def meaning(expr):
    """Return an expression in its simplest words."""
    return shown(for_drawing(Rule("r", expr), keep_recursion=True).body)


def test_no_two_leaves_look_alike():
    alike = [[leaf for leaf in EVERY_LEAF if track(leaf) == track(other)] for other in EVERY_LEAF]
    one_character = {Terminal("a", "fold"), Characters((Terminal("a"),), case="fold")}
    assert all(len(group) == 1 or set(group) == one_character for group in alike)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: Labelled("x", x),
        lambda x: Marked("$", x),
        Lookahead,
        lambda x: Exclusion(x, A),
        lambda x: Exclusion(A, x),
        lambda x: Permutation((x, A)),
        lambda x: ordered(B, Sequence((A, x))),
        lambda x: Repetition(Sequence((x, A)), 0, None, lazy=True),
        lambda x: Nonterminal("list", (x, MORE)),
    ],
)
def test_a_diagram_may_be_deep(wrap):
    expr = MORE
    for _ in range(10_000):
        expr = wrap(expr)
    for_drawing(Rule("r", expr))
    deepest, todo = 0, [(track(expr), 1)]
    while todo:
        node, depth = todo.pop()
        deepest = max(deepest, depth)
        match node:
            case Group(track=inner, asides=asides):
                todo += [(inner, depth + 1), *((aside.track, depth + 1) for aside in asides)]
            case Series(parts) | Fork(parts):
                todo += [(part, depth + 1) for part in parts]
            case Loop(body):
                todo.append((body, depth + 1))
    assert deepest >= 10_000


@given(expr=every_expression())
@settings(max_examples=400, deadline=None)
def test_the_stations_come_in_order(expr):
    assume("«" not in drawn(track(expr)) and not any(map(is_called, walk(expr))))

    def label(leaf):
        made = track(leaf)
        return made.label if isinstance(made, Station) else ""

    expected = machine_of_expression(expr, label)
    assert difference(machine_of(track(expr)), expected) is None, shown(expr)


def is_called(expr):
    """Return whether an expression is a call, whose label depends on its arguments."""
    return isinstance(expr, Nonterminal) and bool(expr.arguments)


@given(expr=every_expression())
@settings(max_examples=300, deadline=None)
def test_there_are_no_idle_parts(expr):
    todo = [track(expr)]
    while todo:
        match todo.pop():
            case Series(items):
                assert len(items) > 1
                assert not any(isinstance(item, Series | Straight) for item in items)
                todo += items
            case Fork(branches, bypass, in_order):
                assert len(branches) > 1 - bypass
                assert not any(isinstance(branch, Straight) for branch in branches)
                assert not any(isinstance(branch, Fork) and branch.ordered is in_order for branch in branches)
                todo += branches
            case Group(track=inner, asides=asides):
                todo += (inner, *(aside.track for aside in asides))


def test_the_branches_of_an_ordered_fork_are_numbered():
    found = track(ordered(Lookahead(A), Exclusion(A, B), C))
    assert isinstance(found.branches[0], Series)
    assert found.branches[0].items[0] == Caption("1", "order")
    assert found.branches[1].items[1] == Group("", "but-not", track(A), (Aside("but not", track(B)),))
    assert found.branches[2] == Station("c", "terminal", order=3)
