"""Place a choice: the first branch on the baseline, the others below it, the bypass above.

        ╭──────▶──────╮          the bypass, if there is one
    ──┬─┴── first ────┴─┬──      y = 0, the baseline;  the exit's y is the first branch's
      ├──── second ─────┤
      ╰──── third ──────╯

All branches begin on one line, one corner after the left riser; their ends are drawn out to the right riser.
A riser is one rail, cut where a branch leaves it, so no piece of it is drawn twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.geometry import Point
from railroad.layout.box import Box, Part, Placed, rail
from railroad.layout.scene import Arrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.metrics import Metrics


def lay_out_fork(branches: Sequence[Box], bypass: bool, metrics: Metrics) -> Box:
    """Return the branches (at least one) as alternatives of each other, and of the bypass if there is one."""
    radius = metrics.radius
    inner = max(branch.width for branch in branches)
    width = inner + 4 * radius
    first = branches[0]
    levels = _levels(branches, metrics)

    parts: list[Part] = [
        rail((0, 0), (2 * radius, 0)),
        rail((width - 2 * radius, first.drop), (width, first.drop)),
    ]
    parts += (
        Placed(branch.stretched(inner), 2 * radius, y) for branch, y in zip(branches, levels, strict=True)
    )
    parts += _risers(branches, levels, width, metrics)
    ascent = max(branch.ascent - y for branch, y in zip(branches, levels, strict=True))
    if bypass:
        height = max(ascent + metrics.branch_gap, metrics.rise)
        parts += _bypass(height, width, first.drop, metrics)
        ascent = height + metrics.rim
    descent = max(branch.descent + y for branch, y in zip(branches, levels, strict=True))
    return Box(width, ascent, descent, first.drop, tuple(parts))


def _levels(branches: Sequence[Box], metrics: Metrics) -> list[float]:
    """Return the y of each branch's entry: clear of the branch above, and its risers of each other."""
    levels = [0.0]
    above = branches[0]
    for branch in branches[1:]:
        y = levels[-1]
        apart = metrics.rise if len(levels) == 1 else metrics.radius
        levels.append(
            max(
                y + above.descent + metrics.branch_gap + branch.ascent,
                y + apart,
                y + above.drop + apart - branch.drop,
            )
        )
        above = branch
    return levels


def _risers(branches: Sequence[Box], levels: list[float], width: float, metrics: Metrics) -> list[Part]:
    """Return the rails from the entry down to the lower branches, and from these up to the exit."""
    radius = metrics.radius
    left, right = radius, width - radius
    exit_level = branches[0].drop
    corner_in, corner_out = (0.0, 0.0), (width, exit_level)
    start, stop = [corner_in, (left, 0.0)], [(right, exit_level), corner_out]
    parts: list[Part] = []
    for branch, y in zip(branches[1:], levels[1:], strict=True):
        end = y + branch.drop
        parts.append(rail(*start, (left, y), (2 * radius, y)))
        parts.append(rail((width - 2 * radius, end), (right, end), *stop))
        start = [(left, y - radius)]
        stop = [(right, end - radius)]
    return parts


def _bypass(height: float, width: float, drop: float, metrics: Metrics) -> list[Part]:
    left, right = metrics.radius, width - metrics.radius
    return [
        rail((0, 0), (left, 0), (left, -height), (right, -height), (right, drop), (width, drop)),
        Arrow(Point(metrics.snap(width / 2), -height), "right"),
    ]
