"""How wide and how high a picture will be at least, before it is laid out.

    ├── w + gap ──┼── w + gap ──┤ …          each part takes its width and the gap behind it
    ──[ a ]───────────[ b ]────── ┬
                                  │ h + v    and its height and what is between two rows
    ╭──────────────◂────────────╯ ┴

The rows of a sequence can't hold more than fits side by side, so the sum of these areas, divided by the
width, is a height that no way to break it goes below.  What is in rows has a part's least width and its least
height at once, which no shape may have: the bound is true, and not sharp.

One walk over the parts, from the leaves up; none of it looks for a layout.
"""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from railroad.layout.columns import least_height
from railroad.layout.fit import find_least, nodes_of
from railroad.layout.nodes import ForkNode, GroupNode, Leaf, LoopNode, SeriesNode
from railroad.layout.wishes import WishfulNode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from railroad.diagram.model import Track
    from railroad.layout.nodes import Node
    from railroad.metrics import Metrics


def least_size(track: Track, steps: Sequence[tuple[Metrics, float | None]]) -> tuple[float, float]:
    """Return a width and a height such that no layout of a track is narrower, and none is lower.

    Args:
        track: what is to be laid out.
        steps: the metrics that may be used, the least dense first, each with the room that it leaves; None:
            as much as it takes.
    """
    metrics, room = steps[0]
    nodes = nodes_of(track, metrics)
    natural = nodes[0].natural
    if room is None:
        return natural.width, natural.ascent + natural.descent
    found = _size_in(room, nodes, metrics)
    if found is not None and not any(isinstance(node, WishfulNode) for node in nodes):
        return found
    metrics, room = steps[-1]
    assert room is not None
    nodes = nodes_of(track, metrics)
    densest = _size_in(room, nodes, metrics)
    if densest is None:  # it is as wide as it takes then
        densest = (nodes[0].least, _height(nodes, metrics, nodes[0].least))
        return densest if found is None else _less(found, densest)
    for metrics, room in steps[1:-1]:
        assert room is not None
        size = _size_in(room, nodes_of(track, metrics), metrics)
        if size is not None:  # with wishes for breaks it may be any of these
            densest = _less(densest, size)
    return densest if found is None else _less(found, densest)


def _size_in(room: float, nodes: Sequence[Node], metrics: Metrics) -> tuple[float, float] | None:
    """Return the least size of the first of `nodes` in a room; None: it does not fit there."""
    least = find_least(nodes, metrics)
    return None if least > room else (least, _height(nodes, metrics, room))


def _less(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return min(one[0], other[0]), min(one[1], other[1])


def _height(nodes: Sequence[Node], metrics: Metrics, room: float) -> float:
    """Return a height that the first of `nodes`, which are in the order of `nodes_of`, has at least."""
    heights: dict[int, float] = {}
    for node in reversed(nodes):
        for kid in node.kids:
            if id(kid) not in heights:  # a leaf
                heights[id(kid)] = kid.natural.ascent + kid.natural.descent
        heights[id(node)] = _height_of(node, heights, metrics, room)
    return heights[id(nodes[0])]


def _height_of(node: Node, heights: Mapping[int, float], metrics: Metrics, room: float) -> float:
    """Return a height that a node has at least, of those of the nodes below it."""
    match node:
        case SeriesNode():
            return _in_rows(node, heights, metrics, room)
        case ForkNode():
            height = _branches(node, heights, metrics)
            if node.bypass:
                height += metrics.branch_gap + metrics.rim
            return height
        case LoopNode():
            body, back = (heights[id(kid)] for kid in node.kids)
            return body + metrics.branch_gap + back
        case GroupNode():
            return sum([heights[id(kid)] for kid in node.kids]) + 2 * metrics.frame_gap
        case _:
            return node.natural.ascent + node.natural.descent


def _in_rows(node: Node, heights: Mapping[int, float], metrics: Metrics, room: float) -> float:
    """Return the height of a sequence; what is optional may be without its bypass in a row of its own.

    If it has to be in several rows, all but the last end two corners before the room does.
    """
    kids, radius = node.kids, metrics.radius
    gaps = [_gap(*pair, metrics) for pair in pairwise(kids)]
    hung = max([kid.least - kid.least_hung for kid in kids])
    one = sum([kid.least for kid in kids]) + sum(gaps) - hung <= room
    row = room + max(gaps, default=0) + hung - (2 if kids[-1].least >= radius else 1) * radius
    between = metrics.run_gap + metrics.row_gap
    area = highest = 0.0
    for kid, gap in zip_longest(kids, gaps):
        height = heights[id(kid)]
        width = kid.least + (gap or 0)
        taken = width * (height + between)
        if isinstance(kid, ForkNode) and kid.bypass:
            height = _branches(kid, heights, metrics)
            taken = min(taken, row * (height + between))
        highest = max(highest, height)
        if gap is not None:  # the last part takes what the last row has more
            area += taken
    return highest if one else max(area / row - between, highest)


def _gap(one: Node, other: Node, metrics: Metrics) -> float:
    """Return the least gap between two parts that are side by side."""
    if isinstance(one, Leaf) and isinstance(other, Leaf):
        return metrics.station_gap
    return min(metrics.bracket_gap, metrics.station_gap)


def _branches(node: ForkNode, heights: Mapping[int, float], metrics: Metrics) -> float:
    """Return the height of the branches of a fork, one below the other or in columns."""
    below = [heights[id(kid)] for kid in node.kids]
    height = sum(below) + (len(below) - 1) * metrics.branch_gap
    most = node.most_columns()
    return height if most < 2 else min(height, least_height(len(below), most, metrics))
