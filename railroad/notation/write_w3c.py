"""Write the EBNF of the W3C: XML 1.0 (5th edition) §6.

    Name  ::= NameStartChar ( [a-z] | '-' )*
    Other ::= Char - [#x0-#x1F]

Text has no escapes: what no quote can hold is written by its number, ``#xA``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names, no_separator, signs_only
from railroad.grammar import (
    Any,
    Characters,
    Code,
    EndOfInput,
    Exclusion,
    Lookahead,
    Nonterminal,
    Prose,
    Range,
    Regex,
    Repetition,
    Terminal,
)
from railroad.notation.quoting import CHARACTERS, ONE_LINE, TWO_QUOTES, quoted, spelling
from railroad.notation.writing import Affix, Infix, Level, Marks, Syntax, Writer, directive, write_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from railroad.grammar import Class, Expr, Grammar, RuleKind

_NAME = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_]|[.-]++(?=[A-Za-z0-9_]))*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_.-]+")
_PIECES = re.compile(rf"{TWO_QUOTES.pattern}|{CHARACTERS.pattern[:-2]}")
_PLAIN = re.compile(r"[A-Za-z0-9!$%&()*+,./:;<=>?@_`{|}~]")
_HEXADECIMAL = frozenset("0123456789ABCDEFabcdef")
_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _UNWANTED.sub("_", name).strip("_.-")
    return better if _NAME.fullmatch(better) else f"_{better}"


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "w3c"
    return Features(
        "w3c",
        "W3C EBNF",
        Names((lambda name, kind: True) if own else _legal, _mended),
        pieces=_PIECES,
        ranges="set",
        ends=CHARACTERS,
        sets="full",
        any=own,
        regex=str if own else None,
        end=own,
        prose=str if own else None,
        empty="yes" if own else "alone",
        ordered="both" if own else "never",
        counts=signs_only,
        separators=_is_list if own else no_separator,
        exclusion=True,
        lookahead=own,
        code=own,
    )


def _is_list(node: Repetition) -> bool:
    """Return whether RR and REx have a sign for a repetition with a separator: ``**``, ``++``."""
    return (node.least, node.most) in ((0, None), (1, None))


def _number(text: str) -> str:
    return f"#x{ord(text):X}"


def _character(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _number(text)


def _members(members: Iterable[Terminal | Range | Class]) -> str:
    """Return the inside of a set; what would lengthen the number before it is written as a number too."""
    written = ""
    after_number = False
    for member in members:
        text = _member(member)
        if after_number and text[0] in _HEXADECIMAL:
            text = _member(member, _number)
        after_number = text.rpartition("-")[2].startswith("#x")
        written += text
    return written


def _member(member: Terminal | Range | Class, character: Callable[[str], str] | None = None) -> str:
    if not isinstance(member, Range):
        assert isinstance(member, Terminal)
        return (character or _character)(member.text)
    plain = _PLAIN.fullmatch(member.first) and _PLAIN.fullmatch(member.last)
    how = character or (_character if plain else _number)
    return f"{how(member.first)}-{how(member.last)}"


def _leaf(node: Expr, own: str | None) -> str:
    """Return how a leaf is written; `own` is the text of a grammar that was read in this notation."""
    if written := spelling(node, own is not None):
        return written
    match node:
        case Terminal(text):
            return quoted(node, own is not None) if ONE_LINE.fullmatch(text) else _number(text)
        case Characters(members, negated):
            return f"[{'^' * negated}{_members(members)}]"
        case Nonterminal(name):
            return name
        case Any():
            return "."
        case EndOfInput():
            return "$"
        case Regex(pattern):
            return f"/{pattern}/"
        case Prose(text):
            return f"[{text}]"
        case Code(text):
            return text
    raise AssertionError(node)


def _wrap(node: Expr) -> Affix | Infix:
    if isinstance(node, Exclusion):
        return Infix(" - ", Level.POSTFIX, Level.POSTFIX, Level.EXCEPT)
    if isinstance(node, Lookahead):
        return Affix("& ", "", Level.ATOM, Level.SEQUENCE)
    assert isinstance(node, Repetition)
    if node.separator is not None:
        return Infix(" ++ " if node.least else " ** ", Level.POSTFIX, Level.POSTFIX, Level.EXCEPT)
    return Affix("", _SIGNS[node.least, node.most], Level.ATOM, Level.POSTFIX)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.source.text if grammar.notation == "w3c" else None
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("/*", "*/"),
        definer="::=",
        ordered_bar="/",
        empty="''",
        own=own,
        name=lambda rule: rule.name + "".join(rule.modifiers),
        remark=directive if own is not None else lambda remark: None,
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("w3c", _features, _write)
