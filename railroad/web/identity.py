"""What the code of this process is, so that it can be told from that of a process which starts later.

The server's process has its code from when it started, and its template from when that was started again.  If
the package was changed on the disk between, by an upgrade or an editor, the two don't understand each other,
or draw other pictures under the same key.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from hashlib import sha256
from pathlib import Path

import railroad
from railroad.pipeline import Options
from railroad.web.job import Job
from railroad.web.limits import Limits
from railroad.web.links import Links


def _identity() -> str:
    """Return a digest of all that decides what a process of ours says and understands."""
    about = [
        railroad.__version__,
        sys.version,
        *(
            f"{kind.__name__}: {[field.name for field in fields(kind)]}"
            for kind in (Job, Options, Limits, Links)
        ),
        *_files(Path(railroad.__file__).parent),
    ]
    return sha256("\n".join(about).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: Path) -> list[str]:
    """Return the files of the package, each with its size and the time of its last change."""
    found = []
    for path in sorted(folder.rglob("*")):
        try:
            state = path.stat()
        except OSError:  # it has gone
            continue
        if path.is_file() and path.suffix != ".pyc":
            found.append(f"{path.relative_to(folder)} {state.st_size} {state.st_mtime_ns}")
    return found


IDENTITY = _identity()
"""As this process has it from when it imported this."""
