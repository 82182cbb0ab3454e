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
from typing import TYPE_CHECKING, NamedTuple

from railroad.fonts import cells
from railroad.geometry import Point, Rect
from railroad.layout.box import Box, Placed, rail
from railroad.layout.scene import Frame, Words
from railroad.layout.shape import Plan, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.diagram.model import Group
    from railroad.layout.box import Part
    from railroad.metrics import Metrics


class Extent(NamedTuple):
    """How far a group reaches, as in `Box`, and the y of each track aside."""

    width: float
    ascent: float
    descent: float
    drop: float
    levels: list[float]


def rooms(group: Group, room: float, metrics: Metrics) -> list[float]:
    """Return what a group in a room leaves for its track, and for each track aside."""
    inner = room - 2 * metrics.frame_inset
    return [inner, *(inner - _beside(aside.words, metrics) for aside in group.asides)]


def least_width(group: Group, widths: Sequence[float], metrics: Metrics) -> float:
    """Return how wide a group is with tracks (its own, then those aside) of the given widths."""
    own, *others = widths
    inner = max(own, _words_width(group.words, metrics))
    for aside, width in zip(group.asides, others, strict=True):
        inner = max(inner, _beside(aside.words, metrics) + width)
    return inner + 2 * metrics.frame_inset


def measure_group(group: Group, parts: Sequence[Box | Shape], metrics: Metrics) -> Extent:
    """Return the extent of a group of its track and those aside, with the given extents."""
    own, *others = parts
    width = least_width(group, [part.width for part in parts], metrics)
    ascent = own.ascent + (metrics.frame_head if group.words else metrics.frame_gap)
    bottom = own.descent
    levels = []
    for part in others:
        level = bottom + metrics.branch_gap + max(part.ascent, metrics.half_height)
        levels.append(level)
        bottom = level + max(part.descent, metrics.half_height)
    return Extent(width, ascent, bottom + metrics.frame_gap, own.drop, levels)


def lay_out_group(group: Group, boxes: Sequence[Box], metrics: Metrics) -> Box:
    """Return the frame round the boxes of a group's track and of those aside."""
    own, *others = boxes
    width, ascent, descent, drop, levels = measure_group(group, boxes, metrics)
    left = metrics.frame_inset
    parts: list[Part] = [
        Frame(Rect(0, -ascent, width, ascent + descent), group.kind),
        rail((0, 0), (left, 0)),
        Placed(own, left, 0),
        rail((left + own.width, drop), (width, drop)),
    ]
    if group.words:
        at = Point(left, metrics.frame_words - ascent)
        parts.append(Words(at, group.words, "words", _words_width(group.words, metrics)))
    for aside, box, level in zip(group.asides, others, levels, strict=True):
        length, stub = _words_width(aside.words, metrics), metrics.aside_stub
        begin = left + length + metrics.aside_gap
        parts.append(Words(Point(left, level + metrics.words_baseline), aside.words, "words", length))
        if box.opens or not box.width:
            parts.append(rail((begin, level), (begin + stub, level)))
            begin += stub
        parts.append(Placed(box, begin, level))
        end = begin + box.width
        if box.closes or not box.width:
            parts.append(rail((end, level + box.drop), (end + stub, level + box.drop)))
    return Box(width, ascent, descent, drop, tuple(parts), False, False)


def grouped(group: Group, parts: Sequence[Shape], metrics: Metrics) -> Shape:
    """Return the shape of a group of the shapes of its track and those aside."""
    width, ascent, descent, drop, _ = measure_group(group, parts, metrics)
    cost = sum([part.cost for part in parts])
    plan = _Grouped(group, metrics)
    return Shape(width, ascent, descent, drop, cost, plan, tuple(parts), False, False)


def group_shapes(group: Group, frontiers: Sequence[list[Shape]], metrics: Metrics) -> list[Shape]:
    """Return groups of the combinations worth trying: for each width of a part the best of all parts."""
    taken = [0.0, *(_beside(aside.words, metrics) for aside in group.asides)]
    inner = {
        beside + shape.width for beside, shapes in zip(taken, frontiers, strict=True) for shape in shapes
    }
    inner.add(_words_width(group.words, metrics))
    found = []
    for width in sorted(inner):
        fitting = [
            [shape for shape in shapes if beside + shape.width <= width]
            for beside, shapes in zip(taken, frontiers, strict=True)
        ]
        if all(fitting):
            found.append(grouped(group, [shapes[-1] for shapes in fitting], metrics))
    return found


class _Grouped(Plan):
    __slots__ = ("_group", "_metrics")

    def __init__(self, group: Group, metrics: Metrics) -> None:
        self._group, self._metrics = group, metrics

    def box(self, parts: list[Box]) -> Box:
        return lay_out_group(self._group, parts, self._metrics)


def _words_width(words: str, metrics: Metrics) -> float:
    return math.ceil(cells(words) * metrics.caption_cell)


def _beside(words: str, metrics: Metrics) -> float:
    """Return what the words of a track aside, and the stubs at its ends, may take of its line."""
    return _words_width(words, metrics) + metrics.aside_gap + 2 * metrics.aside_stub
