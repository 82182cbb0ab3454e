"""What an ANTLR 4 grammar takes from other files: ANTLR's doc/grammars.md, "Grammar Imports".

    import Common ;                    the rules of Common.g4 that are not defined here become part of it
    options { tokenVocab = L ; }       the tokens of L.g4, or L.tokens, may be used
    tokens { INDENT, DEDENT }          so may these

Without the files, whatever has no rule here is taken to be from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.grammar import Import, Nonterminal, walk
from railroad.notation.antlr4_lexer import is_token
from railroad.notation.modules import Library, mistakes_in, moved
from railroad.notation.reading import Definition, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from railroad.errors import Diagnostic
    from railroad.notation import Loader
    from railroad.notation.antlr4_rules import Directive, Statements
    from railroad.source import Source

_COMMENT = r"//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/"
_TOKEN_NAME = re.compile(rf"{_COMMENT}|(?P<name>[^\W\d]\w*+)")
_VOCABULARY = re.compile(rf"{_COMMENT}|\btokenVocab\s*+=\s*+(?P<name>'[^'\r\n]*+'|[\w.]++)")
_ASSIGNED = re.compile(r"^(?P<name>[^\W\d]\w*+)=\d++[ \t]*+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """The rules of a grammar with those that it imports, and the names that are external."""

    definitions: list[Definition]
    imports: list[Import]


def import_rules(
    source: Source,
    statements: Statements,
    definitions: list[Definition],
    load: Loader | None,
    diagnostics: list[Diagnostic],
) -> Found:
    """Return the definitions with those that are imported after them, and the external names."""
    library = Library(load, diagnostics)
    text = source.text
    imports = [Import(name, "tokens", span=span) for name, span in _declared(text, statements)]
    origins: list[tuple[str, Span, Callable[[str], bool]]] = []
    definitions = list(definitions)
    for name, span in _imported(statements):
        if not _merge(name, span, library, definitions, imports):
            origins.append((name, span, lambda _: True))
    for name, span in _vocabularies(text, statements):
        tokens = _tokens(name, span, library)
        if tokens is None:
            origins.append((name, span, is_token))
        else:
            imports.extend(Import(token, name, span=span) for token in tokens)
    if origins:
        imports.extend(_external(definitions, imports, origins))
    return Found(definitions, _once(imports, definitions))


def _declared(text: str, statements: Statements) -> Iterator[tuple[str, Span]]:
    """Yield the names in ``tokens { }``."""
    for each in statements.directives:
        if each.kind == "tokens":
            code = each.pieces[1]
            for match in _TOKEN_NAME.finditer(text, code.start + 1, code.end):
                if match["name"]:
                    yield match["name"], Span(*match.span())


def _imported(statements: Statements) -> Iterator[tuple[str, Span]]:
    """Yield the names of the grammars that are imported."""
    for each in statements.directives:
        if each.kind == "import":
            yield from _names_of(each)


def _names_of(directive: Directive) -> Iterator[tuple[str, Span]]:
    pieces = directive.pieces[1:]
    for i, piece in enumerate(pieces):
        following = pieces[i + 1].type if i + 1 < len(pieces) else ""
        if piece.type == "NAME" and following != "ASSIGN":  # import x = Name ;
            yield piece.value, Span(piece.start, piece.end)


def _vocabularies(text: str, statements: Statements) -> Iterator[tuple[str, Span]]:
    for each in statements.directives:
        if each.kind == "options":
            for match in _VOCABULARY.finditer(text, each.start, each.end):
                if match["name"]:
                    yield match["name"].strip("'"), Span(*match.span("name"))


def _merge(
    name: str, span: Span, library: Library, definitions: list[Definition], imports: list[Import]
) -> bool:
    """Add the rules of a grammar, and of those that it imports; return whether all were found.

    A rule that is there already stays as it is.
    """
    from railroad.notation.antlr4 import read_statements

    have = {definition.name for definition in definitions}
    todo = [name]
    complete = True
    while todo:
        called = todo.pop(0)
        again = library.knows(f"{called}.g4")
        found = library.find(f"{called}.g4", "", span)
        if found is None:
            complete = complete and again
            if library.load is not None and not again:
                library.warn(f'there is no grammar "{shortened(called)}" beside this one', span)
            continue
        diagnostics: list[Diagnostic] = []
        statements, more = read_statements(found, diagnostics)
        if wrong := mistakes_in(diagnostics, found):
            library.warn(f'the grammar "{shortened(called)}" has a mistake: {wrong}', span)
            complete = False
        for definition in more:
            if definition.name not in have:
                definitions.append(moved(definition, span))
        have.update(definition.name for definition in more)
        imports.extend(Import(token, called, span=span) for token, _ in _declared(found.text, statements))
        todo.extend(each for each, _ in _imported(statements))
    return complete


def _tokens(name: str, span: Span, library: Library) -> list[str] | None:
    """Return the tokens of a vocabulary; None: it was not found."""
    from railroad.notation.antlr4 import read_statements

    if library.load is None:
        return None
    if (found := library.find(f"{name}.g4", "", span)) is not None:
        statements, definitions = read_statements(found, [])
        tokens = [each.name for each in definitions if each.kind == "token"]
        merged: list[Import] = []
        for each, _ in _imported(statements):
            _merge(each, span, library, definitions, merged)
        tokens += [each.name for each in definitions if each.kind == "token"]
        return [*tokens, *(each for each, _ in _declared(found.text, statements))]
    if (found := library.find(f"{name}.tokens", "", span)) is not None:
        return [match["name"] for match in _ASSIGNED.finditer(found.text)]
    library.warn(f'there is neither "{shortened(name)}.g4" nor "{shortened(name)}.tokens" beside this', span)
    return None


def _external(
    definitions: list[Definition],
    imports: list[Import],
    origins: list[tuple[str, Span, Callable[[str], bool]]],
) -> Iterator[Import]:
    """Yield what is used here, defined nowhere, and may be in one of the files that were not found."""
    known = {definition.name for definition in definitions} | {each.name for each in imports}
    for definition in definitions:
        for node in walk(definition.body):
            if isinstance(node, Nonterminal) and node.name not in known:
                fitting = [(origin, span) for origin, span, fits in origins if fits(node.name)]
                if fitting:
                    known.add(node.name)
                    yield Import(node.name, " or ".join(each for each, _ in fitting), span=fitting[0][1])


def _once(imports: list[Import], definitions: list[Definition]) -> list[Import]:
    """Return each name once, without those that are defined."""
    defined = {definition.name for definition in definitions}
    found: dict[str, Import] = {}
    for each in imports:
        if each.name not in defined:
            found.setdefault(each.name, each)
    return list(found.values())
