"""The command ``railroad``, also ``python -m railroad``.

``railroad --version`` is answered here, before anything is imported, so that it costs no more than Python.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command with the arguments of the process and return its exit code."""
    try:
        if sys.argv[1:] == ["--version"] and sys.stdout is not None:
            from railroad import __version__

            sys.stdout.write(f"railroad {__version__}\n")
            sys.stdout.flush()
            return 0
    except OSError:
        pass  # said as every failed write is
    except KeyboardInterrupt:
        return 130
    return _run()


def _run() -> int:
    try:
        from railroad.cli import run
    except KeyboardInterrupt:  # while it is being loaded
        return 130
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
