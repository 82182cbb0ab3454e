"""Points and rectangles: x grows to the right, y downward."""

from __future__ import annotations

from typing import NamedTuple


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


class Rect(NamedTuple):
    """An upright rectangle, by its left upper corner and its extent."""

    x: float
    y: float
    width: float
    height: float
