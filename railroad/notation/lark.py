r"""Read Lark grammars: Lark's docs/grammar.md and load_grammar.py, version 1.2 and 1.3.

    ?sum: product
        | sum "+" product  -> add
    _sep{x, s}: x (s x)*
    %import common.NUMBER

The steps:

    lark_lexer       text  →  pieces, statement by statement; comments aside
    lark_statements  rules with bodies in pieces, directives
    lark_terms       the pieces of a body  →  pieces of lark.lark, with their nodes
    lark.lark        pieces  →  structure; the nodes are made in bodies.py and here
    lark_names       what comes from other grammars

- ``[x]`` is optional, whatever placeholder Lark leaves for it.  ``x~2..5`` is a repetition.
- ``?`` ``!`` ``.2`` ``%override`` are modifiers of a rule; an alias ``-> add`` is kept as `Code`.
- A template has parameters; its calls are references with arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import Empty, Expr, Range, Terminal
from railroad.notation.bodies import Bodies, BodyCallbacks, Refused
from railroad.notation.comments import with_comments
from railroad.notation.directives import remarks_of
from railroad.notation.lark_lexer import Lexer
from railroad.notation.lark_names import resolve
from railroad.notation.lark_statements import Splitter, is_terminal
from railroad.notation.lark_terms import Terms
from railroad.notation.reading import Definition, finish, without_rules
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.grammar import Grammar, Remark, RuleKind
    from railroad.notation import Loader
    from railroad.notation.lark_statements import RawRule, Statements
    from railroad.notation.reading import Piece
    from railroad.source import Source

_EXPLANATIONS: dict[str, tuple[str, str | None]] = {
    "POSTFIX": ("there is nothing before {} to repeat", "one item has one sign: to have two, write (x+)?"),
    "RANGE": ("{} stands between two literals of one character", None),
    "MODIFIER": ("{} can't stand here", "it stands before the name of a rule, or after an item"),
    "COLON": ("{} can't stand inside a rule", "a rule begins on a line of its own"),
    "ALIAS": ("an alias ends its alternative", None),
    "STRAY": ("{} can't stand here", 'literals stand in " quotes'),
    "NUMBER": ("{} can't stand here", "a count reads x ~ 2"),
    "PERCENT": ("{} can't stand here", "a directive stands on a line of its own"),
}


def read_lark(source: Source, load: Loader | None = None) -> Grammar:
    """Return the grammar that a text defines.

    `load` finds the grammars that are imported, so that what is imported from them is known to be there.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    loose: list[Remark] = []
    statements, definitions = read_statements(source, diagnostics, loose)
    if not definitions and not any(each.severity == "error" for each in diagnostics):
        raise without_rules(source, "a rule reads name: body")
    remarks = remarks_of(source.text, statements.directives, definitions, loose)
    definitions, imports = resolve(statements, definitions, load, diagnostics)
    return finish(source, "lark", definitions, diagnostics, remarks=remarks, imports=imports)


def read_statements(
    source: Source, diagnostics: list[Diagnostic], loose: list[Remark] | None = None
) -> tuple[Statements, list[Definition]]:
    """Return the statements of a text and what its rules say, without what it imports.

    `loose` gets the comments between rules.
    """
    text = source.text
    lexer = Lexer(text, diagnostics)
    statements = Splitter(text, diagnostics).statements(lexer.statements())
    terms = Terms(text, diagnostics)
    bodies = Bodies(text, "lark.lark", _Callbacks, diagnostics, _EXPLANATIONS)
    definitions = [_definition(rule, terms, bodies) for rule in statements.rules]
    for each in statements.directives:
        if each.kind == "%ignore" and (pieces := terms.pieces(each.pieces[1:])) is not None:
            bodies.read(pieces, each.pieces[0].end, each.end)  # for its mistakes
    if loose is not None:
        loose += lexer.comments.loose(definitions)
    return statements, with_comments(definitions, lexer.comments)


def _definition(rule: RawRule, terms: Terms, bodies: Bodies) -> Definition:
    pieces = terms.pieces(rule.body)
    body: Expr = Empty(span=Span(rule.body_start, rule.end))
    if pieces is not None:
        body = bodies.read(pieces, rule.body_start, rule.end)
    name = rule.name
    kind: RuleKind = "template" if rule.parameters else "token" if is_terminal(name.value) else "rule"
    return Definition(
        name.value,
        body,
        None,
        Span(rule.start, rule.end),
        Span(name.start, name.end),
        kind=kind,
        parameters=rule.parameters,
        modifiers=rule.modifiers,
    )


class _Callbacks(BodyCallbacks):
    """The productions of ``lark.lark``."""

    def repeat(self, children: tuple[Expr, Piece]) -> Expr:
        node, postfix = children
        if postfix.value[1] == 0:
            start = node.span.start if node.span else postfix.start
            return Empty(span=Span(start, postfix.end))
        return super().repeat(children)

    def range(self, children: tuple[Piece, Piece, Piece]) -> Expr:
        first, _, last = children
        span = Span(first.start, last.end)
        for piece in (first, last):
            if not isinstance(piece.value, Terminal) or len(piece.value.text) != 1:
                raise Refused(
                    '".." stands between two literals of one character', Span(piece.start, piece.end)
                )
        if first.value.text > last.value.text:
            raise Refused("this range begins after its end", span)
        return Range(first.value.text, last.value.text, first.value.case, span=span)
