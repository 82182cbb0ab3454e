"""Which rules call themselves before anything is read: what a parser that goes from left to right never ends.

sum ::= sum "+" product | product          directly
a ::= [ b ] c ;  c ::= a "x"               through another, past what may be empty
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import (
    Choice,
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
    Repetition,
    Sequence,
    children,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from railroad.grammar import Expr, Rule

_NOTHING = (Empty, EndOfInput, Cut, Code, Comment, Lookahead)


def left_recursive(rules: Iterable[Rule]) -> dict[str, bool]:
    """Return the names of the rules that are left-recursive, and of each whether it calls itself directly."""
    bodies = {rule.name: rule.body for rule in rules}
    nullable = _nullable(bodies)
    calls = {name: _first_calls(body, nullable) & bodies.keys() for name, body in bodies.items()}
    found: dict[str, bool] = {}
    for group in _circles(calls):
        for name in group:
            if len(group) > 1 or name in calls[name]:
                found[name] = len(group) == 1
    return found


def _nullable(bodies: Mapping[str, Expr]) -> set[str]:
    """Return the names of the rules that may read nothing."""
    found: set[str] = set()
    order = list(bodies.items())[::-1]
    while True:
        before = len(found)
        for name, body in order:
            if name not in found and _reads_nothing(body, found)[id(body)]:
                found.add(name)
        if len(found) == before:
            return found


def _reads_nothing(body: Expr, nullable: set[str]) -> dict[int, bool]:
    """Return, by the identity of each node of a body, whether it may read nothing."""
    known: dict[int, bool] = {}
    for node in reversed(list(walk(body))):
        match node:
            case Nonterminal(name):
                known[id(node)] = name in nullable
            case Sequence(items) | Permutation(items):
                known[id(node)] = all(known[id(item)] for item in items)
            case Choice(alternatives):
                known[id(node)] = any(known[id(each)] for each in alternatives)
            case Repetition(item, least):
                known[id(node)] = least == 0 or known[id(item)]
            case Exclusion(item) | Labelled(item=item) | Marked(item=item):
                known[id(node)] = known[id(item)]
            case _:
                known[id(node)] = isinstance(node, _NOTHING)
    return known


def _first_calls(body: Expr, nullable: set[str]) -> set[str]:
    """Return the names that a body may call before it has read anything."""
    empty = _reads_nothing(body, nullable)
    found: set[str] = set()
    todo = [body]
    while todo:
        node = todo.pop()
        match node:
            case Nonterminal(name):
                found.add(name)
            case Sequence(items):
                for item in items:
                    todo.append(item)
                    if not empty[id(item)]:
                        break
            case Repetition(item, separator=separator):
                todo.append(item)
                if separator is not None and empty[id(item)]:
                    todo.append(separator)
            case Exclusion(item):
                todo.append(item)
            case _:
                todo.extend(children(node))
    return found


def _circles(calls: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the strongly connected parts of a graph.

    Tarjan, *Depth-first search and linear graph algorithms*, SIAM J. Comput. 1 (2), 1972; without recursion.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for start in calls:
        if start in number:
            continue
        path = [(start, iter(sorted(calls[start])))]
        number[start] = low[start] = len(number)
        stack.append(start)
        on_stack.add(start)
        while path:
            node, rest = path[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    path.append((other, iter(sorted(calls[other]))))
                    break
                if other in on_stack:
                    low[node] = min(low[node], number[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == number[node]:
                    group: list[str] = []
                    while not group or group[-1] != node:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    found.append(group)
    return found
