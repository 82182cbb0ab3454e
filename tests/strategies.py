"""Random tracks and expressions, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from railroad.diagram.model import Fork, Loop, Series, Station, Straight

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
