"""The tracks of text pictures connect, in both character sets, whatever is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import railroad
from railroad.diagram.model import Diagram, Fork, Group, Loop, Series, Station, Straight
from railroad.fonts import cells
from railroad.layout.place import lay_out
from railroad.metrics import CELLS
from railroad.surface.text import render_text
from tests.surface.walker import Walker

GRAMMARS = sorted(
    path
    for path in (Path(__file__).parents[2] / "grammars").iterdir()
    if path.suffix[1:] not in ("md", "toml")
)
COLUMNS = (80, 100, 120)
labels = st.sampled_from(["A", "BC", "DEF", "ALONGERLABEL", "SELECT"])
stations = st.builds(
    Station,
    labels,
    st.sampled_from(["terminal", "nonterminal", "undefined", "range", "parameter"]),
    order=st.sampled_from([None, None, None, 1, 12]),
)


def _wider(children):
    several = st.lists(children, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        several.map(Series),
        st.builds(Fork, several, st.booleans()),
        st.builds(lambda x: Fork((x,), True), children),
        st.builds(Loop, children, st.one_of(st.just(Straight()), children)),
        st.builds(Group, st.sampled_from(["", "AS FEW"]), st.sampled_from(["label", "fewest"]), children),
    )


tracks = st.recursive(stations, _wider, max_leaves=14)
widths = st.sampled_from([None, 24, 40, 79, 99, 119])


def both(track, width):
    scene = lay_out([Diagram("R", track)], CELLS, width=width, titles=False)
    plain, ascii = render_text(scene), render_text(scene, "ascii")
    return plain, ascii


@given(track=tracks, width=widths)
@settings(max_examples=120, deadline=None)
def test_every_arm_meets_another_and_everything_is_reached(track, width):
    plain, _ = both(track, width)
    walker = Walker(plain)
    assert not walker.loose(), plain
    assert walker.reached() == set(walker.arms), plain


@given(track=tracks, width=widths)
@settings(max_examples=120, deadline=None)
def test_ascii_shows_the_very_tracks_of_unicode(track, width):
    plain, ascii = both(track, width)
    assert ascii.isascii()
    walker = Walker(ascii, ascii=True)
    assert {at: set(arms) for at, arms in walker.arms.items()} == {
        at: set(arms) for at, arms in Walker(plain).arms.items()
    }, ascii
    assert not walker.loose(), ascii


@given(track=tracks, width=widths)
@settings(max_examples=100, deadline=None)
def test_every_way_back_has_an_arrow(track, width):
    """A loop and a choice have the same corners: the arrow tells one from the other."""
    plain, _ = both(track, width)
    assert sum(map(plain.count, "◂▸▴▾")) >= _ways_back(track)


def _ways_back(track):
    """Return how many loops and bypasses there are, but for loops whose whole way back is taken by others."""
    found, todo = 0, [track]
    while todo:
        part = todo.pop()
        match part:
            case Series(items):
                todo += items
            case Fork(branches):
                found += part.bypass
                todo += branches
            case Loop(body, back):
                found += isinstance(back, Straight | Station)
                todo += (body, back)
            case Group():
                todo.append(part.track)
    return found


@pytest.mark.parametrize("charset", ["unicode", "ascii"])
@pytest.mark.parametrize("path", GRAMMARS, ids=lambda path: path.name)
def test_grammars_fit_the_columns(path, charset):
    grammar = railroad.load(path)
    for columns in COLUMNS:
        told = []
        text = railroad.render(grammar, "txt", width=columns, charset=charset, report=told.append)
        assert charset == "unicode" or text.isascii()
        if not told:
            assert max(map(cells, text.splitlines())) <= columns
