"""How the time to read parser generators' files grows: T(2n)/T(n), which is 2 for linear work.

python benchmarks/reading_growth.py [NOTATION ...]

Openers that are never closed, brackets in brackets, signs again and again, one rule of a megabyte.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

from railroad import notation
from railroad.errors import NotationError

if TYPE_CHECKING:
    from collections.abc import Callable

Shape = tuple["Callable[[int], str]", int]
_DEEP = 20_000
_SIGNS = 50_000
_ROUNDS = 3
_OPENERS = ("(", "[", "{", "<", "%{", "{%", "/", ":", "|", ";", "~", "%", "@", "->", "[^", ",", ".")


def shapes(name: str) -> dict[str, Shape]:
    """Return texts of a size to be chosen, each with the size to begin with."""
    head, item, end = {
        "antlr4": ("grammar T;\na : ", "'x' ", ";\n"),
        "yacc": ("%%\na : ", "'x' ", ";\n"),
        "lemon": ("a ::= ", "X ", ".\n"),
        "lark": ("a: ", '"x" ', "\n"),
        "nearley": ("a -> ", '"x" ', "\n"),
    }[name]
    before, begin = head[: head.rfind("\n") + 1], head[head.rfind("\n") + 1 :]
    found: dict[str, Shape] = {
        "one rule of 1 MB": (lambda n: head + item * n + end, 1_000_000 // (2 * len(item))),
        "one choice": (lambda n: head + item + f"| {item}" * n + end, 60_000 if name != "lemon" else 1),
        "many rules": (
            lambda n: before + "".join(f"r{i}{begin[1:]}{item}{end}" for i in range(n)),
            5_000,
        ),
        "one name again": (lambda n: before + (begin + item + end) * n, 5_000),
        "open comments": (lambda n: head + item + "/* " * n, _SIGNS),
        "quotes": (lambda n: head + '"' * n, _SIGNS),
        "quotes and lines": (lambda n: head + "' \n" * n, _SIGNS),
        "backslashes": (lambda n: head + '"' + '\\"' * n, _SIGNS),
        "blanks": (lambda n: head + " \n\t" * n, _SIGNS),
        "signs": (lambda n: head + "$ & # " * n, _SIGNS),
        "unknown words": (lambda n: "".join(f"%w{i} @w{i} " for i in range(n)) + head, _SIGNS // 5),
    }  # fmt: skip
    for sign in _OPENERS:
        found[f"{sign} again"] = (lambda n, sign=sign: head + f"{sign} " * n, _SIGNS)
        found[f"rules with {sign}"] = (
            lambda n, sign=sign: (
                head + "".join(f"{item}{sign}{end}{head.split(chr(10))[-1]}" for _ in range(n))
            ),
            _SIGNS // 10,
        )
    pairs = {
        "antlr4": ["()"],
        "yacc": ["f(,)"],
        "lemon": [],
        "lark": ["()", "[]", "f{,}"],
        "nearley": ["()", "f[,]"],
    }
    for pair in pairs[name]:
        opening, closing = pair.split(",") if "," in pair else pair
        found[f"{opening} {closing} nested"] = (
            lambda n, o=opening, c=closing: f"{head}{o * n}{item}{c * n}{end}",
            _DEEP,
        )
    if name in ("antlr4", "yacc", "lemon"):
        tail = "." if name == "lemon" else ""
        found["{ } nested"] = (
            lambda n: f"{head}{item}{tail}{'{' * n}x{'}' * n}{'' if tail else end}",
            _DEEP,
        )
    return found


def seconds(name: str, text: str) -> tuple[float, int]:
    """Return the CPU time to read a text, or to refuse it, and how many mistakes were told."""
    source = notation.decode(text, "x")
    gc.collect()
    gc.disable()  # as timeit does: when it runs is not the reader's choice
    start = time.process_time()
    told = 0
    try:
        notation.read(source, name)
    except NotationError as error:
        told = len(error.diagnostics)
    finally:
        gc.enable()
    return time.process_time() - start, told


def main(names: list[str]) -> None:
    """Print a line a shape, those over 2.5 with a star."""
    for name in names or ["antlr4", "yacc", "lemon", "lark", "nearley"]:
        seconds(name, "warm")
        for shape, (make, n) in shapes(name).items():
            once = min(seconds(name, make(n)) for _ in range(_ROUNDS))
            twice = min(seconds(name, make(2 * n)) for _ in range(_ROUNDS))
            ratio = twice[0] / once[0] if once[0] > 0.002 else 0.0
            star = " *" if ratio > 2.5 else ""
            times = f"{once[0]:7.3f}s {twice[0]:7.3f}s {ratio:6.2f}{star}"
            print(f"{name:8} {shape:22} n={n:<8} {times}  {once[1]} mistakes", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
