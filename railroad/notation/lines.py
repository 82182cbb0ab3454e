"""The text that lexers see: with one kind of line end and few kinds of blanks, and as long as the author's.

a ::= b⏎        CR LF      becomes     blank LF
a·::=·b         no-break   becomes     blank

Signs and names are looked for in the levelled text; what literals and comments say is taken from one that
only has its line ends levelled, so that a no-break space in quotes stays one.
"""

from __future__ import annotations

import re

FENCE = r"(?:(?<=\n)|(?<!.))[ \t]*+`{3,}+[ \t]*+\w*+[ \t]*+(?=\n|\Z)"
"""A line of Markdown round what is code in it, in a text whose ends are levelled."""
_OTHER_BLANK = re.compile("[\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]")


def level_ends(text: str) -> str:
    """Return the text with every line end LF; offsets stay true.

    >>> level_ends("a\\r\\nb\\rc\\xa0d")
    'a \\nb\\nc\\xa0d'
    """
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def level_blanks(text: str) -> str:
    """Return the text with every blank a space, a tab or a line end; offsets stay true.

    >>> level_blanks("a\\xa0\\u3000b")
    'a  b'
    """
    return text if text.isascii() else _OTHER_BLANK.sub(" ", text)


def level(text: str) -> str:
    """Return the text with every line end LF and every blank a space or tab; offsets stay true.

    >>> level("a\\r\\nb\\rc\\xa0d")
    'a \\nb\\nc d'
    """
    return level_blanks(level_ends(text))
