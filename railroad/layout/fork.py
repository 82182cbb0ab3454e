"""Place a choice: the first branch on the baseline, the others below it, the bypass above or below them all.

        ╭──────▶──────╮          the bypass, if there is one
    ──┬─┴── first ────┴─┬──      y = 0, the baseline;  the exit's y is the first branch's
      ├──── second ─────┤
      ╰──── third ──────╯

All branches begin on one line, one corner after the left riser, and their ends are drawn out to the right
riser; or they stand in the middle between both.  A bypass below them is one more branch, a bare one.  A riser
is one rail, cut where a branch leaves it, so no piece of it is drawn twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.layout.leaf import Bare
from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics


class Forked(Shape):
    """Branches (at least one) as alternatives of each other, and of the bypass if there is one."""

    __slots__ = ("branches", "bypass", "levels", "over")

    def __init__(self, branches: Sequence[Shape], bypass: bool, metrics: Metrics) -> None:
        """Measure the fork: each branch clear of the one above, and its risers of each other."""
        gap, apart = metrics.branch_gap, metrics.rise
        if bypass and metrics.policies.bypass == "below":
            branches = [*branches, Bare(metrics)]
        above = branches[0]
        width, ascent, descent, cost = above.width, above.ascent, above.descent, above.cost
        level: float = 0
        levels = [level]
        for branch in branches[1:]:
            up, down = branch.ascent, branch.descent
            clear = level + above.descent + gap + up
            risers = level + apart
            if above.drop > branch.drop:
                risers += above.drop - branch.drop
            level = clear if clear > risers else risers
            levels.append(level)
            apart = metrics.radius
            if up - level > ascent:
                ascent = up - level
            if down + level > descent:
                descent = down + level
            if branch.width > width:
                width = branch.width
            cost += branch.cost
            above = branch
        self.branches, self.levels, self.bypass = branches, levels, bypass
        self.over: float = 0
        """How far above the baseline the bypass runs; 0 if none does."""
        if bypass and metrics.policies.bypass == "above":
            self.over = max(ascent + gap, metrics.rise)
            ascent = self.over + metrics.rim
        self.width = width + 4 * metrics.radius
        self.ascent, self.descent, self.drop, self.cost = ascent, descent, branches[0].drop, cost
        self.score = ascent + descent + cost
        self.opens = self.closes = True

    def hung(self, metrics: Metrics, *, passed: bool) -> Shape:
        """Return the fork without a left riser of its own."""
        return Hung(self, metrics, passed=passed)

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rails round the branches, and have the branches drawn."""
        step = sign * pen.metrics.radius
        left, begin = x + step, x + 2 * step
        pen.rails.append((x, y, begin, y))
        self.draw_behind((x, y, left, y), (x, y, left, y), pen, begin, y, sign, passed=False)

    def draw_behind(
        self,
        fall: tuple[float, ...],
        climb: tuple[float, ...],
        pen: Pen,
        begin: float,
        y: float,
        sign: int,
        *,
        passed: bool,
    ) -> None:
        """Draw what is right of the left riser: the branches, which begin at x `begin`, and the right riser.

        `fall` is the beginning of the rail to the second branch, `climb` that of the bypass.  If the riser is
        `passed`, all of it is there already.
        """
        rails = pen.rails
        radius = pen.metrics.radius
        step = sign * radius
        left = begin - step
        out = begin + sign * (self.width - 2 * radius)
        right, stop = out - step, out - 2 * step
        exit_level = y + self.drop
        rails.append((stop, exit_level, out, exit_level))
        if self.over:
            top = y - self.over
            rails.append((*climb, left, top, right, top, right, exit_level, out, exit_level))
            pen.arrow_along(left, right, top)
        self.draw_branches(
            fall, (right, exit_level, out, exit_level), pen, begin, stop, y, sign, passed=passed
        )
        if self.bypass and not self.over:
            pen.arrow_along(begin, stop, y + self.levels[-1])

    def draw_branches(
        self,
        fall: tuple[float, ...],
        rest: tuple[float, ...],
        pen: Pen,
        begin: float,
        stop: float,
        y: float,
        sign: int,
        *,
        passed: bool,
    ) -> None:
        """Have the branches drawn between x `begin` and `stop`; draw what leads to all but the first, and on.

        `rest` is how the rail from the second branch goes on from the right riser.
        """
        rails = pen.rails
        radius = pen.metrics.radius
        left, right = begin - sign * radius, stop + sign * radius
        placed = []
        # a riser is cut where the branch above leaves it
        for branch, level in zip(self.branches, self.levels, strict=True):
            at = y + level
            end = at + branch.drop
            start = begin + sign * pen.aside((stop - begin) * sign - branch.width)
            if start != begin:
                rails.append((begin, at, start, at))
            placed.append((branch, start, at, sign))
            reach = start + sign * branch.width
            if reach != stop:
                rails.append((reach, end, stop, end))
            if level:
                if passed:
                    fall = (left, at - radius)
                rails.append((*fall, left, at, begin, at))
                rails.append((stop, end, right, end, *rest))
                fall, rest = (left, at - radius), (right, end - radius)
        placed.reverse()
        pen.todo += placed


class Hung(Shape):
    """A fork at the beginning of a row: its branches and its bypass leave the riser that joins the rows.

        │  ╭──────▸──────╮
        ├──╯             │
        ├──── first ─────┴──
        ╰──── second ────╯

    Its entry port is where its first branch begins, one corner behind the riser.
    """

    __slots__ = ("fork", "passed")

    def __init__(self, fork: Forked, metrics: Metrics, *, passed: bool) -> None:
        """Measure what is right of the riser; the bypass needs that riser's corner above it."""
        self.fork, self.passed = fork, passed
        self.width = fork.width - 2 * metrics.radius
        self.ascent = (
            max(fork.ascent, fork.over + metrics.rise - metrics.row_gap) if fork.over else fork.ascent
        )
        self.descent, self.drop, self.cost = fork.descent, fork.drop, fork.cost
        self.score = self.ascent + self.descent + self.cost
        self.opens, self.closes = False, True

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the fork."""
        radius = pen.metrics.radius
        riser = x - sign * radius
        fork = self.fork
        top = y - fork.over
        fork.draw_behind((riser, y - radius), (riser, top - radius), pen, x, y, sign, passed=self.passed)
