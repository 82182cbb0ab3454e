"""Break a sequence into rows as its author asks: here, rather here, not here.

    a  must  b  wished  c  never  d

    must     a row ends here, also where all would fit in one
    wished   a break costs nothing here, and a row that goes on costs `Costs.line`
    never    a break costs `FORBIDDEN` here, so there is one only where nothing else fits

The wishes are costs like all others, so one search honours them, whatever else is round.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from railroad.diagram.model import Fork, Series
from railroad.layout.costs import FORBIDDEN
from railroad.layout.fork import Forked
from railroad.layout.nodes import SeriesNode
from railroad.layout.rows import NEVER, in_rows

if TYPE_CHECKING:
    from railroad.diagram.model import Wish
    from railroad.layout.costs import Costs
    from railroad.layout.nodes import Node
    from railroad.layout.rows import Part
    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics

_score = attrgetter("score")


def forbidden_breaks(shape: Shape) -> int:
    """Return how many breaks there are in a shape where its author wants none."""
    return int(shape.cost // FORBIDDEN)


class WishfulNode(SeriesNode):
    """One part after another, with wishes for the gaps between."""

    __slots__ = ()

    @property
    def wishes(self) -> tuple[Wish | None, ...]:
        """What is asked for before each part but the first."""
        assert isinstance(self.track, Series)
        return self.track.wishes

    def measure(self, metrics: Metrics) -> None:
        """Set all in one row, or in the rows that there have to be."""
        self.varied = self.wishful = self.wishful or "must" in self.wishes or "wished" in self.wishes
        if "must" not in self.wishes:
            super().measure(metrics)
            return
        parts = [_natural_part(kid, metrics) for kid in self.kids]
        asked = [parts[0], *map(_rows_of_must, parts[1:], self.wishes)]
        self.natural = min(
            in_rows(asked, NEVER, metrics, one=False, several=True, only_best=True), key=_score
        )

    def parts(self, costs: Costs) -> list[Part]:
        """Return what breaking it into rows needs, with the costs that are asked for."""
        first, *others = super().parts(costs)
        return [first, *(_asked(part, wish, costs) for part, wish in zip(others, self.wishes, strict=True))]


def _asked(part: Part, wish: Wish | None, costs: Costs) -> Part:
    """Return a part with the costs of what is asked for before it."""
    match wish:
        case "must":
            return _priced(part, 0, NEVER)
        case "wished":
            return _priced(part, 0, costs.line)
        case "never":
            return _priced(part, FORBIDDEN, 0)
        case None:
            return part


def _rows_of_must(part: Part, wish: Wish | None) -> Part:
    """Return a part before which a row begins if it must, and does not otherwise."""
    return _priced(part, 0, NEVER) if wish == "must" else _priced(part, FORBIDDEN, 0)


def _priced(part: Part, break_cost: float, join_cost: float) -> Part:
    """Return a part with other costs of a break before it, and of none."""
    shapes, hung, bare, ladder, _, lone_cost, _ = part
    return shapes, hung, bare, ladder, break_cost, lone_cost, join_cost


def _natural_part(kid: Node, metrics: Metrics) -> Part:
    """Return what there is of a node where nothing is broken that need not be."""
    natural = kid.natural
    hung = [natural.hung(metrics, passed=False)]
    if not (isinstance(kid.track, Fork) and kid.track.bypass):
        return [natural], hung, None, None, 0, 0, 0
    branches = [each.natural for each in kid.kids]
    bare = branches[0] if len(branches) == 1 else Forked(branches, False, metrics)
    return [natural], hung, [bare], [bare.hung(metrics, passed=True)], 0, 0, 0
