"""Making pictures: once for all who ask at the same time, and not again while a cache has it.

    memory ─▶ somebody makes it now? wait for it ─▶ shared cache ─▶ a process, with a deadline

The key of a picture is a digest of all that decides its bytes, so whatever is found for a key is right for
ever.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from railroad.web import workers
from railroad.web.errors import busy
from railroad.web.job import do
from railroad.web.memory import Table
from railroad.web.seal import Entry, seal, unseal
from railroad.web.workers import Busy, Killed, Unable, Workers

if TYPE_CHECKING:
    from railroad.web.job import Job, Made
    from railroad.web.limits import Limits
    from railroad.web.regions import Cache
    from railroad.web.watch import Watch

_MOST_ENTRIES = 1_000_000


class Maker:
    """Makes pictures and keeps them.  All methods may be called from any thread."""

    def __init__(self, limits: Limits, cache: Cache | None, watch: Watch) -> None:
        """Make them within the limits; `cache` is one that other processes share."""
        self._limits, self._cache, self._watch = limits, cache, watch
        self._memory: Table[str, bytes] = Table(_MOST_ENTRIES, limits.memory_cache)
        self._killed: Table[str, tuple[float, str]] = Table(2000, 2000)
        self._workers = Workers(limits) if limits.processes and workers.POSSIBLE else None
        self._reset()

    def make(self, key: str, job: Job) -> Entry:
        """Return the picture of a job, whose key decides its bytes.

        Raises:
            RailroadError: what the job says of its text.
            WebError: 503, there is too much to do, or the picture takes too long.
        """
        if self._process != os.getpid():
            self._reset()
        found = self._remembered(key)
        if found is not None:
            self._watch.cache("memory")
            return found
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if leads:
            return self._lead(key, job, flight)
        self._watch.cache("shared")
        seconds = 2 * self._limits.seconds(job.picture) + self._limits.queue_seconds + 1
        try:
            return flight.result(seconds)
        except Late:
            raise busy("the picture is still being made", self._limits.retry_after) from None

    def ready(self) -> bool:
        """Return whether the next picture would be made."""
        return self._workers is None or (not self._workers.full() and self._workers.ready())

    def waiting(self) -> int:
        """Return how many pictures are being made or waited for."""
        return 0 if self._workers is None else self._workers.waiting()

    def close(self) -> None:
        """End the processes; a later picture starts new ones."""
        if self._workers is not None:
            self._workers.close()

    def _reset(self) -> None:
        """Have locks of this process's own."""
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._flights: dict[str, Future[Entry]] = {}
        self._memory.renew_lock()
        self._killed.renew_lock()

    def _lead(self, key: str, job: Job, flight: Future[Entry]) -> Entry:
        """Make the picture for all who wait for it."""
        try:
            entry = self._remembered(key) or self._found_or_made(key, job)  # another may just have ended
        except BaseException as error:
            flight.set_exception(error)
            flight.exception()
            raise
        else:
            flight.set_result(entry)
            return entry
        finally:
            with self._lock:
                self._flights.pop(key, None)

    def _found_or_made(self, key: str, job: Job) -> Entry:
        self._refuse_if_killed(key)

        def make() -> bytes:
            return self._made(key, job).pack()

        if self._cache is None:
            self._watch.cache("made")
            payload = make()
        else:
            start = perf_counter()
            payload = self._cache.get_or_make(key, make)
            self._watch.stage("cache", perf_counter() - start)
        if len(payload) <= self._limits.cache_entry:
            sealed = seal(key, payload)
            self._memory.put(key, sealed, len(sealed))
        return Entry.unpack(payload)

    def _made(self, key: str, job: Job) -> Entry:
        """Return the picture, newly made."""
        try:
            made = self._work(job)
        except Busy:
            self._watch.refused("busy")
            raise busy("too many pictures are being made; try again", self._limits.retry_after) from None
        except Unable as unable:
            self._watch.refused("no process")
            raise busy(str(unable), self._limits.retry_after) from None
        except Killed as killed:
            self._watch.refused("late" if killed.late else "died")
            seconds = self._limits.killed_seconds
            self._killed.put(key, (monotonic() + seconds, str(killed)), 1)
            raise busy(str(killed), max(self._limits.retry_after, int(seconds))) from None
        for name, seconds in made.stages:
            self._watch.stage(name, seconds)
        return Entry(made.body, made.rule)

    def _work(self, job: Job) -> Made:
        return do(job) if self._workers is None else self._workers.make(job)

    def _remembered(self, key: str) -> Entry | None:
        sealed = self._memory.get(key)
        if sealed is None:
            return None
        payload = unseal(key, sealed)
        if payload is None:
            self._watch.cache("corrupt")
            self._memory.remove(key)
            return None
        return Entry.unpack(payload)

    def _refuse_if_killed(self, key: str) -> None:
        """Raise for a picture whose process was killed or died a short while ago: it would again."""
        until, reason = self._killed.get(key) or (0.0, "")
        left = until - monotonic()
        if left > 0:
            self._watch.refused("killed before")
            raise busy(reason, int(left) + 1)
