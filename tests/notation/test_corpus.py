"""Grammars that others wrote, and what a reader must say of broken ones: the folder in RAILROAD_CORPUS."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from railroad.errors import NotationError
from railroad.grammar import walk
from tests.notation.support import names, read

_FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")
_SQL_DIALECT = ("sql-", "openCypher")
"""Files in the dialect of the SQL standard: to be read or refused, but cleanly."""

OPEN = sorted((_FOLDER / "open" / "bnf").glob("*.bnf"))
INVALID = sorted((_FOLDER / "invalid" / "bnf").glob("*.txt"))


def each(paths):
    """Run a test for each path, or skip it where there is no corpus."""
    if not paths:
        return pytest.mark.parametrize(
            "path", [pytest.param(None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))]
        )
    return pytest.mark.parametrize("path", paths, ids=[path.stem for path in paths])


def attempt(path):
    """Return the grammar in a file or the error; neither takes long."""
    start = time.process_time()
    try:
        return read(path.read_bytes(), path.name)
    except NotationError as error:
        return error
    finally:
        assert time.process_time() - start < 5


@each(OPEN)
def test_a_real_grammar_gives_its_rules_in_order(path):
    found = attempt(path)
    expected = (_FOLDER / "expected" / "open" / "bnf" / f"{path.name}.rules").read_text(encoding="utf-8")
    if isinstance(found, NotationError):
        assert path.name.startswith(_SQL_DIALECT), str(found)[:1000]
        assert found.diagnostics[0].span is not None
    else:
        assert names(found) == expected.splitlines()


@each(OPEN)
def test_every_node_has_its_place(path):
    found = attempt(path)
    if isinstance(found, NotationError):
        pytest.skip("it is refused")
    size = len(found.source.text)
    for rule in found.rules:
        assert 0 <= rule.span.start <= rule.name_span.start < rule.name_span.end <= rule.span.end <= size
        for node in walk(rule.body):
            assert 0 <= node.span.start <= node.span.end <= size


@each(INVALID)
def test_a_broken_grammar_is_answered_as_expected(path):
    verdict, *more = path.with_suffix(".expect").read_text(encoding="utf-8").splitlines()
    kind, *place = verdict.split()
    places = {*place, *(line.removeprefix("also ") for line in more if line.startswith("also "))}
    rules = [line.removeprefix("rules ") for line in more if line.startswith("rules ")]
    found = attempt(path)
    if isinstance(found, NotationError):
        assert kind != "ok"
        assert kind == "ok-or-limit" or where(found.diagnostics[0], found.source) in places, str(found)
        return
    assert kind != "error"
    if rules:
        assert " | ".join(names(found)) == rules[0]
    if kind == "warn":
        assert places & {where(warning, found.source) for warning in found.warnings}


def where(diagnostic, source):
    return diagnostic.place(source).removeprefix(f"{source.name}:")
