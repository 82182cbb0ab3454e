"""Lay out text for people: words, places where a line may break, and groups that break as one.

    [value = {object / array}]   →   value = object / array          where it fits
                                     value = object
                                           / array                   where it does not

A group lines up with the column where it begins.  The breaks of a *choice* group are all taken or none; those
of a *fill* group are taken only where the next part does not fit.  Linear in the number of parts, and the
depth of groups costs nothing.  Widths are in characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_NEVER = 1 << 40
"""The width of what can't be on one line."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is written as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line may break."""

    flat: str = " "
    """What is written if it does not."""
    indent: int = 0
    """How far right of the group's column the next line begins."""
    joint: str = ""
    """What is written before the line ends, if it does."""


@dataclass(frozen=True, slots=True)
class Open:
    """The beginning of a group."""

    kind: Literal["choice", "fill"]


@dataclass(frozen=True, slots=True)
class Close:
    """The end of the last group that was opened."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A comment: what follows begins a new line, if the comment only ends with its line."""

    text: str
    ends_line: bool


Part = Text | Break | Open | Close | Aside


def lay_out(parts: list[Part], width: int) -> str:
    """Return the parts as text whose lines are at most so wide, where that can be."""
    return _Layout(parts, width).run()


class _Layout:
    def __init__(self, parts: list[Part], width: int) -> None:
        self.parts = parts
        self.width = width
        self.measure()

    def measure(self) -> None:
        """Find how wide each group is on one line, and each part from one break to the next."""
        parts, count = self.parts, len(self.parts)
        self.group = [0] * count  # of an Open: the width of the group on one line
        self.rest = [0] * (count + 1)  # the width of what follows without a break
        widths = [_width(part) for part in parts]
        opened: list[int] = []
        total = 0
        starts: dict[int, int] = {}
        for at, part in enumerate(parts):
            if isinstance(part, Open):
                opened.append(at)
                starts[at] = total
            elif isinstance(part, Close):
                start = opened.pop()
                self.group[start] = total - starts[start]
            total += widths[at]
        for at in range(count - 1, -1, -1):
            part = parts[at]
            if isinstance(part, Break) or (isinstance(part, Aside) and part.ends_line):
                self.rest[at] = 0
            else:
                self.rest[at] = min(_NEVER, self.rest[at + 1] + widths[at])
        self.close = self.closes()
        self.chunk = self.chunks(widths)

    def closes(self) -> list[int]:
        """Return, of each Open, where its group is closed."""
        close = [0] * len(self.parts)
        opened: list[int] = []
        for at, part in enumerate(self.parts):
            if isinstance(part, Open):
                opened.append(at)
            elif isinstance(part, Close):
                close[opened.pop()] = at
        return close

    def chunks(self, widths: list[int]) -> list[int]:
        """Return, of each Break, how wide it is on one line to the next of its group, or to its end."""
        found = [0] * len(self.parts)
        total = 0
        last: list[tuple[int, int]] = [(-1, 0)]
        for at, part in enumerate(self.parts):
            if isinstance(part, Open):
                last.append((-1, 0))
            elif isinstance(part, Break | Close):
                before, since = last[-1]
                if before >= 0:
                    tail = self.rest[at + 1] if isinstance(part, Close) else 0
                    found[before] = total - since + tail
                last[-1] = (at, total)
                if isinstance(part, Close):
                    last.pop()
            total += widths[at]
        return found

    def run(self) -> str:
        out: list[str] = []
        column, indents = 0, [0]
        modes = ["fill"]
        pending = False  # whether a comment has ended the line
        for at, part in enumerate(self.parts):
            match part:
                case Open(kind):
                    fits = column + self.group[at] + self.rest[self.close[at] + 1] <= self.width
                    modes.append("flat" if fits else kind)
                    indents.append(min(column, max(self.width * 3 // 4, 8)))
                case Close():
                    modes.pop()
                    indents.pop()
                case Break(flat, indent, joint):
                    new = pending or modes[-1] == "choice"
                    if not new and modes[-1] == "fill":
                        new = column + len(flat) + self.chunk[at] > self.width
                    if new:
                        column = indents[-1] + indent
                        _strip(out)
                        out.append(joint + "\n" + " " * column)
                    else:
                        out.append(flat)
                        column += len(flat)
                    pending = False
                case Text(text) | Aside(text):
                    if pending and text:
                        column = indents[-1]
                        _strip(out)
                        out.append("\n" + " " * column)
                        text = text.lstrip(" ")
                    if isinstance(part, Aside):  # its lines stand below its first
                        text = text.replace("\n", "\n" + " " * (column + len(text) - len(text.lstrip(" "))))
                    out.append(text)
                    column = len(text) - text.rindex("\n") if "\n" in text else column + len(text)
                    pending = isinstance(part, Aside) and part.ends_line
        _strip(out)
        return "".join(out)


def _strip(out: list[str]) -> None:
    """Take the blanks away that would end a line."""
    while out and out[-1].endswith(" "):
        out[-1] = out[-1].rstrip(" ")
        if out[-1]:
            break
        out.pop()
    while out and not out[-1]:
        out.pop()


def _width(part: Part) -> int:
    match part:
        case Text(text):
            return len(text) if "\n" not in text else _NEVER
        case Break(flat):
            return len(flat)
        case Aside(text, ends_line):
            return _NEVER if ends_line or "\n" in text else len(text)
    return 0
