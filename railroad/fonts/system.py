"""Find the fonts that a machine has, the likeliest first.

They are looked at only for characters that our own font lacks.  The order depends on nothing but their names
and paths, so a machine with the same fonts draws the same picture.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from railroad.fonts.style import STYLES, FontStyle

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_FAMILIES = (
    re.compile("mono|courier|consol|menlo|code|typewriter|terminal"),
    re.compile("sans|gothic|arial|helvetica|segoeui|verdana|tahoma|roboto|hei|pingfang"),
    re.compile("^(?!.*(serif|mincho|ming|song|times|roman|emoji|symbol))"),
    re.compile(""),
)
"""What the name of a family may have in it, the best first; a name is of the first kind that it matches."""
_WEIGHTS = (
    ("extralight", 200),
    ("ultralight", 200),
    ("semilight", 350),
    ("light", 300),
    ("thin", 100),
    ("semibold", 600),
    ("demi", 600),
    ("extrabold", 800),
    ("ultrabold", 800),
    ("bold", 700),
    ("black", 900),
    ("heavy", 900),
    ("medium", 500),
)
_SLANTED = re.compile("italic|oblique|slanted")
_NARROW = re.compile("condensed|narrow|compressed|extended|expanded")
_SHOWS_NO_LETTERS = re.compile("lastresort|adobeblank|notdef|tofu")


@cache
def system_fonts(style: FontStyle) -> tuple[Path, ...]:
    """Return every font file of this machine, those that look most like our font in a style first.

    Looks once a process: a font that is installed later is found by the next one.
    """
    return tuple(sorted(_font_files(), key=lambda path: _rank(path, style)))


@cache
def fonts_digest() -> str:
    """Return what changes when this machine gets other fonts: a digest of the names and sizes of all."""
    fonts = []
    for path in _font_files():
        try:
            fonts.append(f"{path.name} {path.stat().st_size}")
        except OSError:  # it has gone
            continue
    return sha256("\n".join(sorted(fonts)).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def font_folders() -> list[Path]:
    """Return the folders in which systems keep fonts, whether they exist or not."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() fails where there is none
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        return [
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            Path(local) / "Microsoft" / "Windows" / "Fonts",
        ]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    data_home = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    data_folders = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    shared = [Path(folder) / "fonts" for folder in (data_home, *data_folders.split(":")) if folder]
    usual = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/X11R6/lib/X11/fonts", "/system/fonts")
    return [home / ".fonts", *shared, *map(Path, usual)]


@cache
def _font_files() -> tuple[Path, ...]:
    found: dict[str, Path] = {}
    seen: set[str] = set()
    for top in font_folders():
        for folder, subfolders, names in os.walk(top, followlinks=True):
            real = os.path.realpath(folder)
            if real in seen:  # linked from elsewhere, or to a folder above itself
                subfolders.clear()
                continue
            seen.add(real)
            for name in names:
                if name.lower().endswith(_SUFFIXES) and not _SHOWS_NO_LETTERS.search(_squeezed(name)):
                    path = Path(folder, name)
                    found.setdefault(os.path.realpath(path), path)
    return tuple(found.values())


def _rank(path: Path, style: FontStyle) -> tuple[int, bool, int, str, str]:
    """Return how far a font is from ours, by its name; the path settles ties."""
    name = _squeezed(path.stem)
    wanted = STYLES[style]
    family = next(rank for rank, pattern in enumerate(_FAMILIES) if pattern.search(name))
    weight = next((number for word, number in _WEIGHTS if word in name), 400)
    other_slant = bool(_SLANTED.search(name)) != (wanted.slant == "italic")
    away = abs(weight - wanted.weight) + 1000 * other_slant
    return family, bool(_NARROW.search(name)), away, path.name, str(path)


def _squeezed(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())
