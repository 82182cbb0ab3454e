"""The responses: a body and the headers that belong to it.

    Cache-Control   picture           public, max-age=86400, stale-while-revalidate=604800
                    with matching v   public, max-age=31536000, immutable
                    of a folder       public, no-cache
                    error             public, max-age=60;  from 500 up no-store
    ETag            of pictures only

Every response may be shown by any page (CORS, CORP) and can do nothing there (CSP, nosniff).
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.wrappers import Response

from railroad import pipeline
from railroad.web.errors import headline

if TYPE_CHECKING:
    from railroad.web.errors import WebError

PICTURE = "public, max-age=86400, stale-while-revalidate=604800"
FOR_EVER = "public, max-age=31536000, immutable"
FILE = "public, no-cache"
_ERROR = "public, max-age=60"

METHODS = "GET, HEAD, OPTIONS"
_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, X-Railroad-Error",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]|^\.+")
_LONGEST_NAME = 100


def picture(body: bytes, format: str, name: str, etag: str, cache_control: str) -> Response:
    """Return the response that shows a picture; `name` is what a saved file should be called."""
    headers = {
        **_ALWAYS,
        "Cache-Control": cache_control,
        "Content-Disposition": _disposition(name, format),
    }
    response = Response(body, HTTPStatus.OK, headers, mimetype=pipeline.formats()[format])
    response.set_etag(etag)
    return response


def not_modified(picture: Response) -> Response:
    """Return the response that says that a picture is still what the client has (RFC 9110 §15.4.5)."""
    picture.status_code = HTTPStatus.NOT_MODIFIED
    picture.response = []
    return picture


def error(refused: WebError, status: int, body: bytes, format: str) -> Response:
    """Return the response that tells of an error; its body is `body`, in `format`."""
    headers = {
        **_ALWAYS,
        "Cache-Control": "no-store" if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR else _ERROR,
        "Content-Disposition": _disposition("error", format),
        "X-Railroad-Error": headline(refused.error),
    }
    if refused.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = METHODS
    return Response(body, status, headers, mimetype=pipeline.formats()[format])


def allowed_methods() -> Response:
    """Return the answer to OPTIONS, also to a browser that asks whether a script may."""
    headers = {
        **_ALWAYS,
        "Allow": METHODS,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "*",
        "Cache-Control": "no-store",
    }
    response = Response(status=HTTPStatus.NO_CONTENT, headers=headers)
    del response.headers["Content-Type"]
    return response


def _disposition(name: str, format: str) -> str:
    """Return the header that names the file, for saving: plain ASCII, and beside it the name in full."""
    short = name[:_LONGEST_NAME]
    plain = _UNSAFE.sub("_", short) or "_"
    value = f'inline; filename="{plain}.{format}"'
    full = "".join(c if c.isprintable() and c not in "/\\" else "_" for c in short)
    if full != plain:
        value += f"; filename*=UTF-8''{quote(full, safe='')}.{format}"  # RFC 8187
    return value
