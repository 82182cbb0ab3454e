r"""Take a Peggy or PEG.js grammar apart: Peggy's src/parser.pegjs, versions 1 to 5.

    {{ … }}  { … }                      initialisers: directives
    import { rule as r } from "./x.js"  rules from elsewhere
    list "a list" = head:item|1.., "," _| !{ return full } { return head; }

- Comments are ``// …`` and ``/* … */``.
- Code is in braces, which Peggy counts, whatever they stand in.
- Counts and a separator stand between ``|``.  A count that is a label or code is known only to a parser:
  the item is read as any number of times, and a warning says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.grammar import Any, Code, Import
from railroad.notation.peg_body import POSTFIXES
from railroad.notation.peg_scan import Scanner
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic

NAME = r"(?:[^\W\d]|\\u[0-9A-Fa-f]{4})(?:[\w$\u0300-\u036f\u200c\u200d]|\\u[0-9A-Fa-f]{4})*+"
_STRING = r""""(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+'"""
_IMPORT = re.compile(
    rf"import\b\s*+(?:(?P<what>[^\"';=]{{1,2000}}?)\bfrom\s*+)?(?P<from>{_STRING})(?!\s*+=)[ \t]*+;?",
    re.DOTALL,
)
_BOUND = re.compile(rf"\s*+(?:(?P<number>\d{{1,9}})|(?P<name>{NAME})|(?P<code>\{{))?\s*+")
_DOTS = re.compile(r"\.\.")
_NAMESPACE = re.compile(rf"\*\s*+as\s++({NAME})")
_NAMED = re.compile(rf"({NAME})(?:\s++as\s++({NAME}))?")


class PeggyLexer(Scanner):
    """The pieces of one Peggy grammar."""

    language = "js"
    header = re.compile(rf"(?<=[\r\n])[ \t]*+{NAME}[ \t]*+(?:(?:{_STRING})[ \t]*+)?(?:[\r\n][ \t]*+)?=(?!=)")
    pattern = re.compile(
        rf"""(?P<blank>\s++|\ufeff)
        |(?P<comment>//[^\r\n]*+)
        |(?P<block>/\*)
        |(?P<wrong>::?=|->)
        |(?P<definer>=(?![=>])|<-|←)
        |(?P<name>{NAME})
        |(?P<literal>(?:{_STRING})i?)
        |(?P<open_literal>["'])
        |(?P<class>\[(?:[^\]\\\r\n]|\\.)*+\](?:[iu]{{1,2}})?)
        |(?P<open_class>\[)
        |(?P<slash>/)
        |(?P<predicate>[&!]\s*+(?={{))
        |(?P<prefix>[&!$])
        |(?P<postfix>[?*+])
        |(?P<dot>\.)
        |(?P<lpar>\()
        |(?P<rpar>\))
        |(?P<code>\{{)
        |(?P<bar>\|)
        |(?P<at>@)
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
        self.imports: list[Import] = []
        """The names that imports bring."""
        self._namespaces: dict[str, Import] = {}
        self._from_namespaces: dict[str, Import] = {}

    def _name(self, found: re.Match[str]) -> int:
        start, end = found.span()
        if not self.pieces and found[0] == "import":
            imported = _IMPORT.match(self.text, start)
            if imported is not None:
                return self._import(imported)
        if found[0] in self._namespaces and self.text[end : end + 1] == ".":
            rule = re.compile(NAME).match(self.text, end + 1)
            if rule is not None:
                name = f"{found[0]}.{rule[0]}"
                origin = self._namespaces[found[0]]
                if name not in self._from_namespaces:
                    made = Import(name, origin.origin, span=origin.span)
                    self._from_namespaces[name] = made
                    self.imports.append(made)
                end = rule.end()
        return self.put("NAME", start, end)

    def _import(self, found: re.Match[str]) -> int:
        """Keep an import as a directive, and the names that it brings."""
        span = Span(*found.span())
        self.directives.append(span)
        what, origin = found["what"] or "", found["from"][1:-1]
        namespace = _NAMESPACE.search(what)
        if namespace is not None:
            self._namespaces[namespace[1]] = Import(namespace[1], origin, span=span)
            what = what[: namespace.start()]
        for each in _NAMED.finditer(what):
            self.imports.append(Import(each[2] or each[1], origin, span=span))
        return span.end

    def _prefix(self, found: re.Match[str]) -> int:
        return self.put("PREFIX", *found.span(), found[0])

    def _at(self, found: re.Match[str]) -> int:
        return self.put("AT", *found.span(), "@")

    def _postfix(self, found: re.Match[str]) -> int:
        return self.put("POSTFIX", *found.span(), POSTFIXES[found[0]])

    def _dot(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("OPERAND", *span, Any(span=span))

    def _predicate(self, found: re.Match[str]) -> int:
        end = self.braces(found.end())
        if end is None:
            return self.open_brace(
                found.end(), "a predicate ends with the } that belongs to its {", "OPERAND"
            )
        span = Span(found.start(), end)
        self.predicates.append(span)
        return self.put("OPERAND", *span, Code(self.text[slice(*span)], "predicate", span=span))

    def _code(self, found: re.Match[str]) -> int:
        """Read an action; before the first rule, an initialiser."""
        start = found.start()
        end = self.braces(start)
        if end is None:
            return self.open_brace(start, "code ends with the } that belongs to its {")
        if not self.pieces:
            self.directives.append(Span(start, end))
            return end
        span = Span(start, end)
        return self.put("CODE", *span, Code(self.text[start:end], span=span))

    def _bar(self, found: re.Match[str]) -> int:
        """Read counts, ``|3|`` ``|2..4|`` ``|..| `` or with a separator after a comma, or what ends that."""
        start = found.start()
        counts, at, exact = self._counts(start + 1)
        sign = self.text[at : at + 1]
        if counts is None or sign not in ("|", ","):
            return self.put("PIPE", start, start + 1)
        span = Span(start, at + 1)
        least, most = counts
        if "?" in (least, most):
            self.warn("how often, only a parser can tell: it is read as any number of times", span)
            least, most = (None, None) if exact else (None if least == "?" else least, None)
        low = int(least or 0)
        high = low if exact and most != "?" and least is not None else None if most is None else int(most)
        if high is not None and high < low:
            self.tell_of_counts(low, high, span)
            high = low
        return self.put("POSTFIX" if sign == "|" else "REPEAT", *span, (low, high))

    def _counts(self, start: int) -> tuple[tuple[str | None, str | None] | None, int, bool]:
        """Return the bounds (``?``: not known), where they end, and whether they are one number."""
        least, at = self._bound(start)
        dots = _DOTS.match(self.text, at)
        if dots is None:
            return (None if least is None else (least, None)), at, True
        most, at = self._bound(dots.end())
        return (least, most), at, False

    def _bound(self, start: int) -> tuple[str | None, int]:
        found = _BOUND.match(self.text, start)
        assert found
        if found["code"]:
            end = self.braces(found.start("code"))
            if end is None:
                return None, start
            rest = _BOUND.match(self.text, end)
            return "?", rest.end() if rest and not rest.lastgroup else end
        return ("?" if found["name"] else found["number"]), found.end()
