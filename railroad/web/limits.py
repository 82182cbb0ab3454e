"""What a request may cost, in one value: every bound of the service, with its default.

    Limits()                             the defaults
    Limits(text=4096)                    one of them changed
    Limits.load("limits.toml")           from a file, then from the environment: RAILROAD_LIMIT_TEXT=4096

Sizes are bytes unless a field says otherwise, times are seconds.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railroad.errors import OptionError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PREFIX = "RAILROAD_LIMIT_"
"""How the names of environment variables begin that set a limit."""
FILE = "RAILROAD_LIMITS"
"""The environment variable that names a file of limits."""

_KIB, _MIB = 1024, 1024 * 1024


def _limit(default: Any, about: str, least: float = 1) -> Any:
    return field(default=default, metadata={"about": about, "least": least})


@dataclass(frozen=True, slots=True)
class Limits:
    """Every bound of the service.

    Raises:
        OptionError: a limit is not of its type, or below the least it can be.
    """

    text: int = _limit(64 * _KIB, "bytes of a grammar, as UTF-8")
    encoded: int = _limit(8000, "characters of a grammar that is compressed in a URL")
    body: int = _limit(128 * _KIB, "bytes of the body of a POST")
    words: int = _limit(18_000, "words and signs of a grammar; those of JSON are not counted")
    rules: int = _limit(2000, "rules of a grammar")
    nodes: int = _limit(10_000, "parts of all its rules; in a picture wider than usual they count for more")
    depth: int = _limit(100, "parts within one another")
    svg_bytes: int = _limit(6 * _MIB, "bytes of an SVG or a text")
    svg_elements: int = _limit(60_000, "elements of an SVG")
    png_side: int = _limit(16_384, "pixels of a PNG on one side")
    png_pixels: int = _limit(16_000_000, "pixels of a PNG in all")
    least_scale: float = _limit(0.25, "the least scale of a PNG", 0.001)
    most_scale: float = _limit(4.0, "the greatest scale of a PNG", 0.001)
    least_width: int = _limit(20, "the least width that may be asked for, in user units or columns", 20)
    most_width: int = _limit(9999, "the greatest width that may be asked for")
    svg_seconds: float = _limit(5.0, "seconds for an SVG or a text; then its process is killed", 0.001)
    png_seconds: float = _limit(10.0, "seconds for a PNG; then its process is killed", 0.001)
    killed_seconds: float = _limit(60.0, "seconds for which what was killed is refused without a try", 0)
    memory: int = _limit(768 * _MIB, "bytes of address space of a process that makes pictures", 128 * _MIB)
    pictures: int = _limit(500, "pictures that a process makes before it is replaced")
    processes: int = _limit(
        max(1, os.cpu_count() or 1), "processes that make pictures; 0: the server's own threads do", 0
    )
    queue: int = _limit(4 * max(1, os.cpu_count() or 1), "pictures that may wait for a process", 0)
    queue_seconds: float = _limit(2.0, "seconds that a picture may wait for a process, then 503", 0)
    retry_after: int = _limit(1, "seconds after which a client that got 503 should ask again", 0)
    ready: int = _limit(4096, "answers that are kept ready, headers and all", 0)
    memory_cache: int = _limit(64 * _MIB, "bytes of pictures that a server's process keeps in memory", 0)
    disk_cache: int = _limit(1024 * _MIB, "bytes of pictures that a cache folder holds")
    cache_entry: int = _limit(8 * _MIB, "bytes of the largest picture that is kept")
    cache_seconds: float = _limit(0.2, "seconds that a cache elsewhere may take to answer", 0.001)
    cache_pause: float = _limit(5.0, "seconds for which a cache that failed is left alone", 0)
    page: int = _limit(4 * _MIB, "bytes of a page of another application that diagrams are put into")
    page_diagrams: int = _limit(100, "diagrams that are put into a page", 0)
    page_seconds: float = _limit(10.0, "seconds after which no more diagrams of a page are made", 0)
    compress: int = _limit(1024, "bytes from which an answer is compressed", 0)

    def __post_init__(self) -> None:
        for limit in fields(self):
            _check(limit.name, getattr(self, limit.name), _type(limit.name), limit.metadata["least"])
        for low, high in (("least_scale", "most_scale"), ("least_width", "most_width")):
            if getattr(self, low) > getattr(self, high):
                raise OptionError.at(None, f"{low}: {getattr(self, low)} is over {high}")

    @classmethod
    def load(
        cls, file: str | os.PathLike[str] | None = None, environ: Mapping[str, str] = os.environ
    ) -> Limits:
        """Return the defaults, changed by a TOML file and then by the environment.

        Args:
            file: a file of lines ``NAME = NUMBER``; None: the one that ``RAILROAD_LIMITS`` names, if any.
            environ: where ``RAILROAD_LIMIT_NAME`` may stand.

        Raises:
            OptionError: an unknown limit, or a value that it can't have; the message names it.
            OSError: the file can't be read.
        """
        path = file if file is not None else environ.get(FILE) or None
        limits = cls() if path is None else cls()._with(_from_file(Path(path)))
        return limits._with(
            {
                name.removeprefix(PREFIX).lower(): _number(name, value)
                for name, value in environ.items()
                if name.startswith(PREFIX)
            }
        )

    def show(self) -> Iterator[str]:
        """Yield a line for each limit, as a file of limits has it: name, value, what it bounds."""
        lines = [(f"{limit.name} = {getattr(self, limit.name)}", limit.metadata) for limit in fields(self)]
        widest = max(len(line) for line, _ in lines)
        for line, metadata in lines:
            yield f"{line:{widest}}  # {metadata['about']}"

    def seconds(self, format: str) -> float:
        """Return how long a picture of a format may take."""
        return self.png_seconds if format == "png" else self.svg_seconds

    def _with(self, values: Mapping[str, Any]) -> Limits:
        names = [limit.name for limit in fields(self)]
        for name in values:
            if name not in names:
                raise OptionError.at(None, f'there is no limit "{name}"', hint=nearest(name, names))
        return replace(self, **values)


def _type(name: str) -> type:
    """Return the type of a limit, as its default has it."""
    kind: type = type(Limits.__dataclass_fields__[name].default)
    return kind


def _check(name: str, value: Any, kind: type, least: float) -> None:
    """Raise unless a limit has a value that it can have."""
    known = (int,) if kind is int else (int, float)
    if not isinstance(value, known) or isinstance(value, bool) or not isfinite(value):
        what = "a whole number" if kind is int else "a number"
        raise OptionError.at(None, f"{name}: {value!r} is not {what}")
    if not least <= value <= sys.maxsize:
        raise OptionError.at(None, f"{name}: {value!r} is less than {least:g}")


def _number(name: str, value: str) -> int | float:
    """Return the number that an environment variable holds."""
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    raise OptionError.at(None, f'{name}: "{value[:60]}" is no number')


def _from_file(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionError.at(None, f"{path}: {error}") from None
