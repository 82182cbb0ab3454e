"""Whole pictures, letter by letter: a change of one is a change that users see."""

from __future__ import annotations

import pytest

import railroad


@pytest.mark.parametrize("format", ["svg", "txt"])
@pytest.mark.parametrize("name", ["arithmetic", "json"])
def test_the_picture_is_as_it_was(grammars, golden, name, format):
    grammar = railroad.load(grammars / f"{name}.bnf")
    picture = railroad.render(grammar, format)
    assert railroad.render(grammar, format) == picture
    golden(f"{name}.{format}", picture)
