"""Compare where a layout breaks rows with where the author of a rule did.

Each line of a rule's body is a row of its author's.  The rule is laid out in the room that the author's
widest row needs inside a wrapped sequence, two turns more than the row, plus `SPARE`; then the places of the
breaks between the rule's own items are compared.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import railroad
from railroad.diagram.build import build
from railroad.grammar import Sequence
from railroad.hints import wishes_of
from railroad.layout.fit import fit, nodes_of
from railroad.layout.series import OneRow
from railroad.layout.wrap import InRows
from railroad.metrics import USER_UNITS
from railroad.transform import for_drawing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from railroad.diagram.model import Track
    from railroad.grammar import Expr
    from railroad.layout.costs import Costs
    from railroad.layout.shape import Shape
    from railroad.source import Source

SPARE = 2


class Compared(NamedTuple):
    """One rule: before which of its items its author breaks, and before which a layout does."""

    name: str
    theirs: frozenset[int]
    ours: frozenset[int]


class Agreement(NamedTuple):
    """How many breaks are in both, only in the layout, only the author's."""

    both: int
    only_ours: int
    only_theirs: int

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.both / (2 * self.both + self.only_ours + self.only_theirs)

    def __str__(self) -> str:
        """Return all four figures on a line."""
        return f"F1 {self.f1:.3f}: {self.both} right, {self.only_ours} too many, {self.only_theirs} missed"


def compare(path: Path, costs: Costs, spare: float = SPARE, *, listen: bool = False) -> list[Compared]:
    """Compare every rule of a file that its author broke into rows; `listen`: its lines are wishes."""
    grammar = railroad.load(path)
    found = []
    for written in grammar.rules:
        rule = for_drawing(written)
        theirs = breaks_of_author(rule.body, grammar.source)
        if theirs:
            wishes = wishes_of(written, grammar.source.text) if listen else None
            track = build(rule, set(), lambda name: None, wishes=wishes).track
            shape = fit(track, room_for(track, theirs) + spare, USER_UNITS, costs)
            found.append(Compared(rule.name, theirs, breaks_of(shape)))
    return found


def agreement(compared: Iterable[Compared]) -> Agreement:
    """Add up the breaks of all rules."""
    pairs = [(each.theirs, each.ours) for each in compared]
    return Agreement(
        sum([len(theirs & ours) for theirs, ours in pairs]),
        sum([len(ours - theirs) for theirs, ours in pairs]),
        sum([len(theirs - ours) for theirs, ours in pairs]),
    )


def breaks_of_author(body: Expr, source: Source) -> frozenset[int]:
    """Return before which items of a sequence its text begins a line."""
    items = body.items if isinstance(body, Sequence) else (body,)
    lines = [source.position(item.span.start).line for item in items]
    return frozenset(at for at, (above, line) in enumerate(pairwise(lines), 1) if line != above)


def room_for(track: Track, breaks: Iterable[int]) -> float:
    """Return what a wrapped sequence needs whose widest row is that between two of these breaks."""
    kids = [kid.natural for kid in nodes_of(track, USER_UNITS)[0].kids]
    cuts = [0, *sorted(breaks), len(kids)]
    widest = max(OneRow(kids[start:stop], USER_UNITS).width for start, stop in pairwise(cuts))
    return widest + 2 * USER_UNITS.radius


def breaks_of(shape: Shape | None) -> frozenset[int]:
    """Return before which parts of a sequence a layout of it begins a row."""
    found, at = set(), 0
    for row in shape.rows()[:-1] if isinstance(shape, InRows) else ():
        at += len(row.parts)
        found.add(at)
    return frozenset(found)
