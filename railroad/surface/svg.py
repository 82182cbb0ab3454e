"""SVG: the scene written with svgwrite, standalone, so that a browser shows it and a program can walk it.

    station   <rect class="terminal"> and its label in <text class="terminal">, in <a href="…"> if it leads on
    rails     one <path class="rail"> a panel, and no other <path>
    arrows    <polygon class="arrow">        marks  <circle class="start">, <circle class="end">
    rule      <g id="rule-NAME"> with its <title>
    frame     <rect class="frame KIND"> and its words in <text class="words">
    shape     a <polygon class="KIND"> under the <rect> of a station that is no box; its bars too

What a station or frame does not say by its label is in a <title>, in a <g> round it.

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

from railroad.fonts import cells
from railroad.layout.scene import Arrow, Frame, Rail, Terminus, Tile, Words
from railroad.metrics import USER_UNITS
from railroad.names import rule_id
from railroad.surface.looks import BARE, CLASSIC, FRAME_RADIUS, MEANINGS, bars, corner, polygon
from railroad.theme import paint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from railroad.geometry import Point, Rect
    from railroad.layout.scene import Panel, Scene
    from railroad.metrics import Metrics
    from railroad.surface import Settings
    from railroad.theme import FontStyle, Theme

    Outline = Callable[[str, FontStyle, float, float, float, float], str]
    """(text, style, font size, x, baseline y, width) → the path data of its glyphs."""
    Points = Sequence[tuple[float, float]]

RAIL_WIDTH = 1.5
OUTLINE_WIDTH = 1.2
ARROW_LENGTH, ARROW_HEIGHT = 7, 7.2
_QUARTER = 4 / 3 * (2**0.5 - 1)
"""How far the handles of a curve reach, in radii, for it to be a quarter of a circle."""
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
    def shape(self, parent: Element, kind: str, points: Points, *, filled: bool) -> None: ...
    def label(self, parent: Element, tile: Tile) -> None: ...
    def words(self, parent: Element, words: Words) -> None: ...


class _Styled:
    """Looks by class, from one style sheet in the document."""

    def __init__(self, theme: Theme, metrics: Metrics, kinds: Collection[str]) -> None:
        self._theme, self._metrics, self._kinds = theme, metrics, kinds

    def sheet(self) -> Element | None:
        style = Element("style")
        style.text = stylesheet(self._theme, self._metrics, self._kinds)
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

    def shape(self, parent: Element, kind: str, points: Points, *, filled: bool) -> None:
        SubElement(parent, "polygon", {"class": kind if filled else f"{kind} bar", "points": _points(points)})

    def label(self, parent: Element, tile: Tile) -> None:
        for text, x, y, width in _label_lines(tile, self._metrics):
            self._text(parent, text, tile.kind, x, y, width)
        for text, x, y, width in _notes(tile, self._metrics):
            self._text(parent, text, f"{tile.kind} note", x, y, width)

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
        frame, _, special = kind.rpartition(" ")
        if kind in BARE or polygon(kind, 1, 1) is not None:
            return  # a bare label, or another shape
        paint = paint_of(self._theme, frame or kind)
        looks = {"fill": paint.fill, **_stroke(paint.outline, 1 if frame else OUTLINE_WIDTH)}
        dashes = "4 3" if paint.dashed else _DASHES.get(special)
        if dashes:
            looks["stroke-dasharray"] = dashes
        # Not a <rect>: cairosvg makes two of its four corners too full.
        SubElement(parent, "path", {**looks, "d": _box_data(rect, radius)})

    def shape(self, parent: Element, kind: str, points: Points, *, filled: bool) -> None:
        paint = paint_of(self._theme, kind)
        looks = {"fill": paint.fill if filled else "none", **_stroke(paint.outline, OUTLINE_WIDTH)}
        if not filled:
            looks |= _stroke(paint.outline, _bar_width(kind))
        (x, y), *others = points
        data = f"M{number(x)} {number(y)}" + "".join(f"L{number(x)} {number(y)}" for x, y in others)
        SubElement(parent, "path", {**looks, "d": f"{data}z"})

    def label(self, parent: Element, tile: Tile) -> None:
        paint = paint_of(self._theme, tile.kind)
        size = self._metrics.font_size
        for text, x, y, width in _label_lines(tile, self._metrics):
            self._text(parent, text, paint.font, size, x, y, width, paint.text)
        for text, x, y, width in _notes(tile, self._metrics):
            self._text(parent, text, "regular", self._metrics.note_size, x, y, width, paint.text)

    def words(self, parent: Element, words: Words) -> None:
        metrics = self._metrics
        style, size = _WORDS[words.kind]
        colour = self._theme.title if words.kind == "title" else self._theme.caption
        self._text(
            parent, words.text, style, getattr(metrics, size), words.at.x, words.at.y, words.width, colour
        )

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


_WORDS: dict[str, tuple[FontStyle, str]] = {
    "title": ("semibold", "title_size"),
    "caption": ("italic", "caption_size"),
    "words": ("italic", "caption_size"),
    "order": ("regular", "order_size"),
}
"""Style and size of words that are no labels."""
_DASHES = {"attribute": "1 3", "followed-by": "5 4", "not-followed-by": "5 4", "fewest": "1 3"}


def _kinds(scene: Scene) -> frozenset[str]:
    """Return which kinds of stations, frames and words there are in a scene."""
    found: set[str] = set()
    for panel in scene.panels:
        for mark in panel.marks:
            if isinstance(mark, Tile | Words | Frame):
                found.add(mark.kind)
                if isinstance(mark, Frame):
                    found.add("frame")
                elif isinstance(mark, Tile) and (mark.before or mark.after):
                    found.add("note")
    return frozenset(found)


def stylesheet(theme: Theme, metrics: Metrics, kinds: Collection[str] = ()) -> str:
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
        f"{root} text{{font-family:{FONT_FAMILY};font-size:{number(metrics.font_size)}px;white-space:pre}}",
        f"{root} .title{{fill:{theme.title};font-size:{number(metrics.title_size)}px;font-weight:600}}",
        f"{root} .caption{{fill:{theme.caption};font-size:{number(metrics.caption_size)}px;"
        "font-style:italic}",
        f"{root} rect{{stroke-width:{OUTLINE_WIDTH}}}",
        f"{root} a:hover rect,{root} a:focus rect{{stroke-width:{2 * OUTLINE_WIDTH}}}",
    ]
    for kind in CLASSIC:
        rules += _rules_of(root, theme, kind)
    return "".join([*rules, *_further_rules(root, theme, metrics, kinds)])


def _rules_of(root: str, theme: Theme, kind: str) -> list[str]:
    paint = paint_of(theme, kind)
    dashes = ";stroke-dasharray:4 3" if paint.dashed else ""
    slant = ";font-style:italic" if paint.font == "italic" else ""
    return [
        f"{root} rect.{kind}{{fill:{paint.fill};stroke:{paint.outline}{dashes}}}",
        f"{root} text.{kind}{{fill:{paint.text};font-weight:{WEIGHTS[paint.font]}{slant}}}",
    ]


def _further_rules(root: str, theme: Theme, metrics: Metrics, kinds: Collection[str]) -> Iterator[str]:
    """Yield the rules for kinds, notes and words that few pictures have."""
    if "frame" in kinds:
        paint = paint_of(theme, "frame")
        yield f"{root} rect.frame{{fill:{paint.fill};stroke:{paint.outline};stroke-width:1}}"
    for kind in sorted(kinds):
        if kind in CLASSIC or kind in ("title", "caption", "frame", "note"):
            continue
        if kind in _WORDS:
            style, field = _WORDS[kind]
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


class _Panel(BaseElement):  # type: ignore[misc]
    """The picture of one rule."""

    elementname = "g"

    def __init__(self, panel: Panel, flavour: _Flavour) -> None:
        super().__init__()
        self._panel, self._metrics, self._flavour = panel, panel.metrics, flavour

    def get_xml(self) -> Element:
        group = Element("g", {"id": rule_id(self._panel.name)})
        SubElement(group, "title").text = self._panel.name
        for mark in self._panel.marks:
            if isinstance(mark, Frame):
                self._flavour.box(
                    _meaning(group, mark.kind, ""), f"frame {mark.kind}", mark.rect, FRAME_RADIUS
                )
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
                case Frame():
                    pass  # under it
        return group

    def _tile(self, parent: Element, tile: Tile) -> None:
        station = parent if tile.href is None else SubElement(parent, "a", {"href": tile.href})
        station = _meaning(station, tile.kind, tile.hint)
        kind, (x, y, width, height) = tile.kind, tile.rect
        corners = polygon(kind, width, height)
        if corners is not None:
            self._flavour.shape(station, kind, _moved(corners, x, y), filled=True)
        self._flavour.box(station, kind, tile.rect, corner(kind, height, self._metrics))
        for bar in bars(kind, width, height):
            self._flavour.shape(station, kind, _moved(bar, x, y), filled=False)
        self._flavour.label(station, tile)


def _meaning(parent: Element, kind: str, hint: str) -> Element:
    """Return where a kind is to be drawn: in a group that says what it means, if that has to be said."""
    meaning = ": ".join(filter(None, (MEANINGS.get(kind, ""), hint)))
    if not meaning:
        return parent
    group = SubElement(parent, "g")
    SubElement(group, "title").text = meaning
    return group


def _moved(points: Points, x: float, y: float) -> Points:
    return [(x + right, y + down) for right, down in points]


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
    before, after = metrics.note_width(tile.before), metrics.note_width(tile.after)
    room = rect.width - before - after
    first = rect.y + (rect.height - (len(tile.lines) - 1) * metrics.line_height) / 2 + metrics.baseline
    for index, (text, width) in enumerate(tile.lines):
        yield text, rect.x + before + (room - width) / 2, first + index * metrics.line_height, width


def _notes(tile: Tile, metrics: Metrics) -> Iterator[tuple[str, float, float, float]]:
    """Yield the quiet words in front of the first line of a label and behind its last, in the same way."""
    lines = list(_label_lines(tile, metrics))
    if tile.before:
        _, x, y, _ = lines[0]
        yield tile.before, x - metrics.note_width(tile.before), y, cells(tile.before) * metrics.note_cell
    if tile.after:
        _, x, y, width = lines[-1]
        yield tile.after, x + width + metrics.note_gap, y, cells(tile.after) * metrics.note_cell


def _metrics(scene: Scene) -> Metrics:
    """Return the metrics of the text, which all panels have in common."""
    return scene.panels[0].metrics if scene.panels else USER_UNITS


def _stroke(colour: str, width: float) -> dict[str, str]:
    return {"stroke": colour, "stroke-width": number(width)}


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def _arrow(at: Point, heading: str) -> str:
    """Return the corners of an arrowhead whose middle is at `at`."""
    along, across = ARROW_LENGTH / 2, ARROW_HEIGHT / 2
    ahead = 1 if heading in ("right", "down") else -1
    corners = [(ahead * along, 0.0), (-ahead * along, -across), (-ahead * along, across)]
    if heading in ("up", "down"):
        corners = [(y, x) for x, y in corners]
    return _points((at.x + x, at.y + y) for x, y in corners)


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
