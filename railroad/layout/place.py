"""Place diagrams: from what to draw to where everything goes.

One panel a rule: its title, the start mark, the track, the end mark; one panel below the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.geometry import Point, Rect
from railroad.layout.costs import CLAUSE, Costs
from railroad.layout.fit import fit, narrowest
from railroad.layout.fragments import in_fragments
from railroad.layout.label import break_label
from railroad.layout.least import least_size
from railroad.layout.mirror import mirrored
from railroad.layout.pen import Pen
from railroad.layout.scene import Arrow, Panel, Scene, Terminus, Words
from railroad.layout.wishes import forbidden_breaks
from railroad.policies import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from railroad.diagram.model import Diagram
    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics
    from railroad.policies import Policies


def lay_out(
    diagrams: Iterable[Diagram],
    metrics: Metrics,
    *,
    width: float | None = None,
    costs: Costs = CLAUSE,
    policies: Policies = DEFAULT,
    titles: bool = True,
    fragments: bool = False,
    bound: Callable[[float, float], None] | None = None,
) -> Scene:
    """Return the picture of all diagrams, one below the other.

    Args:
        diagrams: what to draw; none gives an empty picture.
        metrics: the lengths to use, and so the unit of everything in the scene.
        width: the widest the picture may be, its margins included; None: each as wide as it comes.
        costs: what makes one layout better than another.
        policies: what to do where there is more than one good way to draw.
        titles: whether the name of each rule stands above it.
        fragments: whether parts of what is too wide are drawn below it; they have a name above in any case.
        bound: told of a width and a height than which the picture will not be less, before it is laid out and
            whenever more is known; it may raise what it likes.

    A diagram that is too wide even at its narrowest is laid out with denser and denser metrics.  If that does
    not help either, it is drawn in fragments, or else the picture is wider than `width`.
    """
    metrics = metrics.under(policies)
    wanted = list(diagrams)
    pieces = [(diagram, titles) for diagram in wanted]
    if fragments and width is not None:
        pieces = _pieces(wanted, metrics, width, titles, bound)
    if bound is not None:
        bound(*_least_size(pieces, metrics, width))
    panels: list[Panel] = []
    right, y = 0.0, metrics.margin
    for diagram, titled in pieces:
        if panels:
            y += metrics.panel_gap
        panel = _panel(diagram, y, metrics, width, costs, titled)
        panels.append(panel)
        right = max(right, panel.rect.x + panel.rect.width)
        y += panel.rect.height
        if bound is not None:
            bound(right + metrics.margin, y + metrics.margin)
    scene = Scene(right + metrics.margin, y + metrics.margin, tuple(panels))
    return scene if policies.direction == "ltr" else mirrored(scene)


def _least_size(
    pieces: Collection[tuple[Diagram, bool]], metrics: Metrics, width: float | None
) -> tuple[float, float]:
    """Return a width and a height than which the picture of diagrams will not be less."""
    steps = [(step, _room(width, step)) for step in (metrics, *_denser(metrics))]
    right, y = 0.0, 2 * metrics.margin + max(0, len(pieces) - 1) * metrics.panel_gap
    for diagram, titled in pieces:
        least_width, least_height = least_size(diagram.track, steps)
        right = max(right, least_width)
        y += least_height + (metrics.title_ascent + metrics.title_gap if titled else 0)
    return right + 2 * metrics.margin, y


def _pieces(
    diagrams: Sequence[Diagram],
    metrics: Metrics,
    width: float,
    titles: bool,
    bound: Callable[[float, float], None] | None,
) -> list[tuple[Diagram, bool]]:
    """Return the diagrams, each before its fragments if it is too wide; each with whether it has a title."""
    densest = _denser(metrics)[-1]
    room = _room(width, densest)
    assert room is not None
    names = {diagram.name for diagram in diagrams}
    lowest = metrics.panel_gap + densest.title_ascent + densest.title_gap
    pieces: list[tuple[Diagram, bool]] = []
    for index, diagram in enumerate(diagrams):
        if narrowest(diagram.track, densest) <= room:
            pieces.append((diagram, titles))
            continue
        before = len(pieces) - index

        def told(count: int, before: int = before) -> None:
            if bound is not None:
                bound(2 * metrics.margin, 2 * metrics.margin + (before + count) * lowest)

        whole, *others = in_fragments(diagram, room, densest, names, told)
        pieces += [(whole, titles), *((fragment, True) for fragment in others)]
    return pieces


def _panel(
    diagram: Diagram, top: float, metrics: Metrics, width: float | None, costs: Costs, titles: bool
) -> Panel:
    """Return the picture of one diagram, its upper edge at `top`."""
    track, metrics = _fitted(diagram, metrics, width, costs)
    left = metrics.margin
    half, reach = metrics.mark_size
    right = track.width + 2 * (half + metrics.lead)
    reach += metrics.rim / 2
    y = top + max(track.ascent, reach)
    title: list[Words] = []
    if titles:
        title = _title(diagram.title or diagram.name, left, top + metrics.title_ascent, metrics, width)
        right = max(right, *(line.width for line in title))
        y = title[-1].at.y + metrics.title_gap + max(track.ascent, reach)
    pen = Pen(metrics)
    _draw_between_marks(track, pen, left, y)
    rect = Rect(left, top, right, y + max(track.descent, track.drop + reach) - top)
    unwanted = 0 if width is None else forbidden_breaks(track)
    marks = pen.marks
    if not metrics.policies.arrows:
        marks = [mark for mark in marks if not isinstance(mark, Arrow)]
    rails = tuple(pen.rails)
    return Panel(diagram.name, rect, metrics, rails, (*title, *marks), tuple(pen.frames), unwanted)


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
    """Return the shape of a track, and the least dense metrics with which it fits, else the densest.

    It fits best without a break where its author wants none; what is dense is better than such a break.
    """
    track = diagram.track
    shape = fit(track, _room(width, metrics), metrics, costs)
    if shape is not None and (width is None or not forbidden_breaks(shape)):
        return shape, metrics
    broken = None if shape is None else (shape, metrics)
    steps = _denser(metrics)
    densest = steps[-1]
    least = narrowest(track, densest)
    room = _room(width, densest)
    assert room is not None  # or it had fitted
    for step in steps if least <= room else ():
        shape = fit(track, _room(width, step), step, costs)
        if shape is None:
            continue
        if not forbidden_breaks(shape):
            return shape, step
        broken = broken or (shape, step)
    if broken is not None:
        return broken
    shape = fit(track, least, densest, costs)
    assert shape is not None
    return shape, densest


def _room(width: float | None, metrics: Metrics) -> float | None:
    """Return what a picture of that width leaves for the track."""
    return None if width is None else width - 2 * (metrics.margin + metrics.mark_size[0] + metrics.lead)


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
    look = metrics.policies.marks
    middle = left + metrics.mark_size[0]
    start = middle + metrics.lead
    stop = start + track.width
    end = stop + metrics.lead
    outside = end - metrics.terminus if look == "dots" else end  # nothing is drawn inside a ring
    exit_level = y + track.drop
    pen.rails.append((middle, y, start, y))
    pen.marks.append(Terminus(Point(middle, y), "start", look))
    pen.draw(track, start, y)
    pen.rails.append((stop, exit_level, outside, exit_level))
    pen.marks.append(Terminus(Point(end, exit_level), "end", look))
