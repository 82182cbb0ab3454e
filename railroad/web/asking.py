"""What a request asks for: a job, and how its picture may be kept.

path and query ─▶ Asked        the text is in the URL, or in a file that it names
body           ─▶ Asked        and then it says where a GET would find it
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from railroad import __version__, pipeline
from railroad.errors import LimitError
from railroad.web import body, responses
from railroad.web.encoded import decode_text, encode_text, too_long
from railroad.web.errors import bad_parameter, not_found, refusal
from railroad.web.etag import canonical
from railroad.web.job import DESCRIPTION, Job
from railroad.web.links import Links, base_of
from railroad.web.query import notation_of, pairs, read_fields, read_query
from railroad.web.ready import stamps_of
from railroad.web.routes import known_format

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIEnvironment

    from railroad.pipeline import Options
    from railroad.web.folder import GrammarFile, GrammarFolder
    from railroad.web.limits import Limits
    from railroad.web.query import Query
    from railroad.web.ready import Stamp
    from railroad.web.routes import Route
    from railroad.web.shelf import Shelf

OPTION_HEADER = "Kroki-Diagram-Options-"
"""How the headers begin in which clients of Kroki send options beside a body."""
_HEADER = f"HTTP_{OPTION_HEADER.upper().replace('-', '_')}"
_LONGEST_LOCATION = 8000
"""The longest URL that an answer to a POST tells of, in characters."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    job: Job
    name: str
    """What a saved file should be called, if it is not about one rule."""
    cache_control: str
    stamps: tuple[Stamp, ...] | None = ()
    """What the answer depends on besides the request; None: that can't be told."""
    vary: str = ""
    location: str | None = None
    """Where a GET finds the same picture, relative to the URL of the request."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Reads requests, for one application."""

    folder: GrammarFolder | Shelf | None
    options: Options
    """How a picture looks unless its URL says otherwise."""
    open_width: bool
    """Whether the width is the format's unless the URL says otherwise."""
    limits: Limits
    notations: Mapping[str, str]
    key: bytes | None
    """What links are signed with."""

    def of_text(self, route: Route, query: str) -> Asked:
        """Return what a URL with a text in its query asks for."""
        if len(query) > 3 * self.limits.text + 4096:  # all of it percent-encoded, and some options
            raise too_long(f"the text is longer than {self.limits.text:,} bytes")
        found = read_query(query, self._defaults(route.format), self.limits, self.notations)
        text = found.text or ""
        if len(text.encode()) > self.limits.text:
            raise too_long(f"the text is longer than {self.limits.text:,} bytes")
        return self._asked(text, found.notation or pipeline.DEFAULT_NOTATION, route.format, found)

    def of_encoded(self, route: Route, query: str) -> Asked:
        """Return what a URL with a text in its path asks for."""
        found = self._query(route.format, query)
        text = decode_text(route.rest, self.limits.text, self.limits.encoded)
        return self._asked(text, notation_of(route.notation, self.notations), route.format, found)

    def of_file(self, route: Route, query: str, environ: WSGIEnvironment) -> Asked:
        """Return what a URL that names a grammar of the folder asks for."""
        found = self._query(route.format, query)
        if self.folder is None:
            raise not_found("no folder of grammars is served here")
        file, spelling = self.folder.find(route.rest)
        stamps = stamps_of(file.looked_at)
        text = self.text_of(file)
        asked = self._asked(text, pipeline.DEFAULT_NOTATION, route.format, found, name=file.name)
        asked = replace(asked, name=file.stem, cache_control=responses.FILE, stamps=stamps)
        if spelling is None:
            return asked
        if found.rule is not None:
            raise bad_parameter("the path says the rule already", "leave out rule=")
        base = base_of(environ, file.url, f"{spelling}.{route.format}")
        links = Links(base, f"/g/{quote(file.url)}/", found.looks, self.key)
        return replace(asked, job=replace(asked.job, rule=spelling, spelled=True, links=links))

    def of_body(self, route: Route, query: str, environ: WSGIEnvironment) -> Asked:
        """Return what the body of a POST asks for.

        It is the text, or JSON: of ours (text, notation, format, rule, options) or of Kroki's clients
        (diagram_source, diagram_type, output_format, diagram_options).
        """
        kind = body.media_type(environ)
        data = body.read_body(environ, self.limits.body)
        if kind == body.JSON:
            given = _Given.of(body.read_object(data))
        elif route.part in ("demo", "api"):
            raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"this needs a body of {body.JSON}")
        else:
            given = _Given(body.read_text(data))
        text = given.text
        if len(text.encode()) > self.limits.text:
            message = f"the text is longer than {self.limits.text:,} bytes"
            raise refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
        format, vary = self._format(route, given, environ)
        fields = {**_of_headers(environ), **pairs(query), **given.options}
        named = fields.pop("notation", "") if route.part == "text" else ""
        found = read_fields(fields, self._defaults(format), self.limits)
        name = route.notation or given.notation or named or pipeline.DEFAULT_NOTATION
        if route.notation and given.notation and given.notation != route.notation:
            raise bad_parameter("the path and the body name different notations")
        notation = notation_of(name, self.notations)
        asked = self._asked(text, notation, format, found)
        if route.part == "api":
            asked = replace(asked, job=replace(asked.job, format=DESCRIPTION))
        location = None if route.part == "api" else self._location(route, environ, name, format, text, fields)
        return replace(asked, cache_control=responses.NEVER, stamps=None, vary=vary, location=location)

    def of_element(self, text: str, notation: str | None, fields: Mapping[str, str]) -> Asked:
        """Return what a text in a page asks for, with parameters by name."""
        if len(text.encode("utf-8", "surrogatepass")) > self.limits.text:
            raise LimitError.at(None, f"the text is longer than {self.limits.text:,} bytes")
        found = read_fields(fields, self._defaults("svg"), self.limits)
        return self._asked(
            text, notation_of(notation or pipeline.DEFAULT_NOTATION, self.notations), "svg", found
        )

    def described(self, text: str, notation: str, name: str) -> Job:
        """Return the job that tells of a text of ours what an editor wants to know."""
        return Job(
            canonical(text), name, notation, "auto", DESCRIPTION, "svg", self._defaults("svg"), self.limits
        )

    def text_of(self, file: GrammarFile) -> str:
        """Return the text of a grammar of the folder.

        Raises:
            LimitError: it is longer than a text may be.
            NotationError: it is no text.
            WebError: 404, it has gone.
        """
        data = file.read()
        if len(data) > self.limits.text:
            raise LimitError.at(None, f"{file.name} is longer than {self.limits.text:,} bytes")
        return pipeline.decode(data, file.name).text

    def _query(self, format: str, query: str) -> Query:
        """Return what a query without a text asks for."""
        if len(query) > 4096:
            raise too_long("the query is longer than 4,096 characters")
        return read_query(query, self._defaults(format), self.limits)

    def _defaults(self, format: str) -> Options:
        shown = "svg" if format == DESCRIPTION else format
        if not self.open_width:
            return self.options
        return replace(self.options, width=pipeline.default_width(shown))

    def _asked(self, text: str, notation: str, format: str, query: Query, name: str = "") -> Asked:
        picture = "svg" if format == DESCRIPTION else format
        pipeline.check(picture, notation, query.options)
        job = Job(
            canonical(text),
            name or _called(notation),
            notation,
            query.extensions,
            format,
            picture,
            query.options,
            self.limits,
            query.rule,
        )
        kept = responses.FOR_EVER if query.version == __version__ else responses.PICTURE
        return Asked(job, query.rule or "diagram", kept)

    def _format(self, route: Route, given: _Given, environ: WSGIEnvironment) -> tuple[str, str]:
        """Return the format that is asked for, and the header that decided it if one did."""
        if route.format and given.format and route.format != given.format:
            raise bad_parameter("the path and the body name different formats")
        named = route.format or given.format
        if named or route.part == "api":
            picture = known_format(named or "svg")
            if route.part == "api" and picture == DESCRIPTION:
                raise bad_parameter(
                    'format: "json" is what this answers with anyway', "it is svg, png or txt"
                )
            return picture, ""
        offers = {kind: format for format, kind in pipeline.formats().items()}
        accepted = parse_accept_header(environ.get("HTTP_ACCEPT"), MIMEAccept)
        best = accepted.best_match(list(offers)) if accepted else None
        return offers.get(best or "", "svg"), "Accept"

    def _location(
        self,
        route: Route,
        environ: WSGIEnvironment,
        notation: str,
        format: str,
        text: str,
        fields: Mapping[str, str],
    ) -> str | None:
        """Return where a GET finds the same picture; relative, so that it is right behind any proxy."""
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
        rest = f"{encode_text(text)}{'?' if query else ''}{query}"
        if len(rest) > min(_LONGEST_LOCATION, self.limits.encoded):
            return None
        path = environ.get("PATH_INFO", "")
        if route.part == "posted" and route.format:
            return f"{format}/{rest}"
        if not path:  # the mount itself, without a slash
            last = environ.get("SCRIPT_NAME", "").encode("latin-1").rpartition(b"/")[2]
            return f"{quote(last)}/{notation}/{format}/{rest}"
        return f"{notation}/{format}/{rest}"


@dataclass(frozen=True, slots=True)
class _Given:
    """What a body says."""

    text: str
    notation: str = ""
    format: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, members: dict[str, Any]) -> _Given:
        """Return what a JSON object says.

        Raises:
            WebError: 400, a member is unknown, missing or of another type.
        """
        kroki = "diagram_source" in members
        names = (
            ("diagram_source", "diagram_type", "output_format", "diagram_options")
            if kroki
            else ("text", "notation", "format", "options")
        )
        known = {*names, *(() if kroki else ("rule",))}
        for name in members:
            if name not in known:
                raise bad_parameter(
                    f'there is no member "{name[:60]}"', f"there are {', '.join(sorted(known))}"
                )
        text, notation, format, options = (members.get(name) for name in names)
        if text is None:
            raise bad_parameter("there is no text of a grammar", f'say {{"{names[0]}": "a ::= b"}}')
        words = {names[0]: text, names[1]: notation, names[2]: format, "rule": members.get("rule")}
        for name, value in words.items():
            if value is not None and not isinstance(value, str):
                raise bad_parameter(f"{name} is no string")
        if options is not None and not isinstance(options, dict):
            raise bad_parameter(f"{names[3]} is no object")
        plain = {name: _plain(name, value) for name, value in (options or {}).items()}
        if members.get("rule") is not None:
            plain["rule"] = members["rule"]
        return cls(text, notation or "", format or "", plain)


def _of_headers(environ: WSGIEnvironment) -> dict[str, str]:
    """Return the options that stand in headers: ``Kroki-Diagram-Options-Theme: dark``.

    Only a POST has them, whose answer nobody keeps: a GET is its URL alone.
    """
    return {
        name.removeprefix(_HEADER).lower(): value.encode("latin-1").decode("utf-8", "replace")
        for name, value in environ.items()
        if name.startswith(_HEADER)
    }


def _called(notation: str) -> str:
    """Return what messages call a text that has no name."""
    return "text" if notation == pipeline.DEFAULT_NOTATION else notation


def _plain(name: str, value: Any) -> str:
    """Return the value of an option as it stands in a URL."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None:
        return "none"
    if isinstance(value, float) and abs(value) < 1e6:
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, str) or (isinstance(value, int) and abs(value) < 10**9):
        return str(value)
    raise bad_parameter(f"{name[:60]}: this is no value of an option")
