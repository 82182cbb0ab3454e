"""Small automata: what a track means, and whether two machines accept the same sentences.

A machine is (edges, start, final): `edges[state]` is a list of (label or None, next state).
"""

from __future__ import annotations

from collections import defaultdict, deque
from itertools import count

from railroad.diagram.model import Caption, Fork, Group, Loop, Series, Station, Straight


def machine_of(track):
    """Return the machine of a diagram's track; a caption and what stands aside read nothing."""
    edges, fresh = defaultdict(list), count()

    def build(node):
        start, final = next(fresh), next(fresh)
        match node:
            case Station(label):
                edges[start].append((label, final))
            case Straight() | Caption():
                edges[start].append((None, final))
            case Series(items):
                at = start
                for item in items:
                    first, last = build(item)
                    edges[at].append((None, first))
                    at = last
                edges[at].append((None, final))
            case Fork(branches, bypass):
                for branch in branches:
                    first, last = build(branch)
                    edges[start].append((None, first))
                    edges[last].append((None, final))
                if bypass:
                    edges[start].append((None, final))
            case Group(track=inner):
                return build(inner)
            case Loop(body, back):
                first, last = build(body)
                again, ready = build(back)
                edges[start].append((None, first))
                edges[last] += [(None, final), (None, again)]
                edges[ready].append((None, first))
        return start, final

    start, final = build(track)
    return edges, start, final


def difference(one, other):
    """Return None if two machines accept the same sentences, else a shortest one they differ on."""
    begin = (_closure(one[0], {one[1]}), _closure(other[0], {other[1]}))
    seen, queue = {begin}, deque([(begin, ())])
    while queue:
        (a, b), word = queue.popleft()
        if (one[2] in a) != (other[2] in b):
            return word
        steps_a, steps_b = _steps(one[0], a), _steps(other[0], b)
        for label in sorted({*steps_a, *steps_b}):
            pair = (steps_a.get(label, frozenset()), steps_b.get(label, frozenset()))
            if pair not in seen:
                seen.add(pair)
                queue.append((pair, (*word, label)))
    return None


def _closure(edges, states):
    found, todo = set(states), list(states)
    while todo:
        for label, state in edges.get(todo.pop(), ()):
            if label is None and state not in found:
                found.add(state)
                todo.append(state)
    return frozenset(found)


def _steps(edges, states):
    steps = defaultdict(set)
    for state in states:
        for label, to in edges.get(state, ()):
            if label is not None:
                steps[label].add(to)
    return {label: _closure(edges, to) for label, to in steps.items()}
