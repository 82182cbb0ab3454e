"""The elements of an ABNF rule: words become pieces, pieces become nodes.

    *( "a" / b )   →   REPEAT LPAR LEAF SLASH LEAF RPAR   →   Repetition(Choice(…), 0, None)

A name stands for the rule whatever its case (RFC 5234 §2.1); the node has the name as it is first defined.
``<name>`` is such a reference too if there is a rule of that name, and else words for a human (§2.1, §4).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import (
    Empty,
    EndOfInput,
    Lookahead,
    Nonterminal,
    Prose,
    Repetition,
    Terminal,
)
from railroad.notation.abnf_rules import meet_name, plain_name
from railroad.notation.abnf_values import Values
from railroad.notation.open_quotes import open_literal
from railroad.notation.parts import Part, PartCallbacks
from railroad.notation.reading import Piece, Unexpected, parse, parser, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from railroad.grammar import Expr
    from railroad.notation.abnf_habits import Habits
    from railroad.notation.abnf_rules import RawRule
    from railroad.notation.abnf_words import Word

_SIGNS = {"/": "SLASH", "|": "SLASH", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB"}
_PARTNER = {")": "(", "]": "["}
_REPEAT = re.compile(r"(\d*)([*#]?)(\d*)")
_COMMENT = re.compile(
    r"[ \t]*+(?:(?:\r\n?|\n)[ \t]++)?(?P<lines>;++[ \t]*+[^\s;][^\r\n]*+(?:(?:\r\n?|\n)[ \t]++;[^\r\n]*+)*+)"
)
"""What stands in place of elements where there are none."""
_LARGEST = 999_999_999
_UNITS = {"{": "( … )", ",": "a blank", ".": None, "+": "1*", "?": "[ … ]", '"': None}


class Bodies:
    """Reads the bodies of one text; what is wrong with them goes to `diagnostics`."""

    def __init__(
        self,
        text: str,
        words: list[Word],
        names: Callable[[str], str],
        rules: Collection[str],
        habits: Habits,
        diagnostics: list[Diagnostic],
    ) -> None:
        """Begin; `names` returns a name as it is first written, `rules` are those of all rules, folded."""
        self._text = text
        self._words = words
        self._names = names
        self._rules = rules
        self._habits = habits
        self._diagnostics = diagnostics
        self._values = Values(text, habits, diagnostics)

    def read(self, rule: RawRule) -> Expr:
        """Return the body of a rule; of a broken one, what is told of in `diagnostics`."""
        told = len(self._diagnostics)
        pieces = self._pieces(*rule.body)
        start = self._words[rule.body[0] - 1].end
        if rule.body[0] == rule.body[1] and (comment := _COMMENT.match(self._text, start)):
            self._habits.meet("comment", rule.name_span)
            lines = [line.strip("; \t") for line in comment["lines"].splitlines()]
            return Prose(" ".join(lines), span=Span(*comment.span("lines")))
        if pieces is None or any(found.severity == "error" for found in self._diagnostics[told:]):
            return Empty(span=Span(start, rule.end))
        try:
            body: Expr = parse(parser("abnf.lark", _Callbacks), pieces, rule.end)
        except Unexpected as error:
            self._complain_about(error.piece, pieces, rule)
            return Empty(span=Span(start, rule.end))
        return body

    # Pieces.

    def _pieces(self, start: int, stop: int) -> list[Piece] | None:
        """Return the pieces of some words; None where brackets don't match."""
        pieces: list[Piece] = []
        opened: list[Word] = []
        for at in range(start, stop):
            word = self._words[at]
            if word.kind == "sign":
                if not self._sign(word, pieces, opened):
                    return None
            elif word.kind == "repeat":
                self._repeat(word, self._words[at + 1] if at + 1 < stop else None, pieces)
            else:
                pieces.append(Piece("LEAF", word.start, word.end, self._leaf(word)))
        if opened:
            sign = self._text[opened[0].start]
            others = f", nor are {len(opened) - 1:,} more after it" if len(opened) > 1 else ""
            self._complain(opened[0].start, opened[0].end, f'this "{sign}" is not closed{others}')
            return None
        return pieces

    def _sign(self, word: Word, pieces: list[Piece], opened: list[Word]) -> bool:
        """Add the piece of a sign; return whether its brackets match so far."""
        sign = self._text[word.start : word.end]
        if sign in ("(", "["):
            opened.append(word)
        elif sign in _PARTNER:
            if not opened:
                self._complain(word.start, word.end, f'this "{sign}" closes nothing')
                return False
            partner = self._text[opened[-1].start]
            if partner != _PARTNER[sign]:
                hint = f'the "{partner}" before it is still open'
                self._complain(word.start, word.end, f'"{sign}" does not close "{partner}"', hint)
                return False
            opened.pop()
        elif sign == "|":
            self._habits.meet("bar", Span(word.start, word.end))
        elif sign[0] in "&!":
            self._habits.meet("look", Span(word.start, word.end))
        kind = _SIGNS.get(sign, "LOOK")
        pieces.append(Piece(kind, word.start, word.end, (sign, self._text)))
        return True

    def _repeat(self, word: Word, following: Word | None, pieces: list[Piece]) -> None:
        match = _REPEAT.match(self._text, word.start, word.end)
        assert match
        first, sign, second = match.groups()
        if max(len(first), len(second)) > 4000:
            self._complain(word.start, word.end, "this count is too large", "it may have 9 digits")
            return
        least = int(first or 0)
        most = int(second) if second else None if sign else least
        if following is not None and following.start > word.end and following.kind != "sign":
            self._habits.meet("apart", Span(word.end, following.start))
        if sign == "#":
            self._habits.meet("list", Span(match.start(2), match.end(2)))
        if least <= _LARGEST and most is not None and most < least:
            hint = f"write {most}{sign or '*'}{least}"
            self._complain(word.start, word.end, f"{least} is more than {most}", hint)
            return
        if most == 0:
            message = "a count of 0 leaves nothing of what it counts"
            self._diagnostics.append(Diagnostic("warning", message, Span(word.start, word.end)))
        if max(least, most or 0) > _LARGEST:
            message = "this count is larger than can be kept as a number; it stays as it is written"
            self._diagnostics.append(Diagnostic("warning", message, Span(word.start, word.end)))
            least, most = -1, None
        pieces.append(Piece("REPEAT", word.start, word.end, (least, most, sign, self._text)))

    # Leaves.

    def _leaf(self, word: Word) -> Expr:
        start, end = word.start, word.end
        match word.kind:
            case "name":
                meet_name(self._text[start:end], start, self._habits)
                return self._reference(self._text[start:end], Span(start, end))
            case "string":
                return self._values.string(start, end)
            case "number":
                return self._values.number(start, end)
            case "prose":
                return self._prose(start, end)
            case "single":
                return self._values.single(start, end)
            case "anchor" | "back":
                self._habits.meet("look", Span(start, end))
                written = self._text[start:end]
                return (
                    EndOfInput(span=Span(start, end))
                    if written == "%$"
                    else Prose(written, span=Span(start, end))
                )
            case "unclosed":
                self._complain_about_unclosed(start)
            case _:
                written = self._text[start:end]
                better = _UNITS.get(written)
                hint = f"in ABNF write {better}" if better else f'write "{written}" if it is text'
                self._complain(start, end, f'"{written}" is no sign of ABNF', hint)
        return Empty(span=Span(start, end))

    def _reference(self, written: str, span: Span) -> Expr:
        name = self._names(plain_name(written))
        return Nonterminal(name, spelling=written if written != name else "", span=span)

    def _prose(self, start: int, end: int) -> Expr:
        written = self._text[start:end]
        span = Span(start, end)
        if plain_name(written).lower() in self._rules:
            return self._reference(written, span)
        if "\n" in written or "\r" in written:
            self._habits.meet("words", span)
            written = " ".join(written.split())
        text = written[1:-1]
        return Prose(text, span=span) if text.strip() else Empty(span=span)

    def _complain_about_unclosed(self, start: int) -> None:
        sign = next(c for c in self._text[start : start + 3] if c in "\"'<")
        if sign == "<":
            hint = "they end on the line on which they begin"
            self._complain(start, start + 1, 'the words after this "<" have no ">"', hint)
        else:
            at = self._text.index(sign, start)
            hint = f"it ends with {sign} on its line"
            self._diagnostics.append(open_literal(self._text, at, hint, escapes=False))

    # What Lark did not expect.

    def _complain_about(self, piece: Piece, pieces: list[Piece], rule: RawRule) -> None:
        at = next((at for at in range(len(pieces)) if pieces[at] is piece), len(pieces))
        previous = pieces[at - 1] if at else None
        end = piece.type == "$END"
        written = "" if end else self._text[piece.start : piece.end]
        hint = 'nothing at all is written ""'
        if previous is None:
            what = (
                f'the rule "{shortened(rule.name)}" has no elements'
                if end
                else f'there is nothing before this "{written}"'
            )
        elif previous.type in ("REPEAT", "LOOK"):
            sign = self._text[previous.start : previous.end]
            what = f'there is no element after "{sign}"'
            hint = "one count is enough" if piece.type == "REPEAT" else "an element follows at once"
        elif previous.type == "SLASH":
            sign = self._text[previous.start]
            what = (
                f'there is nothing after the last "{sign}"'
                if end
                else f'there is nothing before this "{written}"'
            )
        else:
            what = f'there is nothing between the brackets "{self._text[previous.start]}" and "{written}"'
        start = rule.end if end else piece.start
        self._complain(start, start if end else piece.end, what, hint)

    def _complain(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, end), hint))


class _Callbacks(PartCallbacks):
    """The productions of ``abnf.lark``.  Lists grow in place, so that a long rule costs linear time."""

    def once(self, children: list[Part]) -> Part:
        return children[0]

    def repeat(self, children: tuple[Piece, Part]) -> Part:
        piece, (item, _, end) = children
        least, most, sign, text = piece.value
        span = Span(piece.start, end)
        if least < 0:
            return Prose(text[slice(*span)], span=span), *span
        if most == 0:
            return Empty(span=span), *span
        separator = None
        if sign == "#":
            comma = text.index("#", piece.start)
            separator = Terminal(",", spelling="#", span=Span(comma, comma + 1))
        return Repetition(item, least, most, separator, span=span), *span

    def look(self, children: tuple[Piece, Part]) -> Part:
        piece, (item, _, end) = children
        sign, text = piece.value
        span = Span(piece.start, end)
        if len(sign) == 2:
            return Prose(text[slice(*span)], span=span), *span
        return Lookahead(item, sign == "!", span=span), *span
