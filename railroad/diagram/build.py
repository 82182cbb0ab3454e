"""Make the diagram of a rule: what to draw for each expression.

    a b c        Series a, b, c             a | b       Fork a, b
    x?  x | ε    Fork x, with a bypass      a | b*      Fork a, Loop b, with a bypass
    x+           Loop x, back straight      x*          Fork Loop x, with a bypass
    x (s x)*     Loop x, back through s     x{2,3}      Series x, x, Fork x with a bypass

A repetition with counts is drawn by copies, and so exactly, as long as these come to few stations.  A larger
one is a loop with its counts as a caption on the way back.

This file is the only one that knows both models.  It is right for any expression; `transform.for_drawing`
makes one that draws well.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from railroad.diagram.model import Caption, Diagram, Fork, Loop, Series, Station, Straight
from railroad.grammar import (
    Choice,
    Empty,
    Nonterminal,
    Prose,
    Range,
    Repetition,
    Sequence,
    Terminal,
    children,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from railroad.diagram.model import Track
    from railroad.grammar import Expr, Rule

_MOST_COPIED_STATIONS = 12
"""The most stations for which a repetition with counts is drawn by copies."""

_STRAIGHT = Straight()

_LINE_END = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_BLANK_SIGNS = {" ": "␣", "\t": "⇥", "↵": "↵"}


def build(rule: Rule, defined: Collection[str], link: Callable[[str], str | None]) -> Diagram:
    """Return the diagram of `rule`.

    Args:
        rule: any rule; one from `transform.for_drawing` draws best.
        defined: the names of all rules of the grammar.
        link: from the name of a defined rule to the URL that its stations lead to, or None.

    >>> from railroad.grammar import Rule, Terminal, optional
    >>> build(Rule("sign", optional(Terminal("-"))), {"sign"}, lambda name: None).track
    Fork(branches=(Station(label='-', kind='terminal', href=None),), bypass=True)
    """
    return Diagram(rule.name, _track(rule.body, _Stations(defined, link)))


class _Stations:
    """The stations of one diagram; those that look alike are one object."""

    def __init__(self, defined: Collection[str], link: Callable[[str], str | None]) -> None:
        self._defined = defined
        self._link = link
        self._made: dict[tuple[type[Expr], str], Track] = {}

    def of(self, leaf: Expr) -> Track:
        """Return what is drawn for an expression without children."""
        if isinstance(leaf, Nonterminal):
            key = leaf.name
        elif isinstance(leaf, Terminal | Prose):
            key = leaf.text
        elif isinstance(leaf, Range):
            key = f"{show_blanks(leaf.first)}...{show_blanks(leaf.last)}"
        else:
            return _STRAIGHT
        made = self._made.get((type(leaf), key))
        if made is None:
            made = self._made[type(leaf), key] = self._make(leaf, key)
        return made

    def _make(self, leaf: Expr, text: str) -> Track:
        if isinstance(leaf, Range):
            return Station(text, "range")
        label = show_blanks(text)
        if isinstance(leaf, Terminal):
            return Station(label, "terminal") if label else _STRAIGHT
        if isinstance(leaf, Prose):
            return Station(label or "…", "prose")
        if text in self._defined:
            return Station(label, "nonterminal", self._link(text))
        return Station(label, "undefined")


def show_blanks(text: str) -> str:
    """Return `text` as a label: nothing in it that could not be seen.

    >>> [show_blanks(text) for text in (" ", "\\t ", "a b", "a\\r\\nb", "\\u00a0")]
    ['␣', '⇥␣', 'a b', 'a↵b', 'U+00A0']
    """
    if text.isalnum():
        return text
    shown = _LINE_END.sub("↵", text)
    if any(c.isprintable() and c not in " ↵" for c in shown):
        return shown.replace("\t", "⇥")
    return "".join(_BLANK_SIGNS.get(c) or f"U+{ord(c):04X}" for c in shown)


def _track(expr: Expr, stations: _Stations) -> Track:
    """Return the track for `expr`; a loop over a list, so that no depth is too great."""
    visits: list[tuple[Expr, tuple[Expr, ...]]] = []
    todo = [expr]
    while todo:
        node = todo.pop()
        parts = _parts(node)
        visits.append((node, parts))
        todo.extend(parts)
    done: list[Track] = []
    for node, parts in reversed(visits):
        if not parts:
            done.append(stations.of(node))
            continue
        tracks = done[len(done) - len(parts) :]
        del done[len(done) - len(parts) :]
        if isinstance(node, Sequence):
            done.append(_series(tracks))
        elif isinstance(node, Choice):
            done.append(_fork(tracks))
        else:
            assert isinstance(node, Repetition)
            done.append(_repetition(node, tracks[0], tracks[1] if len(tracks) > 1 else _STRAIGHT))
    return done[0]


def _parts(expr: Expr) -> tuple[Expr, ...]:
    """Return the children of `expr`; in place of one that would be merged with its parent, those below it."""
    if isinstance(expr, Terminal | Nonterminal):
        return ()
    own = children(expr)
    if not isinstance(expr, Sequence | Choice) or all(_merged(part, expr) is None for part in own):
        return own
    found: list[Expr] = []
    todo = list(reversed(own))
    while todo:
        part = todo.pop()
        below = _merged(part, expr)
        if below is None:
            found.append(part)
        else:
            todo.extend(reversed(below))
    return tuple(found)


def _merged(part: Expr, parent: Expr) -> tuple[Expr, ...] | None:
    """Return what may stand in `parent` in place of `part`; None: only itself."""
    if isinstance(part, Repetition):
        if part.is_optional:
            return (part.item, Empty()) if isinstance(parent, Choice) else None
        return (part.item,) if part.most == 1 else None
    return children(part) if isinstance(part, Sequence | Choice) and type(part) is type(parent) else None


def _series(tracks: Iterable[Track]) -> Track:
    """Return the tracks one after another, bare pieces left out."""
    items: list[Track] = []
    for track in tracks:
        if isinstance(track, Series):
            items.extend(track.items)
        elif not isinstance(track, Straight):
            items.append(track)
    if len(items) > 1:
        return Series(tuple(items))
    return items[0] if items else _STRAIGHT


def _fork(tracks: Iterable[Track]) -> Track:
    """Return one of the tracks; a bare piece among them, at whatever depth of forks, is the bypass."""
    branches: list[Track] = []
    bypass = False
    for track in tracks:
        if isinstance(track, Fork):
            branches.extend(track.branches)
            bypass = bypass or track.bypass
        elif isinstance(track, Straight):
            bypass = True
        else:
            branches.append(track)
    if not branches:
        return _STRAIGHT
    return branches[0] if len(branches) == 1 and not bypass else Fork(tuple(branches), bypass)


def _or_nothing(track: Track) -> Track:
    if isinstance(track, Straight) or (isinstance(track, Fork) and track.bypass):
        return track
    return _fork((track, _STRAIGHT))


def _repetition(node: Repetition, item: Track, separator: Track) -> Track:
    """Return `item` as often as `node` says, with `separator` between."""
    least, most = node.least, node.most
    if isinstance(item, Straight):  # nothing n times leaves the n - 1 separators
        if isinstance(separator, Straight):
            return _STRAIGHT
        item, separator = separator, _STRAIGHT
        least, most = max(least - 1, 0), None if most is None else most - 1
    if most == 0:
        return _STRAIGHT
    if most == 1:
        return item if least else _or_nothing(item)
    if most is None and least <= 1:
        return _from(least, Loop(item, separator))
    if _copied_stations(least, most, item, separator) > _MOST_COPIED_STATIONS:
        return _from(least, Loop(item, _series((separator, Caption(_counts(least, most))))))
    return _copies(least, most, item, separator)


def _from(least: int, loop: Loop) -> Track:
    """Return the loop, with a bypass if none at all will do."""
    return loop if least else _or_nothing(loop)


def _copied_stations(least: int, most: int | None, item: Track, separator: Track) -> int:
    """Return how many stations the copies would have; if they are too many, at least one too many."""
    rounds, between = (least, least) if most is None else (most, most - 1)
    return rounds * _size(item) + between * _size(separator)


def _size(track: Track) -> int:
    """Return the number of stations and captions of `track`, but stop one over what may be copied.

    What is least deep is counted first: counts nested in counts are asked for their size at every level.
    """
    size = 0
    todo = deque([track])
    while todo and size <= _MOST_COPIED_STATIONS:
        part = todo.popleft()
        if isinstance(part, Series):
            todo.extend(part.items)
        elif isinstance(part, Fork):
            todo.extend(part.branches)
        elif isinstance(part, Loop):
            todo += (part.back, part.body)
        elif not isinstance(part, Straight):
            size += 1
    return size


def _copies(least: int, most: int | None, item: Track, separator: Track) -> Track:
    """Return a series of `item`, `least` times, then a loop or options in one another for further ones."""
    if most is None:
        return _series([*[item, separator] * (least - 1), Loop(item, separator)])
    further: Track = _STRAIGHT
    for _ in range(most - max(least, 1)):
        further = _or_nothing(_series((separator, item, further)))
    if least == 0:
        return _or_nothing(_series((item, further)))
    return _series([*[item, separator] * (least - 1), item, further])


def _counts(least: int, most: int | None) -> str:
    """Return the caption of a loop that runs from `least` to `most` times.

    >>> _counts(100, 100), _counts(2, 40), _counts(20, None), _counts(0, 40)
    ('×100', '2–40 ×', '≥ 20 ×', '≤ 40 ×')
    """
    if most is None:
        return f"≥ {least} ×"
    if least == most:
        return f"×{least}"
    return f"{least}–{most} ×" if least > 1 else f"≤ {most} ×"
