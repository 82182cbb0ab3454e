"""Files that appear whole or not at all, and files that are read from one folder only.

A file is written beside its place and then moved there, which a file system does in one step: whoever looks
sees the old file or the new one, never a half.  What is not a regular file (a pipe, a terminal, a device)
can't be moved over and is written directly.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def write_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file whose folder exists; a symbolic link stays one, and the file it leads to is replaced.

    Raises:
        OSError: about `path`; what was there before is still there.
    """
    with _about(path):
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        with write_folder(target.parent) as put:
            put(target.name, data)


@contextmanager
def write_folder(folder: Path) -> Iterator[Callable[[str, bytes], None]]:
    """Give a function that writes a file of `folder` by its name; the files appear when the block ends.

    The folder and its parents are made then too.  If the block raises, nothing has changed.

    Raises:
        OSError: about a file or about `folder`.
    """
    names: list[str] = []
    with TemporaryDirectory(prefix=".railroad-", dir=_existing(folder)) as stage:

        def put(name: str, data: bytes) -> None:
            with _about(folder / name):
                if (folder / name).is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                Path(stage, name).write_bytes(data)
            names.append(name)

        yield put
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            with _about(folder / name):
                Path(stage, name).replace(folder / name)


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that exists: on the file system where it will be."""
    for above in (folder, *folder.parents):
        if not above.exists():
            continue  # or made by another in this moment: then the one above will do
        if above.is_dir():
            return above
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(above))
    return folder


@contextmanager
def _about(path: str | os.PathLike[str]) -> Iterator[None]:
    """Make every OSError of the block one about `path`, not about a file that only we know of."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def read_inside(folder: str | os.PathLike[str], path: str) -> bytes | None:
    """Return what is in a file of a folder or of one below it; None: there is none, or it is elsewhere.

    `path` has slashes.  Where it leads is looked at, not how it is written: neither ``..`` nor a symbolic
    link nor an absolute path leaves the folder.  Only a regular file is read.
    """
    try:
        inside = Path(folder).resolve(strict=True)
        target = (inside / path).resolve(strict=True)
        if not target.is_relative_to(inside):
            return None
        number = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(number, "rb") as file:  # noqa: PTH123
            return file.read() if stat.S_ISREG(os.fstat(number).st_mode) else None
    except (OSError, ValueError, RuntimeError):  # no such file; a null character; a loop of links
        return None
