"""A layout for the least height is never taller than rows that are filled from the left.

    [ a ]──[ b ]──[ c ]──╮      as many parts as fit, then the next row: what other tools do, at most
    ╭────────◂───────────╯
    ╰─[ d ]──[ e ]───────

The parts are the same, and so is the room.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import railroad
from railroad.diagram.build import build
from railroad.diagram.model import Series
from railroad.layout.costs import SHORT
from railroad.layout.fit import fit, nodes_of
from railroad.layout.series import OneRow
from railroad.layout.wrap import from_run, to_run
from railroad.metrics import CELLS, USER_UNITS
from railroad.transform import for_drawing
from tests.layout.exhaustive import wrapped_width

GRAMMARS = sorted(Path(__file__).parents[2].joinpath("grammars").glob("*.*nf"))
ROOMS = {
    USER_UNITS: [*range(120, 1200, 40), 1400, 2000, 3000],
    CELLS: [*range(14, 120, 6), 160, 240],
}


def filled(parts, room, metrics):
    """Return rows filled from the left, at most `room` wide, or None if a part alone is wider."""
    whole = OneRow(parts, metrics)
    if whole.width <= room:
        return [whole]
    rows, start = [], 0
    while start < len(parts):
        stop = start + 1
        while stop < len(parts) and _fits(parts, start, stop + 1, room, metrics):
            stop += 1
        if not _fits(parts, start, stop, room, metrics):
            return None
        rows.append(OneRow(parts[start:stop], metrics))
        start = stop
    return rows


def _fits(parts, start, stop, room, metrics):
    """Return whether a row fits between its turns; none follows the last."""
    turns = 1 if stop == len(parts) else 2
    return OneRow(parts[start:stop], metrics).width + turns * metrics.radius <= room


def size(rows, metrics):
    """Return width and height of rows that are joined as `wrap` joins them."""
    if len(rows) == 1:
        return rows[0].width, rows[0].score
    y = sum(
        to_run(above.descent, above.drop, metrics) + from_run(below.ascent, metrics)
        for above, below in pairwise(rows)
    )
    widest = max(row.width for row in rows[:-1])
    width = wrapped_width(widest, rows[-1].width, first_ladder=False, last_ladder=False, metrics=metrics)
    return width, rows[0].ascent + y + rows[-1].descent


def tracks():
    return [
        pytest.param(build(for_drawing(rule), set(), lambda name: None).track, id=f"{path.stem}: {rule.name}")
        for path in GRAMMARS
        for rule in railroad.load(path).rules
    ]


@pytest.mark.parametrize("metrics", [USER_UNITS, CELLS], ids=["user units", "cells"])
@pytest.mark.parametrize("track", tracks())
def test_no_rule_is_taller_than_filled_rows(track, metrics):
    """In the room that is asked for, and in just the width that the filled rows take of it."""
    whole = nodes_of(track, metrics)[0]
    parts = [kid.natural for kid in whole.kids] if isinstance(whole.track, Series) else [whole.natural]
    for room in ROOMS[metrics]:
        rows = filled(parts, room, metrics)
        if rows is None:
            continue
        width, height = size(rows, metrics)
        assert width <= room
        assert fit(track, room, metrics, SHORT).score <= height, room
        assert fit(track, width, metrics, SHORT).score <= height, width
