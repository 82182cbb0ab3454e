"""Find which rules are used, which are not, and which names no rule defines.  Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.grammar import Nonterminal, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.grammar import Grammar
    from railroad.source import Span


@dataclass(frozen=True, slots=True)
class References:
    """Who calls whom, by name.  Each name comes once, in the order of the text."""

    used: Mapping[str, Span | None]
    """Every name that is called, defined or not, with the place of its first call."""
    undefined: Mapping[str, Span | None]
    """The names among `used` that no rule defines and that are not external."""
    external: Mapping[str, Span | None]
    """The names among `used` that are defined in another grammar."""
    unused: Mapping[str, Span | None]
    """The rules that no other rule calls, with the place of their name: the start of a grammar, or a slip."""


def find_references(grammar: Grammar) -> References:
    """Return who calls whom in `grammar`.

    A rule that only calls itself is not used.  What a template calls by a parameter's name is no call.
    """
    used: dict[str, Span | None] = {}
    by_others: set[str] = set()
    for rule in grammar.rules:
        for expr in walk(rule.body):
            if isinstance(expr, Nonterminal) and expr.name not in rule.parameters:
                used.setdefault(expr.name, expr.span)
                if expr.name != rule.name:
                    by_others.add(expr.name)
    defined = {rule.name for rule in grammar.rules}
    imported = {each.name for each in grammar.imports} - defined
    known = defined | imported
    return References(
        used=used,
        undefined={name: span for name, span in used.items() if name not in known},
        external={name: span for name, span in used.items() if name in imported},
        unused={rule.name: rule.name_span for rule in grammar.rules if rule.name not in by_others},
    )
