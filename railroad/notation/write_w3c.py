"""Write the EBNF of the W3C: XML 1.0 (5th edition) §6.

    Name  ::= NameStartChar ( [a-z] | '-' )*
    Other ::= Char - [#x0-#x1F]

Text has no escapes: what no quote can hold is written by its number, ``#xA``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names, signs_only
from railroad.grammar import Characters, Exclusion, Nonterminal, Range, Repetition, Terminal
from railroad.notation.quoting import ONE_LINE, TWO_QUOTES, quoted, spelling
from railroad.notation.writing import Affix, Infix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Class, Expr, Grammar, RuleKind

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_.-]+")
_PIECES = re.compile(rf"{TWO_QUOTES.pattern}|[\s\S]")
_PLAIN = re.compile(r"[A-Za-z0-9!$%&()*+,./:;<=>?@_`{|}~]")
_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _UNWANTED.sub("_", name).strip("_")
    return better if _NAME.fullmatch(better) else f"_{better}"


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "w3c"
    return Features(
        "w3c",
        "W3C EBNF",
        Names((lambda name, kind: True) if own else _legal, _mended),
        pieces=_PIECES,
        ranges="set",
        sets="full",
        empty="alone",
        counts=signs_only,
        exclusion=True,
    )


def _number(text: str) -> str:
    return f"#x{ord(text):X}"


def _character(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _number(text)


def _member(member: Terminal | Range | Class) -> str:
    if not isinstance(member, Range):
        assert isinstance(member, Terminal)
        return _character(member.text)
    plain = _PLAIN.fullmatch(member.first) and _PLAIN.fullmatch(member.last)
    how = _character if plain else _number
    return f"{how(member.first)}-{how(member.last)}"


def _leaf(node: Expr, own: bool) -> str:
    if written := spelling(node, own):
        return written
    match node:
        case Terminal(text):
            return quoted(node, own) if ONE_LINE.fullmatch(text) else _number(text)
        case Characters(members, negated):
            return f"[{'^' * negated}{''.join(map(_member, members))}]"
        case Nonterminal(name):
            return name
    raise AssertionError(node)


def _wrap(node: Expr) -> Affix | Infix:
    if isinstance(node, Exclusion):
        return Infix(" - ", Level.POSTFIX, Level.POSTFIX, Level.EXCEPT)
    assert isinstance(node, Repetition)
    return Affix("", _SIGNS[node.least, node.most], Level.ATOM, Level.POSTFIX)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.notation == "w3c"
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("/*", "*/"),
        definer="::=",
        empty="''",
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("w3c", _features, _write)
