"""What every layout promises holds under every policy, and each policy does what it says."""

from __future__ import annotations

from itertools import combinations
from typing import get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.diagram.model import Diagram, Fork, Loop, Series, Station, Straight
from railroad.geometry import Rect
from railroad.layout.costs import CLAUSE, SHORT
from railroad.layout.fit import fit, narrowest
from railroad.layout.mirror import mirrored
from railroad.layout.place import lay_out
from railroad.layout.scene import Arrow, Terminus, Tile, Words
from railroad.metrics import CELLS, USER_UNITS
from railroad.policies import DEFAULT, Policies
from railroad.surface import Settings
from railroad.surface.svg import render_svg
from railroad.surface.text import render_text
from railroad.theme import THEMES
from tests.automata import difference, machine_of
from tests.layout.drawn import check_drawn_as_measured
from tests.strategies import framed_tracks, tracks
from tests.tracks import box, machine_of_marks, points

WORDS = {name: get_args(kind) or (True, False) for name, kind in get_type_hints(Policies).items()}
EACH = [
    pytest.param(Policies(**{name: word}), id=f"{name}: {word}")
    for name, words in WORDS.items()
    for word in words
    if word != getattr(DEFAULT, name)
]
"""Every policy that is not the default, alone."""

each_policy = pytest.mark.parametrize("policies", EACH)
some = settings(max_examples=40, deadline=None)
many = settings(max_examples=200, deadline=None)
mixed = st.builds(Policies, **{name: st.sampled_from(words) for name, words in WORDS.items()})
units = st.sampled_from([(USER_UNITS, 250), (USER_UNITS, 400), (USER_UNITS, 800), (CELLS, 30), (CELLS, 80)])


def scene_of(track, policies, metrics=USER_UNITS, width=None, titles=False):
    return lay_out([Diagram("r", track)], metrics, width=width, policies=policies, titles=titles)


def squeezed(machine):
    """Return a machine whose labels have no blanks: where a label breaks, its blank is lost."""
    edges, start, final = machine
    steps = {at: [(label and "".join(label.split()), to) for label, to in out] for at, out in edges.items()}
    return steps, start, final


def hold_promises(track, policies, metrics, width):
    """Check the meaning of a picture, that its marks lie in it, and that its stations are apart."""
    scene = scene_of(track, policies, metrics, width)
    panel = scene.panels[0]
    machine, lost = machine_of_marks(panel)
    assert not lost
    assert difference(squeezed(machine), squeezed(machine_of(track))) is None
    boxes = [box(mark) for mark in panel.marks if isinstance(mark, Tile)]
    inside = [(x, y) for rail in panel.rails for x, y in points(rail)]
    inside += [corner for x, y, w, h in boxes for corner in ((x, y), (x + w, y + h))]
    inside += [mark.at for mark in panel.marks if not isinstance(mark, Tile)]
    assert all(0 <= x <= scene.width and 0 <= y <= scene.height for x, y in inside)
    for one, other in combinations(boxes, 2):
        across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
        down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
        assert across <= 0 or (down <= 0 and (metrics is USER_UNITS or down < 0))


@each_policy
@given(track=tracks(20), unit=units)
@some
def test_a_picture_means_what_the_diagram_says_under_each_policy(policies, track, unit):
    hold_promises(track, policies, *unit)


@given(track=tracks(20), unit=units, policies=mixed)
@many
def test_a_picture_means_what_the_diagram_says_under_all_policies_together(track, unit, policies):
    hold_promises(track, policies, *unit)


@given(track=tracks(20), unit=units, policies=mixed)
@many
def test_the_width_is_kept_wherever_anything_keeps_it(track, unit, policies):
    metrics, width = unit
    scene = scene_of(track, policies, metrics, width)
    last = metrics.under(policies)
    while last.denser is not None:
        last = last.denser
    frame = 2 * (last.margin + last.mark_size[0] + last.lead)
    assert scene.width <= max(width, narrowest(track, last) + frame)


@given(track=tracks(20), room=st.integers(60, 900), costs=st.sampled_from([CLAUSE, SHORT]), policies=mixed)
@many
def test_what_is_drawn_has_the_numbers_of_its_shape(track, room, costs, policies):
    check_drawn_as_measured(track, room, USER_UNITS.under(policies), costs)


@given(track=tracks(12), room=st.integers(80, 700), policies=mixed)
@many
def test_a_wider_page_never_has_a_worse_score(track, room, policies):
    metrics = USER_UNITS.under(policies)
    narrow, wide = (fit(track, width, metrics, CLAUSE) for width in (room, room + 25))
    if narrow is not None:
        assert wide.score <= narrow.score


@each_policy
@given(track=framed_tracks(12))
@some
def test_groups_and_captions_are_drawn_under_each_policy(policies, track):
    """Whatever a diagram can say: both surfaces take it, and every mark is in the picture."""
    for metrics, width in ((USER_UNITS, 400), (CELLS, 60)):
        scene = scene_of(track, policies, metrics, width, titles=True)
        panel = scene.panels[0]
        rects = [frame.rect for frame in panel.frames]
        rects += [Rect(*box(mark)) for mark in panel.marks if isinstance(mark, Tile)]
        rects += [Rect(*mark.at, mark.width, 0) for mark in panel.marks if isinstance(mark, Words)]
        end = panel.metrics.words_end
        assert all(rect.x >= 0 and rect.x + rect.width <= scene.width + end for rect in rects)
        if metrics is USER_UNITS:
            assert render_svg(scene, THEMES["light"], Settings())
        else:
            assert render_text(scene)


# what each policy does


def word(label):
    return Station(label, "terminal")


def marks_of(track, kind, **policies):
    marks = scene_of(track, Policies(**policies)).panels[0].marks
    return [mark for mark in marks if isinstance(mark, kind)]


OPTION = Fork((word("a"),), True)
STAR = Fork((Loop(word("a"), Straight()),), True)


@pytest.mark.parametrize(
    ("marks", "text"),
    [("dots", "●── a ──○"), ("none", "─── a ───"), ("simple", "├── a ──┤"), ("complex", "▸▸── a ──▸◂")],
)
def test_marks_look_as_they_are_called(marks, text):
    track = Station("a", "nonterminal")
    assert render_text(scene_of(track, Policies(marks=marks), CELLS)) == text + "\n"


def test_bars_and_arrowheads_are_no_rails_and_no_boxes():
    for marks, figures in (
        ("simple", ("<polyline", 2)),
        ("complex", ("<polygon", 4)),
        ("none", ("<circle", 0)),
    ):
        picture = render_svg(scene_of(word("a"), Policies(marks=marks)), THEMES["light"], Settings())
        assert picture.count(figures[0]) == figures[1]
        assert (picture.count("<rect"), picture.count("<circle")) == (1, 0)


def test_there_are_arrows_unless_none_are_wanted():
    assert marks_of(STAR, Arrow)
    assert not marks_of(STAR, Arrow, arrows=False)
    assert scene_of(STAR, DEFAULT).panels[0].rails == scene_of(STAR, Policies(arrows=False)).panels[0].rails


def test_compact_pictures_are_smaller_and_can_still_be_made_denser():
    track = Series((OPTION, STAR, word("b")))
    roomy, compact = (scene_of(track, policies) for policies in (DEFAULT, Policies(spacing="compact")))
    assert compact.width < roomy.width
    assert compact.height < roomy.height
    assert scene_of(word("two words" * 9), Policies(spacing="compact"), width=200).width <= 200


@given(track=framed_tracks(12), policies=mixed)
@some
def test_a_picture_from_right_to_left_is_a_mirror_image(track, policies):
    """Mirrored twice it is the same, and its words are."""
    scene = scene_of(track, policies, titles=True)
    image = mirrored(scene)
    rounded = [
        [[round(at, 6) for at in rail] for rail in each.panels[0].rails] for each in (scene, mirrored(image))
    ]
    assert rounded[0] == rounded[1]
    assert (image.width, image.height) == (scene.width, scene.height)
    for mark, other in zip(scene.panels[0].marks, image.panels[0].marks, strict=True):
        if isinstance(mark, Tile):
            assert mark.face is other.face
        elif isinstance(mark, Words):
            assert (mark.text, mark.width) == (other.text, other.width)
        elif isinstance(mark, Terminus):
            assert {mark.heading, other.heading} == {"left", "right"}


def test_a_picture_from_right_to_left_begins_at_the_right_under_its_title():
    scene = scene_of(Series((word("first"), word("second"))), Policies(direction="rtl"), titles=True)
    marks = scene.panels[0].marks
    title = next(mark for mark in marks if isinstance(mark, Words))
    start, end = (mark for mark in marks if isinstance(mark, Terminus))
    first, second = (mark for mark in marks if isinstance(mark, Tile))
    assert end.at.x < second.x < first.x < start.at.x < title.at.x + title.width == scene.width - 8
    assert (start.kind, start.heading) == ("start", "left")


def test_text_from_right_to_left():
    track = Series((Station("first", "nonterminal"), Fork((Station("b", "nonterminal"),), True)))
    picture = render_text(scene_of(track, Policies(direction="rtl", marks="complex"), CELLS))
    assert picture == "    ╭──◂──╮\n▸◂──┴─ b ─┴── first ──◂◂\n"


def test_a_bypass_runs_where_it_is_wanted():
    """Also past columns."""
    columns = Fork(tuple(word(f"k{n}") for n in range(9)), True)
    for track in (OPTION, STAR, columns, Series((OPTION, word("b")))):
        above, below = (
            scene_of(track, Policies(bypass=side), width=800).panels[0] for side in ("above", "below")
        )
        for panel, side in ((above, min), (below, max)):
            arrows = [
                mark.at.y for mark in panel.marks if isinstance(mark, Arrow) and mark.heading == "right"
            ]
            tiles = [y + height / 2 for _, y, _, height in map(box, marks_in(panel, Tile))]
            assert side(arrows) == side([*arrows, *tiles])


def test_a_way_back_runs_where_it_is_wanted():
    for track in (STAR, Loop(word("a"), word(","))):
        for side, highest in (("above", min), ("below", max)):
            panel = scene_of(track, Policies(way_back=side)).panels[0]
            body, *others = marks_in(panel, Tile)
            ways = [mark.at.y for mark in panel.marks if isinstance(mark, Arrow) and mark.heading == "left"]
            ways += [y for _, y, _, _ in map(box, others)]
            assert ways
            assert all(highest(way, body.y) == way for way in ways)


def marks_in(panel, kind):
    return [mark for mark in panel.marks if isinstance(mark, kind)]


def test_alternatives_stand_left_or_in_the_middle():
    track = Fork((word("a"), word("a-longer-one"), word("b")))
    left = {x for x, *_ in map(box, marks_of(track, Tile))}
    assert len(left) == 1
    middles = {x + width / 2 for x, _, width, _ in map(box, marks_of(track, Tile, align="center"))}
    assert max(middles) - min(middles) <= USER_UNITS.grid


def test_no_alternative_is_moved_by_less_than_a_rail_is_seen():
    track = Fork((word("abcd"), Station("abcde", "nonterminal")))
    tiles = marks_of(track, Tile, align="center")
    moved = abs(tiles[0].x - tiles[1].x)
    assert moved == 0 or moved >= USER_UNITS.bracket_gap / 2
