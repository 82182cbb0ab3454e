"""Tracks for tests: a short way to write them down, and what an expression means as an automaton.

label                          Station           —              Straight
a b                            Series            «×20»          Caption
(a | b)  (a | b)?  (a)?        Fork, without and with a bypass
(a)+     (a)+~b                Loop, back straight or through b
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from railroad.diagram.model import Caption, Fork, Loop, Series, Station, Straight
from railroad.grammar import Choice, Empty, Prose, Range, Repetition, Sequence, Terminal


def drawn(track):
    """Return how a track is written."""
    match track:
        case Station(label):
            return label
        case Straight():
            return "—"
        case Caption(text):
            return f"«{text}»"
        case Series(items):
            return " ".join(map(drawn, items))
        case Fork(branches, bypass):
            return f"({' | '.join(map(drawn, branches))}){'?' * bypass}"
        case Loop(body, Straight()):
            return f"({drawn(body)})+"
        case Loop(body, back):
            return f"({drawn(body)})+~({drawn(back)})"


def machine_of_expression(expr):
    """Return the machine of an expression as `tests.automata` has them; counts are copied out in full."""
    edges, fresh = defaultdict(list), count()

    def build(node, start):
        """Add the machine of `node` from `start`, and return its final state."""
        final = next(fresh)
        match node:
            case Sequence(items):
                for item in items:
                    start = build(item, start)
                return start
            case Choice(alternatives):
                for alternative in alternatives:
                    edges[build(alternative, start)].append((None, final))
            case Repetition(item, least, most, separator):
                rounds(item, separator or Empty(), least, most, start, final)
            case Empty():
                edges[start].append((None, final))
            case Terminal(label) | Prose(label):
                edges[start].append((label, final))
            case Range(first, last):
                edges[start].append((f"{first}...{last}", final))
            case _:
                edges[start].append((node.name, final))
        return final

    def rounds(item, separator, least, most, start, final):
        if least == 0:
            edges[start].append((None, final))
        fixed = most or max(least, 1)
        for number in range(1, fixed + 1):
            begin = next(fresh)
            edges[build(separator, start) if number > 1 else start].append((None, begin))
            start = build(item, begin)
            if number >= least:
                edges[start].append((None, final))
        if most is None:
            again = build(separator, start)
            edges[build(item, again)] += [(None, start)]

    start = next(fresh)
    return edges, start, build(expr, start)
