"""Write ANTLR 4: doc/parser-rules.md and doc/lexer-rules.md of ANTLR.

    grammar Grammar;

    value
        : object
        | CHARACTER_1+
        ;

    CHARACTER_1 : [a-z] ;

Sets and ranges of characters belong to tokens: one that stands in a rule becomes a token of its own.  Names
of rules begin with a small letter, of tokens with a capital.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names, same_case, signs_only
from railroad.grammar import (
    Characters,
    Code,
    EndOfInput,
    Exclusion,
    Labelled,
    Nonterminal,
    Range,
    Repetition,
    Terminal,
)
from railroad.notation.quoting import ANYTHING_ESCAPED, as_written, escaped, set_of, spelling
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, directive, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, Rule, RuleKind

_RULE = re.compile(r"[a-z][A-Za-z0-9_]*+")
_TOKEN = re.compile(r"[A-Z][A-Za-z0-9_]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_]+")
_CLASS = re.compile(r"\\[pP]\{[^{}]+\}")
_RESERVED = frozenset(
    [
        "catch", "channels", "finally", "fragment", "grammar", "import", "lexer", "locals", "mode", "options",
        "parser", "private", "protected", "public", "returns", "rule", "throws", "tokens",
    ]
)  # fmt: skip
_BEFORE_NAME = frozenset(["fragment", "private", "protected", "public"])
_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}
_IN_SET = frozenset("]-\\")


def _is_token(kind: RuleKind) -> bool:
    return kind in ("token", "fragment")


def _legal(name: str, kind: RuleKind) -> bool:
    pattern = _TOKEN if _is_token(kind) else _RULE
    return pattern.fullmatch(name) is not None and name not in _RESERVED and name != "EOF"


def _mended(name: str, kind: RuleKind) -> str:
    better = _UNWANTED.sub("_", name).strip("_") or "x"
    first = better[0].upper() if _is_token(kind) else better[0].lower()
    better = first + better[1:] if _is_token(kind) or not better.isupper() else better.lower()
    if not _legal(better, kind):
        better = f"{better}_" if better in _RESERVED else f"{'X' if _is_token(kind) else 'x'}_{better}"
    return better


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "antlr4"
    return Features(
        "antlr4",
        "ANTLR 4",
        Names((lambda name, kind: True) if own else _legal, _mended),
        case=(lambda text, case: case) if own else same_case,
        pieces=ANYTHING_ESCAPED,
        ranges="yes" if own else "set",
        sets="full",
        classes=_CLASS,
        any=True,
        end=True,
        empty="yes" if own else "alone",
        counts=signs_only,
        lazy=True,
        exclusion=own,
        left_recursion="direct",
        labels=own,
        code=own,
        tokens=True,
    )


def _code(number: int) -> str:
    return f"\\u{number:04X}" if number < 0x10000 else f"\\u{{{number:X}}}"


def _character(text: str) -> str:
    return f"\\{text}" if text in _IN_SET else escaped(text, "", _code)


def _leaf(node: Expr, own: str | None) -> str:
    """Return how a leaf is written; `own` is the text of a grammar that was read in this notation."""
    if written := spelling(node, own is not None):
        return written
    if isinstance(node, Range | Characters) and as_written(node, own)[:1] in ("[", "~", "'"):
        return as_written(node, own)  # else it is from an imported grammar
    match node:
        case Terminal(text):
            return escaped(text, "'", _code)
        case Characters(negated=negated):
            return f"{'~' * negated}[{set_of(node, _character)}]"
        case Range(first, last):
            return f"{escaped(first, chr(39), _code)}..{escaped(last, chr(39), _code)}"
        case Nonterminal(name):
            return name
        case EndOfInput():
            return "EOF"
        case Code(text):
            return text
    return "."


def _wrap(node: Expr) -> Affix:
    if isinstance(node, Labelled):
        return Affix(f"{node.label}=", "", Level.ATOM, Level.PREFIX)
    if isinstance(node, Exclusion):
        return Affix("~", "", Level.ATOM, Level.PREFIX, child=1)
    assert isinstance(node, Repetition)
    sign = _SIGNS[node.least, node.most] + ("?" if node.lazy else "")
    return Affix("", sign, Level.ATOM, Level.POSTFIX)


def _name(rule: Rule) -> str:
    before = [word for word in rule.modifiers if word in _BEFORE_NAME]
    if rule.kind == "fragment" and not before:
        before = ["fragment"]
    after = [word for word in rule.modifiers if word not in _BEFORE_NAME]
    return " ".join((*before, rule.name, *after))


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.source.text if grammar.notation == "antlr4" else None
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("//", block=("/*", "*/")),
        definer=":",
        terminator=";",
        group=("(", ")"),
        empty="",
        own=own,
        own_line=True,
        blank_lines=True,
        name=_name,
        remark=directive if own is not None else lambda remark: None,
    )
    text = write_rules(grammar, syntax, width)
    headed = own is not None and any(
        "grammar" in each.text for each in grammar.remarks if each.kind == "directive"
    )
    return text if headed else f"grammar Grammar;\n\n{text}"


WRITER = Writer("antlr4", _features, _write)
