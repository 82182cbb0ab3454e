"""Read grammars of Peggy and of PEG.js, which it was before.

    start = head:term tail:(_ ("+" / "-") _ @term)* { return sum(head, tail); }
    term "a term" = [0-9]i+ / $("x"i !.)

The steps:

    peggy_lexer  text  →  pieces; comments aside
    peg_rules    which pieces are a rule
    peggy.lark   the pieces of a body  →  structure; the nodes are made in peg_body.py

- ``/`` is an ordered choice; ``x|2..4, ","|`` a repetition with a separator.
- ``@`` (plucked) and ``$`` (the text of it) are kept as `Marked`, labels as `Labelled`, the name for people
  as `Rule.display`.
- Actions and predicates are kept as `Code`; initialisers and imports are directives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.notation.peg_body import BodyReader, PegCallbacks, tell_of_predicates
from railroad.notation.peg_rules import operands, split
from railroad.notation.peggy_lexer import PeggyLexer
from railroad.notation.reading import Definition, finish
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.grammar import Grammar
    from railroad.source import Source

_DEFINERS = frozenset(("=", "<-", "←"))
_READS = "a rule reads NAME = BODY"
_HINTS = {
    "PIPE": 'alternatives are separated by "/"; counts read x|2..4|',
    "DEFINER": "a definer stands after the name of a rule, or after the name for people",
    "]": "a class begins with [; a ] in it is written \\]",
    ",": 'one item follows another without a sign between; a separator reads x|.., ","|',
    "::=": _READS,
    ":=": _READS,
    "->": _READS,
    "}": "braces stand round code",
    "COLON": "a label is a name before a colon",
    "SEMICOLON": "a semicolon ends a rule",
    "~": "what must not follow is written !x",
    "^": "the complement of a class is written [^…]",
    "<": "a rule is asked for by its bare name",
    "#": "a comment begins with //",
}


def read_peggy(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    text = source.text
    lexer = PeggyLexer(text, diagnostics)
    lexer.scan()
    rules = split(lexer, _DEFINERS, _READS)
    bodies = BodyReader(text, "peggy.lark", PegCallbacks, diagnostics, _HINTS)
    definitions = [
        Definition(
            text[rule.name.start : rule.name.end],
            bodies.read(operands(text, rule.body), rule.definer.end, rule.end)
            if rule.body
            else bodies.empty(rule.definer),
            None,
            Span(rule.start, rule.end),
            Span(rule.name.start, rule.name.end),
            display=rule.display,
        )
        for rule in rules
    ]
    tell_of_predicates(lexer.predicates, diagnostics)
    definitions, remarks = lexer.notes.given(definitions, lexer.directives)
    return finish(
        source,
        "peggy",
        definitions,
        diagnostics,
        remarks=remarks,
        imports=lexer.imports,
        repeated="error",
        reads=_READS,
    )
