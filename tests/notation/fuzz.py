"""Feed readers with noise: mutated grammars, soups of signs, bytes.

    python -m tests.notation.fuzz abnf 20000

Whatever is read must come out as a grammar with every place inside the text, or as a `NotationError` with
one.
"""

from __future__ import annotations

import os
import random
import re
import sys
import time
from pathlib import Path

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Repetition, Terminal, walk


def _signs(text):
    return re.findall(r"\S+", text)


SIGNS = {
    "abnf": _signs(
        r"""
        a b_c a-b ALPHA 1a = =/ := ::= / | ( ) [ ] * 1* *2 2*3 3*2 3 # 1# 0*0 "x" %s"x" %i"x" "x 'y' 'y
        <prose ; "> <a> <open %x41 %x41-5A %x41.42 %x %d %b102 %o7 %41 %x5A-41 %x41- %xD800 %x110000 %x-41
        %x21-%x2B %^ %$ & ! && !! \a ; ;c ;;; { } , . + ? "\\" "" <> %d13.10 漢 😀 RFC [Page 123456789012
        """
    ),
    "sql": _signs(
        r"""
        <a> <b> <c <1987> < > <> <= ::= : = | || [ ] { } ( ) ... … .. .... ...omitted... !! !!x -- --p --/p
        --h2 --@@ A B-C x ' " , . ; , 漢 SELECT Part-(n)No
        """
    ),
    "rbnf": _signs(r"""<a> <b> <c < > ::= | [ ] ( ) ... … "x" "x ; ;c A B, { } <> 漢"""),
    "json": _signs(
        r"""
        { } [ ] , : "rules" "type" "terminal" "text" "a" "name" "body" "sequence" "items" "version" 1 0 -1 1e5
        true false null "\u0041" "\ud800" "\x" " nan 01 "choice" "alternatives" "railroad" {} [] 漢 "least"
        """
    ),
}
BLANKS = ["", "", " ", " ", "  ", "\n", "\n", "\n  ", "\r\n", "\r", "\t", "\u2028", "\xa0", "\n\n"]
GRAMMARS = {
    "abnf": [
        '; doc\ndate = year "-" 2DIGIT ; c\n     / *( %x41-5A / <some "prose"> ) [ "x" ]\nyear =/ 1*4DIGIT\n',
        "   a = %s\"B\" / %d13.10\n       / 1#b\n   b = '\\' a_b / &a !b\n",
    ],
    "sql": [
        "<a b> ::=\n\t\tA [ { <c> | <d> }... ]\n\t|\tB\n\n--p\nWords.\n--/p\n\n<c> ::= [\n\n<d> ::= !! w\n",
        "<a> ::= <a\nb> | { <c> ... }\n",
        "Title\n=====\n\n<x> ::= <y> ... E\n\nA paragraph that explains it.\n\n<y> ::= ||\n",
    ],
    "rbnf": ['<Path> ::= <A> [ <B>... ]\n  ( <C> | "x" )...\n<B> ::= <C> ; c\n'],
    "json": [
        '{"version": 1, "rules": [{"name": "a", "body": {"type": "sequence", "items": [{"type": "terminal", '
        '"text": "x"}, {"type": "repetition", "item": {"type": "any"}, "least": 0, "most": null}]}}]}',
        '{"version": 1, "rules": [{"name": "a", "doc": "d", "comments": ["c"], "body": {"type": "range", '
        '"first": "a", "last": "z"}}], "remarks": [{"kind": "prose", "text": "t", "before": 0}]}',
    ],
}
CORPUS = {"abnf": "open/abnf/*", "sql": "open/bnf/sql-*"}


def bases(name):
    """Return the grammars that are mutated, those of the corpus among them if there is one."""
    found = list(GRAMMARS[name])
    folder = os.environ.get("RAILROAD_CORPUS")
    if folder and name in CORPUS:
        for path in sorted(Path(folder).glob(CORPUS[name])):
            text = path.read_bytes().decode("utf-8", "replace")
            found += [text[at : at + 1500] for at in range(0, len(text), 1500)]
    return found


def soup(rng, name):
    signs = SIGNS[name]
    return "".join(rng.choice(signs) + rng.choice(BLANKS) for _ in range(rng.randrange(1, 30)))


def mutated(rng, name, texts):
    text = rng.choice(texts)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(text) + 1)
        put = rng.choice(["", rng.choice(SIGNS[name]), rng.choice(BLANKS), text[at : at + 20]])
        text = text[:at] + put + text[at + rng.randrange(6) :]
    return text


def check(data, name):
    """Check what must hold for whatever is read; return whether it is a grammar."""
    try:
        source = notation.decode(data, "x")
        grammar = notation.read(source, name)
    except NotationError as error:
        size = len(error.source.text)
        for found in error.diagnostics:
            assert found.severity == "error"
            assert 0 <= found.span.start <= found.span.end <= size, found
        assert str(error).startswith("x:")
        return False
    size = len(source.text)
    assert len({rule.name for rule in grammar.rules}) == len(grammar.rules)
    for rule in grammar.rules:
        assert 0 <= rule.span.start <= rule.name_span.start <= rule.name_span.end <= rule.span.end <= size
        for node in walk(rule.body):
            assert 0 <= node.span.start <= node.span.end <= size
            if isinstance(node, Terminal):
                assert node.text
            if isinstance(node, Repetition):
                assert node.most is None or node.most >= max(node.least, 1)
        for comment in rule.comments:
            assert 0 <= comment.span.start <= comment.span.end <= size
    for each in (*grammar.warnings, *grammar.remarks, *grammar.imports):
        assert 0 <= each.span.start <= each.span.end <= size
    return True


def run(name, count, seed=1):
    """Return how many of so many inputs were read as grammars."""
    rng = random.Random(seed)
    texts = bases(name)
    read = 0
    for at in range(count):
        kind = at % 4
        if kind == 0:
            data = bytes(rng.randrange(256) for _ in range(rng.randrange(60)))
        elif kind == 1 or not texts:
            data = soup(rng, name)
        else:
            data = mutated(rng, name, texts)
        try:
            read += check(data, name)
        except Exception:
            print(repr(data), file=sys.stderr)
            raise
    return read


if __name__ == "__main__":
    name, count = sys.argv[1], int(sys.argv[2])
    start = time.process_time()
    print(name, count, "inputs,", run(name, count), "grammars,", round(time.process_time() - start), "s")
