"""What the worst grammars cost: time and memory of the process that draws each, or who refuses it.

python benchmarks/worst.py [NOTATION …] [svg|png|txt …] [SHARE …] [width=N] [bad]

By default bnf, as svg and png, in full size and in half of it; ``auto=iso`` is ISO EBNF to be found out.
With ``bad`` only what breaks a promise is printed, and a summary.
Full size is as many bytes, words and signs as the service takes.  A star stands where a promise is broken:
drawn in 2 s and 256 MiB (PNG: 10 s and 512 MiB), or refused in half a second.  Seconds are of the processor.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from railroad import pipeline
from railroad.pipeline import Options
from railroad.web.job import Job, do
from railroad.web.limits import Limits
from tests.web.cost import measured
from tests.web.test_abuse import of_most_words
from tests.web.tongues import shapes

_WIDTH = "width="
_FORMATS = ("svg", "png", "txt")


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
