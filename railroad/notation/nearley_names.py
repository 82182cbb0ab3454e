"""What a nearley grammar takes from other files: nearley.js.org, "Importing other grammars".

    @include "lists.ne"        its rules become part of the grammar
    @builtin "whitespace.ne"   comes with nearley: its rules are external
    @lexer lexer               so is every %token

Without the file, whatever has no rule here is taken to be from there.  A macro sees what is
passed to those that call it ("Macros"), so another's parameter is external to it.
"""

from __future__ import annotations

from posixpath import dirname, join
from typing import TYPE_CHECKING

from railroad.grammar import Import, Nonterminal, walk
from railroad.notation.modules import Library, mistakes_in, moved
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.errors import Diagnostic
    from railroad.notation import Loader
    from railroad.notation.nearley_rules import Statements
    from railroad.notation.reading import Definition

_BUILTIN = {
    "cow.ne": ["cow"],
    "number.ne": ["unsigned_int", "int", "unsigned_decimal", "decimal", "percentage", "jsonfloat"],
    "postprocessors.ne": [],
    "string.ne": ["dqstring", "sqstring", "btstring", "dstrchar", "sstrchar", "strescape"],
    "whitespace.ne": ["_", "__", "wschar"],
}
"""The rules in nearley's folder ``builtin``."""


def include_rules(
    statements: Statements, definitions: list[Definition], load: Loader | None, diagnostics: list[Diagnostic]
) -> tuple[list[Definition], list[Import]]:
    """Return the definitions with those that are included after them, and the external rules."""
    library = Library(load, diagnostics)
    definitions = list(definitions)
    external: list[Import] = []
    unknown: list[tuple[str, Span]] = []
    lexer = _take(statements, "", None, library, definitions, external, unknown)
    defined = {each.name for each in definitions}
    known = defined | {each.name for each in external}
    callers = {name: each.name for each in reversed(definitions) for name in each.parameters}
    for definition in definitions:
        for node in walk(definition.body):
            if not isinstance(node, Nonterminal) or node.name in known or node.name in definition.parameters:
                continue
            if node.name.startswith("%"):
                external.append(Import(node.name, lexer or "token", span=node.span))
            elif definition.kind == "template" and node.spelling.startswith("$") and node.name in callers:
                external.append(Import(node.name, f"an argument of {callers[node.name]}", span=node.span))
            elif unknown:
                origin = " or ".join(each for each, _ in unknown)
                external.append(Import(node.name, origin, span=unknown[0][1]))
            else:
                continue
            known.add(node.name)
    used = {node.name for each in definitions for node in walk(each.body) if isinstance(node, Nonterminal)}
    wanted = used - defined
    return definitions, [each for each in external if each.name in wanted]


def _take(
    statements: Statements,
    path: str,
    span: Span | None,
    library: Library,
    definitions: list[Definition],
    external: list[Import],
    unknown: list[tuple[str, Span]],
) -> str | None:
    """Add what the directives of a file bring, and of those that it includes; return its lexer.

    `path` and `span` are where the file is and what included it; the grammar itself has neither.
    """
    from railroad.notation.nearley import read_statements

    lexer: str | None = None
    todo: list[tuple[Statements, str, Span | None]] = [(statements, path, span)]
    while todo:
        statements, path, within = todo.pop(0)
        for kind, name, own in _directives(statements):
            place = within or own
            if kind == "@lexer":
                lexer = lexer or f"@lexer {name}"
            elif kind == "@builtin":
                if name in _BUILTIN:
                    external.extend(Import(rule, f'@builtin "{name}"', span=place) for rule in _BUILTIN[name])
                else:
                    library.warn(f'nearley has no builtin "{shortened(name)}"', place)
                    unknown.append((f'@builtin "{name}"', place))
            elif kind == "@include":
                again = library.knows(name, path)
                found = library.find(name, path, place)
                if found is None:
                    if not again:
                        unknown.append((f'@include "{name}"', place))
                        if library.load is not None:
                            library.warn(f'there is no file "{shortened(name)}" beside this one', place)
                    continue
                diagnostics: list[Diagnostic] = []
                more, rules = read_statements(found, diagnostics)
                if wrong := mistakes_in(diagnostics, found):
                    library.warn(f'the grammar "{shortened(name)}" has a mistake: {wrong}', place)
                    unknown.append((f'@include "{name}"', place))
                definitions.extend(moved(rule, place) for rule in rules)
                todo.append((more, join(dirname(path), name), place))
    return lexer


def _directives(statements: Statements) -> Iterator[tuple[str, str, Span]]:
    """Yield the kind, the argument and the place of each directive that has an argument."""
    for each in statements.directives:
        if len(each.pieces) == 2 and each.kind != "@":
            yield each.kind, each.pieces[1].value.strip('"`'), Span(each.start, each.end)
