"""Content codings: what an answer is compressed with (RFC 9110 §8.4, §12.5.3).

    Accept-Encoding: gzip, br;q=0.9   →   gzip

Brotli and Zstandard are offered where a library for them is installed.  The same bytes always give the same
compressed bytes, so that a tag holds for both.
"""

from __future__ import annotations

import gzip
import re
import zlib
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WEIGHT = re.compile(r"\s*;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", re.IGNORECASE)
_IDENTITY = "identity"
_MOST_CODINGS = 50


@cache
def codings() -> Mapping[str, tuple[str, Callable[[bytes], bytes]]]:
    """Return the codings that can be made here, the best first: what makes each, and how."""
    found: dict[str, tuple[str, Callable[[bytes], bytes]]] = {}
    brotli = _installed("brotli", "brotli")
    if brotli:
        module = import_module("brotli")
        found["br"] = (brotli, lambda data: bytes(module.compress(data, quality=5)))
    zstandard = _installed("zstandard", "zstandard")
    if zstandard:
        zstd = import_module("zstandard")
        found["zstd"] = (zstandard, lambda data: bytes(zstd.ZstdCompressor(level=9).compress(data)))
    made_by = f"gzip {zlib.ZLIB_RUNTIME_VERSION}"
    found["gzip"] = (made_by, lambda data: gzip.compress(data, compresslevel=6, mtime=0))
    return found


def choose(accepted: str) -> str | None:
    """Return the coding to use for a client that accepts `accepted`; None: none.

    >>> choose("gzip"), choose("gzip;q=0"), choose("identity"), choose("")
    ('gzip', None, None, None)
    """
    if not accepted:
        return None
    weights: dict[str, float] = {}
    for part in accepted.split(",")[:_MOST_CODINGS]:
        name, _, parameters = part.strip().partition(";")
        weight = _WEIGHT.fullmatch(f";{parameters}") if parameters else None
        if parameters and weight is None:
            continue
        weights[name.strip().lower().replace("x-gzip", "gzip")] = 1.0 if weight is None else float(weight[1])
    rest = weights.get("*", 0.0)
    offered = {name: weights.get(name, rest) for name in codings()}
    best = max(offered, key=lambda name: offered[name])
    least = weights.get(_IDENTITY, 0.0)
    return best if offered[best] > 0 and offered[best] >= least else None


def compress(data: bytes, coding: str) -> bytes:
    """Return the data in a coding of `codings`."""
    return codings()[coding][1](data)


def _installed(module: str, distribution: str) -> str | None:
    """Return name and version of a library if it can be used here."""
    try:
        import_module(module)
        return f"{distribution} {version(distribution)}"
    except (ImportError, PackageNotFoundError):
        return None
