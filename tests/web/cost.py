"""What one picture costs: processor time and memory of the process that makes it, beside what is promised.

measured(job).broken("svg")     over 2 s or 256 MiB; PNG: 10 s or 512 MiB; refused: over half a second
"""

from __future__ import annotations

import gc
import json
import os
import resource
import time
from typing import NamedTuple

from railroad.errors import RailroadError
from railroad.web.job import Job, do

_DRAWN = {"svg": (2.0, 256), "png": (10.0, 512), "txt": (2.0, 256)}
_REFUSED = (0.5, 256)


_TRIES = 3
"""How often what seems too slow is measured: a busy machine makes everything slower, and nothing faster."""


class Cost(NamedTuple):
    """What one picture cost."""

    seconds: float
    peak: int
    drawn: bool
    outcome: str

    def broken(self, format: str) -> bool:
        """Return whether that is more than is promised."""
        seconds, peak = _DRAWN[format] if self.drawn else _REFUSED
        return self.seconds > seconds or self.peak > peak


def one(job: Job) -> Cost:
    """Return what one picture costs; in a process of its own, which ends then."""
    start = time.process_time()
    drawn = False
    try:
        outcome = f"{len(do(job).body):,} bytes"
        drawn = True
    except RailroadError as error:
        outcome = f"refused: {error.diagnostics[0].message[:60]}"
    except MemoryError:
        outcome = "refused: memory"
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Cost(seconds, peak, drawn, outcome)


def measured(job: Job) -> Cost:
    """Return what one picture costs at its fastest of a few times."""
    best = Cost(float("inf"), 0, False, "died")
    for _ in range(_TRIES):
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            gc.disable()  # as in the processes of the service
            resource.setrlimit(resource.RLIMIT_AS, (job.limits.memory, job.limits.memory))
            os.write(theirs, json.dumps(one(job)).encode())
            os._exit(0)
        os.close(theirs)
        with os.fdopen(ours, "rb") as told:
            data = told.read()
        os.waitpid(child, 0)
        if data:
            best = min(best, Cost(*json.loads(data)))
        if not best.broken(job.format):
            break
    return best
