"""Which part of the application a path belongs to.

/                               demo, and a POST as Kroki has it
/g/PATH.EXT  /g/PATH/RULE.EXT   file          /g/  /g/PATH/     grammars
/diagram.EXT                    text          /api/render       api
/NOTATION/FORMAT/ENCODED        encoded       /NOTATION[/FORMAT]  posted
/openapi.json                   openapi       /healthz /readyz /metrics   health, ready, metrics
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from railroad import pipeline
from railroad.errors import nearest
from railroad.web.errors import WebError, cut, not_found, refusal
from railroad.web.job import DESCRIPTION

if TYPE_CHECKING:
    from collections.abc import Collection

PARTS = (
    *("demo", "file", "grammars", "text", "encoded", "post", "api", "openapi"),
    *("health", "ready", "metrics"),
)
"""What can be switched off; `post` is every POST but that to the API."""
_FIXED = {
    "/api/render": ("api", "POST"),
    "/openapi.json": ("openapi", "GET"),
    "/healthz": ("health", "GET"),
    "/readyz": ("ready", "GET"),
    "/metrics": ("metrics", "GET"),
}
_METHODS = {
    "GET": "GET, HEAD, OPTIONS",
    "POST": "POST, OPTIONS",
    "GET POST": "GET, HEAD, POST, OPTIONS",
}
_HINT = "pictures are at /g/GRAMMAR.svg, /diagram.svg?bnf=TEXT and /bnf/svg/ENCODED"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a path leads."""

    part: str
    methods: str
    """Those that it has, as the header Allow says them."""
    format: str = ""
    """The format that the path names."""
    rest: str = ""
    """The part of the path that says more: that of a file without its suffix, an encoded text."""
    notation: str = ""
    """The name of a notation, as the path has it."""


def find_route(path: str, method: str, notations: Collection[str], off: Collection[str]) -> Route:
    """Return where a (decoded) path leads.

    Raises:
        WebError: 404, nowhere; 405, with the methods that it has.
    """
    route, methods = _route(path, notations)
    if "post" in off or (route.part == "demo" and method != "POST"):
        methods = methods.replace("GET POST", "GET")
    # A POST to the root needs no demo page, nor a POST of a text a text in the URL.
    part = "post" if method == "POST" and "POST" in methods and route.part != "api" else route.part
    if part in off or (route.part == "posted" and "post" in off):
        raise not_found("there is nothing here", _HINT)
    allowed = _METHODS["GET POST" if route.part == "demo" and "post" not in off else methods]
    if method not in allowed.split(", "):
        raise WebError(
            HTTPStatus.METHOD_NOT_ALLOWED,
            refusal(
                HTTPStatus.METHOD_NOT_ALLOWED, f"there is no {cut(method)} here", f"there are {allowed}"
            ).error,
            allow=allowed,
        )
    return Route(route.part, allowed, route.format, route.rest, route.notation)


def split(path: str) -> tuple[str, str]:
    """Return a path without its last suffix, and the suffix without its dot.

    >>> split("a.b/c.svg"), split("a.b/c")
    (('a.b/c', 'svg'), ('a.b/c', ''))
    """
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and "/" not in suffix else (path, "")


def known_format(format: str, otherwise: str | None = None) -> str:
    """Return a format.

    Args:
        format: its name.
        otherwise: the hint, if no format has a name like that; None: all formats.

    Raises:
        WebError: 404, there is none of that name.
    """
    formats = (*pipeline.formats(), DESCRIPTION)
    if format not in formats:
        hint = nearest(format, formats) or otherwise or f"formats: {', '.join(formats)}"
        raise not_found(f'there is no format "{format[:20]}"' if format else "no format is named", hint)
    return format


def _route(path: str, notations: Collection[str]) -> tuple[Route, str]:
    """Return where a path leads, and by which methods."""
    if path in ("", "/"):
        return Route("demo", ""), "GET POST"
    if path in _FIXED:
        part, methods = _FIXED[path]
        return Route(part, ""), methods
    if path.startswith("/g/"):
        rest = path[3:]
        if not rest or rest.endswith("/"):
            return Route("grammars", "", rest=rest.rstrip("/")), "GET"
        stem, suffix = split(rest)
        hint = f"its picture would be {cut(path)}.svg, its page {cut(path)}/"
        return Route("file", "", known_format(suffix, hint), stem), "GET"
    if path.startswith("/diagram."):
        return Route("text", "", known_format(path[9:])), "GET POST"
    notation, _, rest = path[1:].partition("/")
    if notation in notations:
        format, slash, encoded = rest.partition("/")
        if slash:
            return Route("encoded", "", known_format(format), encoded, notation), "GET"
        return Route("posted", "", known_format(format) if format else "", "", notation), "POST"
    raise not_found("there is nothing here", _HINT)
