r"""Take a pest grammar apart: pest's meta/src/grammar.pest, version 2.8.

    //! A grammar of lists.              a directive's neighbour: prose
    /// A list.                          the doc of the rule
    list = ${ "[" ~ #first = item{1,5} ~ (^"x" | 'a'..'z')? ~ !PUSH("]") ~ PEEK[0..-1] }

- Comments are ``// …`` and ``/* … */``, which nest.
- Strings may run over several lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.grammar import Code, Prose, Range
from railroad.notation.open_quotes import open_literal
from railroad.notation.peg_body import POSTFIXES
from railroad.notation.peg_scan import Scanner
from railroad.notation.peg_text import BadText, read_literal, unescape
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.errors import Diagnostic
    from railroad.grammar import Case, Expr

_NAME = r"[A-Za-z_]\w*+"
_STRING = r'"(?:[^"\\\r\n]|\\.)*+"'
_CHAR = r"'(?:[^'\\\r\n]|\\(?:u\{[^}'\r\n]*+\}|x[0-9A-Fa-f]{2}|.))'"
_GAP = r"(?:\s|//[^\r\n]*+[\r\n])*+"
_LONG_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_HEADER = rf"[ \t]*+{_NAME}\s*+=\s*+[_@$!]?\s*+\{{"


class PestLexer(Scanner):
    """The pieces of one pest grammar."""

    language = "pest"
    header = re.compile(rf"(?<=[\r\n]){_HEADER}")
    pattern = re.compile(
        rf"""(?P<blank>\s++)
        |(?P<comment>//[^\r\n]*+)
        |(?P<nested>/\*)
        |(?P<range>{_CHAR}{_GAP}\.\.{_GAP}{_CHAR})
        |(?P<literal>{_STRING})
        |(?P<folded>\^\s*+{_STRING})
        |(?P<long_literal>\^?\s*+")
        |(?P<char>{_CHAR})
        |(?P<long_char>'(?:[^'\\\r\n]|\\.){{2,}}+')
        |(?P<open_literal>')
        |(?P<tag>\#{_NAME}{_GAP}=)
        |(?P<push>PUSH{_GAP}\()
        |(?P<push_literal>PUSH_LITERAL{_GAP}\({_GAP}{_STRING}{_GAP}\))
        |(?P<slice>PEEK{_GAP}\[{_GAP}(?:-?\d{{1,9}})?{_GAP}\.\.{_GAP}(?:-?\d{{1,9}})?{_GAP}\])
        |(?P<name>{_NAME})
        |(?P<counts>\{{{_GAP}(?:\d{{1,9}}{_GAP},{_GAP}\d{{1,9}}|\d{{1,9}}{_GAP},?|,{_GAP}\d{{1,9}}){_GAP}\}})
        |(?P<postfix>[?*+])
        |(?P<wrong>::?=)
        |(?P<definer>=)
        |(?P<tilde>~)
        |(?P<bar>\|)
        |(?P<prefix>[&!])
        |(?P<lpar>\()
        |(?P<rpar>\))
        |(?P<lbrace>\{{)
        |(?P<rbrace>\}})
        |(?P<modifier>[@$])
        |(?P<stray>[^\w\s]|.)""",
        re.VERBOSE | re.DOTALL,
    )

    def __init__(self, text: str, diagnostics: list[Diagnostic]) -> None:
        """Begin at the start of `text`; what is wrong goes to `diagnostics`."""
        super().__init__(text, diagnostics)
        self._no_string_ends = False

    def _postfix(self, found: re.Match[str]) -> int:
        return self.put("POSTFIX", *found.span(), POSTFIXES[found[0]])

    def _prefix(self, found: re.Match[str]) -> int:
        return self.put("PREFIX", *found.span(), found[0])

    def _tag(self, found: re.Match[str]) -> int:
        name = re.compile(_NAME).search(found[0])
        assert name
        return self.put("TAG", *found.span(), name[0])

    def _folded(self, found: re.Match[str]) -> int:
        return self._string(*found.span(), found.start() + found[0].index('"'), "fold")

    def _literal(self, found: re.Match[str]) -> int:
        return self._string(*found.span(), found.start(), None)

    def _char(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        self.tell(
            f"{found[0]} is one end of a range only", span, "a range reads 'a'..'z', a literal has \" quotes"
        )
        return self._string(*span, found.start(), None)

    def _long_char(self, found: re.Match[str]) -> int:
        self.tell(
            f"{found[0][:60]} is more than one character", Span(*found.span()), 'a literal has " quotes'
        )
        return self._string(*found.span(), found.start(), None)

    def _long_literal(self, found: re.Match[str]) -> int:
        """Read a string over several lines; one in which a rule begins was left open."""
        quote = found.end() - 1
        whole = None if self._no_string_ends else _LONG_STRING.match(self.text, quote)
        if whole is None:
            self._no_string_ends = True
        elif not self.header.search(self.text, quote, whole.end()):
            return self._string(found.start(), whole.end(), quote, "fold" if found[0][0] == "^" else None)
        self.diagnostics.append(open_literal(self.text, quote, 'a literal ends with "'))
        return self._after_open(quote)

    def _after_open(self, start: int) -> int:
        """Go on at the next rule: what ends this one is in the literal."""
        super()._after_open(start)
        end = self.pieces[-1].end
        if "}" in self.text[start:end]:
            self.put("RBRACE", end, end)
        return end

    def _string(self, start: int, end: int, quote: int, case: Case | None) -> int:
        inside = Span(quote + 1, end - 1)
        return self.put_read(
            Span(start, end),
            lambda span: read_literal(self.text, span, self.text[quote], inside, "pest", case),
        )

    def _range(self, found: re.Match[str]) -> int:
        """Read ``'a'..'z'``."""
        start, end = found.span()
        first = re.compile(_CHAR).match(self.text, start)
        assert first
        last = re.compile(_CHAR).search(self.text, first.end() + 2, end)
        while last is not None and last.end() != end:  # a quote in a comment
            last = re.compile(_CHAR).search(self.text, last.start() + 1, end)
        assert last

        def read(span: Span) -> Expr:
            ends = [
                unescape(self.text, each.start() + 1, each.end() - 1, "pest")
                for each in (first, last)
                if each
            ]
            if ends[0] > ends[1]:
                what = f"U+{ord(ends[0]):04X} comes after U+{ord(ends[1]):04X}"
                raise BadText(f"this range is empty: {what}", span)
            return Range(ends[0], ends[1], spelling=self.text[slice(*span)], span=span)

        return self.put_read(Span(start, end), read)

    def _push_literal(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("OPERAND", *span, Code(found[0], span=span))

    def _slice(self, found: re.Match[str]) -> int:
        span = Span(*found.span())
        return self.put("OPERAND", *span, Prose(found[0], span=span))

    def _counts(self, found: re.Match[str]) -> int:
        """Read ``{3}`` ``{2,}`` ``{,4}`` ``{2,4}``."""
        span = Span(*found.span())
        inside = re.sub(r"//[^\r\n]*+", "", found[0])[1:-1]
        least, comma, most = (part.strip() for part in inside.partition(","))
        low = int(least or 0)
        high = int(most) if most else None if comma else low
        if high is not None and high < max(low, 1):
            if high:
                self.tell_of_counts(low, high, span)
            else:
                self.tell("nothing is repeated 0 times", span)
            low, high = 0, None
        return self.put("POSTFIX", *span, (low, high))
