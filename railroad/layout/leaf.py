"""Place what has no parts: a station, a caption, a bare piece of track."""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.diagram.model import Caption, Station, Track
from railroad.fonts import cells
from railroad.geometry import Point
from railroad.layout.label import break_label
from railroad.layout.scene import Face, Line, Tile, Words
from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics


_NAMES = ("nonterminal", "undefined")
"""What stands bare where other labels have marks round them."""


def lay_out_leaf(track: Track, metrics: Metrics) -> Shape:
    """Return the shape of a track without parts; a bare piece has no width."""
    match track:
        case Station():
            return _Station(track, metrics)
        case Caption(text):
            return _Caption(text, metrics)
        case _:
            return Bare(metrics)


class _Leaf(Shape):
    """A shape without parts, which costs nothing."""

    __slots__ = ()

    def __init__(self, width: float, ascent: float, descent: float) -> None:
        self.width, self.ascent, self.descent = width, ascent, descent
        self.drop = self.cost = 0
        self.score = ascent + descent
        self.opens = self.closes = False


class Bare(_Leaf):
    """A rail of no length."""

    __slots__ = ()

    def __init__(self, metrics: Metrics) -> None:
        """Measure it."""
        super().__init__(0, metrics.rim, metrics.rim)

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw nothing."""


class _Station(_Leaf):
    """A box with a label."""

    __slots__ = ("face",)

    def __init__(self, station: Station, metrics: Metrics) -> None:
        label = station.label
        texts = [label]
        if metrics.line_cells is not None and cells(label) > metrics.line_cells:
            texts = break_label(label, metrics.line_cells)
        lines = tuple([Line(text, metrics.text_width(text)) for text in texts])
        widest = max([line.width for line in lines])
        width = metrics.station_width(widest, marked=station.kind not in _NAMES)
        half = metrics.half_height
        if len(lines) > 1:
            half += (len(lines) - 1) * metrics.line_height / 2
        super().__init__(width, half, half)
        self.face = Face(width, 2 * half, lines, station.kind, station.href)

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw its tile."""
        left = x if sign > 0 else x - self.width
        pen.marks.append(Tile(left, y - self.ascent, self.face))


class _Caption(_Leaf):
    """A bare rail with words below it."""

    __slots__ = ("_text",)

    def __init__(self, text: str, metrics: Metrics) -> None:
        width = metrics.text_width(text) / metrics.cell * metrics.caption_cell
        super().__init__(width, metrics.rim, metrics.caption_descent)
        self._text = text

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rail and the words."""
        pen.rails.append((x, y, x + sign * self.width, y))
        left = x if sign > 0 else x - self.width
        at = Point(left, y + pen.metrics.caption_drop)
        pen.marks.append(Words(at, self._text, "caption", self.width))
