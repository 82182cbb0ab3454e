"""The diagram: objects, laid out at a width by our layout, written as SVG, PNG or text.

Diagram("a", Choice(0, "b", "c"), max_width=600)
    .format(20)                        margins; not needed
    .writeSvg(file.write)              for a page
    .writeStandalone(file.write, css)  with a style sheet
    .writeText(print)                  in box-drawing characters
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from railroad.errors import OptionError
from railroad.live.items import DiagramMultiContainer, End, Start, listed
from railroad.live.settings import setting
from railroad.live.tracks import Stations, track_of

if TYPE_CHECKING:
    from railroad.diagram.model import Track
    from railroad.layout.scene import Scene
    from railroad.live.items import DiagramItem, Node
    from railroad.live.raw import Write
    from railroad.theme import Theme

WIDTHS = (20, 1_000_000)
"""The least and the greatest width that may be asked for."""
_TEXT_WIDTH = 80


class _Drawn(NamedTuple):
    """What a diagram looks like, laid out."""

    track: Track
    stations: Stations
    scene: Scene
    shift: tuple[float, float]


class Diagram(DiagramMultiContainer):
    """Objects, one after another, between a start and an end.

    Args:
        items: objects, or strings for terminals.
        type: ``simple`` or ``complex``; kept, but both look the same.
        max_width: the widest it may be, in user units, margins and all; None: as wide as it comes.  By
            default `railroad.MAX_WIDTH` at the time when it is written.
        theme: the name of a theme, or a theme.
        kwargs: others are taken and ignored, as by the older module.

    Raises:
        OptionError: `max_width` or `theme` can't be that.
    """

    def __init__(self, *items: Node, **kwargs: Any) -> None:
        super().__init__("svg", items, {"class": setting("DIAGRAM_CLASS")})
        self.type: str = kwargs.get("type", "simple")
        self._own_width = [_checked(kwargs["max_width"])] if "max_width" in kwargs else []
        self.theme: Theme = _theme(kwargs.get("theme", "light"))
        if items and not isinstance(self.items[0], Start):
            self.items.insert(0, Start(self.type))
        if items and not isinstance(self.items[-1], End):
            self.items.append(End(self.type))
        self.formatted = False
        self._drawn: _Drawn | None = None

    @property
    def max_width(self) -> float | None:
        """The widest it may be: its own width, else `railroad.MAX_WIDTH`."""
        return self._own_width[0] if self._own_width else _checked(setting("MAX_WIDTH"))

    @max_width.setter
    def max_width(self, width: float | None) -> None:
        self._own_width = [_checked(width)]

    def _spelled(self) -> list[Any]:
        pieces = listed(self.items[1:-1])
        if self.type != "simple":
            pieces += [", " if pieces else "", f"type={self.type!r}"]
        return [f"{type(self).__name__}(", *pieces, ")"]

    def format(
        self,
        paddingTop: float = 20,
        paddingRight: float | None = None,
        paddingBottom: float | None = None,
        paddingLeft: float | None = None,
    ) -> Diagram:
        """Lay it out with margins, in user units, as in CSS; `attrs` then has its size.

        It need not be called: writing does it.
        """
        right = paddingTop if paddingRight is None else paddingRight
        bottom = paddingTop if paddingBottom is None else paddingBottom
        left = right if paddingLeft is None else paddingLeft
        self._drawn = drawn = _draw(self, paddingTop, right, bottom, left)
        scene, margin = drawn.scene, _margin()
        width = scene.width + left + right - 2 * margin
        height = scene.height + paddingTop + bottom - 2 * margin
        self.attrs |= {"width": f"{width:g}", "height": f"{height:g}", "viewBox": f"0 0 {width:g} {height:g}"}
        self.formatted = True
        return self

    def writeSvg(self, write: Write) -> None:
        """Write it as an SVG to stand in a page; it needs no style sheet."""
        self._write(write, "")

    def writeStandalone(self, write: Write, css: str | None = None) -> None:
        """Write it as an SVG document.

        Args:
            write: takes the text, in one or more pieces.
            css: a style sheet to stand in it; None: `railroad.DEFAULT_STYLE`; empty: none.
        """
        self._write(write, setting("DEFAULT_STYLE") if css is None else css)

    def writeText(self, write: Write, max_width: int | None = _TEXT_WIDTH) -> None:
        """Write it in box-drawing characters, at most so many columns wide if that can be.

        It is escaped for HTML unless `railroad.ESCAPE_HTML` is false.
        """
        from railroad.layout.place import lay_out
        from railroad.live.raw import escapeHtml
        from railroad.metrics import CELLS
        from railroad.surface.text import render_text

        track = track_of(self, Stations())
        width = None if max_width is None else max_width - 1  # between the middles of the outermost cells
        text = render_text(lay_out([_named(self, track)], CELLS, width=width, titles=bool(_label(self))))
        write(escapeHtml(text) if setting("ESCAPE_HTML") else text)

    def _write(self, write: Write, css: str) -> None:
        from railroad.live.dress import Wearer, dressed
        from railroad.live.spoken import spoken
        from railroad.surface import Settings
        from railroad.surface.svg import render_svg

        if self._drawn is None:
            self.format()
        drawn = self._drawn
        assert drawn is not None  # `format` has made it
        svg = render_svg(drawn.scene, self.theme, Settings())
        further: list[str] = []
        for child in self.children:
            child.writeSvg(further.append)
        wearer = Wearer(
            self.theme,
            drawn.scene.panels[0].metrics,
            drawn.stations.item,
            self.attrs,
            drawn.shift,
            _label(self),
            spoken(drawn.track),
        )
        write(dressed(svg, css, "".join(further), wearer))


def ComplexDiagram(*items: Node, **kwargs: Any) -> Diagram:
    """Return a diagram of the type ``complex``."""
    return Diagram(*items, **{**kwargs, "type": "complex"})


def extent(item: DiagramItem) -> Any:
    """Return the sizes of an object by itself: `width`, `up`, `height` and `down`, as wide as it comes."""
    from railroad.layout.costs import CLAUSE
    from railroad.layout.fit import fit
    from railroad.metrics import USER_UNITS

    box = fit(track_of(item, Stations()), None, USER_UNITS, CLAUSE)
    assert box is not None  # no width was asked for
    return _Extent(box.width, box.ascent, box.drop, box.descent - box.drop)


class _Extent(NamedTuple):
    width: float
    up: float
    height: float
    down: float


def _draw(diagram: Diagram, top: float, right: float, bottom: float, left: float) -> _Drawn:
    from railroad.layout.place import lay_out
    from railroad.theme import metrics_of

    stations, margin = Stations(), _margin()
    track = track_of(diagram, stations)
    width = diagram.max_width
    if width is not None:
        width += 2 * margin - left - right
    scene = lay_out(
        [_named(diagram, track)], metrics_of(diagram.theme), width=width, titles=bool(_label(diagram))
    )
    return _Drawn(track, stations, scene, (left - margin, top - margin))


def _named(diagram: Diagram, track: Track) -> Any:
    from railroad.diagram.model import Diagram as Model

    return Model(_label(diagram), track)


def _label(diagram: Diagram) -> str:
    """Return what the start of a diagram says."""
    start = diagram.items[0] if diagram.items else None
    return (start.label or "") if isinstance(start, Start) else ""


def _margin() -> float:
    """Return the margin that the layout leaves on every side."""
    from railroad.metrics import USER_UNITS

    return USER_UNITS.margin


def _checked(width: Any) -> float | None:
    least, most = WIDTHS
    if width is None or (isinstance(width, int | float) and least <= width <= most):
        return width
    raise OptionError.at(None, f"max_width: {width!r} is not from {least} to {most:,}, nor None")


def _theme(theme: Any) -> Theme:
    from railroad.theme import find_theme

    return find_theme(theme) if isinstance(theme, str) else theme
