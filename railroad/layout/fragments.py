"""Pull parts out of a diagram that is too wide at its narrowest, to be drawn below under names of their own.

    ──[ a ]──┬─ … ─┬──        ──[ a ]──┬─ sum 1 ─┬──       sum 1   ── … ──
             ╰─ b ─╯                   ╰─── b ───╯

From the leaves up: a part that is too wide for a picture of its own gives away as many of the parts directly
below it as it must, the widest first.  What is given away fits, so it is as large as can be; and no fewer
would do, as each way down into the depths that is too long has to be cut somewhere.  What was given away is a
station, and what is round it may be too wide again: then a fragment has fragments.

Of an option or a loop rather the inside is given away, so that the picture still shows how often it runs; and
a single station only where nothing else helps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from railroad.diagram.model import Aside, Caption, Diagram, Fork, Group, Loop, Series, Station, Straight
from railroad.layout.fit import nodes_of
from railroad.layout.nodes import Leaf, SeriesNode
from railroad.names import rule_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from railroad.diagram.model import Track
    from railroad.layout.nodes import Node
    from railroad.metrics import Metrics

_SEPARATORS = (" ", " part ", " · part ", " · fragment ")
"""What may stand between the name of a rule and the number of a fragment."""


def in_fragments(
    diagram: Diagram,
    room: float,
    metrics: Metrics,
    taken: Collection[str] = (),
    told: Callable[[int], None] | None = None,
) -> list[Diagram]:
    """Return a diagram and its fragments, each with a track of at most `room` if its labels allow that.

    Args:
        diagram: what to draw.
        room: the most that a track may take, in the unit of the metrics.
        metrics: those it is to be drawn with, the densest.
        taken: names that no fragment may have.
        told: told again and again of how many fragments there are so far; it may raise what it likes.

    The fragments stand in the order in which they are met.  A station that leads to one has its name, or only
    its number where there is no room for the name, and a link to its picture.
    """
    digits = 1
    while True:
        cutter = _Cutter(_Naming.of(diagram, taken), digits, room, metrics, told)
        whole = cutter.cut(diagram.track)
        if len(cutter.pulled) < 10**digits:
            return cutter.diagrams(diagram, whole)
        digits += 1


@dataclass(frozen=True, slots=True)
class _Naming:
    """How the fragments of one diagram are called."""

    name: str
    title: str

    @classmethod
    def of(cls, diagram: Diagram, taken: Collection[str]) -> _Naming:
        """Return names that are not taken."""
        for separator in _SEPARATORS:
            stem = f"{diagram.name}{separator}"
            if not any(name.startswith(stem) and name[len(stem) :].isdigit() for name in taken):
                break
        return cls(stem, f"{diagram.title}{separator}" if diagram.title else "")

    def label(self, number: int | str, *, short: bool) -> str:
        """Return what a station says that leads to a fragment."""
        return str(number) if short else f"{self.title or self.name}{number}"


class _Pulled(NamedTuple):
    """A part that was pulled out."""

    node: Node
    """It, with what was pulled out of it in turn."""
    station: Station
    """What stands in its place until its number is known."""
    short: bool
    """Whether that says the number alone."""


class _Place(NamedTuple):
    """Where a node stands."""

    top: Node
    """What is directly below the one that is too wide: this node, or what it is inside of."""
    above: tuple[Node, ...]
    """Its parent first, and so on up to the one that is too wide."""
    part: int
    """As which part of its parent."""

    @property
    def node(self) -> Node:
        """The node there now."""
        return self.above[0].kids[self.part]


class _Cutter:
    """Pulls parts out of one diagram."""

    def __init__(
        self,
        naming: _Naming,
        digits: int,
        room: float,
        metrics: Metrics,
        told: Callable[[int], None] | None,
    ) -> None:
        self._naming, self._room, self._metrics, self._told = naming, room, metrics, told
        self._number = "0" * digits
        self._widths = [
            self._leaf(_bare_station("", naming.label(self._number, short=short))).least
            for short in (False, True)
        ]
        """Of a station that leads to a fragment, and of one that has the number alone."""
        self.pulled: dict[int, _Pulled] = {}
        """By the identity of the leaf in its place."""

    def cut(self, track: Track) -> Node:
        """Return the node of a track with too wide parts pulled out."""
        nodes = nodes_of(track, self._metrics)
        in_series = {id(kid) for node in nodes if isinstance(node, SeriesNode) for kid in node.kids}
        changed: set[int] = set()
        for node in reversed(nodes):
            if not changed.isdisjoint(map(id, node.kids)):
                changed.add(id(node))
                node.measure(self._metrics)
            node.measure_least(self._metrics)
            if node.kids and self._is_too_wide(node, id(node) in in_series) and self._relieve(node):
                changed.add(id(node))
                if self._told is not None:
                    self._told(len(self.pulled))
        return nodes[0]

    def _is_too_wide(self, node: Node, in_series: bool) -> bool:
        """Return whether a node fits no picture; at the beginning of a row it needs no riser of its own."""
        if in_series and node.least_alone + self._metrics.radius <= self._room:
            return False
        return node.least > self._room

    def _relieve(self, node: Node) -> bool:
        """Pull out of a node what has to be, so that it fits; return whether that could be done."""
        outer = [_Place(kid, (node,), index) for index, kid in enumerate(node.kids)]
        composite = [place for place in outer if place.node.kids]
        inner = [_inside(place) for place in composite]
        all_ = [place for place in outer if place.node.kids or isinstance(place.node.track, Station)]
        return any(
            self._pull_widest(node, places, short=short)
            for short in (False, True)
            for places in (inner, composite, all_)
        )

    def _pull_widest(self, node: Node, places: list[_Place], *, short: bool) -> bool:
        """Pull out as few of the nodes in some places as will do; none if even all will not."""
        width = self._widths[short]
        if width > self._room:
            return False
        before = [(place, place.node) for place in places if place.node.least > width]
        before.sort(key=lambda each: -each[0].top.least)
        made = [self._leaf(self._stand_in(place, short=short)) for place, _ in before]

        def pull(count: int) -> bool:
            for index, ((place, old), new) in enumerate(zip(before, made, strict=True)):
                place.above[0].kids[place.part] = new if index < count else old
            for place, _ in before:
                for above in place.above[:-1]:
                    self._measure(above)
            self._measure(node)
            return node.least <= self._room

        if not before or not pull(len(before)):
            pull(0)
            return False
        too_few, enough = 0, len(before)
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            too_few, enough = (too_few, middle) if pull(middle) else (middle, enough)
        pull(enough)
        for (_, old), new in zip(before[:enough], made, strict=False):
            assert isinstance(new.track, Station)
            self.pulled[id(new)] = _Pulled(old, new.track, short)
            if old.kids and old.least > self._room:  # it fitted the beginning of a row
                self._relieve(old)
        return True

    def _measure(self, node: Node) -> None:
        node.measure(self._metrics)
        node.measure_least(self._metrics)

    def _leaf(self, station: Station) -> Leaf:
        leaf = Leaf(station)
        leaf.measure(self._metrics)
        return leaf

    def _stand_in(self, place: _Place, *, short: bool) -> Station:
        """Return a station that stands for a part; it takes the number over that a part begins with."""
        label = self._naming.label(self._number, short=short)
        return replace(_bare_station("", label), order=_order_of(place.node.track))

    def diagrams(self, diagram: Diagram, whole: Node) -> list[Diagram]:
        """Return the diagram and its fragments, in the order in which they are met."""
        found: list[_Pulled] = []
        final: dict[int, Station] = {}
        tracks = [self._finished(whole, found, final)]
        for each in found:  # it grows as fragments of fragments are found
            tracks.append(_without_order(self._finished(each.node, found, final)))
        naming = self._naming
        return [replace(diagram, track=tracks[0])] + [
            Diagram(f"{naming.name}{number}", track, naming.title and f"{naming.title}{number}")
            for number, track in enumerate(tracks[1:], 1)
        ]

    def _finished(self, top: Node, found: list[_Pulled], final: dict[int, Station]) -> Track:
        """Return the track of a node with the stations that lead to fragments; enter these in `found`."""
        visits: list[Node] = []
        todo = [top]
        while todo:
            node = todo.pop()
            visits.append(node)
            todo.extend(reversed(node.kids))
            pulled = self.pulled.get(id(node))
            if pulled is not None:
                found.append(pulled)
                number = len(found)
                label = self._naming.label(number, short=pulled.short)
                station = _bare_station(f"{self._naming.name}{number}", label)
                final[id(node)] = replace(station, order=pulled.station.order)
        done: dict[int, Track] = {}
        for node in reversed(visits):
            track = final.get(id(node), node.track)
            done[id(node)] = _over(track, [done[id(kid)] for kid in node.kids]) if node.kids else track
        return done[id(top)]


def _bare_station(name: str, label: str) -> Station:
    """Return the station that leads to the fragment of a name."""
    return Station(label, "nonterminal", f"#{rule_id(name)}", hint="drawn below")


def _inside(place: _Place) -> _Place:
    """Return the place of what is optional, or repeated, in the part that stands somewhere."""
    node = place.node
    while node.kids and (
        (isinstance(node.track, Fork) and len(node.kids) == 1)
        or (isinstance(node.track, Loop) and isinstance(node.track.back, Straight))
    ):
        if not node.kids[0].kids:
            break
        place = _Place(place.top, (node, *place.above), 0)
        node = place.node
    return place


def _order_of(track: Track) -> int | None:
    """Return the number that a branch of a choice begins with, if its order matters."""
    match track:
        case Station(order=order):
            return order
        case Series((Station(order=order), *_)):
            return order
        case Series((Caption(text, "order"), *_)):
            return int(text)
        case _:
            return None


def _without_order(track: Track) -> Track:
    """Return a track without the number that it begins with."""
    match track:
        case Station():
            return replace(track, order=None)
        case Series((Station() as first, *rest)):
            return replace(track, items=(replace(first, order=None), *rest))
        case Series((Caption(kind="order"), only)):
            return only
        case Series((Caption(kind="order"), *rest), wishes):
            return Series(tuple(rest), wishes[1:])
        case _:
            return track


def _over(track: Track, parts: Sequence[Track]) -> Track:
    """Return a track over other parts, as many as it has."""
    match track:
        case Series():
            return replace(track, items=tuple(parts))
        case Fork():
            return replace(track, branches=tuple(parts))
        case Loop():
            return Loop(*parts)
        case Group(asides=asides):
            own, *others = parts
            aside = [Aside(each.words, part) for each, part in zip(asides, others, strict=True)]
            return replace(track, track=own, asides=tuple(aside))
        case _:
            return track
