"""What grammars of PEGs mean, by vectors: each an input, and the tree or the facts that it must give.

Trees: ["rule", name, body], ["ref", name], ["t", text], ["ti", text], ["seq", …], ["ord", …], ["opt", x],
["rep", least, most, x, separator?], ["set", negated, [member, …], "i"?], ["any"], ["and", x], ["not", x],
["cut"], ["forced", x], ["text", x], ["label", name, x], ["raw", text].  Code is left out of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Code,
    Cut,
    EndOfInput,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Prose,
    Range,
    Repetition,
    Sequence,
    Terminal,
)
from tests.notation.pegs import read

VECTORS = {
    each["id"]: each
    for each in json.loads(Path(__file__).with_name("vectors_peg.json").read_text(encoding="utf-8"))
}
WITH_TREES = [each for each in VECTORS.values() if each["expect"] is not None]


def tree(expr):
    """Return an expression as the vectors write it; its depth is that of a vector, so recursion will do."""
    match expr:
        case Terminal(text, case):
            return ["ti" if case == "fold" else "t", text]
        case Nonterminal(name):
            return ["ref", name]
        case Any():
            return ["any"]
        case Cut():
            return ["cut"]
        case Characters(members, negated, case):
            return ["set", negated, [*map(member, members)], *(["i"] if case == "fold" else [])]
        case Lookahead(item, negative):
            return ["not" if negative else "and", tree(item)]
        case Labelled(label, item):
            return ["label", label, tree(item)]
        case Marked("@", item):
            return ["label", "@", tree(item)]
        case Marked("$", item):
            return ["text", tree(item)]
        case Marked("&&", item):
            return ["forced", tree(item)]
        case Choice(alternatives, ordered=True):
            return ["ord", *map(tree, alternatives)]
        case Sequence(items):
            kept = [item for item in items if not isinstance(item, Code)]
            return ["seq", *map(tree, kept)] if len(kept) > 1 else tree(kept[0])
        case Repetition(item, 0, 1, separator=None):
            return ["opt", tree(item)]
        case Repetition(item, least, most, separator):
            return ["rep", least, most, tree(item), *([tree(separator)] if separator else [])]
    raise AssertionError(expr)


def member(expr):
    return [expr.first, expr.last] if isinstance(expr, Range) else expr.text


def raw(found):
    """Return a tree with literals in place of what a vector keeps as it is written."""
    if isinstance(found, list) and found[:1] == ["raw"]:
        return ["t", found[1].strip("'\"")]
    return [raw(each) for each in found] if isinstance(found, list) else found


@pytest.mark.parametrize("vector", WITH_TREES, ids=[each["id"] for each in WITH_TREES])
def test_it_reads_the_vector(vector):
    rules = read(vector["input"], vector["notation"]).rules
    assert [["rule", rule.name, tree(rule.body)] for rule in rules] == raw(vector["expect"])


def test_every_vector_is_looked_at():
    assert {each["id"] for each in WITH_TREES} | {"peg-01", "pest-01"} == set(VECTORS)


def test_peg_01():
    primary, identifier = read(VECTORS["peg-01"]["input"], "peg").rules
    assert primary.body == Choice(
        (
            Sequence((Nonterminal("Identifier"), Lookahead(Nonterminal("LEFTARROW"), negative=True))),
            Sequence((Nonterminal("OPEN"), Nonterminal("Expression"), Nonterminal("CLOSE"))),
        ),
        ordered=True,
    )
    letters = Characters((Range("a", "z"), Range("A", "Z"), Terminal("_")))
    digits = Repetition(Characters((Range("0", "9"),)), 0, None)
    assert identifier.body == Sequence((letters, digits, Nonterminal("Spacing")))


def test_pest_01():
    sql, b, c = read(VECTORS["pest-01"]["input"], "pest").rules
    assert (sql.modifiers, b.modifiers, c.modifiers) == (("_",), ("@",), ("$",))
    assert sql.body.items == (
        Prose("SOI"),
        Terminal("select", "fold"),
        Repetition(Choice((Terminal("a"), Range("0", "9")), ordered=True), 2, 4),
        Lookahead(Terminal("x"), negative=True),
        Lookahead(Repetition(Nonterminal("b"), 0, None)),
        EndOfInput(),
    )
    assert (b.doc, b.body) == ("doc", Terminal("A"))
    assert b.body.spelling == '"\\u{41}"'
    assert c.body.items == (Labelled("tag", Marked("PUSH", Nonterminal("b"))), Prose("PEEK[0..2]"))
