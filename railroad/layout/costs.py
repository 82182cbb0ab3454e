"""What makes one layout better than another: one small object of named costs.

The score of a layout is its height plus the costs of its breaks, all in the unit of the metrics (user units
of SVG).  None of them depends on the width that is asked for, so a wider page never gets a worse picture.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Costs:
    """What a break costs, and a few other things a careful author avoids; all ≥ 0."""

    clause: float = 0
    """A row that begins with a clause: an optional or repeated part with its keyword and operand."""
    keyword: float = 20
    """A row that begins with a keyword alone."""
    other: float = 60
    """A row that begins with anything else."""
    option: float = 80
    """A row that begins with an option that is no clause: it goes with what it stands beside."""
    tail: float = 100
    """A row that ends in what announces the next thing, or begins with what closes the last one."""
    depth: float = 120
    """For each choice, loop or pair of brackets that a break stands in."""
    lone: float = 40
    """A row of one thing that is no clause."""
    column: float = 40
    """Each column of a wide choice beyond the first."""


CLAUSE = Costs()
"""Rows as a careful author sets them: one or a few clauses each."""
SHORT = Costs(0, 0, 0, 0, 0, 0, 0, 0)
"""The least height."""

PRESETS = {"clause": CLAUSE, "short": SHORT}
"""Costs by name."""
