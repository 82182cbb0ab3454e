r"""Take a PEG apart: Ford, Parsing Expression Grammars, POPL 2004, figure 1, and what the tools add to it.

    Sum  <- Product ('+' Product)* !.     Ford
    sum  =  l:product - { yy = l; } ;     leg: code, labels, names with hyphens, "-" itself is one
    Name "a name" ← [a-z]i+               pigeon: the name that people are to see, case that does not matter

- Comments are ``# …``, ``// …`` and ``/* … */``.
- ``{ … }`` is code, ``&{ … }`` and ``!{ … }`` are predicates, ``{2,3}`` counts.
- ``< … >`` (what is between is taken as text) and ``~`` (ignored) say nothing of the language.
- ``%{ … %}``, what follows ``%%``, and before the first rule code, a head for Go and the name of a grammar
  (Canopy) are directives.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.grammar import Any, Code, Cut
from railroad.notation.peg_body import POSTFIXES
from railroad.notation.peg_scan import Scanner
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic

NAME = r"%?[^\W\d](?:[\w\u0300-\u036f]|-(?![>\s]|$))*+|-(?!>)"
_COUNT = re.compile(
    r"\{[ \t]*+(?:(?P<least>\d{1,9})[ \t]*+)?(?P<comma>,[ \t]*+)?(?:(?P<most>\d{1,9})[ \t]*+)?\}"
)

_HEAD = re.compile(
    r"package[ \t]++\w++(?![ \t]*+(?:<-|←))|import[ \t]++(?:\"[^\"\r\n]*+\"|\([^()]*+\))"
    r"|type[ \t]++\w++[ \t]++Peg[ \t]*+(?=\{)"
    r"|grammar[ \t]++\w[\w.:]*+(?=[ \t]*+(?:\#[^\r\n]*+)?(?:[\r\n]|\Z))"
)


class PegLexer(Scanner):
    """The pieces of one PEG."""

    language = "ford"
    header = re.compile(rf"(?<=[\r\n])[ \t]*+(?:{NAME})[ \t]*+(?:<-|←|⟵|=)")
    pattern = re.compile(
        rf"""(?P<blank>\s++)
        |(?P<comment>\#[^\r\n]*+|//[^\r\n]*+)
        |(?P<block>/\*)
        |(?P<wrong>::?=|->)
        |(?P<definer><-|←|⟵|=)
        |(?P<name>{NAME})
        |(?P<literal>"(?:[^"\\\r\n]|\\.)*+"(?:i(?![\w-]))?|'(?:[^'\\\r\n]|\\.)*+'(?:i(?![\w-]))?)
        |(?P<open_literal>["'])
        |(?P<class>\[(?:\[:\^?\w+:\]|[^\]\\\r\n]|\\.)*+\](?:i(?![\w-]))?)
        |(?P<open_class>\[)
        |(?P<slash>[/|])
        |(?P<predicate>[&!@~]\s*+(?={{))
        |(?P<prefix>[&!~])
        |(?P<postfix>[?*+])
        |(?P<dot>\.)
        |(?P<lpar>\()
        |(?P<rpar>\))
        |(?P<code>\{{)
        |(?P<ticks>`[^`]*+`)
        |(?P<prologue>%\{{|%%)
        |(?P<capture>[<>])
        |(?P<cut>↑)
        |(?P<semicolon>;)
        |(?P<colon>:)
        |(?P<stray>.)""",
        re.VERBOSE | re.DOTALL,
    )

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Begin at the start of `text`; what is wrong goes to `diagnostics`."""
        super().__init__(text, diagnostics)
        self.predicates: list[Span] = []
        """Where code decides whether to go on."""

    def _name(self, found: re.Match[str]) -> int:
        """Keep a name; a head before the first rule is a directive."""
        head = None if self.pieces else _HEAD.match(self.text, found.start())
        if head is None:
            return self.put("NAME", *found.span())
        end = head.end()
        if self.text[end : end + 1] == "{":
            end = self.braces(end) or end
        self.directives.append(Span(found.start(), end))
        return end

    def _prefix(self, found: re.Match[str]) -> int:
        return self.put("PREFIX", *found.span(), found[0])

    def _postfix(self, found: re.Match[str]) -> int:
        return self.put("POSTFIX", *found.span(), POSTFIXES[found[0]])

    def _dot(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("OPERAND", *span, Any(span=span))

    def _cut(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("CODE", *span, Cut(span=span))

    def _predicate(self, found: re.Match[str]) -> int:
        """Read ``&{…}`` and ``!{…}``, which decide whether to go on, and ``@{…}`` and ``~{…}``."""
        start = found.start()
        if found[0][0] in "&!":
            return self._put_code(start, found.end(), "predicate")
        return self._put_code(start, found.end(), "action")

    def _code(self, found: re.Match[str]) -> int:
        start = found.start()
        count = _COUNT.match(self.text, start)
        if count is None or not (count["least"] or count["most"]):
            return self._put_code(start, start, "action")
        least = int(count["least"] or 0)
        most = int(count["most"]) if count["most"] else None if count["comma"] else least
        span = Span(start, count.end())
        if most is not None and most < least:
            self.tell_of_counts(least, most, span)
            most = least
        return self.put("POSTFIX", *span, (least, most))

    def _put_code(self, start: int, brace: int, kind: str) -> int:
        end = self.braces(brace)
        if end is None:
            return self.open_brace(brace, "code ends with the } that belongs to its {")
        span = Span(start, end)
        if not self.pieces:
            self.directives.append(span)
            return end
        if kind == "predicate":
            self.predicates.append(span)
            return self.put("CODE", start, end, Code(self.text[start:end], "predicate", span=span))
        return self.put("CODE", start, end, Code(self.text[start:end], span=span))

    def _ticks(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("CODE", *span, Code(found[0], span=span))

    def _capture(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("CODE", *span, Code(found[0], "attribute", span=span))

    def _prologue(self, found: re.Match[str]) -> int:
        """Keep ``%{ … %}``, and what follows ``%%``, as a directive."""
        start = found.start()
        if found[0] == "%%":
            end = len(self.text)
        else:
            end = self.text.find("%}", start) + 2
            if end < 2:
                self.tell('this "%{" is not closed', Span(start, start + 2), "it ends with %}")
                return self.line_end(start)
        if found[0] == "%{" and self.pieces and self.pieces[-1].type not in ("SEMICOLON",):
            span = Span(start, end)
            return self.put("CODE", start, end, Code(self.text[start:end], span=span))
        self.directives.append(Span(start, end))
        return end
