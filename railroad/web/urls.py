"""URLs of pictures, for templates and programs: the text goes into the address.

diagram_url("a ::= b")   →   /railroad/bnf/svg/eNpLVLCyslVIAgAG0QG1
img_tag("a ::= b")       →   <img src="/railroad/auto/svg/eNpL…" alt="Railroad diagram">
data_url("a ::= b")      →   data:image/svg+xml;base64,PHN2Zy…   the picture itself, no server needed
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from railroad import __version__, pipeline
from railroad.errors import OptionError, RailroadError, nearest
from railroad.web.encoded import decode_text, encode_text
from railroad.web.errors import WebError
from railroad.web.looks import looks
from railroad.web.query import pairs
from railroad.web.signing import sign

if TYPE_CHECKING:
    from collections.abc import Mapping

MOUNT = "/railroad"
_LONGEST = 1_000_000


def diagram_url(
    text: str,
    format: str = "svg",
    *,
    notation: str = pipeline.DEFAULT_NOTATION,
    mount: str = MOUNT,
    rule: str | None = None,
    pin: bool = False,
    key: str | bytes | None = None,
    **options: Any,
) -> str:
    """Return the URL of the picture of a text.

    Args:
        text: the grammar.
        format: ``svg``, ``png``, ``txt`` or ``json``.
        notation: the notation it is written in.
        mount: where the application is mounted; a whole address of a site and a path is fine too.
        rule: the name of one rule; None draws all.
        pin: whether to name this version of railroad, so that the answer is kept for ever.
        key: what to sign the URL with, where the application has keys.
        options: parameters about the look, such as ``theme="dark"``, ``width=600``, ``title=False``.

    Raises:
        OptionError: there is no such option.

    >>> diagram_url("a ::= b", theme="dark")
    '/railroad/auto/svg/eNpLVLCyslVIAgAG0QG1?theme=dark'
    """
    for name in options:
        if name not in looks() and name != "extensions":
            raise OptionError.at(None, f'there is no option "{name}"', hint=nearest(name, looks()))
    given = {"rule": rule, **{name: _plain(value) for name, value in options.items()}}
    if pin:
        given["v"] = __version__
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items() if value is not None)
    url = f"/{notation}/{format}/{encode_text(text)}{'?' if query else ''}{query}"
    return mount.rstrip("/") + (url if key is None else sign(url, key))


def img_tag(text: str, format: str = "svg", *, alt: str | None = None, **parameters: Any) -> str:
    """Return the ``<img>`` that shows the picture of a text; it is safe to put into HTML as it is.

    Args:
        text: the grammar.
        format: ``svg`` or ``png``.
        alt: what is said in the picture's place; None: that it is a railroad diagram, and of which rule.
        parameters: the others of `diagram_url`.

    >>> img_tag("a ::= b", rule="a")
    '<img src="/railroad/auto/svg/eNpLVLCyslVIAgAG0QG1?rule=a" alt="Railroad diagram of a">'
    """
    rule = parameters.get("rule")
    said = alt if alt is not None else f"Railroad diagram of {rule}" if rule else "Railroad diagram"
    return f'<img src="{escape(diagram_url(text, format, **parameters))}" alt="{escape(said)}">'


def data_url(
    text: str,
    format: str = "svg",
    *,
    notation: str | None = None,
    rule: str | None = None,
    width: float | None = 800,
    **options: Any,
) -> str:
    """Return the picture of a text as a URL that holds all of it.

    Args:
        text: the grammar.
        format: ``svg`` or ``png``.
        notation: the notation it is written in; None: it is found out.
        rule: the name of one rule; None draws all.
        width: the widest the picture may be.
        options: fields of `Options`.

    Raises:
        RailroadError: the text is no grammar, or can't be drawn.
    """
    picture = pipeline.render(pipeline.read(text, notation), format, rule, width, **options)
    body = picture if isinstance(picture, bytes) else picture.encode()
    return f"data:{pipeline.formats()[format]};base64,{b64encode(body).decode()}"


def read_url(url: str) -> tuple[str, Mapping[str, str]]:
    """Return the text that a URL of `diagram_url`, of a form or of Kroki has in it, and its parameters.

    Raises:
        RailroadError: there is none in it, or it is not so encoded.

    >>> read_url("http://localhost/bnf/svg/eNpLVLCyslVIAgAG0QG1?theme=dark")
    ('a ::= b', {'theme': 'dark'})
    """
    try:
        parts = urlsplit(url.strip())
        given = dict(pairs(parts.query.encode().decode("latin-1")))
        texts = [name for name in given if name == "text" or name in pipeline.notations()]
        if texts:
            return given.pop(texts[0]), given
        return decode_text(parts.path.rpartition("/")[2], _LONGEST, _LONGEST), given
    except WebError as refused:
        raise refused.error from None
    except ValueError as error:
        raise RailroadError.at(None, f"this is no URL ({error})") from None


def _plain(value: Any) -> str | None:
    """Return a value as it stands in a URL."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value) if value is not None else "none"
