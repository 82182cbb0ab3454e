"""What a notation can say: the questions that decide how a grammar is put into its words.

    Features(title="ABNF", sets="no", counts=…)     2 to 4 of something can be said, a set of characters not

A writer has such a value; `transform.lower` says in simpler words what the value says no to, and tells what
it can't.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.grammar import Case, Repetition, RuleKind

ANYTHING = re.compile(r"[\s\S]++")


def any_count(least: int, most: int | None) -> bool:
    """Say yes to every count."""
    return True


def signs_only(least: int, most: int | None) -> bool:
    """Say yes to the counts that have a sign of their own: ``?`` ``*`` ``+``."""
    return (least, most) in ((0, 1), (0, None), (1, None))


def no_separator(repetition: Repetition) -> bool:
    """Say no to every separator."""
    return False


def same_case(text: str, case: Case | None) -> Case | Literal["expand"] | None:
    """Answer for a notation that has literals whose case matters, and says so of none."""
    return "expand" if case == "fold" and text.lower() != text.upper() else None


@dataclass(frozen=True, slots=True)
class Names:
    """What a notation calls a name."""

    legal: Callable[[str, RuleKind], bool]
    """Whether a rule of that kind may have that name."""
    mended: Callable[[str, RuleKind], str]
    """A name that may be had in place of one that may not."""
    folded: bool = False
    """Whether names that differ in case only are the same."""
    known: tuple[str, ...] = ()
    """The names that mean something where no rule has them."""


@dataclass(frozen=True, slots=True)
class Features:
    """What one notation can say."""

    notation: str
    """Its name in the table: what was read in it may keep the author's spelling."""
    title: str
    """What messages call it."""
    names: Names
    case: Callable[[str, Case | None], Case | Literal["expand"] | None] = same_case
    """How the case of a literal is said: what comes out, or that every letter needs a choice."""
    pieces: re.Pattern[str] = ANYTHING
    """What one literal can hold; what this matches nowhere can't be written as text at all."""
    ranges: Literal["yes", "set", "no"] = "no"
    """Whether a range of characters stands by itself, or in a set only."""
    ends: re.Pattern[str] = ANYTHING
    """The characters that a range can begin and end with."""
    sets: Literal["full", "positive", "no"] = "no"
    """Whether there are sets of characters, and whether they can be turned round."""
    classes: re.Pattern[str] | None = None
    """The names of classes that can stand in a set."""
    any: bool = False
    regex: Callable[[str], str] | None = None
    """How a regular expression has to be spelt; None where there are none."""
    end: bool = False
    prose: Callable[[str], str] | None = None
    """How words for a human are cleaned so that they can be written; None where there are none."""
    empty: Literal["yes", "alone"] = "yes"
    """Whether nothing at all can be written anywhere, or as the whole of a rule only."""
    groups: bool = True
    """Whether a choice can stand inside a rule, and repetitions at all."""
    ordered: Literal["never", "always", "both"] = "never"
    """Whether choices take the first alternative that fits."""
    counts: Callable[[int, int | None], bool] = any_count
    separators: Callable[[Repetition], bool] = no_separator
    cut: bool = False
    lazy: bool = False
    exclusion: bool = False
    lookahead: bool = False
    left_recursion: Literal["yes", "direct", "no"] = "yes"
    labels: bool = False
    templates: bool = False
    code: bool = False
    """Whether text for a host language can be kept, of a grammar that was read in this notation."""
    spellings: bool = True
    """Whether a leaf of a grammar that was read in this notation is written as it was spelt."""
    comments: bool = True
    undefined: Literal["rule", "terminal"] = "rule"
    """What a name is that no rule has: a reference all the same, or text."""
    core: bool = False
    """Whether it knows the core rules of ABNF."""
    tokens: bool = False
    """Whether sets, ranges and any character belong into rules of kind token alone."""
