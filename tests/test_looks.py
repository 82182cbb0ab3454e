"""The table of looks: it is complete and current, and no two meanings have the same picture."""

from __future__ import annotations

import importlib.util
import re
from typing import get_args

import pytest

from railroad.diagram.build import build
from railroad.diagram.model import Fork, Group, GroupKind, Loop, Series, Station, StationKind
from railroad.grammar import Choice, CodeKind, Expr, Lookahead, Repetition, Rule, walk
from tests.conftest import ROOT


def _demo():
    spec = importlib.util.spec_from_file_location("demo_looks", ROOT / "demos" / "looks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


demo = _demo()
EXAMPLES = [node for look in demo.LOOKS for node in walk(look.example)]


@pytest.mark.parametrize("node", get_args(Expr))
def test_every_node_has_a_row(node):
    assert any(type(example) is node for example in EXAMPLES)


def test_every_field_that_makes_a_difference_has_a_row():
    assert {node.case for node in EXAMPLES if hasattr(node, "case")} == {None, "exact", "fold"}
    assert {node.kind for node in EXAMPLES if hasattr(node, "kind")} == set(get_args(CodeKind))
    assert {node.ordered for node in EXAMPLES if isinstance(node, Choice)} == {True, False}
    assert {node.negative for node in EXAMPLES if isinstance(node, Lookahead)} == {True, False}
    assert {node.negated for node in EXAMPLES if hasattr(node, "negated")} == {True, False}
    assert {node.lazy for node in EXAMPLES if isinstance(node, Repetition)} == {True, False}
    assert {node.separator is None for node in EXAMPLES if isinstance(node, Repetition)} == {True, False}


def test_every_kind_of_station_and_frame_has_a_row():
    kinds = set()
    for look in demo.LOOKS:
        rule = Rule("r", look.example, parameters=look.parameters)
        external = {each.name: each.origin for each in demo.IMPORTS}
        todo = [build(rule, demo.DEFINED, lambda name: None, external).track]
        while todo:
            match todo.pop():
                case Station(kind=kind):
                    kinds.add(kind)
                case Series(parts) | Fork(parts):
                    todo += parts
                case Loop(body, back):
                    todo += (body, back)
                case Group(kind=kind, track=inner, asides=asides):
                    kinds.add(kind)
                    todo += (inner, *(aside.track for aside in asides))
    assert kinds == {*get_args(StationKind), *get_args(GroupKind)}


@pytest.mark.parametrize("format", ["svg", "txt", "png"])
@pytest.mark.parametrize("theme", ["light", "dark", "poster"])
def test_no_two_rows_have_the_same_picture(format, theme):
    pictures = {}
    for look in demo.LOOKS:
        drawn = demo.draw_look(look, format, theme=theme)
        if format == "svg":
            drawn = re.sub("<style>.*?</style>|<title>.*?</title>", "", drawn)
        pictures.setdefault(drawn, []).append(look.meaning)
    assert all(len(meanings) == 1 for meanings in pictures.values())


def test_no_two_rows_have_the_same_picture_in_ascii():
    pictures = [demo.draw_look(look, "txt", charset="ascii") for look in demo.LOOKS]
    assert all(picture.isascii() for picture in pictures)
    assert len({*pictures}) == len(pictures)


def test_the_table_is_what_the_demo_makes():
    assert demo.TABLE.read_text(encoding="utf-8") == demo.table(), "run python demos/looks.py"


def test_the_pictures_are_what_the_demo_makes():
    for look in demo.LOOKS:
        for theme in demo.THEMES:
            path = demo.IMAGES / f"{look.file}-{theme}.svg"
            assert path.read_text(encoding="utf-8") == demo.draw_look(look, "svg", theme=theme), path.name


def test_each_picture_belongs_to_a_row():
    files = {f"{look.file}-{theme}.svg" for look in demo.LOOKS for theme in demo.THEMES}
    assert {path.name for path in demo.IMAGES.iterdir()} == files
    assert len({look.file for look in demo.LOOKS}) == len(demo.LOOKS)
