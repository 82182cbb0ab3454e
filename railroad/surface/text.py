"""Text: the scene drawn with box-drawing characters.

    ●──┬─ "+" ─┬──○
       ╰─ "-" ─╯

A rail leaves in each cell the directions in which it runs there; the character that has just these arms is
drawn.  A terminal stands in quotes, a range in brackets, prose in angle brackets, a name bare; all else
has signs of its own (`looks.AROUND`).  The sides of a frame lie under the rails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.errors import LimitError
from railroad.fonts import cells, clusters
from railroad.layout.scene import Arrow, Terminus, Tile, Words
from railroad.surface.looks import AROUND, end_headings

if TYPE_CHECKING:
    from railroad.geometry import Rect
    from railroad.layout.scene import Mark, Rail, Scene

MAX_CELLS = 20_000_000
"""The largest text that is drawn, in cells."""

_UP, _RIGHT, _DOWN, _LEFT = 1, 2, 4, 8
_ARMS = " │─╰││╭├─╯─┴╮┤┬┼"
"""The character for each set of arms."""
_ARROWS = {"right": "▸", "left": "◂", "up": "▴", "down": "▾"}
_TERMINI = {"start": "●", "end": "○"}


def render_text(scene: Scene) -> str:
    """Return a scene that was laid out in cells as lines of text, without trailing blanks.

    Raises:
        LimitError: it would be more than `MAX_CELLS`.
    """
    width, height = int(scene.width) + 1, int(scene.height) + 1
    if width * height > MAX_CELLS:
        raise LimitError.at(
            None,
            f"as text the picture would be {width:,} columns by {height:,} lines, over {MAX_CELLS:,} cells",
            hint="draw fewer rules",
        )
    canvas = _Canvas(width, height)
    for panel in scene.panels:
        for frame in panel.frames:
            canvas.draw_frame(frame.rect)
        for rail in panel.rails:
            canvas.draw_rail(rail)
        for mark in panel.marks:
            canvas.draw(mark)
    return canvas.text()


class _Canvas:
    """Cells that collect the arms of rails, and characters that stand over them."""

    def __init__(self, width: int, height: int) -> None:
        self._arms = [bytearray(width) for _ in range(height)]
        self._over: list[dict[int, str]] = [{} for _ in range(height)]
        self._under: list[dict[int, str]] = [{} for _ in range(height)]

    def draw_rail(self, rail: Rail) -> None:
        """Give the cells of a rail their arms."""
        for at in range(0, len(rail) - 2, 2):
            self._line(*map(int, rail[at : at + 4]))

    def draw_frame(self, rect: Rect) -> None:
        """Draw the sides of a frame, under everything else."""
        left, top = int(rect.x), int(rect.y)
        right, bottom = left + int(rect.width), top + int(rect.height)
        for y, corners in ((top, "┌┐"), (bottom, "└┘")):
            self._under[y] |= dict.fromkeys(range(left, right), "┄")
            self._under[y] |= {left: corners[0], right: corners[1]}
        for y in range(top + 1, bottom):
            self._under[y] |= {left: "┆", right: "┆"}

    def draw(self, mark: Mark) -> None:
        """Put one mark into its cells."""
        match mark:
            case Tile():
                self._tile(mark)
            case Arrow(at, heading):
                self._write(int(at.x), int(at.y), _ARROWS[heading])
            case Words(at=at, text=text):
                self._write(int(at.x), int(at.y), text)
            case Terminus():
                self._terminus(mark)

    def _terminus(self, mark: Terminus) -> None:
        x, y = int(mark.at.x), int(mark.at.y)
        match mark.look:
            case "dots":
                self._write(x, y, _TERMINI[mark.kind])
            case "simple":
                self._arms[y][x] |= _UP | _DOWN
            case "complex":
                left = x - 1 if (mark.kind == "start") == (mark.heading == "right") else x
                self._write(left, y, "".join(_ARROWS[heading] for heading in end_headings(mark)))

    def _tile(self, tile: Tile) -> None:
        """Write a label between its marks; every line of it begins below the one above."""
        face = tile.face
        begin, end = AROUND.get(face.kind, ("", ""))
        begin, end = face.before + begin, end + face.after
        x, y = int(tile.x) + 1, int(tile.y)
        last = len(face.lines) - 1
        for index, line in enumerate(face.lines):
            before = begin if index == 0 else " " * cells(begin)
            after = end if index == last else ""
            self._write(x, y + index, f" {before}{line.text}{after} ")

    def text(self) -> str:
        """Return the lines, each without trailing blanks, the last one ended too."""
        lines = []
        for arms, over, under in zip(self._arms, self._over, self._under, strict=True):
            row = [_ARMS[arm] for arm in arms]
            for x, sign in under.items():
                if not arms[x]:
                    row[x] = sign
            for x, cluster in over.items():
                row[x] = cluster
            lines.append("".join(row).rstrip())
        while lines and not lines[-1]:
            lines.pop()
        return "\n".join([*lines, ""])

    def _line(self, x: int, y: int, to_x: int, to_y: int) -> None:
        if y == to_y:
            row = self._arms[y]
            for cell in range(min(x, to_x), max(x, to_x)):
                row[cell] |= _RIGHT
                row[cell + 1] |= _LEFT
        else:
            for level in range(min(y, to_y), max(y, to_y)):
                self._arms[level][x] |= _DOWN
                self._arms[level + 1][x] |= _UP

    def _write(self, x: int, y: int, text: str) -> None:
        """Write text over the rails; the second cell of a wide character is left empty."""
        row = self._over[y]
        for cluster, width in clusters(text):
            if width == 0:  # nothing to stand on: with the cell before it
                row[x - 1] = row.get(x - 1, " ") + cluster
                continue
            row[x] = cluster
            for covered in range(x + 1, x + width):
                row[covered] = ""
            x += width
