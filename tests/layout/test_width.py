"""What a layout promises when it is given a width."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.diagram.model import Diagram, Fork, Loop, Series, Station, Straight
from railroad.layout.costs import CLAUSE, SHORT
from railroad.layout.fit import fit, narrowest
from railroad.layout.label import break_label
from railroad.layout.loop import Looped
from railroad.layout.place import lay_out
from railroad.layout.scene import Tile
from railroad.layout.shared import SharedLoop
from railroad.metrics import CELLS, USER_UNITS
from railroad.policies import Policies
from tests.automata import difference, machine_of
from tests.layout.drawn import check_drawn_as_measured
from tests.strategies import tracks
from tests.tracks import machine_of_marks

many = settings(max_examples=120, deadline=None)
units = st.sampled_from([(USER_UNITS, 250), (USER_UNITS, 400), (USER_UNITS, 800), (CELLS, 30), (CELLS, 80)])


def densest(metrics):
    while metrics.denser is not None:
        metrics = metrics.denser
    return metrics


def squeezed(machine):
    """Return a machine whose labels have no blanks: where a label breaks, its blank is lost."""
    edges, start, final = machine
    steps = {at: [(label and "".join(label.split()), to) for label, to in out] for at, out in edges.items()}
    return steps, start, final


@given(track=tracks(20), unit=units)
@many
def test_a_broken_picture_means_what_the_diagram_says(track, unit):
    metrics, width = unit
    panel = lay_out([Diagram("r", track)], metrics, width=width, titles=False).panels[0]
    machine, lost = machine_of_marks(panel)
    assert not lost
    assert difference(squeezed(machine), squeezed(machine_of(track))) is None


@given(track=tracks(20), unit=units)
@many
def test_the_width_is_kept_wherever_anything_keeps_it(track, unit):
    metrics, width = unit
    scene = lay_out([Diagram("r", track)], metrics, width=width, titles=False)
    last = densest(metrics)
    frame = 2 * (last.margin + last.terminus + last.lead)
    assert scene.width <= max(width, narrowest(track, last) + frame)


@given(track=tracks(20), room=st.integers(60, 900), costs=st.sampled_from([CLAUSE, SHORT]))
@many
def test_what_is_drawn_has_the_numbers_of_its_shape(track, room, costs):
    check_drawn_as_measured(track, room, USER_UNITS, costs)


@given(track=tracks(12), room=st.integers(80, 700))
@many
def test_a_wider_page_never_has_a_worse_score(track, room):
    narrow, wide = (fit(track, width, USER_UNITS, CLAUSE) for width in (room, room + 25))
    if narrow is not None:
        assert wide.score <= narrow.score


@given(track=tracks(12), room=st.integers(80, 700))
@many
def test_nothing_is_lower_than_what_costs_only_its_height(track, room):
    short, clause = (fit(track, room, USER_UNITS, costs) for costs in (SHORT, CLAUSE))
    if short is not None:
        assert short.ascent + short.descent <= clause.ascent + clause.descent


def word(label):
    return Station(label, "terminal")


def rows_of(track, width):
    """Return the labels of each row of a picture, from its tiles' heights."""
    marks = lay_out([Diagram("r", track)], USER_UNITS, width=width, titles=False).panels[0].marks
    rows = {}
    for mark in marks:
        if isinstance(mark, Tile):
            rows.setdefault(mark.y, []).append((mark.x, mark.label))
    return [[label for _, label in sorted(row)] for _, row in sorted(rows.items())]


def test_rows_begin_at_a_clause_and_not_between_a_keyword_and_its_operand():
    operand = Station("operand", "nonterminal")
    clauses = [Fork((Series((word(key), operand)),), True) for key in ("ABC", "DEF")]
    track = Series((word("SELECT"), Station("columns", "nonterminal"), *clauses))
    for width in range(330, 480, 10):
        assert rows_of(track, width)[0][:2] == ["SELECT", "columns"]
        for row in rows_of(track, width):
            assert row[-1] == "operand" or row[-1] == "columns"


def test_an_optional_clause_alone_in_a_row_has_no_bypass():
    optional = Fork((Series((word("WHERE"), Station("condition", "nonterminal"))),), True)
    track = Series((word("DELETE"), word("FROM"), Station("table-name", "nonterminal"), optional))
    tall = lay_out([Diagram("r", track)], USER_UNITS, width=360, titles=False)
    assert rows_of(track, 360) == [["DELETE", "FROM", "table-name"], ["WHERE", "condition"]]
    machine, lost = machine_of_marks(tall.panels[0])
    assert not lost
    assert difference(machine, machine_of(track)) is None


loops = st.builds(
    Loop,
    st.lists(tracks(3), min_size=2, max_size=4).map(tuple).map(Fork),
    st.lists(tracks(3), min_size=2, max_size=4).map(tuple).map(Series),
)


@given(loop=loops, spare=st.integers(0, 80), side=st.sampled_from(["below", "above"]))
@many
def test_a_loop_round_a_choice_keeps_every_width_that_its_narrowest_shape_has(loop, spare, side):
    metrics = USER_UNITS.under(Policies(way_back=side))
    least = narrowest(loop, metrics)
    shape = fit(loop, least + spare, metrics, CLAUSE)
    assert shape is not None
    assert shape.width <= least + spare


@pytest.mark.parametrize("side", ["below", "above"])
@pytest.mark.parametrize("body", [Station("item", "nonterminal"), Fork((word("a"), word("b")))])
def test_a_long_way_back_wraps(body, side):
    back = Series(tuple(word(label) for label in ("skip", "all", "blanks", "and", "comments")))
    loop = Loop(body, back)
    policies = Policies(way_back=side)
    wide = lay_out([Diagram("r", loop)], USER_UNITS.under(policies), titles=False)
    narrow = lay_out([Diagram("r", loop)], USER_UNITS.under(policies), width=280, titles=False)
    assert wide.width > 400
    assert narrow.width <= 280
    rows = {
        mark.y
        for mark in narrow.panels[0].marks
        if isinstance(mark, Tile) and mark.label in "skip and comments"
    }
    assert len(rows) > 1
    machine, lost = machine_of_marks(narrow.panels[0])
    assert not lost
    assert difference(machine, machine_of(loop)) is None


def test_a_loop_round_a_choice_shares_its_risers_where_room_is_short():
    loop = Loop(Fork((Station("one-of-these", "nonterminal"), Station("another", "nonterminal"))), word(","))
    least = narrowest(loop, USER_UNITS)
    branches = max(narrowest(branch, USER_UNITS) for branch in loop.body.branches)
    assert least == branches + 4 * USER_UNITS.radius
    assert isinstance(fit(loop, least, USER_UNITS, CLAUSE), SharedLoop)
    assert isinstance(fit(loop, 800, USER_UNITS, CLAUSE), Looped)
    assert narrowest(Fork((loop,), True), USER_UNITS) > least + 4 * USER_UNITS.radius  # with a bypass not


def test_many_short_alternatives_stand_in_columns():
    methods = "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH"
    track = Fork(tuple(map(word, methods.split())))
    assert rows_of(track, 800) == [
        ["GET", "PUT", "OPTIONS"],
        ["HEAD", "DELETE", "TRACE"],
        ["POST", "CONNECT", "PATCH"],
    ]


def test_a_choice_of_hundreds_stays_on_a_page():
    track = Loop(Fork(tuple(word(f"k{n}") for n in range(300)), True), Straight())
    scene = lay_out([Diagram("r", track)], USER_UNITS, width=800)
    assert scene.width <= 800
    assert scene.height < 1500


@pytest.mark.parametrize(
    ("label", "width", "lines"),
    [
        ("common-table-expression", 12, ["common-", "table-", "expression"]),
        ("two words", 5, ["two", "words"]),
        ("snake_case_name", 8, ["snake_", "case_", "name"]),
        ("camelCaseName", 6, ["camel", "Case", "Name"]),
        ("short", 20, ["short"]),
        ("unbreakable", 3, ["unbreakable"]),
        ("   ", 1, ["   "]),
    ],
)
def test_a_label_breaks_where_a_reader_would(label, width, lines):
    assert break_label(label, width) == lines


@given(st.text(st.sampled_from("aB-_ ."), min_size=1, max_size=30), st.integers(1, 12))
@many
def test_breaking_loses_nothing_but_blanks(label, width):
    lines = break_label(label, width)
    assert "".join("".join(lines).split()) == "".join(label.split())
    assert all(lines)
