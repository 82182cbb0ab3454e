r"""Read W3C EBNF: XML 1.0 (Fifth Edition) §6, and what has grown around it.

    [12]  Name  ::=  NameStartChar (NameChar)*      a rule ends where the next one begins
    [13]  Text  ::=  [^<&]* - ([^<&]* ']]>' [^<&]*)

The steps:

    quoting     which backslashes escape
    w3c_lexer   text  →  pieces
    (here)      pieces  →  rules, and what stands between them
    w3c_class   [a-z#x20]  →  a class of characters
    ebnf        the pieces of a body  →  its expression
    comments    which comment belongs where

A rule begins with a name before ``::=``, wherever on its line; ``<name>`` is a name too.  A number in
brackets before it, ``[4.5]`` ``[2g]``, is decoration.  What others added, and what becomes of it:

- RR and REx: ``x ** ','`` and ``x ++ ','`` repeat with a separator; ``a / b`` is an ordered choice; ``a & b``
  looks ahead; ``.`` is any character, ``$`` the end; ``x^context`` is x; ``<?code?>`` is code; rules after
  ``<?TOKENS?>`` are tokens.  ``a << b``, ``a >> b``, ``a \\ b`` and ``a == b`` are directives.
- ``[http://…]`` as a body says that the rule is defined there: it is an import as well.
- ``[ wfc: … ]`` is a note on the rule, kept as an attribute.
- ``@terminals``, ``@pass …`` (grammars of RDF) are directives; rules after ``@terminals`` are tokens.
- Comments: ``/* */``, ``(* *)``, ``//`` and ``#``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.grammar import Empty, Import, Nonterminal, Prose, Remark
from railroad.notation.comment_places import in_order, place_comments
from railroad.notation.ebnf import read_body
from railroad.notation.lines import level_ends
from railroad.notation.reading import Definition, Piece, finish, shortened
from railroad.notation.w3c_class import read_class
from railroad.notation.w3c_lexer import lex
from railroad.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.grammar import Expr, Grammar, RuleKind
    from railroad.notation.w3c_lexer import Lexed
    from railroad.source import Source

_LABEL = re.compile(r"\[\s*[\w.*-]{1,12}\s*\]")
_HINT = "a rule reads NAME ::= BODY"


@dataclass(frozen=True, slots=True)
class _Part:
    """A rule, or a directive, as pieces."""

    kind: Literal["rule", "directive", "section", "stray"]
    first: int
    """The index of its first piece, a label included."""
    name: int
    """The index of the piece that is its name; of a directive, the first."""
    body: int
    """The index of the first piece of its body."""
    stop: int
    """The index after its last piece."""


def read_w3c(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    text = level_ends(source.text)
    lexed = lex(text)
    reader = _Reader(text, lexed)
    parts = list(_parts(text, lexed.pieces))
    extents = [
        Span(lexed.pieces[part.first].start, lexed.pieces[part.stop - 1].end)
        for part in parts
        if part.kind == "rule"
    ]
    placed = place_comments(text, lexed.comments, extents)
    definitions: list[Definition] = []
    for part in parts:
        at = len(definitions)
        if part.kind == "rule":
            definitions.append(reader.rule(part, placed.docs.get(at), placed.inside.get(at, ())))
        else:
            reader.other(part, at)
    remarks = in_order([*placed.remarks, *reader.remarks], [definition.name for definition in definitions])
    return finish(source, "w3c", definitions, reader.diagnostics, remarks=remarks, imports=reader.imports)


def _parts(text: str, pieces: list[Piece]) -> Iterator[_Part]:
    """Yield the rules and directives in order, and first what belongs to neither."""
    begins = list(_begins(text, pieces))
    first = begins[0][1] if begins else len(pieces)
    if first:
        yield _Part("stray", 0, 0, 0, first)
    if not begins:
        return
    following = [begin[1] for begin in begins[1:]] + [len(pieces)]
    for (kind, index, name, body), stop in zip(begins, following, strict=True):
        if kind in ("section", "single") and stop > index + 1:
            yield _Part("section" if kind == "section" else "directive", index, name, body, index + 1)
            yield _Part("stray", index + 1, index + 1, index + 1, stop)
        else:
            yield _Part("directive" if kind == "single" else kind, index, name, body, stop)


def _begins(
    text: str, pieces: list[Piece]
) -> Iterator[tuple[Literal["rule", "directive", "section", "single"], int, int, int]]:
    """Yield the kind, the first piece, the piece of the name and that of the body of what begins."""
    least = 0
    """Before which piece nothing can begin any more."""
    for i, piece in enumerate(pieces):
        match piece.type:
            case "DEFINER" if i > least and pieces[i - 1].type == "NAME":
                first = i - 1
                if first > least and _is_label(text, pieces[first - 1], pieces[first]):
                    first -= 1
                if _is_apart(text, pieces[first], pieces[i - 1], piece):
                    continue
                yield "rule", first, i - 1, i + 1
                least = i + 1
            case "PREFER" if i > least and pieces[i - 1].type in ("NAME", "OPERAND", "CLASS"):
                yield "directive", i - 1, i - 1, i
                least = i + 1
            case "DIRECTIVE":
                alone = text[piece.start : piece.end] == "@terminals"
                yield "single" if alone else "directive", i, i, i + 1
                least = i + 1 + (i + 1 < len(pieces) and pieces[i + 1].type == "DEFINER")
            case "SECTION":
                yield "section", i, i, i + 1
                least = i + 1


def _is_apart(text: str, first: Piece, name: Piece, definer: Piece) -> bool:
    """Return whether a definer begins a line, and the name before it ends a line that began with others."""
    if "\n" not in text[name.end : definer.start]:
        return False
    return bool(text[text.rfind("\n", 0, first.start) + 1 : first.start].strip("\ufeff \t"))


def _is_label(text: str, piece: Piece, name: Piece) -> bool:
    """Return whether a piece before the name of a rule is its number."""
    if "\n" in text[piece.end : name.start]:
        return False
    if piece.type == "CLASS":
        return _LABEL.fullmatch(text, piece.start, piece.end) is not None
    return piece.type == "NUMBER"


class _Reader:
    """Makes definitions of rules; `section` is what was read so far."""

    def __init__(self, text: str, lexed: Lexed) -> None:
        self.text = text
        self.pieces = lexed.pieces
        self.diagnostics = lexed.diagnostics
        self._columns = lexed.columns
        self.remarks: list[Remark] = []
        self.imports: list[Import] = []
        self._kind: RuleKind = "rule"
        self._semicolons = False

    def other(self, part: _Part, before: int) -> None:
        """Deal with what is no rule; `before` rules begin before it."""
        pieces = self.pieces[part.first : part.stop]
        span = Span(pieces[0].start, pieces[-1].end)
        written = self.text[slice(*span)]
        if part.kind == "stray":
            self._stray(pieces, before)
            return
        if written == "@terminals" or pieces[0].value == "TOKENS":
            self._kind = "token"
        elif pieces[0].value == "ENCORE":
            self._kind = "rule"
        self.remarks.append(Remark("directive", written, before, span=span))

    def _stray(self, pieces: list[Piece], before: int) -> None:
        """Deal with pieces outside of rules: code is kept, all else is a mistake, told once."""
        told = any(piece.type == "BAD" for piece in pieces)
        for piece in pieces:
            if piece.type == "CODE":
                written = self.text[piece.start : piece.end]
                span = Span(piece.start, piece.end)
                self.remarks.append(Remark("directive", written, before, span=span))
            elif not told:
                told = True
                self._complain_about_stray(piece, pieces)

    def _complain_about_stray(self, piece: Piece, pieces: list[Piece]) -> None:
        if len(pieces) > 1 and _is_label(self.text, piece, pieces[1]):
            piece, *pieces = pieces[1:]
            pieces.insert(0, piece)
        written = self.text[piece.start : piece.end]
        span = Span(piece.start, piece.end)
        if piece.type == "DEFINER":
            message, hint = f'there is no name before "{written}"', _HINT
        elif piece.type == "NAME" and len(pieces) > 1 and pieces[1].start > piece.end:
            following = pieces[1]
            span = Span(following.start, following.end)
            message, hint = f'expected "::=" after "{shortened(written)}"', _HINT
        else:
            message, hint = f'this "{shortened(written)}" belongs to no rule', _HINT
        self.diagnostics.append(Diagnostic("error", message, span, hint))

    def rule(self, part: _Part, doc: str | None, comments: tuple[object, ...]) -> Definition:
        """Return the definition of a rule."""
        name = self.pieces[part.name]
        definer = self.pieces[part.body - 1]
        pieces = self.pieces[part.body : part.stop]
        self._drop_semicolon(pieces)
        end = pieces[-1].end if pieces else definer.end
        start = pieces[0].start if pieces else end
        written = self.text[name.start : name.end]
        modifiers = (written[len(name.value) :],) if "^" in written else ()
        return Definition(
            name.value,
            self._body(pieces, Span(start, end), part),
            doc,
            Span(name.start, end),
            Span(name.start, name.end),
            kind=self._kind,
            modifiers=modifiers,
            comments=comments,  # type: ignore[arg-type]
        )

    def _drop_semicolon(self, pieces: list[Piece]) -> None:
        if not pieces or pieces[-1].type != "SEMICOLON":
            return
        semicolon = pieces.pop()
        if not self._semicolons:
            self._semicolons = True
            span = Span(semicolon.start, semicolon.end)
            message = "W3C EBNF has no sign at the end of a rule; it is left out"
            self.diagnostics.append(Diagnostic("warning", message, span))

    def _body(self, pieces: list[Piece], span: Span, part: _Part) -> Expr:
        if len(pieces) == 1 and pieces[0].type == "LINK":
            name = self.pieces[part.name]
            url = pieces[0].value
            self.imports.append(Import(name.value, url, span=Span(name.start, name.end)))
            return Prose(url, span=span)
        told = len(self.diagnostics)
        operands = self._operands(pieces, self.pieces[part.first])
        broken = any(piece.type == "BAD" for piece in pieces)
        if broken or any(found.severity == "error" for found in self.diagnostics[told:]):
            return Empty(span=span)
        return read_body(self.text, operands, span, self.diagnostics)

    def _operands(self, pieces: list[Piece], first: Piece) -> list[Piece]:
        """Return the pieces as ``ebnf.lark`` knows them."""
        found: list[Piece] = []
        orders: list[bool | None] = [None]
        """For each open bracket: whether its alternatives are ordered, as far as it is known."""
        for piece in pieces:
            match piece.type:
                case "NAME":
                    found.append(self._name(piece, first, alone=not found))
                    continue
                case "OPERAND" | "POSTFIX":
                    pass
                case "BAR":
                    if orders[-1] is None:
                        orders[-1] = piece.value
                    elif orders[-1] is not piece.value:
                        self._complain(
                            piece, 'a choice is either of "|" or of "/"', "use brackets: (a / b) | c"
                        )
                case "LPAR":
                    orders.append(None)
                case "RPAR" if len(orders) > 1:
                    orders.pop()
                case "CLASS":
                    span = Span(piece.start, piece.end)
                    node = read_class(self.text, span, self.diagnostics)
                    found.append(Piece("OPERAND", *span, node))
                    continue
                case "CODE":
                    found.append(Piece("OPERAND", piece.start, piece.end, piece.value))
                    continue
                case "LINK":
                    link = Prose(piece.value, span=Span(piece.start, piece.end))
                    found.append(Piece("OPERAND", piece.start, piece.end, link))
                    continue
                case "DEFINER":
                    self._complain(piece, 'there is no name before "::="', _HINT)
                case "NUMBER" | "SEMICOLON" | "PREFER":
                    written = self.text[piece.start : piece.end]
                    hint = f"quote it, '{written}', if it belongs to the language"
                    self._complain(piece, f'"{shortened(written)}" can\'t stand here', hint)
            found.append(piece)
        return found

    def _complain(self, piece: Piece, message: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic("error", message, Span(piece.start, piece.end), hint))

    def _name(self, piece: Piece, first: Piece, *, alone: bool) -> Piece:
        """Return the reference; warn if it looks like a rule that lacks its definer."""
        span = Span(piece.start, piece.end)
        written = self.text[slice(*span)]
        node = Nonterminal(piece.value, spelling=written if written != piece.value else "", span=span)
        column = self._columns.get(piece.start)
        if not alone and column is not None and column <= self._columns.get(first.start, 0):
            message = f'"{shortened(piece.value)}" is read as part of the rule before it'
            hint = "if a rule begins here, write ::= after its name"
            self.diagnostics.append(Diagnostic("warning", message, span, hint))
        return Piece("OPERAND", *span, node)
