"""Text diagrams, as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

import railroad
from railroad.diagram.model import Caption, Diagram, Fork, Group, Loop, Series, Station, Straight
from railroad.errors import LimitError
from railroad.layout.place import lay_out
from railroad.metrics import CELLS
from railroad.surface import text
from railroad.surface.text import render_text


def terminal(label):
    return Station(label, "terminal")


def name(label):
    return Station(label, "nonterminal")


def drawn(track, title="r", **more):
    return render_text(lay_out([Diagram(title, track)], CELLS, **more))


IN_ASCII = {
    "a choice in a loop": (
        Loop(Fork((name("x"), terminal("yes"))), terminal(",")),
        """\
*-+--+- x -----+--+-o
  |  `- "yes" -'  |
  `---<---- "," --'
""",
    ),
    "a bypass round a loop": (
        Fork((Loop(name("x"), Straight()),), True),
        """\
   ,--->---.
*--++- x -++--o
    `-<---'
""",
    ),
    "what stands one above the other is not joined": (
        Loop(Fork((terminal("a"),), True), Loop(Loop(terminal("b"), Straight()), terminal("c"))),
        """\
     ,--->---.
*-+--'- "a" -'--+-o
  `+-.- "b" -.-+'
   | `--->---' |
   `-- "c" ->--'
""",
    ),
    "kinds": (
        Series((Station("m", "undefined"), Station("N", "external"), Station("any", "any"))),
        "*-- ?m? -- =N= -- *any* --o\n",
    ),
    "a frame": (
        Group("x:", "label", terminal("a")),
        """\
  :~x:~~~~~~:
*---- "a" ----o
  :~~~~~~~~~:
""",
    ),
}


@pytest.mark.parametrize(("track", "picture"), IN_ASCII.values(), ids=IN_ASCII)
def test_picture_in_ascii(track, picture):
    assert render_text(lay_out([Diagram("r", track)], CELLS, titles=False), "ascii") == picture


PICTURES = {
    "a straight rule": (Straight(), "●───○\n"),
    "a sequence": (
        Series((terminal("a"), name("b"), Station("c", "undefined"))),
        '●── "a" ── b ── ┆c┆ ──○\n',
    ),
    "what is no name has signs round it": (
        Series((Station("a...z", "range"), Station("any letter", "prose"))),
        "●── [a...z] ── <any letter> ──○\n",
    ),
    "a choice": (
        Fork((name("x"), terminal("yes"), terminal("no"))),
        """\
●──┬─ x ─────┬──○
   ├─ "yes" ─┤
   ╰─ "no" ──╯
""",
    ),
    "a bypass is above": (
        Fork((terminal("-"),), True),
        """\
   ╭───▸───╮
●──┴─ "-" ─┴──○
""",
    ),
    "a loop with its separator on the way back": (
        Loop(name("element"), terminal(",")),
        """\
●─┬─ element ─┬─○
  ╰─◂── "," ──╯
""",
    ),
    "a separator of two parts reads from right to left, as the train meets it": (
        Loop(name("a-long-element"), Series((terminal(","), terminal("and")))),
        """\
●─┬─ a-long-element ─┬─○
  ╰─◂ "and" ── "," ──╯
""",
    ),
    "a count beside its loop": (
        Loop(name("octet"), Caption("2–40 ×")),
        """\
●─┬─ octet ─┬─○
  ╰────◂────╯
    2–40 ×
""",
    ),
    "wide characters take two cells": (
        Fork((terminal("漢字"), terminal("ab"))),
        """\
●──┬─ "漢字" ─┬──○
   ╰─ "ab" ───╯
""",
    ),
}


@pytest.mark.parametrize(("track", "picture"), PICTURES.values(), ids=PICTURES)
def test_picture(track, picture):
    assert drawn(track, titles=False) == picture


def test_the_title_stands_above():
    assert drawn(Straight(), "a rule") == "a rule\n\n●───○\n"


def test_two_rules_stand_one_below_the_other():
    scene = lay_out([Diagram("a", Straight()), Diagram("b", name("x"))], CELLS)
    assert render_text(scene) == "a\n\n●───○\n\nb\n\n●── x ──○\n"


def test_too_large_a_text_is_refused(monkeypatch):
    monkeypatch.setattr(text, "MAX_CELLS", 20)
    with pytest.raises(LimitError, match="columns by"):
        drawn(name("a-name-of-many-letters"))


@pytest.mark.parametrize("width", range(40, 120))
def test_no_line_is_longer_than_the_columns_asked_for(width):
    grammar = railroad.load(Path(__file__).parents[2] / "grammars" / "sql-select.bnf")
    told = []
    text = railroad.render(grammar, "txt", width=width, report=told.append)
    assert told or max(map(len, text.splitlines())) <= width
