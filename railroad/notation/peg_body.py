"""The right side of a rule, once it is in pieces: brackets matched, read by LALR, made into nodes.

    OPERAND LPAR OPERAND SLASH OPERAND RPAR POSTFIX   →   Sequence(…, Repetition(Choice(…, ordered)))

What the notations of PEGs have in common.  Each has a ``.lark`` file of its own, whose productions have the
names of the methods here.  Choices are ordered: the first alternative that fits is taken (Ford 2004, §3.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from railroad.errors import Diagnostic
from railroad.grammar import Choice, Code, Empty, Labelled, Lookahead, Marked, Repetition, Sequence
from railroad.notation.bodies import Refused
from railroad.notation.brackets import more_open, unmatched
from railroad.notation.reading import Unexpected, parse, parser, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.grammar import Expr
    from railroad.notation.reading import Piece

Items = list["Expr"]
Alternatives = list["Expr"]

POSTFIXES: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
"""Least and most."""


class PegCallbacks:
    """What each production becomes.  Lists grow in place, so that a long rule costs linear time."""

    def body(self, children: list[Alternatives]) -> Expr:
        """Return the whole body."""
        return _choice(children[0])

    def first(self, children: list[Items]) -> Alternatives:
        """Begin a choice."""
        return [_sequence(children[0])]

    def another(self, children: tuple[Alternatives, Piece, Items]) -> Alternatives:
        """Add an alternative to a choice."""
        alternatives, bar, items = children
        alternatives.append(_sequence(items, bar.end))
        return alternatives

    def nothing(self, children: list[object]) -> Items:
        """Begin an alternative that may be empty."""
        return []

    def begin(self, children: list[Expr]) -> Items:
        """Begin an alternative."""
        return [children[0]]

    def then(self, children: tuple[Items, Expr]) -> Items:
        """Add an item to an alternative."""
        items, node = children
        items.append(node)
        return items

    def then_joined(self, children: tuple[Items, Piece, Expr]) -> Items:
        """Add an item, after the sign that joins it, to an alternative."""
        items, _, node = children
        items.append(node)
        return items

    def operand(self, children: list[Piece]) -> Expr:
        """Return a leaf."""
        node: Expr = children[0].value
        return node

    def group(self, children: tuple[Piece, Alternatives, Piece]) -> Expr:
        """Return what stands in brackets."""
        opening, alternatives, _ = children
        return _choice(alternatives, opening.end)

    def optional(self, children: tuple[Piece, Alternatives, Piece]) -> Expr:
        """Return what stands in square brackets."""
        opening, alternatives, closing = children
        span = Span(opening.start, closing.end)
        return Repetition(_choice(alternatives, opening.end), 0, 1, span=span)

    def repeated(self, children: tuple[Expr, Piece]) -> Expr:
        """Return an item with the sign after it; `value` of the sign is least and most."""
        node, postfix = children
        least, most = postfix.value
        span = Span(_start(node, postfix), postfix.end)
        return Empty(span=span) if most == 0 else Repetition(node, least, most, span=span)

    def delimited(self, children: tuple[Expr, Piece, Alternatives, Piece]) -> Expr:
        """Return an item with counts and a separator in one pair of signs."""
        node, opening, separator, closing = children
        least, most = opening.value
        span = Span(_start(node, opening), closing.end)
        if most == 0:
            return Empty(span=span)
        return Repetition(node, least, most, _choice(separator, opening.end), span=span)

    def prefixed(self, children: tuple[Piece, Expr]) -> Expr:
        """Return an item with the sign before it: ``&`` ``!``, or a mark."""
        sign, node = children
        span = Span(sign.start, node.span.end if node.span else sign.end)
        mark: str = sign.value
        if mark in ("&", "!"):
            return Lookahead(node, mark == "!", span=span)
        return Marked(mark, node, span=span)

    def labelled(self, children: tuple[Piece, Expr]) -> Expr:
        """Return an item with the name that it has in its place."""
        label, node = children
        return Labelled(label.value, node, span=Span(label.start, node.span.end if node.span else label.end))


def _start(node: Expr, otherwise: Piece) -> int:
    return node.span.start if node.span else otherwise.start


def _choice(alternatives: Alternatives, start: int = 0) -> Expr:
    """Return the choice of the alternatives in a body, or in brackets, that begin at `start`."""
    first = alternatives[0]
    if first.span is None:
        after = alternatives[1].span if len(alternatives) > 1 else None
        at = start or (after.start if after else 0)
        alternatives[0] = Empty(span=Span(at, at))
    if len(alternatives) == 1:
        return alternatives[0]
    return Choice(tuple(alternatives), ordered=True, span=_hull(alternatives))


def _sequence(items: Items, start: int | None = None) -> Expr:
    """Return the items one after another; without any, nothing at `start`, or at a place not known yet.

    Code alone does not make an alternative: before it stands what there is to read, nothing.
    """
    if not items:
        return Empty(span=None if start is None else Span(start, start))
    if type(items[0]) is Code and all(type(item) is Code for item in items):
        at = items[0].span
        items.insert(0, Empty(span=Span(at.start, at.start) if at else None))
    return items[0] if len(items) == 1 else Sequence(tuple(items), span=_hull(items))


def _hull(nodes: list[Expr]) -> Span | None:
    first, second, last = nodes[0].span, nodes[min(1, len(nodes) - 1)].span, nodes[-1].span
    if first is None or second is None or last is None:
        return None
    return Span(min(first.start, second.start), last.end)  # the type of a label stands within it


CLOSERS = {"RPAR": "LPAR", "RSQB": "LSQB", "PIPE": "REPEAT", "PUSHED": "PUSH"}
"""The closing pieces, each with the piece that it closes."""
_OPENERS = frozenset(CLOSERS.values())
_BARS = ("SLASH", "BAR")
_ONE = {
    "PREFIX": "an item has one sign before it: to have two, write !(!x)",
    "LABEL": "an item has one label",
    "AT": "an item has one @",
}
"""The pieces of which an item has one, and what to say where there are two."""
_BEFORE_ITEMS = ("PREFIX", "LABEL", "AT", "TAG", "LOOKAHEAD")


class BodyReader:
    """Reads the bodies of one text.  What is wrong with them goes to `diagnostics`."""

    def __init__(
        self,
        text: str,
        lark_file: str,
        callbacks: type,
        diagnostics: list[Diagnostic],
        hints: Mapping[str, str],
    ) -> None:
        """Read by a ``.lark`` file; `callbacks` is `PegCallbacks` or a child of it.

        `hints` is what to do about a piece that can't stand where it does, by its text or its type.
        """
        self._text = text
        self._parser = parser(lark_file, callbacks)
        self._diagnostics = diagnostics
        self._hints = hints

    def read(self, pieces: list[Piece], start: int, end: int) -> Expr:
        """Return what the pieces of the body between two offsets say; after a mistake, nothing."""
        if self._brackets_match(pieces):
            try:
                body: Any = parse(self._parser, pieces, end)
                if body.span is None or body.span.end == 0:
                    return Empty(span=Span(start, start))
                node: Expr = body
                return node
            except Unexpected as error:
                self._complain(error, pieces)
            except Refused as refused:
                self._diagnostics.append(refused.diagnostic)
        return Empty(span=Span(start, end))

    def empty(self, definer: Piece) -> Expr:
        """Tell of a rule without a body, at what begins it."""
        self._tell("this rule has no body", definer)
        return Empty(span=Span(definer.end, definer.end))

    def _brackets_match(self, pieces: list[Piece]) -> bool:
        """Return whether every bracket has its partner; else tell of those that have none."""
        fine = True
        for wrong in unmatched(pieces, CLOSERS):
            fine = False
            first = wrong[0]
            if first.type in CLOSERS:
                what = "can't stand here" if first.type == "PIPE" else "closes nothing"
                self._tell(f"this {self._quoted(first)} {what}", first, self._hint(first))
            else:
                sign = self._text[first.start : first.end].strip()
                self._tell(f'this "{shortened(sign)}" is not closed{more_open(wrong)}', first)
        return fine

    def _complain(self, error: Unexpected, pieces: list[Piece]) -> None:
        """Tell of the first piece that does not follow what stands before it."""
        piece, expected = error.piece, error.expected
        at = next((i for i, each in enumerate(pieces) if each is piece), len(pieces))
        last = pieces[at - 1] if at else None
        ended = piece.type == "$END" or piece.type in CLOSERS or piece.type in _BARS or piece.type == "TILDE"
        if piece.type == "STRAY" or (not ended and self._text[piece.start : piece.end] in self._hints):
            self._tell(f"{self._quoted(piece)} can't stand here", piece, self._hint(piece))
        elif last is not None and last.type in _BEFORE_ITEMS and (ended or piece.type in ("POSTFIX", "PLUS")):
            self._tell(f"{self._quoted(last)} stands before an item, and none follows", last)
        elif ended and last is not None and last.type in (*_BARS, "TILDE"):
            what = "a part" if last.type == "TILDE" else "an alternative"
            self._tell(f"{what} is missing after this {self._quoted(last)}", last)
        elif ended and last is not None and last.type in _OPENERS:
            self._tell("nothing stands in these brackets", _between(last, piece))
        elif ended and last is None:
            self._tell(f"an alternative is missing before this {self._quoted(piece)}", piece)
        elif last is not None and last.type == piece.type and piece.type in _ONE:
            self._tell(f"{self._quoted(piece)} can't stand here", piece, _ONE[piece.type])
        elif "PLUS" in expected and "POSTFIX" not in expected:  # pegen's list
            what = self._quoted(last) if last else "this"
            self._tell(f'"+" is missing after {what}', last or piece, "a list reads ','.x+")
        elif piece.type in ("POSTFIX", "REPEAT", "PLUS"):
            self._complain_about_postfix(piece, last)
        elif "TILDE" in expected and piece.type != "TILDE":
            hint = 'the parts of a sequence are joined by "~"'
            self._tell(f'"~" is missing before {self._quoted(piece)}', piece, hint)
        else:
            self._tell(f"{self._quoted(piece)} can't stand here", piece, self._hint(piece))

    def _complain_about_postfix(self, piece: Piece, last: Piece | None) -> None:
        written = self._quoted(piece)
        if last is not None and last.type in ("POSTFIX", "PLUS", "PIPE", "RSQB"):
            self._tell(f"{written} can't stand here", piece, "an item has one sign: to have two, write (x+)?")
        else:
            self._tell(f"there is nothing before {written} to repeat", piece)

    def _hint(self, piece: Piece) -> str | None:
        written = self._text[piece.start : piece.end]
        return self._hints.get(written) or self._hints.get(piece.type)

    def _quoted(self, piece: Piece) -> str:
        """Return a piece as messages quote it: one line, and no quotes about quotes."""
        if piece.type == "$END":
            return "the end of the rule"
        line = shortened(self._text[piece.start : piece.end].strip().split("\n")[0].rstrip())
        return line if line[:1] in ('"', "'") and len(line) > 1 else f'"{line}"'

    def _tell(self, message: str, piece: Piece | Span, hint: str | None = None) -> None:
        span = piece if isinstance(piece, Span) else Span(piece.start, piece.end)
        self._diagnostics.append(Diagnostic("error", message, span, hint))


def _between(first: Piece, last: Piece) -> Span:
    """Return the place from the one piece to the other."""
    return Span(first.start, max(first.end, last.end))


def tell_of_predicates(places: list[Span], diagnostics: list[Diagnostic]) -> None:
    """Warn, at the first of them, that a grammar has predicates: code that decides whether to go on."""
    if places:
        more = f"; there are {len(places):,} in all" if len(places) > 1 else ""
        message = f"whether this predicate holds, only a parser can tell: it is not drawn{more}"
        diagnostics.append(Diagnostic("warning", message, places[0]))
