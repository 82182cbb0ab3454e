"""The query of a URL: the text of a grammar, and how its picture is to look.

    bnf=TEXT, or notation=bnf&text=TEXT     the grammar
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
from railroad.web.errors import bad_parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from railroad.pipeline import Options

_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})?")
_SWITCH = {"on": True, "off": False, "1": True, "0": False, "true": True, "false": False}
_LEAST_WIDTH, _MOST_WIDTH = 20, 9999
_SHOWN = 60
"""How much of a wrong name or value a message repeats, in characters."""


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


def read_query(raw: str, defaults: Options, *, with_text: bool) -> Query:
    """Return what a query string (as WSGI has it) asks for.

    Args:
        raw: the query, percent-encoded.
        defaults: how the picture looks unless the query says otherwise.
        with_text: whether the text of a grammar has to be in it; else it must not.

    Raises:
        WebError: 400, about the first parameter that is wrong.
    """
    given = _pairs(raw)
    texts = {*pipeline.notations(), "text"} if with_text else set()
    names = {*_LOOKS, *_REST, *texts, *({"notation"} if with_text else ())}
    for name in given:
        if name not in names:
            raise bad_parameter(f'there is no parameter "{_cut(name)}"', nearest(name, sorted(names)))
    notation, text = _grammar(given, texts) if with_text else (None, None)
    fields = {field: convert(name, given[name]) for name, (field, convert) in _LOOKS.items() if name in given}
    looks = "&".join(f"{name}={quote(given[name], safe='')}" for name in (*_LOOKS, "v") if name in given)
    return Query(
        replace(defaults, **fields),
        rule=given.get("rule"),
        notation=notation,
        text=text,
        extensions=_word("extensions", given.get("extensions", "auto"), get_args(pipeline.Extensions)),
        version=given.get("v"),
        looks=f"?{looks}" if looks else "",
    )


def _pairs(raw: str) -> dict[str, str]:
    """Return the parameters by name, decoded as forms encode them."""
    given: dict[str, str] = {}
    for pair in filter(None, raw.split("&")):
        name, _, value = (_decoded(part) for part in pair.partition("="))
        if name in given:
            raise bad_parameter(f'the parameter "{_cut(name)}" is there twice')
        given[name] = value
    return given


def _decoded(part: str) -> str:
    if _BAD_ESCAPE.search(part):
        raise bad_parameter(f'"{_cut(part)}" has a % that two hexadecimal digits do not follow', "% is %25")
    try:
        return unquote_to_bytes(part.replace("+", " ").encode("latin-1")).decode()
    except UnicodeError:
        raise bad_parameter(f'"{_cut(part)}" is not UTF-8, percent-encoded') from None


def _grammar(given: Mapping[str, str], texts: set[str]) -> tuple[str, str]:
    """Return the notation and the text of the grammar."""
    found = [name for name in given if name in texts]
    if len(found) != 1:
        problem = (
            "there are two texts: " + " and ".join(found[:2]) if found else "there is no text of a grammar"
        )
        raise bad_parameter(problem, "say bnf=TEXT, or notation=bnf&text=TEXT")
    name = found[0]
    if name == "text":
        return given.get("notation", pipeline.DEFAULT_NOTATION), given[name]
    if "notation" in given:
        raise bad_parameter(f"the parameter {name} says the notation already", "leave out notation=")
    return name, given[name]


def _number(name: str, value: str) -> float:
    if not _NUMBER.fullmatch(value):
        raise bad_parameter(f'{name}: "{_cut(value)}" is no number', "such as 2 or 1.5")
    return float(value)


def _width(name: str, value: str) -> float | None:
    if value == "none":
        return None
    width = _number(name, value)
    if not _LEAST_WIDTH <= width <= _MOST_WIDTH:
        raise bad_parameter(f"{name}: {value} is not from {_LEAST_WIDTH} to {_MOST_WIDTH}, nor none")
    return width


def _switch(name: str, value: str) -> bool:
    return _SWITCH[_word(name, value, tuple(_SWITCH))]


def _word(name: str, value: str, words: tuple[str, ...]) -> Any:
    if value not in words:
        raise bad_parameter(f'{name}: there is no "{_cut(value)}"', f"it is one of {', '.join(words)}")
    return value


def _plain(name: str, value: str) -> str:
    return value


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_LOOKS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "theme": ("theme", _plain),
    "width": ("width", _width),
    "rows": ("rows", _plain),
    "scale": ("scale", _number),
    "title": ("titles", _switch),
    "background": ("background", _switch),
    "keep_recursion": ("keep_recursion", _switch),
    "comments": ("comments", _switch),
    "code": ("code", _switch),
}
"""The parameters about the look: name → field of `Options`, and what makes its value of the text."""
_REST = ("rule", "extensions", "v")
