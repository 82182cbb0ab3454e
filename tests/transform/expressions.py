"""Expressions for tests: a short way to write and read them, all small ones, and random ones.

a  ,  word     terminals          A        a nonterminal        ε      empty
a b            sequence           a | b    choice               ( )    group
a? a* a+       repetition         a{2,3} a{2,} a{2}             a+~,   with a separator
"""

from __future__ import annotations

import re
from functools import cache
from itertools import count
from pathlib import Path

from hypothesis import strategies as st

from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Comment,
    Cut,
    Empty,
    EndOfInput,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Prose,
    Range,
    Regex,
    Repetition,
    Sequence,
    Terminal,
    choice,
    optional,
    seq,
)
from railroad.source import Span

CASES = Path(__file__).resolve().parent.parent / "cases"

_SIGN = re.compile(r"\s*(\{\d+,?\d*\}|[()|?*+~]|[^\s()|?*+~{}]+)")
_COUNTS = {"?": (0, 1), "*": (0, None), "+": (1, None)}


def cases(path):
    """Return the (title, input, expected) of a file of cases; a line with a single dot ends each part."""
    parts = (CASES / path).read_text(encoding="utf-8").rstrip("\n").split("\n.\n")
    assert len(parts) % 3 == 0, f"{path}: {len(parts)} parts"
    return [(parts[i].strip(), parts[i + 1], parts[i + 2]) for i in range(0, len(parts), 3)]


def written(text):
    """Return the expression that is written in `text`; every node has its place."""
    signs = [(found[1], Span(found.start(1), found.end(1))) for found in _SIGN.finditer(text)]
    at = 0

    def peek():
        return signs[at][0] if at < len(signs) else ""

    def take():
        nonlocal at
        at += 1
        return signs[at - 1]

    def alternatives():
        found = [items()]
        while peek() == "|":
            take()
            found.append(items())
        return choice(found, Span(found[0].span.start, found[-1].span.end))

    def items():
        found = [item()]
        while peek() not in ("", "|", ")"):
            found.append(item())
        return seq(found, Span(found[0].span.start, found[-1].span.end))

    def item():
        found = atom()
        while peek()[:1] in ("?", "*", "+", "{"):
            sign, span = take()
            separator = None
            if peek() == "~":
                take()
                separator = atom()
            found = Repetition(found, *counts(sign), separator, span=Span(found.span.start, span.end))
        return found

    def atom():
        sign, span = take()
        if sign == "(":
            found = alternatives()
            assert take()[0] == ")"
            return found
        if sign == "ε":
            return Empty(span=span)
        return Nonterminal(sign, span=span) if sign[0].isupper() else Terminal(sign, span=span)

    found = alternatives()
    assert at == len(signs), text
    return found


def counts(sign):
    if sign in _COUNTS:
        return _COUNTS[sign]
    least, comma, most = sign[1:-1].partition(",")
    return int(least), int(most) if most else None if comma else int(least)


EVERY_LEAF = [
    Terminal("a"), Terminal("a", "exact"), Terminal("a", "fold"), Nonterminal("a"), Range("a", "z"),
    Range("a", "z", "fold"), Class("a"), Characters((Terminal("a"), Range("0", "9"))),
    Characters((Terminal("a"), Range("0", "9")), True), Characters((Terminal("a"),), case="fold"), Any(),
    Regex("a"), Regex("a", "i"), EndOfInput(), Prose("a"), Empty(), Cut(), Code("a"), Code("a", "predicate"),
    Code("a", "attribute"), Comment("a"),
]  # fmt: skip
"""One of each, and of each field that makes a difference."""


def shown(expr):
    """Return how an expression is written; what has no short way is written as Python writes it."""
    match expr:
        case Terminal(text, None) | Nonterminal(text, ()):
            return text
        case Empty():
            return "ε"
        case Range(first, last, None):
            return f"{first}…{last}"
        case Prose(text):
            return f"?{text}?"
        case Cut():
            return "~"
        case Code(text):
            return f"`{text}`"
        case Comment(text):
            return f"«{text}»"
        case Nonterminal(name, arguments):
            return f"{name}[{', '.join(map(shown, arguments))}]"
        case Sequence(items):
            return "(" + " ".join(map(shown, items)) + ")"
        case Choice(alternatives, ordered):
            return "(" + (" / " if ordered else " | ").join(map(shown, alternatives)) + ")"
        case Permutation(items):
            return "(" + " && ".join(map(shown, items)) + ")"
        case Exclusion(item, exception):
            return f"({shown(item)} - {shown(exception)})"
        case Lookahead(item, negative):
            return "&!"[negative] + shown(item)
        case Labelled(label, item):
            return f"{label}:{shown(item)}"
        case Marked(mark, item):
            return f"{mark}{shown(item)}"
        case Repetition(item, least, most, separator, lazy):
            signs = {pair: sign for sign, pair in _COUNTS.items()}
            sign = signs.get((least, most)) or f"{{{least},{'' if most is None else most}}}"
            return shown(item) + sign + "?" * lazy + (f"~{shown(separator)}" if separator else "")
    return repr(expr)


def small(size, leaves):
    """Return all expressions of so many nodes over the leaves."""

    @cache
    def of(size):
        if size == 1:
            return list(leaves)
        found = []
        for item in of(size - 1):
            found += [Repetition(item, *pair) for pair in ((0, 1), (0, None), (1, None), (1, 2))]
        for left in range(1, size - 1):
            for one in of(left):
                for other in of(size - 1 - left):
                    found += [Sequence((one, other)), Choice((one, other))]
                    found += [Repetition(one, least, None, other) for least in (0, 1)]
        return found

    return of(size)


def expressions(leaves, size=14):
    """Return a strategy for expressions over the leaves, tidy or not."""

    def wider(below):
        several = st.lists(below, min_size=2, max_size=4).map(tuple)
        counted = st.sampled_from(
            [(0, None), (0, None), (1, None), (1, None), (1, 1), (0, 2), (2, 3), (2, None)]
        )
        return st.one_of(
            several.map(Sequence),
            several.map(Choice),
            below.map(optional),
            st.builds(lambda x, pair: Repetition(x, *pair), below, counted),
            st.builds(lambda x, pair, s: Repetition(x, *pair, s), below, counted, below),
            st.builds(_list, below, below, st.booleans()),
        )

    return st.recursive(st.sampled_from(leaves), wider, max_leaves=size)


def every_expression(leaves=EVERY_LEAF, size=12):
    """Return a strategy for expressions of all types of nodes."""

    def wider(below):
        several = st.lists(below, min_size=2, max_size=4).map(tuple)
        counted = st.sampled_from([(0, 1), (0, None), (1, None), (1, 1), (0, 2), (2, 3), (2, None)])
        return st.one_of(
            several.map(Sequence),
            st.builds(Choice, several, st.booleans()),
            several.map(Permutation),
            st.builds(
                lambda x, pair, s, lazy: Repetition(x, *pair, s, lazy),
                below, counted, st.one_of(st.none(), below), st.booleans(),
            ),
            st.builds(Exclusion, below, below),
            st.builds(Lookahead, below, st.booleans()),
            st.builds(Labelled, st.sampled_from("xy"), below),
            st.builds(Marked, st.sampled_from("$@"), below),
            st.builds(lambda parts: Nonterminal("a", parts), several),
        )  # fmt: skip

    return st.recursive(st.sampled_from(leaves), wider, max_leaves=size)


def _list(item, separator, ahead):
    """Return ``x (sep x)*`` or ``(x sep)* x``, written out."""
    if ahead:
        return Sequence((Repetition(Sequence((item, separator)), 0, None), item))
    return Sequence((item, Repetition(Sequence((separator, item)), 0, None)))


def placed(expr):
    """Return the expression as if it had been read from a text: every node has a place of its own."""
    fresh = count()

    def place(node):
        start = next(fresh)
        match node:
            case Sequence(items):
                return Sequence(tuple(map(place, items)), span=Span(start, next(fresh)))
            case Choice(alternatives):
                return Choice(tuple(map(place, alternatives)), span=Span(start, next(fresh)))
            case Repetition(item, least, most, separator):
                item, separator = place(item), separator and place(separator)
                return Repetition(item, least, most, separator, span=Span(start, next(fresh)))
            case Terminal(text):
                return Terminal(text, span=Span(start, next(fresh)))
            case Nonterminal(name):
                return Nonterminal(name, span=Span(start, next(fresh)))
            case Empty():
                return Empty(span=Span(start, next(fresh)))

    return place(expr)
