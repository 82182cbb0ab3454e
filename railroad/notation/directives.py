"""What stands between the rules of a parser generator's file, as remarks.

%token NUM          Remark("directive", "%token NUM", before=0)
exp: exp '+' NUM    the first rule
exp: NUM            the same rule again
%start exp          Remark("directive", "%start exp", before=1)
"""

from __future__ import annotations

from bisect import bisect_right
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


def remarks_of(
    text: str,
    directives: Iterable[Directive],
    definitions: list[Definition],
    loose: Iterable[Remark] = (),
) -> list[Remark]:
    """Return the directives of a text as remarks, each after as many rules as begin before it.

    `loose` are the comments between rules, in order; those in a directive are told by it.
    """
    counts = [0]
    names: set[str] = set()
    for definition in definitions:
        names.add(definition.name)
        counts.append(len(names))
    found = [
        Remark("directive", text[each.start : each.end], counts[each.before], span=Span(each.start, each.end))
        for each in directives
    ]
    spans = [remark.span for remark in found if remark.span]
    starts = [span.start for span in spans]
    for remark in loose:
        at = bisect_right(starts, remark.span.start) if remark.span else 0
        if not (at and remark.span and remark.span.start < spans[at - 1].end):
            found.append(remark)
    return sorted(found, key=lambda remark: remark.span.end if remark.span else 0)
