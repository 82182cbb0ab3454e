"""The command that converts: what it writes and where, what it says, and its exit codes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

import railroad
from railroad import cli

ABNF = '; A sign.\nsign = "+" / "-"\nnumber = [ sign ] 1*DIGIT\n'
WORDS = "day = <one of the days of the week>\n"


@pytest.fixture
def run(tmp_path, monkeypatch, capfdbinary):
    """Return a function that runs the command in this process, in a folder with grammars."""
    monkeypatch.chdir(tmp_path)
    Path("good.abnf").write_text(ABNF)
    Path("words.abnf").write_text(WORDS)

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = cli.run(list(arguments))
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        return code, out.decode(), err.decode()

    return run


def test_it_writes_to_standard_output(run):
    code, out, err = run("convert", "good.abnf", "--to", "w3c")
    assert (code, err) == (0, "")
    assert out == railroad.write(railroad.read(ABNF, "abnf"), "w3c")
    assert out.startswith('/* A sign. */\nsign   ::= "+" | "-"\nnumber ::= sign? DIGIT+\n')


def test_it_writes_into_a_file(run):
    assert run("convert", "good.abnf", "--to", "json", "-o", "good.json") == (0, "", "")
    assert run("convert", "good.json", "--to", "abnf")[1] == railroad.write(
        railroad.read(ABNF, "abnf"), "abnf"
    )


def test_it_reads_standard_input_in_the_notation_said(run):
    code, out, _ = run("convert", "-", "-n", "abnf", "--to", "lark", stdin=b'A = "x"\n')
    assert (code, out) == (0, 'a: "x"i\n')


def test_a_loss_is_refused_and_says_what_to_do(run):
    code, out, err = run("convert", "words.abnf", "--to", "w3c")
    assert (code, out) == (1, "")
    assert 'words.abnf:1:7: W3C EBNF has no words for a human: "one of the days' in err
    assert "--lossy" in err


def test_losses_are_listed_if_they_are_asked_for(run):
    code, out, err = run("convert", "words.abnf", "--to", "w3c", "--lossy")
    assert (code, out) == (0, "day ::= one-of-the-days-of-the-week\n")
    assert err.startswith("words.abnf:1:7: warning: W3C EBNF has no words for a human")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["good.abnf"], "--to"),
        (["good.abnf", "--to", "abnff"], 'did you mean "abnf"?'),
        (["good.abnf", "--to", "w3c", "--width", "3"], "3"),
        (["good.abnf", "--to", "w3c", "-n", "nothing"], 'there is no notation "nothing"'),
        (["good.abnf", "--to", "w3c", "-o", "good.abnf"], "that is the grammar itself"),
    ],
)
def test_wrong_arguments_are_told(run, arguments, said):
    code, out, err = run("convert", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_a_broken_grammar_is_told_as_ever(run):
    Path("bad.abnf").write_text("a = (")
    code, out, err = run("convert", "bad.abnf", "--to", "w3c")
    assert (code, out) == (1, "")
    assert err.startswith('bad.abnf:1:5: this "(" is not closed')
