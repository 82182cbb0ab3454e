"""The parameters about the look of a picture, derived from the fields of `Options`.

    rows: Rows | …                         →   rows=clause, rows=short: the words of the Literal
    background: bool                       →   background=on, background=off
    width: float | None                    →   width=600, width=none, within the limits

A field whose type is a choice of words or a switch becomes a parameter by itself, and a number does if
`Limits` bounds it.  What only a program can give, such as a function, is no parameter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from railroad import pipeline
from railroad.pipeline import Options
from railroad.web.errors import bad_parameter, cut
from railroad.web.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,20})?")
_DECIMALS = 4
"""How exact a number is: what is nearer to another makes no other picture."""
SWITCH = {"on": True, "off": False, "1": True, "0": False, "true": True, "false": False}
"""What a switch may say."""
_NAMES = {"titles": "title"}
"""Fields whose parameter has another name."""
_CLOSED = frozenset({"rasterizer"})
"""What the operator chooses, not the client."""


@dataclass(frozen=True, slots=True)
class Look:
    """A parameter about the look."""

    name: str
    """As it stands in a URL."""
    field: str
    """The field of `Options`."""
    words: tuple[str, ...] = ()
    """The values that it can have; none: it is a number."""
    or_none: bool = False
    """A number: whether ``none`` is a value too."""

    def bounds(self, limits: Limits) -> tuple[float, float]:
        """Return the least and the greatest number."""
        return getattr(limits, f"least_{self.field}"), getattr(limits, f"most_{self.field}")

    def value(self, text: str, limits: Limits) -> Any:
        """Return what a text means for the field.

        Raises:
            WebError: 400, nothing.
        """
        if self.words:
            if text not in self.words:
                hint = f"it is one of {', '.join(self.words)}"
                raise bad_parameter(f'{self.name}: there is no {self.name} "{cut(text)}"', hint)
            return SWITCH[text] if self.words == tuple(SWITCH) else text
        if text == "none" and self.or_none:
            return None
        least, most = self.bounds(limits)
        none = ", nor none" if self.or_none else ""
        if not _NUMBER.fullmatch(text):
            raise bad_parameter(f'{self.name}: "{cut(text)}" is no number{none}', "such as 2 or 1.5")
        if not least <= float(text) <= most:
            raise bad_parameter(f"{self.name}: {cut(text)} is not from {least:g} to {most:g}{none}")
        return round(float(text), _DECIMALS)


@cache
def looks() -> Mapping[str, Look]:
    """Return the parameters about the look by name, in the order of the fields."""
    found = (_look(field.name, str(field.type)) for field in fields(Options) if field.name not in _CLOSED)
    return {look.name: look for look in found if look is not None}


def _look(field: str, kind: str) -> Look | None:
    """Return the parameter of a field with a type, as written; None if only a program can give a value."""
    name = _NAMES.get(field, field)
    kinds = kind.split(" | ")
    if field == "theme":
        return Look(name, field, pipeline.themes())
    if "bool" in kinds:
        return Look(name, field, tuple(SWITCH))
    words = [word for each in kinds for word in _words(getattr(pipeline, each, None))]
    if words:
        return Look(name, field, tuple(words))
    bounded = hasattr(Limits, f"least_{field}")
    return Look(name, field, or_none="None" in kinds) if bounded else None


def _words(kind: Any) -> tuple[str, ...]:
    """Return the words that a name in `pipeline` stands for, if it is a choice of words."""
    return get_args(kind) if get_origin(kind) is Literal else ()
