"""Mirror a scene: what a reader from right to left sees.

    ●──[ a ]──[ b ]──○   →   ○──[ b ]──[ a ]──●

Places change sides, and arrows their heading; words stay as they are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.geometry import Point, Rect
from railroad.layout.scene import Arrow, Frame, Panel, Scene, Terminus, Tile, Words

if TYPE_CHECKING:
    from railroad.layout.scene import Heading, Mark, Rail

_TURNED: dict[Heading, Heading] = {"right": "left", "left": "right", "up": "up", "down": "down"}


def mirrored(scene: Scene) -> Scene:
    """Return the mirror image of a scene, as wide and as high."""
    width = scene.width
    panels = [
        panel._replace(
            rect=_rect(panel.rect, width),
            rails=tuple([_rail(rail, width) for rail in panel.rails]),
            marks=tuple([_mark(mark, width, panel) for mark in panel.marks]),
            frames=tuple([Frame(_rect(frame.rect, width), frame.kind) for frame in panel.frames]),
        )
        for panel in scene.panels
    ]
    return scene._replace(panels=tuple(panels))


def _rect(rect: Rect, width: float) -> Rect:
    return rect._replace(x=width - rect.x - rect.width)


def _rail(rail: Rail, width: float) -> Rail:
    turned = list(rail)
    turned[::2] = [width - x for x in rail[::2]]
    return tuple(turned)


def _mark(mark: Mark, width: float, panel: Panel) -> Mark:
    match mark:
        case Tile(x, y, face):
            return Tile(width - x - face.width, y, face)
        case Arrow((x, y), heading):
            return Arrow(Point(width - x, y), _TURNED[heading])
        case Terminus((x, y)):
            return mark._replace(
                at=Point(width - x, y), heading="left" if mark.heading == "right" else "right"
            )
        case Words((x, y)):
            return mark._replace(at=Point(width - x - mark.width + panel.metrics.words_end, y))
