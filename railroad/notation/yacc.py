"""Read grammars of Yacc and its kin: the Bison manual, §3.1–3.4; byacc, goyacc, Lrama, Racc, Jison.

    %token NUM "number"
    %%
    exp: exp '+' exp { $$ = $1 + $3; }
       | NUM
       ;

The steps:

    yacc_lexer   text  →  pieces; comments aside
    yacc_rules   pieces  →  statements: rules with bodies in pieces, declarations
    yacc_terms   the pieces of a body  →  pieces of yacc.lark, with their nodes
    yacc.lark    pieces  →  structure; the nodes are made in bodies.py

- The names of tokens are references to what the scanner finds: they are external.  A literal, also the alias
  of a token, is a terminal.
- Actions, predicates, precedences, types and names of values are kept as `Code`; declarations as remarks.
- Lrama: ``x?``, ``x+``, ``x*``, ``list(x)``; its ``%rule`` is kept as a remark, and what it defines is
  external.  Racc: ``class … rule … end``, Ruby's comments, groups.  Jison: ``%lex … /lex``, ``-> value`` to
  the end of a line, and after ``%ebnf`` groups.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Empty, Expr, Import, Remark
from railroad.notation.bodies import Bodies, BodyCallbacks, tell_of_predicates
from railroad.notation.comments import with_comments
from railroad.notation.directives import remarks_of
from railroad.notation.reading import Definition, finish, without_rules
from railroad.notation.yacc_lexer import JISON_EBNF, RACC, YACC, Lexer
from railroad.notation.yacc_racc import declared_tokens, head_of_racc
from railroad.notation.yacc_rules import TOKENS, Splitter
from railroad.notation.yacc_terms import Terms
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.grammar import Grammar
    from railroad.notation.yacc_rules import RawRule, Statements
    from railroad.source import Source

_PREDEFINED = frozenset(["error", "YYEOF", "YYUNDEF", "YYerror", "$end"])
"""Tokens of Bison's own: the manual, §A."""
_EBNF = re.compile(r"^%ebnf\b", re.MULTILINE)
_STANDARD_LIBRARY = frozenset(("option", "ioption", "preceded", "terminated", "delimited")).union(
    ("list", "nonempty_list", "separated_list", "separated_nonempty_list")
)
"""The rules with parameters that Lrama brings."""
_EXPLANATIONS: dict[str, tuple[str, str | None]] = {
    "POSTFIX": ("there is nothing before {} to repeat", None),
    "COLON": ("{} can't stand inside a rule", "a rule reads name: body ;"),
    "STRAY": ("{} can't stand here", "literals stand in quotes, and actions in { }"),
    "REFERENCE": ("{} can't stand here", "brackets hold the name of the value before them: exp[left]"),
    "TAG": ("{} can't stand here", "a type stands after an action or a name"),
    "NUMBER": ("{} can't stand here", "a name begins with a letter; a literal stands in quotes"),
}


def read_yacc(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    text = source.text
    diagnostics: list[Diagnostic] = []
    head = head_of_racc(text)
    dialect = RACC if head else JISON_EBNF if _EBNF.search(text) else YACC
    lexer = Lexer(text, dialect, diagnostics)
    statements = Splitter(text, lexer.pieces(head.end if head else 0), diagnostics).statements()
    terms = Terms(text, dialect, diagnostics)
    bodies = Bodies(text, "yacc.lark", BodyCallbacks, diagnostics, _EXPLANATIONS)
    definitions = [_definition(rule, terms, bodies) for rule in statements.rules]
    errors = any(each.severity == "error" for each in diagnostics)
    if not definitions and not errors:
        raise without_rules(source, "a rule reads name: body ; and stands after %%")
    if not head and statements.mark is None:
        diagnostics.append(Diagnostic("warning", 'there is no "%%" before the rules', Span(0, 0)))
    tell_of_predicates(terms.predicates, diagnostics)
    _tell_of_what_is_left_out(statements, diagnostics)
    remarks = remarks_of(text, statements.declarations, definitions, lexer.comments.loose(definitions))
    if head:
        remarks.insert(0, Remark("directive", text[slice(*head)], 0, span=head))
    defined = {definition.name for definition in definitions}
    external: dict[str, Import] = {}
    for each in declared_tokens(text, head) if head else _declared(statements):
        if each.name not in defined:
            external.setdefault(each.name, each)
    return finish(
        source,
        "yacc",
        with_comments(definitions, lexer.comments),
        diagnostics,
        remarks=remarks,
        imports=external.values(),
        predefined=_PREDEFINED | (_STANDARD_LIBRARY & terms.called),
    )


def _definition(rule: RawRule, terms: Terms, bodies: Bodies) -> Definition:
    pieces = terms.pieces(rule.body)
    last = rule.body[-1].end if rule.body else rule.body_start
    body: Expr = Empty(span=Span(rule.body_start, last))
    if pieces is not None:
        body = bodies.read(pieces, rule.body_start, last)
    name = rule.name
    return Definition(
        name.value,
        body,
        None,
        Span(name.start, rule.end),
        Span(name.start, name.end),
        modifiers=rule.modifiers,
    )


def _declared(statements: Statements) -> Iterator[Import]:
    """Yield the tokens that declarations name, and what Lrama's ``%rule`` defines."""
    for each in statements.declarations:
        if each.kind in TOKENS:
            following = [*(piece.type for piece in each.pieces[1:]), ""]
            for piece, after in zip(each.pieces, following, strict=True):
                if piece.type == "NAME" and after != "LPAR":  # _("a text to translate")
                    yield Import(piece.value, each.kind, span=Span(piece.start, piece.end))
        elif each.kind == "%rule":
            for piece in each.pieces:
                if piece.type == "NAME":
                    yield Import(piece.value, each.kind, span=Span(piece.start, piece.end))
                    break


def _tell_of_what_is_left_out(statements: Statements, diagnostics: list[Diagnostic]) -> None:
    """Warn of Lrama's rules with parameters, and once of lines that a preprocessor reads."""
    lines = [each for each in statements.declarations if each.kind == "#"]
    if lines:
        more = f"; there are {len(lines):,} such lines" if len(lines) > 1 else ""
        message = f"this line is for a preprocessor: what stands under any condition is read{more}"
        diagnostics.append(Diagnostic("warning", message, Span(lines[0].start, lines[0].end)))
    for each in statements.declarations:
        if each.kind == "%rule":
            message = "what Lrama's %rule defines is not drawn: its calls are references to an external rule"
            diagnostics.append(Diagnostic("warning", message, Span(each.start, each.end)))
