"""What stands in a station: text in which nothing is invisible, and no two meanings look alike.

text      as it is; blanks alone as ␣ ⇥ ↵; what can't be seen as U+00A0, between other text as ‹U+00A0›
set       [a–z 0–9 _]   [^"\\\\]   ranges with a dash that is no hyphen, signs side by side
call      list(item, ",")
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from railroad.grammar import Class, Nonterminal, Range, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.grammar import Characters, Expr

_SIGNS = {" ": "␣", "\t": "⇥", "\n": "↵"}
"""What a blank is shown as."""
_LOOKS_LIKE_A_SIGN = re.compile("[␣⇥↵◌]|U\\+[0-9A-F]{4}")
_FROM_THE_RIGHT = ("R", "AL", "AN")
_FIRST_NUMBERED = 0x0590
"""From which character on a set is shown by numbers: few fonts have the scripts from Hebrew on."""
_IN_A_SET = {sign: f"\\{sign}" for sign in "[]^\\"}
_MOST_SIDE_BY_SIDE = 10
"""After how many characters of a set there is a gap, so that a long set can be broken there."""


def show_text(text: str) -> str:
    """Return `text` as a label: nothing in it that could not be seen.

    >>> [show_text(text) for text in (" ", "\\t ", "a b", "a\\nb", "\\r\\n", "\\u00a0", "a\\u200bb")]
    ['␣', '⇥␣', 'a b', 'a↵b', 'U+000D ↵', 'U+00A0', 'a‹U+200B›b']
    """
    if text.isalnum():
        return text
    if not any(c.isprintable() and c != " " for c in text):
        return _beside(map(show_character, text))
    shown = "".join(c if c.isprintable() else _SIGNS.get(c) or f"‹{_number(c)}›" for c in text)
    return f"◌{shown}" if unicodedata.combining(text[0]) else shown


def is_shown_as_it_is(text: str) -> bool:
    """Return whether the label of `text` can't be taken for that of another text.

    >>> is_shown_as_it_is("a b"), is_shown_as_it_is("\\t"), is_shown_as_it_is("⇥")
    (True, True, False)
    """
    return text.isalnum() or _LOOKS_LIKE_A_SIGN.search(text) is None


def show_character(character: str) -> str:
    """Return how one character is shown where it stands for itself.

    Letters that run from right to left would change places with what is beside them.

    >>> [show_character(c) for c in "a \\r\\u0301\\u05d0"]
    ['a', '␣', 'U+000D', 'U+0301', 'U+05D0']
    """
    if character in _SIGNS:
        return _SIGNS[character]
    seen = character.isprintable() and not unicodedata.combining(character)
    seen = seen and unicodedata.bidirectional(character) not in _FROM_THE_RIGHT
    return character if seen and character not in _SIGNS.values() else _number(character)


def _number(character: str) -> str:
    return f"U+{ord(character):04X}"


def _beside(shown: Iterable[str]) -> str:
    """Return signs and numbers one after another, a gap beside each number."""
    found = ""
    for one in shown:
        if found and (len(one) > 1 or found[-2:-1].isalnum()):
            found += " "
        found += one
    return found


def show_range(first: str, last: str) -> str:
    """Return the label of a range.

    >>> show_range("a", "z"), show_range(" ", "~")
    ('a...z', '␣...~')
    """
    return f"{show_character(first)}...{show_character(last)}"


def show_set(characters: Characters) -> str:
    """Return the label of a set of characters, each member once.

    >>> from railroad.grammar import Characters
    >>> digits, signs = Range("0", "9"), [Terminal(sign) for sign in "+-]"]
    >>> show_set(Characters((digits, Range("a", "f"), *signs)))
    '[0–9 a–f +-\\\\]]'
    >>> show_set(Characters((Terminal('"'), Terminal("\\\\")), negated=True))
    '[^"\\\\\\\\]'
    """
    groups: list[str] = []
    beside = 0
    for member in dict.fromkeys(characters.members):
        match member:
            case Terminal(text):
                shown = _in_a_set(text)
                if beside and len(text) == 1 and len(shown) <= 2 and beside < _MOST_SIDE_BY_SIDE:
                    groups[-1] += shown
                    beside += 1
                else:
                    groups.append(shown)
                    beside = 1 if len(shown) <= 2 else 0
                continue
            case Range(first, last):
                groups.append(f"{_in_a_set(first)}–{_in_a_set(last)}")
            case Class(name):
                groups.append(name)
        beside = 0
    return f"[{'^' * characters.negated}{' '.join(groups)}]"


def _in_a_set(character: str) -> str:
    if character == "–" or ord(character) >= _FIRST_NUMBERED:
        return _number(character)
    return _IN_A_SET.get(character) or show_character(character)


def show_call(call: Nonterminal) -> str | None:
    """Return the label of a call of a template; None if its arguments are more than names and texts.

    >>> show_call(Nonterminal("list", (Nonterminal("item"), Terminal(","))))
    'list(item, ",")'
    """
    shown = [_argument(argument) for argument in call.arguments]
    if any(argument is None for argument in shown):
        return None
    return f"{show_text(call.name)}({', '.join(filter(None, shown))})"


def _argument(argument: Expr) -> str | None:
    match argument:
        case Nonterminal(name, ()):
            return show_text(name) or None
        case Terminal(text, case) if text:
            return f'"{show_text(text)}"{case_sign(text, case)}'
        case _:
            return None


def case_sign(text: str, case: str | None) -> str:
    """Return the sign for text whose case does not matter, or matters by the author's word; else nothing.

    >>> [case_sign(*pair) for pair in (("if", "fold"), ("if", "exact"), ("if", None), ("+", "fold"))]
    ['i', 's', '', '']
    """
    if case is None or text.lower() == text.upper():
        return ""
    return "i" if case == "fold" else "s"
