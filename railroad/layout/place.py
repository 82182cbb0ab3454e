"""Place a diagram: from what to draw to where everything goes.

Every kind of track has one function that makes a box of it from the boxes of its parts; this file calls them
from the leaves upward, on a stack of its own, so a diagram may be nested as deep as memory allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.diagram.model import Caption, Diagram, Fork, Loop, Series, Station, Track
from railroad.geometry import Point, Rect
from railroad.layout.box import Box, Part, Placed, marks_of, rail
from railroad.layout.fork import lay_out_fork
from railroad.layout.loop import lay_out_loop
from railroad.layout.scene import Panel, Scene, Terminus, Tile, Words
from railroad.layout.series import lay_out_series

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.metrics import Metrics


def lay_out(diagrams: Iterable[Diagram], metrics: Metrics, *, titles: bool = True) -> Scene:
    """Return the picture of all diagrams, one below the other, each as wide as it comes.

    Args:
        diagrams: what to draw; none gives an empty picture.
        metrics: the lengths to use, and so the unit of everything in the scene.
        titles: whether the name of each rule stands above it.
    """
    panels: list[Panel] = []
    width, y = 0.0, metrics.margin
    for diagram in diagrams:
        if panels:
            y += metrics.panel_gap
        panel = _panel(diagram, y, metrics, titles)
        panels.append(panel)
        width = max(width, panel.rect.x + panel.rect.width)
        y += panel.rect.height
    return Scene(width + metrics.margin, y + metrics.margin, metrics, tuple(panels))


def place(track: Track, metrics: Metrics) -> Box:
    """Return the box of a track, however deep it is nested."""
    done: list[Box] = []
    todo: list[tuple[Track, int]] = [(track, -1)]
    while todo:
        node, count = todo.pop()
        if count < 0:
            parts = _parts(node)
            if parts:
                todo.append((node, len(parts)))
                todo.extend([(part, -1) for part in reversed(parts)])
            else:
                done.append(_leaf(node, metrics))
        else:
            boxes = done[-count:]
            del done[-count:]
            done.append(_combined(node, boxes, metrics))
    return done[0]


def _parts(track: Track) -> tuple[Track, ...]:
    match track:
        case Series(items):
            return items
        case Fork(branches):
            return branches
        case Loop(body, back):
            return (body, back)
        case _:
            return ()


def _leaf(track: Track, metrics: Metrics) -> Box:
    match track:
        case Station():
            return _station(track, metrics)
        case Caption(text):
            return _caption(text, metrics)
        case _:
            return Box(0, metrics.rim, metrics.rim, 0, (), False, False)


def _combined(track: Track, boxes: list[Box], metrics: Metrics) -> Box:
    match track:
        case Fork(bypass=bypass):
            return lay_out_fork(boxes, bypass, metrics)
        case Loop():
            return lay_out_loop(boxes[0], boxes[1], metrics)
        case _:
            return lay_out_series(boxes, metrics)


def _station(station: Station, metrics: Metrics) -> Box:
    text_width = metrics.text_width(station.label)
    width = metrics.station_width(text_width, station.kind)
    half = metrics.half_height
    tile = Tile(Rect(0, -half, width, 2 * half), station.label, station.kind, station.href, text_width)
    return Box(width, half, half, 0, (tile,), False, False)


def _caption(text: str, metrics: Metrics) -> Box:
    width = metrics.text_width(text) / metrics.cell * metrics.caption_cell
    words = Words(Point(0, metrics.caption_drop), text, "caption", width)
    rails = (rail((0, 0), (width, 0)), words)
    return Box(width, metrics.rim, metrics.caption_descent, 0, rails, False, False)


def _panel(diagram: Diagram, top: float, metrics: Metrics, titles: bool) -> Panel:
    """Return the picture of one diagram, its upper edge at `top`."""
    box = _between_marks(place(diagram.track, metrics), metrics)
    left = metrics.margin
    width = box.width
    y = top + box.ascent
    marks: tuple[Words, ...] = ()
    if titles:
        baseline = top + metrics.title_ascent
        title_width = metrics.text_width(diagram.name) / metrics.cell * metrics.title_cell
        marks = (Words(Point(left, baseline), diagram.name, "title", title_width),)
        width = max(width, title_width)
        y = baseline + metrics.title_gap + box.ascent
    rect = Rect(left, top, width, y + box.descent - top)
    return Panel(diagram.name, rect, (*marks_of(box, left, y), *marks))


def _between_marks(track: Box, metrics: Metrics) -> Box:
    """Return a track with its start and end marks."""
    middle = metrics.terminus
    start = middle + metrics.lead
    stop = start + track.width
    end = stop + metrics.lead
    parts: tuple[Part, ...] = (
        rail((middle, 0), (start, 0)),
        Placed(track, start, 0),
        rail((stop, track.drop), (end - metrics.terminus, track.drop)),
        Terminus(Point(middle, 0), "start"),
        Terminus(Point(end, track.drop), "end"),
    )
    width = end + metrics.terminus
    reach = metrics.terminus + metrics.rim / 2
    return Box(width, max(track.ascent, reach), max(track.descent, reach + track.drop), track.drop, parts)
