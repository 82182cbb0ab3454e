"""The trees that pictures are measured on, in nobody's objects, so that every tool is given the same.

A tree is a list of steps in postfix order: a leaf is put on a stack, a node takes its parts off it.  So a
tree of any depth is a flat list, which JSON carries, and is built without recursion.

    ("terminal", "text")  ("nonterminal", "text")     a leaf
    ("seq", n)            ("choice", n)               of the n parts before it
    ("opt", 1)            ("plus", 1)                 of the part before it
    ("list", 2)           of the part and the separator before it

This module is imported where our package is not installed; it must do without it, but for `turtle`.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = tuple[str, Any]
    Tree = list[Step]

LEAVES = ("terminal", "nonterminal")


def build(tree: Tree, makers: dict[str, Callable[..., Any]]) -> Any:
    """Return what the makers make of a tree: of the text of a leaf, of the parts of a node."""
    stack: list[Any] = []
    for kind, value in tree:
        if kind in LEAVES:
            stack.append(makers[kind](value))
        else:
            parts = stack[len(stack) - value :]
            del stack[len(stack) - value :]
            stack.append(makers[kind](*parts))
    (whole,) = stack
    return whole


def stations(trees: list[Tree]) -> int:
    """Return how many stations the trees have."""
    return sum(kind in LEAVES for tree in trees for kind, _ in tree)


def turtle() -> list[Tree]:
    """Return the rules of Turtle 1.1 (W3C Recommendation, section 6.5) with Turtle-star's quoted triples.

    Each is as the grammar has it, nothing simplified.
    """
    import railroad

    grammar = railroad.load(Path(__file__).with_name("turtle.bnf"))
    return [_tree(rule.body) for rule in grammar.rules]


def choice(count: int) -> list[Tree]:
    """Return one choice of sequences of nine terminals, so many stations in all."""
    tree: Tree = []
    left, branches = count, 0
    while left:
        length = min(9, left)
        tree += [("terminal", f"t{left - index}") for index in range(length)]
        if length > 1:
            tree.append(("seq", length))
        left -= length
        branches += 1
    return [[*tree, ("choice", branches)]]


def nest(depth: int) -> list[Tree]:
    """Return lists and options in one another, each a terminal and the next."""
    tree: Tree = [("terminal", f"x{level}") for level in range(depth)]
    tree.append(("terminal", "middle"))
    for level in range(depth):
        tree.append(("seq", 2))
        tree += [("opt", 1)] if level % 2 else [("terminal", ","), ("list", 2)]
    return [tree]


def options(depth: int) -> list[Tree]:
    """Return options in one another, each a terminal and the next."""
    return [[*[("terminal", "x")] * depth, ("terminal", "x"), *[("seq", 2), ("opt", 1)] * depth]]


def row(count: int) -> list[Tree]:
    """Return one sequence of stations."""
    chance = random.Random(count)
    return [[*(_leaf(chance) for _ in range(count)), ("seq", count)]]


def nests(count: int) -> list[Tree]:
    """Return random trees of so many stations, at least one, and small ones until they have 300 in all."""
    return [_nest(count, random.Random(f"{count} {index}")) for index in range(max(1, 300 // count))]


def _nest(count: int, chance: random.Random) -> Tree:
    """Return a random tree of so many stations, in which every kind of node is in every other."""
    done: Tree = []
    todo: list[int | Step] = [count]
    while todo:
        task = todo.pop()
        if isinstance(task, tuple):
            done.append(task)
            continue
        if task == 1:
            done.append(_leaf(chance))
            continue
        kind = chance.choices(("seq", "choice", "opt", "plus", "list"), (45, 25, 14, 8, 8))[0]
        if kind in ("opt", "plus"):  # of a sequence, or it would be a chain of options
            todo.append((kind, 1))
            kind = "seq"
        if kind == "list":
            separator = 1 if chance.random() < 0.8 else max(1, task // 8)
            todo += [("list", 2), separator, task - separator]
            continue
        sizes = _parts(task, chance.randint(2, min(task, 6)), chance)
        todo += [(kind, len(sizes)), *sizes]
    return done


def _leaf(chance: random.Random) -> Step:
    name = "".join(chance.choice("abcdefgh") for _ in range(chance.randint(1, 10)))
    return (chance.choice(LEAVES), name)


def _parts(total: int, parts: int, chance: random.Random) -> list[int]:
    """Return `parts` numbers from 1 whose sum is `total`."""
    cuts = sorted(chance.sample(range(1, total), parts - 1))
    return [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]


def _tree(expr: Any) -> Tree:
    """Return the tree of an expression of a grammar."""
    from railroad.grammar import Choice, Nonterminal, Repetition, Sequence, Terminal, children

    done: Tree = []
    todo: list[Any] = [expr]
    while todo:
        task = todo.pop()
        if isinstance(task, tuple):
            done.append(task)
        elif isinstance(task, Terminal):
            done.append(("terminal", task.text))
        elif isinstance(task, Nonterminal):
            done.append(("nonterminal", task.name))
        elif isinstance(task, Sequence | Choice):
            parts = children(task)
            todo += [("seq" if isinstance(task, Sequence) else "choice", len(parts)), *reversed(parts)]
        else:
            assert isinstance(task, Repetition)
            assert task.separator is None
            if task.least == 0:
                todo.append(("opt", 1))
            if task.most is None:
                todo.append(("plus", 1))
            todo.append(task.item)
    return done
