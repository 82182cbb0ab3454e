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
from itertools import accumulate
from typing import TYPE_CHECKING

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


Sense = int
"""What one part of a track is to a reader: some of these."""
KEYWORD = 1
"""It begins with a keyword."""
PURE = 2
"""It has nothing but terminals."""
SINGLE = 4
"""It is one station, or one that may be left out."""
MODIFIER = 8
"""It is one of a few fixed phrases, or one word that may be left out."""
CLAUSE = 16
"""A row may well begin with it."""
ANNOUNCES = 32
"""It leaves the reader waiting for what comes next."""
OPTIONAL = 64
"""There is a way past it."""
BELONGS = 128
"""It belongs to what stands before it."""
OPENS = 256
"""It opens a pair of brackets."""
CLOSES = 512
"""It closes one."""

_TEXTS = ("terminal", "exact", "fold")


def sense_of(track: Track, parts: Sequence[Sense]) -> Sense:
    """Return the sense of a track whose parts have the senses `parts`, in order."""
    match track:
        case Station(label, kind):
            return _station(label) if kind in _TEXTS else SINGLE
        case Series():
            return (parts[0] & KEYWORD) | (parts[-1] & ANNOUNCES) | _pure(parts)
        case Fork(branches, bypass):
            return _fork(branches, bypass, parts)
        case Loop():
            keyword, pure = parts[0] & KEYWORD, _pure(parts)
            return keyword | pure | (CLAUSE if keyword and not pure else 0)
        case Caption(kind="order"):
            return PURE | ANNOUNCES
        case Group():
            return parts[0] & KEYWORD
        case _:
            return PURE


def _pure(parts: Sequence[Sense]) -> Sense:
    common = PURE
    for part in parts:
        common &= part
    return common


def _station(label: str) -> Sense:
    sense = SINGLE | PURE
    if _KEYWORD.match(label):
        return sense | KEYWORD | ANNOUNCES
    if label in _ANNOUNCING:
        sense |= ANNOUNCES
    if label in _BELONGING:
        sense |= BELONGS
    if label in _OPENING:
        sense |= OPENS
    elif label in _CLOSING:
        sense |= CLOSES
    return sense


def _fork(branches: tuple[Track, ...], bypass: bool, parts: Sequence[Sense]) -> Sense:
    keywords = 0
    for part in parts:
        keywords += part & KEYWORD
    keyword = 2 * keywords > len(parts)
    sense = pure = _pure(parts)
    if keyword:
        sense |= KEYWORD
    one = len(branches) == 1
    lone = one and isinstance(branches[0], Station)
    if lone:
        sense |= SINGLE
    if pure and (lone or not one):
        sense |= MODIFIER
    if keyword and not pure:
        sense |= CLAUSE
    if bypass:
        sense |= OPTIONAL
        if one and not pure and parts[0] & ANNOUNCES and not parts[0] & KEYWORD:  # a prefix
            sense |= CLAUSE | ANNOUNCES
    elif keyword and pure:  # spellings of one word
        sense |= ANNOUNCES
    return sense


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
    if part & CLAUSE:
        return costs.clause
    if _is_phrase(part):
        return costs.keyword
    return costs.option if part & OPTIONAL else costs.other


def _is_phrase(part: Sense) -> bool:
    """Return whether it begins with a keyword of its own, but is no clause."""
    if not part & KEYWORD or part & CLAUSE:
        return False
    return not (part & MODIFIER and part & OPTIONAL)


def _torn(senses: Sequence[Sense]) -> list[bool]:
    """Return whether a break before each part tears what is read in one breath.

    A keyword waits past its modifiers for its operand, or for the keyword that they modify.  Where all that
    follows may be left out, it waits for nothing: ``git commit | [-m message] [--date = date]``.
    """
    result = [False]
    last_required = max([index for index, sense in enumerate(senses) if not sense & OPTIONAL], default=0)
    waiting = False
    before = senses[0]
    for index in range(1, len(senses)):
        after = senses[index]
        modifies = before & MODIFIER and (waiting or (_is_phrase(after) and not after & OPTIONAL))
        waiting = bool(before & ANNOUNCES or modifies)
        result.append(bool(after & BELONGS) or (waiting and index <= last_required))
        before = after
    return result


def _inside_brackets(senses: Sequence[Sense]) -> list[int]:
    """Return in how many pairs of brackets of the same sequence the gap before each part stands."""
    change = [0] * (len(senses) + 1)
    opened: list[int] = []
    for index, sense in enumerate(senses):
        if sense & OPENS:
            opened.append(index)
        elif sense & CLOSES and opened:
            change[opened.pop() + 1] += 1
            change[index + 1] -= 1
    return list(accumulate(change))
