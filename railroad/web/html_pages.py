"""Put diagrams into the pages of any WSGI application, where these have grammars.

    application ─▶ <pre class="railroad">a ::= b</pre> ─▶ here ─▶ <svg>…</svg> ─▶ client

Only pages are touched, and in them only the elements that hold a grammar; everything else that the
application answers is passed on as the very object that it returned.  What it says before it is known whether
a page is one of these is held back.  A page that is there whole is answered whole; one that comes in pieces
goes on in pieces, one for each (PEP 3333, Middleware Handling of Block Boundaries).
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote

from railroad import __version__
from railroad.pipeline import made_with
from railroad.web.app import RailroadApp
from railroad.web.coding import compress
from railroad.web.html_codings import undone
from railroad.web.html_headers import Described, described, is_part, remarked, rewritten, unmarked, unsure
from railroad.web.html_page import Manner, Page, Show
from railroad.web.html_rewriter import Kept, Rewriter, rewriter
from railroad.web.html_targets import may_have_targets
from railroad.web.memory import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from railroad.web.html_headers import Headers

    ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
    Write = Callable[[bytes], object]


class RailroadPages:
    """A WSGI application that answers as another one does, with diagrams where its pages have grammars.

    application = RailroadPages(application, theme="dark")
    """

    def __init__(
        self,
        app: WSGIApplication,
        pictures: RailroadApp | None = None,
        *,
        show: Show = "svg",
        mount: str | None = None,
        streaming: bool | None = None,
        **options: Any,
    ) -> None:
        """Put diagrams into the pages of `app`.

        Args:
            app: the application whose pages they are.
            pictures: what makes the diagrams; None: one of our own, made of `options`.
            show: how they stand in a page: as a part of it (``svg``), or as images (``img``) that browsers
                get from `pictures`; those whose URLs would be too long are parts of it all the same.
            mount: where browsers find `pictures`: a path below that of `app`, or a whole address.
            streaming: whether to use python-lolhtml, by which pages stream; None: if it is there.
            options: the arguments of `RailroadApp`.

        Raises:
            OSError, OptionError, ValueError: as `RailroadApp`; or images are asked for without `mount`.
        """
        if show not in get_args(Show):
            raise ValueError(f'show: there is no "{show}"; there are {", ".join(get_args(Show))}')
        if show == "img" and mount is None:
            raise ValueError("mount: images need to be told where the pictures are")
        if pictures is not None and options:
            raise TypeError(f"{', '.join(options)}: the pictures are made already")
        self._app = app
        self._pictures = RailroadApp(**options) if pictures is None else pictures
        self._ours = pictures is None
        self._show: Show = show
        self._mount = mount
        self._streaming = streaming
        limits = self._pictures.limits
        self._parts: Table[Any, Any] = Table(limits.ready, limits.memory_cache)
        looks = replace(self._pictures.options, links=None, report=None)
        about = (__version__, made_with("svg", looks), show, mount, looks, sorted(self._pictures.notations))
        self._mark = sha256(repr(about).encode()).hexdigest()[:8]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
            return self._app(environ, start_response)
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        asked = unmarked(known, self._mark) if self._mark in known else known
        if asked != known:
            environ = {**environ, "HTTP_IF_NONE_MATCH": asked}
        whole = None
        if "HTTP_RANGE" in environ:
            whole = {
                name: given for name, given in environ.items() if name not in ("HTTP_RANGE", "HTTP_IF_RANGE")
            }
        exchange = _Exchange(self, start_response, environ, known)
        answered = exchange.answer(self._app(environ, exchange.start))
        if exchange.partial and whole is not None:  # a part of a page that we don't send: ask for all of it
            exchange = _Exchange(self, start_response, whole, known)
            answered = exchange.answer(self._app(whole, exchange.start))
        return answered

    def close(self) -> None:
        """End the processes that make pictures, if they are ours; a later request starts new ones."""
        if self._ours:
            self._pictures.close()


class _Exchange:
    """One request, and what the application says to it."""

    def __init__(
        self, pages: RailroadPages, start_response: StartResponse, environ: WSGIEnvironment, known: str
    ) -> None:
        self._pages, self._start_response = pages, start_response
        self._head = environ.get("REQUEST_METHOD") == "HEAD"
        self._ranged = "HTTP_RANGE" in environ
        self._site = quote(environ.get("SCRIPT_NAME", "").encode("latin-1"))
        self._known = known
        self._started = False
        self._status, self._headers = "", list[tuple[str, str]]()
        self._page: Described | None = None
        """What is held back, if anything is."""
        self._write: Write | None = None
        """What the server takes bytes by, once the answer has begun."""
        self._written: list[bytes] = []
        self._size = 0
        """How many bytes of it were written."""
        self._taken = False
        """Whether we have any of the answer's pieces."""
        self.partial = False
        """Whether this was the answer to another question."""

    def start(self, status: str, headers: Headers, exc_info: ExcInfo | None = None, /) -> Write:
        """Be told how the answer begins, and hold that back if it may be a page with grammars (PEP 3333)."""
        if self._write is not None:
            self._write = self._start_response(status, headers, exc_info)
            return self._write
        if self._taken and exc_info and exc_info[1] is not None:
            raise exc_info[1].with_traceback(exc_info[2])  # as if what we have were sent
        if self._started:
            if exc_info is None:
                raise RuntimeError("start_response was called again, without exc_info")
            exc_info = None  # the server has heard of no answer yet
        self._started, self._written, self._size = True, [], 0
        self._status, self._headers = status, headers
        self._page, self.partial = None, False
        if self._ranged and not self._head and is_part(status, headers):
            self.partial = True
            return lambda data: None
        page = described(status, headers)
        too_long = page is not None and (page.length or 0) > self._limits.page
        if page is not None and not too_long and not self._head:
            self._page = page
            return self._keep
        if page is not None and not too_long:
            headers = unsure(headers, also=())
        elif status[:3] == "304" and self._pages._mark in self._known:
            headers = remarked(headers, self._known, self._pages._mark)
        self._write = self._start_response(status, headers, exc_info)
        return self._write

    def answer(self, result: Iterable[bytes]) -> Iterable[bytes]:
        """Return what the server gets to iterate over."""
        try:
            return self._answer(result)
        except BaseException:
            _close(result)
            raise

    @property
    def _limits(self) -> Any:
        return self._pages._pictures.limits

    def _answer(self, result: Iterable[bytes]) -> Iterable[bytes]:
        chunks: Iterable[bytes] = result
        if not self._started:  # a generator begins when it is asked for its first piece
            pieces = iter(result)
            first = list(_first(pieces))
            self._taken = any(first)
            chunks = _Body(chain(first, pieces), result)
        if self.partial:
            _close(result)
            return []
        if self._page is None:
            return chunks
        if isinstance(result, list | tuple):
            return self._of_pieces(result, result, result)
        if self._page.length is not None:
            return self._of_length(chunks, result)
        return _Body(self._stream(chunks), result)

    def _of_length(self, chunks: Iterable[bytes], result: Iterable[bytes]) -> Iterable[bytes]:
        """Return a page that says how long it is: kept, unless that is not true."""
        pieces, size = [], 0
        rest = iter(chunks)
        for piece in rest:
            pieces.append(piece)
            size += len(piece)
            self._taken = size > 0
            if size > self._limits.page:
                self._hand_on(self._headers)
                return _Body(chain(pieces, rest), result)
        return self._of_pieces(pieces, _Body(iter(pieces), result), result)

    def _of_pieces(
        self, pieces: list[bytes] | tuple[bytes, ...], same: Iterable[bytes], result: Iterable[bytes]
    ) -> Iterable[bytes]:
        """Return a page that is there whole, or `same` if nothing of it changes."""
        written = self._written
        data = b"".join((*written, *pieces)) if written or len(pieces) != 1 else pieces[0]
        page = self._new_page()
        changed = self._changed(data, page) if len(data) <= self._limits.page else None
        if changed is None:
            self._hand_on(self._headers)
            return same
        self._written = []
        headers = rewritten(self._headers, len(changed), self._pages._mark, lasting=not page.unfinished)
        self._hand_on(headers)
        return [changed] if not hasattr(result, "close") else _Body(iter([changed]), result)

    def _changed(self, data: bytes, page: Page) -> bytes | None:
        """Return a whole page with diagrams, in its coding; None: it has no grammars."""
        coding = self._page.coding if self._page is not None else None
        plain = data if coding is None else undone(data, coding, self._limits.page)
        if plain is None or not may_have_targets(plain):
            return None
        page.see(plain)
        work = rewriter(page.replace, self._limits.page, self._pages._streaming)
        changed = work.feed(plain) + work.end()
        if not page.changed:
            return None
        return changed if coding is None else compress(changed, coding)

    def _stream(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield a page of unknown length, a piece for each piece."""
        written, self._written = self._written, []
        page = self._new_page()
        coding = self._page.coding if self._page is not None else None
        work: Rewriter
        if coding is None:
            work = rewriter(page.replace, self._limits.page, self._pages._streaming)
        else:
            work = Kept(lambda data: self._changed(data, page) or data, self._limits.page)
        self._hand_on(unsure(self._headers))
        for piece in chain(written, chunks):
            if coding is None:
                page.see(piece)
            yield work.feed(piece)
        yield work.end()

    def _new_page(self) -> Page:
        pages, page = self._pages, self._page
        mount = pages._mount or ""
        if mount.startswith("/") and not mount.startswith("//"):
            mount = self._site + mount
        styled, nonce, charset = (
            (True, None, None) if page is None else (page.styled, page.nonce, page.charset)
        )
        return Page(Manner(pages._pictures, pages._show, mount, styled, nonce, charset, pages._parts))

    def _keep(self, data: bytes) -> None:
        """Keep what the application writes; too much, and it is no longer held back."""
        if self._write is not None:
            self._write(data)
            return
        self._written.append(data)
        self._size += len(data)
        if self._size > self._limits.page:
            self._page = None
            self._hand_on(self._headers)

    def _hand_on(self, headers: Headers) -> None:
        """Begin the answer."""
        self._write = self._start_response(self._status, headers)
        written, self._written = self._written, []
        for data in written:
            self._write(data)


class _Body:
    """Pieces of an answer, and the iterable to close after them."""

    def __init__(self, pieces: Iterator[bytes], result: Iterable[bytes]) -> None:
        self._pieces, self._result = pieces, result

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Close what the application returned (PEP 3333)."""
        _close(self._result)


def _first(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the first piece, if there is one."""
    for piece in pieces:
        yield piece
        return


def _close(result: Iterable[bytes]) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()
