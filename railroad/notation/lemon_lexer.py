"""The pieces of a Lemon grammar: SQLite's doc/lemon.html, and the tokenizer in lemon.c.

    cmd(A) ::= BEGIN transtype(Y). [PREC] { … }   →   NAME LABEL DEFINER NAME NAME LABEL DOT MARK CODE

What is left open ends where the next rule or directive seems to begin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.notation.comments import Comments
from railroad.notation.host_code import HostCode
from railroad.notation.reading import Piece

if TYPE_CHECKING:
    from railroad.errors import Diagnostic

_PIECE = re.compile(
    r"""[\s\ufeff]*+(?:
      (?P<name>\w++)
    | (?P<definer>::=)
    | (?P<dot>\.)
    | (?P<label>\(\s*+\w++\s*+\))
    | (?P<mark>\[\s*+\w++\s*+\])
    | (?P<bar>[|/](?=\s*+\w))
    | (?P<brace>\{)
    | (?P<comment>//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)
    | (?P<condition>%(?:ifdef|ifndef|if|else|endif)\b(?:[^\r\n/]|/(?![/*]))*+)
    | (?P<percent>%\w++)
    | (?P<string>"(?:[^"\\]|\\.)*+")
    | (?P<open_comment>/\*)
    | (?P<stray>\\.|.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_TYPES = {
    "name": "NAME",
    "definer": "DEFINER",
    "dot": "DOT",
    "label": "LABEL",
    "mark": "MARK",
    "bar": "BAR",
    "condition": "CONDITION",
    "percent": "PERCENT",
    "string": "STRING",
    "stray": "STRAY",
}
_STATEMENT = re.compile(r"^(?:[a-z]\w*+\s*+(?:\(\s*+\w++\s*+\)\s*+)?+::=|%[a-z])", re.MULTILINE)


class Lexer:
    """Cuts a text into pieces.  What is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Read `text`."""
        self._text = text
        self._diagnostics = diagnostics
        self.comments = Comments(text)
        self._code = HostCode(text)
        self._pieces: list[Piece] = []

    def pieces(self) -> list[Piece]:
        """Return all pieces of the text."""
        match_piece = _PIECE.match
        text, pieces, types = self._text, self._pieces, _TYPES
        at = 0
        while match := match_piece(text, at):
            kind = match.lastgroup
            assert kind
            at = match.end()
            start = match.start(kind)
            if kind in types:
                pieces.append(Piece(types[kind], start, at, match[kind]))
            elif kind == "comment":
                self.comments.add(start, at)
            elif kind == "brace":
                at = self._brace(start)
            else:
                self._diagnostics.extend(self._code.open_at(start, "", 2))
                at = self._give_up(start)
        return pieces

    def _brace(self, start: int) -> int:
        end = self._code.end(start)
        if end is None:
            self._diagnostics.extend(self._code.open_at(start, "code ends with the } that is its partner"))
            return self._give_up(start)
        self._pieces.append(Piece("CODE", start, end))
        return end

    def _give_up(self, start: int) -> int:
        """End what begins before `start`; return where the next statement seems to begin."""
        following = None if self._code.exhausted else _STATEMENT.search(self._text, start + 1)
        self._pieces.append(Piece("BAD", start, start + 1))
        return following.start() if following else len(self._text)
