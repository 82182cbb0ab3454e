"""What starting costs: whole processes, least of 15, beside bare Python and the import of Lark.

python benchmarks/startup.py

Times are of the processor, not of the clock, so that other work on the machine matters less.  A grammar of
20 rules is drawn as text.  All modules are compiled beforehand, as an installation does.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

RUNS = 15
RULES = 20
GRAMMARS = {
    "bnf": '<r{0}> ::= "a" | <r{1}> "b" | ( <r{2}> [ "c" ] )\n',
    "abnf": 'r{0} = "a" / r{1} "b" / ( r{2} [ "c" ] )\n',
    "peg": 'r{0} <- "a" / r{1} "b" / ( r{2} "c"? )\n',
}
LARK = "python -c 'import lark'"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import click'": ["-c", "import click"],
    LARK: ["-c", "import lark"],
    "python -c 'import railroad'": ["-c", "import railroad"],
    "python -m railroad --version": ["-m", "railroad", "--version"],
}
DRAW = ["-m", "railroad", "render", "-T", "txt"]


def seconds(arguments: list[str], compiled: Path) -> float:
    """Return how much time of the processor one process takes, with what is compiled in a folder."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def drawing(folder: Path) -> dict[str, list[str]]:
    """Return the commands that draw a grammar of each notation, and one that is left to find out which."""
    from railroad.notation import NOTATIONS

    commands = {}
    for notation, rule in GRAMMARS.items():
        if notation in NOTATIONS:
            file = folder / notation
            file.write_text(
                "".join(rule.format(i, (i + 1) % RULES, (i + 3) % RULES) for i in range(RULES)),
                encoding="utf-8",
            )
            commands[f"railroad render -n {notation}"] = [*DRAW, "-n", notation, str(file)]
            if "auto" in NOTATIONS:
                commands[f"railroad render ({notation})"] = [*DRAW, "-n", "auto", str(file)]
    return commands


def main() -> None:
    """Print the least times, and each as a multiple of importing Lark."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {**COMMANDS, **drawing(Path(folder))}
        least = dict.fromkeys(commands, float("inf"))
        for _ in range(RUNS):
            for name, arguments in commands.items():  # interleaved, so that a busy moment hits all
                least[name] = min(least[name], seconds(arguments, Path(folder, "compiled")))
    for name, taken in least.items():
        print(f"{name:32} {taken * 1000:7.1f} ms {taken / least[LARK]:5.2f} ×")


if __name__ == "__main__":
    main()
