"""The named pipelines: which passes a rule goes through, and in what order.

    tidy      flatten, optional and lists at every node, from the leaves up, each node until it is stable
    unroll    direct recursion becomes repetition

The three steps of `tidy` share one walk, because each makes work for the others: in ``x (x (x x*)*)*`` every
level is a list only after the level below it has become one star.  `unroll` comes after it, since it looks
at the alternatives of a rule, and these are plain to see only then.  It leaves its own result tidy: there
``term (op term)*`` becomes a list.

Every pass keeps the language, and a pipeline run twice changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from railroad.grammar import Empty, children, walk
from railroad.transform.flatten import spread, ungroup
from railroad.transform.lists import fold_lists
from railroad.transform.optional import simplify_options
from railroad.transform.recursion import calls_itself_at_an_end, unroll_recursion
from railroad.transform.rewrite import Numbering, bottom_up, until_stable

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.grammar import Rule
    from railroad.transform.rewrite import Step

    Pass = Callable[[Rule], Rule]
    """Returns the rule itself, the same object, where it changes nothing."""

TIDY: tuple[Step, ...] = (ungroup, simplify_options, fold_lists)


def tidy(rule: Rule) -> Rule:
    """Return `rule` with the steps of `TIDY` applied wherever they apply."""
    body = bottom_up(rule.body, until_stable(TIDY, Numbering()), spread)
    return rule if body is rule.body else replace(rule, body=body)


def unroll(rule: Rule) -> Rule:
    """Return `rule`, which is tidy, with loops for its calls to itself at either end, tidy again.

    The rule stays as it is where that would not be simpler: if its picture would have more stations than
    before, as in ``A ::= "if" x A ("else" A)? | y``, or if the loops themselves would have such calls.
    """
    unrolled = unroll_recursion(rule)
    if unrolled is rule:
        return rule
    looped = tidy(unrolled)
    if calls_itself_at_an_end(looped) or _stations(looped) > _stations(rule):
        return rule
    return looped


def _stations(rule: Rule) -> int:
    return sum(not children(expr) and not isinstance(expr, Empty) for expr in walk(rule.body))


AS_WRITTEN: tuple[Pass, ...] = (tidy,)
"""The shape of the author, without what is said twice."""
DRAWING: tuple[Pass, ...] = (tidy, unroll)
"""What is drawn."""


def for_drawing(rule: Rule, *, keep_recursion: bool = False) -> Rule:
    """Return a rule that says the same and draws well.

    With `keep_recursion` a rule that calls itself still does so, wherever it did.
    """
    for each in AS_WRITTEN if keep_recursion else DRAWING:
        rule = each(rule)
    return rule
