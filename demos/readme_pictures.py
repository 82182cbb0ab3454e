"""Make the pictures of the README.

python demos/readme_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import railroad

ROOT = Path(__file__).resolve().parent.parent
THEMES = ("light", "dark")


def pictures() -> dict[str, str]:
    """Return each picture by its file name in ``docs/images``."""
    grammar = railroad.load(ROOT / "grammars" / "json.bnf")
    drawn = {theme: railroad.render(grammar, rule="array", theme=theme) for theme in THEMES}
    return {f"json-array-{theme}.svg": str(svg) for theme, svg in drawn.items()}


def main() -> None:
    """Write the pictures."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures().items():
        (folder / name).write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
