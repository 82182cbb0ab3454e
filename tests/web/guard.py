"""What an SVG of ours may consist of: a list of elements and attributes, and of where links may lead."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
ELEMENTS = frozenset(
    {"svg", "g", "path", "rect", "text", "tspan", "title", "desc", "style", "a", "line", "circle", "polygon"}
)
ATTRIBUTES = frozenset(
    {
        *(
            "id",
            "class",
            "viewBox",
            "width",
            "height",
            "version",
            "baseProfile",
            "role",
            "lang",
            "preserveAspectRatio",
        ),
        *(
            "x",
            "y",
            "dx",
            "dy",
            "rx",
            "ry",
            "cx",
            "cy",
            "r",
            "x1",
            "y1",
            "x2",
            "y2",
            "d",
            "transform",
            "points",
        ),
        *(
            "fill",
            "stroke",
            "stroke-width",
            "stroke-linecap",
            "stroke-linejoin",
            "stroke-dasharray",
            "fill-rule",
        ),
        *(
            "font-family",
            "font-size",
            "font-weight",
            "font-style",
            "text-anchor",
            "textLength",
            "lengthAdjust",
        ),
        *("letter-spacing", "dominant-baseline", "fill-opacity", "stroke-opacity", "opacity", "focusable"),
        *(
            "unicode-bidi",
            "direction",
            "aria-label",
            "aria-labelledby",
            "aria-describedby",
            "aria-hidden",
            "tabindex",
        ),
        *("href", f"{_XLINK}href", f"{_XML}space", f"{_XML}lang", "type"),
    }
)
_LINK = re.compile(r"#|https?://|/[^/]|[^:]*$")
_DANGER = re.compile(r"url\s*\((?!\s*#)|@import|expression|javascript:|data:text", re.IGNORECASE)


def check(svg: bytes) -> None:
    """Do nothing if an SVG can do nothing but be looked at.

    Raises:
        AssertionError: it might; or it is not well-formed.
    """
    assert b"<!DOCTYPE" not in svg
    assert b"<!ENTITY" not in svg
    for element in ElementTree.fromstring(svg).iter():
        assert element.tag.startswith(_SVG), element.tag
        assert element.tag.removeprefix(_SVG) in ELEMENTS, element.tag
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES, name
            assert not name.lower().startswith("on")
            if name.endswith("href"):
                assert _LINK.match(value), value
            else:
                assert name in ("id", "aria-label", "aria-labelledby") or not _DANGER.search(value), value
        if element.tag == f"{_SVG}style":
            assert not _DANGER.search(element.text or "")
