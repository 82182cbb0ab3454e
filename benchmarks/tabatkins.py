"""From trees to SVG, beside tabatkins' `railroad-diagrams`: CPU time, medians, and their ratio.

python benchmarks/tabatkins.py [--rounds N] [--python PYTHON]

    turtle        the 55 rules of Turtle, one SVG each
    choice1000    one choice of sequences of nine terminals, so many stations in all
    nest30        lists and options in one another, 30 deep

Making the objects, laying them out and writing the SVG, each tool in an interpreter of its own with its
garbage collector on, in turn.  We break lines at a width of 1000; tabatkins breaks none.  Our picture has
a title and arrows.  `first` is the ratio of the first times in fresh interpreters, imports not counted.
"""

from __future__ import annotations

import argparse

import trees
from race import Result, race, rival

SHAPES = {
    "turtle": trees.turtle,
    "choice1000": lambda: trees.choice(1000),
    "choice10000": lambda: trees.choice(10_000),
    "nest30": lambda: trees.nest(30),
}
WIDTH = 1000
ROW = "{:14} {:>8} {:>10} {:>10} {:>7} {:>7} {:>10}"


def main() -> None:
    """Print a line a shape."""
    parser = argparse.ArgumentParser(description="From trees to SVG, beside tabatkins' railroad-diagrams.")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each tool (9)")
    parser.add_argument("--python", help="the Python of an environment with railroad-diagrams")
    arguments = parser.parse_args()
    with rival(arguments.python) as python:
        print(ROW.format("", "stations", "tabatkins", "ours", "ratio", "first", "a station"))
        for name, make in SHAPES.items():
            shape = make()
            widths = {"tabatkins": "natural", "ours": str(WIDTH)}
            taken = race(shape, "svg", widths, python, arguments.rounds)
            ours, theirs = taken["ours"], taken["tabatkins"]
            assert isinstance(ours, Result)
            assert isinstance(theirs, Result)
            count = trees.stations(shape)
            print(
                ROW.format(
                    name,
                    count,
                    f"{theirs.median * 1000:.2f} ms",
                    f"{ours.median * 1000:.2f} ms",
                    f"{ours.median / theirs.median:.2f} ×",
                    f"{ours.first / theirs.first:.2f} ×",
                    f"{ours.median / count * 1e6:.1f} µs",
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
