"""The diagram model: what to draw, with no sizes and no places.

    Station   a box with a label        Series   one after another
    Straight  a bare piece of track     Fork     one of several branches
    Caption   words beside a track      Loop     a body, and a way back that is read right to left

The tree may be nested tens of thousands deep: never walk it by recursion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StationKind = Literal["terminal", "nonterminal", "undefined", "range", "prose"]


@dataclass(frozen=True, slots=True)
class Station:
    """A box with a label on the track."""

    label: str
    """The bare text, without quotes or angle brackets."""
    kind: StationKind
    href: str | None = None
    """Where a click leads: a URL."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A bare piece of track: nothing to read."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on a bare piece of track, such as how often a loop may run."""

    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """One after another."""

    items: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """One of several branches, and around them a bypass if there is one."""

    branches: tuple[Track, ...]
    """One or more, the first on the baseline, none of them `Straight` (that is the bypass)."""
    bypass: bool = False


@dataclass(frozen=True, slots=True)
class Loop:
    """A body once or more; before each further time the train runs through `back`.

    `back` is given as it is read.  The layout turns it round, because the train passes it right to left.
    """

    body: Track
    back: Track


Track = Station | Straight | Caption | Series | Fork | Loop


@dataclass(frozen=True, slots=True)
class Diagram:
    """One rule, to be drawn."""

    name: str
    """The rule's name: the title, in the author's spelling."""
    track: Track
