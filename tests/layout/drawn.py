"""Whether what is drawn lies where its shape said: the same check for every kind of policy."""

from __future__ import annotations

from railroad.layout.fit import fit, narrowest
from railroad.layout.pen import Pen
from railroad.layout.scene import Tile
from tests.tracks import box, points


def check_drawn_as_measured(track, room, metrics, costs):
    """Lay a track out, draw its shape at the origin, and compare its extent and ports with its numbers."""
    shape = fit(track, room, metrics, costs)
    if shape is None:
        assert narrowest(track, metrics) > room
        return
    assert shape.width <= room
    pen = Pen(metrics)
    pen.draw(shape, 0, 0)
    drawn = [point for rail in pen.rails for point in points(rail)]
    for mark in pen.marks:
        if isinstance(mark, Tile):
            x, y, width, height = box(mark)
            drawn += [(x, y), (x, y + height / 2), (x + width, y + height / 2), (x + width, y + height)]
    assert all(0 <= x <= shape.width and -shape.ascent <= y <= shape.descent for x, y in drawn)
    assert (0, 0) in drawn
    assert (shape.width, shape.drop) in drawn
