"""How large things are: one `Metrics` for user units of SVG, one for cells of text.

The layout does nothing but arithmetic on these numbers, so SVG and text share it.  In user units a place is a
point; in cells it is the middle of a character's cell, so two parts that meet share one cell.

Text is as wide as its cells, those of a monospaced font.  `from_font` makes metrics for a proportional one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

from railroad.fonts import cells
from railroad.policies import DEFAULT, Policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.fonts.font import Font
    from railroad.fonts.style import FontStyle

WordsKind = Literal["title", "caption", "words", "order", "note"]
"""Text that is no label: the name of a rule, how often a loop runs, the words of a frame, the number of a
branch, what stands before or behind a label."""


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A proportional font, and the style in which each kind of label and of words is set."""

    font: Font
    style_of: Callable[[str], FontStyle]

    def width(self, text: str, kind: str) -> float:
        """Return how wide a text is, as a share of its size."""
        return self.font.width(text, self.style_of(kind))


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every length that the layout uses, all in one unit."""

    grid: float
    """Every place is a multiple of this."""

    # text
    cell: float
    """Width of one cell of a label (UAX #11: a wide character takes two)."""
    font_size: float
    baseline: float
    """From the middle of a station down to the baseline of its label."""

    # stations
    half_height: float
    """From the baseline of the track to the upper or lower edge of a station."""
    padding: float
    """Between a label and the station's left or right edge."""
    narrow_padding: float
    """The same for a label of one cell, so that a comma is a circle."""
    mark: float
    """Room for each mark that is drawn round a label, such as a quote."""

    line_height: float
    """Between the lines of a label that stands on several."""
    line_cells: int | None
    """Above how many cells a label is broken into lines; None: never."""

    # rails
    radius: float
    """How far a corner reaches along both of its rails."""
    rise: float
    """The least distance between two level rails that a riser joins."""
    rim: float
    """What a level rail takes above and below itself where nothing else does."""

    # gaps
    station_gap: float
    """Between two stations in a row."""
    bracket_gap: float
    """Beside the riser of a fork or loop in a row; more than 0, or two loops would share a riser."""
    loop_gap: float
    """Between the riser of a loop and one that its body begins or ends with."""
    branch_gap: float
    """Between two branches, and between a body and its way back or bypass."""
    run_gap: float
    """Between a row and the run back below it."""
    row_gap: float
    """Between a run back and the row below it."""
    separator_lead: float
    """From where a way back begins to a separator that is set near there."""
    separator_slack: float
    """Free way back above which a separator is set near its beginning instead of in the middle."""
    arrow_length: float
    arrow_room: float
    """The least free rail that an arrow is put on."""
    long_riser: float
    """The riser of a way back above which it has an arrow of its own."""

    # the picture
    terminus: float
    """Radius of a dot or ring at the start or end."""
    lead: float
    """From the middle of a start mark to the track, and from the track to the end mark's."""
    margin: float
    title_size: float
    title_cell: float
    title_ascent: float
    title_height: float
    """Between the lines of a title that stands on several."""
    title_gap: float
    """Between the title's baseline and the top of the track."""
    panel_gap: float
    """Between the pictures of two rules."""
    caption_size: float
    caption_cell: float
    caption_drop: float
    """From a rail down to the baseline of the words below it."""
    caption_descent: float
    """From that rail down to below its words."""

    # notes, numbers of branches, frames
    note_size: float
    note_cell: float
    note_gap: float
    """Between a note in a station and its label."""
    sign_gap: float
    """The same for a note of one cell."""
    note_slack: float
    """How much narrower a note may be than letters of a label's size, in which it is to fit its box too."""
    order_size: float
    order_cell: float
    order_gap: float
    """Of rail, on either side of a branch's number."""
    order_lift: float
    """From the rail up to the baseline of the number on it."""
    order_ascent: float
    """From the rail up to above it."""
    frame_inset: float
    """Between the left or right edge of a frame and what is in it."""
    frame_gap: float
    """The same of its lower edge, and of the upper one where there are no words."""
    frame_head: float
    """The same of the upper edge, where words stand."""
    frame_words: float
    """From the upper edge down to the baseline of the words."""
    words_baseline: float
    """From a track aside down to the baseline of its words."""
    aside_gap: float
    """Between the words of a track aside and the track."""
    aside_stub: float
    """Of bare rail at either end of a track aside."""

    words_end: float
    """Between the right end of words and the last place that they cover."""

    lettering: Lettering | None = None
    """The font that text is set in; None: our own, in which every character takes its cells."""
    denser: Metrics | None = None
    """What to use where a picture does not fit at its narrowest: smaller corners and gaps, broken labels."""
    policies: Policies = DEFAULT
    """What to do where there is more than one good way."""

    def __hash__(self) -> int:
        """Return a hash of a few fields, as that of all takes long; equal metrics agree."""
        return hash((self.grid, self.cell, self.font_size, self.radius, self.station_gap))

    def under(self, policies: Policies) -> Metrics:
        """Return the same metrics with other policies, and their spacing to begin with."""
        return self if policies == self.policies else _under(self, policies)

    @property
    def mark_size(self) -> tuple[float, float]:
        """Half the width of a start or end mark, and how far it reaches above and below the rail."""
        match self.policies.marks:
            case "dots":
                return self.terminus, self.terminus
            case "none":
                return 0, 0
            case "simple":
                return 0, self.half_height * 2 / 3
            case "complex":
                return max(self.arrow_length, self.grid), self.half_height / 3

    def closer(self) -> Metrics:
        """Return metrics with less between branches and between pictures too."""
        return replace(
            self,
            branch_gap=min(self.branch_gap, 6),
            title_gap=min(self.title_gap, 9),
            panel_gap=min(self.panel_gap, 24),
        )

    def snap(self, length: float) -> float:
        """Return the nearest multiple of the grid that is not greater."""
        return length // self.grid * self.grid

    def text_width(self, text: str, kind: str = "nonterminal") -> float:
        """Return the width of a line of a label of a kind of station."""
        if self.lettering is None:
            return cells(text) * self.cell
        return self.lettering.width(text, kind) * self.font_size

    def words_width(self, text: str, kind: WordsKind) -> float:
        """Return the width of a line of text that is no label."""
        cell: float = getattr(self, f"{kind if kind != 'words' else 'caption'}_cell")
        if self.lettering is None:
            return cells(text) * cell
        size: float = getattr(self, f"{kind if kind != 'words' else 'caption'}_size")
        return ceil(self.lettering.width(text, kind) * size)

    def note_width(self, note: str) -> float:
        """Return the width of a note and of the gap between it and the label, a whole one; 0 without one."""
        if not note:
            return 0
        length = cells(note)
        width = self.words_width(note, "note") + (self.note_gap if length > 1 else self.sign_gap)
        return ceil(max(width, length * self.cell - self.note_slack))

    def station_width(self, text_width: float, *, marks: int) -> float:
        """Return the width of a station round a label of that width, with so many marks round it."""
        padding = self.padding if text_width > self.cell else self.narrow_padding
        width = text_width + 2 * padding + marks * self.mark
        if self.lettering is not None:
            return max(ceil(width), ceil(2 * self.half_height))  # on the grid, and no pill higher than wide
        return int(width) if width == int(width) else width  # the layout counts faster in whole numbers


@cache
def _under(first: Metrics, policies: Policies) -> Metrics:
    chain = [first]
    while chain[-1].denser is not None:
        chain.append(chain[-1].denser)
    if policies.spacing == "compact":
        while len(chain) > 1 and chain[1].line_cells is None:
            del chain[0]
        chain = [metrics.closer() for metrics in chain]
    linked: Metrics | None = None
    for metrics in reversed(chain):
        linked = replace(metrics, denser=linked, policies=policies)
    assert linked is not None
    return linked


def _with_denser(first: Metrics, *steps: dict[str, Any]) -> Metrics:
    """Return `first` with a chain of denser metrics, each as the one before it but for what its step says."""
    chain = [first]
    for step in steps:
        chain.append(replace(chain[-1], **step))
    linked: Metrics | None = None
    for metrics in reversed(chain):
        linked = replace(metrics, denser=linked)
    assert linked is not None
    return linked


_ROOMY = Metrics(
    grid=0.5,
    cell=9,
    font_size=15,
    baseline=5.2,  # half the capitals' height, 0.698 em in IBM Plex Mono
    half_height=12,
    padding=10,
    narrow_padding=7.5,
    mark=0,
    line_height=18,
    line_cells=None,
    radius=10,
    rise=20,
    rim=2,
    station_gap=16,
    bracket_gap=8,
    loop_gap=8,
    branch_gap=8,
    run_gap=9,
    row_gap=18,
    separator_lead=8,
    separator_slack=64,
    arrow_length=7,
    arrow_room=24,
    long_riser=75,
    terminus=4,
    lead=16,
    margin=8,
    title_size=16,
    title_cell=9.6,
    title_ascent=12,
    title_height=20,
    title_gap=12,
    panel_gap=36,
    caption_size=12,
    caption_cell=7.2,
    caption_drop=14,
    caption_descent=18,
    note_size=12,
    note_cell=7.2,
    note_gap=4.4,
    sign_gap=4.4,
    note_slack=14,
    order_size=10,
    order_cell=6,
    order_gap=3,
    order_lift=4,
    order_ascent=12,
    frame_inset=12,
    frame_gap=8,
    frame_head=20,
    frame_words=14,
    words_baseline=4,
    aside_gap=6,
    aside_stub=8,
    words_end=0,
)

USER_UNITS = _with_denser(
    _ROOMY,
    {
        "radius": 8,
        "rise": 16,
        "station_gap": 12,
        "bracket_gap": 4,
        "loop_gap": 4,
        "run_gap": 8,
        "row_gap": 14,
        "lead": 12,
    },
    {
        "radius": 6,
        "rise": 12,
        "station_gap": 8,
        "loop_gap": 0,
        "row_gap": 12,
        "padding": 6,
        "note_slack": 6,
        "lead": 8,
    },
    *({"line_cells": cells} for cells in (20, 16, 12, 9, 6)),
)
"""The proportions of a picture: a station is 24 high, a cell of text 9 wide."""

_ROOMY_CELLS = Metrics(
    grid=1,
    cell=1,
    font_size=1,
    baseline=0,
    half_height=0,
    padding=1.5,
    narrow_padding=1.5,
    mark=1,
    line_height=1,
    line_cells=None,
    radius=1,
    rise=1,
    rim=0,
    station_gap=1,
    bracket_gap=1,
    loop_gap=1,
    branch_gap=1,
    run_gap=1,
    row_gap=1,
    separator_lead=1,
    separator_slack=3,
    arrow_length=0,
    arrow_room=3,
    long_riser=8,
    terminus=0,
    lead=2,
    margin=0,
    title_size=1,
    title_cell=1,
    title_ascent=0,
    title_height=1,
    title_gap=2,
    panel_gap=2,
    caption_size=1,
    caption_cell=1,
    caption_drop=1,
    caption_descent=1,
    note_size=1,
    note_cell=1,
    note_gap=1,
    sign_gap=0,
    note_slack=0,
    order_size=1,
    order_cell=1,
    order_gap=1,
    order_lift=0,
    order_ascent=0,
    frame_inset=2,
    frame_gap=1,
    frame_head=1,
    frame_words=0,
    words_baseline=0,
    aside_gap=1,
    aside_stub=1,
    words_end=1,
)

CELLS = _with_denser(
    _ROOMY_CELLS,
    {"loop_gap": 0, "lead": 1},
    *({"line_cells": cells} for cells in (20, 16, 12, 9, 6)),
)
"""The same in characters: a station is one row high, and two parts that meet share a cell."""


def _regular(kind: str) -> FontStyle:
    return "regular"


def from_font(
    font: Font, style_of: Callable[[str], FontStyle] = _regular, base: Metrics = USER_UNITS
) -> Metrics:
    """Return metrics for text that is set in a font.

    Args:
        font: made by `railroad.fonts.font.load_font`, or of a table.
        style_of: from a kind of station or of `WordsKind` to its style.
        base: all else.

    Raises:
        OSError, ValueError: when a text is measured, if a file of the font can't be used.
    """
    lettering = Lettering(font, style_of)
    baseline = round(font.cap_height * base.font_size / 2, 1)
    chain = [base]
    while chain[-1].denser is not None:
        chain.append(chain[-1].denser)
    linked: Metrics | None = None
    for step in reversed(chain):
        linked = replace(step, lettering=lettering, baseline=baseline, denser=linked)
    assert linked is not None
    return linked
