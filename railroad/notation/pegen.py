"""Read grammars of pegen, CPython's parser generator: PEP 617.

    sum[expr_ty]:
        | a=sum '+' b=term { _PyAST_BinOp(a, Add, b, EXTRA) }
        | term

The steps:

    pegen_lexer  text  →  rules in pieces; comments aside
    pegen.lark   the pieces of a body  →  structure; the nodes are made in peg_body.py and here

- ``|`` is an ordered choice.  ``s.e+`` is a list of e with the separator s.
- ``&&e`` (an error if e does not follow) is kept as `Marked`, ``~`` as `Cut`, ``$`` is the end of input.
- Types and flags of rules are modifiers, types of labels and actions are `Code`, ``@…`` are directives.
- Tokens of Python, such as ``NAME``, need no rule.
- Of two rules of one name the second holds, with a warning.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Nonterminal, Repetition
from railroad.notation.lalr import Piece
from railroad.notation.peg_body import BodyReader, PegCallbacks
from railroad.notation.pegen_lexer import PegenLexer
from railroad.notation.reading import Definition, finish, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, Remark
    from railroad.source import Source

_READS = "a rule reads NAME: BODY"
_HINTS = {
    "/": 'alternatives are separated by "|"',
    "=": "a label is a name before an equals sign; a rule reads NAME: BODY",
    "<-": _READS,
    "::=": _READS,
    ":=": _READS,
    ":": "a colon stands after the name of a rule",
    ";": "a rule ends where the next one begins",
    ",": "one item follows another without a sign between; a list reads ','.x+",
    "}": "braces stand round an action",
    "@": "a directive reads @NAME VALUE",
    "DOT": "a list reads ','.x+",
    "<": "a rule is asked for by its bare name",
}
_PYTHON = """
    AMPER AMPEREQUAL ASYNC AT ATEQUAL AWAIT CIRCUMFLEX CIRCUMFLEXEQUAL COLON COLONEQUAL COMMA COMMENT DEDENT
    DOT DOUBLESLASH DOUBLESLASHEQUAL DOUBLESTAR DOUBLESTAREQUAL ELLIPSIS ENCODING ENDMARKER EQEQUAL EQUAL
    ERRORTOKEN EXCLAMATION FSTRING_END FSTRING_MIDDLE FSTRING_START GREATER GREATEREQUAL INDENT KEYWORD LBRACE
    LEFTSHIFT LEFTSHIFTEQUAL LESS LESSEQUAL LPAR LSQB MINEQUAL MINUS NAME NEWLINE NL NOTEQUAL NUMBER OP
    PERCENT PERCENTEQUAL PLUS PLUSEQUAL RARROW RBRACE RIGHTSHIFT RIGHTSHIFTEQUAL RPAR RSQB SEMI SLASH
    SLASHEQUAL SOFT_KEYWORD STAR STAREQUAL STRING TILDE TSTRING_END TSTRING_MIDDLE TSTRING_START TYPE_COMMENT
    TYPE_IGNORE VBAR VBAREQUAL
"""
_TOKENS = frozenset(_PYTHON.split())
"""Of Python's module `token`, up to version 3.14."""


_OPENERS = ("LPAR", "LSQB")
_CLOSERS = ("RPAR", "RSQB")


def read_pegen(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    text = source.text
    lexer = PegenLexer(text, diagnostics)
    lexer.scan()
    _tell_of_strays(lexer)
    bodies = BodyReader(text, "pegen.lark", _Callbacks, diagnostics, _HINTS)
    margin = _column(text, lexer.rules[0][1].start) if lexer.rules else 0
    definitions = []
    for name, name_span, head, modifiers, pieces in lexer.rules:
        own = pieces[: _end_of_rule(lexer, pieces, head.end, margin)]
        end = own[-1].end if own else head.end
        body = _with_references(text, own)
        expr = bodies.read(body, head.end, end) if body else bodies.empty(Piece("COLON", end - 1, end))
        definitions.append(
            Definition(name, expr, None, Span(name_span.start, end), name_span, modifiers=modifiers)
        )
    definitions, remarks = lexer.notes.given(definitions, lexer.directives)
    definitions, remarks = _last_of_each(source, definitions, remarks, diagnostics)
    return finish(
        source,
        "pegen",
        definitions,
        diagnostics,
        remarks=remarks,
        predefined=_TOKENS,
        reads=_READS,
    )


def _last_of_each(
    source: Source, definitions: list[Definition], remarks: list[Remark], diagnostics: list[Diagnostic]
) -> tuple[list[Definition], list[Remark]]:
    """Return the last definition of each name, as pegen takes it, in the order of the first ones."""
    latest: dict[str, Definition] = {}
    counts = [0]
    for each in definitions:
        if each.name in latest:
            line = source.position(latest[each.name].name_span.start).line
            called = shortened(each.name)
            message = f'the rule "{called}" was already defined on line {line}; this replaces it'
            diagnostics.append(Diagnostic("warning", message, each.name_span))
        latest[each.name] = each
        counts.append(len(latest))
    return list(latest.values()), [replace(each, before=counts[each.before]) for each in remarks]


def _with_references(text: str, pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of a body without the bar before its first alternative, and names as references."""
    found = []
    for piece in pieces[1:] if pieces and pieces[0].type == "BAR" else pieces:
        if piece.type == "NAME":
            span = Span(piece.start, piece.end)
            piece = Piece("OPERAND", *span, Nonterminal(text[slice(*span)], span=span))
        found.append(piece)
    return found


def _column(text: str, at: int) -> int:
    return at - max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) - 1


def _end_of_rule(lexer: PegenLexer, pieces: list[Piece], start: int, margin: int) -> int:
    """Return how many pieces belong to a rule: no line begins where rules begin, but with a bar.

    What comes after is told.
    """
    text = lexer.text
    before = start
    depth = 0
    end = len(pieces)
    for i, piece in enumerate(pieces):
        between = text[before : piece.start]
        before = piece.end
        depth += (piece.type in _OPENERS) - (piece.type in _CLOSERS)
        if piece.type == "BAR" or piece.type in _CLOSERS or depth > (piece.type in _OPENERS):
            continue
        if ("\n" in between or "\r" in between) and _column(text, piece.start) <= margin:
            end = min(end, i)
            _tell_of_line(lexer, piece)
    return end


def _tell_of_line(lexer: PegenLexer, piece: Piece) -> None:
    """Tell of a line that begins with a piece, and neither begins a rule nor belongs to one."""
    span = Span(piece.start, piece.end)
    written = lexer.text[slice(*span)].split("\n")[0][:60]
    hint = "what belongs to the rule above is indented"
    if piece.type == "NAME":
        lexer.tell(f'expected ":" after "{written}"', Span(piece.end, piece.end), hint)
    elif piece.type == "STRAY":
        lexer.tell(f'"{written}" can\'t stand here', span, _HINTS.get(written))
    else:
        lexer.tell("this belongs to no rule", span, hint)


def _tell_of_strays(lexer: PegenLexer) -> None:
    """Tell of what stands before the first rule."""
    strays = lexer.before
    if not strays:
        return
    first = strays[0]
    line_end = lexer.line_end(first.start)
    on_line = [piece for piece in strays if piece.start < line_end]
    if first.type in ("NAME", "LABEL") and len(on_line) > 1:
        after = on_line[0] if first.type == "LABEL" else on_line[1]
        name = lexer.text[first.start : first.end].rstrip("= \t")
        at = after.end - 1 if first.type == "LABEL" else after.start
        written = lexer.text[at : after.end].split("\n")[0][:60]
        said = written if written[:1] in ('"', "'") else f'"{written}"'
        lexer.tell(f'expected ":" after "{name}", found {said}', Span(at, after.end), _READS)
    else:
        lexer.tell("this belongs to no rule", Span(first.start, on_line[-1].end), _READS)


class _Callbacks(PegCallbacks):
    """The productions of ``pegen.lark``."""

    def gathered(self, children: tuple[Expr, Piece, Expr, Piece]) -> Expr:
        separator, dot, item, plus = children
        start = separator.span.start if separator.span else dot.start
        return Repetition(item, 1, None, separator, span=Span(start, plus.end))
