"""How each node is said in simpler words: one step a node, its children already lowered.

The rewrites are shown in `lower`.  A step returns what the notation can say; where there is no such thing it
tells of a loss and returns the nearest: the item of an exclusion, a reference named after the words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from railroad.errors import Diagnostic
from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Comment,
    Cut,
    Empty,
    EndOfInput,
    Exclusion,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Permutation,
    Prose,
    Range,
    Regex,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    children,
    seq,
)
from railroad.transform.characters import difference, members_of, ranges_of, variants
from railroad.transform.rebuild import rebuild, size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.features import Features
    from railroad.grammar import Expr, Grammar
    from railroad.source import Span

_MOST_COPIES = 2_000
"""How many nodes may come of one repetition, range or permutation that is written out."""
_DROPPED = Empty()
"""What stands for a node that is left out."""
_SIGNS = re.compile(r"\W+")


class Lowering:
    """Lowers the bodies of one grammar; tells of what is lost in `losses`, of what is left out in `notes`."""

    def __init__(self, features: Features, grammar: Grammar, more: Iterable[str] = ()) -> None:
        """Begin with nothing lost; `more` are the names of rules besides those of the grammar."""
        self.features = features
        self.own = grammar.notation == features.notation
        self._spelt = self.own and features.spellings
        self._text = grammar.source.text
        self.losses: list[Diagnostic] = []
        self.notes: list[Diagnostic] = []
        self._made: dict[int, Expr] = {}
        self._token: bool = False
        self._tokens: dict[Expr, Rule] = {}
        self._fresh: list[Rule] = []
        self._numbers: dict[str, int] = {}
        self._defined = {rule.name for rule in grammar.rules}.union(more)
        self._taken = set(self._defined)

    def body(self, rule: Rule) -> Expr:
        """Return the body of a rule in the words of the notation."""
        self._token = rule.kind in ("token", "fragment") or not self.features.tokens
        body = rebuild(rule.body, self._step_and_mark)
        return Empty(span=rule.body.span) if body is _DROPPED else body

    def take_tokens(self) -> list[Rule]:
        """Return the rules that were made for sets and ranges since this was asked last."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def lose(self, what: str, how: str, span: Span | None) -> None:
        """Tell of something that the notation can't say."""
        self.losses.append(Diagnostic("error", f"{self.features.title} has no {what}: {how}", span))

    def note(self, message: str, span: Span | None) -> None:
        """Tell of something that is left out and says nothing of the language."""
        self.notes.append(Diagnostic("warning", message, span))

    def _step_and_mark(self, node: Expr) -> Expr:
        """Return what a node becomes; remember a sequence or choice that was made of something else."""
        made = self._step(node)
        if isinstance(made, Sequence | Choice) and type(made) is not type(node):
            self._made[id(made)] = made
        return made

    def _spread(self, kind: type, parts: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Return the parts of a sequence or choice, without a group round those that were made as such."""
        if not any(isinstance(part, kind) and id(part) in self._made for part in parts):
            return parts
        return tuple(
            each
            for part in parts
            for each in (children(part) if isinstance(part, kind) and id(part) in self._made else (part,))
        )

    def _step(self, node: Expr) -> Expr:
        match node:
            case Terminal():
                return self._terminal(node)
            case Nonterminal(name, arguments) if arguments and not self.features.templates:
                self.lose("templates", f'"{name}" is called with arguments', node.span)
                return self._reference(Nonterminal(name, span=node.span))
            case Range() | Class() | Characters() | Any():
                return self._characters(node)
            case Regex() | EndOfInput() | Prose():
                return self._special(node)
            case Nonterminal():
                return self._reference(node)
            case Empty():
                return node
            case Cut() | Code() | Comment():
                return self._aside(node)
            case Sequence(items):
                return self._sequence(self._spread(Sequence, items), node.span)
            case Choice(alternatives, ordered):
                spread = self._spread(Choice, alternatives)
                return self._choice(
                    node if spread is alternatives else Choice(spread, ordered, span=node.span)
                )
            case Permutation():
                return self._permutation(node)
            case Repetition():
                return self._repetition(node)
            case Exclusion():
                return self._exclusion(node)
            case Lookahead(item) if not self.features.lookahead:
                self.lose("lookahead", "the test is left out", node.span)
                return _DROPPED
            case Labelled(label, item):
                return (
                    node
                    if self.features.labels and item is not _DROPPED
                    else self._label(label, item, node.span)
                )
            case Marked(mark, item):
                if not (self.own and self.features.code):
                    self.note(f'the sign "{mark}" is left out', node.span)
                    return item
        return node

    def _reference(self, node: Nonterminal) -> Expr:
        """Return a reference; text, if that is what a reader would take it for."""
        name = node.name
        if self.features.undefined == "rule" or name in self._defined:
            return node
        self.lose("names without a rule where nothing is quoted", f'"{name}" is text now', node.span)
        return Terminal(name, span=node.span)

    # Text.

    def _terminal(self, node: Terminal) -> Expr:
        if self._spelt and node.spelling:
            return node
        case = self.features.case(node.text, node.case)
        if case == "expand":
            return self._both_cases(node)
        if self.features.pieces.fullmatch(node.text):
            return Terminal(
                node.text, case, quote=node.quote if self.own else "", spelling="", span=node.span
            )
        parts: list[Expr] = []
        at = 0
        for match in self.features.pieces.finditer(node.text):
            parts += [self._unsayable(character, node.span) for character in node.text[at : match.start()]]
            parts.append(self._terminal(Terminal(match[0], node.case, span=node.span)))
            at = match.end()
        parts += [self._unsayable(character, node.span) for character in node.text[at:]]
        return seq(parts, node.span)

    def _both_cases(self, node: Terminal) -> Expr:
        """Return text in any case, letter by letter; in a token of its own where sets belong into tokens."""
        if self._token:
            return self._letters(node)
        self._token = True
        letters = self._letters(node)
        self._token = False
        return self._hoisted(node, letters, _SIGNS.sub("_", node.text).strip("_").upper() or "TEXT")

    def _letters(self, node: Terminal) -> Expr:
        parts: list[Expr] = []
        plain = ""
        for character in node.text:
            both = variants(character)
            if len(both) == 1:
                plain += character
                continue
            if plain:
                parts.append(self._terminal(Terminal(plain, span=node.span)))
                plain = ""
            members = tuple(Terminal(each, span=node.span) for each in both)
            parts.append(self._characters(Characters(members, span=node.span)))
        if plain:
            parts.append(self._terminal(Terminal(plain, span=node.span)))
        return seq(parts, node.span)

    def _unsayable(self, character: str, span: Span | None) -> Expr:
        name = f"U+{ord(character):04X}"
        self.lose("way to write every character", f"{name} is only named", span)
        return self._in_words(name, span)

    # Characters.

    def _characters(self, node: Expr) -> Expr:
        """Return a set, range or class as the notation has it."""
        features = self.features
        if self._spelt and getattr(node, "spelling", "") != "":
            return self._in_token(node)
        known = features.sets != "no" if isinstance(node, Characters) else features.ranges == "yes"
        if self._spelt and node.span is not None and isinstance(node, Range | Characters) and known:
            return node
        if isinstance(node, Any) and features.any:
            return self._in_token(node)
        if (
            isinstance(node, Range)
            and features.ranges == "yes"
            and node.case != "fold"
            and self._has_ends(node)
        ):
            return self._in_token(Range(node.first, node.last, span=node.span))
        if isinstance(node, Characters) and self._is_sayable_set(node):
            return self._in_token(Characters(node.members, node.negated, span=node.span))
        if isinstance(node, Class) and features.classes and features.classes.fullmatch(node.name):
            return self._in_token(Characters((node,), span=node.span))
        if isinstance(node, Characters) and not node.negated and node.members and node.case != "fold":
            if all(isinstance(each, Terminal | Range) and each.case != "fold" for each in node.members):
                return self._set(tuple(map(_bare, node.members)), node)
            if features.sets == "no":
                several = tuple(map(self._step, node.members))
                return self._choice(Choice(several, span=node.span)) if len(several) > 1 else several[0]
        if isinstance(node, Any) and features.regex is not None:
            return Regex(".", "s", span=node.span)
        found = ranges_of(node)
        if not found:
            return self._lost_set(node)
        positive = (
            ranges_of(Characters(node.members, case=node.case)) if isinstance(node, Characters) else None
        )
        if positive and features.sets == "positive" and features.lookahead and features.any:
            assert isinstance(node, Characters)
            if node.negated:
                test = self._set(members_of(positive), node)
                items = (Lookahead(test, True, span=node.span), self._in_token(Any(span=node.span)))
                return Sequence(items, span=node.span)
        return self._set(members_of(found), node)

    def _set(self, members: tuple[Terminal | Range, ...], node: Expr) -> Expr:
        """Return one of several characters as the notation has it."""
        if self.features.sets != "no" and not all(map(self._is_sayable_member, members)):
            return self._lost_set(node)
        members = tuple(_at(member, node.span) for member in members)
        if self.features.sets != "no":
            return self._in_token(Characters(members, span=node.span))
        return self._one_by_one(members, node)

    def _is_sayable_set(self, node: Characters) -> bool:
        features = self.features
        if features.sets == "no" or node.case == "fold" or (node.negated and features.sets != "full"):
            return False
        return bool(node.members) and all(map(self._is_sayable_member, node.members))

    def _is_sayable_member(self, member: Terminal | Range | Class) -> bool:
        if isinstance(member, Class):
            classes = self.features.classes
            return classes is not None and classes.fullmatch(member.name) is not None
        if member.case is not None or member.spelling:
            return False
        return self._has_ends(member) if isinstance(member, Range) else self._is_writable(member.text)

    def _one_by_one(self, members: tuple[Terminal | Range, ...], node: Expr) -> Expr:
        """Return a set as a choice of terminals and ranges."""
        parts: list[Expr] = []
        for member in members:
            if isinstance(member, Terminal):
                parts.append(self._terminal(member))
            elif self.features.ranges == "yes" and self._has_ends(member):
                parts.append(Range(member.first, member.last, span=member.span))
            else:
                codes = range(ord(member.first), ord(member.last) + 1)
                if len(codes) + len(parts) > _MOST_COPIES or not all(
                    self._is_writable(chr(code)) for code in codes
                ):
                    return self._lost_set(node)
                parts += [self._terminal(Terminal(chr(code), "exact", span=member.span)) for code in codes]
        return self._choice(Choice(tuple(parts), span=node.span)) if len(parts) > 1 else parts[0]

    def _has_ends(self, node: Range) -> bool:
        return all(self.features.ends.fullmatch(end) is not None for end in (node.first, node.last))

    def _is_writable(self, character: str) -> bool:
        return self.features.pieces.fullmatch(character) is not None

    def _lost_set(self, node: Expr) -> Expr:
        words = _in_words_of(node)
        self.lose("words for such characters", f"{words} is only named", node.span)
        return self._in_words(words, node.span)

    def _in_token(self, node: Expr) -> Expr:
        """Return a node that stands for one character; a reference to a token of its own where it must."""
        if self._token or self.own or not isinstance(node, Range | Characters | Any):
            return node
        return self._hoisted(node, node, "CHARACTER")

    def _hoisted(self, key: Expr, body: Expr, wanted: str) -> Nonterminal:
        """Return a reference to a token of its own; the same for what is the same."""
        known = self._tokens.get(key)
        if known is None:
            name = wanted
            while name in self._taken or name == "CHARACTER":
                self._numbers[wanted] = self._numbers.get(wanted, 0) + 1
                name = f"{wanted}_{self._numbers[wanted]}"
            self._taken.add(name)
            known = self._tokens[key] = Rule(name, body, kind="token")
            self._fresh.append(known)
        return Nonterminal(known.name, span=key.span)

    # Words, expressions, what says nothing.

    def _special(self, node: Expr) -> Expr:
        features = self.features
        match node:
            case Regex(pattern, flags):
                if features.regex is not None:
                    return Regex(features.regex(pattern), flags, span=node.span)
                self.lose("regular expressions", f"/{pattern}/{flags} is only named", node.span)
                return self._in_words(f"text like /{pattern}/{flags}", node.span)
            case EndOfInput():
                if features.end:
                    return node
                if features.lookahead and features.any:
                    return Lookahead(Any(span=node.span), True, span=node.span)
                self.lose("sign for the end of the input", "it is only named", node.span)
                return self._in_words("end of input", node.span)
            case Prose(text):
                if self._is_as_written(node):
                    return node
                if features.prose is None:
                    self.lose("words for a human", f'"{text}" is only named', node.span)
                return self._in_words(text, node.span)
        return node

    def _is_as_written(self, node: Prose) -> bool:
        """Return whether words stand in the text as they are, so that the writer may copy them."""
        if not self.own or not node.span or not node.text:
            return False
        written = self._text[slice(*node.span)]
        return written == node.text or (self.features.prose is not None and node.text in written)

    def _in_words(self, text: str, span: Span | None) -> Expr:
        if self.features.undefined == "terminal":
            return Terminal(_SIGNS.sub(" ", text).strip() or "words", span=span)
        if self.features.prose is not None:
            return Prose(self.features.prose(text), span=span)
        return Nonterminal(_SIGNS.sub("-", text).strip("-") or "words", span=span)

    def _aside(self, node: Expr) -> Expr:
        match node:
            case Code(text, kind) if not (self.own and self.features.code):
                if kind == "predicate":
                    self.lose("tests in a host language", f"{text[:40]} is left out", node.span)
                else:
                    self.note(f"{text[:40]} is left out", node.span)
                return _DROPPED
            case Cut() if not self.features.cut:
                self.lose("cut", "it is left out", node.span)
                return _DROPPED
            case Comment():
                self.note("a comment on the track is left out", node.span)
                return _DROPPED
        return node

    def _label(self, label: str, item: Expr, span: Span | None) -> Expr:
        self.note(f'the label "{label}" is left out', span)
        return item

    # What has parts.

    def _sequence(self, items: tuple[Expr, ...], span: Span | None) -> Expr:
        unwanted = Empty if self.features.empty == "alone" else _Never
        kept = [item for item in items if item is not _DROPPED and not isinstance(item, unwanted)]
        if not kept:
            return _DROPPED if all(item is _DROPPED for item in items) else Empty(span=span)
        return seq(kept, span) if len(kept) < len(items) else Sequence(tuple(kept), span=span)

    def _choice(self, node: Choice) -> Expr:
        alternatives = tuple(
            Empty(span=node.span) if each is _DROPPED else each for each in node.alternatives
        )
        ordered = node.ordered
        if self.features.ordered == "never" and ordered:
            if not _are_apart(alternatives):
                self.lose("ordered choice", "the first that fits is no longer taken", node.span)
            ordered = False
        elif self.features.ordered == "always" and not ordered:
            hidden = _hidden(alternatives)
            if hidden is not None:
                how = f'"{hidden}" is never reached, for a beginning of it comes before'
                self.lose("choice without order", how, node.span)
            ordered = True
        if self.features.empty == "alone" and any(isinstance(each, Empty) for each in alternatives):
            full = [each for each in alternatives if not isinstance(each, Empty)]
            if not full:
                return Empty(span=node.span)
            if node.ordered and not isinstance(alternatives[-1], Empty):
                self.lose("empty alternative before others", "it comes last now", node.span)
            inner = Choice(tuple(full), ordered, span=node.span) if len(full) > 1 else full[0]
            return self._times(inner, 0, 1, node)
        return Choice(alternatives, ordered, span=node.span)

    def _permutation(self, node: Permutation) -> Expr:
        items = tuple(Empty() if item is _DROPPED else item for item in node.items)
        count = 1
        for number in range(2, len(items) + 1):
            count *= number
        if count * size(node, _MOST_COPIES) > _MOST_COPIES:
            self.lose("permutation", f"{len(items)} parts come in one order only", node.span)
            return self._sequence(items, node.span)
        orders = tuple(self._sequence(order, node.span) for order in permutations(items))
        return self._choice(Choice(orders, span=node.span))

    def _repetition(self, node: Repetition) -> Expr:
        item, separator = node.item, node.separator
        if item is _DROPPED or (self.features.empty == "alone" and isinstance(item, Empty)):
            if separator is None or separator is _DROPPED or isinstance(separator, Empty):
                return item
            item = Empty(span=node.span)
        if node.lazy and not self.features.lazy:
            self.lose("repetition that takes as little as it can", "it takes as much as it can", node.span)
        lazy = node.lazy and self.features.lazy
        if separator is None or separator is _DROPPED:
            return self._times(item, node.least, node.most, node, lazy=lazy)
        if self.features.separators(node):
            return Repetition(item, node.least, node.most, separator, lazy, span=node.span)
        return self._list(item, separator, node)

    def _list(self, item: Expr, separator: Expr, node: Repetition) -> Expr:
        """Return ``x (sep x)*`` for a list; nothing at all is one if it may be empty."""
        least, most = max(node.least, 1), node.most
        more = self._sequence((*_items(separator), *_items(item)), node.span)
        if most == 1:
            whole = item
        else:
            rest = self._times(more, least - 1, None if most is None else most - 1, node)
            whole = self._sequence((*_items(item), *_items(rest)), node.span)
        return self._times(whole, 0, 1, node) if node.least == 0 else whole

    def _times(self, item: Expr, least: int, most: int | None, node: Expr, *, lazy: bool = False) -> Expr:
        """Return an item several times."""
        counts, span = self.features.counts, node.span
        if isinstance(item, Empty) and self.features.empty == "alone":
            return Empty(span=span)
        if not counts(least, most) and (least, most) == (1, 1):
            return item
        if counts(least, most):
            return Repetition(item, least, most, None, lazy, span=span)
        if not self.features.groups and (least, most) in ((0, 1), (0, None), (1, None)):
            return Repetition(item, least, most, span=span)
        copies = (most or least) + 1
        if copies > _MOST_COPIES or copies * size(item, _MOST_COPIES) > _MOST_COPIES:
            self.lose(
                "counts", f"{least} to {'any number' if most is None else most} became any number", span
            )
            return Repetition(item, 1 if least and counts(1, None) else 0, None, None, lazy, span=span)
        parts: list[Expr] = []
        if most is None:
            if least and (counts(1, None) or not self.features.groups):
                parts += [item] * (least - 1)
                parts.append(Repetition(item, 1, None, None, lazy, span=span))
            else:
                parts += [item] * least
                parts.append(Repetition(item, 0, None, None, lazy, span=span))
        else:
            parts += [item] * least
            rest: Expr | None = None
            for _ in range(most - least):
                inner = item if rest is None else seq([*_items(item), rest], span)
                rest = Repetition(inner, 0, 1, None, lazy, span=span)
            if rest is not None:
                parts.append(rest)
        return seq([part for each in parts for part in _items(each)], span)

    def _exclusion(self, node: Exclusion) -> Expr:
        item = Empty() if node.item is _DROPPED else node.item
        exception = Empty() if node.exception is _DROPPED else node.exception
        if self.features.exclusion:
            match item, exception:
                case Repetition(repeated, 0, None, None, False), Empty():  # ISO/IEC 14977 §5.8
                    return Repetition(repeated, 1, None, span=node.span)
                case Empty(), _ if self.features.empty == "alone":
                    self.lose("exception to nothing", "it is nothing at all now", node.span)
                    return item
            return Exclusion(item, exception, span=node.span)
        some, others = ranges_of(item), ranges_of(exception)
        if some is not None and others is not None:
            left = difference(some, others)
            if left:
                return self._characters(Characters(members_of(left), span=node.span))
        if self.features.lookahead:
            if some is None or others is None:
                self.lose("exception", "what begins like the exception is left out too", node.span)
            return self._sequence((Lookahead(exception, True, span=node.span), *_items(item)), node.span)
        self.lose("exception", "it is left out", node.span)
        return item


class _Never:
    """What no node is."""


def _items(expr: Expr) -> tuple[Expr, ...]:
    return expr.items if isinstance(expr, Sequence) else (expr,)


def _bare(member: Terminal | Range | Class) -> Terminal | Range:
    """Return a character or range without a word on case."""
    if isinstance(member, Terminal):
        return Terminal(member.text, span=member.span)
    assert isinstance(member, Range)
    return Range(member.first, member.last, span=member.span)


def _at(member: Terminal | Range, span: Span | None) -> Terminal | Range:
    """Return a character or range with a place."""
    return member if member.span else replace(member, span=span)


def _first_text(expr: Expr) -> str:
    while isinstance(expr, Sequence):
        expr = expr.items[0]
    return expr.text if isinstance(expr, Terminal) and expr.case != "fold" else ""


def _are_apart(alternatives: tuple[Expr, ...]) -> bool:
    """Return whether the first character says which of the alternatives it is."""
    seen: set[str] = set()
    for each in alternatives:
        text = _first_text(each)
        if not text or text[0] in seen:
            return False
        seen.add(text[0])
    return True


def _hidden(alternatives: tuple[Expr, ...]) -> str | None:
    """Return the text of an alternative that an earlier one is a beginning of, if there is one."""
    seen: dict[int, set[str]] = {}  # by their length
    for each in alternatives:
        text = _first_text(each)
        for length, texts in seen.items():
            beyond = length < len(text) or not isinstance(each, Terminal)
            if beyond and text[:length] in texts:
                return text
        if isinstance(each, Terminal) and text:
            seen.setdefault(len(text), set()).add(text)
    return None


def _in_words_of(node: Expr) -> str:
    match node:
        case Any():
            return "any character"
        case Class(name):
            return name
        case Range(first, last):
            return f"{_spelt(first)} to {_spelt(last)}"
        case Characters(members, negated):
            listed = ", ".join(_in_words_of(member) for member in members[:20])
            return f"any character but {listed}" if negated else f"one of {listed}"
        case Terminal(text):
            return _spelt(text)
    return "a character"


_SPOKEN = {'"': "double quote", "'": "single quote", "`": "back quote", "\\": "backslash"}
"""What many notations give a meaning of its own, also among words."""


def _spelt(text: str) -> str:
    if text in _SPOKEN:
        return _SPOKEN[text]
    if text.isprintable() and not text.isspace() and text.isascii():
        return text
    return " ".join(f"U+{ord(c):04X}" for c in text)
