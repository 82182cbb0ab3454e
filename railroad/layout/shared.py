"""Place a loop round one choice so that both share their risers, the way back above.

      ╭────◂── sep ──╮        the way back, passed right to left
    ──┤              ├──      y = 0, the baseline;  the exit's y is the first branch's drop
      ├─── first ────┤
      ╰─── second ───╯

The left riser leads down only, the right one up only, so a train can't mistake them.  That takes two risers
less than a loop round a fork.  With the way back below on the same risers, a train that enters would run past
the last branch and into the separator the wrong way round.

Where ways back run below, the loop with risers of its own is the usual one, and this is for want of room: it
costs a little, as the eye has to look for the first branch.  A loop with a bypass has none of it: of two
rails above each other, one would lead back and one on.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from railroad.layout.fork import Forked
from railroad.layout.loop import draw_back
from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics

_score = attrgetter("score")


def can_share(body: Shape) -> bool:
    """Return whether a loop round a body may share its risers: it is a choice, and nothing leads past it."""
    return isinstance(body, Forked) and not body.bypass


def shared_width(body: float, back: float, metrics: Metrics) -> float:
    """Return the width of a loop round a fork of width `body` that shares its risers."""
    return max(body, back + room_beside(metrics)) if back else body


def room_beside(metrics: Metrics) -> float:
    """Return what a loop that shares its risers needs beside a separator.

    There is always room for an arrow, or the way back would look like one alternative more.
    """
    return 4 * metrics.radius + metrics.separator_lead + metrics.arrow_room


class SharedLoop(Shape):
    """The branches of a fork, one of them once or more, each further time after a way back."""

    __slots__ = ("_back_in", "back", "fork")

    def __init__(self, fork: Shape, back: Shape, metrics: Metrics, cost: float = 0) -> None:
        """Measure the loop; `cost` is what its form costs."""
        assert isinstance(fork, Forked)
        self.fork, self.back = fork, back
        rim, gap = metrics.rim, metrics.branch_gap
        first = metrics.rise  # how far below the baseline the first branch is
        upper = max(
            metrics.radius + back.drop, fork.ascent - first + gap + max(back.descent, back.drop + rim)
        )
        self._back_in = -upper
        """How far below the baseline the way back begins: it is above."""
        self.width = shared_width(fork.width, back.width, metrics)
        self.ascent, self.descent, self.drop = (
            max(back.ascent, rim) - self._back_in,
            first + fork.descent,
            fork.drop,
        )
        self.cost = fork.cost + back.cost + cost
        self.score = self.ascent + self.descent + self.cost
        self.opens = self.closes = True

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the risers and the rails to and from them, and have the branches and the way back drawn."""
        rails, radius = pen.rails, pen.metrics.radius
        step = sign * radius
        out = x + sign * self.width
        left, right = x + step, out - step
        begin, stop = left + step, right - step
        at, level = y + pen.metrics.rise, y + self.drop
        back_in = y + self._back_in
        back_out = back_in + self.back.drop
        rails.append((x, y, left, y, left, y + radius))
        rails.append((begin, back_out, left, back_out, left, at, begin, at))
        end = at + self.drop
        rails.append((stop, end, right, end, right, back_in, stop, back_in))
        rails.append((right, level + radius, right, level, out, level))
        fall, climb = (left, at - radius), (right, end - radius)
        self.fork.draw_branches(fall, climb, pen, begin, stop, at, sign, passed=False)
        draw_back(self.back, pen, begin, stop, back_in, sign)


def shared_loops(
    bodies: Sequence[Shape], backs: Sequence[Shape], metrics: Metrics, cost: float
) -> list[Shape]:
    """Return the loops worth trying that share their risers: for each width the best fork and way back."""
    forks = [(shared_width(body.width, 0, metrics), body) for body in bodies if can_share(body)]
    ways = [(shared_width(0, back.width, metrics), back) for back in backs]
    found: list[Shape] = []
    for level in sorted({width for width, _ in (*forks, *ways)}):
        fitting = [fork for width, fork in forks if width <= level]
        returning = [back for width, back in ways if width <= level]
        if fitting and returning:
            found.append(SharedLoop(min(fitting, key=_score), min(returning, key=_score), metrics, cost))
    return found
