"""The layout against a search through all layouts."""

from __future__ import annotations

import random

import pytest

from railroad.diagram.model import Fork, Loop, Series, Station, Straight
from railroad.layout.costs import CLAUSE, SHORT
from railroad.metrics import USER_UNITS
from railroad.policies import DEFAULT, Policies
from tests.layout.exhaustive import comparisons

CASES = 400
POLICIES = [
    Policies(bypass="below"),
    Policies(way_back="above"),
    Policies(spacing="compact"),
    Policies(bypass="below", way_back="above", spacing="compact", align="center", direction="rtl"),
]
"""Those that say what is where, each alone and all together."""


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


def count_worse(cases, costs, seed, policies=DEFAULT):
    """Return how many layouts of random tracks are worse than the best of all."""
    rooms = [120, 160, 200, 250, 300, 350, 400]
    found = comparisons(
        cases,
        costs,
        lambda rng: random_track(rng, rng.randint(3, 9)),
        rooms,
        random.Random(seed),
        USER_UNITS.under(policies),
    )
    return sum(shape.score > least for least, shape in found)


@pytest.mark.parametrize("costs", [CLAUSE, SHORT], ids=["clause", "short"])
def test_the_layout_is_as_good_as_the_best_of_all(costs):
    """Never better, and worse in at most one of two hundred, by at most 8."""
    assert count_worse(CASES, costs, 1) <= CASES / 200


@pytest.mark.parametrize("policies", POLICIES, ids=str)
def test_it_is_so_whichever_way_the_picture_is_drawn(policies):
    cases = CASES // 2
    assert count_worse(cases, CLAUSE, 3, policies) + count_worse(cases, SHORT, 4, policies) <= CASES / 200
