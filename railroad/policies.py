"""Policies: what a picture does where there is more than one good way to draw it.

    bypass     above  ╭──▸──╮      below  ──┬─ a ─┬──      way_back   below  ─┬─ a ─┬─      above   ╭──◂──╮
                    ──┴─ a ─┴──             ╰──▸──╯                           ╰──◂──╯              ─┴─ a ─┴─

    align      left   ──┬─ a ────┬──      center  ──┬── a ───┬──
                        ╰─ long ─╯                  ╰─ long ─╯

    marks      dots   ●──  ──○    none  ──  ──    simple  ├──  ──┤    complex  ▸▸──  ──▸◂

They are independent of each other, and the defaults are what most pictures on the web look like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["above", "below"]
Align = Literal["left", "center"]
Marks = Literal["dots", "none", "simple", "complex"]
Spacing = Literal["comfortable", "compact"]
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Policies:
    """How a picture is drawn."""

    bypass: Side = "above"
    """On which side of what is bypassed the bypass runs.  The riser beside a row of its own passes it."""
    way_back: Side = "below"
    """On which side of what is repeated the way back runs."""
    align: Align = "left"
    """Where the alternatives of a choice stand between its risers."""
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
