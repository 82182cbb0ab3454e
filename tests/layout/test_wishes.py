"""Rows break where their author asks for it."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from railroad.diagram.model import Diagram, Fork, Group, Loop, Series, Station
from railroad.layout.costs import CLAUSE, FORBIDDEN, SHORT, Costs
from railroad.layout.fit import fit
from railroad.layout.place import lay_out
from railroad.layout.scene import Tile
from railroad.layout.wishes import forbidden_breaks
from railroad.metrics import CELLS, USER_UNITS
from tests.automata import difference, machine_of
from tests.layout.exhaustive import comparisons
from tests.layout.test_exhaustive import random_track
from tests.tracks import machine_of_marks

CASES = 300
WISHES = (None, None, "must", "wished", "never")


def name(label):
    return Station(label, "nonterminal")


def series(*items, wishes=()):
    return Series(tuple(map(name, items)), wishes)


def rows(track, width, metrics=USER_UNITS, **more):
    """Return the labels of each row of a track of stations."""
    scene = lay_out([Diagram("x", track)], metrics, width=width, titles=False, **more)
    tiles = [mark for mark in scene.panels[0].marks if isinstance(mark, Tile)]
    found = [[tiles[0]]]
    for before, tile in pairwise(tiles):
        if tile.y != before.y:
            found.append([])
        found[-1].append(tile)
    return [" ".join(tile.label for tile in row) for row in found]


def with_wishes(track, rng):
    """Return a track with random wishes in all its series."""
    match track:
        case Series(items):
            wishes = tuple(rng.choice(WISHES) for _ in items[1:])
            return Series(tuple(with_wishes(item, rng) for item in items), wishes)
        case Fork(branches, bypass):
            return Fork(tuple(with_wishes(branch, rng) for branch in branches), bypass)
        case Loop(body, back):
            return Loop(with_wishes(body, rng), with_wishes(back, rng))
        case _:
            return track


@pytest.mark.parametrize("width", [None, 2000, 250])
@pytest.mark.parametrize("metrics", [USER_UNITS, CELLS])
def test_a_row_ends_where_it_must_though_all_would_fit(width, metrics):
    track = series("a", "b", "c", "d", wishes=(None, "must", None))
    assert rows(track, width, metrics) == ["a b", "c d"]


def test_rows_end_where_it_is_wished():
    track = series("a", "b", "c", "d", wishes=("wished", None, "wished"))
    assert rows(track, 2000) == ["a", "b c", "d"]
    assert rows(track, None) == ["a b c d"], "as wide as it comes"


def test_a_wish_is_weighed():
    track = series("a", "b", wishes=("wished",))
    assert rows(track, 2000, costs=Costs(line=20)) == ["a b"]
    assert rows(track, 2000, costs=SHORT) == ["a b"]


def test_no_row_ends_where_it_must_not():
    track = series("aaaaaaaa", "bbbbbbbb", "cccccccc", wishes=("never", None))
    assert rows(track, 320) == ["aaaaaaaa bbbbbbbb", "cccccccc"]
    track = series("aaaaaaaa", "bbbbbbbb", "cccccccc", wishes=(None, "never"))
    assert rows(track, 320) == ["aaaaaaaa", "bbbbbbbb cccccccc"]


def test_it_is_rather_dense_than_broken_where_it_must_not():
    track = series("aaaaaaaa", "bbbbbbbb", wishes=("never",))
    natural = lay_out([Diagram("x", track)], USER_UNITS, titles=False).width
    scene = lay_out([Diagram("x", track)], USER_UNITS, width=natural - 4, titles=False)
    assert scene.width <= natural - 4
    assert scene.panels[0].metrics is not USER_UNITS
    assert scene.panels[0].unwanted == 0


def test_nothing_else_fits_and_the_panel_says_so():
    track = series("aaaaaaaa", "bbbbbbbb", "cccccccc", wishes=("never", "never"))
    scene = lay_out([Diagram("x", track)], USER_UNITS, width=290, titles=False)
    assert scene.width <= 290
    assert scene.panels[0].unwanted == 1, "no more than it takes"
    assert lay_out([Diagram("x", track)], USER_UNITS, width=1000).panels[0].unwanted == 0
    assert lay_out([Diagram("x", track)], USER_UNITS).panels[0].unwanted == 0


def test_an_option_in_a_row_that_must_be_needs_no_bypass():
    option = Fork((series("WHERE", "expr"),), True)
    track = Series((name("a"), option, name("b")), ("must", "must"))
    shape = fit(track, None, USER_UNITS, CLAUSE)
    assert [row.ladder for row in shape.rows()] == [False, True, False]


@pytest.mark.parametrize("wrap", [lambda t: Loop(t, name(",")), lambda t: Fork((t, t), True)])
def test_wishes_hold_inside(wrap):
    inner = series("a", "b", wishes=("must",))
    low = fit(wrap(series("a", "b")), 1000, USER_UNITS, CLAUSE)
    high = fit(wrap(inner), 1000, USER_UNITS, CLAUSE)
    assert high.score > low.score
    assert high.width < low.width


@pytest.mark.parametrize("costs", [CLAUSE, SHORT], ids=["clause", "short"])
def test_the_layout_with_wishes_is_as_good_as_the_best_of_all(costs):
    """As without wishes: never better, and worse in at most one of two hundred, by at most 8."""
    rooms = [120, 160, 200, 250, 300, 350, 400, 800]
    worse = 0

    def make(rng):
        return with_wishes(random_track(rng, rng.randint(3, 9)), rng)

    for least, shape in comparisons(CASES, costs, make, rooms, random.Random(2)):
        worse += shape.score > least
        assert forbidden_breaks(shape) == least // FORBIDDEN
    assert worse <= CASES / 200


def test_the_score_never_rises_with_the_width():
    rng = random.Random(3)
    for _ in range(40):
        track = with_wishes(random_track(rng, rng.randint(6, 20)), rng)
        lowest = float("inf")
        for room in range(120, 900, 4):
            shape = fit(track, room, USER_UNITS, CLAUSE)
            if shape is not None:
                assert shape.width <= room
                assert shape.score <= lowest, (track, room)
                lowest = shape.score


def test_a_picture_with_wishes_means_what_it_says():
    rng = random.Random(4)
    for _ in range(150):
        track = with_wishes(random_track(rng, rng.randint(2, 12)), rng)
        for width in (None, 1000, 400, 220):
            panel = lay_out([Diagram("x", Group("", "label", track))], USER_UNITS, width=width).panels[0]
            machine, wrong = machine_of_marks(panel)
            assert not wrong, (track, width)
            assert difference(machine, machine_of(track)) is None, (track, width)
