"""Read the BNF of the SQL standards: ISO/IEC 9075-1, *BNF*, as in the texts of the standards.

    <column list> ::= <column name> [ { <comma> <column name> }... ]
    <left bracket> ::= [
    <space> ::= !! See the Syntax Rules.

The steps are those of RFC 5511's notation (`rbnf`), which differs in few signs:

    angled_words    the text  →  words
    angled_rules    where rules begin and end, and the prose between them
    angled_body     the words of a rule  →  pieces  →  (angled.lark) nodes

Lines that begin with ``--`` are the mark-up of the published transcriptions of SQL-92 and later: ``--h2 …``
is a heading, ``--p`` begins a paragraph, ``--@@`` hides a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.notation.angled_body import Bodies
from railroad.notation.angled_rules import find_rules
from railroad.notation.angled_words import SQL, Dialect, cut
from railroad.notation.comment_places import in_order
from railroad.notation.reading import Definition, finish
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.grammar import Grammar
    from railroad.source import Source


def read_sql(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    return read_angled(source, SQL)


def read_angled(source: Source, dialect: Dialect) -> Grammar:
    """Return the grammar in a notation that writes names in angle brackets and repeats with dots.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    rules, remarks = find_rules(source.text, cut(source.text, dialect), dialect, diagnostics)
    bodies = Bodies(source.text, dialect, diagnostics)
    definitions = [
        Definition(
            rule.name,
            bodies.read(rule),
            None,
            Span(rule.name_span.start, rule.end),
            rule.name_span,
            comments=rule.comments,
        )
        for rule in rules
    ]
    remarks = in_order(remarks, [rule.name for rule in rules])
    return finish(source, dialect.name, definitions, diagnostics, remarks=remarks)
