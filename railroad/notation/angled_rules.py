"""Where rules begin and end whose names stand in angle brackets, and what stands between them.

    <a> ::= B            a name and a definer begin a rule
          | C            what follows goes on with it

    A paragraph.         after an empty line only what can be nothing else goes on with it
    --h2 Literals        marked up lines end it too

What stands between rules is prose, as in the standards and the files made of them; a title over a line of
``=`` is a heading, and so are marked up lines that begin ``--h``.  Only a name without its definer is a
mistake there, where it does not begin a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Comment, Remark
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.angled_words import Dialect, Word

_MARKUP = re.compile(r"--(/?)([A-Za-z]\w*|##|@@)?[ \t]*(.*)", re.DOTALL)
_HEADING = re.compile(r"h\d", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_UNDERLINE = re.compile(r"[=\-*#~_]{3,}+")
_CAPTION = re.compile(r"(?:Figure|Table) \d+(?:[:.] [^\r\n]*)?")
"""What stands under a grammar that was cut from an RFC."""
_RULE = "a rule reads <NAME> ::= BODY"


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is not read yet."""

    name: str
    name_span: Span
    body: tuple[Word, ...]
    """Without comments."""
    end: int
    """Where the last of its words ends in the text."""
    comments: tuple[Comment, ...]


def plain_name(written: str) -> str:
    """Return a name without its brackets, with single blanks.

    >>> plain_name("<column  name>")
    'column name'
    """
    return " ".join(written[1:-1].split())


def find_rules(
    text: str, words: list[Word], dialect: Dialect, diagnostics: list[Diagnostic]
) -> tuple[list[RawRule], list[Remark]]:
    """Return the rules of a text and what stands between; tell in `diagnostics` of what is neither."""
    finder = _Finder(text, words, dialect, diagnostics)
    finder.find()
    return finder.rules, finder.remarks


class _Finder:
    def __init__(self, text: str, words: list[Word], dialect: Dialect, diagnostics: list[Diagnostic]) -> None:
        self.text = text
        self.words = words
        self.dialect = dialect
        self.diagnostics = diagnostics
        self.rules: list[RawRule] = []
        self.remarks: list[Remark] = []
        self.margin = len(text)
        """How far right the rule before stands."""

    def find(self) -> None:
        at = 0
        while at < len(self.words):
            if self.is_head(at):
                at = self.rule(at)
            elif self.words[at].kind == "markup":
                at = self.markup(at)
            elif self.words[at].kind == "comment":
                at += 1
            else:
                at = self.paragraph(at)

    def is_head(self, at: int) -> bool:
        """Return whether a name and its definer begin at `at`.

        A definer that begins a line belongs to no name that only goes on with the rule before.
        """
        name = self.words[at]
        if name.kind not in ("name", "broken") or at + 1 == len(self.words):
            return False
        definer = self.words[at + 1]
        if definer.kind != "definer" or definer.indent < 0:
            return definer.kind == "definer"
        return name.indent >= 0 and (name.indent <= self.margin or definer.indent > name.indent)

    def written(self, word: Word) -> str:
        return self.text[word.start : word.end]

    # A rule.

    def rule(self, at: int) -> int:
        """Take the rule that begins at `at`; return where it ends."""
        head, definer = self.words[at], self.words[at + 1]
        written = self.written(head)
        span = Span(head.start, head.start + len(written.rstrip()))
        if head.kind == "broken":
            self.complain(span, f'there is no ">" after {shortened(written.rstrip())}', _RULE)
            written = written.rstrip() + ">"
        self.margin = max(head.indent, 0)
        body: list[Word] = []
        comments: list[Comment] = []
        stop = self.body(at + 2, head, body, comments)
        end = max(definer.end, body[-1].end if body else 0)
        self.rules.append(RawRule(plain_name(written), span, tuple(body), end, tuple(comments)))
        return stop

    def body(self, at: int, head: Word, body: list[Word], comments: list[Comment]) -> int:
        """Put the words of a body into `body`, its comments into `comments`; return where it ends."""
        depth = 0
        while at < len(self.words):
            word = self.words[at]
            if self.is_head(at):
                if word.indent < 0:
                    name = shortened(plain_name(self.written(word).rstrip("> ") + ">"))
                    message = f'the rule "{name}" does not begin on a line of its own'
                    self.complain(Span(word.start, word.end), message, "begin a new line with it")
                return at
            if word.kind == "markup":
                if not self.is_aside(word):
                    return at
            elif word.kind == "comment" or (word.kind == "note" and body and body[-1].kind != "bar"):
                text = self.written(word).lstrip("!;").strip()
                comments.append(Comment(text, span=Span(word.start, word.end)))
            else:
                if word.indent >= 0 and depth <= 0 and body and self.ends_before(word, at, head, body):
                    return at
                if word.kind == "definer" and word.indent >= 0:
                    return at
                depth += (word.kind == "open") - (word.kind == "close")
                body.append(word)
            at += 1
        return at

    def is_aside(self, word: Word) -> bool:
        """Return whether a marked up line may stand inside a rule."""
        match = _MARKUP.fullmatch(self.written(word))
        return match is None or match[2] in (None, "##", "@@")

    def ends_before(self, word: Word, at: int, head: Word, body: list[Word]) -> bool:
        """Return whether a body that could be complete ends before a word that begins a line."""
        previous = self.words[at - 1]
        aside = previous.kind != "markup" or self.is_aside(previous)
        if aside and word.line - previous.line < 2:
            return False
        if word.kind in ("bar", "close", "dots") or body[-1].kind == "bar":
            return False
        return not (word.kind in ("open", "name", "note") and word.indent > max(head.indent, 0))

    # What stands between rules.

    def markup(self, at: int) -> int:
        word = self.words[at]
        match = _MARKUP.fullmatch(self.written(word))
        assert match
        closing, tag, rest = match[1], match[2] or "", match[3].strip()
        if tag == "p" and not closing:
            return self.marked_paragraph(at)
        if _HEADING.fullmatch(tag) and rest:
            self.remark("heading", rest, Span(word.start, word.end))
        elif tag == "li" and rest:
            self.remark("prose", rest, Span(word.start, word.end))
        return at + 1

    def marked_paragraph(self, at: int) -> int:
        """Take the lines from ``--p`` to ``--/p``, or to the next rule; return where they end."""
        start = self.words[at].end
        stop = at + 1
        while stop < len(self.words) and not (self.is_head(stop) and self.words[stop].indent >= 0):
            stop += 1
            if self.words[stop - 1].kind == "markup" and self.written(self.words[stop - 1])[2:4] == "/p":
                break
        end = self.words[stop - 1].end
        lines = [self.plain(line) for line in self.text[start:end].splitlines()]
        words = "\n".join(line for line in lines if line)
        if words:
            self.remark("prose", words, Span(start, end))
        return stop

    def plain(self, line: str) -> str:
        """Return a line of a paragraph without its mark."""
        match = _MARKUP.fullmatch(line)
        if match is None:
            return line.strip()
        if match[1] or match[2] == "@@":
            return ""
        return _TAGS.sub("", match[3]).strip() if match[2] == "##" else match[3].strip()

    def paragraph(self, at: int) -> int:
        """Take the lines that begin at `at`; return where they end."""
        stop, row, longest = at, 0, 0
        while stop < len(self.words) and not self.is_head(stop):
            word = self.words[stop]
            if word.kind == "markup" or (stop > at and word.line - self.words[stop - 1].line > 1):
                break
            row = row + 1 if word.kind == "text" and self.text[word.start].isalpha() else 0
            longest = max(longest, row)
            stop += 1
        stop = max(stop, at + 1)
        first, last = self.words[at], self.words[stop - 1]
        span = Span(first.start, last.end)
        text = self.text[slice(*span)]
        if _CAPTION.fullmatch(text):
            self.remark("prose", text, span)
            return stop
        if longest < 4 and not text.endswith((".", ":")) and self.complain_about(at, stop):
            return stop
        lines = [line.strip() for line in text.splitlines()]
        if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]):
            self.remark("heading", lines[0], span)
            lines = lines[2:]
        if lines := [line for line in lines if line and not _UNDERLINE.fullmatch(line)]:
            self.remark("prose", "\n".join(lines), span)
        return stop

    def complain_about(self, at: int, stop: int) -> bool:
        """Tell of a paragraph if it is a broken rule; return whether it is."""
        word = self.words[at]
        span = Span(word.start, word.end)
        if word.kind == "definer":
            self.complain(span, 'there is no name before "::="', _RULE)
        elif word.kind == "name":
            after = self.words[at + 1] if at + 1 < stop else None
            place = Span(after.start, after.end) if after else Span(word.end, word.end)
            self.complain(place, f'expected "::=" after {shortened(self.written(word))}', _RULE)
        elif word.kind == "broken":
            self.complain(span, f'there is no ">" after {shortened(self.written(word))}', _RULE)
        elif any(each.kind == "definer" for each in self.words[at : stop + 1]) or not self.dialect.markup:
            self.complain(span, "this belongs to no rule", _RULE)
        else:
            return False
        return True

    def remark(self, kind: str, text: str, span: Span) -> None:
        self.remarks.append(Remark(kind, text, len(self.rules), span=span))  # type: ignore[arg-type]

    def complain(self, span: Span, message: str, hint: str | None) -> None:
        self.diagnostics.append(Diagnostic("error", message, span, hint))
