"""A notation by its signs: what defines, ends, separates, quotes and groups.

    name = a { b } [ c ] ;         definers "="  terminators ";"  repetition "{ }"  option "[ ]"
    list → "[" args? "]" ;         definers "→"  postfix_optional "?"

Hundreds of grammars are written in notations of their own, which differ in a dozen signs.  A `Dialect` names
these; `dialect_reader` reads a text with them, and `dialect_sniff` finds them in a text.  Wirth's notation,
Go's and ISO/IEC 14977 are dialects too.

A description in TOML has the fields of `Dialect` as its keys::

    definers = "→"
    terminators = [";", "."]
    option = ["[ ]", "(| |)"]      # opening and closing, a blank between
    line_comments = "//"
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from railroad.errors import OptionError, nearest
from railroad.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

Signs = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]
"""Openings with their closings."""
Undefined = Literal["rule", "terminal", "unquoted"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The signs of a notation.  A sign is not made of letters, digits or blanks."""

    definers: Signs = ("=",)
    """Between the name of a rule and its body; at least one."""
    terminators: Signs = (";",)
    """At the end of a rule; none: a rule ends where a line begins with a name and a definer."""
    alternation: Signs = ("|",)
    ordered: Signs = ()
    """Between alternatives of which the first that fits is taken."""
    concatenation: Signs = ()
    """Between what follows one another; none, or where it is left out: blanks."""
    exception: Signs = ()
    range: Signs = ("...", "…", "..")
    """Between the first and the last character of a range."""
    count: Signs = ()
    """Between a number and what is repeated so often: the ``*`` of ``3 * x``."""
    postfix_optional: Signs = ()
    postfix_any: Signs = ()
    """After what is repeated any number of times."""
    postfix_some: Signs = ()
    """After what is repeated once or more."""
    option: Pairs = (("[", "]"),)
    repetition: Pairs = (("{", "}"),)
    repetition_some: Pairs = ()
    """Round what is repeated once or more."""
    group: Pairs = (("(", ")"),)
    lookahead: Signs = ()
    """Before what must follow, but is not taken."""
    not_lookahead: Signs = ()
    """Before what must not follow."""
    any: Signs = ()
    """Any one character."""
    empty: Signs = ("ε",)
    """Words and signs for nothing at all, unless a rule has that name."""
    quotes: Pairs = (('"', '"'), ("'", "'"))
    """Round literals; a literal ends on its line."""
    doubled: bool = False
    """Whether a quote within quotes is written twice."""
    classes: bool = False
    """Whether ``[a-z_]`` is a class of characters."""
    prose: Pairs = ()
    """Round words for a human."""
    regex: Signs = ()
    """Round regular expressions."""
    code: Pairs = ()
    """Round code and annotations, which say nothing of the language."""
    names: Pairs = (("<", ">"),)
    """Round names; a name in brackets may hold anything but the brackets."""
    name_characters: str = "-"
    """What a name may hold besides letters, digits and ``_``; ``-`` and ``.`` only in its middle."""
    blanks_in_names: bool = False
    """Whether words with blanks between are one name."""
    undefined: Undefined = "unquoted"
    """What a name that no rule has stands for: a rule all the same, a terminal, or a terminal if the grammar
    quotes nothing."""
    line_comments: Signs = ("//", "#")
    block_comments: Pairs = (("/*", "*/"), ("(*", "*)"))
    nested_comments: bool = False
    refused: Signs = ()
    """Signs that mean nothing, though their parts do."""

    def __str__(self) -> str:
        """Return the signs that say most, in a line."""
        shown = []
        for name in ("definers", "terminators", "alternation", "ordered", "concatenation", "exception"):
            if signs := getattr(self, name):
                shown.append(f"{name} {' '.join(signs)}")
        postfix = [*self.postfix_optional, *self.postfix_any, *self.postfix_some]
        if postfix:
            shown.append(f"postfix {' '.join(postfix)}")
        for name in ("option", "repetition", "quotes", "names"):
            if pairs := getattr(self, name):
                shown.append(f"{name} {' '.join(a + b for a, b in pairs)}")
        if self.classes:
            shown.append("classes [a-z]")
        comments = [*self.line_comments, *(f"{a} {b}" for a, b in self.block_comments)]
        if comments:
            shown.append(f"comments {' '.join(comments)}")
        return ", ".join(shown)


_SIGNS = (
    "definers", "terminators", "alternation", "ordered", "concatenation", "exception", "range", "count",
    "postfix_optional", "postfix_any", "postfix_some", "lookahead", "not_lookahead", "any", "regex",
    "line_comments", "refused",
)  # fmt: skip
_PAIRS = (
    "option",
    "repetition",
    "repetition_some",
    "group",
    "quotes",
    "prose",
    "code",
    "names",
    "block_comments",
)
_TOLD_APART = {frozenset(pair) for pair in (("postfix_any", "count"), ("regex", "ordered"))}
"""Uses of one sign that its surroundings tell apart."""
_TWO_SIGNS = ("option", "repetition", "repetition_some", "group", "names", "block_comments")
"""Brackets, which open with another sign than they close with."""
_WORD = re.compile(r"[\w\s]")


def check(dialect: Dialect) -> Dialect:
    """Return the dialect.

    Raises:
        OptionError: its signs can't be told apart, or it has no definer.
    """
    for name, message, hint in _faults(dialect):
        raise OptionError.at(None, f"{name}: {message}", hint=hint)
    return dialect


def _faults(dialect: Dialect) -> Iterator[tuple[str, str, str | None]]:
    """Yield the field, what is wrong with it, and what to do."""
    if not dialect.definers:
        yield "definers", "there is none", 'such as definers = "::="'
    uses: dict[str, str] = {}
    for name in (*_SIGNS, *_PAIRS):
        sign: str | tuple[str, str]
        for sign in getattr(dialect, name):
            parts = (sign,) if isinstance(sign, str) else sign[:1]
            for part in (sign,) if isinstance(sign, str) else sign:
                if not part or _WORD.search(part):
                    yield name, f'"{part}" is no sign', "a sign has no letters, digits or blanks"
                    return
            if len(set(sign)) == 1 and name in _TWO_SIGNS and not isinstance(sign, str):
                yield name, f'"{sign[0]}" both opens and closes', 'write a pair, such as "[ ]"'
                return
            for part in parts:
                other = uses.setdefault(part, name)
                if other != name and frozenset((other, name)) not in _TOLD_APART:
                    yield name, f'"{part}" has a use already: {other}', "give each sign one use"
    if dialect.classes and any(opening == "[" for opening, _ in dialect.option):
        yield "classes", '"[" has a use already: option', "write option = []"
    for character in dialect.name_characters:
        if character.isspace() or (character in uses and character not in "-.'"):
            yield "name_characters", f'"{character}" can\'t be part of a name', None
    if "." in dialect.name_characters and "." in dialect.terminators:
        yield "name_characters", '"." ends rules', "leave it out of one of them"
    if dialect.undefined not in get_args(Undefined):
        yield "undefined", f'"{dialect.undefined}" is no choice', "it is rule, terminal or unquoted"


def read_dialect_file(source: Source) -> Dialect:
    """Return the dialect that a text in TOML describes.

    Raises:
        OptionError: it is no TOML, or no dialect; with the place.
    """
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(source, error) from None
    kinds = {field.name: str(field.type) for field in dataclasses.fields(Dialect)}
    fields: dict[str, object] = {}
    for key, value in values.items():
        at = _key_span(source.text, key)
        if key not in kinds:
            hint = nearest(key, kinds) or f"a dialect has {', '.join(kinds)}"
            raise OptionError.at(source, f'a dialect has no "{key}"', at, hint)
        read = _value(kinds[key], value)
        if read is None:
            raise OptionError.at(
                source, f"{key}: this is not {_WANTED[kinds[key]]}", at, _EXAMPLES[kinds[key]]
            )
        fields[key] = read
    dialect = Dialect(**fields)  # type: ignore[arg-type]
    for name, message, advice in _faults(dialect):
        raise OptionError.at(source, f"{name}: {message}", _key_span(source.text, name), advice)
    return dialect


_WANTED = {
    "Signs": "a sign or a list of signs",
    "Pairs": "a pair of signs or a list of pairs",
    "bool": "true or false",
    "str": "a text",
    "Undefined": "a text",
}
_EXAMPLES = {
    "Signs": '";" or [";", "."]',
    "Pairs": '"[ ]" or ["[ ]", "(/ /)"], with a blank between the two signs',
    "bool": None,
    "str": None,
    "Undefined": None,
}


def _value(kind: str, value: object) -> object:
    """Return the value of a field from that in TOML; None if it is none."""
    if kind == "bool":
        return value if isinstance(value, bool) else None
    if kind in ("str", "Undefined"):
        return value if isinstance(value, str) else None
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        return None
    if kind == "Signs":
        return tuple(listed)
    pairs = []
    for each in listed:
        match each.split():
            case [opening, closing]:
                pairs.append((opening, closing))
            case [mark] if len(mark) == 1:
                pairs.append((mark, mark))
            case _:
                return None
    return tuple(pairs)


_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


def _not_toml(source: Source, error: tomllib.TOMLDecodeError) -> OptionError:
    text = str(error)
    match = _PLACE.search(text)
    offset = len(source.text)
    if match:
        lines = source.text.splitlines(keepends=True)
        offset = sum(map(len, lines[: int(match[1]) - 1])) + int(match[2]) - 1
        text = text[: match.start()]
    offset = min(offset, len(source.text))
    return OptionError.at(source, f"this is not TOML: {text[:1].lower()}{text[1:]}", Span(offset, offset))


def _key_span(text: str, key: str) -> Span:
    match = re.search(rf"^[ \t]*(\"?{re.escape(key)}\"?)[ \t]*[=.\]]", text, re.MULTILINE)
    return Span(*match.span(1)) if match else Span(0, 0)
