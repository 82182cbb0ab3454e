"""What the comments of a text belong to: a rule, as its documentation or inside it, or what stands between.

    # === Values ===            a heading between rules
                                .
    # One digit,                the run of comments that ends on the line before a rule
    # or none.                  is its documentation
    digit ::= [0-9]             .
            | ""  # none        what begins inside a rule, or on its last line, is inside it

Comments are given by their spans, marks and all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from railroad.grammar import Comment, Remark
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def in_order(remarks: Iterable[Remark], names: Sequence[str]) -> list[Remark]:
    """Return remarks in the order of the text, each `before` made a count of rules.

    Until then it counts definitions, whose `names` are given in order; several of one name are one rule.
    """
    counts = [0]
    seen: set[str] = set()
    for name in names:
        seen.add(name)
        counts.append(len(seen))
    counted = (replace(remark, before=counts[remark.before]) for remark in remarks)
    return sorted(counted, key=lambda remark: remark.span or Span(0, 0))


@dataclass(slots=True)
class Placed:
    """Where the comments of a text belong; a rule is its index."""

    docs: dict[int, str] = field(default_factory=dict)
    inside: dict[int, tuple[Comment, ...]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def place_comments(text: str, comments: Iterable[Span], rules: Sequence[Span]) -> Placed:
    """Return where the comments of a text whose lines end in LF belong.

    Args:
        text: the text.
        comments: in order; no two overlap.
        rules: where each rule is written, label and terminator included; in order.
    """
    placed = Placed()
    inside: dict[int, list[Comment]] = {}
    run: list[Span] = []
    at = 0
    limit = _limit(text, rules, at)
    for span in comments:
        while at < len(rules) and span.start >= limit:
            _settle(text, run, rules, at, placed)
            at += 1
            limit = _limit(text, rules, at)
        if at < len(rules) and span.start >= rules[at].start:
            _settle(text, run, rules, at, placed)
            inside.setdefault(at, []).append(Comment(comment_text(text[slice(*span)]), span=span))
            continue
        if run and not _GAP.fullmatch(text, run[-1].end, span.start):
            _settle(text, run, rules, at, placed)
        run.append(span)
    _settle(text, run, rules, at, placed)
    placed.inside = {index: tuple(found) for index, found in inside.items()}
    return placed


_GAP = re.compile(r"[ \t]*+\n?[ \t]*+")
"""What may be between two comments of one run, and between a run and its rule."""


def _limit(text: str, rules: Sequence[Span], at: int) -> int:
    """Return where the line ends on which the rule `at` ends: a comment before that is inside it."""
    if at >= len(rules):
        return len(text)
    end = text.find("\n", rules[at].end)
    return len(text) + 1 if end < 0 else end


def _settle(text: str, run: list[Span], rules: Sequence[Span], before: int, placed: Placed) -> None:
    """Give a run of comments to the rule `before`, if it is right above it, else to the remarks; empty it."""
    if not run:
        return
    whole = Span(run[0].start, run[-1].end)
    words = "\n".join(comment_text(text[slice(*span)]) for span in run).strip("\n")
    run.clear()
    if not words:
        return
    gap = _GAP.match(text, whole.end)
    if before < len(rules) and gap and gap.end() == rules[before].start:
        placed.docs[before] = words
        return
    written = text[slice(*whole)]
    kind: Literal["heading", "prose"] = "prose"
    if "\n" not in words and is_ruled(written):
        kind = "heading"
    placed.remarks.append(Remark(kind, words, before, span=whole))


def is_ruled(comment: str) -> bool:
    """Return whether a comment has decoration, as headings have."""
    return _RULED.search(comment) is not None


_MARKS = re.compile(r"[ \t]*(?:#+!?|/{2,}!?|-{2,}|;+)[ \t]?")
_STAR = re.compile(r"[ \t]*\*+[ \t]?|[ \t]+")
_RULED = re.compile(r"[=\-*#~_+═─━]{4}|^\W*#{1,6}[ \t]|={2,}")
_DECORATION = re.compile(r"[\s\-=*#~_+/.═─━]*")
_ENDS = re.compile(r"^[\s=*#~═─━]{3,}(?=\w)|(?<=\w)[\s=*#~═─━]{3,}$")


def comment_text(comment: str) -> str:
    """Return the words of a comment, without marks and decoration.

    >>> comment_text("/** A sum.\\n *  Not empty. */"), comment_text("## A sum."), comment_text("# ====")
    ('A sum.\\n Not empty.', 'A sum.', '')
    """
    if comment.startswith(("/*", "(*", "{-", "<!--")):
        inner = comment[4:-3] if comment.startswith("<!--") else comment[2:-2]
        lines = [_STAR.sub("", line, count=1) for line in inner.split("\n")]
    else:
        lines = [_MARKS.sub("", comment, count=1)]
    lines = [_ENDS.sub("", line.rstrip()) for line in lines]
    return "\n".join(line for line in lines if not line or not _DECORATION.fullmatch(line)).strip("\n")
