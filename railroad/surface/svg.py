"""SVG: the scene written with svgwrite, standalone, so that a browser shows it and a program can walk it.

    station   <rect class="terminal"> and its label in <text class="terminal">, in <a href="…"> if it leads on
    rails     one <path class="rail"> a panel, and no other <path>
    arrows    <polygon class="arrow">        marks  <circle class="start">, <circle class="end">
    rule      <g id="rule-NAME"> with its <title>

A page is given classes and a style sheet, and text that any fallback font fits into its box (`textLength`).
A rasterizer is given the same elements with presentation attributes and the labels as outlines, because
rasterizers know little CSS and only the fonts of their machine.

svgwrite makes the document.  The picture of a rule is an element of ours that writes its own text: an object
for each of its rectangles, in svgwrite or in ElementTree, would cost several times what all the layout does.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Protocol
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape

from svgwrite import Drawing
from svgwrite.base import BaseElement

from railroad.layout.scene import Arrow, Terminus, Tile, Words
from railroad.metrics import USER_UNITS
from railroad.names import rule_id
from railroad.surface.path import Numbers, box_data, number, path_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from railroad.geometry import Point
    from railroad.layout.scene import Face, Panel, Scene
    from railroad.metrics import Metrics
    from railroad.surface import Settings
    from railroad.theme import FontStyle, Paint, Theme

    Outline = Callable[[str, FontStyle, float, float, float, float], str]
    """(text, style, font size, x, baseline y, width) → the path data of its glyphs."""

RAIL_WIDTH = 1.5
OUTLINE_WIDTH = 1.2
NONTERMINAL_RADIUS = 3
ARROW_LENGTH, ARROW_HEIGHT = 7, 7.2
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


class _Flavour(Protocol):
    """How elements get their looks: by class, or by attributes.  All give text of a document."""

    def sheet(self) -> str:
        """Return the style sheet; empty if there is none."""

    def background(self) -> str: ...
    def rail(self) -> str: ...
    def arrow(self) -> str: ...
    def terminus(self, kind: str) -> str: ...
    def tile(self, tile: Tile, numbers: Numbers) -> str: ...
    def words(self, words: Words) -> str: ...


class _Styled:
    """Looks by class, from one style sheet in the document."""

    def __init__(self, theme: Theme, metrics: Metrics) -> None:
        self._theme, self._metrics = theme, metrics
        self._stamps: dict[int, tuple[Face, str, tuple[tuple[float, float], ...]]] = {}

    def sheet(self) -> str:
        return stylesheet(self._theme, self._metrics)

    def background(self) -> str:
        return 'class="background"'

    def rail(self) -> str:
        return 'class="rail"'

    def arrow(self) -> str:
        return 'class="arrow"'

    def terminus(self, kind: str) -> str:
        return f'class="{kind}"'

    def tile(self, tile: Tile, numbers: Numbers) -> str:
        x, y, face = tile
        stamp = self._stamps.get(id(face))
        if stamp is None:
            stamp = self._stamps[id(face)] = self._stamp(face)
        _, pattern, places = stamp
        values = [numbers[x], numbers[y]]
        for right, down in places:
            values += (numbers[x + right], numbers[y + down])
        return pattern % tuple(values)

    def _stamp(self, face: Face) -> tuple[Face, str, tuple[tuple[float, float], ...]]:
        """Return what is the same wherever a face stands, and where its labels stand in it."""
        box = (
            f'<rect class="{face.kind}" x="%s" y="%s" width="{number(face.width)}" '
            f'height="{number(face.height)}" rx="{number(corner(face, self._metrics))}"/>'
        )
        lines = list(label_lines(face, self._metrics))
        labels = [_text(text, face.kind, "%s", "%s", width) for text, _, _, width in lines]
        pattern = (
            _linked(face.href, box + "".join(labels)) if face.href is not None else box + "".join(labels)
        )
        return face, pattern, tuple([(x, y) for _, x, y, _ in lines])

    def words(self, words: Words) -> str:
        text = _text(words.text, words.kind, number(words.at.x), number(words.at.y), words.width)
        return text.replace("%%", "%")


def _text(text: str, kind: str, x: str, y: str, width: float) -> str:
    """Return a text element as a pattern: its percent signs are doubled."""
    return (
        f'<text class="{kind}" x="{x}" y="{y}" textLength="{number(width)}" '
        f'lengthAdjust="spacingAndGlyphs">{escaped(text).replace("%", "%%")}</text>'
    )


def _linked(href: str, pattern: str) -> str:
    return f'<a href="{escaped(href).replace("%", "%%")}">{pattern}</a>'


class _Resolved:
    """Looks by presentation attributes, labels as outlines."""

    def __init__(self, theme: Theme, metrics: Metrics, outline: Outline) -> None:
        self._theme, self._metrics, self._outline = theme, metrics, outline

    def sheet(self) -> str:
        return ""

    def background(self) -> str:
        return f'fill="{self._theme.background}"'

    def rail(self) -> str:
        return f'fill="none" {_stroke(self._theme.rail, RAIL_WIDTH)} stroke-linecap="round"'

    def arrow(self) -> str:
        return f'fill="{self._theme.rail}"'

    def terminus(self, kind: str) -> str:
        fill = self._theme.rail if kind == "start" else "none"
        return f'fill="{fill}" {_stroke(self._theme.rail, RAIL_WIDTH)}'

    def tile(self, tile: Tile, numbers: Numbers) -> str:
        x, y, face = tile
        paint = paint_of(self._theme, face.kind)
        dashes = ' stroke-dasharray="4 3"' if paint.dashed else ""
        # Not a <rect>: cairosvg makes two of its four corners too full.
        data = box_data(x, y, face.width, face.height, corner(face, self._metrics))
        box = f'<path fill="{paint.fill}" {_stroke(paint.outline, OUTLINE_WIDTH)}{dashes} d="{data}"/>'
        size = self._metrics.font_size
        labels = [
            self._text(text, paint.font, size, x + right, y + down, width, paint.text)
            for text, right, down, width in label_lines(face, self._metrics)
        ]
        return box + "".join(labels)

    def words(self, words: Words) -> str:
        title = words.kind == "title"
        style: FontStyle = "semibold" if title else "italic"
        size = self._metrics.title_size if title else self._metrics.caption_size
        colour = self._theme.title if title else self._theme.caption
        return self._text(words.text, style, size, words.at.x, words.at.y, words.width, colour)

    def _text(
        self, text: str, style: FontStyle, size: float, x: float, y: float, width: float, colour: str
    ) -> str:
        data = self._outline(text, style, size, x, y, width)
        return f'<path d="{data}" fill="{colour}"/>' if data else ""


def paint_of(theme: Theme, kind: str) -> Paint:
    """Return how a kind of station looks in a theme."""
    paint: Paint = getattr(theme, kind)
    return paint


@cache
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


class _Picture(BaseElement):  # type: ignore[misc]
    """The picture of one rule."""

    elementname = "g"

    def __init__(self, panel: Panel, flavour: _Flavour) -> None:
        super().__init__()
        self._panel, self._metrics, self._flavour = panel, panel.metrics, flavour

    def tostring(self) -> str:
        """Return its text."""
        panel, flavour = self._panel, self._flavour
        numbers = Numbers()
        data = path_data(panel.rails, self._metrics.radius, numbers)
        parts = [
            f'<g id="{rule_id(panel.name)}"><title>{escaped(panel.name)}</title>',
            f'<path {flavour.rail()} d="{data}"/>',
        ]
        for mark in panel.marks:
            if isinstance(mark, Tile):
                parts.append(flavour.tile(mark, numbers))
            else:
                parts.append(self._other(mark))
        parts.append("</g>")
        return "".join(parts)

    def _other(self, mark: Arrow | Words | Terminus) -> str:
        flavour = self._flavour
        match mark:
            case Arrow(at, heading):
                return f'<polygon {flavour.arrow()} points="{_arrow(at, heading)}"/>'
            case Words():
                return flavour.words(mark)
            case Terminus(at, kind):
                place = f'cx="{number(at.x)}" cy="{number(at.y)}" r="{number(self._metrics.terminus)}"'
                return f"<circle {flavour.terminus(kind)} {place}/>"


class _Document(Drawing):  # type: ignore[misc]
    """The document: svgwrite's, without the name spaces and versions that nothing here uses."""

    def get_xml(self) -> Element:
        """Return the element of the whole, empty."""
        return Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **self.attribs})

    def tostring(self) -> str:
        """Return the text of the whole."""
        begin, end = tostring(self.get_xml(), "unicode", short_empty_elements=False).split("><")
        inside = [element.tostring() for element in self.elements if element is not self.defs]
        return "".join([begin, ">", *inside, "<", end, "\n"])


class _Ready(BaseElement):  # type: ignore[misc]
    """An element whose text is there already."""

    elementname = "g"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def tostring(self) -> str:
        return self._text


def _document(scene: Scene, theme: Theme, settings: Settings, flavour: _Flavour) -> str:
    width, height = number(scene.width), number(scene.height)
    document = _Document(size=(width, height), viewBox=f"0 0 {width} {height}", debug=False)
    document.attribs = {
        "width": width,
        "height": height,
        "viewBox": f"0 0 {width} {height}",
        "class": f"railroad railroad-{theme.name}",
    }
    sheet = flavour.sheet()
    if sheet:
        document.add(_Ready(f"<style>{escaped(sheet)}</style>"))
    if settings.background:
        corners = f"0,0 {width},0 {width},{height} 0,{height}"
        document.add(_Ready(f'<polygon {flavour.background()} points="{corners}"/>'))
    for panel in scene.panels:
        document.add(_Picture(panel, flavour))
    return document.tostring()


def escaped(text: str) -> str:
    """Return text as it is written in a document, between tags or in double quotes."""
    if text.isalnum():
        return text
    return _NOT_XML.sub("\ufffd", escape(text, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}))


def corner(face: Face, metrics: Metrics) -> float:
    """Return the radius of a station's corners."""
    round_ends = face.kind in ("terminal", "range")
    return min(face.height / 2, metrics.half_height) if round_ends else NONTERMINAL_RADIUS


def label_lines(face: Face, metrics: Metrics) -> Iterator[tuple[str, float, float, float]]:
    """Yield each line of a label: its text, left end and baseline in the box, and width."""
    first = (face.height - (len(face.lines) - 1) * metrics.line_height) / 2 + metrics.baseline
    for index, (text, width) in enumerate(face.lines):
        yield text, (face.width - width) / 2, first + index * metrics.line_height, width


def _metrics(scene: Scene) -> Metrics:
    """Return the metrics of the text, which all panels have in common."""
    return scene.panels[0].metrics if scene.panels else USER_UNITS


def _stroke(colour: str, width: float) -> str:
    return f'stroke="{colour}" stroke-width="{number(width)}"'


def _arrow(at: Point, heading: str) -> str:
    """Return the corners of an arrowhead whose middle is at `at`."""
    along, across = ARROW_LENGTH / 2, ARROW_HEIGHT / 2
    ahead = 1 if heading in ("right", "down") else -1
    corners = [(ahead * along, 0.0), (-ahead * along, -across), (-ahead * along, across)]
    if heading in ("up", "down"):
        corners = [(y, x) for x, y in corners]
    return " ".join(f"{number(at.x + x)},{number(at.y + y)}" for x, y in corners)
