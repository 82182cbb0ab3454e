"""The pieces of a Yacc grammar: the Bison manual, §3.1, and what other Yaccs add.

    %token <n> NUM 300 "number"    →   PERCENT TAG NAME NUMBER STRING
    %%                             →   MARK
    exp: exp '+' exp { … } | ;     →   NAME COLON NAME STRING NAME CODE BAR SEMI

Reading stops at the second ``%%``: what follows is code for the host.  So is Jison's scanner, from ``%lex``
to ``/lex``, and what follows its ``->`` on a line.  Actions are read to the partner of their brace.  What is
left open ends where the next rule seems to begin, so that it costs one rule and not all that follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.notation.comments import Comments
from railroad.notation.host_code import HostCode
from railroad.notation.open_quotes import open_literal
from railroad.notation.reading import Piece
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.host_code import Host


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between Yacc and its kin."""

    host: Host = "c"
    """The language of actions, and so what comments look like."""
    racc: bool = False
    """Whether it is Racc: ``= SYMBOL`` for a precedence, ``end`` after the rules."""
    groups: bool = False
    """Whether round brackets group, so that no name is called with arguments."""


YACC = Dialect()
RACC = Dialect("ruby", racc=True, groups=True)
JISON_EBNF = Dialect(groups=True)
"""Jison with ``%ebnf``."""

_NAME = r"(?:[^\W\d]|\.)[\w.$-]*+"
_STRING = r"""'(?:[^'\\\r\n]|\\[^\r\n])*+'|"(?:[^"\\\r\n]|\\[^\r\n])*+\""""
_COMMENT = r"/\*(?:[^*]|\*(?!/))*+\*/"
_TAG = r"<(?:[^<>\r\n]|(?<=-)>|<(?:[^<>\r\n]|(?<=-)>|<[^<>\r\n]*+>)*+>)*+>"


def _piece(comment: str) -> re.Pattern[str]:
    return re.compile(
        rf"""[\s\ufeff]*+(?:
          (?P<name>{_NAME})
        | (?P<string>{_STRING})
        | (?P<sign>[:;|=,()])
        | (?P<postfix>[?*+])
        | (?P<brace>\{{)
        | (?P<comment>{comment}|{_COMMENT})
        | (?P<scanner>%lex(?![\w-]))
        | (?P<condition>%(?:ifn?def|if|elif|else|endif)(?![\w-])[^\r\n]*+)
        | (?P<percent>%(?:[^\W\d][\w-]*+|<|>|=))
        | (?P<mark>%%)
        | (?P<predicate>%\?\s*+(?=\{{))
        | (?P<prologue>%\{{)
        | (?P<tag>{_TAG})
        | (?P<arrow>->[^\r\n]*+)
        | (?P<number>\d\w*+)
        | (?P<bracket>\[[^\[\]\r\n]*+\])
        | (?P<hash>\#)
        | (?P<open_comment>/\*)
        | (?P<open_string>['"])
        | (?P<stray>.)
        )""",
        re.VERBOSE | re.DOTALL,
    )


_PIECES = {"c": _piece(r"//[^\r\n]*+"), "ruby": _piece(r"\#[^\r\n]*+")}
_TYPES = {
    "name": "NAME",
    "string": "STRING",
    "postfix": "POSTFIX",
    "number": "NUMBER",
    "tag": "TAG",
    "bracket": "REFERENCE",
    "percent": "PERCENT",
    "stray": "STRAY",
    "arrow": "CODE",
    "condition": "PREPROCESSOR",
}
_SIGNS = {":": "COLON", ";": "SEMI", "|": "BAR", "=": "ASSIGN", ",": "COMMA", "(": "LPAR", ")": "RPAR"}
_LINE = re.compile(r"[^\r\n]*+")
_REST = re.compile(r"[^\r\n;]*+(?:;(?![ \t]*+$)[^\r\n;]*+)*+", re.MULTILINE)
_RULE = re.compile(rf"^{_NAME}(?:[ \t]*+\[[^\[\]\r\n]*+\])?+\s*+:(?![:=])", re.MULTILINE)
_INDENTED_RULE = re.compile(rf"^[ \t]*+{_NAME}\s*+:(?![:=])", re.MULTILINE)
_END_OF_SCANNER = re.compile(r"^/lex\b", re.MULTILINE)
_DECLARATION = re.compile(r"^%(?:%|[a-z])", re.MULTILINE)


class Lexer:
    """Cuts a text into pieces.  What is wrong with them goes to `diagnostics`."""

    def __init__(self, text: str, dialect: Dialect, diagnostics: list[Diagnostic]) -> None:
        """Read `text`."""
        self._text = text
        self._dialect = dialect
        self._diagnostics = diagnostics
        self.comments = Comments(text)
        self._code = HostCode(text, dialect.host)
        self._pieces: list[Piece] = []
        self._marks = 0
        """How many ``%%`` there were."""

    def pieces(self, start: int = 0) -> list[Piece]:
        """Return the pieces from `start` to the end of the rules."""
        match_piece = _PIECES[self._dialect.host].match
        text, pieces, types = self._text, self._pieces, _TYPES
        at = start
        while match := match_piece(text, at):
            kind = match.lastgroup
            assert kind
            at = match.end()
            start = match.start(kind)
            if kind in types:
                pieces.append(Piece(types[kind], start, at, match[kind]))
            elif kind == "sign":
                pieces.append(Piece(_SIGNS[match[kind]], start, at))
            elif kind == "brace":
                at = self._brace("CODE", start, start)
            elif kind == "comment":
                self.comments.add(start, at)
            elif kind == "mark":
                self._marks += 1
                pieces.append(Piece("MARK", start, at))
                if self._marks == 2:
                    break
            else:
                at = self._others(kind, start, at)
        if self._dialect.racc:
            self._stop_at_end()
        return pieces

    def _others(self, kind: str, start: int, end: int) -> int:
        """Add the piece that begins at `start`; return where it ends."""
        match kind:
            case "predicate":
                return self._brace("PREDICATE", start, end)
            case "prologue":
                return self._prologue(start, end)
            case "scanner":
                found = _END_OF_SCANNER.search(self._text, end)
                end = found.end() if found else end
                self._pieces.append(Piece("PROLOGUE" if found else "PERCENT", start, end, "%lex"))
                return end
            case "hash":
                type_ = "STRAY"
                if self._begins_its_line(start):
                    line = _LINE.match(self._text, start)
                    assert line
                    type_, end = "PREPROCESSOR", line.end()
                self._pieces.append(Piece(type_, start, end))
                return end
            case "open_string":
                self._diagnostics.append(open_literal(self._text, start, "a literal ends on its line"))
                end = self._line_end(start)
                self._pieces.append(Piece("BAD", start, end))
                return end
            case _:
                self._diagnostics.extend(self._code.open_at(start, "", 2))
                return self._give_up(start)

    def _brace(self, type_: str, start: int, brace: int) -> int:
        end = self._code.end(brace)
        if end is None:
            self._diagnostics.extend(
                self._code.open_at(brace, "an action ends with the } that is its partner")
            )
            return self._give_up(start)
        self._pieces.append(Piece(type_, start, end))
        return end

    def _prologue(self, start: int, inside: int) -> int:
        end = self._code.end_of_prologue(inside)
        if end is None:
            self._diagnostics.extend(self._code.open_at(start, "code for the host ends with %}", 2))
            following = None if self._code.exhausted else _DECLARATION.search(self._text, inside)
            return following.start() if following else len(self._text)
        self._pieces.append(Piece("PROLOGUE", start, end))
        return end

    def _give_up(self, start: int) -> int:
        """End the rule at `start`; return where the next one seems to begin."""
        pattern = _INDENTED_RULE if self._dialect.racc else _RULE
        following = None if self._code.exhausted else pattern.search(self._text, start + 1)
        self._pieces += (Piece("BAD", start, start + 1), Piece("SEMI", start + 1, start + 1))
        return following.start() if following else len(self._text)

    def _line_end(self, start: int) -> int:
        """Return where the line of `start` ends, without a semicolon at its end."""
        match = _REST.match(self._text, start)
        assert match
        return max(match.end(), start + 1)

    def _begins_its_line(self, start: int) -> bool:
        while start and self._text[start - 1] in " \t":
            start -= 1
        return not start or self._text[start - 1] in "\r\n"

    def _stop_at_end(self) -> None:
        """Leave out Racc's ``end`` and what follows it."""
        pieces = self._pieces
        for i, piece in enumerate(pieces):
            following = pieces[i + 1].type if i + 1 < len(pieces) else ""
            if piece.type == "NAME" and piece.value == "end" and following != "COLON":
                del pieces[i:]
                told = self._diagnostics
                told[:] = [each for each in told if not each.span or each.span.start < piece.start]
                return

    def _tell(self, start: int, message: str, hint: str) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(start, start + 1), hint))
