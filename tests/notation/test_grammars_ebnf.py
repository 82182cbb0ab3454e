"""The grammars of the EBNF family that come with the project are read without a warning."""

from __future__ import annotations

import pytest

import railroad
from railroad.grammar import Nonterminal, walk
from tests.conftest import ROOT

GRAMMARS = {"ini.ebnf": "w3c", "roman-numerals.isoebnf": "iso", "cron.wsn": "wsn", "durations.ebnf": "go"}


@pytest.mark.parametrize("name", GRAMMARS)
def test_it_is_whole_and_clean(name):
    grammar = railroad.load(ROOT / "grammars" / name, GRAMMARS[name])
    assert grammar.warnings == ()
    used = {node.name for rule in grammar.rules for node in walk(rule.body) if isinstance(node, Nonterminal)}
    assert {rule.name for rule in grammar.rules[1:]} <= used
    assert any(rule.doc for rule in grammar.rules)


@pytest.mark.parametrize("name", GRAMMARS)
def test_its_head_says_where_it_is_from_and_its_licence(name):
    grammar = railroad.load(ROOT / "grammars" / name, GRAMMARS[name])
    head = grammar.remarks[0].text
    assert "Source:" in head
    assert "MIT" in head
    assert f"({GRAMMARS[name]})" in head
