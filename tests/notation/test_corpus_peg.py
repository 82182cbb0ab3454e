"""PEGs that others wrote: the folder in RAILROAD_CORPUS."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from railroad.grammar import walk
from tests.conftest import ROOT
from tests.notation.pegs import names, read

_FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")
_FOLDERS = {"cpython-peg": "pegen", "other-peg": "peg", "other-peggy": "peggy", "other-pest": "pest"}
OURS = {"roman.peg": "peg", "globs.pegjs": "peggy", "mail.gram": "pegen", "colour-scheme.pest": "pest"}
FILES = [
    pytest.param(notation, folder, path, id=path.name)
    for folder, notation in _FOLDERS.items()
    for path in sorted((_FOLDER / "open" / folder).glob("*.*"))
] or [pytest.param(None, None, None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))]


@pytest.mark.parametrize(("notation", "folder", "path"), FILES)
def test_a_real_grammar_gives_its_rules_in_order(notation, folder, path):
    grammar = read(path.read_bytes(), notation)
    expected = (_FOLDER / "expected" / "open" / folder / f"{path.name}.rules").read_text(encoding="utf-8")
    assert names(grammar) == expected.splitlines()
    size = len(grammar.source.text)
    for rule in grammar.rules:
        for node in walk(rule.body):
            assert 0 <= node.span.start <= node.span.end <= size


@pytest.mark.parametrize(("name", "notation"), OURS.items())
def test_our_own_grammar_is_read_without_a_warning(name, notation):
    text = (ROOT / "grammars" / name).read_text(encoding="utf-8")
    assert read(text, notation).warnings == ()
    assert "Source:" in text[:1500]
    assert "MIT" in text[:1500]
