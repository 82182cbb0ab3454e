"""What a grammar and its picture may be at most, found out before it costs anything.

    words and signs ─▶ read ─▶ rules, parts, depth ─▶ lay out, draw ─▶ elements, bytes

The pixels of a PNG are bounded where its size becomes known (`Options.most_pixels`), which begins before it
is laid out (`layout.least`).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from railroad.errors import LimitError
from railroad.grammar import children
from railroad.source import Source, Span

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar
    from railroad.web.limits import Limits

_HINT = "split the grammar, or draw it with `railroad render`, which has no such limit"

_WORD = re.compile(r"\w++|[^\w\s]")
_WORD_OR_COMMENT = re.compile(r"^[ \t]*+#[^\r\n]*+|" + _WORD.pattern, re.MULTILINE)
_COMMENTED = frozenset({"bnf", "lark", "nearley", "peg", "pegen"})
"""Notations in which a line that begins with ``#`` is a comment, which counts as one word."""
_IN_A_ROW = 20
"""How many parts fit into one row of the usual width, if they are small."""
_GUESSED = 24_000
"""How many words and signs are read in all to find the notation of a text, which is read once in any case."""
_JSON = re.compile(r'\s*+\{\s*+"')
"""How JSON begins, which has signs for everything and is read fast."""


def check_text(text: str, name: str, notation: str, limits: Limits) -> None:
    """Do nothing if a text has not too many words and signs to be read in a moment, in any notation.

    Raises:
        LimitError: it has, at the first that is too many.
    """
    if len(text) <= limits.words or (notation in ("auto", "json") and _JSON.match(text)):
        return
    word = _WORD_OR_COMMENT if notation in _COMMENTED else _WORD
    found = next(islice(word.finditer(text), limits.words, None), None)
    if found is not None:
        message = f"the grammar has more than {limits.words:,} words and signs"
        raise LimitError.at(Source(name, text), message, Span(*found.span()), _HINT)


def most_trials(text: str) -> int:
    """Return how many notations may be tried on a text: fewer on a longer one, as each takes its time."""
    words = sum(1 for _ in _WORD.finditer(text))
    return max(1, _GUESSED // max(words, 1))


def check_grammar(grammar: Grammar, limits: Limits, width: float | None = None, usual: float = 1) -> None:
    """Do nothing if a grammar is not too large.

    Where its parts may break into rows is looked for among as many of them as fit into one row.  So in a
    picture wider than usual the parts of a rule count for more, in proportion: each for as many times as the
    width is the usual one, but a rule of n parts, no more than n of which are in a row, for n²/20 at most.

    Args:
        grammar: the grammar.
        limits: what it may have.
        width: how wide its picture is to be, in the unit of its format; None: as wide as it comes, which is
            as cheap as can be.
        usual: how wide pictures of that format usually are.

    Raises:
        LimitError: it is, at the place where it became so.
    """
    if len(grammar.rules) > limits.rules:
        span = grammar.rules[limits.rules].span
        message = f"the grammar has {len(grammar.rules):,} rules; the most is {limits.rules:,}"
        raise LimitError.at(grammar.source, message, span, _HINT)
    nodes, counted = 0, 0.0
    wider = 1 if width is None else width / usual
    for rule in grammar.rules:
        before = nodes
        todo: list[tuple[Expr, int]] = [(rule.body, 1)]
        while todo:
            expr, depth = todo.pop()
            nodes += 1
            if depth > limits.depth:
                message = f"the grammar is nested deeper than {limits.depth:,} parts"
                raise LimitError.at(grammar.source, message, getattr(expr, "span", None), _HINT)
            if nodes > limits.nodes:
                message = f"the grammar has more than {limits.nodes:,} parts"
                raise LimitError.at(grammar.source, message, getattr(expr, "span", None), _HINT)
            todo += [(child, depth + 1) for child in reversed(children(expr))]
        parts = nodes - before
        counted += parts * max(1, min(wider, parts / _IN_A_ROW))
        if counted > limits.nodes:
            message = f"the grammar has too many parts to be broken into rows in a picture {width:g} wide"
            raise LimitError.at(grammar.source, message, rule.span, "choose a smaller width, or none")


def check_picture(body: bytes, format: str, limits: Limits) -> None:
    """Do nothing if a picture is not too large.

    Raises:
        LimitError: it is.
    """
    if format == "png":
        return
    if len(body) > limits.svg_bytes:
        message = f"the picture has {len(body):,} bytes; the most is {limits.svg_bytes:,}"
        raise LimitError.at(None, message, hint=_HINT)
    if format == "svg" and (elements := body.count(b"<") - body.count(b"</")) > limits.svg_elements:
        message = f"the picture has {elements:,} elements; the most is {limits.svg_elements:,}"
        raise LimitError.at(None, message, hint=_HINT)
