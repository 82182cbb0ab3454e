"""Read pest grammars: pest's meta/src/grammar.pest and its book, version 2.8.

    /// A list of numbers.
    list   = { "[" ~ (number ~ ("," ~ number)*)? ~ "]" }
    number = @{ ASCII_DIGIT{1,9} }

The steps:

    pest_lexer  text  →  pieces; comments aside
    pest_rules  which pieces are a rule
    pest.lark   the pieces of a body  →  structure; the nodes are made in peg_body.py and here

- ``|`` is an ordered choice, ``~`` joins a sequence.
- ``_`` ``@`` ``$`` ``!`` before the brace are modifiers of a rule.
- Built-in classes of one character are `Class`, ``ANY`` is `Any`, ``EOI`` `EndOfInput`; a rule of the same
  name takes their place.  What takes from the stack is `Prose`, ``PUSH(x)`` `Marked`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import Any, Class, Code, EndOfInput, Marked, Nonterminal, Prose
from railroad.notation.lalr import Piece
from railroad.notation.peg_body import BodyReader, PegCallbacks
from railroad.notation.pest_builtins import CLASSES, RULES
from railroad.notation.pest_lexer import PestLexer
from railroad.notation.pest_rules import READS, split
from railroad.notation.reading import Definition, finish
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Collection

    from railroad.errors import Diagnostic
    from railroad.grammar import Expr, Grammar
    from railroad.notation.peg_body import Alternatives
    from railroad.source import Source

_HINTS = {
    "/": 'alternatives are separated by "|"',
    ",": 'the parts of a sequence are joined by "~"',
    ";": "a rule ends with its }",
    "DEFINER": "a tag reads #name = item",
    "[": "what is optional reads x?",
    "-": "a name has letters, digits and _",
    "^": '^ stands before a literal: ^"select"',
    "MODIFIER": "a modifier stands before the { of a rule",
    ".": "a range reads 'a'..'z'; any character is ANY",
    "<": "a rule is asked for by its bare name",
}


def read_pest(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    text = source.text
    lexer = PestLexer(text, diagnostics)
    lexer.scan()
    rules = split(lexer)
    names = {text[rule.name.start : rule.name.end] for rule in rules}
    bodies = BodyReader(text, "pest.lark", _Callbacks, diagnostics, _HINTS)
    definitions = [
        Definition(
            text[rule.name.start : rule.name.end],
            bodies.read(_operands(text, rule.body, names), rule.definer.end, rule.body[-1].end)
            if rule.body
            else bodies.empty(rule.definer),
            None,
            Span(rule.start, rule.end),
            Span(rule.name.start, rule.name.end),
            modifiers=rule.modifiers,
        )
        for rule in rules
    ]
    definitions, remarks = lexer.notes.given(definitions, lexer.directives)
    return finish(
        source,
        "pest",
        definitions,
        diagnostics,
        remarks=remarks,
        predefined=RULES,
        repeated="error",
        reads=READS,
    )


def _operands(text: str, body: list[Piece], names: Collection[str]) -> list[Piece]:
    """Return the pieces of a body with nodes in place of names, and the bracket that ends each PUSH."""
    found: list[Piece] = []
    opened: list[str] = []
    for piece in body:
        if piece.type == "NAME":
            piece = Piece("OPERAND", piece.start, piece.end, _named(text, piece, names))
        elif piece.type in ("LPAR", "PUSH"):
            opened.append(piece.type)
        elif piece.type == "RPAR" and opened and opened.pop() == "PUSH":
            piece = Piece("PUSHED", piece.start, piece.end)
        found.append(piece)
    return found


def _named(text: str, piece: Piece, names: Collection[str]) -> Expr:
    span = Span(piece.start, piece.end)
    name = text[slice(*span)]
    if name in names:
        return Nonterminal(name, span=span)
    match name:
        case "ANY":
            return Any(span=span)
        case "EOI":
            return EndOfInput(span=span)
        case "SOI" | "PEEK" | "PEEK_ALL" | "POP" | "POP_ALL":
            return Prose(name, span=span)
        case "DROP":
            return Code(name, span=span)
        case _ if name in CLASSES:
            return Class(name, span=span)
        case _:
            return Nonterminal(name, span=span)


class _Callbacks(PegCallbacks):
    """The productions of ``pest.lark``."""

    def body_after_bar(self, children: tuple[Piece, Alternatives]) -> Expr:
        return self.body([children[1]])

    def inside(self, children: list[Alternatives]) -> Alternatives:
        return children[0]

    def inside_after_bar(self, children: tuple[Piece, Alternatives]) -> Alternatives:
        return children[1]

    def pushed(self, children: tuple[Piece, Alternatives, Piece]) -> Expr:
        opening, _, closing = children
        return Marked("PUSH", self.group(children), span=Span(opening.start, closing.end))
