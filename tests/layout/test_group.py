"""What frames promise, on random tracks with groups, in user units and in cells, at any width."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.diagram.model import Aside, Diagram, Fork, Group, Loop, Series, Station, Straight
from railroad.layout.place import lay_out
from railroad.layout.scene import Frame, Rail, Tile, Words
from railroad.metrics import CELLS, USER_UNITS
from tests.automata import difference, machine_of
from tests.strategies import framed_tracks
from tests.tracks import machine_of_marks

both = pytest.mark.parametrize("metrics", [USER_UNITS, CELLS], ids=["user units", "cells"])
many = settings(max_examples=150, deadline=None)
widths = st.sampled_from([None, 30, 60, 90])


def scene(track, metrics, width=None):
    width = width if width is None or metrics is CELLS else 9 * width
    return lay_out([Diagram("r", track)], metrics, width=width)


def marks(track, metrics, width=None):
    return scene(track, metrics, width).panels[0].marks


@both
@given(track=framed_tracks(asides=False), width=widths)
@many
def test_a_train_passes_through_frames(metrics, track, width):
    machine, lost = machine_of_marks(marks(track, metrics, width))
    assert not lost
    assert machine[2] is not None
    assert difference(machine, machine_of(track)) is None


@both
@given(track=framed_tracks(), width=widths)
@many
def test_a_train_never_comes_to_what_stands_aside(metrics, track, width):
    machine, lost = machine_of_marks(marks(track, metrics, width))
    assert difference(machine, machine_of(track)) is None
    unread = Counter(one for one in lost if isinstance(one, str))
    assert unread == Counter(aside_labels(track))


def aside_labels(track):
    """Return the labels of all stations that stand aside."""
    found, todo = [], [(track, False)]
    while todo:
        node, aside = todo.pop()
        match node:
            case Station(label):
                found += [label] * aside
            case Series(parts) | Fork(parts):
                todo += [(part, aside) for part in parts]
            case Loop(body, back):
                todo += [(body, aside), (back, aside)]
            case Group(track=inner, asides=asides):
                todo += [(inner, aside), *((each.track, True) for each in asides)]
    return found


@both
@given(track=framed_tracks(), width=widths)
@many
def test_every_station_and_frame_is_there_once(metrics, track, width):
    drawn = marks(track, metrics, width)
    stations, frames, words = [], 0, []
    todo = [track]
    while todo:
        node = todo.pop()
        match node:
            case Station(label):
                stations.append(label)
            case Series(parts) | Fork(parts):
                todo += parts
            case Loop(body, back):
                todo += (body, back)
            case Group(text, _, inner, asides):
                frames += 1
                words += [text] * bool(text) + [each.words for each in asides]
                todo += (inner, *(each.track for each in asides))
    labels = [mark.label.replace(" ", "") for mark in drawn if isinstance(mark, Tile)]
    assert Counter(labels) == Counter(stations)
    assert sum(isinstance(mark, Frame) for mark in drawn) == frames
    assert Counter(m.text for m in drawn if isinstance(m, Words) and m.kind == "words") == Counter(words)


@both
@given(track=framed_tracks(), width=widths)
@many
def test_all_lies_inside_the_picture_and_frames_lie_in_one_another_or_apart(metrics, track, width):
    picture = scene(track, metrics, width)
    drawn = picture.panels[0].marks
    rects = [mark.rect for mark in drawn if isinstance(mark, Tile | Frame)]
    frames = [mark.rect for mark in drawn if isinstance(mark, Frame)]
    for x, y, wide, high in rects:
        assert metrics.margin <= x and x + wide <= picture.width - metrics.margin
        assert metrics.margin <= y and y + high <= picture.height - metrics.margin
    for frame in frames:
        for rect in rects:
            if rect is not frame:
                assert inside(rect, frame) or inside(frame, rect) or apart(rect, frame)
    for mark in drawn:
        if isinstance(mark, Words) and mark.kind == "words":
            assert any(inside((*mark.at, mark.width, 0), frame) for frame in frames)


def inside(one, other):
    x, y, width, height = one
    left, top, wide, high = other
    return left <= x and x + width <= left + wide and top <= y and y + height <= top + high


def apart(one, other):
    x, y, width, height = one
    left, top, wide, high = other
    return x + width <= left or left + wide <= x or y + height <= top or top + high <= y


@both
@given(track=framed_tracks())
@many
def test_rails_cross_only_the_sides_of_a_frame(metrics, track):
    drawn = marks(track, metrics)
    frames = [mark.rect for mark in drawn if isinstance(mark, Frame)]
    for mark in drawn:
        if not isinstance(mark, Rail):
            continue
        for a, b in pairwise(mark.points):
            if a[0] != b[0]:
                continue
            top, bottom = sorted((a[1], b[1]))
            for x, y, width, height in frames:
                if x < a[0] < x + width:
                    assert not top < y < bottom and not top < y + height < bottom


def test_frames_are_painted_under_rails():
    drawn = marks(
        Series((Station("a", "terminal"), Group("x", "label", Station("b", "terminal")))), USER_UNITS
    )
    kinds = [type(mark) for mark in drawn]
    assert kinds.index(Frame) < kinds.index(Rail)


def test_a_frame_follows_a_track_that_is_broken_into_rows():
    track = Group("x", "label", Series(tuple(Station("station", "nonterminal") for _ in range(6))))
    (wide,), (narrow,) = (
        [mark.rect for mark in marks(track, USER_UNITS, width) if isinstance(mark, Frame)]
        for width in (None, 40)
    )
    assert narrow.width <= 360 < wide.width
    assert narrow.height > wide.height


def test_what_stands_aside_is_broken_into_rows_too():
    several = Series(tuple(Station("station", "nonterminal") for _ in range(6)))
    track = Group("", "but-not", Station("a", "nonterminal"), (Aside("but not", several),))
    assert scene(track, USER_UNITS, 50).width <= 450 < scene(track, USER_UNITS).width


def test_frames_may_be_deep():
    track = Straight()
    for _ in range(3000):
        track = Group("", "label", track)
    assert len(marks(track, USER_UNITS, 100)) > 3000
