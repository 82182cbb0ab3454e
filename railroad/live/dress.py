"""Dress a picture of ours in the clothes of the older module's, so that style sheets made for those fit.

    <svg class="railroad-diagram …" role="…" aria-describedby="…">
      <desc id="…">words for who can't see it</desc>
      <style>…</style>
      <g>
        <rect class="frame group-box">                           a frame
        <path class="rail"> <polygon class="arrow"> <circle>     the track
        <g class="terminal CLS"><title>…</title><a href="…"><rect/><text/></a></g>
        <text class="comment">                                   the words of a frame

Everything has its looks by attributes of the theme's colours: without any style sheet it looks right, and
every style sheet overrules them.  Text stands with its middle at its place, as such style sheets expect.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from railroad.surface.svg import FONT_FAMILY, OUTLINE_WIDTH, RAIL_WIDTH, WEIGHTS
from railroad.theme import paint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from railroad.live.items import Labelled
    from railroad.metrics import Metrics
    from railroad.theme import Theme

NAMESPACE = "http://www.w3.org/2000/svg"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 keeps out of a document."""
_SHOWN = ("rect", "text", "polygon", "path", "circle")
_SIZES = {"title": "title_size", "caption": "caption_size", "words": "caption_size"}


class Wearer(NamedTuple):
    """What the clothes of a picture depend on."""

    theme: Theme
    metrics: Metrics
    item: Callable[[str], Labelled]
    """From the link of a station to the object it was made of."""
    attributes: dict[str, Any]
    """Of the root."""
    shift: tuple[float, float]
    """How far the picture is moved to the right and down."""
    label: str
    """What the picture is called."""
    words: str
    """What it shows, in words."""


def dressed(svg: str, css: str, further: str, wearer: Wearer) -> str:
    """Return an SVG of ours as one of the older module's, with a style sheet, and `further` at its end."""
    right, down = wearer.shift
    body = Element("g", {"transform": f"translate({right:g} {down:g})", "font-family": FONT_FAMILY})
    linked = False
    for panel in fromstring(svg.replace(f' xmlns="{NAMESPACE}"', "", 1)).iterfind("g"):
        for mark in panel:
            if mark.tag == "a":
                item = wearer.item(mark.get("href", ""))
                linked = linked or item.href is not None
                body.append(_station(mark, item, wearer))
            elif mark.tag != "title":
                body.extend(_clothed(mark.iter(), wearer))
    root = _root(wearer, linked)
    if css:
        SubElement(root, "style").text = css
    root.append(body)
    text = tostring(root, "unicode")
    if further:
        text = f"{text.removesuffix('</svg>')}{further}</svg>"
    return _NOT_XML.sub("\ufffd", text) + "\n"


def _root(wearer: Wearer, linked: bool) -> Element:
    said = f"{wearer.label}: {wearer.words}" if wearer.label else wearer.words
    name = f"railroad-{sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    spoken = {
        "role": "graphics-document document" if linked else "img",
        "aria-roledescription": "syntax diagram",
        "aria-label": wearer.label or "syntax diagram",
        "aria-describedby": name,
    }
    given = {key: str(value) for key, value in sorted(wearer.attributes.items())}
    root = Element("svg", {"xmlns": NAMESPACE, **spoken, **given})
    SubElement(root, "desc", {"id": name}).text = wearer.words
    return root


def _station(mark: Element, item: Labelled, wearer: Wearer) -> Element:
    """Return the group of a station, from what was drawn for it as a link."""
    group = Element("g", {key: str(value).strip() for key, value in item.attrs.items()})
    if item.title is not None:
        SubElement(group, "title").text = item.title
    inner = group
    if item.href is not None:
        inner = SubElement(group, "a", {"href": item.href})
    inner.extend(_clothed(mark.iter(), wearer))
    return group


def _clothed(marks: Iterable[Element], wearer: Wearer) -> list[Element]:
    """Return the visible ones of some elements, with looks by attributes."""
    return [_with_looks(mark, wearer) for mark in marks if mark.tag in _SHOWN and not _is_bare(mark)]


def _is_bare(mark: Element) -> bool:
    """Return whether it is the box of words that have none: a style sheet would make it visible."""
    return mark.tag == "rect" and mark.get("class") == "comment"


def _with_looks(mark: Element, wearer: Wearer) -> Element:
    theme = wearer.theme
    kind = mark.get("class", "").split(" ")[0]
    match mark.tag, kind:
        case "path", _:
            looks = {"fill": "none", **_stroke(theme.rail, RAIL_WIDTH), "stroke-linecap": "round"}
        case "circle", "start":
            looks = {"fill": theme.rail, **_stroke(theme.rail, RAIL_WIDTH)}
        case "circle", _:
            looks = {"fill": "none", **_stroke(theme.rail, RAIL_WIDTH)}
        case "polygon", _:
            looks = {"fill": theme.rail}
        case "rect", "frame":
            paint = paint_of(theme, "frame")
            mark.set("class", "frame group-box")
            looks = {"fill": paint.fill, **_stroke(paint.outline, 1), "stroke-dasharray": "5 4"}
        case "rect", _:
            paint = paint_of(theme, kind)
            looks = {"fill": paint.fill, **_stroke(paint.outline, OUTLINE_WIDTH)}
        case _:
            looks = _of_text(mark, kind, wearer)
    for name, value in looks.items():
        mark.set(name, value)
    return mark


def _of_text(mark: Element, kind: str, wearer: Wearer) -> dict[str, str]:
    """Return the looks of text; it is moved by half its width, because its middle will be at its place."""
    theme, metrics = wearer.theme, wearer.metrics
    middle = float(mark.get("x", "0")) + float(mark.get("textLength", "0")) / 2
    size = getattr(metrics, _SIZES.get(kind, "font_size"))
    looks = {
        "x": f"{middle:.6g}",
        "text-anchor": "middle",
        "font-size": f"{size:g}",
    }
    if (mark.text or "").split() != (mark.text or "").split(" "):
        looks["style"] = "white-space:pre"
    if kind == "title":
        return {**looks, "fill": theme.title, "font-weight": "600"}
    if kind in ("caption", "words"):
        mark.set("class", f"{kind} comment")
        return {**looks, "fill": theme.caption, "font-style": "italic"}
    paint = paint_of(theme, kind)
    if paint.font == "italic":
        return {**looks, "fill": paint.text, "font-style": "italic"}
    return {**looks, "fill": paint.text, "font-weight": str(WEIGHTS[paint.font])}


def _stroke(colour: str, width: float) -> dict[str, str]:
    return {"stroke": colour, "stroke-width": f"{width:g}"}
