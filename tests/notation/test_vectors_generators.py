"""What parser generators' files mean, by vectors: each an input, and the tree or the facts that it must give.

Trees: ["rule", name, body], ["ref", name], ["t", text], ["ti", text], ["seq", …], ["alt", …], ["opt", x],
["rep", least, most, x], ["lazy", x], ["empty"], ["set", negated, [member, …]], ["range", a, b], ["any"],
["label", name, x].  Code is left out of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from railroad.errors import NotationError
from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Code,
    Empty,
    Import,
    Labelled,
    Nonterminal,
    Range,
    Regex,
    Repetition,
    Sequence,
    Terminal,
    walk,
)
from tests.notation.generators import names, read

VECTORS = {
    each["id"]: each
    for each in json.loads(Path(__file__).with_name("vectors_generators.json").read_text(encoding="utf-8"))
}
WITH_TREES = [each for each in VECTORS.values() if "expect" in each]


def tree(expr):
    """Return an expression as the vectors write it; its depth is that of a vector, so recursion will do."""
    match expr:
        case Terminal(text, case):
            return ["ti" if case == "fold" else "t", text]
        case Nonterminal(name):
            return ["ref", name]
        case Empty() | Code():
            return ["empty"]
        case Any():
            return ["any"]
        case Range(first, last):
            return ["range", first, last]
        case Characters(members, negated):
            return ["set", negated, [*map(member, members)]]
        case Labelled(label, item):
            return ["label", label, tree(item)]
        case Choice(alternatives):
            return ["alt", *map(tree, alternatives)]
        case Sequence(items):
            kept = [item for item in items if not isinstance(item, Code)]
            return ["seq", *map(tree, kept)] if len(kept) > 1 else tree(kept[0])
        case Repetition(item, least, most, lazy=lazy):
            found = ["opt", tree(item)] if (least, most) == (0, 1) else ["rep", least, most, tree(item)]
            return ["lazy", found] if lazy else found
    raise AssertionError(expr)


def member(expr):
    return [expr.first, expr.last] if isinstance(expr, Range) else expr.text


@pytest.mark.parametrize("vector", WITH_TREES, ids=[each["id"] for each in WITH_TREES])
def test_it_reads_the_vector(vector):
    rules = read(vector["input"], vector["notation"]).rules
    assert [["rule", rule.name, tree(rule.body)] for rule in rules] == vector["expect"]


def grammar_of(vector_id):
    vector = VECTORS[vector_id]
    return read(vector["input"], vector["notation"])


def test_every_vector_is_looked_at():
    looked_at = {
        *(each["id"] for each in WITH_TREES),
        *("lark-01", "lark-02", "lark-03", "nearley-01", "wild-07", "antlr-err"),
    }
    assert looked_at == set(VECTORS)


def test_lark_01():
    total, kw, sep, items = grammar_of("lark-01").rules
    assert (total.name, total.modifiers) == ("sum", ("?",))
    assert Code("-> add", "attribute") not in list(walk(total.body.alternatives[0]))
    assert total.body.alternatives[1].items[-1] == Code("-> add", "attribute")
    assert kw.modifiers == ("!",)
    assert kw.body == Terminal("if", "fold")
    assert (sep.kind, sep.parameters) == ("template", ("x", "s"))
    assert Nonterminal("_sep", (Nonterminal("NUMBER"), Terminal(","))) in items.body.items


def test_lark_02():
    grammar = grammar_of("lark-02")
    a, tok = grammar.rules
    assert (a.modifiers, tok.modifiers, tok.kind) == ((".2",), (".-1",), "token")
    assert a.body.items == (
        Repetition(Nonterminal("b"), 2, 5),
        Repetition(Nonterminal("c"), 3, 3),
        Repetition(Nonterminal("d"), 0, 1),
        Range("x", "z"),
        Regex("re+", "is"),
    )
    assert tok.body.alternatives == (Regex("a"), Terminal("b"))
    assert [remark.text for remark in grammar.remarks] == [
        "%import common.NUMBER -> N",
        r"%ignore /\s+/",
        "%declare X",
    ]
    assert grammar.imports == (Import("N", "common.NUMBER"), Import("X", "%declare"))


def test_lark_03():
    a, d, f = grammar_of("lark-03").rules
    assert a.body.alternatives == (Nonterminal("b"), Nonterminal("c"))
    assert d.body == Repetition(Nonterminal("e"), 0, 1)
    assert (f.name, f.modifiers, f.body) == ("f", ("?",), Nonterminal("g"))


def test_nearley_01():
    grammar = grammar_of("nearley-01")
    main, macro, m = grammar.rules
    assert grammar.remarks[0].text == "@{% const x = 1; %}"
    repeated, code = main.body.items
    assert code == Code("{% d => d[0] %}")
    assert (repeated.least, repeated.most) == (1, None)
    assert repeated.item.items == (
        Nonterminal("_"),
        Repetition(Terminal("x", "fold"), 0, 1),
        Nonterminal("%tok"),
        Characters((Range("a", "z"),)),
    )
    assert (macro.name, macro.kind, macro.parameters) == ("list", "template", ("X", "S"))
    assert [node.spelling for node in walk(macro.body) if isinstance(node, Nonterminal)] == ["$X", "$S", "$X"]
    assert m.body == Nonterminal("list", (Terminal("a"), Terminal(",")))


def test_lemon_wild_07():
    (cmd,) = grammar_of("wild-07").rules
    first, second = cmd.body.alternatives
    assert second == Empty()
    assert [node for node in first.items if not isinstance(node, Code)] == [
        Nonterminal("BEGIN"),
        Nonterminal("transtype"),
        Nonterminal("trans_opt"),
    ]
    assert [node.text for node in first.items if isinstance(node, Code)] == ["(Y)", "[PREC]", "{code(Y);}"]


def test_antlr_err_is_refused_and_names_the_rule_that_seems_to_begin():
    with pytest.raises(NotationError) as caught:
        grammar_of("antlr-err")
    (told,) = caught.value.diagnostics
    assert 'before "c :", which begins a rule' in told.message
    assert told.span.start == len("a : b")


def test_the_vectors_have_the_rules_that_they_define():
    assert names(grammar_of("bison-03")) == ["a", "c", "f"]
