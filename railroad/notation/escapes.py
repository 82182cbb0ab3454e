r"""What a backslash means in literals, language by language.

    \n  \t  \\  \'          one sign
    \x41  \101              C
    \u0041  \u{1F600}       ANTLR, JavaScript
    \U0001F600              Python, C

Two halves of a surrogate pair, ``\uD83D\uDE00``, are one character.  An escape that a language does not know
stands for its character, except in Lark, where it stays as it is.
"""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["antlr", "c", "js", "lark"]

_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "b": "\b", "v": "\v", "a": "\a", "e": "\x1b", "0": "\0"}
_KNOWN = {"antlr": "ntrfb", "c": "ntrfbvae", "js": "ntrfbv0", "lark": "ntrf"}
_CODES = {
    "antlr": r"u\{(?P<braced>[0-9A-Fa-f]{1,6})\}|u(?P<hex>[0-9A-Fa-f]{4})",
    "c": (
        r"x(?P<hex>[0-9A-Fa-f]{1,8})|u(?P<four>[0-9A-Fa-f]{4})|U(?P<eight>[0-9A-Fa-f]{8})"
        r"|(?P<octal>[0-7]{1,3})"
    ),
    "js": r"u\{(?P<braced>[0-9A-Fa-f]{1,6})\}|u(?P<hex>[0-9A-Fa-f]{4})|x(?P<two>[0-9A-Fa-f]{2})",
    "lark": r"x(?P<hex>[0-9A-Fa-f]{2})|u(?P<four>[0-9A-Fa-f]{4})|U(?P<eight>[0-9A-Fa-f]{8})",
}
_ESCAPE = {
    language: re.compile(rf"\\(?:{codes}|(?P<sign>.))", re.DOTALL) for language, codes in _CODES.items()
}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LAST = 0x10FFFF


def unescape(written: str, language: Language) -> str:
    r"""Return what stands between the quotes of a literal means.

    >>> unescape(r"\u0041\n\'", "antlr"), unescape(r"\x41\101", "c"), unescape(r"\d\"\x41", "lark")
    ("A\n'", 'AA', '\\d"A')
    """
    if "\\" not in written:
        return written
    known = _KNOWN[language]

    def meaning(escape: re.Match[str]) -> str:
        sign = escape["sign"]
        if sign is None:
            digits = escape[escape.lastgroup or 0]
            code = int(digits, 8 if escape.lastgroup == "octal" else 16)
            return chr(code) if code <= _LAST else escape[0]
        if sign in known:
            return _SIGNS[sign]
        return escape[0] if language == "lark" and sign not in '\\"' else sign

    return _PAIR.sub(lambda pair: _joined(pair[0]), _ESCAPE[language].sub(meaning, written))


def _joined(pair: str) -> str:
    return pair.encode("utf-16", "surrogatepass").decode("utf-16")
