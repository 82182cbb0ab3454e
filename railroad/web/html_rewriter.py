"""A page on its way through: elements that hold a grammar are replaced, and no other byte is touched.

    …<pre class="railroad">a ::= b</pre>…   →   …<svg>…</svg>…

With python-lolhtml a page is rewritten while it streams through; without it, it is kept until it ends.  What
is too large, and what the parser gives up on, is passed as it is from there on.
"""

from __future__ import annotations

from importlib import import_module
from secrets import token_hex
from threading import get_native_id
from typing import TYPE_CHECKING, Any, Protocol

from railroad.web.html_targets import TAG, WORD, find_targets, may_have_targets

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


STREAMING = _lolhtml() is not None
"""Whether pages can be rewritten while they stream through."""


class Rewriter(Protocol):
    """Takes a page piece by piece and gives it back, rewritten."""

    def feed(self, data: bytes) -> bytes:
        """Take a piece, and return what is ready."""

    def end(self) -> bytes:
        """Return the rest."""


def rewriter(replace: Replace, most: int, streaming: bool | None = None) -> Rewriter:
    """Return what rewrites a page.

    Args:
        replace: told of each element from its ``<`` to its last ``>``.
        most: how many bytes are kept while nothing is known of them; more are passed as they are.
        streaming: whether to use python-lolhtml; None: if it is there.
    """
    if STREAMING if streaming is None else streaming:
        return Streamed(replace, most)
    return Kept(lambda page: replaced(page, replace), most)


def replaced(page: bytes, replace: Replace) -> bytes:
    """Return a whole page, rewritten with the standard library's parser."""
    if not may_have_targets(page):
        return page
    parts: list[bytes] = []
    done = 0
    for start, end in find_targets(page):
        new = replace(page[start:end])
        if new is not None:
            parts += (page[done:start], new)
            done = end
    return b"".join((*parts, page[done:]))


class Kept:
    """Keeps a page until it ends."""

    def __init__(self, change: Callable[[bytes], bytes], most: int) -> None:
        """Keep at most `most` bytes, and change them as a whole."""
        self._change, self._most = change, most
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
        """Return the page, changed; nothing if it was passed."""
        kept, self._kept = self._kept, None
        return b"" if kept is None else self._change(b"".join(kept))


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
