"""Writers: what is written is read back as the same grammar, laid out for people."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import railroad
from railroad import pipeline
from railroad.errors import LossError, OptionError, UnknownNotationError
from railroad.grammar import Cut, Grammar, Repetition, Rule, Sequence, Terminal
from railroad.notation.writing import WRITERS, find_writer
from railroad.source import Source, Span
from tests.conftest import ROOT
from tests.notation.round_trips import READERS, came_back
from tests.strategies import grammars, grown


def assert_read_back(name, grammar, width=80):
    different = came_back(grammar, name, width)
    assert different is None, different


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=300, deadline=None)
@given(grammar=grammars(), width=st.sampled_from([20, 80]))
def test_what_is_written_is_read_back(name, grammar, width):
    assert_read_back(name, grammar, width)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None)
@given(
    body=grown(st.builds(Terminal, st.sampled_from(["a", "b", "if", "<", "'", '"', "\\", "é", " "])), size=12)
)
def test_brackets_stand_where_they_must(name, body):
    assert_read_back(name, Grammar((Rule("a", body), Rule("l", Terminal("x"))), Source("x", ""), "other"))


SAMPLE = (Path(__file__).parent / "written" / "sample.abnf").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WRITERS)
def test_it_is_laid_out_for_people(name, request):
    """The texts are to be looked at; ``--update-golden`` writes them anew."""
    path = Path(__file__).parent / "written" / f"{name}.txt"
    text = railroad.write(railroad.read(SAMPLE, "abnf"), name, lossy=True)
    if request.config.getoption("--update-golden"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "json"])
def test_any_depth_is_written_in_linear_size(name):
    body = Terminal("x")
    for at in range(20_000):
        body = Repetition(body, 0, 1) if at % 2 else Sequence((body, Terminal("y")))
    text = railroad.write(Grammar((Rule("a", body),), Source("x", ""), "other"), name, lossy=True)
    assert len(text) < 200 * 20_000


def test_lines_keep_to_the_width():
    grammar = railroad.load(ROOT / "grammars" / "sql-select.bnf")
    for name in ("abnf", "bnf", "w3c", "wsn", "lark"):
        lines = railroad.write(grammar, name, lossy=True).splitlines()
        code = [line for line in lines if not line.startswith((";", "#", "/"))]
        assert max(map(len, code)) <= 80, max(code, key=len)


def test_a_loss_is_refused_with_its_place_or_written_and_reported():
    cut = Cut(span=Span(4, 5))
    grammar = Grammar((Rule("a", Sequence((Terminal("x"), cut))),), Source("g.txt", "a = ~ x"), "pegen")
    with pytest.raises(LossError) as caught:
        railroad.write(grammar, "w3c")
    assert str(caught.value).startswith("g.txt:1:5: W3C EBNF has no cut: it is left out")
    told = []
    assert railroad.write(grammar, "w3c", lossy=True, report=told.append) == 'a ::= "x"\n'
    assert [each.message for each in told] == ["W3C EBNF has no cut: it is left out"]


def test_an_unknown_notation_names_the_nearest():
    grammar = railroad.read('<a> ::= "b"')
    with pytest.raises(UnknownNotationError, match='did you mean "abnf"'):
        railroad.write(grammar, "abnff")


def test_a_width_must_be_one():
    with pytest.raises(OptionError, match="width: 3"):
        railroad.write(railroad.read('<a> ::= "b"'), "abnf", width=3)


def test_every_writer_says_its_name():
    assert pipeline.writers() == tuple(WRITERS)
    for name in WRITERS:
        assert find_writer(name).name == name
