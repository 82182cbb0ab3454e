"""The grammars for parser generators that come with the project."""

from __future__ import annotations

import pytest

import railroad
from tests.conftest import ROOT

GRAMMARS = {
    "ini.g4": "antlr4",
    "calculator.y": "yacc",
    "lists.lemon": "lemon",
    "query.lark": "lark",
    "colours.ne": "nearley",
}
each = pytest.mark.parametrize(("name", "notation"), GRAMMARS.items())


@each
def test_it_is_read_without_a_warning(name, notation):
    grammar = railroad.load(ROOT / "grammars" / name, notation)
    assert grammar.rules
    assert grammar.warnings == ()


@each
def test_its_header_says_where_it_is_from_and_its_licence(name, notation):
    head = (ROOT / "grammars" / name).read_text(encoding="utf-8")[:600]
    assert "Source:" in head
    assert "Licence: MIT" in head


@each
def test_its_readme_says_how_many_rules_it_has(name, notation):
    rules = railroad.load(ROOT / "grammars" / name, notation).rules
    lines = (ROOT / "grammars" / "README.md").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if f"[{name}]" in line]
    assert line.endswith(f"| `{rules[0].name}` | {len(rules)} |")


def test_some_rule_of_each_has_a_doc():
    for name, notation in GRAMMARS.items():
        assert any(rule.doc for rule in railroad.load(ROOT / "grammars" / name, notation).rules), name
