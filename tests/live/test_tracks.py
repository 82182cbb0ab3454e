"""What is drawn for each object, and that it means what the object says."""

from __future__ import annotations

from collections import defaultdict
from itertools import count

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import railroad as rr
from railroad.diagram.model import Fork, Group, Loop, Series, Station, Straight
from railroad.live.tracks import Stations, track_of
from tests.automata import difference, machine_of


def track(item):
    """Return the track of an object, the links of its stations left out."""
    return bare(track_of(rr.wrapString(item), Stations()))


def bare(node):
    match node:
        case Station(label, kind):
            return Station(label, kind)
        case Series(items, wishes):
            return Series(tuple(map(bare, items)), wishes)
        case Fork(branches, bypass):
            return Fork(tuple(map(bare, branches)), bypass)
        case Loop(body, back):
            return Loop(bare(body), bare(back))
        case Group(words, kind, inner):
            return Group(words, kind, bare(inner))
        case _:
            return node


a, b, c, d = (Station(label, "terminal") for label in "abcd")
STRAIGHT = Straight()

DRAWN = {
    "a string": ("a", a),
    "a sequence in a sequence": (rr.Sequence("a", rr.Sequence("b", "c")), Series((a, b, c))),
    "nothing in a sequence": (rr.Sequence("a", rr.Skip(), "b"), Series((a, b))),
    "a sequence of one": (rr.Sequence("a"), a),
    "an empty sequence": (rr.Sequence(), STRAIGHT),
    "a choice in a choice": (rr.Choice(0, "a", rr.HorizontalChoice("b", "c")), Fork((a, b, c))),
    "a choice keeps its order": (rr.Choice(2, "a", "b", "c"), Fork((a, b, c))),
    "an option": (rr.Optional("a"), Fork((a,), True)),
    "an option that is skipped": (rr.Optional("a", skip=True), Fork((a,), True)),
    "an option of an option": (rr.Optional(rr.Sequence(rr.Optional("a"))), Fork((a,), True)),
    "nothing among several": (rr.Choice(1, "a", rr.Skip(), "b"), Fork((a, b), True)),
    "a blank comment": (rr.Choice(0, rr.Comment("    "), "a"), Fork((a,), True)),
    "empty text": (rr.Sequence("", "a"), a),
    "blank text": (rr.Terminal(" "), Station("␣", "terminal")),
    "once or more": (rr.OneOrMore("a"), Loop(a, STRAIGHT)),
    "with something between": (rr.OneOrMore("a", ","), Loop(a, Station(",", "terminal"))),
    "any number": (rr.ZeroOrMore("a"), Fork((Loop(a, STRAIGHT),), True)),
    "nothing with something between": (rr.OneOrMore(rr.Skip(), "a"), Fork((Loop(a, STRAIGHT),), True)),
    "counts in words": (rr.OneOrMore("a", rr.Comment("1-6 times")), Loop(a, Station("1-6 times", "comment"))),
    "a frame": (rr.Group("a", "words"), Group("words", "label", a)),
    "a frame without words": (rr.Group("a"), Group("", "label", a)),
    "a frame with a label of its own": (
        rr.Group("a", rr.NonTerminal("n", href="#n")),
        Group("n", "label", a),
    ),
    "a stack keeps its rows": (
        rr.Stack(rr.Sequence("a", "b"), rr.Sequence("c", "d")),
        Series((a, b, c, d), (None, "must", None)),
    ),
    "some in order": (
        rr.OptionalSequence("a", "b", "c"),
        Fork((Series((a, Fork((b,), True), Fork((c,), True))), Series((b, Fork((c,), True))), c)),
    ),
    "some of many in order": (
        rr.OptionalSequence(*"abcde"),
        Group(
            "at least one",
            "label",
            Series(tuple(Fork((Station(label, "terminal"),), True) for label in "abcde")),
        ),
    ),
    "taking turns": (
        rr.AlternatingSequence("a", "b"),
        Fork((Series((Loop(a, b), Fork((b,), True))), Series((Loop(b, a), Fork((a,), True))))),
    ),
    "taking long turns": (
        rr.AlternatingSequence(rr.Sequence("a", "b", "c"), rr.Sequence("c", "d")),
        Group("taking turns", "label", Loop(Fork((Series((a, b, c)), Series((c, d)))), STRAIGHT)),
    ),
    "all in any order": (
        rr.MultipleChoice(0, "all", "a", "b"),
        Group("in any order", "label", Series((a, b))),
    ),
    "some in any order": (
        rr.MultipleChoice(0, "any", "a", "b"),
        Group("each at most once, in any order", "label", Loop(Fork((a, b)), STRAIGHT)),
    ),
    "the ends of a diagram": (rr.Diagram("a"), a),
    "an empty diagram": (rr.Diagram(), STRAIGHT),
}


@pytest.mark.parametrize(("item", "drawn"), DRAWN.values(), ids=DRAWN)
def test_track_of(item, drawn):
    assert track(item) == drawn


def meaning(item):
    """Return the machine of an object, from what the older module's documentation says of it."""
    edges, fresh = defaultdict(list), count()

    def join(start, item, final):
        match item:
            case rr.Terminal(text=text):
                edges[start].append((text, final))
            case rr.Skip():
                edges[start].append((None, final))
            case rr.Sequence(items=items) | rr.Stack(items=items):
                for part in items:
                    after = next(fresh)
                    join(start, part, after)
                    start = after
                edges[start].append((None, final))
            case rr.Choice(items=items) | rr.HorizontalChoice(items=items):
                for part in items:
                    join(start, part, final)
            case rr.OneOrMore(item=body, rep=back):
                first, last = next(fresh), next(fresh)
                edges[start].append((None, first))
                join(first, body, last)
                join(last, back, first)
                edges[last].append((None, final))
            case rr.OptionalSequence(items=items):
                none, some = start, next(fresh)
                for part in items:
                    none_yet, some_then = next(fresh), next(fresh)
                    edges[none].append((None, none_yet))
                    edges[some].append((None, some_then))
                    join(none, part, some_then)
                    join(some, part, some_then)
                    none, some = none_yet, some_then
                edges[some].append((None, final))
            case rr.AlternatingSequence(items=[one, other]):
                ones, others = next(fresh), next(fresh)
                after_one, after_other = next(fresh), next(fresh)
                edges[start] += [(None, ones), (None, others)]
                join(ones, one, after_one)
                join(others, other, after_other)
                edges[after_one] += [(None, others), (None, final)]
                edges[after_other] += [(None, ones), (None, final)]
            case _:
                raise AssertionError(item)

    start, final = next(fresh), next(fresh)
    before, after = next(fresh), next(fresh)
    edges[start].append((None, before))
    join(before, item, after)
    edges[after].append((None, final))
    return edges, start, final


def objects():
    """Return a strategy for objects whose language a machine can say."""

    def wider(inner):
        some = st.lists(inner, min_size=1, max_size=3)
        several = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(
            some.map(lambda items: rr.Sequence(*items)),
            some.map(lambda items: rr.Stack(*items)),
            some.map(lambda items: rr.Choice(0, *items)),
            several.map(lambda items: rr.HorizontalChoice(*items)),
            several.map(lambda items: rr.OptionalSequence(*items)),
            st.builds(rr.AlternatingSequence, inner, inner),
            st.builds(rr.OneOrMore, inner, st.one_of(st.none(), inner)),
            st.builds(rr.ZeroOrMore, inner, st.one_of(st.none(), inner), st.booleans()),
            st.builds(rr.Optional, inner, st.booleans()),
        )

    leaves = st.one_of(st.sampled_from("abc").map(rr.Terminal), st.builds(rr.Skip))
    return st.recursive(leaves, wider, max_leaves=6)


def has_frame(node):
    match node:
        case Group():
            return True
        case Series(parts) | Fork(parts):
            return any(map(has_frame, parts))
        case Loop(body, back):
            return has_frame(body) or has_frame(back)
        case _:
            return False


@given(item=objects())
@settings(max_examples=300, deadline=None)
def test_what_is_drawn_is_what_the_object_says(item):
    drawn = track_of(item, Stations())
    assume(not has_frame(drawn))  # there the words in the frame say the rest
    assert difference(machine_of(drawn), meaning(item)) is None


def forks_of_straights(node):
    match node:
        case Fork(branches):
            return any(isinstance(part, Straight) or forks_of_straights(part) for part in branches)
        case Series(items):
            return len(items) < 2 or any(
                isinstance(part, Straight) or forks_of_straights(part) for part in items
            )
        case Loop(body, back):
            return isinstance(body, Straight) or forks_of_straights(body) or forks_of_straights(back)
        case Group(track=inner):
            return forks_of_straights(inner)
        case _:
            return False


@given(item=objects())
@settings(max_examples=200, deadline=None)
def test_nothing_stands_only_where_the_model_allows_it(item):
    assert not forks_of_straights(track_of(item, Stations()))


def test_objects_that_look_alike_share_a_station_and_others_do_not():
    stations = Stations()
    same, titled = rr.NonTerminal("n", href="#n"), rr.NonTerminal("n", href="#n", title="t")
    drawn = track_of(rr.Sequence(same, rr.NonTerminal("n", href="#n"), titled), stations)
    first, second, third = drawn.items
    assert first is second
    assert first.href != third.href
    assert stations.item(first.href) is same
    assert stations.item(third.href) is titled


@pytest.mark.parametrize("wrap", [rr.Sequence, rr.Optional, rr.OneOrMore, rr.Group, rr.Stack])
def test_ten_thousand_levels_are_drawn_spelled_and_walked(wrap):
    item = rr.Terminal("x")
    for _ in range(10_000):
        item = wrap(item)
    found = []
    item.walk(found.append)
    assert len(found) > 10_000
    assert repr(item).startswith(("Sequence(", "Choice(1, Skip(), ", "OneOrMore(", "Group(", "Stack("))
    track_of(item, Stations())


def test_an_object_that_contains_itself_is_a_mistake():
    item = rr.Sequence("a")
    item.items.append(rr.Optional(item))
    with pytest.raises(ValueError, match="contains itself"):
        track_of(item, Stations())


def test_an_object_may_stand_in_several_places():
    item = rr.Terminal("a")
    assert track(rr.Sequence(item, rr.Optional(item))) == Series((a, Fork((a,), True)))


def test_an_object_that_would_draw_itself_is_told_how_to_be_drawn():
    class Star(rr.DiagramItem):
        def __init__(self):
            super().__init__("g")
            self.width = 40

    with pytest.raises(TypeError, match=r"Star .* give it an attribute `item`"):
        track(rr.Sequence(Star()))
    star = Star()
    star.item = "a"
    assert track(star) == a
    assert star.width == 40


def test_what_was_changed_after_it_was_made_is_drawn():
    item = rr.Sequence("a")
    item.items.append("b")
    item.items[0].text = "c"
    assert track(item) == Series((c, b))
