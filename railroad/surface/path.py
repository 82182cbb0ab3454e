"""Numbers and path data, as SVG writes them.

Rails become one path.  A document holds the same few numbers again and again, so each is written out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.layout.scene import Rail

_QUARTER = 4 / 3 * (2**0.5 - 1)
"""How far the handles of a curve reach, in radii, for it to be a quarter of a circle."""


def number(value: float) -> str:
    """Return a length or coordinate as SVG writes it: at most two decimals, none where they are 0.

    >>> number(12.0), number(5.256), number(-0.001)
    ('12', '5.26', '0')
    """
    whole = int(value)
    if whole == value:
        return str(whole)
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Numbers(dict[float, str]):
    """The text of every number that was asked for."""

    def __missing__(self, value: float) -> str:
        """Write out a number that is new."""
        text = self[value] = number(value)
        return text


def path_data(rails: Iterable[Rail], radius: float, numbers: Numbers) -> str:
    """Return the path data of rails, their corners rounded by `radius` or as far as there is room."""
    data: list[str] = []
    for rail in rails:
        if len(rail) > 4:
            _add_bent(data, rail, radius, numbers)
            continue
        x, y, to_x, to_y = rail
        if y != to_y:
            data.append(f"M{numbers[x]} {numbers[y]}V{numbers[to_y]}")
        elif x != to_x:
            data.append(f"M{numbers[x]} {numbers[y]}H{numbers[to_x]}")
    return "".join(data)


def _add_bent(data: list[str], rail: Rail, radius: float, numbers: Numbers) -> None:
    """Add the path data of a rail with corners: straight pieces, and an arc for each corner."""
    x, y, to_x, to_y = rail[:4]
    data.append(f"M{numbers[x]} {numbers[y]}")
    for at in range(4, len(rail), 2):
        next_x, next_y = rail[at], rail[at + 1]
        level = to_y == y
        length = abs(to_x - x) + abs(to_y - y)
        bend = min(radius, length, abs(next_x - to_x) + abs(next_y - to_y))
        size = numbers[bend]
        if level:
            ahead = bend if to_x > x else -bend
            turn = bend if next_y > to_y else -bend
            if length > bend:
                data.append(f"H{numbers[to_x - ahead]}")
            x, y = to_x, to_y + turn
            clockwise = ahead == turn
        else:
            ahead = bend if to_y > y else -bend
            turn = bend if next_x > to_x else -bend
            if length > bend:
                data.append(f"V{numbers[to_y - ahead]}")
            x, y = to_x + turn, to_y
            clockwise = ahead != turn
        data.append(f"A{size} {size} 0 0 {'1' if clockwise else '0'} {numbers[x]} {numbers[y]}")
        to_x, to_y = next_x, next_y
    if x != to_x:
        data.append(f"H{numbers[to_x]}")
    elif y != to_y:
        data.append(f"V{numbers[to_y]}")


def box_data(x: float, y: float, width: float, height: float, radius: float) -> str:
    """Return the path data of a box with round corners, from its left upper one clockwise."""
    across, down = number(width - 2 * radius), number(height - 2 * radius)
    far, near = number(radius * _QUARTER), number(radius * (1 - _QUARTER))
    r = number(radius)
    return (
        f"M{number(x + radius)} {number(y)}"
        f"h{across}c{far} 0 {r} {near} {r} {r}v{down}c0 {far} -{near} {r} -{r} {r}"
        f"h-{across}c-{far} 0 -{r} -{near} -{r} -{r}v-{down}c0 -{far} {near} -{r} {r} -{r}z"
    )
