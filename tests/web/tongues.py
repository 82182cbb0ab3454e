"""Grammars of a size that are as bad as their size allows, in every notation: rows, choices, nests, openers.

    shapes("iso")["row of options"](64 * 1024)   →   'a = [ b ] , [ b ] , …'

A `Tongue` is what a notation writes for the things that all have.  What it lacks is None; what is between
two things is part of the sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.web.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable

Pair = tuple[str, str]
Shape = "Callable[[int], str]"


@dataclass(frozen=True)
class Tongue:
    """How a notation is written."""

    define: str = "{} ::= "
    """Before the body of a rule; ``{}`` is its name."""
    end: str = "\n"
    before: str = ""
    """Before the first rule."""
    after: str = ""
    bar: str = " | "
    comma: str = " "
    """Between the parts of a sequence."""
    quote: str | None = '"'
    name: str = "{}"
    """A name where it is used."""
    group: Pair | None = ("( ", " )")
    option: Pair | None = ("[ ", " ]")
    loop: Pair | None = ("{ ", " }")


TONGUES: dict[str, Tongue] = {
    "bnf": Tongue(),
    "w3c": Tongue(option=("( ", " )?"), loop=("( ", " )*")),
    "iso": Tongue("{} = ", " ;\n", comma=" , "),
    "wsn": Tongue("{} = ", " .\n"),
    "go": Tongue("{} = ", " .\n"),
    "abnf": Tongue("{} = ", "\r\n", bar=" / ", loop=("*( ", " )")),
    "rbnf": Tongue("<{}> ::= ", name="<{}>", loop=("( ", " )...")),
    "sql": Tongue("<{}> ::= ", name="<{}>", quote=None, group=("{ ", " }"), loop=("{ ", " }...")),
    "antlr4": Tongue(
        "{} : ", " ;\n", "grammar T;\n", quote="'", option=("( ", " )?"), loop=("( ", " )*")
    ),
    "lark": Tongue("{}: ", option=("[ ", " ]"), loop=("( ", " )*")),
    "yacc": Tongue("{} : ", " ;\n", "%%\n", quote="'", group=None, option=None, loop=None),
    "lemon": Tongue("{} ::= ", " .\n", bar=" .\na ::= ", quote=None, group=None, option=None, loop=None),
    "nearley": Tongue("{} -> ", option=("( ", " ):?"), loop=("( ", " ):*")),
    "peg": Tongue("{} <- ", bar=" / ", option=("( ", " )?"), loop=("( ", " )*")),
    "pegen": Tongue("{}: ", quote="'", option=("[ ", " ]"), loop=("( ", " )*")),
    "peggy": Tongue("{} = ", bar=" / ", option=("( ", " )?"), loop=("( ", " )*")),
    "pest": Tongue("{} = {{ ", " }\n", comma=" ~ ", option=("( ", " )?"), loop=("( ", " )*")),
    "dialect": Tongue("{} → ", " ;\n", option=("( ", " )?"), loop=("( ", " )*")),
}  # fmt: skip
"""Of each notation that is written by hand."""

OPENERS = (
    *('"', "'", "`", "“", "(", "[", "{", "<", "((", "[[", "{{", "(*", "/*", "//", "#", ";", "--", "<!--"),
    *("<<", "{%", "@{%", "%{", "%%", "{-", "#{", "?", "? ", '"""', "'''", 'r"', "r'", '#"', 'b"', '^"'),
    *("/[", "/", "[^", "[a-", "[:", "#x", "%x", "%x1-", "%d1.", "1*", "*", "1*2", "3", "~", "!", "&", "@"),
    *("$", "^", "\\", "\\\"", "\\'", "+", "-", "_", "a", "9"),
    *("->", "=>", "=", ":", "::=", ":=", "<-", "→", "|", "/ ", ",", ".", "..", "..."),
    *("a = ", "a: ", "a ", "<a", "a>", "a(", "a[", "a{", "%a ", "@a ", "a::", '"a', "'a'", "a<b>", "\\u{"),
    *("\n", "\r\n", "\t", " ", "\r", "a\n", ";\n", "|\n", '"\n', "(\n", "a:\n", "=\n", "<a>\n", "\u2028"),
    *("é", "日", "\u0301", "\u05d0", "\u0627", "\u202e", "\U0001f600", "\u200d", "ﬁ", "\ufeff"),
)  # fmt: skip
"""What begins something in some notation, or means something: to be said again and again."""


def shapes(notation: str) -> dict[str, Callable[[int], str]]:
    """Return the shapes of a notation, by name; each makes a text of about a size, in characters."""
    if notation == "json":
        return _in_json()
    tongue = TONGUES[notation]
    found = _structures(tongue) | _openers(tongue)
    return {**SHAPES, **found} if notation == "bnf" else found


def _structures(t: Tongue) -> dict[str, Callable[[int], str]]:
    """Return what is a grammar."""
    b, c = t.name.format("b"), t.name.format("c")
    x = b if t.quote is None else f"{t.quote}x{t.quote}"
    found: dict[str, Callable[[int], str]] = {
        "row": lambda size: _rule(t, b, t.comma, size),
        "row of terminals": lambda size: _rule(t, x, t.comma, size),
        "row of words": lambda size: _numbered(t, t.comma, size),
        "choice": lambda size: _rule(t, b, t.bar, size),
        "choice of words": lambda size: _numbered(t, t.bar, size),
        "choice of rows": lambda size: _rule(t, t.comma.join([b, c, x] * 2), t.bar, size),
        "rules": lambda size: _rules(t, lambda n: x, size),
        "rules of one name": lambda size: (
            t.before + (t.define.format("a") + x + t.end) * (size // 12) + t.after
        ),
        "ladder": lambda size: _rules(t, lambda n: t.comma.join([t.name.format(f"r{n + 1}")] * 2), size),
        "left recursion": lambda size: _rule(t, t.comma.join([t.name.format("a"), b]), t.bar, size),
        "right recursion": lambda size: _rule(t, t.comma.join([b, t.name.format("a")]), t.bar, size),
        "long name": lambda size: t.before + t.define.format("n" * size) + x + t.end + t.after,
        "long names": lambda size: _rule(t, t.name.format("n" * 150), t.comma, size),
        "names of dashes": lambda size: _rule(t, t.name.format("a-" * 60 + "a"), t.comma, size),
    }
    if t.quote is not None:
        q = t.quote
        for name, letter in (
            ("x", "x"),
            ("blanks", "x "),
            ("日", "日"),
            ("marks", "e\u0301\u0323"),
            ("א", "א"),
        ):
            found[f"long label of {name}"] = lambda size, letter=letter: (
                t.before
                + t.define.format("a")
                + q
                + letter * (size // len(letter.encode()))
                + q
                + t.end
                + t.after
            )
    for name, pair in (("groups", t.group), ("options", t.option), ("loops", t.loop)):
        if pair is None:
            continue
        opening, closing = pair
        found[f"row of {name}"] = lambda size, o=opening, z=closing: _rule(t, o + x + z, t.comma, size)
        found[f"choice of {name}"] = lambda size, o=opening, z=closing: _rule(t, o + x + z, t.bar, size)
        for depth in (20, 45, 90):
            found[f"{name} {depth} deep"] = lambda size, o=opening, z=closing, d=depth: _rule(
                t, _nest(t, o, x, z, d), t.comma, size
            )
            found[f"{name} {depth} deep with choices"] = lambda size, o=opening, z=closing, d=depth: _rule(
                t, _nest(t, f"{o}{x}{t.bar}", x, z, d), t.comma, size
            )
        found[f"{name} as deep as fits"] = lambda size, o=opening, z=closing: (
            t.before
            + t.define.format("a")
            + _nest(t, o + x + t.comma, x, z, size // len(o + x + t.comma + z))
            + t.end
            + t.after
        )
    return found


def _openers(t: Tongue) -> dict[str, Callable[[int], str]]:
    """Return what is said again and again, after the beginning of a rule."""
    head = t.before + t.define.format("a")
    return {
        f"again {opener!a}": lambda size, o=opener: head + o * (size // len(o.encode())) for opener in OPENERS
    }


def _rule(t: Tongue, part: str, between: str, size: int) -> str:
    """Return one rule of a part again and again."""
    count = max(1, (size - len(t.before) - 20) // len((part + between).encode()))
    return t.before + t.define.format("a") + between.join([part] * count) + t.end + t.after


def _numbered(t: Tongue, between: str, size: int) -> str:
    """Return one rule of names that all differ."""
    parts, left = [], size
    while left > 0:
        parts.append(t.name.format(f"w{len(parts)}"))
        left -= len(parts[-1]) + len(between)
    return t.before + t.define.format("a") + between.join(parts) + t.end + t.after


def _rules(t: Tongue, body: Callable[[int], str], size: int) -> str:
    rules, left = [], size
    while left > 0:
        rules.append(t.define.format(f"r{len(rules)}") + body(len(rules)) + t.end)
        left -= len(rules[-1])
    return t.before + "".join(rules) + t.after


def _nest(t: Tongue, opening: str, middle: str, closing: str, depth: int) -> str:
    return opening * depth + middle + closing * depth


def _in_json() -> dict[str, Callable[[int], str]]:
    """Return shapes of our own JSON."""
    head = '{"version": 1, "rules": [{"name": "a", "body": '
    x, empty = '{"type":"terminal","text":"x"}', '{"type":"empty"}'

    def whole(body: str) -> str:
        return head + body + "}]}"

    def many(kind: str, members: str, part: str) -> Callable[[int], str]:
        opening = f'{{"type":"{kind}","{members}":['
        return lambda size: whole(opening + ",".join([part] * (size // (len(part) + 1))) + "]}")

    def nest(opening: str, closing: str) -> Callable[[int], str]:
        return lambda size: whole(
            opening * (size // len(opening + closing)) + x + closing * (size // len(opening + closing))
        )

    found: dict[str, Callable[[int], str]] = {
        "row": many("sequence", "items", x),
        "row of nothing": many("sequence", "items", empty),
        "choice": many("choice", "alternatives", x),
        "nested rows": nest('{"type":"sequence","items":[', "]}"),
        "nested loops": nest('{"type":"repetition","least":0,"item":', "}"),
        "array in array": lambda size: "[" * (size // 2) + "]" * (size // 2),
        "object in object": lambda size: '{"a":' * (size // 6) + "1" + "}" * (size // 6),
        "members": lambda size: "{" + ",".join(f'"m{n}":1' for n in range(size // 9)) + "}",
        "one member again": lambda size: "{" + ",".join(['"m":1'] * (size // 6)) + "}",
        "rules": lambda size: (
            '{"version":1,"rules":['
            + ",".join(f'{{"name":"r{n}","body":{empty}}}' for n in range(size // 42))
            + "]}"
        ),
        "wrong rules": lambda size: '{"version":1,"rules":[' + ",".join(["{}"] * (size // 3)) + "]}",
        "long label": lambda size: whole(f'{{"type":"terminal","text":"{"x" * size}"}}'),
        "long number": lambda size: '{"version":' + "9" * size + "}",
    }
    for opener in OPENERS:
        found[f"again {opener!a}"] = lambda size, o=opener: head + o * (size // len(o.encode()))
        found[f"again {opener!a} in a string"] = lambda size, o=opener: (
            f'{{"version": 1, "x": "{o * (size // len(o.encode()))}"'
        )
    return found
