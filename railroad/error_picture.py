"""The picture of an error, for where a picture is due: the place, what is wrong, the line and a caret.

    json.bnf:3:9
    expected "::=" after the name of a rule
    <term> <factor>
           ^
    hint: every rule reads NAME ::= BODY

It is a scene of words alone, so any surface can make it.
"""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING, Literal, NamedTuple

from railroad.errors import FontError
from railroad.fonts import cells
from railroad.geometry import Point, Rect
from railroad.layout.scene import Panel, Scene, Words
from railroad.metrics import USER_UNITS
from railroad.source import Source, Span
from railroad.surface import Settings, find_surface
from railroad.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from railroad.errors import RailroadError
    from railroad.theme import Theme

_WIDTH = 84
"""The longest line of a message, in cells."""
_ROWS = 6
"""The most lines that a message or a hint is broken into."""
_REACH = 200
"""How much of the line is looked at on either side of the place, in characters."""
_METRICS = replace(USER_UNITS, caption_size=13, caption_cell=7.8)
_RED = {"dark": "#fca5a5"}


class _Line(NamedTuple):
    text: str
    kind: Literal["title", "caption"] = "caption"
    indent: int = 0
    """Cells of a caption before it."""


def draw_error(error: RailroadError, format: str, theme: str = "light") -> str | bytes:
    """Draw what an error says, on the background of the theme; as text, return what `str` does.

    Of several diagnostics it is the first.  Characters that no font here has are spelled ``U+XXXX``.
    """
    out = find_surface(format)
    if out.cells:
        return f"{error}\n"
    looks, settings = _looks(theme), Settings(background=True)
    try:
        return out.render(_scene(_lines(error, _shown)), looks, settings)
    except FontError:
        return out.render(_scene(_lines(error, _spelled)), looks, settings)


def _looks(name: str) -> Theme:
    theme = THEMES.get(name, THEMES["light"])
    return replace(theme, title=_RED.get(theme.name, "#b91c1c"), caption=theme.title)


def _lines(error: RailroadError, spell: Callable[[str], str]) -> Iterator[_Line]:
    """Yield the lines of the picture, every text passed through `spell`."""
    first = error.diagnostics[0]
    yield _Line(_cut(spell(first.place(error.source))), "title")
    yield from map(_Line, _wrapped(spell(first.message)))
    if error.source is not None and first.span is not None:
        line, carets = _excerpt(error.source, first.span, spell)
        yield _Line(line)
        yield _Line(carets.lstrip(" "), "title", len(carets) - len(carets.lstrip(" ")))
    if first.hint:
        yield from map(_Line, _wrapped(f"hint: {spell(first.hint)}"))
    others = len(error.diagnostics) - 1
    if others:
        yield _Line(f"and {others} more mistake{'s' * (others > 1)}")


def _scene(lines: Iterator[_Line]) -> Scene:
    """Return the lines one below the other."""
    metrics = _METRICS
    step = 1.5 * metrics.caption_size
    y, right = metrics.margin, 0.0
    words = []
    for line in lines:
        y += step
        x = metrics.margin + line.indent * metrics.caption_cell
        place_line = line.kind == "title" and not line.text.startswith("^")
        width = cells(line.text) * (metrics.title_cell if place_line else metrics.caption_cell)
        words.append(Words(Point(x, y - step / 3), line.text, line.kind, width))
        right = max(right, x + width)
    size = Rect(0, 0, right + metrics.margin, y + metrics.margin)
    return Scene(size.width, size.height, (Panel("error", size, metrics, (), tuple(words)),))


def _excerpt(source: Source, span: Span, spell: Callable[[str], str]) -> tuple[str, str]:
    """Return the line of the place and the line of carets below it, without tabs."""
    number, column = source.position(span.start)
    line = source.line(number)
    before = spell(line[max(0, column - 1 - _REACH) : column - 1])
    after = line[column - 1 : column - 1 + _REACH]
    marked = len(spell(after[: max(1, span.end - span.start)]))
    text = Source("", before + spell(after))
    shown = text.excerpt(Span(len(before), len(before) + max(1, marked)))
    shown_line, carets = shown.replace("\t", "    ").split("\n")
    return shown_line, carets


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, max_lines=_ROWS, placeholder=" …")


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"…{text[1 - _WIDTH :]}"


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\t" else "·" for c in text)


def _spelled(text: str) -> str:
    return "".join(c if c.isascii() else f"U+{ord(c):04X}" for c in _shown(text))
