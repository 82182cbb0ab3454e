"""Read the tracks back from a text picture, by its characters alone.

    ●──┬─ A ─┬──○      each character has arms; each arm has to meet one of the cell beside it
       ╰─ B ─╯         the blank beside a label is its port

Labels must have none of the characters of rails in them: capitals and digits are best.
"""

from __future__ import annotations

UP, RIGHT, DOWN, LEFT = "URDL"
_STEP = {UP: (0, -1), RIGHT: (1, 0), DOWN: (0, 1), LEFT: (-1, 0)}
_OPPOSITE = {UP: DOWN, DOWN: UP, LEFT: RIGHT, RIGHT: LEFT}
_UNICODE = {
    "─": "RL",
    "│": "UD",
    "╭": "RD",
    "╮": "DL",
    "╰": "UR",
    "╯": "UL",
    "├": "URD",
    "┤": "UDL",
    "┬": "RDL",
    "┴": "URL",
    "┼": "URDL",
    "▸": "RL",
    "◂": "RL",
    "▴": "UD",
    "▾": "UD",
    "●": "R",
    "○": "L",
}
_ASCII = {"-": "RL", "|": "UD", "<": "RL", ">": "RL", "^": "UD", "v": "UD", "*": "R", "o": "L"}
_LEVEL = "-<>+"
_UPRIGHT = "|^v+"

Cell = tuple[int, int]


class Walker:
    """A text picture as cells with arms."""

    def __init__(self, text: str, *, ascii: bool = False) -> None:
        lines = text.split("\n")
        wide = max(map(len, lines)) + 2
        self.rows = [" " * wide, *(f" {line}".ljust(wide) for line in lines), " " * wide]
        self.arms: dict[Cell, str] = {}
        for y, row in enumerate(self.rows):
            for x, sign in enumerate(row[:-1]):
                arms = self._ascii_arms(x, y) if ascii else _UNICODE.get(sign, "")
                if arms:
                    self.arms[x, y] = arms
        for (x, y), arms in list(self.arms.items()):
            for digit in (x + 1, x - 1):  # a branch's number stands on its rail
                while RIGHT + LEFT in arms and self.rows[y][digit].isdigit():
                    self.arms[digit, y] = RIGHT + LEFT
                    digit += 1 if digit > x else -1

    def _ascii_arms(self, x: int, y: int) -> str:
        sign = self.rows[y][x]
        left, right = self.rows[y][x - 1], self.rows[y][x + 1]
        if sign in _ASCII:
            return _ASCII[sign]
        if sign == "'" and right in _LEVEL:
            return "URL"
        if sign == "." and right in _LEVEL:
            return "RDL"
        if sign == "+":
            above, below = self.rows[y - 1][x], self.rows[y + 1][x]
            return "".join(
                arm
                for arm, meets in (
                    (UP, above in _UPRIGHT + ",."),
                    (RIGHT, right in _LEVEL + ".'o" or right.isdigit()),
                    (DOWN, below in _UPRIGHT + "`'"),
                    (LEFT, left in _LEVEL + ",`*.'" or left.isdigit()),
                )
                if meets
            )
        return {",": "RD", ".": "DL", "`": "UR", "'": "UL"}.get(sign, "")

    def loose(self) -> list[tuple[Cell, str]]:
        """Return the arms that meet neither another one nor the port of a label."""
        return [
            ((x, y), arm) for (x, y), arms in self.arms.items() for arm in arms if not self._meets(x, y, arm)
        ]

    def _meets(self, x: int, y: int, arm: str) -> bool:
        right, down = _STEP[arm]
        beside = (x + right, y + down)
        if _OPPOSITE[arm] in self.arms.get(beside, ""):
            return True
        return arm in "RL" and self._is_port(*beside, right)

    def _is_port(self, x: int, y: int, step: int) -> bool:
        beyond = self.rows[y][x + step]
        return self.rows[y][x] == " " and beyond != " " and (x + step, y) not in self.arms

    def reached(self) -> set[Cell]:
        """Return the cells of rails that a train can come to from the start mark, whichever way it turns."""
        start = min((cell for cell, arms in self.arms.items() if arms == "R"), key=lambda cell: cell[0])
        found, todo = {start}, [start]
        while todo:
            x, y = todo.pop()
            for arm in self.arms[x, y]:
                right, down = _STEP[arm]
                beside = (x + right, y + down)
                if beside not in self.arms:
                    beside = self._past_the_label(*beside, right)
                if beside in self.arms and beside not in found:
                    found.add(beside)
                    todo.append(beside)
        return found

    def _past_the_label(self, x: int, y: int, step: int) -> Cell:
        while step and 0 < x < len(self.rows[y]) - 1 and (x, y) not in self.arms:
            x += step
        return x, y
