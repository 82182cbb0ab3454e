"""Query strings: what they ask for, and how they are refused."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railroad.pipeline import Options
from railroad.web.errors import WebError
from railroad.web.limits import Limits
from railroad.web.query import notation_names, read_query


def read(raw: str, *, with_text: bool = True):
    return read_query(raw, Options(), Limits(), notation_names() if with_text else None)


def refused(raw: str, *, with_text: bool = True) -> str:
    with pytest.raises(WebError) as caught:
        read(raw, with_text=with_text)
    assert caught.value.status == HTTPStatus.BAD_REQUEST
    return str(caught.value.error)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_any_text_comes_through_as_it_was(text, plus):
    encoded = (quote_plus if plus else quote)(text, safe="")
    assert read(f"bnf={encoded}").text == text


def test_plus_is_a_blank_and_percent_2b_a_plus():
    assert read("bnf=a+::=+b%2B").text == "a ::= b+"


def test_line_ends_of_a_form_are_kept():
    assert read("bnf=a%0D%0Ab").text == "a\r\nb"


def test_equals_signs_may_stand_in_a_value():
    assert read("bnf=a::=b").text == "a::=b"


def test_raw_utf8_is_understood():
    assert read("bnf=" + "é ::= b".encode().decode("latin-1")).text == "é ::= b"


def test_name_of_a_parameter_may_be_encoded():
    assert read("%62nf=x").text == "x"


def test_empty_pairs_are_nothing():
    assert read("&&bnf=x&").text == "x"


@pytest.mark.parametrize(
    ("raw", "notation"), [("bnf=x", "bnf"), ("notation=bnf&text=x", "bnf"), ("text=x", "auto")]
)
def test_text_comes_by_notation_or_as_text(raw, notation):
    query = read(raw)
    assert (query.notation, query.text) == (notation, "x")


@pytest.mark.parametrize("raw", ["", "rule=a", "notation=bnf", "v=1"])
def test_no_text_is_refused(raw):
    assert "there is no text" in refused(raw)


@pytest.mark.parametrize("raw", ["bnf=a&text=b", "text=b&bnf=a"])
def test_two_texts_are_refused(raw):
    assert "two texts" in refused(raw)


def test_notation_beside_its_own_parameter_is_refused():
    assert "notation" in refused("bnf=a&notation=bnf")


@pytest.mark.parametrize("raw", ["bnf=a", "text=a", "notation=bnf"])
def test_a_query_of_a_file_has_no_text(raw):
    assert "there is no parameter" in refused(raw, with_text=False)


@pytest.mark.parametrize(
    ("raw", "named", "nearest"),
    [("bnf=a&them=dark", "them", "theme"), ("bnf=a&widht=800", "widht", "width"), ("bnff=a", "bnff", "bnf")],
)
def test_unknown_parameter_is_named_and_the_nearest(raw, named, nearest):
    message = refused(raw)
    assert f'"{named}"' in message
    assert nearest is None or f'did you mean "{nearest}"' in message


@pytest.mark.parametrize("name", ["bnf", "rule", "theme", "scale", "v", "title"])
def test_repeated_parameter_is_named(name):
    assert f'"{name}"' in refused(f"{name}=1&bnf=x&{name}=1")


@pytest.mark.parametrize("value", ["%", "%2", "%zz", "%u0041", "100%"])
def test_broken_escapes_are_refused(value):
    assert "%" in refused(f"bnf={value}")


@pytest.mark.parametrize("value", ["%FF", "%C3", "%ED%A0%80", "%C0%AF", "%F4%90%80%80"])
def test_what_is_not_utf8_is_refused(value):
    assert "UTF-8" in refused(f"bnf={value}")
    assert "UTF-8" in refused(f"bnf=x&{value}=1")


def test_a_wrong_value_is_repeated_only_in_part():
    assert len(refused(f"bnf=x&scale={'9' * 5000}")) < 300
    assert len(refused(f"bnf=x&{'9' * 5000}=1")) < 300


def test_looks_are_read():
    query = read("bnf=x&theme=dark&scale=1.5&title=off&background=on&keep_recursion=1&extensions=off&v=7")
    assert query.options == Options(
        theme="dark", scale=1.5, titles=False, background=True, keep_recursion=True
    )
    assert (query.extensions, query.version) == ("off", "7")


def test_comments_and_code_are_switches():
    assert read("bnf=x&comments=on&code=1").options == Options(comments=True, code=True)
    assert read("bnf=x&comments=off").options == Options()
    assert read("bnf=x&comments=on&code=1").looks == "?comments=on&code=1"
    assert "comments" in refused("bnf=x&comments=maybe")


def test_defaults_hold_where_the_query_says_nothing():
    query = read_query("bnf=x&scale=2", Options(theme="poster", titles=False), Limits(), notation_names())
    assert query.options == Options(theme="poster", titles=False, scale=2)


@pytest.mark.parametrize(
    "pair",
    [
        *("scale=", "scale=nan", "scale=inf", "scale=1e1", "scale=-1", "scale=٣", "scale=0x1", "scale=1_0"),
        *("title=", "title=yes please", "title=ON", "background=2", "keep_recursion=maybe"),
        *("extensions=", "extensions=AUTO", "extensions=yes"),
    ],
)
def test_values_are_of_a_few_words_or_numbers(pair):
    name, _, value = pair.partition("=")
    assert refused(f"bnf=x&{name}={quote(value)}").splitlines()[0].startswith(f"railroad: {name}: ")


def test_looks_are_spelled_again_for_links():
    assert read("v=1&bnf=x&theme=dark&rule=y").looks == "?theme=dark&v=1"
    assert read("bnf=x").looks == ""


def test_text_may_be_in_ascii():
    assert read("bnf=x&charset=ascii").options.charset == "ascii"
    assert 'there is no charset "latin-1"' in refused("bnf=x&charset=latin-1")


def test_where_rows_end_and_what_is_too_wide_are_looks():
    found = read("bnf=a&lines=author&overflow=fragments").options
    assert (found.lines, found.overflow) == ("author", "fragments")
    assert 'there is no lines "mine"' in refused("bnf=a&lines=mine")
    assert 'there is no overflow "cut"' in refused("bnf=a&overflow=cut")
