"""What the parts of a track are to a reader, as far as that tells where a row may end.

A careful author begins rows with clauses, and does not tear what is read in one breath:

    CREATE [TEMP | TEMPORARY] VIEW [schema .] name
    [WHERE expr] [ORDER BY expr]

keyword    a terminal that begins with a letter, or with a letter after ``- -- @ # $``; a choice of them
clause     an optional, chosen or repeated part that begins with a keyword and takes an operand (``[WHERE
           expr]``), and what may stand before a name (``[schema .]``)
phrase     what begins with a keyword and is no clause: ``VIEW``, ``(INSERT | REPLACE)``, ``[FOR EACH ROW]``
modifier   one of a few fixed phrases, or one word that may be left out: ``[TEMP | TEMPORARY]``, ``[UNIQUE]``
announces  what leaves the reader waiting: a keyword, ``=``, ``.``, an open bracket, ``[schema .]``
belongs    what belongs to the part before it: a closing bracket, a comma, a full stop
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
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
    single: bool = False
    """It is one station, or one that may be left out."""
    modifier: bool = False
    """It is one of a few fixed phrases, or one word that may be left out."""
    clause: bool = False
    """A row may well begin with it."""
    announces: bool = False
    """It leaves the reader waiting for what comes next."""
    optional: bool = False
    """There is a way past it."""
    belongs: bool = False
    """It belongs to what stands before it."""
    bracket: int = 0
    """1: it opens a pair of brackets, −1: it closes one."""

    @property
    def phrase(self) -> bool:
        """It begins with a keyword of its own, but is no clause."""
        return self.keyword and not self.clause and not (self.modifier and self.optional)


_NOTHING = Sense()
_TEXTS = ("terminal", "exact", "fold")


def sense_of(track: Track, parts: Sequence[Sense]) -> Sense:
    """Return the sense of a track whose parts have the senses `parts`, in order."""
    match track:
        case Station(label, kind):
            return _station(label) if kind in _TEXTS else Sense(pure=False, single=True)
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
        single=True,
        announces=keyword or label in _ANNOUNCING,
        belongs=label in _BELONGING,
        bracket=(label in _OPENING) - (label in _CLOSING),
    )


def _fork(branches: tuple[Track, ...], bypass: bool, parts: Sequence[Sense]) -> Sense:
    keyword = 2 * sum([part.keyword for part in parts]) > len(parts)
    pure = all(part.pure for part in parts)
    lone = isinstance(branches[0], Station) if len(branches) == 1 else False
    spellings = keyword and pure and not bypass
    prefix = bypass and len(parts) == 1 and not pure and parts[0].announces and not parts[0].keyword
    return Sense(
        keyword=keyword,
        pure=pure,
        single=lone,
        modifier=pure and (lone or len(branches) > 1),
        optional=bypass,
        clause=(keyword and not pure) or prefix,
        announces=prefix or spellings,
    )


def break_costs(senses: Sequence[Sense], depth: int, costs: Costs) -> list[float]:
    """Return what a break before each part of a sequence costs; the first is 0.

    `depth` is in how many choices and loops the sequence stands.
    """
    inside = _inside_brackets(senses)
    torn = _torn(senses)
    return [0.0] + [
        _cost_before(senses[index], torn[index], costs) + costs.depth * (depth + inside[index])
        for index in range(1, len(senses))
    ]


def _cost_before(part: Sense, torn: bool, costs: Costs) -> float:
    if torn:
        return costs.tail
    if part.clause:
        return costs.clause
    if part.phrase:
        return costs.keyword
    return costs.option if part.optional else costs.other


def _torn(senses: Sequence[Sense]) -> list[bool]:
    """Return whether a break before each part tears what is read in one breath.

    A keyword waits past its modifiers for its operand, or for the keyword that they modify.  Where all that
    follows may be left out, it waits for nothing: ``git commit | [-m message] [--date = date]``.
    """
    result = [False]
    last_required = max([index for index, sense in enumerate(senses) if not sense.optional], default=0)
    waiting = False
    for index, (before, after) in enumerate(pairwise(senses), 1):
        modifies = before.modifier and (waiting or (after.phrase and not after.optional))
        waiting = before.announces or modifies
        result.append(after.belongs or (waiting and index <= last_required))
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
