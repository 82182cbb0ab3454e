"""Pieces of SVG of one's own: a style sheet, a path, and how text is escaped.

    Style("rect { fill: gold }").addTo(diagram)       Path(10, 20).right(30).arc("ne").down(5).addTo(diagram)

They are written at the end of the picture.  What is inside a diagram is placed by the layout; these are not.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from railroad.live.settings import setting

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from railroad.live.items import DiagramItem

    Write = Callable[[str], Any]

_HEADINGS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def escapeAttr(value: str | float) -> str:
    """Return a value as it is written between the quotes of an attribute.

    >>> escapeAttr('a "b" & c'), escapeAttr(1.50)
    ('a &quot;b&quot; &amp; c', '1.5')
    """
    if isinstance(value, str):
        return value.replace("&", "&amp;").replace("'", "&apos;").replace('"', "&quot;").replace("<", "&lt;")
    return f"{value:g}"


def escapeHtml(value: str) -> str:
    """Return text as it is written between tags."""
    return escapeAttr(value)


class Style:
    """A style sheet of one picture."""

    def __init__(self, css: str) -> None:
        self.css = css

    def __repr__(self) -> str:
        return f"Style({self.css!r})"

    def addTo(self, parent: DiagramItem) -> Style:
        """Put it among what is written with `parent`."""
        parent.children.append(self)
        return self

    def format(self) -> Style:
        """Return self: a style sheet has no place."""
        return self

    def writeSvg(self, write: Write) -> None:
        """Write its element."""
        write(f"<style>{escapeHtml(self.css)}</style>")


class Path:
    """The outline of a path, from a point on by steps; lengths are in user units."""

    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y
        self.attrs: dict[str, Any] = {"d": f"M{x} {y}"}

    def __repr__(self) -> str:
        return f"Path({self.x!r}, {self.y!r})"

    def _step(self, data: str) -> Path:
        self.attrs["d"] += data
        return self

    def m(self, x: float, y: float) -> Path:
        """Lift the pen and go on from there."""
        return self._step(f"m{x} {y}")

    def l(self, x: float, y: float) -> Path:  # noqa: E743 - SVG's own name
        """Draw a straight line."""
        return self._step(f"l{x} {y}")

    def h(self, val: float) -> Path:
        """Draw a level line, to the left if `val` is negative."""
        return self._step(f"h{val}")

    def right(self, val: float) -> Path:
        """Draw a line to the right, or nothing if `val` is negative."""
        return self.h(max(0, val))

    def left(self, val: float) -> Path:
        """Draw a line to the left, or nothing if `val` is negative."""
        return self.h(-max(0, val))

    def v(self, val: float) -> Path:
        """Draw an upright line, upward if `val` is negative."""
        return self._step(f"v{val}")

    def down(self, val: float) -> Path:
        """Draw a line downward, or nothing if `val` is negative."""
        return self.v(max(0, val))

    def up(self, val: float) -> Path:
        """Draw a line upward, or nothing if `val` is negative."""
        return self.v(-max(0, val))

    def arc(self, sweep: str) -> Path:
        """Draw a quarter of a circle from one side of it to the next: ``ne`` from its top to its right."""
        start, end = sweep[0], sweep[1]
        radius = setting("AR")
        x = -radius if start == "e" or end == "w" else radius
        y = -radius if start == "s" or end == "n" else radius
        clockwise = int(sweep in ("ne", "es", "sw", "wn"))
        return self._step(f"a{radius} {radius} 0 0 {clockwise} {x} {y}")

    def arc_8(self, start: str, dir: str) -> Path:
        """Draw an eighth of a circle from one of its eight points, clockwise (``cw``) or not (``ccw``)."""
        radius = setting("AR")
        at = _HEADINGS.index(start)
        to = (at + (1 if dir == "cw" else -1)) % 8
        (x, y), (end_x, end_y) = _on_circle(at, radius), _on_circle(to, radius)
        return self._step(f"a {radius} {radius} 0 0 {int(dir == 'cw')} {end_x - x} {end_y - y}")

    def addTo(self, parent: DiagramItem) -> Path:
        """Put it among what is written with `parent`."""
        parent.children.append(self)
        return self

    def format(self) -> Path:
        """Draw half a unit further, so that joins have no gap."""
        return self._step("h.5")

    def writeSvg(self, write: Write) -> None:
        """Write its element."""
        attributes = "".join(f' {name}="{escapeAttr(value)}"' for name, value in sorted(self.attrs.items()))
        write(f"<path{attributes} />")


def _on_circle(heading: int, radius: float) -> tuple[float, float]:
    """Return where one of the eight points of a circle is, from its middle."""
    half = radius / sqrt(2)
    places = ((0, -radius), (half, -half), (radius, 0), (half, half), (0, radius), (-half, half))
    return (*places, (-radius, 0), (-half, -half))[heading]
