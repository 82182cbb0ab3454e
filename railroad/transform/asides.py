"""What a grammar says beside the language: code of a host language, and comments.

    a {code} b        →  a b                    without(rule, Code)
    a /* why */ b     →  a (* why *) b          with_comments(rule)

Where nothing but code was there is nothing left; a label, mark or test round it goes with it.  A comment
comes behind what it stands behind in the text: the largest part of the rule that ends before it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING

from railroad.grammar import (
    Code,
    Comment,
    Empty,
    Exclusion,
    Expr,
    Labelled,
    Lookahead,
    Marked,
    Repetition,
    Rule,
    Sequence,
    children,
    seq,
)
from railroad.hints import hint_of
from railroad.transform.rewrite import bottom_up, with_children

if TYPE_CHECKING:
    from railroad.source import Span


def without(rule: Rule, kinds: type[Code | Comment] | tuple[type[Code | Comment], ...]) -> Rule:
    """Return `rule` without the nodes of some kinds, which say nothing of the language."""
    body = bottom_up(rule.body, _Dropping(kinds))
    return rule if body is rule.body else replace(rule, body=body)


class _Dropping:
    """A step that makes nothing of some kinds of nodes, and remembers the nothing that it made."""

    def __init__(self, kinds: type[Expr] | tuple[type[Expr], ...]) -> None:
        self._kinds = kinds
        self._made: dict[int, Expr] = {}

    def __call__(self, node: Expr) -> Expr:
        match node:
            case _ if isinstance(node, self._kinds):
                return self._nothing(node.span)
            case Sequence(items):
                kept = [item for item in items if id(item) not in self._made]
                if len(kept) == len(items):
                    return node
                return seq(kept, node.span) if kept else self._nothing(node.span)
            case Labelled(item=item) | Marked(item=item) | Lookahead(item) if id(item) in self._made:
                return self._nothing(node.span)
            case Exclusion(item, exception) if id(exception) in self._made:
                return item
            case Repetition(separator=separator) if separator is not None and id(separator) in self._made:
                return replace(node, separator=None)
            case _:
                return node

    def _nothing(self, span: Span | None) -> Expr:
        nothing = Empty(span=span)
        self._made[id(nothing)] = nothing
        return nothing


def with_comments(rule: Rule) -> Rule:
    """Return `rule`, as it was read, with its comments as nodes in its body.

    Each comes behind what it stands behind in the text; those that stand before everything else, or that have
    no place, come first.
    """
    if not rule.comments:
        return rule
    first, behind = _places(rule)
    body = _inserted(rule.body, behind)
    return replace(rule, body=_row([*first, body], rule.body), comments=())


def _places(rule: Rule) -> tuple[list[Expr], dict[int, list[Expr]]]:
    """Return the comments that come first, and those behind each part, by its identity.

    Linear but for a search: from the leaf that begins before it a comment climbs to the largest part that
    also ends before it, and goes on from where an earlier one behind the same leaf has come to.
    """
    leaves, above = _leaves(rule.body)
    starts = [start for start, _ in leaves]
    first: list[Expr] = []
    behind: dict[int, list[Expr]] = {}
    reached: dict[int, Expr] = {}
    for comment in rule.comments:
        if hint_of(comment) is not None:
            continue  # it is for the layout
        at = -1 if comment.span is None else bisect_right(starts, comment.span.start) - 1
        if comment.span is None or at < 0:
            first.append(comment)
            continue
        part = reached.get(at, leaves[at][1])
        while _ends_before(part, comment.span) and (parent := above.get(id(part))) is not None:
            if not _ends_before(parent, comment.span):
                break
            part = parent
        reached[at] = part
        behind.setdefault(id(part), []).append(comment)
    return first, behind


def _ends_before(part: Expr, place: Span) -> bool:
    """Return whether a part ends there; an empty one does not, as a comment is all there is to read in it."""
    return not isinstance(part, Empty) and part.span is not None and part.span.end <= place.start


def _leaves(body: Expr) -> tuple[list[tuple[int, Expr]], dict[int, Expr]]:
    """Return the parts without parts by where they begin, and for each part the one round it."""
    above: dict[int, Expr] = {}
    leaves: list[tuple[int, Expr]] = []
    todo = [body]
    while todo:
        node = todo.pop()
        parts = children(node)
        if not parts and node.span is not None:
            leaves.append((node.span.start, node))
        for part in parts:
            above.setdefault(id(part), node)
        todo.extend(reversed(parts))
    return sorted(leaves, key=itemgetter(0)), above


def _inserted(body: Expr, behind: dict[int, list[Expr]]) -> Expr:
    """Return `body` with comments behind the parts that are named by their identity."""
    visits: list[tuple[Expr, tuple[Expr, ...]]] = []
    todo = [body]
    while todo:
        node = todo.pop()
        parts = children(node)
        visits.append((node, parts))
        todo.extend(parts)
    done: list[Expr] = []
    for node, parts in reversed(visits):
        made = node
        if parts:
            below = done[len(done) - len(parts) :]
            del done[len(done) - len(parts) :]
            made = with_children(node, tuple(below))
        comments = behind.pop(id(node), [])
        done.append(_row([made, *comments], node) if comments else made)
    return done[0]


def _row(items: list[Expr], whole: Expr) -> Expr:
    """Return the items one after another, in the place of `whole`; nothing among them is left out."""
    return seq((item for item in items if not isinstance(item, Empty)), whole.span)
