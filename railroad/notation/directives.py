"""What stands between the rules of a parser generator's file, as remarks.

%token NUM          Remark("directive", "%token NUM", before=0)
exp: exp '+' NUM    the first rule
exp: NUM            the same rule again
%start exp          Remark("directive", "%start exp", before=1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from railroad.grammar import Remark
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.notation.reading import Definition


class Directive(Protocol):
    """What a reader found that is no rule."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def before(self) -> int:
        """How many definitions stand before it, those of the same name too."""


def remarks_of(text: str, directives: Iterable[Directive], definitions: list[Definition]) -> list[Remark]:
    """Return the directives of a text as remarks, each after as many rules as begin before it."""
    counts = [0]
    names: set[str] = set()
    for definition in definitions:
        names.add(definition.name)
        counts.append(len(names))
    return [
        Remark("directive", text[each.start : each.end], counts[each.before], span=Span(each.start, each.end))
        for each in directives
    ]
