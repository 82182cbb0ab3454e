"""The layout against a search through all layouts."""

from __future__ import annotations

import random

import pytest

from railroad.diagram.model import Fork, Loop, Series, Station, Straight
from railroad.layout.costs import CLAUSE, SHORT
from railroad.layout.fit import fit
from railroad.metrics import USER_UNITS
from tests.layout.exhaustive import TooManyError, least_score

CASES = 400


def random_track(rng, stations):
    if stations == 1:
        label = "".join(rng.choice("abcdefghij") for _ in range(rng.randint(1, 11)))
        return Station(label.upper(), "terminal") if rng.random() < 0.5 else Station(label, "nonterminal")
    kind = rng.choice(["series", "series", "series", "fork", "fork", "option", "loop"])
    if kind == "option":
        return Fork((random_track(rng, stations - 1),), True)
    if kind == "loop":
        back = Straight() if rng.random() < 0.4 else random_track(rng, 1)
        return Loop(random_track(rng, stations - 1), back)
    sizes = [1] * min(stations, rng.randint(2, 7))
    for _ in range(stations - len(sizes)):
        sizes[rng.randrange(len(sizes))] += 1
    parts = tuple(random_track(rng, size) for size in sizes)
    return Series(parts) if kind == "series" else Fork(parts)


@pytest.mark.parametrize("costs", [CLAUSE, SHORT], ids=["clause", "short"])
def test_the_layout_is_as_good_as_the_best_of_all(costs):
    """Never better, and worse in at most one of two hundred, by at most 8."""
    rng = random.Random(1)
    compared = worse = 0
    while compared < CASES:
        track = random_track(rng, rng.randint(3, 9))
        room = rng.choice([120, 160, 200, 250, 300, 350, 400])
        try:
            least = least_score(track, room, USER_UNITS, costs)
        except TooManyError:
            continue
        shape = fit(track, room, USER_UNITS, costs)
        assert (least is None) == (shape is None), (track, room)
        if shape is None:
            continue
        compared += 1
        assert shape.score >= least, (track, room)
        assert shape.score <= least + 8, (track, room)
        worse += shape.score > least
    assert worse <= CASES / 200
