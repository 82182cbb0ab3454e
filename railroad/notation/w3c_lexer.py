"""Cut a W3C EBNF text into pieces.

    [12]  S  ::=  (#x20 | [^<&])+  /* blank */   [ wfc: Legal ]
    CLASS NAME DEFINER LPAR OPERAND …  comment   CODE

Everything that XML 1.0 §6 names, and what RR, REx and the W3C's own grammars for RDF add: ``**`` ``++`` ``/``
``&`` ``$`` ``.`` ``^context`` ``<?code?>`` ``<<`` ``>>`` ``\\\\`` ``==`` ``@terminals`` ``#`` and ``//``
comments.  What a piece means to its surroundings is for `w3c`: a class may be the number of a rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Any, Code, Empty, EndOfInput, Regex, Terminal
from railroad.notation.backslashes import hide_escapes, unescape
from railroad.notation.ebnf import POSTFIX
from railroad.notation.lines import level_blanks
from railroad.notation.open_quotes import open_literal
from railroad.notation.reading import Piece, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Expr

NAME = r"[^\W\d](?:[\w\u0300-\u036f\u00b7]|[.:-]+(?=[\w\u00b7]))*+"
"""An NCName of XML names without blanks; a dot, colon or hyphen at its end is none of it."""

CONSTRAINT = re.compile(
    r"\[\s*(?:(?i:wfc|vc|nsc|gn|xgc|xgs|ws|err|lex|sem)\s*:|[A-Za-z]{2,10}:\s+\w{2,})[^\[\]]*+\]"
)
"""``[ wfc: Unique Att Spec ]`` (XML 1.0 §6): a note on the rule."""
URL = re.compile(r"\[\s*([A-Za-z][\w+.-]{0,30}://[^\s\[\]]*+)\s*\]")
"""``[http://…]``: the rule is defined there (RR)."""

_TOKEN = re.compile(
    rf"""
      (?P<blank> \s++ )
    | (?P<name> {NAME}(?:\^(?:{NAME})?+)?+ )
    | (?P<string> "[^"\n]*+"(?:\^(?:{NAME})?+)?+ | '[^'\n]*+'(?:\^(?:{NAME})?+)?+ )
    | (?P<bar> \| )
    | (?P<end_of_comment> (?<![^\s]) \*/ (?![^\s]) )
    | (?P<code> \#x[0-9A-Fa-f]*+[0-9A-Za-z]*+ )
    | (?P<class> \[ )
    | (?P<definer> (?:\?\s{{0,200}}+)?::= )
    | (?P<separated> \*\*|\+\+ )
    | (?P<postfix> [?*+] )
    | (?P<comment> /\*|//|\(\*|\# )
    | (?P<open> \( )
    | (?P<close> \) )
    | (?P<minus> - )
    | (?P<angle> <(?:{NAME})> )
    | (?P<pi> <\? )
    | (?P<prefer> <<|>>|==>|==|\\\\ )
    | (?P<directive> @{NAME} )
    | (?P<slash> / )
    | (?P<ahead> & )
    | (?P<end> \$ )
    | (?P<any> \. )
    | (?P<number> \d++(?:\.\d++)*+\.?(?![\w]) )
    | (?P<semicolon> ; )
    | (?P<unclosed> ["'] )
    | (?P<digits> \d[\w.-]*+ )
    | (?P<colons> [:=]++ )
    | (?P<other> . )
    """,
    re.VERBOSE,
)
_REGEX = re.compile(r"/(?![ /*\n])((?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/")
_SURELY_REGEX = re.compile(r"\\.|\[[^\]\[]+\]|[*+?}](?:[*+?)]|$)")
"""What an ordered alternative without blanks round it hardly holds."""
_NESTED = re.compile(r"\(\*|\*\)")
_COMMENT_END = re.compile(r"""(?<!["'])\*/|(?<=")\*/(?!")|(?<=')\*/(?!')""")
"""What ends a comment: not ``"*/"``, whose author speaks of the sign."""
_ENDS = re.compile(r"\*/|::=")
_GOES_ON = re.compile(
    rf"[ \t]*\n\s*+(?:/[/*]|\(\*|\#|@{NAME}|<\?|\Z|(?:\[[^\]\n]{{1,12}}\]\s*+)?<?{NAME}>?\s*+::=)|\s*\Z"
)
"""What comes after a comment that is between rules."""
_MOST_ENDS = 64
"""Among how many ends of comments that of a comment with others inside is looked for."""
_CLASS = re.compile(r"\[[^\]\n]*+\]")
_MORE_CLASS = re.compile(r"[^\s\[\]\"']*+\]")
r"""What goes on after ``[^\]`` in ``[^\]]`` and ``[(\)\]^/]``: else this bracket would close nothing."""
_OPERANDS = frozenset(("NAME", "OPERAND", "CLASS", "RPAR", "POSTFIX"))

_UNKNOWN = {
    "{": "write (x)* for any number of x",
    "}": "write (x)* for any number of x",
    ",": "one after another is written with blanks alone",
    "=": 'a rule reads NAME ::= BODY; "=" alone is of another notation',
    ":": 'a rule reads NAME ::= BODY; ":" alone is of another notation',
    ":=": 'a rule reads NAME ::= BODY; ":=" is of another notation',
}


@dataclass(slots=True)
class Lexed:
    """The pieces of a text, and what else is in it."""

    pieces: list[Piece] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    columns: dict[int, int] = field(default_factory=dict)
    """For what comes first on a line but the first, by its offset: how many characters are before it."""


def lex(text: str) -> Lexed:
    """Return the pieces of a text whose lines end in LF."""
    lexer = _Lexer(text)
    lexer.run()
    return Lexed(lexer.pieces, lexer.comments, lexer.diagnostics, lexer.columns)


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.hidden = hide_escapes(level_blanks(text), "\"'", r"\[\^?\]?[^\]\n]{0,200}+\]")
        self.pieces: list[Piece] = []
        self.comments: list[Span] = []
        self.diagnostics: list[Diagnostic] = []
        self.columns: dict[int, int] = {}

    def run(self) -> None:
        match_at, hidden, position = _TOKEN.match, self.hidden, 0
        while match := match_at(hidden, position):
            kind = match.lastgroup
            start, end = match.span()
            if kind == "blank":
                position = end
                line_start = hidden.rfind("\n", start, end) + 1
                if line_start:
                    self.columns[end] = end - line_start
            elif kind == "name":
                self.put("NAME", start, end, self.text[start:end].partition("^")[0])
                position = end
            elif kind == "string":
                self.string(start, end)
                position = end
            else:
                assert kind
                position = self.other(kind, start, end)

    def put(self, type: str, start: int, end: int, value: object = None) -> int:
        self.pieces.append(Piece(type, start, end, value))
        return end

    def operand(self, node: Expr, start: int, end: int) -> int:
        return self.put("OPERAND", start, end, node)

    def other(self, kind: str, start: int, end: int) -> int:
        """Deal with what was found; return where to go on."""
        written = self.text[start:end]
        match kind:
            case "bar":
                return self.put("BAR", start, end, False)
            case "end_of_comment":
                hint = "quote it if it belongs to the language"
                self.complain(start, end, f'this "{written}" ends no comment', hint)
                return self.put("BAD", start, end)
            case "code":
                return self.code(start, end)
            case "class":
                return self.bracket(start)
            case "definer":
                return self.put("DEFINER", start, end)
            case "separated":
                return self.put("SEPARATED", start, end, 0 if written == "**" else 1)
            case "postfix":
                return self.put("POSTFIX", start, end, POSTFIX[written])
            case "comment":
                return self.comment(written, start)
            case "open":
                return self.put("LPAR", start, end, written)
            case "close":
                return self.put("RPAR", start, end, written)
            case "minus":
                return self.put("MINUS", start, end)
            case "angle":
                return self.put("NAME", start, end, written[1:-1])
            case "pi":
                return self.instruction(start)
            case "prefer":
                return self.put("PREFER", start, end)
            case "directive":
                return self.put("DIRECTIVE", start, end)
            case "slash":
                return self.slash(start, end)
            case "ahead":
                return self.put("AHEAD", start, end)
            case "end":
                return self.operand(EndOfInput(span=Span(start, end)), start, end)
            case "any":
                return self.operand(Any(span=Span(start, end)), start, end)
            case "number":
                return self.put("NUMBER", start, end)
            case "semicolon":
                return self.put("SEMICOLON", start, end)
            case "unclosed":
                return self.unclosed(written, start)
            case "digits":
                self.complain(start, end, f'"{shortened(written)}" is no name: it begins with a digit')
                return self.put("BAD", start, end)
            case "other" if written not in _UNKNOWN and written != "]":
                message = f'"{written}" is no sign of W3C EBNF, and read as a terminal'
                self.diagnostics.append(
                    Diagnostic("warning", message, Span(start, end), f"write '{written}'")
                )
                return self.operand(Terminal(written, span=Span(start, end)), start, end)
            case _:
                hint = _UNKNOWN.get(written, f"quote it, '{written}', if it belongs to the language")
                self.complain(start, end, f'"{shortened(written)}" is no sign of W3C EBNF', hint)
                return self.put("BAD", start, end)

    def complain(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self.diagnostics.append(Diagnostic("error", message, Span(start, end), hint))

    # Literals.

    def string(self, start: int, end: int) -> None:
        span = Span(start, end)
        quote = self.text[start]
        closing = self.hidden.index(quote, start + 1)
        text = unescape(self.text[start + 1 : closing], self.hidden[start + 1 : closing])
        spelling = self.text[start:end] if closing + 1 < end else ""
        node = Terminal(text, quote=quote, spelling=spelling, span=span) if text else Empty(span=span)
        self.operand(node, start, end)
        if text.isspace():
            self._check_blank_literal(start, end)

    def _check_blank_literal(self, start: int, end: int) -> None:
        """Tell of ``"x"y" "z``, where an inner quote ended a literal early."""
        before = self.pieces[-3:-1]
        if (
            [piece.type for piece in before] == ["OPERAND", "NAME"]
            and before[0].end == before[1].start
            and before[1].end == start
            and self.text[end : end + 1].isalnum()
            and self.text[before[0].start] == self.text[start]
        ):
            quote = self.text[start]
            hint = (
                f"the {quote} before {before[1].value} ended a literal early; use the other quotes around it"
            )
            self.complain(end - 1, end, f"no literal begins at this {quote}", hint)

    def unclosed(self, quote: str, start: int) -> int:
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        hint = f"a literal ends with {quote} on the line on which it begins"
        self.diagnostics.append(open_literal(self.text, start, hint, escapes=False))
        return self.put("BAD", start, end)

    def code(self, start: int, end: int) -> int:
        """Deal with ``#xN``, a character by its number."""
        span = Span(start, end)
        written = self.text[start:end]
        character = code_character(written[2:], written, span, self.diagnostics)
        if character is None:
            return self.put("BAD", start, end)
        return self.operand(Terminal(character, spelling=written, span=span), start, end)

    def bracket(self, start: int) -> int:
        """Deal with ``[``: a class, the number of a rule, a constraint or a link."""
        text = self.text
        if match := CONSTRAINT.match(text, start):
            code = Code(match[0], "attribute", span=Span(*match.span()))
            return self.put("CODE", start, match.end(), code)
        if match := URL.match(text, start):
            return self.put("LINK", start, match.end(), match[1])
        match = _CLASS.match(text, start)
        if not match:
            line_end = text.find("\n", start)
            hint = 'a class of characters ends with "]" on its line'
            self.complain(start, start + 1, 'this "[" is not closed', hint)
            return self.put("BAD", start, len(text) if line_end < 0 else line_end)
        end = match.end()
        if text[end - 2] == "\\" and (more := _MORE_CLASS.match(text, end)):
            end = more.end()
        return self.put("CLASS", start, end)

    # Comments, code, and a sign with several meanings.

    def comment(self, opening: str, start: int) -> int:
        text = self.text
        if opening in ("//", "#"):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
        elif opening == "/*":
            found = _COMMENT_END.search(text, start + 2)
            if not found:
                return self.open_comment(start, opening, "*/")
            end = found.end()
            if text.find("/*", start + 2, end) >= 0:
                end = self._nested_end(start, end)
        else:
            depth, end = 0, 0
            for match in islice(_NESTED.finditer(text, start), _MOST_ENDS):
                depth += 1 if match[0] == "(*" else -1
                if not depth:
                    end = match.end()
                    break
            end = end or text.find("*)", start + 2) + 2  # it does not come out even: the first one ends it
            if end < 2:
                return self.open_comment(start, opening, "*)")
        self.comments.append(Span(start, end))
        return end

    def _nested_end(self, start: int, first: int) -> int:
        """Return where a comment ends that begins a line and has another inside, which ends at `first`.

        It is the end after which grammar goes on.  That it is not the first is told.
        """
        if self.text[self.text.rfind("\n", max(0, start - 200), start) + 1 : start].strip():
            return first
        for count, match in enumerate(_ENDS.finditer(self.text, start)):
            if match[0] == "::=" or count > _MOST_ENDS:
                break
            if _GOES_ON.match(self.text, match.end()):
                if match.end() > first:
                    message = 'this "*/" is read as part of the comment around it'
                    hint = "comments do not nest; leave a blank between the signs of the inner one"
                    span = Span(first - 2, first)
                    self.diagnostics.append(Diagnostic("warning", message, span, hint))
                return match.end()
        return first

    def open_comment(self, start: int, opening: str, closing: str) -> int:
        self.complain(start, start + 2, f'this comment has no "{closing}"', f"it begins with {opening}")
        return len(self.text)

    def instruction(self, start: int) -> int:
        """Deal with ``<?TOKENS?>``, ``<?ENCORE?>`` and ``<?code?>``."""
        end = self.text.find("?>", start + 2) + 2
        if end < 2:
            self.complain(start, start + 2, 'this "<?" has no "?>"', "code ends with ?>")
            return self.put("BAD", start, len(self.text))
        written = self.text[start:end]
        if written.strip("<?> \n\t") in ("TOKENS", "ENCORE"):
            return self.put("SECTION", start, end, written.strip("<?> \n\t"))
        return self.put("CODE", start, end, Code(written, span=Span(start, end)))

    def slash(self, start: int, end: int) -> int:
        """Deal with ``/``: between ordered alternatives, or around a regular expression."""
        due = not self.pieces or self.pieces[-1].type not in _OPERANDS
        match = _REGEX.match(self.text, start)
        if match and (due or _SURELY_REGEX.search(match[1])):
            return self.operand(Regex(match[1], span=Span(*match.span())), start, match.end())
        return self.put("BAR", start, end, True)


def code_character(digits: str, written: str, span: Span, diagnostics: list[Diagnostic]) -> str | None:
    """Return the character of a hexadecimal number, which is `written` at `span`.

    None, with a diagnostic, if there is none: XML 1.0 §2.2.
    """
    hint = None
    if not digits or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
        message = f'"{shortened(written)}" is no number of a character'
        hint = "write #x and hexadecimal digits, such as #x20"
    elif len(digits.lstrip("0")) > 6 or (number := int(digits, 16)) > 0x10FFFF:
        message = f"there is no character {shortened(written)}"
        hint = "the last one is #x10FFFF"
    elif 0xD800 <= number <= 0xDFFF:
        message = f"{written} is half of a surrogate pair, and no character"
        hint = "write the character itself by its own number"
    else:
        return chr(number)
    diagnostics.append(Diagnostic("error", message, span, hint))
    return None
