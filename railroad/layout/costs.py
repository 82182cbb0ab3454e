"""What makes one layout better than another: one small object of named costs.

The score of a layout is its height plus the costs of its breaks, all in the unit of the metrics (user units
of SVG).  None of them depends on the width that is asked for, so a wider page never gets a worse picture.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Costs:
    """What a break costs, and a few other things a careful author avoids; all ≥ 0.

    Of the first five, a break costs the one that fits what the row begins with, and `depth` on top.  They are
    steps of a ladder; half or double of each gives nearly the same rows.
    """

    clause: float = 0
    """A row that begins with a clause, an optional or repeated part with its keyword and operand: authors
    begin rows with these wherever they can."""
    keyword: float = 20
    """A row that begins with a keyword that is no clause: the next best, since the eye finds it."""
    other: float = 60
    """A row that begins with anything else that is required."""
    option: float = 80
    """A row that begins with an option that is no clause: it says more about what it stands beside."""
    tail: float = 100
    """A row that ends in what announces the next thing, or begins with what closes the last one: that tears
    what is read in one breath."""
    depth: float = 120
    """For each choice, loop or pair of brackets that a break stands in: outer rows are easier to follow."""
    lone: float = 40
    """A row of one station, with a way past it or without: too little to travel there and back for."""
    column: float = 40
    """Each column of a wide choice beyond the first: one column is read without a thought about the order."""
    detour: float = 20
    """A loop that shares its risers with a choice: none of its branches lies on the line that leads to it."""
    line: float = 200
    """A row that goes on where its author wished for a break; the break itself costs nothing.  It outweighs
    the costs above, and what a row or two more are high."""


CLAUSE = Costs()
"""Rows as a careful author sets them: one or a few clauses each."""
SHORT = Costs(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
"""The least height."""

FORBIDDEN = 10**9
"""What a break costs where its author wants none: more than all other costs and the height of any picture."""

PRESETS = {"clause": CLAUSE, "short": SHORT}
"""Costs by name."""
