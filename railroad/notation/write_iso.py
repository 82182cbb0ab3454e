"""Write EBNF: ISO/IEC 14977:1996.

    list = item, { ",", item };
    word = { letter }-;              once or more (§5.8)
    year = 4 * digit;

Names are letters and digits, with blanks between (§4.14).  What no quote can hold is a special sequence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import ANYTHING, Features, Names
from railroad.grammar import Exclusion, Nonterminal, Prose, Range, Repetition, Terminal
from railroad.notation.abnf import CORE
from railroad.notation.quoting import TWO_QUOTES, all_stand, clean, quoted, spelling
from railroad.notation.writing import Affix, Infix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, RuleKind

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*+(?: (?:[A-Za-z][A-Za-z0-9]*+|\d++(?![A-Za-z])))*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9]+")
_BEFORE_NUMBER = re.compile(r" (?=\d+[A-Za-z])")
_END = re.compile(TWO_QUOTES.pattern)
_NOT_IN_WORDS = re.compile(r"[\s?]+")


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _BEFORE_NUMBER.sub("", _UNWANTED.sub(" ", name).strip())
    return better if _NAME.fullmatch(better) else f"x {better}".strip()


def _prose(text: str) -> str:
    return _NOT_IN_WORDS.sub(" ", clean(text)).strip() or "words"


def _counts(least: int, most: int | None) -> bool:
    return (least, most) in ((0, 1), (0, None), (1, None)) or (least == most and least > 1)


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "iso"
    defined = {rule.name for rule in grammar.rules}
    words = {word for name in (*defined, *CORE) for word in _mended(name, "rule").split()}

    def torn(name: str) -> bool:
        """Return whether a reader who looks for forgotten commas would take a name apart."""
        return name not in defined and " " in name and not words.isdisjoint(name.split())

    def legal(name: str, kind: RuleKind) -> bool:
        return own or (_legal(name, kind) and not torn(name))

    def mended(name: str, kind: RuleKind) -> str:
        better = _mended(name, kind)
        return better.replace(" ", "") if name not in defined and torn(better) else better

    return Features(
        "iso",
        "ISO 14977",
        Names(legal, mended),
        pieces=ANYTHING if own and all_stand(grammar, TWO_QUOTES) else TWO_QUOTES,
        ranges="yes" if own else "no",
        ends=_END,
        prose=_prose,
        empty="yes" if own else "alone",
        counts=_counts,
        exclusion=True,
    )


def _leaf(node: Expr, own: bool) -> str:
    if written := spelling(node, own):
        return written
    match node:
        case Terminal():
            return quoted(node, own)
        case Range(first, last):
            return "..".join(quoted(Terminal(end), own=False) for end in (first, last))
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
        marks=Marks("(*", "*)", nest=True),
        terminator=";",
        joiner=",",
        empty="",
        own=grammar.source.text if own else None,
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("iso", _features, _write)
