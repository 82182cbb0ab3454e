"""Place what has no parts: a station, a caption, a bare piece of track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.diagram.model import Caption, Station, Track
from railroad.fonts import cells
from railroad.geometry import Point, Rect
from railroad.layout.box import Box, rail
from railroad.layout.label import break_label
from railroad.layout.scene import Line, Tile, Words

if TYPE_CHECKING:
    from railroad.metrics import Metrics


_MARKS = {
    "nonterminal": 0,
    "call": 0,
    "set": 0,
    "complement": 0,
    "regex": 0,
    "predicate": 3,
    "attribute": 3,
    "comment": 6,
}
"""How many marks stand round the label of a kind where they are drawn; else two."""


def lay_out_leaf(track: Track, metrics: Metrics) -> Box:
    """Return the box of a track without parts; a bare piece has no width."""
    match track:
        case Station():
            return _station(track, metrics)
        case Caption(text, "order"):
            return _order(text, metrics)
        case Caption(text):
            return _caption(text, metrics)
        case _:
            return Box(0, metrics.rim, metrics.rim, 0, (), False, False)


def _station(station: Station, metrics: Metrics) -> Box:
    label = station.label
    texts = [label]
    if metrics.line_cells is not None and cells(label) > metrics.line_cells:
        texts = break_label(label, metrics.line_cells)
    lines = tuple([Line(text, metrics.text_width(text)) for text in texts])
    widest = max([line.width for line in lines])
    for note in (station.before, station.after):
        widest += metrics.note_width(note)
    width = metrics.station_width(widest, marks=_MARKS.get(station.kind, 2))
    half = metrics.half_height + (len(lines) - 1) * metrics.line_height / 2
    tile = Tile(
        Rect(0, -half, width, 2 * half),
        lines,
        station.kind,
        station.href,
        station.before,
        station.after,
        station.hint,
    )
    if station.order is None:
        return Box(width, half, half, 0, (tile,), False, False)
    number = _order(str(station.order), metrics)
    moved = tile._replace(rect=Rect(number.width, -half, width, 2 * half))
    return Box(number.width + width, half, half, 0, (*number.parts, moved), False, False)


def _order(number: str, metrics: Metrics) -> Box:
    """Return a bare rail with a number on it."""
    length = cells(number) * metrics.order_cell
    width = length + 2 * metrics.order_gap
    words = Words(Point(metrics.order_gap, -metrics.order_lift), number, "order", length)
    return Box(width, metrics.order_ascent, metrics.rim, 0, (rail((0, 0), (width, 0)), words), False, False)


def _caption(text: str, metrics: Metrics) -> Box:
    """Return a bare rail with words below it."""
    width = metrics.text_width(text) / metrics.cell * metrics.caption_cell
    words = Words(Point(0, metrics.caption_drop), text, "caption", width)
    return Box(
        width, metrics.rim, metrics.caption_descent, 0, (rail((0, 0), (width, 0)), words), False, False
    )
