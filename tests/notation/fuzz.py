r"""Feed readers with noise, without end: a reader returns a grammar or refuses, each with places.

    python -m tests.notation.fuzz NOTATION COUNT [SEED]
    python -m tests.notation.fuzz all 100000

Six inputs in ten are grammars after a few accidents: those of grammars/ and of tests/cases, and those of the
folder in RAILROAD_CORPUS, where it is set.  The rest are soups of signs and of words of such grammars, of
characters, and of bytes.  A run stops at the first input that breaks a promise, and prints it.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from functools import cache
from pathlib import Path

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Characters, Choice, Range, Repetition, Sequence, Terminal, walk

ROOT = Path(__file__).parent.parent.parent
_FOLDERS = {
    "abnf": ("abnf",),
    "antlr4": ("antlr4",),
    "bnf": ("bnf", "other-wgsl-bnf", "other-gocc"),
    "dialect": ("iso-ebnf", "wirth", "other-gocc", "other-nim", "other-pgen"),
    "go": ("wirth",),
    "iso": ("iso-ebnf",),
    "json": (),
    "lark": ("lark",),
    "lemon": ("yacc",),
    "nearley": ("other-nearley",),
    "peg": ("other-peg", "other-peggy"),
    "pegen": ("cpython-peg",),
    "peggy": ("other-peggy",),
    "pest": ("other-pest",),
    "rbnf": ("bnf",),
    "sql": ("bnf",),
    "w3c": ("w3c-ebnf",),
    "wsn": ("wirth",),
    "yacc": ("yacc",),
}
_LINES = 14
"""How many lines of a long grammar are a seed."""
_SEEDS = 500
_HEADS = {"yacc": "%%\n", "antlr4": "grammar X;\n"}
"""What goes before a part of a long grammar that is none without it."""
_WORDS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|\w+|[^\w\s]+|\n[ \t]*")

_COMMON = """
    a b A B x _y é 漢 😀 1 -1 ␣ ␣ ⏎ ⏎ ⇥ ␍ ␍⏎ ␌ ' " ` 'x' "x" ( ) [ ] { } < > | : ; , . .. * + ? ~ = -> ::=
    % %% %{ %} /* */ // # \\ @ $ - / ⁋ \ufeff
"""
_OWN = {
    "abnf": r"""
        a b_c a-b ALPHA 1a = =/ := ::= / | ( ) [ ] * 1* *2 2*3 3*2 3 # 1# 0*0 "x" %s"x" %i"x" "x 'y' 'y
        <prose ; "> <a> <open %x41 %x41-5A %x41.42 %x %d %b102 %o7 %41 %x5A-41 %x41- %xD800 %x110000 %x-41
        %x21-%x2B %^ %$ & ! && !! \a ; ;c ;;; { } , . + ? "\\" "" <> %d13.10 RFC [Page 123456789012
    """,
    "antlr4": """
        grammar␣T; a␣: A␣: options␣{ mode␣M; fragment import␣X; catch [a-z] [^ {x}? ->␣skip #␣L +=
        returns throws tokens␣{A} a␣:␣b␣; EOF ?? ~ @init [x] <p=1>
    """,
    "bnf": r"""
        <a> <b_c> <a(<b>)> <> <= <x␣x> E' $x a.b "\"" ´ ‘ ’ “ ” « » "" '' "z".."a" "a".."z" [a-z] [^"] /re/
        := → || {2} {2,3} {,4} {5 {0} ε λ <empty> epsilon -- --> (* *) ⏎<a>␣::=␣ ⏎a␣=␣
    """,
    "dialect": r"""
        a-b <a> 12 `z` "\"" '"' “x” := → <- ! ... … (/ /) (: :) /) ** << (* *) -- ;; /re/ 3* 0* ε "a".."z"
        ⏎a␣=␣ ⏎a:␣ ;⏎ b= ⏎```x⏎
    """,
    "go": r"""a-b `z` "\"" … ... "a"␣…␣"z" "z"…"a" "\x41"…"\x5A" "\u{0}" | . ⏎a␣=␣ .⏎ // /* */ λ ε ⏎```x⏎""",
    "iso": r"""
        a␣b 3␣*␣ 0␣*␣ , - (/ /) (: :) (* *) (*) /) :) ! / ?␣x␣? ?? ;⏎ .⏎ ⏎a␣=␣ '"' "'" '' "" {␣}- 3*0*
    """,
    "json": r"""
        "rules" "type" "terminal" "text" "name" "body" "sequence" "items" "version" 0 1e5 true false null
        "\u0041" "\ud800" "\x" ␣" nan 01 "choice" "alternatives" "railroad" {} [] "least" : : , ,
    """,
    "lark": """
        ⏎a:␣ ⏎A:␣ ⏎|␣ %import %ignore %declare %override %extend common.INT .b ->␣c ~␣2 ~2..3 /x/i "x"i ! ?
        s{x}: s{ ⏎ ⏎
    """,
    "lemon": """
        a␣::=␣ B.␣ (X) [P] %left %ifdef␣X⏎ %endif⏎ %type %token_class %include␣{ A|B .␣ {x}
    """,
    "nearley": """
        a␣->␣ b[X]␣->␣ c["x"] {%␣x␣%} {% %} @{%␣%} @include␣"x" @builtin␣"number.ne" $X %t [a-z] [^ :+ :* :?
        null "x"i
    """,
    "peg": r"""
        <- ← ⏎a␣<-␣ / & ! < > [a-z] [^] [z-a] [\]] "\n" "\u0041" '\x41' "x"i {x} {␣ &{x} %{ ↑ ^ a: {2,3}
    """,
    "pegen": r"""
        a: a[t]: a(memo): ⏎a:␣ ⏎␣␣|␣ ','.a+ && ~ &a !b $ @header x=b x[t]=b {x} {{x}} [b] \"\"\"d\"\"\" b?
    """,
    "peggy": r"""
        ⏎a␣=␣ / & ! $ @a: @ x:a {x} {{x}} &{x} !{x} |2| |..| |1..2,␣x| [a-z]i [^] [\p{L}] "\u{110000}" "x"i
        import␣{␣q␣}␣from␣'x'
    """,
    "pest": r"""
        ⏎a␣=␣{␣ = @{ _{ !{ ${ } ~ PUSH( PEEK PEEK[0..-1] POP ANY SOI EOI ASCII_DIGIT ^"x" 'a'..'z' 'z'..'a'
        {2} {2,} {,3} {3,2} {0} #t= //!d ///d "\u{41}" "\q"
    """,
    "rbnf": r"""<a> <b> <c ... … "x" "x ;c A B, { } <> ⏎<a>␣::=␣""",
    "sql": r"""
        <a> <b> <c <1987> <> <= || ... … .. .... ...omitted... !! !!x -- --p --/p --h2 --@@ A B-C SELECT
        Part-(n)No ⏎<a>␣::=␣
    """,
    "w3c": r"""
        a.b <a> ** ++ & $ ^x << >> == @terminals @pass <?TOKENS?> <? ?> #x20 #xD800 #xGG [a-z] [^"] [z-a] []
        [12] (3) 1. [http://a/b] (* *) ⏎a␣::=␣ [wfc:␣x] 'a'-'z'
    """,
    "wsn": r"""a␣=␣ ⏎a␣=␣ .⏎ "" "\"\"" '' 'x' (* *) | {␣}  [␣] λ""",
    "yacc": """
        %token %empty %prec a:␣ b␣[x]:␣ %union␣{ <t> %?{ %rule class␣X⏎ rule⏎ end⏎ token␣A⏎ _("x") ⏎#if␣X⏎
        ⏎%%⏎ list( {x} {␣'}'␣} =
    """,
}
_BLANKS = {"␣": " ", "⏎": "\n", "⇥": "\t", "␍": "\r", "␌": "\f", "⁋": "\u2028"}
_JSON = (
    '{"version": 1, "rules": [{"name": "a", "body": {"type": "sequence", "items": [{"type": "terminal", '
    '"text": "x"}, {"type": "repetition", "item": {"type": "any"}, "least": 0, "most": null}]}}]}',
    '{"version": 1, "rules": [{"name": "a", "doc": "d", "comments": ["c"], "body": {"type": "range", '
    '"first": "a", "last": "z"}}], "remarks": [{"kind": "prose", "text": "t", "before": 0}]}',
)
NOTATIONS = tuple(notation.NOTATIONS)


def signs(name: str) -> list[str]:
    """Return what soups are made of; of `auto`, the signs of all notations."""
    own = " ".join(_OWN.values()) if name == "auto" else _OWN[name]
    found = _COMMON.split() + own.split() * 3
    return ["".join(_BLANKS.get(c, c) for c in sign) for sign in found]


@cache
def seeds(name: str) -> tuple[str, ...]:
    """Return texts to mutate, short ones and parts of long ones."""
    if name == "auto":
        return tuple(text for other in _OWN for text in seeds(other)[:: max(1, len(seeds(other)) // 40)])
    found = []
    for path in sorted((ROOT / "tests" / "cases" / "notation" / name).glob("*.txt")):
        found += path.read_bytes().decode().split("\n.\n")[1::3]
    for path in sorted((ROOT / "tests" / "notation").glob("vectors*.json")):
        for vector in json.loads(path.read_text(encoding="utf-8")):
            if isinstance(vector, dict) and str(vector.get("notation")).startswith(name[:3]):
                found.append(vector["input"])
    suffixes = notation.find(name).suffixes or (".ebnf", ".isoebnf", ".wsn", ".bnf")
    paths = [path for path in sorted((ROOT / "grammars").iterdir()) if path.name.endswith(suffixes)]
    corpus = os.environ.get("RAILROAD_CORPUS")
    for folder in _FOLDERS[name] if corpus else ():
        for path in sorted((Path(corpus) / "open" / folder).glob("*")):
            if name not in ("yacc", "lemon") or path.name.startswith("sqlite") == (name == "lemon"):
                paths.append(path)
    long = []
    for path in paths:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        found.append("".join(lines)[:3000])
        parts = ["".join(lines[i : i + _LINES])[:2000] for i in range(0, len(lines), _LINES - 2)]
        long += [_HEADS.get(name, "") * (i % 2) + part for i, part in enumerate(parts)]
    rng = random.Random(name)
    return (*found, *_JSON * (name == "json"), *(rng.sample(long, _SEEDS) if len(long) > _SEEDS else long))


class Maker:
    """Makes inputs for the reader of one notation."""

    def __init__(self, name: str, seed: int) -> None:
        """Make the same ones for the same `seed`."""
        self._random = random.Random(f"{name} {seed}")
        self._signs = signs(name)
        self._seeds = seeds(name)
        self._words = sorted({word for text in self._seeds for word in _WORDS.findall(text)})

    def make(self) -> str | bytes:
        """Return the next input."""
        rng = self._random
        kind = rng.random()
        if kind < 0.6:
            text = self._mutated(rng.choice([0, 1, 1, 2, 6]))
            return text if rng.random() < 0.95 else text.replace("\n", rng.choice(["\r\n", "\r", "\u2028"]))
        if kind < 0.75:
            parts = (rng.choice(self._signs) + rng.choice(["", " ", "\n"]) for _ in range(rng.randint(1, 40)))
            return "".join(parts)
        if kind < 0.85:
            return "".join(rng.choice(self._words) + rng.choice(["", " "]) for _ in range(rng.randint(1, 40)))
        if kind < 0.92:
            codes = (
                rng.randrange(32, 127) if rng.random() < 0.9 else rng.randrange(0x110000) for _ in range(50)
            )
            return "".join(map(chr, codes))
        if kind < 0.95:
            data = bytearray(self._mutated(1).encode("utf-8", "replace"))
            for _ in range(rng.randint(1, 3)):
                data.insert(rng.randrange(len(data) + 1), rng.randrange(256))
            return bytes(data)
        return rng.randbytes(rng.randint(0, 60))

    def _mutated(self, accidents: int) -> str:
        rng = self._random
        text = rng.choice(self._seeds)
        for _ in range(accidents):
            at = rng.randrange(len(text) + 1)
            length = rng.choice([0, 0, 1, 1, 2, 5, 20])
            kind = rng.random()
            if kind < 0.6:
                inserted = rng.choice(self._signs)
            elif kind < 0.7:
                inserted = text[at : at + length]
            elif kind < 0.75:
                other = rng.choice(self._seeds)
                begin = rng.randrange(len(other) + 1)
                inserted = other[begin : begin + 80]
            else:
                inserted = ""
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
    assert grammar.rules or grammar.warnings or name == "json"
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


def run(name: str, count: int, seed: int = 1) -> tuple[int, float]:
    """Return how many of so many inputs were read as grammars, and the time the slowest took, in seconds."""
    maker = Maker(name, seed)
    grammars, slowest = 0, 0.0
    for i in range(count):
        data = maker.make()
        start = time.process_time()
        try:
            grammars += check(name, data, maker.load if i % 4 == 0 else None)
        except BaseException:
            print(name, repr(data), file=sys.stderr)
            raise
        slowest = max(slowest, time.process_time() - start)
    return grammars, slowest


def main(name: str, count: int, seed: int) -> None:
    """Run one notation or all, and print how many inputs were grammars and how long the slowest took."""
    for each in NOTATIONS if name == "all" else (name,):
        start = time.process_time()
        grammars, slowest = run(each, count, seed)
        spent = time.process_time() - start
        print(
            f"{each}: {count:,} inputs, {grammars:,} grammars, {spent:.0f} s, "
            f"the slowest took {slowest * 1000:.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
