"""What stands among the rules of a BNF text and belongs to none.

    hello world          prose before, between or after rules
    <a> ::= "x"
    <b> "y"              a name without a definer
    "z" ::= <a>          a literal on the left
      | <b>

A line that stands no farther right than the rule before it goes on with the body of that rule only if it
begins with a bar or a closing bracket, if the line before it must go on or a bracket is open, or if it can be
nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.notation.bnf_pass import ANGLE, FILL, STRING, UNCLOSED_ANGLE, UNCLOSED_STRING
from railroad.notation.bnf_style import DEFINER, PRIMES, bare_name, normal_name, strength
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.bnf_style import Style

_LINE = re.compile(r"\n([ \t]*+)([^ \t\n])")
_CODE = re.compile(r"(?:^|(?<=\n))([ \t]*+)([^ \t\n])[^\n]*+")
_STRONG = re.compile(r"::==?|:==|∷=|⩴")
_WORD = re.compile(r"\S++")
_ANGLE = re.compile(rf"{ANGLE}{FILL}*+")
_LITERAL_AND_DEFINER = re.compile(rf"[{STRING}{UNCLOSED_STRING}<]{FILL}*+[ \t\n]*+({DEFINER})")
_INDENT = "if this goes on with the rule before it, indent it"


class Strays:
    """Finds what belongs to no rule in one shadow, and tells of it in `diagnostics`."""

    def __init__(self, text: str, shadow: str, style: Style, *, extensions: bool, quoted: bool) -> None:
        """Begin without diagnostics."""
        self.diagnostics: list[Diagnostic] = []
        self._text = text
        self._shadow = shadow
        self._style = style
        self._extensions = extensions
        self._quoted = quoted
        self._bare = re.compile(bare_name(dotted=style.dotted) + PRIMES + "*")
        self._hint = f'a rule reads NAME {style.definer} BODY; begin a line with "#" if it is a comment'

    def first(self, start: int, end: int, indent: int) -> int | None:
        """Return where the first line begins that can't belong to the body from `start` to `end`.

        `indent` is how far right the rule of the body stands.
        """
        depth, counted = 0, start
        for match in _LINE.finditer(self._shadow, start, end):
            if self._is_definer(match.start(2)):
                return match.start() + 1
            if width(match[1]) > indent or match[2] in "|)]};":
                continue
            before = code_end(self._shadow, match.start())
            if before <= start or must_go_on(self._shadow, before, extensions=self._extensions):
                continue
            if self._extensions:
                depth += self._nesting(counted, match.start())
                counted = match.start()
            apart = self._shadow.count("\n", before, match.start(2)) > 1
            ended = self._quoted and self._shadow[before - 1] == ";"
            if depth <= 0 and (ended or self._is_stray(match.start(2), apart=apart)):
                return match.start() + 1
        return None

    def _is_definer(self, start: int) -> bool:
        """Return whether a line begins with a definer that can't be text."""
        return self._quoted and self._style.main == 1 and _STRONG.match(self._shadow, start) is not None

    def _nesting(self, start: int, end: int) -> int:
        count = self._shadow.count
        return sum(count(sign, start, end) for sign in "([{") - sum(count(sign, start, end) for sign in ")]}")

    def _is_stray(self, start: int, *, apart: bool) -> bool:
        """Return whether a line is a stray; `apart` is whether an empty line or a comment is above it."""
        first = self._shadow[start]
        if first in (ANGLE, UNCLOSED_ANGLE) or _STRONG.match(self._shadow, start):
            return True
        if first in (STRING, UNCLOSED_STRING):
            return self._is_defined(start)
        if first == "<":
            return apart and self._is_defined(start)
        if first.isalnum() or first in "_$":
            return apart or self._quoted or not self._style.angle
        return apart

    def _is_defined(self, start: int) -> bool:
        """Return whether a definer comes after the literal at `start`."""
        match = _LITERAL_AND_DEFINER.match(self._shadow, start)
        return match is not None and strength(match[1]) in (1, self._style.main)

    def complain_about(
        self, start: int, end: int, indent: int | None = None, *, only_first: bool = False
    ) -> None:
        """Tell of the lines from `start` to `end`, once for each run of lines.

        Further lines that stand farther right than `indent` may go on with a rule that was told of.
        """
        previous = first = start - 2
        for match in _CODE.finditer(self._shadow, start, end):
            goes_on = indent is not None and previous > first and width(match[1]) > indent
            if match.start() > previous + 1 and not goes_on:
                self._complain_about_line(match.start(2), min(match.end(), end))
                if only_first:
                    return
            previous = match.end()

    def _complain_about_line(self, start: int, end: int) -> None:
        first = self._shadow[start]
        word = _WORD.match(self._shadow, start, end)
        assert word
        written = shortened(self._text[start : word.end()])
        if first == "|":
            self._complain(start, start + 1, 'this "|" belongs to no rule', self._hint)
        elif _STRONG.match(self._shadow, start) or (first in ":=" and self._style.main >= 2):
            self._complain(start, word.end(), f'there is no name before "{written}"', self._hint)
        elif first in (STRING, UNCLOSED_STRING) and self._is_defined(start):
            hint = f"a rule reads NAME {self._style.definer} BODY"
            self._complain(start, word.end(), f"a literal, {written}, can't be defined", hint)
        elif first == UNCLOSED_ANGLE:
            hint = "a name stands on one line"
            self._complain(start, start + 1, 'this "<" has no ">" on its line', hint)
        elif angle := _ANGLE.match(self._shadow, start):
            self._complain_about_definer(normal_name(self._text[start : angle.end()]), angle.end(), end)
        else:
            self._complain_about_word(start, end)

    def _complain_about_definer(self, name: str, name_end: int, end: int) -> None:
        """Say that a name lacks its definer, where the definer should be."""
        found = _WORD.search(self._shadow, name_end, end)
        at = found.span() if found else (name_end, name_end)
        written = self._text[slice(*at)]
        message = f'expected "{self._style.definer}" after {shortened(name)}'
        if written[:1] in tuple(":=-→"):
            self._complain(*at, f'{message}, found "{shortened(written)}"')
        else:
            self._complain(*at, message, _INDENT)

    def _complain_about_word(self, start: int, end: int) -> None:
        bare = self._bare.match(self._shadow, start, end) if not self._style.angle else None
        if bare and self._shadow[end : end + 1] not in ("", "\n"):  # the last word has a definer
            last = _WORD.match(self._shadow, end)
            name = self._text[start : last.end() if last else end].split()
            hint = f"write {'-'.join(name)}, or all names in brackets, <{' '.join(name)}>"
            self._complain(start, last.end() if last else end, f'"{" ".join(name)}" is no name', hint)
            return
        following = _WORD.search(self._shadow, bare.end(), end) if bare else None
        named = following and self._bare.match(self._shadow, following.start())
        is_name = named is not None and named[0] in self._style.names
        if bare and (following is None or is_name or not following[0][0].isalnum()):
            self._complain_about_definer(f'"{bare[0]}"', bare.end(), end)
        else:
            self._complain(start, code_end(self._shadow, end), "this belongs to no rule", self._hint)

    def _complain(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self.diagnostics.append(Diagnostic("error", message, Span(start, end), hint))


def code_end(shadow: str, offset: int) -> int:
    """Return the offset after the last character before `offset` that is no blank."""
    while offset and shadow[offset - 1] in " \t\n":
        offset -= 1
    return offset


def must_go_on(shadow: str, end: int, *, extensions: bool) -> bool:
    """Return whether a body that has got to `end` must go on."""
    return shadow[end - 1] in ("|,([{" if extensions else "|,")


def width(blank: str) -> int:
    """Return how wide a run of blanks is; a tab reaches to the next multiple of eight."""
    return len(blank.expandtabs(8)) if "\t" in blank else len(blank)
