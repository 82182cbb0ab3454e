"""What the leaves of ABNF stand for: text in quotes, and characters by their numbers.

    "abc"      the text, in any case (RFC 5234 §2.3)         %s"abc"    in this case (RFC 7405)
    %x0D.0A    the text of these characters, in this case    %x41-5A    one character of a range

A number that is no character, half of a surrogate pair or beyond U+10FFFF, is legal ABNF: what holds one is
kept as it is written, with a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Empty, Prose, Range, Terminal
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Expr
    from railroad.notation.abnf_habits import Habits

_BASES = {"b": (2, "binary"), "d": (10, "decimal"), "x": (16, "hexadecimal")}
_DIGITS = {2: frozenset("01"), 10: frozenset("0123456789"), 16: frozenset("0123456789abcdefABCDEF")}
_PART = re.compile(r"([-.]?)(%[A-Za-z]?)?(\w*)")
_MOST_DIGITS = 40
"""How many digits a number of a character may have, leading zeros included."""


class Values:
    """Makes leaves; what is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, habits: Habits, diagnostics: list[Diagnostic]) -> None:
        """Begin with a text."""
        self._text = text
        self._habits = habits
        self._diagnostics = diagnostics

    def string(self, start: int, end: int) -> Expr:
        """Return what a literal in double quotes stands for."""
        span = Span(start, end)
        written = self._text[start:end]
        prefix, _, rest = written.partition('"')
        text = rest[:-1]
        if not text:
            return Empty(span=span)
        case = "exact" if prefix[1:] in ("s", "S") else "fold"
        return Terminal(text, case, quote='"', spelling=written if prefix else "", span=span)  # type: ignore[arg-type]

    def single(self, start: int, end: int) -> Expr:
        """Return what a literal in single quotes stands for: in SABNF, text whose case matters."""
        span = Span(start, end)
        self._habits.meet("quotes", span)
        text = self._text[start + 1 : end - 1]
        return Terminal(text, "exact", quote="'", span=span) if text else Empty(span=span)

    def number(self, start: int, end: int) -> Expr:
        """Return what the numbers of characters stand for."""
        written = self._text[start:end]
        span = Span(start, end)
        base = self._base(written, start)
        if base is None:
            return Prose(written, span=span)
        codes: list[int] = []
        signs: list[str] = []
        at = start + (2 if written[1:2].isalpha() and written[1].lower() in _BASES else 1)
        if written[1:2] and written[1].lower() == "b" and base == 16:  # %bF: the base was left out
            at = start + 1
        while at < end:
            part = _PART.match(self._text, at, end)
            assert part
            sign, again, digits = part.groups()
            if sign and not codes:
                self._complain(part.start(), part.start(), f'there is no number before "{sign}"', None)
                return Prose(written, span=span)
            if not self._is_sign(sign, signs, part.start(1)):
                return Prose(written, span=span)
            signs += [sign] if sign else []
            if again:
                self._habits.meet("range", Span(part.start(2), part.end(2)))
            code = self._code(digits, base, part.start(3), part.end(3))
            if code is None:
                return Prose(written, span=span)
            codes.append(code)
            at = part.end() if part.end() > at else end
        return self._characters(codes, signs, written, span)

    def _base(self, written: str, start: int) -> int | None:
        letter = written[1:2].lower()
        if letter in _BASES and written[2:]:
            return _BASES[letter][0]
        if letter.isdigit():
            self._habits.meet("base", Span(start, start + 1))
            return 16
        if letter in _BASES:
            self._complain(start, start + 2, f'there are no digits after "{written[:2]}"', None)
        elif letter:
            self._complain(start, start + 2, f'there is no base "{letter}"', "%b binary, %d decimal, %x hex")
        else:
            hint = '%x41 is a character by its number, %s"…" text whose case matters'
            self._complain(start, start + 1, 'there is nothing after "%"', hint)
        return None

    def _is_sign(self, sign: str, signs: list[str], at: int) -> bool:
        if not sign or not signs or sign == signs[-1] == ".":
            return True
        if sign == signs[-1]:
            self._complain(at, at + 1, "a range has two ends", None)
        else:
            hint = "write two numbers, apart by a blank"
            self._complain(at, at + 1, 'one number can\'t have both "-" and "."', hint)
        return False

    def _code(self, digits: str, base: int, start: int, end: int) -> int | None:
        name = next(name for value, name in _BASES.values() if value == base)
        if not digits:
            self._complain(start, start, f"there is no {name} number here", None)
            return None
        for at, digit in enumerate(digits, start):
            if digit not in _DIGITS[base]:
                self._complain(at, at + 1, f'"{digit}" is no {name} digit', None)
                return None
        if end - start > _MOST_DIGITS:
            self._complain(start, end, "this number is too large", f"it may have {_MOST_DIGITS} digits")
            return None
        return int(digits, base)

    def _characters(self, codes: list[int], signs: list[str], written: str, span: Span) -> Expr:
        ranged = signs == ["-"]
        if ranged and codes[0] > codes[1]:
            self._complain(*span, "this range runs backwards", "write the smaller number first")
            return Prose(written, span=span)
        odd = next((code for code in codes if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF), None)
        if odd is not None:
            what = "is beyond U+10FFFF" if odd > 0x10FFFF else "is half of a surrogate pair"
            message = f"{odd:X} {what}, no character; it is kept as written"
            self._diagnostics.append(Diagnostic("warning", message, span))
            return Prose(written, span=span)
        if ranged:
            return Range(chr(codes[0]), chr(codes[1]), spelling=written, span=span)
        return Terminal("".join(map(chr, codes)), "exact", spelling=written, span=span)

    def _complain(self, start: int, end: int, message: str, hint: str | None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, end), hint))
