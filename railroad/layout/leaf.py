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

    __slots__ = ("_face", "_order", "_station")

    def __init__(self, station: Station, metrics: Metrics) -> None:
        self._station = station
        self._face: Face | None = None
        self._order = None if station.order is None else _Order(str(station.order), metrics)
        label = station.label
        half = metrics.half_height
        if metrics.line_cells is not None and cells(label) > metrics.line_cells:
            lines = _lines(station, metrics)
            text_width = max([line.width for line in lines])
            half += (len(lines) - 1) * metrics.line_height / 2
        else:
            text_width = metrics.text_width(label, station.kind)
        if station.before or station.after:
            text_width += metrics.note_width(station.before) + metrics.note_width(station.after)
        width = metrics.station_width(text_width, marks=_MARKS.get(station.kind, 2))
        super().__init__(width + (self._order.width if self._order else 0), half, half)

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw its tile; its face is made for the first place of several."""
        width = self.width
        if self._order is not None:
            self._order.draw(pen, x, y, sign)
            x += sign * self._order.width
            width -= self._order.width
        face = self._face
        if face is None:
            station = self._station
            face = self._face = Face(
                width,
                2 * self.ascent,
                _lines(station, pen.metrics),
                station.kind,
                station.href,
                station.before,
                station.after,
                station.hint,
            )
        left = x if sign > 0 else x - width
        pen.marks.append(Tile(left, y - self.ascent, face))


def _lines(station: Station, metrics: Metrics) -> tuple[Line, ...]:
    """Return the lines of a label."""
    label, most = station.label, metrics.line_cells
    texts = [label] if most is None or cells(label) <= most else break_label(label, most)
    return tuple([Line(text, metrics.text_width(text, station.kind)) for text in texts])


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
