"""Write EBNF: ISO/IEC 14977:1996.

    list = item, { ",", item };
    word = { letter }-;              once or more (§5.8)
    year = 4 * digit;

Names are letters and digits, with blanks between (§4.14).  What no quote can hold is a special sequence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names
from railroad.grammar import Exclusion, Nonterminal, Prose, Repetition, Terminal
from railroad.notation.quoting import TWO_QUOTES, clean, quoted, spelling
from railroad.notation.writing import Affix, Infix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, RuleKind

_NAME = re.compile(r"[A-Za-z](?: ?[A-Za-z0-9])*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_WORDS = re.compile(r"[\s?]+")


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _UNWANTED.sub(" ", name).strip()
    return better if _NAME.fullmatch(better) else f"x {better}".strip()


def _prose(text: str) -> str:
    return _NOT_IN_WORDS.sub(" ", clean(text)).strip() or "words"


def _counts(least: int, most: int | None) -> bool:
    return (least, most) in ((0, 1), (0, None), (1, None)) or (least == most and least > 1)


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "iso"
    return Features(
        "iso",
        "ISO 14977",
        Names((lambda name, kind: True) if own else _legal, _mended),
        pieces=TWO_QUOTES,
        prose=_prose,
        empty="alone",
        counts=_counts,
        exclusion=True,
    )


def _leaf(node: Expr, own: bool) -> str:
    if written := spelling(node, own):
        return written
    match node:
        case Terminal():
            return quoted(node, own)
        case Nonterminal(name):
            return name
        case Prose(text):
            return f"? {text} ?"
    raise AssertionError(node)


def _wrap(node: Expr) -> Affix | Infix:
    if isinstance(node, Exclusion):
        return Infix(" - ", Level.PREFIX, Level.PREFIX, Level.EXCEPT)
    assert isinstance(node, Repetition)
    match node.least, node.most:
        case 0, 1:
            return Affix("[ ", " ]", Level.CHOICE, Level.ATOM)
        case 0, None:
            return Affix("{ ", " }", Level.CHOICE, Level.ATOM)
        case 1, None:
            return Affix("{ ", " }-", Level.CHOICE, Level.EXCEPT)
    return Affix(f"{node.least} * ", "", Level.ATOM, Level.PREFIX)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.notation == "iso"
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("(*", "*)"),
        terminator=";",
        joiner=",",
        empty="",
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("iso", _features, _write)
