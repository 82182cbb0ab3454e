"""Where a sequence breaks into rows: a shortest path over the gaps between its parts.

    best[j]  the ways to set the parts before j in finished rows: widest row so far against cost

A row adds its height and that of the run below it, and nothing else changes when rows are put together, so
the programme is exact in the breaks.  Rows grow one part at a time.  Where parts have several shapes, a row
keeps those combinations that are worth having, as a frontier does.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from railroad.layout.series import gap, lay_out_series
from railroad.layout.shape import MOST, Plan, Shape
from railroad.layout.wrap import Row, from_run, lay_out_rows, to_run, wrapped_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from railroad.layout.box import Box
    from railroad.metrics import Metrics

_T = TypeVar("_T")


class Part(NamedTuple):
    """One part of a sequence, as far as breaking it needs."""

    shapes: list[Shape]
    """Its frontier."""
    bare: list[Shape] | None
    """If it is optional: its frontier without the bypass, for a row of its own."""
    break_cost: float
    """What a break before it costs."""
    lone_cost: float
    """What a row of it alone costs."""


class _Line(NamedTuple):
    """A row that might be."""

    width: float
    ascent: float
    descent: float
    drop: float
    cost: float
    last: Shape
    before: _Line | None
    """The same row without its last part."""
    ladder: bool = False

    def shapes(self) -> tuple[Shape, ...]:
        """Return the shapes of its parts in order."""
        found = []
        line: _Line | None = self
        while line is not None:
            found.append(line.last)
            line = line.before
        return tuple(reversed(found))


class _State(NamedTuple):
    """Finished rows: what is above the next one."""

    score: float
    widest: float
    y: float
    """From the baseline of the first row to the run above the next one."""
    ascent: float
    """That of the first row."""
    cost: float
    shifted: bool
    """Whether the first row is a ladder row, so that all stand further right."""
    before: _State | None
    line: _Line


class _Whole(NamedTuple):
    """All rows, as far as choosing among them needs."""

    width: float
    score: float
    order: int
    """Of two that are alike the earlier is taken."""
    descent: float
    drop: float
    cost: float
    state: _State
    line: _Line
    """The last row."""


class OneRow(Plan):
    """One part after another in one row."""

    __slots__ = ("metrics",)

    def __init__(self, metrics: Metrics) -> None:
        self.metrics = metrics

    def box(self, parts: list[Box]) -> Box:
        """Return the box of the row."""
        return lay_out_series(parts, self.metrics)


class _Rows(Plan):
    __slots__ = ("lengths", "metrics")

    def __init__(self, lengths: tuple[tuple[int, bool], ...], metrics: Metrics) -> None:
        self.lengths = lengths
        """Of each row: how many parts it has, and whether it is a ladder row."""
        self.metrics = metrics

    def box(self, parts: list[Box]) -> Box:
        rows = []
        start = 0
        for length, ladder in self.lengths:
            rows.append(Row(lay_out_series(parts[start : start + length], self.metrics), ladder))
            start += length
        return lay_out_rows(rows, self.metrics)


def natural_row(shapes: Sequence[Shape], metrics: Metrics) -> Shape:
    """Return the shape of one row of just these shapes (at least one)."""
    width = drop = cost = 0.0
    ascent = descent = 0.0
    before = None
    for shape in shapes:
        if before is not None:
            width += gap(before, shape, metrics)
        width += shape.width
        ascent = max(ascent, shape.ascent - drop)
        descent = max(descent, shape.descent + drop)
        drop += shape.drop
        cost += shape.cost
        before = shape
    first, last = shapes[0], shapes[-1]
    plan = OneRow(metrics)
    return Shape(width, ascent, descent, drop, cost, plan, tuple(shapes), first.opens, last.closes)


def one_row(parts: Sequence[Part], room: float, metrics: Metrics) -> list[Shape]:
    """Return the shapes of a sequence in one row, at most `room` wide; at least the narrowest."""
    lines = _first(parts[0])
    for part in parts[1:]:
        lines = _grown(lines, part, float("inf"), metrics)
    fitting = [line for line in lines if line.width <= room] or lines[:1]
    return [natural_row(line.shapes(), metrics) for line in fitting]


def in_rows(parts: Sequence[Part], room: float, metrics: Metrics, *, only_best: bool) -> list[Shape]:
    """Return the shapes of a sequence in two or more rows, at most `room` wide, as far as there are any.

    `only_best` says that the width does not matter as long as it fits, so that only the lowest score counts.
    """
    radius = metrics.radius
    count = len(parts)
    best: list[list[_State]] = [[] for _ in range(count + 1)]
    found: list[_Whole] = []
    for start in range(count):
        states = best[start]
        if start:
            if not only_best:
                states = _front(states)
            if not states:
                continue
        break_cost = parts[start].break_cost
        for stop, lines in _lines(parts, start, room - radius, metrics):
            last = stop == count
            for line in lines:
                if last:
                    for state in states:
                        left = 2 * radius if state.shifted else radius
                        if left + line.width <= room:
                            _finish(found, state, line, break_cost, room, metrics)
                elif not start:
                    left = 2 * radius if line.ladder else radius
                    if left + line.width + radius <= room:
                        _offer(best[stop], _first_state(line, metrics), only_best)
                else:
                    above = from_run(line.ascent, metrics)
                    y = above + to_run(line.descent, line.drop, metrics)
                    cost = break_cost + line.cost
                    for state in states:
                        left = 2 * radius if state.shifted else radius
                        if left + line.width + radius <= room:
                            _extend(best[stop], state, line, y, cost, only_best)
        best[start] = []
    return [_shape(whole, metrics) for whole in _worth_having(found, only_best)]


def _lines(
    parts: Sequence[Part], start: int, room: float, metrics: Metrics
) -> Iterator[tuple[int, list[_Line]]]:
    """Yield (stop, rows from `start` up to there), as long as the narrowest of them fits."""
    part = parts[start]
    lines = [line for line in _first(part) if line.width <= room]
    alone = lines
    if part.lone_cost:
        alone = [line._replace(cost=line.cost + part.lone_cost) for line in lines]
    if part.bare is not None:
        alone = alone + [
            _Line(s.width, s.ascent, s.descent, s.drop, s.cost + part.lone_cost, s, None, True)
            for s in part.bare
            if s.width <= room
        ]
    if alone:
        yield start + 1, alone
    for stop in range(start + 1, len(parts)):
        lines = _grown(lines, parts[stop], room, metrics)
        if not lines:
            return
        yield stop + 1, lines


def _first(part: Part) -> list[_Line]:
    return [_Line(s.width, s.ascent, s.descent, s.drop, s.cost, s, None) for s in part.shapes]


def _grown(lines: list[_Line], part: Part, room: float, metrics: Metrics) -> list[_Line]:
    """Return the rows that `lines` become with one part more."""
    grown = []
    for line in lines:
        width, ascent, descent, drop, cost, last, _, _ = line
        for s in part.shapes:
            end = width + gap(last, s, metrics) + s.width
            if end > room:
                break
            up, down = s.ascent - drop, s.descent + drop
            grown.append(
                _Line(
                    end,
                    ascent if ascent > up else up,
                    descent if descent > down else down,
                    drop + s.drop,
                    cost + s.cost,
                    s,
                    line,
                )
            )
    return _thinned(grown) if len(grown) > 1 else grown


def _thinned(lines: list[_Line]) -> list[_Line]:
    """Return the rows worth having, by width, at most `MOST`."""
    scored = sorted(
        [(line.width, line.ascent + line.descent + line.cost, index) for index, line in enumerate(lines)]
    )
    kept: list[_Line] = []
    lowest = float("inf")
    for _, score, index in scored:
        if score < lowest:
            kept.append(lines[index])
            lowest = score
    return _spread(kept)


def _spread(kept: list[_T], most: int = MOST) -> list[_T]:
    """Return at most `most` of a list, both ends among them."""
    if len(kept) <= most:
        return kept
    step = (len(kept) - 1) / (most - 1)
    return [kept[round(index * step)] for index in range(most)]


def _first_state(line: _Line, metrics: Metrics) -> _State:
    y = to_run(line.descent, line.drop, metrics)
    score = line.ascent + y + line.cost
    return _State(score, line.width, y, line.ascent, line.cost, line.ladder, None, line)


def _extend(
    states: list[_State], before: _State, line: _Line, height: float, cost: float, only_best: bool
) -> None:
    """Offer `states` what `before` becomes with one more row that is not the last."""
    score = before.score + height + cost
    if only_best:
        for state in states:
            if state.shifted is before.shifted and state.score <= score:
                return
    widest = before.widest if before.widest > line.width else line.width
    state = _State(
        score, widest, before.y + height, before.ascent, before.cost + cost, before.shifted, before, line
    )
    _offer(states, state, only_best)


def _offer(states: list[_State], state: _State, only_best: bool) -> None:
    """Add a state; if only the best counts, keep the best of those with and of those without a shift."""
    if only_best:
        for index, other in enumerate(states):
            if other.shifted is state.shifted:
                if state.score < other.score:
                    states[index] = state
                return
    states.append(state)


def _finish(
    found: list[_Whole], state: _State, line: _Line, break_cost: float, room: float, metrics: Metrics
) -> None:
    """Add the whole of all rows, `line` being the last, if it fits."""
    width = wrapped_width(state.widest, line.width, state.shifted, line.ladder, metrics)
    if width > room:
        return
    y = state.y + from_run(line.ascent, metrics)
    if line.ladder:
        drop = y + to_run(line.descent, line.drop, metrics)
        descent = drop + metrics.rim
    else:
        drop, descent = y + line.drop, y + line.descent
    cost = state.cost + break_cost + line.cost
    score = state.ascent + descent + cost
    found.append(_Whole(width, score, len(found), descent, drop, cost, state, line))


def _worth_having(found: list[_Whole], only_best: bool) -> list[_Whole]:
    if only_best:
        return [min(found, key=itemgetter(1, 0, 2))] if found else []
    kept: list[_Whole] = []
    lowest = float("inf")
    for whole in sorted(found, key=itemgetter(0, 1, 2)):
        if whole.score < lowest:
            kept.append(whole)
            lowest = whole.score
    return _spread(kept, 2 * MOST)


def _shape(whole: _Whole, metrics: Metrics) -> Shape:
    """Return the shape of all rows."""
    last = whole.line
    lines = [last]
    at: _State | None = whole.state
    while at is not None:
        lines.append(at.line)
        at = at.before
    lines.reverse()
    rows = [line.shapes() for line in lines]
    plan = _Rows(tuple([(len(row), line.ladder) for row, line in zip(rows, lines, strict=True)]), metrics)
    shapes = tuple([shape for row in rows for shape in row])
    closes = last.ladder or last.last.closes
    ascent = whole.state.ascent
    return Shape(whole.width, ascent, whole.descent, whole.drop, whole.cost, plan, shapes, True, closes)


def _front(states: list[_State]) -> list[_State]:
    """Return the states worth going on from; those whose rows stand further right are kept apart."""
    if len(states) < 2:
        return states
    kept: list[_State] = []
    for shifted in (False, True):
        same = sorted([(s.widest, s.score, index) for index, s in enumerate(states) if s.shifted is shifted])
        lowest, front = float("inf"), []
        for _, score, index in same:
            if score < lowest:
                front.append(states[index])
                lowest = score
        kept += _spread(front)
    return kept
