"""How fast grammars are read, notation by notation, each in its largest file.

python benchmarks/reading.py [NOTATION ...]

    ours       the whole reader: text to Grammar
    nodes      of that, the part between: pieces to nodes, with tables that Lark made
    trees      the same pieces, made into Lark's plain trees by Lark with the same .lark file
    words      one regexp that cuts the text into words and signs: the floor

The files are those in grammars/, and those of the folder in RAILROAD_CORPUS where it is set.
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
from railroad.notation.reading import parse as _parse
from railroad.notation.reading import parser as _parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from railroad.notation.lalr import Parser
    from railroad.notation.reading import Piece
    from railroad.source import Source

    Fed = tuple[Parser, list[Piece], int]

ROOT = Path(__file__).parent.parent
_ROUNDS = 5
_SUFFIXES = {"sql": (".bnf",), "rbnf": (".rbnf", ".bnf"), "dialect": (".ebnf", ".bnf")}
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def corpus() -> list[Path]:
    """Return the grammars to choose from."""
    folder = os.environ.get("RAILROAD_CORPUS")
    files = [*(Path(folder, "open").rglob("*") if folder else ()), *(ROOT / "grammars").iterdir()]
    return sorted((path for path in files if path.is_file()), key=lambda path: -path.stat().st_size)


def largest(name: str, files: list[Path]) -> tuple[Source, int] | None:
    """Return the largest text that a notation reads, and how many rules it has."""
    suffixes = _SUFFIXES.get(name) or notation.NOTATIONS[name].suffixes
    for path in files:
        if path.name.endswith(suffixes):
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
    """Keeps what the readers feed to their parsers, so that these alone can be timed with it."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.fed: list[Fed] = []
        self.files: dict[int, str] = {}
        """By the identity of a parser: the ``.lark`` file that it is of."""

    def __enter__(self) -> Recorder:
        """Stand between the readers and their parsers."""
        self._patch("parse", self._parse)
        self._patch("parser", self._parser)
        return self

    def __exit__(self, *_: object) -> None:
        """Step aside."""
        self._patch("parse", _parse)
        self._patch("parser", _parser)

    def _parse(self, parser: Parser, pieces: Iterable[Piece], end: int) -> Any:
        kept = list(pieces)
        self.fed.append((parser, kept, end))
        return _parse(parser, kept, end)

    def _parser(self, lark_file: str, callbacks: type) -> Parser:
        made = _parser(lark_file, callbacks)
        self.files[id(made)] = lark_file
        return made

    def _patch(self, name: str, put: Any) -> None:
        for module in list(sys.modules.values()):
            if getattr(module, "__name__", "").startswith("railroad.notation") and hasattr(module, name):
                setattr(module, name, put)


def with_trees(lark_file: str) -> Any:
    """Return Lark with a ``.lark`` file of ours; it is given tokens and makes its trees."""
    from lark import Lark
    from lark.lexer import Lexer

    class Given(Lexer):
        def __init__(self, _: object) -> None:
            pass

        def lex(self, *given: Any) -> Iterator[Any]:
            return iter(given[0])

    return Lark((ROOT / "railroad" / "notation" / lark_file).read_text(), parser="lalr", lexer=Given)


def as_tokens(pieces: list[Piece]) -> list[Any]:
    """Return pieces as Lark's tokens."""
    from lark import Token

    return [Token(piece.type, "", piece.start, 1, 1, 1, 1, piece.end) for piece in pieces]


def make_nodes(fed: list[Fed]) -> None:
    """Make our nodes of all that was recorded."""
    for parser, pieces, end in fed:
        parser.parse(pieces, end)


def make_trees(fed: list[tuple[Any, list[Any]]]) -> None:
    """Let Lark make trees of it."""
    for lark, tokens in fed:
        lark.parse(tokens)


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
          f"{'nodes':>7} {'trees':>7} {'nodes/trees':>11}   {'words':>7}")  # fmt: skip
    for name in names or [name for name in notation.NOTATIONS if name != "auto"]:
        found = largest(name, files)
        if found is None:
            print(f"{name:9} there is no file of it")
            continue
        source, rules = found
        with Recorder() as recorder:
            notation.read(source, name)
        larks = {number: with_trees(file) for number, file in recorder.files.items()}
        tokens = [(larks[id(parser)], as_tokens(pieces)) for parser, pieces, _ in recorder.fed]
        ours, nodes, trees, words = _interleaved(
            partial(notation.read, source, name),
            partial(make_nodes, recorder.fed),
            partial(make_trees, tokens),
            partial(count_words, source.text),
        )
        size = len(source.text.encode())
        ratio = nodes / trees if trees else 0.0
        print(
            f"{name:9} {source.name:26} {size / 1000:5.0f} {rules:6}   {ours:6.3f}s {size / ours / 1e6:6.2f} "
            f"{rules / ours:8.0f}   {nodes:6.3f}s {trees:6.3f}s {ratio:11.2f}   {words:6.3f}s"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
