"""Which rules are used, which are not, and which names no rule defines."""

from __future__ import annotations

from railroad.grammar import Grammar, Import, Nonterminal, Rule
from railroad.source import Source, Span
from railroad.transform.references import find_references
from tests.transform.expressions import written


def references(**rules):
    made = [Rule(name, written(body), name_span=Span(0, len(name))) for name, body in rules.items()]
    return find_references(Grammar(tuple(made), Source("<input>", ""), "bnf"))


def test_names_are_found_wherever_they_are_called():
    found = references(S="A B? | (C+~D)*")
    assert list(found.used) == ["A", "B", "C", "D"]


def test_each_name_has_the_place_of_its_first_call():
    found = references(S="a B | B", T="B")
    assert found.used == {"B": Span(2, 3)}


def test_a_name_without_a_rule_is_undefined():
    found = references(S="A B", A="b")
    assert list(found.undefined) == ["B"]


def test_a_rule_that_no_other_calls_is_unused():
    found = references(S="A", A="a", B="B | b")
    assert found.unused == {"S": Span(0, 1), "B": Span(0, 1)}


def test_a_rule_that_only_calls_itself_is_still_called():
    found = references(B="B | b")
    assert list(found.used) == ["B"]
    assert found.undefined == {}


def test_a_rule_of_another_grammar_is_external_and_not_undefined():
    rules = (Rule("S", written("A B C")), Rule("C", written("c")))
    imports = (Import("A", "common.A"), Import("C", "common.C"))
    found = find_references(Grammar(rules, Source("<input>", ""), "lark", imports=imports))
    assert list(found.external) == ["A"]
    assert list(found.undefined) == ["B"]


def test_a_parameter_of_a_template_is_no_call():
    rules = (Rule("T", written("X Y"), parameters=("X",)),)
    found = find_references(Grammar(rules, Source("<input>", ""), "lark"))
    assert list(found.used) == ["Y"]


def test_names_among_the_arguments_of_a_template_are_called():
    rules = (Rule("S", Nonterminal("T", (Nonterminal("A"),))),)
    found = find_references(Grammar(rules, Source("<input>", ""), "lark"))
    assert list(found.used) == ["T", "A"]
