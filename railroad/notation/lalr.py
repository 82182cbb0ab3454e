"""Run the LALR tables that Lark makes of the ``.lark`` files.

    bnf.lark ──Lark, at development──▶ bnf.table ──▶ Table ──callbacks──▶ Parser ──pieces──▶ what the
                                                                                       callbacks make

Making the tables costs more than reading most grammars, so they are made beforehand and kept beside the
``.lark`` files (`tables.py`); reading them back costs about a millisecond, and Lark is not even imported.  A
table that is not of the ``.lark`` file as it is now is made anew, in memory.

A table says what Lark would do, filtering of children included, so that a ``.lark`` file means here what it
means to Lark.  Its form depends on the grammar alone, not on the version of Lark.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_FORM = "lalr-1"
END = "$END"
"""The type of the piece after the last."""


class Piece:
    """A token for the parser: what it is, where it is written, and what it means."""

    __slots__ = ("end", "start", "type", "value")

    def __init__(self, type: str, start: int, end: int, value: Any = None) -> None:
        """Make a piece called `type` in the ``.lark`` file."""
        self.type = type
        self.start = start
        self.end = end
        self.value = value


class Unexpected(Exception):
    """A piece where the grammar can't go on with it."""

    def __init__(self, piece: Piece, expected: frozenset[str] = frozenset()) -> None:
        """Keep the `piece`, and the types of all that could stand in its place (``$END``: nothing more)."""
        super().__init__(piece.type)
        self.piece = piece
        self.expected = expected


class Production(NamedTuple):
    """One production of a ``.lark`` file, without the signs of EBNF."""

    origin: str
    """Its left side."""
    size: int
    """How many symbols its right side has."""
    callback: str
    """What is called with the children; its left side if there is no alias."""
    single: bool
    """Whether one child alone stands for itself (Lark's ``?rule``)."""
    children: tuple[str, ...] | None
    """The children in their order: ``2`` is the third value, ``*2`` all in it, ``-`` is None; None: all."""


class Table(NamedTuple):
    """What an LALR parser does: the first state is 0."""

    productions: tuple[Production, ...]
    states: tuple[dict[str, int], ...]
    """For each symbol the state to go to, or ``~n`` to reduce by the production n."""
    end: int
    """The state in which the whole is read."""

    def text(self, digest: int) -> str:
        """Return the table as a text; `digest` is that of the ``.lark`` file it is of."""
        lines = [f"{_FORM} {digest} {self.end} {len(self.productions)}"]
        for origin, size, callback, single, children in self.productions:
            kept = "all" if children is None else " ".join(("of", *children))
            lines.append(f"{origin} {size} {callback} {'single' if single else 'each'} {kept}")
        lines += [
            " ".join(f"{symbol} {action}" for symbol, action in sorted(row.items())) for row in self.states
        ]
        return "\n".join(lines) + "\n"


def read_table(text: str, digest: int) -> Table | None:
    """Return the table in a text; None if it is of another ``.lark`` file, or in another form."""
    lines = text.splitlines()
    head = lines[0].split() if lines else []
    if head[:2] != [_FORM, str(digest)]:
        return None
    count = int(head[3]) + 1
    productions = []
    for line in lines[1:count]:
        origin, size, callback, single, kept, *children = line.split()
        given = None if kept == "all" else tuple(children)
        productions.append(Production(origin, int(size), callback, single == "single", given))
    rows = [line.split() for line in lines[count:]]
    states = tuple(dict(zip(row[::2], map(int, row[1::2]), strict=True)) for row in rows)
    return Table(tuple(productions), states, int(head[2]))


class Parser:
    """A table with its callbacks.  It keeps nothing of what it parses, so one serves all threads."""

    def __init__(self, table: Table, callbacks: object) -> None:
        """Make a parser that calls the methods of `callbacks`, one a production."""
        self._states = table.states
        self._end = table.end
        self._reductions = [
            (each.origin, each.size, _maker(each, _callback(each, callbacks))) for each in table.productions
        ]

    def parse(self, pieces: Iterable[Piece], end: int) -> Any:
        """Return what the callbacks make of the pieces of a text that ends at `end`.

        Raises:
            Unexpected: the pieces don't follow the grammar.
        """
        states, reductions, last = self._states, self._reductions, self._end
        stack = [0]
        values: list[Any] = []
        row = states[0]
        for piece in chain(pieces, (Piece(END, end, end),)):
            type_ = piece.type
            while True:
                action = row.get(type_)
                if action is None:
                    raise Unexpected(piece, self._expected(stack))
                if action >= 0:
                    stack.append(action)
                    values.append(piece)
                    row = states[action]
                    break
                origin, size, make = reductions[~action]
                children: list[Any] = []
                if size:
                    children = values[-size:]
                    del values[-size:], stack[-size:]
                values.append(make(children))
                state = states[stack[-1]][origin]
                stack.append(state)
                row = states[state]
                if state == last and type_ == END:
                    return values[0]
        raise AssertionError("the end is never shifted")

    def _expected(self, stack: list[int]) -> frozenset[str]:
        """Return the types of the pieces with which a parse can go on."""
        row = self._states[stack[-1]]
        return frozenset(symbol for symbol in row if symbol.isupper() and self._goes_on(stack, symbol))

    def _goes_on(self, stack: list[int], type_: str) -> bool:
        """Return whether a piece can be shifted, or be the end; the look-ahead of a state alone may lie."""
        kept = len(stack)
        above: list[int] = []
        while True:
            action = self._states[above[-1] if above else stack[kept - 1]].get(type_)
            if action is None or action >= 0:
                return action is not None
            origin, size, _ = self._reductions[~action]
            taken = min(size, len(above))
            del above[len(above) - taken :]
            kept -= size - taken
            state = self._states[above[-1] if above else stack[kept - 1]][origin]
            if state == self._end and type_ == END:
                return True
            above.append(state)


def _callback(production: Production, callbacks: object) -> Callable[[list[Any]], Any]:
    """Return the method for a production; one whose children go into the production above needs none."""
    found = getattr(callbacks, production.callback, None)
    if found is not None:
        method: Callable[[list[Any]], Any] = found
        return method
    count = production.size if production.children is None else len(production.children)
    if production.callback[0] == "_" or (production.single and count == 1):
        return _as_they_are
    raise TypeError(f"{type(callbacks).__qualname__} has no {production.callback}()")


def _maker(production: Production, callback: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    """Return what makes a value of the values of the right side."""
    make = partial(_single, callback) if production.single else callback
    if production.children is None:
        return make
    return partial(_filtered, make, [(int(each.lstrip("*-") or 0), each[0]) for each in production.children])


def _as_they_are(children: list[Any]) -> Any:
    return children


def _single(callback: Callable[[list[Any]], Any], children: list[Any]) -> Any:
    return children[0] if len(children) == 1 else callback(children)


def _filtered(make: Callable[[list[Any]], Any], steps: list[tuple[int, str]], values: list[Any]) -> Any:
    """Make a value of those children that count."""
    children: list[Any] = []
    for index, kind in steps:
        if kind == "-":
            children.append(None)
        elif kind != "*":
            children.append(values[index])
        elif children:
            children += values[index]
        else:
            children = values[index]  # left recursion: the list grows in place
    return make(children)
