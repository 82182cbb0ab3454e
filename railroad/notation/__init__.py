"""The notations that grammars are read in.

    bytes  ──decode──▶  Source  ──read──▶  Grammar

`NOTATIONS` is the table: a name, and who reads it.  Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic, OptionError, UnknownNotationError, nearest
from railroad.notation.reading import check_characters, decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.grammar import Grammar
    from railroad.notation.dialect import Dialect
    from railroad.source import Source

__all__ = ["NOTATIONS", "Extensions", "Loader", "Notation", "Reading", "decode", "find", "read"]

Extensions = Literal["auto", "on", "off"]
Loader = Callable[[str], "Source | None"]
"""From what an import names, as written, to that text; None: there is none, or it may not be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text is to be read."""

    extensions: Extensions = "auto"
    """BNF: whether ``[ ] { } ( ) * + ?`` are signs of the notation, where it leaves that open."""
    load: Loader | None = None
    """Finds the texts that a grammar imports; without it, rules from elsewhere are external."""
    dialect: Dialect | None = None
    """dialect: the signs of the text; None: those that are found in it, which a warning names."""


@dataclass(frozen=True, slots=True)
class Notation:
    """A way to write grammars."""

    name: str
    """What it is asked for by."""
    suffixes: tuple[str, ...]
    """How the names of its files end."""
    read: Callable[[Source, Reading], Grammar]
    """From a text whose characters are checked to its grammar."""


def _read_bnf(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.bnf import read_bnf

    return read_bnf(source, extensions=reading.extensions)


def _read_w3c(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.w3c import read_w3c

    return read_w3c(source)


def _read_iso(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.iso import read_iso

    return read_iso(source)


def _read_wsn(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.wsn import read_wsn

    return read_wsn(source)


def _read_go(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.go import read_go

    return read_go(source)


def _read_dialect(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.dialect import check
    from railroad.notation.dialect_reader import read_with
    from railroad.notation.dialect_sniff import sniff

    if reading.dialect is not None:
        return read_with(source, check(reading.dialect), "dialect")
    dialect = sniff(source.text)
    return read_with(source, dialect, "dialect", note=f"read with the signs that are found: {dialect}")


NOTATIONS: Mapping[str, Notation] = MappingProxyType(
    {
        notation.name: notation
        for notation in (
            Notation("bnf", (".bnf",), _read_bnf),
            Notation("w3c", (".ebnf",), _read_w3c),
            Notation("iso", (".ebnf", ".isoebnf"), _read_iso),
            Notation("wsn", (".wsn",), _read_wsn),
            Notation("go", (".ebnf",), _read_go),
            Notation("dialect", (), _read_dialect),
        )
    }
)


def find(notation: str) -> Notation:
    """Return the notation of a name.

    Raises:
        UnknownNotationError: there is none.
    """
    found = NOTATIONS.get(notation)
    if found is None:
        hint = nearest(notation, NOTATIONS) or f"there is {', '.join(NOTATIONS)}"
        raise UnknownNotationError([Diagnostic("error", f'there is no notation "{notation}"', None, hint)])
    return found


def read(
    source: Source, notation: str, *, extensions: Extensions = "auto", dialect: Dialect | None = None
) -> Grammar:
    """Return the grammar that a text defines.

    Args:
        source: the text.
        notation: a name in `NOTATIONS`.
        extensions: whether ``[ ] { } ( ) * + ?`` are signs of the notation, where it leaves that open.
        dialect: the signs of the text, for the notation ``dialect``; None: those that are found in it.

    Raises:
        NotationError: with every mistake found, each at its place.
        UnknownNotationError: there is no such notation.
        OptionError: `extensions` has another value, or the signs of `dialect` can't be told apart.
    """
    try:
        found = find(notation)
    except UnknownNotationError as error:
        raise error.within(source) from None
    if extensions not in ("auto", "on", "off"):
        hint = nearest(str(extensions), ("auto", "on", "off")) or "it is auto, on or off"
        raise OptionError.at(source, f'extensions: "{extensions}" is no choice', hint=hint)
    check_characters(source)
    return found.read(source, Reading(extensions, dialect=dialect))
