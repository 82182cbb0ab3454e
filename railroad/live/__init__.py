"""Live objects: diagrams as nested calls, with the names of tabatkins' module `railroad`.

    Diagram(Optional("+"), OneOrMore(NonTerminal("digit"), Comment("1-6 times"))).writeSvg(sys.stdout.write)

    items     what the names stand for: objects that only remember what they were given
    tracks    an object and all inside it → a track of the diagram model
    diagram   `Diagram`: lays the track out at its width, and writes it
    dress     our SVG → one with the classes, attributes and links of the objects
    spoken    a track → words for who can't see it
    raw       pieces of SVG of one's own
    settings  the module's constants

pyparsing and others import that module as `railroad`, which is our name too.  Names, parameters,
attributes and the spelling of `repr` are those of the distribution `railroad-diagrams` 3.0.1; the
pictures are ours.
"""

from railroad.live.diagram import ComplexDiagram, Diagram
from railroad.live.items import (
    AlternatingSequence,
    Choice,
    Comment,
    DiagramItem,
    DiagramMultiContainer,
    End,
    Group,
    HorizontalChoice,
    MultipleChoice,
    NonTerminal,
    OneOrMore,
    Optional,
    OptionalSequence,
    Sequence,
    Skip,
    Stack,
    Start,
    Terminal,
    ZeroOrMore,
    wrapString,
)
from railroad.live.raw import Path, Style, escapeAttr, escapeHtml
from railroad.live.settings import (
    AR,
    CHAR_WIDTH,
    COMMENT_CHAR_WIDTH,
    DEBUG,
    DEFAULT_STYLE,
    DIAGRAM_CLASS,
    ESCAPE_HTML,
    INTERNAL_ALIGNMENT,
    MAX_WIDTH,
    STROKE_ODD_PIXEL_LENGTH,
    VS,
)

__all__ = [
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
]
