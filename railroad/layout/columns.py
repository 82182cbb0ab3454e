"""Place a choice of many short alternatives in columns.

    ─┬───────────┬───────────╭─       entry and exit, y = 0; also the bypass, if there is one
     ├─ object ─╮├─ true ────┤
     ├─ array ──┤├─ false ───┤
     ╰─ string ─┤╰─ null ────┤
                ╰──────▸─────╯        the exit run

The alternatives read down, column by column.  Behind each column but the last a riser leads down to the exit
run; behind the last one a riser leads up to the exit, and takes the exit run along.  A bypass below the
alternatives is the exit run too: the first riser leads on down to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics


class InColumns(Shape):
    """Stations in columns, with the straight way above them as their bypass if there is one."""

    __slots__ = ("bypass", "columns")

    def __init__(
        self, stations: Sequence[Shape], count: int, bypass: bool, cost: float, metrics: Metrics
    ) -> None:
        """Measure the stations in `count` columns (at least two)."""
        height = -(-len(stations) // count)
        self.columns = [stations[start : start + height] for start in range(0, len(stations), height)]
        self.bypass = bypass
        self.width = sum([widest(column) for column in self.columns])
        self.width += 4 * metrics.radius * len(self.columns)
        self.ascent, self.drop, self.cost = metrics.rim, 0, cost
        self.descent = _exit_level(height, metrics) + metrics.rim
        self.score = self.ascent + self.descent + cost
        self.opens = self.closes = True

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rails round the columns, and have the stations drawn."""
        metrics = pen.metrics
        step = sign * metrics.radius
        run = y + _exit_level(len(self.columns[0]), metrics)
        right = x + sign * self.width
        out = right - step
        last = self.columns[-1]
        at = entry = x
        placed: list[tuple[Shape, float, float, int]] = []
        for column in self.columns:
            inner = sign * widest(column)
            if at != entry:
                pen.rails.append((entry, y, at, y))
                entry = at
            placed += _column(column, pen, at, y, sign, inner, run, last=column is last)
            at += inner + 4 * step
        begin = x + 4 * step + sign * widest(self.columns[0])
        join = y + _level(len(last) - 1, metrics) - metrics.radius
        pen.rails.append((begin, run, out, run, out, join))
        pen.arrow_along(begin, out, run)
        if self.bypass and metrics.policies.bypass == "below":
            low = y + _level(len(self.columns[0]) - 1, metrics) - metrics.radius
            pen.rails.append((x + step, low, x + step, run, begin, run))
        elif self.bypass:
            pen.rails.append((entry, y, right, y))
            pen.arrow_along(right - 6 * step, right - 2 * step, y)
        placed.reverse()
        pen.todo += placed


def least_height(stations: int, count: int, metrics: Metrics) -> float:
    """Return how high so many stations are in so many columns."""
    return _exit_level(-(-stations // count), metrics) + 2 * metrics.rim


def widest(shapes: Sequence[Shape]) -> float:
    """Return the width of the widest of some shapes."""
    return max([shape.width for shape in shapes])


def _column(
    column: Sequence[Shape],
    pen: Pen,
    x: float,
    y: float,
    sign: int,
    inner: float,
    run: float,
    *,
    last: bool,
) -> list[tuple[Shape, float, float, int]]:
    """Draw the riser down to the stations of one column, and the riser behind them; return their places."""
    metrics, rails = pen.metrics, pen.rails
    radius = metrics.radius
    step = sign * radius
    left, begin, end = x + step, x + 2 * step, x + 2 * step + inner
    right = end + step
    placed = []
    start: tuple[float, ...] = (x, y, left, y)
    climb = y
    for index, station in enumerate(column):
        level = y + _level(index, metrics)
        rails.append((*start, left, level, begin, level))
        start = (left, level - radius)
        at = begin + sign * pen.aside(inner * sign - station.width)
        if at != begin:
            rails.append((begin, level, at, level))
        placed.append((station, at, level, sign))
        reach = at + sign * station.width
        if reach != end:
            rails.append((reach, level, end, level))
        if last:
            up = (right, y, right + step, y) if index == 0 else (right, climb)
            rails.append((end, level, right, level, *up))
            climb = level - radius
        elif index == 0:
            rails.append((end, level, right, level, right, run, right + step, run))
        else:
            rails.append((end, level, right, level, right, level + radius))
    return placed


def _level(index: int, metrics: Metrics) -> float:
    first = max(metrics.rise, metrics.half_height + metrics.branch_gap)
    return first + index * (2 * metrics.half_height + metrics.branch_gap)


def _exit_level(height: int, metrics: Metrics) -> float:
    return _level(height - 1, metrics) + max(metrics.half_height + metrics.branch_gap, metrics.rise)
