"""Make the diagram of a rule: what to draw for each expression.

    a b c        Series a, b, c             a | b       Fork a, b
    x?  x | ε    Fork x, with a bypass      a | b*      Fork a, Loop b, with a bypass
    x+           Loop x, back straight      x*          Fork Loop x, with a bypass
    x (s x)*     Loop x, back through s     x{2,3}      Series x, x, Fork x with a bypass
    a / b        Fork a, b, numbered        &x  !x      Group x, "followed by"
    a - b        Group a, aside b           x*?         Group of x*, "as few as possible"
    l:x          x with "l:", or a Group    f(x, y)     a station, or a Group with asides

A repetition with counts is drawn by copies, and so exactly, as long as these come to few stations.  A larger
one is a loop with its counts as a caption on the way back.

Two expressions that mean different things never give the same diagram.  This file is the only one that knows
both models.  It is right for any expression; `transform.for_drawing` makes one that draws well.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from railroad.diagram.labels import (
    case_sign,
    is_shown_as_it_is,
    show_call,
    show_character,
    show_range,
    show_set,
    show_text,
)
from railroad.diagram.model import (
    Aside,
    Caption,
    Diagram,
    Fork,
    Group,
    Loop,
    Series,
    Station,
    Straight,
)
from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
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
    Prose,
    Range,
    Regex,
    Repetition,
    Sequence,
    Terminal,
    children,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from collections.abc import Sequence as Row

    from railroad.diagram.model import GroupKind, StationKind, Track, Wish
    from railroad.grammar import Case, Expr, Rule
    from railroad.hints import Wishes

_MOST_COPIED_STATIONS = 12
"""The most stations for which a repetition with counts is drawn by copies."""

_STRAIGHT = Straight()
_STRENGTH: tuple[Wish | None, ...] = ("must", "never", "wished", None)
_TEXT: dict[str, StationKind] = {"": "terminal", "i": "fold", "s": "exact"}
_TEST: dict[bool, tuple[str, GroupKind]] = {
    False: ("followed by", "followed-by"),
    True: ("not followed by", "not-followed-by"),
}


def build(
    rule: Rule,
    defined: Collection[str],
    link: Callable[[str], str | None],
    external: Mapping[str, str] | None = None,
    wishes: Wishes | None = None,
) -> Diagram:
    """Return the diagram of `rule`.

    Args:
        rule: any rule; one from `transform.for_drawing` draws best.
        defined: the names of all rules of the grammar.
        link: from the name of a defined rule to the URL that its stations lead to, or None.
        external: the names of rules that another grammar defines, each with where it is from.
        wishes: where its author wants rows to end.

    >>> from railroad.grammar import Rule, Terminal, optional
    >>> diagram = build(Rule("sign", optional(Terminal("-"))), {"sign"}, lambda name: None)
    >>> diagram.track.branches[0].label, diagram.track.bypass
    ('-', True)
    """
    stations = _Stations(defined, link, external or {}, rule.parameters)
    title = show_text(rule.display) if rule.display else ""
    if rule.parameters:
        title = f"{title or rule.name}({', '.join(rule.parameters)})"
    return Diagram(rule.name, _track(rule.body, stations, wishes), title)


class _Stations:
    """The stations of one diagram; those that look alike are one object."""

    def __init__(
        self,
        defined: Collection[str],
        link: Callable[[str], str | None],
        external: Mapping[str, str],
        parameters: Collection[str],
    ) -> None:
        self._defined, self._link, self._external, self._parameters = defined, link, external, parameters
        self._made: dict[Expr, Track] = {}

    def of(self, leaf: Expr) -> Track:
        """Return what is drawn for an expression without children."""
        made = self._made.get(leaf)
        if made is None:
            made = self._made[leaf] = self._make(leaf)
        return made

    def _make(self, leaf: Expr) -> Track:
        match leaf:
            case Terminal(text, case):
                return _text(text, case)
            case Nonterminal(name):
                return self.named(name, show_text(name))
            case Range(first, last, case):
                sign = case_sign(first + last, case)
                return Station(show_range(first, last), "range", after=sign)
            case Characters(members, negated, case):
                return _set(leaf, case_sign("".join(map(_letters, members)), case), negated)
            case Class(name):
                return Station(show_text(name), "class")
            case Any():
                return Station("any", "any")
            case Regex(pattern, flags):
                return Station(f"/{show_text(pattern)}/{show_text(flags)}", "regex")
            case EndOfInput():
                return Station("end", "end-of-input")
            case Prose(text):
                return Station(show_text(text.replace("\r\n", "\n")) or "…", "prose")
            case Cut():
                return Station("cut", "cut")
            case Code(text, kind):
                return Station(_on_one_line(text) or "…", kind)
            case Comment(text):
                return Station(_on_one_line(text) or "…", "comment")
            case _:
                return _STRAIGHT

    def named(self, name: str, label: str) -> Station:
        """Return the station of a name, with a label of its own."""
        if name in self._parameters:
            return Station(label, "parameter")
        if name in self._defined:
            return Station(label, "nonterminal", self._link(name))
        if name in self._external:
            return Station(label, "external", hint=self._external[name])
        return Station(label, "undefined")

    def call(self, call: Nonterminal, arguments: list[Track]) -> Track:
        """Return what is drawn for a template with arguments."""
        label = show_call(call)
        if label is None:
            asides = [Aside(f"{number}:", track) for number, track in enumerate(arguments, 1)]
            name = self.named(call.name, show_text(call.name))
            return Group("with", "template", name, tuple(asides))
        station = self.named(call.name, label)
        return replace(station, kind="call") if station.kind == "nonterminal" else station


def _text(text: str, case: Case | None) -> Track:
    if not text:
        return _STRAIGHT
    sign = case_sign(text, case)
    after = sign if is_shown_as_it_is(text) else f"{sign} literally".lstrip()
    return Station(show_text(text), _TEXT[sign], after=after)


def _set(characters: Characters, sign: str, negated: bool) -> Station:
    """Return the station of a set; one that has one character or range only is shown as that."""
    if not negated and len(characters.members) == 1:
        match characters.members[0]:
            case Terminal(text):
                return Station(show_character(text), _TEXT[sign], after=sign)
            case Class(name):
                return Station(show_text(name), "class", after=sign)
    return Station(show_set(characters), "complement" if negated else "set", after=sign)


def _letters(member: Terminal | Range | Class) -> str:
    """Return letters that have two cases if some in `member` may have."""
    match member:
        case Terminal(text):
            return text
        case Range(first, last):
            return "a" if ord(last) - ord(first) > 1 and last > "@" else first + last
        case _:
            return "a"


def _on_one_line(text: str) -> str:
    return show_text(" ".join(text.split()))


def _track(expr: Expr, stations: _Stations, wishes: Wishes | None) -> Track:
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
        if wishes is None:
            done.append(_joined(node, tracks, stations))
        elif isinstance(node, Sequence):
            done.append(_series(tracks, _asked(parts, wishes)))
        else:
            done.append(_joined(node, tracks, stations, kept=wishes.keeps(node)))
    return done[0]


def _asked(parts: tuple[Expr, ...], wishes: Wishes) -> list[Wish | None]:
    """Return what is asked for before each part but the first; where one gap became two, before the last."""
    gaps = [wishes.between(*pair) for pair in pairwise(parts)]
    following = [*gaps[1:], None]
    return [
        None if gap is None or (after is not None and gap.number == after.number) else gap.asked
        for gap, after in zip(gaps, following, strict=True)
    ]


def _joined(node: Expr, tracks: list[Track], stations: _Stations, *, kept: bool = False) -> Track:
    """Return the track of an expression from those of its parts; if it is `kept` together, in one row."""
    match node:
        case Sequence():
            return _series(tracks)
        case Choice(ordered=ordered):
            return _ordered_fork(tracks) if ordered else _fork(tracks)
        case Repetition():
            return _repetition(node, tracks[0], tracks[1] if len(tracks) > 1 else _STRAIGHT, kept)
        case Permutation():
            several = _series([_apart(track) for track in tracks])
            return Group("in any order", "any-order", several) if isinstance(several, Series) else several
        case Exclusion():
            return Group("", "but-not", tracks[0], (Aside("but not", tracks[1]),))
        case Lookahead(negative=negative):
            return Group(*_TEST[negative], tracks[0])
        case Labelled(label):
            return _with_words(f"{show_text(label)}:", "label", tracks[0])
        case Marked(mark):
            return _with_words(show_text(mark), "mark", tracks[0])
        case _:
            assert isinstance(node, Nonterminal)
            return stations.call(node, tracks)


def _apart(track: Track) -> Track:
    """Return a track that does not fall apart in a series: there it counts as one."""
    return Group("", "label", track) if isinstance(track, Series) else track


def _with_words(words: str, kind: GroupKind, track: Track) -> Track:
    """Return a track with words to it: in a station, or else in a frame."""
    if isinstance(track, Station):
        return replace(track, before=f"{words} {track.before}".rstrip())
    return Group(words, kind, track)


def _parts(expr: Expr) -> tuple[Expr, ...]:
    """Return the children of `expr`; in place of one that would be merged with its parent, those below it."""
    if isinstance(expr, Terminal):
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
            return (part.item, Empty()) if isinstance(parent, Choice) and not part.lazy else None
        return (part.item,) if part.most == 1 else None
    if isinstance(part, Choice):
        return part.alternatives if isinstance(parent, Choice) and part.ordered is parent.ordered else None
    return part.items if isinstance(part, Sequence) and isinstance(parent, Sequence) else None


def _series(tracks: Iterable[Track], asked: Row[Wish | None] = ()) -> Track:
    """Return the tracks one after another, bare pieces left out.

    `asked` is what is asked for before each but the first; where pieces are left out the strongest of it.
    """
    items: list[Track] = []
    wishes: list[Wish | None] = []
    wish: Wish | None = None
    for index, track in enumerate(tracks):
        if index and asked:
            wish = min(wish, asked[index - 1], key=_STRENGTH.index)
        if isinstance(track, Straight):
            continue
        if isinstance(track, Series):
            wishes += (wish, *(track.wishes or [None] * (len(track.items) - 1)))
            items.extend(track.items)
        else:
            wishes.append(wish)
            items.append(track)
        wish = None
    if len(items) > 1:
        return Series(tuple(items), tuple(wishes[1:]) if any(wishes[1:]) else ())
    return items[0] if items else _STRAIGHT


def _fork(tracks: Iterable[Track]) -> Track:
    """Return one of the tracks; a bare piece among them, at whatever depth of forks, is the bypass."""
    branches: list[Track] = []
    bypass = False
    for track in tracks:
        if isinstance(track, Fork) and not track.ordered:
            branches.extend(track.branches)
            bypass = bypass or track.bypass
        elif isinstance(track, Straight):
            bypass = True
        else:
            branches.append(track)
    if not branches:
        return _STRAIGHT
    return branches[0] if len(branches) == 1 and not bypass else Fork(tuple(branches), bypass)


def _ordered_fork(tracks: list[Track]) -> Track:
    """Return one of the tracks, the first that fits; a bare piece is the bypass only at the end."""
    branches = list(tracks)
    while branches and isinstance(branches[-1], Straight):
        branches.pop()
    bypass = len(branches) < len(tracks)
    if not branches:
        return _STRAIGHT
    if len(branches) == 1:
        return _or_nothing(branches[0]) if bypass else branches[0]
    numbered = [_numbered(track, number) for number, track in enumerate(branches, 1)]
    return Fork(tuple(numbered), bypass, ordered=True)


def _numbered(track: Track, number: int) -> Track:
    """Return a track that begins with its number: in its first station, if it begins with one."""
    match track:
        case Station():
            return replace(track, order=number)
        case Series((Station() as first, *rest), wishes):
            return Series((replace(first, order=number), *rest), wishes)
        case _:
            return _series((Caption(str(number), "order"), track))


def _or_nothing(track: Track) -> Track:
    if isinstance(track, Fork):
        return track if track.bypass else replace(track, bypass=True)
    if isinstance(track, Straight):
        return track
    return _fork((track, _STRAIGHT))


def _repetition(node: Repetition, item: Track, separator: Track, kept: bool) -> Track:
    """Return `item` as often as `node` says, with `separator` between; in a frame if that is lazy."""
    track = _rounds(node, item, separator, "never" if kept else None)
    if node.lazy and node.least != node.most and not isinstance(track, Straight):
        return Group("as few as possible", "fewest", track)
    return track


def _rounds(node: Repetition, item: Track, separator: Track, wish: Wish | None) -> Track:
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
    return _copies(least, most, item, separator, wish)


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
        elif isinstance(part, Group):
            todo.append(part.track)
            todo.extend(aside.track for aside in part.asides)
        elif not isinstance(part, Straight):
            size += 1
    return size


def _copies(least: int, most: int | None, item: Track, separator: Track, wish: Wish | None) -> Track:
    """Return a series of `item`, `least` times, then a loop or options in one another for further ones.

    `wish` is what is asked for between them.
    """
    asked = [wish] * (2 * least + 2) if wish else ()
    if most is None:
        return _series([*[item, separator] * (least - 1), Loop(item, separator)], asked)
    further: Track = _STRAIGHT
    for _ in range(most - max(least, 1)):
        further = _or_nothing(_series((separator, item, further), asked))
    if least == 0:
        return _or_nothing(_series((item, further), asked))
    return _series([*[item, separator] * (least - 1), item, further], asked)


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
