"""Make the tables that `lalr` runs of the ``.lark`` files, with Lark's own analysis.

    python -m railroad.notation.tables

writes the ``.table`` beside each ``.lark`` file of this folder.  States are numbered in the order in which
they are reached from the first, symbol by symbol, and productions in the order of the ``.lark`` file, so the
same file gives the same table with every version of Lark.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from railroad.notation.lalr import Production, Table, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = Path(__file__).parent


def table(lark_file: str) -> Table:
    """Return the table for a ``.lark`` file beside this one: the one kept, or one made now."""
    text = _text(lark_file)
    try:
        kept = _text(_table_file(lark_file))
    except OSError:
        kept = ""
    return read_table(kept, _digest(text)) or make_table(text)


def current(lark_file: str) -> str:
    """Return what the file of the table for a ``.lark`` file must hold."""
    text = _text(lark_file)
    return make_table(text).text(_digest(text))


def lark_files() -> list[str]:
    """Return the names of all ``.lark`` files beside this one, in order."""
    return sorted(path.name for path in _FOLDER.glob("*.lark"))


def make_table(grammar: str) -> Table:
    """Return the table that Lark makes of the text of a ``.lark`` file, whose start is ``start``.

    Raises:
        lark.exceptions.GrammarError: the grammar is not LALR(1); a conflict between two reductions.
    """
    from lark import Lark
    from lark.lexer import Lexer

    class Fed(Lexer):
        """Lark asks for a lexer; here pieces come from outside."""

        def __init__(self, _: object) -> None:
            pass

        def lex(self, *_: object) -> Iterator[Any]:
            return iter(())

    made: Any = Lark(grammar, parser="lalr", lexer=Fed)
    found = made.parser.parser._parse_table
    numbers = {rule: i for i, rule in enumerate(made.rules)}
    order = [found.start_states["start"]]
    places = {order[0]: 0}
    states: list[dict[str, int]] = []
    for state in order:  # grows
        row: dict[str, int] = {}
        for symbol, (_, target) in sorted(found.states[state].items(), key=lambda entry: entry[0]):
            if target in numbers:  # a production to reduce by, else a state to go to
                row[symbol] = ~numbers[target]
                continue
            if target not in places:
                places[target] = len(order)
                order.append(target)
            row[symbol] = places[target]
        states.append(row)
    return Table(tuple(map(_production, made.rules)), tuple(states), places[found.end_states["start"]])


def _production(rule: Any) -> Production:
    """Return one of Lark's rules; what becomes of its children is told in lark.parse_tree_builder."""
    options = rule.options
    expansion = rule.expansion
    runs = "".join(str(int(missing)) for missing in options.empty_indices).split("0")
    missing = [len(run) for run in runs] if options.empty_indices else [0] * (len(expansion) + 1)
    children: list[str] = []
    for i, symbol in enumerate(expansion):
        children += ["-"] * missing[i]
        if symbol.is_term:
            if options.keep_all_tokens or not symbol.filter_out:
                children.append(str(i))
        else:
            children.append(f"*{i}" if symbol.name.startswith("_") else str(i))
    children += ["-"] * missing[-1]
    plain = children == [str(i) for i in range(len(expansion))]
    return Production(
        origin=str(rule.origin.name),
        size=len(expansion),
        callback=str(rule.alias or options.template_source or rule.origin.name),
        single=options.expand1 and not rule.alias,
        children=None if plain else tuple(children),
    )


@cache
def _text(name: str) -> str:
    """Return the text of a file beside this one, be the package in a folder or in an archive."""
    loader: Any = __spec__.loader if __spec__ else None
    data: bytes = loader.get_data(str(_FOLDER / name))
    return data.decode().replace("\r\n", "\n")


def _table_file(lark_file: str) -> str:
    return lark_file.removesuffix(".lark") + ".table"


def _digest(text: str) -> int:
    return crc32(text.encode())


def main() -> None:
    """Write all tables that are not current, and print their names."""
    for name in lark_files():
        file = _FOLDER / _table_file(name)
        text = current(name)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"{file.name}\n")


if __name__ == "__main__":
    main()
