"""Where rules begin and end among the pieces of a text.

    NAME DEFINER NAME OPERAND | NAME OPERAND DEFINER NAME | …

A name before a definer begins a rule (Ford 2004, figure 1: a name in a body is not followed by one), also if
a literal stands between: the name that people are to see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from railroad.grammar import Empty, Nonterminal, Terminal
from railroad.notation.lalr import Piece
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.peg_scan import Scanner

_LINE_END = re.compile(r"[\r\n]")


@dataclass(slots=True)
class RawRule:
    """A rule in pieces."""

    name: Piece
    definer: Piece
    start: int
    """Where it begins, modifiers and all."""
    body: list[Piece] = field(default_factory=list)
    modifiers: tuple[str, ...] = ()
    display: str | None = None
    end: int = 0

    def close(self) -> None:
        """Say that all its pieces are there."""
        self.end = self.body[-1].end if self.body else self.definer.end


def split(scanner: Scanner, definers: frozenset[str], reads: str) -> list[RawRule]:
    """Return the rules in order.

    Args:
        scanner: has the pieces; is told what belongs to no rule.
        definers: those that the grammar uses, for what is said of others.
        reads: how a rule reads, for hints.
    """
    text = scanner.text
    rules: list[RawRule] = []
    strays: list[Piece] = []
    pieces = scanner.pieces
    size = len(pieces)
    i = 0
    while i < size:
        piece = pieces[i]
        header = _header(text, pieces, i) if piece.type in ("NAME", "PREFIX") else None
        if header is None:
            (rules[-1].body if rules else strays).append(piece)
            i += 1
            continue
        name, definer = pieces[header[0]], pieces[header[1]]
        rule = RawRule(name, definer, piece.start)
        if header[0] > i:
            rule.modifiers = (text[piece.start : piece.end],)
        if header[1] > header[0] + 1:
            shown = pieces[header[0] + 1].value
            rule.display = shown.text if isinstance(shown, Terminal) else ""
        written = text[definer.start : definer.end]
        if written not in definers:
            scanner.tell(f'"{written}" defines nothing here', _span(definer), reads)
        rules.append(rule)
        i = header[1] + 1
    _tell_of_strays(scanner, strays, rules, reads)
    for rule in rules:
        _trim(rule)
        rule.close()
    return rules


def _header(text: str, pieces: list[Piece], at: int) -> tuple[int, int] | None:
    """Return the indices of the name and the definer of the rule that begins at a piece, if one does.

    A definer that begins a line belongs to no name at the end of the line before.
    """
    name = at
    if pieces[at].type == "PREFIX":
        if pieces[at].value != "~":
            return None
        name += 1
    after = name + 1
    if after >= len(pieces) or pieces[name].type != "NAME":
        return None
    if pieces[after].type == "OPERAND" and _is_literal(pieces[after]):
        after += 1
    if after < len(pieces) and pieces[after].type in ("DEFINER", "WRONG"):
        apart = _LINE_END.search(text, pieces[after - 1].end, pieces[after].start)
        if apart is None or _begins_its_line(text, pieces[at].start):
            return name, after
    return None


def _begins_its_line(text: str, start: int) -> bool:
    while start and text[start - 1] in " \t\ufeff":
        start -= 1
    return not start or text[start - 1] in "\r\n"


def _is_literal(piece: Piece) -> bool:
    return isinstance(piece.value, Terminal | Empty)


def _trim(rule: RawRule) -> None:
    """Drop the semicolon at the end of a rule."""
    if rule.body and rule.body[-1].type == "SEMICOLON":
        rule.body.pop()


def _tell_of_strays(scanner: Scanner, strays: list[Piece], rules: list[RawRule], reads: str) -> None:
    """Tell of what stands before the first rule."""
    if not strays:
        return
    first = strays[0]
    line_end = scanner.line_end(first.start)
    on_line = [piece for piece in strays if piece.start < line_end]
    span = Span(first.start, on_line[-1].end)
    if rules and rules[0].start < line_end:
        scanner.tell("this belongs to no rule", span, "the name of a rule is one word")
    elif first.type == "NAME" and len(on_line) > 1:
        following = on_line[1]
        written = scanner.text[following.start : following.end].split("\n")[0][:60]
        said = written if written[:1] in ('"', "'") else f'"{written}"'
        message = f'expected a definer after "{scanner.text[first.start : first.end]}", found {said}'
        scanner.tell(message, _span(following), reads)
    else:
        scanner.tell("this belongs to no rule", span, reads)


def _span(piece: Piece) -> Span:
    return Span(piece.start, piece.end)


def operands(text: str, body: list[Piece]) -> list[Piece]:
    """Return the pieces of a body with references in place of names, and labels where a colon follows."""
    found: list[Piece] = []
    for piece in body:
        if piece.type == "COLON" and found and found[-1].type == "OPERAND":
            name = found[-1].value
            if isinstance(name, Nonterminal):
                found[-1] = Piece("LABEL", found[-1].start, piece.end, name.name)
                continue
        if piece.type == "NAME":
            node = Nonterminal(text[piece.start : piece.end], span=_span(piece))
            piece = Piece("OPERAND", piece.start, piece.end, node)
        found.append(piece)
    return found
