"""Boxes: marks that belong together, and the few numbers that a parent needs to place them.

              ─ ─ ─ ─ ─ ─ ─   ┬ ascent
    entry ──▶ │  marks    │   ┴ y = 0, the baseline
              │           │ ──▶ exit    y = drop
              ─ ─ ─ ─ ─ ─ ─     descent, measured from the baseline too
              ├── width ──┤

(0, 0) is the entry port, (width, drop) the exit port; the train enters and leaves heading right.  A box holds
its parts by reference, each with its place; nothing is copied or moved until `marks_of` walks the whole tree
once.  So placing a box, stretching or mirroring it costs the same however much is inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.geometry import Point, Rect
from railroad.layout.scene import Arrow, Frame, Mark, Rail, Terminus, Tile, Words

if TYPE_CHECKING:
    from collections.abc import Iterable


class Placed(NamedTuple):
    """A box inside another, its entry port at (`x`, `y`); mirrored, its right end is entered instead."""

    box: Box
    x: float
    y: float
    mirrored: bool = False


Part = Mark | Placed


class Box(NamedTuple):
    """Marks and boxes with their common extent; all lengths ≥ 0 and in the units of the metrics."""

    width: float
    ascent: float
    descent: float
    drop: float
    parts: tuple[Part, ...]
    opens: bool = True
    """Whether its left end is the riser of a fork or loop, and not a station."""
    closes: bool = True
    """The same of its right end."""

    def stretched(self, width: float) -> Box:
        """Return the box with its exit moved right, to `width` (not less than its own)."""
        if width <= self.width:
            return self
        tail = rail((self.width, self.drop), (width, self.drop))
        return self._replace(width=width, parts=(Placed(self, 0, 0), tail))


def rail(*points: tuple[float, float]) -> Rail:
    """Return a rail through points that are joined at right angles."""
    return Rail(points)


def beside(boxes: Iterable[Box], gaps: Iterable[float]) -> Box:
    """Return boxes one after another, with a rail of the given length after each but the last."""
    parts: list[Part] = []
    x = y = ascent = descent = 0.0
    last = None
    spaces = iter(gaps)
    for box in boxes:
        if last is not None:
            gap = next(spaces)
            if gap:
                parts.append(rail((x, y), (x + gap, y)))
            x += gap
        parts.append(Placed(box, x, y))
        ascent = max(ascent, box.ascent - y)
        descent = max(descent, box.descent + y)
        x += box.width
        y += box.drop
        last = box
    first = parts[0].box if parts and isinstance(parts[0], Placed) else None
    return Box(x, ascent, descent, y, tuple(parts), first is None or first.opens, last is None or last.closes)


def marks_of(box: Box, x: float, y: float) -> tuple[Mark, ...]:
    """Return every mark of a box whose entry port is at (`x`, `y`): frames first, then rails.

    One walk without recursion.  A mirrored box is turned round as a whole: tracks, stations and arrows change
    sides, labels stay readable.
    """
    frames: list[Mark] = []
    rails: list[Mark] = []
    others: list[Mark] = []
    todo = [(box, x, y, 1)]
    while todo:
        inner, left, top, sign = todo.pop()
        for part in inner.parts:
            if isinstance(part, Placed):
                if part.mirrored:
                    todo.append((part.box, left + sign * (part.x + part.box.width), top + part.y, -sign))
                else:
                    todo.append((part.box, left + sign * part.x, top + part.y, sign))
            elif isinstance(part, Rail):
                if part.points[0] == part.points[-1]:
                    continue  # of no length
                rails.append(Rail(tuple([(left + sign * px, top + py) for px, py in part.points])))
            else:
                (frames if isinstance(part, Frame) else others).append(_moved(part, left, top, sign))
    return (*frames, *rails, *others)


_MIRRORED = {"right": "left", "left": "right", "up": "up", "down": "down"}


def _moved(mark: Mark, left: float, top: float, sign: int) -> Mark:
    """Return a mark of a box whose entry port is at (`left`, `top`), mirrored if `sign` is −1."""
    match mark:
        case Tile(rect=rect) | Frame(rect=rect):
            x = left + rect.x if sign > 0 else left - rect.x - rect.width
            return mark._replace(rect=Rect(x, top + rect.y, rect.width, rect.height))
        case Arrow(at, heading):
            turned = heading if sign > 0 else _MIRRORED[heading]
            return Arrow(Point(left + sign * at.x, top + at.y), turned)  # type: ignore[arg-type]
        case Words(at=at, width=width):
            x = left + at.x if sign > 0 else left - at.x - width
            return mark._replace(at=Point(x, top + at.y))
        case Terminus(at, kind):
            return Terminus(Point(left + sign * at.x, top + at.y), kind)
        case Rail():
            raise AssertionError("rails are moved by marks_of")
