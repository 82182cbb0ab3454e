"""Find out what notation a text is in, by trying.

    signs.look   a cheap look: which notations are likely, and how
    here         the readers, likeliest first, until no other can be better
                 →  "w3c: 45 rules, nothing left over; iso failed at 3:12"

A reading is better the likelier its notation is, the fewer names it leaves without a rule and the less it
warns of.  A reading that fails counts too: one mistake is a slip, whatever the length of the text, and only
mistakes in many of the rules speak against the notation.  A text in ISO EBNF with one slip is to be told of
that, though a more lenient notation would take it for something else.

Where no notation that is exactly defined will do, the text may be in a dialect of its own: then its signs are
found (`dialect_sniff`).  The end of a file's name is a hint, never the judge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from railroad.errors import NotationError
from railroad.notation.reading import check_characters
from railroad.notation.signs import look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.grammar import Grammar
    from railroad.notation import Notation, Reading
    from railroad.source import Source

_DIALECT = "dialect"
_DIALECT_LIKELIHOOD = 0.75
"""Of a dialect, where the likeliest notation fails; less than what one slip leaves of that."""
_SLIP = 0.2
"""What the first mistake takes off."""
_MISTAKES = 3
"""What mistakes beyond it take off, were there one in each rule: one in three rules, and nothing is left."""
_SURE = ("json",)
"""Notations whose beginning no dialect has."""
_FEW = 6
"""How many rules are taken to be right besides those that there are: two mistakes in two rules are few."""
_NO_RULE = "no rule is called"


@dataclass(frozen=True, slots=True)
class Trial:
    """One reading of the text."""

    notation: str
    worth: float
    """How good it is, from 0 to 1."""
    outcome: Grammar | NotationError

    def words(self, source: Source) -> str:
        """Return what came of it, in a few words."""
        outcome = self.outcome
        if isinstance(outcome, NotationError):
            place = outcome.diagnostics[0].place(source).removeprefix(f"{source.name}:")
            return f"{self.notation} failed at {place}"
        undefined, other = _left_over(outcome)
        count = len(outcome.rules)
        left = [
            f"{undefined:,} name{'s' * (undefined > 1)} without a rule" if undefined else "",
            f"{other:,} warning{'s' * (other > 1)}" if other else "",
        ]
        said = ", ".join(part for part in left if part) or "nothing left over"
        return f"{self.notation}: {count:,} rule{'s' * (count > 1)}, {said}"


def read_auto(source: Source, reading: Reading, notations: Mapping[str, Notation]) -> Grammar:
    """Return the grammar that a text defines, in the notation that it is most likely in.

    Args:
        source: the text; the end of its name is a hint.
        reading: how it is to be read.
        notations: those to choose from.

    Raises:
        NotationError: it is in none; the mistakes are those in the notation that it is most likely in.
    """
    found = look(source.text, source.name)
    likely = {name: likelihood for name, likelihood in found.likely.items() if name in notations}
    trials: list[Trial] = []
    for name, likelihood in likely.items():
        if trials and (max(trial.worth for trial in trials) >= likelihood or len(trials) == reading.trials):
            break
        trials.append(_try(source, reading, notations[name], likelihood, found.rules))
    best = max(trials, key=lambda trial: trial.worth)
    may_be_dialect = best.worth < _DIALECT_LIKELIHOOD and best.notation not in _SURE and found.rules
    may_be_dialect = may_be_dialect and len(trials) != reading.trials
    if isinstance(best.outcome, NotationError) and may_be_dialect and _DIALECT in notations:
        dialect = _try(source, reading, notations[_DIALECT], _DIALECT_LIKELIHOOD, found.rules)
        if not isinstance(dialect.outcome, NotationError) and dialect.worth > best.worth:
            trials.append(dialect)
            best = dialect
    if best.worth <= 0:
        best = trials[0]
    if isinstance(best.outcome, NotationError):
        raise _explained(best.outcome, best.notation) if found.rules else best.outcome
    others = [trial.words(source) for trial in trials if trial is not best]
    return replace(best.outcome, reason="; ".join([best.words(source), *others]))


def _try(source: Source, reading: Reading, notation: Notation, likelihood: float, rules: int) -> Trial:
    try:
        check_characters(source, notation.blanks)
        grammar = notation.read(source, reading)
    except NotationError as error:
        others = _MISTAKES * (len(error.diagnostics) - 1) / (rules + _FEW)
        return Trial(notation.name, likelihood * max(0.0, 1 - _SLIP - others), error)
    undefined, other = _left_over(grammar)
    count = max(len(grammar.rules), 1)
    spoilt = 0.5 * undefined / (count + undefined) + 0.2 * other / (count + other)
    return Trial(notation.name, likelihood * (1 - spoilt), grammar)


def _left_over(grammar: Grammar) -> tuple[int, int]:
    """Return how many names have no rule, and how many other warnings there are."""
    undefined = sum(_NO_RULE in warning.message for warning in grammar.warnings)
    return undefined, len(grammar.warnings) - undefined


def _explained(error: NotationError, notation: str) -> NotationError:
    """Return the error with a hint what the text was taken for."""
    first, *others = error.diagnostics
    said = f"this reads as {notation}; if it is in another notation, name that"
    hint = f"{first.hint}; {said}" if first.hint else said
    return NotationError([replace(first, hint=hint), *others], error.source)
