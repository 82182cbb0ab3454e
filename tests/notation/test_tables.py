"""The tables kept beside the ``.lark`` files are Lark's, and are run as Lark runs them."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import GrammarError, UnexpectedToken
from lark.lexer import Lexer

from railroad.notation import tables
from railroad.notation.lalr import Parser, Piece, Unexpected, read_table
from railroad.notation.tables import current, lark_files, make_table

GRAMMAR = """
start: item ("," item)* [tail] END?
?item: A+ -> many
     | pair
     | _wrapped
     | "(" start ")"
pair: A "=" [B] [A "="] B
_wrapped: "<" A B* ">"
tail: TAIL _wrapped
!kept: "k"
%declare A B END TAIL
"""
NAMES = {",": "COMMA", "=": "EQUAL", "(": "LPAR", ")": "RPAR", "<": "LESSTHAN", ">": "MORETHAN"}
SIGNS = ["A", "B", "END", "TAIL", *NAMES.values()]


class Fed(Lexer):
    """Gives the pieces that Lark is asked to parse."""

    def __init__(self, _):
        pass

    def lex(self, state, _):
        return iter(state.text)


class Nodes:
    """Makes a tuple of every production."""

    def __getattr__(self, name):
        if name.startswith("_") or name.isupper():
            raise AttributeError(name)
        return lambda children: (name, *children)


@pytest.mark.parametrize("lark_file", lark_files())
def test_the_kept_table_is_current(lark_file):
    """`python -m railroad.notation.tables` writes those that are not."""
    kept = tables._text(tables._table_file(lark_file))
    assert kept == current(lark_file)


@pytest.mark.parametrize("lark_file", lark_files())
def test_no_piece_can_be_taken_in_two_ways(lark_file, caplog, monkeypatch):
    from lark import logger

    monkeypatch.setattr(logger, "level", logging.DEBUG)
    monkeypatch.setattr(logger, "handlers", [caplog.handler])
    Lark(tables._text(lark_file), parser="lalr", lexer=Fed, debug=True)
    assert "onflict" not in caplog.text


def test_the_same_table_is_made_whatever_the_order_of_sets():
    code = "from railroad.notation.tables import current, lark_files; print(*map(current, lark_files()))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_a_table_is_read_back_as_it_was():
    table = make_table(GRAMMAR)
    assert read_table(table.text(7), 7) == table


@pytest.mark.parametrize(
    "text", ["", "lalr-0 7 1 1\n", make_table(GRAMMAR).text(8)], ids=["no", "old", "other"]
)
def test_a_table_of_something_else_is_none(text):
    assert read_table(text, 7) is None


def test_a_table_that_is_not_current_is_made_anew(monkeypatch):
    texts = {"x.lark": "start: A -> new\n%declare A\n", "x.table": make_table(GRAMMAR).text(1)}
    monkeypatch.setattr(tables, "_text", texts.__getitem__)
    assert [each.callback for each in tables.table("x.lark").productions] == ["new"]


def pieces(types):
    return [Piece(type_, i, i + 1) for i, type_ in enumerate(types)]


LARK = Lark(GRAMMAR, parser="lalr", lexer=Fed, transformer=Nodes())


def by_lark(types):
    machine = LARK.parse_interactive("")
    try:
        for piece in pieces(types):
            machine.feed_token(piece)
        return machine.feed_token(Piece("$END", len(types), len(types)))
    except UnexpectedToken as error:
        return error.token.start, machine.accepts()


def shape(value):
    if isinstance(value, tuple):
        return [value[0], *map(shape, value[1:])]
    return value and (value.type, value.start)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=12) | st.lists(st.sampled_from("A,=B"), max_size=8))
def test_a_table_is_run_as_lark_runs_it(signs):
    types = [NAMES.get(sign, sign) for sign in signs]
    expected = by_lark(types)
    try:
        found = Parser(make_table(GRAMMAR), Nodes()).parse(pieces(types), len(types))
    except Unexpected as error:
        assert (error.piece.start, error.expected) == expected
    else:
        assert shape(found) == shape(expected)


def test_what_has_no_callback_is_told_when_the_parser_is_made():
    with pytest.raises(TypeError, match=r"object has no start\(\)"):
        Parser(make_table("start: A\n%declare A"), object())


def test_reductions_against_each_other_are_refused():
    with pytest.raises(GrammarError):
        make_table("start: a | b\na: A\nb: A\n%declare A")


def test_a_long_list_takes_linear_time():
    parser = Parser(make_table("start: A*\n%declare A"), Nodes())
    start = time.process_time()
    assert len(parser.parse(pieces(["A"] * 200_000), 200_000)) == 200_001
    assert time.process_time() - start < 5
