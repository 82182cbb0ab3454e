"""pyparsing's diagrams are made of our objects."""

from __future__ import annotations

import re
import warnings
from html.parser import HTMLParser
from io import StringIO
from xml.etree import ElementTree

import pytest

import railroad

pp = pytest.importorskip("pyparsing", reason="pyparsing is not installed")
pytest.importorskip("jinja2", reason="pyparsing.diagram needs jinja2")


@pytest.fixture(scope="module")
def diagram():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyparsing.diagram
    return pyparsing.diagram


@pytest.fixture(scope="module")
def calculator():
    """Return a grammar with a list, a choice of many, an option, a recursion, a lookahead, an Each."""
    number = pp.Regex(r"\d+").set_name("number")
    name = (~pp.Keyword("let") + pp.Word(pp.alphas)).set_name("name")
    expression = pp.Forward().set_name("expression")
    call = (name + "(" + pp.Optional(pp.DelimitedList(expression)) + ")").set_name("call")
    atom = (number | call | name | "(" + expression + ")").set_name("atom")
    operator = pp.one_of("+ - * / ^ % << >>").set_name("operator")
    expression <<= atom + pp.ZeroOrMore(operator + atom)
    options = pp.Each([pp.Keyword("fast"), pp.Keyword("exact"), pp.Opt(number)]).set_name("options")
    let = "let" + name("target") + "=" + expression("value") + pp.Opt(options) + pp.Suppress(";")
    return pp.OneOrMore(pp.Group(let)).set_name("program")


class Links(HTMLParser):
    """The ids and the links of a page."""

    def __init__(self, page):
        super().__init__()
        self.ids, self.hrefs, self.pictures = [], [], 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.hrefs += [attributes["href"]] if tag == "a" else []
        self.pictures += tag == "svg"


def page_of(grammar, **options):
    out = StringIO()
    grammar.create_diagram(out, **options)
    return out.getvalue()


def pictures(page):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg .*?</svg>", page, re.DOTALL)]


def test_it_uses_our_module(diagram):
    assert diagram.railroad is railroad
    assert issubclass(diagram.AnnotatedItem, railroad.Group)


@pytest.mark.parametrize("options", [{}, {"show_results_names": True}, {"show_groups": True, "vertical": 2}])
def test_every_link_of_its_page_leads_to_a_heading(diagram, calculator, options):
    links = Links(page_of(calculator, **options))
    assert links.pictures >= 6
    assert links.hrefs
    assert {href.removeprefix("#") for href in links.hrefs} <= set(links.ids)


def test_its_pictures_wrap(diagram, calculator):
    for width in (320, 800):
        found = pictures(page_of(calculator, max_width=width, show_results_names=True))
        assert max(float(picture.get("width")) for picture in found) <= width


def test_its_options_reach_the_pictures(diagram, calculator):
    page = page_of(calculator, css="", head="<style>rect { fill: gold }</style>", theme="dark", embed=True)
    assert "<html>" not in page
    assert page.count("<style>") == 1
    assert all(picture.get("class") == "railroad-diagram" for picture in pictures(page))
    assert "#13294b" in page


def test_every_picture_says_its_rule_in_words(diagram, calculator):
    found = pictures(page_of(calculator))
    words = [picture.find("{http://www.w3.org/2000/svg}desc").text for picture in found]
    assert all(words)
    assert any("one or more times" in said for said in words)


def test_its_diagrams_can_be_drawn_as_text(diagram, calculator):
    for named in diagram.to_railroad(calculator):
        out = StringIO()
        named.diagram.writeText(out.write)
        assert "●" in out.getvalue()
