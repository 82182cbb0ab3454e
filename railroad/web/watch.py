"""Seeing what the service does: counters and histograms for Prometheus, a line of JSON for each request.

    railroad_requests_total{endpoint="text",format="svg",status="200"} 17
    railroad_stage_seconds_bucket{stage="lay out",le="0.01"} 12

Neither has ever a grammar in it: of a text the log knows a digest and the size.  Without prometheus_client
nothing is counted.
"""

from __future__ import annotations

import json
import logging
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIEnvironment

LOG = logging.getLogger("railroad.web.requests")
"""Gets a line for each request at the level INFO."""

POSSIBLE = find_spec("prometheus_client") is not None
_REQUEST_ID = re.compile("[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Watch:
    """Counts nothing: what the service tells its watch where nobody looks."""

    def request(self, endpoint: str, format: str, status: int) -> None:
        """Count an answer."""

    def counter(self, endpoint: str, format: str, status: int) -> Callable[[], None] | None:
        """Return what counts one more answer like this, or None."""
        return None

    def cache(self, result: str) -> None:
        """Count where a picture came from."""

    def stage(self, name: str, seconds: float) -> None:
        """Count the time of a step."""

    def refused(self, reason: str) -> None:
        """Count a picture that was not made."""

    def waiting(self, count: Callable[[], int]) -> None:
        """Say what tells how many pictures are being made or waited for."""

    def page(self) -> bytes | None:
        """Return all counters, as Prometheus reads them; None: nothing is counted."""
        return None


class Counted(Watch):
    """Counts for Prometheus."""

    def __init__(self) -> None:
        """Make all counters, in a registry of their own.

        Raises:
            ImportError: there is no prometheus_client.
        """
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        here = self._registry = CollectorRegistry()
        answers = ("endpoint", "format", "status")
        self._requests = Counter("railroad_requests", "Answers.", answers, registry=here)
        self._caches = Counter("railroad_pictures", "Where pictures came from.", ("source",), registry=here)
        self._refused = Counter(
            "railroad_refused", "Pictures that were not made.", ("reason",), registry=here
        )
        self._stages = Histogram(
            "railroad_stage_seconds", "Steps of pictures.", ("stage",), buckets=_SECONDS, registry=here
        )
        self._waiting = Gauge("railroad_waiting", "Pictures made or waited for now.", registry=here)

    def request(self, endpoint: str, format: str, status: int) -> None:
        """Count an answer."""
        self._requests.labels(endpoint, format, str(status)).inc()

    def counter(self, endpoint: str, format: str, status: int) -> Callable[[], None] | None:
        """Return what counts one more answer like this."""
        counter: Callable[[], None] = self._requests.labels(endpoint, format, str(status)).inc
        return counter

    def cache(self, result: str) -> None:
        """Count where a picture came from."""
        self._caches.labels(result).inc()

    def stage(self, name: str, seconds: float) -> None:
        """Count the time of a step."""
        self._stages.labels(name).observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a picture that was not made."""
        self._refused.labels(reason).inc()

    def waiting(self, count: Callable[[], int]) -> None:
        """Say what tells how many pictures are being made or waited for."""
        self._waiting.set_function(count)

    def page(self) -> bytes | None:
        """Return all counters; those of all processes where ``PROMETHEUS_MULTIPROC_DIR`` says so."""
        import os

        from prometheus_client import CollectorRegistry, generate_latest

        registry = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            from prometheus_client.multiprocess import MultiProcessCollector

            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call,unused-ignore]
        return generate_latest(registry)


def request_id(environ: WSGIEnvironment) -> str:
    """Return the id that a proxy gave the request, or a new one."""
    given: str = environ.get("HTTP_X_REQUEST_ID", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def log_request(environ: WSGIEnvironment, id: str, **facts: Any) -> None:
    """Write a line for a request: JSON, so that nothing in it can be mistaken for another line."""
    LOG.info("%s", json.dumps({"id": id, "method": environ.get("REQUEST_METHOD", ""), **facts}))
