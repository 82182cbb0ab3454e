"""Read ANTLR 4 grammars: the documentation of ANTLR 4.13, parser-rules.md, lexer-rules.md, grammars.md.

    expr : l=expr op=('*'|'/') expr  # Mul
         | INT {n = 1;}
         ;
    INT  : [0-9]+ -> type(NUM) ;

The steps:

    antlr4_lexer   text  →  pieces; comments aside
    antlr4_rules   pieces  →  statements: rules with bodies in pieces, directives
    antlr4_terms   the pieces of a body  →  pieces of antlr4.lark, with their nodes
    antlr4.lark    pieces  →  structure; the nodes are made in bodies.py and here
    antlr4_names   what comes from other files: import, tokenVocab, tokens { }

- A rule whose name begins with a capital letter is a token.  In it ``[ ]`` is a set and ``.`` a character; in
  other rules ``[ ]`` is arguments and ``.`` a token.
- ``EOF`` is the end of the input.  ``~`` before characters is a set; before tokens, any token but these.
- Actions, predicates, labels of alternatives, commands and options are kept as `Code`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import Empty, Expr, Labelled, Range, Terminal
from railroad.notation.antlr4_lexer import Lexer, is_token
from railroad.notation.antlr4_names import import_rules
from railroad.notation.antlr4_rules import Splitter
from railroad.notation.antlr4_terms import Terms, case_insensitive, complement
from railroad.notation.bodies import Alternatives, Bodies, BodyCallbacks, Items, Refused, tell_of_predicates
from railroad.notation.comments import with_comments
from railroad.notation.directives import remarks_of
from railroad.notation.reading import Definition, finish, without_rules
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.grammar import Grammar, Remark, RuleKind
    from railroad.notation import Loader
    from railroad.notation.antlr4_rules import RawRule, Statements
    from railroad.notation.reading import Piece
    from railroad.source import Source

_ANTLR_3 = "that is ANTLR 3; ANTLR 4 has none of it"
_EXPLANATIONS: dict[str, tuple[str, str | None]] = {
    "POSTFIX": ("there is nothing before {} to repeat", None),
    "RANGE": ("{} stands between two characters", None),
    "COLON": ("{} can't stand inside a rule", "a rule ends with ;"),
    "ASSIGN": ("{} has no name before it", "a label reads name=item"),
    "COMMAND": ("a command such as {} belongs to a rule of the lexer", _ANTLR_3),
    "->": ("no command of the lexer is after {}", "a command reads -> skip; a rewriting rule is ANTLR 3"),
    "^": ("{} can't stand here", _ANTLR_3),
    "!": ("{} can't stand here", _ANTLR_3),
    "=>": ("{} can't stand here", _ANTLR_3),
    "NOT": ("{} stands before a character, a token, or a choice of such in brackets", None),
    "LABEL": ("a label such as {} stands before one item", None),
    "STRAY": ("{} can't stand here", "literals stand in ' quotes, and actions in { }"),
}


def read_antlr4(source: Source, load: Loader | None = None) -> Grammar:
    """Return the grammar that a text defines.

    `load` finds the grammars that this one imports; their rules become part of it.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    loose: list[Remark] = []
    statements, definitions = read_statements(source, diagnostics, loose)
    found = import_rules(source, statements, definitions, load, diagnostics)
    if not found.definitions and not any(each.severity == "error" for each in diagnostics):
        raise without_rules(source, "a rule reads name : body ;")
    remarks = remarks_of(source.text, statements.directives, definitions, loose)
    return finish(source, "antlr4", found.definitions, diagnostics, remarks=remarks, imports=found.imports)


def read_statements(
    source: Source, diagnostics: list[Diagnostic], loose: list[Remark] | None = None
) -> tuple[Statements, list[Definition]]:
    """Return the statements of a text and what its rules say, without what it imports.

    `loose` gets the comments between rules.
    """
    text = source.text
    lexer = Lexer(text, diagnostics)
    statements = Splitter(text, lexer.pieces(), diagnostics).statements()
    folds = False
    for each in statements.directives:
        if each.kind == "options":
            folds = case_insensitive(text[each.start : each.end], folds)
    terms = Terms(text, diagnostics, folds=folds)
    bodies = Bodies(text, "antlr4.lark", _Callbacks, diagnostics, _EXPLANATIONS)
    definitions = [_definition(rule, terms, bodies) for rule in statements.rules]
    tell_of_predicates(terms.predicates, diagnostics)
    if loose is not None:
        loose += lexer.comments.loose(definitions)
    return statements, with_comments(definitions, lexer.comments)


def _definition(rule: RawRule, terms: Terms, bodies: Bodies) -> Definition:
    pieces = terms.pieces(rule)
    last = rule.body[-1].end if rule.body else rule.body_start
    body: Expr = Empty(span=Span(rule.body_start, last))
    if pieces is not None:
        body = bodies.read(pieces, rule.body_start, last)
    kind: RuleKind = "rule"
    if is_token(rule.name.value):
        kind = "fragment" if "fragment" in rule.modifiers else "token"
    return Definition(
        rule.name.value,
        body,
        None,
        Span(rule.start, rule.end),
        Span(rule.name.start, rule.name.end),
        kind=kind,
        modifiers=rule.modifiers,
    )


class _Callbacks(BodyCallbacks):
    """The productions of ``antlr4.lark``."""

    def then_label(self, children: tuple[Items, Piece, Expr]) -> Items:
        items, label, node = children
        items.append(_labelled(label, node))
        return items

    def then_label_operand(self, children: tuple[Items, Piece, Piece]) -> Items:
        items, label, piece = children
        items.append(_labelled(label, piece.value))
        return items

    def then_repeat_label(self, children: tuple[Items, Piece, Expr, Piece]) -> Items:
        items, label, node, postfix = children
        items.append(self.repeat((_labelled(label, node), postfix)))
        return items

    def then_repeat_label_operand(self, children: tuple[Items, Piece, Piece, Piece]) -> Items:
        items, label, piece, postfix = children
        items.append(self.repeat((_labelled(label, piece.value), postfix)))
        return items

    def range(self, children: tuple[Piece, Piece, Piece]) -> Expr:
        first, _, last = children
        span = Span(first.start, last.end)
        case = first.value.case if isinstance(first.value, Terminal) else None
        return Range(_character(first), _character(last, first), case, span=span)

    def complement(self, children: tuple[Piece, Piece]) -> Expr:
        sign, piece = children
        return complement(piece.value, Span(sign.start, piece.end), of_lexer=sign.value)

    def complement_group(self, children: tuple[Piece, Piece, Alternatives, Piece]) -> Expr:
        sign, opening, alternatives, closing = children
        item = self.group((opening, alternatives, closing))
        return complement(item, Span(sign.start, closing.end), of_lexer=sign.value)


def _labelled(label: Piece, node: Expr) -> Expr:
    return Labelled(label.value, node, span=Span(label.start, node.span.end if node.span else label.end))


def _character(piece: Piece, first: Piece | None = None) -> str:
    """Return the one character of a literal at the end of a range; `first` is the other end."""
    node = piece.value
    if not isinstance(node, Terminal) or len(node.text) != 1:
        raise Refused('".." stands between two characters', Span(piece.start, piece.end))
    if first is not None and node.text < first.value.text:
        raise Refused("this range begins after its end", Span(first.start, piece.end))
    return node.text
