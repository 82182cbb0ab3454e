"""Requests to a WSGI application, each checked by `wsgiref.validate`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes
from wsgiref.validate import validator

from werkzeug.test import EnvironBuilder, run_wsgi_app

from railroad.web.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import Headers

HERE = Limits(processes=0)
"""Pictures are made in this process, so that a test can replace what makes them."""
GOOD = 'greeting ::= "hello" | "good" daytime\ndaytime ::= "morning" | "evening"\n'
BAD = 'greeting ::= "hello"\ndaytime ::= "morning\n'
ETAG = re.compile('"[0-9a-f]{64}"')


@dataclass
class Answer:
    """A whole response."""

    status: str
    headers: Headers
    data: bytes

    @property
    def status_code(self) -> int:
        return int(self.status[:3])

    @property
    def text(self) -> str:
        return self.data.decode()


def fetch(
    app, url: str, method: str = "GET", headers: Mapping[str, str] | None = None, data: bytes = b""
) -> Answer:
    """Send one request, its path decoded as servers do it, and return the whole response."""
    path, _, query = url.partition("?")
    body = {"data": data} if method == "POST" else {}
    environ = EnvironBuilder(method=method, headers=headers or {}, **body).get_environ()
    environ["REQUEST_URI"] = environ["RAW_URI"] = url
    environ["PATH_INFO"] = unquote_to_bytes(path.encode()).decode("latin-1")
    environ["QUERY_STRING"] = query.encode().decode("latin-1")
    items, status, answered = run_wsgi_app(validator(app), environ, buffered=True)
    return Answer(status, answered, b"".join(items))


def diagram(text: str = GOOD, format: str = "svg", **parameters: str) -> str:
    """Return the URL of a picture of `text`."""
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in parameters.items())
    return f"/diagram.{format}?bnf={quote(text, safe='')}{more}"


def hrefs(svg: str) -> list[str]:
    """Return where the links of a picture lead."""
    from html import unescape

    return [unescape(href) for href in re.findall(r'<a [^>]*href="([^"]*)"', svg)]
