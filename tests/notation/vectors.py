"""Write a grammar as the trees of the vectors: ``["rule", name, body]``, bodies as nested lists.

    x ( "," x )*      ["seq", ["ref", "x"], ["rep", 0, null, ["seq", ["t", ","], ["ref", "x"]]]]

Attributes (`Code` of that kind) are left out: the trees have no word for them.
"""

from __future__ import annotations

import re

from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Cut,
    Empty,
    EndOfInput,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Prose,
    Range,
    Regex,
    Repetition,
    Sequence,
    Terminal,
)

_BY_NUMBER = re.compile(r"#x[0-9A-Fa-f]+|%[xdb][0-9A-Fa-f.]+")
_CASES = {None: "t", "exact": "ts", "fold": "ti"}


def rules(grammar):
    """Return the rules of a grammar as trees."""
    return [["rule", rule.name, tree(rule.body)] for rule in grammar.rules]


def tree(expr):
    """Return an expression as a tree."""
    match expr:
        case Terminal(text, spelling=spelling) if _BY_NUMBER.fullmatch(spelling):
            return ["code", spelling[1], [ord(character) for character in text]]
        case Terminal(text, case):
            return [_CASES[case], text]
        case Nonterminal(name):
            return ["ref", name]
        case Range(first, last):
            return ["range", first, last]
        case Characters(members, negated):
            return ["set", negated, [member(each) for each in members]]
        case Any():
            return ["any"]
        case Regex(pattern):
            return ["raw", f"/{pattern}/"]
        case EndOfInput():
            return ["raw", "$"]
        case Cut():
            return ["cut"]
        case Empty():
            return ["empty"]
        case Code(text):
            return ["code", text]
        case Labelled(label, item):
            return ["label", label, tree(item)]
        case Marked(mark, item):
            return ["forced", tree(item)] if mark == "&&" else ["raw", mark, tree(item)]
        case Sequence(items):
            kept = [tree(item) for item in items if not (isinstance(item, Code) and item.kind == "attribute")]
            return kept[0] if len(kept) == 1 else ["seq", *kept]
        case Choice(alternatives, ordered):
            return ["ord" if ordered else "alt", *map(tree, alternatives)]
        case Exclusion(item, exception):
            return ["except", tree(item), tree(exception)]
        case Lookahead(item, negative):
            return ["not" if negative else "and", tree(item)]
        case Repetition(item, 0, 1, None, lazy=False):
            return ["opt", tree(item)]
        case Repetition(item, least, most, separator, lazy):
            repeated = ["rep", least, most, tree(item)] + ([tree(separator)] if separator else [])
            return ["lazy", repeated] if lazy else repeated
        case Prose(text):
            return ["link", text] if re.match(r"\w+://", text) else ["prose", text]
    raise AssertionError(expr)


def member(node):
    """Return a member of a class as the trees have it."""
    match node:
        case Terminal(text):
            return text
        case Range(first, last):
            return [first, last]
        case Class(name):
            return name
    raise AssertionError(node)
