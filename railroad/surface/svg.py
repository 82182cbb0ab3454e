"""SVG: the scene written with svgwrite, standalone, so that a browser shows it and a program can walk it.

    station   <rect class="terminal"> and its label in <text class="terminal">, in <a href="…"> if it leads on
    rails     one <path class="rail"> a panel, and no other <path>
    arrows    <polygon class="arrow">        marks  <circle class="start">, <circle class="end">; bars are
              <polyline>, arrowheads <polygon class="arrow">
    rule      <g id="rule-NAME"> with its <title>
    frame     <rect class="frame KIND"> and its words in <text class="words">
    shape     a <polygon class="KIND"> under the <rect> of a station that is no box; its bars too

What a station or frame does not say by its label is in a <title>, in a <g> round it.

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
from xml.sax.saxutils import escape

from svgwrite import Drawing
from svgwrite.base import BaseElement

from railroad.geometry import Point
from railroad.layout.scene import Arrow, Terminus, Tile, Words
from railroad.metrics import USER_UNITS
from railroad.names import rule_id
from railroad.surface.looks import BARE, CLASSIC, FRAME_RADIUS, MEANINGS, bars, corner, end_headings, polygon
from railroad.surface.path import Numbers, box_data, number, path_data
from railroad.theme import WORDS_STYLES, paint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from railroad.fonts.style import FontStyle
    from railroad.layout.scene import Face, Frame, Panel, Scene
    from railroad.metrics import Metrics
    from railroad.surface import Settings
    from railroad.theme import Theme

    Outline = Callable[[str, FontStyle, float, float, float, float], str]
    """(text, style, font size, x, baseline y, width) → the path data of its glyphs."""
    Place = tuple[float, float]

RAIL_WIDTH = 1.5
OUTLINE_WIDTH = 1.2
ARROW_LENGTH, ARROW_HEIGHT = 7, 7.2
FONT_FAMILY = "'IBM Plex Mono','Liberation Mono','DejaVu Sans Mono',ui-monospace,monospace"
WEIGHTS = {"regular": 400, "medium": 500, "semibold": 600, "italic": 400}

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 keeps out of a document; readers refuse it, and nothing else may bring it in."""


def render_svg(scene: Scene, theme: Theme, settings: Settings) -> str:
    """Return the scene as an SVG document for pages and browsers, one line."""
    return _document(scene, theme, settings, _Styled(theme, _metrics(scene), _kinds(scene)))


def render_outlined_svg(scene: Scene, theme: Theme, settings: Settings, outline: Outline) -> str:
    """Return the scene as an SVG document for rasterizers: no style sheet, no text, no font needed.

    `outline` gives the path data of a label: its text, style and size, the left end and baseline of where it
    is to stand, and the width it is to fill.
    """
    return _document(scene, theme, settings, _Resolved(theme, _metrics(scene), outline))


class _Flavour(Protocol):
    """How elements get their looks: by class, or by attributes.  All give text of a document."""

    def sheet(self) -> str:
        """Return the style sheet as it is written in a document; empty if there is none."""

    def background(self) -> str: ...
    def rail(self) -> str: ...
    def arrow(self) -> str: ...
    def terminus(self, kind: str) -> str: ...
    def tile(self, tile: Tile, numbers: Numbers) -> str: ...
    def frame(self, frame: Frame) -> str: ...
    def words(self, words: Words) -> str: ...


class _Styled:
    """Looks by class, from one style sheet in the document."""

    def __init__(self, theme: Theme, metrics: Metrics, kinds: frozenset[str]) -> None:
        self._theme, self._metrics, self._kinds = theme, metrics, kinds
        self._stamps: dict[int, tuple[Face, str, list[Place]]] = {}

    def sheet(self) -> str:
        return _escaped_stylesheet(self._theme, self._metrics, self._kinds)

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
        values: list[str] = []
        for right, down in places:
            values += (numbers[x + right], numbers[y + down])
        return pattern % tuple(values)

    def _stamp(self, face: Face) -> tuple[Face, str, list[Place]]:
        """Return what is the same wherever a face stands, and the places in it that a pattern leaves open."""
        kind, width, height = face.kind, face.width, face.height
        parts: list[str] = []
        places: list[Place] = []
        corners = polygon(kind, width, height)
        if corners is not None:
            parts.append(_polygon(kind, len(corners)))
            places += corners
        parts.append(
            f'<rect class="{kind}" x="%s" y="%s" width="{number(width)}" '
            f'height="{number(height)}" rx="{number(corner(kind, height, self._metrics))}"/>'
        )
        places.append((0.0, 0.0))
        for bar in bars(kind, width, height):
            parts.append(_polygon(f"{kind} bar", len(bar)))
            places += bar
        for text, x, y, length in label_lines(face, self._metrics):
            parts.append(_text(text, kind, "%s", "%s", length))
            places.append((x, y))
        for text, x, y, length in _notes(face, self._metrics):
            parts.append(_text(text, f"{kind} note", "%s", "%s", length))
            places.append((x, y))
        pattern = _meant(kind, face.hint, "".join(parts))
        return face, pattern if face.href is None else _linked(face.href, pattern), places

    def frame(self, frame: Frame) -> str:
        x, y, width, height = map(number, frame.rect)
        return _meant(
            frame.kind,
            "",
            f'<rect class="frame {frame.kind}" x="{x}" y="{y}" width="{width}" height="{height}" '
            f'rx="{number(FRAME_RADIUS)}"/>',
        )

    def words(self, words: Words) -> str:
        text = _text(words.text, words.kind, number(words.at.x), number(words.at.y), words.width)
        return text.replace("%%", "%")


def _text(text: str, kind: str, x: str, y: str, width: float) -> str:
    """Return a text element as a pattern: its percent signs are doubled."""
    return (
        f'<text class="{kind}" x="{x}" y="{y}" textLength="{number(width)}" '
        f'lengthAdjust="spacingAndGlyphs">{escaped(text).replace("%", "%%")}</text>'
    )


def _polygon(kind: str, corners: int) -> str:
    """Return a polygon as a pattern."""
    return f'<polygon class="{kind}" points="{" ".join(["%s,%s"] * corners)}"/>'


def _meant(kind: str, hint: str, pattern: str) -> str:
    """Return a pattern with what it means, if that has to be said."""
    meaning = ": ".join(filter(None, (MEANINGS.get(kind, ""), hint)))
    if not meaning:
        return pattern
    return f"<g><title>{escaped(meaning).replace('%', '%%')}</title>{pattern}</g>"


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
        kind, width, height = face.kind, face.width, face.height
        paint = paint_of(self._theme, kind)
        corners = polygon(kind, width, height)
        parts = []
        if corners is not None:
            looks = f'fill="{paint.fill}" {_stroke(paint.outline, OUTLINE_WIDTH)}'
            parts.append(f'<path {looks} d="{_straight_data(corners, x, y)}"/>')
        elif kind not in BARE:
            dashes = "4 3" if paint.dashed else _DASHES.get(kind)
            dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
            # Not a <rect>: cairosvg makes two of its four corners too full.
            data = box_data(x, y, width, height, corner(kind, height, self._metrics))
            looks = f'fill="{paint.fill}" {_stroke(paint.outline, OUTLINE_WIDTH)}{dashed}'
            parts.append(f'<path {looks} d="{data}"/>')
        for bar in bars(kind, width, height):
            looks = f'fill="none" {_stroke(paint.outline, _bar_width(kind))}'
            parts.append(f'<path {looks} d="{_straight_data(bar, x, y)}"/>')
        size = self._metrics.font_size
        for text, right, down, length in label_lines(face, self._metrics):
            parts.append(self._text(text, paint.font, size, x + right, y + down, length, paint.text))
        size = self._metrics.note_size
        for text, right, down, length in _notes(face, self._metrics):
            parts.append(self._text(text, "regular", size, x + right, y + down, length, paint.text))
        return "".join(parts)

    def frame(self, frame: Frame) -> str:
        paint = paint_of(self._theme, "frame")
        dashes = _DASHES.get(frame.kind)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        data = box_data(*frame.rect, FRAME_RADIUS)
        return f'<path fill="{paint.fill}" {_stroke(paint.outline, 1)}{dashed} d="{data}"/>'

    def words(self, words: Words) -> str:
        style, size = WORDS_STYLES[words.kind], _SIZES[words.kind]
        colour = self._theme.title if words.kind == "title" else self._theme.caption
        at, length = words.at, words.width
        return self._text(words.text, style, getattr(self._metrics, size), at.x, at.y, length, colour)

    def _text(
        self, text: str, style: FontStyle, size: float, x: float, y: float, width: float, colour: str
    ) -> str:
        data = self._outline(text, style, size, x, y, width)
        return f'<path d="{data}" fill="{colour}"/>' if data else ""


_SIZES = {
    "title": "title_size",
    "caption": "caption_size",
    "words": "caption_size",
    "order": "order_size",
}
"""The size of words that are no labels."""
_DASHES = {"attribute": "1 3", "followed-by": "5 4", "not-followed-by": "5 4", "fewest": "1 3"}


def _kinds(scene: Scene) -> frozenset[str]:
    """Return which kinds of stations, frames and words there are in a scene."""
    found: set[str] = set()
    for panel in scene.panels:
        if panel.frames:
            found.add("frame")
            found.update(frame.kind for frame in panel.frames)
        for mark in panel.marks:
            if isinstance(mark, Tile):
                face = mark.face
                found.add(face.kind)
                if face.before or face.after:
                    found.add("note")
            elif isinstance(mark, Words):
                found.add(mark.kind)
    return frozenset(found)


@cache
def _escaped_stylesheet(theme: Theme, metrics: Metrics, kinds: frozenset[str]) -> str:
    return escaped(stylesheet(theme, metrics, kinds))


def stylesheet(theme: Theme, metrics: Metrics, kinds: frozenset[str] = frozenset()) -> str:
    """Return the theme as a style sheet for the classes of our SVG, for this theme's pictures only.

    Of the kinds that few pictures have it speaks only if they are among `kinds`.
    """
    root = f".railroad-{theme.name}"
    rules = [
        f"{root} .background{{fill:{theme.background}}}",
        f"{root} .rail{{fill:none;stroke:{theme.rail};stroke-width:{RAIL_WIDTH};stroke-linecap:round}}",
        f"{root} .arrow{{fill:{theme.rail}}}",
        f"{root} .start{{fill:{theme.rail};stroke:{theme.rail};stroke-width:{RAIL_WIDTH}}}",
        f"{root} .end{{fill:none;stroke:{theme.rail};stroke-width:{RAIL_WIDTH}}}",
        f"{root} text{{{_font(metrics)};font-size:{number(metrics.font_size)}px;white-space:pre}}",
        f"{root} .title{{fill:{theme.title};font-size:{number(metrics.title_size)}px;font-weight:600}}",
        f"{root} .caption{{fill:{theme.caption};font-size:{number(metrics.caption_size)}px;"
        "font-style:italic}",
        f"{root} rect{{stroke-width:{OUTLINE_WIDTH}}}",
        f"{root} a:hover rect,{root} a:focus rect{{stroke-width:{2 * OUTLINE_WIDTH}}}",
    ]
    for kind in CLASSIC:
        rules += _rules_of(root, theme, kind)
    return "".join([*rules, *_further_rules(root, theme, metrics, kinds)])


def _font(metrics: Metrics) -> str:
    """Return what a style sheet says of the font; a proportional one was measured without kerning."""
    if metrics.lettering is None:
        return f"font-family:{FONT_FAMILY}"
    return f"font-family:{metrics.lettering.font.family};font-kerning:none"


def _rules_of(root: str, theme: Theme, kind: str) -> list[str]:
    paint = paint_of(theme, kind)
    dashes = ";stroke-dasharray:4 3" if paint.dashed else ""
    slant = ";font-style:italic" if paint.font == "italic" else ""
    return [
        f"{root} rect.{kind}{{fill:{paint.fill};stroke:{paint.outline}{dashes}}}",
        f"{root} text.{kind}{{fill:{paint.text};font-weight:{WEIGHTS[paint.font]}{slant}}}",
    ]


def _further_rules(root: str, theme: Theme, metrics: Metrics, kinds: frozenset[str]) -> Iterator[str]:
    """Yield the rules for kinds, notes and words that few pictures have."""
    if "frame" in kinds:
        paint = paint_of(theme, "frame")
        yield f"{root} rect.frame{{fill:{paint.fill};stroke:{paint.outline};stroke-width:1}}"
    for kind in sorted(kinds):
        if kind in CLASSIC or kind in ("title", "caption", "frame", "note"):
            continue
        if kind in _SIZES:
            style, field = WORDS_STYLES[kind], _SIZES[kind]
            size = number(getattr(metrics, field))
            slant = ";font-style:italic" if style == "italic" else ""
            yield f"{root} .{kind}{{fill:{theme.caption};font-size:{size}px{slant}}}"
        elif kind in _FRAMES:
            if kind in _DASHES:
                yield f"{root} rect.frame.{kind}{{stroke-dasharray:{_DASHES[kind]}}}"
        else:
            yield from _rules_of_shape(root, theme, kind)
    if "note" in kinds:
        yield f"{root} text.note{{font-size:{number(metrics.note_size)}px;font-weight:400;font-style:normal}}"


def _rules_of_shape(root: str, theme: Theme, kind: str) -> Iterator[str]:
    paint = paint_of(theme, kind)
    box, label = _rules_of(root, theme, kind)
    if kind in BARE:
        box = f"{root} rect.{kind}{{fill:none;stroke:none}}"
    elif polygon(kind, 1, 1) is not None:
        looks = f"fill:{paint.fill};stroke:{paint.outline};stroke-width:{OUTLINE_WIDTH}"
        box = f"{root} rect.{kind}{{fill:none;stroke:none}}{root} polygon.{kind}{{{looks}}}"
    elif kind in _DASHES:
        box = box.replace("}", f";stroke-dasharray:{_DASHES[kind]}}}")
    yield box
    yield label
    if bars(kind, 1, 1):
        looks = f"fill:none;stroke:{paint.outline};stroke-width:{number(_bar_width(kind))}"
        yield f"{root} .{kind}.bar{{{looks}}}"


def _bar_width(kind: str) -> float:
    return 2 * RAIL_WIDTH if kind in ("cut", "end-of-input") else OUTLINE_WIDTH


_FRAMES = ("followed-by", "not-followed-by", "but-not", "any-order", "fewest", "label", "mark", "template")


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
            *map(flavour.frame, panel.frames),
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
            case Terminus():
                return self._terminus(mark)

    def _terminus(self, mark: Terminus) -> str:
        flavour, metrics = self._flavour, self._metrics
        x, y = mark.at
        match mark.look:
            case "dots":
                place = f'cx="{number(x)}" cy="{number(y)}" r="{number(metrics.terminus)}"'
                return f"<circle {flavour.terminus(mark.kind)} {place}/>"
            case "simple":
                _, reach = metrics.mark_size
                upper, lower = number(y - reach), number(y + reach)
                points = f"{number(x)},{upper} {number(x)},{lower}"
                return f'<polyline {flavour.terminus(mark.kind)} points="{points}"/>'
            case "complex":
                half = ARROW_LENGTH / 2
                left, right = end_headings(mark)
                first, second = _arrow(Point(x - half, y), left), _arrow(Point(x + half, y), right)
                return "".join(f'<polygon {flavour.arrow()} points="{each}"/>' for each in (first, second))
            case "none":
                return ""


class _Document(Drawing):  # type: ignore[misc]
    """The document: svgwrite's, without the name spaces and versions that nothing here uses."""

    def tostring(self) -> str:
        """Return the text of the whole."""
        attributes = "".join([f' {name}="{escaped(value)}"' for name, value in self.attribs.items()])
        inside = [element.tostring() for element in self.elements if element is not self.defs]
        return "".join([f'<svg xmlns="http://www.w3.org/2000/svg"{attributes}>', *inside, "</svg>\n"])


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
        document.add(_Ready(f"<style>{sheet}</style>"))
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


def label_lines(face: Face, metrics: Metrics) -> Iterator[tuple[str, float, float, float]]:
    """Yield each line of a label: its text, left end and baseline in the box, and width."""
    left, room = 0.0, face.width
    if face.before or face.after:
        left = metrics.note_width(face.before)
        room -= left + metrics.note_width(face.after)
    first = (face.height - (len(face.lines) - 1) * metrics.line_height) / 2 + metrics.baseline
    for index, (text, width) in enumerate(face.lines):
        yield text, left + (room - width) / 2, first + index * metrics.line_height, width


def _notes(face: Face, metrics: Metrics) -> Iterator[tuple[str, float, float, float]]:
    """Yield the quiet words in front of the first line of a label and behind its last, in the same way."""
    if not (face.before or face.after):
        return
    lines = list(label_lines(face, metrics))
    if face.before:
        _, x, y, _ = lines[0]
        yield face.before, x - metrics.note_width(face.before), y, metrics.words_width(face.before, "note")
    if face.after:
        _, x, y, width = lines[-1]
        yield face.after, x + width + metrics.note_gap, y, metrics.words_width(face.after, "note")


def _straight_data(points: Iterable[Place], x: float, y: float) -> str:
    """Return the path data of a closed figure, moved."""
    return "M" + "L".join(f"{number(x + right)} {number(y + down)}" for right, down in points) + "z"


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
