"""What comments in ABNF belong to.

    ; about a               right before a rule: its documentation
    a = b / ; and so        in a rule, or after it and further right: the rule's
        c
            ; forth

    ; Dates                 with empty lines round it: a remark between rules

Of a remark it is a heading if it is one line that stands out: under or over a line of decoration, or with
more than one ``;`` before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.grammar import Comment, Remark
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.abnf_rules import RawRule
    from railroad.notation.abnf_words import Note, Words

_MARKS = re.compile(r";++ ?")
_DECORATION = re.compile(r"[\s\-=*#~_+;/.]*")


@dataclass(frozen=True, slots=True)
class Notes:
    """The comments of a text."""

    docs: dict[int, str]
    """By the place of the rule that they stand before."""
    comments: dict[int, tuple[Comment, ...]]
    """By the place of the rule that they stand in."""
    remarks: tuple[Remark, ...]


def sort_notes(text: str, cut: Words, rules: list[RawRule]) -> Notes:
    """Return what each comment of a text belongs to."""
    return _Sorter(text, cut, rules).sort()


def comment_text(written: str) -> str:
    """Return a comment without its marks.

    >>> [comment_text(written) for written in ("; a sum", ";;; a sum ;;", ";", ";  a")]
    ['a sum', 'a sum', '', ' a']
    """
    text = _MARKS.sub("", written, count=1).rstrip()
    return text.rstrip("; \t") if written.startswith(";;") else text


class _Sorter:
    def __init__(self, text: str, cut: Words, rules: list[RawRule]) -> None:
        self.text = text
        self.cut = cut
        self.rules = rules
        self.starts = [rule.name_span.start for rule in rules]
        self.rule_lines = {bisect_right(cut.lines, start) - 1: at for at, start in enumerate(self.starts)}
        self.last_lines = [bisect_right(cut.lines, rule.end) - 1 for rule in rules]
        self.docs: dict[int, str] = {}
        self.comments: dict[int, list[Comment]] = {}
        self.remarks: list[Remark] = []

    def sort(self) -> Notes:
        block: list[Note] = []
        owned = -1  # the line of the last thing that belongs to the rule before
        for note in self.cut.notes:
            at = bisect_right(self.starts, note.start) - 1
            if block and (note.indent < 0 or note.line != block[-1].line + 1):
                self.close(block)
                block = []
            if at >= 0:
                owned = max(owned, self.last_lines[at])
            inside = at >= 0 and note.start < self.rules[at].end
            beside = at >= 0 and not block and owned >= note.line - 1 and self.is_beside(note, at)
            if inside or beside:
                self.comments.setdefault(at, []).append(
                    Comment(comment_text(self.text[note.start : note.end]), span=Span(note.start, note.end))
                )
                owned = note.line
            elif note.indent >= 0:
                block.append(note)
        if block:
            self.close(block)
        comments = {at: tuple(found) for at, found in self.comments.items()}
        return Notes(self.docs, comments, tuple(self.remarks))

    def is_beside(self, note: Note, at: int) -> bool:
        return note.indent < 0 or note.indent > self.rules[at].indent

    def close(self, block: list[Note]) -> None:
        """Give a run of comments to the rule on the line after it, or to none."""
        written = [self.text[note.start : note.end] for note in block]
        lines = [comment_text(each) for each in written]
        kept = [line for line in lines if not line or not _DECORATION.fullmatch(line)]
        words = "\n".join(kept).strip("\n")
        if not words:
            return
        rule = self.rule_lines.get(block[-1].line + 1)
        if rule is not None:
            self.docs[rule] = words
            return
        decorated = len(kept) < len(lines) or any(
            not line and len(each.rstrip()) > 1 for line, each in zip(lines, written, strict=True)
        )
        stands_out = "\n" not in words and (decorated or written[0].startswith(";;"))
        span = Span(block[0].start, block[-1].end)
        before = bisect_right(self.starts, span.start)
        self.remarks.append(Remark("heading" if stands_out else "prose", words, before, span=span))
