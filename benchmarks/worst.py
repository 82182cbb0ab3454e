"""What the worst grammars cost: time and memory of the process that draws each, or who refuses it.

python benchmarks/worst.py [NOTATION …] [svg|png|txt …] [SHARE …] [width=N] [bad]

By default bnf, as svg and png, in full size and in half of it; ``auto=iso`` is ISO EBNF to be found out.
With ``bad`` only what breaks a promise is printed, and a summary.
Full size is as many bytes, words and signs as the service takes.  A star stands where a promise is broken:
drawn in 2 s and 256 MiB (PNG: 10 s and 512 MiB), or refused in half a second.  Seconds are of the processor.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from railroad import pipeline
from railroad.errors import RailroadError
from railroad.pipeline import Options
from railroad.web.job import Job, do
from railroad.web.limits import Limits
from tests.web.test_abuse import of_most_words
from tests.web.tongues import shapes

_WIDTH = "width="
_FORMATS = ("svg", "png", "txt")
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


def main() -> None:
    """Print a line for each shape, format and size."""
    words = sys.argv[1:]
    shares = [float(word) for word in words if word[0].isdigit()] or [1.0, 0.5]
    formats = [word for word in words if word in _FORMATS] or ["svg", "png"]
    widths = [float(word.removeprefix(_WIDTH)) for word in words if word.startswith(_WIDTH)]
    notations = [
        word
        for word in words
        if not (word[0].isdigit() or word in _FORMATS or word.startswith(_WIDTH) or word == "bad")
    ] or ["bnf"]
    limits = Limits()
    for format in formats:  # everything is imported, as in the processes of the service
        do(Job("a ::= b", "x", "bnf", "auto", format, format, Options(), limits))
    gc.disable()
    count = broken = 0
    for notation in notations:
        read, _, written = notation.partition("=")
        for format in formats:
            for name, make in shapes(written or read).items():
                for share in shares:
                    text = of_most_words(make, share)
                    for width in widths or [pipeline.default_width(format)]:
                        options = Options(width=width)
                        cost = measured(Job(text, "x", read, "auto", format, format, options, limits))
                        bad = cost.broken(format)
                        count, broken = count + 1, broken + bad
                        if bad or "bad" not in words:
                            shape = f"{notation} {format} {share:g} {name:38}"
                            star = "*" if bad else " "
                            print(f"{shape} {cost.seconds:6.2f} s {cost.peak:5} MiB {star} {cost.outcome}")
    print(f"{count} measured, {broken} over what is promised")


if __name__ == "__main__":
    main()
