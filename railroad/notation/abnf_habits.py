"""What is written otherwise than RFC 5234 has it, told once a kind, however often it is met.

    host = 'a' / user_id     →     warning: 'a': single quotes are not of RFC 5234
                                   warning: "_" is not of RFC 5234 in a name

Most of these are read in one way only, so they are warnings.  Two may be slips as well: single quotes and
names with other signs.  Met once in a text, such a thing is a mistake; met more often, or side by side, it is
a habit.  ``extensions`` overrules: ``on`` takes all as habits, ``off`` as mistakes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.source import Span

Habit = Literal[
    "quotes", "name", "bar", "definer", "list", "base", "range", "apart", "look", "margin", "indent", "page",
    "prose", "words", "comment",
]  # fmt: skip

_WORDS: dict[Habit, tuple[str, str | None]] = {
    "quotes": ("single quotes are not of RFC 5234", 'write "…", or %s"…" where case matters'),
    "name": ("a name of RFC 5234 has letters, digits and hyphens", 'write "-" for "_"'),
    "bar": ('"|" is of RFC 2616', 'RFC 5234 writes "/"'),
    "definer": ("this is not the definer of RFC 5234", 'write "="'),
    "list": ("a list with # is of RFC 9110 §5.6.1", None),
    "base": ('there is no base after "%"; this is read as hexadecimal', 'write "%x"'),
    "range": ('the second "%x" in a range is left out in RFC 5234', None),
    "apart": ("no blank may stand between a count and what it counts", None),
    "look": ("a lookahead is of SABNF, not of RFC 5234", None),
    "margin": ("a line that goes on with a rule must be indented", None),
    "indent": ("this rule is indented further than the one before it", "RFC 5234 §2.2 wants all alike"),
    "prose": ("these lines are taken for prose between rules", 'begin them with ";"'),
    "page": ("the head or foot of a page, or the caption of a figure, is passed over", None),
    "words": ('the words after "<" end on their line in RFC 5234', None),
    "comment": ("this rule has no elements; its comment is taken for them", "write <words for a human>"),
}
_SLIPS: tuple[Habit, ...] = ("quotes", "name")


class Habits:
    """What was met in one text."""

    def __init__(self, extensions: Literal["auto", "on", "off"]) -> None:
        """Begin with nothing met."""
        self._extensions = extensions
        self._met: dict[Habit, list[Span]] = {}

    def meet(self, habit: Habit, span: Span) -> None:
        """Note that a thing was met."""
        self._met.setdefault(habit, []).append(span)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Yield what is to be said of all that was met."""
        slips = sum(len(self._met.get(slip, ())) for slip in _SLIPS)
        refused = self._extensions == "off" or (self._extensions == "auto" and slips == 1)
        for habit, spans in self._met.items():
            message, hint = _WORDS[habit]
            if refused and habit in _SLIPS:
                also = f"{hint}; --extensions on reads it as it is"
                yield from (Diagnostic("error", message, span, also) for span in spans)
            else:
                often = f" ({len(spans):,} times)" if len(spans) > 1 else ""
                yield Diagnostic("warning", message + often, spans[0], hint)
