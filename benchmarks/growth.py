"""How the time from text to SVG grows: T(2n)/T(n), which is 2 for linear work.

python benchmarks/growth.py
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import railroad

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPES: dict[str, tuple[Callable[[int], str], int]] = {
    "nested parentheses": (lambda n: "a ::= " + "(" * n + '"x"' + ")" * n, 5_000),
    "nested options": (lambda n: "a ::= " + '[ "x" ' * n + "]" * n, 5_000),
    "nested repetitions": (lambda n: "a ::= " + '{ "x" | ' * n + '"y"' + " }" * n, 5_000),
    "one sequence": (lambda n: "a ::= " + " ".join(f'"t{i}"' for i in range(n)), 15_000),
    "one choice": (lambda n: "a ::= " + " | ".join(f'"t{i}"' for i in range(n)), 15_000),
    "one list": (lambda n: "a ::= " + " ".join(f'x{i} ("," x{i})*' for i in range(n)), 5_000),
    "many rules": (lambda n: "".join(f'r{i} ::= r{i + 1} "," | "x"\n' for i in range(n)), 2_500),
    "one name again and again": (lambda n: "".join(f'r ::= "t{i}"\n' for i in range(n)), 2_500),
    "quotes": (lambda n: 'a ::= "b" ' + '"' * n, 50_000),
    "open brackets": (lambda n: 'a ::= "b" ' + "( [ {" * n, 10_000),
    "names left open": (lambda n: "<a> ::= " + "<b " * n, 20_000),
    "backslashes": (lambda n: 'a ::= "' + "\\" * n, 50_000),
    "blanks": (lambda n: 'a ::= "b"' + " \n\t" * n, 50_000),
}


def measure(text: str) -> tuple[float, float]:
    """Return the seconds to read a text, or to refuse it, and to draw it as SVG."""
    start = time.perf_counter()
    try:
        grammar = railroad.read(text)
    except railroad.NotationError as error:
        str(error)
        return time.perf_counter() - start, 0.0
    middle = time.perf_counter()
    railroad.render(grammar)
    return middle - start, time.perf_counter() - middle


def main() -> None:
    """Print a line a shape."""
    measure('warm ::= "up"')
    print(f"{'shape':26} {'n':>6} {'read n':>9} {'draw n':>9} {'read 2n/n':>10} {'draw 2n/n':>10} {'all':>6}")
    for name, (make, n) in SHAPES.items():
        once = [min(step) for step in zip(*(measure(make(n)) for _ in range(3)), strict=True)]
        twice = [min(step) for step in zip(*(measure(make(2 * n)) for _ in range(3)), strict=True)]
        ratios = [double / single if single else 0.0 for single, double in zip(once, twice, strict=True)]
        total = sum(twice) / sum(once)
        times = f"{once[0]:8.3f}s {once[1]:8.3f}s"
        print(f"{name:26} {n:6} {times} {ratios[0]:10.2f} {ratios[1]:10.2f} {total:6.2f}")


if __name__ == "__main__":
    main()
