"""Choose how to lay a track out in a width: the shapes of every part from the leaves up, then the best whole.

Three walks over the parts, none of them recursive:

1. up: the natural shape of each part, and what it is to a reader;
2. down: the room that its context leaves it.  Where a part fits and nothing round it has to be broken, its
   natural shape is the only one of use;
3. up: its frontier in that room.

The whole takes the shape with the lowest score that fits, else the narrowest.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from railroad.diagram.model import Fork, Group, Loop, Series, Station, Track
from railroad.layout.columns import lay_out_columns, measure_columns
from railroad.layout.fork import lay_out_fork, measure_fork
from railroad.layout.group import group_shapes, grouped, least_width, rooms
from railroad.layout.leaf import lay_out_leaf
from railroad.layout.loop import lay_out_loop, loop_room, measure_loop
from railroad.layout.rows import Part, in_rows, natural_row, one_row
from railroad.layout.sense import Sense, break_costs, sense_of
from railroad.layout.shape import MOST, Plan, Shape, frontier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from railroad.layout.box import Box
    from railroad.layout.costs import Costs
    from railroad.metrics import Metrics

_FEW = 6
"""How many alternatives a choice of stations needs to stand in columns."""
_SHORTEST_COLUMN = 3
_MOST_COLUMNS = 16

_score = attrgetter("score")
_score_then_width = attrgetter("score", "width")


def fit(track: Track, room: float | None, metrics: Metrics, costs: Costs) -> Box | None:
    """Return the best box of a track that is at most `room` wide, or None if there is none.

    For a room of None it is the natural one.
    """
    shape = best_shape(track, room, metrics, costs)
    return None if shape is None else _box(shape)


def narrowest(track: Track, metrics: Metrics) -> float:
    """Return the width of the narrowest box of a track."""
    return _find_least(_nodes(track, metrics), metrics)


def best_shape(track: Track, room: float | None, metrics: Metrics, costs: Costs) -> Shape | None:
    """Return the shape that `fit` makes a box of."""
    nodes = _nodes(track, metrics)
    root = nodes[0]
    if room is None or (root.natural.width <= room and not root.varied):
        return root.natural
    if root.natural.width > room and _find_least(nodes, metrics) > room:
        return None
    root.room = room
    root.tight = root.natural.width > room
    for node in nodes:
        _give_room(node, metrics)
    for node in reversed(nodes):
        node.sense = sense_of(node.track, [kid.sense for kid in node.kids])
        if node.tight or node.varied:
            _find_shapes(node, node is root, metrics, costs)
        else:
            node.shapes = [node.natural]
    return min(root.shapes, key=_score_then_width)


class _Least(NamedTuple):
    """The narrowest shape of a part: its width, and whether it begins and ends with a riser."""

    width: float
    opens: bool
    closes: bool


class _Node:
    """One part of a track, while it is being laid out."""

    __slots__ = (
        "bare",
        "depth",
        "kids",
        "least",
        "least_bare",
        "natural",
        "room",
        "sense",
        "shapes",
        "tight",
        "track",
        "varied",
    )

    bare: list[Shape] | None
    """Of a fork with a bypass: its frontier without it."""
    depth: int
    """In how many choices and loops it stands."""
    least: _Least
    """How narrow it can be."""
    least_bare: float | None
    """Of a fork with a bypass: how narrow without it."""
    natural: Shape
    room: float
    sense: Sense
    shapes: list[Shape]
    tight: bool
    """Whether shapes narrower than the natural one are of use."""
    varied: bool
    """Whether it has shapes that are worth having although the natural one fits."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self.kids: list[_Node] = []
        self.bare = self.least_bare = None
        self.depth = 0
        self.room = 0.0
        self.tight = self.varied = False

    @property
    def least_alone(self) -> float:
        """How narrow it can be in a row of its own."""
        return self.least.width if self.least_bare is None else min(self.least_bare, self.least.width)


def _nodes(track: Track, metrics: Metrics) -> list[_Node]:
    """Return all parts of a track, each before those inside it, with their natural shapes and senses."""
    nodes: list[_Node] = []
    todo = [_Node(track)]
    while todo:
        node = todo.pop()
        nodes.append(node)
        node.kids = [_Node(part) for part in _parts(node.track)]
        todo.extend(reversed(node.kids))
    leaves: dict[int, Shape] = {}  # by identity: stations that look alike are one object
    for node in reversed(nodes):
        if node.kids:
            node.natural = _natural(node, metrics)
        else:
            key = id(node.track)
            node.natural = leaves[key] = leaves.get(key) or _leaf(node.track, metrics)
        node.varied = _has_columns(node) or any(kid.varied for kid in node.kids)
    return nodes


def _find_least(nodes: list[_Node], metrics: Metrics) -> float:
    """Tell each node how narrow it can be, and return it for the first."""
    for node in reversed(nodes):
        kids = [kid.least for kid in node.kids]
        match node.track:
            case Series():
                wrapped = _least_of_rows(node.kids, metrics)
                opens, closes = node.natural.opens, node.natural.closes
                if wrapped < node.natural.width:
                    node.least = _Least(wrapped, True, node.kids[-1].least.closes)
                else:
                    node.least = _Least(node.natural.width, opens, closes)
            case Fork(bypass=bypass):
                width = max(kid.width for kid in kids) + 4 * metrics.radius
                node.least = _Least(width, True, True)
                if bypass:
                    node.least_bare = kids[0].width if len(kids) == 1 else width
            case Loop():
                body, back = kids
                room = body.width + (body.opens + body.closes) * metrics.loop_gap
                node.least = _Least(max(room, back.width) + 2 * metrics.radius, True, True)
            case Group() as group:
                width = least_width(group, [kid.width for kid in kids], metrics)
                node.least = _Least(width, False, False)
            case _:
                node.least = _Least(node.natural.width, False, False)
    return nodes[0].least.width


def _least_of_rows(kids: list[_Node], metrics: Metrics) -> float:
    """Return the least width of a sequence with each part in a row of its own."""
    radius = metrics.radius
    first, last = kids[0], kids[-1]
    between = max((kid.least_alone for kid in kids[1:-1]), default=0.0)
    end = min(last.least.width, last.least_alone + 2 * radius)
    plain = radius + max(max(first.least.width, between) + radius, end)
    if first.least_bare is None:
        return plain
    shifted = 2 * radius + max(max(first.least_bare, between) + radius, end)
    return min(plain, shifted)


def _parts(track: Track) -> tuple[Track, ...]:
    match track:
        case Series(items):
            return items
        case Fork(branches):
            return branches
        case Loop(body, back):
            return (body, back)
        case Group(track=inner, asides=asides):
            return (inner, *(aside.track for aside in asides))
        case _:
            return ()


def _natural(node: _Node, metrics: Metrics) -> Shape:
    kids = [kid.natural for kid in node.kids]
    match node.track:
        case Series():
            return natural_row(kids, metrics)
        case Fork(bypass=bypass):
            return _forked(kids, bypass, metrics)
        case Group() as group:
            return grouped(group, kids, metrics)
        case _:
            return _looped(kids[0], kids[1], metrics)


def _leaf(track: Track, metrics: Metrics) -> Shape:
    box = lay_out_leaf(track, metrics)
    return Shape(box.width, box.ascent, box.descent, box.drop, 0, _Ready(box), (), box.opens, box.closes)


def _give_room(node: _Node, metrics: Metrics) -> None:
    """Tell the parts of a node what room they have."""
    tight = node.tight or node.natural.width > node.room
    inner, deeper = node.room, 0
    match node.track:
        case Fork(branches, bypass):
            # alone in a row of its own it needs no bypass, and so no more than the row's two turns
            inner -= (2 if bypass and len(branches) == 1 else 4) * metrics.radius
            deeper = 1
        case Loop():
            inner -= 2 * metrics.radius
            deeper = 1
    for kid in node.kids:
        kid.room, kid.tight, kid.depth = inner, tight, node.depth + deeper
    if isinstance(node.track, Group):
        for kid, inner in zip(node.kids, rooms(node.track, node.room, metrics), strict=True):
            kid.room, kid.depth = inner, node.depth + 1


def _find_shapes(node: _Node, is_root: bool, metrics: Metrics, costs: Costs) -> None:
    match node.track:
        case Series():
            shapes = _series_shapes(node, is_root, metrics, costs)
        case Fork(bypass=bypass):
            plain = [*_fork_shapes(node, False, metrics), *_column_shapes(node, False, metrics, costs)]
            if bypass:
                node.bare = _fitting(plain, node.room)
                shapes = [*_fork_shapes(node, True, metrics), *_column_shapes(node, True, metrics, costs)]
            else:
                shapes = plain
        case Loop():
            shapes = _loop_shapes(node.kids[0].shapes, node.kids[1].shapes, metrics)
        case Group() as group:
            shapes = group_shapes(group, [kid.shapes for kid in node.kids], metrics)
        case _:
            shapes = [node.natural]
    node.shapes = _fitting(shapes, node.room)


def _series_shapes(node: _Node, is_root: bool, metrics: Metrics, costs: Costs) -> list[Shape]:
    breaks = break_costs([kid.sense for kid in node.kids], node.depth, costs)
    parts = [
        Part(kid.shapes, kid.bare, cost, 0 if kid.sense.clause else costs.lone)
        for kid, cost in zip(node.kids, breaks, strict=True)
    ]
    shapes = one_row(parts, node.room, metrics)
    if node.tight or node.natural.width > node.room:
        shapes += in_rows(parts, node.room, metrics, only_best=is_root)
    return shapes


def _fork_shapes(node: _Node, bypass: bool, metrics: Metrics) -> list[Shape]:
    choices = _level_pairs([kid.shapes for kid in node.kids], node.room)
    if not bypass and len(node.kids) == 1:
        return [choice[0] for choice in choices]  # no fork at all
    return [_forked(choice, bypass, metrics) for choice in choices]


def _loop_shapes(bodies: list[Shape], backs: list[Shape], metrics: Metrics) -> list[Shape]:
    """Return loops of the combinations worth trying: for each width the best body and the best way back."""
    wide = sorted([(loop_room(body, metrics), index) for index, body in enumerate(bodies)])
    levels = sorted({width for width, _ in wide} | {back.width for back in backs})
    shapes = []
    for level in levels:
        fitting = [bodies[index] for width, index in wide if width <= level]
        returning = [back for back in backs if back.width <= level]
        if fitting and returning:
            body, back = min(fitting, key=_score), min(returning, key=_score)
            shapes.append(_looped(body, back, metrics))
    return shapes


def _column_shapes(node: _Node, bypass: bool, metrics: Metrics, costs: Costs) -> list[Shape]:
    if not _has_columns(node):
        return []
    kids = [kid.natural for kid in node.kids]
    widths = [kid.width for kid in kids]
    shapes = []
    for count in range(2, min(len(kids) // _SHORTEST_COLUMN, _MOST_COLUMNS) + 1):
        grid = measure_columns(widths, count, metrics)
        if grid.width > node.room:
            break
        cost = costs.column * (count - 1)
        plan = _InColumns(count, bypass, metrics)
        shapes.append(Shape(grid.width, grid.ascent, grid.descent, 0, cost, plan, tuple(kids)))
    return shapes


def _has_columns(node: _Node) -> bool:
    return len(node.kids) >= _FEW and all(isinstance(kid.track, Station) for kid in node.kids)


def _level_pairs(frontiers: Sequence[list[Shape]], room: float) -> Iterator[list[Shape]]:
    """Yield the combinations worth trying: for each width that occurs, the best of each that is no wider."""
    least = max([shapes[0].width for shapes in frontiers])
    widths = sorted({shape.width for shapes in frontiers for shape in shapes if shape.width > least})
    widths = [least, *(width for width in widths if width <= room)]
    if len(widths) > 2 * MOST:
        step = (len(widths) - 1) / (2 * MOST - 1)
        widths = [widths[round(index * step)] for index in range(2 * MOST)]
    chosen = [0] * len(frontiers)
    several = [index for index, shapes in enumerate(frontiers) if len(shapes) > 1]
    for width in widths:
        for index in several:
            shapes, at = frontiers[index], chosen[index]
            while at + 1 < len(shapes) and shapes[at + 1].width <= width:
                at += 1
            chosen[index] = at
        yield [shapes[at] for shapes, at in zip(frontiers, chosen, strict=True)]


def _fitting(shapes: list[Shape], room: float) -> list[Shape]:
    """Return the frontier of the shapes that fit; if none does, the narrowest."""
    fitting = [shape for shape in shapes if shape.width <= room]
    if not fitting:
        return [min(shapes, key=attrgetter("width", "score"))]
    return frontier(fitting)


def _forked(branches: list[Shape], bypass: bool, metrics: Metrics) -> Shape:
    width, ascent, descent, drop, _, _ = measure_fork(branches, bypass, metrics)
    cost = sum([branch.cost for branch in branches])
    return Shape(width, ascent, descent, drop, cost, _Forked(bypass, metrics), tuple(branches))


def _looped(body: Shape, back: Shape, metrics: Metrics) -> Shape:
    width, ascent, descent, drop, _ = measure_loop(body, back, metrics)
    return Shape(width, ascent, descent, drop, body.cost + back.cost, _Looped(metrics), (body, back))


class _Ready(Plan):
    __slots__ = ("_box",)

    def __init__(self, box: Box) -> None:
        self._box = box

    def box(self, parts: list[Box]) -> Box:
        return self._box


class _Forked(Plan):
    __slots__ = ("_bypass", "_metrics")

    def __init__(self, bypass: bool, metrics: Metrics) -> None:
        self._bypass, self._metrics = bypass, metrics

    def box(self, parts: list[Box]) -> Box:
        return lay_out_fork(parts, self._bypass, self._metrics)


class _InColumns(Plan):
    __slots__ = ("_bypass", "_count", "_metrics")

    def __init__(self, count: int, bypass: bool, metrics: Metrics) -> None:
        self._count, self._bypass, self._metrics = count, bypass, metrics

    def box(self, parts: list[Box]) -> Box:
        return lay_out_columns(parts, self._count, self._bypass, self._metrics)


class _Looped(Plan):
    __slots__ = ("_metrics",)

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def box(self, parts: list[Box]) -> Box:
        return lay_out_loop(parts[0], parts[1], self._metrics)


def _box(shape: Shape) -> Box:
    """Return the box of a shape, those of its parts first."""
    visits: list[Shape] = []
    todo = [shape]
    while todo:
        each = todo.pop()
        visits.append(each)
        todo.extend(each.parts)
    done: list[Box] = []
    for each in reversed(visits):
        count = len(each.parts)
        boxes = done[len(done) - count :]
        del done[len(done) - count :]
        done.append(each.plan.box(boxes))
    return done[0]
