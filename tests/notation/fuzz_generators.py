"""Broken grammars of parser generators, without end: a reader returns a grammar or refuses, each with places.

python -m tests.notation.fuzz_generators NOTATION COUNT SEED

Mutated are the cases of tests/cases/notation and, if RAILROAD_CORPUS is set, grammars that others wrote; then
there are soups of signs, of characters and of bytes.  A run stops at the first input that breaks a promise.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Characters, Choice, Range, Repetition, Sequence, Terminal, walk

CASES = Path(__file__).parent.parent / "cases" / "notation"
_FOLDERS = {"antlr4": "antlr4", "lark": "lark", "nearley": "other-nearley", "yacc": "yacc", "lemon": "yacc"}
_LONGEST_SEED = 6_000

_COMMON = """
    a b A B x _y é 漢 😀 1 -1 ␣ ␣ ⏎ ⏎ ⇥ ␍ ␍⏎ ␌ ' " ` 'x' "x" ( ) [ ] { } < > | : ; , . .. * + ? ~ = -> ::=
    % %% %{ %} /* */ // # \\ @ $ - / ⁋ \ufeff
"""
_OWN = {
    "antlr4": """
        grammar␣T; a␣: A␣: options␣{ mode␣M; fragment import␣X; catch [a-z] [^ {x}? ->␣skip #␣L +=
        returns throws tokens␣{A} a␣:␣b␣; EOF ?? ~ @init [x] <p=1>
    """,
    "yacc": """
        %token %empty %prec a:␣ b␣[x]:␣ %union␣{ <t> %?{ %rule class␣X⏎ rule⏎ end⏎ token␣A⏎ _("x") ⏎#if␣X⏎
        ⏎%%⏎ list( {x} {␣'}'␣} =
    """,
    "lemon": """
        a␣::=␣ B.␣ (X) [P] %left %ifdef␣X⏎ %endif⏎ %type %token_class %include␣{ A|B .␣ {x}
    """,
    "lark": """
        ⏎a:␣ ⏎A:␣ ⏎|␣ %import %ignore %declare %override %extend common.INT .b ->␣c ~␣2 ~2..3 /x/i "x"i ! ?
        s{x}: s{ ⏎ ⏎
    """,
    "nearley": """
        a␣->␣ b[X]␣->␣ c["x"] {%␣x␣%} {% %} @{%␣%} @include␣"x" @builtin␣"number.ne" $X %t [a-z] [^ :+ :* :?
        null "x"i
    """,
}
_BLANKS = {"␣": " ", "⏎": "\n", "⇥": "\t", "␍": "\r", "␌": "\f", "⁋": "\u2028"}


def signs(name: str) -> list[str]:
    """Return what soups are made of."""
    found = _COMMON.split() + _OWN[name].split() * 3
    return ["".join(_BLANKS.get(c, c) for c in sign) for sign in found]


def seeds(name: str) -> list[str]:
    """Return texts to mutate."""
    found = []
    for path in sorted((CASES / name).glob("*.txt")):
        found += path.read_bytes().decode().split("\n.\n")[1::3]
    corpus = os.environ.get("RAILROAD_CORPUS")
    for path in sorted((Path(corpus) / "open" / _FOLDERS[name]).glob("*")) if corpus else []:
        if (name == "lemon") == path.name.startswith("sqlite") or name not in ("yacc", "lemon"):
            text = path.read_text(encoding="utf-8", errors="replace")
            found.append(text[:_LONGEST_SEED])
            lines = text.split("\n")
            found += ["\n".join(lines[i : i + 14]) for i in range(0, len(lines), 12)]
    return found


class Maker:
    """Makes inputs for the reader of one notation."""

    def __init__(self, name: str, seed: int) -> None:
        """Make the same ones for the same `seed`."""
        self._random = random.Random(f"{name} {seed}")
        self._signs = signs(name)
        self._seeds = seeds(name)

    def make(self) -> str | bytes:
        """Return the next input."""
        rng = self._random
        kind = rng.random()
        if kind < 0.6:
            return self._mutated(rng.choice([0, 1, 1, 2, 6]))
        if kind < 0.85:
            parts = (rng.choice(self._signs) + rng.choice(["", " ", "\n"]) for _ in range(rng.randint(1, 40)))
            return "".join(parts)
        if kind < 0.95:
            codes = (
                rng.randrange(32, 127) if rng.random() < 0.9 else rng.randrange(0x110000) for _ in range(50)
            )
            return "".join(map(chr, codes))
        return rng.randbytes(rng.randint(0, 60))

    def _mutated(self, accidents: int) -> str:
        rng = self._random
        text = rng.choice(self._seeds)
        for _ in range(accidents):
            at = rng.randrange(len(text) + 1)
            length = rng.choice([0, 0, 1, 1, 2, 5, 20])
            inserted = rng.choice(self._signs) if rng.random() < 0.7 else ""
            text = text[:at] + inserted + text[at + length :]
        return text

    def load(self, path: str) -> object:
        """Return some text for what is imported, or none."""
        rng = self._random
        return notation.decode(self._mutated(1), path) if rng.random() < 0.8 else None


def check(name: str, data: str | bytes, load: object = None) -> bool:
    """Check what must hold for whatever is read; return whether it is a grammar."""
    try:
        source = notation.decode(data, "x")
        grammar = notation.read(source, name, load=load)
    except NotationError as error:
        assert error.source is not None
        size = len(error.source.text)
        assert error.diagnostics
        for found in error.diagnostics:
            assert found.severity == "error"
            assert 0 <= found.span.start <= found.span.end <= size, found
        assert str(error).startswith("x:")
        return False
    size = len(source.text)
    assert grammar.rules
    assert len({rule.name for rule in grammar.rules}) == len(grammar.rules)
    for rule in grammar.rules:
        assert 0 <= rule.span.start <= rule.name_span.start <= rule.name_span.end <= rule.span.end <= size
        for node in (*walk(rule.body), *rule.comments):
            check_node(node, size)
    for warning in grammar.warnings:
        assert warning.severity == "warning"
        assert 0 <= warning.span.start <= warning.span.end <= size
        warning.format(source)
    for remark in grammar.remarks:
        assert 0 <= remark.span.start <= remark.span.end <= size
        assert 0 <= remark.before <= len(grammar.rules)
    for each in grammar.imports:
        assert 0 <= each.span.start <= each.span.end <= size
    return True


def check_node(node: object, size: int) -> None:
    assert node.span is not None, node
    assert 0 <= node.span.start <= node.span.end <= size, node
    match node:
        case Terminal(text):
            assert text
        case Range(first, last):
            assert len(first) == len(last) == 1
            assert first <= last
        case Characters(members):
            assert members
        case Sequence(parts) | Choice(parts):
            assert len(parts) > 1
        case Repetition(_, least, most):
            assert most is None or most >= max(least, 1)


def main(name: str, count: int, seed: int) -> None:
    """Run, and print how many inputs were grammars and how long the slowest took."""
    maker = Maker(name, seed)
    grammars, slowest = 0, 0.0
    for i in range(count):
        data = maker.make()
        start = time.process_time()
        try:
            grammars += check(name, data, maker.load if i % 4 == 0 else None)
        except BaseException:
            print(repr(data))
            raise
        slowest = max(slowest, time.process_time() - start)
    print(f"{name}: {count:,} inputs, {grammars:,} grammars, the slowest took {slowest * 1000:.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
