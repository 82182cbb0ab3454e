"""What an expression means, straight from the definitions: the set of its sentences up to some length.

A sentence is a tuple of labels.  Nothing here knows how a pass works.
"""

from __future__ import annotations

from railroad.grammar import Choice, Empty, Nonterminal, Repetition, Sequence, Terminal


def sentences(expr, longest, calls=None):
    """Return all sentences of `expr` of at most `longest` labels; `calls` has those of some nonterminals."""

    def joined(some, others):
        return {one + other for one in some for other in others if len(one) + len(other) <= longest}

    def of(node):
        match node:
            case Empty():
                return {()}
            case Terminal(text):
                return {(text,)}
            case Nonterminal(name):
                return calls[name] if calls and name in calls else {(name,)}
            case Sequence(items):
                found = {()}
                for item in items:
                    found = joined(found, of(item))
                return found
            case Choice(alternatives):
                return set().union(*map(of, alternatives))
            case Repetition(item, least, most, separator):
                return rounds(of(item), of(separator) if separator else {()}, least, most)

    def rounds(item, separator, least, most):
        """Add one round after another until `most`, or until the rounds begin to come again."""
        further = joined(separator, item)
        found, now, number, seen = {()} if least == 0 else set(), item, 1, []
        while number < least or now not in seen:
            if number >= least:
                found |= now
                seen.append(now)
            if number == most:
                break
            now = joined(now, further)
            number += 1
        return found

    return of(expr)


def derived(name, body, longest):
    """Return what the rule ``name ::= body`` derives, up to a length: the least fixed point."""
    found = set()
    while True:
        more = sentences(body, longest, {name: found})
        if more == found:
            return found
        found = more
