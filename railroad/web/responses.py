"""The answers: a body and the headers that belong to it.

    Cache-Control   picture           public, max-age=86400, stale-while-revalidate=604800
                    with matching v   public, max-age=31536000, immutable
                    of a folder       public, no-cache
                    error             public, max-age=60;  from 500 up no-store
                    to a POST         no-store
    ETag            of pictures and pages only

Every picture may be shown by any page (CORS, CORP) and can do nothing there (CSP, nosniff).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from railroad import pipeline
from railroad.web.errors import headline
from railroad.web.job import DESCRIPTION, as_json

if TYPE_CHECKING:
    from railroad.errors import RailroadError
    from railroad.web.errors import WebError

PICTURE = "public, max-age=86400, stale-while-revalidate=604800"
FOR_EVER = "public, max-age=31536000, immutable"
FILE = "public, no-cache"
NEVER = "no-store"
_ERROR = "public, max-age=60"

PROBLEM = "problem"
"""The format of an error that is neither a picture nor a text (RFC 9457)."""
_JSON = "application/json"
_PROBLEM = "application/problem+json"
_HTML = "text/html; charset=utf-8"
_EXPOSED = "ETag, Content-Location, Retry-After, X-Railroad-Error, X-Request-Id"
_CONFINED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_PAGE = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
_ALWAYS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", _EXPOSED),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]|^\.+")
_LONGEST_NAME = 100


@dataclass(slots=True)
class Answer:
    """A whole response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""

    @property
    def line(self) -> str:
        """The status as WSGI has it."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"


def media_type(format: str) -> str:
    """Return the whole media type of a format."""
    kind = {DESCRIPTION: _JSON, PROBLEM: _PROBLEM}.get(format) or pipeline.formats()[format]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("+xml") else kind


def compressible(format: str) -> bool:
    """Return whether a format gets smaller by compressing."""
    return format != "png"


def picture(
    body: bytes,
    format: str,
    name: str,
    *,
    etag: str | None,
    cache_control: str,
    vary: str = "",
    coding: str | None = None,
    location: str | None = None,
) -> Answer:
    """Return the answer that shows a picture.

    Args:
        body: the picture, in `coding`.
        format: its format.
        name: what a saved file should be called.
        etag: its tag, without quotes.
        cache_control: how it may be kept.
        vary: the request's headers that decided it.
        coding: what it is compressed with.
        location: where a GET finds it.
    """
    headers = [
        ("Content-Type", media_type(format)),
        ("Content-Length", str(len(body))),
        *_kept(etag, cache_control, vary),
        ("Content-Disposition", _disposition(name, format)),
        *_ALWAYS,
        ("Content-Security-Policy", _CONFINED),
    ]
    if coding:
        headers.append(("Content-Encoding", coding))
    if location:
        headers.append(("Content-Location", location))
    return Answer(HTTPStatus.OK, headers, body)


def not_modified(etag: str, cache_control: str, vary: str) -> Answer:
    """Return the answer that says that a picture is still what the client has (RFC 9110 §15.4.5)."""
    return Answer(HTTPStatus.NOT_MODIFIED, [*_kept(etag, cache_control, vary), *_ALWAYS])


def error(refused: WebError, status: int, body: bytes, format: str, vary: str, id: str) -> Answer:
    """Return the answer that tells of an error; its body is `body`, in `format`."""
    kept = NEVER if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR else _ERROR
    headers = [
        ("Content-Type", media_type(format)),
        ("Content-Length", str(len(body))),
        *_kept(None, kept, vary),
        ("Content-Disposition", _disposition("error", "json" if format == PROBLEM else format)),
        *_ALWAYS,
        ("Content-Security-Policy", _CONFINED),
        ("X-Railroad-Error", headline(refused.error)),
        ("X-Request-Id", id),
    ]
    if refused.allow is not None:
        headers.append(("Allow", refused.allow))
    if refused.retry_after is not None:
        headers.append(("Retry-After", str(refused.retry_after)))
    return Answer(status, headers, body)


def problem(refused: WebError, id: str) -> bytes:
    """Return what is told of an error in JSON: the members of RFC 9457, and all diagnostics."""
    first = refused.error.diagnostics[0]
    value = {
        "type": "about:blank",
        "title": refused.status.phrase,
        "status": int(refused.status),
        "detail": first.message,
        "instance": f"urn:request:{id}",
        "hint": first.hint,
        "diagnostics": as_json(refused.error.diagnostics, refused.error.source),
    }
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")


def allowed_methods(methods: str) -> Answer:
    """Return the answer to OPTIONS, also to a browser that asks whether a script may."""
    headers = [
        ("Allow", methods),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", "*"),
        ("Access-Control-Max-Age", "86400"),
        ("Cache-Control", NEVER),
        *_ALWAYS,
    ]
    return Answer(HTTPStatus.NO_CONTENT, headers)


def page(html: str, status: int = HTTPStatus.OK, problem: RailroadError | None = None) -> Answer:
    """Return a page for people, which tells of a problem or of none."""
    body = html.encode("utf-8", "replace")
    etag = sha256(body).hexdigest() if status == HTTPStatus.OK else None
    headers = [
        ("Content-Type", _HTML),
        ("Content-Length", str(len(body))),
        *_kept(etag, FILE if etag else NEVER, ""),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", _PAGE),
        ("Referrer-Policy", "same-origin"),
    ]
    if problem is not None:
        headers.append(("X-Railroad-Error", headline(problem)))
    return Answer(status, headers, body)


def redirect(location: str) -> Answer:
    """Return the answer that leads elsewhere, for ever."""
    headers = [
        ("Location", location),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", "0"),
        *_kept(None, _ERROR, ""),
        *_ALWAYS,
    ]
    return Answer(HTTPStatus.PERMANENT_REDIRECT, headers)


def plain(body: bytes, kind: str, cache_control: str = NEVER, status: int = HTTPStatus.OK) -> Answer:
    """Return bytes of a media type that any program may read."""
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        *_kept(None, cache_control, ""),
        *_ALWAYS,
        ("Content-Security-Policy", _CONFINED),
    ]
    return Answer(status, headers, body)


def _kept(etag: str | None, cache_control: str, vary: str) -> list[tuple[str, str]]:
    """Return the headers about caches."""
    headers = [("Cache-Control", cache_control)]
    if etag is not None:
        headers.append(("ETag", f'"{etag}"'))
    if vary:
        headers.append(("Vary", vary))
    return headers


def _disposition(name: str, format: str) -> str:
    """Return the header that names the file, for saving: plain ASCII, and beside it the name in full."""
    short = name[:_LONGEST_NAME]
    plain = _UNSAFE.sub("_", short) or "_"
    value = f'inline; filename="{plain}.{format}"'
    full = "".join(c if c.isprintable() and c not in "/\\" else "_" for c in short)
    if full != plain:
        value += f"; filename*=UTF-8''{quote(full, safe='')}.{format}"  # RFC 8187
    return value
