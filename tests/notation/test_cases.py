"""What each way to write BNF means, case by case: tests/cases/notation."""

from __future__ import annotations

import json

import pytest

from railroad.grammar import Choice, Empty, Nonterminal, Sequence, Terminal
from tests.conftest import ROOT
from tests.notation.support import read, report

FOLDER = ROOT / "tests" / "cases" / "notation"


def cases():
    """Return the cases; a line with a single dot ends each part of one."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        parts = path.read_bytes().decode().removesuffix("\n.\n").split("\n.\n")
        assert len(parts) % 3 == 0, path
        found += [
            pytest.param(*parts[i + 1 : i + 3], id=f"{path.stem}: {parts[i]}")
            for i in range(0, len(parts), 3)
        ]
    return found


@pytest.mark.parametrize(("text", "expected"), cases())
def test_it_reads(text, expected):
    assert report(text) == expected


VECTORS = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_it_reads_the_vector(vector):
    assert [["rule", rule.name, tree(rule.body)] for rule in read(vector["input"]).rules] == vector["expect"]


def tree(expr):
    match expr:
        case Terminal(text):
            return ["t", text]
        case Nonterminal(name):
            return ["ref", name]
        case Empty():
            return ["empty"]
        case Sequence(items):
            return ["seq", *map(tree, items)]
        case Choice(alternatives):
            return ["alt", *map(tree, alternatives)]
    raise AssertionError(expr)
