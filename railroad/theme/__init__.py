"""Themes: what a picture's parts look like, as plain values.

A `Theme` has nothing but resolved colours and font styles, so that every surface can use it: the SVG writes
it as a style sheet over its classes, the PNG as attributes, because rasterizers know little CSS.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from railroad.errors import Diagnostic, UnknownThemeError, nearest

FontStyle = Literal["regular", "medium", "semibold", "italic"]


@dataclass(frozen=True, slots=True)
class Paint:
    """How one kind of station looks; colours are ``#rrggbb``."""

    fill: str
    outline: str
    text: str
    font: FontStyle = "regular"
    dashed: bool = False
    """Whether the outline is dashed."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a whole picture; colours are ``#rrggbb``.

    Make your own from one of ours: ``dataclasses.replace(THEMES["light"], rail="#000000")``.
    """

    name: str
    background: str
    """Painted only when asked for."""
    rail: str
    """Rails, arrows, start and end marks."""
    title: str
    terminal: Paint
    nonterminal: Paint
    undefined: Paint
    """A nonterminal that no rule defines."""
    range: Paint
    prose: Paint
    caption: str
    """The colour of words beside a track."""


def _theme(
    name: str, background: str, rail: str, title: str, caption: str, *, terminal: Paint, nonterminal: Paint
) -> Theme:
    return Theme(
        name,
        background,
        rail,
        title,
        terminal=terminal,
        nonterminal=nonterminal,
        undefined=replace(nonterminal, dashed=True),
        range=replace(terminal, font="regular"),
        prose=replace(nonterminal, fill=background, font="italic", dashed=True),
        caption=caption,
    )


THEMES = {
    theme.name: theme
    for theme in (
        _theme(
            "light",
            "#ffffff",
            "#475569",
            "#0f172a",
            "#475569",
            terminal=Paint("#e6f0ff", "#2563a8", "#0b2a55", "semibold"),
            nonterminal=Paint("#fff7e0", "#a16207", "#3f2a00"),
        ),
        _theme(
            "dark",
            "#0f1419",
            "#94a3b8",
            "#e2e8f0",
            "#94a3b8",
            terminal=Paint("#13294b", "#6ea8fe", "#dbe9ff", "semibold"),
            nonterminal=Paint("#2c2410", "#d9a441", "#ffe9b0"),
        ),
        _theme(
            "poster",
            "#fbf8f1",
            "#1f1f1f",
            "#1f1f1f",
            "#1f1f1f",
            terminal=Paint("#fbf8f1", "#1f1f1f", "#1f1f1f", "medium"),
            nonterminal=Paint("#fbf8f1", "#1f1f1f", "#1f1f1f", "italic"),
        ),
    )
}
"""Every theme, by name."""


def find_theme(name: str) -> Theme:
    """Return the theme called `name`.

    Raises:
        UnknownThemeError: there is none.
    """
    if name not in THEMES:
        hint = nearest(name, THEMES) or f"themes: {', '.join(THEMES)}"
        raise UnknownThemeError([Diagnostic("error", f'there is no theme "{name}"', None, hint)])
    return THEMES[name]
