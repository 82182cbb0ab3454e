"""Rules from other files: how their nodes get a place in the text that imports them.

    import Lexer ;     →   every node of every rule of Lexer.g4 has the span of this statement

A grammar has one text that its spans point into, so what comes from elsewhere points at the statement that
brought it.  No recursion, however deep the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic, NotationError
from railroad.grammar import (
    Choice,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Repetition,
    Sequence,
    children,
)
from railroad.notation.reading import check_characters, shortened

if TYPE_CHECKING:
    from railroad.grammar import Expr
    from railroad.notation import Loader
    from railroad.notation.reading import Definition
    from railroad.source import Source, Span

_MOST_FILES = 100
"""How many files one grammar may import, with those that they import."""


@dataclass(slots=True)
class Library:
    """Finds the files that one grammar imports, each once."""

    load: Loader | None
    diagnostics: list[Diagnostic]
    _seen: set[str] = field(default_factory=set)

    def find(self, path: str, beside: str, span: Span) -> Source | None:
        """Return the text of `path`, taken from where `beside` is; None: there is none, or it was had.

        What can't be found or read is told at `span`.
        """
        if self.load is None:
            return None
        name = normpath(join(dirname(beside), path))
        if name in self._seen:
            return None
        self._seen.add(name)
        if len(self._seen) > _MOST_FILES:
            self.warn(
                f'"{shortened(path)}" is not read: there are more than {_MOST_FILES} imported files', span
            )
            return None
        try:
            found = self.load(name)
            if found is not None:
                check_characters(found, "\f\v")
        except NotationError as error:
            self.warn(f'"{shortened(path)}" can\'t be read: {error.diagnostics[0]}', span)
            return None
        return found

    def knows(self, path: str, beside: str = "") -> bool:
        """Return whether `find` was asked for a file before."""
        return normpath(join(dirname(beside), path)) in self._seen

    def warn(self, message: str, span: Span, hint: str | None = None) -> None:
        """Tell of something odd about what is imported at `span`."""
        self.diagnostics.append(Diagnostic("warning", message, span, hint))


def mistakes_in(found: list[Diagnostic], source: Source) -> str | None:
    """Return what is wrong with an imported text, for a message; None: nothing."""
    errors = [each for each in found if each.severity == "error"]
    if not errors:
        return None
    more = f" (and {len(errors) - 1:,} more)" if len(errors) > 1 else ""
    return f"{errors[0].place(source)}: {errors[0]}{more}"


def moved(definition: Definition, span: Span) -> Definition:
    """Return the definition with the place `span` for all of it."""
    return replace(
        definition,
        body=moved_expression(definition.body, span),
        span=span,
        name_span=span,
        comments=tuple(replace(comment, span=span) for comment in definition.comments),
    )


def moved_expression(expr: Expr, span: Span) -> Expr:
    """Return the expression with the place `span` for every node of it."""
    visits: list[tuple[Expr, int]] = []
    todo = [expr]
    while todo:
        node = todo.pop()
        below = children(node)
        visits.append((node, len(below)))
        todo.extend(below)
    done: list[Expr] = []
    for node, count in reversed(visits):
        parts = tuple(done[len(done) - count :]) if count else ()
        del done[len(done) - count :]
        done.append(_with(node, parts, span))
    return done[0]


def _with(node: Expr, parts: tuple[Expr, ...], span: Span) -> Expr:
    """Return a node with other expressions below it, at another place."""
    match node:
        case Sequence() | Permutation():
            return replace(node, items=parts, span=span)
        case Choice():
            return replace(node, alternatives=parts, span=span)
        case Repetition():
            return replace(node, item=parts[0], separator=parts[1] if len(parts) > 1 else None, span=span)
        case Lookahead() | Labelled() | Marked():
            return replace(node, item=parts[0], span=span)
        case Exclusion():
            return replace(node, item=parts[0], exception=parts[1], span=span)
        case Nonterminal():
            return replace(node, arguments=parts, span=span)
        case _:
            return replace(node, span=span)
