"""Rows against those that careful authors gave the same rules.

Each line of a body in ``rows.bnf`` is a row of the author's.  A rule is laid out in the width that its widest
such row needs inside a wrapped sequence, plus 2, and the places where it breaks are compared.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import railroad
from railroad.diagram.build import build
from railroad.grammar import Sequence
from railroad.layout.costs import CLAUSE
from railroad.layout.fit import fit, nodes_of
from railroad.layout.series import OneRow
from railroad.layout.wrap import InRows
from railroad.metrics import USER_UNITS
from railroad.transform import for_drawing

GRAMMAR = railroad.load(Path(__file__).with_name("rows.bnf"))


def breaks_of_author(body):
    """Return before which items of a sequence its text begins a line."""
    items = body.items if isinstance(body, Sequence) else (body,)
    lines = [GRAMMAR.source.position(item.span.start).line for item in items]
    return {at for at, (above, line) in enumerate(pairwise(lines), 1) if line != above}


def breaks_in(track, breaks):
    """Return before which items a layout breaks that has just the room for rows with other breaks."""
    kids = [kid.natural for kid in nodes_of(track, USER_UNITS)[0].kids]
    cuts = [0, *sorted(breaks), len(kids)]
    widest = max(OneRow(kids[a:b], USER_UNITS).width for a, b in pairwise(cuts))
    shape = fit(track, widest + 2 * USER_UNITS.radius + 2, USER_UNITS, CLAUSE)
    found, at = set(), 0
    for row in shape.rows()[:-1] if isinstance(shape, InRows) else ():
        at += len(row.parts)
        found.add(at)
    return found


@pytest.fixture(scope="module")
def compared():
    pairs = []
    for rule in map(for_drawing, GRAMMAR.rules):
        theirs = breaks_of_author(rule.body)
        if theirs:
            pairs.append((theirs, breaks_in(build(rule, set(), lambda name: None).track, theirs)))
    return pairs


def test_rows_break_where_authors_break(compared):
    """F1 of the places; filling rows greedily reaches 0.73."""
    right = sum(len(theirs & ours) for theirs, ours in compared)
    all_of_both = sum(len(theirs) + len(ours) for theirs, ours in compared)
    assert len(compared) >= 23
    assert 2 * right / all_of_both >= 0.83
