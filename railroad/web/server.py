"""The development server: grammars of this machine, to look at while one writes them.

    railroad serve [DIR|FILE…]   →   http://127.0.0.1:8000/g/

Werkzeug's server, a thread for each request, with the pages of `development`, which keep themselves up to
date.  It ends at Ctrl+C, SIGTERM or when its terminal closes, and with it every process that it started.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.serving import WSGIRequestHandler, make_server

from railroad.web.development import DevelopmentApp, is_loopback
from railroad.web.shelf import open_grammars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from railroad.web.limits import Limits

OPEN = "others can reach this server, which is made for one; the documents tell how to deploy"


class _Quiet(WSGIRequestHandler):
    """Leaves it to the application to say what is worth saying."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


def serve_grammars(
    sources: Sequence[str | os.PathLike[str]],
    host: str,
    port: int,
    say: Callable[[str], None],
    limits: Limits | None = None,
) -> None:
    """Serve folders and files of grammars until the process is interrupted.

    Args:
        sources: the folders and files; one folder is served as it is, several each under their name.
        host: the address to listen at.
        port: the port; 0: any that is free.
        say: told where it serves, and of every request that was refused.
        limits: what a request may cost.

    Raises:
        OSError: a source is not there, or nobody can listen at that address.
        OptionError: two sources have the same name.
    """
    example = open_grammars(*sources).first()
    app = DevelopmentApp(*sources, host=host, say=say, limits=limits)
    with closing(app), _listening(host, port) as listener, suppress(KeyboardInterrupt):
        server = make_server(host, port, app, threaded=True, request_handler=_Quiet, fd=listener.fileno())
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.default_int_handler)
        at = f"http://{f'[{host}]' if ':' in host else host}:{server.port}"
        say(f"serving {', '.join(map(str, sources))} at {at}/g/; Ctrl+C stops")
        if example is not None:
            say(f"a picture: {at}/g/{quote(example)}.svg")
        if not is_loopback(host):
            say(OPEN)
        server.serve_forever()


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; werkzeug would end the process where we raise."""
    about = f"{host}:{port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise OSError(errno.EADDRNOTAVAIL, f"there is no such host ({error})", about) from None
    try:
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        taken = "the port is taken by another program; choose one with --port, or 0 for any that is free"
        problem = taken if error.errno == errno.EADDRINUSE else os.strerror(error.errno or 0)
        raise OSError(error.errno, problem, about) from None
