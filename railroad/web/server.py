"""Serve a folder of grammars from this machine, to look at: werkzeug's server, one thread a request."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.serving import make_server

from railroad.web.app import RailroadApp
from railroad.web.folder import GrammarFolder

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.web.limits import Limits


def serve_folder(
    folder: str | os.PathLike[str],
    host: str,
    port: int,
    say: Callable[[str], None],
    limits: Limits | None = None,
) -> None:
    """Serve the grammars of a folder until the process is interrupted; `say` is told where.

    Raises:
        OSError: there is no such folder, or nobody can listen at that address.
    """
    app, example = RailroadApp(folder, limits=limits), GrammarFolder(folder).first()
    with _listening(host, port) as listener:
        server = make_server(host, port, app, threaded=True, fd=listener.fileno())
        at = f"http://{f'[{host}]' if ':' in host else host}:{server.port}"
        say(f"serving {folder} at {at}/g/{quote(example or 'GRAMMAR')}.svg; Ctrl+C stops")
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
