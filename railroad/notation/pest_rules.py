"""Where the rules of a pest grammar begin and end among its pieces.

    NAME DEFINER MODIFIER LBRACE … RBRACE

What lacks one of these is told, and read as if it were there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.notation.peg_rules import RawRule
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.lalr import Piece
    from railroad.notation.peg_scan import Scanner

READS = "a rule reads NAME = { BODY }"
_MODIFIERS = ("MODIFIER", "PREFIX", "NAME")


def split(scanner: Scanner) -> list[RawRule]:
    """Return the rules in order; their bodies are without braces."""
    pieces = scanner.pieces
    rules: list[RawRule] = []
    i = 0
    while i < len(pieces):
        if pieces[i].type == "NAME" and _begins_rule(scanner, pieces, i):
            i = _rule(scanner, pieces, i, rules)
        else:
            i = _strays(scanner, pieces, i)
    return rules


def _begins_rule(scanner: Scanner, pieces: list[Piece], at: int) -> bool:
    """Return whether a name begins a rule: ``=`` follows, or a brace where ``=`` was forgotten."""
    after = pieces[at + 1].type if at + 1 < len(pieces) else ""
    if after == "DEFINER":
        return True
    if after in ("MODIFIER", "PREFIX"):
        after = pieces[at + 2].type if at + 2 < len(pieces) else ""
        return after == "LBRACE" and _begins_line(scanner.text, pieces[at].start)
    return after == "LBRACE"


def _begins_line(text: str, at: int) -> bool:
    while at and text[at - 1] in " \t":
        at -= 1
    return at == 0 or text[at - 1] in "\r\n"


def _rule(scanner: Scanner, pieces: list[Piece], at: int, rules: list[RawRule]) -> int:
    """Add the rule whose name is at an index, and return the index after it."""
    text = scanner.text
    name = pieces[at]
    i = at + 1
    definer = pieces[i]
    if definer.type == "DEFINER":
        i += 1
    else:
        written = text[name.start : name.end][:60]
        scanner.tell(f'expected "=" after "{written}"', Span(definer.start, definer.end), READS)
    rule = RawRule(name, definer, name.start)
    if i < len(pieces) and _is_modifier(text, pieces, i):
        rule.modifiers = (text[pieces[i].start : pieces[i].end],)
        i += 1
    braced = i < len(pieces) and pieces[i].type == "LBRACE"
    opening = pieces[i] if braced else None
    if opening is not None:
        i += 1
        rule.definer = opening
    else:
        found = pieces[i] if i < len(pieces) else definer
        scanner.tell('expected "{" after "="', Span(found.start, found.end), READS)
    while i < len(pieces) and pieces[i].type not in ("RBRACE", "LBRACE"):
        if pieces[i].type == "NAME" and _begins_rule(scanner, pieces, i):
            break
        rule.body.append(pieces[i])
        i += 1
    rule.close()
    rules.append(rule)
    if i < len(pieces) and pieces[i].type == "LBRACE":
        scanner.tell(
            'this "{" can\'t stand here', Span(pieces[i].start, pieces[i].end), "counts read x{2} or x{2,5}"
        )
        rule.body.clear()
        while i < len(pieces) and pieces[i].type != "RBRACE":
            if (
                pieces[i].type == "NAME"
                and _begins_rule(scanner, pieces, i)
                and _begins_line(text, pieces[i].start)
            ):
                return i
            i += 1
        i += 1
        return i + 1 if i < len(pieces) and pieces[i].type == "RBRACE" else i
    if i < len(pieces) and pieces[i].type == "RBRACE":
        rule.end = pieces[i].end
        return i + 1
    if opening is not None:
        scanner.tell('this "{" is not closed', Span(opening.start, opening.end), "a rule ends with }")
    return i


def _is_modifier(text: str, pieces: list[Piece], at: int) -> bool:
    piece = pieces[at]
    return (
        piece.type in _MODIFIERS
        and text[piece.start : piece.end] in ("_", "@", "$", "!")
        and at + 1 < len(pieces)
        and pieces[at + 1].type == "LBRACE"
    )


def _strays(scanner: Scanner, pieces: list[Piece], at: int) -> int:
    """Tell of what stands between rules, and return the index after it."""
    text = scanner.text
    first = pieces[at]
    end = at
    line_end = scanner.line_end(first.start)
    while end < len(pieces) and (end == at or pieces[end].start < line_end):
        if end > at and pieces[end].type == "NAME" and _begins_rule(scanner, pieces, end):
            break
        end += 1
    following = pieces[at + 1] if at + 1 < end else None
    if first.type == "NAME" and following is not None:
        written = text[following.start : following.end].split("\n")[0][:60]
        said = written if written[:1] in ('"', "'") else f'"{written}"'
        message = f'expected "=" after "{text[first.start : first.end][:60]}", found {said}'
        scanner.tell(message, Span(following.start, following.end), READS)
    elif first.type == "RBRACE" and following is None:
        scanner.tell('this "}" closes nothing', Span(first.start, first.end))
    else:
        scanner.tell("this belongs to no rule", Span(first.start, pieces[end - 1].end), READS)
    return end
