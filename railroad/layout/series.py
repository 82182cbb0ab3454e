"""Place a sequence: one part after another on one track.

    ──[ a ]──[ b ]──

Stations keep `station_gap` between them; beside the riser of a fork or loop, whose corner is air enough,
`bracket_gap` does.  Where there is less room, `rows` breaks the sequence and `wrap` places its rows.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from railroad.layout.box import beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.layout.box import Box
    from railroad.layout.shape import Shape
    from railroad.metrics import Metrics


def lay_out_series(items: Sequence[Box], metrics: Metrics) -> Box:
    """Return the items (at least one) in one row."""
    return beside(items, [gap(left, right, metrics) for left, right in pairwise(items)])


def gap(left: Box | Shape, right: Box | Shape, metrics: Metrics) -> float:
    """Return the length of bare rail between two neighbours."""
    return metrics.bracket_gap if left.closes or right.opens else metrics.station_gap
