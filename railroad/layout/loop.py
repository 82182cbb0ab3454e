"""Place a repetition: the repeated part on the baseline, the way back below it.

    ──┬─── body ───┬──      y = 0, the baseline
      ╰──◀── sep ──╯        the way back, passed right to left

The way back is laid out as it reads and then mirrored as a whole, so a separator of several parts reads in
the right order along the track.  A separator that has room stands near the corner where the way back begins:
item, then comma, then back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.geometry import Point
from railroad.layout.box import Box, Part, Placed, rail
from railroad.layout.scene import Arrow

if TYPE_CHECKING:
    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics


class Extent(NamedTuple):
    """How far a loop reaches, as in `Box`, and how far below the baseline its way back begins."""

    width: float
    ascent: float
    descent: float
    drop: float
    depth: float


def measure_loop(body: Box | Shape, back: Box | Shape, metrics: Metrics) -> Extent:
    """Return the extent of a loop round a body and a way back of the given extents."""
    inner = max(loop_room(body, metrics), back.width)
    depth = max(
        body.descent + metrics.branch_gap + back.ascent,
        body.drop + metrics.rise,
        metrics.rise - back.drop,
    )
    descent = depth + max(back.descent, back.drop + metrics.rim)
    return Extent(inner + 2 * metrics.radius, body.ascent, descent, body.drop, depth)


def lay_out_loop(body: Box, back: Box, metrics: Metrics) -> Box:
    """Return a box that runs through `body` once or more, each further time after running through `back`.

    A `back` of no width is a bare rail.
    """
    radius = metrics.radius
    width, ascent, descent, level, depth = measure_loop(body, back, metrics)
    inner = width - 2 * radius
    body = _clear_of_risers(body, metrics)
    # mirrored, the way back is entered at its right, `depth` down, and left `back.drop` below that
    start, stop = (width, depth), (0.0, depth + back.drop)
    parts: list[Part] = [
        rail((0, 0), (radius, 0)),
        Placed(body.stretched(inner), radius, 0),
        rail((width - radius, level), (width, level)),
        rail((width - radius, level), (width, level), start, (width - radius, depth)),
        rail((radius, stop[1]), stop, (0, 0), (radius, 0)),
        *(way_back := _way_back(back, inner, radius, depth, metrics)),
    ]
    if stop[1] > metrics.long_riser or not any(isinstance(part, Arrow) for part in way_back):
        parts += _riser_arrow(0, 0, stop[1], metrics)
    return Box(width, ascent, descent, level, tuple(parts))


def loop_room(body: Box | Shape, metrics: Metrics) -> float:
    """Return how wide a loop has to be inside for a body, which keeps clear of the loop's risers."""
    return body.width + sum(_clearances(body, metrics))


def _clearances(body: Box | Shape, metrics: Metrics) -> tuple[float, float]:
    """Return how far a body's own risers are to keep from the loop's, left and right."""
    return (metrics.loop_gap if body.opens else 0, metrics.loop_gap if body.closes else 0)


def _clear_of_risers(body: Box, metrics: Metrics) -> Box:
    """Return a body that begins or ends with a riser of its own a little apart from the loop's."""
    left, right = _clearances(body, metrics)
    end = left + body.width
    parts = (
        rail((0, 0), (left, 0)),
        Placed(body, left, 0),
        rail((end, body.drop), (end + right, body.drop)),
    )
    return body._replace(width=end + right, parts=parts[not left : 3 - (not right)])


def _way_back(back: Box, inner: float, left: float, depth: float, metrics: Metrics) -> list[Part]:
    """Return the level part of the way back between the corners, with its arrow."""
    free = inner - back.width
    lead = metrics.separator_lead if free > metrics.separator_slack else metrics.snap(free / 2)
    if lead < metrics.bracket_gap / 2:
        lead = 0.0  # rather no stub than one that looks like a slip
    right = left + inner - lead  # where the separator is entered
    end = right - back.width
    out = depth + back.drop
    parts: list[Part] = []
    if lead:
        parts.append(rail((left + inner, depth), (right, depth)))
    if back.width:
        parts.append(Placed(back, end, depth, mirrored=True))
    if end > left:
        parts.append(rail((end, out), (left, out)))
    if end - left >= metrics.arrow_room or not back.width:
        parts.append(Arrow(Point(metrics.snap((end + left) / 2), out), "left"))
    return parts


def _riser_arrow(x: float, top: float, bottom: float, metrics: Metrics) -> list[Part]:
    """Return an arrow upward on the riser that ends a way back, if there is room between its corners."""
    if bottom - top < 2 * metrics.radius + metrics.arrow_length:
        return []
    return [Arrow(Point(x, metrics.snap((top + bottom) / 2)), "up")]
