"""Locks that the processes of one machine share: each is a byte of a file, at a place that the key decides.

So there are no lock files to sweep, and the system lets go of a lock when its process dies.
"""

from __future__ import annotations

import os
import stat
import tempfile
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from dogpile.cache.api import CacheMutex

_POLL_SECONDS = 0.01


def host_locks() -> Locks | None:
    """Return the locks that all processes of this user on this machine share; None: there is no place.

    They are in a folder of this user for temporary files, and nobody else's is trusted.
    """
    if not hasattr(os, "getuid"):
        return None
    folder = Path(tempfile.gettempdir(), f"railroad-{os.getuid()}")
    try:
        with suppress(FileExistsError):
            folder.mkdir(0o700)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
            return None
        locks = Locks(folder / "locks")
        locks.descriptor()
    except OSError:
        return None
    return locks


class Locks:
    """One open file whose bytes are locks of this process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._process = 0
        self._file: int = -1

    def mutex(self, key: str, seconds: float) -> CacheMutex:
        """Return the lock of a key, for which nobody waits longer than some seconds."""
        return _Mutex(self, digest_of(key), seconds)

    def descriptor(self) -> int:
        """Return the file, opened by this process and never closed: closing one lets go of all locks."""
        if self._process != os.getpid():
            with self._lock:
                if self._process != os.getpid():
                    self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                    self._process = os.getpid()
        return self._file


class _Mutex(CacheMutex):  # type: ignore[misc,unused-ignore]
    """A lock on the byte of a key; whoever waits longer than a picture takes goes ahead without it."""

    def __init__(self, locks: Locks, digest: str, seconds: float) -> None:
        self._locks, self._seconds = locks, seconds
        self._at = int(digest[:14], 16)
        self._thread = threading.Lock()
        self._held = False

    def acquire(self, wait: bool = True) -> bool:
        """Take the lock; False only if nobody wants to wait for it."""
        import fcntl

        if not self._thread.acquire(blocking=wait, timeout=self._seconds if wait else -1):
            return wait
        until = time.monotonic() + self._seconds
        while True:
            try:
                fcntl.lockf(self._locks.descriptor(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, self._at)
            except BlockingIOError:
                if not wait:
                    self._thread.release()
                    return False
                if time.monotonic() >= until:
                    return True
                time.sleep(_POLL_SECONDS)
            except OSError:  # a file system without locks: then each process works for itself
                return True
            else:
                self._held = True
                return True

    def release(self) -> None:
        """Let go of the lock."""
        import fcntl

        if self._held:
            self._held = False
            with suppress(OSError):
                fcntl.lockf(self._locks.descriptor(), fcntl.LOCK_UN, 1, self._at)
        with suppress(RuntimeError):
            self._thread.release()

    def locked(self) -> bool:
        """Return whether somebody here has the lock."""
        return self._thread.locked()


def digest_of(key: str) -> str:
    """Return the hexadecimal digest that a key is, or its own if it is another text."""
    plain = len(key) == 64 and all(c in "0123456789abcdef" for c in key)
    return key if plain else sha256(key.encode("utf-8", "backslashreplace")).hexdigest()
