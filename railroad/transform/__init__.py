"""The named pipelines: which passes a rule goes through, and in what order.

    without         code, and comments in the tree, which say nothing of the language, go
    with_comments   or the author's comments become nodes in the tree
    tidy            flatten, optional and lists at every node, from the leaves up, each until it is stable
    unroll          direct recursion becomes repetition

The three steps of `tidy` share one walk, because each makes work for the others: in ``x (x (x x*)*)*`` every
level is a list only after the level below it has become one star.  `unroll` comes after it, since it looks
at the alternatives of a rule, and these are plain to see only then.  It leaves its own result tidy: there
``term (op term)*`` becomes a list.

Every pass keeps the language, and the order of trial where the rule has one; a pipeline run twice changes
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from railroad.grammar import Choice, Code, Comment, Cut, Empty, Lookahead, children, walk
from railroad.transform.asides import with_comments, without
from railroad.transform.flatten import spread, ungroup
from railroad.transform.lists import fold_lists, fold_lists_behind
from railroad.transform.optional import simplify_options
from railroad.transform.recursion import calls_itself_at_an_end, unroll_recursion
from railroad.transform.rewrite import Numbering, bottom_up, until_stable

if TYPE_CHECKING:
    from railroad.grammar import Expr, Rule
    from railroad.transform.rewrite import Step

TIDY: tuple[Step, ...] = (ungroup, simplify_options, fold_lists)
TIDY_IN_ORDER: tuple[Step, ...] = (ungroup, simplify_options, fold_lists_behind)
"""What is right too for a parser that tries in order and does not come back into a loop."""


def tidy(rule: Rule) -> Rule:
    """Return `rule` with the steps of `TIDY` applied wherever they apply; itself if they change nothing.

    If anything in it says that it is tried in order, such as a lookahead, these are those of `TIDY_IN_ORDER`.
    """
    steps = TIDY_IN_ORDER if any(map(_speaks_of_order, walk(rule.body))) else TIDY
    body = bottom_up(rule.body, until_stable(steps, Numbering()), spread)
    return rule if body is rule.body else replace(rule, body=body)


def _speaks_of_order(expr: Expr) -> bool:
    return isinstance(expr, Lookahead | Cut) or (isinstance(expr, Choice) and expr.ordered)


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


def for_drawing(
    rule: Rule, *, keep_recursion: bool = False, code: bool = False, comments: bool = False
) -> Rule:
    """Return a rule that says the same and draws well.

    Args:
        rule: any rule.
        keep_recursion: whether a rule that calls itself still does so, wherever it did.
        code: whether code of a host language stays.  A rule with code is not unrolled: what is done belongs
            to one round of the recursion.
        comments: whether the comments of the rule become part of its body.
    """
    dropped = tuple(kind for kind, kept in ((Code, code), (Comment, comments)) if not kept)
    if dropped:
        rule = without(rule, dropped)
    rule = tidy(with_comments(rule) if comments else rule)
    if keep_recursion or (code and any(isinstance(expr, Code) for expr in walk(rule.body))):
        return rule
    return unroll(rule)
