"""Random tracks, expressions and grammars, for hypothesis."""

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
from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Comment,
    Cut,
    Empty,
    EndOfInput,
    Exclusion,
    Grammar,
    Import,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Prose,
    Range,
    Regex,
    Remark,
    Repetition,
    Rule,
    Sequence,
    Terminal,
)
from railroad.source import Source

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


# Grammars.

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\x00\r"), min_size=1, max_size=5
)
CHARACTERS = st.characters(exclude_categories=("Cs", "Cn"))
CASES = st.sampled_from([None, "exact", "fold"])
NAMES = st.sampled_from(["a", "b-c", "Word", "x1", "two words", "漢"])


def ranges():
    """Return a strategy for ranges of characters."""
    return st.tuples(CHARACTERS, CHARACTERS).map(lambda pair: Range(min(pair), max(pair)))


def leaves():
    """Return a strategy for all nodes that have none below them."""
    members = st.one_of(CHARACTERS.map(Terminal), ranges(), st.just(Class("\\p{Lu}")))
    return st.one_of(
        st.builds(
            Terminal, WORDS, CASES, quote=st.sampled_from(["", '"']), spelling=st.sampled_from(["", "%x41"])
        ),
        st.builds(Nonterminal, NAMES, spelling=st.sampled_from(["", "B-C"])),
        ranges(),
        st.just(Class("[:alpha:]")),
        st.builds(Characters, st.lists(members, min_size=1, max_size=3).map(tuple), st.booleans(), CASES),
        st.just(Any()),
        st.builds(Regex, WORDS, st.sampled_from(["", "i"])),
        st.just(EndOfInput()),
        WORDS.map(Prose),
        st.just(Empty()),
        st.just(Cut()),
        st.builds(Code, WORDS, st.sampled_from(["action", "predicate", "attribute"])),
        WORDS.map(Comment),
    )


def counts():
    """Return a strategy for the least and the most of a repetition."""
    return st.sampled_from(
        [(0, 1), (0, 1), (0, None), (0, None), (1, None), (2, 2), (0, 3), (2, 4), (3, None)]
    )


def grown(leaves, size=8):
    """Return a strategy for expressions over a strategy for leaves, with every node there is."""

    def wider(below):
        several = st.lists(below, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            several.map(Sequence),
            st.builds(Choice, several, st.booleans()),
            several.map(Permutation),
            st.builds(
                lambda x, c, s, z: Repetition(x, *c, s, z), below, counts(), st.none() | below, st.booleans()
            ),
            st.builds(Exclusion, below, below),
            st.builds(Lookahead, below, st.booleans()),
            st.builds(Labelled, st.just("l"), below),
            st.builds(Marked, st.just("$"), below),
            st.builds(Nonterminal, st.just("call"), several),
        )

    return st.recursive(leaves, wider, max_leaves=size)


def grammars(bodies=None):
    """Return a strategy for grammars with all that a grammar may have."""
    rules = st.builds(
        Rule,
        NAMES,
        grown(leaves()) if bodies is None else bodies,
        kind=st.sampled_from(["rule", "token", "fragment", "template"]),
        parameters=st.lists(NAMES, max_size=2).map(tuple),
        modifiers=st.lists(st.sampled_from(["?", "!"]), max_size=1).map(tuple),
        display=st.none() | WORDS,
        doc=st.none() | WORDS,
        comments=st.lists(WORDS.map(Comment), max_size=2).map(tuple),
    )
    remarks = st.builds(Remark, st.sampled_from(["heading", "prose", "directive"]), WORDS, st.integers(0, 3))
    return st.builds(
        lambda rules, remarks, imports: Grammar(
            rules, Source("x", ""), "bnf", remarks=remarks, imports=imports
        ),
        st.lists(rules, min_size=1, max_size=4, unique_by=lambda rule: rule.name).map(tuple),
        st.lists(remarks, max_size=2).map(tuple),
        st.lists(st.builds(Import, NAMES, WORDS), max_size=2).map(tuple),
    )
