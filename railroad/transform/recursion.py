"""Make a loop of a rule that calls itself at its beginning or at its end.

    A ::= A s | x                   →  x s*
    A ::= p A | x                   →  p* x
    A ::= A i A | x                 →  x+ with i between
    A ::= A i A | A s | p A | x     →  (p* x s*)+ with i between

Here p, i, s and x stand for the choice of all that is written so.  A call in an option, in a group or in the
first or last round of a loop counts too: ``x (i A | y)`` is ``x i A | x y``.

Why it is right.  Let U = p* x s*, and L what the rule derives.  U (i U)* is in L: take x, put any s behind
it and any p before it, join with i.  L is in U (i U)*: so is x, and a word of that form stays one with s
behind its last U, with p before its first U, or with i and another such word behind it.  A call that is
neither first nor last is left as a station.  It may stand for any language M: as the above holds for each M,
it also holds for the M that the rule itself derives (Bekić's theorem on nested least fixed points).

Where the order of its alternatives matters, a rule becomes a loop only if it calls itself at its beginning
alone, and only if those alternatives come first: ``A ::= A s / A t / x`` becomes ``x (s / t)*``.  A parser
that grows a left-recursive match from its seed does the same.  A rule with a cut stays as it is, and so does
a template.

A rule in which every alternative calls it stays as it is, for it derives nothing.  So does one whose calls
are hidden so often in one alternative that the copies would outgrow it: ``A ::= A? A? A? A? A? x``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from railroad.grammar import (
    Choice,
    Cut,
    Empty,
    Expr,
    Nonterminal,
    Repetition,
    Rule,
    Sequence,
    choice,
    seq,
    walk,
)
from railroad.transform.rewrite import cover

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST, _LAST = 0, -1

_MOST_SPLITS = 4
"""How often one alternative is made two to lay calls open.  It bounds the copies, so the time is linear."""


def unroll_recursion(rule: Rule) -> Rule:
    """Return `rule` with a loop in place of its calls to itself at either end."""
    if not calls_itself_at_an_end(rule) or any(isinstance(expr, Cut) for expr in walk(rule.body)):
        return rule
    in_order = isinstance(rule.body, Choice) and rule.body.ordered
    forms = _sort_in_order(rule) if in_order else _sort(rule)
    if forms is None or not forms.bases:
        return rule
    return replace(rule, body=_join(forms, rule.body, ordered=in_order))


def calls_itself_at_an_end(rule: Rule) -> bool:
    """Return whether the first or last thing to read in `rule` may be a call of itself."""
    if rule.parameters:
        return False
    alternatives = rule.body.alternatives if isinstance(rule.body, Choice) else (rule.body,)
    return any(_may_call(each, rule.name, end) for each in alternatives for end in (_FIRST, _LAST))


@dataclass(frozen=True, slots=True)
class _Forms:
    """The alternatives of a rule by the ends at which they call it, the calls taken away."""

    infixes: list[Expr] = field(default_factory=list)
    suffixes: list[Expr] = field(default_factory=list)
    prefixes: list[Expr] = field(default_factory=list)
    bases: list[Expr] = field(default_factory=list)


def _sort_in_order(rule: Rule) -> _Forms | None:
    """Return the alternatives of `rule`, whose order matters, by form; None if it is no plain loop."""
    assert isinstance(rule.body, Choice)
    forms = _Forms()
    for each in rule.body.alternatives:
        if not _may_call(each, rule.name, _FIRST) and not _may_call(each, rule.name, _LAST):
            forms.bases.append(each)
        elif forms.bases or _laid_open(each, rule.name):
            return None
        else:
            _add(forms, each, rule.name)
    return None if forms.infixes or forms.prefixes else forms


def _sort(rule: Rule) -> _Forms | None:
    """Return the alternatives of `rule` by form; None if too much is hidden."""
    forms = _Forms()
    todo = [(rule.body, 0)]
    while todo:
        expr, splits = todo.pop()
        if isinstance(expr, Choice) and not expr.ordered:
            todo.extend((alternative, splits) for alternative in reversed(expr.alternatives))
        elif isinstance(expr, Repetition) and expr.is_optional and not expr.lazy:
            todo += [(Empty(span=expr.span), splits), (expr.item, splits)]
        elif isinstance(expr, Repetition) and _is_plus(expr) and _is_call(expr.item, rule.name):
            forms.infixes.append(expr.separator or Empty(span=expr.span))  # A+ says A A | A here
        elif more := _laid_open(expr, rule.name):
            if splits == _MOST_SPLITS:
                return None
            todo.extend((alternative, splits + 1) for alternative in reversed(more))
        else:
            _add(forms, expr, rule.name)
    return forms


def _add(forms: _Forms, expr: Expr, name: str) -> None:
    """Add an alternative that hides no call at its ends."""
    items = expr.items if isinstance(expr, Sequence) else (expr,)
    first, last = _is_call(items[_FIRST], name), _is_call(items[_LAST], name)
    if len(items) == 1 and first:
        return  # A ::= A adds nothing
    found = {
        (True, True): forms.infixes,
        (True, False): forms.suffixes,
        (False, True): forms.prefixes,
        (False, False): forms.bases,
    }[first, last]
    found.append(seq(items[first : len(items) - last], expr.span) if first or last else expr)


def _join(forms: _Forms, body: Expr, *, ordered: bool) -> Expr:
    """Return ``(p* x s*)+`` with the infixes between, in place of `body`."""
    bases = choice(forms.bases, cover(*forms.bases), ordered=ordered)
    once = _row([_star(forms.prefixes, ordered), bases, _star(forms.suffixes, ordered)], body)
    if not forms.infixes:
        return once
    return Repetition(once, 1, None, choice(forms.infixes, cover(*forms.infixes)), span=body.span)


def _star(parts: list[Expr], ordered: bool) -> Expr:
    """Return any number of any of `parts`."""
    kept = [part for part in parts if not isinstance(part, Empty)]
    if not kept:
        return Empty()
    span = cover(*kept)
    return Repetition(choice(kept, span, ordered=ordered), 0, None, span=span)


def _row(items: Iterable[Expr], whole: Expr) -> Expr:
    """Return the items one after another, without empty ones, in the place of `whole`."""
    return seq((item for item in items if not isinstance(item, Empty)), whole.span)


def _is_call(expr: Expr, name: str) -> bool:
    return isinstance(expr, Nonterminal) and expr.name == name and not expr.arguments


def _is_plus(expr: Repetition) -> bool:
    return expr.least == 1 and expr.most is None and not expr.lazy


def _at_end(expr: Expr, end: int) -> tuple[Expr, ...]:
    """Return those children of `expr` that can be the first or last to be read in it."""
    if isinstance(expr, Sequence):
        return (expr.items[end],)
    if isinstance(expr, Choice) and not expr.ordered:
        return expr.alternatives
    if isinstance(expr, Repetition) and ((expr.is_optional and not expr.lazy) or _is_plus(expr)):
        return (expr.item,)
    return ()


def _may_call(expr: Expr, name: str, end: int) -> bool:
    """Return whether `expr` may begin or end with a call of `name`."""
    todo = [expr]
    while todo:
        node = todo.pop()
        if _is_call(node, name):
            return True
        todo.extend(_at_end(node, end))
    return False


def _laid_open(expr: Expr, name: str) -> list[Expr]:
    """Return the alternatives that `expr` is, with a call in the open that is hidden at one of its ends.

    Empty if none is hidden.
    """
    if not isinstance(expr, Sequence | Repetition):
        return []
    for end in (_FIRST, _LAST):
        inner = expr.items[end] if isinstance(expr, Sequence) else expr
        if _is_call(inner, name):
            continue
        beside, rest = _split(inner, name, end)
        if beside is not None:
            call = Nonterminal(name, span=beside.span)
            others = _others(expr, end) if isinstance(expr, Sequence) else ()
            opened = [_row((call, beside, *others) if end == _FIRST else (*others, beside, call), expr)]
            return opened if rest is None else [*opened, _beside(rest, others, expr, end)]
    return []


class _Split(NamedTuple):
    """An expression as two alternatives: with a call at one end, the call taken away; and without."""

    beside: Expr | None
    """What stands beside the calls; None if there is no call at that end."""
    rest: Expr | None
    """What does without a call at that end; None if nothing does."""


def _split(expr: Expr, name: str, end: int) -> _Split:
    """Return `expr` as ``A beside | rest``, or ``beside A | rest`` at the last end."""
    visits: list[tuple[Expr, int]] = []
    todo = [expr]
    while todo:
        node = todo.pop()
        parts = _at_end(node, end)
        visits.append((node, len(parts)))
        todo.extend(parts)
    done: list[_Split] = []
    for node, count in reversed(visits):
        below = done[len(done) - count :]
        del done[len(done) - count :]
        if _is_call(node, name):
            done.append(_Split(Empty(span=node.span), None))
        elif all(part.beside is None for part in below):
            done.append(_Split(None, node))
        else:
            done.append(_split_over(node, below, end))
    return done[0]


def _split_over(node: Expr, below: list[_Split], end: int) -> _Split:
    """Return the split of `node` from those of its children at that end, one of which has a call."""
    besides = [part.beside for part in below if part.beside is not None]
    rests = [part.rest for part in below if part.rest is not None]
    if isinstance(node, Repetition) and node.is_optional:
        rests.append(Empty(span=node.span))
    beside = choice(besides, node.span)
    rest = choice(rests, node.span) if rests else None
    others = _others(node, end)
    return _Split(
        _beside(beside, others, node, end), None if rest is None else _beside(rest, others, node, end)
    )


def _others(node: Expr, end: int) -> tuple[Expr, ...]:
    """Return what stands in `node` beside its child at that end."""
    if isinstance(node, Sequence):
        return node.items[1:] if end == _FIRST else node.items[:-1]
    if isinstance(node, Repetition) and _is_plus(node):  # x+ is x (sep x)*, or (x sep)* x
        round_ = _beside(node.item, (node.separator or Empty(),), node, _LAST if end == _FIRST else _FIRST)
        return (Repetition(round_, 0, None, span=node.span),)
    return ()


def _beside(expr: Expr, others: tuple[Expr, ...], whole: Expr, end: int) -> Expr:
    """Return `expr` in its place at that end of the others."""
    return _row((expr, *others) if end == _FIRST else (*others, expr), whole)
