"""Make the track of an object: what to draw for it and all that is inside.

    Sequence a b              Series a, b          Choice a b       Fork a, b
    Choice a Skip             Fork a, bypass       OneOrMore a s    Loop a, back through s
    OptionalSequence a b c    Fork (Series a, b?, c?), (Series b, c?), c
    AlternatingSequence a b   Fork (Series (Loop a, back b), b?), (Series (Loop b, back a), a?)
    MultipleChoice all a b    Group "in any order" of Series a, b
    MultipleChoice any a b    Group "each at most once, in any order" of Loop (Fork a, b)

What is drawn by copies is drawn so only as long as these come to few stations.  A larger
`OptionalSequence` is a frame "at least one" round options, a larger `AlternatingSequence` one "taking
turns" round a loop.

Sequences in sequences and choices in choices are one, and an empty alternative is the bypass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.diagram.labels import show_text
from railroad.diagram.model import Fork, Group, Loop, Series, Station, Straight
from railroad.live import items as live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.diagram.model import StationKind, Track, Wish

_MOST_COPIED_STATIONS = 12
"""The most stations for which an object is drawn by copies of its parts."""
_STRAIGHT = Straight()
_KINDS: tuple[tuple[type[live.Labelled], StationKind], ...] = (
    (live.NonTerminal, "nonterminal"),
    (live.Comment, "comment"),
    (live.Labelled, "terminal"),
)
_FORKS = (live.Choice, live.HorizontalChoice)
_NOT_SERIES = (
    *_FORKS,
    live.Stack,
    live.OptionalSequence,
    live.AlternatingSequence,
    live.MultipleChoice,
)


class Stations:
    """The stations of one picture, and the objects they were made of.

    The link of a station is a sign that leads back to its object; objects that look alike share one.
    """

    def __init__(self) -> None:
        self._made: dict[object, Station] = {}
        self._items: dict[str, live.Labelled] = {}

    def of(self, item: live.Labelled) -> Track:
        """Return what is drawn for text; empty text, or a blank comment, is a bare piece of track."""
        if not item.text or (isinstance(item, live.Comment) and item.text.isspace()):
            return _STRAIGHT
        kind = next(kind for base, kind in _KINDS if isinstance(item, base))
        attributes = tuple(sorted((name, str(value)) for name, value in item.attrs.items()))
        key = (kind, item.text, item.href, item.title, attributes)
        made = self._made.get(key)
        if made is None:
            sign = f"live:{len(self._made)}"
            made = self._made[key] = Station(show_text(item.text), kind, sign)
            self._items[sign] = item
        return made

    def item(self, sign: str) -> live.Labelled:
        """Return the object of a station with that link."""
        return self._items[sign]


class _Piece(NamedTuple):
    """A track, and how many stations it has."""

    track: Track
    size: int


_NOTHING = _Piece(_STRAIGHT, 0)


class _Open(NamedTuple):
    """An object whose parts are being drawn, and what there is of them."""

    item: live.DiagramItem
    pieces: list[_Piece]


class _Close(NamedTuple):
    """Where an object ends."""

    item: live.DiagramItem
    merged: bool
    """Whether its parts have gone to what it stands in."""


def track_of(item: live.DiagramItem, stations: Stations) -> Track:
    """Return the track of an object.

    Raises:
        TypeError: there is an object that draws itself.
        ValueError: an object contains itself.
    """
    opened = [_Open(live.Skip(), [])]
    inside: set[int] = set()
    todo: list[live.DiagramItem | _Close] = [item]
    while todo:
        task = todo.pop()
        if isinstance(task, _Close):
            inside.remove(id(task.item))
            if not task.merged:
                done = opened.pop()
                opened[-1].pieces.append(_joined(done.item, done.pieces))
            continue
        parts = _drawn_parts(task)
        if parts is None:
            opened[-1].pieces.append(_leaf(task, stations))
            continue
        if id(task) in inside:
            raise ValueError(f"a {type(task).__name__} contains itself")
        inside.add(id(task))
        merged = _merges(task, opened[-1].item)
        if not merged:
            opened.append(_Open(task, []))
        todo.append(_Close(task, merged))
        todo.extend(reversed(parts))
    return opened[0].pieces[0].track


def words_of(label: live.DiagramItem | None) -> str:
    """Return the text of a label, which may be any object."""
    found: list[str] = []
    if label is not None:
        label.walk(lambda item: found.append(item.text) if isinstance(item, live.Labelled) else None)
    return show_text(" ".join(filter(None, found)))


def _drawn_parts(item: live.DiagramItem) -> list[live.DiagramItem] | None:
    """Return what is drawn inside an object; None if it has no parts."""
    match item:
        case live.Labelled() | live.Skip() | live.Start() | live.End():
            return None
        case live.Group():
            return [live.wrapString(item.item)]
        case live.DiagramMultiContainer() | live.OneOrMore():
            return [live.wrapString(part) for part in item._parts()]
        case _:
            parts = [live.wrapString(part) for part in item._parts()]
            if not parts:
                name = type(item).__name__
                raise TypeError(
                    f"{name} has no place in a diagram: an object can't draw itself here; "
                    f"give it an attribute `item`, which will be drawn for it"
                )
            return parts


def _merges(item: live.DiagramItem, parent: live.DiagramItem) -> bool:
    """Return whether an object is no more than its parts, where it stands."""
    if isinstance(item, _FORKS):
        return isinstance(parent, _FORKS)
    return _is_series(item) and _is_series(parent)


def _is_series(item: live.DiagramItem) -> bool:
    return isinstance(item, live.DiagramMultiContainer) and not isinstance(item, _NOT_SERIES)


def _leaf(item: live.DiagramItem, stations: Stations) -> _Piece:
    track = stations.of(item) if isinstance(item, live.Labelled) else _STRAIGHT
    return _NOTHING if isinstance(track, Straight) else _Piece(track, 1)


def _joined(item: live.DiagramItem, pieces: list[_Piece]) -> _Piece:
    """Return the piece of an object whose parts are drawn."""
    match item:
        case live.Stack():
            return _stacked(pieces)
        case live.Choice() | live.HorizontalChoice():
            return _fork(pieces)
        case live.OptionalSequence():
            return _some_in_order(pieces)
        case live.AlternatingSequence():
            return _alternating(*pieces)
        case live.MultipleChoice(type="all"):
            return _framed("in any order", _series(pieces))
        case live.MultipleChoice():
            return _framed("each at most once, in any order", _loop(_fork(pieces), _NOTHING))
        case live.OneOrMore():
            return _loop(*pieces)
        case live.Group():
            return _framed(words_of(item.label), pieces[0])
        case _:
            return _series(pieces)


def _series(pieces: Sequence[_Piece]) -> _Piece:
    there = [piece for piece in pieces if not isinstance(piece.track, Straight)]
    if len(there) < 2:
        return there[0] if there else _NOTHING
    return _Piece(Series(tuple([piece.track for piece in there])), _size(there))


def _stacked(pieces: Sequence[_Piece]) -> _Piece:
    """Return pieces one after another, each beginning a row.

    A piece that is a series is not one among others here, as it would lose its row: its parts come in its
    place, with no wish between them.
    """
    there = [piece for piece in pieces if not isinstance(piece.track, Straight)]
    if len(there) < 2:
        return _series(there)
    items: list[Track] = []
    wishes: list[Wish | None] = []
    for piece in there:
        track = piece.track
        inside = track.items if isinstance(track, Series) else (track,)
        between = track.wishes if isinstance(track, Series) else ()
        items += inside
        wishes += ["must", *(between or [None] * (len(inside) - 1))]
    return _Piece(Series(tuple(items), tuple(wishes[1:])), _size(there))


def _fork(pieces: Sequence[_Piece]) -> _Piece:
    there = [piece for piece in pieces if not isinstance(piece.track, Straight)]
    bypass = len(there) < len(pieces)
    if not there:
        return _NOTHING
    if len(there) == 1 and (not bypass or (isinstance(there[0].track, Fork) and there[0].track.bypass)):
        return there[0]
    return _Piece(Fork(tuple([piece.track for piece in there]), bypass), _size(there))


def _or_nothing(piece: _Piece) -> _Piece:
    return _fork((piece, _NOTHING))


def _loop(body: _Piece, back: _Piece) -> _Piece:
    if not isinstance(body.track, Straight):
        return _Piece(Loop(body.track, back.track), body.size + back.size)
    if isinstance(back.track, Straight):
        return _NOTHING
    return _or_nothing(
        _Piece(Loop(back.track, _STRAIGHT), back.size)
    )  # nothing n times leaves what is between


def _framed(words: str, piece: _Piece) -> _Piece:
    return _Piece(Group(words, "label", piece.track), piece.size)


def _some_in_order(pieces: Sequence[_Piece]) -> _Piece:
    """Return one or more of the pieces, in their order."""
    there = [piece for piece in pieces if not isinstance(piece.track, Straight)]
    options = [_or_nothing(piece) for piece in there]
    if len(there) < len(pieces):  # one of them is nothing, so all may be left out
        return _series(options)
    if sum(place * piece.size for place, piece in enumerate(pieces, 1)) > _MOST_COPIED_STATIONS:
        return _framed("at least one", _series(options))
    return _fork([_series((piece, *options[place:])) for place, piece in enumerate(pieces, 1)])


def _alternating(one: _Piece, other: _Piece) -> _Piece:
    if isinstance(one.track, Straight) or isinstance(other.track, Straight):
        return _loop(_fork((one, other)), _NOTHING) if one.size + other.size else _NOTHING
    if 3 * (one.size + other.size) > _MOST_COPIED_STATIONS:
        return _framed("taking turns", _loop(_fork((one, other)), _NOTHING))
    return _fork([_series((_loop(a, b), _or_nothing(b))) for a, b in ((one, other), (other, one))])


def _size(pieces: Sequence[_Piece]) -> int:
    return sum([piece.size for piece in pieces])
