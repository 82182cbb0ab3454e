"""Write BNF as Naur has it: names in angle brackets, ``::=``, ``|``, and nothing more.

    <list> ::= <item> <list-1>            options and repetitions become rules of their own
    <list-1> ::= "" | "," <item> <list-1>

Terminals stand in quotes, so that no sign has to be guessed at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.features import Features
from railroad.notation.quoting import TWO_QUOTES
from railroad.notation.write_bnf import in_brackets, leaf, with_comments_on_lines
from railroad.notation.writing import Affix, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar


def _never(least: int, most: int | None) -> bool:
    return False


def _features(_: Grammar) -> Features:
    return Features("bnf-plain", "plain BNF", in_brackets(), pieces=TWO_QUOTES, groups=False, counts=_never)


def _wrap(node: Expr) -> Affix:
    raise AssertionError(node)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.source.text if grammar.notation == "bnf" else None
    syntax = Syntax(
        leaf=lambda node: leaf(node, own=own, bare=False),
        wrap=_wrap,
        marks=Marks("#"),
        definer="::=",
        name=lambda rule: f"<{rule.name}>",
    )
    return write_rules(with_comments_on_lines(grammar), syntax, width)


WRITER = Writer("bnf-plain", _features, _write)
