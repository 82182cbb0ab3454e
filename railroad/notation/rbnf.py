"""Read RBNF, Routing Backus-Naur Form: RFC 5511.

    <Path> ::= <Common Header> [ <INTEGRITY> ]
               ( <SESSION> | <FILTER> )...

The steps are those of SQL's notation (`sql`).  Here round brackets group (§2.2.5), text may stand in double
quotes, and no prose is expected between rules: what belongs to none is a mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.notation.angled_words import RBNF
from railroad.notation.sql import read_angled

if TYPE_CHECKING:
    from railroad.grammar import Grammar
    from railroad.source import Source


def read_rbnf(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    return read_angled(source, RBNF)
