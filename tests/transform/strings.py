"""What an expression means over characters, straight from the definitions: the strings up to some length."""

from __future__ import annotations

from itertools import permutations

from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Comment,
    Empty,
    Exclusion,
    Labelled,
    Marked,
    Nonterminal,
    Permutation,
    Range,
    Regex,
    Repetition,
    Sequence,
    Terminal,
)

ALPHABET = "abAB,éÉ"
"""The characters that strings are made of; no set of more is told apart."""
CLASSES = {"[:alpha:]": "abAB", "[:upper:]": "AB"}


def strings(expr, longest, rules):
    """Return all strings of an expression of at most `longest` characters; `rules` has bodies by name."""
    known = {name: set() for name in rules}
    while True:
        found = {name: of(body, longest, known) for name, body in rules.items()}
        if found == known:
            return of(expr, longest, known)
        known = found


def of(node, longest, known):
    """Return the strings of a node, with those that are known of the rules."""

    def inner(each):
        return of(each, longest, known)

    def joined(some, others):
        return {one + other for one in some for other in others if len(one + other) <= longest}

    match node:
        case Empty() | Code() | Comment():
            return {""}
        case Terminal(text, "fold"):
            made = {""}
            for character in text:
                made = joined(made, {character.lower(), character.upper()})
            return made
        case Terminal(text):
            return {text} if len(text) <= longest and set(text) <= set(ALPHABET) else set()
        case Range() | Class() | Characters() | Any():
            return {character for character in ALPHABET if holds(node, character)}
        case Regex(".", "s"):
            return set(ALPHABET)
        case Nonterminal(name):
            return known.get(name, {f"<{name}>"})
        case Sequence(items):
            made = {""}
            for item in items:
                made = joined(made, inner(item))
            return made
        case Choice(alternatives):
            return set().union(*map(inner, alternatives))
        case Permutation(items):
            return set().union(*(inner(Sequence(order)) for order in permutations(items)))
        case Repetition(item, least, most, separator):
            once, between = inner(item), inner(separator) if separator else {""}
            made, now = {""} if least == 0 else set(), once
            for number in range(1, (most or least + longest + 1) + 1):
                if number >= least:
                    made |= now
                now = joined(joined(now, between), once)
            return made
        case Exclusion(item, exception):
            return inner(item) - inner(exception)
        case Labelled(item=item) | Marked(item=item):
            return inner(item)
    raise AssertionError(node)


def holds(node, character):
    """Return whether a node that stands for one character stands for this one."""
    match node:
        case Any():
            return True
        case Class(name):
            return character in CLASSES[name]
        case Terminal(text, case):
            return character in ({text.lower(), text.upper()} if case == "fold" else {text})
        case Range(first, last, case):
            both = {character.lower(), character.upper()} if case == "fold" else {character}
            return any(first <= each <= last for each in both)
        case Characters(members, negated, case):
            both = {character.lower(), character.upper()} if case == "fold" else {character}
            return any(holds(member, each) for member in members for each in both) != negated
    raise AssertionError(node)
