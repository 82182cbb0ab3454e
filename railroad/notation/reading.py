"""What all notations share: from bytes to text, through Lark, to a finished grammar.

    bytes ──decode──▶ Source ──the notation's lexer──▶ pieces ──parse──▶ definitions ──finish──▶ Grammar

Lark stays behind `tables`, which keeps what it makes of the ``.lark`` files, so that reading need not import
it.  A notation brings a ``.lark`` file, a lexer of its own, and the callbacks that make nodes during the
parse; so nothing recurses, however deep the grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from railroad.errors import Diagnostic, NotationError
from railroad.grammar import Choice, Grammar, Nonterminal, Rule, children, choice
from railroad.notation.lalr import Parser, Piece, Unexpected
from railroad.notation.open_quotes import without_consequences
from railroad.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from railroad.grammar import Comment, Expr, Import, Remark, RuleKind

__all__ = [
    "MOST_DIAGNOSTICS",
    "Definition",
    "Piece",
    "Unexpected",
    "check_characters",
    "decode",
    "finish",
    "parse",
    "parser",
    "shortened",
]

MOST_DIAGNOSTICS = 100
"""How many mistakes are told; the rest are counted."""
_MOST_CHARACTERS = 20
"""How many forbidden characters are told."""
_MOST_COMPARISONS = 20_000
"""How many pairs of names are compared for hints, so that hints cost linear time …"""
_MOST_COMPARED = 1_000
"""… and how many undefined names get one: a text with more of them is no grammar with slips."""
_LIKENESS = 0.75
"""How alike two names must be for a hint, from 0 to 1."""

_LONGEST_QUOTATION = 60
"""How much of a text a message quotes, in characters."""

# From bytes to text.

_UTF_32 = {b"\xff\xfe\x00\x00": "utf-32-le", b"\x00\x00\xfe\xff": "utf-32-be"}
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def decode(source: str | bytes, name: str) -> Source:
    """Return a text to read, without its byte order mark.

    Bytes are UTF-8, or UTF-16 or UTF-32 where they begin with its byte order mark.

    Raises:
        NotationError: the bytes are not text; the place is that of the first bad byte.
    """
    if isinstance(source, str):
        return Source(name, source.removeprefix("\ufeff"))
    encoding = next(
        (found for mark, found in {**_UTF_32, **_UTF_16}.items() if source.startswith(mark)), "utf-8"
    )
    try:
        return Source(name, source.decode(encoding).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise _bad_bytes(source, name, encoding, error) from None


def _bad_bytes(data: bytes, name: str, encoding: str, error: UnicodeDecodeError) -> NotationError:
    before = data[: error.start].decode(encoding).removeprefix("\ufeff")
    after = data[error.start :].decode(encoding, "replace")
    what = f"the byte {data[error.start]:02X}" if encoding == "utf-8" else "what stands here"
    message = f"{what} is not {encoding[:6].upper()}"
    hint = None
    if encoding == "utf-8":
        hint = "save the file as UTF-8; if it is Latin-1 (ISO 8859-1), iconv -f latin1 -t utf-8 converts it"
    span = Span(len(before), len(before) + 1)
    return NotationError.at(Source(name, before + after), message, span, hint)


def shortened(text: str) -> str:
    """Return a text that messages quote, cut if it is long.

    >>> shortened("x" * 1000)[-3:]
    'xx…'
    """
    return text if len(text) <= _LONGEST_QUOTATION else f"{text[: _LONGEST_QUOTATION - 1]}…"


# Characters that no text may hold: XML 1.0 §2.2 can't write them, or a terminal obeys them.

_PLANE_ENDS = "".join(chr((plane << 16) + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(
    f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_PLANE_ENDS}]"
)


def check_characters(source: Source, blanks: str = "") -> None:
    """Do nothing if a text holds only characters that can be drawn, and control characters in `blanks`.

    Raises:
        NotationError: it holds control characters, surrogates or noncharacters; each at its place.
    """
    if _FORBIDDEN.search(source.text) is None:
        return
    found = [match for match in _FORBIDDEN.finditer(source.text) if match[0] not in blanks]
    if not found:
        return
    told = [
        Diagnostic(
            "error", _forbidden_message(match[0]), Span(*match.span()), _forbidden_hint(match[0], source)
        )
        for match in found[:_MOST_CHARACTERS]
    ]
    raise NotationError(_with_count(told, len(found), "such character"), source)


def _forbidden_message(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        kind = "half of a surrogate pair"
    elif code < 0xA0:
        kind = "a control character"
    else:
        kind = "no character"
    return f"U+{code:04X} is {kind}, and can't stand in a grammar"


def _forbidden_hint(character: str, source: Source) -> str | None:
    if character == "\0" and source.text.count("\0") * 3 > len(source.text):
        return "this looks like UTF-16 without its byte order mark; save the file as UTF-8"
    if "\x80" <= character <= "\x9f":
        return "this looks like Windows-1252 read as Latin-1; save the file as UTF-8"
    return None


# Through the LALR parser.


@cache
def parser(lark_file: str, callbacks: type) -> Parser:
    """Return the LALR parser for a ``.lark`` file beside this one; made once a process.

    `callbacks` has a method for each production.  One instance serves all texts and threads, so it keeps
    nothing.
    """
    from railroad.notation.tables import table

    return Parser(table(lark_file), callbacks())


def parse(parser: Parser, pieces: Iterable[Piece], end: int) -> Any:
    """Return what the callbacks make of the pieces of a text that ends at `end`.

    Raises:
        Unexpected: the pieces don't follow the grammar.
    """
    return parser.parse(pieces, end)


# To a finished grammar.


@dataclass(frozen=True, slots=True)
class Definition:
    """One left side and its body.  A name may have several."""

    name: str
    body: Expr
    doc: str | None
    span: Span
    name_span: Span
    kind: RuleKind = "rule"
    parameters: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    display: str | None = None
    comments: tuple[Comment, ...] = ()


def without_rules(source: Source, hint: str) -> NotationError:
    """Return the error about a text in which there is no rule; `hint` says how one reads."""
    return NotationError.at(source, "there is no rule here", Span(0, 0), hint)


def comments_only(source: Source, notation: str, remarks: Iterable[Remark], hint: str) -> Grammar:
    """Return a grammar without rules, for a text in which there is nothing but comments."""
    nothing = Diagnostic("warning", "there is no rule here", Span(0, 0), hint)
    return Grammar((), source, notation, (nothing,), remarks=tuple(remarks))


def finish(
    source: Source,
    notation: str,
    definitions: list[Definition],
    diagnostics: Iterable[Diagnostic],
    *,
    remarks: Iterable[Remark] = (),
    imports: Iterable[Import] = (),
    predefined: Collection[str] = (),
    repeated: Literal["warning", "error", "silent"] = "warning",
    reads: str = "a rule reads NAME ::= BODY",
) -> Grammar:
    """Return the grammar that the definitions make, with one rule a name.

    Args:
        source: the text.
        notation: its name.
        definitions: in the order of the text.
        diagnostics: what the reader found.
        remarks: what stands between rules.
        imports: the rules from elsewhere; using them is no mistake.
        predefined: names that the notation itself defines; using them is no mistake.
        repeated: what it is to define a name again; whichever, its alternatives are added.
        reads: the hint where there is no rule.

    Raises:
        NotationError: there are errors among `diagnostics`, or no definitions.
    """
    told = sorted(diagnostics, key=lambda diagnostic: diagnostic.span or Span(0, 0))
    errors = [diagnostic for diagnostic in told if diagnostic.severity == "error"]
    if errors:
        errors = without_consequences(errors, definitions)
        raise NotationError(_with_count(errors[:MOST_DIAGNOSTICS], len(errors), "error"), source)
    if not definitions:
        raise without_rules(source, reads)
    firsts, merged, again = _merge(source, definitions, repeated)
    comments = _comments(definitions)
    if repeated == "error" and again:
        raise NotationError(_with_count(again[:MOST_DIAGNOSTICS], len(again), "error"), source)
    rules = tuple(
        Rule(
            name,
            merged[name],
            kind=first.kind,
            parameters=first.parameters,
            modifiers=first.modifiers,
            display=first.display,
            doc=first.doc,
            comments=comments[name],
            span=first.span,
            name_span=first.name_span,
        )
        for name, first in firsts.items()
    )
    imports = tuple(imports)
    known = {rule.name for rule in rules}.union(predefined, (each.name for each in imports))
    warnings = sorted(
        [*told, *again, *_undefined(rules, known)], key=lambda warning: warning.span or Span(0, 0)
    )
    return Grammar(rules, source, notation, tuple(warnings), remarks=tuple(remarks), imports=imports)


def _with_count(told: list[Diagnostic], count: int, what: str) -> list[Diagnostic]:
    """Return the diagnostics, with one at the end that counts those left out."""
    left = count - len(told)
    if not left:
        return told
    return [*told, Diagnostic("error", f"and {left:,} more {what}{'s' * (left > 1)}", told[-1].span)]


def _merge(
    source: Source, definitions: list[Definition], repeated: Literal["warning", "error", "silent"]
) -> tuple[dict[str, Definition], dict[str, Expr], list[Diagnostic]]:
    """Return the first definition of each name, the body of all its definitions, and what to say of it."""
    groups: dict[str, list[Definition]] = {}
    for definition in definitions:
        groups.setdefault(definition.name, []).append(definition)
    again: list[Diagnostic] = []
    for name, (first, *others) in groups.items():
        for other in others:
            if repeated == "silent":
                break
            line = source.position(first.name_span.start).line
            message = f'the rule "{shortened(name)}" was already defined on line {line}'
            if repeated == "warning":
                message += "; this adds to its alternatives"
            again.append(Diagnostic(repeated, message, other.name_span))
    bodies = {
        name: choice((part for each in group for part in alternatives(each.body)), group[0].body.span)
        if len(group) > 1
        else group[0].body
        for name, group in groups.items()
    }
    return {name: group[0] for name, group in groups.items()}, bodies, again


def _comments(definitions: list[Definition]) -> dict[str, tuple[Comment, ...]]:
    """Return the comments inside all definitions of each name."""
    found: dict[str, list[Comment]] = {}
    for each in definitions:
        found.setdefault(each.name, []).extend(each.comments)
    return {name: tuple(comments) for name, comments in found.items()}


def alternatives(body: Expr) -> tuple[Expr, ...]:
    """Return the alternatives of a choice; of anything else, the one that it is."""
    return body.alternatives if isinstance(body, Choice) else (body,)


def _undefined(rules: tuple[Rule, ...], names: set[str]) -> Iterator[Diagnostic]:
    """Yield a warning for each name that is used and not among `names`, at its first use."""
    first_uses: dict[str, Span | None] = {}
    for rule in rules:
        todo = [rule.body]
        while todo:
            node = todo.pop()
            if isinstance(node, Nonterminal) and node.name not in names and node.name not in rule.parameters:
                first_uses.setdefault(node.name, node.span)
            todo.extend(reversed(children(node)))
    folded = {name.casefold(): name for name in sorted(names, reverse=True)} if first_uses else {}
    compared = min(_MOST_COMPARISONS // max(len(names), 1), _MOST_COMPARED)
    for index, (name, span) in enumerate(first_uses.items()):
        hint = _likely(name, folded) if index < compared else None
        yield Diagnostic("warning", f'no rule is called "{shortened(name)}"', span, hint)


def _likely(name: str, folded: dict[str, str]) -> str | None:
    """Return a hint that names a rule that is all but called `name`; `folded` is all names, folded."""
    from difflib import get_close_matches

    close = get_close_matches(name.casefold(), list(folded), n=1, cutoff=_LIKENESS)
    return f'did you mean "{shortened(folded[close[0]])}"?' if close else None
