"""Where in a page the diagrams go: the elements that hold a grammar, found by the standard library's parser.

    …<pre class="railroad">a ::= b</pre>…   →   (1, 36)

A page is bytes in any encoding that has ASCII in it; only its tags are looked at.  Comments, scripts and
whatever else holds no elements are left alone, and so is all behind markup that the parser gives up on.  It
takes time in proportion to the page: it is fed once, and never told that this is the end, which would make
it read what is unfinished again and again.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from html.parser import HTMLParser

WORD = "railroad"
"""The class of the elements."""
TAG = "railroad-diagram"
"""The name of the elements that need no class."""
TEXT_ONLY = frozenset(
    {
        *("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"),
        "plaintext",
    }
)
"""Elements with no elements in them, for a browser that runs scripts (HTML §13.2.6)."""

_MARKER = re.compile(b"-[dD][iI][aA][gG][rR][aA][mM]")
"""The rest of the name, in any case; its first character makes the search quick."""


def may_have_targets(page: bytes) -> bool:
    """Return whether it is worth looking for elements in a page; quick."""
    return WORD.encode() in page or _MARKER.search(page) is not None


def find_targets(page: bytes) -> list[tuple[int, int]]:
    """Return where each element begins and ends, as offsets in the page; of nested ones, the outer."""
    text = _as_markup(page)
    finder = _Finder(text)
    with suppress(AssertionError):  # html.parser gives up on some declarations so
        finder.feed(text)  # never closed: what is unfinished at the end holds no whole element
    return finder.found


def _as_markup(page: bytes) -> str:
    """Return a page as characters, one a byte.

    Bytes outside ASCII become letters, so that none is mistaken for a blank: the parser takes U+00A0 for one,
    and HTML does not.  Nor does HTML know the control characters that Python takes for blanks.
    """
    return codecs.charmap_decode(page, "strict", _LETTERS)[0]


_BLANK_IN_PYTHON = {0x0B, 0x1C, 0x1D, 0x1E, 0x1F}
_LETTERS = "".join(
    chr(byte if byte < 0x80 and byte not in _BLANK_IN_PYTHON else 0x100 + byte) for byte in range(0x100)
)


class _Finder(HTMLParser):
    """Notes the places of elements that hold a grammar."""

    CDATA_CONTENT_ELEMENTS = tuple(sorted(TEXT_ONLY))  # type: ignore[misc]

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, int]] = []
        self._text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._tag, self._start, self._depth = "", 0, 0
        self._foreign = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("svg", "math"):
            self._foreign += 1
        if self._tag:
            self._depth += tag == self._tag
        elif is_target(tag, attrs):
            self._tag, self._start, self._depth = tag, self._place(), 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that ends itself for one that only begins, but in SVG and MathML (HTML §13.2.5.40)."""
        if self._foreign or tag in ("svg", "math"):
            return
        self.handle_starttag(tag, attrs)
        if tag in TEXT_ONLY:
            self.set_cdata_mode(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("svg", "math"):
            self._foreign = max(0, self._foreign - 1)
        if not self._tag or tag != self._tag:
            return
        self._depth -= 1
        if not self._depth:
            end = self._text.find(">", self._place()) + 1
            self.found.append((self._start, end))
            self._tag = ""

    def _place(self) -> int:
        """Return where the tag begins that is being handled."""
        line, column = self.getpos()
        return self._lines[line - 1] + column


def is_target(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    """Return whether an element holds a grammar."""
    if tag == TAG:
        return True
    if tag != "pre":
        return False
    value = next((value for name, value in attrs if name == "class"), None)
    return WORD in re.split("[ \t\n\f\r]+", value or "")


def offset_of(text: str, line: int, column: int) -> int:
    """Return where a line and a column of `HTMLParser.getpos` are in a text."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column
