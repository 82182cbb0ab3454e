"""How the kinds of stations and frames differ in shape, in words, and in the signs round a text label.

    pill      text                        ╭─────╮  ( if )     box        a rule         ┌─────┐
    octagon   one character, a pattern    ╱─────╲  [0–9]      hexagon    a condition    ⟨ … ⟩
    bars      a rule of another grammar   ║ A ║               walls      a cut          ┃ cut ┃
    one bar   a template                  ││ A( )             soft box   a parameter    ╭ x ╮

Shape tells the families apart without colour.  All of it is relative to the left upper corner of a station.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from railroad.layout.scene import Terminus
    from railroad.metrics import Metrics

    Points = tuple[tuple[float, float], ...]

CLASSIC = ("terminal", "nonterminal", "undefined", "range", "prose")
"""The kinds that every style sheet speaks of."""
BOX_RADIUS = 3
FRAME_RADIUS = 6

_PILLS = ("terminal", "exact", "fold", "range")
_OCTAGONS = ("set", "complement", "class", "any", "regex")
_SHARP = ("action", "attribute")
BARE = ("comment", "cut")
"""Kinds without fill and outline."""
_BEVEL, _POINT, _BAR, _SOFT = 6, 9, 4, 8

MEANINGS = {
    "exact": "this text, in this case",
    "fold": "this text, in any case",
    "undefined": "a rule that is not defined here",
    "external": "a rule of another grammar",
    "parameter": "a parameter of this template",
    "call": "a template with its arguments",
    "set": "one of these characters",
    "complement": "one character that is none of these",
    "class": "one character of this class",
    "any": "any one character or token",
    "regex": "what this regular expression fits",
    "end-of-input": "the end of the input",
    "cut": "from here the choices made so far are final",
    "action": "code that is run here",
    "predicate": "code that decides whether to go on",
    "attribute": "a setting for the parser generator",
    "comment": "a comment",
    "followed-by": "a test: this follows here, and is not taken",
    "not-followed-by": "a test: this does not follow here",
    "but-not": "what the upper track stands for, but not what the lower one does",
    "any-order": "each of these once, in any order",
    "fewest": "as few rounds as possible are taken",
    "label": "the name of this part",
    "mark": "how this part is treated",
    "template": "a template with its arguments",
}
"""What a kind says, in words, where its label does not say it itself."""

AROUND = {
    "terminal": ('"', '"'),
    "exact": ('"', '"'),
    "fold": ('"', '"'),
    "range": ("[", "]"),
    "prose": ("<", ">"),
    "undefined": ("┆", "┆"),
    "external": ("║", "║"),
    "parameter": ("(", ")"),
    "class": ("{", "}"),
    "any": ("‹", "›"),
    "end-of-input": ("‹", "›"),
    "cut": ("‹", "›"),
    "action": ("`", "`"),
    "predicate": ("`", "`?"),
    "attribute": ("`", "`:"),
    "comment": ("(* ", " *)"),
}
"""What stands round a label in text; a name is bare, and a set or pattern has signs of its own."""

AROUND_IN_ASCII = AROUND | {
    "undefined": ("?", "?"),
    "external": ("=", "="),
    "any": ("*", "*"),
    "end-of-input": ("*", "*"),
    "cut": ("*", "*"),
}


def corner(kind: str, height: float, metrics: Metrics) -> float:
    """Return the radius of the corners of a station's box."""
    if kind in _PILLS:
        return min(height / 2, metrics.half_height)
    if kind == "parameter":
        return _SOFT
    return 0 if kind in _SHARP else BOX_RADIUS


def polygon(kind: str, width: float, height: float) -> Points | None:
    """Return the corners of the shape that is drawn in place of a box, if one is."""
    if kind in _OCTAGONS:
        x = y = _BEVEL
        right, low = width - x, height - y
        upper = ((x, 0.0), (right, 0.0), (width, y), (width, low))
        return (*upper, (right, height), (x, height), (0.0, low), (0.0, y))
    if kind == "predicate":
        x, right, middle = _POINT, width - _POINT, height / 2
        return ((x, 0.0), (right, 0.0), (width, middle), (right, height), (x, height), (0.0, middle))
    return None


def bars(kind: str, width: float, height: float) -> tuple[Points, ...]:
    """Return upright lines in or at the box."""
    places: tuple[float, ...] = ()
    if kind == "external":
        places = (_BAR, width - _BAR)
    elif kind == "call":
        places = (_BAR,)
    elif kind == "end-of-input":
        places = (width - _BAR,)
    elif kind == "cut":
        places = (0.0, width)
    return tuple([((x, 0.0), (x, height)) for x in places])


def end_headings(mark: Terminus) -> tuple[Literal["right", "left"], Literal["right", "left"]]:
    """Return which way each of the two arrowheads of a mark points, the left one first.

    Both point along the track at its start; at its end they meet.
    """
    return ("right", "left") if mark.kind == "end" else (mark.heading, mark.heading)
