"""The shadow of a BNF text: as long as the text, but with nothing in it that could be mistaken for structure.

    <a> ::= "x|y" <b c>  # why | not      the text
    ANN ::= SNNNN ANNNN                   its shadow

Comments become blanks; strings, names in brackets and other closed things become a marker and fillers (`A`,
`S` and `N` above stand for control characters, which no text may hold).  Offsets stay true, so whoever finds
something in the shadow takes its wording from the text, and a plain pattern over the shadow can find rules
and cut bodies into pieces.

What is a comment or a string depends on the grammar, not on the character:

- It **quotes** its terminals if it has a string anywhere that is not empty and is not just a name in quotes.
- In a grammar that quotes, ``# // --`` begin a comment after a blank (not where an operand is due and nothing
  but a sign follows: ``"+" | # | "-"``), ``/* */`` and ``(* *)`` anywhere; ``;`` begins one at the start of a
  line, and where neither a rule, an end of line nor something of the grammar follows.
- In a grammar that quotes nothing, ``a // b`` may well be text.  Comments are whole lines, blocks ``/* */``
  that stand alone, and after a blank what begins like the comment lines of that file and holds words only.
- A quote after a letter may be a prime: ``E' -> T E'``.  Names on the left sides tell.
- Typographic quotes are quotes where they pair up.
- A backslash is an ordinary character, ``"\\"`` one backslash, unless that leaves the strings of the line
  unbalanced and the reading with escapes, ``"\\""``, does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.notation.bnf_style import (
    DEFINER,
    FIRST_OF_NAME,
    PRIMES,
    WORD,
    Style,
    bare_name,
    normal_name,
    strength,
)
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable

FILL = "\x02"
STRING = "\x0e"
UNCLOSED_STRING = "\x03"
ANGLE = "\x0f"
UNCLOSED_ANGLE = "\x06"
OPAQUE = "\x05"
"""A class ``[a-z_]``, a regular expression ``/…/``, words for a human ``? … ?``."""
MARKERS = f"{FILL}{STRING}{UNCLOSED_STRING}{ANGLE}{UNCLOSED_ANGLE}{OPAQUE}"

_ESCAPED = "\x01"
"""What an escape is while strings are looked for."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """The shadow of a text, and what was seen on the way."""

    text: str
    quoted: bool
    """Whether the grammar quotes its terminals."""
    comments: tuple[Span, ...]
    """In order; a run of lines is one comment a line."""
    diagnostics: tuple[Diagnostic, ...]


def level(text: str) -> str:
    """Return the text with every line end LF and every blank a space or tab; lengths stay.

    >>> level("a\\r\\nb\\rc\\xa0d")
    'a \\nb\\nc d'
    """
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text if text.isascii() else _OTHER_BLANK.sub(" ", text)


_OTHER_BLANK = re.compile("[\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]")


def cast(text: str, style: Style) -> Shadow:
    """Return the shadow of a level text."""
    unescaped = _hide_escapes(text)
    shadow = _Caster(unescaped, style, quoted=True).cast()
    return shadow if shadow.quoted else _Caster(unescaped, style, quoted=False).cast()


# Escapes.  Both readings of a line are tried on its strings alone.

_TAIL = r"|(?<=[ \t])(?://|#|--(?!>))[^\n]*+"
_AS_WRITTEN = re.compile(r"""<[^<>\n"']*+>|"[^"\n]*+"|(?<!\w)'[^'\n]*+'""" + _TAIL + r"""|["\\]|(?<!\w)'""")
_WITH_ESCAPES = re.compile(
    r"""<[^<>\n"']*+>|"(?:\\.|[^"\\\n])*+"|(?<!\w)'(?:\\.|[^'\\\n])*+'""" + _TAIL + r"""|["\\]|(?<!\w)'"""
)
_ESCAPE = re.compile(r"""\\["'\\]""")


def _hide_escapes(text: str) -> str:
    """Return the text with the escapes of those lines that need them hidden from any look for quotes."""
    parts, done = [], 0
    for start, end in _lines_with_escapes(text):
        line = text[start:end]
        if _needs_escapes(line):
            parts += [text[done:start], _ESCAPE.sub(_ESCAPED * 2, line)]
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def _lines_with_escapes(text: str) -> list[tuple[int, int]]:
    lines, position = [], 0
    for match in re.finditer(r"""\\["']""", text):
        if match.start() < position:
            continue
        start = text.rfind("\n", position, match.start()) + 1 or position
        position = text.find("\n", match.end())
        position = len(text) if position < 0 else position
        lines.append((start, position))
    return lines


def _needs_escapes(line: str) -> bool:
    closed, stray = _balance(_AS_WRITTEN, line)
    closed_with, stray_with = _balance(_WITH_ESCAPES, line)
    return closed_with and (not closed or stray_with < stray)


def _balance(token: re.Pattern[str], line: str) -> tuple[bool, int]:
    """Return whether every string of a line is closed, and how many backslashes stand outside of strings."""
    stray = 0
    for match in token.finditer(line):
        if match[0] in ('"', "'"):
            return False, stray
        stray += match[0] == "\\"
    return True, stray


# Everything else.

_EVENT = re.compile(r"""(?P<plain>"[^"\n]*+")|\n[ \t]*+|["'`‘’‛“”„«‹<\[;?]|#|/|--|\(\*""")

_QUOTES: dict[str, tuple[re.Pattern[str], ...]] = {
    quote: tuple(re.compile(pattern) for pattern in patterns)
    for quote, patterns in {
        '"': (r'"[^"\n]*+"', rf'"[ \t]*\n[ \t\n]*+"(?!{WORD})'),
        "'": (r"'[^'\n]*+'",),
        "`": (r"``[^`'\n]*+''", r"`[^`´\n]*+´", r"`[^`'\n]*+'", r"`[^`\n]*+`"),
        "‘": (r"‘[^‘’\n]*+[’‘]", r"‘[^‘´'\n]*+[´']"),
        "‛": (r"‛[^‛’\n]*+’",),
        "’": (r"’[^‘’\n]*+’",),
        "“": (r"“[^“”\n]*+[”“]",),
        "”": (r"”[^“”\n]*+”",),
        "„": (r"„[^“”„\n]*+[“”]",),
        "«": (r"«[^«»\n]*+»",),
        "‹": (r"‹[^‹›\n]*+›",),
    }.items()
}
_EMPTY_STRINGS = ('""', "''", "“”", "‘’", "`´", "«»")
_THREE = re.compile(r"""(?<!")"{3,4}(?!")|(?<!')'{3}(?!')""")
_SAME_QUOTES = re.compile("'+|’+")
_NO_LITERAL = re.compile(r"[ \t]*+(?:<[^<>\n]*+>[ \t]*+)++|[ \t]++\|(?:[^\n]*\|)?[ \t]++")
"""What stands between two signs that are quotes in the language described: ``"<chars>"``, ``' | '``."""
_ANGLE = re.compile(r"""<((?>"[<>]"|'[<>]'|<[^<>\n]*+>|[^<>\n])*+)>""")
_NAME_LIKE = re.compile(FIRST_OF_NAME)
_CLASS = re.compile(r"\[(\^?(?:\\.|[^\[\]\\\s]){1,300}+)\]")
_REGEXP = re.compile(
    r"/(?![\s/*|])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){1,100}+\]){1,500}+/(?=[\s|)\]}?*+;]|\Z)"
)
_SPECIAL = re.compile(r"\?[^?\n|]*?\w[^?\n|]*+\?(?=[ \t]*+(?:[|)\]}\n;{*+]|\Z|(?<=[ \t])[#/-]))")
_BLANKS = re.compile(r"[ \t]*+")
_WORD_CHARACTER = re.compile(WORD)
_DEFINER_NEXT = re.compile(r"[ \t\n]{0,200}+:(?::==?|==?)")
_BLOCK = re.compile(r"\(\*|\*\)")
_SEMICOLONS = re.compile(r";[; \t]*+")
_GRAMMATICAL = re.compile(r"""[|\])}"'‘“`#]|<[^<>\n ]|\(\s*+["'<]|//|--|/\*|\(\*""")
"""How what follows a ``;`` begins if it belongs to a rule, or is a comment with a mark of its own."""
_IN_USE = re.compile(r"""\||<[^<>\n=]+>|"[^"\n]*"|(?<!\w)'[^'\n]*'""")

_RANGE = re.compile(r"(?<!\w)(\w)-(\w)|\\.-\\.|\\.|#x[0-9A-Fa-f]+|(?<=[\w\]\\])(\w)-(\w)")


@cache
def _name(dotted: bool) -> re.Pattern[str]:
    return re.compile(bare_name(dotted=dotted))


@cache
def _rule_after_semicolon(dotted: bool) -> re.Pattern[str]:
    name = bare_name(dotted=dotted)
    return re.compile(rf"(?:<[^<>\n]++>|{name}{PRIMES}*+)[ \t\n]*+(?P<definer>{DEFINER})")


class _Caster:
    """One pass over a text, from one sign that could begin something closed to the next."""

    def __init__(self, text: str, style: Style, *, quoted: bool) -> None:
        self.text = text
        self.style = style
        self.quoted = quoted
        self.evidence = False
        self.parts: list[str] = []
        self.done = 0
        """How much of the text has its shadow in `parts`."""
        self.line_code = len(text) - len(text.lstrip(" \t"))
        """Where the code of the current line begins."""
        self.comments: list[Span] = []
        self.diagnostics: list[Diagnostic] = []
        self.found: dict[str, int] = {}
        """Where `next` found what it looked for."""
        self.counted: dict[str, tuple[int, int, int]] = {}
        """For each quote, an offset, how many there are from there to the end of its line, and that end."""
        self.nested = True
        """Whether comments in comments have been balanced so far."""
        self.name = re.compile(rf"{bare_name(dotted=style.dotted)}\Z")

    def cast(self) -> Shadow:
        text, search, parts = self.text, _EVENT.search, self.parts
        handlers: dict[str, Callable[[int], int]] = {
            "\n": self.on_line,
            ";": self.on_semicolon,
            "#": self.on_mark,
            "-": self.on_mark,
            "/": self.on_slash,
            "(": self.on_block,
            "<": self.on_angle,
            "[": self.on_bracket,
            "?": self.on_question,
        }
        position = 0
        while match := search(text, position):
            start = match.start()
            if match.lastgroup == "plain" and self.quoted and match.end() - start > 2:
                parts += (text[self.done : start], STRING, FILL * (match.end() - start - 1))
                self.done = position = match.end()
                self.evidence = self.evidence or not _NO_LITERAL.fullmatch(text, start + 1, position - 1)
            else:
                position = handlers.get(text[start], self.on_quote)(start)
        parts.append(text[self.done :])
        self.evidence = self.evidence and self.quoted
        return Shadow("".join(parts), self.evidence, tuple(self.comments), tuple(self.diagnostics))

    def put(self, marker: str, start: int, end: int) -> int:
        """Put a marker and fillers in the place of something closed; return its end."""
        self.parts += (self.text[self.done : start], marker, FILL * (end - start - 1))
        self.done = end
        return end

    def comment(self, start: int, end: int) -> int:
        """Put blanks in the place of a comment; return its end."""
        hidden = self.text[start:end]
        blank = " " * (end - start) if "\n" not in hidden else re.sub(r"[^\n]", " ", hidden)
        self.parts += (self.text[self.done : start], blank)
        self.comments.append(Span(start, end))
        self.done = end
        return end

    def complain(self, start: int, end: int, message: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic("error", message, Span(start, end), hint))

    def next(self, what: str, start: int) -> int:
        """Return where `what` comes next, or the length of the text.  Never asked about less than before."""
        at = self.found.get(what, -1)
        if at < start:
            at = self.text.find(what, start)
            at = self.found[what] = len(self.text) if at < 0 else at
        return at

    def line_end(self, start: int) -> int:
        return self.next("\n", start)

    def left_on_line(self, quote: str, start: int) -> int:
        """Return how many of a quote stand between `start` and the end of its line."""
        offset, count, end = self.counted.get(quote, (0, 0, -1))
        if start <= end:
            count -= self.text.count(quote, offset, start) - self.text.count(quote, start, offset)
        else:
            end = self.line_end(start)
            count = self.text.count(quote, start, end)
        self.counted[quote] = (start, count, end)
        return count

    def before(self, start: int) -> int:
        """Return the offset after the last character before `start` that is no blank."""
        while start and self.text[start - 1] in " \t\n":
            start -= 1
        return start

    def after_blank(self, start: int) -> bool:
        return start == self.line_code or start == 0 or self.text[start - 1] in " \t\n"

    def operand_due(self, start: int) -> bool:
        """Return whether what stands before `start` on its line is a bar, an opening bracket or a definer."""
        end = self.before(start)
        return self.text[end - 1 : end] in tuple("|([{=:→⟶") or self.text.endswith("->", 0, end)

    # One handler for each character that an event begins with.  Each returns where to go on.

    def on_line(self, start: int) -> int:
        match = _BLANKS.match(self.text, start + 1)
        assert match
        self.line_code = match.end()
        return self.line_code

    def on_mark(self, start: int) -> int:
        mark = "#" if self.text[start] == "#" else self.text[start : start + 2]
        after = start + len(mark)
        is_comment = self.line_comment if start == self.line_code else self.tail_comment
        if self.after_blank(start) and is_comment(mark, start, after):
            return self.comment(start, self.line_end(start))
        return after

    def line_comment(self, mark: str, start: int, after: int) -> bool:
        """Return whether a mark at the start of a line begins a comment."""
        if mark == "--" and self.text.startswith(">", after):
            return False
        if self.quoted or not self.style.angle:
            return True
        bare = self.text[after : after + 1] in ("", " ", "\t", "\n", "=", "*", mark[0])
        return bare or self.text[start - 1 : start] in ("", "\n")

    def tail_comment(self, mark: str, start: int, after: int) -> bool:
        """Return whether a mark in the middle of a line begins a comment."""
        text = self.text
        if mark == "--" and text.startswith(">", after):
            return False
        blanks = _BLANKS.match(text, after)
        assert blanks
        due = self.operand_due(start)
        if due and text[blanks.end() : blanks.end() + 1] in ("", "\n", "|", ")", "]", "}", ";"):
            return False
        if self.quoted:
            return True
        end = self.line_end(after)
        if _DEFINER_NEXT.match(text, end):
            return True
        words_only = min(self.next("<", after), self.next("|", after)) >= end
        return not due and mark in self.style.line_marks and blanks.end() > after and words_only

    def on_slash(self, start: int) -> int:
        following = self.text[start + 1 : start + 2]
        if following == "/":
            return self.on_mark(start)
        if following == "*":
            return self.on_block(start)
        before = self.text[start - 1 : start]
        match = _REGEXP.match(self.text, start) if before in ("", " ", "\t", "\n", "|", "(", "=") else None
        return self.put(OPAQUE, start, match.end()) if match else start + 1

    def on_block(self, start: int) -> int:
        """Deal with ``/*`` and ``(*``."""
        text, after = self.text, start + 2
        closer = "*/" if text[start] == "/" else "*)"
        blanks = _BLANKS.match(text, after)
        assert blanks
        if closer == "*)" and text[blanks.end() : blanks.end() + 1] in ("|", ")"):
            return after  # a group that begins with the sign *
        whole = self.quoted or start == self.line_code
        end = self.block_end(closer, after, nests=whole)
        spaced = self.after_blank(start) and (blanks.end() > after or text[after : after + 1] in ("*", "\n"))
        if end < 0:
            if spaced and whole and not self.closes_as_group(start):
                hint = f'write "{closer}" where it ends'
                self.complain(start, after, f'the comment "{text[start:after]}" is not closed', hint)
                return self.comment(start, self.line_end(start))
            return after
        if not whole and (not spaced or min(self.next("<", after), self.line_end(after)) < end):
            return after
        if start == self.line_code or text.find("\n", start, end) >= 0:
            blanks = _BLANKS.match(text, end)
            assert blanks
            self.line_code = blanks.end()
        return self.comment(start, end)

    def closes_as_group(self, start: int) -> bool:
        return self.text[start] == "(" and self.next(")", start) < self.line_end(start)

    def block_end(self, closer: str, after: int, *, nests: bool) -> int:
        """Return where a block comment ends, or -1.  ``(* (* *) *)`` nests where that comes out even."""
        end = self.next(closer, after)
        if end == len(self.text):
            return -1
        if nests and closer == "*)" and self.nested and self.next("(*", after) < end:
            depth = 1
            for match in _BLOCK.finditer(self.text, after):
                depth += 1 if match[0] == "(*" else -1
                if not depth:
                    return match.end()
            self.nested = False
        return end + 2

    def on_semicolon(self, start: int) -> int:
        match = _SEMICOLONS.match(self.text, start)
        assert match
        after = match.end()
        starts_line = start == self.line_code
        if after == self.line_end(after) or not (starts_line or self.opens_comment(start, after)):
            return after
        end = self.line_end(after)
        if not starts_line and _IN_USE.search(self.text, after, end):
            hint = 'quote the sign, ";", if it belongs to the language'
            message = 'what follows ";" on this line is read as a comment'
            self.diagnostics.append(Diagnostic("warning", message, Span(start, end), hint))
        return self.comment(start, end)

    def opens_comment(self, start: int, after: int) -> bool:
        """Return whether a ``;`` in the middle of a line begins a comment, seeing what comes after it."""
        if not self.quoted or _GRAMMATICAL.match(self.text, after):
            return False
        rule = _rule_after_semicolon(self.style.dotted).match(self.text, after)
        if rule and strength(rule["definer"]) in (1, self.style.main):
            return False
        word = _name(self.style.dotted).match(self.text, after)
        return self.style.angle or word is None or word[0] not in self.style.names

    def on_angle(self, start: int) -> int:
        text = self.text
        match = _ANGLE.match(text, start)
        if match and self.is_name(match[1]):
            return self.put(ANGLE, start, match.end())
        if match or not _WORD_CHARACTER.match(text, start + 1):
            return start + 1
        if not self.quoted and start and _WORD_CHARACTER.match(text, start - 1):
            return start + 1  # x<y
        return self.put(UNCLOSED_ANGLE, start, start + 1)

    def is_name(self, inside: str) -> bool:
        if "<" in inside and not inside.endswith(")") and not re.search(r"""["'][<>]["']""", inside):
            return False
        return bool(inside and _NAME_LIKE.match(inside)) or normal_name(inside) in self.style.names

    def on_bracket(self, start: int) -> int:
        match = _CLASS.match(self.text, start)
        if match and is_class(match[1]) and match[1] not in self.style.names:
            return self.put(OPAQUE, start, match.end())
        return start + 1

    def on_question(self, start: int) -> int:
        """Deal with ``? what a human understands ?`` (ISO/IEC 14977 §4.19)."""
        match = _SPECIAL.match(self.text, start) if self.quoted and self.operand_due(start) else None
        return self.put(OPAQUE, start, match.end()) if match else start + 1

    def on_quote(self, start: int) -> int:
        text, quote = self.text, self.text[start]
        if quote in "'’" and (primes := self.primes(start)):
            return start + primes
        if not self.quoted:
            return self.on_unused_quote(start)
        if (match := _THREE.match(text, start)) and self.is_quoted_quote(match):
            self.evidence = True
            return self.put(STRING, start, match.end())
        for pattern in _QUOTES[quote]:
            if match := pattern.match(text, start):
                inside = match[0][1:-1]
                self.evidence = self.evidence or bool(inside and not _NO_LITERAL.fullmatch(inside))
                return self.put(STRING, start, match.end())
        if quote in "\"'":
            return self.put(UNCLOSED_STRING, start, self.line_end(start))
        return start + 1

    def is_quoted_quote(self, match: re.Match[str]) -> bool:
        """Return whether three or four quotes in a row are a quote in quotes."""
        return len(match[0]) == 4 or self.left_on_line(match[0][0], match.end()) % 2 == 0

    def on_unused_quote(self, start: int) -> int:
        """Deal with a quote in a grammar that quotes nothing: ``""`` is empty, ``"x`` lacks its end."""
        text, quote = self.text, self.text[start]
        before = text[start - 1 : start]
        if text[start : start + 2] in _EMPTY_STRINGS and self.alone(start, start + 2):
            return self.put(STRING, start, start + 2)
        if quote not in "\"'":
            return start + 1
        opens = before in ("", " ", "\t", "\n", "|", "=") and _WORD_CHARACTER.match(text, start + 1)
        if opens and not self.left_on_line(quote, start + 1):
            return self.put(UNCLOSED_STRING, start, self.line_end(start))
        return start + 1

    def alone(self, start: int, end: int) -> bool:
        around = " \t\n|"
        return self.text[start - 1 : start] in around and self.text[end : end + 1] in around

    def primes(self, start: int) -> int:
        """Return how many primes of a name stand at `start`; none if a quote does."""
        text, quote = self.text, self.text[start]
        if not start or not _WORD_CHARACTER.match(text, start - 1):
            return 0
        match = _SAME_QUOTES.match(text, start)
        assert match
        run = len(match[0])
        following = text[start + run : start + run + 1]
        end = self.line_end(start)
        others = self.left_on_line(quote, start + run)
        if self.style.angle:
            return run if following.isalpha() or not others else 0
        name = self.name.search(text, max(0, start - 200), start)
        for count in range(min(run, 10), 0, -1):
            if name and name[0] + text[start : start + count] in self.style.names:
                return count
        if _WORD_CHARACTER.match(following):
            return 0
        closing = text.find(quote, start + run, end)
        looks_prime = bool(
            closing > 0
            and _WORD_CHARACTER.match(text, closing - 1)
            and not _WORD_CHARACTER.match(text, closing + 1)
        )
        return run if others % 2 == 0 or looks_prime else 0


def is_class(inside: str) -> bool:
    """Return whether ``[inside]`` is a class of characters rather than an optional part.

    >>> [is_class(inside) for inside in ("a-zA-Z_", "^\\n", "+-", "e-mail", "#", '"-"')]
    [True, True, True, False, False, False]
    """
    if re.search(rf"<{FIRST_OF_NAME}[^<>]*>", inside):
        return False
    if inside[0] == "^":
        return len(inside) > 1
    if re.search(r"""(["']).+\1""", inside):
        return False  # a string
    rest, count = _RANGE.subn("\0", inside)
    if count:
        return not re.search(r"\w\w", rest)
    return len(inside) > 1 and "-" in inside and not re.search(r"""[\w|"'‘’“”`<>]""", inside)
