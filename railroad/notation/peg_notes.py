"""The comments of a grammar: docs of rules, what stands inside them, and what stands between them.

    # *** Sums ***                     Remark("heading", "Sums", before=0)
    # One or more products.            the doc of Sum
    Sum <- Product ('+' Product)*      # left to right: a comment inside Sum

A comment is a doc if it ends on the line before a rule and shares its lines with none; an empty line ends a
run of comments, and so does a line with decoration before its words, which is a heading.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from railroad.grammar import Comment, Remark
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.reading import Definition

_MARK = re.compile(r"[ \t]*+(?:#+!?|/{2,}!?)[ \t]?")
_STAR = re.compile(r"[ \t]*+\*+[ \t]?|[ \t]++")
_LINE_END = re.compile(r"\r\n?|\n")
_DECORATION = re.compile(r"[\s\-=*#~_+/.|]*+")
_FAR = 200
"""How many blanks may stand between a comment and its rule."""
_FRAME = " \t-=*#~_+/.|"
_FRAMED = re.compile(r"[ \t]*+[-=*#~_+|]{2,}+[ \t]*+[^\s\-=*#~_+|]")


class Notes:
    """The comments of one text, in its order."""

    def __init__(self, text: str) -> None:
        """Begin without any."""
        self._text = text
        self._spans: list[Span] = []
        self._starts: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Add a comment, marks and all, that stands after all that were added."""
        self._spans.append(Span(start, end))
        self._starts.append(start)

    def given(
        self, definitions: list[Definition], directives: list[Span]
    ) -> tuple[list[Definition], list[Remark]]:
        """Return the definitions with their docs and comments, and what stands between them, in order."""
        used: set[int] = set()
        finished = []
        for each in definitions:
            first, last = self._doc_range(each.span.start)
            doc = self._doc(first, last)
            used.update(range(first, last))
            start = bisect_left(self._starts, each.span.start)
            end = self._end_of_inside(start, each.span.end)
            used.update(range(start, end))
            inside = (self._comment(i) for i in range(start, end))
            finished.append(
                replace(each, doc=doc, comments=tuple(comment for comment in inside if comment is not None))
            )
        remarks = [
            *self._loose(used),
            *((span, "directive", self._text[slice(*span)]) for span in directives),
        ]
        counts = _counts(definitions)
        begins = [each.span.start for each in definitions]
        return finished, [
            Remark(kind, text, counts[bisect_left(begins, span.start)], span=span)  # type: ignore[arg-type]
            for span, kind, text in sorted(remarks)
        ]

    def _doc_range(self, start: int) -> tuple[int, int]:
        """Return which comments stand right before the rule that begins at `start`."""
        last = bisect_left(self._starts, start)
        first, after = last, start
        while first:
            span = self._spans[first - 1]
            if after - span.end > _FAR:
                break
            between = self._text[span.end : after]
            if between.strip(" \t\r\n") or len(_LINE_END.findall(between)) > 1:
                break
            if not self._begins_its_line(first - 1) or self._is_framed(span):
                break
            first, after = first - 1, span.start
        return first, last

    def _is_framed(self, span: Span) -> bool:
        """Return whether a comment is one line with decoration before its words."""
        written = _MARK.sub("", self._text[slice(*span)], count=1)
        return "\n" not in written and _FRAMED.match(written) is not None

    def _begins_its_line(self, index: int) -> bool:
        """Return whether only blanks, or another comment, stand before a comment on its line."""
        at = self._spans[index].start
        least = self._spans[index - 1].end if index else 0
        while at > least and self._text[at - 1] in " \t":
            at -= 1
        return at == 0 or (at == least and index > 0) or self._text[at - 1] in "\r\n"

    def _doc(self, first: int, last: int) -> str | None:
        """Return what the comments say; those that are marked as docs (``///``), if there are any."""
        indices = [i for i in range(first, last) if self._text.startswith("///", self._spans[i].start)]
        lines = [line for i in indices or range(first, last) for line in self._lines(i)]
        return "\n".join(lines).strip("\n") or None

    def _end_of_inside(self, index: int, end: int) -> int:
        """Return the index after the comments from `index` on that stand before `end`, or on its line."""
        while index < len(self._spans):
            start = self._spans[index].start
            if start >= end:
                near = start - end <= _FAR and not self._text[end:start].strip(" \t;")
                return index + near
            index += 1
        return index

    def _comment(self, index: int) -> Comment | None:
        text = "\n".join(self._lines(index)).strip()
        return Comment(text, span=self._spans[index]) if text else None

    def _lines(self, index: int) -> list[str]:
        """Return the lines of a comment without marks, and without lines that only decorate."""
        written = self._text[slice(*self._spans[index])]
        if written.startswith("/*"):
            inside = written[2:-2] if written.endswith("*/") and len(written) > 3 else written[2:]
            lines = [_STAR.sub("", line, count=1) for line in _LINE_END.split(inside)]
        else:
            lines = [_MARK.sub("", written, count=1)]
        return [line.rstrip() for line in lines if not line.strip() or not _DECORATION.fullmatch(line)]

    def _loose(self, used: set[int]) -> list[tuple[Span, str, str]]:
        """Return the comments between rules, run by run: where, heading or prose, and the text."""
        found = []
        run: list[int] = []
        for i in range(len(self._spans) + 1):
            if run and (i in used or i == len(self._spans) or not self._follows(i)):
                if (remark := self._remark(run)) is not None:
                    found.append(remark)
                run = []
            if i not in used:
                run.append(i)
        return found

    def _follows(self, index: int) -> bool:
        between = self._text[self._spans[index - 1].end : self._spans[index].start]
        return not between.strip(" \t\r\n") and len(_LINE_END.findall(between)) <= 1

    def _remark(self, run: list[int]) -> tuple[Span, str, str] | None:
        text = "\n".join(line for i in run for line in self._lines(i)).strip("\n")
        if not text.strip():
            return None
        span = Span(self._spans[run[0]].start, self._spans[run[-1]].end)
        if "\n" not in text and (len(run) > 1 or self._is_framed(span)):
            return span, "heading", text.strip(_FRAME)
        return span, "prose", text


def _counts(definitions: list[Definition]) -> list[int]:
    """Return how many rules begin with the first n definitions, for every n."""
    names: set[str] = set()
    counts = [0]
    for each in definitions:
        names.add(each.name)
        counts.append(len(names))
    return counts
