"""Mount the pictures in front of any WSGI application, at a prefix of its paths.

/railroad/…   answered here, also by 404
all others    that application's, as if nothing stood before it
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from railroad.web.app import RailroadApp

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class RailroadMiddleware:
    """A WSGI application that answers at and below a prefix, and hands on all other requests untouched.

    application = RailroadMiddleware(application, "/railroad", "grammars", theme="dark")
    """

    def __init__(
        self,
        app: WSGIApplication,
        prefix: str = "/railroad",
        grammars: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None = None,
        **options: Any,
    ) -> None:
        """Mount a `RailroadApp` in front of `app`.

        Args:
            app: the application that all other paths belong to.
            prefix: a path, such as ``/railroad``; ``/`` or nothing is every path, so that none is left.
            grammars: as of `RailroadApp`.
            options: the other arguments of `RailroadApp`.

        Raises:
            OSError, OptionError, ValueError: as `RailroadApp`.
        """
        self._app = app
        self._railroad = RailroadApp(grammars, **options)
        path = "".join(f"/{part}" for part in prefix.split("/") if part)
        self._below = f"{path}/".encode().decode("latin-1")
        self._prefix = path.encode().decode("latin-1")  # as WSGI spells paths (PEP 3333)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(self._below) and path != self._prefix:
            return self._app(environ, start_response)
        below = {
            **environ,
            "SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + self._prefix,
            "PATH_INFO": path[len(self._prefix) :],
        }
        return self._railroad(below, start_response)

    @property
    def pictures(self) -> RailroadApp:
        """What answers at and below the prefix."""
        return self._railroad

    def close(self) -> None:
        """End the processes that make pictures; a later request starts new ones."""
        self._railroad.close()
