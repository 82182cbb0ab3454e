"""Where the rules of a BNF text begin and end.

    <a> ::= x          a left side, a definer …
          | y          … and everything up to the next rule is its body
    <b> ::= z

Works on the shadow of the text (`bnf_shadow`).  A rule begins where a line begins with a name and a definer,
which may stand on a later line; also after a ``;``, and with a definer of strength 1 in the middle of a line
if the grammar quotes its terminals.  A weaker definer is easily a character of the language described: then
the line must also stand no farther right than the rule before it, and not where a body has to go on.

What stands no farther right than its rule and can't go on with its body belongs to no rule and is a mistake:
a name without a definer, a literal on the left, prose.  Rules are never dropped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.notation.bnf_shadow import ANGLE, FILL, STRING, UNCLOSED_ANGLE, UNCLOSED_STRING
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
class _Head:
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


_LINE = re.compile(r"\n([ \t]*+)([^ \t\n])")
_PARAGRAPH = re.compile(r"(?:^|(?<=\n))([ \t]*+)([^ \t\n])[^\n]*+")
_REST = re.compile(r"[^\n]*+")
_STRONG = re.compile(r"::==?|:==|∷=|⩴")
_FIRST_WORD = re.compile(r"\S++")
_KIND_OF_NAME: tuple[Kind, ...] = ("angle", "bare", "broken", "empty")

_RULE_HINT = 'a rule reads NAME ::= BODY; begin a line with "#" if it is a comment'


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
        self.complain_about(0, first, 10**9, only_first=not heads)
        rules = []
        ends = [*(head.begin for head in heads[1:]), len(self.shadow)]
        for head, end in zip(heads, ends, strict=False):
            stray = self.first_stray_line(head, end)
            if stray is not None:
                self.complain_about(stray, end, head.indent)
                end = stray
            rules.append(self.rule(head, end))
        return rules, self.diagnostics

    def rule(self, head: _Head, end: int) -> RawRule:
        written = self.text[head.start : head.name_end]
        name = written if head.kind == "bare" else normal_name(written.lstrip("<").rstrip(">"))
        if head.kind == "broken":
            written = written.rstrip()
            self.complain(head.start, head.start + len(written), 'there is no ">" after this name')
        elif head.kind == "empty":
            hint = "a rule reads <NAME> ::= BODY"
            self.complain(head.start, head.name_end, 'there is no name between "<" and ">"', hint)
        start = head.start if head.line_start is None else head.line_start
        name_span = Span(head.start, head.start + len(written))
        return RawRule(name, head.kind, name_span, Span(head.end, end), start)

    # Left sides.

    def heads(self) -> Iterator[_Head]:
        previous: _Head | None = None
        for match in _head_pattern(self.style.dotted).finditer(self.shadow):
            head = self.head(match, previous)
            semicolon, label = match["semicolon"] is not None, match["label"] is not None
            if self.begins_rule(head, previous, after_semicolon=semicolon, labelled=label):
                yield head
                previous = head

    def head(self, match: re.Match[str], previous: _Head | None) -> _Head:
        kind = next(kind for kind in _KIND_OF_NAME if match[kind] is not None)
        line = match["line"]
        indent = _width(line) if line is not None else previous.indent if previous else 0
        line_start = match.start() if line is not None else None
        rank = strength(match["definer"])
        start, name_end = match.span(kind)
        begin = start if match["label"] is None else match.start("label")
        return _Head(kind, begin, start, name_end, match.end(), rank, line_start, indent)

    def begins_rule(
        self, head: _Head, previous: _Head | None, *, after_semicolon: bool, labelled: bool
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
                and (previous is None or self.code_end(head.start) > previous.end)
            )
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

    def stands_free(self, head: _Head, previous: _Head, *, main: bool) -> bool:
        """Return whether a left side with a weak definer stands where a rule may begin."""
        end = self.code_end(head.start)
        if end <= previous.end:
            return main and head.indent <= previous.indent
        if self.shadow[end - 1] == ";":
            return True
        if self.goes_on(end):
            return False
        apart = self.shadow.count("\n", end, head.start) > 1
        return head.indent <= previous.indent or (main and apart)

    def code_end(self, offset: int) -> int:
        """Return the offset after the last character before `offset` that is no blank."""
        while offset and self.shadow[offset - 1] in " \t\n":
            offset -= 1
        return offset

    def goes_on(self, end: int) -> bool:
        """Return whether a body that has got to `end` must go on."""
        return self.shadow[end - 1] in ("|,([{" if self.extensions else "|,")

    # What belongs to no rule.

    def first_stray_line(self, head: _Head, end: int) -> int | None:
        """Return where the first line in the body of `head` begins that can't belong to it."""
        depth, counted = 0, head.end
        for match in _LINE.finditer(self.shadow, head.end, end):
            if _width(match[1]) > head.indent or match[2] in "|)]};":
                continue
            code_end = self.code_end(match.start())
            if code_end <= head.end or self.goes_on(code_end):
                continue
            if self.extensions:
                depth += self.nesting(counted, match.start())
                counted = match.start()
            if depth <= 0 and self.is_stray(match.start(2), match[2], self.apart(code_end, match.start(2))):
                return match.start() + 1
        return None

    def nesting(self, start: int, end: int) -> int:
        count = self.shadow.count
        return sum(count(c, start, end) for c in "([{") - sum(count(c, start, end) for c in ")]}")

    def apart(self, end: int, start: int) -> bool:
        """Return whether an empty line, or one of comment, stands between two lines."""
        return self.shadow.count("\n", end, start) > 1

    def is_stray(self, start: int, first: str, apart: bool) -> bool:
        if first in (ANGLE, UNCLOSED_ANGLE) or _STRONG.match(self.shadow, start):
            return True
        if first in (STRING, UNCLOSED_STRING):
            return self.definer_follows(start)
        if first == "<":
            return apart and self.definer_follows(start)
        if first.isalnum() or first in "_$":
            return apart or self.quoted or not self.style.angle
        return apart

    def definer_follows(self, start: int) -> bool:
        """Return whether a definer comes after the string at `start`."""
        match = re.compile(rf"[{STRING}{UNCLOSED_STRING}<]{FILL}*+[ \t\n]*+({DEFINER})").match(
            self.shadow, start
        )
        return match is not None and strength(match[1]) in (1, self.style.main)

    def complain_about(self, start: int, end: int, indent: int, *, only_first: bool = False) -> None:
        """Say what is wrong with the lines from `start` to `end`, once for each run of lines."""
        previous_end = -2
        for match in _PARAGRAPH.finditer(self.shadow, start, end):
            if match.start() > previous_end + 1 and _width(match[1]) <= indent:
                self.complain_about_line(match.start(2), min(match.end(), end))
                if only_first:
                    return
            previous_end = match.end()

    def complain_about_line(self, start: int, end: int) -> None:
        shadow = self.shadow
        first = shadow[start]
        word = _FIRST_WORD.match(shadow, start, end)
        assert word
        if first == "|":
            self.complain(start, start + 1, 'a "|" before any rule', _RULE_HINT)
        elif _STRONG.match(shadow, start) or (first in ":=" and self.style.main >= 2):
            self.complain(start, word.end(), f'there is no name before "{self.text[start : word.end()]}"')
        elif first in (STRING, UNCLOSED_STRING):
            what = self.text[start : word.end()]
            if self.definer_follows(start):
                message, hint = f"a literal, {what}, can't be defined", "a name stands before ::="
            else:
                message, hint = f"{what} belongs to no rule", _RULE_HINT
            self.complain(start, word.end(), message, hint)
        elif first == UNCLOSED_ANGLE:
            self.complain(start, start + 1, 'this "<" has no ">" on its line', "a name stands on one line")
        elif first == ANGLE:
            self.complain_about_definer(start, word.end(), end)
        else:
            self.complain_about_word(start, word.end(), end)

    def complain_about_definer(self, start: int, name_end: int, end: int) -> None:
        """Say that a name lacks its definer, where the definer should be."""
        match = re.compile(rf"{ANGLE}{FILL}*+").match(self.shadow, start)
        name_end = match.end() if match else name_end
        found = _FIRST_WORD.search(self.shadow, name_end, end)
        name = normal_name(self.text[start:name_end])
        at = (found.start(), found.end()) if found else (name_end, name_end)
        written = self.text[at[0] : at[1]]
        half = written[0] in ":=-→" if written else False
        message = f'expected "::=" after {name}' + (f', found "{written}"' if half else "")
        hint = "if this goes on with the rule before it, indent it"
        self.complain(*at, message, None if half else hint)

    def complain_about_word(self, start: int, word_end: int, end: int) -> None:
        bare = re.compile(bare_name(dotted=self.style.dotted) + PRIMES + "*").match(self.shadow, start, end)
        word = bare.end() if bare else word_end
        found = _FIRST_WORD.search(self.shadow, word, end)
        cut = end < len(self.shadow) and self.shadow[end - 1] != "\n"  # by a name and a definer
        alone = found is None or not self.shadow[found.start()].isalnum()
        if bare and not self.style.angle and alone and not cut:
            at = (found.start(), found.end()) if found else (word, word)
            message = f'expected "::=" after "{self.text[start:word]}"'
            self.complain(*at, message, "if this goes on with the rule before it, indent it")
            return
        if bare and not self.style.angle and cut:
            last = re.compile(r"\S++").match(self.shadow, end)
            name = self.text[start : last.end() if last else end]
            hint = f"write {'-'.join(name.split())}, or names in brackets: <{' '.join(name.split())}>"
            self.complain(start, start + len(name), f'"{name}" is more than one word', hint)
            return
        self.complain(start, self.code_end(end), "this belongs to no rule", _RULE_HINT)

    def complain(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self.diagnostics.append(Diagnostic("error", message, Span(start, end), hint))


def _width(blank: str) -> int:
    """Return how wide a run of blanks is; a tab reaches to the next multiple of eight."""
    return len(blank.expandtabs(8)) if "\t" in blank else len(blank)
