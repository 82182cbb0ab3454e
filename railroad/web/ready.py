"""Answers that are known good, kept whole: status, headers and body, found before anything is read.

    method, mount, path, query, If-None-Match, Accept-Encoding   →   the answer as it was

The same request gets the same answer, as long as nothing changes that it depends on.  The text of a picture
is in its URL, so nothing does; the picture of a file is good while the file and its folders have not been
touched.  A file that was changed just now may be changed again within the same tick of its clock, so it is
not trusted until it is older than that.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.web.memory import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from wsgiref.types import WSGIEnvironment

    from railroad.web.limits import Limits
    from railroad.web.responses import Answer

_SETTLED_SECONDS = 2.0
"""The age from which a time stamp tells every change; the coarsest clock of a file system ticks so."""
_OVERHEAD = 2000
"""About how many bytes an answer takes besides its body and its address."""

Key = tuple[str, ...]
Stamp = tuple[str, int, int, int]
"""A path, and what a change of it changes: time in nanoseconds, size, number."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A whole answer."""

    line: str
    headers: list[tuple[str, str]]
    body: bytes | None
    """None: there is none, as in an answer to HEAD."""
    stamps: tuple[Stamp, ...]
    count: Callable[[], None] | None
    """Told of each time that it is sent."""

    def good(self) -> bool:
        """Return whether nothing has changed that it depends on."""
        return all(stamp_of(stamp[0]) == stamp for stamp in self.stamps)


class ReadyTable:
    """The answers that are kept ready."""

    def __init__(self, limits: Limits) -> None:
        """Keep as many as the limits allow."""
        self._table: Table[Key, Ready] = Table(limits.ready, limits.memory_cache)

    def find(self, environ: WSGIEnvironment) -> Ready | None:
        """Return the answer to a request, if it is here."""
        ready = self._table.get(key_of(environ))
        if ready is None or "HTTP_IF_MATCH" in environ:
            return None
        return ready if not ready.stamps or ready.good() else None

    def keep(
        self,
        environ: WSGIEnvironment,
        answer: Answer,
        stamps: tuple[Stamp, ...],
        count: Callable[[], None] | None,
    ) -> None:
        """Keep the answer to a request; its headers must not be changed afterwards."""
        if "HTTP_IF_MATCH" in environ:
            return
        key = key_of(environ)
        body = answer.body if environ["REQUEST_METHOD"] != "HEAD" and answer.status == 200 else None
        size = len(answer.body) + sum(map(len, key)) + _OVERHEAD
        self._table.put(key, Ready(answer.line, answer.headers, body, stamps, count), size)


def key_of(environ: WSGIEnvironment) -> Key:
    """Return all of a request that decides its answer."""
    get = environ.get
    return (
        get("REQUEST_METHOD", ""),
        get("SCRIPT_NAME", ""),
        get("PATH_INFO", ""),
        get("QUERY_STRING", ""),
        get("HTTP_IF_NONE_MATCH", ""),
        get("HTTP_ACCEPT_ENCODING", ""),
        get("REQUEST_URI") or get("RAW_URI") or "",
    )


def stamps_of(paths: Iterable[Path]) -> tuple[Stamp, ...] | None:
    """Return the stamps of paths, taken before they are read; None: one may change without a trace."""
    stamps = tuple(stamp_of(str(path)) for path in paths)
    newest = max((stamp[1] for stamp in stamps), default=0)
    settled = time.time() - newest / 1e9 > _SETTLED_SECONDS and all(stamp[3] for stamp in stamps)
    return stamps if settled else None


def stamp_of(path: str) -> Stamp:
    """Return the stamp of a path; that of one that is not there has no number."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path would cost as much as the call
    except OSError:
        return path, 0, 0, 0
    return path, found.st_mtime_ns, found.st_size, found.st_ino
