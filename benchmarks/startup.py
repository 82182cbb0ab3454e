"""What starting costs: whole processes, median of 20, beside bare Python and click.

python benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 20
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    "python -c 'import railroad'": ["-c", "import railroad"],
    "python -m railroad --version": ["-m", "railroad", "--version"],
    "python -c 'import lark'": ["-c", "import lark"],
}


def seconds(arguments: list[str]) -> float:
    """Return how long one process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians, and each as a multiple of bare Python."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, arguments in COMMANDS.items():  # interleaved, so that a busy moment hits all
            times[name].append(seconds(arguments))
    bare = statistics.median(times["python -c pass"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:32} {median * 1000:7.1f} ms {median / bare:5.2f} ×")


if __name__ == "__main__":
    main()
