"""Tracks for tests: a short way to write them down, and what an expression means as an automaton.

label                          Station           —              Straight
a b                            Series            «×20»          Caption
(a | b)  (a | b)?  (a)?        Fork, without and with a bypass
(a)+     (a)+~b                Loop, back straight or through b
1:a  w:a  a'w                  order, words before and words behind in a Station
(1:a / 2:b)                    ordered Fork
[w: a]   [w: a ; but not b]    Group, with something aside
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from railroad.diagram.model import Caption, Fork, Group, Loop, Series, Station, Straight
from railroad.grammar import (
    Choice,
    Empty,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Permutation,
    Prose,
    Range,
    Repetition,
    Sequence,
    Terminal,
)


def drawn(track):
    """Return how a track is written."""
    match track:
        case Station(label):
            words = f"{track.before} " if track.before else ""
            order = "" if track.order is None else f"{track.order}:"
            return f"{order}{words}{label}" + (f"'{track.after}" if track.after else "")
        case Straight():
            return "—"
        case Caption(text, "order"):
            return f"{text}:"
        case Caption(text):
            return f"«{text}»"
        case Series(items):
            return " ".join(map(drawn, items))
        case Fork(branches, bypass):
            sign = " / " if track.ordered else " | "
            return f"({sign.join(map(drawn, branches))}){'?' * bypass}"
        case Group(words, _, inner, asides):
            aside = "".join(f" ; {each.words} {drawn(each.track)}" for each in asides)
            return f"[{words}: {drawn(inner)}{aside}]"
        case Loop(body, Straight()):
            return f"({drawn(body)})+"
        case Loop(body, back):
            return f"({drawn(body)})+~({drawn(back)})"


def machine_of_expression(expr, label_of=None):
    """Return the machine of an expression as `tests.automata` has them; counts are copied out in full.

    Tests are passed through, of an exception only the item counts, and a permutation has the order that it is
    written in: a picture says by words what a train can't.  `label_of` gives the labels of further leaves.
    """
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
            case Permutation(items):
                for item in items:
                    start = build(item, start)
                return start
            case Exclusion(item) | Lookahead(item) | Labelled(item=item) | Marked(item=item):
                return build(item, start)
            case Empty():
                edges[start].append((None, final))
            case _ if label_of is not None:
                edges[start].append((label_of(node), final))
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
