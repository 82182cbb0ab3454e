r"""Write parsing expression grammars: Ford, *Parsing Expression Grammars*, POPL 2004, §2.

    Pair <- '(' (!')' .)* ')'
    Sign <- [+\-] / 'minus'

Choices take the first alternative that fits.  A character that is not seen is written by its number: octal
as in the paper, ``\u`` as tools read it where that does not reach.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names, any_count, same_case, signs_only
from railroad.grammar import (
    Any,
    Characters,
    Code,
    Cut,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Repetition,
    Terminal,
)
from railroad.notation.quoting import ANYTHING_ESCAPED, as_written, escaped, set_of, spelling
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, directive, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, Rule, RuleKind

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_]+")
_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}
_LAST_OCTAL = 0o277
"""Ford has three digits, of which the first is at most 2, and the paper no other numbers."""
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
        case=(lambda text, case: case) if own else same_case,
        pieces=ANYTHING_ESCAPED,
        ranges="set",
        sets="full" if own else "positive",
        classes=ANYTHING_ESCAPED if own else None,
        any=True,
        empty="yes" if own else "alone",
        ordered="always",
        counts=any_count if own else signs_only,
        cut=own,
        lookahead=True,
        left_recursion="yes" if own else "no",
        labels=own,
        code=own,
    )


def _code(number: int) -> str:
    if number <= _LAST_OCTAL:
        return f"\\{number:03o}"
    return f"\\u{number:04X}" if number < 0x10000 else f"\\u{{{number:X}}}"


def _character(text: str) -> str:
    return f"\\{text}" if text in _IN_SET else escaped(text, "", _code)


def _leaf(node: Expr, own: str | None) -> str:
    """Return how a leaf is written; `own` is the text of a grammar that was read in this notation."""
    if written := spelling(node, own is not None):
        return written
    if isinstance(node, Characters) and as_written(node, own).startswith("["):
        return as_written(node, own)
    match node:
        case Terminal(text):
            quote = (
                node.quote if own is not None and node.quote in ("'", '"') else '"' if "'" in text else "'"
            )
            return escaped(text, quote, _code) + "i" * (node.case == "fold")
        case Characters(negated=negated):
            return f"[{'^' * negated}{set_of(node, _character)}]" + "i" * (node.case == "fold")
        case Nonterminal(name):
            return name
        case Code(text):
            return text
        case Cut():
            return "↑"
        case Any():
            return "."
    raise AssertionError(node)


def _wrap(node: Expr) -> Affix:
    match node:
        case Lookahead(negative=negative):
            return Affix("!" if negative else "&", "", Level.POSTFIX, Level.PREFIX)
        case Labelled(label):
            return Affix(f"{label}:", "", Level.PREFIX, Level.EXCEPT)
        case Marked(mark):
            return Affix(mark, "", Level.POSTFIX, Level.PREFIX)
        case Repetition(_, least, most):
            sign = _SIGNS.get((least, most))
            if sign is None:
                sign = f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"
            return Affix("", sign, Level.ATOM, Level.POSTFIX)
    raise AssertionError(node)


def _name(rule: Rule) -> str:
    shown = "" if rule.display is None else f" {escaped(rule.display, chr(34), _code)}"
    return f"{''.join(rule.modifiers)}{rule.name}{shown}"


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.source.text if grammar.notation == "peg" else None
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("#"),
        definer="<-",
        bar="/",
        ordered_bar="/",
        group=("(", ")"),
        empty="''",
        own=own,
        name=_name if own is not None else lambda rule: rule.name,
        remark=directive if own is not None else lambda remark: None,
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("peg", _features, _write)
