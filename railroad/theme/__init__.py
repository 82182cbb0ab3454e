"""Themes: what a picture's parts look like, as plain values.

A `Theme` has nothing but resolved colours and font styles, so that every surface can use it: the SVG writes
it as a style sheet over its classes, the PNG as attributes, because rasterizers know little CSS.

Its text is monospaced, unless it names a font of its own, which the layout then measures with:

    font = load_font("'IBM Plex Sans',sans-serif", "IBMPlexSans-Regular.ttf", italic="IBMPlexSans-Italic.ttf")
    theme = dataclasses.replace(THEMES["light"], name="plex", font=font)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic, UnknownThemeError, nearest
from railroad.metrics import USER_UNITS, Metrics, from_font

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.fonts.font import Font
    from railroad.fonts.style import FontStyle


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
    """The colour of words beside a track, and of what is quiet."""
    more: Mapping[str, Paint] = field(default_factory=dict, hash=False)
    """Other kinds of stations and frames that are not to look like `paint_of` makes them of the above."""
    font: Font | None = None
    """What text is set in; None: our own font, or whatever monospaced one a browser has.

    Its style sheet names the theme: a theme with another font needs another name."""

    def __hash__(self) -> int:
        """Return a hash of a few fields, as that of all takes long for every picture; equal themes agree."""
        return hash((self.name, self.background, self.rail, self.title))


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
        prose=replace(
            nonterminal,
            fill=background,
            font="regular" if nonterminal.font == "italic" else "italic",  # the other from an undefined rule
            dashed=True,
        ),
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


def paint_of(theme: Theme, kind: str) -> Paint:
    """Return how a kind of station, or a frame (``frame``), looks in a theme."""
    if kind in ("terminal", "nonterminal", "undefined", "range", "prose"):
        paint: Paint = getattr(theme, kind)
        return paint
    return theme.more.get(kind) or _derived(theme, kind)


WORDS_STYLES: Mapping[str, FontStyle] = {
    "title": "semibold",
    "caption": "italic",
    "words": "italic",
    "order": "regular",
    "note": "regular",
}
"""The style of words that are no labels."""


def style_of(theme: Theme, kind: str) -> FontStyle:
    """Return the style in which a theme sets a kind of station or of words."""
    return WORDS_STYLES.get(kind) or paint_of(theme, kind).font


@lru_cache(maxsize=64)
def metrics_of(theme: Theme) -> Metrics:
    """Return what pictures in a theme are laid out with, in user units."""
    if theme.font is None:
        return USER_UNITS
    return from_font(theme.font, partial(style_of, theme))


def _derived(theme: Theme, kind: str) -> Paint:
    plain = Paint(theme.background, theme.rail, theme.title)
    quiet = Paint(theme.background, theme.caption, theme.caption)
    match kind:
        case "exact" | "fold":
            return theme.terminal
        case "set" | "class" | "regex":
            return theme.range
        case "complement":
            return replace(theme.range, fill=theme.background)
        case "any":
            return replace(theme.range, font="italic")
        case "external" | "call":
            return theme.nonterminal
        case "parameter":
            return replace(theme.nonterminal, fill=theme.background, font="italic")
        case "end-of-input" | "cut":
            return replace(plain, font="italic")
        case "comment":
            return replace(quiet, font="italic")
        case "frame":
            return Paint(_mixed(theme.background, theme.rail, _TINT), theme.caption, theme.caption, "italic")
        case _:
            return quiet


_TINT = 1 / 20
"""How much of the rails' colour there is in a frame."""


def _mixed(one: str, other: str, share: float) -> str:
    """Return a colour with a share of another in it.

    >>> _mixed("#ffffff", "#000000", 0.5)
    '#808080'
    """
    parts = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def find_theme(name: str) -> Theme:
    """Return the theme called `name`.

    Raises:
        UnknownThemeError: there is none.
    """
    if name not in THEMES:
        hint = nearest(name, THEMES) or f"themes: {', '.join(THEMES)}"
        raise UnknownThemeError([Diagnostic("error", f'there is no theme "{name}"', None, hint)])
    return THEMES[name]
