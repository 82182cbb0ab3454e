"""The application: which picture a URL asks for, and the response that it gets.

    ready ─▶ the answer as it was                                     `ready` keeps it
      └──▶ where the path leads ─▶ signature ─▶ what is asked for     `routes`, `signing`, `asking`
             └─▶ the client has it? 304                               `etag`
             └─▶ make it, or find it made                             `making`
                   └─▶ compress it, with headers                      `coding`, `responses`

A picture that the client has already is answered by 304 before its text is read, because its tag is made of
all that decides its bytes, and nobody has that tag who did not get the picture.
"""

from __future__ import annotations

import json
import logging
import re
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from os import PathLike
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_etags

from railroad import pipeline
from railroad.error_picture import draw_error
from railroad.errors import RailroadError
from railroad.pipeline import Options
from railroad.source import Source
from railroad.web import coding, pages, responses, watch
from railroad.web.asking import Asked, Asking
from railroad.web.broken import Broken
from railroad.web.errors import WebError, cut, not_found, refusal
from railroad.web.etag import coded_key, key_of
from railroad.web.job import DESCRIPTION, from_json
from railroad.web.limits import Limits
from railroad.web.making import Maker
from railroad.web.memory import Table
from railroad.web.query import notation_names, pairs
from railroad.web.ready import ReadyTable, stamps_of
from railroad.web.responses import PROBLEM, Answer
from railroad.web.routes import PARTS, Route, find_route, split
from railroad.web.shelf import open_grammars
from railroad.web.signing import sign, signing_keys, without_signature
from railroad.web.urls import diagram_url

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from dogpile.cache.region import CacheRegion

    from railroad.errors import Diagnostic
    from railroad.web.folder import GrammarFile
    from railroad.web.ready import Stamp

_LOG = logging.getLogger(__name__)
_IMAGES = ("svg", "png")
_ERRORS_SIZE = 4 * 1024 * 1024
"""Bytes of pictures of errors that are kept."""
_LONGEST_URL = 2000
"""The longest URL that every server and proxy takes, in characters."""
_MOST_TOLD, _LONGEST_TOLD = 50, 2000
"""The most diagnostics that a page shows, and how long each may be, in characters."""
_LONGEST_LINE = 160
"""How long a mistake is told of in a list, in characters."""
_THEME = re.compile("(?:^|[?&])theme=([a-z]+)(?:&|$)")
_UNSIGNED = frozenset({"openapi", "health", "ready", "metrics"})
"""The parts that need no signature, because they make no picture."""


class RailroadApp:
    """A WSGI application that draws grammars: those of a folder, and any that stands in a URL or a body."""

    def __init__(
        self,
        grammars: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None = None,
        *,
        limits: Limits | None = None,
        cache: str | os.PathLike[str] | CacheRegion | None = None,
        keys: Iterable[str | bytes] = (),
        off: Collection[str] = (),
        aliases: Mapping[str, str] | None = None,
        error_status: int | None = None,
        metrics: bool | None = None,
        **options: Any,
    ) -> None:
        """Make the application.

        Args:
            grammars: a folder of grammars to serve below ``/g/``, or several folders and files, each under
                its name; None: none.
            limits: what a request may cost; None: the defaults.
            cache: where pictures are kept that several processes share: a folder, the address of a server
                (``redis://host``), or a region of dogpile.cache that does not pickle; None: nowhere.
            keys: what URLs have to be signed with, the newest first; none: they need no signature.
            off: the parts to switch off, of `railroad.web.routes.PARTS`.
            aliases: more names for notations, such as those that clients of Kroki have in their lists.
            error_status: the status of error pictures instead of the true one; 200 is for proxies that show
                no picture with another, such as GitHub's.
            metrics: whether to count for Prometheus; None: if prometheus_client is installed.
            options: fields of `Options`: how every picture looks unless its URL says otherwise.

        Raises:
            OSError: there is no such folder or file, or the cache can't be used.
            OptionError: an option has a value that it can't have.
            ValueError: another argument has.
        """
        if error_status is not None and not 200 <= error_status <= 599:
            raise ValueError(f"error_status: {error_status} is no status that a picture can have")
        for part in off:
            if part not in PARTS:
                raise ValueError(f'off: there is no "{part}"; there are {", ".join(PARTS)}')
        self._limits = limits or Limits()
        self._keys = signing_keys(keys)
        self._off = frozenset(off)
        self._error_status = error_status
        self._notations = notation_names(aliases)
        defaults = Options(**options)
        pipeline.check("svg", None, defaults)
        several = [grammars] if isinstance(grammars, (str, PathLike)) else grammars
        self._folder = None if several is None else open_grammars(*several)
        self._asking = Asking(
            self._folder,
            defaults,
            "width" not in options,
            self._limits,
            self._notations,
            self._keys[0] if self._keys else None,
        )
        counts = watch.POSSIBLE if metrics is None else metrics
        self._watch = watch.Counted() if counts else watch.Watch()
        self._maker = Maker(self._limits, self._cache(cache), self._watch)
        self._watch.waiting(self._maker.waiting)
        self._ready = ReadyTable(self._limits)
        self._broken = Broken(self._problem_of)
        self._errors: Table[tuple[str, str, str], tuple[str, bytes]] = Table(1000, _ERRORS_SIZE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        ready = self._ready.find(environ)
        if ready is None:
            return self._respond(environ, start_response)
        if ready.count is not None:
            ready.count()
        if watch.LOG.isEnabledFor(logging.INFO):
            sent = [ready.body or b""]
            self._log(environ, watch.request_id(environ), "ready", int(ready.line[:3]), sent, 0.0)
        start_response(ready.line, ready.headers[:])  # a copy: whoever stands before us may add to it
        return [ready.body] if ready.body is not None else []

    @property
    def limits(self) -> Limits:
        """What a request may cost."""
        return self._limits

    @property
    def options(self) -> Options:
        """How a picture looks unless it is told otherwise."""
        return self._asking.options

    @property
    def notations(self) -> Mapping[str, str]:
        """Every name that a notation has here, with the notation."""
        return self._notations

    def draw(
        self, text: str, notation: str | None = None, parameters: Mapping[str, str] | None = None
    ) -> str:
        """Return the picture of a text as SVG, made and kept like those of requests.

        Args:
            text: the grammar.
            notation: one of `notations`; None: it is found out.
            parameters: those of URLs, by name.

        Raises:
            WebError: a parameter is wrong, or there is too much to do.
            RailroadError: the text is no grammar, or can't be drawn within the limits.
        """
        job = self._asking.of_element(text, notation, parameters or {}).job
        return self._maker.make(key_of(job), job).body.decode()

    def url(
        self, mount: str, text: str, notation: str | None = None, parameters: Mapping[str, str] | None = None
    ) -> str | None:
        """Return the URL of what `draw` returns; None: the text is too long for one.

        Args:
            mount: where this application is mounted, in the eyes of browsers.
            text, notation, parameters: as of `draw`.
        """
        name, key = notation or pipeline.DEFAULT_NOTATION, self._keys[0] if self._keys else None
        given: dict[str, Any] = {**(parameters or {})}
        given.pop("v", None)
        url = diagram_url(text, notation=name, mount=mount, pin=True, key=key, **given)
        return url if len(url) <= _LONGEST_URL else None

    def close(self) -> None:
        """End the processes that make pictures; a later request starts new ones."""
        self._maker.close()

    def _respond(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request whose answer is not ready."""
        start, id = perf_counter(), watch.request_id(environ)
        seen = _Seen()
        try:
            answer = self._answer(environ, seen)
        except WebError as refused:
            answer = self._refuse(environ, seen, refused, id)
        except RailroadError as error:
            answer = self._refuse(environ, seen, WebError.of(error), id)
        except Exception:
            _LOG.exception("%s: %s", id, environ.get("REQUEST_METHOD"))
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            answer = self._refuse(environ, seen, refusal(status, "something went wrong here"), id)
        self._watch.request(seen.part, seen.format, answer.status)
        head = environ.get("REQUEST_METHOD") == "HEAD"
        body = [] if head or answer.status in (204, 304) else [answer.body]
        if seen.stamps is not None and answer.status in (200, 304):
            count = self._watch.counter(seen.part, seen.format, answer.status)
            self._ready.keep(environ, answer, seen.stamps, count)
        if watch.LOG.isEnabledFor(logging.INFO):
            self._log(environ, id, seen.part, answer.status, body, perf_counter() - start, seen)
        start_response(answer.line, answer.headers[:])
        return body

    def _answer(self, environ: WSGIEnvironment, seen: _Seen) -> Answer:
        """Return the answer to a request that is in order."""
        method = environ.get("REQUEST_METHOD", "GET")
        raw_path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        try:
            path = raw_path.encode("latin-1").decode()
        except UnicodeError:
            raise not_found("there is nothing here", "a path is UTF-8, percent-encoded") from None
        route = find_route(path, method, self._notations, self._off)
        seen.part, seen.format = route.part, route.format
        if method == "OPTIONS":
            return responses.allowed_methods(route.methods)
        if self._keys and route.part not in _UNSIGNED:
            query = without_signature(raw_path, query, self._keys)
        if method == "POST":
            return self._picture(environ, self._asking.of_body(route, query, environ), seen)
        match route.part:
            case "text":
                return self._picture(environ, self._asking.of_text(route, query), seen)
            case "encoded":
                return self._picture(environ, self._asking.of_encoded(route, query), seen)
            case "file":
                return self._picture(environ, self._asking.of_file(route, query, environ), seen)
            case _:
                return self._other(environ, route, query)

    def _picture(self, environ: WSGIEnvironment, asked: Asked, seen: _Seen) -> Answer:
        """Return the answer with the picture that is asked for, or 304 if the client has it."""
        job = asked.job
        seen.format, seen.text = job.format, job.text
        key = key_of(job)
        posted = asked.stamps is None and asked.cache_control == responses.NEVER
        squeezed = responses.compressible(job.format)
        chosen = coding.choose(environ.get("HTTP_ACCEPT_ENCODING", "")) if squeezed else None
        coded = coded_key(key, coding.codings()[chosen][0]) if chosen else key
        vary = ", ".join(filter(None, (asked.vary, "Accept-Encoding" if squeezed else "")))
        star = False
        if not posted:
            seen.stamps = asked.stamps
            star, had = _known(environ, {key, coded})
            if had:
                return responses.not_modified(had, asked.cache_control, vary)
        entry = self._maker.make(key, job)
        body, tag = entry.body, key
        if chosen and len(body) >= self._limits.compress:
            body, tag = coding.compress(body, chosen), coded
        else:
            chosen = None
        if not posted:
            _check_match(environ, tag)
        if star:
            return responses.not_modified(tag, asked.cache_control, vary)
        return responses.picture(
            body,
            job.format,
            entry.rule or asked.name,
            etag=None if posted else tag,
            cache_control=asked.cache_control,
            vary=vary,
            coding=chosen,
            location=asked.location,
        )

    def _other(self, environ: WSGIEnvironment, route: Route, query: str) -> Answer:
        """Return the answer of a part that is no picture."""
        match route.part:
            case "health":
                return responses.plain(b'{"status":"ok"}', "application/json")
            case "ready":
                ready = self._maker.ready()
                status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
                body = b'{"status":"ready"}' if ready else b'{"status":"busy"}'
                return responses.plain(body, "application/json", status=status)
            case "metrics":
                counted = self._watch.page()
                if counted is None:
                    raise not_found("nothing is counted here", "pip install 'railroad-toolkit[metrics]'")
                return responses.plain(counted, watch.CONTENT_TYPE)
            case "openapi":
                from railroad.web.openapi import described

                body = json.dumps(described(self._notations, self._limits, self._off)).encode()
                return responses.plain(body, "application/json", responses.FILE)
            case "grammars":
                return self._page(environ, self._grammars(environ, route))
        if not environ.get("PATH_INFO"):
            last = environ.get("SCRIPT_NAME", "").encode("latin-1").rpartition(b"/")[2]
            return responses.redirect(f"{quote(last)}/{'?' if query else ''}{_printable(query)}")
        return self._page(environ, self._demo(query))

    def _page(self, environ: WSGIEnvironment, answer: Answer) -> Answer:
        """Return a page, or 304 if the client has it; compressed if it likes."""
        if answer.status != HTTPStatus.OK:
            return answer
        headers = dict(answer.headers)
        tag = headers["ETag"].strip('"')
        chosen = coding.choose(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if chosen and len(answer.body) >= self._limits.compress:
            tag = coded_key(tag, coding.codings()[chosen][0])
            answer.body = coding.compress(answer.body, chosen)
            headers["Content-Encoding"] = chosen
        star, had = _known(environ, {tag})
        if star or had:
            return responses.not_modified(tag, headers["Cache-Control"], "Accept-Encoding")
        headers |= {"ETag": f'"{tag}"', "Content-Length": str(len(answer.body)), "Vary": "Accept-Encoding"}
        answer.headers = list(headers.items())
        return answer

    def _demo(self, query: str) -> Answer:
        """Return the demo page for the text in the query, or for an example."""
        given = pairs(query) if len(query) <= 3 * self._limits.text else {}
        text = given.get("text", pages.EXAMPLE).replace("\r\n", "\n")
        notation, theme = given.get("notation", pipeline.DEFAULT_NOTATION), given.get("theme", "light")
        notation = notation if notation in self._notations else pipeline.DEFAULT_NOTATION
        theme = theme if theme in pipeline.themes() else "light"
        shown = partial(pages.Demo, text, notation, theme)
        job = self._asking.described(text, self._notations[notation], notation)
        try:
            told = json.loads(self._maker.make(key_of(job), job).body)
        except RailroadError as error:
            demo = shown(problem=str(error)[:4000])
        else:
            from base64 import b64encode

            picture = b64encode(told["picture"]["data"].encode()).decode()
            demo = shown(
                warnings=_said(told["diagnostics"]),
                rules=tuple(told["rules"]),
                data_url=f"data:image/svg+xml;base64,{picture}",
            )
        listed = self._folder is not None and "grammars" not in self._off
        return responses.page(pages.demo_page(demo, tuple(self._notations), pipeline.themes(), listed))

    def _grammars(self, environ: WSGIEnvironment, route: Route) -> Answer:
        """Return the page of a grammar of the folder, or the list of those in a folder."""
        if self._folder is None:
            raise not_found("no folder of grammars is served here")
        listed = self._folder.listing(route.rest)
        if listed is not None:
            title = f"Grammars in {route.rest}" if route.rest else "Grammars"
            above = f"{route.rest}/" if route.rest else ""
            broken = self._broken_among(listed)
            return responses.page(pages.listing_page(title, listed, broken, above, self._up(route.rest)))
        file, spelling = self._folder.find(route.rest)
        if spelling is not None:
            raise not_found(f"{file.name} has no page for a rule", f"pictures are at {spelling[:60]}.svg")
        try:
            text, told = self._described(file)
        except RailroadError as error:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            page = pages.problem_page(file.name, _told(error.diagnostics, error.source), self._up(file.url))
            return responses.page(page, status, error)
        below = f"/g/{quote(file.url)}/"

        def signed(address: str) -> str:
            if not self._keys:
                return address
            up = address.startswith("../")
            base = below.rpartition("/")[0].rpartition("/")[0] + "/" if up else below
            whole = sign(base + address.removeprefix("../"), self._keys[0])
            return ("../" if up else "") + whole[len(base) :]

        warnings = _told(from_json(told["diagnostics"]), Source(file.name, text))
        described = {"rules": told["rules"], "warnings": warnings}
        theme = self._asking.options.theme
        theme = theme if isinstance(theme, str) else theme.name
        page = pages.grammar_page(file.name, file.url, described, signed, self._up(file.url), theme)
        return responses.page(page)

    def _broken_among(self, listed: Mapping[str, Path]) -> dict[str, str]:
        """Return what is wrong with those grammars of the folder that are known to be broken, by URL."""
        return self._broken.among(listed, look=self._maker.ready())

    def _described(self, file: GrammarFile) -> tuple[str, dict[str, Any]]:
        """Return the text of a grammar of the folder, and what is to be told of it.

        Raises:
            RailroadError: it is broken.
            WebError: it has gone, or there is too much to do.
        """
        stamps = stamps_of([file.path])
        try:
            text = self._asking.text_of(file)
            job = self._asking.described(text, pipeline.DEFAULT_NOTATION, file.name)
            told: dict[str, Any] = json.loads(self._maker.make(key_of(job), job).body)
        except RailroadError as error:
            self._broken.tell(stamps, _in_short(error))
            raise
        self._broken.tell(stamps, "")
        return text, told

    def _problem_of(self, url: str) -> str:
        """Return what is wrong with a grammar of the folder; nothing if that can't be found out."""
        assert self._folder is not None
        try:
            self._described(self._folder.find(url)[0])
        except RailroadError as error:
            return _in_short(error)
        except WebError:
            pass
        return ""

    def _up(self, path: str) -> str:
        """Return the name of the page above that of a path below ``/g/``; none: nobody can go there."""
        if self._keys:
            return ""
        folder = path.rpartition("/")[0]
        if path:
            return folder or "Grammars"
        return "" if "demo" in self._off else "Draw a text"

    def _refuse(self, environ: WSGIEnvironment, seen: _Seen, refused: WebError, id: str) -> Answer:
        """Return the answer to a request that was refused: a picture where one was asked for."""
        seen.stamps = None
        format, vary = self._error_format(environ, seen)
        status = int(refused.status)
        if (
            self._error_status is not None
            and status < 500
            and environ.get("REQUEST_METHOD") in ("GET", "HEAD")
        ):
            status = self._error_status if format in _IMAGES else status
        if format == PROBLEM:
            return responses.error(refused, status, responses.problem(refused, id), PROBLEM, vary, id)
        theme = _THEME.search(environ.get("QUERY_STRING", ""))
        format, data = self._drawn(refused.error, format, theme[1] if theme else "light")
        return responses.error(refused, status, data, format, vary, id)

    def _drawn(self, error: RailroadError, format: str, theme: str) -> tuple[str, bytes]:
        """Return the picture of an error and its format, drawn once for all who make the same mistake."""
        key = (format, theme, str(error))
        found = self._errors.get(key)
        if found is not None:
            return found
        try:
            body = draw_error(error, format, theme)
        except Exception:  # such as no rasterizer, and this may be the error that we tell of
            format, body = "txt", f"{error}\n"
        data = body if isinstance(body, bytes) else body.encode("utf-8", "backslashreplace")
        self._errors.put(key, (format, data), len(data) + len(key[2]))
        return format, data

    def _error_format(self, environ: WSGIEnvironment, seen: _Seen) -> tuple[str, str]:
        """Return the format that an error is told in, and the header that decided it if one did."""
        path = environ.get("PATH_INFO", "")
        if seen.part in ("api", "openapi"):
            return PROBLEM, ""
        parts = path.split("/")
        kroki = len(parts) == 4 or (len(parts) > 2 and parts[1] in self._notations)
        segment = parts[2] if kroki else ""
        for format in (seen.format, split(path)[1], segment):
            if format == DESCRIPTION:
                return PROBLEM, ""
            if format in pipeline.formats():
                return format, ""
        accepted = parse_accept_header(environ.get("HTTP_ACCEPT"), MIMEAccept)
        offers = {
            "application/problem+json": PROBLEM,
            "application/json": PROBLEM,
            "text/html": "txt",
            **{kind: format for format, kind in pipeline.formats().items()},
        }
        best = accepted.best_match(list(offers)) if accepted else None
        return offers.get(best or "", PROBLEM), "Accept"

    def _cache(self, cache: str | os.PathLike[str] | CacheRegion | None) -> Any:
        """Return the cache that several processes share."""
        if cache is None:
            return None
        try:
            from dogpile.cache.region import CacheRegion

            from railroad.web.regions import Cache, open_region
        except ImportError:
            raise ValueError("a cache needs dogpile.cache: pip install 'railroad-toolkit[cache]'") from None
        region = cache if isinstance(cache, CacheRegion) else open_region(str(cache), self._limits)
        return Cache(region, self._limits, self._watch.cache)

    def _log(
        self,
        environ: WSGIEnvironment,
        id: str,
        part: str,
        status: int,
        body: Iterable[bytes],
        seconds: float,
        seen: _Seen | None = None,
    ) -> None:
        facts: dict[str, Any] = {
            "part": part,
            "status": status,
            "bytes": sum(map(len, body)),
            "ms": round(seconds * 1000, 3),
        }
        if seen is not None and seen.text is not None:
            data = seen.text.encode("utf-8", "surrogatepass")
            facts |= {"format": seen.format, "text": sha256(data).hexdigest()[:16], "size": len(data)}
        watch.log_request(environ, id, **facts)


class _Seen:
    """What became known of a request on its way, for its log, its counters and its errors."""

    __slots__ = ("format", "part", "stamps", "text")

    def __init__(self) -> None:
        self.part, self.format = "none", ""
        self.text: str | None = None
        self.stamps: tuple[Stamp, ...] | None = None
        """What the answer depends on, if it may be kept ready."""


def _known(environ: WSGIEnvironment, tags: set[str]) -> tuple[bool, str | None]:
    """Return whether any picture will do (``*``), and which of the tags the client has (RFC 9110 §13.1.2)."""
    given: str = environ.get("HTTP_IF_NONE_MATCH", "")
    if not given or "HTTP_IF_MATCH" in environ:
        return given.strip() == "*", None
    known = parse_etags(given)
    had = (
        next((tag for tag in sorted(tags) if known.contains_weak(tag)), None) if not known.star_tag else None
    )
    return known.star_tag, had


def _check_match(environ: WSGIEnvironment, tag: str) -> None:
    """Raise if the client wants the picture only if it is still another one (RFC 9110 §13.1.1)."""
    wanted = environ.get("HTTP_IF_MATCH")
    if wanted and not parse_etags(wanted).contains(tag):
        raise refusal(HTTPStatus.PRECONDITION_FAILED, "the picture is another by now")


def _told(diagnostics: Sequence[Diagnostic], source: Source | None) -> list[str]:
    """Return the first diagnostics as a page shows them, each with its place and not long."""
    return [each.format(source)[:_LONGEST_TOLD] for each in diagnostics[:_MOST_TOLD]]


def _in_short(error: RailroadError) -> str:
    """Return the first mistake in a line, with its place."""
    first = error.diagnostics[0]
    place = ""
    if error.source is not None and first.span is not None:
        place = "{}:{}: ".format(*error.source.position(first.span.start))
    return cut(f"{place}{first.message}", _LONGEST_LINE)


def _said(diagnostics: Iterable[dict[str, Any]]) -> str:
    """Return diagnostics as lines of text."""
    lines = []
    for each in diagnostics:
        at = each["range"]["start"] if each["range"] else None
        place = f"{at['line']}:{at['column']}: " if at else ""
        hint = f" ({each['hint']})" if each["hint"] else ""
        lines.append(f"{place}{each['severity']}: {each['message']}{hint}")
    return "\n".join(lines)


def _printable(query: str) -> str:
    """Return a query as it may stand in a header."""
    return quote(query.encode("latin-1", "replace"), safe="!$&'()*+,;=:@/?%~-._")
