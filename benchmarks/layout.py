"""What the layout alone costs, and how that grows, beside the layout of tabatkins' `railroad-diagrams`.

python benchmarks/layout.py [--rounds N] [--python PYTHON] [NAME …]

    fits      random nests (several, where they are small) at a width that none exceeds, and without any width
    wraps     random nests at a width of 800
    deep      options in one another, 5,000 deep
    row       one sequence of 3,000

`T(2n)/T` is the time of a picture of twice the stations (`deep`: levels) over that of this one: 2 is
linear. `ratio` is our time over tabatkins', which breaks no lines, so beside `wraps` it does less.  Its
objects reckon their sizes as they are made, so its time is that of making and placing them; ours is the
layout of a diagram that is there.  `wide` says how wide our widest picture is; over 800, its narrowest is
that wide.  CPU time, medians; each tool runs in an interpreter of its own, with its garbage collector on,
in turn.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

import trees
from race import Result, race, rival

if TYPE_CHECKING:
    from collections.abc import Callable

    from trees import Tree

ROOMY = 1_000_000
NARROW = 800


class Case(NamedTuple):
    """Trees by their size, and the width to lay them out at; None: as wide as they come."""

    make: Callable[[int], list[Tree]]
    sizes: tuple[int, ...]
    width: int | None


CASES = {
    "fits, with width": Case(trees.nests, (30, 300, 1000, 10_000), ROOMY),
    "fits, no width": Case(trees.nests, (30, 300, 1000, 10_000), None),
    "wraps": Case(trees.nests, (30, 300, 1000, 10_000), NARROW),
    "deep, with width": Case(trees.options, (5000,), ROOMY),
    "deep, no width": Case(trees.options, (5000,), None),
    "deep, wraps": Case(trees.options, (5000,), NARROW),
    "row, no width": Case(trees.row, (3000,), None),
    "row, wraps": Case(trees.row, (3000,), NARROW),
}
ROW = "{:18} {:>6} {:>9} {:>7} {:>10} {:>9} {:>9} {:>9}"


def main() -> None:
    """Print a line a case and size."""
    parser = argparse.ArgumentParser(description="What the layout alone costs.")
    parser.add_argument("names", nargs="*", help=f"cases that begin so: {', '.join(CASES)} (all)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each tool (5)")
    parser.add_argument("--python", help="the Python of an environment with railroad-diagrams")
    arguments = parser.parse_args()
    with rival(arguments.python) as python:
        print(ROW.format("", "n", "stations", "wide", "ours", "a station", "T(2n)/T", "ratio"))
        for name, case in CASES.items():
            if arguments.names and not name.startswith(tuple(arguments.names)):
                continue
            for size in case.sizes:
                print(row(name, case, size, python, arguments.rounds), flush=True)


def row(name: str, case: Case, size: int, python: str, rounds: int) -> str:
    """Return the line of one case and size."""
    once, twice = case.make(size), case.make(2 * size)
    width = "natural" if case.width is None else str(case.width)
    taken = race(once, "layout", {"tabatkins": "natural", "ours": width}, python, rounds)
    doubled = race(twice, "layout", {"ours": width}, python, max(2, rounds // 2))["ours"]
    ours, theirs = taken["ours"], taken["tabatkins"]
    if not isinstance(ours, Result):
        return ROW.format(name, size, trees.stations(once), "", ours, "", "", "")
    growth = f"{doubled.median / ours.median:.2f}" if isinstance(doubled, Result) else doubled
    ratio = f"{ours.median / theirs.median:.2f} ×" if isinstance(theirs, Result) else f"({theirs})"
    count = trees.stations(once)
    return ROW.format(
        name,
        size,
        count,
        f"{drawn_width(once, case.width):.0f}",
        f"{ours.median * 1000:.2f} ms",
        f"{ours.median / count * 1e6:.1f} µs",
        growth,
        ratio,
    )


def drawn_width(drawn: list[Tree], width: int | None) -> float:
    """Return how wide our widest picture is."""
    from contender import Ours

    ours = Ours()
    return max(float(scene.width) for scene in ours.layout(ours.diagrams(drawn), width))


if __name__ == "__main__":
    main()
