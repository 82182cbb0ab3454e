"""An element that holds a grammar: its text, and what its attributes ask for.

    <pre class="railroad abnf" data-rule="digit">       <railroad-diagram notation="abnf" rule="digit">
    digit = %x30-39                                     digit = %x30-39
    </pre>                                              </railroad-diagram>

The text is what a browser shows: tags within it count for nothing, character references for what they mean.
The attributes have the names and limits of the parameters of URLs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from textwrap import dedent
from typing import TYPE_CHECKING

from railroad.web.errors import bad_parameter
from railroad.web.html_targets import TAG, TEXT_ONLY, offset_of
from railroad.web.looks import SWITCH, looks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_END = re.compile("</[a-zA-Z-]+[ \t\n\f\r/]*>")
_VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"),
        *("track", "wbr"),
    }
)
"""Elements with nothing in them (HTML §13.1.2)."""
_REFUSED = TEXT_ONLY | {"svg", "math", "template", "select", "table", "plaintext"}
"""What is no text, so that what is in it is no grammar."""
_EVERYWHERE = frozenset(
    {
        *("accesskey", "autocapitalize", "autocorrect", "autofocus", "class", "contenteditable", "dir"),
        *("draggable", "enterkeyhint", "exportparts", "hidden", "id", "inert", "inputmode", "is", "itemid"),
        *("itemprop", "itemref", "itemscope", "itemtype", "lang", "nonce", "part", "popover", "role", "slot"),
        *("spellcheck", "style", "tabindex", "title", "translate", "writingsuggestions", "xmlns", "xml:lang"),
    }
)
"""Attributes that every element may have (HTML §3.2.6); `title` may be about the look."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element that holds a grammar."""

    tag: str
    attributes: Mapping[str, str | None]
    """By name; None: it has no value."""
    text: str

    @property
    def words(self) -> list[str]:
        """The words of its class."""
        return (self.attributes.get("class") or "").split()

    def notation(self, known: Collection[str]) -> str | None:
        """Return the notation that its class names, as it is or as ``language-NAME``."""
        for word in self.words:
            for name in (word, word.removeprefix("language-"), word.removeprefix("lang-")):
                if name in known:
                    return name
        return None

    def parameters(self) -> dict[str, str]:
        """Return the parameters that its attributes give, by name.

        Those of ``<railroad-diagram>`` may all have unknown names: they have to be told as mistakes.

        Raises:
            WebError: 400, one is there twice.
        """
        known = {*looks(), "rule", "extensions", "notation", "v"}
        given: dict[str, str] = {}
        for spelled, value in self.attributes.items():
            data = spelled.startswith("data-")
            name = spelled.removeprefix("data-").replace("-", "_")
            if name not in known and (self.tag != TAG or data or _is_everywhere(spelled)):
                continue
            if name == "title" and not data and value not in SWITCH:
                continue
            if name in given:
                raise bad_parameter(f'the attribute "{name}" is there twice')
            given[name] = "on" if not value and _is_switch(name) else (value or "").strip()
        return given


def read_element(source: str) -> Element | None:
    """Return the element that a text of HTML is, from its first tag to its last; None: it is ill formed.

    A browser mends what is ill formed, and then more of the page may belong to it than this text, or less.
    """
    reader = _Reader()
    try:
        reader.feed(source)
    except AssertionError:  # html.parser gives up on some declarations so
        return None
    if reader.broken or reader.end is None or not _END.fullmatch(source[offset_of(source, *reader.end) :]):
        return None
    text = "".join(reader.text).replace("\r\n", "\n").replace("\r", "\n")
    if reader.tag == TAG:
        text = dedent(text)
    elif text.startswith("\n"):
        text = text[1:]  # HTML §13.2.6.4.7
    return Element(reader.tag, reader.attributes, text)


def _is_everywhere(name: str) -> bool:
    return name in _EVERYWHERE or name.startswith(("aria-", "on")) or ":" in name or "." in name


def _is_switch(name: str) -> bool:
    look = looks().get(name)
    return look is not None and look.words == tuple(SWITCH)


class _Reader(HTMLParser):
    """Reads one element."""

    CDATA_CONTENT_ELEMENTS = tuple(sorted(TEXT_ONLY))  # type: ignore[misc]

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tag = ""
        self.attributes: dict[str, str | None] = {}
        self.text: list[str] = []
        self.end: tuple[int, int] | None = None
        """The line and column of its end tag, as `getpos` has them."""
        self.broken = False
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._open and self.end is None:
            self.tag = tag
            for name, value in attrs:
                self.attributes.setdefault(name, value)  # the first counts (HTML §13.2.5.33)
        elif self.end is not None or tag in _REFUSED:
            self.broken = True
        elif tag in _VOID:
            self.text.append("\n" if tag == "br" else "")
            return
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that ends itself for one that only begins, as HTML does."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.broken = True
        if not self._open:
            self.end = self.getpos()

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.broken = self.broken or not self._open
