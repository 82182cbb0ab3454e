"""Say in simpler words what a notation cannot say, where that keeps the language; name what is left.

    x{2,4}              →  x x [ x [ x ] ]             where counts are missing
    x (sep x)*          ←  a list with a separator
    [^a-c]              →  U+0000…"`" | "d"…U+10FFFF   where sets are missing
    "ab" in any case    →  ("a" | "A") ("b" | "B")
    [a-z] - [q]         →  [a-p] | [r-z]
    x?                  →  a rule of its own, x-1 ::= "" | x, where there is no more than choices of sequences

What has no words of that kind is a `Loss`: an error, because the text would describe another language.  What
says nothing of the language, such as actions, labels and marks, is left out with a warning.

The result says only what the notation can, so that reading what is written gives it back.  Lowering it once
more changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from railroad.grammar import (
    Choice,
    Empty,
    Nonterminal,
    Prose,
    Range,
    Remark,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    seq,
    walk,
)
from railroad.transform.core_rules import core_rules
from railroad.transform.left_recursion import left_recursive
from railroad.transform.lower_nodes import Lowering
from railroad.transform.rebuild import rebuild
from railroad.transform.recursion import unroll_recursion

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.errors import Diagnostic
    from railroad.features import Features
    from railroad.grammar import Expr, Grammar
    from railroad.source import Span

_CORE_ORIGIN = "RFC 5234"


@dataclass(frozen=True, slots=True)
class Lowered:
    """A grammar in the words of a notation."""

    grammar: Grammar
    losses: tuple[Diagnostic, ...]
    """Errors: what is said otherwise now than the author said it, each at its place."""
    notes: tuple[Diagnostic, ...]
    """Warnings: what was left out or renamed, and says nothing of the language."""


def lower(grammar: Grammar, features: Features) -> Lowered:
    """Return a grammar that says only what a notation can say, and what got lost on the way."""
    core = [] if features.core else _core(grammar)
    lowering = Lowering(features, grammar, (rule.name for rule in core))
    if core:
        told = Remark("prose", "The core rules of RFC 5234, appendix B.1", len(grammar.rules))
        grammar = replace(grammar, remarks=(*grammar.remarks, told))
    rules = [_without_left_recursion(rule, features) for rule in (*grammar.rules, *core)]
    if features.left_recursion != "yes":
        _tell_of_left_recursion(rules, features, lowering)
    if any(any(node.breaks) for rule in rules for node in walk(rule.body) if isinstance(node, Sequence)):
        lowering.note("where rows of the picture end is left out, as it is not said in comments", None)
    groups: list[list[Rule]] = []  # of each rule, what it became, with the rules made for it
    for rule in rules:
        body = lowering.body(rule)
        groups.append([_plain(rule, body, features, lowering), *lowering.take_tokens()])
    if not features.groups:
        taken = {rule.name for group in groups for rule in group}
        groups = [[each for rule in group for each in _without_groups(rule, taken)] for group in groups]
    renamed = _names([rule for group in groups for rule in group], features, lowering)
    groups = [[_renamed(rule, renamed) for rule in group] for group in groups]
    if features.prose is not None and not lowering.own:
        groups = _with_words_that_are_no_names(groups)
    if not features.comments:
        grammar, groups = _without_comments(grammar, groups, lowering)
    return Lowered(_put_together(grammar, groups, renamed), tuple(lowering.losses), tuple(lowering.notes))


def _put_together(grammar: Grammar, groups: list[list[Rule]], renamed: dict[str, str]) -> Grammar:
    """Return a grammar with other rules; its remarks stay before the rules that they stood before."""
    begins = [0]
    for group in groups:
        begins.append(begins[-1] + len(group))
    rules = tuple(rule for group in groups for rule in group)
    defined = {rule.name for rule in rules}
    imports = (replace(each, name=renamed.get(each.name, each.name)) for each in grammar.imports)
    remarks = (replace(remark, before=begins[min(remark.before, len(groups))]) for remark in grammar.remarks)
    return replace(
        grammar,
        rules=rules,
        remarks=tuple(remarks),
        imports=tuple(each for each in imports if each.name not in defined),
        warnings=(),
    )


def _plain(rule: Rule, body: Expr, features: Features, lowering: Lowering) -> Rule:
    """Return a rule over its new body, without what the notation does not have."""
    own = lowering.own
    if rule.modifiers and not own:
        lowering.note(f"the signs of the rule are left out: {' '.join(rule.modifiers)}", rule.name_span)
    if rule.parameters and not features.templates:
        lowering.lose("templates", f'"{rule.name}" has parameters', rule.name_span)
    return replace(
        rule,
        body=body,
        modifiers=rule.modifiers if own else (),
        parameters=rule.parameters if features.templates else (),
    )


def _without_comments(
    grammar: Grammar, groups: list[list[Rule]], lowering: Lowering
) -> tuple[Grammar, list[list[Rule]]]:
    """Return a grammar and rules without comments, for a notation that has none."""
    if grammar.remarks or any(rule.doc or rule.comments for group in groups for rule in group):
        lowering.note(f"{lowering.features.title} has no comments: they are left out", None)
    bare = [[replace(rule, doc=None, comments=()) for rule in group] for group in groups]
    return replace(grammar, remarks=()), bare


# Left recursion.


def _without_left_recursion(rule: Rule, features: Features) -> Rule:
    """Return a rule with a loop for its calls to itself at its beginning, where it can have none."""
    if features.left_recursion != "no" or left_recursive([rule]) != {rule.name: True}:
        return rule
    plain = (Sequence, Choice, Repetition, Empty, Terminal, Nonterminal, Range, Prose)
    if not all(isinstance(node, plain) and not getattr(node, "lazy", False) for node in walk(rule.body)):
        return rule
    unrolled = unroll_recursion(rule)
    return rule if left_recursive([unrolled]) else unrolled


def _tell_of_left_recursion(rules: list[Rule], features: Features, lowering: Lowering) -> None:
    found = left_recursive(rules)
    for rule in rules:
        direct = found.get(rule.name)
        if direct is not None and not (direct and features.left_recursion == "direct"):
            how = f'"{rule.name}" calls itself before it reads anything'
            lowering.lose("left recursion", how, rule.name_span)


# Rules that others count on.


def _placed(node: Expr, span: Span | None) -> Expr:
    return replace(node, span=span)


def _core(grammar: Grammar) -> list[Rule]:
    """Return the core rules of ABNF that a grammar uses and leaves to the RFC, and those that they use.

    All that is in them stands where the name stands that brings them.
    """
    wanted = [(each.name, each.span) for each in grammar.imports if each.origin.startswith(_CORE_ORIGIN)]
    known = core_rules()
    found: dict[str, Rule] = {}
    for name, span in wanted:
        if name in known and name not in found:
            body = rebuild(known[name], partial(_placed, span=span))
            found[name] = Rule(name, body, name_span=span)
            wanted += [(node.name, span) for node in walk(body) if isinstance(node, Nonterminal)]
    defined = {rule.name for rule in grammar.rules}
    return [rule for name, rule in found.items() if name not in defined]


# Without groups.


def _without_groups(rule: Rule, taken: set[str]) -> list[Rule]:
    """Return a rule and the rules that take over what it can't hold: choices inside it, and repetitions."""
    helpers: list[Rule] = []

    def helper(body: Callable[[Nonterminal], Expr]) -> Nonterminal:
        number = len(helpers) + 1
        while f"{rule.name}-{number}" in taken:
            number += 1
        made = Nonterminal(f"{rule.name}-{number}")
        taken.add(made.name)
        helpers.append(Rule(made.name, body(made)))
        return made

    def inner(item: Expr) -> Expr:
        return helper(lambda _: item) if isinstance(item, Choice) else item

    def step(node: Expr) -> Expr:
        match node:
            case Sequence(items):
                return seq((part for item in items for part in _items(inner(item))), node.span)
            case Choice(alternatives):
                flat = tuple(part for each in alternatives for part in _alternatives(each))
                return Choice(flat, span=node.span)
            case Repetition(item, least, 1):
                return Choice((Empty(), *_alternatives(item)), span=node.span) if least == 0 else item
            case Repetition(item, least):
                part = inner(item)
                first = Empty() if least == 0 else part
                return helper(lambda itself: Choice((first, seq([*_items(part), itself]))))
        return node

    return [replace(rule, body=rebuild(rule.body, step)), *helpers]


def _items(expr: Expr) -> tuple[Expr, ...]:
    return expr.items if isinstance(expr, Sequence) else (expr,)


def _alternatives(expr: Expr) -> tuple[Expr, ...]:
    return expr.alternatives if isinstance(expr, Choice) else (expr,)


# Names.


def _names(rules: list[Rule], features: Features, lowering: Lowering) -> dict[str, str]:
    """Return what each name is called in the notation, where that differs."""
    kinds = {rule.name: rule.kind for rule in rules}
    for rule in rules:
        for node in walk(rule.body):
            if isinstance(node, Nonterminal):
                kinds.setdefault(node.name, "rule")

    def key(name: str) -> str:
        return name.lower() if features.names.folded else name

    taken: dict[str, str] = {}
    renamed: dict[str, str] = {}
    numbers: dict[str, int] = {}
    spans = {rule.name: rule.name_span for rule in rules}
    defined = {rule.name for rule in rules}
    heads = {key(name) for name in defined}
    known = {key(name): name for name in features.names.known if key(name) not in heads}
    for name in [name for name in kinds if name not in defined and key(name) in known]:
        del kinds[name]
        if known[key(name)] != name:
            renamed[name] = known[key(name)]
    for name, kind in kinds.items():
        if features.names.legal(name, kind) and key(name) not in taken:
            taken[key(name)] = name
    for name, kind in kinds.items():
        if taken.get(key(name)) == name:
            continue
        wanted = features.names.mended(name, kind)
        better = wanted
        while key(better) in taken:
            numbers[wanted] = numbers.get(wanted, 1) + 1
            better = features.names.mended(f"{wanted}-{numbers[wanted]}", kind)
        taken[key(better)] = name
        renamed[name] = better
        lowering.note(f'"{name}" is called "{better}" in {features.title}', spans.get(name))
    return renamed


def _with_words_that_are_no_names(groups: list[list[Rule]]) -> list[list[Rule]]:
    """Return rules in which no words for a human are the name of a rule, as which they would be read."""
    taken = {rule.name.lower() for group in groups for rule in group}

    def step(node: Expr) -> Expr:
        if isinstance(node, Prose) and node.text.lower() in taken:
            return Prose(f"{node.text} (in words)", span=node.span)
        return node

    return [[replace(rule, body=rebuild(rule.body, step)) for rule in group] for group in groups]


def _renamed(rule: Rule, names: dict[str, str]) -> Rule:
    if not names:
        return rule

    def step(node: Expr) -> Expr:
        if isinstance(node, Nonterminal) and node.name in names:
            return Nonterminal(names[node.name], node.arguments, span=node.span)
        return node

    return replace(rule, name=names.get(rule.name, rule.name), body=rebuild(rule.body, step))
