"""Where in a page the diagrams go: elements that hold a grammar are replaced, no other byte is touched.

    …<pre class="railroad">a ::= b</pre>…   →   …<svg>…</svg>…

A page is bytes in any encoding that has ASCII in it; only its tags are looked at.  With python-lolhtml a page
is rewritten while it streams through; without it, it is kept until it ends, and the standard library's parser
finds the places.  Comments, scripts and whatever else holds no elements are left alone by both.

Both take time in proportion to the page.  What is too large, and what the parser gives up on, is passed as it
is from there on.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from html.parser import HTMLParser
from importlib import import_module
from secrets import token_hex
from threading import get_native_id
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Replace = Callable[[bytes], bytes | None]
    """From the bytes of an element to what stands in its place; None: itself."""


def _lolhtml() -> Any:
    """Return the module of python-lolhtml, or None where it can't be used."""
    try:
        return import_module("lolhtml")
    except ImportError:
        return None


WORD = "railroad"
"""The class of the elements."""
TAG = "railroad-diagram"
"""The name of the elements that need no class."""
STREAMING = _lolhtml() is not None
"""Whether pages can be rewritten while they stream through."""
TEXT_ONLY = frozenset(
    {
        *("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"),
        "plaintext",
    }
)
"""Elements with no elements in them, for a browser that runs scripts (HTML §13.2.6)."""

_MARKER = re.compile(b"-[dD][iI][aA][gG][rR][aA][mM]")
"""The rest of the name, in any case; its first character makes the search quick."""


class Rewriter(Protocol):
    """Takes a page piece by piece and gives it back, rewritten."""

    def feed(self, data: bytes) -> bytes:
        """Take a piece, and return what is ready."""

    def end(self) -> bytes:
        """Return the rest."""


def may_have_targets(page: bytes) -> bool:
    """Return whether it is worth looking for elements in a page; quick."""
    return WORD.encode() in page or _MARKER.search(page) is not None


def rewriter(replace: Replace, most: int, streaming: bool | None = None) -> Rewriter:
    """Return what rewrites a page.

    Args:
        replace: told of each element from its ``<`` to its last ``>``.
        most: how many bytes are kept while nothing is known of them; more are passed as they are.
        streaming: whether to use python-lolhtml; None: if it is there.
    """
    return (
        Streamed(replace, most) if (STREAMING if streaming is None else streaming) else Whole(replace, most)
    )


class Whole:
    """Keeps a page until it ends."""

    def __init__(self, replace: Replace, most: int) -> None:
        """Keep at most `most` bytes."""
        self._replace, self._most = replace, most
        self._kept: list[bytes] | None = []
        self._size = 0

    def feed(self, data: bytes) -> bytes:
        """Keep a piece; one too much, and the page is passed as it is."""
        if self._kept is None:
            return data
        self._kept.append(data)
        self._size += len(data)
        if self._size <= self._most:
            return b""
        passed, self._kept = b"".join(self._kept), None
        return passed

    def end(self) -> bytes:
        """Return the page."""
        page, self._kept = b"".join(self._kept or ()), None
        if not may_have_targets(page):
            return page
        parts: list[bytes] = []
        done = 0
        for start, end in find_targets(page):
            new = self._replace(page[start:end])
            if new is not None:
                parts += (page[done:start], new)
                done = end
        return b"".join((*parts, page[done:]))


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


class Streamed:
    """Rewrites a page while it comes, with python-lolhtml.

    That can't tell where in the page an element is, nor what is in it as written.  So it is asked to put a
    mark before and after each, which no page can know; we read what comes out of it, and take the marks away.
    """

    def __init__(self, replace: Replace, most: int) -> None:
        """Keep at most `most` bytes of an element, or of a tag that does not end."""
        lolhtml = _lolhtml()
        token = token_hex(16)
        begin, end = f"{token}(", f"{token})"
        self._token, self._begin, self._end = token.encode(), begin.encode(), end.encode()
        self._replace, self._most = replace, most
        self._out = bytearray()
        self._parser: Any = lolhtml.HTMLRewriter(self._out.extend)
        self._parser.on(f"pre.{WORD}, {TAG}", _Marking(begin, end, lolhtml.ContentType.HTML))
        self._thread = get_native_id()
        """The only thread that may use the parser."""
        self._unread = bytearray()
        """What the parser has not given back: the beginning of a tag, or what it was not told of yet."""
        self._untold = 0
        """How many of these bytes, at the end, it was not told of."""
        self._element = bytearray()
        self._depth, self._lost = 0, False

    def feed(self, data: bytes) -> bytes:
        """Take a piece, and return what is ready."""
        if self._parser is None:
            return data
        self._unread += data
        self._untold += len(data)
        # A tag that is cut is read again from its beginning: seldom enough that it takes no more than twice.
        if 2 * self._untold < len(self._unread):
            return b""
        return b"".join(self._told())

    def end(self) -> bytes:
        """Return the rest."""
        if self._parser is None:
            return b""
        return b"".join((*self._told(last=True), *self._give_up()))

    def _told(self, last: bool = False) -> Iterator[bytes]:
        """Yield what is ready when the parser is told of all there is."""
        told = bytes(self._unread[len(self._unread) - self._untold :])
        self._untold = 0
        good = get_native_id() == self._thread and self._written(told, last)
        yield from self._read()
        if not good or len(self._unread) > self._most:
            yield from self._give_up()

    def _written(self, data: bytes, last: bool) -> bool:
        """Tell the parser of some bytes, and return whether it made anything of them."""
        try:
            if data:
                self._parser.write(data)
            if last:
                self._parser.end()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # RuntimeError for ambiguous markup; a panic of its own is no Exception
            return False
        return True

    def _read(self) -> Iterator[bytes]:
        """Yield what is ready of what the parser gave back."""
        out = bytes(self._out)
        self._out.clear()
        marks = out.count(self._token) * len(self._begin)
        del self._unread[: len(out) - marks]
        at = 0
        while marks:
            mark = out.find(self._token, at)
            if mark < 0:
                break
            yield from self._inside(out[at:mark])
            at = mark + len(self._begin)
            if out[mark:at] == self._begin:
                self._depth += 1
                continue
            self._depth -= 1
            if not self._depth:
                yield from self._whole()
        yield from self._inside(out[at:])

    def _inside(self, piece: bytes) -> Iterator[bytes]:
        """Keep a piece of an element, unless it is too much; yield it, if it is none of one."""
        if self._depth and not self._lost:
            self._element += piece
            if len(self._element) <= self._most:
                return
            piece, self._lost = bytes(self._element), True
            self._element.clear()
        yield piece

    def _whole(self) -> Iterator[bytes]:
        """Yield what stands in the place of an element that has ended."""
        if self._element:
            element = bytes(self._element)
            new = self._replace(element)
            yield element if new is None else new
        self._element.clear()
        self._lost = False

    def _give_up(self) -> Iterator[bytes]:
        """Yield all that was kept, and pass the rest as it is."""
        yield bytes(self._element + self._unread)
        self._element.clear()
        self._unread.clear()
        self._parser = None


class _Marking:
    """Puts marks around elements."""

    def __init__(self, begin: str, end: str, kind: Any) -> None:
        self._begin, self._end, self._kind = begin, end, kind

    def element(self, element: Any) -> None:
        """Mark an element."""
        element.before(self._begin, self._kind)
        element.after(self._end, self._kind)
