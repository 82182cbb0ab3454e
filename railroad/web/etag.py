"""The entity tag of a picture: a digest of all that decides its bytes, so that no picture is needed for it.

It is honest only while the same key gives the same bytes, in any process: no time, no path, no address of an
object goes into a picture (RFC 9110 §8.8.3).
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from railroad import __version__, pipeline

if TYPE_CHECKING:
    from railroad.grammar import Grammar
    from railroad.pipeline import Options


def etag_of(
    grammar: Grammar,
    format: str,
    rule: str | None,
    options: Options,
    extensions: str,
    links: str,
) -> str:
    """Return the strong tag, without quotes, of the picture that these make; `links` says where they lead."""
    key = (
        __version__,
        pipeline.made_with(format, options),
        grammar.notation,
        extensions,
        grammar.source.text.replace("\r\n", "\n"),
        rule,
        format,
        replace(options, links=None, report=None),
        links,
    )
    return sha256(repr(key).encode("utf-8", "backslashreplace")).hexdigest()
