r"""Take a pegen grammar apart: PEP 617, and CPython's Tools/peg_generator/pegen/metagrammar.gram.

    @header "…"                                 directives
    args[expr_ty] (memo):                       the type and the flags are modifiers
        | a[asdl_expr_seq*]=','.arg+ [','] &')' { _PyPegen_f(p, a) }
        | &&':' ~ "match"                       'k' is a hard keyword, "k" a soft one

- Only a rule has a colon, so rules need no layout; but lines that go on are indented.
- Comments are ``# …``.  Actions are in braces; those in strings and comments don't count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.grammar import Code, Cut, EndOfInput
from railroad.notation.peg_body import POSTFIXES
from railroad.notation.peg_scan import Scanner
from railroad.notation.peg_text import read_literal
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.notation.lalr import Piece

_NAME = r"[^\W\d]\w*+"
_DEEPEST_TYPE = 12
"""How many brackets of a type may stand in one another."""
_TYPE = r"\[[^\[\]\r\n]*+\]"
for _ in range(_DEEPEST_TYPE - 1):
    _TYPE = rf"\[(?:[^\[\]\r\n]++|{_TYPE})*+\]"
_FLAGS = rf"\([ \t]*+{_NAME}[ \t]*+(?:,[ \t]*+{_NAME}[ \t]*+)*+\)"
_STRING = r""""(?:[^"\\\r\n]|\\.)*+"|'(?:[^'\\\r\n]|\\.)*+'"""
_LONG = r'''"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*+\'\'\''''
_HEADER = rf"(?P<rule>{_NAME})[ \t]*+(?P<type>{_TYPE}[ \t]*+)?(?P<flags>{_FLAGS}[ \t]*+)?:(?![:=])"
_LABEL = rf"(?P<label_name>{_NAME})[ \t]*+(?P<label_type>{_TYPE})?[ \t]*+=(?!=)"
_WHOLE_HEADER = re.compile(_HEADER)
_WHOLE_LABEL = re.compile(_LABEL)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)


class PegenLexer(Scanner):
    """The pieces of one pegen grammar."""

    language = "python"
    header = re.compile(rf"(?<=[\r\n]){_unnamed(_HEADER)}")
    code = (re.compile(rf"[{{}}]|{_LONG}|{_STRING}|#[^\r\n]*+", re.DOTALL),)
    pattern = re.compile(
        rf"""(?P<blank>\s++|\\\r?\n)
        |(?P<comment>\#[^\r\n]*+)
        |(?P<meta>@[ \t]*+{_NAME}
            (?:[ \t]*+[rRbBuU]?(?:{_LONG}|(?!"{{3}}|'{{3}})(?:{_STRING}))|[ \t]++{_NAME})?)
        |(?P<head>{_unnamed(_HEADER)})
        |(?P<label>{_unnamed(_LABEL)})
        |(?P<long_literal>{_LONG})
        |(?P<literal>(?!"{{3}}|'{{3}})(?:{_STRING}))
        |(?P<open_literal>"{{3}}|'{{3}}|["'])
        |(?P<name>{_NAME})
        |(?P<forced>&&)
        |(?P<lookahead>[&!])
        |(?P<cut>~)
        |(?P<end>\$)
        |(?P<plus>\+)
        |(?P<postfix>[?*])
        |(?P<bar>\|)
        |(?P<dot>\.)
        |(?P<lpar>\()
        |(?P<rpar>\))
        |(?P<lsqb>\[)
        |(?P<rsqb>\])
        |(?P<code>\{{)
        |(?P<stray>::?=|<-|->|.)""",
        re.VERBOSE | re.DOTALL,
    )

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Begin at the start of `text`; what is wrong goes to `diagnostics`."""
        super().__init__(text, diagnostics)
        self.before = self.pieces
        """What stands before the first rule."""
        self.rules: list[tuple[str, Span, Span, tuple[str, ...], list[Piece]]] = []
        """Of each: its name, where that is, where its head is, its modifiers, and the pieces of its body."""

    def _head(self, found: re.Match[str]) -> int:
        head = _WHOLE_HEADER.match(self.text, found.start())
        assert head
        modifiers = tuple(part.strip() for part in (head["type"], head["flags"]) if part)
        self.pieces = []
        self.rules.append(
            (head["rule"], Span(*head.span("rule")), Span(*head.span()), modifiers, self.pieces)
        )
        return found.end()

    def _label(self, found: re.Match[str]) -> int:
        label = _WHOLE_LABEL.match(self.text, found.start())
        assert label
        if label["label_type"]:
            span = Span(*label.span("label_type"))
            self.put("CODE", *span, Code(label["label_type"], "attribute", span=span))
        return self.put("LABEL", *found.span(), label["label_name"])

    def _meta(self, found: re.Match[str]) -> int:
        self.directives.append(Span(*found.span()))
        return found.end()

    def _long_literal(self, found: re.Match[str]) -> int:
        start, end = found.span()
        inside = Span(start + 3, end - 3)
        return self.put_read(
            Span(start, end),
            lambda span: read_literal(self.text, span, self.text[start : start + 3], inside, "python"),
        )

    def _open_literal(self, found: re.Match[str]) -> int:
        if len(found[0]) == 1:
            return super()._open_literal(found)
        message = f"the literal after this {found[0]} is not closed"
        self.tell(message, Span(*found.span()), f"a literal ends with {found[0]}")
        return self.next_header(found.start())

    def _forced(self, found: re.Match[str]) -> int:
        return self.put("LOOKAHEAD", *found.span(), "&&")

    def _lookahead(self, found: re.Match[str]) -> int:
        return self.put("LOOKAHEAD", *found.span(), found[0])

    def _cut(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("CODE", *span, Cut(span=span))

    def _end(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("CODE", *span, EndOfInput(span=span))

    def _plus(self, found: re.Match[str]) -> int:
        return self.put("PLUS", *found.span(), (1, None))

    def _postfix(self, found: re.Match[str]) -> int:
        return self.put("POSTFIX", *found.span(), POSTFIXES[found[0]])

    def _code(self, found: re.Match[str]) -> int:
        start = found.start()
        end = self.braces(start)
        if end is None:
            return self.open_brace(start, "an action ends with the } that belongs to its {")
        span = Span(start, end)
        return self.put("CODE", *span, Code(self.text[start:end], span=span))
