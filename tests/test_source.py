"""Places in a text, as people count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railroad.errors import Diagnostic, NotationError, nearest
from railroad.source import Source, Span


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_line_end_ends_a_line_once(end):
    text = f"ab{end}cd{end}{end}e"
    source = Source("x", text)
    assert source.position(text.index("e")) == (4, 1)
    assert source.position(text.index("d")) == (2, 2)
    assert source.line(2) == "cd"
    assert source.line(3) == ""


def test_one_past_the_end_is_a_place():
    assert Source("x", "ab\n").position(3) == (2, 1)
    assert Source("x", "").position(0) == (1, 1)


def test_columns_count_code_points_and_a_tab_is_one():
    assert Source("x", "\t😀e\u0301)").position(4) == (1, 5)


def test_a_caret_stands_below_the_place_past_tabs_and_wide_characters():
    assert Source("x", "\t漢)").excerpt(Span(2, 3)) == "\t漢)\n\t  ^"


def test_a_long_line_is_cut_round_the_place():
    text = "a" * 5000 + "!" + "b" * 5000
    shown, carets = Source("x", text).excerpt(Span(5000, 5001)).splitlines()
    assert len(shown) < 110
    assert shown[carets.index("^")] == "!"
    assert shown.startswith("…") and shown.endswith("…")


def test_carets_stay_within_the_line():
    shown, carets = Source("x", "ab\ncd").excerpt(Span(1, 5)).splitlines()
    assert (shown, carets) == ("ab", " ^")


def test_what_a_terminal_could_obey_is_not_printed():
    assert "\x1b" not in Source("x", "a\x1b[31mb").excerpt(Span(0, 1))


@given(st.text(st.sampled_from("ab\t\r\n漢"), max_size=30), st.data())
def test_any_span_has_an_excerpt_with_a_caret(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    source = Source("x", text)
    line, column = source.position(start)
    assert 1 <= column <= len(source.line(line)) + 2
    assert "^" in source.excerpt(Span(start, end)).splitlines()[-1]


def test_an_error_prints_all_its_diagnostics_with_place_caret_and_hint():
    source = Source("calc.bnf", "a ::= (b\nc")
    error = NotationError(
        [
            Diagnostic("error", "this bracket is not closed", Span(6, 7), "write )"),
            Diagnostic("warning", "odd", Span(9, 10)),
            Diagnostic("error", "nowhere"),
        ],
        source,
    )
    assert str(error) == (
        "calc.bnf:1:7: this bracket is not closed\n"
        "a ::= (b\n"
        "      ^\n"
        "hint: write )\n"
        "calc.bnf:2:1: warning: odd\n"
        "c\n"
        "^\n"
        "calc.bnf: nowhere"
    )


def test_the_nearest_name_is_suggested_whatever_its_case():
    assert nearest("Exprs", ["term", "expr"]) == 'did you mean "expr"?'
    assert nearest("zzz", ["term", "expr"]) is None
