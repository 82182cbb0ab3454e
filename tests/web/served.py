"""The applications that real servers are started with in tests; what differs comes from the environment."""

from __future__ import annotations

import os
from typing import Any

from railroad.web import Limits, RailroadApp

FOLDER = os.environ.get("TEST_GRAMMARS") or None
CACHE = os.environ.get("TEST_CACHE") or None
LIMITS = Limits.load()

app = RailroadApp(FOLDER, limits=LIMITS, cache=CACHE)


def __getattr__(name: str) -> Any:
    """Make the other applications where they are asked for, so that only these need their packages."""
    from tests.web import mounted, paged

    return getattr(paged if name.startswith("paged_") else mounted, name)()
