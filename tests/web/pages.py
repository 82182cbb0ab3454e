"""Applications that answer with pages, and what is asked of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from wsgiref.validate import validator

import pytest
from werkzeug.test import EnvironBuilder

from railroad.web import Limits, RailroadApp, RailroadPages
from railroad.web.html_rewriter import STREAMING
from tests.web.support import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

HTML = "text/html; charset=utf-8"
TARGET = b'<pre class="railroad">a ::= "b" c</pre>'
PAGE = b"<!doctype html><p>before \xc3\xa9</p>" + TARGET + b"<p>after</p>"
BOTH = [False, True] if STREAMING else [False]
"""How the places are found: by the standard library, and by python-lolhtml if it is there."""
streaming = pytest.mark.parametrize("streaming", BOTH)


class Site:
    """An application that answers everything in one way, and keeps what it was asked and what it returned."""

    def __init__(self, body, *headers, status="200 OK", kind=HTML, length=True):
        self.pieces = [body] if isinstance(body, bytes) else body
        self.status = status
        self.headers = [("Content-Type", kind), *headers]
        if length and isinstance(self.pieces, list | tuple):
            self.headers.append(("Content-Length", str(sum(map(len, self.pieces)))))
        self.asked: list[dict] = []
        self.returned: object = None

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        start_response(self.status, self.headers[:])
        self.returned = [] if environ["REQUEST_METHOD"] == "HEAD" else self.pieces
        return self.returned


class Stream:
    """An iterable in pieces, that knows whether it was closed."""

    def __init__(self, pieces, fails: bool = False):
        self.pieces, self.fails = list(pieces), fails
        self.closed = 0

    def __iter__(self):
        yield from self.pieces
        if self.fails:
            raise ZeroDivisionError

    def close(self):
        self.closed += 1


def pages(app, *, checked: bool = True, **options) -> RailroadPages:
    """Return an application with diagrams in its pages; all is made in this process."""
    if "pictures" not in options:
        options.setdefault("limits", Limits(processes=0))
    return RailroadPages(validator(app) if checked else app, **options)


def rewritten(page: bytes, *headers, url: str = "/", kind: str = HTML, **options) -> bytes:
    """Return what becomes of a page."""
    return fetch(pages(Site(page, *headers, kind=kind), **options), url).data


def served(app) -> tuple[str, dict[str, str], bytes]:
    """Return what a server sends: status, headers, and all that was written or returned."""
    from io import BytesIO, StringIO
    from wsgiref.handlers import SimpleHandler

    out, errors = BytesIO(), StringIO()
    environ = EnvironBuilder().get_environ()
    handler = SimpleHandler(environ["wsgi.input"], out, errors, environ, multithread=False)
    handler.run(validator(app))
    head, _, body = out.getvalue().partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body


@contextmanager
def drawing(limits: Limits) -> Iterator[RailroadApp]:
    """Give what makes pictures, and end its processes."""
    app = RailroadApp(limits=limits, metrics=False)
    try:
        yield app
    finally:
        app.close()
