"""How fast grammars are read, notation by notation, each in its largest file.

python benchmarks/reading.py [NOTATION ...]

    ours       the whole reader: text to Grammar
    Lark       of that, Lark's part: pieces to nodes
    trees      the same pieces through the same LALR tables, with Lark building plain trees
    words      one regexp that cuts the text into words and signs: the floor

The files are those of the folder in RAILROAD_CORPUS, or else those in grammars/.
"""

from __future__ import annotations

import gc
import os
import re
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railroad import notation
from railroad.errors import NotationError
from railroad.notation import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from railroad.source import Source

ROOT = Path(__file__).parent.parent
_ROUNDS = 5
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def corpus() -> list[Path]:
    """Return the grammars to choose from."""
    folder = os.environ.get("RAILROAD_CORPUS")
    files = (Path(folder) / "open").rglob("*") if folder else (ROOT / "grammars").iterdir()
    return sorted((path for path in files if path.is_file()), key=lambda path: -path.stat().st_size)


def largest(name: str, files: list[Path]) -> tuple[Source, int] | None:
    """Return the largest text that a notation reads, and how many rules it has."""
    suffixes = notation.NOTATIONS[name].suffixes
    for path in files:
        if path.suffix in suffixes:
            source = notation.decode(path.read_bytes(), path.name)
            try:
                return source, len(notation.read(source, name).rules)
            except NotationError:
                continue
    return None


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of one run."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


class Recorder:
    """Keeps what the reader feeds to Lark, so that Lark alone can be timed with it."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.fed: list[tuple[Any, list[reading.Piece], int]] = []
        self._parse = reading.parse

    def __enter__(self) -> Recorder:
        """Stand between the readers and Lark."""

        def parse(lark: Any, pieces: Any, end: int) -> Any:
            kept: list[reading.Piece] = []

            def noted() -> Iterator[reading.Piece]:
                for piece in pieces:
                    kept.append(piece)
                    yield piece

            self.fed.append((lark, kept, end))
            return self._parse(lark, noted(), end)

        self._patch(parse)
        return self

    def __exit__(self, *_: object) -> None:
        """Step aside."""
        self._patch(self._parse)

    def _patch(self, parse: Any) -> None:
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("railroad.notation") and hasattr(module, "parse"):
                module.parse = parse  # type: ignore[attr-defined]


def with_plain_trees(lark: Any) -> Any:
    """Return a parser with the tables of another that makes Lark's trees."""
    from lark import Lark
    from lark.lexer import Lexer

    class Fed(Lexer):
        def __init__(self, _: object) -> None:
            pass

        def lex(self, *_: object) -> Iterator[Any]:
            return iter(())

    return Lark(lark.source_grammar, parser="lalr", lexer=Fed)


def build_trees(fed: list[tuple[Any, list[reading.Piece], int]], parsers: dict[int, Any]) -> None:
    """Feed all that was recorded to parsers that make trees."""
    for lark, pieces, end in fed:
        reading.parse(parsers[id(lark)], pieces, end)


def count_words(text: str) -> int:
    """Return how many words and signs a text has."""
    return sum(1 for _ in _WORDS.finditer(text))


def _interleaved(*contenders: Callable[[], object]) -> list[float]:
    """Return the least time of each of several, which run in turns."""
    rounds = [[seconds(each) for each in contenders] for _ in range(_ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def main(names: list[str]) -> None:
    """Print a line a notation."""
    files = corpus()
    print(f"{'notation':9} {'file':26} {'KB':>5} {'rules':>6}   {'ours':>7} {'MB/s':>6} {'rules/s':>8}   "
          f"{'Lark':>7} {'trees':>7} {'ours/trees':>10}   {'words':>7}")  # fmt: skip
    for name in names or list(notation.NOTATIONS):
        found = largest(name, files)
        if found is None:
            print(f"{name:9} there is no file of it")
            continue
        source, rules = found
        with Recorder() as recorder:
            notation.read(source, name)
        parsers = {id(lark): with_plain_trees(lark) for lark, _, _ in recorder.fed}
        own = {id(lark): lark for lark, _, _ in recorder.fed}
        times = _interleaved(
            partial(notation.read, source, name),
            partial(build_trees, recorder.fed, own),
            partial(build_trees, recorder.fed, parsers),
            partial(count_words, source.text),
        )
        ours, nodes, trees, words = times
        size = len(source.text.encode())
        print(
            f"{name:9} {source.name:26} {size / 1000:5.0f} {rules:6}   {ours:6.3f}s {size / ours / 1e6:6.2f} "
            f"{rules / ours:8.0f}   {nodes:6.3f}s {trees:6.3f}s {nodes / trees:10.2f}   {words:6.3f}s"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
