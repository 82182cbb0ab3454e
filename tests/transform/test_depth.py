"""Any depth and any width: the passes don't recurse, and copy nothing twice."""

from __future__ import annotations

import pytest

from railroad.grammar import Choice, Nonterminal, Repetition, Rule, Sequence, Terminal, optional, walk
from railroad.transform import for_drawing
from tests.transform.expressions import shown

DEEP = 10_000
A, B, COMMA, ITSELF = Terminal("a"), Terminal("b"), Terminal(","), Nonterminal("A")


def nested(wrap, inside=A):
    for _ in range(DEEP):
        inside = wrap(inside)
    return inside


def drawn(expr):
    return for_drawing(Rule("A", expr)).body


@pytest.mark.parametrize(
    ("wrap", "expected"),
    [
        (optional, "a?"),
        (lambda x: Repetition(x, 0, None), "a*"),
        (lambda x: Repetition(x, 1, None), "a+"),
        (lambda x: Repetition(x, 1, None, COMMA), "a+~,"),
        (lambda x: Choice((x, B)), "(a | b)"),
        (lambda x: Choice((B, optional(x))), "(b | a)?"),
        (lambda x: Sequence((A, Repetition(x, 0, None))), "a+"),
        (lambda x: Sequence((A, Repetition(Sequence((COMMA, x)), 0, None))), "a+~,"),
    ],
)
def test_what_is_nested_deep_becomes_one(wrap, expected):
    assert shown(drawn(nested(wrap))) == expected


@pytest.mark.parametrize(
    "wrap", [lambda x: Sequence((x, B)), lambda x: Sequence((B, x)), lambda x: Sequence((B, x, B))]
)
def test_sequences_nested_deep_become_one(wrap):
    expr = nested(wrap)
    assert len(drawn(expr).items) == sum(isinstance(node, Terminal) for node in walk(expr))


def test_what_has_to_stay_deep_stays_deep():
    expr = nested(lambda x: Sequence((B, optional(x), B)))
    assert drawn(expr) is expr


def test_a_call_hidden_deep_is_weighed():
    expr = nested(lambda x: Sequence((B, optional(x))), ITSELF)
    assert drawn(expr) is expr  # a loop through so many, and they all once more behind it, are no simpler


def test_one_sequence_may_be_long():
    expr = Sequence(tuple(Terminal(f"t{number % 7}") for number in range(30_000)))
    assert drawn(expr) is expr


def test_one_choice_may_be_wide():
    expr = Choice(tuple(Terminal(f"t{number}") for number in range(30_000)))
    assert drawn(expr) is expr


def test_one_sequence_may_hold_many_lists():
    pair = [
        (Terminal(f"t{number}"), Repetition(Sequence((COMMA, Terminal(f"t{number}"))), 0, None))
        for number in range(15_000)
    ]
    found = drawn(Sequence(tuple(item for items in pair for item in items)))
    assert len(found.items) == 15_000
    assert found.items[-1] == Repetition(Terminal("t14999"), 1, None, COMMA)


def test_one_rule_may_have_many_alternatives_that_call_it():
    operators = [Terminal(f"o{number}") for number in range(10_000)]
    found = drawn(Choice((B, *(Sequence((ITSELF, operator, B)) for operator in operators))))
    assert found == Repetition(B, 1, None, Choice(tuple(operators)))
