"""Real grammars in ABNF and in the dialect of the SQL standard, and broken ones: RAILROAD_CORPUS."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import walk

FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")
OPEN = [("abnf", path) for path in sorted((FOLDER / "open" / "abnf").glob("*"))]
OPEN += [("sql", path) for path in sorted((FOLDER / "open" / "bnf").glob("sql-*.bnf"))]
INVALID = sorted((FOLDER / "invalid" / "abnf").glob("*.txt"))
NO_CORPUS = pytest.param(None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))


def attempt(name, path):
    """Return the grammar in a file or the error; neither takes long."""
    start = time.process_time()
    try:
        return notation.read(notation.decode(path.read_bytes(), path.name), name)
    except NotationError as error:
        return error
    finally:
        assert time.process_time() - start < 5


@pytest.mark.parametrize("case", OPEN or [NO_CORPUS], ids=[path.name for _, path in OPEN] or ["none"])
def test_a_real_grammar_gives_its_rules_in_order_and_every_node_its_place(case):
    name, path = case
    found = attempt(name, path)
    folder = FOLDER / "expected" / "open" / path.parent.name
    expected = (folder / f"{path.name}.rules").read_text(encoding="utf-8")
    assert not isinstance(found, NotationError), str(found)[:1000]
    assert [rule.name for rule in found.rules] == expected.splitlines()
    size = len(found.source.text)
    for rule in found.rules:
        assert 0 <= rule.span.start <= rule.name_span.start < rule.name_span.end <= rule.span.end <= size
        for node in walk(rule.body):
            assert 0 <= node.span.start <= node.span.end <= size


@pytest.mark.parametrize("path", INVALID or [NO_CORPUS], ids=[path.stem for path in INVALID] or ["none"])
def test_a_broken_grammar_is_answered_as_expected(path):
    verdict, *more = path.with_suffix(".expect").read_text(encoding="utf-8").splitlines()
    kind, *place = verdict.split()
    places = {*place, *(line.removeprefix("also ") for line in more if line.startswith("also "))}
    rules = [line.removeprefix("rules ") for line in more if line.startswith("rules ")]
    found = attempt("abnf", path)
    if isinstance(found, NotationError):
        assert kind != "ok"
        assert kind == "ok-or-limit" or where(found.diagnostics[0], found.source) in places, str(found)
        return
    assert kind != "error"
    if rules and rules != ["-"]:
        assert " | ".join(rule.name for rule in found.rules) == rules[0]
    if kind == "warn":
        assert places & {where(warning, found.source) for warning in found.warnings}


def where(diagnostic, source):
    return diagnostic.place(source).removeprefix(f"{source.name}:")
