"""Policies: what a picture does where there is more than one good way to draw it.

    marks      dots   ●──  ──○    none  ──  ──    simple  ├──  ──┤    complex  ▸▸──  ──▸◂

They are independent of each other, and the defaults are what most pictures on the web look like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Marks = Literal["dots", "none", "simple", "complex"]
Spacing = Literal["comfortable", "compact"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Policies:
    """How a picture is drawn."""

    marks: Marks = "dots"
    """The start mark and the end mark: a dot and a ring, none, bars, or arrowheads as in IBM's manuals."""
    arrows: bool = True
    """Whether arrows stand on bypasses, ways back and the runs between rows."""
    spacing: Spacing = "comfortable"
    """How close everything stands: `compact` begins with corners and gaps that others only have when they run
    out of room."""
    direction: Direction = "ltr"
    """From which side the track is read: `rtl` is the mirror image, its words unmirrored."""


DEFAULT = Policies()
"""The usual ones."""
