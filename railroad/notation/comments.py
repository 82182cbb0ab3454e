"""The comments of a text whose comments are found by its lexer: docs of rules, and what stands inside them.

    /** A sum. */              the doc of `sum`
    // Left to right.
    sum : term ('+' term)* ;   // a comment that shares its line with a rule is inside it
                               .
    // --- Terms ---           what is left: prose, or a heading, between rules

An empty line ends a run of comments.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal

from railroad.grammar import Comment, Remark
from railroad.notation.comment_places import comment_text, is_ruled
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.notation.reading import Definition

_ONE_LINE_DOWN = re.compile(r"[ \t]*+(?:\r\n?|\n)?[ \t]*+")
_MARKS = re.compile(r"[ \t]*+(?:[;#]+!?|/{2,}!?|-{2,})[ \t]?")
_STAR = re.compile(r"[ \t]*+\*+[ \t]?|[ \t]+")
_DECORATION = re.compile(r"[\s\-=*#~_+/.|]*+")
_REST_OF_LINE = re.compile(r"[ \t;]*+")
_LINE_END = re.compile(r"\r\n?|\n")


class Comments:
    """The comments of one text, in its order."""

    def __init__(self, text: str) -> None:
        """Begin without any."""
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Add a comment, marks and all, that stands after all that were added."""
        self._starts.append(start)
        self._ends.append(end)

    def doc(self, start: int) -> str | None:
        """Return what the comments right before the rule that begins at `start` say."""
        text = self._text
        lines = [line for i in self._before(start) for line in comment_lines(text[slice(*self._span(i))])]
        return "\n".join(lines).strip("\n") or None

    def _before(self, start: int) -> range:
        """Return the indices of the comments right before the rule that begins at `start`."""
        text = self._text
        last = bisect_right(self._ends, start)
        first = last
        after = start
        while first and _ONE_LINE_DOWN.fullmatch(text, self._ends[first - 1], after):
            if not self._begins_its_line(first - 1):
                break
            first -= 1
            after = self._starts[first]
        return range(first, last)

    def within(self, start: int, end: int) -> tuple[Comment, ...]:
        """Return the comments between two offsets, or on the line of the second after nothing else.

        Those that say nothing are left out.
        """
        found = []
        for i in self._inside(start, end):
            span = self._span(i)
            lines = comment_lines(self._text[slice(*span)])
            if said := "\n".join(lines).strip():
                found.append(Comment(said, span=span))
        return tuple(found)

    def _inside(self, start: int, end: int) -> range:
        last = bisect_left(self._starts, end)
        while last < len(self._starts) and _REST_OF_LINE.fullmatch(self._text, end, self._starts[last]):
            end = self._ends[last]
            last += 1
        return range(bisect_left(self._starts, start), last)

    def loose(self, definitions: Iterable[Definition]) -> list[Remark]:
        """Return the comments that neither are docs nor stand inside rules, run by run, in order."""
        used: set[int] = set()
        starts: list[int] = []
        counts = [0]
        names: set[str] = set()
        for each in definitions:
            used.update(self._before(each.span.start), self._inside(*each.span))
            names.add(each.name)
            starts.append(each.span.start)
            counts.append(len(names))
        runs: list[list[int]] = []
        for i in range(len(self._starts)):
            if i in used:
                continue
            follows = runs and runs[-1][-1] == i - 1
            if follows and _ONE_LINE_DOWN.fullmatch(self._text, self._ends[i - 1], self._starts[i]):
                runs[-1].append(i)
            else:
                runs.append([i])
        found = []
        for run in runs:
            span = Span(self._starts[run[0]], self._ends[run[-1]])
            written = [_LINE_END.sub("\n", self._text[slice(*self._span(i))]) for i in run]
            if words := "\n".join(map(comment_text, written)).strip("\n"):
                kind: Literal["heading", "prose"] = "prose"
                if "\n" not in words and any(map(is_ruled, written)):
                    kind = "heading"
                found.append(Remark(kind, words, counts[bisect_right(starts, span.start)], span=span))
        return found

    def _span(self, index: int) -> Span:
        return Span(self._starts[index], self._ends[index])

    def _begins_its_line(self, index: int) -> bool:
        """Return whether only blanks, or another comment, stand before a comment on its line."""
        at = self._starts[index]
        least = self._ends[index - 1] if index else 0
        while at > least and self._text[at - 1] in " \t":
            at -= 1
        return at == least or self._text[at - 1] in "\r\n"


def comment_lines(comment: str) -> list[str]:
    r"""Return the lines of a comment without marks and decoration.

    >>> [comment_lines(comment) for comment in ("/** A sum.\n *  Not empty. */", "## A sum.", "# ====")]
    [['A sum.', ' Not empty.'], ['A sum.'], []]
    """
    if comment.startswith("/*"):
        inside = comment[2:-2] if comment.endswith("*/") and len(comment) > 3 else comment[2:]
        lines = [_STAR.sub("", line, count=1) for line in _LINE_END.split(inside)]
    else:
        lines = [_MARKS.sub("", comment, count=1)]
    lines = [line.rstrip() for line in lines]
    return [line for line in lines if not line or not _DECORATION.fullmatch(line)]


def with_comments(definitions: Iterable[Definition], comments: Comments) -> list[Definition]:
    """Return the definitions with their docs and the comments inside them."""
    from dataclasses import replace

    return [
        replace(each, doc=comments.doc(each.span.start), comments=comments.within(*each.span))
        for each in definitions
    ]
