"""What a Lark grammar takes from others: Lark's docs/grammar.md, "%import", "%override", "%extend".

    %import common.NUMBER         from the library that comes with Lark: looked up, so that a slip is told
    %import .terminals.NAME       from terminals.lark beside the grammar, where there is a loader
    %extend sum: sum "%" product  adds alternatives to what was imported, or stands here

Imported rules stay external: they, and what they use, are drawn from the grammar that they stand in.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from railroad.errors import NotationError
from railroad.grammar import Choice, Expr, Import, choice
from railroad.notation.bodies import Hints
from railroad.notation.modules import Library, mistakes_in, moved_expression
from railroad.notation.reading import shortened
from railroad.source import Source, Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.notation import Loader
    from railroad.notation.lark_statements import RawImport, Statements
    from railroad.notation.reading import Definition

_LIBRARY = frozenset(["common", "lark", "python", "unicode"])
"""The grammars in Lark's package ``lark.grammars``."""


def resolve(
    statements: Statements, definitions: list[Definition], load: Loader | None, diagnostics: list[Diagnostic]
) -> tuple[list[Definition], list[Import]]:
    """Return the definitions, those of ``%extend`` with what they extend, and the external rules."""
    files = _Files(Library(load, diagnostics))
    imported: dict[str, Expr | None] = {}
    external: dict[str, Import] = {}
    for each in statements.imports:
        imported[each.name.value] = files.body(each)
        place = Span(each.name.start, each.name.end)
        external.setdefault(each.name.value, Import(each.name.value, each.origin, span=place))
    for piece in statements.declared:
        place = Span(piece.start, piece.end)
        external.setdefault(piece.value, Import(piece.value, "%declare", span=place))
    found = _extended(definitions, imported, external, files.library)
    defined = {definition.name for definition in found}
    return found, [each for name, each in external.items() if name not in defined]


def _extended(
    definitions: list[Definition],
    imported: dict[str, Expr | None],
    external: dict[str, Import],
    library: Library,
) -> list[Definition]:
    """Return the definitions with ``%extend`` joined to what it extends."""
    found: list[Definition] = []
    places: dict[str, int] = {}
    for each in definitions:
        if "%extend" in each.modifiers:
            if each.name in places:
                at = places[each.name]
                first = found[at]
                found[at] = replace(first, body=_joined(first.body, each.body))
                continue
            base = imported.get(each.name)
            if base is not None:
                place = external[each.name].span or each.name_span
                each = replace(each, body=_joined(moved_expression(base, place), each.body))
            else:
                name = shortened(each.name)
                library.warn(f'what "{name}" is without this %extend is not known here', each.name_span)
        places.setdefault(each.name, len(found))
        found.append(each)
    return found


def _joined(first: Expr, second: Expr) -> Expr:
    parts = [
        part
        for body in (first, second)
        for part in (body.alternatives if isinstance(body, Choice) else (body,))
    ]
    return choice(parts, second.span)


class _Files:
    """The grammars that one grammar imports from, each read once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._hints: dict[str, Hints] = {}
        self._read: dict[str, dict[str, Expr] | None] = {}

    def body(self, wanted: RawImport) -> Expr | None:
        """Return what an imported rule stands for; None: that is not known."""
        path = "/".join(wanted.path)
        if wanted.relative:
            if not path or self.library.load is None:
                return None
            if path not in self._read:
                self._read[path] = self._rules(path, wanted.span)
            rules = self._read[path]
        elif path in _LIBRARY:
            rules = library_rules(path)
        else:
            return None
        if rules is None:
            return None
        if wanted.source in rules:
            return rules[wanted.source]
        hints = self._hints.setdefault(path, Hints(rules))
        hint = hints.nearest(wanted.source)
        name = shortened(wanted.source)
        place = Span(wanted.name.start, wanted.name.end)
        self.library.warn(f'there is no "{name}" in {shortened(".".join(wanted.path))}', place, hint)
        return None

    def _rules(self, path: str, span: Span) -> dict[str, Expr] | None:
        found = self.library.find(f"{path}.lark", "", span)
        if found is None:
            self.library.warn(f'there is no grammar "{shortened(path)}.lark" beside this one', span)
            return None
        diagnostics: list[Diagnostic] = []
        rules = _names(found, diagnostics)
        if wrong := mistakes_in(diagnostics, found):
            self.library.warn(f'the grammar "{shortened(path)}.lark" has a mistake: {wrong}', span)
            return None
        return rules


def _names(source: Source, diagnostics: list[Diagnostic]) -> dict[str, Expr]:
    """Return what each rule of a grammar stands for; what it imports is there by name only."""
    from railroad.grammar import Prose
    from railroad.notation.lark import read_statements

    statements, definitions = read_statements(source, diagnostics)
    rules: dict[str, Expr] = {
        piece.value: Prose(piece.value)
        for piece in (*(each.name for each in statements.imports), *statements.declared)
    }
    rules.update((each.name, each.body) for each in definitions)
    return rules


@cache
def library_rules(name: str) -> dict[str, Expr] | None:
    """Return what each rule of one of Lark's own grammars stands for; None: it can't be read."""
    from importlib.resources import files

    try:
        text = files("lark.grammars").joinpath(f"{name}.lark").read_text(encoding="utf-8")
        return _names(Source(f"{name}.lark", text), [])
    except (OSError, NotationError, ModuleNotFoundError):
        return None
