"""PNG: the SVG for rasterizers, made into pixels by cairosvg or, where the system has no libcairo, by resvg.

Labels are outlines (`railroad.fonts`), colours and widths are attributes, so neither needs a font or a style
sheet, and both draw the same picture: the pixels differ only in how edges are smoothed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from railroad.errors import Diagnostic, FontError, LimitError, OptionError, RailroadError
from railroad.fonts.outline import lacking, outline
from railroad.stages import stage
from railroad.surface.svg import render_outlined_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from railroad.fonts.font import Font
    from railroad.fonts.style import FontStyle
    from railroad.layout.scene import Scene
    from railroad.surface import Settings
    from railroad.theme import Theme

MAX_SIDE = 32_767
"""The most pixels on a side: more than that cairo can't draw."""
MAX_PIXELS = 100_000_000
"""The most pixels in a picture: it is drawn in memory, at four bytes each."""

_SIZES = re.compile(r'\b(?P<name>width|height|viewBox)="[^"]*"')
_MOST_NAMED = 8
"""The most characters that a message names."""


def render_png(scene: Scene, theme: Theme, settings: Settings) -> bytes:
    """Return the scene as a PNG, transparent unless a background is asked for.

    The size in pixels is the scene's times the scale, rounded up, whoever draws it.

    Raises:
        LimitError: it would be too large; found before anything is drawn.
        FontError: no font here can draw some of its text.
        OptionError: the rasterizer asked for can't be used here.
    """
    size = _size_in_pixels(scene.width, scene.height, settings)
    rasterize = _rasterizer(settings.rasterizer)
    labels = _Labels(_font(scene))
    svg = render_outlined_svg(scene, theme, settings, labels.outline)
    labels.check()
    with stage("rasterize"):
        return rasterize(_sized(svg, size, settings.scale))


def _font(scene: Scene) -> Font | None:
    """Return the font that the text of a scene is measured in, if it is not our own.

    Raises:
        FontError: it has no files.
    """
    lettering = scene.panels[0].metrics.lettering if scene.panels else None
    if lettering is None:
        return None
    if not lettering.font.files:
        hint = "give the theme's font its files (load_font), or make an SVG"
        raise FontError.at(
            None, f"there are no glyphs of {lettering.font.family} to draw a PNG with", hint=hint
        )
    return lettering.font


def rasterizer_in_use(name: str = "auto") -> str:
    """Return which rasterizer a name stands for on this machine, with its version.

    Raises:
        OptionError: it can't be used here.
    """
    if _rasterizer(name) is _by_cairosvg:
        import cairocffi
        import cairosvg

        return f"cairosvg {cairosvg.__version__} (cairo {cairocffi.cairo_version_string()})"
    import resvg_py

    return f"resvg-py {resvg_py.__version__} (resvg {resvg_py.__resvg_version__})"


def check_least(width: float, height: float, settings: Settings) -> None:
    """Do nothing if a picture of a width and a height, in user units, is not too large for a PNG.

    Raises:
        LimitError: one of that size is, and so is one that is larger.
    """
    _size_in_pixels(width, height, settings, "at least ")


def _size_in_pixels(
    scene_width: float, scene_height: float, settings: Settings, least: str = ""
) -> tuple[int, int]:
    width, height = (max(1, _rounded_up(side * settings.scale)) for side in (scene_width, scene_height))
    most_side, most_pixels = min(settings.most_side, MAX_SIDE), min(settings.most_pixels, MAX_PIXELS)
    limit = ""
    if max(width, height) > most_side:
        limit = f"{most_side:,} on a side"
    elif width * height > most_pixels:
        limit = f"{most_pixels:,} in all"
    if limit:
        raise LimitError.at(
            None,
            f"the PNG would have {least}{width:,} × {height:,} pixels; the most is {limit}",
            hint="choose a lower scale or fewer rules, or make an SVG, which has no such limit",
        )
    return width, height


def _rounded_up(length: float) -> int:
    """Return the next whole number, passing over what is only the rounding of a product."""
    return math.ceil(length - 1e-6)


def _sized(svg: str, size: tuple[int, int], scale: float) -> str:
    """Return the document with the size of its pixels, so that no rasterizer has to scale or round it."""
    width, height = size
    box = f"0 0 {width / scale:.6f} {height / scale:.6f}"
    said = {"width": f"{width}", "height": f"{height}", "viewBox": box}
    root, end, rest = svg.partition(">")
    root = _SIZES.sub(lambda found: f'{found["name"]}="{said[found["name"]]}"', root)
    return root + end + rest


class _Labels:
    """Draws labels as outlines, and remembers what it could not draw."""

    def __init__(self, font: Font | None) -> None:
        self._font = font
        self._glyphs: dict[str, None] = {}
        self._shapes: dict[str, None] = {}

    def outline(
        self, text: str, style: FontStyle, size: float, x: float, baseline: float, width: float
    ) -> str:
        """Return the path data of a label."""
        try:
            missing = lacking(text, style, self._font)
            self._glyphs |= dict.fromkeys(missing.glyphs)
            self._shapes |= dict.fromkeys(missing.shapes)
            return outline(text, style, size, x, baseline, width, self._font)
        except LookupError as error:
            raise FontError.at(None, f"{error}", hint="pip install fontpkg-ibm-plex-mono") from None

    def check(self) -> None:
        """Do nothing if all was drawn.

        Raises:
            FontError: some was not.
        """
        found = []
        if self._glyphs:
            message = f"no font here has {_named(self._glyphs)}"
            hint = "install a font that has it as outlines, or make an SVG: a browser has fonts of its own"
            found.append(Diagnostic("error", message, None, hint))
        if self._shapes:
            message = f"a PNG can't show yet how these letters change side by side: {_named(self._shapes)}"
            hint = "make an SVG: browsers know how"
            found.append(Diagnostic("error", message, None, hint))
        if found:
            raise FontError(found)


def _named(characters: Iterable[str]) -> str:
    """Return characters by number, looks and name.

    >>> _named("é")
    'U+00E9 "é" LATIN SMALL LETTER E WITH ACUTE'
    """
    every = [*characters]
    names = [_name(character) for character in every[:_MOST_NAMED]]
    more = len(every) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _name(character: str) -> str:
    shown = f"\u25cc{character}" if unicodedata.combining(character) else character
    looks = f' "{shown}"' if character.isprintable() else ""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{looks}{name and ' '}{name}"


def _rasterizer(name: str) -> Callable[[str], bytes]:
    if name != "resvg" and _cairosvg() is not None:
        return _by_cairosvg
    if name != "cairosvg" and _resvg() is not None:
        return _by_resvg
    if name == "cairosvg":
        raise OptionError.at(
            None,
            'rasterizer: "cairosvg" can\'t be used here, because the system has no libcairo',
            hint='use "resvg" or "auto", or install libcairo (Debian: libcairo2, macOS: brew install cairo)',
        )
    if name == "resvg":
        raise OptionError.at(
            None, 'rasterizer: "resvg" can\'t be used here', hint='pip install resvg-py, or use "cairosvg"'
        )
    raise RailroadError.at(None, "nothing here makes a PNG", hint="pip install resvg-py, or make an SVG")


@cache
def _cairosvg() -> Any:
    """Return the module, or None where it is not installed or finds no libcairo."""
    try:
        import cairosvg
    except (ImportError, OSError):
        return None
    return cairosvg


@cache
def _resvg() -> Any:
    """Return the module, or None where there is none for this machine."""
    try:
        import resvg_py
    except (ImportError, OSError):
        return None
    return resvg_py


def _by_cairosvg(svg: str) -> bytes:
    png: bytes = _cairosvg().svg2png(bytestring=svg.encode())
    return png


def _by_resvg(svg: str) -> bytes:
    return bytes(_resvg().svg_to_bytes(svg_string=svg, skip_system_fonts=True))
