"""Labels as pictures made of characters have them: exact, and in ASCII where that is asked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.diagram.labels import show_set, show_text
from railroad.diagram.model import Aside, Caption, Diagram, Fork, Group, Loop, Series, Station, Straight
from railroad.diagram.spelling import spell, spell_station
from railroad.grammar import Characters, Range, Terminal
from tests.strategies import framed_tracks


def ascii(label, kind="terminal", **more):
    return spell_station(Station(label, kind, **more), ascii=True).label


def plain(label, kind="terminal", **more):
    return spell_station(Station(label, kind, **more), ascii=False).label


@pytest.mark.parametrize(
    ("label", "kind", "spelled"),
    [
        ("if", "terminal", "if"),
        ("é", "terminal", r"\u{e9}"),
        ("e\u0301", "terminal", r"e\u{301}"),
        ("😀", "terminal", r"\u{1f600}"),
        ("\\", "terminal", "\\"),
        ("\\n", "terminal", r"\n"),
        ("\\u0041", "terminal", r"\u0041"),
        ("\\u{e9}", "terminal", r"\\u{e9}"),
        ("\\é", "terminal", r"\\\u{e9}"),
        ("␣", "terminal", r"\u{20}"),
        ("a‹U+200B›b", "terminal", r"a\u{200b}b"),
        ("◌\u0301", "terminal", r"\u{301}"),
        ("U+00A0", "terminal", "U+00A0"),
        ("naïve rule", "nonterminal", r"na\u{ef}ve rule"),
        ("α...ω", "range", r"\u{3b1}...\u{3c9}"),
        ("[a–z +-é]", "set", r"[a-z +\-\u{e9}]"),
        ('[^"\\\\↵]', "complement", r'[^"\\\u{a}]'),
        ("/\\d+é/", "regex", r"/\d+\u{e9}/"),
        ("/\\é/", "regex", r"/\u{e9}/"),
        ("…", "prose", "..."),
        ('list(é, "–")', "call", r'list(\u{e9}, "\u{2013}")'),
    ],
)
def test_in_ascii(label, kind, spelled):
    assert ascii(label, kind) == spelled


def test_a_sign_that_stands_for_itself_is_told_from_what_it_stands_for():
    assert ascii("␣", after="literally") == r"\u{2423}"
    assert ascii("a‹U+200B›", after="i literally") == r"a\u{2039}U+200B\u{203a}"


@pytest.mark.parametrize(
    ("label", "kind", "spelled"),
    [
        ("naïve-rule", "nonterminal", "naïve-rule"),
        ("xs:string", "nonterminal", "xs:string"),
        ('"a"', "nonterminal", r"\u{22}a" + '"'),
        ("[a...z]", "nonterminal", r"\u{5b}a...z]"),
        ("$item", "nonterminal", r"\u{24}item"),
        ("left: item", "nonterminal", r"left:\u{20}item"),
        ("a ── b", "nonterminal", r"a\u{20}── b"),
        ("a -- b", "nonterminal", r"a\u{20}-- b"),
        ('a" ── "b', "terminal", r'a"\u{20}── "b'),
        ('a"i -- "b', "terminal", r'a"i\u{20}-- "b'),
        ("if a > b then", "prose", "if a > b then"),
        ("a> ── <b", "prose", r"a>\u{20}── <b"),
        ("a *) -- b", "comment", r"a *)\u{20}-- b"),
        ("\\u{e9}", "terminal", r"\\u{e9}"),
        ("é – ␣", "terminal", "é – ␣"),
    ],
)
def test_what_could_be_taken_for_something_else(label, kind, spelled):
    assert plain(label, kind) == spelled


ODD = st.text(st.sampled_from(list('\\u{}e9é␣"-─ :.a>i–')), min_size=1, max_size=9)
KINDS = st.sampled_from(["terminal", "fold", "nonterminal", "prose", "comment", "action", "parameter"])


def decoded(spelled):
    """Return the label of a spelling, by the rule as the module tells it."""

    def meant(found):
        backslashes, code = found[1], found[2]
        literal = "\\" * (len(backslashes) // 2)
        return literal + (chr(int(code, 16)) if len(backslashes) % 2 else f"u{{{code}}}")

    return re.sub(r"(\\+)u\{([0-9a-f]+)\}", meant, re.sub(r"(\\+)(?=u\{(?![0-9a-f]+\}))", _half, spelled))


def _half(found):
    return "\\" * (len(found[1]) // 2)


@given(label=ODD, kind=KINDS)
@settings(max_examples=400, deadline=None)
def test_nothing_is_lost(label, kind):
    assert decoded(plain(label, kind)) == label
    assert decoded(ascii(label, kind, after="literally")) == label
    assert ascii(label, kind).isascii()


@given(st.text(min_size=1, max_size=8))
def test_any_text_can_be_told_from_any_other(text):
    spelled = ascii(show_text(text))
    assert spelled.isascii()
    if "U+" not in spelled and show_text(text).isprintable() and not set("␣⇥↵‹◌") & set(text):
        assert decoded(spelled) == text


@given(st.lists(st.one_of(st.characters(exclude_categories=("Cs",)), st.just("-"), st.just("–")), max_size=8))
def test_sets_differ_in_ascii_as_they_do_in_unicode(members):
    several = Characters((Range("+", "."), *map(Terminal, members)))
    spelled = ascii(show_set(several), "set")
    assert spelled.isascii()
    assert len(re.findall(r"(?<!\\)(?:\\\\)*-", spelled)) == 1  # of the one range


def test_all_words_of_a_diagram_are_spelled():
    label = Station("é", "nonterminal", before="ü:", after="literally")
    group = Group("ö:", "but-not", label, (Aside("ä", Fork((label,), True)),))
    track = Series((group, Loop(label, Series((label, Caption("2–40 ×"))))))
    found = spell(Diagram("ñ", track), ascii=True)
    assert found.name == "ñ"
    assert found.title == r"\u{f1}"
    spelled = Station(r"\u{e9}", "nonterminal", before=r"\u{fc}:", after="literally")
    group = Group(r"\u{f6}:", "but-not", spelled, (Aside(r"\u{e4}", Fork((spelled,), True)),))
    assert found.track == Series((group, Loop(spelled, Series((spelled, Caption("2-40 x"))))))


@given(framed_tracks())
@settings(max_examples=50, deadline=None)
def test_all_else_of_a_diagram_is_left_as_it_is(track):
    assert spell(Diagram("r", track), ascii=False) == Diagram("r", track)


def test_no_depth_is_too_great():
    track = Station("é", "terminal")
    for _ in range(20_000):
        track = Loop(track, Straight())
    spelled = spell(Diagram("r", track), ascii=True).track
    for _ in range(20_000):
        spelled = spelled.body
    assert spelled.label == r"\u{e9}"
