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
"""From the path of a file, as seen from the grammar's, with slashes, to its text; None: there is none, or it
may not be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text is to be read."""

    extensions: Extensions = "auto"
    """BNF: whether ``[ ] { } ( ) * + ?`` are signs of the notation, where it leaves that open."""
    load: Loader | None = None
    """Finds the texts that a grammar imports; without it, rules from elsewhere are external."""
    dialect: Dialect | None = None
    """dialect: the signs of the text; None: those that are found in it, which a warning names."""
    trials: int | None = None
    """auto: how many notations are tried at most, ≥ 1; None: as many as might be the right one."""


@dataclass(frozen=True, slots=True)
class Notation:
    """A way to write grammars."""

    name: str
    """What it is asked for by."""
    suffixes: tuple[str, ...]
    """How the names of its files end."""
    read: Callable[[Source, Reading], Grammar]
    """From a text whose characters are checked to its grammar."""
    blanks: str = ""
    """Control characters that stand for white space in it, besides tabs and line ends."""


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


def _read_abnf(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.abnf import read_abnf

    return read_abnf(source, extensions=reading.extensions)


def _read_json(source: Source, _: Reading) -> Grammar:
    from railroad.notation.json import read_json

    return read_json(source)


def _read_rbnf(source: Source, _: Reading) -> Grammar:
    from railroad.notation.rbnf import read_rbnf

    return read_rbnf(source)


def _read_sql(source: Source, _: Reading) -> Grammar:
    from railroad.notation.sql import read_sql

    return read_sql(source)


def _read_antlr4(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.antlr4 import read_antlr4

    return read_antlr4(source, reading.load)


def _read_yacc(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.yacc import read_yacc

    return read_yacc(source)


def _read_lark(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.lark import read_lark

    return read_lark(source, reading.load)


def _read_lemon(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.lemon import read_lemon

    return read_lemon(source)


def _read_nearley(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.nearley import read_nearley

    return read_nearley(source, reading.load)


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


def _read_auto(source: Source, reading: Reading) -> Grammar:
    from railroad.notation.auto import read_auto

    return read_auto(source, reading, {name: each for name, each in NOTATIONS.items() if name != "auto"})


_PAGES = ""
"""What authors of C set between the parts of a file."""
_ALL = (
    Notation("auto", (), _read_auto, _PAGES),
    Notation("bnf", (".bnf",), _read_bnf),
    Notation("w3c", (".ebnf",), _read_w3c),
    Notation("iso", (".ebnf", ".isoebnf"), _read_iso),
    Notation("wsn", (".wsn",), _read_wsn),
    Notation("go", (".ebnf",), _read_go),
    Notation("abnf", (".abnf",), _read_abnf),
    Notation("json", (".json",), _read_json),
    Notation("rbnf", (".rbnf",), _read_rbnf),
    Notation("sql", (".sql.bnf",), _read_sql),
    Notation("antlr4", (".g4",), _read_antlr4, _PAGES),
    Notation("lark", (".lark",), _read_lark, _PAGES),
    Notation("yacc", (".y", ".yy", ".ypp", ".y++"), _read_yacc, _PAGES),
    Notation("lemon", (".y", ".lemon"), _read_lemon, _PAGES),
    Notation("nearley", (".ne",), _read_nearley, _PAGES),
    Notation("peg", (".peg", ".leg"), _read_peg),
    Notation("pegen", (".gram",), _read_pegen),
    Notation("peggy", (".pegjs", ".peggy"), _read_peggy),
    Notation("pest", (".pest",), _read_pest),
    Notation("dialect", (), _read_dialect),
)
NOTATIONS: Mapping[str, Notation] = MappingProxyType({notation.name: notation for notation in _ALL})


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
    source: Source,
    notation: str,
    *,
    extensions: Extensions = "auto",
    load: Loader | None = None,
    dialect: Dialect | None = None,
    trials: int | None = None,
) -> Grammar:
    """Return the grammar that a text defines.

    Args:
        source: the text.
        notation: a name in `NOTATIONS`.
        extensions: whether ``[ ] { } ( ) * + ?`` are signs of the notation, where it leaves that open.
        load: finds the texts that the grammar imports; without it, rules from elsewhere are external.
        dialect: the signs of the text, for the notation ``dialect``; None: those that are found in it.
        trials: how many notations ``auto`` tries at most; None: as many as might be the right one.

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
    check_characters(source, found.blanks)
    return found.read(source, Reading(extensions, load, dialect, trials))
