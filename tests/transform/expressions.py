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
    Choice,
    Empty,
    Nonterminal,
    Prose,
    Range,
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


def shown(expr):
    """Return how an expression is written."""
    match expr:
        case Terminal(text) | Nonterminal(text):
            return text
        case Empty():
            return "ε"
        case Range(first, last):
            return f"{first}…{last}"
        case Prose(text):
            return f"?{text}?"
        case Sequence(items):
            return "(" + " ".join(map(shown, items)) + ")"
        case Choice(alternatives):
            return "(" + " | ".join(map(shown, alternatives)) + ")"
        case Repetition(item, least, most, separator):
            signs = {pair: sign for sign, pair in _COUNTS.items()}
            sign = signs.get((least, most)) or f"{{{least},{'' if most is None else most}}}"
            return shown(item) + sign + (f"~{shown(separator)}" if separator else "")


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
