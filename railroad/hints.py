"""Where an author asks for rows of the picture to end: by comments in a rule, or by the lines of its text.

    a /* railroad: break */ b          a row ends between a and b
    a /* railroad: no break */ b       no row ends there
    a /* railroad: keep */ b c /* railroad: end keep */ d        none between b and c, nor inside them
    a b⏎                               if lines are listened to: one may well end between b and c
    c

A comment counts in the marks of every notation.  What is to be kept together ends with the rule where no
comment ends it.  A sequence that has `breaks` of its own says with these all about its lines.

Passes make other trees of a rule, but leave its leaves alone.  So `Wishes` names a gap by the leaves on both
sides of it, and the tree that is drawn is asked about with its own parts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, get_args

from railroad.errors import Diagnostic, nearest
from railroad.grammar import Code, Comment, Empty, Leaf, Sequence, children

if TYPE_CHECKING:
    from collections.abc import Sequence as Row

    from railroad.grammar import Break, Expr, Rule
    from railroad.source import Span

_HINT = re.compile(r"\s*+railroad:\s*+(.*)", re.DOTALL)
_KINDS = ("break", "no break", "keep", "end keep")
_LEAVES = get_args(Leaf)
_PASSING = (Empty, Code, Comment)
"""Leaves that a pass may take away."""
_OPENING = re.compile(r"[(\[{<]")
_CLOSING = re.compile(r"[)\]}>]")
_LINE_END = re.compile(r"[\r\n\u2028\u2029]")
_NO_LINE_END = re.compile(r"[^\r\n\u2028\u2029]")


def hint_of(comment: Comment) -> str | None:
    """Return what a comment asks for, in its own words; None if it is for people.

    >>> hint_of(Comment("railroad: no  break")), hint_of(Comment("break"))
    ('no break', None)
    """
    found = _HINT.match(comment.text)
    return " ".join(found[1].split()).lower() if found else None


class Gap(NamedTuple):
    """What is asked for between two parts, and the number of the gap in its rule."""

    number: int
    asked: Break


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an author asks for between the parts of a rule."""

    rule: Rule
    """It holds the leaves, whose identities the others name."""
    after: dict[int, Gap] = field(default_factory=dict)
    """The gap behind a leaf …"""
    before: dict[int, Gap] = field(default_factory=dict)
    """… and before one."""
    kept: dict[int, int] = field(default_factory=dict)
    """The leaves that are to be kept together, each with the number of its group."""

    def between(self, left: Expr, right: Expr) -> Gap | None:
        """Return what is asked for between two parts that stand side by side."""
        last, first = _last_leaf(left), _first_leaf(right)
        return self.after.get(id(last)) or self.before.get(id(first))

    def keeps(self, part: Expr) -> bool:
        """Return whether all of a part is to be kept together."""
        last, first = self.kept.get(id(_last_leaf(part))), self.kept.get(id(_first_leaf(part)))
        return last is not None and last == first


def wishes_of(rule: Rule, text: str | None = None, line: Break = "wished") -> Wishes | None:
    """Return what the author of a rule asks for; None if that is nothing.

    Args:
        rule: as it was read.
        text: what its spans point into, if the ends of its lines count; else None.
        line: what such an end asks for.
    """
    hints = _Hints(rule)
    gaps = _gaps(rule, hints, None if text is None else _Lines(rule, text), line)
    if not gaps and not hints.groups:
        return None
    wishes = Wishes(rule)
    number = 0
    for node, asked in gaps:
        for (left, right), each in zip(pairwise(node.items), asked, strict=True):
            if each is not None:
                number += 1
                wishes.after[id(_last_leaf(left))] = wishes.before[id(_first_leaf(right))] = Gap(number, each)
    if hints.groups:
        for leaf in _leaves(rule.body):
            group = None if leaf.span is None else hints.group(leaf.span.start, leaf.span.end)
            if group is not None:
                wishes.kept[id(leaf)] = group
    return wishes


def breaks_of(rule: Rule) -> dict[int, tuple[Break | None, ...]]:
    """Return what is asked for in each sequence of a rule that has wishes, by its identity."""
    return {id(node): asked for node, asked in _gaps(rule, _Hints(rule), None, "wished")}


def idle_hints(rule: Rule) -> list[Diagnostic]:
    """Return a warning for each hint in a rule that has no effect."""
    hints = _Hints(rule)
    if not hints.places:
        return hints.wrong
    _gaps(rule, hints, None, "wished")
    message = "this hint has no effect: it does not stand between two parts of a sequence"
    idle = [place for at, place in enumerate(hints.places) if at not in hints.used]
    return hints.wrong + [Diagnostic("warning", message, place) for place in idle]


class _Hints:
    """The comments of a rule that ask for something."""

    def __init__(self, rule: Rule) -> None:
        self.places: list[Span] = []
        """Where each `break` and `no break` stands, in order …"""
        self.kinds: list[Break] = []
        """… and what it asks for."""
        self.groups: list[tuple[int, int]] = []
        """What is to be kept together, as places in the text, in order; no two overlap."""
        self.wrong: list[Diagnostic] = []
        self.used: set[int] = set()
        begin: int | None = None
        for comment in rule.comments:
            said = hint_of(comment)
            if said is None or comment.span is None:
                continue
            if said in ("break", "no break"):
                self.places.append(comment.span)
                self.kinds.append("must" if said == "break" else "never")
            elif said == "keep" and begin is None:
                begin = comment.span.end
            elif said == "end keep" and begin is not None:
                self.groups.append((begin, comment.span.start))
                begin = None
            else:
                self._tell(said, comment.span)
        if begin is not None:
            self.groups.append((begin, _end(rule)))

    def _tell(self, said: str, span: Span) -> None:
        if said in _KINDS:
            message = "this is kept together already" if said == "keep" else "nothing is kept together here"
            self.wrong.append(Diagnostic("warning", message, span))
            return
        hint = nearest(said, _KINDS) or f"there is {', '.join(_KINDS)}"
        self.wrong.append(Diagnostic("warning", f'there is no hint "{said[:60]}"', span, hint))

    def between(self, start: int, end: int) -> Break | None:
        """Return what is asked for between two places; the last one said counts."""
        at = bisect_left(self.places, start, key=_start)
        asked: Break | None = None
        while at < len(self.places) and self.places[at].start < end:
            asked = self.kinds[at]
            self.used.add(at)
            at += 1
        return "never" if asked is None and self.group(start, end) is not None else asked

    def group(self, start: int, end: int) -> int | None:
        """Return the number of the group that is kept together and holds all between two places."""
        at = bisect_right(self.groups, start, key=itemgetter(0)) - 1
        return at if at >= 0 and end <= self.groups[at][1] else None


class _Lines:
    """The lines of a rule's text."""

    def __init__(self, rule: Rule, text: str) -> None:
        self._text = text
        self._comments = [comment.span for comment in rule.comments if comment.span is not None]

    def turn(self, start: int, end: int) -> bool:
        """Return whether a line ends between two parts, the brackets between them being theirs."""
        between = self._text[start:end]
        if not _LINE_END.search(between):
            return False
        at = bisect_left(self._comments, start, key=_start)
        while at < len(self._comments) and self._comments[at].end <= end:
            first, last = self._comments[at].start - start, self._comments[at].end - start
            between = between[:first] + _NO_LINE_END.sub(" ", between[first:last]) + between[last:]
            at += 1
        opening = _OPENING.search(between)
        if opening:
            between = between[: opening.start()]
        return _LINE_END.search(_CLOSING.split(between)[-1]) is not None


def _start(span: Span) -> int:
    return span.start


def _gaps(
    rule: Rule, hints: _Hints, lines: _Lines | None, line: Break
) -> list[tuple[Sequence, tuple[Break | None, ...]]]:
    """Return the sequences of a rule in which something is asked for, each with what that is."""
    found: list[tuple[Sequence, tuple[Break | None, ...]]] = []
    heard = bool(hints.places or hints.groups)
    todo = [rule.body]
    while todo:
        node = todo.pop()
        if _is_leaf(node):
            continue
        todo += children(node)
        if not isinstance(node, Sequence) or not (heard or node.breaks or lines):
            continue
        asked: list[Break | None] = list(node.breaks) or [None] * (len(node.items) - 1)
        for at, (left, right) in enumerate(pairwise(node.items)):
            if heard:
                asked[at] = _told(left, right, hints) or asked[at]
            if lines and not node.breaks and asked[at] is None and _on_new_line(left, right, lines):
                asked[at] = line
        if any(asked):
            found.append((node, tuple(asked)))
    return found


def _told(left: Expr, right: Expr, hints: _Hints) -> Break | None:
    """Return what comments ask for between two parts, also if they stand inside the brackets of one."""
    last, first = _last_leaf(left).span, _first_leaf(right).span
    return hints.between(last.end, first.start) if last and first else None


def _on_new_line(left: Expr, right: Expr, lines: _Lines) -> bool:
    start, end = left.span, right.span
    return start is not None and end is not None and lines.turn(start.end, end.start)


def _is_leaf(node: Expr) -> bool:
    """Return whether a node has nothing below it that breaks into rows."""
    return isinstance(node, _LEAVES)


def _end(rule: Rule) -> int:
    """Return a place behind all of a rule."""
    spans = [leaf.span.end for leaf in _leaves(rule.body) if leaf.span is not None]
    return max(spans, default=0) + 1


def _leaves(body: Expr) -> Row[Expr]:
    """Return the leaves below an expression, in reading order."""
    found: list[Expr] = []
    todo = [body]
    while todo:
        node = todo.pop()
        if _is_leaf(node):
            found.append(node)
        else:
            todo.extend(reversed(children(node)))
    return found


def _first_leaf(part: Expr) -> Expr:
    """Return the first leaf of a part that no pass takes away, if there is one."""
    return _end_leaf(part, first=True)


def _last_leaf(part: Expr) -> Expr:
    """Return the last such leaf."""
    return _end_leaf(part, first=False)


def _end_leaf(part: Expr, *, first: bool) -> Expr:
    todo = [part]
    while todo:
        node = todo.pop()
        if not _is_leaf(node):
            todo.extend(reversed(children(node)) if first else children(node))
        elif not isinstance(node, _PASSING):
            return node
    return part
