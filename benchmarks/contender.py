"""One tool in an interpreter of its own: it times what it is told on standard input, a line a task.

    contender.py ours|tabatkins

A line is ``trees PATH`` (JSON: a list of `trees.Tree`), or ``WORK WIDTH TIMES`` with the work ``svg`` or
``layout``.  The answer to each is a line of JSON; to work, the CPU seconds of one time, the sum over all
trees.

``svg`` is everything from a tree to the text of an SVG, one SVG a tree.  ``layout`` is only the places of
things: for us the layout of a diagram that is there already; tabatkins' objects reckon their sizes as
they are made, so for them it is making them, and `format`.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from trees import build

if TYPE_CHECKING:
    from trees import Tree

DEEP = 2_000_000_000
"""Bytes of stack: who walks a tree by recursion shall not fail for want of it."""


class Tool(Protocol):
    version: str

    def diagrams(self, trees: list[Tree]) -> list[Any]:
        """Return what `layout` starts from; its time doesn't count."""

    def layout(self, diagrams: list[Any], width: float | None) -> Any: ...
    def svg(self, trees: list[Tree], width: float | None) -> list[str]: ...


class Ours:
    """This package: its diagram model, its layout, its SVG, as `railroad.render` goes."""

    def __init__(self) -> None:
        from railroad import __version__
        from railroad.diagram.model import Diagram, Fork, Loop, Series, Station, Straight
        from railroad.layout.place import lay_out
        from railroad.metrics import USER_UNITS
        from railroad.surface import Settings
        from railroad.surface.svg import render_svg
        from railroad.theme import find_theme

        self.version = f"railroad {__version__}"
        straight = Straight()
        makers = {
            "terminal": lambda text: Station(text, "terminal"),
            "nonterminal": lambda text: Station(text, "nonterminal"),
            "seq": lambda *parts: Series(parts),
            "choice": lambda *parts: Fork(parts),
            "opt": lambda part: Fork((part,), True),
            "plus": lambda part: Loop(part, straight),
            "list": Loop,
        }
        theme, settings = find_theme("light"), Settings()
        self._diagram = lambda tree: Diagram("rule", build(tree, makers))
        self._lay_out = lambda diagram, width: lay_out([diagram], USER_UNITS, width=width)
        self._render = lambda scene: render_svg(scene, theme, settings)

    def diagrams(self, trees: list[Tree]) -> list[Any]:
        return [self._diagram(tree) for tree in trees]

    def layout(self, diagrams: list[Any], width: float | None) -> list[Any]:
        return [self._lay_out(diagram, width) for diagram in diagrams]

    def svg(self, trees: list[Tree], width: float | None) -> list[str]:
        return [self._render(self._lay_out(self._diagram(tree), width)) for tree in trees]


class Tabatkins:
    """`railroad-diagrams`, which knows no width."""

    def __init__(self) -> None:
        from importlib.metadata import version

        import railroad

        self.version = f"railroad-diagrams {version('railroad-diagrams')}"
        makers = {
            "terminal": railroad.Terminal,
            "nonterminal": railroad.NonTerminal,
            "seq": railroad.Sequence,
            "choice": lambda *parts: railroad.Choice(0, *parts),
            "opt": railroad.Optional,
            "plus": railroad.OneOrMore,
            "list": railroad.OneOrMore,
        }
        self._diagram = lambda tree: railroad.Diagram(build(tree, makers))

    def diagrams(self, trees: list[Tree]) -> list[Tree]:
        return trees

    def layout(self, diagrams: list[Tree], width: float | None) -> list[Any]:
        return [self._diagram(tree).format() for tree in diagrams]

    def svg(self, trees: list[Tree], width: float | None) -> list[str]:
        written = []
        for tree in trees:
            pieces: list[str] = []
            self._diagram(tree).writeStandalone(pieces.append)
            written.append("".join(pieces))
        return written


def main() -> None:
    """Answer line by line until the input ends."""
    tool: Tool = Ours() if sys.argv[1] == "ours" else Tabatkins()
    trees: list[Tree] = []
    diagrams: list[Any] = []
    answer(tool.version)
    for line in sys.stdin:
        work, *arguments = line.split()
        if work == "trees":
            trees = [[tuple(step) for step in tree] for tree in json.loads(Path(arguments[0]).read_text())]
            diagrams = tool.diagrams(trees)
            answer(len(trees))
            continue
        width = None if arguments[0] == "natural" else float(arguments[0])
        times = int(arguments[1])
        start = time.process_time()
        try:
            for _ in range(times):
                if work == "svg":
                    tool.svg(trees, width)
                else:
                    tool.layout(diagrams, width)
        except (RecursionError, MemoryError) as error:
            answer(type(error).__name__)
        else:
            answer((time.process_time() - start) / times)


def answer(value: Any) -> None:
    """Write one line."""
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(DEEP // 2)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
