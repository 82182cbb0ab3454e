"""Place diagrams: from what to draw to where everything goes.

One panel a rule: its title, the start mark, the track, the end mark; one panel below the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.geometry import Point, Rect
from railroad.layout.costs import CLAUSE, Costs
from railroad.layout.fit import fit, narrowest
from railroad.layout.label import break_label
from railroad.layout.pen import Pen
from railroad.layout.scene import Panel, Scene, Terminus, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.diagram.model import Diagram
    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics


def lay_out(
    diagrams: Iterable[Diagram],
    metrics: Metrics,
    *,
    width: float | None = None,
    costs: Costs = CLAUSE,
    titles: bool = True,
) -> Scene:
    """Return the picture of all diagrams, one below the other.

    Args:
        diagrams: what to draw; none gives an empty picture.
        metrics: the lengths to use, and so the unit of everything in the scene.
        width: the widest the picture may be, its margins included; None: each as wide as it comes.
        costs: what makes one layout better than another.
        titles: whether the name of each rule stands above it.

    A diagram that is too wide even at its narrowest is laid out with denser and denser metrics.  If that does
    not help either, the picture is wider than `width`.
    """
    panels: list[Panel] = []
    right, y = 0.0, metrics.margin
    for diagram in diagrams:
        if panels:
            y += metrics.panel_gap
        panel = _panel(diagram, y, metrics, width, costs, titles)
        panels.append(panel)
        right = max(right, panel.rect.x + panel.rect.width)
        y += panel.rect.height
    return Scene(right + metrics.margin, y + metrics.margin, tuple(panels))


def _panel(
    diagram: Diagram, top: float, metrics: Metrics, width: float | None, costs: Costs, titles: bool
) -> Panel:
    """Return the picture of one diagram, its upper edge at `top`."""
    track, metrics = _fitted(diagram, metrics, width, costs)
    left = metrics.margin
    right = track.width + 2 * (metrics.terminus + metrics.lead)
    reach = metrics.terminus + metrics.rim / 2
    y = top + max(track.ascent, reach)
    title: list[Words] = []
    if titles:
        title = _title(diagram.title or diagram.name, left, top + metrics.title_ascent, metrics, width)
        right = max(right, *(line.width for line in title))
        y = title[-1].at.y + metrics.title_gap + max(track.ascent, reach)
    pen = Pen(metrics)
    _draw_between_marks(track, pen, left, y)
    rect = Rect(left, top, right, y + max(track.descent, track.drop + reach) - top)
    return Panel(diagram.name, rect, metrics, tuple(pen.rails), (*title, *pen.marks), tuple(pen.frames))


def _title(name: str, x: float, y: float, metrics: Metrics, width: float | None) -> list[Words]:
    """Return the name of a rule, on several lines if it is too long for one."""
    lines = [name]
    if width is not None:
        room = width - 2 * metrics.margin
        lines = break_label(name, room, lambda text: metrics.words_width(text, "title"))
    return [
        Words(Point(x, y + index * metrics.title_height), line, "title", metrics.words_width(line, "title"))
        for index, line in enumerate(lines)
    ]


def _fitted(diagram: Diagram, metrics: Metrics, width: float | None, costs: Costs) -> tuple[Shape, Metrics]:
    """Return the shape of a track, and the least dense metrics with which it fits, else the densest."""
    track = diagram.track
    shape = fit(track, _room(width, metrics), metrics, costs)
    if shape is not None:
        return shape, metrics
    steps = _denser(metrics)
    densest = steps[-1]
    least = narrowest(track, densest)
    room = _room(width, densest)
    assert room is not None  # or it had fitted
    for step in steps if least <= room else ():
        shape = fit(track, _room(width, step), step, costs)
        if shape is not None:
            return shape, step
    shape = fit(track, least, densest, costs)
    assert shape is not None
    return shape, densest


def _room(width: float | None, metrics: Metrics) -> float | None:
    """Return what a picture of that width leaves for the track."""
    return None if width is None else width - 2 * (metrics.margin + metrics.terminus + metrics.lead)


def _denser(metrics: Metrics) -> list[Metrics]:
    """Return the metrics that are denser and denser than these, or these if there are none."""
    steps = []
    while metrics.denser is not None:
        metrics = metrics.denser
        steps.append(metrics)
    return steps or [metrics]


def _draw_between_marks(track: Shape, pen: Pen, left: float, y: float) -> None:
    """Draw a track with its start and end marks, the left edge of the first at `left`."""
    metrics = pen.metrics
    middle = left + metrics.terminus
    start = middle + metrics.lead
    stop = start + track.width
    end = stop + metrics.lead
    exit_level = y + track.drop
    pen.rails.append((middle, y, start, y))
    pen.marks.append(Terminus(Point(middle, y), "start"))
    pen.draw(track, start, y)
    pen.rails.append((stop, exit_level, end - metrics.terminus, exit_level))
    pen.marks.append(Terminus(Point(end, exit_level), "end"))
