"""Several folders and single files of grammars, served as one.

    grammars                     /g/json     what is in the only folder stands at the top
    calc.bnf                     /g/calc     and so does every file that is named
    grammars  other  calc.bnf    /g/grammars/json, /g/other/x, /g/calc: several folders have their names

A file that is named is a grammar whatever its suffix; a folder serves what `GrammarFolder` does.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from railroad.errors import OptionError, nearest
from railroad.web.errors import not_found
from railroad.web.folder import GrammarFile, GrammarFolder, ambiguous

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable


def open_grammars(*sources: str | os.PathLike[str]) -> GrammarFolder | Shelf:
    """Return the grammars of folders and files; one folder is served as it is.

    Raises:
        OSError: one is not there.
        OptionError: two have the same name.
    """
    if len(sources) == 1 and not Path(sources[0]).is_file():
        return GrammarFolder(sources[0])
    return Shelf(sources)


class Shelf:
    """Folders and files of grammars, each under its name."""

    def __init__(self, sources: Iterable[str | os.PathLike[str]]) -> None:
        """Remember them.

        Raises:
            OSError: one is not there.
            OptionError: two have the same name.
        """
        self._files: dict[str, Path] = {}
        self._folders: dict[str, GrammarFolder] = {}
        for source in sources:
            Path(source).stat()  # said of the name that was given
            path = Path(source).absolute()
            name = path.name or path.resolve().name or "root"
            if name in self._files or name in self._folders:
                raise OptionError.at(
                    None, f'two of these are called "{name}"; serve the folder that they are in'
                )
            if path.is_file():
                path.open("rb").close()
                self._files[name] = path
            else:
                self._folders[name] = GrammarFolder(path)

    def find(self, path: str) -> tuple[GrammarFile, str | None]:
        """Return the grammar that a path names, and the rule if the path goes on.

        Raises:
            WebError: 404, there is no such grammar, or there are two.
        """
        first, slash, rest = path.partition("/")
        if first in self._folders and slash:
            file, rule = self._folders[first].find(rest)
            return replace(file, name=f"{first}/{file.name}", url=f"{first}/{file.url}"), rule
        files = [
            GrammarFile(place.resolve(), name, first, (place,))
            for name, place in sorted(self._files.items())
            if first == name or (first == Path(name).stem and first not in self._files)
        ]
        if len(files) > 1:
            raise ambiguous(files)
        if not files:
            known = [*self._folders, *(Path(name).stem for name in self._files)]
            raise not_found(f'there is no grammar "{path[:100]}"', nearest(first, known))
        return files[0], rest if slash else None

    def listing(self, path: str = "") -> dict[str, Path] | None:
        """Return the grammars in and below a folder, in order: how the URL of each ends, and where it is.

        None: there is no such folder.
        """
        first, _, rest = path.strip("/").partition("/")
        if not first:
            files = {self._shortest(name): place for name, place in self._files.items()}
            found = {name: files[name] for name in sorted(files)}
            for each in sorted(self._folders):
                found |= self._below(each, "") or {}
            return found
        return self._below(first, rest) if first in self._folders else None

    def first(self) -> str | None:
        """Return the name of a grammar, if there is one, to show as an example."""
        return next(iter(self.listing() or ()), None)

    def _shortest(self, name: str) -> str:
        """Return the name of a file without its suffix, unless that is another's name too."""
        stem = Path(name).stem
        alone = [Path(other).stem for other in self._files].count(stem) == 1
        return stem if alone and stem not in self._folders else name

    def _below(self, folder: str, path: str) -> dict[str, Path] | None:
        below = self._folders[folder].listing(path)
        return None if below is None else {f"{folder}/{name}": place for name, place in below.items()}
