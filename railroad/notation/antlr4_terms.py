r"""What the pieces of an ANTLR 4 body mean: literals, sets, references, complements.

    NAME             →  OPERAND Nonterminal, OPERAND EndOfInput for EOF
    STRING  '\n'     →  OPERAND Terminal
    SET  [a-z]       →  OPERAND Characters
    NAME ASSIGN      →  LABEL
    CODE, # Label, -> skip, <assoc=right>, arguments of a reference   →  Code

In a rule of the lexer ``~`` and ``.`` are about characters, in one of the parser about tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import (
    Any,
    Case,
    Characters,
    Choice,
    Class,
    Code,
    Empty,
    EndOfInput,
    Exclusion,
    Expr,
    Nonterminal,
    Range,
    Sequence,
    Terminal,
)
from railroad.notation.antlr4_lexer import is_token
from railroad.notation.bodies import POSTFIXES, Refused
from railroad.notation.classes import BadRange, read_class
from railroad.notation.escapes import unescape
from railroad.notation.reading import Piece
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.notation.antlr4_rules import RawRule

_CODES = {"CODE": "action", "PREDICATE": "predicate", "COMMAND": "attribute", "LABEL": "attribute"}


class Terms:
    """Turns the pieces of bodies into those of ``antlr4.lark``."""

    def __init__(self, text: str, diagnostics: list[Diagnostic], *, folds: bool) -> None:
        """Read in `text`; `folds` is whether its lexer ignores case."""
        self._text = text
        self._diagnostics = diagnostics
        self._folds = folds
        self.predicates: list[Span] = []
        """Where predicates stand."""

    def pieces(self, rule: RawRule) -> list[Piece] | None:
        """Return the pieces of a body; None: it has parts that can't be read, and this was told."""
        text = self._text
        of_lexer = is_token(rule.name.value)
        case = self._case(rule, of_lexer=of_lexer)
        found: list[Piece] = []
        raw = rule.body
        at, size = 0, len(raw)
        fine = True
        while at < size:
            piece = raw[at]
            start, end = piece.start, piece.end
            type_ = piece.type
            if type_ == "NAME":
                following = raw[at + 1].type if at + 1 < size else ""
                if following == "ASSIGN":
                    found.append(Piece("LABEL", start, raw[at + 1].end, piece.value))
                    at += 2
                    continue
                if following == "CODE" and piece.value == "options":
                    at = self._block_options(raw, at, found)
                    continue
                span = Span(start, end)
                node = EndOfInput(span=span) if piece.value == "EOF" else Nonterminal(piece.value, span=span)
                found.append(Piece("OPERAND", start, end, node))
            elif type_ == "STRING":
                found.append(Piece("OPERAND", start, end, self._literal(start, end, case)))
            elif type_ == "POSTFIX":
                found.append(Piece("POSTFIX", start, end, POSTFIXES[text[start:end]]))
            elif type_ == "SET":
                characters = self._set(start, end, case)
                fine = fine and characters is not None
                found.append(Piece("OPERAND", start, end, characters))
            elif type_ == "DOT":
                found.append(Piece("OPERAND", start, end, Any(span=Span(start, end))))
            elif type_ in ("CODE", "PREDICATE", "LABEL") or (type_ == "COMMAND" and of_lexer):
                if type_ == "PREDICATE":
                    self.predicates.append(Span(start, end))
                kind = _CODES[type_]
                found.append(Piece("CODE", start, end, Code(text[start:end], kind, span=Span(start, end))))  # type: ignore[arg-type]
            elif type_ in ("ARGS", "ANGLE"):
                self._attribute(piece, found)
            elif type_ == "AT":
                at = self._block_action(raw, at, found)
                continue
            else:
                fine = fine and type_ != "BAD"
                if type_ == "NOT":
                    piece.value = of_lexer
                found.append(piece)
            at += 1
        return found if fine else None

    def _case(self, rule: RawRule, *, of_lexer: bool) -> Case | None:
        folds = self._folds
        for modifier in rule.modifiers if of_lexer else ():
            if modifier.startswith("options"):
                folds = case_insensitive(modifier, folds)
        return "fold" if folds else None

    def _literal(self, start: int, end: int, case: Case | None) -> Expr:
        written = self._text[start + 1 : end - 1]
        span = Span(start, end)
        meant = unescape(written, "antlr")
        if not meant:
            self._diagnostics.append(
                Diagnostic("warning", "this literal is empty: it matches nothing", span, "leave it out")
            )
            return Empty(span=span)
        spelling = self._text[start:end] if meant != written else ""
        return Terminal(meant, case, quote="'", spelling=spelling, span=span)

    def _set(self, start: int, end: int, case: Case | None) -> Characters | None:
        if end - start == 2:
            self._tell(Span(start, end), "this set is empty: no character is in it")
            return None
        span = Span(start, end)
        try:
            return read_class(self._text, start + 1, end - 1, "antlr", negated=False, case=case, span=span)
        except BadRange as error:
            self._tell(error.span, "this range begins after its end")
            return None

    def _attribute(self, piece: Piece, found: list[Piece]) -> None:
        """Add arguments, or options in angle brackets, to the operand before, or to the alternative."""
        span = Span(piece.start, piece.end)
        code = Code(self._text[slice(*span)], "attribute", span=span)
        before = found[-1] if found else None
        if before is not None and before.type == "OPERAND":
            parts = before.value.items if isinstance(before.value, Sequence) else (before.value,)
            joined = Sequence((*parts, code), span=Span(before.start, piece.end))
            found[-1] = Piece("OPERAND", before.start, piece.end, joined)
        else:
            found.append(Piece("CODE", *span, code))

    def _block_options(self, raw: list[Piece], at: int, found: list[Piece]) -> int:
        """Take the options of a block and, if it has no action, its colon; return where to go on."""
        first, last = raw[at], raw[at + 1]
        span = Span(first.start, last.end)
        found.append(Piece("CODE", *span, Code(self._text[slice(*span)], "attribute", span=span)))
        at += 2
        return at + 1 if at < len(raw) and raw[at].type == "COLON" else at

    def _block_action(self, raw: list[Piece], at: int, found: list[Piece]) -> int:
        """Take ``@init {…}`` at the beginning of a block, and its colon; return where to go on."""
        types = [piece.type for piece in raw[at + 1 : at + 4]]
        if types[:2] != ["NAME", "CODE"]:
            found.append(raw[at])
            return at + 1
        span = Span(raw[at].start, raw[at + 2].end)
        found.append(Piece("CODE", *span, Code(self._text[slice(*span)], "action", span=span)))
        return at + 4 if types[2:] == ["COLON"] else at + 3

    def _tell(self, span: Span, message: str) -> None:
        self._diagnostics.append(Diagnostic("error", message, span))


def case_insensitive(options: str, folds: bool) -> bool:
    """Return whether options say that case does not matter; `folds` if they do not speak of it.

    >>> case_insensitive("options { caseInsensitive = true; }", False)
    True
    """
    words = options.replace("=", " ").replace(";", " ").replace("{", " ").split()
    if "caseInsensitive" not in words[:-1]:
        return folds
    return words[words.index("caseInsensitive") + 1] == "true"


def complement(item: Expr, span: Span, *, of_lexer: bool) -> Expr:
    """Return whatever single character, or token, `item` does not stand for.

    Raises:
        Refused: `item` is no set.
    """
    parts = item.alternatives if isinstance(item, Choice) else (item,)
    members: list[Terminal | Range | Class] = []
    characters = of_lexer
    case: Case | None = None
    for part in parts:
        if isinstance(part, Characters) and not part.negated:
            members.extend(part.members)
            case = part.case
        elif isinstance(part, Range) or (isinstance(part, Terminal) and len(part.text) == 1):
            members.append(part)
            case = part.case
        elif isinstance(part, Nonterminal | EndOfInput) or _is_token(part, of_lexer=of_lexer):
            characters = False
        else:
            raise Refused('after "~" stands one character, one token, or a choice of such', part.span or span)
    if characters:
        return Characters(tuple(members), True, case, span=span)
    return Exclusion(Any(span=Span(span.start, span.start + 1)), item, span=span)


def _is_token(part: Expr, *, of_lexer: bool) -> bool:
    """Return whether `part` is a literal that is one token, or a token with its attributes."""
    if isinstance(part, Sequence):
        part, *others = part.items
        return isinstance(part, Terminal | Nonterminal) and all(isinstance(each, Code) for each in others)
    return isinstance(part, Terminal) and not of_lexer
