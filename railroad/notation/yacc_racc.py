"""The head of a Racc grammar: Racc's manual, "Grammar File Format".

class Calculator < Base
  prechigh
    left '*'
  preclow
  token NUM
rule
  …
end
---- inner
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.grammar import Import
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLASS = re.compile(r"^[ \t]*+class[ \t]++[A-Z][\w:]*+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*+rule[ \t]*+(?:#[^\r\n]*+)?(?=[\r\n])|(?<=[\r\n])rule(?=[ \t])", re.MULTILINE)
_MARK = re.compile(r"^%%", re.MULTILINE)
_SECTIONS = frozenset(("prechigh", "preclow", "left", "right", "nonassoc", "token", "class", "rule")).union(
    ("options", "option", "expect", "start", "convert", "end", "error_on_expect_mismatch")
)
_WORD = re.compile(r"""#[^\r\n]*+|'(?:[^'\\\r\n]|\\.)*+'|"(?:[^"\\\r\n]|\\.)*+"|(?P<word>[A-Za-z_]\w*+)""")


def head_of_racc(text: str) -> Span | None:
    """Return where a Racc grammar says what comes before its rules; None: it is no Racc grammar."""
    begun = _CLASS.search(text)
    if begun is None or _MARK.search(text):
        return None
    rule = _RULE.search(text, begun.end())
    return Span(begun.start(), rule.end()) if rule else None


def declared_tokens(text: str, head: Span) -> Iterator[Import]:
    """Yield the tokens that a head declares."""
    section = ""
    for match in _WORD.finditer(text, *head):
        word = match["word"]
        if word in _SECTIONS:
            section = word
        elif word and section in ("token", "left", "right", "nonassoc"):
            yield Import(word, "token", span=Span(*match.span()))
