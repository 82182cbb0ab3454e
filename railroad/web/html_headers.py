"""The headers of a page that diagrams are put into: which pages, and what of the headers is no longer true.

ETag: "abc"            →   ETag: W/"abc-rr0a1b2c3d"      another representation, only weakly the same
If-None-Match: W/"abc-rr0a1b2c3d"    →   "abc"           as the application knows it
Content-Length, Accept-Ranges, digests of the bytes      gone, or new
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.http import parse_options_header

if TYPE_CHECKING:
    from collections.abc import Collection

Headers = list[tuple[str, str]]

CODINGS = ("gzip", "x-gzip", "br", "zstd")
"""The content codings that are undone and done again; in another, a page is passed as it is."""
_PAGES = ("text/html", "application/xhtml+xml")
_OF_BYTES = frozenset(
    {"content-length", "accept-ranges", "content-md5", "digest", "content-digest", "repr-digest", "etag"}
)
"""What is about the very bytes of a page (RFC 9110 §8.6, §14.3, RFC 9530)."""
_TAG = re.compile(r'(?:W/)?"[^"]*"')
_NONCE = re.compile("'nonce-([A-Za-z0-9+/_=-]+)'", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Described:
    """What the headers of a page say."""

    charset: str | None
    coding: str | None
    length: int | None
    styled: bool
    """Whether the page may have style sheets in it, and attributes with styles."""
    nonce: str | None
    """What a style sheet in it needs to have."""


def described(status: str, headers: Headers) -> Described | None:
    """Return what the headers of an answer say; None: no diagrams are to be put into it.

    They are not where the answer is no page or a part of one, where it must not be changed
    (``no-transform``, RFC 9111 §5.2.2.6), or where we can't undo its coding.
    """
    if status[:3] in ("204", "205", "206", "304") or status[:1] == "1":
        return None
    kind, options = parse_options_header(value(headers, "content-type") or "")
    if kind.lower() not in _PAGES or "no-transform" in (value(headers, "cache-control") or "").lower():
        return None
    coding = (value(headers, "content-encoding") or "identity").strip().lower()
    if coding not in (*CODINGS, "identity"):
        return None
    length = (value(headers, "content-length") or "").strip()
    styled, nonce = _style_policy(headers)
    return Described(
        options.get("charset"),
        None if coding == "identity" else coding.removeprefix("x-"),
        int(length) if length.isascii() and length.isdigit() else None,
        styled,
        nonce,
    )


def is_part(status: str, headers: Headers) -> bool:
    """Return whether an answer is a part of a page, whose places would be others in ours."""
    kind = parse_options_header(value(headers, "content-type") or "")[0]
    return status[:3] == "206" and kind.lower() in _PAGES


def value(headers: Headers, name: str) -> str | None:
    """Return the value of a header; of a list in several lines, all of it."""
    found = [given for each, given in headers if each.lower() == name]
    return ", ".join(found) if found else None


def rewritten(headers: Headers, length: int | None, mark: str, *, lasting: bool = True) -> Headers:
    """Return the headers of a page that was rewritten.

    Args:
        headers: as they were.
        length: how long it is; None: nobody knows.
        mark: what tells one way of rewriting from another.
        lasting: whether the page would be the same another time; if not, nobody may keep it.
    """
    kept = [(name, given) for name, given in headers if name.lower() not in _OF_BYTES]
    tag = value(headers, "etag")
    if not lasting:
        kept = [
            (name, given)
            for name, given in kept
            if name.lower() not in ("last-modified", "cache-control", "expires")
        ]
        kept.append(("Cache-Control", "no-store"))
    elif tag is not None and _TAG.fullmatch(tag.strip()):
        kept.append(("ETag", _marked(tag.strip(), mark)))
    if length is not None:
        kept.append(("Content-Length", str(length)))
    return kept


def unsure(headers: Headers, also: Collection[str] = ("last-modified",)) -> Headers:
    """Return the headers of a page of which nobody knows yet whether it will be rewritten, or how.

    They say nothing of its bytes, nor what `also` names.
    """
    return [(name, given) for name, given in headers if name.lower() not in (*_OF_BYTES, *also)]


def unmarked(known: str, mark: str) -> str:
    """Return an ``If-None-Match`` as the application knows its tags.

    >>> unmarked('W/"a-rr01", W/"b-rw01", "c"', "01")
    '"a", W/"b", "c"'
    """
    return _TAG.sub(lambda found: _unmarked(found[0], mark), known)


def remarked(headers: Headers, known: str, mark: str) -> Headers:
    """Return the headers of a 304: its tag is that of the page that the client has."""
    tag = (value(headers, "etag") or "").strip()
    if not _TAG.fullmatch(tag):
        return headers
    marked = _marked(tag, mark)
    had = [given.removeprefix("W/") for given in _TAG.findall(known)]
    if marked.removeprefix("W/") not in had:
        return headers
    return [(name, marked if name.lower() == "etag" else given) for name, given in headers]


def _marked(tag: str, mark: str) -> str:
    """Return the tag of a page that was rewritten; whether the old one was weak is a part of it."""
    sort = "rw" if tag.startswith("W/") else "rr"
    return f'W/{tag.removeprefix("W/")[:-1]}-{sort}{mark}"'


def _unmarked(tag: str, mark: str) -> str:
    for sort, weak in (("rr", ""), ("rw", "W/")):
        end = f'-{sort}{mark}"'
        if tag.endswith(end):
            return f'{weak}{tag.removeprefix("W/").removesuffix(end)}"'
    return tag


def _style_policy(headers: Headers) -> tuple[bool, str | None]:
    """Return whether a page may have style sheets in it, and the nonce that makes it so (CSP 3 §6.7.3).

    Of several policies each has to allow it.  One with a nonce does not heed ``'unsafe-inline'``.
    """
    styled, nonces = True, set[str]()
    policies = [given for name, given in headers if name.lower() == "content-security-policy"]
    for policy in ",".join(policies).split(","):
        sources = _style_sources(policy)
        if sources is None:
            continue
        nonce = _NONCE.search(sources)
        if nonce:
            nonces.add(nonce[1])
        elif "'unsafe-inline'" not in sources.lower() or re.search("'sha(256|384|512)-", sources.lower()):
            styled = False
    if len(nonces) > 1:
        return False, None
    return (styled and not nonces), (nonces.pop() if nonces and styled else None)


def _style_sources(policy: str) -> str | None:
    """Return where style sheets may be, in the words of a policy; None: it does not say."""
    said: dict[str, str] = {}
    for directive in policy.split(";"):
        name, _, sources = directive.strip().partition(" ")
        said.setdefault(name.lower(), sources)
    names: Collection[str] = ("style-src-elem", "style-src", "default-src")
    return next((said[name] for name in names if name in said), None)
