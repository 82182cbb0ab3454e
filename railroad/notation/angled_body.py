"""The body of a rule whose names stand in angle brackets: words become pieces, pieces become nodes.

    [ <a> { B | <c> }... ]   →   LSQB LEAF LPAR LEAF BAR LEAF RPAR DOTS RSQB

- Text without quotes is a terminal (ISO/IEC 9075-1, *BNF*).  A body or an alternative of signs alone stands
  for itself: ``<left bracket> ::= [``, ``<concatenation operator> ::= ||``.
- ``...`` repeats what stands before it, once or more; in square brackets, so, any number of times.
- ``!!`` and what follows on its line is prose; after something else it is a comment.
- A bar that begins the first line after the definer is decoration.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Empty, Nonterminal, Prose, Repetition, Terminal
from railroad.notation.angled_rules import plain_name
from railroad.notation.open_quotes import open_literal
from railroad.notation.parts import Part, PartCallbacks
from railroad.notation.reading import Piece, Unexpected, parse, parser, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Expr
    from railroad.notation.angled_rules import RawRule
    from railroad.notation.angled_words import Dialect, Word

_KINDS = {"bar": "BAR", "dots": "DOTS"}


class Bodies:
    """Reads the bodies of one text; what is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, dialect: Dialect, diagnostics: list[Diagnostic]) -> None:
        """Begin with a text."""
        self._text = text
        self._dialect = dialect
        self._diagnostics = diagnostics
        opening, closing = dialect.group[0], dialect.group[1]
        self._brackets = {opening: "LPAR", "[": "LSQB", closing: "RPAR", "]": "RSQB"}
        self._partner = {closing: opening, "]": "["}

    def read(self, rule: RawRule) -> Expr:
        """Return the body of a rule; of a broken one, what is told of in `diagnostics`."""
        words = list(rule.body)
        if sign := self._sign_alone(words):
            return sign
        if len(words) > 1 and words[0].kind == "bar" and words[0].indent >= 0:
            del words[0]
        start = rule.body[0].start if rule.body else rule.end
        nothing = Empty(span=Span(start, rule.end))
        told = len(self._diagnostics)
        pieces = self._pieces(words)
        if pieces is None or len(self._diagnostics) > told:
            return nothing
        try:
            body: Expr = parse(parser("angled.lark", _Callbacks), pieces, rule.end)
        except Unexpected as error:
            self._complain_about(error.piece, pieces, rule)
            return nothing
        return body

    def _sign_alone(self, words: list[Word]) -> Expr | None:
        """Return the terminal that a body stands for which is signs without blanks between."""
        if not 0 < len(words) <= 4 or any(one.end != other.start for one, other in pairwise(words)):
            return None
        if any(word.kind in ("name", "note", "words", "broken", "string") for word in words):
            return None
        span = Span(words[0].start, words[-1].end)
        text = self._text[slice(*span)]
        if any(character.isalnum() for character in text):
            return None
        return Terminal(text, span=span)

    # Pieces.

    def _pieces(self, words: list[Word]) -> list[Piece] | None:
        """Return the pieces of some words; None where brackets don't match."""
        pieces: list[Piece] = []
        opened: list[Word] = []
        closed = _closed(words)
        for at, word in enumerate(words):
            kind = word.kind
            bracket = kind in ("open", "close")
            if bracket and (opened or not self._is_alternative(words, at, closed)):
                if not self._bracket(word, pieces, opened):
                    return None
            elif kind in _KINDS:
                pieces.append(Piece(_KINDS[kind], word.start, word.end))
            else:
                pieces.append(Piece("LEAF", word.start, word.end, self._leaf(word)))
        if opened:
            sign = self._text[opened[0].start]
            others = f", nor are {len(opened) - 1:,} more after it" if len(opened) > 1 else ""
            self._complain(opened[0].start, opened[0].end, f'this "{sign}" is not closed{others}')
            return None
        return pieces

    def _is_alternative(self, words: list[Word], at: int, closed: frozenset[int]) -> bool:
        """Return whether a bracket is all of an alternative; `closed` are those that are closed."""
        before = words[at - 1].kind if at else "bar"
        after = words[at + 1].kind if at + 1 < len(words) else "bar"
        return before == after == "bar" and at not in closed

    def _bracket(self, word: Word, pieces: list[Piece], opened: list[Word]) -> bool:
        """Add the piece of a bracket; return whether the brackets match so far."""
        sign = self._text[word.start]
        if word.kind == "open":
            opened.append(word)
        elif not opened:
            self._complain(word.start, word.end, f'this "{sign}" closes nothing')
            return False
        else:
            partner = self._text[opened.pop().start]
            if partner != self._partner[sign]:
                hint = f'the "{partner}" before it is still open'
                self._complain(word.start, word.end, f'"{sign}" does not close "{partner}"', hint)
                return False
        pieces.append(Piece(self._brackets[sign], word.start, word.end))
        return True

    def _leaf(self, word: Word) -> Expr:
        span = Span(word.start, word.end)
        written = self._text[slice(*span)]
        match word.kind:
            case "name":
                return Nonterminal(plain_name(written), span=span)
            case "note":
                text = written.lstrip("!").strip()
                return Prose(text, span=span) if text else Empty(span=span)
            case "words":
                return Prose(written.strip(".").strip(), span=span)
            case "string":
                return Terminal(written[1:-1], quote='"', span=span) if written[1:-1] else Empty(span=span)
            case "unclosed":
                self._diagnostics.append(open_literal(self._text, span.start, escapes=False))
            case "broken":
                hint = "a name ends on its line or the next; a blank after the sign makes it text"
                self._complain(span.start, span.start + 1, 'the name after this "<" has no ">"', hint)
        return Terminal(written, span=span)

    # What Lark did not expect.

    def _complain_about(self, piece: Piece, pieces: list[Piece], rule: RawRule) -> None:
        at = next((at for at in range(len(pieces)) if pieces[at] is piece), len(pieces))
        previous = pieces[at - 1] if at else None
        end = piece.type == "$END"
        written = "" if end else self._text[piece.start : piece.end]
        if previous is None and end:
            what = f"the rule <{shortened(rule.name)}> has no body"
        elif end:
            what = 'there is nothing after the last "|"'
        elif piece.type in ("RPAR", "RSQB") and previous is not None and previous.type != "BAR":
            what = f'there is nothing between the brackets "{self._text[previous.start]}" and "{written}"'
        else:
            what = f'there is nothing before this "{written}"'
        start = rule.end if end else piece.start
        self._complain(start, start if end else piece.end, what)

    def _complain(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, end), hint))


class _Callbacks(PartCallbacks):
    """The productions of ``angled.lark``.  Lists grow in place, so that a long rule costs linear time."""

    def repeat(self, children: tuple[Part, Piece]) -> Part:
        (item, start, _), dots = children
        span = Span(start, dots.end)
        return Repetition(item, 1, None, span=span), *span


def _closed(words: list[Word]) -> frozenset[int]:
    """Return where the brackets are that are closed after something."""
    opened: list[int] = []
    closed: set[int] = set()
    for at, word in enumerate(words):
        if word.kind == "open":
            opened.append(at)
        elif word.kind == "close" and opened:
            start = opened.pop()
            if words[at - 1].kind != "bar":
                closed.add(start)
    return frozenset(closed)
