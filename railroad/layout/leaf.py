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


_MARKS = {
    "nonterminal": 0,
    "call": 0,
    "set": 0,
    "complement": 0,
    "regex": 0,
    "predicate": 3,
    "attribute": 3,
    "comment": 6,
}
"""How many marks stand round the label of a kind where they are drawn; else two."""


def lay_out_leaf(track: Track, metrics: Metrics) -> Shape:
    """Return the shape of a track without parts; a bare piece has no width."""
    match track:
        case Station():
            return _Station(track, metrics)
        case Caption(text, "order"):
            return _Order(text, metrics)
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

    __slots__ = ("face", "order")

    def __init__(self, station: Station, metrics: Metrics) -> None:
        label = station.label
        texts = [label]
        if metrics.line_cells is not None and cells(label) > metrics.line_cells:
            texts = break_label(label, metrics.line_cells)
        kind = station.kind
        lines = tuple([Line(text, metrics.text_width(text, kind)) for text in texts])
        widest = max([line.width for line in lines])
        if station.before or station.after:
            widest += metrics.note_width(station.before) + metrics.note_width(station.after)
        width = metrics.station_width(widest, marks=_MARKS.get(station.kind, 2))
        half = metrics.half_height
        if len(lines) > 1:
            half += (len(lines) - 1) * metrics.line_height / 2
        self.order = None if station.order is None else _Order(str(station.order), metrics)
        super().__init__(width + (self.order.width if self.order else 0), half, half)
        self.face = Face(
            width,
            2 * half,
            lines,
            station.kind,
            station.href,
            station.before,
            station.after,
            station.hint,
        )

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw its tile."""
        if self.order is not None:
            self.order.draw(pen, x, y, sign)
            x += sign * self.order.width
        left = x if sign > 0 else x - self.face.width
        pen.marks.append(Tile(left, y - self.ascent, self.face))


class _Order(_Leaf):
    """A bare rail with a number on it."""

    __slots__ = ("_length", "_text")

    def __init__(self, text: str, metrics: Metrics) -> None:
        self._text = text
        self._length = metrics.words_width(text, "order")
        super().__init__(self._length + 2 * metrics.order_gap, metrics.order_ascent, metrics.rim)

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rail and the number."""
        metrics = pen.metrics
        pen.rails.append((x, y, x + sign * self.width, y))
        left = (x if sign > 0 else x - self.width) + metrics.order_gap
        pen.marks.append(Words(Point(left, y - metrics.order_lift), self._text, "order", self._length))


class _Caption(_Leaf):
    """A bare rail with words below it."""

    __slots__ = ("_text",)

    def __init__(self, text: str, metrics: Metrics) -> None:
        width = metrics.words_width(text, "caption")
        super().__init__(width, metrics.rim, metrics.caption_descent)
        self._text = text

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the rail and the words."""
        pen.rails.append((x, y, x + sign * self.width, y))
        left = x if sign > 0 else x - self.width
        at = Point(left, y + pen.metrics.caption_drop)
        pen.marks.append(Words(at, self._text, "caption", self.width))
