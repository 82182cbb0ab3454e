r"""Read nearley grammars: nearley.js.org, "How to write grammars", and its nearley-language-bootstrapped.ne.

    @builtin "whitespace.ne"
    list[X] -> $X (_ "," _ $X):* {% d => d[0] %}
    main -> list["a"i] | [^\n]:+ | %number | null

The steps:

    nearley_lexer   text  →  pieces; comments aside
    nearley_rules   pieces  →  statements: rules with bodies in pieces, directives
    nearley.lark    pieces  →  structure; the nodes are made in bodies.py and here
    nearley_names   what comes from other files

- ``null`` is empty.  ``.`` is any character, ``[^\n]`` a set; ``%number`` is a token of the lexer, external.
- A macro is a template: ``$X`` refers to its parameter.
- Several rules of one name are one, with all their alternatives.
- Postprocessors are kept as `Code`, directives as remarks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Any, Characters, Code, Empty, Expr, Nonterminal, Terminal
from railroad.notation.bodies import POSTFIXES, Bodies, BodyCallbacks, Items
from railroad.notation.classes import BadRange, read_class
from railroad.notation.comments import with_comments
from railroad.notation.directives import remarks_of
from railroad.notation.escapes import unescape
from railroad.notation.nearley_lexer import Lexer
from railroad.notation.nearley_names import include_rules
from railroad.notation.nearley_rules import HINT, Splitter
from railroad.notation.reading import Definition, Piece, finish, without_rules
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Grammar, Remark
    from railroad.notation import Loader
    from railroad.notation.nearley_rules import RawRule, Statements
    from railroad.source import Source

_EXPLANATIONS: dict[str, tuple[str, str | None]] = {
    "POSTFIX": ("there is nothing before {} to repeat", None),
    "BAR": ("there is nothing before {}", "an empty alternative is written null"),
    "CODE": ("there is nothing before this code", "an empty alternative is written null"),
    "COMMA": ("{} can't stand here", "items stand one after another, without commas"),
    "*": ("{} can't stand here", "a repetition reads x:*"),
    "STRAY": ("{} can't stand here", 'literals stand in " quotes'),
    "ARROW": ("{} has no name before it", HINT),
}


def read_nearley(source: Source, load: Loader | None = None) -> Grammar:
    """Return the grammar that a text defines.

    `load` finds the files that are included; their rules become part of it.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    loose: list[Remark] = []
    statements, definitions = read_statements(source, diagnostics, loose)
    found, imports = include_rules(statements, definitions, load, diagnostics)
    if not found and not any(each.severity == "error" for each in diagnostics):
        raise without_rules(source, HINT)
    remarks = remarks_of(source.text, statements.directives, definitions, loose)
    return finish(source, "nearley", found, diagnostics, remarks=remarks, imports=imports, repeated="silent")


def read_statements(
    source: Source, diagnostics: list[Diagnostic], loose: list[Remark] | None = None
) -> tuple[Statements, list[Definition]]:
    """Return the statements of a text and what its rules say, without what it includes.

    `loose` gets the comments between rules.
    """
    text = source.text
    lexer = Lexer(text, diagnostics)
    statements = Splitter(text, lexer.pieces(), diagnostics).statements()
    terms = _Terms(text, diagnostics)
    bodies = Bodies(text, "nearley.lark", _Callbacks, diagnostics, _EXPLANATIONS)
    definitions = [_definition(rule, terms, bodies, diagnostics) for rule in statements.rules]
    if loose is not None:
        loose += lexer.comments.loose(definitions)
    return statements, with_comments(definitions, lexer.comments)


def _definition(rule: RawRule, terms: _Terms, bodies: Bodies, diagnostics: list[Diagnostic]) -> Definition:
    body: Expr = Empty(span=Span(rule.body_start, rule.end))
    if not rule.body:
        place = Span(rule.body_start, rule.body_start)
        message = f'the rule "{rule.name}" has no body'
        diagnostics.append(Diagnostic("error", message, place, "an empty rule reads name -> null"))
    elif (pieces := terms.pieces(rule.body)) is not None:
        body = bodies.read(pieces, rule.body_start, rule.end)
    return Definition(
        rule.name,
        body,
        None,
        Span(rule.name_span.start, rule.end),
        rule.name_span,
        kind="template" if rule.is_macro else "rule",
        parameters=rule.parameters,
    )


class _Terms:
    """Turns the pieces of bodies into those of ``nearley.lark``."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        self._text = text
        self._diagnostics = diagnostics

    def pieces(self, raw: list[Piece]) -> list[Piece] | None:
        """Return the pieces of a body; None: it has parts that can't be read, and this was told."""
        found: list[Piece] = []
        fine = True
        for piece in raw:
            start, end = piece.start, piece.end
            span = Span(start, end)
            match piece.type:
                case "NAME":
                    node = Empty(span=span) if piece.value == "null" else Nonterminal(piece.value, span=span)
                    found.append(Piece("OPERAND", start, end, node))
                case "STRING":
                    found.append(Piece("OPERAND", start, end, self._literal(piece, span)))
                case "CODE":
                    found.append(Piece("CODE", start, end, Code(piece.value, "action", span=span)))
                case "POSTFIX":
                    found.append(Piece("POSTFIX", start, end, POSTFIXES[piece.value[1]]))
                case "SET":
                    characters = self._set(span)
                    fine = fine and characters is not None
                    found.append(Piece("OPERAND", start, end, characters))
                case "DOT":
                    found.append(Piece("OPERAND", start, end, Any(span=span)))
                case "PARAMETER":
                    parameter = Nonterminal(piece.value[1:], spelling=piece.value, span=span)
                    found.append(Piece("OPERAND", start, end, parameter))
                case "TOKEN":
                    found.append(Piece("OPERAND", start, end, Nonterminal(piece.value, span=span)))
                case "CALL":
                    found.append(Piece("CALL", start, end, piece.value[:-1]))
                case "BAD":
                    return None
                case _:
                    found.append(piece)
        return found if fine else None

    def _literal(self, piece: Piece, span: Span) -> Expr:
        written: str = piece.value
        folds = written.endswith("i")
        inside = written[1 : -2 if folds else -1]
        meant = inside if written[0] == "`" else unescape(inside, "js")
        if not meant:
            message = "this literal is empty: it matches nothing"
            self._diagnostics.append(Diagnostic("warning", message, span, "nothing is written null"))
            return Empty(span=span)
        spelling = written if meant != inside else ""
        return Terminal(meant, "fold" if folds else None, quote=written[0], spelling=spelling, span=span)

    def _set(self, span: Span) -> Characters | None:
        negated = self._text.startswith("^", span.start + 1)
        first, last = span.start + 1 + negated, span.end - 1
        if first >= last:
            self._diagnostics.append(Diagnostic("error", "this set is empty: no character is in it", span))
            return None
        try:
            return read_class(self._text, first, last, "js", negated=negated, case=None, span=span)
        except BadRange as error:
            self._diagnostics.append(Diagnostic("error", "this range begins after its end", error.span))
            return None


class _Callbacks(BodyCallbacks):
    """The productions of ``nearley.lark``."""

    def begin_operand(self, children: tuple[Piece]) -> Items:
        return [children[0].value]

    def begin(self, children: tuple[Expr]) -> Items:
        return [children[0]]
