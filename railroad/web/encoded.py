"""A text in the path of a URL: compressed by zlib, in the alphabet of URLs, as Kroki has it.

    a ::= b   ⇄   eNpLVLCyslVIAgAG0QG1

Clients of Kroki send the ``=`` that fill up base64, others don't; both are the same text.  What is not the
one spelling of its bytes is refused, so that nobody can keep one picture under many addresses by accident.
"""

from __future__ import annotations

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http import HTTPStatus

from railroad.web.errors import WebError, bad_parameter, refusal

_HINT = "`railroad url FILE` makes it"
_ALPHABET = re.compile("[A-Za-z0-9_-]+={0,2}")


def encode_text(text: str) -> str:
    """Return a text as it stands in a URL.

    >>> encode_text("a ::= b")
    'eNpLVLCyslVIAgAG0QG1'
    """
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).rstrip(b"=").decode()


def decode_text(encoded: str, most: int, longest: int) -> str:
    """Return the text that stands in a URL.

    Args:
        encoded: base64 in the alphabet of URLs, with or without its padding, of what zlib made of UTF-8.
        most: the most bytes that the text may have.
        longest: the most characters that `encoded` may have.

    Raises:
        WebError: 400, it is not so encoded; 414, it is too long.

    >>> decode_text("eNpLVLCyslVIAgAG0QG1", 100, 100)
    'a ::= b'
    """
    if len(encoded) > longest:
        raise too_long(f"the encoded text is longer than {longest:,} characters")
    data = _inflated(_bytes(encoded), most)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise bad_parameter(f"the encoded text is not UTF-8 (at byte {error.start})") from None


def too_long(problem: str) -> WebError:
    """Return the refusal of a URL with more text than fits."""
    return refusal(HTTPStatus.REQUEST_URI_TOO_LONG, problem, "send it as the body of a POST")


def _bytes(encoded: str) -> bytes:
    """Return the bytes that base64 stands for, if it is their one spelling."""
    bare = encoded.rstrip("=")
    filled = bare + "=" * (-len(bare) % 4)
    if not _ALPHABET.fullmatch(encoded) or encoded not in (bare, filled) or len(bare) % 4 == 1:
        raise bad_parameter("the encoded text is no base64 of A-Z a-z 0-9 _ -", _HINT)
    data = urlsafe_b64decode(filled)
    if urlsafe_b64encode(data).decode() != filled:
        raise bad_parameter("the encoded text is no base64 as an encoder makes it: its end has stray bits")
    return data


def _inflated(data: bytes, most: int) -> bytes:
    """Return what zlib made smaller; never more than `most` bytes of it are made."""
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(data, most + 1)
    except zlib.error:
        raise bad_parameter("the encoded text is not what zlib makes", _HINT) from None
    if len(text) > most:
        raise too_long(f"the text is longer than {most:,} bytes")
    if not inflate.eof:
        raise bad_parameter("the encoded text is cut off", "copy the whole URL")
    if inflate.unused_data:
        raise bad_parameter("the encoded text goes on after its end")
    return text
