"""Build diagrams as nested calls, and write them as a page: linked, wrapped, in light or dark.

python demos/live_objects.py > page.html
"""

from __future__ import annotations

import sys
from html import escape
from io import StringIO

from railroad import (
    AlternatingSequence,
    Choice,
    Comment,
    Diagram,
    Group,
    MultipleChoice,
    NonTerminal,
    OneOrMore,
    Optional,
    OptionalSequence,
    Sequence,
    Terminal,
    ZeroOrMore,
)

WIDTH = 620


def rule(name: str) -> NonTerminal:
    """Return a link to the picture of a rule."""
    return NonTerminal(name, href=f"#{name}", title=f"the rule {name}")


def diagrams() -> dict[str, Diagram]:
    """Return a small language of queries, rule by rule."""
    return {
        "query": Diagram(
            "SELECT",
            Optional("DISTINCT", skip=True),
            Choice(0, "*", OneOrMore(Sequence(rule("value"), Optional(Sequence("AS", rule("name")))), ",")),
            "FROM",
            OneOrMore(rule("name"), ","),
            Optional(Sequence("WHERE", rule("value"))),
            Optional(Sequence("ORDER BY", OneOrMore(rule("value"), ","), Choice(0, "ASC", "DESC"))),
            max_width=WIDTH,
        ),
        "value": Diagram(
            Choice(0, rule("name"), rule("number"), Sequence("(", rule("query"), ")")), max_width=WIDTH
        ),
        "number": Diagram(
            Choice(1, "+", Comment(" "), "-"),
            OptionalSequence(OneOrMore("digit", Comment("1-9 times")), Sequence(".", OneOrMore("digit"))),
            max_width=WIDTH,
        ),
        "name": Diagram(AlternatingSequence("word", Terminal("_", title="a low line")), max_width=WIDTH),
        "options": Diagram(
            Group(MultipleChoice(0, "any", "FAST", "EXACT", Sequence("LIMIT", rule("number"))), "hints"),
            ZeroOrMore(";"),
            max_width=WIDTH,
        ),
    }


def page() -> str:
    """Return a page with all of them."""
    parts = ["<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Live objects</title><body>"]
    for name, diagram in diagrams().items():
        picture = StringIO()
        diagram.writeSvg(picture.write)
        parts.append(f"<h2 id={escape(name)}>{escape(name)}</h2>{picture.getvalue()}")
    return "\n".join(parts)


def main() -> None:
    """Write the page to standard output."""
    sys.stdout.write(page())


if __name__ == "__main__":
    main()
