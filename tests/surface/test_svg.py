"""The SVG: well-formed whatever is in it, and drawn so that a program can walk it."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from svgwrite.validator2 import get_validator

from railroad.diagram.model import Caption, Diagram, Fork, Loop, Series, Station, Straight
from railroad.layout.place import lay_out
from railroad.metrics import USER_UNITS
from railroad.surface import Settings
from railroad.surface.path import Numbers, number, path_data
from railroad.surface.svg import render_outlined_svg, render_svg
from railroad.theme import THEMES
from tests.strategies import tracks

NS = "{http://www.w3.org/2000/svg}"
SAMPLE = Series(
    (
        Station("SELECT", "terminal"),
        Fork((Station("a", "terminal"), Station("expr", "nonterminal", "#rule-expr")), True),
        Loop(Station("gone", "undefined"), Station("a...z", "range")),
        Loop(Station("any character", "prose"), Caption("2–40 ×")),
    )
)


def drawn(track=SAMPLE, name="r", theme="light", settings=None, **more):
    scene = lay_out([Diagram(name, track)], USER_UNITS, **more)
    return render_svg(scene, THEMES[theme], settings or Settings())


def root(text):
    return ElementTree.fromstring(text)


def test_it_is_one_line_of_standalone_svg():
    text = drawn()
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" ')
    assert text.endswith("</svg>\n")
    assert text.count("\n") == 1


def test_the_viewbox_is_the_size():
    svg = root(drawn())
    assert svg.get("viewBox") == f"0 0 {svg.get('width')} {svg.get('height')}"


def test_a_station_is_one_rect_with_its_bare_label_in_text():
    svg = root(drawn())
    boxes = list(svg.iter(f"{NS}rect"))
    texts = [text for text in svg.iter(f"{NS}text") if text.get("class") not in ("title", "caption")]
    assert [box.get("class") for box in boxes] == [text.get("class") for text in texts]
    assert sorted((text.text, text.get("class")) for text in texts) == [
        ("SELECT", "terminal"),
        ("a", "terminal"),
        ("a...z", "range"),
        ("any character", "prose"),
        ("expr", "nonterminal"),
        ("gone", "undefined"),
    ]
    for box, text in zip(boxes, texts, strict=True):
        left, width = float(box.get("x")), float(box.get("width"))
        x, length = float(text.get("x")), float(text.get("textLength"))
        assert x - left == pytest.approx(left + width - x - length)


def test_only_rails_are_paths_and_arrows_have_their_class():
    svg = root(drawn())
    assert [path.get("class") for path in svg.iter(f"{NS}path")] == ["rail"]
    assert {el.get("class") for el in svg.iter(f"{NS}polygon")} == {"arrow"}
    assert [el.get("class") for el in svg.iter(f"{NS}circle")] == ["start", "end"]


def test_a_rule_has_its_id_and_its_title():
    svg = root(drawn(name="valid ~semver"))
    (group,) = [el for el in svg if el.tag == f"{NS}g"]
    assert group.get("id") == "rule-valid%20%7Esemver"
    assert group[0].tag == f"{NS}title"
    assert group[0].text == "valid ~semver"


def test_titles_can_be_left_out():
    assert 'class="title"' in drawn()
    assert 'class="title"' not in drawn(titles=False)


def test_links_lead_where_the_station_says():
    (link,) = root(drawn()).iter(f"{NS}a")
    assert link.get("href") == "#rule-expr"


def test_every_text_fits_its_width_in_any_font():
    for text in root(drawn()).iter(f"{NS}text"):
        cells = len(text.text)
        size = {"title": 9.6, "caption": 7.2}.get(text.get("class"), 9)
        assert float(text.get("textLength")) == pytest.approx(cells * size)


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_touches_this_theme_only(theme):
    svg = root(drawn(theme=theme))
    assert svg.get("class") == f"railroad railroad-{theme}"
    rules = svg.find(f"{NS}style").text.strip().rstrip("}").split("}")
    assert all(rule.startswith(f".railroad-{theme} ") for rule in rules)


def test_a_background_is_painted_only_when_asked_for():
    assert 'class="background"' not in drawn()
    assert 'class="background"' in drawn(settings=Settings(background=True))


HOSTILE = "</text><script>alert(1)</script>&amp;]]>\"'<!--"


def test_markup_in_labels_names_and_links_is_only_text():
    track = Station(HOSTILE, "nonterminal", f"javascript-is-not-ours:{HOSTILE}")
    svg = root(drawn(track, name=HOSTILE))
    assert [el.text for el in svg.iter(f"{NS}text")] == [HOSTILE, HOSTILE]
    assert not list(svg.iter(f"{NS}script"))


@given(text=st.text(st.characters(), min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_no_label_makes_it_ill_formed(text):
    svg = drawn(Station(text, "terminal"), name=text)
    ElementTree.fromstring(svg.encode("utf-8"))


@given(track=tracks())
@settings(max_examples=60, deadline=None)
def test_svgwrite_finds_every_element_and_attribute_valid(track):
    validator = get_validator("full", debug=True)
    for element in root(drawn(track)).iter():
        tag = element.tag.removeprefix(NS)
        attributes = dict(element.attrib)
        attributes.pop("textLength", None)  # svgwrite knows it with a unit only
        href = attributes.pop("href", None)  # SVG 2 §16.1.6; svgwrite knows SVG 1.1's xlink:href
        assert href is None or tag == "a"
        validator.check_all_svg_attribute_values(tag, attributes)
        for child in element:
            validator.check_valid_children(tag, child.tag.removeprefix(NS))


def test_the_same_scene_gives_the_same_bytes():
    assert drawn() == drawn()


def test_rasterizers_get_nothing_that_one_of_them_draws_otherwise():
    scene = lay_out([Diagram("r", SAMPLE)], USER_UNITS)
    asked = []

    def outline(text, style, size, x, baseline, width):
        asked.append((text, style, size, width))
        return f"M{x} {baseline}h1"

    svg = root(render_outlined_svg(scene, THEMES["dark"], Settings(), outline))
    tags = {el.tag.removeprefix(NS) for el in svg.iter()}
    assert tags == {"svg", "g", "title", "path", "polygon", "circle"}
    assert not [el for el in svg.iter() if el.get("class") and el is not svg]
    assert ("SELECT", "semibold", 15, 54) in asked
    assert ("r", "semibold", 16, 9.6) in asked
    assert ("2–40 ×", "italic", 12, pytest.approx(43.2)) in asked


def test_a_colour_of_the_theme_reaches_both_flavours():
    theme = dataclasses.replace(THEMES["light"], rail="#123456")
    scene = lay_out([Diagram("r", SAMPLE)], USER_UNITS)
    assert "#123456" in render_svg(scene, theme, Settings())
    assert "#123456" in render_outlined_svg(scene, theme, Settings(), lambda *_: "M0 0")


@pytest.mark.parametrize(
    ("points", "data"),
    [
        ([(0, 0), (5, 0)], "M0 0H5"),
        ([(0, 0), (10, 0), (10, 30), (20, 30)], "M0 0A10 10 0 0 1 10 10V20A10 10 0 0 0 20 30"),
        ([(20, 0), (0, 0), (0, -20), (30, -20)], "M20 0H10A10 10 0 0 1 0 -10A10 10 0 0 1 10 -20H30"),
        ([(0, 0), (4, 0), (4, 30)], "M0 0A4 4 0 0 1 4 4V30"),
    ],
)
def test_corners_are_quarter_circles_in_the_direction_of_travel(points, data):
    assert path_data([tuple(v for point in points for v in point)], 10, Numbers()) == data


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short_and_near(value):
    text = number(value)
    assert abs(float(text) - value) <= 0.005001
    assert not text.endswith(".") and text != "-0" and "e" not in text
    assert "." not in text or not text.endswith("0")


def test_a_straight_rule_is_a_rail_between_two_marks():
    svg = root(drawn(Straight()))
    assert len(list(svg.iter(f"{NS}circle"))) == 2
    assert len(list(svg.iter(f"{NS}rect"))) == 0
