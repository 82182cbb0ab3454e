"""Every layout of a small track: all breaks and all shapes of the parts, with the same geometry and costs.

What can't be part of a best whole is dropped (no better in width, ascent, descent and cost than another of
the same ends); nothing else is.  Only for a dozen stations at most.

A row may begin with a fork that hangs on the riser before it, and is then narrower: forks are compared with
forks alone.
"""

from __future__ import annotations

from itertools import pairwise, product
from math import inf

from railroad.diagram.model import Fork, Series
from railroad.layout.costs import FORBIDDEN
from railroad.layout.fit import fit, nodes_of
from railroad.layout.fork import Forked
from railroad.layout.loop import Looped
from railroad.layout.sense import SINGLE, break_costs, sense_of
from railroad.layout.series import OneRow
from railroad.layout.shared import SharedLoop, can_share
from railroad.layout.wrap import InRows, from_run, to_run
from railroad.metrics import USER_UNITS

MOST = 4_000


def wrapped_width(widest, last, first_ladder, last_ladder, metrics):
    """Return the width of a wrapped sequence.

    `widest` is the width of its widest row but the last, `last` that of its last row.
    """
    radius = metrics.radius
    left = 2 * radius if first_ladder else radius
    return left + max(widest + radius, last + (2 * radius if last_ladder else 0))


class TooManyError(Exception):
    """There are more combinations than can be looked at."""


def least_score(track, room, metrics, costs):
    """Return the least score of all layouts of a track that fit, or None if none does."""
    nodes = nodes_of(track, metrics)
    for node in nodes:
        for kid in node.kids:
            kid.depth = node.depth + (not isinstance(node.track, Series))
    for node in reversed(nodes):
        node.sense = sense_of(node.track, [kid.sense for kid in node.kids])
    found = Search(metrics, costs, room + 2 * metrics.radius).shapes(nodes[0])
    return min((shape.score for shape in found if shape.width <= room), default=None)


class Search:
    """All shapes of nodes."""

    def __init__(self, metrics, costs, room):
        self.metrics, self.costs = metrics, costs
        self.room = room
        """What no part is wider than; a fork may be so before it hangs on a riser."""

    def shapes(self, node):
        if not node.kids:
            return [node.natural]
        if isinstance(node.track, Series):
            return self.worth_having(self.series(node))
        if isinstance(node.track, Fork):
            return self.worth_having(self.forks(node, node.track.bypass))
        body, back = node.kids
        pairs = self.combinations([self.shapes(body), self.shapes(back)])
        return self.worth_having([loop for pair in pairs for loop in self.loops(node, *pair)])

    def loops(self, node, body, back):
        """Yield the ways to draw one loop."""
        if not (node.may_share and can_share(body)):
            yield Looped(body, back, self.metrics)
            return
        if self.metrics.policies.way_back == "above":
            yield SharedLoop(body, back, self.metrics)
        else:
            yield SharedLoop(body, back, self.metrics, self.costs.detour)
            yield Looped(body, back, self.metrics)

    def forks(self, node, bypass):
        found = []
        for branches in self.combinations([self.shapes(kid) for kid in node.kids]):
            plain = not bypass and len(branches) == 1
            found.append(branches[0] if plain else Forked(list(branches), bypass, self.metrics))
        return [*found, *node.in_columns(bypass, self.metrics, self.costs)]

    def series(self, node):
        kids = [self.shapes(kid) for kid in node.kids]
        count = len(kids)
        costs = break_costs([kid.sense for kid in node.kids], node.depth, self.costs)
        wishes = [None, *node.track.wishes] if node.track.wishes else [None] * count
        costs = [
            FORBIDDEN if wish == "never" else 0 if wish else cost
            for cost, wish in zip(costs, wishes, strict=True)
        ]
        joins = [inf if wish == "must" else self.costs.line if wish == "wished" else 0 for wish in wishes]
        found = []
        if sum(joins) < inf:
            found += [OneRow(parts, self.metrics, sum(joins)) for parts in self.combinations(kids)]
        for mask in range(1, 2 ** (count - 1)):
            cuts = [0, *(i + 1 for i in range(count - 1) if mask >> i & 1), count]
            rows = [self.row(node, kids, start, stop) for start, stop in pairwise(cuts)]
            cost = sum(costs[i] if i in cuts else joins[i] for i in range(1, count))
            if cost < inf:
                found += (self.whole(chosen, cost) for chosen in self.combinations(rows))
        return found

    def row(self, node, kids, start, stop):
        """Return the ways to set one row: its shape, whether it is a ladder row, and what it costs alone."""
        first = node.kids[start]
        alone = stop - start == 1
        lone = self.costs.lone if alone and first.sense & SINGLE else 0
        shapes = kids[start:stop]
        if start:
            shapes[0] = [shape.hung(self.metrics, passed=False) for shape in shapes[0]]
        options = [(OneRow(parts, self.metrics), False, lone) for parts in self.combinations(shapes)]
        if alone and isinstance(first.track, Fork) and first.track.bypass:
            bare = self.worth_having(self.forks(first, False))
            if start:
                bare = [shape.hung(self.metrics, passed=True) for shape in bare]
            options += ((OneRow([shape], self.metrics), True, lone) for shape in bare)
        return options

    def whole(self, rows, break_cost):
        metrics = self.metrics
        last, ladder, _ = rows[-1]
        width = wrapped_width(max(row[0].width for row in rows[:-1]), last.width, rows[0][1], ladder, metrics)
        y = 0
        for (above, *_), (below, *_) in pairwise(rows):
            y += to_run(above.descent, above.drop, metrics) + from_run(below.ascent, metrics)
        drop, descent = y + last.drop, y + last.descent
        if ladder:
            drop = y + to_run(last.descent, last.drop, metrics)
            descent = drop + metrics.rim
        cost = break_cost + sum(row[0].cost + row[2] for row in rows)
        closes = ladder or last.closes
        return InRows(width, rows[0][0].ascent, descent, drop, cost, closes, None)

    def combinations(self, options):
        count = 1
        for each in options:
            count *= len(each)
        if count > MOST:
            raise TooManyError
        return product(*options)

    def worth_having(self, shapes):
        kept = []
        for shape in sorted(shapes, key=lambda s: (s.width, s.ascent, s.descent, s.cost)):
            if shape.width <= self.room and not any(_no_worse(other, shape) for other in kept):
                kept.append(shape)
        return kept


def _no_worse(one, other):
    return (
        isinstance(one, Forked) == isinstance(other, Forked)
        and (one.drop, one.opens, one.closes) == (other.drop, other.opens, other.closes)
        and one.width <= other.width
        and one.ascent <= other.ascent
        and one.descent <= other.descent
        and one.cost <= other.cost
    )


def comparisons(cases, costs, make, rooms, rng, metrics=USER_UNITS):
    """Yield what is best of all, and the shape that is found, of so many random tracks in random rooms.

    The shape is never better, and worse by at most 8.  `make` makes a track of a random generator.
    """
    compared = 0
    while compared < cases:
        track, room = make(rng), rng.choice(rooms)
        try:
            least = least_score(track, room, metrics, costs)
        except TooManyError:
            continue
        shape = fit(track, room, metrics, costs)
        assert (least is None) == (shape is None), (track, room)
        if shape is None:
            continue
        compared += 1
        assert shape.score >= least, (track, room)
        assert shape.score <= least + 8, (track, room)
        yield least, shape
