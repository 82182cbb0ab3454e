"""Undoing the content coding of a page, never to more than a number of bytes.

gzip, Brotli, Zstandard   →   the page, or None if it is damaged, too large or there is no library
"""

from __future__ import annotations

import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

from railroad.web.coding import codings

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = 64 * 1024


def undone(data: bytes, coding: str, most: int) -> bytes | None:
    """Return what was in a content coding; None: it can't be had, or it is over `most` bytes."""
    if coding not in codings():
        return None
    pieces, size = [], 0
    try:
        for piece in _UNDO[coding](data, most):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                return None
    except _Damaged:
        return None
    except Exception as error:  # each library has one of its own
        if type(error).__name__ in ("error", "ZstdError"):
            return None
        raise
    return b"".join(pieces)


class _Damaged(Exception):
    """The data are cut off, or go on after their end."""


def _gzip(data: bytes, most: int) -> Iterator[bytes]:
    """Yield what is in one gzip member after the other (RFC 1952 §2.2)."""
    while data:
        inflate = zlib.decompressobj(31)
        piece = inflate.decompress(data, most + 1)
        yield piece
        if len(piece) <= most and not inflate.eof:
            raise _Damaged
        data = inflate.unused_data


def _brotli(data: bytes, most: int) -> Iterator[bytes]:
    brotli: Any = import_module("brotli")
    inflate = brotli.Decompressor()
    if hasattr(inflate, "can_accept_more_data"):
        piece = inflate.process(data, output_buffer_limit=_STEP)
        while piece:
            yield piece
            piece = b"" if inflate.is_finished() else inflate.process(b"", output_buffer_limit=_STEP)
    else:  # before 1.2 it knows no limit: give it little at a time
        for start in range(0, len(data), 256):
            yield inflate.process(data[start : start + 256])
    if not inflate.is_finished():
        raise _Damaged


def _zstd(data: bytes, most: int) -> Iterator[bytes]:
    zstandard: Any = import_module("zstandard")
    from io import BytesIO

    reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(
        BytesIO(data), read_across_frames=True
    )
    while True:
        piece = reader.read(_STEP)
        if not piece:
            return
        yield piece


_UNDO = {"gzip": _gzip, "br": _brotli, "zstd": _zstd}
