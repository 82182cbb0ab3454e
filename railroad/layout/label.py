"""Break a label into lines, where there is no room for one.

    a-label-of-many-words  →  a-label-of-
                              many-words

A line may end behind a blank, ``-``, ``_``, ``.``, ``/`` or ``:``, and before a capital that follows a small
letter.  Nothing is lost but the blanks at a break; a piece without such a place stays whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.fonts import cells

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = re.compile(r"(?:(?![a-z][A-Z])[^\s\-_./:])*(?:[\s\-_./:]+|[a-z](?=[A-Z])|$)")


def break_label(label: str, width: float, measure: Callable[[str], float] = cells) -> list[str]:
    """Return the lines of a label, none wider than `width` where it can be helped.

    `measure` tells how wide a text is; without one, in cells.

    >>> break_label("common-table-expression", 12)
    ['common-', 'table-', 'expression']
    >>> break_label("alterTableStatement", 10)
    ['alterTable', 'Statement']
    >>> break_label("unbreakable", 4)
    ['unbreakable']
    """
    lines: list[str] = []
    line = ""
    for piece in filter(None, _PIECE.findall(label)):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip() or line)
            line = piece
        else:
            line += piece
    return [*lines, line]
