"""The box algebra, and constructions round boxes whose exit is lower than their entry."""

from __future__ import annotations

import pytest

from railroad.diagram.model import Fork, Loop, Series, Station
from railroad.geometry import Point, Rect
from railroad.layout.box import Box, Placed, beside, marks_of, rail
from railroad.layout.fork import lay_out_fork
from railroad.layout.loop import lay_out_loop
from railroad.layout.scene import Arrow, Line, Rail, Terminus, Tile, Words
from railroad.layout.series import lay_out_series
from railroad.metrics import USER_UNITS
from tests.automata import difference, machine_of
from tests.tracks import machine_of_marks


def step(label: str, drop: float) -> Box:
    """Return a station whose track goes down by `drop` behind it, as a wrapped row's does."""
    tile = Tile(Rect(0, -12, 40, 24), (Line(label, 20),), "terminal", None)
    down = rail((40, 0), (60, 0), (60, drop), (80, drop)) if drop else rail((40, 0), (80, 0))
    return Box(80, 12, max(12, drop + 2), drop, (tile, down))


def framed(box: Box):
    """Return the marks of a box between start and end marks."""
    parts = (
        Terminus(Point(0, 0), "start"),
        rail((0, 0), (20, 0)),
        Placed(box, 20, 0),
        rail((20 + box.width, box.drop), (40 + box.width, box.drop)),
        Terminus(Point(40 + box.width, box.drop), "end"),
    )
    return marks_of(Box(40 + box.width, box.ascent, box.descent, box.drop, parts), 0, 0)


def test_mirrored_twice_is_itself():
    marks = (rail((0, 0), (30, 0)), Arrow(Point(10, 0), "right"), Words(Point(5, 9), "w", "caption", 7))
    box = Box(30, 0, 0, 0, marks)
    once = Box(30, 0, 0, 0, (Placed(box, 0, 0, mirrored=True),))
    twice = Box(30, 0, 0, 0, (Placed(once, 0, 0, mirrored=True),))
    assert marks_of(twice, 3, 4) == marks_of(box, 3, 4)
    assert marks_of(once, 3, 4) != marks_of(box, 3, 4)


def test_mirroring_turns_tracks_and_arrows_but_keeps_labels_upright():
    tile = Tile(Rect(0, -12, 40, 24), (Line("first", 20),), "terminal", None)
    box = Box(100, 12, 12, 0, (tile, Arrow(Point(60, 0), "right"), Words(Point(80, 9), "w", "caption", 7)))
    outer = Box(100, 12, 12, 0, (Placed(box, 0, 0, mirrored=True),))
    turned, arrow, words = marks_of(outer, 0, 0)
    assert turned == tile._replace(rect=Rect(60, -12, 40, 24))
    assert arrow == Arrow(Point(40, 0), "left")
    assert words.at == Point(13, 9)


def test_stretching_moves_the_exit_and_nothing_else():
    box = step("a", 30)
    wide = box.stretched(200)
    assert (wide.width, wide.drop, wide.ascent, wide.descent) == (200, box.drop, box.ascent, box.descent)
    assert wide.parts[-1] == Rail(((80, 30), (200, 30)))
    assert box.stretched(10) is box


def test_neighbours_go_down_together():
    row = beside([step("a", 30), step("b", 20)], [16])
    assert (row.width, row.drop, row.descent) == (176, 50, 52)


def test_the_corner_that_leaves_a_rail_begins_where_that_rail_runs_straight():
    for mark in marks_of(lay_out_fork([step("a", 0), step("b", 0)], True, USER_UNITS), 0, 0):
        if isinstance(mark, Rail) and len(mark.points) > 2:
            for a, b in (mark.points[:2], mark.points[-2:]):
                assert abs(a[0] - b[0]) + abs(a[1] - b[1]) >= USER_UNITS.radius


@pytest.mark.parametrize("second", [0, 25, 60])
@pytest.mark.parametrize("first", [0, 25, 60])
def test_constructions_keep_their_meaning_round_boxes_that_go_down(first, second):
    a, b = step("a", first), step("b", second)
    sa, sb = Station("a", "terminal"), Station("b", "terminal")
    for box, track in (
        (lay_out_series([a, b], USER_UNITS), Series((sa, sb))),
        (lay_out_fork([a, b], False, USER_UNITS), Fork((sa, sb))),
        (lay_out_fork([a, b], True, USER_UNITS), Fork((sa, sb), True)),
        (lay_out_loop(a, b, USER_UNITS), Loop(sa, sb)),
    ):
        machine, lost = machine_of_marks(framed(box))
        assert not lost
        assert difference(machine, machine_of(track)) is None
        for mark in framed(box):
            if isinstance(mark, Rail):
                assert all(-box.ascent <= y <= box.descent for _, y in mark.points)
