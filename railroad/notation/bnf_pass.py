"""One pass over a BNF text, from one sign that could begin something closed to the next.

    text    <a> ::= "x|y" <b>  # why | not
    parts   ANN ::= SNNNN ANN

What is closed is put into the shadow as a marker and fillers, comments as blanks; the rest is copied.  The
questions about the surroundings of a sign are answered here, each in constant time on average: what was
searched for once is remembered, because the pass only goes forward.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.notation.bnf_style import WORD
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.bnf_style import Style

FILL = "\x02"
STRING = "\x0e"
UNCLOSED_STRING = "\x03"
ANGLE = "\x0f"
UNCLOSED_ANGLE = "\x06"
OPAQUE = "\x05"
"""A class ``[a-z_]``, a regular expression ``/…/``, words for a human ``? … ?``."""

WORD_CHARACTER = re.compile(WORD)
_BLANKS = re.compile(r"[ \t]*+")
_NO_LITERAL = re.compile(r"[ \t]*+(?:<[^<>\n]*+>[ \t]*+)++|[ \t]++\|(?:[^\n]*\|)?[ \t]++")
"""What stands between two signs that are quotes in the language described: ``"<chars>"``, ``' | '``."""


class Pass:
    """How far a pass has got, and what it has seen."""

    def __init__(self, text: str, style: Style, *, quoted: bool) -> None:
        """Begin a pass over `text`; `quoted` is whether quotes mean literals."""
        self.text = text
        self.style = style
        self.quoted = quoted
        self.evidence = False
        """Whether there was a literal that shows that the grammar quotes its terminals."""
        self.parts: list[str] = []
        self.line_code = self.after_blanks(0)
        """Where the code of the current line begins."""
        self.uneven = False
        """Whether comments in comments did not come out even."""
        self.comments: list[Span] = []
        self.diagnostics: list[Diagnostic] = []
        self._done = 0
        """How much of the text has its shadow in `parts`."""
        self._found: dict[str, int] = {}
        """Where `next` found what it looked for."""
        self._counted: dict[str, tuple[int, int, int]] = {}
        """For each quote, an offset, how many there are from there to the end of its line, and that end."""

    def put(self, marker: str, start: int, end: int) -> int:
        """Put a marker and fillers in the place of something closed; return its end."""
        self.parts += (self.text[self._done : start], marker, FILL * (end - start - 1))
        self._done = end
        return end

    def put_string(self, start: int, end: int) -> int:
        """Put a literal with quotes of one character; return its end."""
        if not self.evidence and end - start > 2:
            self.evidence = _NO_LITERAL.fullmatch(self.text, start + 1, end - 1) is None
        return self.put(STRING, start, end)

    def put_comment(self, start: int, end: int) -> int:
        """Put blanks in the place of a comment; return its end."""
        hidden = self.text[start:end]
        blank = re.sub(r"[^\n]", " ", hidden) if "\n" in hidden else " " * (end - start)
        self.parts += (self.text[self._done : start], blank)
        self.comments.append(Span(start, end))
        self._done = end
        return end

    def shadow(self) -> str:
        """Return the shadow; the pass is over."""
        self.parts.append(self.text[self._done :])
        self._done = len(self.text)
        return "".join(self.parts)

    def complain(self, start: int, end: int, message: str, hint: str) -> None:
        """Tell of a mistake."""
        self.diagnostics.append(Diagnostic("error", message, Span(start, end), hint))

    def warn(self, start: int, end: int, message: str) -> None:
        """Tell of something odd."""
        self.diagnostics.append(Diagnostic("warning", message, Span(start, end)))

    def next(self, what: str, start: int) -> int:
        """Return where `what` comes next, or the length of the text."""
        at = self._found.get(what, -1)
        if at < start:
            at = self.text.find(what, start)
            at = self._found[what] = len(self.text) if at < 0 else at
        return at

    def line_end(self, start: int) -> int:
        """Return where the line of `start` ends."""
        return self.next("\n", start)

    def left_on_line(self, quote: str, start: int) -> int:
        """Return how many of a quote stand between `start` and the end of its line."""
        offset, count, end = self._counted.get(quote, (0, 0, -1))
        if start <= end:
            count -= self.text.count(quote, offset, start) - self.text.count(quote, start, offset)
        else:
            end = self.line_end(start)
            count = self.text.count(quote, start, end)
        self._counted[quote] = (start, count, end)
        return count

    def after_blanks(self, start: int) -> int:
        """Return the offset of the first character from `start` on that is no blank, or ends the line."""
        match = _BLANKS.match(self.text, start)
        assert match
        return match.end()

    def character(self, start: int) -> str:
        """Return the character at `start`; nothing at the end, and before the beginning."""
        return self.text[start] if 0 <= start < len(self.text) else ""

    def is_word(self, start: int) -> bool:
        """Return whether the character at `start` belongs to a word."""
        return start >= 0 and WORD_CHARACTER.match(self.text, start) is not None

    def after_blank(self, start: int) -> bool:
        """Return whether a blank, or nothing, stands before `start` on its line."""
        return start == self.line_code or start == 0 or self.text[start - 1] in " \t\n"

    def operand_due(self, start: int) -> bool:
        """Return whether a bar, an opening bracket or a definer stands before `start`."""
        while start and self.text[start - 1] in " \t\n":
            start -= 1
        return self.character(start - 1) in tuple("|([{=:→⟶") or self.text.endswith("->", 0, start)
