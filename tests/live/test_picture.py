"""The pictures of live objects: wrapped, linked, dressed and in words."""

from __future__ import annotations

import re
from io import StringIO
from xml.etree import ElementTree

import pytest

import railroad as rr

NAMES = {"svg": "http://www.w3.org/2000/svg"}


def drawn(diagram, css=None, standalone=True):
    """Return the root element of what a diagram writes."""
    out = StringIO()
    if standalone:
        diagram.writeStandalone(out.write, css)
    else:
        diagram.writeSvg(out.write)
    return ElementTree.fromstring(out.getvalue())


def all_of(root, path):
    return root.findall(f".//svg:{path}", NAMES)


def text_of(diagram, *width):
    out = StringIO()
    diagram.writeText(out.write, *width)
    return out.getvalue()


def long_one(**options):
    return rr.Diagram(*(rr.NonTerminal(f"part-{n}", href=f"#p{n}") for n in range(20)), **options)


@pytest.mark.parametrize("width", [300, 800, 1200])
def test_it_wraps_at_its_width(width):
    root = drawn(long_one(max_width=width))
    assert width * 0.6 < float(root.get("width")) <= width


def test_width_of_the_module_holds_for_those_without_one(monkeypatch):
    diagram = long_one()
    assert diagram.max_width == 800
    assert float(drawn(diagram).get("width")) <= 800
    monkeypatch.setattr(rr, "MAX_WIDTH", None)
    assert float(drawn(long_one()).get("width")) > 1500
    diagram.max_width = 300
    assert float(drawn(diagram.format()).get("width")) <= 300


def test_margins_are_within_the_width_and_as_in_css():
    plain = drawn(long_one(max_width=400).format(0))
    wide = drawn(long_one(max_width=400).format(10, 60, 30, 50))
    assert float(wide.get("width")) <= 400
    alone = rr.Diagram("a")
    sizes = [
        (float(root.get("width")), float(root.get("height")))
        for root in (drawn(alone.format(0)), drawn(alone.format(10, 20, 30, 40)))
    ]
    assert (sizes[1][0] - sizes[0][0], sizes[1][1] - sizes[0][1]) == (60, 40)
    assert plain.get("viewBox") == f"0 0 {plain.get('width')} {plain.get('height')}"
    assert alone.attrs["viewBox"] == f"0 0 {alone.attrs['width']} {alone.attrs['height']}"


def test_format_gives_the_diagram_back_and_can_be_repeated():
    diagram = rr.Diagram("a")
    first = drawn(diagram.format())
    assert diagram.formatted
    assert ElementTree.tostring(drawn(diagram.format())) == ElementTree.tostring(first)


def test_stations_have_classes_attributes_titles_and_links():
    item = rr.NonTerminal("n", href="#n", title="see n", cls="blue")
    item.attrs["data-x"] = 1
    root = drawn(rr.Diagram("a", item, rr.Comment("c")))
    groups = {group.get("class"): group for group in all_of(root, "g[@class]")}
    assert set(groups) == {"terminal", "non-terminal blue", "non-terminal"}
    linked = groups["non-terminal blue"]
    assert linked.get("data-x") == "1"
    assert linked.find("svg:title", NAMES).text == "see n"
    (link,) = linked.findall("svg:a", NAMES)
    assert link.get("href") == "#n"
    assert [child.tag.split("}")[1] for child in link] == ["rect", "text"]
    comment = groups["non-terminal"]
    assert [child.get("class") for child in comment] == ["comment"]
    assert len(all_of(root, "a")) == 1


def test_a_page_may_hold_several_pictures():
    root = drawn(rr.Diagram("a", rr.Group("b", "c")))
    assert not all_of(root, "g[@id]")
    assert root.get("aria-describedby") == all_of(root, "desc")[0].get("id")


def test_a_frame_can_be_styled_as_a_group_box():
    root = drawn(rr.Diagram(rr.Group("a", "words")))
    (frame,) = all_of(root, "rect[@class='frame group-box']")
    assert frame.get("stroke-dasharray")
    (words,) = all_of(root, "text[@class='words comment']")
    assert words.text == "words"


def test_looks_are_attributes_so_that_every_style_sheet_overrules_them():
    root = drawn(rr.Diagram("a", rr.ZeroOrMore("b"), rr.Group("c", "d"), rr.Comment("e")), css="")
    assert not all_of(root, "style")
    shapes = [
        mark
        for mark in root.iter()
        if mark.tag.split("}")[1] in ("rect", "path", "circle", "polygon", "text")
    ]
    assert len(shapes) > 8
    for shape in shapes:
        assert shape.get("fill"), shape.attrib
    assert {mark.get("fill") for mark in all_of(root, "path")} == {"none"}


def test_text_stands_with_its_middle_at_its_place():
    root = drawn(rr.Diagram("abcdef"))
    (rect,), (text,) = all_of(root, "rect"), all_of(root, "text")
    assert text.get("text-anchor") == "middle"
    assert float(text.get("x")) == float(rect.get("x")) + float(rect.get("width")) / 2


def test_style_sheets(monkeypatch):
    diagram = rr.Diagram("a")
    (style,) = all_of(drawn(diagram), "style")
    assert style.text == rr.DEFAULT_STYLE
    (style,) = all_of(drawn(diagram, "g > rect { fill: red }"), "style")
    assert style.text == "g > rect { fill: red }"
    assert not all_of(drawn(diagram, ""), "style")
    assert not all_of(drawn(diagram, standalone=False), "style")
    monkeypatch.setattr(rr, "DEFAULT_STYLE", "rect{}")
    assert all_of(drawn(diagram), "style")[0].text == "rect{}"


def test_class_of_the_root_can_be_set(monkeypatch):
    monkeypatch.setattr(rr, "DIAGRAM_CLASS", "mine")
    assert drawn(rr.Diagram("a")).get("class") == "mine"


def test_attributes_of_the_root_are_the_users():
    diagram = rr.Diagram("a")
    diagram.attrs["id"] = "x"
    assert drawn(diagram).get("id") == "x"


def test_own_pieces_stand_at_the_end():
    diagram = rr.Diagram("a")
    rr.Style("path{}").addTo(diagram)
    rr.Path(1, 2).right(3).addTo(diagram)
    rr.DiagramItem("text", {"x": 4}, "&").addTo(diagram)
    tags = [child.tag.split("}")[1] for child in drawn(diagram, css="")]
    assert tags == ["desc", "g", "style", "path", "text"]


def test_label_of_the_start_is_the_title():
    root = drawn(rr.Diagram(rr.Start(label="the rule"), "a"))
    (title,) = all_of(root, "text[@class='title']")
    assert title.text == root.get("aria-label") == "the rule"
    assert text_of(rr.Diagram(rr.Start(label="the rule"), "a")).startswith("the rule\n")


def test_themes():
    dark = drawn(rr.Diagram("a", theme="dark"))
    assert all_of(dark, "rect")[0].get("fill") == "#13294b"


def test_who_cannot_see_it_is_told():
    alone = drawn(rr.Diagram("a", rr.Optional("b")))
    assert alone.get("role") == "img"
    assert all_of(alone, "desc")[0].text == '"a", then optionally "b"'
    linked = drawn(rr.Diagram(rr.NonTerminal("n", "#n")))
    assert linked.get("role") == "graphics-document document"
    assert linked.get("aria-label")


def test_text_is_escaped_for_pages_unless_told(monkeypatch):
    diagram = rr.Diagram(rr.NonTerminal("<a>"))
    assert "&lt;a>" in text_of(diagram) or "&lt;a&gt;" in text_of(diagram)
    monkeypatch.setattr(rr, "ESCAPE_HTML", False)
    assert text_of(diagram) == "●── <a> ──○\n"


def test_text_wraps():
    narrow = text_of(long_one(), 60).splitlines()
    assert len(narrow) > 3
    assert max(map(len, narrow)) <= 60
    assert max(map(len, text_of(long_one(), None).splitlines())) > 150


def test_odd_characters_make_no_broken_document():
    item = rr.NonTerminal("a\x00<&\ud800", href='"&<\x01', title="\x02", cls="\x03")
    root = drawn(rr.Diagram(item, rr.Comment("\n")), css="a{}\x04")
    assert len(all_of(root, "a")) == 1


def test_no_station_leads_to_its_own_sign():
    assert not re.search("live:", ElementTree.tostring(drawn(long_one()), "unicode"))


def test_the_same_objects_give_the_same_bytes():
    assert ElementTree.tostring(drawn(long_one())) == ElementTree.tostring(drawn(long_one()))
