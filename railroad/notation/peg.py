"""Read PEGs: Ford, Parsing Expression Grammars, POPL 2004, and the tools that write ``<-``.

    Sum     <- Product (('+' / '-') Product)*
    Product <- Value (('*' / '/') Value)*
    Value   <- [0-9]+ / '(' Sum ')'

The steps:

    peg_lexer   text  →  pieces; comments aside
    peg_rules   which pieces are a rule
    peg.lark    the pieces of a body  →  structure; the nodes are made in peg_body.py

- ``/`` is an ordered choice, ``.`` any character, ``&e`` and ``!e`` look ahead.
- An alternative may be empty (figure 1: a sequence is any number of items).
- ``[^…]`` is the complement of a class, as in all tools; Ford has none.
- Actions, predicates, captures and ``~`` are kept as `Code` and `Marked`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.notation.peg_body import BodyReader, PegCallbacks, tell_of_predicates
from railroad.notation.peg_lexer import PegLexer
from railroad.notation.peg_rules import operands, split
from railroad.notation.reading import Definition, finish
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.grammar import Grammar
    from railroad.source import Source

_ARROWS = frozenset(("<-", "←", "⟵"))
_READS = "a rule reads NAME <- BODY"
_HINTS = {
    "=": "a definer stands after the name of a rule, which is one word",
    "DEFINER": "a definer stands after the name of a rule, which is one word",
    ",": "one item follows another without a sign between, and rules have no arguments",
    "::=": _READS,
    ":=": _READS,
    "->": _READS,
    "-": "a name begins with a letter",
    "]": "a class begins with [; a ] in it is written \\]",
    "{": "code stands after an item",
    "}": "braces stand round code",
    "COLON": "a label is a name before a colon",
    "SEMICOLON": "a semicolon ends a rule",
    "^": "the complement of a class is written [^…]",
}


def read_peg(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    text = source.text
    lexer = PegLexer(text, diagnostics)
    lexer.scan()
    arrows = any(piece.type == "DEFINER" and text[piece.start] != "=" for piece in lexer.pieces)
    rules = split(lexer, _ARROWS if arrows else frozenset("="), _READS)
    bodies = BodyReader(text, "peg.lark", PegCallbacks, diagnostics, _HINTS)
    definitions = [
        Definition(
            text[rule.name.start : rule.name.end],
            bodies.read(operands(text, rule.body), rule.definer.end, rule.end),
            None,
            Span(rule.start, rule.end),
            Span(rule.name.start, rule.name.end),
            modifiers=rule.modifiers,
            display=rule.display,
        )
        for rule in rules
    ]
    tell_of_predicates(lexer.predicates, diagnostics)
    definitions, remarks = lexer.notes.given(definitions, lexer.directives)
    return finish(source, "peg", definitions, diagnostics, remarks=remarks, repeated="error", reads=_READS)
