"""Shapes: the ways in which a part can be laid out, as numbers, before one of them is chosen.

              ─ ─ ─ ─ ─ ─ ─   ┬ ascent
    entry ──▶ │           │   ┴ y = 0, the baseline
              │           │ ──▶ exit    y = drop
              ─ ─ ─ ─ ─ ─ ─     descent, measured from the baseline too
              ├── width ──┤

(0, 0) is the entry port, (width, drop) the exit port; the train enters and leaves heading right.  Lengths are
in the units of the metrics, and y grows downward.

A part has several shapes, wide and low or narrow and tall.  Its *frontier* is those worth having: sorted by
width, each with a lower score than all narrower ones.  A shape refers to the shapes of its parts; when the
whole picture has chosen one, it and they are drawn, and no other.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics

MANY = 16
"""How many shapes a frontier holds before it becomes choosy."""
_LOWER = 15 / 16
"""How much lower the score of a further one must be, as a share of that of the one before it."""
_DEEP = 50
"""Of how many levels a part is no longer something that a reader takes in …"""
_FEW = 2
_FAR_LOWER = 1 / 2
"""… and of it only a few shapes are kept, which are far from each other."""

_UNDER_EXIT = 10
"""What a shape needs below its exit port, if something is to run past there."""


class Shape:
    """The extent of one way to lay a part out.  Every construction has a class of its own below this one."""

    __slots__ = ("ascent", "closes", "cost", "descent", "drop", "opens", "score", "width")

    width: float
    ascent: float
    """How far it reaches above its baseline, ≥ 0."""
    descent: float
    """How far below, ≥ 0."""
    drop: float
    """How far below its entry port the exit port is, ≥ 0."""
    cost: float
    """What its breaks cost, and those of its parts."""
    score: float
    """Its height and its cost."""
    opens: bool
    """Whether its left end is the riser of a fork or loop, and not a station."""
    closes: bool
    """The same of its right end."""

    def hung(self, metrics: Metrics, *, passed: bool) -> Shape:
        """Return what stands for it at the beginning of a row, behind the riser that joins the rows.

        `passed` says that the riser goes on down past the row.
        """
        return self

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw it with its entry port at (`x`, `y`); the train runs to the right, or to the left for −1."""
        raise NotImplementedError


_Tuple = TypeVar("_Tuple", bound=tuple[Any, ...])

_by_width = attrgetter("width", "score")


def frontier(shapes: Sequence[Shape], natural: Shape | None = None, levels: int = 1) -> list[Shape]:
    """Return the shapes worth having of a part of so many levels, by width.

    From `MANY` on a shape must be better by a sixteenth than the one before it, but `natural` always stays.
    Whether a shape stays depends on narrower ones only.  So more room gives a frontier that begins with the
    one of less room, and no picture gets worse on a wider page.

    A shape that ends near its lower edge may cost what is round it more than its score says, so one that
    does not stays beside it.

    Stable: of two that are alike the earlier stays.
    """
    if len(shapes) < 2:
        return list(shapes)
    many, lower = (MANY, _LOWER) if levels < _DEEP else (_FEW, _FAR_LOWER)
    kept: list[Shape] = []
    bound = lowest = bound_below = float("inf")
    for shape in sorted(shapes, key=_by_width):
        score = shape.score
        missing = shape.drop + _UNDER_EXIT - shape.descent
        below = score + missing if missing > 0 else score  # `score_below`, for it is asked of every shape
        if score < bound or below < bound_below or (shape is natural and score < lowest):
            kept.append(shape)
            if score < lowest:
                lowest = score
            share = 1 if len(kept) < many else lower
            if score * share < bound:
                bound = score * share
            if below * share < bound_below:
                bound_below = below * share
    return kept


def score_below(shape: Shape) -> float:
    """Return what the score of a shape is for something that runs below it, past its exit port."""
    return shape.score + max(0, shape.drop + _UNDER_EXIT - shape.descent)


def choosy(found: list[_Tuple]) -> list[_Tuple]:
    """Return what is worth having of tuples that begin with width, score and a number; as `frontier`."""
    found.sort()
    kept: list[_Tuple] = []
    bound = float("inf")
    for each in found:
        score = each[1]
        if score < bound:
            kept.append(each)
            bound = score if len(kept) < MANY else score * _LOWER
    return kept
