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

If the first row is one, the riser begins at the entry, and every row stands one corner further right.  If the
last row is one, the riser turns into a forward run below it, and the row's end joins that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.geometry import Point
from railroad.layout.box import Box, Part, Placed, rail
from railroad.layout.scene import Arrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.metrics import Metrics


class Row(NamedTuple):
    """One row of a wrapped sequence: its box, without a bypass if it is a ladder row."""

    box: Box
    ladder: bool


def to_run(descent: float, drop: float, metrics: Metrics) -> float:
    """Return how far the run below a row is from the row's baseline."""
    return max(descent + metrics.run_gap, drop + metrics.rise)


def from_run(ascent: float, metrics: Metrics) -> float:
    """Return how far the baseline of a row is from the run above it."""
    return max(ascent + metrics.row_gap, metrics.rise)


def wrapped_width(
    widest: float, last: float, first_ladder: bool, last_ladder: bool, metrics: Metrics
) -> float:
    """Return the width of a wrapped sequence.

    `widest` is the width of its widest row but the last, `last` that of its last row.
    """
    radius = metrics.radius
    left = 2 * radius if first_ladder else radius
    return left + max(widest + radius, last + (2 * radius if last_ladder else 0))


def lay_out_rows(rows: Sequence[Row], metrics: Metrics) -> Box:
    """Return the rows (at least two) one below the other."""
    radius = metrics.radius
    riser = radius if rows[0].ladder else 0.0
    left = riser + radius
    last = rows[-1]
    widest = max(row.box.width for row in rows[:-1])
    width = wrapped_width(widest, last.box.width, rows[0].ladder, last.ladder, metrics)

    parts: list[Part] = [rail((0, 0), (left, 0))]
    y = 0.0
    for index, (box, ladder) in enumerate(rows[:-1]):
        parts.append(Placed(box, left, y))
        run = y + to_run(box.descent, box.drop, metrics)
        end, level = left + box.width, y + box.drop
        following = run + from_run(rows[index + 1].box.ascent, metrics)
        parts.append(
            rail(
                (end, level),
                (end + radius, level),
                (end + radius, run),
                (riser, run),
                (riser, following),
                (left, following),
            )
        )
        parts.append(Arrow(Point(metrics.snap((left + end) / 2), run), "left"))
        if ladder and index == 0:
            parts.append(rail((0, 0), (riser, 0), (riser, run + radius)))
        elif ladder:
            parts.append(rail((riser, y - radius), (riser, run + radius)))
        y = following
    parts.append(Placed(last.box, left, y))
    descent, drop = y + last.box.descent, y + last.box.drop
    if last.ladder:
        drop = y + to_run(last.box.descent, last.box.drop, metrics)
        descent = drop + metrics.rim
        parts += _way_past_the_last(last.box, riser, left, y, drop, width, metrics)
    else:
        parts.append(rail((left + last.box.width, drop), (width, drop)))
    closes = last.ladder or last.box.closes
    return Box(width, rows[0].box.ascent, descent, drop, tuple(parts), True, closes)


def _way_past_the_last(
    box: Box, riser: float, left: float, y: float, run: float, width: float, metrics: Metrics
) -> list[Part]:
    """Return the rails below a last ladder row: the riser's forward run, and the row's end joining it."""
    radius = metrics.radius
    end, level = left + box.width, y + box.drop
    return [
        rail((riser, y - radius), (riser, run), (width, run)),
        rail((end, level), (end + radius, level), (end + radius, run), (end + 2 * radius, run)),
        Arrow(Point(metrics.snap((left + end) / 2), run), "right"),
    ]
