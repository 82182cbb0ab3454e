"""Grammars of a size that are as bad as their size allows: each in a way of its own."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _repeat(piece: str, size: int, head: str = "a ::= ", tail: str = "") -> str:
    return head + piece * max(1, (size - len(head) - len(tail)) // len(piece)) + tail


def _nested(opening: str, middle: str, closing: str, size: int, head: str = "a ::= ") -> str:
    depth = max(1, (size - len(head) - len(middle)) // (len(opening) + len(closing)))
    return head + opening * depth + middle + closing * depth


def _ladder(size: int) -> str:
    """Return rules that each name the next twice: 2ⁿ if anybody put one into the other."""
    count = size // 24
    return "\n".join(f"r{n} ::= r{n + 1} r{n + 1}" for n in range(count)) + f"\nr{count} ::= x\n"


def _cycle(size: int) -> str:
    count = size // 18
    return "\n".join(f"r{n} ::= r{(n + 1) % count} | x" for n in range(count))


SHAPES: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "one row": lambda size: _repeat("b ", size),
        "one row of quoted letters": lambda size: _repeat('"b" ', size),
        "one choice": lambda size: _repeat("| b ", size, "a ::= b "),
        "different words": lambda size: "a ::= " + " ".join(f"w{n}" for n in range(size // 8)),
        "choice of rows": lambda size: _repeat("| b c d e f g ", size, "a ::= b "),
        "row of choices": lambda size: _repeat('( "b" | c | d ) ', size),
        "row of loops": lambda size: _repeat('{ "b" } ', size),
        "row of options": lambda size: _repeat('[ "b" ] ', size),
        "mixed row": lambda size: _repeat('[ b ] { c } ( d | e ) "f" ', size, 'a ::= "q" '),
        "brackets 90 deep": lambda size: _repeat(_nested("(", '"b"', ")", 180, "") + " ", size),
        "options 90 deep": lambda size: _repeat(_nested('[ "b" ', "c", "]", 90 * 8, "") + " ", size),
        "loops and options 45 deep": lambda size: _repeat(
            _nested('{ "x" | [ ', "b", " ] }", 45 * 15, "") + " ", size
        ),
        "choices 90 deep": lambda size: _repeat(_nested('( "x" | ', "b", " )", 90 * 10, "") + " ", size),
        "brackets as deep as fits": lambda size: _nested("(", '"b"', ")", size),
        "options as deep as fits": lambda size: _nested('["x" ', '"b"', "]", size),
        "loops as deep as fits": lambda size: _nested('{"x" ', '"b"', "}", size),
        "many rules": lambda size: "\n".join(f"r{n} ::= x" for n in range(size // 13)),
        "many rules of one name": lambda size: _repeat("r ::= x\n", size, ""),
        "one long name": lambda size: _repeat("n", size, "", " ::= b\n"),
        "one long label": lambda size: _repeat("x", size, 'a ::= "', '"\n'),
        "one long label of blanks": lambda size: _repeat("x ", size, 'a ::= "', '"\n'),
        "wide letters": lambda size: _repeat("日", size // 3, 'a ::= "', '"\n'),
        "combining marks": lambda size: _repeat("\u0301", size // 2, 'a ::= "e', '"\n'),
        "right to left": lambda size: _repeat("\u05d0", size // 2, 'a ::= "', '"\n'),
        "each names the next twice": _ladder,
        "each names the next": _cycle,
        "left recursion": lambda size: _repeat("| a b ", size, "a ::= c "),
        "right recursion": lambda size: _repeat("| b a ", size, "a ::= c "),
        "repeated with separators": lambda size: _repeat("x { sep x } ", size, 'a ::= "q" '),
        "opening brackets": lambda size: _repeat("(", size, 'a ::= "q" '),
        "closing brackets": lambda size: _repeat(")", size, 'a ::= "q" '),
        "opening angles": lambda size: _repeat("<", size, "a ::= "),
        "opening quotes": lambda size: _repeat("\"'", size, "a ::= "),
        "opening comments": lambda size: _repeat("(*", size, "a ::= "),
        "opening C comments": lambda size: _repeat("/*", size, "a ::= "),
        "numbers signs": lambda size: _repeat("#", size, "a ::= b\n"),
        "bars": lambda size: _repeat("|", size, "a ::= "),
        "definition signs": lambda size: _repeat("::= ", size, "a "),
        "line ends": lambda size: _repeat("\n", size, "", "a ::= b"),
        "line ends of three kinds": lambda size: _repeat("\r\n\r", size, "a ::= b"),
        "blanks": lambda size: _repeat(" ", size, "a ::= ", "b"),
        "tabs in a line": lambda size: _repeat("\tb", size, "a ::= "),
        "stars": lambda size: _repeat("*", size, 'a ::= "b" '),
        "mistakes in each line": lambda size: _repeat('r ::= "x\n', size, ""),
        "semicolons": lambda size: _repeat(";", size, "a ::= b"),
        "backslashes": lambda size: _repeat("\\", size, 'a ::= "', '"'),
    }
)
"""Each makes a text of about a size, in characters."""
