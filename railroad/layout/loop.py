"""Place a repetition: the repeated part on the baseline, the way back below it, or above.

    ──┬─── body ───┬──      y = 0, the baseline
      ╰──◀── sep ──╯        the way back, passed right to left

The way back is laid out as it reads and then drawn the other way round as a whole, so a separator of several
parts reads in the right order along the track.  A separator that has room stands near the corner where the
way back begins: item, then comma, then back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.geometry import Point
from railroad.layout.scene import Arrow
from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics


def loop_room(body: Shape, metrics: Metrics) -> float:
    """Return how wide a loop has to be inside for a body, whose risers keep clear of the loop's."""
    return body.width + (body.opens + body.closes) * metrics.loop_gap


class Looped(Shape):
    """A body once or more, each further time after a way back; a `back` of no width is a bare rail."""

    __slots__ = ("_back_in", "back", "body")

    def __init__(self, body: Shape, back: Shape, metrics: Metrics) -> None:
        """Measure the loop."""
        self.body, self.back = body, back
        rise = metrics.rise
        self.width = max(loop_room(body, metrics), back.width) + 2 * metrics.radius
        self.ascent, self.descent, self.drop = body.ascent, body.descent, body.drop
        if metrics.policies.way_back == "below":
            depth = max(body.descent + metrics.branch_gap + back.ascent, body.drop + rise, rise - back.drop)
            self.descent = depth + max(back.descent, back.drop + metrics.rim)
        else:
            depth = -max(body.ascent + metrics.branch_gap + back.descent, back.drop + rise)
            self.ascent = max(back.ascent, metrics.rim) - depth
        self._back_in = depth
        """How far below the baseline the way back begins."""
        self.cost = body.cost + back.cost
        self.score = self.ascent + self.descent + self.cost
        self.opens = self.closes = True

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rails round the body and the way back, and have these drawn."""
        metrics, rails = pen.metrics, pen.rails
        step = sign * metrics.radius
        out = x + sign * self.width
        left, right = x + step, out - step
        level = y + self.drop
        back_in = y + self._back_in
        back_out = back_in + self.back.drop
        rails.append((x, y, left, y))
        rails.append((right, level, out, level))
        rails.append((right, level, out, level, out, back_in, right, back_in))
        rails.append((left, back_out, x, back_out, x, y, left, y))
        begin = left + sign * metrics.loop_gap if self.body.opens else left
        end = begin + sign * self.body.width
        if begin != left:
            rails.append((left, y, begin, y))
        if end != right:
            rails.append((end, level, right, level))
        has_arrow = draw_back(self.back, pen, left, right, back_in, sign)
        riser = abs(back_out - y)
        if (riser > metrics.long_riser or not has_arrow) and (
            riser >= 2 * metrics.radius + metrics.arrow_length
        ):
            at = Point(x, metrics.snap((back_out + y) / 2))
            pen.marks.append(Arrow(at, "up" if back_out > y else "down"))
        pen.todo.append((self.body, begin, y, sign))


def draw_back(back: Shape, pen: Pen, left: float, right: float, y: float, sign: int) -> bool:
    """Draw the level part of a way back between its corners, and return whether it has an arrow."""
    metrics = pen.metrics
    free = (right - left) * sign - back.width
    lead = metrics.separator_lead if free > metrics.separator_slack else metrics.snap(free / 2)
    if lead < metrics.bracket_gap / 2:
        lead = 0  # rather no stub than one that looks like a slip
    begin = right - sign * lead  # where the separator is entered
    end = begin - sign * back.width
    level = y + back.drop
    if lead:
        pen.rails.append((right, y, begin, y))
    if back.width:
        pen.todo.append((back, begin, y, -sign))
    rest = (end - left) * sign
    if rest > 0:
        pen.rails.append((end, level, left, level))
    has_arrow = rest >= metrics.arrow_room or not back.width
    if has_arrow:
        pen.arrow_along(end, left, level)
    return has_arrow
