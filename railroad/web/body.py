"""The body of a request, read to its end or refused.

    Content-Length: 17, or chunked     →   the bytes, at most as many as the limit
    more than that                     →   413, never a body that is cut off

A server tells by ``wsgi.input_terminated`` that reading ends at the end of the body.  Where it does not, a
body whose length nobody told can't be read, and is refused.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from railroad.web.errors import WebError, bad_parameter, refusal

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

_PIECE = 64 * 1024
_END_ANYHOW = ("Granian",)
"""Servers that end a chunked body that broke off as if it were whole: what came may be a part (2.8)."""
_LENGTH = re.compile("[0-9]{1,18}")
TEXT, JSON = "text/plain", "application/json"


def read_body(environ: WSGIEnvironment, most: int) -> bytes:
    """Return the whole body of a request.

    Raises:
        WebError: 413, it is longer than `most` bytes; 411, its length is not told; 400, it is cut off; 415,
            it is compressed.
    """
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body is compressed", "send it as it is")
    length = _length(environ)
    if length is not None and length > most:
        raise _too_large(most)
    if length is None:
        if not environ.get("wsgi.input_terminated") and "HTTP_TRANSFER_ENCODING" in environ:
            raise refusal(HTTPStatus.LENGTH_REQUIRED, "the length of the body is not told")
        if not environ.get("wsgi.input_terminated"):
            return b""
    data = _read(environ, most + 1 if length is None else length)
    if len(data) > most:
        raise _too_large(most)
    if data and length is None and environ.get("SERVER_SOFTWARE", "").startswith(_END_ANYHOW):
        message = "this server can't tell whether a chunked body is whole"
        raise refusal(HTTPStatus.LENGTH_REQUIRED, message, "send it with Content-Length")
    if length is not None and len(data) < length:
        raise bad_parameter(f"the body is cut off: {len(data):,} of {length:,} bytes came")
    return data


def read_text(data: bytes) -> str:
    """Return the text in a body.

    Raises:
        WebError: 400, it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad_parameter(f"the body is not UTF-8 (at byte {error.start})") from None


def read_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in a body.

    Raises:
        WebError: 400, it is none, names a member twice, or has half of a surrogate pair in a text.
    """
    try:
        value = json.loads(read_text(data), object_pairs_hook=_once, parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode()  # lone surrogates are no characters
    except (ValueError, RecursionError) as error:
        what = str(error) if isinstance(error, json.JSONDecodeError | _NotOurs) else "it can't be read"
        raise bad_parameter(f"the body is no JSON: {what}") from None
    if not isinstance(value, dict):
        raise bad_parameter("the body is JSON, but no object", '{"text": "a ::= b"}')
    return value


def media_type(environ: WSGIEnvironment) -> str:
    """Return the media type of a body: `TEXT` or `JSON`.

    Raises:
        WebError: 415, it is neither, or in another character set than UTF-8.
    """
    kind, _, parameters = environ.get("CONTENT_TYPE", "").partition(";")
    kind = kind.strip().lower() or TEXT
    charset = re.search(r'charset\s*=\s*"?([^\s";]*)', parameters, re.IGNORECASE)
    if kind not in (TEXT, JSON):
        raise refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"a body is {TEXT} or {JSON}, not {kind[:60]}",
            f"Content-Type: {TEXT}",
        )
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a body is UTF-8, not {charset[1][:60]}")
    return kind


class _NotOurs(ValueError):
    """Python would read it, but what it means would be a guess."""


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) != len(members):
        raise _NotOurs("a member is there twice")
    return value


def _refuse_constant(name: str) -> Any:
    raise _NotOurs(f"{name} is no number")


def _length(environ: WSGIEnvironment) -> int | None:
    """Return the length that the client told; None: it told none."""
    told = environ.get("CONTENT_LENGTH") or None
    if told is None or "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    if not _LENGTH.fullmatch(told):
        raise bad_parameter("Content-Length is no number")
    return int(told)


def _read(environ: WSGIEnvironment, most: int) -> bytes:
    """Return what comes, to its end, but not over `most` bytes."""
    pieces, left = [], most
    while left > 0:
        try:
            piece = environ["wsgi.input"].read(min(left, _PIECE))
        except Exception as error:  # each server has an error of its own for a client that goes away
            raise bad_parameter(f"the body can't be read ({type(error).__name__})") from error
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _too_large(most: int) -> WebError:
    return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is longer than {most:,} bytes")
