"""How the time to read a grammar grows: T(2n)/T(n), which is 2 for linear work.

python benchmarks/reading_growth.py [NOTATION ...]

Openers that are never closed, brackets in brackets, signs again and again, one rule of a megabyte.  Python's
garbage collector runs as it does for users; `gc` is its share of the longer time.  A star marks what takes
over 2.5 times as long.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from railroad import notation
from railroad.errors import NotationError

if TYPE_CHECKING:
    from collections.abc import Callable

Shape = tuple["Callable[[int], str]", int]
_DEEP = 20_000
_SIGNS = 50_000
_MEGABYTE = 1_000_000
_ROUNDS = 2
_SHORT = 0.02
"""Times below this, in seconds, say nothing."""


class Form(NamedTuple):
    """How grammars of a notation are written."""

    name: str
    """That of a rule, `R`, with its brackets."""
    definer: str
    item: str = '"x"'
    glue: str = " "
    """Between the items of a sequence."""
    bar: str = " | "
    end: str = "\n"
    pairs: str = "(,)"
    """What can be nested: opening, closing."""
    before: str = ""
    """Before all rules."""

    def rule(self, body: str, name: str = "a") -> str:
        """Return a rule."""
        return self.name.replace("R", name) + self.definer + body + self.end

    def grammar(self, body: str) -> str:
        """Return a grammar of one rule."""
        return self.before + self.rule(body)


FORMS = {
    "bnf": Form("<R>", " ::= ", pairs="(,) [,] {,} (,)* f(,)"),
    "w3c": Form("R", " ::= ", pairs="(,) (,)*"),
    "iso": Form("R", " = ", glue=", ", end=" ;\n", pairs="(,) [,] {,} (*,*)"),
    "wsn": Form("R", " = ", end=" .\n", pairs="(,) [,] {,}"),
    "go": Form("R", " = ", end=" .\n", pairs="(,) [,] {,}"),
    "abnf": Form("R", " = ", bar=" / ", pairs="(,) [,] *(,)"),
    "rbnf": Form("<R>", " ::= ", "<x>", pairs="(,) [,] (,)..."),
    "sql": Form("<R>", " ::= ", "<x>", pairs="{,} [,] {,}..."),
    "antlr4": Form("R", " : ", "'x'", end=" ;\n", pairs="(,) {,}", before="grammar T;\n"),
    "yacc": Form("R", " : ", "'x'", end=" ;\n", pairs="f(,) {,}", before="%%\n"),
    "lemon": Form("R", " ::= ", "X", bar=" .\na ::= ", end=" .\n", pairs=""),
    "lark": Form("R", ": ", pairs="(,) [,] f{,}"),
    "nearley": Form("R", " -> ", pairs="(,) f[,]"),
    "peg": Form("R", " <- ", bar=" / ", pairs="(,) !(,)"),
    "pegen": Form("R", ": ", "'x'", pairs="(,) [,]"),
    "peggy": Form("R", " = ", bar=" / ", pairs="(,) $(,)"),
    "pest": Form("R", " = { ", glue=" ~ ", end=" }\n", pairs="(,) PUSH(,)"),
    "dialect": Form("R", " = ", end=" ;\n", pairs="(,) [,] {,}"),
}
_OPENERS = (
    *("(", "[", "{", "<", "%{", "{%", "/", ":", "|", ";", "~", "%", "@", "->", "[^", ",", ".", "(*", "/*"),
    *(
        "(/",
        "(:",
        "?",
        "&",
        "!",
        "#",
        "$",
        "^",
        "`",
        "…",
        "...",
        "%x",
        "<?",
        "{{",
        "&{",
        '"""',
        "-",
        "=",
        "*",
    ),
)


def shapes(form: Form) -> dict[str, Shape]:
    """Return texts of a size to be chosen, each with the size to begin with."""
    item, glue, bar = form.item, form.glue, form.bar
    head = form.before + form.name.replace("R", "a") + form.definer
    megabyte = _MEGABYTE // (2 * len(item + glue))
    return {
        "one rule of 1 MB": (lambda n: form.grammar(glue.join([item] * n)), megabyte),
        "one choice": (lambda n: form.grammar(bar.join([item] * n)), _SIGNS),
        "names in one rule": (
            lambda n: form.grammar(glue.join(form.name.replace("R", f"n{i}") for i in range(n))),
            _SIGNS // 2,
        ),
        "one literal": (lambda n: form.grammar(item.replace("x", "x" * n)), _MEGABYTE // 2),
        "one name": (lambda n: form.grammar(form.name.replace("R", "x" * n)), _MEGABYTE // 2),
        "many rules": (
            lambda n: form.before + "".join(form.rule(item, f"r{i}") for i in range(n)),
            _SIGNS // 10,
        ),
        "one name again": (lambda n: form.before + form.rule(item) * n, _SIGNS // 10),
        "comment": (lambda n: form.grammar(f"{item} /* {'x ' * n}*/"), _MEGABYTE // 4),
        "quotes": (lambda n: head + '"' * n, _SIGNS),
        "quotes and lines": (lambda n: head + "' \n" * n, _SIGNS),
        "backslashes": (lambda n: head + '"' + '\\"' * n, _SIGNS),
        "blanks": (lambda n: head + " \n\t" * n, _SIGNS),
        "signs": (lambda n: head + "$ & # " * n, _SIGNS),
        "unknown words": (lambda n: "".join(f"%w{i} @w{i} " for i in range(n)) + head, _SIGNS // 5),
        **{name: shape for sign in _OPENERS for name, shape in _repeated(form, sign).items()},
        **{name: shape for pair in form.pairs.split() for name, shape in _nested(form, pair).items()},
    }


def _repeated(form: Form, sign: str) -> dict[str, Shape]:
    """Return texts that have a sign again and again."""
    begun = form.before + form.name.replace("R", "a") + form.definer + form.item
    return {
        f"{sign} again": (lambda n: begun + f" {sign}" * n, _SIGNS),
        f"{sign} in a row": (lambda n: f"{begun} {sign * n}", _SIGNS),
        f"{sign} line by line": (lambda n: begun + f"\n{sign}" * n, _SIGNS // 2),
        f"rules with {sign}": (lambda n: form.before + form.rule(f"{form.item} {sign}") * n, _SIGNS // 10),
    }


def _nested(form: Form, pair: str) -> dict[str, Shape]:
    """Return texts that have a pair of brackets in itself."""
    opening, closing = pair.split(",")
    name = f"{opening} {closing}"
    return {
        f"{name} nested": (lambda n: form.grammar(opening * n + form.item + closing * n), _DEEP),
        f"{name} half closed": (
            lambda n: form.grammar(opening * n + form.item + closing * (n // 2)),
            _DEEP,
        ),
        f"{name} on lines": (
            lambda n: form.grammar(f"{opening}\n " * n + form.item + f" \n{closing}" * n),
            _DEEP,
        ),
    }


class Collector:
    """Notes how long the garbage collector runs."""

    def __init__(self) -> None:
        """Begin to listen."""
        self.spent = 0.0
        self._start = 0.0
        gc.callbacks.append(self._note)

    def _note(self, phase: str, _: object) -> None:
        if phase == "start":
            self._start = time.process_time()
        else:
            self.spent += time.process_time() - self._start


def seconds(name: str, text: str, collector: Collector) -> tuple[float, float, str]:
    """Return the CPU time to read a text, or to refuse it, that of the collector, and what came of it."""
    source = notation.decode(text, "x")
    gc.collect()
    collector.spent = 0.0
    start = time.process_time()
    try:
        grammar = notation.read(source, name)
    except NotationError as error:
        taken = time.process_time() - start
        return taken, collector.spent, f"{len(error.diagnostics)} mistakes"
    taken = time.process_time() - start
    return taken, collector.spent, f"{len(grammar.rules)} rules"


def main(names: list[str]) -> None:
    """Print a line a shape, those over 2.5 with a star; last how many shapes those are."""
    collector = Collector()
    over = shown = 0
    for name in names or list(FORMS):
        seconds(name, "warm", collector)
        for shape, (make, n) in shapes(FORMS[name]).items():
            once = min(seconds(name, make(n), collector) for _ in range(_ROUNDS))
            if once[0] < _SHORT:
                continue
            twice = min(seconds(name, make(2 * n), collector) for _ in range(_ROUNDS))
            ratio = twice[0] / once[0]
            shown += 1
            over += ratio > 2.5
            times = f"{once[0]:7.3f}s {twice[0]:7.3f}s {ratio:6.2f}{' *' if ratio > 2.5 else '  '}"
            share = f"gc {twice[1] / twice[0]:4.0%}"
            print(f"{name:8} {shape:28} n={n:<8} {times} {share}  {twice[2]}", flush=True)
    print(f"{over} of {shown} shapes take over 2.5 times as long for twice the text")


if __name__ == "__main__":
    main(sys.argv[1:])
