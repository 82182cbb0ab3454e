"""Where the rules of a text in a dialect begin and end.

    12 a b = x | y .     a number, a name, a definer, a body and its terminator
    c = z                a rule that lacks its terminator: the next line begins another

Works on pieces.  With terminators a rule goes on to the first one; where a line begins with a name and a
definer before that, the terminator is missing.  Without any in the text, rules begin so.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import Code, Remark
from railroad.notation.reading import shortened
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.dialect import Dialect
    from railroad.notation.dialect_lexer import Lexed
    from railroad.notation.reading import Piece

_NAMES = ("NAME", "NAMED")
_NAME_PARTS = (*_NAMES, "NUMBER")
_MOST_WORDS = 20
"""How many words the name of a rule may have."""
_PROSE = frozenset(("NAME", "NUMBER", "COMMA", "TERMINATOR", "MINUS", "OTHER"))
_OF_BODIES = frozenset(("BAR", "LSQB", "LBRACE"))
"""Signs that prose, which may end as a rule does, hardly ever has."""


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule whose body is not read yet; pieces by their indexes."""

    name: str
    name_span: Span
    first: int
    """Its first piece, a number before it included."""
    body: int
    stop: int
    """After the last piece of its body."""
    end: int
    """After its terminator."""


class Finder:
    """Finds the rules of a text; what is wrong goes to its diagnostics, what is no rule to `remarks`."""

    def __init__(self, text: str, lexed: Lexed, dialect: Dialect, *, strict: bool) -> None:
        self.remarks: list[Remark] = []
        self.rules: list[RawRule] = []
        self._text = text
        self._pieces = lexed.pieces
        self._columns = lexed.columns
        self._diagnostics = lexed.diagnostics
        self._dialect = dialect
        self._strict = strict
        self._terminated = any(piece.type == "TERMINATOR" for piece in lexed.pieces)
        self._heads = self._find_heads()
        self._head_names = frozenset(
            " ".join(piece.value for piece in lexed.pieces[at:end] if piece.type in _NAMES)
            for at, end in self._heads.items()
        )
        self._spaced = any(" " in name for name in self._head_names)

    def _find_heads(self) -> dict[int, int]:
        """Return the definer of each piece with which a line begins that is the head of a rule."""
        heads: dict[int, int] = {}
        definers: set[int] = set()
        first: int | None = None
        for i, piece in enumerate(self._pieces):
            if piece.start in self._columns:
                first = i
            if piece.type == "DEFINER" and first is not None and self._is_head(first, i):
                heads[first] = i
                definers.add(i)
            elif piece.type not in ("NAME", "NAMED", "NUMBER"):
                first = None
        previous_line: int | None = None
        for i, piece in enumerate(self._pieces):  # a definer on the line after the name
            late = piece.type == "DEFINER" and i not in definers and piece.start in self._columns
            if late and previous_line is not None and self._is_head(previous_line, i):
                heads[previous_line] = i
            if piece.start in self._columns:
                previous_line = i
        return heads

    def _is_head(self, first: int, definer: int) -> bool:
        """Return whether the pieces from `first` to a definer are the name of a rule, maybe with a number."""
        if self._pieces[first].type == "NUMBER":
            first += 1
        count = definer - first
        if not 1 <= count <= (_MOST_WORDS if self._dialect.blanks_in_names else 1):
            return False
        if count == 1:
            return self._pieces[first].type in _NAMES
        kinds = {piece.type for piece in self._pieces[first:definer]}
        return self._pieces[first].type == "NAME" and kinds <= {"NAME", "NUMBER"}

    def find(self) -> None:
        """Fill `rules`."""
        i, pieces = 0, self._pieces
        while i < len(pieces):
            definer = self._heads.get(i) if not self._terminated else self._head_at(i)
            if definer is None:
                stop = self._after_stray(i)
                self._stray(i, stop)
                i = stop
            else:
                i = self._rule(i, definer)
        if self.rules and not self._terminated and self._dialect.terminators:
            rule = self.rules[0]
            at = pieces[rule.stop - 1].end
            sign = self._dialect.terminators[0]
            message = f'no rule ends with "{sign}"; each is read as ending where the next begins'
            self._diagnostics.append(Diagnostic("warning", message, Span(at, at)))
        spans = [remark.span for remark in self.remarks if remark.kind == "prose" and remark.span]
        if spans:
            self._forgive(spans)

    def _forgive(self, spans: list[Span]) -> None:
        """Take back what the lexer said of prose, such as that an apostrophe is not closed."""
        starts = [span.start for span in spans]
        self._diagnostics[:] = [
            found
            for found in self._diagnostics
            if found.message.startswith("this is no rule")
            or not found.span
            or found.span.start >= spans[max(0, bisect_right(starts, found.span.start) - 1)].end
            or found.span.start < starts[0]
        ]

    def _head_at(self, i: int) -> int | None:
        """Return the definer of a rule that begins with a piece."""
        if i in self._heads:
            return self._heads[i]
        at = i + (self._pieces[i].type == "NUMBER")
        limit = at + _MOST_WORDS if self._dialect.blanks_in_names else at + 1
        while at < len(self._pieces) and self._pieces[at].type in _NAME_PARTS and at < limit:
            at += 1
        if at < len(self._pieces) and self._pieces[at].type == "DEFINER" and self._is_head(i, at):
            return at
        return None

    def _rule(self, i: int, definer: int) -> int:
        """Add the rule that begins with a piece; return where to go on."""
        pieces = self._pieces
        stop = definer + 1
        while stop < len(pieces) and pieces[stop].type != "TERMINATOR" and stop not in self._heads:
            stop += 1
        ended = stop < len(pieces) and pieces[stop].type == "TERMINATOR"
        name = i + (pieces[i].type == "NUMBER" and definer > i + 1)
        span = Span(pieces[name].start, pieces[definer - 1].end)
        last = pieces[stop - 1].end
        self.rules.append(
            RawRule(
                " ".join(piece.value for piece in pieces[name:definer]),
                span,
                i,
                definer + 1,
                stop,
                pieces[stop].end if ended else last,
            )
        )
        if not ended and self._terminated:
            self._complain_about_end(i, definer, stop)
        return stop + ended

    def _complain_about_end(self, i: int, definer: int, stop: int) -> None:
        pieces = self._pieces
        if any(piece.type == "BAD" for piece in pieces[definer:stop]):
            return
        signs = " or ".join(f'"{sign}"' for sign in self._dialect.terminators)
        at = pieces[stop - 1].end
        message = f"expected {signs} at the end of the rule"
        severity = "error" if self._strict else "warning"
        self._diagnostics.append(Diagnostic(severity, message, Span(at, at)))  # type: ignore[arg-type]

    # What belongs to no rule.

    def _after_stray(self, i: int) -> int:
        """Return where a rule can begin again after a stray piece."""
        pieces = self._pieces
        while i < len(pieces):
            i += 1
            if i in self._heads or (i <= len(pieces) and pieces[i - 1].type == "TERMINATOR"):
                return i
        return len(pieces)

    def _stray(self, start: int, stop: int) -> None:
        """Deal with pieces outside of rules: words are prose, code is kept, all else is a mistake."""
        pieces = self._pieces[start:stop]
        if self._is_prose(pieces):
            self._keep_prose(Span(pieces[0].start, pieces[-1].end))
            return
        rest: list[Piece] = []
        for piece in pieces:
            if piece.type == "OPERAND" and isinstance(piece.value, Code):
                span = Span(piece.start, piece.end)
                written = self._text[slice(*span)]
                self.remarks.append(Remark("directive", written, len(self.rules), span=span))
            else:
                rest.append(piece)
        if rest and not any(piece.type == "BAD" for piece in rest):
            self._complain(rest)

    def _is_prose(self, pieces: list[Piece]) -> bool:
        """Return whether pieces outside of rules are words for a human.

        A standard has none but lines of words; elsewhere it is all that is not a rule without its definer.
        """
        kinds = [piece.type for piece in pieces]
        words = kinds.count("NAME")
        if self._strict:
            ended = self._has_terminator(pieces)
            return words > 1 and words * 2 > len(pieces) and not ended and _PROSE.issuperset(kinds)
        if not words or "DEFINER" in kinds[:2]:
            return False
        if len(pieces) == 1:
            return True
        if kinds[0] == "NAME" and kinds[-1] == "TERMINATOR" and not _OF_BODIES.isdisjoint(kinds):
            return False
        following = pieces[1]
        literal = following.type == "OPERAND" and bool(getattr(following.value, "quote", ""))
        return not (kinds[0] == "NAME" and (literal or following.type[0] == "L"))

    def _keep_prose(self, span: Span) -> None:
        last = self.remarks[-1] if self.remarks else None
        if last and last.kind == "prose" and last.before == len(self.rules) and last.span:
            span = Span(last.span.start, span.end)  # sentences, which the dialect ends like rules
            self.remarks.pop()
        else:
            message = "this is no rule; it is kept as prose between the rules"
            hint = "begin the line with the sign of a comment if it is one"
            end = self._text.find("\n", span.start, span.end)
            at = Span(span.start, end if end > 0 else span.end)
            self._diagnostics.append(Diagnostic("warning", message, at, hint))
        self.remarks.append(Remark("prose", self._text[slice(*span)].strip(), len(self.rules), span=span))

    def _has_terminator(self, pieces: list[Piece]) -> bool:
        return any(
            self._text[piece.start : piece.end] == ";" for piece in pieces if piece.type == "TERMINATOR"
        )

    def _after_name(self, pieces: list[Piece]) -> Piece:
        """Return the piece before which a definer is missing; a name may be several words."""
        names = self._head_names
        if not self._spaced:
            return pieces[1]
        end = next((i for i, piece in enumerate(pieces) if piece.type not in _NAMES), len(pieces))
        run = [piece.value for piece in pieces[:end]]
        for i in range(1, min(end, _MOST_WORDS)):
            if " ".join(run[i:]) in names:
                return pieces[i]
        return pieces[end] if end < len(pieces) else pieces[1]

    def _complain(self, pieces: list[Piece]) -> None:
        piece = pieces[0]
        written = shortened(self._text[piece.start : piece.end])
        span = Span(piece.start, piece.end)
        definer = self._dialect.definers[0]
        end = f" {self._dialect.terminators[0]}" if self._dialect.terminators else ""
        hint = f"a rule reads NAME {definer} BODY{end}"
        if piece.type == "DEFINER":
            message = f'there is no name before "{written}"'
        elif piece.type in _NAMES and len(pieces) > 1:
            following = self._after_name(pieces)
            span = Span(following.start, following.end)
            before = self._text[piece.start : following.start].strip()
            message = f'expected "{definer}" after "{shortened(before)}"'
        elif piece.type == "TERMINATOR":
            message = f'there is no rule before this "{written}"'
        else:
            message = f'"{written}" belongs to no rule'
        self._diagnostics.append(Diagnostic("error", message, span, hint))
