"""The diagram model: what to draw, with no sizes and no places.

    Station   a box with a label        Series   one after another
    Straight  a bare piece of track     Fork     one of several branches
    Caption   words beside a track      Loop     a body, and a way back that is read right to left
                                        Group    a frame round a track, with words

The tree may be nested tens of thousands deep: never walk it by recursion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StationKind = Literal[
    "terminal",
    "exact",
    "fold",
    "nonterminal",
    "undefined",
    "external",
    "parameter",
    "call",
    "range",
    "set",
    "complement",
    "class",
    "any",
    "regex",
    "prose",
    "end-of-input",
    "cut",
    "action",
    "predicate",
    "attribute",
    "comment",
]
"""What a station stands for; each has a look of its own.

Text whose case matters by the author's word, does not matter, or of which nothing is said (`terminal`); a
rule that is defined, not defined, or defined in another grammar; a parameter of a template, and a template
with its arguments; one character from a range, of a set, not of a set, or of a class with a name.
"""

GroupKind = Literal[
    "followed-by", "not-followed-by", "but-not", "any-order", "fewest", "label", "mark", "template"
]


@dataclass(frozen=True, slots=True)
class Station:
    """A box with a label on the track."""

    label: str
    """The bare text, without quotes or angle brackets."""
    kind: StationKind
    href: str | None = None
    """Where a click leads: a URL."""
    before: str = ""
    """Quiet words in front of the label: the name or mark that the author gave it here."""
    after: str = ""
    """Quiet words behind it: how its case is taken."""
    order: int | None = None
    """As which branch of a choice it is tried, from 1 on; None if there is no order."""
    hint: str = ""
    """What more there is to know of it, such as where it is defined."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A bare piece of track: nothing to read."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on a bare piece of track."""

    text: str
    kind: Literal["caption", "order"] = "caption"
    """How often a loop may run; as which branch of a choice the track is tried."""


Wish = Literal["must", "wished", "never"]
"""What an author asks for at a gap: a row ends there, may well end there, does not end there."""


@dataclass(frozen=True, slots=True)
class Series:
    """One after another."""

    items: tuple[Track, ...]
    wishes: tuple[Wish | None, ...] = ()
    """For the gap before each item but the first; empty: nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Fork:
    """One of several branches, and around them a bypass if there is one."""

    branches: tuple[Track, ...]
    """One or more, the first on the baseline, none of them `Straight` (that is the bypass)."""
    bypass: bool = False
    ordered: bool = False
    """Whether the branches are tried in order, the bypass last; each begins with its number."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A body once or more; before each further time the train runs through `back`.

    `back` is given as it is read.  The layout turns it round, because the train passes it right to left.
    """

    body: Track
    back: Track


@dataclass(frozen=True, slots=True)
class Aside:
    """A track of its own in the frame of a group, which the train does not pass."""

    words: str
    """What it is to the group's track: ``but not``."""
    track: Track


@dataclass(frozen=True, slots=True)
class Group:
    """A frame round a track, which says how that is meant."""

    words: str
    """What stands in the frame's edge; may be empty."""
    kind: GroupKind
    track: Track
    """What the train passes."""
    asides: tuple[Aside, ...] = ()


Track = Station | Straight | Caption | Series | Fork | Loop | Group


@dataclass(frozen=True, slots=True)
class Diagram:
    """One rule, to be drawn."""

    name: str
    """The rule's name, in the author's spelling."""
    track: Track
    title: str = ""
    """What stands above it, if that is more than the name."""
