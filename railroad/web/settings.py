"""The service as environment variables describe it, for servers that are told nothing but a name.

    RAILROAD_GRAMMARS=/srv/grammars RAILROAD_CACHE=redis://cache/0 gunicorn railroad.web.wsgi:app

    RAILROAD_GRAMMARS       folders and files of grammars, set apart as in PATH
    RAILROAD_PREFIX         where it is mounted, such as /railroad; what is not below it is 404
    RAILROAD_CACHE          a folder, or redis://… or valkey://…
    RAILROAD_KEYS           keys that URLs are signed with, set apart by spaces, the newest first
    RAILROAD_KEYS_FILE      a file of them, set apart likewise
    RAILROAD_OFF            parts to switch off, set apart by commas: demo,post
    RAILROAD_ALIASES        more names for notations: nomnoml=bnf,other=abnf
    RAILROAD_ERROR_STATUS   the status of error pictures instead of the true one
    RAILROAD_METRICS        on or off, whether to count for Prometheus; else if prometheus_client is there
    RAILROAD_LOG            info, warning or error: what is written to standard error, as lines of JSON
    RAILROAD_OPTION_NAME    how pictures look unless their URL says otherwise: RAILROAD_OPTION_THEME=dark
    RAILROAD_LIMITS         a file of limits
    RAILROAD_LIMIT_NAME     a limit

An empty variable is as none.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from railroad import pipeline
from railroad.errors import OptionError, nearest
from railroad.web import responses
from railroad.web.app import RailroadApp
from railroad.web.errors import WebError
from railroad.web.limits import FILE, PREFIX, Limits
from railroad.web.looks import looks
from railroad.web.middleware import RailroadMiddleware
from railroad.web.watch import LOG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from wsgiref.types import StartResponse, WSGIEnvironment

_LOG = logging.getLogger(__name__)
_OURS = "RAILROAD_"
_OPTION = "RAILROAD_OPTION_"
NAMES = (
    *("RAILROAD_GRAMMARS", "RAILROAD_PREFIX", "RAILROAD_CACHE", "RAILROAD_KEYS", "RAILROAD_KEYS_FILE"),
    *("RAILROAD_OFF", "RAILROAD_ALIASES", "RAILROAD_ERROR_STATUS", "RAILROAD_METRICS", "RAILROAD_LOG", FILE),
)
"""The variables that say something, but those of limits and options."""
_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_SWITCH = {"on": True, "off": False}
_OF_KUBERNETES = re.compile(r"RAILROAD_(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT(_[0-9]+_(TCP|UDP).*)?)")
"""What Kubernetes sets in every container beside a service whose name begins with ours."""


def from_environment(environ: Mapping[str, str]) -> RailroadApp | RailroadMiddleware:
    """Return the application that environment variables describe, and write its log if they say so.

    Raises:
        OptionError: a variable has a value that it can't have; the message names it.
        OSError: a folder or file is not there, or the cache can't be used.
        ValueError: another value can't be; the message says which.
    """
    given = {name: value for name, value in environ.items() if name.startswith(_OURS) and value}
    level = _one_of("RAILROAD_LOG", given, _LEVELS)
    if level is not None:
        write_log(level)
    _warn_of_others(given)
    limits = Limits.load(environ=given)
    grammars = [part for part in given.get("RAILROAD_GRAMMARS", "").split(os.pathsep) if part]
    settings: dict[str, Any] = {
        "limits": limits,
        "cache": given.get("RAILROAD_CACHE"),
        "keys": _keys(given),
        "off": _listed(given.get("RAILROAD_OFF", "")),
        "aliases": _aliases(given.get("RAILROAD_ALIASES", "")),
        "error_status": _status(given.get("RAILROAD_ERROR_STATUS")),
        "metrics": _one_of("RAILROAD_METRICS", given, _SWITCH),
        **_options(given, limits),
    }
    prefix = given.get("RAILROAD_PREFIX", "").strip("/")
    if prefix:
        return RailroadMiddleware(_elsewhere, f"/{prefix}", grammars or None, **settings)
    return RailroadApp(grammars or None, **settings)


def write_log(level: int) -> None:
    """Write what the project logs to standard error: a line of JSON each, requests with their own facts."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    ours = logging.getLogger("railroad")
    ours.handlers[:], ours.propagate = [handler], False
    ours.setLevel(level)


class _Lines(logging.Formatter):
    """Makes a line of JSON of whatever is logged."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {"time": self.formatTime(record), "level": record.levelname.lower()}
        if record.name == LOG.name:
            facts |= json.loads(record.getMessage())
        else:
            facts |= {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            facts["traceback"] = self.formatException(record.exc_info)
        return json.dumps(facts)


def _elsewhere(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer whatever is not below the prefix."""
    answer = responses.plain(b"not here\n", "text/plain; charset=utf-8", status=HTTPStatus.NOT_FOUND)
    start_response(answer.line, answer.headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [answer.body]


def _warn_of_others(given: Mapping[str, str]) -> None:
    """Log the variables that begin as ours do and say nothing to us, as where one is misspelled."""
    for name in sorted(given):
        known = name in NAMES or name.startswith((PREFIX, _OPTION)) or _OF_KUBERNETES.fullmatch(name)
        if not known:
            hint = nearest(name, NAMES)
            _LOG.warning("the variable %s means nothing here%s", name, f"; {hint}" if hint else "")


def _one_of(name: str, given: Mapping[str, str], values: Mapping[str, Any]) -> Any:
    """Return what a variable stands for that has one of a few words; None: it is not there."""
    word = given.get(name)
    if word is None:
        return None
    if word.lower() not in values:
        raise OptionError.at(None, f'{name}: there is no "{word[:60]}"; there are {", ".join(values)}')
    return values[word.lower()]


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _keys(given: Mapping[str, str]) -> list[str]:
    """Return the keys of the variable, then those of the file."""
    keys = given.get("RAILROAD_KEYS", "").split()
    file = given.get("RAILROAD_KEYS_FILE")
    if file is not None:
        keys += Path(file).read_text("utf-8").split()
    if not keys and ("RAILROAD_KEYS" in given or file is not None):
        where = file or "RAILROAD_KEYS"
        raise OptionError.at(None, f"{where}: there is no key in it")  # whoever sets it wants URLs signed
    return keys


def _aliases(value: str) -> dict[str, str]:
    aliases = {}
    for pair in _listed(value):
        name, sign, notation = (part.strip() for part in pair.partition("="))
        if not sign:
            raise OptionError.at(None, f'RAILROAD_ALIASES: "{pair[:60]}" is not NAME=NOTATION')
        aliases[name] = notation
    return aliases


def _status(value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch("[0-9]{3}", value):
        raise OptionError.at(None, f'RAILROAD_ERROR_STATUS: "{value[:60]}" is no status')
    return int(value)


def _options(given: Mapping[str, str], limits: Limits) -> dict[str, Any]:
    """Return the fields of `Options` that variables set, by the names and values that URLs have for them."""
    options: dict[str, Any] = {}
    for name, value in given.items():
        if not name.startswith(_OPTION):
            continue
        word = name.removeprefix(_OPTION).lower()
        if word == "rasterizer":  # which is not for URLs
            options[word] = _one_of(name, given, {each: each for each in get_args(pipeline.Rasterizer)})
            continue
        look = looks().get(word)
        if look is None:
            hint = nearest(word, [*looks(), "rasterizer"])
            raise OptionError.at(None, f'{name}: there is no option "{word[:60]}"', hint=hint)
        try:
            options[look.field] = look.value(value, limits)
        except WebError as wrong:
            first = wrong.error.diagnostics[0]
            raise OptionError.at(None, f"{name}: {first.message}", hint=first.hint) from None
    return options
