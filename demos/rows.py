"""Make the pictures of docs/decisions/0006-clauses-share-rows.md: rows by costs, and a row for each clause.

python demos/rows.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import railroad

ROOT = Path(__file__).resolve().parent.parent
RULE = """\
query ::= "SELECT" [ "DISTINCT" | "ALL" ] result-column { "," result-column }
          [ "FROM" join-clause ]
          [ "WHERE" expression ]
          [ "GROUP" "BY" expression-list ]
          [ "HAVING" expression ]
          [ "WINDOW" named-window { "," named-window } ]
"""
WIDTH = 800
LINES = ("free", "author")


def pictures() -> dict[str, str]:
    """Return each picture by its file name in ``docs/images``."""
    grammar = railroad.read(RULE, "bnf")
    look: dict[str, Any] = {"width": WIDTH, "titles": False, "background": True}
    return {f"rows-{lines}.svg": str(railroad.render(grammar, lines=lines, **look)) for lines in LINES}


def main() -> None:
    """Write the pictures."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures().items():
        (folder / name).write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
