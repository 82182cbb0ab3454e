"""The styles that labels are set in, each a face of the same family."""

from __future__ import annotations

from typing import Literal, NamedTuple

FontStyle = Literal["regular", "medium", "semibold", "italic"]


class Style(NamedTuple):
    """What tells a face from the others of its family."""

    weight: int
    """As CSS counts: 400 is regular, 700 bold."""
    slant: Literal["normal", "italic"]


STYLES: dict[FontStyle, Style] = {
    "regular": Style(400, "normal"),
    "medium": Style(500, "normal"),
    "semibold": Style(600, "normal"),
    "italic": Style(400, "italic"),
}
"""Every style, by its name."""
