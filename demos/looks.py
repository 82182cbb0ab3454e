"""Draw one rule for each thing that a grammar can say, and the table of docs/looks.md.

python demos/looks.py

The rules are made without a notation: no notation can say all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from railroad import Options
from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Comment,
    Cut,
    Empty,
    EndOfInput,
    Exclusion,
    Expr,
    Grammar,
    Import,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Prose,
    Range,
    Regex,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    optional,
)
from railroad.pipeline import draw
from railroad.source import Source

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images" / "looks"
TABLE = ROOT / "docs" / "looks.md"
THEMES = ("light", "dark")

ITEM, KEY, VALUE, NAME = (Nonterminal(name) for name in ("item", "key", "value", "name"))
COMMA = Terminal(",")
DEFINED = ("item", "key", "value", "name", "list")
IMPORTS = (Import("NUMBER", "common.NUMBER"),)


class Look(NamedTuple):
    """One row of the table."""

    meaning: str
    example: Expr
    file: str
    note: str = ""
    parameters: tuple[str, ...] = ()


LOOKS = (
    Look("text, nothing said of its case", Terminal("if"), "text"),
    Look("text whose case matters, by the author's word", Terminal("if", "exact"), "text-exact"),
    Look("text whose case does not matter", Terminal("if", "fold"), "text-fold"),
    Look("a rule", NAME, "rule", "a link where there is a picture of it"),
    Look("a rule that is not defined", Nonterminal("missing"), "undefined"),
    Look("a rule of another grammar", Nonterminal("NUMBER"), "external", "says on hovering from where"),
    Look("a template with its arguments", Nonterminal("list", (ITEM, COMMA)), "call"),
    Look(
        "a template whose arguments are more than that",
        Nonterminal("list", (Choice((KEY, VALUE)), Sequence((COMMA, optional(Terminal(";")))))),
        "call-long",
    ),
    Look("a parameter, inside its template", Sequence((ITEM, Nonterminal("x"))), "parameter", "", ("x",)),
    Look("a character from a range", Range("a", "z"), "range"),
    Look("a range whose case does not matter", Range("a", "z", "fold"), "range-fold"),
    Look("a character of a set", Characters((Range("0", "9"), Range("a", "f"), Terminal("_"))), "set"),
    Look(
        "a character of a set whose case does not matter",
        Characters((Range("0", "9"), Range("a", "f")), case="fold"),
        "set-fold",
    ),
    Look(
        "a character that is not of a set",
        Characters((Terminal('"'), Terminal("\\"), Terminal("\n")), negated=True),
        "complement",
    ),
    Look("a character of a class with a name", Class("\\p{Lu}"), "class"),
    Look("any one character, or token", Any(), "any"),
    Look("a regular expression", Regex("0x[0-9a-f]+", "i"), "regex"),
    Look("what the author says in words", Prose("any letter"), "prose"),
    Look("nothing", Empty(), "empty"),
    Look("the end of the input", EndOfInput(), "end-of-input"),
    Look("blanks", Sequence((Terminal(" "), Terminal("\t"), Terminal("\n"), Terminal("\r"))), "blanks"),
    Look("one after another", Sequence((KEY, Terminal(":"), VALUE)), "sequence"),
    Look("one of several", Choice((KEY, VALUE, NAME)), "choice"),
    Look("the first of several that fits", Choice((KEY, VALUE, NAME), ordered=True), "choice-ordered"),
    Look(
        "the first that fits, or nothing",
        optional(Choice((Sequence((KEY, VALUE)), Choice((NAME, ITEM))), ordered=True)),
        "choice-ordered-optional",
    ),
    Look("all of several, in any order", Permutation((KEY, optional(VALUE), NAME)), "permutation"),
    Look("once or not at all", optional(ITEM), "optional"),
    Look("once or more", Repetition(ITEM, 1, None), "plus"),
    Look("any number of times", Repetition(ITEM, 0, None), "star"),
    Look("with something between", Repetition(ITEM, 1, None, COMMA), "list"),
    Look("2 to 5 times", Repetition(ITEM, 2, 5), "counts"),
    Look("3 times or more", Repetition(ITEM, 3, None), "least"),
    Look("2 to 40 times", Repetition(ITEM, 2, 40), "counts-many"),
    Look("any number of times, but as few as possible", Repetition(ITEM, 0, None, lazy=True), "star-lazy"),
    Look("an exception", Exclusion(NAME, Choice((Terminal("if"), Terminal("else")))), "exclusion"),
    Look("a test that something follows", Sequence((Lookahead(Terminal("(")), ITEM)), "lookahead"),
    Look("a test that something does not", Sequence((Lookahead(KEY, True), ITEM)), "lookahead-not"),
    Look("no way back from here", Sequence((Terminal("("), Cut(), ITEM)), "cut"),
    Look("one thing with a label", Labelled("left", ITEM), "label"),
    Look("more with a label", Labelled("rest", Repetition(ITEM, 0, None)), "label-long"),
    Look("one thing with a mark", Marked("@", ITEM), "mark"),
    Look("more with a mark", Marked("$", Repetition(ITEM, 1, None)), "mark-long"),
    Look("an action", Sequence((ITEM, Code("{ add($1); }"))), "action", "with `--code`"),
    Look("a predicate", Sequence((Code("{ a > b }?", "predicate"), ITEM)), "predicate", "with `--code`"),
    Look("an attribute", Sequence((ITEM, Code("%prec NEG", "attribute"))), "attribute", "with `--code`"),
    Look("a comment inside a rule", Sequence((ITEM, Comment("as before"))), "comment", "with `--comments`"),
)


def draw_look(look: Look, format: str, **options: object) -> str | bytes:
    """Return the picture of one row."""
    rules = [Rule("r", look.example, parameters=look.parameters), *(Rule(name, Empty()) for name in DEFINED)]
    grammar = Grammar(tuple(rules), Source("<looks>", ""), "json", imports=IMPORTS)
    wanted = {"titles": False, "comments": True, "code": True, "links": lambda name: None, **options}
    return draw(grammar, format, "r", Options(**wanted))  # type: ignore[arg-type]


def table() -> str:
    """Return the text of docs/looks.md."""
    rows = [
        f"| {look.meaning}{f' ({look.note})' if look.note else ''} | "
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="images/looks/{look.file}-dark.svg">'
        f'<img alt="{look.meaning}" src="images/looks/{look.file}-light.svg"></picture> | '
        f"<pre>{_in_html(str(draw_look(look, 'txt')))}</pre> | "
        f"<pre>{_in_html(str(draw_look(look, 'txt', charset='ascii')))}</pre> |"
        for look in LOOKS
    ]
    return "\n".join([HEAD, *rows, ""])


def _in_html(text: str) -> str:
    signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "*": "&#42;", "_": "&#95;", "`": "&#96;"}
    signs |= {"\n": "<br>", "\\": "&#92;", "[": "&#91;", "]": "&#93;", "$": "&#36;", "~": "&#126;"}
    return "".join(signs.get(c, c) for c in text.rstrip("\n"))


HEAD = """\
# What each thing looks like

Everything that a grammar can say has a look of its own: two different meanings never have the same picture.
Shape tells the families apart without colour: text is a pill, a rule a box, one character of several an
octagon.  What changes how a part is meant is a frame round it, with a word or two in its edge.  On hovering,
and to a screen reader, a station says in words what it is.

Letters are shown as they are, and what can't be seen by its number: a no-break space is `U+00A0`.  [Pictures
made of characters](text.md) have a rule for what ASCII lacks.

This page is made by `python demos/looks.py`.

| meaning | picture | as text | in ASCII |
| --- | --- | --- | --- |"""


def main() -> None:
    """Write the pictures and the table."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for look in LOOKS:
        for theme in THEMES:
            picture = str(draw_look(look, "svg", theme=theme))
            (IMAGES / f"{look.file}-{theme}.svg").write_text(picture, encoding="utf-8", newline="\n")
    TABLE.write_text(table(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
