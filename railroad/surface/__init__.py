"""Surfaces: what turns a scene into bytes, by the name of the format.

A surface decides nothing about position.  Reading the table shows every format there is.

The package is not called ``render``, because that is the name of the public function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic, UnknownFormatError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.layout.scene import Scene
    from railroad.theme import Theme


Charset = Literal["unicode", "ascii"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a surface is told besides scene and theme."""

    background: bool = False
    """Whether to paint the theme's background."""
    scale: float = 1.0
    """Pixels a user unit, where there are pixels."""
    rasterizer: Literal["auto", "cairosvg", "resvg"] = "auto"
    most_side: int = 32_767
    """The most pixels on a side, where there are pixels."""
    most_pixels: int = 100_000_000
    """The most pixels in all."""
    charset: Charset = "unicode"
    """What text is made of."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A format that pictures are made in."""

    format: str
    media_type: str
    cells: bool
    """Whether it is laid out in cells of text, not in user units."""
    width: float
    """How wide a picture should be where nobody says it, in the unit of its layout."""
    render: Callable[[Scene, Theme, Settings], str | bytes]
    check_least: Callable[[float, float, Settings], None] | None = None
    """Raises `LimitError` where a picture of at least a width and a height would be too large to be rendered;
    None: none is too large."""


def _svg(scene: Scene, theme: Theme, settings: Settings) -> str:
    from railroad.surface.svg import render_svg

    return render_svg(scene, theme, settings)


def _png(scene: Scene, theme: Theme, settings: Settings) -> bytes:
    from railroad.surface.png import render_png

    return render_png(scene, theme, settings)


def _check_png(width: float, height: float, settings: Settings) -> None:
    from railroad.surface.png import check_least

    check_least(width, height, settings)


def _text(scene: Scene, theme: Theme, settings: Settings) -> str:
    from railroad.surface.text import render_text

    return render_text(scene, settings.charset)


SURFACES = {
    surface.format: surface
    for surface in (
        Surface("svg", "image/svg+xml", False, 800, _svg),
        Surface("png", "image/png", False, 800, _png, _check_png),
        Surface("txt", "text/plain", True, 80, _text),
    )
}
"""Every format, by the suffix of its files."""


def find_surface(format: str) -> Surface:
    """Return the surface of a format.

    Raises:
        UnknownFormatError: there is none of that name.
    """
    if format not in SURFACES:
        hint = nearest(format, SURFACES) or f"formats: {', '.join(SURFACES)}"
        raise UnknownFormatError([Diagnostic("error", f'there is no format "{format}"', None, hint)])
    return SURFACES[format]
