"""The parts of a track while it is being laid out: what each is, how narrow it can be, which shapes it has.

One class a construction.  Each does its own part of the walks in `fit`; none looks further than at the parts
directly below it, so nothing here recurses.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from railroad.diagram.model import Fork, Group, Loop, Series, Station, Track
from railroad.layout.columns import InColumns
from railroad.layout.fork import Forked
from railroad.layout.group import Grouped, group_shapes, least_width, rooms
from railroad.layout.leaf import lay_out_leaf
from railroad.layout.loop import Looped, loop_room
from railroad.layout.rows import in_rows
from railroad.layout.sense import SINGLE, Sense, break_costs, sense_of
from railroad.layout.series import OneRow
from railroad.layout.shape import Shape, frontier, score_below
from railroad.layout.shared import SharedLoop, can_share, room_beside, shared_loops, shared_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from railroad.layout.costs import Costs
    from railroad.layout.rows import Part
    from railroad.metrics import Metrics
    from railroad.policies import Policies

_FEW = 6
"""How many alternatives a choice of stations needs to stand in columns."""
_SHORTEST_COLUMN = 3
_MOST_COLUMNS = 16

_MANY_BRANCHES = 24
"""Of more branches than this, not every width is tried."""
_COARSE = 1 / 1000
"""How much wider the next width to be tried in a choice has to be, for each of its alternatives …"""
_COARSEST = 1.1
"""… and at most."""

_score = attrgetter("score")

_NO_KIDS: list[Node] = []
"""What leaves have; one list for all, as there are many of them."""


class Node:
    """One part of a track."""

    __slots__ = (
        "alone_room",
        "bare",
        "depth",
        "floor",
        "hung",
        "in_series",
        "kids",
        "ladder",
        "least",
        "least_bare",
        "least_closes",
        "least_hung",
        "least_ladder",
        "least_opens",
        "levels",
        "natural",
        "passed",
        "room",
        "sense",
        "shapes",
        "tight",
        "track",
        "varied",
        "wishful",
    )

    track: Track
    kids: list[Node]
    passed: bool
    """Whether it is all that a bypass leads past."""
    natural: Shape
    """Its shape where nothing is broken."""
    levels: int
    """How deep parts are nested in it: 1 if it has none."""
    varied: bool
    """Whether it has shapes that are worth having although the natural one fits."""
    wishful: bool
    """Whether its author wishes for breaks in it; its natural shape then lacks what they cost."""

    least: float
    """How narrow it can be."""
    least_opens: bool
    """Whether its narrowest shape begins with a riser …"""
    least_closes: bool
    """… and whether that ends with one."""
    least_bare: float | None
    """Of a fork with a bypass: how narrow without it."""
    least_hung: float
    """How narrow it can be at the beginning of a row that is not the first."""
    least_ladder: float
    """Of a fork with a bypass: how narrow without it, there."""

    room: float
    """What its context leaves it: no shape of it may be wider."""
    floor: float
    """What its context needs anyhow: no shape narrower than this is of use."""
    in_series: bool
    """Whether it may stand at the beginning of a row …"""
    alone_room: float
    """… and what room it has there if it is all of the row and has no bypass."""
    depth: int
    """In how many choices and loops it stands."""
    tight: bool
    """Whether shapes narrower than the natural one are of use."""

    sense: Sense
    """What it is to a reader."""
    shapes: Sequence[Shape]
    """Its frontier in its room."""
    hung: Sequence[Shape] | None
    """Its frontier at the beginning of a row that is not the first, if that is another."""
    bare: Sequence[Shape] | None
    """Of a fork with a bypass: its frontier without it."""
    ladder: Sequence[Shape] | None
    """The same at the beginning of a row that is not the first."""

    def __init__(self, track: Track) -> None:
        """Begin with a track of which nothing is known."""
        self.track = track
        self.kids = _NO_KIDS
        self.bare = self.hung = self.ladder = self.least_bare = None
        self.varied = self.wishful = self.in_series = self.passed = False
        self.depth = 0
        self.levels = 1
        self.floor = self.alone_room = 0

    @property
    def least_alone(self) -> float:
        """How narrow it can be in a row of its own that is neither the first nor the last."""
        return self.least_hung if self.least_bare is None else min(self.least_ladder, self.least_hung)

    @property
    def as_natural(self) -> float:
        """How wide the narrowest of its shapes is that is as good as the natural one; ∞ if there is none."""
        score = self.natural.score
        return next((shape.width for shape in self.shapes if shape.score <= score), float("inf"))

    def tracks(self) -> Sequence[Track]:
        """Return the tracks directly below its own."""
        return ()

    def measure(self, metrics: Metrics) -> None:
        """Find the natural shape, after those of the nodes below."""
        raise NotImplementedError

    def measure_least(self, metrics: Metrics) -> None:
        """Find how narrow it can be, after the nodes below."""
        raise NotImplementedError

    def give_room(self, metrics: Metrics) -> None:
        """Tell the nodes below what room they have."""

    def find_shapes(self, metrics: Metrics, costs: Costs, *, is_whole: bool) -> None:
        """Find the frontier, after those of the nodes below."""
        raise NotImplementedError

    def forget(self) -> None:
        """Let go of the shapes, once the node above has found its own; what of them is in these stays."""
        self.shapes = ()
        self.bare = self.hung = self.ladder = None

    def _give(self, room: float, deeper: int, floor: float = 0) -> None:
        tight, depth = self.tight, self.depth + deeper
        for kid in self.kids:
            kid.room, kid.depth, kid.tight, kid.floor = room, depth, tight, floor


class Leaf(Node):
    """A track without parts; one node serves all places of it."""

    __slots__ = ()

    def measure(self, metrics: Metrics) -> None:
        """Find the one shape."""
        shape = lay_out_leaf(self.track, metrics)
        self.natural = shape
        self.shapes = (shape,)
        self.least = self.least_hung = shape.width
        self.least_opens = self.least_closes = False
        self.sense = sense_of(self.track, ())

    def measure_least(self, metrics: Metrics) -> None:
        """Do nothing: it has one width."""

    def forget(self) -> None:
        """Keep the one shape, for the other places."""


class SeriesNode(Node):
    """One part after another."""

    __slots__ = ()

    def tracks(self) -> Sequence[Track]:
        """Return the items."""
        assert isinstance(self.track, Series)
        return self.track.items

    def measure(self, metrics: Metrics) -> None:
        """Set all in one row."""
        self.natural = OneRow([kid.natural for kid in self.kids], metrics)

    def measure_least(self, metrics: Metrics) -> None:
        """Set each part in a row of its own."""
        radius = metrics.radius
        first, last = self.kids[0], self.kids[-1]
        between: float = 0
        for kid in self.kids[1:-1]:
            between = max(between, kid.least_alone)
        end = last.least_hung
        if last.least_bare is not None:
            end = min(end, last.least_ladder + 2 * radius)
        wrapped = radius + max(max(first.least, between) + radius, end)
        if first.least_bare is not None:
            wrapped = min(wrapped, 2 * radius + max(max(first.least_bare, between) + radius, end))
        natural = self.natural
        if wrapped < natural.width:
            self.least, self.least_opens, self.least_closes = wrapped, True, last.least_closes
        else:
            self.least, self.least_opens, self.least_closes = natural.width, natural.opens, natural.closes
        self.least_hung = self.least

    def give_room(self, metrics: Metrics) -> None:
        """Leave each part what the others, or the turns of a row of its own, do not need."""
        kids = self.kids
        radius = metrics.radius
        self._give(self.room - 2 * radius, 0)
        least = sum([kid.least for kid in kids])
        least += (len(kids) - 1) * min(metrics.bracket_gap, metrics.station_gap)
        spare = self.room - least
        first, last = kids[0], kids[-1]
        last.room += radius
        for kid in kids:
            kid.in_series = True
            kid.room = max(kid.room + kid.least - kid.least_hung, spare + kid.least)
            kid.alone_room = self.room - (3 if kid is first or kid is last else 2) * radius

    def parts(self, costs: Costs) -> list[Part]:
        """Return what breaking it into rows needs of the nodes below."""
        kids = self.kids
        breaks = break_costs([kid.sense for kid in kids], self.depth, costs)
        return [
            (
                kid.shapes,
                kid.hung or kid.shapes,
                kid.bare,
                kid.ladder,
                cost,
                costs.lone if kid.sense & SINGLE else 0,
                0,
            )
            for kid, cost in zip(kids, breaks, strict=True)
        ]

    def find_shapes(self, metrics: Metrics, costs: Costs, *, is_whole: bool) -> None:
        """Break it into rows in every way that is worth it."""
        kids = self.kids
        self.sense = sense_of(self.track, [kid.sense for kid in kids])
        parts = self.parts(costs)
        room, natural = self.room, self.natural
        shapes = [natural] if natural.width <= room and not self.wishful else []
        one = self.wishful or any(len(kid.shapes) != 1 or kid.shapes[0] is not kid.natural for kid in kids)
        several = self.tight or self.varied
        shapes += in_rows(parts, room, metrics, one=one, several=several, only_best=is_whole)
        self.shapes = frontier(shapes, natural, self.levels)


class ForkNode(Node):
    """One of several branches."""

    __slots__ = ()

    def tracks(self) -> Sequence[Track]:
        """Return the branches."""
        assert isinstance(self.track, Fork)
        return self.track.branches

    @property
    def bypass(self) -> bool:
        """Whether there is a way past all branches."""
        assert isinstance(self.track, Fork)
        return self.track.bypass

    def measure(self, metrics: Metrics) -> None:
        """Set the branches one below the other."""
        self.natural = Forked([kid.natural for kid in self.kids], self.bypass, metrics)
        self.varied = self.varied or self._has_columns()

    def _has_columns(self) -> bool:
        return len(self.kids) >= _FEW and all(isinstance(kid.track, Station) for kid in self.kids)

    def measure_least(self, metrics: Metrics) -> None:
        """Take the narrowest of each branch."""
        widest = max([kid.least for kid in self.kids])
        width = widest + 4 * metrics.radius
        self.least = width
        self.least_opens = self.least_closes = True
        self.least_hung = width - 2 * metrics.radius
        if self.bypass:
            alone = len(self.kids) == 1
            self.least_bare = widest if alone else width
            self.least_ladder = self.kids[0].least_hung if alone else self.least_hung

    def give_room(self, metrics: Metrics) -> None:
        """Leave the branches what is between the risers; an option alone in a row has none.

        Be a branch as narrow as it may, the fork is as wide as the widest makes it.
        """
        risers = 4 * metrics.radius
        widest = max([kid.least for kid in self.kids])
        self._give(self.room - risers, 1, max(self.floor - risers, widest))
        if self._may_be_bare():
            kid = self.kids[0]
            kid.in_series, kid.floor = True, 0
            kid.room = max(kid.room, self.alone_room + kid.least - kid.least_hung)

    def _may_be_bare(self) -> bool:
        return self.in_series and self.bypass and len(self.kids) == 1

    def find_shapes(self, metrics: Metrics, costs: Costs, *, is_whole: bool) -> None:
        """Try each width that a branch has, and columns."""
        self.sense = sense_of(self.track, [kid.sense for kid in self.kids])
        as_natural = max([kid.as_natural for kid in self.kids])
        choices = list(_level_pairs([kid.shapes for kid in self.kids], self.room, as_natural))
        shapes, natural = self._shapes(choices, self.bypass, metrics, costs)
        self.shapes = frontier(shapes, natural, self.levels)
        if self.in_series:
            self.hung = self._hung(shapes, natural, metrics, passed=False)
        if self.bypass:
            bare, natural = self._shapes(choices, False, metrics, costs)
            self.bare = frontier(bare, natural, self.levels)
            self.ladder = self._hung(bare, natural, metrics, passed=True)

    def _hung(
        self, shapes: Sequence[Shape], natural: Shape | None, metrics: Metrics, *, passed: bool
    ) -> list[Shape]:
        """Return the frontier of what stands for shapes at the beginning of a row."""
        hung = [shape.hung(metrics, passed=passed) for shape in shapes]
        kept = hung[shapes.index(natural)] if natural in shapes else None
        return frontier(hung, kept, self.levels)

    def _shapes(
        self, choices: list[list[Shape]], bypass: bool, metrics: Metrics, costs: Costs
    ) -> tuple[list[Shape], Shape | None]:
        """Return what fits of the forks round `choices`, and of columns; and the natural one if it does."""
        natural: Shape | None = None
        shapes: list[Shape]
        if len(self.kids) == 1 and not bypass:
            shapes = [branches[0] for branches in choices]  # no fork at all
        else:
            shapes = [Forked(branches, bypass, metrics) for branches in choices]
        if choices and all(
            shape.score <= kid.natural.score for shape, kid in zip(choices[-1], self.kids, strict=True)
        ):
            natural = shapes[-1]
        shapes += self.in_columns(bypass, metrics, costs)
        return [shape for shape in shapes if shape.width <= self.room], natural

    def most_columns(self) -> int:
        """Return in how many columns it may stand at most; 0 if in none."""
        return min(len(self.kids) // _SHORTEST_COLUMN, _MOST_COLUMNS) if self._has_columns() else 0

    def in_columns(self, bypass: bool, metrics: Metrics, costs: Costs) -> Iterator[Shape]:
        """Yield its shapes in columns, if it is a choice of many stations."""
        stations = [kid.natural for kid in self.kids]
        for count in range(2, self.most_columns() + 1):
            yield InColumns(stations, count, bypass, costs.column * (count - 1), metrics)


class LoopNode(Node):
    """A body, and a way back."""

    __slots__ = ("may_share",)

    may_share: bool
    """Whether it may share the risers of its body."""

    def tracks(self) -> Sequence[Track]:
        """Return body and way back."""
        assert isinstance(self.track, Loop)
        return (self.track.body, self.track.back)

    def measure(self, metrics: Metrics) -> None:
        """Set the way back below the body, or above."""
        body, back = self.kids
        self.may_share = can_share(body.natural) and not (self.passed and _is_confusing(metrics.policies))
        kind = SharedLoop if self.may_share and _shares_always(metrics) else Looped
        self.natural = kind(body.natural, back.natural, metrics)

    def measure_least(self, metrics: Metrics) -> None:
        """Take the narrowest of both."""
        body, back = self.kids
        room = body.least + (body.least_opens + body.least_closes) * metrics.loop_gap
        width = max(room, back.least) + 2 * metrics.radius
        if self.may_share:
            shared = shared_width(body.least, back.least, metrics)
            width = shared if _shares_always(metrics) else min(width, shared)
        self.least = self.least_hung = width
        self.least_opens = self.least_closes = True

    def give_room(self, metrics: Metrics) -> None:
        """Leave both what is between the risers; a fork may share these."""
        risers = 2 * metrics.radius
        least = max(self.floor, self.least)
        self._give(self.room - risers, 1, least - risers)
        body, back = self.kids
        body.floor -= 2 * metrics.loop_gap
        if self.may_share:
            body.room = self.room
            back.floor = least - room_beside(metrics)

    def find_shapes(self, metrics: Metrics, costs: Costs, *, is_whole: bool) -> None:
        """Try for each width the best body and the best way back."""
        body, back = self.kids
        self.sense = sense_of(self.track, [body.sense, back.sense])
        if not self.may_share:
            found = _loops(body.shapes, back.shapes, metrics)
        elif _shares_always(metrics):
            columns = [shape for shape in body.shapes if not can_share(shape)]
            found = _loops(columns, back.shapes, metrics)
            found += shared_loops(body.shapes, back.shapes, metrics, 0)
        else:
            found = shared_loops(body.shapes, back.shapes, metrics, costs.detour)
            found += _loops(body.shapes, back.shapes, metrics)
        shapes = [shape for shape in found if shape.width <= self.room]
        natural = shapes[-1] if shapes and shapes[-1].score <= self.natural.score else None
        self.shapes = frontier(shapes, natural, self.levels)


class GroupNode(Node):
    """A track in a frame, and what stands aside."""

    __slots__ = ()

    @property
    def group(self) -> Group:
        """The group."""
        assert isinstance(self.track, Group)
        return self.track

    def tracks(self) -> Sequence[Track]:
        """Return its track, and those aside."""
        return (self.group.track, *(aside.track for aside in self.group.asides))

    def measure(self, metrics: Metrics) -> None:
        """Set the frame round them all."""
        self.natural = Grouped(self.group, [kid.natural for kid in self.kids], metrics)

    def measure_least(self, metrics: Metrics) -> None:
        """Take the narrowest of all."""
        widths = [kid.least for kid in self.kids]
        self.least = self.least_hung = least_width(self.group, widths, metrics)
        self.least_opens = self.least_closes = False

    def give_room(self, metrics: Metrics) -> None:
        """Leave each what is between the sides, and beside the words."""
        self._give(0, 1)
        for kid, room in zip(self.kids, rooms(self.group, self.room, metrics), strict=True):
            kid.room = room

    def find_shapes(self, metrics: Metrics, costs: Costs, *, is_whole: bool) -> None:
        """Try each width that a part has."""
        self.sense = sense_of(self.track, [kid.sense for kid in self.kids])
        shapes = group_shapes(self.group, [kid.shapes for kid in self.kids], metrics)
        self.shapes = frontier([shape for shape in shapes if shape.width <= self.room], None, self.levels)


def _is_confusing(policies: Policies) -> bool:
    """Return whether a way back above a loop would run just below the bypass of that loop, the other way."""
    return policies.bypass == "above" and policies.way_back == "below"


def _shares_always(metrics: Metrics) -> bool:
    """Return whether a loop round a choice shares its risers also where there is room for others."""
    return metrics.policies.way_back == "above"


def _loops(bodies: Sequence[Shape], backs: Sequence[Shape], metrics: Metrics) -> list[Shape]:
    """Return the loops worth trying: for each width that occurs the best body and way back no wider."""
    if len(bodies) == 1 and len(backs) == 1:
        return [Looped(bodies[0], backs[0], metrics)]
    wide = sorted([(loop_room(body, metrics), index) for index, body in enumerate(bodies)])
    levels = sorted({width for width, _ in wide} | {back.width for back in backs})
    shapes: list[Shape] = []
    for level in levels:
        fitting = [bodies[index] for width, index in wide if width <= level]
        returning = [back for back in backs if back.width <= level]
        if fitting and returning:
            back = min(returning, key=_score)
            body = min(fitting, key=_score)
            shapes.append(Looped(body, back, metrics))
            roomy = min(fitting, key=score_below)
            if roomy is not body:
                shapes.append(Looped(roomy, back, metrics))
    return shapes


def _level_pairs(frontiers: Sequence[Sequence[Shape]], room: float, natural: float) -> Iterator[list[Shape]]:
    """Yield the combinations worth trying: for each width that occurs, the best of each that is no wider.

    Of very many branches not every width is tried, but `natural` is, with which all are as good as unbroken.
    """
    if not all(frontiers):
        return
    several = [index for index, shapes in enumerate(frontiers) if len(shapes) > 1]
    chosen = [shapes[0] for shapes in frontiers]
    least = max([shape.width for shape in chosen])
    wider = sorted({s.width for index in several for s in frontiers[index] if least < s.width <= room})
    step = min(1 + len(frontiers) * _COARSE, _COARSEST) if len(frontiers) > _MANY_BRANCHES else 1
    ahead = [0] * len(frontiers)
    last = least
    for width in (least, *wider):
        if least < width < last * step and width != natural:
            continue
        last = width
        chosen = chosen[:]
        for index in several:
            shapes, at = frontiers[index], ahead[index]
            while at < len(shapes) and shapes[at].width <= width:
                if shapes[at].score < chosen[index].score:
                    chosen[index] = shapes[at]
                at += 1
            ahead[index] = at
        yield chosen
