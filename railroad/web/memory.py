"""A table in memory that forgets what nobody asked for lately.

    young: what was put or found lately     old: what was young before

When the young are half of what the table may hold, they become the old, and the old are forgotten.  So a
look-up is one or two of a dictionary, with no lock and no list to keep in order, and what is asked for again
and again stays.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Table(Generic[Key, Value]):
    """A bounded table.  All methods may be called from any thread."""

    def __init__(self, most: int, size: int) -> None:
        """Make an empty table.

        Args:
            most: the most entries; 0: none.
            size: the most that the sizes of all entries may add up to; 0: no entries.
        """
        self._most, self._size = most // 2, size // 2
        self._lock = threading.Lock()
        self._young: dict[Key, tuple[Value, int]] = {}
        self._old: dict[Key, tuple[Value, int]] = {}
        self._weight = 0

    def get(self, key: Key) -> Value | None:
        """Return what was put there, if it is still there."""
        found = self._young.get(key)
        if found is not None:
            return found[0]
        found = self._old.get(key)
        if found is None:
            return None
        self.put(key, *found)
        return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Put a value there, which weighs `size`; one that is too heavy is not kept."""
        if size > self._size or not self._most:
            return
        with self._lock:
            before = self._young.get(key)
            self._weight += size - (before[1] if before is not None else 0)
            self._young[key] = value, size
            if self._weight > self._size or len(self._young) > self._most:
                self._old, self._young, self._weight = self._young, {}, 0

    def remove(self, key: Key) -> None:
        """Forget what is there."""
        with self._lock:
            found = self._young.pop(key, None)
            if found is not None:
                self._weight -= found[1]
            self._old.pop(key, None)

    def renew_lock(self) -> None:
        """Have a new lock, as a process needs that was forked while another thread held it."""
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
