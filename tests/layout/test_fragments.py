"""A picture that is too wide at its narrowest is drawn in fragments, on request."""

from __future__ import annotations

import random
import time

import pytest

import railroad
from railroad.diagram.model import Caption, Diagram, Fork, Group, Loop, Series, Station, Straight
from railroad.layout.fit import narrowest
from railroad.layout.fragments import in_fragments
from railroad.layout.place import lay_out
from railroad.layout.scene import Tile
from railroad.metrics import CELLS, USER_UNITS
from tests.automata import difference, machine_of
from tests.layout.test_exhaustive import random_track
from tests.tracks import machine_of_marks


def name(label):
    return Station(label, "nonterminal")


def option(track):
    return Fork((track,), True)


def densest(metrics):
    while metrics.denser is not None:
        metrics = metrics.denser
    return metrics


def nested(depth, rng):
    """Return a track that is some constructions deep."""
    track = name("x" * rng.randint(1, 8))
    for _ in range(depth):
        beside = name("y" * rng.randint(1, 8))
        track = rng.choice(
            [
                Series((beside, track)),
                Series((track, beside)),
                Fork((beside, track)),
                Fork((track, beside), True),
                option(track),
                Loop(track, Straight()),
                Loop(track, beside),
                Loop(beside, track),
                Group("so", "label", track),
            ]
        )
    return track


def put_back(diagrams):
    """Return the track of the first diagram with the others in place of the stations that lead to them."""
    by_href = {f"#rule-{each.name.replace(' ', '%20')}": each.track for each in diagrams[1:]}
    used = []

    def back(track):
        match track:
            case Station(href=href) if href in by_href:
                used.append(href)
                return back(by_href[href])
            case Series(items):
                return Series(tuple(map(back, items)))
            case Fork(branches, bypass):
                return Fork(tuple(map(back, branches)), bypass)
            case Loop(body, way_back):
                return Loop(back(body), back(way_back))
            case Group(track=inner):
                return back(inner)
            case _:
                return track

    whole = back(diagrams[0].track)
    assert sorted(used) == sorted(by_href), "each is met once"
    return whole


@pytest.mark.parametrize("metrics", [USER_UNITS, CELLS], ids=["units", "cells"])
def test_every_picture_fits_and_all_together_mean_the_same(metrics):
    rng = random.Random(1)
    dense = densest(metrics)
    split = 0
    for _ in range(200):
        track = (
            nested(rng.randint(4, 30), rng) if rng.random() < 0.5 else random_track(rng, rng.randint(5, 40))
        )
        room = rng.choice([180, 220, 300]) if metrics is USER_UNITS else rng.choice([28, 34, 44])
        diagrams = in_fragments(Diagram("r", track), room, dense)
        split += len(diagrams) > 1
        assert difference(machine_of(put_back(diagrams)), machine_of(track)) is None
        for each in diagrams:
            assert narrowest(each.track, dense) <= room, (track, room)
        if narrowest(track, dense) <= room:
            assert len(diagrams) == 1
    assert split > 50


def test_the_pictures_of_fragments_mean_what_they_say():
    rng = random.Random(2)
    for _ in range(40):
        diagram = Diagram("r", nested(rng.randint(10, 30), rng))
        scene = lay_out([diagram], USER_UNITS, width=260, fragments=True)
        assert scene.width <= 260
        tracks = in_fragments(diagram, 1, densest(USER_UNITS)) if len(scene.panels) == 1 else None
        assert tracks is None or len(tracks) >= 1
        for panel in scene.panels:
            _, wrong = machine_of_marks(panel)
            assert not wrong
            for mark in panel.marks:
                if isinstance(mark, Tile):
                    assert mark.x + mark.face.width <= scene.width


def test_what_fits_stays_whole():
    track = nested(5, random.Random(3))
    scenes = [lay_out([Diagram("r", track)], USER_UNITS, width=800, fragments=each) for each in (True, False)]
    assert scenes[0] == scenes[1]
    assert len(lay_out([Diagram("r", track)], USER_UNITS, fragments=True).panels) == 1


def labels(track):
    return [mark.label for mark in track.marks if isinstance(mark, Tile)]


def deep(depth):
    track = name("leaf")
    for _ in range(depth):
        track = Fork((name("side"), track))
    return track


def test_fragments_are_as_few_and_as_large_as_can_be():
    """Each level takes four corners; so a room of so many levels holds just so many."""
    dense = densest(USER_UNITS)
    room = narrowest(deep(8), dense)
    counts = [len(in_fragments(Diagram("rr", deep(depth)), room, dense)) for depth in (8, 9, 16, 17, 24)]
    assert counts == [1, 2, 2, 3, 3]


def test_of_an_option_or_a_loop_the_inside_is_pulled_out():
    dense = densest(USER_UNITS)
    inner = Series((name("a"), deep(6)))
    for wrap in (option, lambda track: Loop(track, Straight())):
        track = Series((name("b"), wrap(inner)))
        whole, fragment = in_fragments(Diagram("r", track), narrowest(inner, dense), dense)
        assert fragment.track == inner
        assert type(whole.track.items[1]) is type(wrap(inner))


def test_a_branch_keeps_its_number():
    dense = densest(USER_UNITS)
    inner = Series((Station("a", "nonterminal", order=2), deep(6)))
    track = Fork((Station("b", "nonterminal", order=1), inner), ordered=True)
    whole, fragment = in_fragments(Diagram("r", track), narrowest(inner, dense), dense)
    assert whole.track.branches[1] == Station(
        "r 1", "nonterminal", "#rule-r%201", order=2, hint="drawn below"
    )
    assert fragment.track == Series((name("a"), deep(6)))
    loop = Loop(deep(6), Straight())
    captioned = Fork((name("b"), Series((Caption("2", "order"), loop))), ordered=True)
    whole, fragment = in_fragments(Diagram("r", captioned), narrowest(loop, dense) + 8, dense)
    assert whole.track.branches[1].order == 2
    assert fragment.track == loop


def test_fragments_have_names_that_nothing_else_has():
    dense = densest(USER_UNITS)
    diagram = Diagram("r", deep(20), "The rule")
    diagrams = in_fragments(diagram, 300, dense, {"r", "r 1", "r x"})
    assert [each.name for each in diagrams[1:3]] == ["r part 1", "r part 2"]
    assert [each.title for each in diagrams[:3]] == ["The rule", "The rule part 1", "The rule part 2"]


def test_there_is_a_number_where_there_is_no_room_for_a_name():
    dense = densest(USER_UNITS)
    diagrams = in_fragments(Diagram("a" * 60, deep(20)), 300, dense)
    assert len(diagrams) > 1
    assert all(narrowest(each.track, dense) <= 300 for each in diagrams)
    panel = lay_out([diagrams[0]], dense).panels[0]
    assert "1" in labels(panel)


def test_a_label_that_fits_nowhere_is_alone_in_its_width():
    dense = densest(USER_UNITS)
    track = Fork((name("a"), name("b" * 50), deep(12)))
    diagrams = in_fragments(Diagram("r", track), 300, dense)
    wide = [each for each in diagrams if narrowest(each.track, dense) > 300]
    assert [each.track for each in wide] == [name("b" * 50)]


def test_ten_and_more_are_numbered_as_they_are_met():
    dense = densest(USER_UNITS)
    track = Series(tuple(Fork((name(f"n{at}"), deep(9))) for at in range(12)))
    diagrams = in_fragments(Diagram("r", track), narrowest(deep(9), dense), dense)
    assert [each.name for each in diagrams[1:]] == [f"r {at}" for at in range(1, 13)]
    met = [item.branches[1].label for item in diagrams[0].track.items]
    assert met == [f"r {at}" for at in range(1, 13)]


def test_five_thousand_levels():
    dense = densest(USER_UNITS)
    times = []
    for depth in (1_250, 5_000):
        track = deep(depth)
        tries = []
        for _ in range(3):
            start = time.process_time()
            diagrams = in_fragments(Diagram("r", track), 400, dense)
            tries.append(time.process_time() - start)
        times.append(min(tries))
        assert len(diagrams) > depth / 20
    assert times[1] < 12 * times[0]


TEXT = 'r ::= "a" ( "b" ( "c" ( "d" ( "e" ( "f" ( "g" ( "h" i )? )? )? )? )? )? )? | "z" | r2\nr2 ::= "q"'


def test_on_every_format():
    grammar = railroad.read(TEXT, "w3c")
    odd = []
    svg = railroad.render(grammar, "svg", width=120, overflow="fragments", report=odd.append)
    assert odd == []
    assert 'href="#rule-r%201"' in svg
    assert 'id="rule-r%201"' in svg
    text = railroad.render(grammar, "txt", width=26, overflow="fragments", titles=False)
    assert "r 1" in text.splitlines(), "a fragment has its name above it in any case"
    assert all(len(line) <= 26 for line in text.splitlines())
    assert railroad.render(grammar, "png", width=120, overflow="fragments").startswith(b"\x89PNG")
    wide = railroad.render(grammar, "svg", width=120, report=odd.append)
    assert "rule-r%201" not in wide
    assert 'the picture of "r"' in odd[0].message


def test_it_is_one_of_two():
    with pytest.raises(railroad.OptionError, match='overflow: there is no "fragment"'):
        railroad.render(railroad.read(TEXT, "w3c"), "txt", overflow="fragment")
