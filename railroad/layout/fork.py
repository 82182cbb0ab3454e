"""Place a choice: the first branch on the baseline, the others below it, the bypass above.

        ╭──────▶──────╮          the bypass, if there is one
    ──┬─┴── first ────┴─┬──      y = 0, the baseline;  the exit's y is the first branch's
      ├──── second ─────┤
      ╰──── third ──────╯

All branches begin on one line, one corner after the left riser; their ends are drawn out to the right riser.
A riser is one rail, cut where a branch leaves it, so no piece of it is drawn twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.geometry import Point
from railroad.layout.box import Box, Part, Placed, rail
from railroad.layout.scene import Arrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics


class Extent(NamedTuple):
    """How far a construction reaches, as in `Box`, and the y of each branch's entry."""

    width: float
    ascent: float
    descent: float
    drop: float
    levels: list[float]
    over: float
    """How far above the baseline the bypass runs; 0 without one."""


def measure_fork(branches: Sequence[Box | Shape], bypass: bool, metrics: Metrics) -> Extent:
    """Return the extent of a fork round branches (at least one) of the given extents."""
    width = max([branch.width for branch in branches]) + 4 * metrics.radius
    levels = _levels(branches, metrics)
    ascent = max([branch.ascent - y for branch, y in zip(branches, levels, strict=True)])
    descent = max([branch.descent + y for branch, y in zip(branches, levels, strict=True)])
    over = 0.0
    if bypass:
        over = max(ascent + metrics.branch_gap, metrics.rise)
        ascent = over + metrics.rim
    return Extent(width, ascent, descent, branches[0].drop, levels, over)


def lay_out_fork(branches: Sequence[Box], bypass: bool, metrics: Metrics) -> Box:
    """Return the branches (at least one) as alternatives of each other, and of the bypass if there is one."""
    radius = metrics.radius
    width, ascent, descent, drop, levels, over = measure_fork(branches, bypass, metrics)
    inner = width - 4 * radius
    parts: list[Part] = [
        rail((0, 0), (2 * radius, 0)),
        rail((width - 2 * radius, drop), (width, drop)),
    ]
    parts += (
        Placed(branch.stretched(inner), 2 * radius, y) for branch, y in zip(branches, levels, strict=True)
    )
    parts += _risers(branches, levels, width, metrics)
    if bypass:
        parts += _bypass(over, width, drop, metrics)
    return Box(width, ascent, descent, drop, tuple(parts))


def _levels(branches: Sequence[Box | Shape], metrics: Metrics) -> list[float]:
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
