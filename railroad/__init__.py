"""Text of a grammar goes in; railroad diagrams come out.

>>> import railroad
>>> grammar = railroad.read('greeting ::= "hello" | "good" ("morning" | "evening")')
>>> [rule.name for rule in grammar.rules]
['greeting']
>>> railroad.render(grammar).startswith("<svg ")
True

The public names are resolved when they are first used, so that ``import railroad`` costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost more than all the rest of this file

if TYPE_CHECKING:
    from typing import Any

    from railroad.errors import Diagnostic as Diagnostic
    from railroad.errors import FontError as FontError
    from railroad.errors import LimitError as LimitError
    from railroad.errors import LossError as LossError
    from railroad.errors import NotationError as NotationError
    from railroad.errors import OptionError as OptionError
    from railroad.errors import RailroadError as RailroadError
    from railroad.errors import UnknownFormatError as UnknownFormatError
    from railroad.errors import UnknownNotationError as UnknownNotationError
    from railroad.errors import UnknownRuleError as UnknownRuleError
    from railroad.errors import UnknownThemeError as UnknownThemeError
    from railroad.fonts.font import Font as Font
    from railroad.fonts.font import load_font as load_font
    from railroad.grammar import Grammar as Grammar
    from railroad.grammar import Rule as Rule
    from railroad.live import AR as AR
    from railroad.live import CHAR_WIDTH as CHAR_WIDTH
    from railroad.live import COMMENT_CHAR_WIDTH as COMMENT_CHAR_WIDTH
    from railroad.live import DEBUG as DEBUG
    from railroad.live import DEFAULT_STYLE as DEFAULT_STYLE
    from railroad.live import DIAGRAM_CLASS as DIAGRAM_CLASS
    from railroad.live import ESCAPE_HTML as ESCAPE_HTML
    from railroad.live import INTERNAL_ALIGNMENT as INTERNAL_ALIGNMENT
    from railroad.live import MAX_WIDTH as MAX_WIDTH
    from railroad.live import STROKE_ODD_PIXEL_LENGTH as STROKE_ODD_PIXEL_LENGTH
    from railroad.live import VS as VS
    from railroad.live import AlternatingSequence as AlternatingSequence
    from railroad.live import Choice as Choice
    from railroad.live import Comment as Comment
    from railroad.live import ComplexDiagram as ComplexDiagram
    from railroad.live import Diagram as Diagram
    from railroad.live import DiagramItem as DiagramItem
    from railroad.live import DiagramMultiContainer as DiagramMultiContainer
    from railroad.live import End as End
    from railroad.live import Group as Group
    from railroad.live import HorizontalChoice as HorizontalChoice
    from railroad.live import MultipleChoice as MultipleChoice
    from railroad.live import NonTerminal as NonTerminal
    from railroad.live import OneOrMore as OneOrMore
    from railroad.live import Optional as Optional
    from railroad.live import OptionalSequence as OptionalSequence
    from railroad.live import Path as Path
    from railroad.live import Sequence as Sequence
    from railroad.live import Skip as Skip
    from railroad.live import Stack as Stack
    from railroad.live import Start as Start
    from railroad.live import Style as Style
    from railroad.live import Terminal as Terminal
    from railroad.live import ZeroOrMore as ZeroOrMore
    from railroad.live import escapeAttr as escapeAttr
    from railroad.live import escapeHtml as escapeHtml
    from railroad.live import wrapString as wrapString
    from railroad.pipeline import Options as Options
    from railroad.pipeline import load as load
    from railroad.pipeline import read as read
    from railroad.pipeline import render as render
    from railroad.pipeline import write as write
    from railroad.theme import Theme as Theme

__version__ = "0.1.0"

_HOMES = {
    "Diagnostic": "railroad.errors",
    "Font": "railroad.fonts.font",
    "FontError": "railroad.errors",
    "Grammar": "railroad.grammar",
    "LimitError": "railroad.errors",
    "LossError": "railroad.errors",
    "NotationError": "railroad.errors",
    "OptionError": "railroad.errors",
    "Options": "railroad.pipeline",
    "RailroadError": "railroad.errors",
    "Rule": "railroad.grammar",
    "Theme": "railroad.theme",
    "UnknownFormatError": "railroad.errors",
    "UnknownNotationError": "railroad.errors",
    "UnknownRuleError": "railroad.errors",
    "UnknownThemeError": "railroad.errors",
    "load": "railroad.pipeline",
    "load_font": "railroad.fonts.font",
    "read": "railroad.pipeline",
    "render": "railroad.pipeline",
    "write": "railroad.pipeline",
}

_HOMES |= dict.fromkeys(
    (
        "AR",
        "CHAR_WIDTH",
        "COMMENT_CHAR_WIDTH",
        "DEBUG",
        "DEFAULT_STYLE",
        "DIAGRAM_CLASS",
        "ESCAPE_HTML",
        "INTERNAL_ALIGNMENT",
        "MAX_WIDTH",
        "STROKE_ODD_PIXEL_LENGTH",
        "VS",
        "AlternatingSequence",
        "Choice",
        "Comment",
        "ComplexDiagram",
        "Diagram",
        "DiagramItem",
        "DiagramMultiContainer",
        "End",
        "Group",
        "HorizontalChoice",
        "MultipleChoice",
        "NonTerminal",
        "OneOrMore",
        "Optional",
        "OptionalSequence",
        "Path",
        "Sequence",
        "Skip",
        "Stack",
        "Start",
        "Style",
        "Terminal",
        "ZeroOrMore",
        "escapeAttr",
        "escapeHtml",
        "wrapString",
    ),
    "railroad.live",
)
"""The second part are the names of the module that others know as `railroad`."""

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
