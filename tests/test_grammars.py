"""The grammars that come with the project: clean, complete and drawable."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import railroad
from railroad.diagram.build import build
from railroad.layout.place import lay_out
from railroad.metrics import USER_UNITS
from railroad.transform import for_drawing
from tests.automata import difference, machine_of
from tests.conftest import ROOT
from tests.tracks import machine_of_marks

NOTATIONS = {".bnf": "bnf", ".abnf": "abnf", ".json": "json"}
NAMES = sorted(path.name for path in (ROOT / "grammars").iterdir() if path.suffix in NOTATIONS)
each = pytest.mark.parametrize("name", NAMES)


def load(path):
    return railroad.load(path, NOTATIONS[path.suffix])


def test_there_are_at_least_eight():
    assert len(NAMES) >= 8


@each
def test_it_is_read_without_a_warning(grammars, name):
    assert load(grammars / name).warnings == ()


@each
def test_its_header_says_where_it_is_from_and_its_licence(grammars, name):
    text = (grammars / name).read_text(encoding="utf-8")
    head = text[-1500:] if name.endswith(".json") else text[:1500]
    assert "Source:" in head
    assert "MIT" in head


@each
def test_every_rule_is_drawn_as_it_reads(grammars, name):
    grammar = load(grammars / name)
    defined = {rule.name for rule in grammar.rules}
    for rule in grammar.rules:
        diagram = build(for_drawing(rule, keep_recursion=False), defined, lambda _: None)
        machine, lost = machine_of_marks(lay_out([diagram], USER_UNITS).panels[0])
        assert not lost
        assert difference(machine, machine_of(diagram.track)) is None


@each
def test_every_link_leads_to_a_rule_in_the_picture(grammars, name):
    svg = ElementTree.fromstring(railroad.render(load(grammars / name)))
    ids = {element.get("id") for element in svg.iter() if element.get("id")}
    links = [element.get("href") for element in svg.iter("{http://www.w3.org/2000/svg}a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= ids
