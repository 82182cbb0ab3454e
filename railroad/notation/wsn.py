r"""Read Wirth's syntax notation.

N. Wirth, "What can we do about the unnecessary diversity of notation for syntactic definitions?",
CACM 20(11), 1977::

    SYNTAX  = { PRODUCTION } .
    PERCENT = "%" | "say ""no"" " .           a quote within quotes is doubled

``[ ]`` is optional, ``{ }`` any number, ``( )`` groups, and ``.`` ends a rule.  In a grammar that quotes
nothing, names that no rule has are terminals.

What is seen besides and read: single quotes, ``;`` at the end of a rule in place of the full stop, ``:=`` and
``::=``, numbers before rules (ISO 10303-11), ``\LL:2\`` (EBNF Studio; kept as an attribute), comments
``(* *)``, ``/* */``, ``//``, ``--``, ``;;`` and ``#``.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from railroad.notation.dialect import Dialect
from railroad.notation.dialect_reader import read_with

if TYPE_CHECKING:
    from railroad.grammar import Grammar
    from railroad.source import Source

WSN = Dialect(
    definers=("=", "::=", ":="),
    terminators=(".",),
    empty=("ε",),
    doubled=True,
    code=(("\\", "\\"),),
    name_characters="-",
    line_comments=(";;", "//", "#", "--"),
)

_HEAD = re.compile(r"^[ \t]*+[\w-]++[ \t]*+(?:::|:)?=", re.MULTILINE)
_STOP = re.compile(r"\.[ \t]*+$", re.MULTILINE)
_SEMICOLON = re.compile(r"(?<!;);[ \t]*+$", re.MULTILINE)


def read_wsn(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    stops = sum(1 for _ in _STOP.finditer(source.text))
    semicolons = sum(1 for _ in _SEMICOLON.finditer(source.text))
    heads = sum(1 for _ in _HEAD.finditer(source.text))
    ends = semicolons > stops and semicolons * 2 >= heads
    dialect = dataclasses.replace(WSN, terminators=(";",)) if ends else WSN
    return read_with(source, dialect, "wsn")
