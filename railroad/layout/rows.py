"""Where a sequence breaks into rows: a shortest path over the gaps between its parts.

    ends[j]  the ways to set the parts before j in finished rows: widest row so far against score

A row adds its height and that of the run below it, and nothing else changes when rows are put together, so
the programme is exact in the breaks.  Rows grow one part at a time.  Where parts have several shapes, a row
keeps those combinations that are worth having, as a frontier does.

Rows and states are plain tuples that begin with width, score and a number of their own, so they sort by these
and by nothing else; a path holds tens of thousands of them.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from railroad.layout.series import OneRow
from railroad.layout.shape import choosy
from railroad.layout.wrap import InRows, Row, from_run, to_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics

_by_score = itemgetter(1, 0, 2)
_NOT_AT_ALL = float("inf")

_Line = tuple[float, float, int, float, float, float, float, "Shape", "_Line | None", bool]
"""A row that might be: width, score, order; ascent, descent, drop, cost; its last part, the same row without
that, and whether it is a ladder row."""
_State = tuple[float, float, int, "_State | None", _Line]
"""Finished rows: the widest row, score, order; the rows before the last one, the last one."""


class Part(NamedTuple):
    """One part of a sequence, as far as breaking it needs."""

    shapes: Sequence[Shape]
    """Its frontier."""
    hung: Sequence[Shape]
    """What it may be at the beginning of a row that is not the first."""
    bare: Sequence[Shape] | None
    """If it is optional: its frontier without the bypass, for a first row of its own …"""
    ladder: Sequence[Shape] | None
    """… and for a further one."""
    break_cost: float
    """What a break before it costs."""
    lone_cost: float
    """What a row of it alone costs."""
    join_cost: float = 0
    """What it costs that there is no break before it; ∞: there has to be one."""


def one_row(parts: Sequence[Part], room: float, metrics: Metrics) -> list[Shape]:
    """Return the shapes of a sequence in one row, at most `room` wide, as far as there are any."""
    lines = _first(parts[0].shapes, room)
    for part in parts[1:]:
        lines = _grown(lines, part, room, metrics)
    joins = sum([part.join_cost for part in parts[1:]])
    return [OneRow(_parts(line), metrics, joins) for line in lines]


def in_rows(parts: Sequence[Part], room: float, metrics: Metrics, *, only_best: bool) -> list[Shape]:
    """Return the shapes of a sequence in two or more rows, at most `room` wide, as far as there are any.

    `only_best` says that the width does not matter as long as it fits, so that only the lowest score counts.
    """
    radius = metrics.radius
    last = len(parts) - 1
    plain: list[list[_State]] = [[] for _ in parts]
    shifted: list[list[_State]] = [[] for _ in parts]
    found: list[_State] = []
    ending_low: list[_State] = []
    _set_first_row(parts, room, metrics, plain, shifted)
    for start in range(1, last + 1):
        before = [
            (_front(ends[start], only_best), left, ends)
            for ends, left in ((plain, radius), (shifted, 2 * radius))
            if ends[start]
        ]
        if not before:
            continue
        plain[start] = shifted[start] = []
        for stop, lines in _lines(parts, start, room - radius, metrics):
            cost = parts[start].break_cost
            if stop == start + 1:
                cost += parts[start].lone_cost
            if stop <= last:
                heights = [
                    cost + line[6] + from_run(line[3], metrics) + to_run(line[4], line[5], metrics)
                    for line in lines
                ]
                for states, left, ends in before:
                    _extend(ends[stop], states, lines, heights, 0, 0, room - left - radius)
                continue
            heights = [cost + line[6] + from_run(line[3], metrics) + line[4] for line in lines]
            for states, left, _ in before:
                _extend(found, states, lines, heights, -radius, left + radius, room)
        ladder = parts[last].ladder
        if start == last and ladder is not None:
            lines = _ladders(ladder, room - radius)
            cost = parts[last].break_cost + parts[last].lone_cost + metrics.rim
            heights = [
                cost + line[6] + from_run(line[3], metrics) + to_run(line[4], line[5], metrics)
                for line in lines
            ]
            for states, left, _ in before:
                _extend(ending_low, states, lines, heights, radius, left + radius, room)
    wholes = [*_front(found, only_best), *_front(ending_low, only_best)]
    return [_shape(whole, metrics) for whole in wholes]


def _set_first_row(
    parts: Sequence[Part],
    room: float,
    metrics: Metrics,
    plain: list[list[_State]],
    shifted: list[list[_State]],
) -> None:
    """Enter what the first row may be; after a ladder row all others stand further right."""
    radius = metrics.radius
    first = parts[0]
    lines = _first(first.shapes, room - 2 * radius)
    lone = first.lone_cost
    for stop in range(1, len(parts)):
        ends = plain[stop]
        for line in lines:
            score = line[3] + to_run(line[4], line[5], metrics) + line[6] + lone
            ends.append((line[0], score, len(ends), None, line))
        lines = _grown(lines, parts[stop], room - 2 * radius, metrics)
        if not lines:
            break
        lone = 0
    if first.bare is not None:
        ends = shifted[1]
        for line in _ladders(first.bare, room - 3 * radius):
            score = line[3] + to_run(line[4], line[5], metrics) + line[6] + first.lone_cost
            ends.append((line[0], score, len(ends), None, line))


def _lines(
    parts: Sequence[Part], start: int, room: float, metrics: Metrics
) -> Iterator[tuple[int, list[_Line]]]:
    """Yield (stop, rows from `start` up to there), as long as the narrowest of them fits.

    One optional part in a row that is not the last has no bypass.
    """
    part = parts[start]
    stop = start + 1
    lines = _first(part.hung, room)
    alone = lines if part.ladder is None or stop == len(parts) else _ladders(part.ladder, room)
    if alone:
        yield stop, alone
    while lines and stop < len(parts):
        lines = _grown(lines, parts[stop], room, metrics)
        stop += 1
        if lines:
            yield stop, lines


def _first(shapes: Sequence[Shape], room: float) -> list[_Line]:
    """Return the rows of one part."""
    return [
        (s.width, s.score, order, s.ascent, s.descent, s.drop, s.cost, s, None, False)
        for order, s in enumerate(shapes)
        if s.width <= room
    ]


def _ladders(bare: Sequence[Shape], room: float) -> list[_Line]:
    """Return the rows of an optional part without its bypass."""
    return [
        (s.width, s.score, order, s.ascent, s.descent, s.drop, s.cost, s, None, True)
        for order, s in enumerate(bare)
        if s.width <= room
    ]


def _grown(lines: list[_Line], part: Part, room: float, metrics: Metrics) -> list[_Line]:
    """Return the rows worth having that `lines` become with one part more; none if it has to begin a row."""
    shapes, join_cost = part.shapes, part.join_cost
    if join_cost == _NOT_AT_ALL:
        return []
    station_gap, bracket_gap = metrics.station_gap, metrics.bracket_gap
    grown: list[_Line] = []
    for line in lines:
        width, _, _, ascent, descent, drop, cost, before, _, _ = line
        closes = before.closes
        for s in shapes:
            end = width + (bracket_gap if closes or s.opens else station_gap) + s.width
            if end > room:
                break
            up, down = s.ascent - drop, s.descent + drop
            if up < ascent:
                up = ascent
            if down < descent:
                down = descent
            total = cost + s.cost + join_cost
            grown.append((end, up + down + total, len(grown), up, down, drop + s.drop, total, s, line, False))
    return choosy(grown) if len(grown) > 1 else grown


def _extend(
    target: list[_State],
    states: list[_State],
    lines: list[_Line],
    heights: list[float],
    indent: float,
    frame: float,
    limit: float,
) -> None:
    """Add to `target` what `states` become with one more row that is one of `lines`.

    The widest row is then the wider of a state's and a line that stands `indent` further right.  For each
    width that this may have, only the best state and the best line that are no wider are of use, so this
    takes the sum of their numbers, not the product.  `frame` is added to the widths, which `limit` bounds.
    """
    if not lines:
        return
    last_state, last_line = len(states) - 1, len(lines) - 1
    at = below = best = 0
    widest = max(states[0][0], lines[0][0] + indent)
    order = len(target)
    while widest + frame <= limit:
        while at < last_state and states[at + 1][0] <= widest:
            at += 1
        while below < last_line and lines[below + 1][0] + indent <= widest:
            below += 1
            if heights[below] < heights[best]:
                best = below
        state = states[at]
        target.append((widest + frame, state[1] + heights[best], order, state, lines[best]))
        order += 1
        if at < last_state:
            widest = states[at + 1][0]
            if below < last_line and lines[below + 1][0] + indent < widest:
                widest = lines[below + 1][0] + indent
        elif below < last_line:
            widest = lines[below + 1][0] + indent
        else:
            break


def _front(states: list[_State], only_best: bool) -> list[_State]:
    """Return the states worth going on from."""
    if len(states) < 2:
        return states
    return [min(states, key=_by_score)] if only_best else choosy(states)


def _shape(whole: _State, metrics: Metrics) -> Shape:
    """Return the shape of all rows."""
    width, score, _, before, last = whole
    lines = [last]
    while before is not None:
        lines.append(before[4])
        before = before[3]
    lines.reverse()
    y: float = 0
    for above, below in pairwise(lines):
        y += to_run(above[4], above[5], metrics) + from_run(below[3], metrics)
    ladder = last[9]
    if ladder:
        drop = y + to_run(last[4], last[5], metrics)
        descent = drop + metrics.rim
    else:
        drop, descent = y + last[5], y + last[4]
    ascent = lines[0][3]
    cost = score - ascent - descent
    return InRows(width, ascent, descent, drop, cost, ladder or last[7].closes, partial(_rows, lines))


def _rows(lines: list[_Line]) -> list[Row]:
    return [Row(_parts(line), line[9]) for line in lines]


def _parts(line: _Line) -> list[Shape]:
    """Return the shapes of the parts of a row, in order."""
    found = []
    at: _Line | None = line
    while at is not None:
        found.append(at[7])
        at = at[8]
    found.reverse()
    return found
