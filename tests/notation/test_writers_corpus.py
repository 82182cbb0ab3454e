"""Every real grammar is written in every notation and read back; in its own it keeps the author's words."""

from __future__ import annotations

import pytest

import railroad
from railroad import pipeline
from railroad.errors import NotationError
from railroad.notation.writing import WRITERS
from tests.notation.corpus import attempt, files
from tests.notation.round_trips import READERS, came_back, difference, kept, read_back, written

SMALL = 1200
"""How large the files are, in bytes, that are tried each time."""
OTHERWISE = {
    "chessnote-pgn.ebnf": "a quote stands in quotes of its own kind: it gets the other kind",
    "dedukti.bnf": "a name holds another in brackets, which no name in brackets can",
    "eaml.ebnf": "the sign that ends a comment stands in a comment, in quotes: it gets a blank",
    "fluent.ebnf": "a quote stands in quotes of its own kind: it gets the other kind",
    "json.bnf": "a quote stands in quotes of its own kind: it gets the other kind",
    "ogc-cql2.ebnf": "a quote stands in quotes of its own kind: it gets the other kind",
    "rubyrdf-trig.bnf": "a sign that is none of the notation is read as text, and quoted",
}
"""Files that come back with another look in their own notation, and why."""


def assert_written(name, path):
    grammar = attempt(name, path)
    if isinstance(grammar, NotationError):
        pytest.skip("it is refused")
    for writer in WRITERS:
        different = came_back(grammar, writer)
        assert different is None, f"{writer}: {different}"
        told = []
        text = railroad.write(grammar, writer, lossy=True, report=told.append)
        assert all(each.severity == "warning" for each in told)
        assert all(loss.span is not None for loss in pipeline.as_said_in(grammar, writer).losses)
        assert len(text) < 60 * len(grammar.source.text) + 10_000


@pytest.mark.parametrize(("name", "path"), files("open", smaller_than=SMALL))
def test_a_small_grammar_is_read_back_from_every_notation(name, path):
    assert_written(name, path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "path"), files("open"))
def test_every_grammar_is_read_back_from_every_notation(name, path):
    assert_written(name, path)


@pytest.mark.parametrize(
    ("name", "path"), [each for each in files("open") if each.values[0] in (None, *READERS)]
)
def test_a_grammar_in_its_own_notation_keeps_names_quotes_and_comments(name, path):
    grammar = attempt(name, path)
    if isinstance(grammar, NotationError) or not grammar.rules:
        pytest.skip("it has no rules, or is refused")
    found = read_back(name, written(grammar, name))
    different = difference(grammar, found) or kept(grammar, found)
    if path.name in OTHERWISE:
        assert different is not None, "this file is no exception any more"
    else:
        assert different is None, different
