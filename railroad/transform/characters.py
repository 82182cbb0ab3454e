"""Sets of characters as ranges of code points: union, complement, difference, letters in both cases.

[a-f] without [c]   →   [a-b] [d-f]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import Any, Characters, Choice, Class, Range, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.grammar import Expr

Ranges = tuple[tuple[int, int], ...]
"""Ascending, apart from one another."""

ALL: Ranges = ((0, 0xD7FF), (0xE000, 0x10FFFF))
"""Every character; the halves of surrogate pairs are none."""

_SURROGATES: Ranges = ((0xD800, 0xDFFF),)

_DIGITS, _UPPER, _LOWER = ((0x30, 0x39),), ((0x41, 0x5A),), ((0x61, 0x7A),)
_CLASSES: dict[str, Ranges] = {
    "digit": _DIGITS,
    "upper": _UPPER,
    "lower": _LOWER,
    "alpha": _UPPER + _LOWER,
    "alnum": _DIGITS + _UPPER + _LOWER,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
    "space": ((0x09, 0x0D), (0x20, 0x20)),
    "blank": ((0x09, 0x09), (0x20, 0x20)),
    "cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "print": ((0x20, 0x7E),),
    "graph": ((0x21, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "ASCII_DIGIT": _DIGITS,
    "ASCII_NONZERO_DIGIT": ((0x31, 0x39),),
    "ASCII_BIN_DIGIT": ((0x30, 0x31),),
    "ASCII_OCT_DIGIT": ((0x30, 0x37),),
    "ASCII_HEX_DIGIT": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
    "ASCII_ALPHA": _UPPER + _LOWER,
    "ASCII_ALPHA_LOWER": _LOWER,
    "ASCII_ALPHA_UPPER": _UPPER,
    "ASCII_ALPHANUMERIC": _DIGITS + _UPPER + _LOWER,
    "ASCII": ((0x00, 0x7F),),
}
"""The classes of POSIX in its own locale (IEEE 1003.1 §7.3.1), and those of pest."""


def ranges_of(expr: Expr) -> Ranges | None:
    """Return the characters that an expression stands for if it stands for one character; else None."""
    match expr:
        case Terminal(text, case) if len(text) == 1:
            one: Ranges = ((ord(text), ord(text)),)
            return _both_cases(one) if case == "fold" else one
        case Range(first, last, case):
            written: Ranges = ((ord(first), ord(last)),)
            found = difference(written, _SURROGATES) or written
            return _both_cases(found) if case == "fold" else found
        case Class(name):
            return _CLASSES.get(name.strip("[:]"))
        case Any():
            return ALL
        case Characters(members, negated, case):
            several = [ranges_of(member) for member in members]
            if any(each is None for each in several):
                return None
            found = union(several)  # type: ignore[arg-type]
            found = _both_cases(found) if case == "fold" else found
            return difference(ALL, found) if negated else found
        case Choice(alternatives) if len(alternatives) <= 1000:
            several = [ranges_of(each) for each in alternatives if not isinstance(each, Choice)]
            if len(several) < len(alternatives) or any(each is None for each in several):
                return None
            return union(several)  # type: ignore[arg-type]
    return None


def union(several: Iterable[Ranges]) -> Ranges:
    """Return the characters in any of several sets.

    >>> union([((1, 3),), ((2, 5), (7, 7))])
    ((1, 5), (7, 7))
    """
    found: list[tuple[int, int]] = []
    for first, last in sorted(each for ranges in several for each in ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def difference(one: Ranges, other: Ranges) -> Ranges:
    """Return the characters of one set that are not in another.

    >>> difference(((1, 9),), ((3, 4), (9, 12)))
    ((1, 2), (5, 8))
    """
    found: list[tuple[int, int]] = []
    at = 0
    for first, last in one:
        while at < len(other) and other[at][1] < first:
            at += 1
        begin, look = first, at
        while look < len(other) and other[look][0] <= last:
            if other[look][0] > begin:
                found.append((begin, other[look][0] - 1))
            begin = max(begin, other[look][1] + 1)
            look += 1
        if begin <= last:
            found.append((begin, last))
    return tuple(found)


def members_of(ranges: Ranges) -> tuple[Terminal | Range, ...]:
    """Return a set as terminals and ranges."""
    return tuple(
        Terminal(chr(first)) if first == last else Range(chr(first), chr(last)) for first, last in ranges
    )


def variants(character: str) -> tuple[str, ...]:
    """Return a character in both cases; one, if it has no case or not one character in each.

    >>> variants("a"), variants("-")
    (('a', 'A'), ('-',))
    """
    both = dict.fromkeys((character, character.lower(), character.upper()))
    return tuple(each for each in both if len(each) == 1)


def _both_cases(ranges: Ranges) -> Ranges:
    """Return a set with every letter of it in both cases; of a large one, the ASCII letters."""
    if sum(last - first + 1 for first, last in ranges) > 2000:
        more: list[Ranges] = [ranges]
        for upper, lower in zip(range(0x41, 0x5B), range(0x61, 0x7B), strict=True):
            if any(first <= code <= last for first, last in ranges for code in (upper, lower)):
                more.append(((upper, upper), (lower, lower)))
        return union(more)
    codes = {
        ord(each) for first, last in ranges for code in range(first, last + 1) for each in variants(chr(code))
    }
    return union([((code, code),) for code in codes])
