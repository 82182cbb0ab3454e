"""Read a text in a dialect: Wirth's, Go's, ISO's, or one of your own.

    dialect_lexer   text  →  pieces
    dialect_rules   pieces  →  where rules begin and end, and what stands between
    (here)          what bare names stand for, what commas join
    ebnf            the pieces of a body  →  its expression
    comments        which comment belongs where

A dialect is forgiving: what the text can only mean is read so, with a warning.  `strict` is for standards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Empty, Nonterminal, Prose, Terminal
from railroad.notation.comment_places import comment_text, in_order, place_comments
from railroad.notation.dialect_lexer import lex
from railroad.notation.dialect_rules import Finder
from railroad.notation.ebnf import read_body
from railroad.notation.lines import level_ends
from railroad.notation.reading import Definition, Piece, comments_only, finish, shortened
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.grammar import Expr, Grammar
    from railroad.notation.dialect import Dialect
    from railroad.notation.dialect_lexer import Lexed
    from railroad.notation.dialect_rules import RawRule
    from railroad.source import Source

_ENDS_OPERAND = frozenset(("NAME", "NAMED", "OPERAND", "RPAR", "RSQB", "RBRACE", "RSOME", "POSTFIX", "BAD"))
_OPENING = ("LPAR", "LSQB", "LBRACE", "LSOME")
_CLOSING = ("RPAR", "RSQB", "RBRACE", "RSOME")
_BEGINS_OPERAND = frozenset(
    ("NAME", "NAMED", "OPERAND", "LPAR", "LSQB", "LBRACE", "LSOME", "TIMES", "LOOK", "BAD", "NUMBER")
)


def read_with(
    source: Source,
    dialect: Dialect,
    notation: str,
    *,
    strict: bool = False,
    comments_as_bodies: bool = False,
    note: str | None = None,
) -> Grammar:
    """Return the grammar that a text in a dialect defines.

    Args:
        source: the text.
        dialect: its signs.
        notation: the name of the notation.
        strict: whether what the notation does not allow is a mistake even where its meaning is plain.
        comments_as_bodies: whether a body that is a comment only is prose.
        note: what to say of the dialect, as a warning.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    text = level_ends(source.text)
    lexed = lex(text, dialect, strict=strict)
    finder = Finder(text, lexed, dialect, strict=strict)
    finder.find()
    rules = finder.rules
    extents = [Span(lexed.pieces[rule.first].start, rule.end) for rule in rules]
    placed = place_comments(text, lexed.comments, extents)
    bodies = _Bodies(text, lexed, dialect, rules, strict=strict)
    definitions: list[Definition] = []
    for at, rule in enumerate(rules):
        comments = placed.inside.get(at, ())
        body = bodies.read(rule)
        if comments_as_bodies and rule.body == rule.stop and isinstance(body, Empty):
            spans = [comment.span for comment in comments if comment.span and comment.span.start < rule.end]
            if spans:
                whole = Span(spans[0].start, spans[-1].end)
                words = " ".join(comment_text(text[slice(*span)]) for span in spans)
                body = Prose(" ".join(words.split()), span=whole) if words.strip() else body
                comments = ()
        span = Span(lexed.pieces[rule.first].start, rule.end)
        definitions.append(
            Definition(rule.name, body, placed.docs.get(at), span, rule.name_span, comments=comments)
        )
    remarks = in_order([*placed.remarks, *finder.remarks], [rule.name for rule in rules])
    notes = [Diagnostic("warning", note, Span(0, 0))] if note else []
    if strict and not lexed.pieces and remarks and not lexed.diagnostics:
        return comments_only(source, notation, remarks, "a rule reads NAME = BODY ;")
    if strict:
        notes += _odd_definer(text, [lexed.pieces[rule.body - 1] for rule in rules], dialect)
    return finish(source, notation, definitions, [*notes, *lexed.diagnostics], remarks=remarks)


def _odd_definer(text: str, definers: list[Piece], dialect: Dialect) -> list[Diagnostic]:
    """Return a warning at the first definer that is not the dialect's own."""
    main = dialect.definers[0]
    for piece in definers:
        written = text[piece.start : piece.end]
        if written != main:
            message = f'"{written}" is read as "{main}"'
            return [Diagnostic("warning", message, Span(piece.start, piece.end))]
    return []


def _joins_by_blanks(pieces: list[Piece]) -> bool:
    """Return whether there are two things one after another anywhere that are not both words."""
    return any(
        before.type in _ENDS_OPERAND
        and after.type in _BEGINS_OPERAND
        and (before.type, after.type) not in _WORDS
        for before, after in pairwise(pieces)
    )


_WORDS = {(before, after) for before in ("NAME", "NUMBER") for after in ("NAME", "NUMBER")}


@dataclass(slots=True)
class _Names:
    """What bare names stand for."""

    defined: frozenset[str]
    by_first: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    """The defined names of several words, by the first; the longest first."""

    @classmethod
    def of(cls, rules: list[RawRule]) -> _Names:
        names = cls(frozenset(rule.name for rule in rules))
        for words in sorted((tuple(name.split()) for name in names.defined), key=len, reverse=True):
            if len(words) > 1:
                names.by_first.setdefault(words[0], []).append(words)
        return names


class _Bodies:
    """Reads bodies."""

    def __init__(
        self, text: str, lexed: Lexed, dialect: Dialect, rules: list[RawRule], *, strict: bool
    ) -> None:
        self._text = text
        self._pieces = lexed.pieces
        self._quoted = lexed.quoted
        self._diagnostics = lexed.diagnostics
        self._dialect = dialect
        self._strict = strict
        self._names = _Names.of(rules)
        self._joined = any(piece.type == "COMMA" for piece in lexed.pieces)
        """Whether the text has a sign of concatenation anywhere."""
        self._split_runs = not self._joined and _joins_by_blanks(lexed.pieces)
        """Whether words one after another are so many names."""
        self._told = False
        """Whether it was told that these signs are missing."""
        heads = (self._pieces[rule.body - 2] for rule in rules)
        self._bracketed = any(piece.type == "NAMED" for piece in heads)
        """Whether names have brackets; else words in brackets are prose."""
        self._terminals = dialect.undefined == "terminal" or (
            dialect.undefined == "unquoted" and not lexed.quoted
        )

    def read(self, rule: RawRule) -> Expr:
        """Return the expression of a rule."""
        pieces = self._pieces[rule.body : rule.stop]
        end = pieces[-1].end if pieces else self._pieces[rule.body - 1].end
        span = Span(pieces[0].start if pieces else end, end)
        told = len(self._diagnostics)
        operands = list(self._operands(pieces))
        broken = any(piece.type == "BAD" for piece in pieces)
        if broken or any(found.severity == "error" for found in self._diagnostics[told:]):
            return Empty(span=span)
        return read_body(
            self._text, operands, span, self._diagnostics, "error" if self._strict else "warning"
        )

    def _operands(self, pieces: list[Piece]) -> Iterator[Piece]:
        """Yield the pieces as ``ebnf.lark`` knows them."""
        joining = bool(self._dialect.concatenation)
        previous: Piece | None = None
        opened: list[Piece] = []
        orders: list[bool | None] = [None]
        merged = list(self._merged(pieces))
        for i, piece in enumerate(merged):
            kind = piece.type
            before = previous.type if previous else "BAR"
            if joining and kind in _BEGINS_OPERAND and before in _ENDS_OPERAND:
                self._miss_comma(previous, piece)
            closes = kind in ("BAR", "COMMA") or kind in _CLOSING
            if closes and previous and before in ("MINUS", "TIMES"):  # an empty primary: ISO §4.21
                at = Span(previous.end, previous.end)
                yield Piece("OPERAND", *at, Empty(span=at))
            previous = piece
            match kind:
                case "COMMA":
                    if before == "COMMA":
                        self._warn(piece, "there is nothing between these commas")
                    continue
                case "NAME" | "NAMED":
                    yield Piece("OPERAND", piece.start, piece.end, self._name(piece))
                    continue
                case "BAR":
                    if orders[-1] is None:
                        orders[-1] = piece.value
                    elif orders[-1] is not piece.value:
                        self._complain(piece, "a choice has one kind of sign", "use brackets for the other")
                case "RANGE":
                    around = merged[max(0, i - 1) : i], merged[i + 1 : i + 2]
                    if not self._is_range(piece, *around):
                        dots = not self._text.startswith("-", piece.start)
                        alone = dots and all(each and each[0].type == "BAR" for each in around)
                        yield self._and_so_on(piece) if alone else self._instead_of_range(piece)
                        continue
                case "NUMBER" if self._strict:
                    self._complain(piece, "a number stands before a sign that it counts", None)
                case "NUMBER":
                    written = self._text[piece.start : piece.end]
                    node = Terminal(written, span=Span(piece.start, piece.end))
                    yield Piece("OPERAND", piece.start, piece.end, node)
                    continue
                case "DEFINER":
                    written = self._text[piece.start : piece.end]
                    hint = f'if a rule begins here, begin a line with it; else quote the "{written}"'
                    if self._strict:
                        self._complain(piece, f'"{written}" can\'t stand in a body', hint)
                    else:
                        self._warn(piece, f'"{written}" is read as a terminal here', hint)
                        node = Terminal(written, span=Span(piece.start, piece.end))
                        yield Piece("OPERAND", piece.start, piece.end, node)
                        continue
            if kind in _OPENING:
                opened.append(piece)
                orders.append(None)
            elif kind in _CLOSING:
                if len(orders) > 1:
                    orders.pop()
                piece = self._swapped(piece, opened)
            yield piece
        if previous and previous.type in ("MINUS", "TIMES"):
            at = Span(previous.end, previous.end)
            yield Piece("OPERAND", *at, Empty(span=at))

    def _swapped(self, piece: Piece, opened: list[Piece]) -> Piece:
        """Return a closing bracket; where the other of a pair has two characters, as its partner wants it."""
        if not opened:
            return piece
        opening = opened.pop()
        if opening.type[1:] == piece.type[1:] or len(opening.value) + len(piece.value) != 3:
            return piece
        single = opening if len(opening.value) == 1 else piece
        message = f'"{opening.value}" and "{piece.value}" are no pair; read as "{single.value}" means'
        self._warn(piece, message)
        kind = single.type[1:]
        opening.type = f"L{kind}"
        return Piece(f"R{kind}", piece.start, piece.end, piece.value)

    def _warn(self, piece: Piece, message: str, hint: str | None = None) -> None:
        self._diagnostics.append(Diagnostic("warning", message, Span(piece.start, piece.end), hint))

    def _complain(self, piece: Piece, message: str, hint: str | None) -> None:
        self._diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))

    def _miss_comma(self, previous: Piece | None, piece: Piece) -> None:
        """Tell of a missing sign between two things: each, or once if the text has none at all."""
        assert previous
        if self._told and not (self._joined and self._strict):
            return
        self._told = True
        sign = self._dialect.concatenation[0]
        where = "" if self._joined else "; none is in the whole text"
        message = f'a "{sign}" is missing before this{where}'
        self._diagnostics.append(Diagnostic("warning", message, Span(piece.start, piece.end)))

    # Names.

    def _merged(self, pieces: list[Piece]) -> Iterator[Piece]:
        """Yield the pieces, with words that are one name as one."""
        if not self._dialect.blanks_in_names:
            yield from pieces
            return
        i = 0
        while i < len(pieces):
            if pieces[i].type != "NAME":
                yield pieces[i]
                i += 1
                continue
            stop = i + 1
            while stop < len(pieces) and pieces[stop].type in ("NAME", "NUMBER"):
                stop += 1
            yield from self._split(pieces[i:stop])
            i = stop

    def _split(self, words: list[Piece]) -> Iterator[Piece]:
        """Yield the names in a run of words: one, or the longest defined ones if the whole is not."""
        if len(words) == 1:
            yield words[0]
            return
        whole = " ".join(word.value for word in words)
        known = any(word.value in self._names.defined for word in words)
        if whole in self._names.defined or (
            not self._split_runs and not known and not self._defined_in(words)
        ):
            yield Piece("NAME", words[0].start, words[-1].end, whole)
            return
        i = 0
        while i < len(words):
            count = self._longest(words, i)
            name = " ".join(word.value for word in words[i : i + count])
            yield Piece("NAME", words[i].start, words[i + count - 1].end, name)
            i += count

    def _defined_in(self, words: list[Piece]) -> bool:
        return any(self._longest(words, i) > 1 for i in range(len(words)))

    def _longest(self, words: list[Piece], i: int) -> int:
        """Return how many words the longest defined name has that begins with one; 1 if there is none."""
        for name in self._names.by_first.get(words[i].value, ()):
            if tuple(word.value for word in words[i : i + len(name)]) == name:
                return len(name)
        return 1

    def _name(self, piece: Piece) -> Expr:
        name = piece.value
        span = Span(piece.start, piece.end)
        if name not in self._names.defined:
            if name in self._dialect.empty:
                return Empty(span=span)
            if self._terminals and piece.type == "NAME":
                return Terminal(name, span=span)
            if piece.type == "NAMED" and not self._bracketed:
                return Prose(name, span=span)
        written = self._text[slice(*span)] if self._dialect.blanks_in_names else name
        return Nonterminal(name, spelling=written if written != name else "", span=span)

    def _is_range(self, piece: Piece, before: list[Piece], after: list[Piece]) -> bool:
        """Return whether a sign of a range stands between two characters; tell if they run backwards."""
        ends = [end for each in (*before, *after) if (end := _as_character(each))]
        if len(ends) != 2:
            return False
        if ends[0] > ends[1]:
            message = f'there are no characters from "{shortened(ends[0])}" to "{shortened(ends[1])}"'
            self._complain(piece, message, "write the lower one first")
        return True

    def _and_so_on(self, piece: Piece) -> Piece:
        """Return what a sign of a range is that is an alternative: ``"a" | ... | "z"``."""
        written = self._text[piece.start : piece.end]
        self._warn(piece, f'"{written}" is taken for alternatives that are left out', "name them all")
        return Piece("OPERAND", piece.start, piece.end, Prose(written, span=Span(piece.start, piece.end)))

    def _instead_of_range(self, piece: Piece) -> Piece:
        """Return what another sign of a range is that does not stand between characters."""
        written = self._text[piece.start : piece.end]
        if written == "-":
            return Piece("MINUS", piece.start, piece.end)
        span = Span(piece.start, piece.end)
        if self._strict:
            self._complain(piece, f'"{written}" stands between two literals of one character', None)
            return Piece("OPERAND", *span, Empty(span=span))
        self._warn(piece, f'"{written}" is read as a terminal here', "a range is of two characters")
        return Piece("OPERAND", *span, Terminal(written, span=span))


_BY_NUMBER = re.compile(r"(?:\\[xuU]\{?|U\+)([0-9A-Fa-f]{1,8})\}?")


def _as_character(piece: Piece) -> str | None:
    r"""Return the character that a literal means at the end of a range; ``"\u0041"`` means A.

    The piece then has it as its value.
    """
    node = piece.value
    if piece.type != "OPERAND" or not isinstance(node, Terminal):
        return None
    match = _BY_NUMBER.fullmatch(node.text)
    if match and (number := int(match[1], 16)) <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF:
        spelling = f"{node.quote}{node.text}{node.quote}"
        piece.value = Terminal(chr(number), quote=node.quote, spelling=spelling, span=node.span)
        return chr(number)
    return node.text if len(node.text) == 1 else None
