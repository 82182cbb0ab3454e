"""Place a sequence: one part after another on one track.

    ──[ a ]──[ b ]──

Stations keep `station_gap` between them; beside the riser of a fork or loop, whose corner is air enough,
`bracket_gap` does.  Where there is less room, `rows` breaks the sequence and `wrap` places its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics


class OneRow(Shape):
    """Parts (at least one) in one row."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Shape], metrics: Metrics, joins: float = 0) -> None:
        """Measure the row; `joins` is what it costs that there are no breaks in it."""
        station_gap, bracket_gap = metrics.station_gap, metrics.bracket_gap
        part = parts[0]
        width, ascent, descent, drop, cost = part.width, part.ascent, part.descent, part.drop, part.cost
        closes = part.closes
        for part in parts[1:]:
            width += (bracket_gap if closes or part.opens else station_gap) + part.width
            up, down = part.ascent - drop, part.descent + drop
            if up > ascent:
                ascent = up
            if down > descent:
                descent = down
            drop += part.drop
            cost += part.cost
            closes = part.closes
        cost += joins
        self.parts = parts
        self.width, self.ascent, self.descent, self.drop, self.cost = width, ascent, descent, drop, cost
        self.score = ascent + descent + cost
        self.opens, self.closes = parts[0].opens, closes

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rails between the parts, and have the parts drawn."""
        rails = pen.rails
        station_gap, bracket_gap = sign * pen.metrics.station_gap, sign * pen.metrics.bracket_gap
        part = self.parts[0]
        placed = [(part, x, y, sign)]
        for following in self.parts[1:]:
            x += sign * part.width
            y += part.drop
            end = x + (bracket_gap if part.closes or following.opens else station_gap)
            rails.append((x, y, end, y))
            x, part = end, following
            placed.append((part, x, y, sign))
        placed.reverse()
        pen.todo += placed
