"""The grammar model: what the author wrote, whatever the notation.

A `Grammar` is a tuple of rules; a `Rule` is a name and the expression it stands for; an expression is one of
a few node types.  All are immutable; spans point into the source and are left out of equality, so two
expressions that say the same are equal wherever they stood.

The model is the superset of all notations.  A node that only some notations need has its place here, beside
the others, and in `Expr`; whoever does a `match` over `Expr` is then told by mypy.

Expressions may be nested tens of thousands deep: never walk them by recursion (`transform.rewrite` and
`walk` have loops for it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic, UnknownRuleError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from railroad.source import Source, Span


@dataclass(frozen=True, slots=True)
class Terminal:
    """Literal text."""

    text: str
    """The bare text, without quotes; at least one character."""
    quote: str = field(default="", compare=False, repr=False, kw_only=True)
    """The quote the author wrote before it; empty where there was none."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Nonterminal:
    """A reference to a rule, defined or not."""

    name: str
    """The bare name, without angle brackets."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Range:
    """One character from `first` to `last`, both included, by code point."""

    first: str
    last: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Prose:
    """What the author said in words, for a human."""

    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing at all: ε."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another."""

    items: tuple[Expr, ...]
    """Two or more."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    alternatives: tuple[Expr, ...]
    """Two or more, in the author's order."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Repetition:
    """An item several times, with a separator between; 0..1 is *optional*."""

    item: Expr
    least: int
    """0 or more."""
    most: int | None
    """At least `least` and at least 1; None: no bound."""
    separator: Expr | None = None
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)

    @property
    def is_optional(self) -> bool:
        """Whether this is 0..1 of the item."""
        return self.least == 0 and self.most == 1


Expr = Terminal | Nonterminal | Range | Prose | Empty | Sequence | Choice | Repetition


@dataclass(frozen=True, slots=True)
class Rule:
    """A name and what it stands for."""

    name: str
    body: Expr
    doc: str | None = field(default=None, compare=False, kw_only=True)
    """The comment before the rule, without comment marks."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)
    """The whole of its first definition."""
    name_span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules in the order of their first definition, each name once."""

    rules: tuple[Rule, ...]
    source: Source = field(compare=False, repr=False)
    notation: str = field(compare=False)
    """The name of the notation it was read in."""
    warnings: tuple[Diagnostic, ...] = field(default=(), compare=False, repr=False)

    def rule(self, name: str) -> Rule:
        """Return the rule called `name`.

        Raises:
            UnknownRuleError: there is none; the hint names the nearest.
        """
        for rule in self.rules:
            if rule.name == name:
                return rule
        hint = nearest(name, (rule.name for rule in self.rules))
        raise UnknownRuleError([Diagnostic("error", f'there is no rule "{name}"', None, hint)], self.source)


def seq(items: Iterable[Expr], span: Span | None = None) -> Expr:
    """Return the items one after another: `Empty` for none, the thing itself for one."""
    kept = tuple(items)
    if len(kept) > 1:
        return Sequence(kept, span=span)
    return kept[0] if kept else Empty(span=span)


def choice(alternatives: Iterable[Expr], span: Span | None = None) -> Expr:
    """Return one of the alternatives (at least one): the thing itself for one."""
    kept = tuple(alternatives)
    return kept[0] if len(kept) == 1 else Choice(kept, span=span)


def optional(item: Expr, span: Span | None = None) -> Repetition:
    """Return the item or nothing."""
    return Repetition(item, 0, 1, span=span)


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the expressions directly below `expr`, in reading order."""
    match expr:
        case Sequence(items):
            return items
        case Choice(alternatives):
            return alternatives
        case Repetition(item, separator=None):
            return (item,)
        case Repetition(item, separator=separator):
            return (item, separator)  # type: ignore[return-value]
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and every expression below it, parents first, in reading order; no recursion."""
    todo = [expr]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(reversed(children(node)))
