"""Grammars of the EBNF family that others wrote, and broken ones: the folder in RAILROAD_CORPUS."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import walk
from tests.notation.support import names

_FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")

NOTATIONS = {"w3c-ebnf": "w3c", "iso-ebnf": "iso", "wirth": "go"}
"""The notation of each folder."""
ANOTHER = {"mdhender-lua.ebnf": "wsn", "kgt-c_syntax.wsn": "wsn", "kgt-wsn.wsn": "wsn", "kgt-bnf.wsn": "wsn"}
"""Files in a folder of several notations."""
KNOWN = {
    "dryruby-JSON-ab.ebnf": "the list has the brackets round names, which are none of the name here",
    "ebnf2railroad-optimizations.ebnf": "the list lacks the rule after one that ends with a full stop",
    "vscode-ebnf-issue15.ebnf": "deliberately wrong: a bar after a semicolon",
    "yugabyte-ycql-v1.0.ebnf": "brackets do not match, and a literal lacks its quotes",
    "cue-spec.ebnf": "the text has prose with single back quotes in it",
}
"""Files of which another list, or none, comes out, and why."""

OPEN = [path for folder in NOTATIONS for path in sorted((_FOLDER / "open" / folder).glob("*"))]
INVALID = [path for folder in NOTATIONS for path in sorted((_FOLDER / "invalid" / folder).glob("*.txt"))]


def each(paths):
    """Run a test for each path, or skip it where there is no corpus."""
    if not paths:
        skip = pytest.mark.skip("RAILROAD_CORPUS names no corpus")
        return pytest.mark.parametrize("path", [pytest.param(None, marks=skip)])
    return pytest.mark.parametrize("path", paths, ids=[f"{path.parent.name}-{path.stem}" for path in paths])


def attempt(path):
    """Return the grammar in a file or the error; neither takes long."""
    start = time.process_time()
    name = ANOTHER.get(path.name, NOTATIONS[path.parent.name])
    try:
        return notation.read(notation.decode(path.read_bytes(), path.name), name)
    except NotationError as error:
        return error
    finally:
        assert time.process_time() - start < 5


@each(OPEN)
def test_a_real_grammar_gives_its_rules_in_order(path):
    found = attempt(path)
    file = _FOLDER / "expected" / "open" / path.parent.name / f"{path.name}.rules"
    expected = file.read_text(encoding="utf-8").splitlines()
    got = [] if isinstance(found, NotationError) else names(found)
    if path.name in KNOWN:
        assert got != expected, "this file is no exception any more"
        return
    assert got == expected, str(found)[:1000]


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
