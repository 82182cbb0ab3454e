"""Make the pictures of docs/policies.md: one rule, drawn under each policy.

python demos/policies.py
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import railroad

ROOT = Path(__file__).resolve().parent.parent
RULE = 'list ::= "[" [ "all" ] ( item { "," item } | "none" ) "]"'
WORDS: dict[str, tuple[Any, ...]] = {
    "bypass": ("below",),
    "way_back": ("above",),
    "align": ("center",),
    "marks": ("none", "simple", "complex"),
    "arrows": (False,),
    "spacing": ("compact",),
    "direction": ("rtl",),
}
"""Each policy, and what it may be besides the usual."""


def pictures() -> dict[str, str]:
    """Return each picture by its file name in ``docs/images``."""
    grammar = railroad.read(RULE, "bnf")
    look: dict[str, Any] = {"titles": False, "background": True}
    drawn = {"usual": railroad.render(grammar, **look)}
    for name, words in WORDS.items():
        for word in words:
            called = f"{name}-{word}".replace("_", "-").replace("False", "off").lower()
            drawn[called] = railroad.render(grammar, **{**look, name: word})
    return {f"policy-{name}.svg": str(svg) for name, svg in drawn.items()}


def main() -> None:
    """Write the pictures."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures().items():
        (folder / name).write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
