"""A folder as a cache: a file for each key, found by the digest that the key is.

    4f/4f09…e1      the entry of the key 4f09…e1
    4f/.tmp-…       one that is being written
    locks           never read: a byte of it is locked while the picture of a key is being made

An entry is written beside its place and moved there in one step.  When a subfolder has more than its share of
the bytes, its oldest entries go.  A lock is on a byte at a place that the key decides, so that there are no
lock files to sweep, and the system lets go of it when a process dies.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dogpile.cache.api import NO_VALUE, BytesBackend, CacheMutex

from railroad.web.locks import Locks, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TEMPORARY = ".tmp-"
_STALE_SECONDS = 3600
_WRITES_BETWEEN_SWEEPS = 32
_SHARE = 256
"""How many subfolders there are, for the two first digits of a digest."""


class FolderBackend(BytesBackend):  # type: ignore[misc,unused-ignore]
    """The backend of dogpile.cache; its arguments are ``path``, ``size`` in bytes and ``lock_seconds``."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        """Make the folder if there is none, closed to others.

        Raises:
            OSError: it can't be made or written to.
        """
        self._root = Path(arguments["path"]).absolute()
        self._share = arguments["size"] // _SHARE
        self._lock_seconds: float = arguments["lock_seconds"]
        self._writes: dict[str, int] = {}
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._root / "locks").touch(0o600)
        self._locks = Locks(self._root / "locks")
        for folder in self._root.iterdir():
            if len(folder.name) == 2 and folder.is_dir():
                self._sweep(folder)

    def get_serialized(self, key: str) -> Any:
        """Return the bytes of a key, or NO_VALUE."""
        try:
            return self._path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return NO_VALUE

    def get_serialized_multi(self, keys: Iterable[str]) -> Sequence[Any]:
        """Return the bytes of each key."""
        return [self.get_serialized(key) for key in keys]

    def set_serialized(self, key: str, value: bytes) -> None:
        """Keep bytes."""
        path = self._path(key)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(value)
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
        count = self._writes[path.parent.name] = self._writes.get(path.parent.name, 0) + 1
        if count % _WRITES_BETWEEN_SWEEPS == 0 or len(value) * 4 > self._share:
            self._sweep(path.parent)

    def set_serialized_multi(self, mapping: Mapping[str, bytes]) -> None:
        """Keep the bytes of each key."""
        for key, value in mapping.items():
            self.set_serialized(key, value)

    def delete(self, key: str) -> None:
        """Forget a key."""
        with suppress(FileNotFoundError, NotADirectoryError):
            self._path(key).unlink()

    def delete_multi(self, keys: Iterable[str]) -> None:
        """Forget each key."""
        for key in keys:
            self.delete(key)

    def get_mutex(self, key: str) -> CacheMutex:
        """Return a lock that only one process at a time has, or for so long that it must be stuck."""
        return self._locks.mutex(key, self._lock_seconds)

    def _path(self, key: str) -> Path:
        name = digest_of(key)
        return self._root / name[:2] / name

    def _sweep(self, folder: Path) -> None:
        """Remove what was never finished, and the oldest until the rest is within the subfolder's share."""
        now, entries, total = time.time(), [], 0
        with suppress(FileNotFoundError), os.scandir(folder) as found:
            for each in found:
                with suppress(FileNotFoundError):
                    status = each.stat(follow_symlinks=False)
                    if not each.name.startswith(_TEMPORARY):
                        entries.append((status.st_mtime, status.st_size, each.path))
                        total += status.st_size
                    elif now - status.st_mtime > _STALE_SECONDS:
                        Path(each.path).unlink()
        for _, size, path in sorted(entries):
            if total <= self._share:
                return
            with suppress(FileNotFoundError):
                Path(path).unlink()
            total -= size
