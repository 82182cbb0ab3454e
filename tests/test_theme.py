"""Themes can be read by everybody."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from railroad.diagram.model import StationKind
from railroad.errors import UnknownThemeError
from railroad.surface.looks import BARE, CLASSIC
from railroad.theme import THEMES, find_theme, paint_of

every = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    assert re.fullmatch("#[0-9a-f]{6}", colour)
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@every
@pytest.mark.parametrize("kind", CLASSIC)
def test_labels_stand_out_from_their_stations(theme, kind):
    paint = paint_of(theme, kind)
    assert contrast(paint.text, paint.fill) >= 11


@every
@pytest.mark.parametrize("kind", [*get_args(StationKind), "frame"])
def test_quiet_labels_can_be_read_too(theme, kind):
    """WCAG 2.2, criterion 1.4.3 at level AA; what has no fill stands on the background or in a frame."""
    paint = paint_of(theme, kind)
    grounds = [theme.background, paint_of(theme, "frame").fill] if kind in BARE else [paint.fill]
    for ground in grounds:
        assert contrast(paint.text, ground) >= 4.5


@every
def test_rails_and_outlines_stand_out_from_the_background(theme):
    assert contrast(theme.rail, theme.background) >= 4.9
    assert contrast(theme.title, theme.background) >= 11
    assert contrast(theme.caption, theme.background) >= 4.9
    for kind in (*get_args(StationKind), "frame"):
        assert contrast(paint_of(theme, kind).outline, theme.background) >= 4.9


def test_an_unknown_theme_is_told_with_the_nearest():
    with pytest.raises(UnknownThemeError, match='did you mean "light"'):
        find_theme("lihgt")
