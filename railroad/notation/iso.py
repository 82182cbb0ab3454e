"""Read ISO/IEC 14977:1996, and what goes by its name.

    letter = 'a' | 'b' ;            a name may be several words: full page name = … ;
    digits = digit , { digit } ;    , joins   { } any number   [ ] optional   ( ) groups
    x = { y }- , 3 * z ;            { }- one or more   n * so often
    c = letter - vowel ;            - an exception
    t = ? tabulation ? ;            what a human understands   (* comments (* nest *) *)

All of §4.2 to §4.21 is read, with the alternative representations of table 2: ``/`` and ``!`` for ``|``,
``.`` for ``;``, ``(/ /)`` for ``[ ]``, ``(: :)`` for ``{ }``.  ``(*)``, ``(:)`` and ``(/)`` are mistakes
(table 4), and so is an empty literal (§4.16).

Real texts take liberties; what they can only mean is read, with a warning: commas that are missing (if all
are, one warning), terminators that are missing everywhere, other definers (``:`` ``:=`` ``::=``), ``#`` and
``//`` comments, hyphens in names.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from railroad.notation.dialect import Dialect
from railroad.notation.dialect_reader import read_with
from railroad.notation.lines import level

if TYPE_CHECKING:
    from railroad.grammar import Grammar
    from railroad.source import Source

ISO = Dialect(
    definers=("=", "::=", ":=", ":"),
    terminators=(";", "."),
    alternation=("|", "/", "!"),
    concatenation=(",",),
    exception=("-",),
    count=("*",),
    option=(("[", "]"), ("(/", "/)")),
    repetition=(("{", "}"), ("(:", ":)")),
    empty=(),
    quotes=(('"', '"'), ("'", "'"), ("`", "`")),
    prose=(("?", "?"),),
    names=(),
    name_characters="",
    blanks_in_names=True,
    undefined="rule",
    block_comments=(("(*", "*)"),),
    nested_comments=True,
    refused=("(*)", "(:)", "(/)"),
)

_HYPHEN = re.compile(r"^[ \t]*+(?:\w++[ \t]+)*+\w++(?:-\w++)++[ \t\n]*+(?:=|:)", re.MULTILINE)


def read_iso(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    text = level(source.text)
    dialect = ISO
    if _HYPHEN.search(text):
        dialect = dataclasses.replace(dialect, name_characters="-")
    return read_with(source, dialect, "iso", strict=True)
