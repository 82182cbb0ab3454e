"""Parser generators' files that others wrote, from the folder in RAILROAD_CORPUS."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from railroad.grammar import walk
from tests.notation.generators import names, read

_FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")
_FOLDERS = {"antlr4": "antlr4", "lark": "lark", "yacc": "yacc", "nearley": "other-nearley"}
_LEMON = ("sqlite-parse.y", "sqlite-fts5parse.y")
_OTHER_LIST = {
    "macro-test.ne": "the list leaves out the macro, which a left side defines and a picture shows"
}


def corpus():
    found = []
    for notation, folder in _FOLDERS.items():
        for path in sorted((_FOLDER / "open" / folder).glob("*")):
            name = "lemon" if path.name in _LEMON else notation
            found.append(pytest.param(name, path, id=f"{name}: {path.name}"))
    return found or [pytest.param("", None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))]


each = pytest.mark.parametrize(("notation", "path"), corpus())


def grammar_in(notation, path):
    start = time.process_time()
    grammar = read(path.read_bytes(), notation)
    assert time.process_time() - start < 5
    return grammar


@each
def test_a_real_grammar_gives_its_rules_in_order(notation, path):
    expected = _FOLDER / "expected" / "open" / path.parent.name / f"{path.name}.rules"
    if path.name in _OTHER_LIST:
        pytest.skip(_OTHER_LIST[path.name])
    assert names(grammar_in(notation, path)) == expected.read_text(encoding="utf-8").splitlines()


@each
def test_every_node_has_its_place(notation, path):
    grammar = grammar_in(notation, path)
    size = len(grammar.source.text)
    for rule in grammar.rules:
        assert 0 <= rule.span.start <= rule.name_span.start < rule.name_span.end <= rule.span.end <= size
        assert grammar.source.text[slice(*rule.name_span)] == rule.name
        for node in (*walk(rule.body), *rule.comments):
            assert 0 <= node.span.start <= node.span.end <= size
    for remark in grammar.remarks:
        if remark.kind == "directive":
            assert grammar.source.text[slice(*remark.span)] == remark.text
        assert 0 <= remark.before <= len(grammar.rules)


@each
def test_code_is_kept_as_it_is_written(notation, path):
    from railroad.grammar import Code

    grammar = grammar_in(notation, path)
    for rule in grammar.rules:
        for node in walk(rule.body):
            if isinstance(node, Code):
                assert grammar.source.text[slice(*node.span)] == node.text
