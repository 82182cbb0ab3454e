"""Where a sequence breaks into rows: a shortest path over the gaps between its parts.

    ends[j]  the ways to set the parts before j in finished rows: widest row so far against score

A row adds its height and that of the run below it, and nothing else changes when rows are put together, so
the programme is exact in the breaks.  Rows grow one part at a time.  Where parts have several shapes, a row
keeps those combinations that are worth having, as a frontier does.

Parts, rows and states are plain tuples, since a path holds tens of thousands of them.  Rows and states begin
with width, score and a number of their own, so they sort by these and by nothing else.
"""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from railroad.layout.series import OneRow
from railroad.layout.shape import choosy
from railroad.layout.wrap import InRows, Row, to_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics

    Part = tuple[
        Sequence[Shape], Sequence[Shape], Sequence[Shape] | None, Sequence[Shape] | None, float, float, float
    ]
    """One part of a sequence, as far as breaking it needs: its frontier; what it may be at the beginning of a
    row that is not the first; if it is optional, its frontier without the bypass, for a first row of its own,
    and for a further one; what a break before it costs; what a row of it alone costs; what it costs that
    there is no break before it, `NEVER` if there has to be one."""
    _Line = tuple[float, float, int, float, float, float, float, Shape, "_Line | None", bool]
    """A row that might be: width, score, order; ascent, descent, drop, cost; its last part, the same row
    without that, and whether it is a ladder row."""
    _State = tuple[float, float, int, "_State | None", _Line, float, float]
    """Finished rows: the widest row, score, order; the rows before the last one, the last one; the ascent of
    the first; how far the run below the last is from the baseline of the first, or that of the last if none
    follows it."""
    _Ends = list[list[_State]]
    _Finished = tuple[float, float, float, _Line]
    """A further row with what is below it: its width, what it adds to the score and to the height; itself."""

NEVER = float("inf")

_by_score = itemgetter(1, 0, 2)


def in_rows(
    parts: Sequence[Part],
    room: float,
    metrics: Metrics,
    *,
    one: bool,
    several: bool,
    only_best: bool,
) -> list[Shape]:
    """Return the shapes of a sequence in rows, at most `room` wide, as far as there are any.

    Args:
        parts: at least two.
        room: the widest that a shape may be.
        metrics: the lengths to use.
        one: whether those in one row are wanted.
        several: whether those in two or more rows are.
        only_best: whether of the latter only the lowest score counts, and not the width.
    """
    radius = metrics.radius
    last = len(parts) - 1
    plain: _Ends = [[] for _ in parts]
    shifted: _Ends = [[] for _ in parts]
    lines = _set_first_row(parts, room, metrics, plain, shifted)
    shapes: list[Shape] = []
    if one:
        joins = sum([part[6] for part in parts])
        shapes += [OneRow(_parts(line), metrics, joins) for line in lines]
    if not several:
        return shapes
    found: list[_State] = []
    ending_low: list[_State] = []
    for start in range(1, last + 1):
        before = [
            (_front(ends[start], only_best), left, ends)
            for ends, left in ((plain, radius), (shifted, 2 * radius))
            if ends[start]
        ]
        if not before:
            continue
        plain[start] = shifted[start] = []
        _set_row(parts, start, room, metrics, before, found)
        ladder = parts[last][3]
        if start == last and ladder is not None:
            cost = parts[last][4] + parts[last][5] + metrics.rim
            rows = _finished(_first(ladder, room - radius, ladder=True), cost, metrics, runs=True)
            for states, left, _ in before:
                _extend(ending_low, states, rows, radius, left + radius, room)
    shapes += [_shape(whole, metrics) for whole in _front(found, only_best)]
    shapes += [_shape(whole, metrics) for whole in _front(ending_low, only_best)]
    return shapes


def _set_first_row(
    parts: Sequence[Part], room: float, metrics: Metrics, plain: _Ends, shifted: _Ends
) -> list[_Line]:
    """Enter what the first row may be, and return what it may be with all parts in it.

    After a ladder row all others stand further right.
    """
    limit = room - 2 * metrics.radius
    shapes, _, bare, _, _, lone_cost, _ = parts[0]
    lines = _first(shapes, room)
    cost = lone_cost
    for stop in range(1, len(parts)):
        _begin(plain[stop], lines, limit, cost, metrics)
        lines = _grown(lines, parts[stop], room, metrics)
        if not lines:
            break
        cost = 0
    if bare is not None:
        _begin(shifted[1], _first(bare, room, ladder=True), limit - metrics.radius, lone_cost, metrics)
    return lines


def _begin(ends: list[_State], lines: list[_Line], limit: float, cost: float, metrics: Metrics) -> None:
    """Enter the states in which one of `lines`, at most `limit` wide, is the first row."""
    for line in lines:
        width, _, order, ascent, descent, drop, own, _, _, _ = line
        if width > limit:
            break
        run = to_run(descent, drop, metrics)
        ends.append((width, ascent + run + own + cost, order, None, line, ascent, run))


def _set_row(
    parts: Sequence[Part],
    start: int,
    room: float,
    metrics: Metrics,
    before: list[tuple[list[_State], float, _Ends]],
    found: list[_State],
) -> None:
    """Enter what a further row may be that begins with the part `start`; if it is the last, in `found`.

    One optional part in a row that is not the last has no bypass.
    """
    radius = metrics.radius
    limit = room - radius
    _, hung, _, ladder, cost, lone_cost, _ = parts[start]
    count = len(parts)
    stop = start + 1
    cost += lone_cost
    lines = _first(hung, limit)
    alone = lines if ladder is None or stop == count else _first(ladder, limit, ladder=True)
    while alone or lines:
        rows = _finished(alone, cost, metrics, runs=stop < count)
        if stop == count:
            for states, left, _ in before:
                _extend(found, states, rows, -radius, left + radius, room)
            return
        for states, left, ends in before:
            _extend(ends[stop], states, rows, 0, 0, limit - left)
        lines = alone = _grown(lines, parts[stop], limit, metrics)
        if stop == start + 1:
            cost -= lone_cost
        stop += 1


def _first(shapes: Sequence[Shape], room: float, *, ladder: bool = False) -> list[_Line]:
    """Return the rows of one part; as a ladder row, it is given without its bypass."""
    return [
        (s.width, s.score, order, s.ascent, s.descent, s.drop, s.cost, s, None, ladder)
        for order, s in enumerate(shapes)
        if s.width <= room
    ]


def _grown(lines: list[_Line], part: Part, room: float, metrics: Metrics) -> list[_Line]:
    """Return the rows worth having that `lines` become with one part more; none if it has to begin a row."""
    shapes, _, _, _, _, _, join_cost = part
    if join_cost == NEVER:
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


def _finished(lines: list[_Line], cost: float, metrics: Metrics, *, runs: bool) -> list[_Finished]:
    """Return what rows add to those above them: down to their baselines, or if `runs` to the runs below them.

    The lengths are `wrap.from_run` and `wrap.to_run`.
    """
    rise, row_gap, run_gap = metrics.rise, metrics.row_gap, metrics.run_gap
    finished = []
    for line in lines:
        width, _, _, ascent, descent, drop, own, _, _, _ = line
        step = ascent + row_gap
        if step < rise:
            step = rise
        if runs:
            low, lowest = descent + run_gap, drop + rise
            step += low if low > lowest else lowest
            finished.append((width, step + own + cost, step, line))
        else:
            finished.append((width, step + descent + own + cost, step, line))
    return finished


def _extend(
    target: list[_State],
    states: list[_State],
    rows: list[_Finished],
    indent: float,
    frame: float,
    limit: float,
) -> None:
    """Add to `target` what `states` become with one more of `rows`.

    The widest row is then the wider of a state's and a further one that stands `indent` further right.  For
    each width that this may have, only the best state and the best row that are no wider are of use, so this
    takes the sum of their numbers, not the product.  `frame` is added to the widths, which `limit` bounds.
    """
    if not rows:
        return
    limit -= frame
    last_state, last_row = len(states) - 1, len(rows) - 1
    at = below = 0
    state, row = states[0], rows[0]
    widest = max(state[0], row[0] + indent)
    best = row
    while widest <= limit:
        while at < last_state and states[at + 1][0] <= widest:
            at += 1
        while below < last_row and rows[below + 1][0] + indent <= widest:
            below += 1
            if rows[below][1] < best[1]:
                best = rows[below]
        state = states[at]
        _, added, step, line = best
        target.append((widest + frame, state[1] + added, len(target), state, line, state[5], state[6] + step))
        if at < last_state:
            widest = states[at + 1][0]
            if below < last_row and rows[below + 1][0] + indent < widest:
                widest = rows[below + 1][0] + indent
        elif below < last_row:
            widest = rows[below + 1][0] + indent
        else:
            return


def _front(states: list[_State], only_best: bool) -> list[_State]:
    """Return the states worth going on from."""
    if len(states) < 2:
        return states
    return [min(states, key=_by_score)] if only_best else choosy(states)


def _shape(whole: _State, metrics: Metrics) -> Shape:
    """Return the shape of all rows."""
    width, score, _, _, (_, _, _, _, descent, drop, _, part, _, ladder), ascent, level = whole
    if ladder:
        drop = level
        descent = level + metrics.rim
    else:
        drop += level
        descent += level
    cost = score - ascent - descent
    return InRows(width, ascent, descent, drop, cost, ladder or part.closes, partial(_rows, whole))


def _rows(whole: _State) -> list[Row]:
    """Return what is in each row."""
    rows = []
    at: _State | None = whole
    while at is not None:
        line = at[4]
        rows.append(Row(_parts(line), line[9]))
        at = at[3]
    rows.reverse()
    return rows


def _parts(line: _Line) -> list[Shape]:
    """Return the shapes of the parts of a row, in order."""
    found = []
    at: _Line | None = line
    while at is not None:
        found.append(at[7])
        at = at[8]
    found.reverse()
    return found
