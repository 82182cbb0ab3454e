"""Place a group: a frame round a track, with words in its edge, and below the track what stands aside.

    ┌ words ┄┄┄┄┄┄┄┄┄┄┐
    ┼─── track ───────┼      y = 0, the baseline;  the exit's y is the track's
    ┆ aside ── x ──   ┆      the train does not pass this
    └┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘

All tracks begin on one line, those aside behind their words.  The frame is as wide as the widest of them, and
follows them when they are broken into rows.  To what is round it a group is like a station.
"""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING

from railroad.geometry import Point, Rect
from railroad.layout.scene import Frame, Words
from railroad.layout.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.diagram.model import Group
    from railroad.layout.pen import Pen
    from railroad.metrics import Metrics

_score = attrgetter("score")


def rooms(group: Group, room: float, metrics: Metrics) -> list[float]:
    """Return what a group in a room leaves for its track, and for each track aside."""
    inner = room - 2 * metrics.frame_inset
    return [inner - taken for taken in _taken(group, metrics)]


def least_width(group: Group, widths: Sequence[float], metrics: Metrics) -> float:
    """Return how wide a group is with tracks (its own, then those aside) of the given widths."""
    inner = words_width(group.words, metrics)
    for taken, width in zip(_taken(group, metrics), widths, strict=True):
        inner = max(inner, taken + width)
    return inner + 2 * metrics.frame_inset


class Grouped(Shape):
    """A frame round the shapes of a group's track and of those aside."""

    __slots__ = ("_levels", "group", "tracks")

    def __init__(self, group: Group, tracks: Sequence[Shape], metrics: Metrics) -> None:
        """Measure the frame: the track's own line, and below it one for each track aside."""
        own, *others = tracks
        self.group, self.tracks = group, tracks
        self.width = least_width(group, [track.width for track in tracks], metrics)
        self.ascent = own.ascent + (metrics.frame_head if group.words else metrics.frame_gap)
        self._levels = []
        bottom = own.descent
        for other in others:
            level = bottom + metrics.branch_gap + max(other.ascent, metrics.half_height)
            self._levels.append(level)
            bottom = level + max(other.descent, metrics.half_height)
        self.descent, self.drop = bottom + metrics.frame_gap, own.drop
        self.cost = sum([track.cost for track in tracks])
        self.score = self.ascent + self.descent + self.cost
        self.opens = self.closes = False

    def draw(self, pen: Pen, x: float, y: float, sign: int) -> None:
        """Draw the frame with its words and the rails at its sides, and have the tracks drawn."""
        metrics, group, own = pen.metrics, self.group, self.tracks[0]
        left = x if sign > 0 else x - self.width
        rect = Rect(left, y - self.ascent, self.width, self.ascent + self.descent)
        pen.frames.append(Frame(rect, group.kind))
        begin = x + sign * metrics.frame_inset
        end, level = begin + sign * own.width, y + own.drop
        pen.rails.append((x, y, begin, y))
        pen.rails.append((end, level, x + sign * self.width, level))
        if group.words:
            self._write(pen, group.words, begin, rect.y + metrics.frame_words, sign)
        for aside, track, below in reversed(
            list(zip(group.asides, self.tracks[1:], self._levels, strict=True))
        ):
            self._draw_aside(pen, aside.words, track, begin, y + below, sign)
        pen.todo.append((own, begin, y, sign))

    def _draw_aside(self, pen: Pen, words: str, track: Shape, x: float, y: float, sign: int) -> None:
        metrics = pen.metrics
        self._write(pen, words, x, y + metrics.words_baseline, sign)
        begin = x + sign * (words_width(words, metrics) + metrics.aside_gap)
        stub = sign * metrics.aside_stub
        if track.opens or not track.width:
            pen.rails.append((begin, y, begin + stub, y))
            begin += stub
        end, level = begin + sign * track.width, y + track.drop
        if track.closes or not track.width:
            pen.rails.append((end, level, end + stub, level))
        pen.todo.append((track, begin, y, sign))

    def _write(self, pen: Pen, words: str, x: float, y: float, sign: int) -> None:
        width = words_width(words, pen.metrics)
        pen.marks.append(Words(Point(x if sign > 0 else x - width, y), words, "words", width))


def group_shapes(group: Group, frontiers: Sequence[Sequence[Shape]], metrics: Metrics) -> list[Shape]:
    """Return groups of the combinations worth trying: for each width of a part the best of all parts."""
    taken = _taken(group, metrics)
    inner = {
        beside + shape.width for beside, shapes in zip(taken, frontiers, strict=True) for shape in shapes
    }
    inner.add(words_width(group.words, metrics))
    found: list[Shape] = []
    for width in sorted(inner):
        fitting = [
            [shape for shape in shapes if beside + shape.width <= width]
            for beside, shapes in zip(taken, frontiers, strict=True)
        ]
        if all(fitting):
            found.append(Grouped(group, [min(shapes, key=_score) for shapes in fitting], metrics))
    return found


def words_width(words: str, metrics: Metrics) -> float:
    """Return the width of the words in a frame, a whole one."""
    return math.ceil(metrics.words_width(words, "words"))


def _taken(group: Group, metrics: Metrics) -> list[float]:
    """Return what the words of each track, and the stubs at its ends, may take of its line."""
    ends = metrics.aside_gap + 2 * metrics.aside_stub
    return [0, *(words_width(aside.words, metrics) + ends for aside in group.asides)]
