"""Place a sequence in several rows, joined by rails that run back to the left.

    ──── first row ───╮        y = 0, the baseline
    ╭───────◂─────────╯        the run back
    ╰─── second row ─────╮
    ╭───────◂────────────╯
    ╰─── last row ─────────    y = drop

All rows begin on one line, one corner right of the riser.  A row that is one optional part (a *ladder* row)
has no bypass: the way past it is the riser itself, which goes straight on down.

    ├─── WHERE expr ─────╮
    ├───────◂────────────╯     the run back joins the riser again

A row that begins with a fork has none of its own on the left: its branches and its bypass leave the riser.

    │  ╭──────▸──────╮
    ├──╯             │
    ╰─── WHERE expr ─┴── …

If the first row is a ladder row, the riser begins at the entry, and all rows stand one corner further right.
If the last row is one, the riser turns into a forward run below it, and the row's end joins that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.layout.series import OneRow
from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics


class Row(NamedTuple):
    """One row of a wrapped sequence."""

    parts: Sequence[Shape]
    ladder: bool
    """Whether it is one optional part, given without its bypass."""


def to_run(descent: float, drop: float, metrics: Metrics) -> float:
    """Return how far the run below a row is from the row's baseline."""
    return max(descent + metrics.run_gap, drop + metrics.rise)


def from_run(ascent: float, metrics: Metrics) -> float:
    """Return how far the baseline of a row is from the run above it."""
    return max(ascent + metrics.row_gap, metrics.rise)


class InRows(Shape):
    """The parts of a sequence in two or more rows."""

    __slots__ = ("_rows",)

    def __init__(
        self,
        width: float,
        ascent: float,
        descent: float,
        drop: float,
        cost: float,
        closes: bool,
        rows: Callable[[], list[Row]],
    ) -> None:
        """Keep the numbers that `rows` found; what is in each row is asked for when it is drawn."""
        self.width, self.ascent, self.descent, self.drop, self.cost = width, ascent, descent, drop, cost
        self.score = ascent + descent + cost
        self.opens, self.closes = True, closes
        self._rows = rows

    def rows(self) -> list[Row]:
        """Return what is in each row."""
        return self._rows()

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rails between the rows, and have the rows drawn."""
        metrics, rails = pen.metrics, pen.rails
        radius = metrics.radius
        rows = self._rows()
        measured = [OneRow(row.parts, metrics) for row in rows]
        riser = x + sign * radius if rows[0].ladder else x
        left = riser + sign * radius
        rails.append((x, y, left, y))
        todo = []
        for index, (row, (_, ladder)) in enumerate(zip(measured, rows, strict=True)):
            todo.append((row, left, y, sign))
            end, level = left + sign * row.width, y + row.drop
            if index == len(rows) - 1:
                break
            run = y + to_run(row.descent, row.drop, metrics)
            following = run + from_run(measured[index + 1].ascent, metrics)
            out = end + sign * radius
            rails.append((end, level, out, level, out, run, riser, run, riser, following, left, following))
            pen.arrow_along(end, left, run)
            if ladder and index == 0:
                rails.append((x, y, riser, y, riser, run + radius))
            elif ladder:
                rails.append((riser, y - radius, riser, run + radius))
            y = following
        right = x + sign * self.width
        if rows[-1].ladder:
            run = y + to_run(measured[-1].descent, measured[-1].drop, metrics)
            out = end + sign * radius
            rails.append((riser, y - radius, riser, run, right, run))
            rails.append((end, level, out, level, out, run, out + sign * radius, run))
            pen.arrow_along(left, end, run)
        elif end != right:
            rails.append((end, level, right, level))
        todo.reverse()
        pen.todo += todo
