"""What the worst grammars of a size cost: time and memory of the process that draws each, or who refuses it.

python benchmarks/worst.py [SIZE] [svg|png|txt …]        by default 65536, svg and png
"""

from __future__ import annotations

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
from tests.web.shapes import SHAPES


def one(text: str, format: str, limits: Limits) -> None:
    """Print what one picture costs; in a process of its own, which ends then."""
    job = Job(text, "x", "bnf", "auto", format, format, Options(width=pipeline.default_width(format)), limits)
    do(Job("a ::= b", "x", "bnf", "auto", format, format, Options(), limits))  # everything is imported
    start = time.process_time()
    try:
        outcome = f"{len(do(job).body):,} bytes"
    except RailroadError as error:
        outcome = f"refused: {error.diagnostics[0].message[:60]}"
    except MemoryError:
        outcome = "refused: memory"
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{seconds:6.2f} s {peak:5} MiB  {outcome}", flush=True)


def main() -> None:
    """Print a line for each shape and format."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    formats = [word for word in sys.argv[1:] if not word.isdigit()] or ["svg", "png"]
    limits = Limits()
    for format in formats:
        for name, make in SHAPES.items():
            print(f"{format} {name:28}", end=" ", flush=True)
            child = os.fork()
            if child == 0:
                resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
                one(make(numbers[0] if numbers else limits.text), format, limits)
                os._exit(0)
            os.waitpid(child, 0)


if __name__ == "__main__":
    main()
