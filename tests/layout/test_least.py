"""What is known of the size of a picture before it is laid out: never more than it has, and not much less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.diagram.model import Diagram, Fork, Loop, Series, Station, Straight
from railroad.layout.place import lay_out
from railroad.metrics import CELLS, USER_UNITS
from railroad.policies import Policies
from tests.strategies import framed_tracks, tracks

many = settings(max_examples=150, deadline=None)
policies = st.builds(
    Policies,
    bypass=st.sampled_from(["above", "below"]),
    way_back=st.sampled_from(["above", "below"]),
    marks=st.sampled_from(["dots", "none", "simple", "complex"]),
    spacing=st.sampled_from(["comfortable", "compact"]),
    direction=st.sampled_from(["ltr", "rtl"]),
)
WIDTHS = {"user units": [None, 20, 80, 120, 180, 260, 400, 700], "cells": [None, 20, 30, 45, 70]}
UNITS = {"user units": USER_UNITS, "cells": CELLS}
a, word = Station("a", "nonterminal"), Station("a-longer-label", "terminal")


def sizes(tracks, metrics, width, **options):
    """Return what was told of the size of a picture, in order, and the size that it has."""
    told = []
    diagrams = [Diagram(f"r{number}", track) for number, track in enumerate(tracks)]
    scene = lay_out(diagrams, metrics, width=width, bound=lambda *size: told.append(size), **options)
    return told, (scene.width, scene.height)


def check(tracks, metrics, width, **options):
    told, size = sizes(tracks, metrics, width, **options)
    assert len(told) == len(tracks) + 1 or options.get("fragments")
    for least in told:
        assert least[0] <= size[0] + 1e-6
        assert least[1] <= size[1] + 1e-6


def with_wishes(track):
    """Return strategies for a track with a wish at each gap of its outermost sequence."""
    if not isinstance(track, Series):
        return st.just(track)
    wish = st.sampled_from([None, None, "must", "wished", "never", "never"])
    wishes = st.lists(wish, min_size=len(track.items) - 1, max_size=len(track.items) - 1)
    return wishes.map(lambda wishes: replace(track, wishes=tuple(wishes)))


@pytest.mark.parametrize("unit", UNITS)
@given(data=st.data(), policy=policies, titles=st.booleans(), fragments=st.booleans())
@many
def test_no_picture_is_smaller_than_was_told(unit, data, policy, titles, fragments):
    width = data.draw(st.sampled_from(WIDTHS[unit]))
    any_track = st.one_of(tracks(20), framed_tracks(), tracks(20).flatmap(with_wishes))
    drawn = data.draw(st.lists(any_track, min_size=1, max_size=3))
    check(drawn, UNITS[unit], width, policies=policy, titles=titles, fragments=fragments)


@pytest.mark.parametrize("unit", UNITS)
@given(data=st.data(), policy=policies)
@settings(max_examples=40, deadline=None)
def test_no_long_picture_is_smaller_than_was_told(unit, data, policy):
    few = data.draw(st.lists(tracks(6), min_size=1, max_size=4))
    items = tuple(data.draw(st.lists(st.sampled_from(few), min_size=20, max_size=60)))
    made = data.draw(
        st.sampled_from([Series, lambda x: Fork(x, True), lambda x: Loop(Series(x), Straight())])
    )
    width = data.draw(st.sampled_from(WIDTHS[unit]))
    check([made(items)], UNITS[unit], width, policies=policy)


@pytest.mark.parametrize(
    ("track", "share"),
    [
        (Series((a,) * 400), 0.9),
        (Series((word,) * 400), 0.8),
        (Series((a, word) * 200), 0.8),
        (Series((Fork((a,), True),) * 300), 0.6),
        (Series((Fork((a, word), False),) * 300), 0.75),
        (Series((Loop(a, Straight()),) * 300), 0.8),
        (Fork((word, Loop(a, Straight())) * 100), 0.9),
        (Loop(Series((a,) * 400), Series((word,) * 50)), 0.8),
    ],
)
@pytest.mark.parametrize("width", [200, 800])
def test_what_is_told_of_a_long_picture_is_near_its_height(track, share, width):
    told, (_, height) = sizes([track], USER_UNITS, width)
    assert told[0][1] > (share if width > 200 else 0.55) * height


def test_sequence_of_one_part_and_picture_of_nothing():
    check([Series((a,)), Series((Fork((a,), True),))], USER_UNITS, 100)
    assert sizes([], USER_UNITS, 100)[0] == [(16, 16)]


def test_who_is_told_may_stop_it():
    class Enough(Exception):
        pass

    def enough(width, height):
        raise Enough

    with pytest.raises(Enough):
        lay_out([Diagram("r", a)], USER_UNITS, bound=enough)
