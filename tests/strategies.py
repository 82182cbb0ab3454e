"""Random tracks and expressions, for hypothesis."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from railroad.diagram.model import (
    Aside,
    Caption,
    Fork,
    Group,
    GroupKind,
    Loop,
    Series,
    Station,
    StationKind,
    Straight,
)

labels = st.sampled_from(["a", "b", "c", ",", "expr", "SELECT", "a-longer-label", "漢字", "é"])
stations = st.builds(
    Station, labels, st.sampled_from(["terminal", "nonterminal", "undefined", "range", "prose"])
)


def tracks(leaves: int = 12):
    """Return a strategy for tracks that `build` could make, up to about so many stations."""

    def wider(children):
        several = st.lists(children, min_size=2, max_size=4).map(tuple)
        return st.one_of(
            several.map(Series),
            st.builds(Fork, several, st.booleans()),
            st.builds(lambda x: Fork((x,), True), children),
            st.builds(Loop, children, st.one_of(st.just(Straight()), children)),
        )

    return st.recursive(stations, wider, max_leaves=leaves)


every_station = st.builds(
    Station,
    labels,
    st.sampled_from(get_args(StationKind)),
    before=st.sampled_from(["", "", "left:", "$"]),
    after=st.sampled_from(["", "", "i"]),
    order=st.sampled_from([None, None, 1, 12]),
)


def framed_tracks(leaves: int = 10, *, asides: bool = True):
    """Return a strategy for tracks with groups and all kinds of stations, with or without something aside."""

    def wider(children):
        several = st.lists(children, min_size=2, max_size=3).map(tuple)
        words = st.sampled_from(["", "a:", "not followed by"])
        beside = st.lists(st.builds(Aside, st.sampled_from(["but not", "1:"]), children), max_size=2)
        return st.one_of(
            several.map(Series),
            st.builds(Fork, several, st.booleans()),
            st.builds(Loop, children, st.one_of(st.just(Straight()), children)),
            st.builds(lambda x: Series((Caption("3", "order"), x)), children),
            st.builds(
                Group,
                words,
                st.sampled_from(get_args(GroupKind)),
                st.one_of(st.just(Straight()), children),
                beside.map(tuple) if asides else st.just(()),
            ),
        )

    return st.recursive(every_station, wider, max_leaves=leaves)
