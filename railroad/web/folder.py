"""The grammars of a folder, found by the path of a URL.

    json/value       →  json.bnf, rule "value"
    sub/json         →  sub/json.bnf, all rules
    json.bnf/value   →  the same file by its whole name, as where json.abnf stands beside it

A file is there as soon as it is in the folder.  Names are looked up among those that the folder lists and are
never joined to a path, so no request can leave the folder; hidden files and links out of it do not exist.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from railroad import pipeline
from railroad.errors import nearest
from railroad.web.errors import WebError, not_found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_LISTED = 2000
"""The most grammars that a listing has."""
SUFFIXES = frozenset(
    {".abnf", ".bnf", ".ebnf", ".g4", ".gbnf", ".gram", ".iso", ".lalrpop", ".lark", ".peg", ".pegjs"}
    | {".pest", ".rbnf", ".tatsu", ".w3c", ".wsn", ".y", ".yy"}
)
"""Files with these are grammars, and those of the notations; others are nobody's business."""


@dataclass(frozen=True, slots=True)
class GrammarFile:
    """A grammar of the folder."""

    path: Path
    """Where it is, every link followed."""
    name: str
    """Its path below the folder, with ``/``: what messages call it."""
    url: str
    """The part of the URL's path that names it."""
    looked_at: tuple[Path, ...] = ()
    """All that decided that it is this file: a change of it may make it another one."""

    @property
    def stem(self) -> str:
        """The name without folders and suffix."""
        return Path(self.name).stem

    def read(self) -> bytes:
        """Return what is in it.

        Raises:
            WebError: 404, it has gone or is closed to us.
        """
        try:
            return self.path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, PermissionError):
            raise not_found(f"{self.name} can't be read") from None


class GrammarFolder:
    """A folder of grammars."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        """Remember the folder.

        Raises:
            OSError: there is none.
        """
        os.scandir(root).close()
        self._root = Path(root).absolute()

    def find(self, path: str) -> tuple[GrammarFile, str | None]:
        """Return the grammar that a path names, and the rule if the path goes on: the longest name wins.

        Raises:
            WebError: 404, there is no such grammar, or there are two.
        """
        segments = path.split("/")
        best: tuple[Sequence[GrammarFile], int] | None = None
        known: list[str] = []
        for count, folder in self._descend(segments):
            known = _grammars(folder)
            files = self._named(segments[:count], folder, known)
            if files:
                best = files, count
        if best is None:
            raise not_found(f'there is no grammar "{path[:100]}"', nearest(segments[0], map(_stem, known)))
        files, count = best
        if len(files) > 1:
            raise ambiguous(files)
        return files[0], "/".join(segments[count:]) if count < len(segments) else None

    def listing(self, path: str = "") -> dict[str, Path] | None:
        """Return the grammars in and below a folder, in order: how the URL of each ends, and where it is.

        None: there is no such folder.
        """
        segments = [segment for segment in path.split("/") if segment]
        start = self._root
        for segment in segments:
            if segment not in _names(start) or self._inside(start / segment) is None:
                return None
            start = start / segment
        if not start.is_dir():
            return None
        found: dict[str, Path] = {}
        todo = [(start, "".join(f"{segment}/" for segment in segments))]
        while todo and len(found) < _MOST_LISTED:
            folder, above = todo.pop()
            grammars = sorted(_grammars(folder))
            stems = Counter(map(_stem, grammars))
            for name in grammars:
                found[above + (_stem(name) if stems[_stem(name)] == 1 else name)] = folder / name
            below = sorted(set(_names(folder)) - set(grammars), reverse=True)
            todo += [
                (folder / name, f"{above}{name}/")
                for name in below
                if (folder / name).is_dir()
                and not (folder / name).is_symlink()
                and self._inside(folder / name) is not None
            ]
        return dict(islice(found.items(), _MOST_LISTED))

    def first(self) -> str | None:
        """Return the name of a grammar right in the folder, if there is one, to show as an example."""
        return min(map(_stem, _grammars(self._root)), default=None)

    def _descend(self, segments: Sequence[str]) -> Iterator[tuple[int, Path]]:
        """Yield, for each segment that has one, its number from 1 and the folder it is to be looked up in."""
        folder = self._root
        for count, segment in enumerate(segments, 1):
            yield count, folder
            if segment not in _names(folder) or self._inside(folder / segment) is None:
                return
            folder = folder / segment

    def _named(self, segments: Sequence[str], folder: Path, known: Sequence[str]) -> Sequence[GrammarFile]:
        """Return the grammar of exactly the last segment's name, else all that have it as their stem."""
        wanted = segments[-1]
        names = [wanted] if wanted in known else sorted(name for name in known if _stem(name) == wanted)
        above = "".join(f"{segment}/" for segment in segments[:-1])
        files = []
        for name in names:
            path = self._inside(folder / name)
            if path is not None and path.is_file():
                looked_at = (path, *_path_of(self._root, segments[:-1]))
                files.append(GrammarFile(path, above + name, "/".join(segments), looked_at))
        return files

    def _inside(self, path: Path) -> Path | None:
        """Return where a path leads, unless that is outside of the folder or hidden in it.

        What begins with two dots is not hidden from links: Kubernetes keeps there what its volumes show
        (``json.bnf → ..data/json.bnf → ..2026_11_24/json.bnf``).
        """
        root, real = os.path.realpath(self._root), Path(os.path.realpath(path))
        if not real.is_relative_to(root):
            return None
        hidden = (part.startswith(".") and not part.startswith("..") for part in real.relative_to(root).parts)
        return None if any(hidden) else real


def _names(folder: Path) -> list[str]:
    """Return the names in a folder that are not hidden; none if there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def _grammars(folder: Path) -> list[str]:
    return [name for name in _names(folder) if _is_grammar(name)]


def _is_grammar(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES or name.lower().endswith(pipeline.suffixes())


def _path_of(root: Path, segments: Sequence[str]) -> Iterator[Path]:
    """Yield the folder and those below it on the way."""
    yield root
    for segment in segments:
        root = root / segment
        yield root


def _stem(name: str) -> str:
    return Path(name).stem


def ambiguous(files: Sequence[GrammarFile]) -> WebError:
    """Return the refusal of a name that several grammars have."""
    names = [file.name for file in files]
    return not_found(
        f'"{files[0].url}" is {len(files)} grammars here: {" and ".join(names)}',
        f"say which: /g/{names[0]}…",
    )
