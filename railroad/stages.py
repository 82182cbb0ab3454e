"""How long each step takes, told to whoever asks: a server that counts, a benchmark that compares.

    with heard(lambda name, seconds: …):     whatever runs in here …
        with stage("lay out"): …             … tells of its steps

Where nobody listens a step costs next to nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LISTENER: ContextVar[Callable[[str, float], None] | None] = ContextVar("stages", default=None)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Run the block as the step `name`; its seconds of wall time are told, also if it fails."""
    listener = _LISTENER.get()
    if listener is None:
        yield
        return
    start = perf_counter()
    try:
        yield
    finally:
        listener(name, perf_counter() - start)


@contextmanager
def heard(listener: Callable[[str, float], None]) -> Iterator[None]:
    """Tell `listener` the name and the seconds of each step that ends in the block."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)
