"""Signed URLs: only who has the key can make one.

    /diagram.svg?bnf=a::=b   →   /diagram.svg?bnf=a::=b&s=SIGNATURE

The signature is HMAC-SHA256 over the decoded path below the mount, ``?`` and the query without ``s=``, in the
base64 of URLs.  So it holds however a proxy quotes the path, and wherever the application is mounted.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from railroad.web.errors import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LEAST_KEY = 16
_PARAMETER = "s="


def signing_keys(keys: Iterable[str | bytes]) -> tuple[bytes, ...]:
    """Return the keys as bytes; a string is what its UTF-8 is.

    Raises:
        ValueError: a key is shorter than 16 bytes.
    """
    found = tuple(key.encode() if isinstance(key, str) else key for key in keys)
    if any(len(key) < _LEAST_KEY for key in found):
        raise ValueError(f"a key of at least {_LEAST_KEY} bytes is needed")
    return found


def sign(url: str, key: str | bytes) -> str:
    """Return a URL with its signature; it begins where the application is mounted.

    >>> sign("/diagram.svg?bnf=a", "0123456789abcdef")
    '/diagram.svg?bnf=a&s=_DG7c-GnIDtr-zRlXWa4lSb1il9O0wtclyThDGUf3jk'
    """
    path, mark, query = url.partition("?")
    signature = _signature(unquote_to_bytes(path), query, signing_keys([key])[0])
    return f"{path}?{query}{'&' if mark and query else ''}{_PARAMETER}{signature}"


def without_signature(path: str, query: str, keys: Sequence[bytes]) -> str:
    """Return a query (as WSGI has it, like the path) without its signature.

    Raises:
        WebError: 403, there is none that one of the keys makes, or there are several.
    """
    parts = query.split("&")
    signatures = [part.removeprefix(_PARAMETER) for part in parts if part.startswith(_PARAMETER)]
    rest = "&".join(part for part in parts if not part.startswith(_PARAMETER))
    given = signatures[0].encode("latin-1", "replace") if len(signatures) == 1 else b""
    raw = path.encode("latin-1", "replace")
    # Every key is tried, so that the time tells nothing of which one it was.
    good = [hmac.compare_digest(given, _signature(raw, rest, key).encode()) for key in keys]
    if not any(good):
        raise refusal(HTTPStatus.FORBIDDEN, "this address needs a signature that is made with a key of ours")
    return rest


def _signature(path: bytes, query: str, key: bytes) -> str:
    message = path + b"?" + query.encode("latin-1", "backslashreplace")
    return urlsafe_b64encode(hmac.digest(key, message, "sha256")).rstrip(b"=").decode()
