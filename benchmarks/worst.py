"""What the worst grammars cost: time and memory of the process that draws each, or who refuses it.

python benchmarks/worst.py [NOTATION …] [svg|png|txt …] [SHARE …]

By default bnf, as svg and png, in full size and in half of it; ``auto=iso`` is ISO EBNF to be found out.
Full size is as many bytes, words and signs as the service takes.  A star stands where a promise is broken:
drawn in 2 s and 256 MiB (PNG: 10 s and 512 MiB), or refused in half a second.  Seconds are of the processor.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from railroad import pipeline
from railroad.errors import RailroadError
from railroad.pipeline import Options
from railroad.web.job import Job, do
from railroad.web.limits import Limits
from tests.web.test_abuse import of_most_words
from tests.web.tongues import shapes

_FORMATS = ("svg", "png", "txt")
_DRAWN = {"svg": (2.0, 256), "png": (10.0, 512), "txt": (2.0, 256)}
_REFUSED = (0.5, 256)


def one(text: str, notation: str, format: str, limits: Limits) -> None:
    """Print what one picture costs; in a process of its own, which ends then."""
    width = pipeline.default_width(format)
    job = Job(text, "x", notation, "auto", format, format, Options(width=width), limits)
    start = time.process_time()
    most = _REFUSED
    try:
        outcome = f"{len(do(job).body):,} bytes"
        most = _DRAWN[format]
    except RailroadError as error:
        outcome = f"refused: {error.diagnostics[0].message[:60]}"
    except MemoryError:
        outcome = "refused: memory"
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    star = "*" if seconds > most[0] or peak > most[1] else " "
    print(f"{seconds:6.2f} s {peak:5} MiB {star} {outcome}", flush=True)


def main() -> None:
    """Print a line for each shape, format and size."""
    words = sys.argv[1:]
    shares = [float(word) for word in words if word[0].isdigit()] or [1.0, 0.5]
    formats = [word for word in words if word in _FORMATS] or ["svg", "png"]
    notations = [word for word in words if not word[0].isdigit() and word not in _FORMATS] or ["bnf"]
    limits = Limits()
    for format in formats:  # everything is imported, as in the processes of the service
        do(Job("a ::= b", "x", "bnf", "auto", format, format, Options(), limits))
    gc.disable()
    for notation in notations:
        read, _, written = notation.partition("=")
        for format in formats:
            for name, make in shapes(written or read).items():
                for share in shares:
                    text = of_most_words(make, share)
                    print(f"{notation} {format} {share:g} {name:38}", end=" ", flush=True)
                    child = os.fork()
                    if child == 0:
                        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
                        one(text, read, format, limits)
                        os._exit(0)
                    if os.waitpid(child, 0)[1]:
                        print("* died", flush=True)


if __name__ == "__main__":
    main()
