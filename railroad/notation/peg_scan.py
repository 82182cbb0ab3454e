"""Take a text of a PEG notation apart: what the lexers of these notations share.

    Sum <- Product ('+' Product)* { add }   →   NAME DEFINER NAME LPAR OPERAND NAME RPAR POSTFIX CODE

A notation has one pattern; each of its groups is a kind of token.  A kind for which the lexer has a method
is given to that; of the others, but for ``blank``, pieces of that type are made.  The pattern ends with
``stray``, so that something always fits.

Whatever is left open is told at its opener, and the lexer goes on after the end of the line, or where the
next rule seems to begin.  No search for a partner is made in vain more than a few times, so that the whole
takes linear time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from railroad.errors import Diagnostic
from railroad.grammar import Code, Prose
from railroad.notation.lalr import Piece
from railroad.notation.open_quotes import open_literal
from railroad.notation.peg_notes import Notes
from railroad.notation.peg_text import BadText, read_class, read_literal
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.grammar import Case, Expr
    from railroad.notation.peg_text import Language

_MOST_FAILURES = 20
_LINE = re.compile(r"[^\r\n]*+")
_BRACES = re.compile(r"[{}]")
_CODE = re.compile(
    r"""[{}]|"(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+'|`[^`]*+`|//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/""",
    re.DOTALL,
)
_NESTED = re.compile(r"/\*|\*/")


class Scanner:
    """The pieces of one text, and what is wrong with it."""

    pattern: ClassVar[re.Pattern[str]]
    """Of all tokens."""
    language: ClassVar[Language]
    """What backslashes mean."""
    code: ClassVar[tuple[re.Pattern[str], ...]] = (_BRACES, _CODE)
    """What is counted, and what is skipped, to find the partner of a brace; tried in turn."""
    header: ClassVar[re.Pattern[str]]
    """How a rule seems to begin, at the start of a line; found with `search`."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Begin at the start of `text`; what is wrong goes to `diagnostics`."""
        self.text = text
        self.diagnostics = diagnostics
        self.pieces: list[Piece] = []
        self.notes = Notes(text)
        self.directives: list[Span] = []
        self._failures = 0
        self._no_comment_ends = False
        self._line = Span(0, -1)

    def scan(self) -> None:
        """Find all pieces."""
        text, size = self.text, len(self.text)
        match = self.pattern.match
        kinds = self.pattern.groupindex
        types = {kind: kind.upper() for kind in kinds}
        methods: dict[str, Callable[[re.Match[str]], int] | None] = {
            kind: getattr(self, f"_{kind}", None) for kind in kinds
        }
        at = 0
        while at < size:
            found = match(text, at)
            assert found
            kind = found.lastgroup or ""
            method = methods[kind]
            if method is not None:
                at = method(found)
                continue
            end = found.end()
            if kind != "blank":
                self.pieces.append(Piece(types[kind], at, end))
            at = end

    def tell(self, message: str, span: Span, hint: str | None = None) -> None:
        """Tell of a mistake."""
        self.diagnostics.append(Diagnostic("error", message, span, hint))

    def warn(self, message: str, span: Span, hint: str | None = None) -> None:
        """Tell of something odd."""
        self.diagnostics.append(Diagnostic("warning", message, span, hint))

    def put(self, type: str, start: int, end: int, value: object = None) -> int:
        """Add a piece, and return where it ends."""
        self.pieces.append(Piece(type, start, end, value))
        return end

    # What most of the notations have.

    def _comment(self, found: re.Match[str]) -> int:
        """Keep a comment to the end of its line."""
        self.notes.add(*found.span())
        return found.end()

    def _block(self, found: re.Match[str]) -> int:
        """Keep a comment between ``/*`` and ``*/``."""
        start = found.start()
        end = -1 if self._no_comment_ends else self.text.find("*/", start + 2)
        if end < 0:
            self._no_comment_ends = True
            return self._open_comment(start)
        self.notes.add(start, end + 2)
        return end + 2

    def _nested(self, found: re.Match[str]) -> int:
        """Keep a comment between ``/*`` and ``*/`` that may hold others."""
        start = at = found.start()
        depth = 0
        while self._failures < _MOST_FAILURES:
            mark = _NESTED.search(self.text, at)
            if mark is None:
                self._failures += 1
                break
            depth += 1 if mark[0] == "/*" else -1
            at = mark.end()
            if not depth:
                self.notes.add(start, at)
                return at
        return self._open_comment(start)

    def _open_comment(self, start: int) -> int:
        self.tell('this "/*" is not closed', Span(start, start + 2), "a comment ends with */")
        return self.line_end(start)

    def _literal(self, found: re.Match[str]) -> int:
        """Read a literal; a sign ``i`` after it means that case does not matter."""
        start, end = found.span()
        folded = self.text[end - 1] == "i"
        inside = Span(start + 1, end - 1 - folded)
        case: Case | None = "fold" if folded else None
        return self.put_read(
            Span(start, end),
            lambda span: read_literal(self.text, span, self.text[start], inside, self.language, case),
        )

    def _class(self, found: re.Match[str]) -> int:
        """Read a class of characters; letters after it are flags, of which ``i`` is known."""
        start, end = found.span()
        closing = self.text.rindex("]", start, end)
        first = start + (2 if self.text[start + 1] == "^" else 1)
        case: Case | None = "fold" if "i" in self.text[closing:end] else None
        inside = Span(first, closing)
        end = self.put_read(
            Span(start, end), lambda span: read_class(self.text, span, inside, self.language, case)
        )
        if isinstance(self.pieces[-1].value, Prose):
            self.warn("no character is in this class, so it never fits", Span(start, end))
        return end

    def put_read(self, span: Span, read: Callable[[Span], Expr]) -> int:
        """Add what `read` returns for `span` as an operand, or tell what is wrong with it."""
        try:
            value: Expr | None = read(span)
        except BadText as bad:
            self.tell(bad.message, bad.span, bad.hint)
            value = read_literal(self.text, span, "", Span(span.start, span.start + 1), "js")
        return self.put("OPERAND", *span, value)

    def _open_literal(self, found: re.Match[str]) -> int:
        """Tell of a literal without an end."""
        start = found.start()
        hint = f"a literal ends with {self.text[start]} on its line"
        self.diagnostics.append(open_literal(self.text, start, hint))
        return self._after_open(start)

    def _open_class(self, found: re.Match[str]) -> int:
        """Tell of a class without an end."""
        start = found.start()
        hint = "a class of characters ends with ] on its line; a ] in it is written \\]"
        self.tell('this "[" is not closed', Span(start, start + 1), hint)
        return self._after_open(start)

    def _after_open(self, start: int) -> int:
        """Put an operand in place of what is left open, so that nothing is missing, and go on after it."""
        end = self.line_end(start)
        value = read_literal(self.text, Span(start, end), "", Span(start, start + 1), "js")
        return self.put("OPERAND", start, end, value)

    def _stray(self, found: re.Match[str]) -> int:
        """Keep what is no token, so that it is told where the rule is read."""
        return self.put("STRAY", *found.span())

    # What is found by hand.

    def line_end(self, start: int) -> int:
        """Return the offset of the end of the line."""
        if not self._line.start <= start <= self._line.end:
            line = _LINE.match(self.text, start)
            self._line = Span(start, line.end() if line else start)
        return self._line.end

    def next_header(self, start: int) -> int:
        """Return where, after the line of `start`, a rule seems to begin; else the end of the text."""
        found = self.header.search(self.text, self.line_end(start))
        return found.start() if found else len(self.text)

    def braces(self, start: int) -> int | None:
        """Return the offset after the partner of the brace at `start`; None: it has none.

        By default braces are counted, whatever they stand in, as the parsers of Peggy and leg do; only if
        that does not come out, those in strings and comments are not.
        """
        for pattern in self.code:
            if self._failures >= _MOST_FAILURES:
                return None
            depth = 0
            for mark in pattern.finditer(self.text, start):
                if mark[0] == "{":
                    depth += 1
                elif mark[0] == "}":
                    depth -= 1
                    if not depth:
                        return mark.end()
            self._failures += 1
        return None

    def open_brace(self, start: int, hint: str, type: str = "CODE") -> int:
        """Tell of code without an end, put a piece in its place, and return where to go on."""
        self.tell('this "{" is not closed', Span(start, start + 1), hint)
        span = Span(start, start + 1)
        self.put(type, *span, Code("{", span=span))
        return self.next_header(start)

    def tell_of_counts(self, least: int, most: int, span: Span) -> None:
        """Tell of counts that no number fits."""
        self.tell(f"nothing is there at least {least:,} and at most {most:,} times", span)
