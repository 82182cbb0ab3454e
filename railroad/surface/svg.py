"""SVG: the scene written with svgwrite, standalone, so that a browser shows it and a program can walk it.

    station   <rect class="terminal"> and its label in <text class="terminal">, in <a href="…"> if it leads on
    rails     one <path class="rail"> a panel, and no other <path>
    arrows    <polygon class="arrow">        marks  <circle class="start">, <circle class="end">
    rule      <g id="rule-NAME"> with its <title>

A page is given classes and a style sheet, and text that any fallback font fits into its box (`textLength`).
A rasterizer is given the same elements with presentation attributes and the labels as outlines, because
rasterizers know little CSS and only the fonts of their machine.

Every piece of the picture is an svgwrite element that builds its whole subtree at once: an svgwrite object a
rectangle would cost more than all the layout.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from xml.etree.ElementTree import Element, SubElement, tostring

from svgwrite import Drawing
from svgwrite.base import BaseElement

from railroad.layout.scene import Arrow, Rail, Terminus, Tile, Words
from railroad.metrics import USER_UNITS
from railroad.names import rule_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from railroad.geometry import Point, Rect
    from railroad.layout.scene import Panel, Scene
    from railroad.metrics import Metrics
    from railroad.surface import Settings
    from railroad.theme import FontStyle, Paint, Theme

    Outline = Callable[[str, FontStyle, float, float, float, float], str]
    """(text, style, font size, x, baseline y, width) → the path data of its glyphs."""

RAIL_WIDTH = 1.5
OUTLINE_WIDTH = 1.2
NONTERMINAL_RADIUS = 3
ARROW_LENGTH, ARROW_HEIGHT = 7, 7.2
_QUARTER = 4 / 3 * (2**0.5 - 1)
"""How far the handles of a curve reach, in radii, for it to be a quarter of a circle."""
FONT_FAMILY = "'IBM Plex Mono','Liberation Mono','DejaVu Sans Mono',ui-monospace,monospace"
KINDS = ("terminal", "nonterminal", "undefined", "range", "prose")
WEIGHTS = {"regular": 400, "medium": 500, "semibold": 600, "italic": 400}

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 keeps out of a document; readers refuse it, and nothing else may bring it in."""


def render_svg(scene: Scene, theme: Theme, settings: Settings) -> str:
    """Return the scene as an SVG document for pages and browsers, one line."""
    return _document(scene, theme, settings, _Styled(theme, _metrics(scene)))


def render_outlined_svg(scene: Scene, theme: Theme, settings: Settings, outline: Outline) -> str:
    """Return the scene as an SVG document for rasterizers: no style sheet, no text, no font needed.

    `outline` gives the path data of a label: its text, style and size, the left end and baseline of where it
    is to stand, and the width it is to fill.
    """
    return _document(scene, theme, settings, _Resolved(theme, _metrics(scene), outline))


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


def path_data(rails: Iterable[Rail], radius: float) -> str:
    """Return the path data of rails, their corners rounded by `radius` or as far as there is room."""
    return "".join(_rail_data(rail.points, radius) for rail in rails)


class _Flavour(Protocol):
    """How elements get their looks: by class, or by attributes."""

    def sheet(self) -> Element | None:
        """Return the style sheet, if there is one."""

    def background(self) -> dict[str, str]: ...
    def rail(self) -> dict[str, str]: ...
    def arrow(self) -> dict[str, str]: ...
    def terminus(self, kind: str) -> dict[str, str]: ...
    def box(self, parent: Element, kind: str, rect: Rect, radius: float) -> None: ...
    def label(self, parent: Element, tile: Tile) -> None: ...
    def words(self, parent: Element, words: Words) -> None: ...


class _Styled:
    """Looks by class, from one style sheet in the document."""

    def __init__(self, theme: Theme, metrics: Metrics) -> None:
        self._theme, self._metrics = theme, metrics

    def sheet(self) -> Element | None:
        style = Element("style")
        style.text = stylesheet(self._theme, self._metrics)
        return style

    def background(self) -> dict[str, str]:
        return {"class": "background"}

    def rail(self) -> dict[str, str]:
        return {"class": "rail"}

    def arrow(self) -> dict[str, str]:
        return {"class": "arrow"}

    def terminus(self, kind: str) -> dict[str, str]:
        return {"class": kind}

    def box(self, parent: Element, kind: str, rect: Rect, radius: float) -> None:
        place = {name: number(value) for name, value in zip(rect._fields, rect, strict=True)}
        SubElement(parent, "rect", {"class": kind, **place, "rx": number(radius)})

    def label(self, parent: Element, tile: Tile) -> None:
        for text, x, y, width in _label_lines(tile, self._metrics):
            self._text(parent, text, tile.kind, x, y, width)

    def words(self, parent: Element, words: Words) -> None:
        self._text(parent, words.text, words.kind, words.at.x, words.at.y, words.width)

    def _text(self, parent: Element, text: str, kind: str, x: float, y: float, width: float) -> None:
        attributes = {
            "class": kind,
            "x": number(x),
            "y": number(y),
            "textLength": number(width),
            "lengthAdjust": "spacingAndGlyphs",
        }
        SubElement(parent, "text", attributes).text = text


class _Resolved:
    """Looks by presentation attributes, labels as outlines."""

    def __init__(self, theme: Theme, metrics: Metrics, outline: Outline) -> None:
        self._theme, self._metrics, self._outline = theme, metrics, outline

    def sheet(self) -> Element | None:
        return None

    def background(self) -> dict[str, str]:
        return {"fill": self._theme.background}

    def rail(self) -> dict[str, str]:
        return {"fill": "none", **_stroke(self._theme.rail, RAIL_WIDTH), "stroke-linecap": "round"}

    def arrow(self) -> dict[str, str]:
        return {"fill": self._theme.rail}

    def terminus(self, kind: str) -> dict[str, str]:
        fill = self._theme.rail if kind == "start" else "none"
        return {"fill": fill, **_stroke(self._theme.rail, RAIL_WIDTH)}

    def box(self, parent: Element, kind: str, rect: Rect, radius: float) -> None:
        paint = paint_of(self._theme, kind)
        looks = {"fill": paint.fill, **_stroke(paint.outline, OUTLINE_WIDTH)}
        if paint.dashed:
            looks["stroke-dasharray"] = "4 3"
        # Not a <rect>: cairosvg makes two of its four corners too full.
        SubElement(parent, "path", {**looks, "d": _box_data(rect, radius)})

    def label(self, parent: Element, tile: Tile) -> None:
        paint = paint_of(self._theme, tile.kind)
        size = self._metrics.font_size
        for text, x, y, width in _label_lines(tile, self._metrics):
            self._text(parent, text, paint.font, size, x, y, width, paint.text)

    def words(self, parent: Element, words: Words) -> None:
        title = words.kind == "title"
        style: FontStyle = "semibold" if title else "italic"
        size = self._metrics.title_size if title else self._metrics.caption_size
        colour = self._theme.title if title else self._theme.caption
        self._text(parent, words.text, style, size, words.at.x, words.at.y, words.width, colour)

    def _text(
        self,
        parent: Element,
        text: str,
        style: FontStyle,
        size: float,
        x: float,
        y: float,
        width: float,
        colour: str,
    ) -> None:
        data = self._outline(text, style, size, x, y, width)
        if data:
            SubElement(parent, "path", {"d": data, "fill": colour})


def paint_of(theme: Theme, kind: str) -> Paint:
    """Return how a kind of station looks in a theme."""
    paint: Paint = getattr(theme, kind)
    return paint


def stylesheet(theme: Theme, metrics: Metrics) -> str:
    """Return the theme as a style sheet for the classes of our SVG, for this theme's pictures only."""
    root = f".railroad-{theme.name}"
    rules = [
        f"{root} .background{{fill:{theme.background}}}",
        f"{root} .rail{{fill:none;stroke:{theme.rail};stroke-width:{RAIL_WIDTH};stroke-linecap:round}}",
        f"{root} .arrow{{fill:{theme.rail}}}",
        f"{root} .start{{fill:{theme.rail};stroke:{theme.rail};stroke-width:{RAIL_WIDTH}}}",
        f"{root} .end{{fill:none;stroke:{theme.rail};stroke-width:{RAIL_WIDTH}}}",
        f"{root} text{{font-family:{FONT_FAMILY};font-size:{number(metrics.font_size)}px;white-space:pre}}",
        f"{root} .title{{fill:{theme.title};font-size:{number(metrics.title_size)}px;font-weight:600}}",
        f"{root} .caption{{fill:{theme.caption};font-size:{number(metrics.caption_size)}px;"
        "font-style:italic}",
        f"{root} rect{{stroke-width:{OUTLINE_WIDTH}}}",
        f"{root} a:hover rect,{root} a:focus rect{{stroke-width:{2 * OUTLINE_WIDTH}}}",
    ]
    for kind in KINDS:
        paint = paint_of(theme, kind)
        dashes = ";stroke-dasharray:4 3" if paint.dashed else ""
        slant = ";font-style:italic" if paint.font == "italic" else ""
        rules += [
            f"{root} rect.{kind}{{fill:{paint.fill};stroke:{paint.outline}{dashes}}}",
            f"{root} text.{kind}{{fill:{paint.text};font-weight:{WEIGHTS[paint.font]}{slant}}}",
        ]
    return "".join(rules)


class _Panel(BaseElement):  # type: ignore[misc]
    """The picture of one rule."""

    elementname = "g"

    def __init__(self, panel: Panel, flavour: _Flavour) -> None:
        super().__init__()
        self._panel, self._metrics, self._flavour = panel, panel.metrics, flavour

    def get_xml(self) -> Element:
        group = Element("g", {"id": rule_id(self._panel.name)})
        SubElement(group, "title").text = self._panel.name
        rails = [mark for mark in self._panel.marks if isinstance(mark, Rail)]
        data = path_data(rails, self._metrics.radius)
        SubElement(group, "path", {**self._flavour.rail(), "d": data})
        for mark in self._panel.marks:
            match mark:
                case Tile():
                    self._tile(group, mark)
                case Arrow(at, heading):
                    SubElement(group, "polygon", {**self._flavour.arrow(), "points": _arrow(at, heading)})
                case Words():
                    self._flavour.words(group, mark)
                case Terminus(at, kind):
                    place = {"cx": number(at.x), "cy": number(at.y), "r": number(self._metrics.terminus)}
                    SubElement(group, "circle", {**self._flavour.terminus(kind), **place})
                case Rail():
                    pass  # all in one path
        return group

    def _tile(self, parent: Element, tile: Tile) -> None:
        station = parent if tile.href is None else SubElement(parent, "a", {"href": tile.href})
        rect = tile.rect
        round_ends = tile.kind in ("terminal", "range")
        radius = min(rect.height / 2, self._metrics.half_height) if round_ends else NONTERMINAL_RADIUS
        self._flavour.box(station, tile.kind, rect, radius)
        self._flavour.label(station, tile)


class _Ready(BaseElement):  # type: ignore[misc]
    """An element that is built already."""

    def __init__(self, element: Element) -> None:
        self.elementname = element.tag
        super().__init__()
        self._element = element

    def get_xml(self) -> Element:
        return self._element


class _Picture(Drawing):  # type: ignore[misc]
    """The document: svgwrite's, without the name spaces and versions that nothing here uses."""

    def get_xml(self) -> Element:
        root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **self.attribs})
        root.extend([element.get_xml() for element in self.elements if element is not self.defs])
        return root


def _document(scene: Scene, theme: Theme, settings: Settings, flavour: _Flavour) -> str:
    width, height = number(scene.width), number(scene.height)
    picture = _Picture(size=(width, height), viewBox=f"0 0 {width} {height}", debug=False)
    picture.attribs = {
        "width": width,
        "height": height,
        "viewBox": f"0 0 {width} {height}",
        "class": f"railroad railroad-{theme.name}",
    }
    sheet = flavour.sheet()
    if sheet is not None:
        picture.add(_Ready(sheet))
    if settings.background:
        corners = f"0,0 {width},0 {width},{height} 0,{height}"
        picture.add(_Ready(Element("polygon", {**flavour.background(), "points": corners})))
    for panel in scene.panels:
        picture.add(_Panel(panel, flavour))
    return _NOT_XML.sub("\ufffd", tostring(picture.get_xml(), encoding="unicode")) + "\n"


def _label_lines(tile: Tile, metrics: Metrics) -> Iterator[tuple[str, float, float, float]]:
    """Yield each line of a label: its text, left end, baseline and width."""
    rect = tile.rect
    first = rect.y + (rect.height - (len(tile.lines) - 1) * metrics.line_height) / 2 + metrics.baseline
    for index, (text, width) in enumerate(tile.lines):
        yield text, rect.x + (rect.width - width) / 2, first + index * metrics.line_height, width


def _metrics(scene: Scene) -> Metrics:
    """Return the metrics of the text, which all panels have in common."""
    return scene.panels[0].metrics if scene.panels else USER_UNITS


def _stroke(colour: str, width: float) -> dict[str, str]:
    return {"stroke": colour, "stroke-width": number(width)}


def _arrow(at: Point, heading: str) -> str:
    """Return the corners of an arrowhead whose middle is at `at`."""
    along, across = ARROW_LENGTH / 2, ARROW_HEIGHT / 2
    ahead = 1 if heading in ("right", "down") else -1
    corners = [(ahead * along, 0.0), (-ahead * along, -across), (-ahead * along, across)]
    if heading in ("up", "down"):
        corners = [(y, x) for x, y in corners]
    return " ".join(f"{number(at.x + x)},{number(at.y + y)}" for x, y in corners)


def _box_data(rect: Rect, radius: float) -> str:
    """Return the path data of a box with round corners, from its left upper one clockwise."""
    across, down = number(rect.width - 2 * radius), number(rect.height - 2 * radius)
    far, near = number(radius * _QUARTER), number(radius * (1 - _QUARTER))
    r = number(radius)
    return (
        f"M{number(rect.x + radius)} {number(rect.y)}"
        f"h{across}c{far} 0 {r} {near} {r} {r}v{down}c0 {far} -{near} {r} -{r} {r}"
        f"h-{across}c-{far} 0 -{r} -{near} -{r} -{r}v-{down}c0 -{far} {near} -{r} {r} -{r}z"
    )


def _rail_data(points: tuple[tuple[float, float], ...], radius: float) -> str:
    """Return the path data of one rail: straight pieces, and an arc for each corner."""
    (x, y), *rest = points
    data = [f"M{number(x)} {number(y)}"]
    last = len(rest) - 1
    for index, (to_x, to_y) in enumerate(rest):
        level = to_y == y
        length = abs(to_x - x) + abs(to_y - y)
        if index == last:
            if length:
                data.append(_straight(level, to_x, to_y))
            break
        next_x, next_y = rest[index + 1]
        bend = min(radius, length, abs(next_x - to_x) + abs(next_y - to_y))
        ahead = (to_x - x + to_y - y) / length
        turn = 1.0 if next_x + next_y > to_x + to_y else -1.0
        if level:
            x, y = to_x - ahead * bend, to_y
            end_x, end_y = to_x, to_y + turn * bend
            clockwise = ahead == turn
        else:
            x, y = to_x, to_y - ahead * bend
            end_x, end_y = to_x + turn * bend, to_y
            clockwise = ahead != turn
        if length > bend:
            data.append(_straight(level, x, y))
        size = number(bend)
        data.append(f"A{size} {size} 0 0 {int(clockwise)} {number(end_x)} {number(end_y)}")
        x, y = end_x, end_y
    return "".join(data)


def _straight(level: bool, x: float, y: float) -> str:
    return f"H{number(x)}" if level else f"V{number(y)}"
