"""Write ABNF: RFC 5234 and RFC 7405.

    date  = year "-" month
    month = 2DIGIT / %s"Jan"

Text goes into quotes where the RFC allows (§2.3), and is written by its numbers else.  Case that matters, or
that nobody said, is ``%s``; text without letters needs neither.  Ranges and numbers are hexadecimal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from railroad.features import Features, Names
from railroad.grammar import Lookahead, Nonterminal, Prose, Range, Repetition, Terminal
from railroad.notation.abnf import CORE
from railroad.notation.quoting import CHARACTERS, clean
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Case, Expr, Grammar, RuleKind

_QUOTABLE = re.compile(r"[ !#-~]++")
_PIECES = re.compile(r"[ !#-~]++|[^ !#-~\ud800-\udfff]++")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*+")
_WORD = re.compile(r"[^\W\d][\w-]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9-]+")
_NOT_IN_PROSE = re.compile(r"[\s>]+")


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _UNWANTED.sub("-", name).strip("-")
    return better if _NAME.fullmatch(better) else f"x-{better}".rstrip("-")


def _case(text: str, case: Case | None) -> Case | Literal["expand"] | None:
    letters = text.lower() != text.upper()
    if _QUOTABLE.fullmatch(text):
        return (case or "exact") if letters else "fold"
    return "expand" if case == "fold" and letters and not _QUOTABLE.search(text) else "exact"


def _prose(text: str) -> str:
    return _NOT_IN_PROSE.sub(" ", clean(text)).strip() or "words"


def _is_list(node: Repetition) -> bool:
    return node.separator == Terminal(",") and getattr(node.separator, "spelling", "") == "#"


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "abnf"
    return Features(
        "abnf",
        "ABNF",
        Names((lambda name, kind: True) if own else _legal, _mended, folded=True, known=CORE),
        case=_case,
        pieces=_PIECES,
        ranges="yes",
        ends=CHARACTERS,
        prose=_prose,
        separators=_is_list,
        lookahead=own,
        end=own,
        core=True,
    )


def _number(character: str) -> str:
    return f"{ord(character):02X}"


def _leaf(node: Expr, own: str | None) -> str:
    """Return how a leaf is written; `own` is the text of a grammar that was read in ABNF."""
    spelling = getattr(node, "spelling", "")
    if own is not None and spelling:
        return str(spelling)
    match node:
        case Terminal(text, case):
            if own is not None and node.quote == "'":
                return f"'{text}'"
            if not _QUOTABLE.fullmatch(text):
                return "%x" + ".".join(map(_number, text))
            return f'"{text}"' if case == "fold" else f'%s"{text}"'
        case Range(first, last):
            return f"%x{_number(first)}-{_number(last)}"
        case Nonterminal(name):
            return name if _WORD.fullmatch(name) else f"<{name}>"
        case Prose(text):
            as_written = own is not None and node.span and own[slice(*node.span)] == text
            return text if as_written else f"<{text}>"
    return "%$"


def _wrap(node: Expr) -> Affix:
    match node:
        case Repetition(_, 0, 1, None):
            return Affix("[ ", " ]", Level.CHOICE, Level.ATOM)
        case Repetition(_, least, most, separator):
            sign = "*" if separator is None else "#"
            count = str(least) if least == most else f"{least or ''}{sign}{'' if most is None else most}"
            count = f"{count}{sign}{count}" if least == most and sign == "#" else count
            return Affix(count, "", Level.ATOM, Level.PREFIX)
        case Lookahead(negative=negative):
            return Affix("!" if negative else "&", "", Level.ATOM, Level.PREFIX)
    raise AssertionError(node)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.source.text if grammar.notation == "abnf" else None
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks(";", heading=";;"),
        bar="/",
        ordered_bar="/",
        name=lambda rule: _leaf(Nonterminal(rule.name), own),
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("abnf", _features, _write, ruleless=True)
