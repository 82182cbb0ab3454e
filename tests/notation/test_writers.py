"""Writers: what is written is read back as the same grammar, laid out for people."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import railroad
from railroad import notation, pipeline
from railroad.errors import LossError, OptionError, UnknownNotationError
from railroad.grammar import Cut, Grammar, Repetition, Rule, Sequence, Terminal, walk
from railroad.notation.writing import WRITERS, find_writer
from railroad.source import Source, Span
from tests.conftest import ROOT
from tests.strategies import grammars, grown

READERS = {
    "abnf": ("abnf", {}),
    "bnf": ("bnf", {"extensions": "on"}),
    "bnf-plain": ("bnf", {}),
    "json": ("json", {}),
}
"""Which notation reads what a writer writes, and how: a line for each pair that is held to be exact."""

FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")


def read_back(name, text):
    reader, options = READERS[name]
    return notation.read(notation.decode(text, "y"), reader, **options)


def assert_read_back(name, grammar, width=80):
    text = railroad.write(grammar, name, lossy=True, width=width)
    said = pipeline.as_said_in(grammar, name).grammar
    found = read_back(name, text)
    assert [rule.name for rule in found.rules] == [rule.name for rule in said.rules], text
    for one, other in zip(found.rules, said.rules, strict=True):
        assert one.body == other.body, f"{one.name} in\n{text}"


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


def corpus():
    found = [("abnf", path) for path in sorted((FOLDER / "open" / "abnf").glob("*"))]
    found += [("sql", path) for path in sorted((FOLDER / "open" / "bnf").glob("sql-*.bnf"))]
    found += [
        ("bnf", path)
        for path in sorted((FOLDER / "open" / "bnf").glob("*.bnf"))
        if not path.name.startswith(("sql-", "openCypher"))
    ]
    return found or [pytest.param(None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))]


@pytest.mark.parametrize("case", corpus(), ids=lambda case: case and case[1].name)
def test_a_real_grammar_is_written_in_every_notation(case):
    name, path = case
    grammar = notation.read(notation.decode(path.read_bytes(), path.name), name)
    for writer in WRITERS:
        told = []
        text = railroad.write(grammar, writer, lossy=True, report=told.append)
        assert all(each.severity == "warning" for each in told)
        if writer in READERS and grammar.rules:
            assert_read_back(writer, grammar)
        assert len(text) < 60 * len(grammar.source.text) + 10_000


@pytest.mark.parametrize(
    "path",
    sorted((FOLDER / "open" / "abnf").glob("*"))
    or [pytest.param(None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))],
    ids=lambda path: path and path.name,
)
def test_real_abnf_keeps_names_spelling_comments_and_remarks(path):
    grammar = notation.read(notation.decode(path.read_bytes(), path.name), "abnf")
    if not grammar.rules:
        return
    found = read_back("abnf", railroad.write(grammar, "abnf"))
    assert everything(found) == everything(grammar)


def everything(grammar):
    return (
        [(rule.name, rule.doc, [comment.text for comment in rule.comments]) for rule in grammar.rules],
        [[(node, spelt(node)) for node in walk(rule.body)] for rule in grammar.rules],
        grammar.remarks,
        grammar.imports,
    )


def spelt(node):
    return getattr(node, "spelling", None), getattr(node, "quote", None)


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
