"""Grammars that others wrote, and what a reader must say of broken ones: the folder in RAILROAD_CORPUS."""

from __future__ import annotations

import pytest

from railroad.errors import NotationError
from railroad.grammar import Code, walk
from tests.notation.corpus import FOLDER, attempt, files
from tests.notation.support import names

OTHERWISE = {
    "dryruby-JSON-ab.ebnf": "the list has the brackets round names, which are none of the name here",
    "ebnf2railroad-optimizations.ebnf": "the list lacks the rule after one that ends with a full stop",
    "macro-test.ne": "the list leaves out the macro, which nearley expands; a picture shows it",
    "nim-grammar.txt": "a bracket in it closes nothing",
    "vscode-ebnf-issue15.ebnf": "deliberately wrong: a bar after a semicolon",
    "yugabyte-ycql-v1.0.ebnf": "brackets do not match, and a literal lacks its quotes",
}
"""Files of which another list, or none, comes out, and why."""
_GENERATORS = ("antlr4", "lark", "yacc", "lemon", "nearley")

open_ones = pytest.mark.parametrize(("name", "path"), files("open"))
invalid_ones = pytest.mark.parametrize(("name", "path"), files("invalid", "*.txt"))


@open_ones
def test_a_real_grammar_gives_its_rules_in_order(name, path):
    found = attempt(name, path)
    file = FOLDER / "expected" / "open" / path.parent.name / f"{path.name}.rules"
    expected = file.read_text(encoding="utf-8").splitlines()
    if path.name in OTHERWISE:
        got = [] if isinstance(found, NotationError) else names(found)
        assert got != expected, "this file is no exception any more"
        return
    assert not isinstance(found, NotationError), str(found)[:1000]
    assert names(found) == expected


@open_ones
def test_every_node_has_its_place(name, path):
    found = attempt(name, path)
    if isinstance(found, NotationError):
        assert path.name in OTHERWISE
        assert found.diagnostics[0].span is not None
        return
    text = found.source.text
    for rule in found.rules:
        assert 0 <= rule.span.start <= rule.name_span.start < rule.name_span.end <= rule.span.end <= len(text)
        if name in _GENERATORS:
            assert text[slice(*rule.name_span)] == rule.name
        for node in (*walk(rule.body), *rule.comments):
            assert 0 <= node.span.start <= node.span.end <= len(text)
            if name in _GENERATORS and isinstance(node, Code):
                assert text[slice(*node.span)] == node.text
    for remark in found.remarks:
        assert 0 <= remark.span.start <= remark.span.end <= len(text)
        assert 0 <= remark.before <= len(found.rules)
        if remark.kind == "directive":
            assert text[slice(*remark.span)] == remark.text


@invalid_ones
def test_a_broken_grammar_is_answered_as_expected(name, path):
    verdict, *more = path.with_suffix(".expect").read_text(encoding="utf-8").splitlines()
    kind, *place = verdict.split()
    places = {*place, *(line.removeprefix("also ") for line in more if line.startswith("also "))}
    rules = [line.removeprefix("rules ") for line in more if line.startswith("rules ")]
    found = attempt(name, path)
    if isinstance(found, NotationError):
        assert kind != "ok"
        assert kind == "ok-or-limit" or where(found.diagnostics[0], found.source) in places, str(found)
        return
    assert kind != "error"
    if rules:
        assert (" | ".join(names(found)) or "-") == rules[0]
    if kind == "warn":
        assert places & {where(warning, found.source) for warning in found.warnings}


def where(diagnostic, source):
    return diagnostic.place(source).removeprefix(f"{source.name}:")
