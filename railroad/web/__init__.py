"""Railroad diagrams from a URL and in pages: a WSGI application, two middlewares, and what makes URLs.

    from railroad.web import RailroadApp
    application = RailroadApp("grammars")

    /g/json.svg             all rules of grammars/json.bnf
    /g/json/value.png       one rule
    /diagram.svg?bnf=TEXT   the grammar right in the URL
    /bnf/svg/ENCODED        the same, compressed as Kroki has it

    application = RailroadPages(application)

    <pre class="railroad">a ::= b</pre>     in its pages becomes the diagram

The names are resolved when they are first used; werkzeug is imported then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from railroad.web.app import RailroadApp
    from railroad.web.html_pages import RailroadPages
    from railroad.web.limits import Limits
    from railroad.web.middleware import RailroadMiddleware
    from railroad.web.urls import data_url, diagram_url, img_tag

__all__ = [
    "Limits",
    "RailroadApp",
    "RailroadMiddleware",
    "RailroadPages",
    "data_url",
    "diagram_url",
    "img_tag",
]

_HOMES = {
    "Limits": "railroad.web.limits",
    "RailroadApp": "railroad.web.app",
    "RailroadMiddleware": "railroad.web.middleware",
    "RailroadPages": "railroad.web.html_pages",
    "data_url": "railroad.web.urls",
    "diagram_url": "railroad.web.urls",
    "img_tag": "railroad.web.urls",
}


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
