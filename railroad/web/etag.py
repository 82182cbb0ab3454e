"""The entity tag of a picture: a digest of all that decides its bytes, so that no picture is needed for it.

It is honest only while the same key gives the same bytes, in any process: no time, no path, no address of an
object goes into a picture (RFC 9110 §8.8.3).  The key is that of every cache, too.

A client that shows a tag has once had the picture: the text of that tag is a grammar and can be drawn.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from railroad import __version__, pipeline

if TYPE_CHECKING:
    from railroad.web.job import Job

_LAYOUT = 1
"""Of what is in a cache: another number is another key."""


def canonical(text: str) -> str:
    """Return a text without what makes no other picture: the line ends of forms."""
    return text.replace("\r\n", "\n")


def key_of(job: Job) -> str:
    """Return the digest, in hexadecimal, of all that decides the bytes of a picture."""
    about = (
        _LAYOUT,
        __version__,
        pipeline.made_with(job.picture, job.options),
        job.notation,
        job.name if job.notation == pipeline.DEFAULT_NOTATION else "",
        job.extensions,
        job.format,
        job.picture,
        job.rule,
        job.spelled,
        replace(job.options, links=None, report=None),
        None if job.links is None else (job.links.base, job.links.query, _known(job.links.key)),
    )
    digest = sha256(repr(about).encode("utf-8", "backslashreplace"))
    digest.update(b"\0" + job.text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def coded_key(key: str, made_by: str) -> str:
    """Return the key of a picture in a content coding, which is another representation of it."""
    return sha256(f"{key} {made_by}".encode()).hexdigest()


def _known(key: bytes | None) -> str | None:
    """Return what tells a secret from another without telling it."""
    return None if key is None else sha256(b"railroad" + key).hexdigest()
