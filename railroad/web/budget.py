"""What a grammar and its picture may be at most, found out before it costs anything.

    words and signs ─▶ read ─▶ rules, parts, depth ─▶ lay out, draw ─▶ elements, bytes

The pixels of a PNG are bounded where it is drawn (`Options.most_pixels`).
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


def check_grammar(grammar: Grammar, limits: Limits) -> None:
    """Do nothing if a grammar is not too large.

    Raises:
        LimitError: it is, at the place where it became so.
    """
    if len(grammar.rules) > limits.rules:
        span = grammar.rules[limits.rules].span
        message = f"the grammar has {len(grammar.rules):,} rules; the most is {limits.rules:,}"
        raise LimitError.at(grammar.source, message, span, _HINT)
    nodes = 0
    for rule in grammar.rules:
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
