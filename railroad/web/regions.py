"""Caches beyond the memory of one process: regions of dogpile.cache, opened by their address.

    /var/cache/railroad, dir:/var/cache/railroad     a folder of this machine, for all its processes
    redis://host:6379/0, valkey://host:6379/0        a server, for several machines

Nothing is pickled: what is kept are bytes, sealed.  A server that fails or is slow is left alone for some
seconds, and pictures are made meanwhile: a cache may make the service faster, never break it.
"""

from __future__ import annotations

import logging
import pickle
from time import monotonic
from typing import TYPE_CHECKING, Any

from dogpile.cache import make_region, register_backend
from dogpile.cache.api import NO_VALUE
from dogpile.cache.proxy import ProxyBackend

from railroad.web.locks import host_locks
from railroad.web.seal import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Callable

    from dogpile.cache.region import CacheRegion

    from railroad.web.limits import Limits

_LOG = logging.getLogger(__name__)
_MONTH = 30 * 24 * 3600
"""Seconds after which a server may forget a picture that nobody made again."""

register_backend(  # type: ignore[no-untyped-call,unused-ignore]
    "railroad.folder", "railroad.web.cache_folder", "FolderBackend"
)


class Cache:
    """A cache that many processes share.  It gives nothing but what was sealed for a key."""

    def __init__(self, region: CacheRegion, limits: Limits, told: Callable[[str], None]) -> None:
        """Use a region; `told` is told of ``hit``, ``made``, ``corrupt`` and ``failed``.

        Raises:
            ValueError: the region pickles.
        """
        if region.serializer is pickle.dumps or region.deserializer is pickle.loads:
            raise ValueError("the region pickles; make it with serializer=bytes, deserializer=bytes")
        self._region, self._limits, self._told = region, limits, told

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the payload of a key: what is kept, or else what `make` returns, which is kept then.

        Whatever `make` raises comes out of here; nothing else does.
        """
        made: list[bytes] = []
        raised: list[BaseException] = []

        def create() -> bytes:
            try:
                made.append(make())
            except BaseException as error:
                raised.append(error)
                raise
            return seal(key, made[0])

        for _ in range(2):
            try:
                sealed = self._region.get_or_create(key, create, should_cache_fn=self._fits)
            except BaseException as error:
                if raised:
                    raise
                if not isinstance(error, Exception):
                    raise
                self._told("failed")
                _LOG.warning("cache: %s: %s", type(error).__name__, error)
                sealed = None
            if made:
                self._told("made")
                return made[0]
            payload = unseal(key, sealed) if isinstance(sealed, bytes) else None
            if payload is not None:
                self._told("hit")
                return payload
            self._told("corrupt")
            self._forget(key)
        return make()

    def _fits(self, sealed: bytes) -> bool:
        return len(sealed) <= self._limits.cache_entry

    def _forget(self, key: str) -> None:
        try:
            self._region.delete(key)
        except Exception as error:
            _LOG.warning("cache: %s: %s", type(error).__name__, error)


class FailOpen(ProxyBackend):  # type: ignore[misc,unused-ignore]
    """Stands before a backend whose failures are misses, and which is left alone for a while after one."""

    def __init__(self, pause: float, mutex: Callable[[str], Any] | None = None) -> None:
        """Leave the backend alone for `pause` seconds after it failed; `mutex` gives locks instead of it."""
        super().__init__()  # type: ignore[no-untyped-call,unused-ignore]
        self._pause, self._until, self._mutex = pause, 0.0, mutex

    def get_serialized(self, key: Any) -> Any:
        """Return the bytes of a key, or NO_VALUE."""
        return self._tried(lambda: self.proxied.get_serialized(key), NO_VALUE)

    def set_serialized(self, key: Any, value: bytes) -> None:
        """Keep bytes if it can be done."""
        self._tried(lambda: self.proxied.set_serialized(key, value), None)

    def delete(self, key: Any) -> None:
        """Forget a key if it can be done."""
        self._tried(lambda: self.proxied.delete(key), None)

    def get_mutex(self, key: Any) -> Any:
        """Return the lock of a key; None: nobody outside this process would see what is made under it."""
        return self._tried(lambda: (self._mutex or self.proxied.get_mutex)(key), None)

    def _tried(self, call: Callable[[], Any], otherwise: Any) -> Any:
        if monotonic() < self._until:
            return otherwise
        try:
            return call()
        except Exception as error:
            self._until = monotonic() + self._pause
            _LOG.warning("cache: left alone for %g s: %s: %s", self._pause, type(error).__name__, error)
            return otherwise


def open_region(address: str, limits: Limits) -> CacheRegion:
    """Return the region of an address.

    Raises:
        ValueError: there is no such kind of cache, or what it needs is not installed.
        OSError: the folder can't be made or written to.
    """
    scheme, colon, rest = address.partition(":")
    if scheme in ("redis", "rediss", "unix", "valkey", "valkeys"):
        return _server(address, limits)
    if colon and scheme != "dir" and rest.startswith("//"):
        raise ValueError(f'there is no cache "{scheme}"; there are dir:, redis: and valkey:')
    path = rest.removeprefix("//") if scheme == "dir" else address
    return _region(limits).configure(
        "railroad.folder",
        arguments={"path": path, "size": limits.disk_cache, "lock_seconds": _lock_seconds(limits)},
        wrap=[FailOpen(limits.cache_pause)],
    )


def _server(address: str, limits: Limits) -> CacheRegion:
    try:
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise ValueError(f"{address.partition(':')[0]}: needs the package redis") from None
    locks = host_locks()
    seconds = _lock_seconds(limits)
    mutex = None if locks is None else lambda key: locks.mutex(key, seconds)
    url = address.replace("valkey", "redis", 1) if address.startswith("valkey") else address
    return _region(limits).configure(
        "dogpile.cache.redis",
        arguments={
            "url": url,
            "socket_timeout": limits.cache_seconds,
            "socket_connect_timeout": limits.cache_seconds,
            "redis_expiration_time": _MONTH,
            "connection_kwargs": {"retry": Retry(NoBackoff(), 0)},
        },
        wrap=[FailOpen(limits.cache_pause, mutex)],
    )


def _lock_seconds(limits: Limits) -> float:
    """Return how long somebody may make a picture before nobody waits for it."""
    return 2 * max(limits.svg_seconds, limits.png_seconds) + limits.queue_seconds


def _region(limits: Limits) -> CacheRegion:
    return make_region(serializer=bytes, deserializer=bytes, key_mangler=str)
