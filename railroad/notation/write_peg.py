r"""Write parsing expression grammars: Ford, *Parsing Expression Grammars*, POPL 2004, §2.

    Pair <- '(' (!')' .)* ')'
    Sign <- [+\-] / 'minus'

Choices take the first alternative that fits.  A character that is not seen is written by its number, octal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names, signs_only
from railroad.grammar import Characters, Lookahead, Nonterminal, Repetition, Terminal
from railroad.notation.quoting import ANYTHING_ESCAPED, escaped, set_of, spelling
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, RuleKind

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_]+")
_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}
_IN_SET = frozenset("]-^[\\")


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _UNWANTED.sub("_", name).strip("_")
    return better if _NAME.fullmatch(better) else f"_{better}"


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "peg"
    return Features(
        "peg",
        "PEG",
        Names((lambda name, kind: True) if own else _legal, _mended),
        pieces=ANYTHING_ESCAPED,
        ranges="set",
        sets="positive",
        any=True,
        empty="alone",
        ordered="always",
        counts=signs_only,
        lookahead=True,
        left_recursion="no",
    )


def _code(number: int) -> str:
    return f"\\{number:03o}" if number < 0x80 else chr(number)


def _character(text: str) -> str:
    return f"\\{text}" if text in _IN_SET else escaped(text, "", _code)


def _leaf(node: Expr, own: bool) -> str:
    if written := spelling(node, own):
        return written
    match node:
        case Terminal(text):
            quote = node.quote if own and node.quote in ("'", '"') else '"' if "'" in text else "'"
            return escaped(text, quote, _code)
        case Characters():
            return f"[{set_of(node, _character)}]"
        case Nonterminal(name):
            return name
    return "."


def _wrap(node: Expr) -> Affix:
    if isinstance(node, Lookahead):
        return Affix("!" if node.negative else "&", "", Level.POSTFIX, Level.PREFIX)
    assert isinstance(node, Repetition)
    return Affix("", _SIGNS[node.least, node.most], Level.ATOM, Level.POSTFIX)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.notation == "peg"
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("#"),
        definer="<-",
        bar="/",
        ordered_bar="/",
        group=("(", ")"),
        empty="''",
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("peg", _features, _write)
