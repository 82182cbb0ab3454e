"""What stands in a page where a grammar stood: the diagram, or the grammar with what is wrong with it.

    <svg class="railroad …" role="img" aria-label="Railroad diagram of a"><desc>a ::= b</desc>…</svg>
    <img class="railroad …" src="/railroad/bnf/svg/eNpL…" width="96" height="54" alt="a ::= b">
    <pre class="railroad">a ::= "b</pre><div class="railroad-error" role="note">…</div>

The text of the grammar stays as the alternative of the picture.  In the place of a `<pre>`, which ends the
paragraph before it, there is a `<div>` around, which does the same.  What comes out is well formed as HTML
and as XHTML.  It has nothing in it that a script could be: all text is escaped, and the SVG is ours.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from railroad.web.html_targets import TAG, WORD
from railroad.web.html_unstyled import unstyled
from railroad.web.looks import SWITCH

if TYPE_CHECKING:
    from railroad.errors import RailroadError
    from railroad.web.html_element import Element

ERROR_CLASS = "railroad-error"
"""The class of messages."""
BLOCK_CLASS = "railroad-block"
"""The class of what is around the pictures that stand by themselves."""
_ROOT = re.compile(r'<svg [^>]*?width="([0-9.]+)" height="([0-9.]+)" [^>]*?class="([^"]*)">')
_RULE = re.compile('<g id="rule-[^"]*"><title>([^<]*)</title>')
_ID = re.compile('(<g id="|<a href="#)(?=rule-)')
_KEPT = ("lang", "tabindex")
"""Attributes of the element that its picture has too, besides `id`, `class` and `style`."""
_OURS = (
    ".railroad text{letter-spacing:normal;word-spacing:normal;text-transform:none;text-shadow:none;"
    "font-variant:normal;font-style:normal;font-stretch:normal}"
)
"""What a page says of all its text, or of a class that it has too, is not meant for the labels."""
_FIT = "max-width:100%;height:auto"
_NAMED = 3
"""How many rules the name of a picture names."""
_NOT_MARKUP = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""What may not stand in a page, not even escaped."""


def inline(svg: str, element: Element, prefix: str, styled: bool = True, nonce: str | None = None) -> str:
    """Return a picture as a part of the page.

    Args:
        svg: the picture.
        element: what it stands for.
        prefix: what its ids begin with, so that they differ from those of other pictures.
        styled: whether the page may have style sheets and attributes in it.
        nonce: what style sheets need to have, if anything; attributes may not be then.
    """
    if not styled and nonce is None:
        svg = unstyled(svg)
    root = _ROOT.match(svg)
    if root is None:
        raise ValueError("this is no picture of ours")
    begin = root[0].replace(f'class="{root[3]}"', f'class="{_classes(element, root[3])}"', 1)
    linked = "<a href=" in svg
    attributes = {
        **_kept(element, styled),
        "role": "group" if linked else "img",
        "aria-label": _label(element, _RULE.findall(svg)),
        "direction": "ltr",
    }
    body = _ID.sub(lambda found: found[1] + _attribute(prefix), svg[root.end() :].rstrip("\n"))
    sheet = "<style>" if nonce is None else f'<style nonce="{_attribute(nonce)}">'
    body = body.replace("<style>", sheet + _OURS, 1)
    words = _text(element.text.strip())
    return _placed(element, f"{begin[:-1]}{_written(attributes)}><desc>{words}</desc>{body}")


def image(svg: str, element: Element, url: str, styled: bool = True) -> str:
    """Return a picture as one that the browser gets from `url`.

    Args:
        svg: the same picture, for its size.
        element: what it stands for.
        url: where it is.
        styled: whether the page may have attributes with styles in it.
    """
    root = _ROOT.match(svg)
    if root is None:
        raise ValueError("this is no picture of ours")
    attributes = {
        "class": _classes(element, WORD),
        "src": _attribute(url),
        **_kept(element, styled),
        "width": f"{float(root[1]):.0f}",
        "height": f"{float(root[2]):.0f}",
        "alt": _attribute(element.text.strip()),
    }
    return _placed(element, f"<img{_written(attributes)}/>")


def mistake(element: Element, error: RailroadError) -> str:
    """Return what stands behind an element that is left as it is: why there is no picture."""
    first = error.diagnostics[0]
    place = ""
    if error.source is not None and first.span is not None:
        line, column = error.source.position(first.span.start)
        place = f"line {line}, column {column}: "
    hint = f" ({first.hint})" if first.hint else ""
    others = len(error.diagnostics) - 1
    more = f" And {others} more mistake{'s' * (others > 1)}." if others else ""
    said = _text(f"{place}{first.message}{hint}{more}")
    note = f'class="{ERROR_CLASS}" role="note"><strong>No railroad diagram:</strong> {said}'
    return f" <span {note}</span>" if element.tag == TAG else f"<div {note}</div>"


def _placed(element: Element, picture: str) -> str:
    """Return a picture as it stands in the place of its element: in the line, or by itself."""
    return picture if element.tag == TAG else f'<div class="{BLOCK_CLASS}">{picture}</div>'


def _label(element: Element, names: list[str]) -> str:
    """Return what a picture is called; the names are escaped already."""
    for name in ("aria-label", "title"):
        given = element.attributes.get(name)
        if given and given not in SWITCH:
            return _attribute(given)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"Railroad diagram of {', '.join(names[:_NAMED])}{more}"


def _classes(element: Element, ours: str) -> str:
    """Return the classes of a picture: ours, and those of the element."""
    known = ours.split()
    return " ".join([*known, *(_attribute(word) for word in element.words if word not in known)])


def _kept(element: Element, styled: bool) -> dict[str, str]:
    """Return the attributes of a picture that come from its element."""
    given = element.attributes
    kept = {name: _attribute(given[name] or "") for name in ("id", *_KEPT) if name in given}
    if not styled:
        return kept
    own = (given.get("style") or "").strip().rstrip(";")
    return kept | {"style": _attribute(f"{_FIT};{own}" if own else _FIT)}


def _written(attributes: dict[str, str]) -> str:
    """Return attributes as they are written; the values are escaped already."""
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


def _attribute(text: str) -> str:
    """Return a text as it is written in an attribute."""
    return _text(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _text(text: str) -> str:
    """Return a text as it is written between tags."""
    return escape(_NOT_MARKUP.sub("\ufffd", text))
