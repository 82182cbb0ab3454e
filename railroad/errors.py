"""What goes wrong, said once: diagnostics with their place, and the errors that carry them.

A diagnostic prints as compilers print, so that editors can jump to the place::

    calc.bnf:3:9: error: expected "::=" after the name of a rule
    <term> <factor>
           ^
    hint: every rule reads NAME ::= BODY
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from railroad.source import Source, Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to tell the user about a text."""

    severity: Severity
    message: str
    """One line, no full stop at its end."""
    span: Span | None = None
    """Where, as offsets into the source; None where there is no place."""
    hint: str | None = None
    """What to do about it."""

    def __str__(self) -> str:
        return self.message

    def format(self, source: Source | None) -> str:
        """Return the diagnostic as text: place and message, the line with carets, the hint.

        Begins ``name:line:column: ``, or ``name: `` where there is no place.
        """
        lines = [f"{self.place(source)}: {'warning: ' * (self.severity == 'warning')}{self.message}"]
        if source is not None and self.span is not None:
            lines.append(source.excerpt(self.span))
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def place(self, source: Source | None) -> str:
        """Return ``name:line:column``, or ``name`` where there is no place."""
        if source is None:
            return "railroad"
        if self.span is None:
            return source.name
        line, column = source.position(self.span.start)
        return f"{source.name}:{line}:{column}"


class RailroadError(Exception):
    """Whatever the user can mend.  Its text is that of all its diagnostics.

    `diagnostics` has at least one; `source` is the text they point into, or None.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic], source: Source | None = None) -> None:
        """Keep `diagnostics` (at least one) and the `source` that they point into."""
        self.diagnostics = tuple(diagnostics)
        self.source = source
        super().__init__(self.diagnostics, source)

    @classmethod
    def at(
        cls, source: Source | None, message: str, span: Span | None = None, hint: str | None = None
    ) -> Self:
        """Return an error with one diagnostic."""
        return cls([Diagnostic("error", message, span, hint)], source)

    def within(self, source: Source) -> Self:
        """Return the same error, about `source` if it was about no text so far."""
        return self if self.source is not None else type(self)(self.diagnostics, source)

    def __str__(self) -> str:
        return format_all(self.diagnostics, self.source)


class NotationError(RailroadError):
    """The text is not a grammar in the notation asked for, or not text at all."""


class LossError(RailroadError):
    """The notation asked for can't say what the grammar says; each thing that it can't at its place."""


class LimitError(RailroadError):
    """The picture would be larger than can be made."""


class FontError(RailroadError):
    """No font here has a character that has to be drawn."""


class OptionError(RailroadError):
    """An option has a value that it can't have."""


class UnknownRuleError(RailroadError):
    """The grammar has no rule of that name."""


class UnknownNotationError(OptionError):
    """There is no notation of that name."""


class UnknownFormatError(OptionError):
    """There is no output format of that name."""


class UnknownThemeError(OptionError):
    """There is no theme of that name."""


def format_all(diagnostics: Iterable[Diagnostic], source: Source | None) -> str:
    """Return all diagnostics as text, one after another."""
    return "\n".join(diagnostic.format(source) for diagnostic in diagnostics)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return a hint that names what `name` may have been meant to be, or None.

    >>> nearest("exprs", ["term", "expr"])
    'did you mean "expr"?'
    """
    from difflib import get_close_matches

    known = list(names)
    folded = {other.casefold(): other for other in reversed(known)}
    close = get_close_matches(name.casefold()[:200], list(folded), n=1, cutoff=0.5)
    return f'did you mean "{folded[close[0]]}"?' if close else None
