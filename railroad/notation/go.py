r"""Read the EBNF of the Go specification (§ Notation), of Cue, Starlark, Protocol Buffers.

    hex_digit = "0" … "9" | "A" … "F" .
    newline   = /* the Unicode code point U+000A */ .     the comment is the body
    escape    = `\` ( "a" | "b" ) .                       back quotes quote too

Otherwise as Wirth's notation.  ``...`` is ``…``; single quotes quote; ``/…/`` is a regular expression; ``//``
and ``#`` begin comments.  A rule that lacks its full stop ends where a line begins the next, with a warning,
and a text without any is read so throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.notation.dialect import Dialect
from railroad.notation.dialect_reader import read_with

if TYPE_CHECKING:
    from railroad.grammar import Grammar
    from railroad.source import Source

GO = Dialect(
    terminators=(".",),
    quotes=(('"', '"'), ("`", "`"), ("'", "'")),
    regex=("/",),
    name_characters="-",
    undefined="rule",
    block_comments=(("/*", "*/"),),
)


def read_go(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    return read_with(source, GO, "go", comments_as_bodies=True)
