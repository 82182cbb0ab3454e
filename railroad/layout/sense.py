"""What the parts of a track are to a reader, as far as that tells where a row may end.

keyword    a terminal that begins with a letter, or with a letter after ``- -- @ # $``
clause     an optional, chosen or repeated part that begins with a keyword and takes an operand
announces  what leaves the reader waiting: a keyword, ``=``, ``.``, an open bracket
closes     what belongs to the part before it: a closing bracket, a comma, a full stop
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from railroad.diagram.model import Caption, Fork, Group, Loop, Series, Station

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.diagram.model import Track
    from railroad.layout.costs import Costs

_KEYWORD = re.compile(r"(?:--?|[@#$])?[^\W\d_]")
_OPENING = frozenset("([{<")
_CLOSING = frozenset(")]}>")
_ANNOUNCING = frozenset({"=", ".", "->", "=>", ":=", "::", "::=", "(", "[", "<"})
_BELONGING = frozenset({")", "]", "}", ">", ",", ";", ":", "."})


class Sense(NamedTuple):
    """What one part of a track is to a reader."""

    keyword: bool = False
    """It begins with a keyword."""
    pure: bool = True
    """It has nothing but terminals."""
    modifier: bool = False
    """It is a choice between single terminals."""
    clause: bool = False
    """A row may well begin with it."""
    announces: bool = False
    """It leaves the reader waiting for what comes next."""
    belongs: bool = False
    """It belongs to what stands before it."""
    bracket: int = 0
    """1: it opens a pair of brackets, −1: it closes one."""


_NOTHING = Sense()
_TEXTS = ("terminal", "exact", "fold")


def sense_of(track: Track, parts: Sequence[Sense]) -> Sense:
    """Return the sense of a track whose parts have the senses `parts`, in order."""
    match track:
        case Station(label, kind):
            return _station(label) if kind in _TEXTS else Sense(pure=False)
        case Series():
            return Sense(
                keyword=parts[0].keyword,
                pure=all(part.pure for part in parts),
                announces=parts[-1].announces,
            )
        case Fork(branches, bypass):
            return _fork(branches, bypass, parts)
        case Loop():
            body = parts[0]
            pure = all(part.pure for part in parts)
            return Sense(keyword=body.keyword, pure=pure, clause=body.keyword and not pure)
        case Caption(kind="order"):
            return Sense(announces=True)
        case Group():
            return Sense(keyword=parts[0].keyword, pure=False)
        case _:
            return _NOTHING


def _station(label: str) -> Sense:
    keyword = _KEYWORD.match(label) is not None
    return Sense(
        keyword=keyword,
        announces=keyword or label in _ANNOUNCING,
        belongs=label in _BELONGING,
        bracket=(label in _OPENING) - (label in _CLOSING),
    )


def _fork(branches: tuple[Track, ...], bypass: bool, parts: Sequence[Sense]) -> Sense:
    keyword = 2 * sum(part.keyword for part in parts) >= len(parts)
    pure = all(part.pure for part in parts)
    modifier = pure and all(isinstance(branch, Station) for branch in branches)
    prefix = bypass and len(parts) == 1 and not pure and parts[0].announces and not parts[0].keyword
    return Sense(
        keyword=keyword,
        pure=pure,
        modifier=modifier,
        clause=(keyword and not pure) or prefix,
        announces=prefix,
    )


def break_costs(senses: Sequence[Sense], depth: int, costs: Costs) -> list[float]:
    """Return what a break before each part of a sequence costs; the first is 0.

    `depth` is in how many choices and loops the sequence stands.
    """
    result = [0.0]
    inside = _inside_brackets(senses)
    waiting = False
    for index in range(1, len(senses)):
        before, after = senses[index - 1], senses[index]
        waiting = before.announces or (before.modifier and waiting)
        if waiting or after.belongs:
            cost = costs.tail
        elif after.clause:
            cost = costs.clause
        elif after.keyword and not after.modifier:
            cost = costs.keyword
        else:
            cost = costs.other
        result.append(cost + costs.depth * (depth + inside[index]))
    return result


def _inside_brackets(senses: Sequence[Sense]) -> list[int]:
    """Return in how many pairs of brackets of the same sequence the gap before each part stands."""
    change = [0] * (len(senses) + 1)
    opened: list[int] = []
    for index, sense in enumerate(senses):
        if sense.bracket > 0:
            opened.append(index)
        elif sense.bracket < 0 and opened:
            change[opened.pop() + 1] += 1
            change[index + 1] -= 1
    return list(accumulate(change))
