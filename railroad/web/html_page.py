"""One page on its way: each grammar in it is drawn, and what stands in its place is told.

bytes of an element  ─▶  text, attributes  ─▶  picture, or what is wrong  ─▶  bytes in its place
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, count
from time import monotonic
from typing import TYPE_CHECKING, Literal

from railroad.errors import RailroadError
from railroad.web.errors import WebError
from railroad.web.html_charset import HEAD, charset_of, decode, encode
from railroad.web.html_element import read_element
from railroad.web.html_picture import image, inline, mistake

if TYPE_CHECKING:
    from railroad.web.app import RailroadApp
    from railroad.web.html_element import Element
    from railroad.web.memory import Table

Show = Literal["svg", "img"]
_LOG = logging.getLogger(__name__)
_OVERHEAD = 500
"""About how many bytes a part takes besides its markup and its element."""
_LATER = "there is no time for it now; a later visit may show it"


@dataclass(frozen=True, slots=True)
class Manner:
    """How diagrams are put into a page."""

    pictures: RailroadApp
    """What makes them."""
    show: Show
    """As a part of the page, or as an image of its own."""
    mount: str
    """Where browsers find `pictures`."""
    styled: bool
    """Whether the page may have style sheets in it, and attributes with styles."""
    nonce: str | None
    """What these need to have."""
    charset: str | None
    """What the header says that the page is in."""
    parts: Table[tuple[object, ...], _Part]
    """What was put into pages before."""


class Page:
    """A page on its way."""

    def __init__(self, manner: Manner) -> None:
        """Draw its grammars in this manner."""
        self._manner = manner
        self._limits = manner.pictures.limits
        self._head = bytearray()
        self._codec: str | None = None
        self._known = False
        self._prefixes: set[str] = set()
        """What the ids of the pictures in it begin with."""
        self._put = 0
        """How many diagrams, or messages, were put into it."""
        self._until: float | None = None
        self.changed = False
        """Whether anything of it was replaced."""
        self.unfinished = False
        """Whether something is missing that may be there another time."""

    def see(self, data: bytes) -> None:
        """Be told of a piece of the page, before it is replaced: its beginning says what it is in."""
        if len(self._head) < HEAD:
            self._head += data[: HEAD - len(self._head)]

    def replace(self, source: bytes) -> bytes | None:
        """Return what stands in the place of an element; None: itself."""
        if not self._known:
            self._codec, self._known = charset_of(self._manner.charset, bytes(self._head)), True
        if self._codec is None or self._put >= self._limits.page_diagrams:
            return None
        return self._known_part(source) or self._new_part(source, self._codec)

    def _known_part(self, source: bytes) -> bytes | None:
        """Return what stood in the place of the same element before, if its ids are new to this page."""
        part = self._manner.parts.get(self._key(source))
        if part is None or (part.name and f"{part.name}-" in self._prefixes):
            return None
        self._put += 1
        self._prefixes.add(f"{part.name}-")
        self.changed = True
        return part.markup

    def _new_part(self, source: bytes, codec: str) -> bytes | None:
        text = decode(source, codec)
        element = None if text is None else read_element(text)
        if element is None:
            return None
        self._put += 1
        new = self._drawn(element)
        self.changed = True
        markup = encode(new.markup, codec)
        if new.behind:
            return source + markup
        if self._manner.nonce is None and not new.numbered:
            size = len(source) + len(markup) + _OVERHEAD
            self._manner.parts.put(self._key(source), _Part(new.name, markup), size)
        return markup

    def _key(self, source: bytes) -> tuple[object, ...]:
        manner = self._manner
        return source, self._codec, manner.mount, manner.styled, manner.nonce

    def _drawn(self, element: Element) -> _New:
        """Return the picture of an element, or what is wrong with it."""
        manner, pictures = self._manner, self._manner.pictures
        try:
            parameters = element.parameters()
            notation = parameters.pop("notation", None) or element.notation(pictures.notations)
            if self._until is None:
                self._until = monotonic() + self._limits.page_seconds
            elif monotonic() > self._until:
                raise TimeoutError
            svg = pictures.draw(element.text, notation, parameters)
            url = None
            if manner.show == "img":
                url = pictures.url(manner.mount, element.text, notation, parameters)
        except TimeoutError:
            self.unfinished = True
            return _New(mistake(element, RailroadError.at(None, _LATER)))
        except WebError as refused:
            self.unfinished = self.unfinished or refused.status >= 500
            return _New(mistake(element, refused.error))
        except RailroadError as error:
            return _New(mistake(element, error))
        except Exception:
            _LOG.exception("a diagram of a page")
            self.unfinished = True
            return _New(mistake(element, RailroadError.at(None, "something went wrong here")))
        if url is not None:
            return _New(image(svg, element, url, manner.styled), behind=False)
        name = _name(element, notation)
        numbered = (f"{name}-{number}-" for number in count(2))
        prefix = next(each for each in chain((f"{name}-",), numbered) if each not in self._prefixes)
        self._prefixes.add(prefix)
        markup = inline(svg, element, prefix, manner.styled, manner.nonce)
        return _New(markup, name, numbered=prefix != f"{name}-", behind=False)


def _name(element: Element, notation: str | None) -> str:
    """Return what the ids of a picture begin with: the element's own id, or a digest of its text.

    So the same grammar has the same ids on every page that it is on, and pages may be made of others.
    """
    given = element.attributes.get("id")
    if given:
        return given
    about = repr((notation, sorted(element.parameters().items()), element.text))
    return f"railroad-{sha256(about.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class _New:
    """What stands in the place of an element."""

    markup: str
    name: str = ""
    """What the ids in it begin with."""
    numbered: bool = False
    """Whether they have a number, as another picture of the page had the same name."""
    behind: bool = True
    """Whether the element stays, and this stands behind it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A picture as it stood in a page, with its ids not numbered."""

    name: str
    markup: bytes
