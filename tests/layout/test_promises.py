"""What every layout promises, checked on the marks of random diagrams, in user units and in cells."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from railroad.diagram.model import Diagram, Fork, Loop, Series, Station, Straight
from railroad.layout.costs import CLAUSE
from railroad.layout.fit import fit, narrowest
from railroad.layout.place import lay_out
from railroad.layout.scene import Tile
from railroad.metrics import CELLS, USER_UNITS
from tests.automata import difference, machine_of
from tests.strategies import tracks
from tests.tracks import box, heading, machine_of_marks, points, runs

both = pytest.mark.parametrize("metrics", [USER_UNITS, CELLS], ids=["user units", "cells"])
many = settings(max_examples=150, deadline=None)


def panel(track, metrics=USER_UNITS):
    return lay_out([Diagram("r", track)], metrics).panels[0]


def tiles(track):
    return [box(mark) for mark in panel(track).marks if isinstance(mark, Tile)]


@both
@given(track=tracks())
@many
def test_the_rails_mean_what_the_diagram_says(metrics, track):
    machine, lost = machine_of_marks(panel(track, metrics))
    assert not lost
    assert machine[2] is not None, "no way to the end mark"
    assert difference(machine, machine_of(track)) is None


@both
@given(track=tracks())
@many
def test_everything_lies_inside_the_picture(metrics, track):
    scene = lay_out([Diagram("r", track)], metrics)
    corners = [point for rail in scene.panels[0].rails for point in points(rail)]
    for mark in scene.panels[0].marks:
        if isinstance(mark, Tile):
            x, y, width, height = box(mark)
            corners += [(x, y), (x + width, y + height)]
        else:
            corners.append(mark.at)
    for x, y in corners:
        assert metrics.margin <= x <= scene.width - metrics.margin
        assert metrics.margin <= y <= scene.height - metrics.margin


@given(track=tracks())
@many
def test_stations_keep_apart(track):
    for (x, y, width, height), (x2, y2, width2, height2) in combinations(tiles(track), 2):
        beside = x + width + 8 <= x2 or x2 + width2 + 8 <= x
        below = y + height + 8 <= y2 or y2 + height2 + 8 <= y
        assert beside or below


@given(track=tracks())
@many
def test_no_rail_runs_through_a_station(track):
    for rail in runs(panel(track)):
        for a, b in pairwise(rail):
            left, right = sorted((a[0], b[0]))
            top, bottom = sorted((a[1], b[1]))
            for x, y, width, height in tiles(track):
                through_x = left < x + width and right > x
                through_y = top < y + height and bottom > y
                assert not (through_x and through_y), (a, b)


@both
@given(track=tracks())
@many
def test_every_corner_has_room_for_its_curve(metrics, track):
    """A level piece between two corners is at least two radii long, any other at least one."""
    for rail in runs(panel(track, metrics)):
        pieces = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(rail)]
        upright = [heading(a, b)[0] == 0 for a, b in pairwise(rail)]
        for index, (length, is_upright) in enumerate(zip(pieces, upright, strict=True)):
            corners = (index > 0) + (index < len(pieces) - 1)
            room = min(metrics.radius, metrics.rise / 2) if is_upright else metrics.radius
            assert length >= corners * room


@given(track=tracks())
@many
def test_no_two_pieces_of_a_riser_lie_on_each_other(track):
    seen = []
    for rail in runs(panel(track)):
        for a, b in pairwise(rail):
            if a[0] == b[0]:
                seen.append((a[0], *sorted((a[1], b[1]))))
    for (x, top, bottom), (other_x, other_top, other_bottom) in combinations(seen, 2):
        if x == other_x:
            overlap = min(bottom, other_bottom) - max(top, other_top)
            assert overlap <= USER_UNITS.radius  # where one rail leaves another on its curve


def test_a_longer_sequence_is_wider():
    items = tuple(Station("x", "terminal") for _ in range(5))
    widths = [fit(Series(items[:n]), None, USER_UNITS, CLAUSE).width for n in range(2, 6)]
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("wrap", ["option", "loop", "choice"])
def test_ten_thousand_levels_lay_out(wrap):
    x = Station("x", "terminal")
    track = x
    for _ in range(10_000):
        if wrap == "option":
            track = Fork((Series((x, track)),), True)
        elif wrap == "loop":
            track = Loop(track, Straight())
        else:
            track = Fork((x, track))
    scene = lay_out([Diagram("deep", track)], USER_UNITS)
    assert sum(isinstance(mark, Tile) for mark in scene.panels[0].marks) == (1 if wrap == "loop" else 10_001)


@both
@given(track=tracks())
@many
def test_the_narrowest_shape_is_as_narrow_as_said_and_nothing_is_narrower(metrics, track):
    least = narrowest(track, metrics)
    shape = fit(track, least, metrics, CLAUSE)
    assert shape is not None
    assert shape.width <= least
    assert fit(track, least - metrics.grid, metrics, CLAUSE) is None
