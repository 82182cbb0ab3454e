"""Draw a grammar in a proportional font.

python demos/font.py grammars/json.bnf Regular.ttf [SemiBold.ttf [Italic.ttf]] > picture.svg

A variable font serves for regular and semibold.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import railroad
from railroad.theme import THEMES


def main(grammar: str, regular: str, semibold: str | None = None, italic: str | None = None) -> None:
    """Print the picture."""
    family = f"'{Path(regular).stem.partition('-')[0]}',sans-serif"
    font = railroad.load_font(family, regular, semibold=semibold, italic=italic)
    theme = replace(THEMES["light"], name="own-font", font=font)
    print(railroad.render(railroad.load(grammar), "svg", width=800, theme=theme), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
