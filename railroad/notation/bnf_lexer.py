"""The pieces of the body of a BNF rule, in the words of `bnf.lark`.

    "a" | <b> [ c ]+   →   OPERAND BAR OPERAND LSQB OPERAND RSQB POSTFIX

Works on the shadow of the text (`bnf_shadow`) and takes the wording from the text.  Every leaf of the grammar
is made here: an OPERAND carries its node.

- With brackets round names, a word is a terminal, or a reference if a rule was defined without brackets by
  that name.  Without, a word is a reference, unless it begins with a digit and no rule has that name; signs
  are terminals; and ``<what stands in brackets>`` is prose, unless a rule has that name.
- Where an operand is due, a sign of the extension is a terminal: ``"a" | + | "b"``.  A bracket is one only
  if it is a whole alternative: ``<left> ::= [``.
- Without the extension, text is cut at blanks, names and bars and, without brackets round names, between
  words and signs.
- ``ε`` is empty, so are ``\\epsilon``, ``<empty>`` and ``<epsilon>``, and as a whole alternative ``epsilon``
  and ``λ``, without brackets round names also ``empty``; each unless a rule has that name.
- A closing bracket also closes those that were opened inside it and left open, with a warning, since there
  is one way to mend that.  All other brackets that don't match are mistakes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Empty, Nonterminal, Prose, Range, Terminal
from railroad.notation.bnf_pass import (
    ANGLE,
    FILL,
    OPAQUE,
    STRING,
    UNCLOSED_ANGLE,
    UNCLOSED_STRING,
)
from railroad.notation.bnf_style import PRIMES, bare_name, normal_name
from railroad.notation.open_quotes import open_literal
from railroad.notation.reading import Piece
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.grammar import Expr

_OPENING = {"(": "LPAR", "[": "LSQB", "{": "LBRACE"}
_CLOSING = {")": "RPAR", "]": "RSQB", "}": "RBRACE"}
_PARTNER = {")": "(", "]": "[", "}": "{", "(": ")", "[": "]", "{": "}"}
_DUE_AFTER = frozenset(["BAR", *_OPENING.values()])
"""The pieces after which an operand is due."""
_POSTFIX: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_DOTS = ("..", "...", "…")
_DEFINERS = frozenset(["::=", "::==", ":=="])
"""What hardly ever is a terminal without quotes."""
_MOST_DIGITS = 9

_EMPTY = frozenset(["ε", "ϵ", "\\epsilon", "\\varepsilon", "\\eps"])
_EMPTY_NAMES = frozenset(["empty", "epsilon", *_EMPTY])
_EMPTY_ALONE = frozenset(["epsilon", "λ", "Λ"])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the words and signs of one grammar mean."""

    angle: bool
    """Whether names have brackets."""
    quoted: bool
    """Whether terminals have quotes."""
    extensions: bool
    """Whether ``[ ] { } ( ) * + ?`` are signs of the notation."""
    dotted: bool
    """Whether names may hold dots."""
    names: frozenset[str]
    """The names of all rules."""
    bare_names: frozenset[str]
    """The names of the rules whose names were written without brackets."""


@cache
def _pattern(angle: bool, quoted: bool, extensions: bool, dotted: bool, due: bool) -> re.Pattern[str]:
    """Return what matches one piece, and the blanks before it, where an operand is due or is not.

    Whatever is no blank matches something.
    """
    blank = r"[ \t\n]"
    closed = f"{STRING}{ANGLE}{UNCLOSED_STRING}{UNCLOSED_ANGLE}"
    joined = angle and not extensions
    none = rf"\s|{closed}" if joined else rf"\s|{closed}{OPAQUE}{FILL}"
    meta = r"()\[\]{}*+?;" if extensions else ";" if quoted else ""
    parts = [
        rf"(?P<string>{STRING}{FILL}*+)",
        rf"(?P<angle>{ANGLE}{FILL}*+)",
        rf"(?P<unclosed>{UNCLOSED_STRING}{FILL}*+)",
        rf"(?P<broken>{UNCLOSED_ANGLE})",
        r"(?P<bar>\|)" if quoted or extensions else r"(?P<bars>\|\|)|(?P<bar>\|)",
    ]
    if not joined:
        parts.append(rf"(?P<opaque>{OPAQUE}{FILL}*+)")
    if quoted:
        parts.append(r"(?P<nameless><>)")
    if extensions and due:
        parts.append(rf"(?P<signs>[*+?][^{none}\w()\[\]{{}}<;]*+)")
    elif extensions:
        digits = rf"\d++{blank}*+"
        parts.append(
            rf"(?P<count>\{{{blank}*+(?:{digits}(?:,{blank}*+\d*+)?+|,{blank}*+{digits}){blank}*+\}})"
        )
        parts.append(r"(?P<postfix>[*+?])")
    if extensions:
        parts.append(r"(?P<open>[(\[{])|(?P<close>[)\]}])")
    if angle:
        parts.append(rf"(?P<text>[^{none}{meta}]++|;)")
    else:
        parts.append(rf"(?P<word>{bare_name(dotted=dotted)}{PRIMES}*+)")
        parts.append(rf"(?P<text>[()\[\]{{}};]|\\\w++|[^{none}\w()\[\]{{}};{meta}\\]++|\\)")
    return re.compile(rf"{blank}*+(?:{'|'.join(parts)})")


_ONE_SIGN = re.compile(r"[ \t\n]*+(\|\|?|;)[ \t\n]*+\Z")
_AFTER = re.compile(r"[ \t\n]*+(?:\||([)\]}])|\Z)")
_ONE_CHARACTER = re.compile(rf"[ \t\n]*+({STRING}{FILL}{{2}}(?!{FILL})|\w(?![\w.'’′-]))")
_BRACKET = re.compile(r"[()\[\]{}|]|[^()\[\]{}|\s]++")
_ESCAPE = re.compile(r"""\\(["'\\])""")
_SIMPLE_RANGE = re.compile(r"\[(\w)-(\w)\]")


class Lexer:
    """Cuts bodies of one text into pieces.  What is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, shadow: str, lexicon: Lexicon, diagnostics: list[Diagnostic]) -> None:
        self._text = text
        self._shadow = shadow
        self._lexicon = lexicon
        self._diagnostics = diagnostics
        self._open: list[Piece] = []
        """The opening brackets that are still open."""
        self._openings = dict.fromkeys("([{", 0)
        """How many of each kind they are."""
        self._start = self._end = 0
        """Where the body begins and ends."""
        self._closed: set[int] | None = None
        """What `_groups` returns, once it is known."""
        self._lost = False
        """Whether the rest of the body can't be read."""
        self._match_more, self._match_due = (
            _pattern(lexicon.angle, lexicon.quoted, lexicon.extensions, lexicon.dotted, due).match
            for due in (False, True)
        )

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of a body.  Ends early at a bracket that matches none."""
        self._start, self._end, self._closed = start, end, None
        self._open, self._openings, self._lost = [], dict.fromkeys("([{", 0), False
        if sign := _ONE_SIGN.match(self._shadow, start, end):
            yield self._operand("text", *sign.span(1), due=False)
            return
        shadow, match_due, match_more = self._shadow, self._match_due, self._match_more
        previous: Piece | None = None
        due = True
        while match := (match_due if due else match_more)(shadow, start, end):
            start = match.end()
            kind = match.lastgroup
            if kind == "bar":
                previous = Piece("BAR", start - 1, start)
                due = True
                yield previous
            elif kind == "string":
                previous = self._string(match.start(kind), start)
                due = False
                yield previous
            else:
                assert kind
                pieces = self._others(kind, match, previous, due=due)
                yield from pieces
                if self._lost:
                    return
                previous = pieces[-1] if pieces else previous
                due = previous is None or previous.type in _DUE_AFTER
        if self._open:
            self._complain_about_open()

    def _others(self, kind: str, match: re.Match[str], previous: Piece | None, *, due: bool) -> list[Piece]:
        """Return the pieces that stand for what was matched; none for a mistake."""
        start, end = match.span(kind)
        written = match[kind]
        match kind:
            case "postfix":
                return [Piece("POSTFIX", start, end, _POSTFIX[written])]
            case "count":
                return self._count(start, end)
            case "open":
                return [self._opening(written, start, end, due=due)]
            case "close":
                return self._closing(written, start, end, previous, due=due)
            case "text" if written in _DOTS and self._joins_characters(previous, end):
                return [Piece("RANGE", start, end)]
            case _:
                return [self._operand(kind, start, end, due=due)]

    # Brackets.

    def _opening(self, written: str, start: int, end: int, *, due: bool) -> Piece:
        if due and self._is_alternative(written, end):
            return self._terminal(start, end)
        piece = Piece(_OPENING[written], start, end, written)
        self._open.append(piece)
        self._openings[written] += 1
        return piece

    def _is_alternative(self, written: str, end: int) -> bool:
        """Return whether an opening bracket that begins an alternative is all of it.

        Before a bar it is, ``( | )``, unless an operand ends where it is closed, ``( | "x" )``.
        """
        after = _AFTER.match(self._shadow, end, self._end)
        if not after:
            return False
        if not after[1]:
            return end - 1 not in self._groups()
        return bool(self._open) and after[1] == _PARTNER[self._open[-1].value] != _PARTNER[written]

    def _groups(self) -> set[int]:
        """Return where the brackets are that are closed after an operand."""
        if self._closed is None:
            self._closed = set()
            opened: dict[str, list[int]] = {"(": [], "[": [], "{": []}
            due = True
            for match in _BRACKET.finditer(self._shadow, self._start, self._end):
                sign = match[0]
                if sign in opened:
                    opened[sign].append(match.start())
                elif sign in _PARTNER and opened[_PARTNER[sign]]:
                    at = opened[_PARTNER[sign]].pop()
                    if not due:
                        self._closed.add(at)
                due = sign == "|" or sign in opened
        return self._closed

    def _closing(
        self, written: str, start: int, end: int, previous: Piece | None, *, due: bool
    ) -> list[Piece]:
        partner = _PARTNER[written]
        if self._openings[partner]:
            return self._close(written, start, end, previous)
        if due and _AFTER.match(self._shadow, end, self._end):
            return [self._terminal(start, end)]
        if self._open:
            opened = self._open[-1].value
            hint = f'the "{opened}" before it is still open'
            self._complain(start, end, f'"{written}" does not close "{opened}"', hint)
        else:
            hint = f"quote it, '{written}', if it belongs to the language"
            self._complain(start, end, f'"{written}" closes nothing', hint)
        self._lost = True
        return []

    def _close(self, written: str, start: int, end: int, previous: Piece | None) -> list[Piece]:
        """Return the pieces that close the partner of a bracket, and what was left open inside it."""
        pieces: list[Piece] = []
        while True:
            opened = self._open.pop()
            self._openings[opened.value] -= 1
            if previous is opened:
                self._complain_about_nothing(opened, end)
            if opened.value == _PARTNER[written]:
                return [*pieces, Piece(_CLOSING[written], start, end)]
            message = f'this "{opened.value}" is not closed; it is read as if it ended before "{written}"'
            span = Span(opened.start, opened.end)
            self._diagnostics.append(Diagnostic("warning", message, span, "close it where it ends"))
            pieces.append(Piece(_CLOSING[_PARTNER[opened.value]], start, start))
            previous = None

    def _complain_about_nothing(self, opened: Piece, end: int) -> None:
        signs = f"{opened.value} {_PARTNER[opened.value]}"
        hint = f"quote them, '{signs[0]}' '{signs[2]}', if they belong to the language"
        self._complain(opened.start, end, f'there is nothing between the brackets "{signs}"', hint)

    def _complain_about_open(self) -> None:
        opened = self._open[0]
        others = f", nor are {len(self._open) - 1:,} more after it" if len(self._open) > 1 else ""
        hint = f"quote it, '{opened.value}', if it belongs to the language"
        self._complain(opened.start, opened.end, f'this "{opened.value}" is not closed{others}', hint)

    # Counts and ranges.

    def _count(self, start: int, end: int) -> list[Piece]:
        """Return the postfix ``{m}``, ``{m,}``, ``{,n}`` or ``{m,n}``."""
        first, comma, second = (part.strip() for part in self._text[start + 1 : end - 1].partition(","))
        if max(len(first.lstrip("0")), len(second.lstrip("0"))) > _MOST_DIGITS:
            self._complain(start, end, "this count is too large", f"it may have {_MOST_DIGITS} digits")
            return []
        least = int(first or 0)
        most = int(second) if second else None if comma else least
        if most == 0:
            self._complain(start, end, "a count of 0 leaves nothing", "leave the item out")
            return []
        if most is not None and least > most:
            self._complain(start, end, f"{least} is more than {most}", f"write {{{most},{least}}}")
            return []
        return [Piece("POSTFIX", start, end, (least, most))]

    def _joins_characters(self, previous: Piece | None, end: int) -> bool:
        """Return whether dots stand between two single characters."""
        following = _ONE_CHARACTER.match(self._shadow, end, self._end)
        first = self._character(previous) if previous and previous.type == "OPERAND" else None
        if not self._lexicon.extensions or previous is None or not following or first is None:
            return False
        last = self._text[slice(*following.span(1))]
        if len(last) == 3:
            last = last[1:-1]
        elif self._lexicon.angle or last in self._lexicon.names or last in _EMPTY:
            return False
        if first <= last:
            return True
        message = f'there are no characters from "{first}" to "{last}"'
        self._complain(previous.start, following.end(), message, f'write "{last}"..."{first}"')
        return False

    def _character(self, piece: Piece) -> str | None:
        """Return the character that an operand stands for, if it is one."""
        match piece.value:
            case Terminal(text) if len(text) == 1:
                return text
            case Nonterminal(name) if len(name) == 1 and name not in self._lexicon.names:
                return name
        return None

    # Leaves.

    def _string(self, start: int, end: int) -> Piece:
        quote, text = string_parts(self._text[start:end])
        span = Span(start, end)
        node = Terminal(text, quote=quote, span=span) if text else Empty(span=span)
        return Piece("OPERAND", start, end, node)

    def _terminal(self, start: int, end: int) -> Piece:
        return Piece("OPERAND", start, end, Terminal(self._text[start:end], span=Span(start, end)))

    def _operand(self, kind: str, start: int, end: int, *, due: bool) -> Piece:
        match kind:
            case "angle":
                node = self._in_brackets(start, end)
            case "word":
                node = self._word(start, end, due=due)
            case "opaque":
                node = self._opaque(start, end)
            case "text":
                node = self._plain(start, end, due=due)
            case "unclosed":
                hint = f"a literal ends with {self._text[start]} on the line on which it begins"
                self._diagnostics.append(open_literal(self._text, start, hint))
                return self._terminal(start, end)
            case "broken":
                hint = (
                    "a name ends on the line on which it begins; a blank after the sign makes it a terminal"
                )
                self._complain(start, end, 'the name after this "<" has no ">"', hint)
                return self._terminal(start, end)
            case "nameless":
                self._complain(start, end, 'there is no name between "<" and ">"', "quote the sign: '<>'")
                return self._terminal(start, end)
            case _:
                return self._terminal(start, end)
        return Piece("OPERAND", start, end, node)

    def _in_brackets(self, start: int, end: int) -> Expr:
        name = normal_name(self._text[start + 1 : end - 1])
        span = Span(start, end)
        if name in self._lexicon.names:
            return Nonterminal(name, span=span)
        if name in _EMPTY_NAMES:
            return Empty(span=span)
        return Nonterminal(name, span=span) if self._lexicon.angle else Prose(name, span=span)

    def _word(self, start: int, end: int, *, due: bool) -> Expr:
        """Return what a word stands for where names have no brackets."""
        name = self._text[start:end]
        span = Span(start, end)
        if name not in self._lexicon.names:
            if self._is_empty(name, end, due=due) or (name == "empty" and self._is_whole(end, due=due)):
                return Empty(span=span)
            if name[0].isdigit():
                return Terminal(name, span=span)
        return Nonterminal(name, span=span)

    def _plain(self, start: int, end: int, *, due: bool) -> Expr:
        text = self._text[start:end]
        span = Span(start, end)
        if text in _DEFINERS:
            hint = "if a rule is to begin here, begin a line with it"
            if self._lexicon.quoted:
                self._complain(start, end, f'there is no name before "{text}"', hint)
            else:
                message = f'"{text}" is read as a terminal here'
                self._diagnostics.append(Diagnostic("warning", message, span, hint))
        elif text == "/" and self._lexicon.quoted and self._text[start - 2 : start] in (" *", "\t*"):
            hint = "quote it if it belongs to the language"
            self._complain(start - 1, end, 'this "*/" ends no comment', hint)
        if text in self._lexicon.bare_names:
            return Nonterminal(text, span=span)
        if text not in self._lexicon.names and self._is_empty(text, end, due=due):
            return Empty(span=span)
        return Terminal(text, span=span)

    def _is_empty(self, word: str, end: int, *, due: bool) -> bool:
        return word in _EMPTY or (word in _EMPTY_ALONE and self._is_whole(end, due=due))

    def _is_whole(self, end: int, *, due: bool) -> bool:
        """Return whether an operand that ends at `end` is a whole alternative."""
        return due and _AFTER.match(self._shadow, end, self._end) is not None

    def _opaque(self, start: int, end: int) -> Expr:
        """Return a class of characters, a regular expression or words for a human."""
        text = self._text[start:end]
        span = Span(start, end)
        if not self._lexicon.extensions:
            return Terminal(text, span=span)
        if (match := _SIMPLE_RANGE.fullmatch(text)) and match[1] <= match[2]:
            return Range(match[1], match[2], span=span)
        return Prose(text.strip("?").strip() if text[0] == "?" else text, span=span)

    def _complain(self, start: int, end: int, message: str, hint: str) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, end), hint))


def string_parts(written: str) -> tuple[str, str]:
    r"""Return the quote before a literal, and its text.

    A quote of its own kind can stand inside only after a backslash, which then is an escape.

    >>> [string_parts(written)[1] for written in ('"a"', r'"\n"', r'"\""', "``a''", "\'\'\'")]
    ['a', '\\n', '"', 'a', "'"]
    """
    quote = written[0]
    if written.startswith("``") and len(written) > 3:
        return "``", written[2:-2]
    if len(written) > 2 and written == quote * len(written):
        return quote, quote
    text = written[1:-1]
    if quote in text:
        text = _ESCAPE.sub(r"\1", text)
    if "\n" in text or "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return quote, text
