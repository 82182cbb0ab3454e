"""Left recursion is found, direct or through others; where it can't be, it becomes a loop or a loss."""

from __future__ import annotations

import pytest

import railroad
from railroad.errors import LossError
from railroad.grammar import Nonterminal, Rule, Sequence, Terminal
from railroad.transform.left_recursion import left_recursive

FOUND = {
    'a ::= a "x" | "y"': {"a": True},
    'a ::= "x" a | "y"': {},
    'a ::= ["z"] a "x" | "y"': {"a": True},
    'a ::= b "x"\nb ::= "y"? c\nc ::= a | "z"': {"a": False, "b": False, "c": False},
    'a ::= b a | "x"\nb ::= "y"*': {"a": True},
    'a ::= b a | "x"\nb ::= "y"+': {},
    'a ::= (a "x")* "y"': {"a": True},
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_it_is_found(text, expected):
    assert left_recursive(railroad.read(text).rules) == expected


def test_a_long_chain_is_followed():
    names = [f"r{number}" for number in range(3000)]
    rules = [Rule(name, Nonterminal(other)) for name, other in zip(names, names[1:] + names[:1], strict=True)]
    assert len(left_recursive(rules)) == len(names)
    body = Nonterminal("r")
    for _ in range(20_000):
        body = Sequence((body, Terminal("x")))
    assert left_recursive([Rule("r", body)]) == {"r": True}


def test_direct_left_recursion_becomes_a_loop_in_a_peg():
    grammar = railroad.read('sum ::= sum "+" term | term\nterm ::= "x"')
    assert railroad.write(grammar, "peg") == "sum  <- term ('+' term)*\nterm <- 'x'\n"
    assert railroad.write(grammar, "antlr4").startswith("grammar Grammar;\n\nsum : sum '+' term | term ;")


def test_left_recursion_through_others_is_a_loss():
    grammar = railroad.read('a ::= b "x" | "y"\nb ::= a "z" | "w"')
    for notation in ("peg", "antlr4"):
        with pytest.raises(LossError, match='no left recursion: "a" calls itself before it reads anything'):
            railroad.write(grammar, notation)
