"""The scene: what the layout decided, and the only thing a renderer sees.

Marks are in final coordinates, in the units of the `Metrics` they were laid out with: user units of SVG, or
cells of text.  x grows to the right, y downward.  A surface turns marks into bytes; it decides nothing about
position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from railroad.diagram.model import GroupKind, StationKind
    from railroad.geometry import Point, Rect
    from railroad.metrics import Metrics
    from railroad.policies import Marks


Rail = tuple[float, ...]
"""A drawn line: x and y of each of its points in turn, in the direction of travel.

Its pieces are level or upright; the surface rounds the corners between them.  Both ends are straight runs of
at least one radius where they join another rail.
"""


class Line(NamedTuple):
    """One line of a label."""

    text: str
    width: float


class Face(NamedTuple):
    """How a station looks, wherever it stands."""

    width: float
    height: float
    lines: tuple[Line, ...]
    """The label, in the middle of the box; on several lines where there is no room for one."""
    kind: StationKind
    href: str | None
    before: str = ""
    """Quiet words in front of the label, as wide as the metrics say."""
    after: str = ""
    """Quiet words behind it."""
    hint: str = ""
    """What more there is to know of it."""


class Tile(NamedTuple):
    """A station in its place: the left upper corner of its box."""

    x: float
    y: float
    face: Face

    @property
    def label(self) -> str:
        """The whole label."""
        return "".join(line.text for line in self.face.lines)


Heading = Literal["right", "left", "up", "down"]


class Arrow(NamedTuple):
    """An arrowhead on a rail: its middle, and which way the train runs."""

    at: Point
    heading: Heading


class Words(NamedTuple):
    """Text that is no station: its left end on the text's baseline (cells: the row)."""

    at: Point
    text: str
    kind: Literal["title", "caption", "order", "words"]
    """The name of a rule; how often a loop may run; the number of a branch; what a frame says."""
    width: float


class Terminus(NamedTuple):
    """A start mark or an end mark: its middle."""

    at: Point
    kind: Literal["start", "end"]
    look: Marks = "dots"
    heading: Literal["right", "left"] = "right"
    """Which way the train runs there."""


class Frame(NamedTuple):
    """A frame round a piece of track: painted first, under the rails that cross its sides."""

    rect: Rect
    kind: GroupKind


Mark = Tile | Arrow | Words | Terminus


class Panel(NamedTuple):
    """The picture of one rule."""

    name: str
    """The rule's name."""
    rect: Rect
    metrics: Metrics
    """What it was laid out with: the surfaces take sizes of text and corners from it."""
    rails: tuple[Rail, ...]
    """In the scene's coordinates; they are painted before the marks."""
    marks: tuple[Mark, ...]
    """What stands on them, in the order of the track."""
    frames: tuple[Frame, ...] = ()
    """What lies under the rails, the outer ones first."""
    unwanted: int = 0
    """How many rows end where the author wants no break, because nothing else fits."""


class Scene(NamedTuple):
    """A whole picture: one panel a rule, one below the other."""

    width: float
    height: float
    panels: tuple[Panel, ...]
