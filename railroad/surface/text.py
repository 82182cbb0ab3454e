"""Text: the scene drawn with box-drawing characters, or in pure ASCII.

    ●──┬─ "+" ─┬──○        *--+- "+" -+--o
       ╰─ "-" ─╯              `- "-" -'

A rail leaves in each cell the directions in which it runs there; the character that has just these arms is
drawn.  A terminal stands in quotes, a range in brackets, prose in angle brackets, a name bare; all else
has signs of its own (`looks.AROUND`).  The sides of a frame lie under the rails.

Cells have no curves that show which way a train runs, so every way back has an arrow here, if there is a cell
for one.

ASCII has one sign for all points where three or four arms meet.  An arm up or down is one if the cell there
has one too.  Where that would join what only stands one above the other, the upper one is a ``'`` and the
lower one a ``.``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from railroad.errors import LimitError
from railroad.fonts import cells, clusters
from railroad.layout.scene import Arrow, Terminus, Tile, Words
from railroad.surface.looks import AROUND, AROUND_IN_ASCII, end_headings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.geometry import Rect
    from railroad.layout.scene import Mark, Rail, Scene
    from railroad.metrics import Metrics
    from railroad.surface import Charset

MAX_CELLS = 20_000_000
"""The largest text that is drawn, in cells."""

_UP, _RIGHT, _DOWN, _LEFT = 1, 2, 4, 8


class _Signs(NamedTuple):
    """What a picture is made of."""

    arms: str
    """The character for each set of arms."""
    arrows: Mapping[str, str]
    termini: Mapping[str, str]
    around: Mapping[str, tuple[str, str]]
    frame: str
    """Of a frame: the four corners in the order of reading, a level and an upright side."""


_SIGNS: dict[Charset, _Signs] = {
    "unicode": _Signs(
        " │─╰││╭├─╯─┴╮┤┬┼",
        {"right": "▸", "left": "◂", "up": "▴", "down": "▾"},
        {"start": "●", "end": "○"},
        AROUND,
        "┌┐└┘┄┆",
    ),
    "ascii": _Signs(
        " |-`||,+-'-+.+++",
        {"right": ">", "left": "<", "up": "^", "down": "v"},
        {"start": "*", "end": "o"},
        AROUND_IN_ASCII,
        "::::~:",
    ),
}


def render_text(scene: Scene, charset: Charset = "unicode") -> str:
    """Return a scene that was laid out in cells as lines of text, without trailing blanks.

    In ASCII the labels of the scene have to be so already (`diagram.spelling`).

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
    canvas = _Canvas(width, height, _SIGNS[charset])
    for panel in scene.panels:
        for frame in panel.frames:
            canvas.draw_frame(frame.rect)
        for rail in panel.rails:
            canvas.draw_rail(rail)
        for mark in panel.marks:
            canvas.draw(mark, panel.metrics)
        for rail in panel.rails:
            canvas.draw_heading(rail)
    if charset == "ascii":
        canvas.part_tees()
    return canvas.text()


class _Canvas:
    """Cells that collect the arms of rails, and characters that stand over them."""

    def __init__(self, width: int, height: int, signs: _Signs) -> None:
        self._signs = signs
        self._arrows = {*signs.arrows.values()}
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
        frame = self._signs.frame
        level, upright = frame[4], frame[5]
        for y, begin, end in ((top, frame[0], frame[1]), (bottom, frame[2], frame[3])):
            self._under[y] |= dict.fromkeys(range(left, right), level)
            self._under[y] |= {left: begin, right: end}
        for y in range(top + 1, bottom):
            self._under[y] |= {left: upright, right: upright}

    def draw_heading(self, rail: Rail) -> None:
        """Put an arrow on the level piece from which a train turns up and back, if it has none."""
        if len(rail) != 8:
            return
        x, y, turn, _, _, beyond, end, _ = map(int, rail)
        if beyond >= y or (x - turn) * (turn - end) >= 0:
            return
        if any(self._over[level].get(turn) in self._arrows for level in range(beyond + 1, y)):
            return
        step = 1 if x > turn else -1
        over, arms = self._over[y], self._arms[y]
        free = []
        at = turn + step
        while at not in over and arms[at] and not arms[at] & (_UP | _DOWN):
            free.append(at)
            at += step
        if free and over.get(at) not in self._arrows:
            over[free[len(free) // 2]] = self._signs.arrows["left" if step > 0 else "right"]

    def draw(self, mark: Mark, metrics: Metrics) -> None:
        """Put one mark into its cells."""
        match mark:
            case Tile():
                self._tile(mark, metrics)
            case Arrow(at, heading):
                self._write(int(at.x), int(at.y), self._signs.arrows[heading])
            case Words(at=at, text=text):
                self._write(int(at.x), int(at.y), text)
            case Terminus():
                self._terminus(mark)

    def _terminus(self, mark: Terminus) -> None:
        x, y = int(mark.at.x), int(mark.at.y)
        match mark.look:
            case "dots":
                self._write(x, y, self._signs.termini[mark.kind])
            case "simple":
                self._arms[y][x] |= _UP | _DOWN
            case "complex":
                left = x - 1 if (mark.kind == "start") == (mark.heading == "right") else x
                self._write(left, y, "".join(self._signs.arrows[heading] for heading in end_headings(mark)))

    def _tile(self, tile: Tile, metrics: Metrics) -> None:
        """Write a label between its marks; every line of it begins below the one above."""
        face = tile.face
        begin, end = self._signs.around.get(face.kind, ("", ""))
        if face.before:
            begin = f"{face.before}{self._gap(face.before, metrics)}{begin}"
        if face.after:
            end = f"{end}{self._gap(face.after, metrics)}{face.after}"
        x, y = int(tile.x) + 1, int(tile.y)
        last = len(face.lines) - 1
        for index, line in enumerate(face.lines):
            before = begin if index == 0 else " " * cells(begin)
            after = end if index == last else ""
            self._write(x, y + index, f" {before}{line.text}{after} ")

    @staticmethod
    def _gap(note: str, metrics: Metrics) -> str:
        return " " * (int(metrics.note_width(note)) - cells(note))

    def part_tees(self) -> None:
        """Write points one above the other that no rail joins so that they do not look joined."""
        for y in range(len(self._arms) - 1):
            upper, lower = self._arms[y], self._arms[y + 1]
            for x, arm in enumerate(upper):
                if arm == _UP | _LEFT | _RIGHT and lower[x] == _DOWN | _LEFT | _RIGHT:
                    self._over[y].setdefault(x, "'")
                    self._over[y + 1].setdefault(x, ".")

    def text(self) -> str:
        """Return the lines, each without trailing blanks, the last one ended too."""
        lines = []
        signs = self._signs.arms
        for arms, over, under in zip(self._arms, self._over, self._under, strict=True):
            row = [signs[arm] for arm in arms]
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
