"""The README keeps what it promises."""

from __future__ import annotations

import importlib.util
import re

import pytest

import railroad
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def readme_pictures():
    path = ROOT / "demos" / "readme_pictures.py"
    spec = importlib.util.spec_from_file_location("readme_pictures", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pictures()


@pytest.mark.parametrize("name", ["json-array-light.svg", "json-array-dark.svg"])
def test_its_picture_is_what_the_demo_makes(name):
    assert (ROOT / "docs" / "images" / name).read_text(encoding="utf-8") == readme_pictures()[name]
    assert f"docs/images/{name}" in README


def test_its_text_diagram_is_what_is_drawn():
    drawn = railroad.render(railroad.load(ROOT / "grammars" / "json.bnf"), "txt", rule="array")
    shown = "".join(f"   {line}".rstrip() + "\n" for line in drawn.splitlines())
    assert shown in README


def test_it_has_the_two_commands_each_on_a_line():
    commands = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("json.svg && .venv/bin/railroad render grammars/json.bnf -o json.png")
    assert "-m pytest" in commands[1]


def test_its_links_lead_to_files():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
