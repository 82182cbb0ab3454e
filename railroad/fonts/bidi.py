"""Put text in the order in which it stands on paper: the Unicode bidirectional algorithm (UAX #9).

    read in the order    a b ש ל ו ם ( 1 2 )
    drawn from the left  a b ( 1 2 ) ם ו ל ש

A label is one line that runs left to right; a Hebrew or Arabic part of it runs right to left.  Marks of
direction count as the letters they stand for; embeddings, overrides and isolates are passed over, because a
label that needs them is not one to read.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import bidirectional

if TYPE_CHECKING:
    from collections.abc import Sequence

Cluster = tuple[str, int]
"""What is drawn as one character, and the cells it takes."""

_NUMBERS = frozenset({"EN", "AN"})
_SPACES = frozenset({"WS", "S", "B"})
_NEUTRAL = frozenset({"ON", *_SPACES})
_PASSED_OVER = frozenset({"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_BRACKETS = dict(zip("([{⁅⟦⟨⟪〈《「『【〔", ")]}⁆⟧⟩⟫〉》」』】〕", strict=True))
_CLOSING = frozenset(_BRACKETS.values())
_MIRRORED = {**_BRACKETS, **dict(zip("<«‹≤∈⊂⊆", ">»›≥∋⊃⊇", strict=True))}
_MIRRORED |= {right: left for left, right in _MIRRORED.items()}


def is_right_to_left(text: str) -> bool:
    """Whether any part of a text runs right to left."""
    return not text.isascii() and any(bidirectional(character) in ("R", "AL", "AN") for character in text)


def in_visual_order(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Return the clusters of a line as they stand from the left.

    Brackets in a part that runs right to left are changed for their mirror images.

    >>> in_visual_order([("א", 1), ("ב", 1), ("1", 1), ("2", 1)])
    [('1', 1), ('2', 1), ('ב', 1), ('א', 1)]
    """
    levels = _levels("".join(text for text, _ in clusters))
    line: list[tuple[int, Cluster]] = []
    start = 0
    for text, cells in clusters:
        level = levels[start]
        mirrored = _MIRRORED.get(text, text) if level % 2 else text
        line.append((level, (mirrored, cells)))
        start += len(text)
    for least in range(max(levels, default=0), 0, -1):
        line = _turned(line, least)
    return [cluster for _, cluster in line]


def _turned(line: list[tuple[int, Cluster]], least: int) -> list[tuple[int, Cluster]]:
    """Return a line with each part of a level of at least `least` turned round: rule L2."""
    parts = groupby(line, lambda item: item[0] >= least)
    return [item for turned, part in parts for item in (reversed([*part]) if turned else part)]


def _levels(text: str) -> list[int]:
    """Return the level of each character: even ones run left to right, odd ones right to left."""
    kinds = [bidirectional(character) or "L" for character in text]
    kept = [index for index, kind in enumerate(kinds) if kind not in _PASSED_OVER]
    resolved = _with_weak_resolved([kinds[index] for index in kept])
    _resolve_brackets(resolved, [text[index] for index in kept])
    _resolve_neutrals(resolved)

    levels = [0] * len(text)
    level = 0
    places = dict(zip(kept, resolved, strict=True))
    for index in range(len(text)):
        kind = places.get(index)
        if kind is not None:
            level = 1 if kind == "R" else 2 if kind in _NUMBERS else 0
        levels[index] = level
    at_the_end = True
    for index in range(len(text) - 1, -1, -1):
        kind = kinds[index]
        at_the_end = kind in ("S", "B") or (at_the_end and (kind == "WS" or kind in _PASSED_OVER))
        if at_the_end:
            levels[index] = 0
    return levels


def _with_weak_resolved(kinds: list[str]) -> list[str]:
    """Return kinds of which only L, R, EN, AN and neutrals are left: rules W1 to W7."""
    previous = strong = "L"
    for index, kind in enumerate(kinds):
        if kind == "NSM":
            kind = previous
        elif kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[index] = previous = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]

    for index in range(1, len(kinds) - 1):
        before, kind, after = kinds[index - 1 : index + 2]
        if before == after and (
            (kind in ("ES", "CS") and before == "EN") or (kind == "CS" and before == "AN")
        ):
            kinds[index] = before
    start = 0
    for is_sign, part in groupby([*kinds], lambda kind: kind == "ET"):
        end = start + len([*part])
        if is_sign and "EN" in (kinds[start - 1 : start] + kinds[end : end + 1]):
            kinds[start:end] = ["EN"] * (end - start)
        start = end

    strong = "L"
    for index, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[index] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"
    return kinds


def _resolve_brackets(kinds: list[str], characters: list[str]) -> None:
    """Give the brackets of a pair one direction: rule N0."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for index, character in enumerate(characters):
        if kinds[index] != "ON":
            continue
        if character in _BRACKETS:
            waiting.append((_BRACKETS[character], index))
        elif character in _CLOSING:
            for place in range(len(waiting) - 1, -1, -1):
                if waiting[place][0] == character:
                    pairs.append((waiting[place][1], index))
                    del waiting[place:]
                    break
    for opening, closing in sorted(pairs):
        inside = {_direction(kind) for kind in kinds[opening + 1 : closing]}
        if "L" in inside:
            kinds[opening] = kinds[closing] = "L"
        elif "R" in inside:
            before = [_direction(kind) for kind in kinds[:opening] if _direction(kind)]
            kinds[opening] = kinds[closing] = before[-1] if before else "L"


def _resolve_neutrals(kinds: list[str]) -> None:
    """Give neutral characters the direction of both their neighbours, else the line's: rules N1 and N2."""
    start = 0
    for is_neutral, part in groupby([*kinds], _NEUTRAL.__contains__):
        end = start + len([*part])
        if is_neutral:
            before = _direction(kinds[start - 1]) if start else "L"
            after = _direction(kinds[end]) if end < len(kinds) else "L"
            kinds[start:end] = [before if before == after else "L"] * (end - start)
        start = end


def _direction(kind: str) -> str:
    """Return L or R; numbers count as R; an empty text for neutrals."""
    return "R" if kind in _NUMBERS else kind if kind in ("L", "R") else ""
