"""A picture of ours without a style sheet, for pages whose policy allows none (CSP 3, ``style-src``).

    <style>.railroad-light rect.terminal{fill:#e6f0ff}</style>…<rect class="terminal" …>
        →   <rect class="terminal" fill="#e6f0ff" …>

Every property in our sheets is a presentation attribute too (SVG 2 §6.6), but `white-space`, for which there
is `xml:space`.  What the sheet says of a pointer over a link is lost.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHEET = re.compile("<style>([^<]*)</style>")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"\.[\w-]+ ([a-z]*)((?:\.[\w-]+)*)")
"""The theme's class on the root, then a tag, classes or both."""
_SHOWN = re.compile(r'<(rect|text|path|circle|polygon)(?: class="([^"]*)")?')


def unstyled(svg: str) -> str:
    """Return the picture with the looks of its style sheet as attributes of its elements."""
    sheet = _SHEET.search(svg)
    if sheet is None:
        return svg
    rules = _rules(sheet[1])

    @lru_cache(maxsize=200)
    def begun(tag: str, classes: str | None) -> str:
        words = frozenset((classes or "").split())
        looks: dict[str, str] = {}
        for of_tag, of_classes, declared in rules:
            if of_tag in ("", tag) and of_classes <= words:
                looks |= declared
        if classes is not None:
            looks = {"class": classes, **looks}
        return f"<{tag}" + "".join(f' {name}="{value}"' for name, value in looks.items())

    bare = svg[: sheet.start()] + svg[sheet.end() :]
    return _SHOWN.sub(lambda found: begun(found[1], found[2]), bare)


@lru_cache(maxsize=50)
def _rules(sheet: str) -> tuple[tuple[str, frozenset[str], dict[str, str]], ...]:
    """Return the rules of a sheet, those that count more behind the others: tag, classes, attributes."""
    found = []
    for order, (selectors, body) in enumerate(_RULE.findall(sheet)):
        for selector in selectors.split(","):
            plain = _SELECTOR.fullmatch(selector.strip())
            if plain:
                classes = frozenset(filter(None, plain[2].split(".")))
                weight = (len(classes), bool(plain[1]), order)
                found.append((weight, plain[1], classes, _declared(body)))
    found.sort(key=lambda rule: rule[0])
    return tuple(rule[1:] for rule in found)


def _declared(body: str) -> dict[str, str]:
    """Return the declarations of a rule as attributes."""
    pairs = (each.partition(":") for each in body.split(";") if each)
    said = {name.strip(): value.strip().replace('"', "'") for name, _, value in pairs}
    if said.pop("white-space", None) == "pre":
        said["xml:space"] = "preserve"
    return said
