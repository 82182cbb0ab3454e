"""The right side of a rule, once it is in pieces: brackets matched, read by LALR, made into nodes.

    OPERAND LPAR OPERAND BAR OPERAND RPAR POSTFIX   →   Sequence(…, Repetition(Choice(…)))

What the notations of parser generators have in common.  Each has a ``.lark`` file of its own, whose
productions have the names of the methods here, and adds what it alone has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from railroad.errors import Diagnostic, nearest
from railroad.grammar import Code, Empty, Nonterminal, Repetition, Sequence, choice, optional
from railroad.notation.brackets import more_open, unmatched
from railroad.notation.reading import Unexpected, parse, parser, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from railroad.grammar import Expr
    from railroad.notation.reading import Piece

Items = list["Expr"]
Alternatives = list["Expr"]
"""At least one.  The first may be an `Empty` without a span, until its place is known."""

POSTFIXES: dict[str, tuple[int, int | None, bool]] = {
    "*": (0, None, False),
    "+": (1, None, False),
    "?": (0, 1, False),
    "*?": (0, None, True),
    "+?": (1, None, True),
    "??": (0, 1, True),
}
"""Least, most, and whether as few as possible are taken."""


class Refused(Exception):
    """What a callback raises about a mistake that the productions can't see."""

    def __init__(self, message: str, span: Span, hint: str | None = None) -> None:
        """Keep what to tell of it."""
        super().__init__(message)
        self.diagnostic = Diagnostic("error", message, span, hint)


class BodyCallbacks:
    """What each production becomes.  Lists grow in place, so that a long rule costs linear time."""

    def body(self, children: list[Alternatives]) -> Expr:
        """Return the whole body."""
        return _choice(children[0], 0)

    def first(self, children: list[Items]) -> Alternatives:
        """Begin a choice."""
        return [_sequence(children[0])]

    def another(self, children: tuple[Alternatives, Piece, Items]) -> Alternatives:
        """Add an alternative to a choice."""
        alternatives, bar, items = children
        alternatives.append(_sequence(items, bar.end))
        return alternatives

    def nothing(self, children: list[object]) -> Items:
        """Begin an alternative."""
        return []

    def then_operand(self, children: tuple[Items, Piece]) -> Items:
        """Add a leaf to an alternative."""
        items, piece = children
        items.append(piece.value)
        return items

    def then(self, children: tuple[Items, Expr]) -> Items:
        """Add a node to an alternative."""
        items, node = children
        items.append(node)
        return items

    def then_repeat_operand(self, children: tuple[Items, Piece, Piece]) -> Items:
        """Add a leaf with the sign after it to an alternative."""
        items, piece, postfix = children
        items.append(self.repeat((piece.value, postfix)))
        return items

    def then_repeat(self, children: tuple[Items, Expr, Piece]) -> Items:
        """Add a node with the sign after it to an alternative."""
        items, node, postfix = children
        items.append(self.repeat((node, postfix)))
        return items

    def group(self, children: tuple[Piece, Alternatives, Piece]) -> Expr:
        """Return what stands in brackets."""
        opening, alternatives, _ = children
        return _choice(alternatives, opening.end)

    def optional(self, children: tuple[Piece, Alternatives, Piece]) -> Expr:
        """Return what stands in square brackets."""
        opening, alternatives, closing = children
        return optional(_choice(alternatives, opening.end), Span(opening.start, closing.end))

    def repeat_operand(self, children: tuple[Piece, Piece]) -> Expr:
        """Return a leaf with the sign after it."""
        return self.repeat((children[0].value, children[1]))

    def repeat(self, children: tuple[Expr, Piece]) -> Expr:
        """Return a node with the sign after it; `value` of the sign is least, most and whether it is lazy."""
        node, postfix = children
        least, most, lazy = postfix.value
        start = node.span.start if node.span else postfix.start
        return Repetition(node, least, most, None, lazy, span=Span(start, postfix.end))

    def call(self, children: tuple[Piece, list[Alternatives], Piece]) -> Expr:
        """Return a template with its arguments."""
        name, arguments, closing = children
        nodes = tuple(_choice(each, name.end) for each in arguments)
        for node in nodes:
            if isinstance(node, Empty) and (node.span is None or node.span.start == node.span.end):
                raise Refused("an argument is missing here", Span(name.start, closing.end))
        return Nonterminal(name.value, nodes, span=Span(name.start, closing.end))

    def argument(self, children: tuple[Alternatives]) -> list[Alternatives]:
        """Begin the arguments."""
        return [children[0]]

    def another_argument(
        self, children: tuple[list[Alternatives], Piece, Alternatives]
    ) -> list[Alternatives]:
        """Add an argument."""
        children[0].append(children[2])
        return children[0]


def _choice(alternatives: Alternatives, start: int) -> Expr:
    """Return the choice of the alternatives in a body, or in brackets, that begin at `start`."""
    if alternatives[0].span is None:
        end = alternatives[1].span.start if len(alternatives) > 1 and alternatives[1].span else start
        alternatives[0] = Empty(span=Span(start, start) if start else Span(end, end))
    return choice(alternatives, _hull(alternatives))


def _sequence(items: Items, start: int | None = None) -> Expr:
    """Return the items one after another; without any, nothing at `start`, or at a place not known yet.

    Code alone does not make an alternative: before it stands what there is to read, nothing.
    """
    if not items:
        return Empty(span=None if start is None else Span(start, start))
    first = items[0]
    if type(first) is Code and all(type(item) is Code for item in items):
        at = first.span
        first = Empty(span=Span(at.start, at.start) if at else None)
        items.insert(0, first)
    elif len(items) == 1:
        return first
    return Sequence(tuple(items), span=_hull(items))


def _hull(nodes: list[Expr]) -> Span | None:
    first, last = nodes[0].span, nodes[-1].span
    return Span(first.start, last.end) if first and last else None


CLOSERS = {"RPAR": "LPAR", "RSQB": "LSQB", "RBRACE": "CALL"}
"""The closing pieces, each with the piece that it closes."""


class Bodies:
    """Reads the bodies of one text.  What is wrong with them goes to `diagnostics`."""

    def __init__(
        self,
        text: str,
        lark_file: str,
        callbacks: type[BodyCallbacks],
        diagnostics: list[Diagnostic],
        explanations: Mapping[str, tuple[str, str | None]] | None = None,
    ) -> None:
        """Read by a ``.lark`` file.

        `explanations` is what to say of a piece that can't stand where it does, message and hint, by the
        text of the piece or by its type; ``{}`` in the message is the text.
        """
        self._text = text
        self._parser: Any = parser(lark_file, callbacks)  # type: ignore[arg-type]
        self._diagnostics = diagnostics
        self._explanations = explanations or {}

    def read(self, pieces: list[Piece], start: int, end: int) -> Expr:
        """Return what the pieces of the body between two offsets say; after a mistake, nothing."""
        if self._brackets_match(pieces):
            try:
                body: Any = parse(self._parser, pieces, end)
                if body.span is None or (isinstance(body, Empty) and body.span.start == body.span.end):
                    return Empty(span=Span(start, start))
                node: Expr = body
                return node
            except Unexpected as error:
                self._complain(error.piece, pieces[-1] if pieces else None, end)
            except Refused as refused:
                self._diagnostics.append(refused.diagnostic)
        return Empty(span=Span(start, end))

    def _brackets_match(self, pieces: list[Piece]) -> bool:
        """Return whether every bracket has its partner; else tell of those that have none."""
        fine = True
        for wrong in unmatched(pieces, CLOSERS):
            fine = False
            first = wrong[0]
            if first.type in CLOSERS:
                self._tell(first, f'this "{self._written(first)}" closes nothing')
            else:
                self._tell(first, f'this "{self._written(first)[-1]}" is not closed{more_open(wrong)}')
        return fine

    def _complain(self, piece: Piece, last: Piece | None, end: int) -> None:
        if piece.type == "$END":
            what = f'after "{self._written(last)}"' if last else "here"
            at = Span(last.start, last.end) if last else Span(end, end)
            self._diagnostics.append(Diagnostic("error", f"something is missing {what}", at))
            return
        written = self._written(piece)
        explanations = self._explanations
        message, hint = (
            explanations.get(written) or explanations.get(piece.type) or ("{} can't stand here", None)
        )
        self._tell(piece, message.format(quoted(written)), hint)

    def _written(self, piece: Piece | None) -> str:
        return shortened(self._text[piece.start : piece.end].replace("\n", " ")) if piece else ""

    def _tell(self, piece: Piece, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))


class Hints:
    """Says what a word may have been meant to be, for the first few words that are asked about."""

    _MOST = 50

    def __init__(self, words: Collection[str]) -> None:
        """Know `words`."""
        self._words = words
        self._found: dict[str, str | None] = {}

    def nearest(self, word: str) -> str | None:
        """Return a hint that names the word nearest to one, or None."""
        if word not in self._found and len(self._found) < self._MOST:
            self._found[word] = nearest(word, self._words)
        return self._found.get(word)


def quoted(written: str) -> str:
    """Return a piece of a text as messages quote it: one line, and no quotes about quotes.

    >>> quoted("=>"), quoted("'x'")
    ('"=>"', "'x'")
    """
    line = shortened(written.splitlines()[0] if written else "")
    return line if line[:1] in ('"', "'", "`") and len(line) > 1 else f'"{line}"'


def tell_of_predicates(places: list[Span], diagnostics: list[Diagnostic]) -> None:
    """Warn, at the first of them, that a grammar has predicates."""
    if places:
        more = f"; there are {len(places):,} predicates in all" if len(places) > 1 else ""
        message = f"whether this predicate holds, only a parser can tell: it is not drawn{more}"
        diagnostics.append(Diagnostic("warning", message, places[0]))
