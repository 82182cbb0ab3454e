"""Say a track in words, for who can't see the picture.

    Series a, b        a, then b                 Fork a, b        either a, or b
    Fork a, bypass     optionally a              Loop a           one or more times a
    Loop a, back b     one or more times a, with b between        Group      in any order: a

What has parts stands in brackets where it is part of something else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.diagram.model import Caption, Fork, Group, Loop, Series, Station, Straight

if TYPE_CHECKING:
    from railroad.diagram.model import Track

_NOTHING = "nothing"


def spoken(track: Track) -> str:
    """Return a track in words.

    >>> digit, comma = Station("digit", "nonterminal"), Station(",", "terminal")
    >>> spoken(Series((Fork((Station("+", "terminal"),), True), Loop(digit, comma))))
    'optionally "+", then (one or more times digit, with "," between)'
    """
    said: list[str] = []
    todo: list[Track | str] = [track]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            said.append(part)
        else:
            todo.extend(reversed(_clause(part)))
    return "".join(said)


def _clause(track: Track) -> list[Track | str]:
    """Return the words for a track, and in their places the tracks that are to be said."""
    match track:
        case Station(label, "terminal"):
            return [f'"{label}"']
        case Station(label, "comment"):
            return [f"the comment: {label}"]
        case Station(label) | Caption(label):
            return [label]
        case Straight():
            return [_NOTHING]
        case Series(items):
            return _joined([_bracketed(item) for item in items], ", then ")
        case Fork((only,), True):
            return ["optionally ", *_bracketed(only)]
        case Fork(branches, bypass):
            either = _joined([_bracketed(branch) for branch in branches], ", or ")
            return ["either ", *either, *([f", or {_NOTHING}"] if bypass else [])]
        case Loop(body, Straight()):
            return ["one or more times ", *_bracketed(body)]
        case Loop(body, back):
            return ["one or more times ", *_bracketed(body), ", with ", *_bracketed(back), " between"]
        case Group(words, _, inner):
            return [f"{words}: " if words else "", *_bracketed(inner)]


def _bracketed(track: Track) -> list[Track | str]:
    alone = isinstance(track, Station | Caption | Straight) or (
        isinstance(track, Fork) and track.bypass and len(track.branches) == 1
    )
    return [track] if alone else ["(", track, ")"]


def _joined(parts: list[list[Track | str]], between: str) -> list[Track | str]:
    joined: list[Track | str] = []
    for part in parts:
        joined += [between, *part] if joined else part
    return joined
