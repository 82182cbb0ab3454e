"""Cut a text into the pieces that the signs of a dialect make of it.

    syntax = { rule } .          NAME DEFINER LBRACE NAME RBRACE TERMINATOR

What is no sign of the dialect is a terminal with a warning, or a mistake if the dialect is a standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Any, Code, Empty, Prose, Regex, Terminal
from railroad.notation.backslashes import hide_escapes, unescape
from railroad.notation.lines import FENCE, level_blanks
from railroad.notation.open_quotes import open_literal
from railroad.notation.reading import Piece, shortened
from railroad.notation.w3c_class import read_class
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Expr
    from railroad.notation.dialect import Dialect

_NEXT_RULE = re.compile(r"[;.][ \t]*+\n\s*+\w[\w \t-]*+(?:::=|:=|=)")
"""The end of a rule and the beginning of another."""
_MARKS = "\u0300-\u036f\u0900-\u0963\u200c\u200d\u3099\u309a"
_MOST_DIGITS = 9


@dataclass(slots=True)
class Lexed:
    """The pieces of a text, and what else is in it."""

    pieces: list[Piece] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    columns: dict[int, int] = field(default_factory=dict)
    """For what comes first on a line, by its offset: how many characters are before it."""
    quoted: bool = False
    """Whether there is a literal."""


_CLASS = r"\[[^\]\\\n]{0,2000}+(?:\\.[^\]\\\n]{0,2000}+){0,2000}+\]"
"""A class of characters in a regular expression; bounded, for it may be looked for at many places in vain."""


@dataclass(frozen=True, slots=True)
class _Table:
    """What a dialect makes of a text: one pattern, and what its signs are."""

    token: re.Pattern[str]
    undoubled: re.Pattern[str]
    """The same without doubled quotes."""
    signs: dict[str, tuple[str, object]]
    blocks: dict[str, str]
    """The closing of each block comment, code or prose."""
    own_quotes: str
    """Quotes that are their own partners."""


@cache
def _table(dialect: Dialect) -> _Table:
    signs: dict[str, tuple[str, object]] = {}
    for kind, value, group in (
        ("DEFINER", None, dialect.definers),
        ("TERMINATOR", None, dialect.terminators),
        ("BAR", False, dialect.alternation),
        ("BAR", True, dialect.ordered),
        ("COMMA", None, dialect.concatenation),
        ("MINUS", None, dialect.exception),
        ("RANGE", None, dialect.range),
        ("POSTFIX", (0, 1), dialect.postfix_optional),
        ("POSTFIX", (0, None), dialect.postfix_any),
        ("POSTFIX", (1, None), dialect.postfix_some),
        ("LOOK", False, dialect.lookahead),
        ("LOOK", True, dialect.not_lookahead),
        ("ANY", None, dialect.any),
        ("REFUSED", None, dialect.refused),
    ):
        signs.update((sign, (kind, value)) for sign in group)
    for kind, pairs in (
        ("SQB", dialect.option),
        ("BRACE", dialect.repetition),
        ("SOME", dialect.repetition_some),
        ("PAR", dialect.group),
    ):
        for opening, closing in pairs:
            signs[opening] = (f"L{kind}", opening)
            signs[closing] = (f"R{kind}", closing)
    for mark in (*dialect.range, *dialect.count):
        signs.setdefault(mark, ("OTHER", None))
    signs.update((closing, ("STRAY", None)) for _, closing in dialect.block_comments if closing not in signs)
    signs.update((word, ("EMPTY", None)) for word in dialect.empty if not word.isalnum())
    return _Table(
        re.compile(_pattern(dialect, signs, doubled=dialect.doubled)),
        re.compile(_pattern(dialect, signs, doubled=False)),
        signs,
        dict((*dialect.block_comments, *dialect.code, *dialect.prose)),
        "".join(a for a, b in dialect.quotes if a == b and len(a) == 1),
    )


def _pattern(dialect: Dialect, signs: dict[str, tuple[str, object]], *, doubled: bool) -> str:
    """Return the pattern of a token, its kinds as named groups; `halved` ends at a quote of a pair."""
    free = re.escape("".join(c for c in dialect.name_characters if c not in "-.'"))
    inner = re.escape("".join(c for c in dialect.name_characters if c in "-."))
    primes = "['’′]*+" if "'" in dialect.name_characters else ""
    word = rf"[\w{_MARKS}{free}]"
    joint = rf"|[{inner}]++(?=\w)" if inner else ""
    quotes = [(re.escape(a), re.escape(b)) for a, b in dialect.quotes]
    strings = [(a, rf"{a}[^{b}\n]*+{b}", doubled and a == b) for a, b in quotes]
    whole = [rf"{a}(?:[^{a}\n]|{a}{a})*+{a}(?!{a})" for a, _, is_doubled in strings if is_doubled]
    edges = map(re.escape, dialect.regex)
    regexes = [rf"{x}(?![\s*{x}])(?:[^{x}\\\n\[]|\\.|{_CLASS})++{x}" for x in edges]
    definers = _any_of(dialect.definers)
    first = rf"(?:[^\W\d]|[{free}])" if free else r"[^\W\d]"
    name = rf"{first}(?:{word}{joint})*+{primes}"
    left = rf"(?:<[^<>\n]{{1,80}}>|{name})"
    groups = [
        ("blank", r"\s++"),
        ("refused", _any_of(dialect.refused)),
        ("fence", FENCE),
        ("ruler", r"(?:(?<=\n)|(?<!.))[ \t]*+(?:={3,}+|-{3,}+|~{3,}+|\*{3,}+|_{3,}+)[ \t]*+(?=\n|\Z)"),
        ("block", _any_of(a for a, _ in dialect.block_comments)),
        ("line", _any_of(dialect.line_comments)),
        ("code", _any_of(a for a, _ in dialect.code)),
        ("whole", "|".join(whole)),
        ("halved", "|".join(string for _, string, is_doubled in strings if is_doubled)),
        ("string", "|".join(string for _, string, is_doubled in strings if not is_doubled)),
        ("unclosed", _any_of(a for a, _ in dialect.quotes)),
        ("prose", _any_of(a for a, _ in dialect.prose)),
        ("named", "|".join(rf"{re.escape(a)}(?![\s=|-])[^{re.escape(b)}{re.escape(a)}\n]++{re.escape(b)}"
                           for a, b in dialect.names)),
        ("klass", r"\[\^?\]?[^\]\n]*+\]" if dialect.classes else ""),
        ("label", rf"[\[(]\d{{1,6}}[\w.]{{0,4}}[\])][.:]?(?=[ \t]++{left}\s*+(?:{definers}))"),
        ("regex", "|".join(regexes)),
        ("count", rf"\d++\s*+(?:{_any_of(dialect.count)})" if dialect.count else ""),
        ("name", name),
        ("number", r"\d++(?:\.\d++)*+(?!\w)"),
        ("digits", r"\d[\w-]*+"),
        ("sign", _any_of(signs)),
        ("other", r"."),
    ]  # fmt: skip
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups if pattern)


def _any_of(signs: object) -> str:
    return "|".join(re.escape(sign) for sign in sorted(set(signs), key=len, reverse=True))  # type: ignore[call-overload]


def lex(text: str, dialect: Dialect, *, strict: bool) -> Lexed:
    """Return the pieces of a text whose lines end in LF; `strict` is whether unknown signs are mistakes."""
    lexer = _Lexer(text, dialect, strict=strict)
    lexer.run()
    return lexer.lexed


class _Lexer:
    def __init__(self, text: str, dialect: Dialect, *, strict: bool) -> None:
        self.text = text
        self.dialect = dialect
        self.strict = strict
        self.table = _table(dialect)
        quotes = self.table.own_quotes
        levelled = level_blanks(text)
        closed = "|".join(
            rf"{re.escape(a)}[^{re.escape(b)}\n]*+{re.escape(b)}" for a, b in dialect.prose if len(b) == 1
        )
        self.hidden = hide_escapes(levelled, quotes, closed) if quotes and not dialect.doubled else levelled
        self.lexed = Lexed()
        self.pieces = self.lexed.pieces
        self._ends: dict[str, int] = {}
        """Where each closing was found last."""

    def run(self) -> None:
        match_at, hidden, signs = self.table.token.match, self.hidden, self.table.signs
        undoubled_at = self.table.undoubled.match
        pieces, columns = self.pieces, self.lexed.columns
        position = odd_until = 0
        columns[0] = 0
        while match := (undoubled_at if position < odd_until else match_at)(hidden, position):
            kind = match.lastgroup
            start, position = match.span()
            if kind == "blank":
                line_start = hidden.rfind("\n", start, position) + 1
                if line_start:
                    columns[position] = position - line_start
                elif not start:
                    columns[position] = position
            elif kind == "name":
                pieces.append(Piece("NAME", start, position, self.text[start:position]))
            elif kind == "sign":
                written = self.text[start:position]
                type, value = signs[written]
                if type in ("ANY", "EMPTY", "STRAY", "OTHER"):
                    self.odd_sign(type, start, position)
                else:
                    pieces.append(Piece(type, start, position, value))
            elif kind in ("string", "whole"):
                self.string(start, position)
            elif kind == "halved":
                # no doubled quotes make a literal from here to the end of the line, so don't look again
                self.string(start, position)
                odd_until = hidden.find("\n", position)
                odd_until = len(hidden) if odd_until < 0 else odd_until
            else:
                assert kind
                position = self.other(kind, start, position)

    def operand(self, node: Expr, start: int, end: int) -> None:
        self.pieces.append(Piece("OPERAND", start, end, node))

    def complain(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self.lexed.diagnostics.append(Diagnostic("error", message, Span(start, end), hint))

    def bad(self, start: int, end: int) -> int:
        self.pieces.append(Piece("BAD", start, end))
        return end

    def odd_sign(self, type: str, start: int, end: int) -> None:
        span = Span(start, end)
        written = self.text[start:end]
        if type == "ANY":
            self.operand(Any(span=span), start, end)
        elif type == "EMPTY":
            self.operand(Empty(span=span), start, end)
        elif type == "STRAY":
            self.complain(
                start, end, f'this "{written}" ends no comment', "quote it if it belongs to the language"
            )
            self.bad(start, end)
        else:
            self.unknown(start, end)

    def unknown(self, start: int, end: int) -> int:
        written = self.text[start:end]
        quote, closing = self.dialect.quotes[0] if self.dialect.quotes else ("", "")
        if self.strict:
            hint = f"quote it, {quote}{written}{closing}, if it belongs to the language"
            if written in "“”‘’«»":
                hint = "literals have straight quotes here: \" or '"
            self.complain(start, end, f'"{shortened(written)}" is no sign of this notation', hint)
            return self.bad(start, end)
        message = f'"{shortened(written)}" is no sign of this notation, and read as a terminal'
        span = Span(start, end)
        self.lexed.diagnostics.append(
            Diagnostic("warning", message, span, f"write {quote}{written}{closing}")
        )
        self.operand(Terminal(written, span=span), start, end)
        return end

    def string(self, start: int, end: int) -> None:
        self.lexed.quoted = True
        quote, text = self.parts(start, end)
        span = Span(start, end)
        if not text and self.strict:
            hint = "leave it out for nothing at all: an alternative may be empty"
            self.complain(start, end, "a literal holds at least one character", hint)
            self.bad(start, end)
            return
        node = Terminal(text, quote=quote, span=span) if text else Empty(span=span)
        self.operand(node, start, end)

    def parts(self, start: int, end: int) -> tuple[str, str]:
        """Return the quote before a literal, and its text."""
        written = self.text[start:end]
        for a, b in sorted(self.dialect.quotes, key=lambda pair: -len(pair[0])):
            if written.startswith(a) and written.endswith(b):
                inner = written[len(a) : len(written) - len(b)]
                if self.dialect.doubled:
                    return a, inner.replace(a + a, a)
                return a, unescape(inner, self.hidden[start + len(a) : end - len(b)])
        raise AssertionError(written)

    def other(self, kind: str, start: int, end: int) -> int:
        """Deal with what was found; return where to go on."""
        text, span = self.text, Span(start, end)
        written = text[start:end]
        match kind:
            case "fence":
                pass
            case "ruler":
                self.lexed.comments.append(span)
            case "line":
                stop = text.find("\n", start)
                stop = len(text) if stop < 0 else stop
                self.lexed.comments.append(Span(start, stop))
                return stop
            case "block":
                return self.block(written, start)
            case "code" | "prose":
                return self.closed(kind, written, start, end)
            case "unclosed":
                stop = text.find("\n", start)
                stop = len(text) if stop < 0 else stop
                hint = (
                    f"a literal ends with {dict(self.dialect.quotes)[written]} on the line on which it begins"
                )
                self.lexed.diagnostics.append(open_literal(text, start, hint, escapes=False))
                return self.bad(start, stop)
            case "named":
                opening = next(a for a, _ in self.dialect.names if written.startswith(a))
                name = " ".join(written[len(opening) : -len(dict(self.dialect.names)[opening])].split())
                self.pieces.append(Piece("NAMED", start, end, name))
            case "klass":
                node = read_class(text, span, self.lexed.diagnostics)
                if node is None:
                    return self.bad(start, end)
                self.operand(node, start, end)
            case "regex":
                return self.regex(start, end)
            case "count":
                return self.count(written, start, end)
            case "number" | "label":
                self.pieces.append(Piece("NUMBER", start, end, written))
            case "digits":
                self.complain(start, end, f'"{shortened(written)}" is no name: it begins with a digit')
                return self.bad(start, end)
            case "refused":
                self.complain(start, end, f'"{written}" means nothing', "put blanks between, or quote it")
                return self.bad(start, end)
            case _:
                return self.unknown(start, end)
        return end

    def regex(self, start: int, end: int) -> int:
        before = self.pieces[-1].type if self.pieces else "BAR"
        sign = self.dialect.regex[0]
        if sign in self.table.signs and before in (
            "NAME",
            "NAMED",
            "OPERAND",
            "RPAR",
            "RSQB",
            "RBRACE",
            "POSTFIX",
        ):
            type, value = self.table.signs[sign]
            self.pieces.append(Piece(type, start, start + len(sign), value))
            return start + len(sign)
        pattern = self.text[start + len(sign) : end - len(sign)]
        self.operand(Regex(pattern, span=Span(start, end)), start, end)
        return end

    def count(self, written: str, start: int, end: int) -> int:
        digits = re.match(r"\d+", written)
        assert digits
        value = digits[0].lstrip("0")
        if len(value) > _MOST_DIGITS:
            self.complain(start, end, "this count is too large", f"it may have {_MOST_DIGITS} digits")
        elif not value:
            self.complain(start, end, "a count of 0 leaves nothing", "leave the item out")
        else:
            self.pieces.append(Piece("TIMES", start, end, (int(value), int(value))))
        return end

    # What is closed by another sign.

    def block(self, opening: str, start: int) -> int:
        closing = self.table.blocks[opening]
        end = self._nested(opening, closing, start) if self.dialect.nested_comments else None
        if end is None:
            end = self._find(closing, start + len(opening))
        if end < 0:
            self.complain(
                start, start + len(opening), f'this comment has no "{closing}"', "close it where it ends"
            )
            return len(self.text)
        self.lexed.comments.append(Span(start, end))
        return end

    def _nested(self, opening: str, closing: str, start: int) -> int | None:
        depth = 0
        for match in re.compile(f"{re.escape(opening)}|{re.escape(closing)}").finditer(self.text, start):
            depth += 1 if match[0] == opening else -1
            if not depth:
                return match.end()
        return -1

    def closed(self, kind: str, opening: str, start: int, after: int) -> int:
        """Deal with prose and code."""
        closing = self.table.blocks[opening]
        end = self._find(closing, after)
        if end < 0:
            self.complain(start, after, f'this "{opening}" has no "{closing}"', f"it ends with {closing}")
            return self.bad(start, after)
        inner = self.text[after : end - len(closing)]
        if kind == "prose" and opening == closing and _NEXT_RULE.search(inner):
            # the sign that follows begins other words, in another rule
            self.complain(start, after, f'this "{opening}" has no "{closing}"', f"it ends with {closing}")
            return self.bad(start, after)
        span = Span(start, end)
        node: Expr = Prose(inner.strip(), span=span)
        if kind == "code":
            node = Code(self.text[start:end], "attribute", span=span)
        elif not inner.strip():
            self.complain(start, end, f'there is nothing between "{opening}" and "{closing}"')
            return self.bad(start, end)
        self.operand(node, start, end)
        return end

    def _find(self, closing: str, start: int) -> int:
        """Return where a closing ends; -1 if there is none.  What was looked for in vain is not again."""
        if self._ends.get(closing) == -1:
            return -1
        at = self.text.find(closing, start)
        if at < 0:
            self._ends[closing] = -1
            return -1
        return at + len(closing)
