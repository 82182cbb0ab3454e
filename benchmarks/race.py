"""Run two tools in turn on the same trees, each in an interpreter of its own, and compare their medians."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trees import Tree

CONTENDER = Path(__file__).with_name("contender.py")
RIVAL = "railroad-diagrams==3.0.1"
LEAST = 0.03
"""Seconds of work below which one measurement is of several times."""


class Result(NamedTuple):
    """The median CPU seconds of one time, and the first time in a fresh interpreter."""

    median: float
    first: float


class Racer:
    """A tool, waiting for work."""

    def __init__(self, python: str, tool: str) -> None:
        env = dict(os.environ)
        if tool != "ours":
            env.pop("PYTHONPATH", None)  # it may lead to our module, which has the same name
        command = [python, str(CONTENDER), tool]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )
        self.version = self._answer()
        if self.version == "died":
            raise SystemExit(f"{python} can't run {tool}")

    def __enter__(self) -> Racer:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else "died"

    def ask(self, line: str) -> Any:
        """Return what the tool answers; `died` if it did."""
        assert self._process.stdin is not None
        try:
            print(line, file=self._process.stdin, flush=True)
        except BrokenPipeError:
            return "died"
        return self._answer()


@contextlib.contextmanager
def rival(python: str | None = None) -> Iterator[str]:
    """Give a Python in whose environment the other tool is; a fresh one in a temporary directory."""
    if python is not None:
        yield python
        return
    with tempfile.TemporaryDirectory() as folder:
        print(f"installing {RIVAL} …", file=sys.stderr)
        venv.create(folder, with_pip=True)
        made = str(Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python"))
        subprocess.run([made, "-m", "pip", "install", "--quiet", RIVAL], check=True)
        yield made


def race(
    trees: list[Tree], work: str, widths: dict[str, str], rival_python: str, rounds: int
) -> dict[str, Result | str]:
    """Return the times of both tools, or the word for why there is none.

    Args:
        trees: what each is given.
        work: `svg` or `layout`.
        widths: for each tool that takes part, the width it is to keep, or `natural`.
        rival_python: where tabatkins' module can be imported.
        rounds: how often each has its turn after the first.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        path = Path(folder, "trees.json")
        path.write_text(json.dumps(trees))
        racers = {
            tool: stack.enter_context(Racer(sys.executable if tool == "ours" else rival_python, tool))
            for tool in widths
        }
        firsts: dict[str, Any] = {}
        for tool, racer in racers.items():
            racer.ask(f"trees {path}")
            firsts[tool] = racer.ask(f"{work} {widths[tool]} 1")
        left = {tool: racer for tool, racer in racers.items() if isinstance(firsts[tool], float)}
        times: dict[str, list[float]] = {tool: [] for tool in left}
        for _ in range(rounds):
            for tool, racer in left.items():
                again = max(1, round(LEAST / max(firsts[tool], 1e-6)))
                times[tool].append(racer.ask(f"{work} {widths[tool]} {again}"))
        return {
            tool: Result(statistics.median(times[tool]), first) if tool in left else first
            for tool, first in firsts.items()
        }
