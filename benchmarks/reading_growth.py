"""How the time to read a grammar grows: T(2n)/T(n), which is 2 for linear work.

python benchmarks/reading_growth.py [--few] [NOTATION ...]

Openers that are never closed, brackets in brackets, signs again and again, one rule of a megabyte; for `auto`
some of these, of each notation.  Python's garbage collector runs as it does for users; `gc` is its share of
the longer time.  What seems to take over 2.5 times as long is measured again, and then with longer texts, in
which a run of the collector more or less counts little.  A star marks what still does.
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from railroad import notation
from railroad.errors import NotationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Shape = tuple["Callable[[int], str]", int]
_DEEP = 20_000
_SIGNS = 20_000
_MEGABYTE = 1_000_000
_ROUNDS = 3
"""How often what seems to take too long is measured; else the shorter text twice, the longer one once."""
_MOST = 2.5
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
    after: str = ""
    """After all rules."""

    def rule(self, body: str, name: str = "a") -> str:
        """Return a rule."""
        return self.name.replace("R", name) + self.definer + body + self.end

    def grammar(self, body: str) -> str:
        """Return a grammar of one rule."""
        return self.before + self.rule(body) + self.after


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
    "json": Form(
        ',{"name": "R", "body": {"type": "sequence", "items": [',
        "",
        '{"type": "any"}',
        glue=", ",
        bar=', {"type": "empty"}, ',
        end="]}}\n",
        pairs='[,] {"x":,} {"type":"sequence","items":[,]}',
        before='{"version": 1, "rules": [{"name": "z", "body": {"type": "any"}}',
        after="]}",
    ),
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
            lambda n: form.before + "".join(form.rule(item, f"r{i}") for i in range(n)) + form.after,
            _SIGNS // 10,
        ),
        "one name again": (lambda n: form.before + form.rule(item) * n + form.after, _SIGNS // 10),
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
    opening, _, closing = pair.rpartition(",")
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


class Growth(NamedTuple):
    """How the time grew."""

    n: int
    """The size of the shorter text."""
    once: float
    """The CPU time for it, in seconds."""
    twice: float
    """That for the longer one."""
    collecting: float
    """The collector's share of that, in seconds."""
    what: str
    """What came of the longer one."""

    @property
    def ratio(self) -> float:
        """Return how many times as long the longer one took."""
        return self.twice / self.once


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


def growth(name: str, make: Callable[[int], str], n: int, collector: Collector) -> Growth | None:
    """Return how the time grows from a size of the text to twice that; None: it is too short to tell."""
    once = min(seconds(name, make(n), collector) for _ in range(2))
    if once[0] < _SHORT:
        return None
    found = Growth(n, once[0], *seconds(name, make(2 * n), collector))
    for size in (n, 2 * n, 4 * n):
        if found.ratio <= _MOST:
            break
        once = min(seconds(name, make(size), collector) for _ in range(_ROUNDS))
        found = Growth(size, once[0], *min(seconds(name, make(2 * size), collector) for _ in range(_ROUNDS)))
    return found


def texts(name: str, *, few: bool) -> Iterator[tuple[str, Callable[[int], str], int]]:
    """Yield the texts that a notation is tried with: a name, a text of a size, the size to begin with."""
    for each in FORMS if name == "auto" else (name,):
        for shape, (make, n) in shapes(FORMS[each]).items():
            if name == "auto":
                shape, n = f"{each}: {shape}", n // 4 if shape.endswith(" again") else n
            if not (few or name == "auto") or shape.endswith((" again", " nested", " 1 MB")):
                yield shape, make, n


def main(names: list[str], *, few: bool = False) -> None:
    """Print a line a shape, those over 2.5 with a star; last how many shapes those are.

    `few` leaves out what is hardly ever slower than the rest: signs in other places, brackets half closed.
    """
    collector = Collector()
    over = shown = 0
    for name in names or [*FORMS, "auto"]:
        seconds(name, "warm", collector)
        for shape, make, n in texts(name, few=few):
            found = growth(name, make, n, collector)
            if found is None:
                continue
            shown += 1
            over += found.ratio > _MOST
            star = "*" if found.ratio > _MOST else " "
            measured = f"{found.once:7.3f}s {found.twice:7.3f}s {found.ratio:6.2f} {star}"
            share = f"gc {found.collecting / found.twice:4.0%}"
            print(f"{name:8} {shape:36} n={found.n:<8} {measured} {share}  {found.what}", flush=True)
    print(f"{over} of {shown} shapes take over {_MOST} times as long for twice the text")


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--few"], few="--few" in sys.argv)
