"""What encoding a page is in: its byte order mark, its header, or what it says of itself (HTML §13.2.3).

Content-Type: text/html; charset=iso-8859-1   →   cp1252, as browsers have it
<meta charset="koi8-r">                       →   koi8-r
neither                                       →   utf-8
"""

from __future__ import annotations

import codecs
import re

HEAD = 1024
"""How many bytes of a page may say what it is in."""
_BOM = b"\xef\xbb\xbf"
_META = re.compile(
    rb"""<meta[\s/][^>]{0,500}?charset\s*=\s*["']?\s*([a-z0-9_:.+-]{1,40})"""
    rb"""|^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_:.+-]{1,40})["']""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252"})
"""Python's names of what browsers all read as Windows-1252 (Encoding Standard §4.2)."""
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
"""What browsers read as something larger that has it in it."""
_LABELS = {"x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "unicode-1-1-utf-8": "utf-8"}
"""What pages are labelled with, and Python does not know (Encoding Standard §4.2)."""
_ASCII = bytes(range(0x20, 0x7F))


def charset_of(header: str | None, head: bytes) -> str | None:
    """Return the name that Python has for the encoding of a page; None: one whose tags can't be found.

    Args:
        header: what the Content-Type says, if it does.
        head: the first bytes of the page, `HEAD` at least if it has so many.
    """
    if head.startswith(_BOM):
        return "utf-8"
    if header:
        return _codec(header)
    meta = _META.search(_COMMENT.sub(b"", head[:HEAD]))
    label = (meta[1] or meta[2]).decode() if meta else "utf-8"
    return "utf-8" if label.lower().startswith("utf-16") else _codec(label)


def decode(data: bytes, codec: str) -> str | None:
    """Return the text of some bytes; None: they are not in that encoding."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        # Five bytes have no meaning in Python's Windows-1252; browsers take them for control characters.
        return data.decode("latin-1") if codec == "cp1252" else None


def encode(text: str, codec: str) -> bytes:
    """Return a text as bytes; what the encoding has not becomes a character reference."""
    return text.encode(codec, "xmlcharrefreplace")


def _codec(label: str) -> str | None:
    """Return Python's name of an encoding; None: none, or a byte of ASCII may mean another thing in it."""
    known = _LABELS.get(label.strip().lower(), label.strip())
    try:
        name = codecs.lookup(known).name
        plain = _ASCII.decode(name) == _ASCII.decode() and encode("a", name) == b"a"
    except (LookupError, ValueError):
        return None
    if not plain or name.startswith("iso2022"):
        return None
    return "cp1252" if name in _WESTERN else _WIDER.get(name, name)
