"""Choose how to lay a track out in a width: the shapes of every part from the leaves up, then the best whole.

Three walks over the parts, none of them recursive:

1. up: the natural shape of each part.  Where that of the whole fits, it is the one;
2. down: the room that its context leaves each part.  Where a part fits and nothing round it has to be broken,
   its natural shape is the only one of use;
3. up: the frontier of each part in that room.

The whole takes the shape with the lowest score that fits.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from railroad.diagram.model import Fork, Group, Loop, Series
from railroad.layout.nodes import ForkNode, GroupNode, Leaf, LoopNode, Node, SeriesNode
from railroad.layout.sense import sense_of
from railroad.layout.wishes import WishfulNode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.diagram.model import Track
    from railroad.layout.costs import Costs
    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics

_NODES: dict[type, type[Node]] = {Series: SeriesNode, Fork: ForkNode, Loop: LoopNode, Group: GroupNode}

_score_then_width = attrgetter("score", "width")


def fit(track: Track, room: float | None, metrics: Metrics, costs: Costs) -> Shape | None:
    """Return the best shape of a track that is at most `room` wide, or None if there is none.

    For a room of None it is the natural one.
    """
    nodes = nodes_of(track, metrics)
    whole = nodes[0]
    if room is None:
        return whole.natural
    fits = whole.natural.width <= room
    if fits and not whole.varied:
        return whole.natural
    if find_least(nodes, metrics) > room:
        return None
    whole.room, whole.tight = room, not fits
    spread_room(nodes, metrics)
    for node in reversed(nodes):
        if node.tight or node.varied or whole.wishful:
            node.find_shapes(metrics, costs, is_whole=node is whole)
        else:
            node.sense = sense_of(node.track, [kid.sense for kid in node.kids])
            node.shapes = (node.natural,)
        for kid in node.kids:
            kid.forget()
    return min(whole.shapes, key=_score_then_width)


def narrowest(track: Track, metrics: Metrics) -> float:
    """Return the width of the narrowest shape of a track."""
    return find_least(nodes_of(track, metrics), metrics)


def nodes_of(track: Track, metrics: Metrics) -> list[Node]:
    """Return the parts of a track that have parts, each before those inside it, with their natural shapes.

    A track without parts gives one leaf.
    """
    leaves: dict[int, Leaf] = {}  # by identity: stations that look alike are one object
    whole = (_kind(track) or Leaf)(track)
    nodes: list[Node] = []
    todo = [whole]
    while todo:
        node = todo.pop()
        nodes.append(node)
        kids: list[Node] = []
        for part in node.tracks():
            kind = _kind(part)
            if kind is not None:
                kid = kind(part)
                todo.append(kid)
                kids.append(kid)
                continue
            leaf = leaves.get(id(part))
            if leaf is None:
                leaf = leaves[id(part)] = Leaf(part)
                leaf.measure(metrics)
            kids.append(leaf)
        node.kids = kids
        if len(kids) == 1:
            kids[0].passed = isinstance(node.track, Fork) and node.track.bypass
    for node in reversed(nodes):
        for kid in node.kids:
            if kid.varied:
                node.varied = True
                node.wishful = node.wishful or kid.wishful
            if kid.levels >= node.levels:
                node.levels = kid.levels + 1
        node.measure(metrics)
    return nodes


def _kind(track: Track) -> type[Node] | None:
    """Return what a track is as a node, if it has parts."""
    kind = _NODES.get(type(track))
    return WishfulNode if kind is SeriesNode and track.wishes else kind  # type: ignore[union-attr]


def spread_room(nodes: list[Node], metrics: Metrics) -> None:
    """Tell each node what room the one above leaves it, the first of `nodes` having its own."""
    for node in nodes:
        width = node.natural.width
        node.tight = width > node.floor and (node.tight or width > node.room)
        node.give_room(metrics)


def find_least(nodes: Sequence[Node], metrics: Metrics) -> float:
    """Tell each node how narrow it can be, and return it for the first."""
    for node in reversed(nodes):
        node.measure_least(metrics)
    return nodes[0].least
