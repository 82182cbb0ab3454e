"""The public names, and what it costs to import them."""

from __future__ import annotations

import subprocess
import sys

import pytest

import railroad

HEAVY = {"lark", "svgwrite", "cairosvg", "werkzeug", "click", "fontTools", "resvg_py"}
OLDER_NAMES = [
    "Diagram",
    "ComplexDiagram",
    "Sequence",
    "Stack",
    "OptionalSequence",
    "AlternatingSequence",
    "Choice",
    "MultipleChoice",
    "HorizontalChoice",
    "Optional",
    "OneOrMore",
    "ZeroOrMore",
    "Group",
    "Start",
    "End",
    "Terminal",
    "NonTerminal",
    "Comment",
    "Skip",
    "Path",
    "Style",
    "DiagramItem",
    "DiagramMultiContainer",
    "DEFAULT_STYLE",
    "DIAGRAM_CLASS",
    "INTERNAL_ALIGNMENT",
    "STROKE_ODD_PIXEL_LENGTH",
    "CHAR_WIDTH",
    "COMMENT_CHAR_WIDTH",
    "DEBUG",
    "VS",
    "AR",
    "escapeAttr",
    "escapeHtml",
    "wrapString",
]


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", railroad.__all__)
def test_a_public_name_is_there_and_listed(name):
    assert getattr(railroad, name) is getattr(railroad, name)
    assert name in dir(railroad)


@pytest.mark.parametrize("name", OLDER_NAMES)
def test_names_of_the_older_module_are_those_of_the_live_objects(name):
    from railroad import live

    assert name in railroad.__all__
    assert getattr(railroad, name) is getattr(live, name)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_like_it"):
        railroad.nothing_like_it  # noqa: B018


@pytest.mark.parametrize("module", ["railroad", "railroad.__main__", "railroad.pipeline", "railroad.live"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*({HEAVY!r} & sys.modules.keys()))".replace("[", "{").replace(
        "]", "}"
    )
    assert run(code).split() == []


def test_the_core_draws_svg_without_any_rasterizer():
    code = (
        "import sys, railroad; railroad.render(railroad.read('a ::= \"b\"'));"
        "print(*({'cairosvg', 'cairocffi', 'resvg_py', 'werkzeug', 'click'} & sys.modules.keys()))"
    )
    assert run(code).split() == []
