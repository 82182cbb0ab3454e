"""The application of the development server: the pages of `RailroadApp` that keep themselves up to date.

    /g/json/                 the page, and in it a script, `reload.js`
    /-/state?path=/g/json/   the state of its grammar: the script asks, and renews the page when it is another
    …?…&-=NUMBER             a picture under an address that no cache knows; the rest of it is as it was

Asking again and again holds no connection open, of which a browser has six, and outlives a server that is
started anew.  Who asks for a page that is not there gets one that appears when the grammar does; who leaves
out the slash at its end is led there.
"""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from functools import cache
from hashlib import sha256
from html import escape
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

from railroad.web import pages, responses
from railroad.web.app import RailroadApp
from railroad.web.errors import WebError, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from railroad.web.responses import Answer
    from railroad.web.routes import Route

_OWN = "/-/"
"""What the paths begin with that only this server has."""
_MARK = "-="
"""The parameter that makes an address new."""
_GONE = "gone"
_SCRIPTS = ("Content-Security-Policy", "; script-src 'self'; connect-src 'self'")
_STYLE = (
    ".stale figure { opacity: .4; } "
    ".problems { position: sticky; top: 0; z-index: 1; max-height: 60vh; overflow-y: auto; } "
    "#silence { position: fixed; inset: 0 0 auto; z-index: 1; margin: 0; "
    "max-width: none; padding: .4rem 1.25rem; background: var(--problem-paper); color: var(--problem); }"
)
_QUIET = ("/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png")
"""What browsers ask for without being told to; that there is none is nobody's mistake."""


class DevelopmentApp(RailroadApp):
    """`RailroadApp` for the one who writes the grammars."""

    def __init__(self, *sources: Any, host: str, say: Callable[[str], None], **options: Any) -> None:
        """Serve folders and files.

        Args:
            sources: the folders and files.
            host: the address that the server listens at; where that is this machine alone, requests that
                came by another name of it are refused, because a page from elsewhere can have one
                (DNS rebinding).
            say: told a line for each request that was refused.
            options: the arguments of `RailroadApp`.

        Raises:
            OSError, OptionError, ValueError: as `RailroadApp`.
        """
        super().__init__(sources, **options)
        self._say = say
        self._local = host if is_loopback(host) else None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if self._local is not None and not _names_this_machine(environ.get("HTTP_HOST", ""), self._local):
            body = b"This server is for this machine alone; see railroad serve --host.\n"
            answer = responses.plain(body, "text/plain; charset=utf-8", status=HTTPStatus.FORBIDDEN)
            start_response(answer.line, answer.headers)
            return [answer.body]
        if path.startswith(_OWN):
            own = self._own(path.removeprefix(_OWN), query)
            if own is not None:
                start_response(own.line, own.headers)
                return [own.body] if environ.get("REQUEST_METHOD") != "HEAD" else []
        kept = "&".join(part for part in query.split("&") if not part.startswith(_MARK))
        return super().__call__({**environ, "QUERY_STRING": kept}, self._heard(path, start_response))

    def _own(self, name: str, query: str) -> Answer | None:
        """Return the answer to what only this server has."""
        if name == "reload.js":
            return responses.plain(_script(), "text/javascript; charset=utf-8", responses.FILE)
        if name == "state" and query.startswith("path="):
            path = unquote_to_bytes(query.removeprefix("path=")).decode("utf-8", "replace")
            return responses.plain(self._state(path).encode(), "text/plain; charset=utf-8")
        return None

    def _grammars(self, environ: WSGIEnvironment, route: Route) -> Answer:
        """Return the page of a grammar or the list of a folder, with the script."""
        path = f"/g/{route.rest}/" if route.rest else "/g/"
        state = self._state(path)  # taken first: what changes while the page is made is seen afterwards
        return _with_script(super()._grammars(environ, route), path, state)

    def _refuse(self, environ: WSGIEnvironment, seen: Any, refused: WebError, id: str) -> Answer:
        """Return the answer to a request that was refused: a page, where a page was asked for."""
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        if "text/html" not in environ.get("HTTP_ACCEPT", "") or not f"{path}/".startswith("/g/"):
            return super()._refuse(environ, seen, refused, id)
        if not path.endswith("/"):
            if refused.status == HTTPStatus.NOT_FOUND and self._state(f"{path}/") != _GONE:
                return responses.redirect(f"{quote(path.rpartition('/')[2])}/")
            return super()._refuse(environ, seen, refused, id)
        page = pages.problem_page("Not here", [str(refused.error)], self._up(path[3:].strip("/")))
        return _with_script(responses.page(page, refused.status, refused.error), path, _GONE)

    def _state(self, path: str) -> str:
        """Return what changes when the page of a path would change."""
        rest = path.removeprefix("/g/").strip("/")
        assert self._folder is not None
        listed = self._folder.listing(rest)
        if listed is not None:
            marked = [*self._broken_among(listed).items()]
            return _digest(repr((*listed, marked)).encode("utf-8", "surrogateescape"))
        try:
            file = self._folder.find(rest)[0]
            found = file.path.stat()
            if found.st_size > self._limits.text:  # too long to be drawn, and to be read twice a second
                return _digest(f"{found.st_mtime_ns} {found.st_size}".encode())
            return _digest(file.read())
        except (WebError, OSError):
            return _GONE

    def _heard(self, path: str, start_response: StartResponse) -> StartResponse:
        """Return a `start_response` that tells of what was refused."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if int(status[:3]) >= 400 and path not in _QUIET:
                why = dict(headers).get("X-Railroad-Error", "")
                shown = cut(path.encode("latin-1").decode("utf-8", "replace"))
                self._say(f"{status[:3]} {ascii(shown)[1:-1]} {why.removeprefix('0:0 ')}".rstrip())
            return start_response(status, headers, *error)

        return start


def _with_script(answer: Answer, path: str, state: str) -> Answer:
    """Return a page with the script in it, which asks for the state of `path`."""
    up = "../" * (path.count("/") - 1)
    tag = (
        f'<style>{_STYLE}</style><script defer src="{up}-/reload.js" data-path="{escape(quote(path))}" '
        f'data-state="{state}"></script></head>'
    )
    body = answer.body.replace(b"</head>", tag.encode(), 1)
    headers = dict(answer.headers)
    name, more = _SCRIPTS
    headers |= {name: headers[name] + more, "Content-Length": str(len(body))}
    if "ETag" in headers:
        headers["ETag"] = f'"{sha256(body).hexdigest()}"'
    return replace(answer, body=body, headers=list(headers.items()))


def is_loopback(host: str) -> bool:
    """Return whether nobody but this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _names_this_machine(given: str, host: str) -> bool:
    """Return whether the header Host names this machine as only itself does; programs may have none."""
    name = given.rpartition(":")[0] if not given.endswith("]") and ":" in given else given
    name = name.removeprefix("[").removesuffix("]").lower()
    return not given or name == host or is_loopback(name)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


@cache
def _script() -> bytes:
    return files("railroad.web").joinpath("reload.js").read_bytes()
