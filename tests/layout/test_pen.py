"""The pen, and constructions round parts whose exit is lower than their entry."""

from __future__ import annotations

import pytest

from railroad.diagram.model import Fork, Loop, Series, Station
from railroad.geometry import Point, Rect
from railroad.layout.fork import Forked
from railroad.layout.leaf import lay_out_leaf
from railroad.layout.loop import Looped
from railroad.layout.pen import Pen
from railroad.layout.scene import Arrow, Panel, Terminus, Tile
from railroad.layout.series import OneRow
from railroad.layout.shape import Shape
from railroad.metrics import USER_UNITS
from tests.automata import difference, machine_of
from tests.tracks import machine_of_marks, points


class Step(Shape):
    """A station whose track goes down by `drop` behind it, as a wrapped row's does."""

    __slots__ = ("station",)

    def __init__(self, label, drop):
        self.station = lay_out_leaf(Station(label, "terminal"), USER_UNITS)
        self.width, self.drop = self.station.width + 40, drop
        self.ascent, self.descent = 12, max(12, drop + 2)
        self.cost, self.score = 0, 12 + self.descent
        self.opens = self.closes = True

    def draw(self, pen, x, y, sign):
        end, out = x + sign * self.station.width, x + sign * self.width
        corner = end + sign * 20
        if self.drop:
            pen.rails.append((end, y, corner, y, corner, y + self.drop, out, y + self.drop))
        else:
            pen.rails.append((end, y, out, y))
        pen.todo.append((self.station, x, y, sign))


def framed(shape):
    """Return a panel with a shape between start and end marks."""
    pen = Pen(USER_UNITS)
    pen.draw(shape, 20, 0)
    end = 20 + shape.width
    rails = [(0, 0, 20, 0), *pen.rails, (end, shape.drop, end + 20, shape.drop)]
    termini = (Terminus(Point(0, 0), "start"), Terminus(Point(end + 20, shape.drop), "end"))
    return Panel("r", Rect(0, 0, 0, 0), USER_UNITS, tuple(rails), (*termini, *pen.marks))


def test_what_runs_to_the_left_is_the_mirror_image_but_for_its_labels():
    shape = Looped(Forked([Step("a", 30), Step("b", 0)], True, USER_UNITS), Step("c", 20), USER_UNITS)
    right, left = Pen(USER_UNITS), Pen(USER_UNITS)
    right.draw(shape, 0, 5)
    left.draw(shape, 0, 5, -1)
    mirrored = [tuple(-v if i % 2 == 0 else v for i, v in enumerate(rail)) for rail in right.rails]
    assert mirrored == left.rails
    turned = {"right": "left", "left": "right", "up": "up", "down": "down"}
    for mark, other in zip(right.marks, left.marks, strict=True):
        if isinstance(mark, Tile):
            assert other == Tile(-mark.x - mark.face.width, mark.y, mark.face)
        elif isinstance(mark, Arrow):
            assert other.heading == turned[mark.heading]
            assert abs(other.at.x + mark.at.x) <= USER_UNITS.grid


def test_stations_come_in_the_order_of_the_track():
    shape = OneRow(
        [Forked([Step("a", 0), Step("b", 0)], False, USER_UNITS), Step("c", 0), Step("d", 0)], USER_UNITS
    )
    assert [mark.label for mark in framed(shape).marks if isinstance(mark, Tile)] == ["a", "b", "c", "d"]


def test_neighbours_go_down_together():
    row = OneRow([Step("a", 30), Step("b", 20)], USER_UNITS)
    assert (row.width, row.drop, row.descent) == (2 * Step("a", 0).width + 8, 50, 52)


def test_the_corner_that_leaves_a_rail_begins_where_that_rail_runs_straight():
    for rail in framed(Forked([Step("a", 0), Step("b", 0)], True, USER_UNITS)).rails:
        corners = points(rail)
        if len(corners) > 2:
            for a, b in (corners[:2], corners[-2:]):
                assert abs(a[0] - b[0]) + abs(a[1] - b[1]) >= USER_UNITS.radius


@pytest.mark.parametrize("second", [0, 25, 60])
@pytest.mark.parametrize("first", [0, 25, 60])
def test_constructions_keep_their_meaning_round_parts_that_go_down(first, second):
    a, b = Step("a", first), Step("b", second)
    sa, sb = Station("a", "terminal"), Station("b", "terminal")
    for shape, track in (
        (OneRow([a, b], USER_UNITS), Series((sa, sb))),
        (Forked([a, b], False, USER_UNITS), Fork((sa, sb))),
        (Forked([a, b], True, USER_UNITS), Fork((sa, sb), True)),
        (Looped(a, b, USER_UNITS), Loop(sa, sb)),
    ):
        panel = framed(shape)
        machine, lost = machine_of_marks(panel)
        assert not lost
        assert difference(machine, machine_of(track)) is None
        for rail in panel.rails:
            assert all(-shape.ascent <= y <= shape.descent for _, y in points(rail))
