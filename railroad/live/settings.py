"""The constants of the older module, and one of ours.

    railroad.DIAGRAM_CLASS = "my-diagrams"      each is read when a picture is made, as `railroad.NAME`

Of the older ones `DIAGRAM_CLASS`, `DEFAULT_STYLE` and `ESCAPE_HTML` have their effect, and the lengths of
`Path` theirs on it.  The others can be read and set, but the layout has lengths and fonts of its own.
"""

from __future__ import annotations

import sys
from typing import Any

MAX_WIDTH: float | None = 800
"""The widest a diagram may be that does not say it itself, in user units; None: as wide as it comes."""

DIAGRAM_CLASS = "railroad-diagram"
"""The class of the root of each picture."""

DEFAULT_STYLE = """\
svg.railroad-diagram text { white-space: pre; }
svg.railroad-diagram a:hover rect, svg.railroad-diagram a:focus rect { stroke-width: 2.4; }
"""
"""The style sheet of `writeStandalone` where none is given.

It is short, because a picture has its looks by attributes, which every style sheet overrules.
"""

ESCAPE_HTML = True
"""Whether `writeText` writes text for a page of HTML."""

AR = 10
"""The radius of `Path.arc`."""
VS = 8
CHAR_WIDTH = 8.5
COMMENT_CHAR_WIDTH = 7
INTERNAL_ALIGNMENT = "center"
STROKE_ODD_PIXEL_LENGTH = True
DEBUG = False


def setting(name: str) -> Any:
    """Return the value of a constant now, as the user has set it in the module `railroad`."""
    return getattr(sys.modules["railroad"], name)
