"""Write Wirth's notation: *What can we do about the unnecessary diversity of notation for syntactic
definitions?*, CACM 20 (11), 1977.

    List = Item { "," Item } .        a quote inside a literal is doubled

It has no comments.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names
from railroad.grammar import Nonterminal, Repetition, Terminal
from railroad.notation.quoting import ONE_LINE, spelling
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, RuleKind

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_]+")


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _UNWANTED.sub("_", name).strip("_")
    return better if _NAME.fullmatch(better) else f"x{better}"


def _counts(least: int, most: int | None) -> bool:
    return (least, most) in ((0, 1), (0, None))


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "wsn"
    return Features(
        "wsn",
        "WSN",
        Names((lambda name, kind: True) if own else _legal, _mended),
        pieces=ONE_LINE,
        empty="alone",
        counts=_counts,
        comments=False,
    )


def _leaf(node: Expr, own: bool) -> str:
    if written := spelling(node, own):
        return written
    match node:
        case Terminal(text):
            doubled = text.replace('"', '""')
            return f'"{doubled}"'
        case Nonterminal(name):
            return name
    raise AssertionError(node)


def _wrap(node: Expr) -> Affix:
    assert isinstance(node, Repetition)
    brackets = ("[ ", " ]") if node.most == 1 else ("{ ", " }")
    return Affix(*brackets, Level.CHOICE, Level.ATOM)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.notation == "wsn"
    syntax = Syntax(leaf=lambda node: _leaf(node, own), wrap=_wrap, marks=Marks(""), terminator=".")
    return write_rules(grammar, syntax, width)


WRITER = Writer("wsn", _features, _write)
