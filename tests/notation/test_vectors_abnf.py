"""What each way to write ABNF, RBNF and SQL's BNF means: vectors with the place in the standard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from railroad import notation
from railroad.errors import NotationError
from tests.notation.trees import trees

VECTORS = json.loads((Path(__file__).parent / "vectors_abnf.json").read_text(encoding="utf-8"))
READERS = {"abnf-lenient": "abnf"}

IN_WORDS = {
    "rbnf-01": [
        [
            "rule",
            "Path",
            [
                "seq",
                ["ref", "A"],
                ["opt", ["rep", 1, None, ["ref", "B"]]],
                ["rep", 1, None, ["alt", ["ref", "C"], ["ref", "D"]]],
            ],
        ]
    ],
    "wild-06": [["rule", "host", ["alt", ["ts", "a"], ["ref", "user_id"]]]],
}
"""The trees of the vectors that say in words what must come out."""


def read(vector):
    name = READERS.get(vector["notation"], vector["notation"])
    return notation.read(notation.decode(vector["input"], "x"), name)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_it_reads_the_vector(vector):
    if vector.get("error"):
        with pytest.raises(NotationError):
            read(vector)
        return
    expected = vector["expect"] or IN_WORDS[vector["id"]]
    assert trees(read(vector)) == [as_we_say_it(rule) for rule in expected]


def as_we_say_it(tree):
    """Return the tree of a vector with an empty literal as nothing."""
    if isinstance(tree, list):
        return ["empty"] if tree in (["ti", ""], ["t", ""]) else [as_we_say_it(part) for part in tree]
    return tree


def test_a_nameless_definer_is_told_on_its_line_with_a_hint():
    vector = next(vector for vector in VECTORS if vector["id"] == "abnf-11")
    with pytest.raises(NotationError) as caught:
        read(vector)
    assert str(caught.value).startswith('x:2:2: there is no name before "=/"')
    assert caught.value.diagnostics[0].hint == "the name stands before it on each line: p =/ ELEMENTS"


def test_habits_that_are_not_of_the_rfc_are_told():
    vector = next(vector for vector in VECTORS if vector["id"] == "wild-06")
    messages = [warning.message for warning in read(vector).warnings]
    assert "single quotes are not of RFC 5234" in messages
    assert "a name of RFC 5234 has letters, digits and hyphens" in messages
