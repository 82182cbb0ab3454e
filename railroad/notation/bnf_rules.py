"""Where the rules of a BNF text begin and end.

    <a> ::= x          a left side, a definer …
          | y          … and everything up to the next rule is its body
    <b> ::= z

Works on the shadow of the text (`bnf_shadow`).  A rule begins where a line begins with a name and a definer,
which may stand on a later line; also after a ``;``, and with a definer of strength 1 in the middle of a line
if the grammar quotes its terminals.  A weaker definer is easily a character of the language described: then
the line must also stand no farther right than the rule before it, and not where a body has to go on.

What belongs to no rule is found by `bnf_strays`: rules are never dropped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.notation.bnf_pass import ANGLE, FILL, STRING, UNCLOSED_ANGLE
from railroad.notation.bnf_strays import Strays, code_end, must_go_on, width
from railroad.notation.bnf_style import (
    BEFORE_NAME,
    DEFINER,
    LABEL,
    PRIMES,
    Style,
    bare_name,
    normal_name,
    strength,
)
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.notation.bnf_shadow import Shadow

Kind = Literal["angle", "bare", "broken", "empty"]


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is not read yet."""

    name: str
    kind: Kind
    """How its name is written: with brackets, without, with the closing one missing, or not at all."""
    name_span: Span
    body: Span
    line_start: int
    """The offset at which its line begins; of the rule, if it does not begin a line."""


@dataclass(frozen=True, slots=True)
class Head:
    """A left side with its definer."""

    kind: Kind
    begin: int
    """Where its number begins, if it has one; else `start`."""
    start: int
    name_end: int
    end: int
    rank: int
    line_start: int | None
    """Where the line begins, if the left side is the first thing on it."""
    indent: int


def find_rules(
    text: str, shadow: Shadow, style: Style, *, extensions: bool
) -> tuple[list[RawRule], list[Diagnostic]]:
    """Return the rules of a text, and a diagnostic for everything that belongs to none."""
    return _Finder(text, shadow, style, extensions=extensions).find()


@cache
def _head_pattern(dotted: bool) -> re.Pattern[str]:
    angle = rf"{ANGLE}{FILL}*+"
    broken = rf"{UNCLOSED_ANGLE}[^<>|=:→⟶⇒\n{ANGLE}{STRING}{UNCLOSED_ANGLE}-]{{0,200}}+"
    return re.compile(
        rf"(?:(?P<line>^[ \t]*+)(?P<label>{LABEL})?|(?P<semicolon>;[ \t]*+)|{BEFORE_NAME})"
        rf"(?:(?P<angle>{angle})|(?P<bare>{bare_name(dotted=dotted)}{PRIMES}*+)|(?P<broken>{broken})"
        rf"|(?P<empty><[ \t]*+>))"
        rf"[ \t\n]*+(?P<definer>{DEFINER})",
        re.MULTILINE,
    )


_KIND_OF_NAME: tuple[Kind, ...] = ("angle", "bare", "broken", "empty")


class _Finder:
    def __init__(self, text: str, shadow: Shadow, style: Style, *, extensions: bool) -> None:
        self.text = text
        self.shadow = shadow.text
        self.quoted = shadow.quoted
        self.style = style
        self.extensions = extensions
        self.diagnostics: list[Diagnostic] = []

    def find(self) -> tuple[list[RawRule], list[Diagnostic]]:
        heads = list(self.heads())
        first = heads[0].begin if heads else len(self.shadow)
        strays = Strays(self.text, self.shadow, self.style, extensions=self.extensions, quoted=self.quoted)
        strays.complain_about(0, first, only_first=not heads)
        rules = []
        ends = [*(head.begin for head in heads[1:]), len(self.shadow)]
        for head, end in zip(heads, ends, strict=False):
            stray = strays.first(head.end, end, head.indent)
            if stray is not None:
                strays.complain_about(stray, end, head.indent)
                end = stray
            rules.append(self.rule(head, end))
        return rules, [*self.diagnostics, *strays.diagnostics]

    def rule(self, head: Head, end: int) -> RawRule:
        written = self.text[head.start : head.name_end]
        name = written if head.kind == "bare" else normal_name(written.lstrip("<").rstrip(">"))
        if head.kind == "broken":
            written = written.rstrip()
        name_span = Span(head.start, head.start + len(written))
        hint = f"a rule reads <NAME> {self.style.definer} BODY"
        if head.kind == "broken":
            message = f'there is no ">" after {shortened(written)}'
            self.diagnostics.append(Diagnostic("error", message, name_span, hint))
        elif head.kind == "empty":
            message = 'there is no name between "<" and ">"'
            self.diagnostics.append(Diagnostic("error", message, name_span, hint))
        start = head.start if head.line_start is None else head.line_start
        return RawRule(name, head.kind, name_span, Span(head.end, end), start)

    # Left sides.

    def heads(self) -> Iterator[Head]:
        previous: Head | None = None
        for match in _head_pattern(self.style.dotted).finditer(self.shadow):
            head = self.head(match, previous)
            semicolon, label = match["semicolon"] is not None, match["label"] is not None
            if self.begins_rule(head, previous, after_semicolon=semicolon, labelled=label):
                yield head
                previous = head

    def head(self, match: re.Match[str], previous: Head | None) -> Head:
        kind = next(kind for kind in _KIND_OF_NAME if match[kind] is not None)
        line = match["line"]
        indent = width(line) if line is not None else previous.indent if previous else 0
        line_start = match.start() if line is not None else None
        rank = strength(match["definer"])
        start, name_end = match.span(kind)
        begin = start if match["label"] is None else match.start("label")
        return Head(kind, begin, start, name_end, match.end(), rank, line_start, indent)

    def begins_rule(
        self, head: Head, previous: Head | None, *, after_semicolon: bool, labelled: bool
    ) -> bool:
        expected = head.kind != "bare" or not self.style.angle
        main = head.rank == self.style.main
        if after_semicolon:
            return head.rank == 1 or (main and expected)
        if head.line_start is None:
            return (
                head.rank == 1
                and expected
                and self.quoted
                and "\n" not in self.shadow[head.name_end : head.end]
                and (previous is None or code_end(self.shadow, head.start) > previous.end)
            )
        if previous is not None and self.goes_on(head, previous):
            return False
        if head.rank == 1:
            return True
        if labelled:
            return False
        if main and expected and head.rank == 2:
            return True
        if previous is None:
            return main or expected
        if head.rank >= 4 and not main and head.kind == "bare":
            return False  # Note: this
        return self.stands_free(head, previous, main=main and expected)

    def goes_on(self, head: Head, previous: Head) -> bool:
        """Return whether a name goes on with the rule before, and a line after it begins with a definer."""
        definer = self.shadow.rfind("\n", head.name_end, head.end) + 1
        if not definer or head.indent <= previous.indent:
            return False
        return width(self.shadow[definer : head.end].split(":")[0].split("=")[0]) <= head.indent

    def stands_free(self, head: Head, previous: Head, *, main: bool) -> bool:
        """Return whether a left side with a weak definer stands where a rule may begin."""
        end = code_end(self.shadow, head.start)
        if end <= previous.end:
            return main and head.indent <= previous.indent
        if self.shadow[end - 1] == ";":
            return True
        if must_go_on(self.shadow, end, extensions=self.extensions):
            return False
        apart = self.shadow.count("\n", end, head.start) > 1
        return head.indent <= previous.indent or (main and apart)
