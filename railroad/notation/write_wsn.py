"""Write Wirth's notation: *What can we do about the unnecessary diversity of notation for syntactic
definitions?*, CACM 20 (11), 1977.

    List = Item { "," Item } .        a quote inside a literal is doubled

It has no comments.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names
from railroad.grammar import Code, Nonterminal, Prose, Range, Repetition, Terminal, walk
from railroad.notation.quoting import ONE_LINE, as_written, spelling
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, RuleKind

_BARE = re.compile(r"[^\W\d](?:\w|-+(?=\w))*+")
"""What a reader takes as a name without brackets; Wirth has letters only."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_]+")


def _legal(name: str, _: RuleKind) -> bool:
    return _NAME.fullmatch(name) is not None


def _mended(name: str, _: RuleKind) -> str:
    better = _UNWANTED.sub("_", name).strip("_")
    return better if _NAME.fullmatch(better) else f"x{better}"


def _counts(least: int, most: int | None) -> bool:
    return (least, most) in ((0, 1), (0, None))


def _features(grammar: Grammar, *, quotes: bool = True) -> Features:
    own = grammar.notation == "wsn"
    return Features(
        "wsn",
        "WSN",
        Names((lambda name, kind: True) if own else _legal, _mended),
        pieces=ONE_LINE,
        ranges="yes" if own else "no",
        ends=ONE_LINE,
        prose=str if own else None,
        empty="yes" if own else "alone",
        counts=_counts,
        code=own,
        undefined="rule" if quotes else "terminal",
        comments=own,
    )


def _without_quotes(lowered: Grammar) -> Features | None:
    """Return what can be said if a lowered grammar quotes nothing: a name without a rule is text then."""
    quotes = any(isinstance(node, Terminal) for rule in lowered.rules for node in walk(rule.body))
    return None if quotes else _features(lowered, quotes=False)


def _leaf(node: Expr, own: str | None) -> str:
    """Return how a leaf is written; `own` is the text of a grammar that was read in this notation."""
    if written := spelling(node, own is not None):
        return written
    match node:
        case Terminal(text):
            if own is not None and not node.quote and as_written(node, own) == text:
                return text  # of a grammar that quotes nothing
            quote = "'" if own is not None and node.quote == "'" else '"'
            return f"{quote}{text.replace(quote, quote * 2)}{quote}"
        case Range(first, last):
            return " … ".join(_leaf(Terminal(end), None) for end in (first, last))
        case Nonterminal(name):
            return name if _BARE.fullmatch(name) else f"<{name}>"
        case Prose(text):
            return f"<{text}>"
        case Code(text):
            return text
    raise AssertionError(node)


def _wrap(node: Expr) -> Affix:
    assert isinstance(node, Repetition)
    brackets = ("[ ", " ]") if node.most == 1 else ("{ ", " }")
    return Affix(*brackets, Level.CHOICE, Level.ATOM)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.source.text if grammar.notation == "wsn" else None
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("(*", "*)"),
        terminator=".",
        own=own,
        name=lambda rule: _leaf(Nonterminal(rule.name), None),
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("wsn", _features, _write, _without_quotes)
