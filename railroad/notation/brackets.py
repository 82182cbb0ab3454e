"""Which brackets of a body match, and what to say of those that don't.

    ( a [ b ) c        the "[" is told: it is not closed where the ")" comes
    ( a | b            the "(" is told

The types of pieces that are brackets begin with L and R: LPAR, RPAR, LSQB, RSQB …
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.notation.reading import Piece
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Unclosed = Literal["error", "warning"]

_KINDS = ("PAR", "SQB", "BRACE", "SOME")
_OPENING = {f"L{kind}": kind for kind in _KINDS}
_CLOSING = {f"R{kind}": kind for kind in _KINDS}


def check_brackets(
    pieces: list[Piece], end: int, diagnostics: list[Diagnostic], unclosed: Unclosed
) -> list[Piece] | None:
    """Return the pieces with every bracket closed, or None where that can't be; what is wrong is told.

    The value of a bracket is how it is written.  `end` is where the body ends: what is still open there is
    closed there, with a warning, if `unclosed` is that.
    """
    opened: list[Piece] = []
    for piece in pieces:
        if piece.type in _OPENING:
            opened.append(piece)
        elif kind := _CLOSING.get(piece.type):
            if opened and _OPENING[opened[-1].type] == kind:
                opened.pop()
                continue
            diagnostics.append(_wrong(piece, opened))
            return None
    if not opened:
        return pieces
    others = f", nor are {len(opened) - 1:,} more after it" if len(opened) > 1 else ""
    first = opened[0]
    message = f'this "{first.value}" is not closed{others}'
    span = Span(first.start, first.end)
    if unclosed == "warning":
        message += "; it is read as if it ended with the rule"
        diagnostics.append(Diagnostic("warning", message, span, "close it where it ends"))
        return [*pieces, *(Piece(f"R{_OPENING[piece.type]}", end, end, "") for piece in reversed(opened))]
    hint = f"quote it, '{first.value}', if it belongs to the language"
    diagnostics.append(Diagnostic("error", message, span, hint))
    return None


def unmatched(pieces: list[Piece], closers: Mapping[str, str]) -> Iterator[list[Piece]]:
    """Yield the brackets without a partner, in the order in which that shows: one that closes nothing, or
    those that are open where another closes, or at the end.

    `closers` are the types of the closing pieces, each with that of its opening.
    """
    openers = frozenset(closers.values())
    opened: list[Piece] = []
    counts = dict.fromkeys(openers, 0)
    for piece in pieces:
        if piece.type in openers:
            opened.append(piece)
            counts[piece.type] += 1
        elif opener := closers.get(piece.type):
            if not counts[opener]:
                yield [piece]
                continue
            left: list[Piece] = []
            while opened[-1].type != opener:
                left.append(opened.pop())
                counts[left[-1].type] -= 1
            opened.pop()
            counts[opener] -= 1
            if left:
                yield left[::-1]
    if opened:
        yield opened


def more_open(left: list[Piece]) -> str:
    """Return how to go on about open brackets after the first."""
    if len(left) == 2:
        return ", nor is one more after it"
    return f", nor are {len(left) - 1:,} more after it" if len(left) > 2 else ""


def _wrong(piece: Piece, opened: list[Piece]) -> Diagnostic:
    """Return what to say of a closing bracket that does not match."""
    span = Span(piece.start, piece.end)
    if opened:
        before = opened[-1].value
        hint = f'the "{before}" before it is still open'
        return Diagnostic("error", f'"{piece.value}" does not close "{before}"', span, hint)
    hint = f"quote it, '{piece.value}', if it belongs to the language"
    return Diagnostic("error", f'"{piece.value}" closes nothing', span, hint)
