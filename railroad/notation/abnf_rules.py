"""Where ABNF rules begin and end, and what belongs to none.

    a = b          a name and a definer begin a rule, however far right they stand
        c          what is indented further than the rule goes on with it
    b "x"          what is not, and begins no rule, is a mistake

No element holds a definer, so a name before one is never a reference.  RFC 5234 §2.2 asks for rules that all
begin in one column, which need not be the first.  A line that is not indented still goes on with the rule if
a bracket is open or the line before ends with a sign that wants more; that is met in practice, and told.
So are paragraphs of prose between rules, where a grammar was cut from a document: lines set apart by empty
ones that end as sentences do, or have four plain words in a row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Remark
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.notation.abnf_habits import Habits
    from railroad.notation.abnf_words import Word, Words

_PROPER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*+")
_IMPROPER = re.compile(r"[^A-Za-z0-9-]")
_LINE = re.compile(r"[^\r\n]{0,99}+")
_PAGE = re.compile(
    r"RFC \d+ .*\b(?:19|20)\d\d[ \t]*|.*\[Page \w+\][ \t]*|(?:Figure|Table) \d+(?:[.:] .*)?[ \t]*"
)
"""The lines at the head and foot of a page of an RFC, and captions."""
_ELEMENTS = frozenset(["string", "single", "number", "repeat", "prose", "unclosed"])
_RULE = "a rule reads NAME = ELEMENTS"


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is not read yet."""

    name: str
    """As written, without angle brackets."""
    name_span: Span
    appended: bool
    """Whether it adds to a rule (``=/``)."""
    indent: int
    body: tuple[int, int]
    """Of `words`: the first of its body, and that after the last."""
    end: int
    """Where the last of its words ends in the text."""


def plain_name(written: str) -> str:
    """Return a name without angle brackets, which RFC 5234 §2.1 allows round it.

    >>> plain_name("<rule name>")
    'rule name'
    """
    return " ".join(written[1:-1].split()) if written[:1] == "<" else written


def find_rules(
    text: str, cut: Words, habits: Habits, diagnostics: list[Diagnostic]
) -> tuple[list[RawRule], list[Remark]]:
    """Return the rules of a text and the prose between; tell in `diagnostics` of all that is neither."""
    finder = _Finder(text, cut, habits, diagnostics)
    finder.find()
    return finder.rules, finder.remarks


class _Finder:
    def __init__(self, text: str, cut: Words, habits: Habits, diagnostics: list[Diagnostic]) -> None:
        self.text = text
        self.words = cut.words
        self.lines = cut.lines
        self.habits = habits
        self.diagnostics = diagnostics
        self.rules: list[RawRule] = []
        self.remarks: list[Remark] = []
        self.margin = len(text)
        """How far right the rule before stands."""
        self.defined = frozenset(self._defined())
        """The names before definers, in small letters."""

    def _defined(self) -> Iterator[str]:
        for name, definer in pairwise(self.words):
            if name.kind == "name" and definer.kind == "definer":
                yield self.text[name.start : name.end].lower()

    def find(self) -> None:
        at = 0
        while at < len(self.words):
            head = self.head(at)
            at = self.rule(at, head) if head else self.stray(at)

    def kind(self, at: int) -> str:
        return self.words[at].kind if at < len(self.words) else ""

    def written(self, at: int) -> str:
        return self.text[self.words[at].start : self.words[at].end]

    def head(self, at: int) -> int:
        """Return how many words before a definer begin a rule at `at`, if they do; else 0.

        A definer that begins a line belongs to no name that only goes on with the rule before.
        """
        size = self.size_of_head(at)
        if not size or self.words[at + size].indent < 0:
            return size
        name, definer = self.words[at].indent, self.words[at + size].indent
        goes_on = self.margin < name and definer <= name
        return 0 if name < 0 or goes_on else size

    def size_of_head(self, at: int) -> int:
        """Return how many words before a definer are a name, or are meant for one; else 0."""
        kind = self.kind(at)
        if kind in ("name", "prose"):
            return 1 if self.kind(at + 1) == "definer" else 0
        if kind == "repeat" and self.kind(at + 1) == "name" and self.kind(at + 2) == "definer":
            return 2 if self.words[at].end == self.words[at + 1].start else 0
        if kind in ("string", "single") and self.kind(at + 1) == "definer":
            return 1
        return 0

    # A rule.

    def rule(self, at: int, head: int) -> int:
        """Take the rule that begins at `at`; return where it ends."""
        first, definer = self.words[at], self.words[at + head]
        name_span = Span(first.start, self.words[at + head - 1].end)
        name = plain_name(self.text[slice(*name_span)])
        self.check_name(first, name_span)
        sign = self.text[definer.start : definer.end]
        if sign not in ("=", "=/"):
            self.habits.meet("definer", Span(definer.start, definer.end))
        indent = first.indent if first.indent >= 0 else self.rules[-1].indent if self.rules else 0
        if self.rules and indent > self.rules[-1].indent and first.indent >= 0:
            self.habits.meet("indent", name_span)
        self.margin = indent
        begin = at + head + 1
        stop = self.body_end(begin, indent)
        end = self.words[stop - 1].end
        self.rules.append(RawRule(name, name_span, sign.endswith("/"), indent, (begin, stop), end))
        return stop

    def check_name(self, first: Word, span: Span) -> None:
        written = self.text[slice(*span)]
        if first.kind in ("string", "single"):
            self.complain(span, f"a literal, {shortened(written)}, can't be defined", _RULE)
        elif first.kind == "repeat":
            self.complain(span, "a name begins with a letter", "RFC 5234 §2.1: letters, digits and hyphens")
        elif first.kind == "name":
            meet_name(written, span.start, self.habits)

    def body_end(self, at: int, indent: int) -> int:
        """Return where a body ends that begins at `at`, of a rule that stands `indent` to the right."""
        depth = 0
        previous = "="
        while at < len(self.words):
            word = self.words[at]
            if word.kind == "definer" or (word.kind in ("name", "prose", "repeat") and self.head(at)):
                if word.kind == "definer" or word.indent >= 0:
                    return at
                name = self.written(at + self.head(at) - 1)
                message = f'the rule "{shortened(name)}" does not begin on a line of its own'
                self.complain(Span(word.start, word.end), message, "begin a new line with it")
                return at
            if self.is_page(word):
                return at
            if 0 <= word.indent <= indent:
                if depth <= 0 and previous not in ("/", "|") and not previous.endswith(("*", "#")):
                    return at
                self.habits.meet("margin", Span(word.start, word.end))
            if word.kind in ("sign", "repeat"):
                previous = self.written(at)
                depth += (previous in ("(", "[")) - (previous in (")", "]"))
            else:
                previous = ""
            at += 1
        return at

    # What belongs to no rule.

    def stray(self, at: int) -> int:
        """Tell of what stands at `at` and begins no rule; return where the next rule or stray line begins."""
        word = self.words[at]
        end = self.line_end(at)
        if self.is_page(word):
            self.habits.meet("page", Span(word.start, self.words[end - 1].end))
            return end
        if paragraph_end := self.prose_end(at):
            return paragraph_end
        self.complain_about(at, end)
        missing = word.kind == "name" and self.kind(at + 1) in _ELEMENTS
        while end < len(self.words) and not self.head(end):
            if self.is_page(self.words[end]) or (missing and self.words[end].indent <= max(word.indent, 0)):
                break
            end = self.line_end(end)
        return end

    def prose_end(self, at: int) -> int:
        """Take the paragraph of prose that begins at `at`; return where it ends, 0 if there is none."""
        first = self.words[at]
        if at and (first.indent < 0 or self.line(first) - self.line(self.words[at - 1]) < 2):
            return 0
        stop, names, row, known = at, 0, 0, 0
        while stop < len(self.words) and (
            stop == at or self.line(self.words[stop]) - self.line(self.words[stop - 1]) < 2
        ):
            kind = self.words[stop].kind
            if kind == "definer":
                return 0
            row = row + 1 if kind == "name" else 0
            known += kind == "name" and self.written(stop).lower() in self.defined
            names = max(names, row)
            stop += 1
        span = Span(first.start, self.words[stop - 1].end)
        text = self.text[slice(*span)]
        if known * 2 > stop - at:
            return 0  # a rule without its definer
        if names < 4 and not text.endswith((".", ":", "?", "!")):
            return 0
        self.habits.meet("prose", span)
        lines = [line.strip() for line in text.splitlines()]
        self.remarks.append(Remark("prose", "\n".join(lines), len(self.rules), span=span))
        return stop

    def line(self, word: Word) -> int:
        return bisect_right(self.lines, word.start)

    def line_end(self, at: int) -> int:
        """Return the word that begins the line after that of `at`, or a rule on it."""
        at += 1
        while at < len(self.words) and self.words[at].indent < 0:
            at += 1
        return at

    def is_page(self, word: Word) -> bool:
        if word.indent < 0:
            return False
        line = _LINE.match(self.text, word.start)
        return line is not None and _PAGE.fullmatch(line[0]) is not None

    def complain_about(self, at: int, end: int) -> None:
        word = self.words[at]
        written = shortened(self.written(at))
        span = Span(word.start, word.end)
        line = Span(word.start, self.words[end - 1].end)
        if word.kind == "definer":
            self.complain_about_definer(span, written)
        elif word.kind == "name":
            following = self.words[at + 1] if at + 1 < end else None
            place = Span(following.start, following.end) if following else Span(word.end, word.end)
            hint = "if this goes on with the rule before it, indent it" if self.rules else _RULE
            self.complain(place, f'expected "=" after "{written}"', hint)
        elif self.rules and written in ("/", "|"):
            self.complain(span, f'this "{written}" begins a line that is not indented', "indent it")
        else:
            hint = 'indent it if it goes on with a rule; begin it with ";" if it is a comment'
            self.complain(line, "this belongs to no rule", hint)

    def complain_about_definer(self, span: Span, written: str) -> None:
        hint = _RULE
        if self.rules and written.endswith("/"):
            hint = f"the name stands before it on each line: {self.rules[-1].name} {written} ELEMENTS"
        self.complain(span, f'there is no name before "{written}"', hint)

    def complain(self, span: Span, message: str, hint: str | None) -> None:
        self.diagnostics.append(Diagnostic("error", message, span, hint))


def meet_name(written: str, start: int, habits: Habits) -> None:
    """Note a name that is not one of RFC 5234, at the first sign that is not."""
    if not _PROPER_NAME.fullmatch(written):
        found = _IMPROPER.search(written)
        at = start + (found.start() if found else 0)
        habits.meet("name", Span(at, at + 1))
