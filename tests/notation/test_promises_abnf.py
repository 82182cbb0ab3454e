"""What holds for any text whatever in ABNF, RBNF, SQL's BNF and JSON: a grammar or an error, at any depth."""

from __future__ import annotations

import gc
import time

import pytest

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Terminal, walk
from tests.notation.fuzz import signs

HEADS = {"abnf": "a = ", "sql": "<a> ::= ", "rbnf": "<a> ::= ", "json": '{"version": 1, "rules": ['}
LEAVES = {"abnf": '"x"', "sql": "x", "rbnf": '"x"'}
NESTS = [
    ("abnf", "(", ")"),
    ("abnf", '[ "a" ', "]"),
    ("abnf", '1*( "a" / ', ")"),
    ("sql", "{", "}..."),
    ("sql", "[ A | ", "]"),
    ("rbnf", "(", ")..."),
    ("rbnf", "[ <b> ", "]"),
]


def read(text, name):
    return notation.read(notation.decode(text, "x"), name)


@pytest.mark.parametrize(("name", "opening", "closing"), NESTS)
def test_any_depth_is_read(name, opening, closing):
    depth = 20_000
    grammar = read(HEADS[name] + opening * depth + LEAVES[name] + closing * depth, name)
    assert sum(isinstance(node, Terminal) and node.text == "x" for node in walk(grammar.rules[0].body)) == 1


@pytest.mark.parametrize(("name", "opening"), [(name, opening.split()[0]) for name, opening, _ in NESTS])
def test_what_is_left_open_is_told_once(name, opening):
    with pytest.raises(NotationError) as caught:
        read(HEADS[name] + (opening + " ") * 10_000 + LEAVES[name], name)
    assert len(caught.value.diagnostics) == 1
    assert "is not closed, nor are 9,999 more after it" in str(caught.value)


@pytest.mark.parametrize("name", HEADS)
def test_no_sign_that_is_repeated_runs_away(name):
    for sign in sorted(set(signs(name))):
        for text in (sign, f"{sign} ", f"{sign}\n", f"\n\n{sign}", f'"{sign}'):
            start = time.process_time()
            for head in ("", HEADS[name]):
                try:
                    read(head + text * (4_000 // len(text)), name)
                except NotationError as error:
                    assert str(error).startswith("x:")
            assert time.process_time() - start < 3, text


@pytest.mark.parametrize(
    ("name", "unit"), [("abnf", '"000001" / '), ("sql", "<n> | [ X ] "), ("rbnf", "<n> [ <x> ] ")]
)
def test_a_rule_of_a_megabyte_takes_twice_as_long_as_half_of_it(name, unit):
    def seconds(size):
        text = HEADS[name] + unit * (size // len(unit)) + LEAVES[name]
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            read(text, name)
            return time.process_time() - start
        finally:
            gc.enable()

    seconds(1_000)
    assert any(seconds(1_000_000) <= 2.5 * seconds(500_000) for _ in range(3))
