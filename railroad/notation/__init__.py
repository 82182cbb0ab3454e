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


def _read_peg(source: Source, _: Reading) -> Grammar:
    from railroad.notation.peg import read_peg

    return read_peg(source)


def _read_peggy(source: Source, _: Reading) -> Grammar:
    from railroad.notation.peggy import read_peggy

    return read_peggy(source)


def _read_pegen(source: Source, _: Reading) -> Grammar:
    from railroad.notation.pegen import read_pegen

    return read_pegen(source)


def _read_pest(source: Source, _: Reading) -> Grammar:
    from railroad.notation.pest import read_pest

    return read_pest(source)


NOTATIONS: Mapping[str, Notation] = MappingProxyType(
    {
        notation.name: notation
        for notation in (
            Notation("bnf", (".bnf",), _read_bnf),
            Notation("peg", (".peg", ".leg"), _read_peg),
            Notation("pegen", (".gram",), _read_pegen),
            Notation("peggy", (".pegjs", ".peggy"), _read_peggy),
            Notation("pest", (".pest",), _read_pest),
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


def read(source: Source, notation: str, *, extensions: Extensions = "auto") -> Grammar:
    """Return the grammar that a text defines.

    Args:
        source: the text.
        notation: a name in `NOTATIONS`.
        extensions: whether ``[ ] { } ( ) * + ?`` are signs of the notation, where it leaves that open.

    Raises:
        NotationError: with every mistake found, each at its place.
        UnknownNotationError: there is no such notation.
        OptionError: `extensions` has another value.
    """
    try:
        found = find(notation)
    except UnknownNotationError as error:
        raise error.within(source) from None
    if extensions not in ("auto", "on", "off"):
        hint = nearest(str(extensions), ("auto", "on", "off")) or "it is auto, on or off"
        raise OptionError.at(source, f'extensions: "{extensions}" is no choice', hint=hint)
    check_characters(source)
    return found.read(source, Reading(extensions))
