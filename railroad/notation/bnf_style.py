"""How a BNF text is written: the facts about the whole of it that its parts are read by.

Two families go by the name of BNF::

    <if statement> ::= if <condition> then <statement>       a name has brackets, a bare word is text
    statement ::= "if" condition "then" statement            a bare word is a name

and authors choose among several definers.  No line says which, so the left sides of the rules do: what
stands at the start of lines before a definer is counted here, on the plain text, before anything is read.

A definer has a strength, 1 for the strongest: the weaker it is, the more often it is a mere character of the
language described.  The definers of a grammar are those of the strength that most of its rules have (`main`).
Those of strength 1 always define.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963"
    "\u0981-\u0df3\u0e31-\u0e4e\u0eb1-\u0ecd\u0f18-\u0fbc\u102b-\u109d\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200c\u200d\u20d0-\u20f0\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Combining marks, which `\\w` leaves out: without them no name in an Indic script would be one word."""

WORD = rf"[\w{_MARKS}]"
"""One character of a word, in any script."""
PRIMES = "['’′]"
"""What a textbook writes after a name: E'."""
BEFORE_NAME = rf"(?<![\w{_MARKS}$.'’′-])"
"""A name does not begin in the middle of one."""

DEFINER = r"::==?|:==?|∷=|⩴|≔|-{1,3}>|→|⟶|={1,2}>|⇒|⟹|=(?![=>])|:(?!:)"
LABEL = r"[\[(]?\d{1,9}(?:\.\d{1,9}){0,9}[\])]?[.:]?[ \t]++"
"""The number of a rule: ``1.``, ``(2)``, ``[3]``, ``4.1``."""
FIRST_OF_NAME = r"(?![\s=<>\-/!?|*+,;:)])"
"""How the text between < and > begins if it is a name; else these are signs: < <= <> <-."""

_WEIGHTS = {1: 8.0, 2: 6.0, 3: 3.0, 4: 1.0, 5: 0.1}
"""How much a left side counts, by the strength of its definer: prose is full of ``Note: this``."""


def bare_name(*, dotted: bool) -> str:
    """Return the pattern of a name without brackets: ``expr``, ``if-stmt``, ``$accept``, ``名``."""
    joint = "[-.]" if dotted else "-"
    return rf"\$?{WORD}++(?:{joint}{WORD}++)*+"


def strength(definer: str) -> int:
    """Return how surely `definer` defines: 1 most, 5 least.

    >>> [strength(definer) for definer in ("::=", ":=", "->", "=", ":", "=>")]
    [1, 2, 2, 3, 4, 5]
    """
    if definer in ("::=", "::==", ":==", "∷=", "⩴"):
        return 1
    if definer in (":=", "≔", "→", "⟶") or (definer[0] == "-" and definer[-1] == ">"):
        return 2
    return {"=": 3, ":": 4}.get(definer, 5)


def normal_name(inside: str) -> str:
    """Return the name in `inside`, the text between < and >, with single blanks.

    >>> normal_name(" delete  statement: positioned")
    'delete statement: positioned'
    """
    return " ".join(inside.split())


@dataclass(frozen=True, slots=True)
class Style:
    """What holds for a whole grammar."""

    angle: bool
    """Whether names have brackets: then a word without them is text."""
    main: int
    """The strength of the definers that most rules have."""
    definer: str
    """The one that most rules have, for messages."""
    names: frozenset[str]
    """What stands on left sides, even in comments: enough to tell a name from a sign; no list of rules."""
    dotted: bool
    """Whether a name may hold dots, because one on a left side does."""
    line_marks: frozenset[str]
    """Which of ``# // --`` begin a line of comment somewhere."""


_GAP = r"(?:[ \t\n]|/\*[^*\n]*+\*/|\(\*[^*\n]*+\*\))*+"
_LEFT_SIDE = re.compile(
    rf"^[ \t]*+(?:{LABEL})?"
    rf"(?:<[ \t]*+{FIRST_OF_NAME}(?P<angle>[^<>\n]++)>|(?P<bare>{bare_name(dotted=True)}{PRIMES}*+))"
    rf"{_GAP}(?P<definer>{DEFINER})",
    re.MULTILINE,
)
_LINE_MARK = re.compile(r"^[ \t]*+(#|//|--)(?![^\s#/\-=*])", re.MULTILINE)


def sniff(text: str) -> Style:
    """Return the style of a text whose lines end in LF."""
    matches = list(_LEFT_SIDE.finditer(text))
    found = [(match["angle"], match["bare"], strength(match["definer"])) for match in matches]
    weights = dict.fromkeys(_WEIGHTS, 0.0)
    for angle, _, rank in found:
        weights[rank] += _WEIGHTS[rank] * (2 if angle else 1)
    main = max(weights, key=lambda rank: (weights[rank], -rank))
    definers = Counter(match["definer"] for match in matches if strength(match["definer"]) == main)
    leading = [(angle, bare) for angle, bare, rank in found if rank in (1, main)]
    angles = sum(1 for angle, _ in leading if angle)
    return Style(
        angle=angles > 0 and angles * 2 >= len(leading) - angles,
        main=main,
        definer=max(definers, key=lambda definer: definers[definer], default="::="),
        names=frozenset(normal_name(angle) if angle else bare for angle, bare, _ in found),
        dotted=any(bare and "." in bare for _, bare in leading),
        line_marks=frozenset(match[1] for match in _LINE_MARK.finditer(text)),
    )
