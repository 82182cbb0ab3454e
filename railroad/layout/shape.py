"""Shapes: the ways in which a part can be laid out, as numbers, before one of them is chosen.

A part has several shapes, wide and low or narrow and tall.  Its *frontier* is those worth having: sorted by
width, each with a lower score than all narrower ones.  A shape holds the shapes of its parts; when the whole
picture has chosen one, its boxes are built from these, and from these only.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from railroad.layout.box import Box

MOST = 12
"""How many shapes a frontier keeps."""


class Shape:
    """The extent of one way to lay a part out, and what it is made of; lengths as in `Box`."""

    __slots__ = ("ascent", "closes", "cost", "descent", "drop", "opens", "parts", "plan", "score", "width")

    def __init__(
        self,
        width: float,
        ascent: float,
        descent: float,
        drop: float,
        cost: float,
        plan: Plan,
        parts: tuple[Shape, ...],
        opens: bool = True,
        closes: bool = True,
    ) -> None:
        self.width = width
        self.ascent = ascent
        self.descent = descent
        self.drop = drop
        self.cost = cost
        """What its breaks cost, and those of its parts."""
        self.score = ascent + descent + cost
        self.plan = plan
        """How to make its box."""
        self.parts = parts
        self.opens = opens
        self.closes = closes


class Plan:
    """How to make the box of a shape from the boxes of its parts."""

    __slots__ = ()

    def box(self, parts: list[Box]) -> Box:
        """Return the box."""
        raise NotImplementedError


_by_width = attrgetter("width", "score")
_by_score = attrgetter("score")


def frontier(shapes: list[Shape]) -> list[Shape]:
    """Return the shapes worth having, by width; at most `MOST`, dropping first what is missed least.

    Stable: of two that are alike the earlier stays.
    """
    if len(shapes) < 2:
        return shapes
    kept: list[Shape] = []
    for shape in sorted(shapes, key=_by_width):
        if not kept or shape.score < kept[-1].score:
            kept.append(shape)
    if len(kept) <= MOST:
        return kept
    inner = range(1, len(kept) - 1)
    missed = sorted(inner, key=lambda i: _missed(kept[i - 1], kept[i], kept[i + 1]))
    return [kept[i] for i in sorted((0, *missed[len(kept) - MOST :], len(kept) - 1))]


def _missed(before: Shape, here: Shape, after: Shape) -> float:
    """Return how badly the neighbours of a shape would replace it."""
    return (before.score - here.score) * (after.width - here.width)
