"""The pen: draws the shape that was chosen, and the shapes inside it, as marks in final coordinates.

A shape that draws itself leaves its rails and arrows here, and asks for its parts to be drawn at their
places.  One loop serves them all, so nothing recurses, and everything comes in the order of the track.

What a train passes from right to left is drawn with the sign −1: x runs the other way, labels stay readable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.geometry import Point
from railroad.layout.scene import Arrow

if TYPE_CHECKING:
    from railroad.layout.scene import Frame, Heading, Mark, Rail
    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics


class Pen:
    """Collects the marks of one picture."""

    __slots__ = ("frames", "marks", "metrics", "rails", "todo")

    def __init__(self, metrics: Metrics) -> None:
        """Begin with nothing drawn."""
        self.metrics = metrics
        self.rails: list[Rail] = []
        self.marks: list[Mark] = []
        self.frames: list[Frame] = []
        self.todo: list[tuple[Shape, float, float, int]] = []
        """What is still to be drawn: shape, place of its entry port, sign; the next one last."""

    def draw(self, shape: Shape, x: float, y: float, sign: int = 1) -> None:
        """Draw a shape, its entry port at (`x`, `y`), and all that is inside it."""
        todo = self.todo
        todo.append((shape, x, y, sign))
        while todo:
            shape, x, y, sign = todo.pop()
            shape.draw(self, x, y, sign)

    def aside(self, free: float) -> float:
        """Return how much of the free room beside an alternative is before it."""
        metrics = self.metrics
        if metrics.policies.align == "left":
            return 0
        half = metrics.snap(free / 2)
        return (
            half if half >= metrics.bracket_gap / 2 else 0
        )  # rather no stub than one that looks like a slip

    def arrow_along(self, start: float, end: float, y: float) -> None:
        """Put an arrow on the middle of a level run from x `start` to x `end`."""
        heading: Heading = "right" if end > start else "left"
        self.marks.append(Arrow(Point(self.metrics.snap((start + end) / 2), y), heading))
