"""Which grammars of a folder are broken, as far as that is known: what a listing marks.

    listed, and as it was when it was read last  →  what was found then
    listed, and new or changed                   →  it is read now, as long as there is time; else next time

To know whether a file has changed takes one look at its time and size.  Pages of grammars say here what they
found, too.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from railroad.web.memory import Table
from railroad.web.ready import stamps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from railroad.web.ready import Stamp

_MOST_KNOWN = 20_000
_SECONDS = 0.25
"""For how long one listing may have grammars read."""


class Broken:
    """Remembers what is wrong with grammars.  All methods may be called from any thread."""

    def __init__(self, find: Callable[[str], str]) -> None:
        """Know nothing yet; `find` says what is wrong with the grammar of a URL, or the empty text."""
        self._find = find
        self._known: Table[str, tuple[Stamp, str]] = Table(_MOST_KNOWN, _MOST_KNOWN)

    def tell(self, stamps: tuple[Stamp, ...] | None, problem: str) -> None:
        """Remember what is wrong with a file; `stamps` is its `stamps_of`, from before it was read."""
        for stamp in stamps or ():
            self._known.put(stamp[0], (stamp, problem), 1)

    def among(self, listed: Mapping[str, Path], *, look: bool) -> dict[str, str]:
        """Return what is wrong with grammars, by URL; those of which nothing wrong is known are left out.

        Args:
            listed: where each grammar is, by URL.
            look: whether to read those of which nothing is known.
        """
        found = {}
        end = monotonic() + _SECONDS
        for url, path in listed.items():
            stamps = stamps_of([path])
            known = self._known.get(str(path))
            if known is not None and stamps == (known[0],):
                problem = known[1]
            elif look and monotonic() < end:
                self.tell(stamps, "")  # should it take long, it does so once
                problem = self._find(url)
                self.tell(stamps, problem)
            else:
                continue
            if problem:
                found[url] = problem
        return found
