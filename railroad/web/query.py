"""The query of a URL: the text of a grammar, and how its picture is to look.

    bnf=TEXT, or notation=bnf&text=TEXT     the grammar, in any notation that can be read
    ebnf=TEXT                               the notation is found out
    rule=NAME                               one rule of it
    theme=dark width=600 title=off …        the look

Every parameter is known and stands once.  A value is one of a few words or a bounded number, so that nobody
can make the service work for long, or keep one picture under many addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote, unquote_to_bytes

from railroad import pipeline
from railroad.errors import nearest
from railroad.web.errors import bad_parameter, cut
from railroad.web.looks import looks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.pipeline import Options
    from railroad.web.limits import Limits

_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_EBNF = "ebnf"
"""What many call any of several notations: it is found out which."""
_PLAIN = ("rule", "extensions", "v")


def notation_names(aliases: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return every name that a URL may have for a notation, with the notation.

    Args:
        aliases: more names, such as those that clients of other services have in their lists.

    Raises:
        ValueError: an alias that is no word, or a notation by itself.
        UnknownNotationError: an alias of nothing.
    """
    names = {_EBNF: pipeline.DEFAULT_NOTATION} | {name: name for name in pipeline.notations()}
    for alias, notation in (aliases or {}).items():
        if not re.fullmatch("[a-z0-9_-]{1,40}", alias) or alias in names:
            raise ValueError(f'"{alias}" can be no other name of a notation')
        pipeline.check("svg", notation)
        names[alias] = notation
    return names


@dataclass(frozen=True, slots=True)
class Query:
    """What a query asks for."""

    options: Options
    rule: str | None = None
    notation: str | None = None
    text: str | None = None
    extensions: pipeline.Extensions = "auto"
    version: str | None = None
    """The version of railroad that the picture was made for, in the eyes of whoever wrote the URL."""
    looks: str = ""
    """The part of the query that is about the look, with its ``?``; for links to other pictures like it."""


def read_query(
    raw: str, defaults: Options, limits: Limits, notations: Mapping[str, str] | None = None
) -> Query:
    """Return what a query string (as WSGI has it) asks for.

    Args:
        raw: the query, percent-encoded.
        defaults: how the picture looks unless the query says otherwise.
        limits: what numbers may be asked for.
        notations: the names of notations, where the text of a grammar has to be in the query; else it must
            not be.

    Raises:
        WebError: 400, about the first parameter that is wrong.
    """
    given = pairs(raw)
    texts = {*notations, "text"} if notations is not None else set()
    known = {*looks(), *_PLAIN, *texts, *({"notation"} if texts else ())}
    for name in given:
        if name not in known:
            raise bad_parameter(f'there is no parameter "{cut(name)}"', nearest(name, sorted(known)))
    notation, text = _grammar(given, notations) if notations is not None else (None, None)
    return _query(given, defaults, limits, notation, text)


def read_fields(given: Mapping[str, str], defaults: Options, limits: Limits) -> Query:
    """Return what parameters ask for that come without a text, by name, such as those of a JSON body.

    Raises:
        WebError: 400, about the first that is wrong.
    """
    known = {*looks(), *_PLAIN}
    for name in given:
        if name not in known:
            raise bad_parameter(f'there is no option "{cut(name)}"', nearest(name, sorted(known)))
    return _query(given, defaults, limits, None, None)


def notation_of(name: str, notations: Mapping[str, str]) -> str:
    """Return the notation of a name.

    Raises:
        WebError: 400, there is none.
    """
    if name not in notations:
        hint = nearest(name, notations) or f"there is {', '.join(pipeline.notations())}"
        raise bad_parameter(f'there is no notation "{cut(name)}"', hint)
    return notations[name]


def pairs(raw: str) -> dict[str, str]:
    """Return the parameters of a query string by name, decoded as forms encode them.

    Raises:
        WebError: 400, one is there twice or is not so encoded.
    """
    given: dict[str, str] = {}
    for pair in filter(None, raw.split("&")):
        name, _, value = (_decoded(part) for part in pair.partition("="))
        if name in given:
            raise bad_parameter(f'the parameter "{cut(name)}" is there twice')
        given[name] = value
    return given


def _query(
    given: Mapping[str, str], defaults: Options, limits: Limits, notation: str | None, text: str | None
) -> Query:
    chosen = {name: look for name, look in looks().items() if name in given}
    values = {look.field: look.value(given[name], limits) for name, look in chosen.items()}
    kept = "&".join(f"{name}={quote(given[name], safe='')}" for name in (*chosen, "v") if name in given)
    return Query(
        replace(defaults, **values),
        rule=given.get("rule"),
        notation=notation,
        text=text,
        extensions=_extensions(given.get("extensions", "auto")),
        version=given.get("v"),
        looks=f"?{kept}" if kept else "",
    )


def _decoded(part: str) -> str:
    if _BAD_ESCAPE.search(part):
        raise bad_parameter(f'"{cut(part)}" has a % that two hexadecimal digits do not follow', "% is %25")
    try:
        return unquote_to_bytes(part.replace("+", " ").encode("latin-1")).decode()
    except UnicodeError:
        raise bad_parameter(f'"{cut(part)}" is not UTF-8, percent-encoded') from None


def _grammar(given: Mapping[str, str], notations: Mapping[str, str]) -> tuple[str | None, str]:
    """Return the notation and the text of the grammar."""
    found = [name for name in given if name in notations or name == "text"]
    if len(found) != 1:
        problem = (
            "there are two texts: " + " and ".join(found[:2]) if found else "there is no text of a grammar"
        )
        raise bad_parameter(problem, "say bnf=TEXT, or notation=bnf&text=TEXT")
    name = found[0]
    if name == "text":
        return notation_of(given.get("notation", pipeline.DEFAULT_NOTATION), notations), given[name]
    if "notation" in given:
        raise bad_parameter(f"the parameter {name} says the notation already", "leave out notation=")
    return notations[name], given[name]


def _extensions(value: str) -> Any:
    words = get_args(pipeline.Extensions)
    if value not in words:
        raise bad_parameter(f'extensions: there is no "{cut(value)}"', f"it is one of {', '.join(words)}")
    return value
