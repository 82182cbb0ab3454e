r"""JSON text (RFC 8259) with the place of every value, to any depth.

    {"a": [1, true]}   →   object at 0..16, its key at 1..4, its array at 6..15 …

The standard library's decoder neither says where a value stands nor reads more than some hundred levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic, NotationError
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.source import Source

Kind = Literal["object", "array", "string", "number", "true", "false", "null"]

KIND_WORDS = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "number": "a number",
    "true": "true",
    "false": "false",
    "null": "null",
}


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A value and where it stands."""

    kind: Kind
    span: Span
    text: str = ""
    """Of a string, what it stands for; of a number, as written."""
    items: tuple[Value, ...] = ()
    """Of an array."""
    members: dict[str, tuple[Span, Value]] | None = None
    """Of an object: by key, the place of the key, and the value."""


_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:
      (?P<string>   "(?:[^"\\\r\n]++|\\.)*+" )
    | (?P<unclosed> "(?:[^"\\\r\n]++|\\.)*+ )
    | (?P<number>   -?[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+ )
    | (?P<word>     [^\W\d]\w*+ )
    | (?P<sign>     [{}\[\],:] )
    | (?P<other>    . )
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})(?:\\u([dD][c-fC-F][0-9A-Fa-f]{2}))?+|(.))", re.DOTALL)
_SIMPLE = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: RFC 8259 §8.2 lets it stand, and some notations know it as a character."""
_BLANK = re.compile(r"[ \t\r\n]*+")


def read_json_text(source: Source) -> Value:
    """Return the value that a text holds.

    Raises:
        NotationError: the text is no JSON; the place is that of the first sign that can't be.
    """
    return _Reader(source).read()


class _Open:
    """An array or object that is not closed yet."""

    __slots__ = ("items", "key", "members", "sign", "span")

    def __init__(self, sign: str, span: Span) -> None:
        self.sign = sign
        self.span = span
        self.items: list[Value] = []
        self.members: dict[str, tuple[Span, Value]] = {}
        self.key: tuple[str, Span] | None = None


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.at = 0

    def read(self) -> Value:
        open_: list[_Open] = []
        value: Value | None = None
        while value is None or open_:
            if value is not None:
                value = self.put(open_, value)
                continue
            value = self.value(open_)
        found = self.next()
        if found is not None:
            raise self.error(
                "there is more after the end of the value",
                Span(found.start(found.lastgroup or 0), found.end()),
            )
        return value

    def value(self, open_: list[_Open]) -> Value | None:
        """Read a value; of an array or object only the beginning, and that goes to `open_`."""
        found = self.next()
        if found is None:
            raise self.unfinished(open_, "a value")
        kind = found.lastgroup
        assert kind
        span = Span(*found.span(kind))
        written = found[kind]
        if kind == "string":
            return Value("string", span, self.string(written, span))
        if kind == "number" and _NUMBER.fullmatch(written):
            return Value("number", span, written)
        if kind == "word" and written in ("true", "false", "null"):
            return Value(written, span)  # type: ignore[arg-type]
        if written in ("[", "{"):
            return self.opened(open_, _Open(written, span))
        raise self.unexpected(kind, written, span, "a value")

    def opened(self, open_: list[_Open], new: _Open) -> Value | None:
        open_.append(new)
        closing = "]" if new.sign == "[" else "}"
        if self.peek() == closing:
            return self.close(open_)
        if new.sign == "{":
            self.key(open_)
        return None

    def close(self, open_: list[_Open]) -> Value:
        self.next()
        done = open_.pop()
        span = Span(done.span.start, self.at)
        if done.sign == "[":
            return Value("array", span, items=tuple(done.items))
        return Value("object", span, members=done.members)

    def put(self, open_: list[_Open], value: Value) -> Value | None:
        """Put a value where it belongs; return what was closed by it, if anything was."""
        top = open_[-1]
        if top.sign == "[":
            top.items.append(value)
        else:
            assert top.key
            top.members[top.key[0]] = (top.key[1], value)
        closing = "]" if top.sign == "[" else "}"
        sign = self.peek()
        if sign == closing:
            return self.close(open_)
        found = self.next()
        if found is None:
            raise self.unfinished(open_, f'"," or "{closing}"')
        if sign != ",":
            kind = found.lastgroup or "other"
            raise self.unexpected(kind, found[kind], Span(*found.span(kind)), f'"," or "{closing}"')
        if top.sign == "{":
            self.key(open_)
        return None

    def key(self, open_: list[_Open]) -> None:
        found = self.next()
        if found is None:
            raise self.unfinished(open_, "a key")
        kind = found.lastgroup or "other"
        span = Span(*found.span(kind))
        if kind != "string":
            raise self.unexpected(kind, found[kind], span, "a key in double quotes")
        key = self.string(found[kind], span)
        if HALF.search(key):
            raise self.error("half of a surrogate pair is no character", span)
        if key in open_[-1].members:
            raise self.error(f'the key "{key}" is there twice', span)
        colon = self.next()
        if colon is None:
            raise self.unfinished(open_, '":"')
        kind = colon.lastgroup or "other"
        if colon[kind] != ":":
            raise self.unexpected(kind, colon[kind], Span(*colon.span(kind)), '":"')
        open_[-1].key = (key, span)

    # Tokens.

    def next(self) -> re.Match[str] | None:
        found = _TOKEN.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def peek(self) -> str:
        blank = _BLANK.match(self.text, self.at)
        assert blank
        return self.text[blank.end() : blank.end() + 1]

    def string(self, written: str, span: Span) -> str:
        if "\\" not in written:
            return written[1:-1]

        def character(match: re.Match[str]) -> str:
            code, low, letter = match.groups()
            at = span.start + 1 + match.start()
            if letter is not None:
                if letter not in _SIMPLE:
                    raise self.error(f'"\\{letter}" is no escape of JSON', Span(at, at + 2))
                return _SIMPLE[letter]
            high = int(code, 16)
            if low is not None and 0xD800 <= high < 0xDC00:
                return chr(0x10000 + ((high - 0xD800) << 10) + int(low, 16) - 0xDC00)
            return chr(high) + (chr(int(low, 16)) if low is not None else "")

        return _ESCAPE.sub(character, written[1:-1])

    # Mistakes.

    def unexpected(self, kind: str, written: str, span: Span, expected: str) -> NotationError:
        if kind == "unclosed":
            return self.error("this string is not closed on its line", Span(span.start, span.start + 1))
        hint = None
        if written in ("]", "}") and expected.startswith(("a value", "a key")):
            hint = "JSON has no comma after the last"
        elif written == "'":
            hint = 'strings stand in double quotes: "…"'
        elif kind == "number" and written.lstrip("-")[:1] == "0" and expected == "a value":
            hint = "a number begins with no zero"
        return self.error(f'expected {expected}, found "{written[:60]}"', span, hint)

    def unfinished(self, open_: list[_Open], expected: str) -> NotationError:
        if open_:
            outer = open_[0]
            return self.error(f'this "{outer.sign}" is not closed', outer.span)
        return self.error(f"expected {expected}, found the end", Span(len(self.text), len(self.text)))

    def error(self, message: str, span: Span, hint: str | None = None) -> NotationError:
        return NotationError([Diagnostic("error", message, span, hint)], self.source)
