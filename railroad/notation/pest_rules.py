"""Where the rules of a pest grammar begin and end among its pieces.

    NAME DEFINER MODIFIER LBRACE … RBRACE

What lacks one of these is told, and read as if it were there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.grammar import Prose
from railroad.notation.lalr import Piece
from railroad.notation.peg_rules import RawRule
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.peg_scan import Scanner

READS = "a rule reads NAME = { BODY }"


def split(scanner: Scanner) -> list[RawRule]:
    """Return the rules in order; their bodies are without braces."""
    return _Splitter(scanner).rules()


class _Splitter:
    """Goes through the pieces of one text."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._text = scanner.text
        self._pieces = [*scanner.pieces, _END, _END]
        self._at = 0

    def rules(self) -> list[RawRule]:
        rules = []
        while self._type() != "$END":
            if self._begins_rule(self._at):
                rules.append(self._rule())
            else:
                self._skip_strays()
        return rules

    def _type(self, ahead: int = 0) -> str:
        return self._pieces[self._at + ahead].type

    def _begins_rule(self, at: int) -> bool:
        """Return whether a name begins a rule: ``=`` follows, or a brace where ``=`` was forgotten."""
        name, after, next_ = self._pieces[at], self._pieces[at + 1].type, self._pieces[at + 2 : at + 3]
        if name.type != "NAME":
            return False
        if after in ("MODIFIER", "PREFIX"):
            return bool(next_) and next_[0].type == "LBRACE" and self._begins_line(name.start)
        return after in ("DEFINER", "WRONG", "LBRACE")

    def _begins_line(self, at: int) -> bool:
        while at and self._text[at - 1] in " \t":
            at -= 1
        return at == 0 or self._text[at - 1] in "\r\n"

    def _rule(self) -> RawRule:
        """Return the rule that begins here."""
        name, definer = self._pieces[self._at : self._at + 2]
        self._at += 1
        if definer.type == "DEFINER":
            self._at += 1
        else:
            self._tell(f'expected "=" after "{self._written(name)}"', definer, READS)
            self._at += definer.type == "WRONG"
        rule = RawRule(name, definer, name.start, modifiers=self._modifiers())
        opening = self._pieces[self._at]
        if opening.type == "LBRACE":
            rule.definer = opening
            self._at += 1
        else:
            self._tell('expected "{" after "="', definer if opening.type == "$END" else opening, READS)
        self._take_body(rule)
        rule.close()
        if self._type() == "RBRACE":
            rule.end = self._pieces[self._at].end
            self._at += 1
        elif rule.definer is opening:
            self._tell('this "{" is not closed', opening, "a rule ends with }")
        return rule

    def _modifiers(self) -> tuple[str, ...]:
        """Return the modifier that stands here before a brace."""
        written = self._written(self._pieces[self._at])
        if self._type(1) != "LBRACE" or written not in ("_", "@", "$", "!"):
            return ()
        self._at += 1
        return (written,)

    def _take_body(self, rule: RawRule) -> None:
        """Take the pieces of a body; braces in it are told, and left out."""
        depth = 0
        while self._type() != "$END" and not self._begins_rule(self._at):
            piece = self._pieces[self._at]
            if piece.type == "LBRACE":
                if not depth:
                    self._tell('this "{" can\'t stand here', piece, "counts read x{2} or x{2,5}")
                    rule.body.append(_placeholder(piece))
                depth += 1
            elif piece.type == "RBRACE":
                if not depth:
                    return
                depth -= 1
            elif not depth:
                rule.body.append(piece)
            self._at += 1

    def _skip_strays(self) -> None:
        """Tell of what stands between rules, up to the end of its line."""
        first = self._pieces[self._at]
        line_end = self._scanner.line_end(first.start)
        begin = self._at
        self._at += 1
        while self._type() != "$END" and self._pieces[self._at].start < line_end:
            if self._begins_rule(self._at):
                break
            self._at += 1
        following = self._pieces[begin + 1] if self._at > begin + 1 else None
        if first.type == "NAME" and following is not None:
            written = self._written(following)
            said = written if written[:1] in ('"', "'") else f'"{written}"'
            self._tell(f'expected "=" after "{self._written(first)}", found {said}', following, READS)
        elif first.type == "RBRACE" and following is None:
            self._tell('this "}" closes nothing', first)
        else:
            span = Span(first.start, self._pieces[self._at - 1].end)
            self._scanner.tell("this belongs to no rule", span, READS)

    def _written(self, piece: Piece) -> str:
        return self._text[piece.start : piece.end].split("\n")[0][:60]

    def _tell(self, message: str, piece: Piece, hint: str | None = None) -> None:
        self._scanner.tell(message, Span(piece.start, piece.end), hint)


_END = Piece("$END", 0, 0)


def _placeholder(brace: Piece) -> Piece:
    span = Span(brace.start, brace.end)
    return Piece("OPERAND", *span, Prose("{", span=span))
