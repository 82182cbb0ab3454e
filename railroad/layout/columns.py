"""Place a choice of many short alternatives in columns.

    ─┬───────────┬───────────╭─       entry and exit, y = 0; also the bypass, if there is one
     ├─ object ─╮├─ true ────┤
     ├─ array ──┤├─ false ───┤
     ╰─ string ─┤╰─ null ────┤
                ╰──────▸─────╯        the exit run

The alternatives read down, column by column.  Behind each column but the last a riser leads down to the exit
run; behind the last one a riser leads up to the exit, and takes the exit run along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.geometry import Point
from railroad.layout.box import Box, Part, Placed, rail
from railroad.layout.scene import Arrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.metrics import Metrics


class Grid(NamedTuple):
    """The extent of a choice in columns."""

    width: float
    ascent: float
    descent: float
    height: int
    """How many alternatives the longest column has."""


def measure_columns(widths: Sequence[float], count: int, metrics: Metrics) -> Grid:
    """Return the extent of stations of the given widths in `count` columns (at least two)."""
    height = -(-len(widths) // count)
    columns = [widths[start : start + height] for start in range(0, len(widths), height)]
    width = sum(max(column) for column in columns) + 4 * metrics.radius * len(columns)
    descent = _exit_level(height, metrics) + metrics.rim
    return Grid(width, metrics.rim, descent, height)


def lay_out_columns(stations: Sequence[Box], count: int, bypass: bool, metrics: Metrics) -> Box:
    """Return the stations in columns, with the straight way above them as their bypass if there is one."""
    radius = metrics.radius
    width, ascent, descent, height = measure_columns([box.width for box in stations], count, metrics)
    columns = [stations[start : start + height] for start in range(0, len(stations), height)]
    run = _exit_level(height, metrics)
    out = width - radius

    parts: list[Part] = []
    x = entry = 0.0
    for column in columns:
        inner = max(box.width for box in column)
        if x > entry:
            parts.append(rail((entry, 0), (x, 0)))
            entry = x
        last = column is columns[-1]
        parts += _column(column, x, inner, run, last, metrics)
        x += inner + 4 * radius
    begin = 4 * radius + max(box.width for box in columns[0])
    join = _level(len(columns[-1]) - 1, metrics) - radius
    parts.append(rail((begin, run), (out, run), (out, join)))
    parts.append(Arrow(Point(metrics.snap((begin + out) / 2), run), "right"))
    if bypass:
        parts.append(rail((entry, 0), (width, 0)))
        parts.append(Arrow(Point(metrics.snap(width - 4 * radius), 0), "right"))
    return Box(width, ascent, descent, 0, tuple(parts))


def _column(
    column: Sequence[Box], x: float, inner: float, run: float, last: bool, metrics: Metrics
) -> list[Part]:
    """Return one column: the riser down to its stations, and the riser behind them."""
    radius = metrics.radius
    left, begin, end, right = x + radius, x + 2 * radius, x + 2 * radius + inner, x + 3 * radius + inner
    parts: list[Part] = []
    start = [(x, 0.0), (left, 0.0)]
    for index, box in enumerate(column):
        y = _level(index, metrics)
        parts.append(rail(*start, (left, y), (begin, y)))
        start = [(left, y - radius)]
        parts.append(Placed(box.stretched(inner), begin, y))
        if last:
            above = (right, _level(index - 1, metrics) - radius)
            up = [(right, 0.0), (right + radius, 0.0)] if index == 0 else [above]
            parts.append(rail((end, y), (right, y), *up))
        elif index == 0:
            parts.append(rail((end, y), (right, y), (right, run), (right + radius, run)))
        else:
            parts.append(rail((end, y), (right, y), (right, y + radius)))
    return parts


def _level(index: int, metrics: Metrics) -> float:
    first = max(metrics.rise, metrics.half_height + metrics.branch_gap)
    return first + index * (2 * metrics.half_height + metrics.branch_gap)


def _exit_level(height: int, metrics: Metrics) -> float:
    return _level(height - 1, metrics) + max(metrics.half_height + metrics.branch_gap, metrics.rise)
