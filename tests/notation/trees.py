"""Expressions as the vectors write them down: lists that begin with a word."""

from __future__ import annotations

from railroad.grammar import (
    Choice,
    Empty,
    Lookahead,
    Nonterminal,
    Prose,
    Range,
    Repetition,
    Sequence,
    Terminal,
)

_BASES = {"b": 2, "d": 10, "x": 16}


def tree(expr):
    """Return an expression as a vector, with names as they are written; not for deep ones."""
    match expr:
        case Terminal(text, case):
            if expr.spelling[:1] == "%" and expr.spelling[1].lower() in _BASES:
                return ["code", _BASES[expr.spelling[1].lower()], [ord(c) for c in text]]
            return [{"fold": "ti", "exact": "ts", None: "t"}[case], text]
        case Nonterminal(name):
            return ["ref", (expr.spelling or name).strip("<>")]
        case Range(first, last):
            return ["range", first, last]
        case Prose(text):
            return ["prose", text]
        case Empty():
            return ["empty"]
        case Sequence(items):
            return ["seq", *map(tree, items)]
        case Choice(alternatives):
            return ["alt", *map(tree, alternatives)]
        case Repetition(item, 0, 1, None):
            return ["opt", tree(item)]
        case Repetition(item, least, most, None):
            return ["rep", least, most, tree(item)]
        case Repetition(item, least, most, separator):
            return ["rep", least, most, tree(item), tree(separator)]
        case Lookahead(item, negative):
            return ["not" if negative else "and", tree(item)]
    raise AssertionError(expr)


def trees(grammar):
    """Return the rules of a grammar as a vector."""
    return [["rule", rule.name, tree(rule.body)] for rule in grammar.rules]
