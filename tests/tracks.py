"""Walk the rails of a scene as a train would: an independent check of what a layout means.

A train follows a rail from its first point to its last.  It may leave where another rail begins, and must go
on where its own ends, if place and heading agree.  It passes a station from port to port in either direction.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from railroad.layout.scene import Terminus, Tile


def heading(a, b):
    """Return the unit step from one point to another on a level or upright line."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    assert (dx == 0) != (dy == 0), f"not level or upright: {a} {b}"
    return ((dx > 0) - (dx < 0), (dy > 0) - (dy < 0))


def points(rail):
    """Return the points of a rail."""
    return list(zip(rail[::2], rail[1::2], strict=True))


def runs(panel):
    """Return the points of every rail of a panel that has a length."""
    return [each for each in map(points, panel.rails) if each[0] != each[-1]]


def box(tile):
    """Return left edge, upper edge, width and height of a tile."""
    return (tile.x, tile.y, tile.face.width, tile.face.height)


def machine_of_marks(panel):
    """Return (edges, start, final) over states (x, y, heading), and the states where a train gets lost."""
    rails, marks = runs(panel), panel.marks
    tiles = [mark for mark in marks if isinstance(mark, Tile)]
    begin = next(mark for mark in marks if isinstance(mark, Terminus) and mark.kind == "start")
    ahead = 1 if begin.heading == "right" else -1
    start = (*begin.at, (ahead, 0))
    ends = [(p[0], heading(*p[:2])) for p in rails] + [(p[-1], heading(*p[-2:])) for p in rails]
    on_row, on_column = defaultdict(list), defaultdict(list)
    for (x, y), way in ends:
        on_row[y].append((x, way))
        on_column[x].append((y, way))

    edges = defaultdict(list)
    for rail in rails:
        states = []
        for a, b in pairwise(rail):
            way = heading(a, b)
            if way[0]:
                cuts = {
                    x for x, other in on_row[a[1]] if other == way and min(a[0], b[0]) < x < max(a[0], b[0])
                }
                middle = [(x, a[1], way) for x in sorted(cuts, reverse=way[0] < 0)]
            else:
                cuts = {
                    y
                    for y, other in on_column[a[0]]
                    if other == way and min(a[1], b[1]) < y < max(a[1], b[1])
                }
                middle = [(a[0], y, way) for y in sorted(cuts, reverse=way[1] < 0)]
            states += [(*a, way), *middle, (*b, way)]
        for state, after in pairwise(states):
            edges[state].append((None, after))
    for tile in tiles:
        x, y, width, height = box(tile)
        left, right, level = x, x + width, y + height / 2
        edges[(left, level, (1, 0))].append((tile.label, (right, level, (1, 0))))
        edges[(right, level, (-1, 0))].append((tile.label, (left, level, (-1, 0))))

    stop = next(mark.at for mark in marks if isinstance(mark, Terminus) and mark.kind == "end")
    reached = _reached(edges, start)
    dead = [state for state in reached if not edges.get(state)]
    mark = panel.metrics.mark_size[0]
    final = [state for state in dead if state[1] == stop[1] and 0 <= ahead * (stop[0] - state[0]) <= mark]
    lost = [state for state in dead if state not in final]
    unreached = [p for p in rails if (*p[0], heading(*p[:2])) not in reached]
    unread = []
    for tile in tiles:
        x, y, width, height = box(tile)
        level = y + height / 2
        if not {(x, level, (1, 0)), (x + width, level, (-1, 0))} & reached:
            unread.append(tile.label)
    return (edges, start, final[0] if len(final) == 1 else None), [*lost, *unreached, *unread]


def _reached(edges, start):
    found, todo = {start}, [start]
    while todo:
        for _, state in edges.get(todo.pop(), ()):
            if state not in found:
                found.add(state)
                todo.append(state)
    return found
