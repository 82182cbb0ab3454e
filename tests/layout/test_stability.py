"""A wider page never gets a worse picture."""

from __future__ import annotations

from pathlib import Path

import pytest

import railroad
from railroad.diagram.build import build
from railroad.layout.costs import CLAUSE
from railroad.layout.fit import fit
from railroad.metrics import USER_UNITS
from railroad.transform import for_drawing

GRAMMARS = Path(__file__).parents[2] / "grammars"
ROOMS = range(140, 1141)
"""What pictures of 200 to 1,200 leave for the track."""


def tracks():
    """Return the rules that have something to break, the largest first."""
    paths = [*sorted(GRAMMARS.glob("*.bnf")), Path(__file__).with_name("rows.bnf")]
    found = []
    for path in paths:
        for rule in railroad.load(path).rules:
            track = build(for_drawing(rule), set(), lambda name: None).track
            width = fit(track, None, USER_UNITS, CLAUSE).width
            if width > ROOMS[0]:
                found.append(pytest.param(track, id=f"{path.stem}: {rule.name}"))
    return found


TRACKS = tracks()


def test_there_are_two_hundred_rules_to_try():
    assert len(TRACKS) >= 200


@pytest.mark.parametrize("track", TRACKS)
def test_the_score_never_rises_with_the_width(track):
    """Every unit of width; rooms that are wider than the natural width give the natural shape."""
    natural = fit(track, None, USER_UNITS, CLAUSE).width
    lowest = float("inf")
    for room in ROOMS:
        shape = fit(track, room, USER_UNITS, CLAUSE)
        if shape is not None:
            assert shape.score <= lowest, room
            lowest = shape.score
        if room > natural:
            break
