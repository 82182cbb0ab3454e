"""Write BNF, as `bnf` reads it: with the usual extension, terminals in quotes.

    value ::= object | "[" [ value { "," value } ] "]"       names are bare if all of them can be
    <a value> ::= <an object> | "x"+                          else all stand in brackets

Where no terminal is quoted the extension would not be read as such, so such a grammar is written without.
One that was read in BNF and quotes nothing stays so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from railroad.features import ANYTHING, Features, Names, any_count
from railroad.grammar import Choice, Empty, Nonterminal, Prose, Range, Repetition, Sequence, Terminal, walk
from railroad.notation.quoting import TWO_QUOTES, all_stand, as_written, clean, quoted, stands
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Expr, Grammar, RuleKind

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*+(?:-[A-Za-z0-9_]++)*+")
_IN_BRACKETS = re.compile(r"(?![!?*+,;)/-])[^\s<>|=:→]++(?: [^\s<>|=:→]++)*+")
_UNWANTED = re.compile(r"^[\s!?*+,;)/-]+|[\s<>|=:→]+")
_UNWANTED_PROSE = re.compile(r"[\s<>|=:→\"'`\\]+")
_SPECIAL = frozenset(["empty", "epsilon", "ε", "ϵ", "λ", "Λ"])


def is_bare(grammar: Grammar) -> bool:
    """Return whether the names of a grammar are written without brackets."""
    text = grammar.source.text
    if grammar.notation == "bnf" and grammar.rules:
        span = grammar.rules[0].name_span
        if span is not None and text[span.start : span.start + 1] == "<":
            return False
    names = {rule.name for rule in grammar.rules}
    names.update(
        node.name for rule in grammar.rules for node in walk(rule.body) if isinstance(node, Nonterminal)
    )
    return all(_BARE.fullmatch(name) and name not in _SPECIAL for name in names)


def _legal(name: str, _: RuleKind) -> bool:
    return _IN_BRACKETS.fullmatch(name) is not None and name not in _SPECIAL


def _mended(name: str, _: RuleKind) -> str:
    return (
        (_UNWANTED.sub(" ", name).lstrip(" !?*+,;)/-").rstrip() or "rule")
        if name not in _SPECIAL
        else f"{name} rule"
    )


def _prose(text: str) -> str:
    better = _UNWANTED_PROSE.sub(" ", clean(text)).strip() or "words"
    return better if better[0].isalpha() else f"what is {better}"


def in_brackets() -> Names:
    """Return what names in angle brackets can be."""
    return Names(_legal, _mended)


def _quotes(lowered: Grammar) -> bool:
    """Return whether a lowered grammar has text that stands in quotes."""
    nodes = (node for rule in lowered.rules for node in walk(rule.body))
    return any(isinstance(node, Terminal | Range) for node in nodes)


def _keeps_bare(grammar: Grammar) -> bool:
    """Return whether text that was bare in a BNF grammar may stay so: others are quoted, or all is bare."""
    nodes = (node for rule in grammar.rules for node in walk(rule.body))
    return any(isinstance(node, Terminal) and node.quote for node in nodes) or _is_unquoted(grammar)


def _is_unquoted(grammar: Grammar) -> bool:
    """Return whether a grammar was read in BNF without a quote, and has nothing that would want one."""
    if grammar.notation != "bnf":
        return False
    text = grammar.source.text
    for rule in grammar.rules:
        whole = rule.body.alternatives if isinstance(rule.body, Choice) else (rule.body,)
        for each in whole:
            for node in each.items if isinstance(each, Sequence) else (each,):
                match node:
                    case Nonterminal(arguments=()) | Empty():
                        pass
                    case Terminal() if not node.quote and as_written(node, text) == node.text:
                        pass
                    case _:
                        return False
    return True


def _without_extension(lowered: Grammar) -> Features | None:
    """Return what can be said without the extension if a lowered grammar quotes no terminal."""
    return None if _quotes(lowered) else _features(lowered, extended=False)


def with_comments_on_lines(lowered: Grammar, *, unquoted: bool = False) -> Grammar:
    """Return a grammar whose comments all stand on lines of their own if it quotes no terminal.

    Where nothing is quoted, what looks like a comment beside a rule is text.
    """
    if _quotes(lowered) and not unquoted:
        return lowered
    rules = []
    for rule in lowered.rules:
        lines = [*([rule.doc] if rule.doc else []), *(comment.text for comment in rule.comments)]
        rules.append(replace(rule, doc="\n".join(lines) or None, comments=()))
    return replace(lowered, rules=tuple(rules))


def _features(grammar: Grammar, *, extended: bool = True) -> Features:
    bare, own = is_bare(grammar), grammar.notation == "bnf"
    return Features(
        "bnf",
        "BNF",
        Names(lambda name, _: True, _mended) if bare else in_brackets(),
        pieces=ANYTHING if extended and own and all_stand(grammar, TWO_QUOTES) else TWO_QUOTES,
        ranges="yes" if extended else "no",
        ends=TWO_QUOTES,
        prose=_prose if bare else None,
        groups=extended,
        spellings=False,
        counts=any_count if extended else lambda least, most: False,
    )


def _wrap(node: Expr) -> Affix:
    assert isinstance(node, Repetition)
    match node.least, node.most:
        case 0, 1:
            return Affix("[ ", " ]", Level.CHOICE, Level.ATOM)
        case 0, None:
            return Affix("{ ", " }", Level.CHOICE, Level.POSTFIX)
        case 1, None:
            return Affix("", "+", Level.ATOM, Level.POSTFIX)
        case least, most:
            count = f"{least}" if least == most else f"{least},{'' if most is None else most}"
            return Affix("", f"{{{count}}}", Level.ATOM, Level.ATOM)


def leaf(node: Expr, *, own: str | None, bare: bool, unquoted: bool = False) -> str:
    """Return how a leaf is written; `own` is the text of a grammar that was read in BNF."""
    match node:
        case Terminal(text) if unquoted and not node.quote and as_written(node, own) == text:
            return text
        case Terminal(text) if (
            own is not None
            and (node.quote not in ("", "'", '"') or not TWO_QUOTES.fullmatch(text))
            and stands(node, own)
        ):
            return as_written(node, own)
        case Terminal():
            return quoted(node, own is not None)
        case Nonterminal(name):
            return name if bare else f"<{name}>"
        case Range(first, last):
            return "...".join(quoted(Terminal(end), own=False) for end in (first, last))
        case Prose(text):
            return text if as_written(node, own) == text else f"<{text}>"
    raise AssertionError(node)


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.source.text if grammar.notation == "bnf" else None
    bare, unquoted = is_bare(grammar), _is_unquoted(grammar)
    keeps = own is not None and _keeps_bare(grammar)
    syntax = Syntax(
        leaf=lambda node: leaf(node, own=own, bare=bare, unquoted=keeps),
        wrap=_wrap,
        marks=Marks("#"),
        definer="::=",
        name=lambda rule: rule.name if bare else f"<{rule.name}>",
    )
    return write_rules(with_comments_on_lines(grammar, unquoted=unquoted), syntax, width)


WRITER = Writer("bnf", _features, _write, _without_extension)
