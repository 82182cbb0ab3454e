"""Which signs of a BNF text begin a comment, and where it ends.

    # // --     after a blank, to the end of the line; not ``-->``, nor where an operand is due and only a
                sign follows: ``"+" | # | "-"``
    /* (*       to ``*/`` or ``*)``; ``(* (* *) *)`` nests where that comes out even
    ;           to the end of the line: at its start, and where neither a rule nor the end of the line nor
                something of the grammar follows

That is for grammars that quote their terminals.  In one that quotes nothing, ``a // b`` may well be text:
there whole lines are comments, blocks that stand alone, and what begins, after a blank, like the comment
lines of that text and holds words only.

Each function is given the offset of the sign and returns where to go on.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.notation.bnf_style import DEFINER, PRIMES, bare_name, strength
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.bnf_pass import Pass

_DEFINER_NEXT = re.compile(r"[ \t\n]{0,200}+:(?::==?|==?)")
_BLOCK = re.compile(r"\(\*|\*\)")
_SEMICOLONS = re.compile(r";[; \t]*+")
_GRAMMATICAL = re.compile(r"""[|\])}"'‘“`#]|<[^<>\n ]|\(\s*+["'<]|//|--|/\*|\(\*""")
"""How what follows a ``;`` begins if it belongs to a rule, or is a comment with a mark of its own."""
_WRITTEN = re.compile(r"""\||<[^<>\n=]+>|"[^"\n]*"|(?<!\w)'[^'\n]*'""")
"""What a comment holds if it may have been meant as grammar."""


def skip_mark(at: Pass, start: int) -> int:
    """Deal with ``#``, ``//`` and ``--``."""
    mark = "#" if at.text[start] == "#" else at.text[start : start + 2]
    after = start + len(mark)
    if not at.after_blank(start) or (mark == "--" and at.character(after) == ">"):
        return after
    is_comment = _is_line_comment if start == at.line_code else _is_tail_comment
    return at.put_comment(start, at.line_end(start)) if is_comment(at, mark, start, after) else after


def _is_line_comment(at: Pass, mark: str, start: int, after: int) -> bool:
    """Return whether a mark at the start of a line begins a comment."""
    if at.quoted or not at.style.angle:
        return True
    spaced = at.character(after) in ("", " ", "\t", "\n", "=", "*", mark[0])
    return spaced or at.character(start - 1) in ("", "\n")


def _is_tail_comment(at: Pass, mark: str, start: int, after: int) -> bool:
    """Return whether a mark in the middle of a line begins a comment."""
    words = at.after_blanks(after)
    due = at.operand_due(start)
    if due and at.character(words) in ("", *"\n|)]};"):
        return False
    if at.quoted:
        return True
    end = at.line_end(after)
    if _DEFINER_NEXT.match(at.text, end):
        return True
    words_only = min(at.next("<", after), at.next("|", after)) >= end
    return not due and mark in at.style.line_marks and words > after and words_only


def skip_block(at: Pass, start: int) -> int:
    """Deal with ``/*`` and ``(*``."""
    after = start + 2
    inside = at.after_blanks(after)
    closer = "*/" if at.text[start] == "/" else "*)"
    if closer == "*)" and at.character(inside) in ("|", ")"):
        return after  # a group that begins with the sign *
    sure = at.quoted or start == at.line_code
    spaced = at.after_blank(start) and (inside > after or at.character(after) in ("*", "\n"))
    end = _block_end(at, closer, after, nests=sure)
    if end is None:
        groups = closer == "*)" and at.next(")", start) < at.line_end(start)
        if not spaced or not sure or groups:
            return after
        at.complain(
            start,
            after,
            f'the comment "{at.text[start:after]}" is not closed',
            f'write "{closer}" where it ends',
        )
        return at.put_comment(start, at.line_end(start))
    if not sure and (not spaced or min(at.next("<", after), at.line_end(after)) < end):
        return after
    if start == at.line_code or at.line_end(start) < end:
        at.line_code = at.after_blanks(end)
    return at.put_comment(start, end)


def _block_end(at: Pass, closer: str, after: int, *, nests: bool) -> int | None:
    end = at.next(closer, after)
    if end == len(at.text):
        return None
    if nests and closer == "*)" and not at.uneven and at.next("(*", after) < end:
        depth = 1
        for match in _BLOCK.finditer(at.text, after):
            depth += 1 if match[0] == "(*" else -1
            if not depth:
                return match.end()
        at.uneven = True
    return end + 2


def skip_semicolon(at: Pass, start: int) -> int:
    """Deal with ``;``, and more of them after it."""
    match = _SEMICOLONS.match(at.text, start)
    assert match
    after, end = match.end(), at.line_end(match.end())
    starts_line = start == at.line_code
    if after == end or not (starts_line or _opens_comment(at, after)):
        return after
    if not starts_line and _WRITTEN.search(at.text, after, end):
        hint = 'quote the sign, ";", if it belongs to the language'
        message = 'what follows ";" on this line is read as a comment'
        at.diagnostics.append(Diagnostic("warning", message, Span(start, end), hint))
    return at.put_comment(start, end)


def _opens_comment(at: Pass, after: int) -> bool:
    """Return whether a ``;`` in the middle of a line begins a comment, from what comes `after` it."""
    if not at.quoted or _GRAMMATICAL.match(at.text, after):
        return False
    rule = _rule(at.style.dotted).match(at.text, after)
    if rule and strength(rule["definer"]) in (1, at.style.main):
        return False
    word = re.compile(bare_name(dotted=at.style.dotted)).match(at.text, after)
    return at.style.angle or word is None or word[0] not in at.style.names


@cache
def _rule(dotted: bool) -> re.Pattern[str]:
    name = bare_name(dotted=dotted)
    return re.compile(rf"(?:<[^<>\n]++>|{name}{PRIMES}*+)[ \t\n]*+(?P<definer>{DEFINER})")
