"""Read classic BNF: Naur, Revised Report on the Algorithmic Language ALGOL 60, §1.1, and what became of it.

    <if statement> ::= if <condition> then <statement>     brackets round names
    expr ::= term | expr '+' term                          or names that are bare words

The steps:

    bnf_style    how the text is written: which of the two families, which definers
    bnf_shadow   the text without comments, and with strings and names as closed things
                 (bnf_pass, with bnf_comments and bnf_quotes)
    bnf_rules    where rules begin and end, and (bnf_strays) what belongs to none
    bnf_lexer    a body  →  pieces
    bnf.lark     pieces  →  structure; the nodes are made here

What the choices are is told at the head of each of these files.  What follows is about whole bodies:

- An alternative may be empty, first or last: ``<a> ::= x |``.  A bar that begins the first line after the
  definer is decoration, though, if all choices over several lines begin so.
- ``;`` ends a rule if a rule, or nothing, follows it, and the grammar quotes its terminals or all its rules
  end so (from three rules on, the last may not).  So does ``.`` if all rules end so and terminals are quoted.
- ``{ x }`` is any number of x, zero included; with a postfix sign after them the braces only group.
- The extension ``[ ] { } ( ) * + ? {m,n} "a"..."z"`` holds if the grammar quotes any terminal; the option
  `extensions` overrules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.grammar import (
    Comment,
    Empty,
    Expr,
    Nonterminal,
    Range,
    Repetition,
    Terminal,
    choice,
    optional,
    seq,
)
from railroad.notation.bnf_lexer import Lexer, Lexicon
from railroad.notation.bnf_rules import find_rules
from railroad.notation.bnf_shadow import cast
from railroad.notation.bnf_style import sniff
from railroad.notation.lines import level
from railroad.notation.reading import Definition, Piece, Unexpected, finish, parse, parser, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.grammar import Grammar
    from railroad.notation.bnf_rules import RawRule
    from railroad.notation.bnf_shadow import Shadow
    from railroad.source import Source

Items = list[Expr]
Alternatives = list[Expr]
"""At least one.  The first may be an `Empty` without a span, until its place is known."""


def read_bnf(source: Source, *, extensions: Literal["auto", "on", "off"] = "auto") -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    text = level(source.text)
    style = sniff(text)
    shadow = cast(text, style)
    extended = shadow.quoted if extensions == "auto" else extensions == "on"
    rules, strays = find_rules(source.text, shadow, style, extensions=extended)
    diagnostics = [*shadow.diagnostics, *strays]
    lexicon = Lexicon(
        angle=style.angle,
        quoted=shadow.quoted,
        extensions=extended,
        dotted=style.dotted,
        names=frozenset(rule.name for rule in rules),
        bare_names=frozenset(rule.name for rule in rules if rule.kind == "bare"),
    )
    lexer = Lexer(source.text, shadow.text, lexicon, diagnostics)
    docs = _docs(text, shadow, rules)
    bodies = _bodies(rules, shadow)
    comments = _comments(text, shadow, rules, bodies)
    definitions = [
        Definition(
            rule.name,
            _read_body(source.text, lexer, body, diagnostics),
            docs.get(rule.line_start),
            Span(rule.name_span.start, max(rule.name_span.end, body.end)),
            rule.name_span,
            comments=inside,
        )
        for rule, body, inside in zip(rules, bodies, comments, strict=True)
    ]
    return finish(source, "bnf", definitions, diagnostics)


def _read_body(text: str, lexer: Lexer, span: Span, diagnostics: list[Diagnostic]) -> Expr:
    pieces = lexer.pieces(span.start, span.end)
    told = len(diagnostics)
    try:
        alternatives: Alternatives = parse(parser("bnf.lark", _Callbacks), pieces, span.end)
    except Unexpected as error:
        if all(found.severity == "warning" for found in diagnostics[told:]):  # else the lexer said it better
            at = Span(error.piece.start, error.piece.end)
            message = f'"{shortened(text[slice(*at)])}" can\'t stand here'
            diagnostics.append(Diagnostic("error", message, at))
        return Empty(span=span)
    return _choice(alternatives, span.start)


# What each production of bnf.lark becomes.


def _choice(alternatives: Alternatives, start: int) -> Expr:
    """Return the choice of the alternatives in a body, or in brackets, that begin at `start`."""
    if alternatives[0].span is None:
        alternatives[0] = Empty(span=Span(start, start))
    return choice(alternatives, _hull(alternatives))


def _sequence(items: Items, start: int | None = None) -> Expr:
    """Return the items one after another; without any, nothing at `start`, or at a place not known yet."""
    if len(items) == 1:
        return items[0]
    return seq(items, _hull(items) if items else None if start is None else Span(start, start))


def _hull(nodes: list[Expr]) -> Span | None:
    first, last = nodes[0].span, nodes[-1].span
    return Span(first.start, last.end) if first and last else None


class _Callbacks:
    """The productions of ``bnf.lark``.  Lists grow in place, so that a long rule costs linear time."""

    def body(self, children: list[Alternatives]) -> Alternatives:
        return children[0]

    def first(self, children: list[Items]) -> Alternatives:
        return [_sequence(children[0])]

    def another(self, children: tuple[Alternatives, Piece, Items]) -> Alternatives:
        alternatives, bar, items = children
        alternatives.append(_sequence(items, bar.end))
        return alternatives

    def nothing(self, children: list[object]) -> Items:
        return []

    def then_operand(self, children: tuple[Items, Piece]) -> Items:
        items, piece = children
        items.append(piece.value)
        return items

    def then(self, children: tuple[Items, Expr]) -> Items:
        items, node = children
        items.append(node)
        return items

    def then_any_times(self, children: tuple[Items, Expr]) -> Items:
        items, node = children
        items.append(Repetition(node, 0, None, span=node.span))
        return items

    def group(self, children: tuple[Piece, Alternatives, Piece]) -> Expr:
        opening, alternatives, _ = children
        return _choice(alternatives, opening.end)

    def optional(self, children: tuple[Piece, Alternatives, Piece]) -> Expr:
        opening, alternatives, closing = children
        return optional(_choice(alternatives, opening.end), Span(opening.start, closing.end))

    def range(self, children: tuple[Piece, Piece, Piece]) -> Expr:
        first, _, last = children
        return Range(_character(first.value), _character(last.value), span=Span(first.start, last.end))

    def repeat_operand(self, children: tuple[Piece, Piece]) -> Expr:
        piece, postfix = children
        return self.repeat((piece.value, postfix))

    def repeat(self, children: tuple[Expr, Piece]) -> Expr:
        node, postfix = children
        least, most = postfix.value
        return Repetition(node, least, most, span=node.span and Span(node.span.start, postfix.end))


def _character(node: Expr) -> str:
    assert isinstance(node, Terminal | Nonterminal)
    return node.text if isinstance(node, Terminal) else node.name


# Bodies.


def _bodies(rules: list[RawRule], shadow: Shadow) -> list[Span]:
    """Return where the body of each rule is written, without terminators and decoration."""
    text = shadow.text
    spans = [_trimmed(text, rule.body) for rule in rules]
    ends = [text[span.end - 1 : span.end] for span in spans]
    alone = [span.end - span.start == 1 for span in spans]
    needed = ends[:-1] if len(ends) > 2 else ends
    if (shadow.quoted and ";" in ends) or (";" in ends and set(needed) == {";"}):
        everywhere = any(end == ";" and not lonely for end, lonely in zip(ends, alone, strict=True))
        spans = [
            _trimmed(text, span, ";") if end == ";" and (everywhere or not lonely) else span
            for span, end, lonely in zip(spans, ends, alone, strict=True)
        ]
    elif shadow.quoted and len(ends) > 1 and set(ends) == {"."} and not any(alone):
        spans = [Span(span.start, _trimmed(text, Span(span.start, span.end - 1)).end) for span in spans]
    return _without_decoration(text, spans)


def _trimmed(text: str, span: Span, also: str = "") -> Span:
    start, end = span
    unwanted = " \t\n" + also
    while start < end and text[end - 1] in unwanted:
        end -= 1
    while start < end and text[start] in " \t":
        start += 1
    return Span(start, end)


_LEADING_BAR = re.compile(r"\n[ \t\n]*+\|")


def _without_decoration(text: str, spans: list[Span]) -> list[Span]:
    """Return the spans without bars that begin the first line after the definer, if that is the habit."""
    leading = [_LEADING_BAR.match(text, *span) for span in spans]
    several = [sum(1 for _ in _LEADING_BAR.finditer(text, *span)) > 1 for span in spans]
    if not any(several) or not all(match for match, many in zip(leading, several, strict=True) if many):
        return spans
    return [
        Span(match.end(), span.end) if match else span for match, span in zip(leading, spans, strict=True)
    ]


# Comments.

_MARKS = re.compile(r"[ \t]*(?:[;#]+!?|/{2,}!?|-{2,})[ \t]?")
_STAR = re.compile(r"[ \t]*\*+[ \t]?|[ \t]+")
_DECORATION = re.compile(r"[\s\-=*#~_+/.]*")


def _docs(text: str, shadow: Shadow, rules: list[RawRule]) -> dict[int, str]:
    """Return the comment that ends on the line before a rule, by the offset of the line of the rule.

    A comment that shares its line with a rule is none of these, and an empty line ends a run of comments.
    """
    starts = {rule.line_start for rule in rules}
    docs: dict[int, str] = {}
    lines: list[str] = []
    expected = -1
    for start, end in shadow.comments:
        line = _line_start(text, start)
        following = _next_line(text, end)
        if line is None or following is None:
            continue
        if line != expected:
            lines = []
        lines += _comment_lines(text[start:end])
        expected = following
        if following in starts and (doc := "\n".join(lines).strip("\n")):
            docs[following] = doc
    return docs


def _comments(
    text: str, shadow: Shadow, rules: list[RawRule], bodies: list[Span]
) -> Iterator[tuple[Comment, ...]]:
    """Yield the comments inside each rule, in order: from its name to the end of its last line."""
    places = iter(sorted(shadow.comments))
    place = next(places, None)
    for rule, body in zip(rules, bodies, strict=True):
        end = text.find("\n", max(rule.name_span.end, body.end))
        inside: list[Comment] = []
        while place is not None and (end < 0 or place.start < end):
            lines = _comment_lines(text[slice(*place)])
            if place.start >= rule.name_span.end and lines:
                inside.append(Comment("\n".join(lines), span=place))
            place = next(places, None)
        yield tuple(inside)


def _line_start(text: str, offset: int) -> int | None:
    """Return where the line of `offset` begins, if nothing but blanks stands between."""
    while offset and text[offset - 1] in " \t":
        offset -= 1
    return offset if not offset or text[offset - 1] == "\n" else None


def _next_line(text: str, offset: int) -> int | None:
    """Return where the line after that of `offset` begins, if nothing but blanks stands between."""
    while offset < len(text) and text[offset] in " \t":
        offset += 1
    return offset + 1 if text[offset : offset + 1] in ("", "\n") else None


def _comment_lines(comment: str) -> list[str]:
    """Return the lines of a comment without marks and decoration.

    >>> [_comment_lines(comment) for comment in ("/** A sum.\\n *  Not empty. */", "## A sum.", "# ====")]
    [['A sum.', ' Not empty.'], ['A sum.'], []]
    """
    if comment.startswith(("/*", "(*")):
        lines = [_STAR.sub("", line, count=1) for line in comment[2:-2].split("\n")]
    else:
        lines = [_MARKS.sub("", comment, count=1)]
    lines = [line.rstrip() for line in lines]
    return [line for line in lines if not line or not _DECORATION.fullmatch(line)]
