"""The application: which picture a URL asks for, and the response that it gets.

    /g/PATH.EXT             all rules of a grammar of the folder     `folder` finds it
    /g/PATH/RULE.EXT        one rule                                 `links` finds it
    /diagram.EXT?bnf=TEXT   the grammar in the query                 `query` reads it

A picture that the client has already is answered by 304 after its text was read and before it is laid out.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.wrappers import Request

from railroad import __version__, pipeline
from railroad.error_picture import draw_error
from railroad.errors import RailroadError
from railroad.pipeline import Options
from railroad.web import responses
from railroad.web.errors import WebError, bad_parameter, not_found, refusal
from railroad.web.etag import etag_of
from railroad.web.folder import GrammarFolder
from railroad.web.links import base_of, rule_named, sibling_links
from railroad.web.query import Query, read_query

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from werkzeug.wrappers import Response

    from railroad.grammar import Grammar

_LOG = logging.getLogger(__name__)
_IMAGES = ("svg", "png")
_THEME = re.compile("(?:^|&)theme=([a-z]+)(?:&|$)")


class _Rest(BaseConverter):
    """All that follows in a path, slashes and line ends too."""

    regex = "(?s:.+)"
    part_isolating = False


_ROUTES = Map(
    [
        Rule("/g/<rest:rest>", endpoint="folder", methods=["GET", "OPTIONS"]),
        Rule("/diagram.<rest:rest>", endpoint="text", methods=["GET", "OPTIONS"]),
    ],
    converters={"rest": _Rest},
    merge_slashes=False,
)


@dataclass(frozen=True, slots=True)
class _Picture:
    """What is to be drawn, and how it may be kept."""

    grammar: Grammar
    format: str
    rule: str | None
    query: Query
    name: str
    """What a saved file should be called."""
    cache_control: str
    links: str = ""
    """All that decides where links lead."""


class RailroadApp:
    """A WSGI application that draws grammars: those of a folder, and any that stands in a URL."""

    def __init__(
        self,
        grammars: str | os.PathLike[str] | None = None,
        *,
        max_text: int = 64 * 1024,
        error_status: int | None = None,
        **options: Any,
    ) -> None:
        """Make the application.

        Args:
            grammars: a folder of grammars to serve below ``/g/``; None: none.
            max_text: the longest text that a URL may have, in bytes of UTF-8.
            error_status: the status of error pictures instead of the true one; 200 is for proxies that show
                no picture with another, such as GitHub's.
            options: fields of `Options`: how every picture looks unless its URL says otherwise.

        Raises:
            OSError: there is no such folder.
            OptionError: an option has a value that it can't have.
        """
        if error_status is not None and not 200 <= error_status <= 599:
            raise ValueError(f"error_status: {error_status} is no status that a picture can have")
        self._folder = None if grammars is None else GrammarFolder(grammars)
        self._max_text = max_text
        self._error_status = error_status
        self._options = Options(**options)
        self._width_is_open = "width" not in options
        pipeline.check("svg", None, self._options)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        return self._respond(Request(environ))(environ, start_response)

    def _respond(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except WebError as refused:
            return self._refuse(request, refused)
        except RailroadError as error:
            return self._refuse(request, WebError.of(error))
        except Exception:
            _LOG.exception("%s %r", request.method, request.environ.get("PATH_INFO"))
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return self._refuse(request, refusal(status, "something went wrong here"))

    def _answer(self, request: Request) -> Response:
        """Return the response to a request that is in order."""
        endpoint, rest = _route(request)
        if request.method == "OPTIONS":
            return responses.allowed_methods()
        path, format = _split(rest) if endpoint == "folder" else ("", rest)
        if format not in pipeline.formats():
            raise not_found(
                f'there is no format "{format[:20]}"', f"formats: {', '.join(pipeline.formats())}"
            )
        raw = request.environ.get("QUERY_STRING", "")
        if len(raw) > 3 * self._max_text + 4096:  # all of it percent-encoded, and some options
            raise self._too_long()
        defaults = self._options
        if self._width_is_open:
            defaults = replace(defaults, width=pipeline.default_width(format))
        query = read_query(raw, defaults, with_text=endpoint == "text")
        pipeline.check(format, query.notation, query.options)
        if endpoint == "text":
            return _send(request, self._of_text(format, query))
        return _send(request, self._of_file(path, format, query, request.environ))

    def _of_text(self, format: str, query: Query) -> _Picture:
        """Return the picture of the grammar in the query."""
        text, notation = query.text or "", query.notation or pipeline.DEFAULT_NOTATION
        if len(text.encode()) > self._max_text:
            raise self._too_long()
        grammar = pipeline.read(text, notation, notation, extensions=query.extensions)
        if query.rule is not None:
            pipeline.pick(grammar, query.rule)
        kept = responses.FOR_EVER if query.version == __version__ else responses.PICTURE
        return _Picture(grammar, format, query.rule, query, query.rule or "diagram", kept)

    def _of_file(self, path: str, format: str, query: Query, environ: WSGIEnvironment) -> _Picture:
        """Return the picture of a grammar of the folder."""
        if self._folder is None:
            raise not_found("no folder of grammars is served here")
        file, spelling = self._folder.find(path)
        grammar = pipeline.read(file.read(), None, file.name, extensions=query.extensions)
        if spelling is None:
            if query.rule is not None:
                pipeline.pick(grammar, query.rule)
            return _Picture(grammar, format, query.rule, query, query.rule or file.stem, responses.FILE)
        if query.rule is not None:
            raise bad_parameter("the path says the rule already", "leave out rule=")
        rule = rule_named(grammar, spelling)
        base = base_of(environ, file.url, f"{spelling}.{format}")
        linked = replace(query.options, links=sibling_links(grammar, base, query.looks))
        query = replace(query, options=linked)
        return _Picture(grammar, format, rule, query, rule, responses.FILE, f"{base}*{query.looks}")

    def _too_long(self) -> WebError:
        return refusal(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            f"the text is longer than {self._max_text:,} bytes",
            "put it into a file of a folder that is served",
        )

    def _refuse(self, request: Request, refused: WebError) -> Response:
        """Return the response to a request that was refused: a picture where one was asked for."""
        format = _split(request.environ.get("PATH_INFO", ""))[1]
        if format not in pipeline.formats():
            format = "txt"
        status = int(refused.status)
        if self._error_status is not None and status < 500 and request.method in ("GET", "HEAD"):
            status = self._error_status if format in _IMAGES else status
        theme = _THEME.search(request.environ.get("QUERY_STRING", ""))
        try:
            body = draw_error(refused.error, format, theme[1] if theme else "light")
        except Exception:  # such as no rasterizer, and this may be the error that we tell of
            format, body = "txt", f"{refused.error}\n"
        data = body if isinstance(body, bytes) else body.encode("utf-8", "backslashreplace")
        return responses.error(refused, status, data, format)


def _route(request: Request) -> tuple[str, str]:
    """Return which kind of picture a path asks for, and the rest of the path, decoded."""
    try:
        path = request.environ.get("PATH_INFO", "").encode("latin-1").decode()
        endpoint, values = _ROUTES.bind("").match(path, request.method)
    except (UnicodeError, NotFound):
        raise not_found(
            "there is nothing here", "pictures are at /g/GRAMMAR.svg and /diagram.svg?bnf=TEXT"
        ) from None
    except MethodNotAllowed:
        raise refusal(
            HTTPStatus.METHOD_NOT_ALLOWED, f"no picture answers to {request.method[:20]}", responses.METHODS
        ) from None
    return endpoint, values["rest"]


def _split(path: str) -> tuple[str, str]:
    """Return a path without its last suffix, and the suffix without its dot."""
    stem, _, suffix = path.rpartition(".")
    return (stem, suffix) if "/" not in suffix else (path, "")


def _send(request: Request, asked: _Picture) -> Response:
    """Return the picture, or 304 if the client has it."""
    options = asked.query.options
    etag = etag_of(asked.grammar, asked.format, asked.rule, options, asked.query.extensions, asked.links)
    if request.if_match and not request.if_match.contains(etag):
        raise refusal(HTTPStatus.PRECONDITION_FAILED, "the picture is another by now")
    known = request.if_none_match
    body = b""
    if known.star_tag or not known.contains_weak(etag):  # * is about any picture, so there has to be one
        body = _bytes(pipeline.draw(asked.grammar, asked.format, asked.rule, options))
    response = responses.picture(body, asked.format, asked.name, etag, asked.cache_control)
    return responses.not_modified(response) if known.contains_weak(etag) else response


def _bytes(picture: str | bytes) -> bytes:
    return picture.encode() if isinstance(picture, str) else picture
