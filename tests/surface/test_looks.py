"""The kinds of stations and frames on each surface."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from svgwrite.validator2 import get_validator

from railroad.diagram.model import (
    Aside,
    Caption,
    Diagram,
    Fork,
    Group,
    GroupKind,
    Loop,
    Series,
    Station,
    StationKind,
    Straight,
)
from railroad.layout.place import lay_out
from railroad.metrics import CELLS, USER_UNITS
from railroad.surface import Settings
from railroad.surface.looks import AROUND, AROUND_IN_ASCII, BARE, CLASSIC, MEANINGS, bars, polygon
from railroad.surface.svg import render_outlined_svg, render_svg
from railroad.surface.text import render_text
from railroad.theme import THEMES, paint_of
from tests.strategies import framed_tracks

NS = "{http://www.w3.org/2000/svg}"
KINDS = get_args(StationKind)
FRAMES = get_args(GroupKind)


def drawn(track, theme="light"):
    return render_svg(lay_out([Diagram("r", track)], USER_UNITS), THEMES[theme], Settings())


def root(text):
    return ElementTree.fromstring(text)


def outlined(track, theme="light"):
    def outline(text, style, size, x, baseline, width):
        return f"M{x:g} {baseline:g}h{width:g}v{size:g}h{len(style)}" + "".join(f"v{ord(c)}" for c in text)

    scene = lay_out([Diagram("r", track)], USER_UNITS)
    return render_outlined_svg(scene, THEMES[theme], Settings(), outline)


def text(track, charset="unicode"):
    return render_text(lay_out([Diagram("r", track)], CELLS), charset)


@pytest.mark.parametrize("kind", KINDS)
def test_a_station_of_each_kind_has_its_rect_and_its_label(kind):
    svg = root(drawn(Station("a", kind)))
    assert [rect.get("class") for rect in svg.iter(f"{NS}rect")] == [kind]
    assert [el.text for el in svg.iter(f"{NS}text") if el.get("class") == kind] == ["a"]


SIGNED = {"set", "complement", "class", "regex"}
"""Kinds that brackets, a caret or slashes in their labels tell apart."""


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_kinds_of_stations_look_alike(theme):
    """With the same label, and without what they say in words."""
    looks = {}
    for kind in KINDS:
        after = {"exact": "s", "fold": "i"}.get(kind, "")
        picture = outlined(Station("a", kind, after=after), theme)
        looks.setdefault(re.sub("</?g[^>]*>|<title>.*?</title>", "", picture), []).append(kind)
    assert all(len(kinds) == 1 or set(kinds) <= SIGNED for kinds in looks.values()), [*looks.values()]


@pytest.mark.parametrize("charset", ["unicode", "ascii"])
def test_no_two_kinds_of_stations_look_alike_in_text(charset):
    own_words = {"any": "any", "end-of-input": "end", "cut": "cut", "call": "a(b)"}
    looks = {}
    for kind in KINDS:
        after = {"exact": "s", "fold": "i"}.get(kind, "")
        drawn = text(Station(own_words.get(kind, "a"), kind, after=after), charset)
        looks.setdefault(drawn, []).append(kind)
    assert all(len(kinds) == 1 or set(kinds) <= {*SIGNED, "nonterminal"} for kinds in looks.values())


@pytest.mark.parametrize("kind", [*filter(MEANINGS.get, KINDS), *FRAMES])
def test_what_a_label_does_not_say_is_said_in_words(kind):
    track = Station("a", kind) if kind in KINDS else Group("", kind, Station("a", "terminal"))
    titles = [title.text for title in root(drawn(track)).iter(f"{NS}title")]
    assert titles == ["r", MEANINGS[kind]]


def test_where_a_rule_is_from_is_said_too():
    svg = root(drawn(Station("N", "external", hint="common.N")))
    assert [title.text for title in svg.iter(f"{NS}title")] == ["r", "a rule of another grammar: common.N"]


def test_links_lead_on_inside_frames():
    track = Group(
        "x:", "label", Station("a", "call", "#rule-a"), (Aside("b", Station("b", "nonterminal", "#b")),)
    )
    assert sorted(link.get("href") for link in root(drawn(track)).iter(f"{NS}a")) == ["#b", "#rule-a"]


def test_frames_are_painted_under_rails():
    svg = drawn(Series((LETTER, Group("x", "label", LETTER))))
    assert svg.index('class="frame label"') < svg.index('class="rail"') < svg.index('class="terminal"')


def test_pictures_without_new_kinds_have_the_style_sheet_they_had():
    style = root(drawn(Station("a", "terminal"))).find(f"{NS}style").text
    for kind in (*set(KINDS) - set(CLASSIC), *FRAMES, "frame", "note", "order", "words"):
        assert f".{kind}{{" not in style


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_touches_this_theme_only(theme):
    every = [Station("a", kind, before="x", after="y", order=1) for kind in KINDS]
    groups = [Group("w", kind, Straight()) for kind in FRAMES]
    style = root(drawn(Series((*every, *groups)), theme)).find(f"{NS}style").text
    assert all(rule.startswith(f".railroad-{theme} ") for rule in style.strip().rstrip("}").split("}"))
    for kind in KINDS:
        assert f"rect.{kind}{{" in style and f"text.{kind}{{" in style


@given(track=framed_tracks())
@settings(max_examples=40, deadline=None)
def test_svgwrite_finds_every_element_and_attribute_valid(track):
    validator = get_validator("full", debug=True)
    for element in root(drawn(track)).iter():
        tag = element.tag.removeprefix(NS)
        attributes = dict(element.attrib)
        attributes.pop("textLength", None)
        href = attributes.pop("href", None)
        assert href is None or tag == "a"
        validator.check_all_svg_attribute_values(tag, attributes)
        for child in element:
            validator.check_valid_children(tag, child.tag.removeprefix(NS))


@pytest.mark.parametrize("kind", [*KINDS, *FRAMES])
def test_rasterizers_get_the_colours_of_the_theme(kind):
    station = Station("a", kind) if kind in KINDS else Group("w", kind, Straight())
    paint = paint_of(THEMES["dark"], kind if kind in KINDS else "frame")
    svg = outlined(station, "dark")
    assert paint.text in svg
    assert (paint.fill in svg) or kind in BARE
    assert {el.tag.removeprefix(NS) for el in root(svg).iter()} <= {
        "svg",
        "g",
        "title",
        "path",
        "polygon",
        "circle",
    }


def test_a_theme_may_paint_a_kind_otherwise():
    paint = replace(THEMES["light"].terminal, fill="#abcdef")
    theme = replace(THEMES["light"], more={"any": paint})
    assert paint_of(theme, "any") is paint
    assert paint_of(theme, "class") == paint_of(THEMES["light"], "class")


def test_shapes_touch_the_ports():
    """A rail ends in the middle of the left and right edge: the outline has to be there."""
    for kind in KINDS:
        corners = polygon(kind, 40, 24)
        if corners is not None:
            around = pairwise((*corners, corners[0]))
            level = [x for (x, y), (_, to_y) in around if min(y, to_y) <= 12 <= max(y, to_y)]
            assert {min(level), max(level)} == {0, 40}, kind
        for (x, _), (to_x, _) in bars(kind, 40, 24):
            assert 0 <= x == to_x <= 40


LETTER = Station("a", "terminal")
LOOP = Loop(Station("b", "set"), Straight())
PICTURES = {
    "notes": (
        Series((Station("if", "fold", before="x:", after="i"), Station("a", "nonterminal", before="$"))),
        '●── x: "if"i ── $a ──○\n',
    ),
    "signs": (
        Series((Station("A", "external"), Station("L", "class"), Station("end", "end-of-input"))),
        "●── ║A║ ── {L} ── ‹end› ──○\n",
    ),
    "code": (
        Series((Station("{}", "action"), Station("{}", "predicate"), Station("why", "comment"))),
        "●── `{}` ── `{}`? ── (* why *) ──○\n",
    ),
    "an ordered choice": (
        Fork((Station("a", "terminal", order=1), Series((Caption("2", "order"), LOOP)))),
        """\
●──┬─1── "a" ──┬──○
   ╰─2──┬─ b ─┬╯
        ╰─◂───╯
""",
    ),
    "a frame": (
        Series((Group("not followed by", "not-followed-by", LETTER), Station("b", "terminal"))),
        """\
  ┌┄not followed by┄┄┐
●──── "a" ───────────── "b" ──○
  └┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘
""",
    ),
    "something aside": (
        Group("", "but-not", Station("a", "nonterminal"), (Aside("but not", LETTER),)),
        """\
  ┌┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┐
●──── a ────────────────○
  ┆ but not   "a"     ┆
  └┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘
""",
    ),
    "a frame on the way back": (
        Loop(Station("a-long-name", "nonterminal"), Group("x:", "label", Fork((LETTER,), True))),
        """\
●─┬─ a-long-name ─┬─○
  ▴┌┄┄┄┄┄┄┄┄┄x:┄┄┐│
  │┆  ╭───◂───╮  ┆│
  ╰───┴─ "a" ─┴───╯
   └┄┄┄┄┄┄┄┄┄┄┄┄┄┘
""",
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name):
    track, expected = PICTURES[name]
    assert text(track).split("\n", 2)[2] == expected


def test_all_kinds_have_signs_or_a_bare_label_in_text():
    assert set(AROUND) <= set(KINDS)
    assert {kind: [*map(len, signs)] for kind, signs in AROUND.items()} == {
        kind: [*map(len, signs)] for kind, signs in AROUND_IN_ASCII.items()
    }
