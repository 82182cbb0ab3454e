"""The text that lexers see: with one kind of line end and few kinds of blanks, and as long as the author's.

a ::= b⏎        CR LF      becomes     blank LF
a·::=·b         no-break   becomes     blank
"""

from __future__ import annotations

import re

_OTHER_BLANK = re.compile("[\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]")


def level(text: str) -> str:
    """Return the text with every line end LF and every blank a space or tab; offsets stay true.

    >>> level("a\\r\\nb\\rc\\xa0d")
    'a \\nb\\nc d'
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text if text.isascii() else _OTHER_BLANK.sub(" ", text)
