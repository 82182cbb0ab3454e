"""The grammar model: what the author wrote, whatever the notation.

A `Grammar` is a tuple of rules; a `Rule` is a name and the expression it stands for; an expression is one of
a few node types.  All are immutable; spans point into the source and are left out of equality, so two
expressions that say the same are equal wherever they stood.

The model is the superset of all notations.  A node that only some notations need has its place here, beside
the others, and in `Expr`; whoever does a `match` over `Expr` is then told by mypy.

Expressions may be nested tens of thousands deep: never walk them by recursion (`transform.rewrite` and
`walk` have loops for it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic, UnknownRuleError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from railroad.source import Source, Span


Case = Literal["exact", "fold"]
"""Whether the case of letters matters, where the author said so: it does; it does not."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Literal text."""

    text: str
    """The bare text, without quotes, escapes resolved; at least one character."""
    case: Case | None = None
    """None: the author, or the notation, did not say."""
    quote: str = field(default="", compare=False, repr=False, kw_only=True)
    """The quote the author wrote before it; empty where there was none."""
    spelling: str = field(default="", compare=False, repr=False, kw_only=True)
    """The whole of it as the author wrote it, where `quote` and `text` do not say: ``%x0D.0A``, ``"\\t"``."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Nonterminal:
    """A reference to a rule, defined or not; a call of a template if there are arguments."""

    name: str
    """The bare name, without angle brackets."""
    arguments: tuple[Expr, ...] = ()
    spelling: str = field(default="", compare=False, repr=False, kw_only=True)
    """The name as written here, where that differs: another case (ABNF), other blanks (ISO)."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Range:
    """One character from `first` to `last`, both included, by code point."""

    first: str
    last: str
    case: Case | None = None
    spelling: str = field(default="", compare=False, repr=False, kw_only=True)
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Class:
    """One character of a class that has a name elsewhere: ``\\p{Lu}``, ``[:alpha:]``, ``ASCII_DIGIT``."""

    name: str
    """As the notation spells it."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set, or one that is not in it."""

    members: tuple[Terminal | Range | Class, ...]
    """In the author's order; a `Terminal` here has one character."""
    negated: bool = False
    case: Case | None = None
    spelling: str = field(default="", compare=False, repr=False, kw_only=True)
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Any:
    """Any one character (in a grammar over tokens: any one token)."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression that is not taken apart."""

    pattern: str
    """Between its delimiters, as written."""
    flags: str = ""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class EndOfInput:
    """The end of the input: there is nothing more to read."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Prose:
    """What the author said in words, for a human; a construct that has no node of its own, as written."""

    text: str
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing at all: ε."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Cut:
    """The choice made so far is final (pegen's ``~``): from here a parser does not go back."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Code:
    """Text for the parser generator's host language, or an attribute: it says nothing of the language."""

    text: str
    """As written, with its delimiters."""
    kind: CodeKind = "action"
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


CodeKind = Literal["action", "predicate", "attribute"]
"""What is done; a test that decides whether to go on; else: a precedence, a type, an alias, a command."""


@dataclass(frozen=True, slots=True)
class Comment:
    """The author's comment, as a node on the track; readers leave it in `Rule.comments`."""

    text: str
    """Without comment marks."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


Break = Literal["must", "wished", "never"]
"""What an author asks for between two items of a sequence: that a row of the picture ends there, that it may
well end there, that it does not."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after another."""

    items: tuple[Expr, ...]
    """Two or more."""
    breaks: tuple[Break | None, ...] = field(default=(), compare=False, repr=False, kw_only=True)
    """What is asked for before each item but the first; empty: the text may tell (`hints`)."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    alternatives: tuple[Expr, ...]
    """Two or more, in the author's order."""
    ordered: bool = False
    """Whether the first that fits is taken, as in a PEG."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Permutation:
    """All of several, in any order."""

    items: tuple[Expr, ...]
    """Two or more."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Repetition:
    """An item several times, with a separator between; 0..1 is *optional*."""

    item: Expr
    least: int
    """0 or more."""
    most: int | None
    """At least `least` and at least 1; None: no bound."""
    separator: Expr | None = None
    lazy: bool = False
    """Whether as few as possible are taken (``*?``)."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)

    @property
    def is_optional(self) -> bool:
        """Whether this is 0..1 of the item."""
        return self.least == 0 and self.most == 1


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An exception: what `item` stands for, but not what `exception` stands for."""

    item: Expr
    exception: Expr
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Lookahead:
    """A test that takes nothing: `item` follows here, or does not."""

    item: Expr
    negative: bool = False
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Labelled:
    """An expression that the author gave a name in its place."""

    label: str
    item: Expr
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Marked:
    """An expression with a sign of the notation that says how it is treated, not what it stands for."""

    mark: str
    """As written: ``$`` (the text of it), ``@`` (its value), ``&&`` (forced), ``!`` (kept) …"""
    item: Expr
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


Leaf = (
    Terminal | Nonterminal | Range | Class | Characters | Any | Regex | EndOfInput | Prose | Empty | Cut
    | Code | Comment
)  # fmt: skip
"""What has no expressions below it, but for the arguments of a `Nonterminal`."""
Expr = Leaf | Sequence | Choice | Permutation | Repetition | Exclusion | Lookahead | Labelled | Marked

RuleKind = Literal["rule", "token", "fragment", "template"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A name and what it stands for."""

    name: str
    body: Expr
    kind: RuleKind = field(default="rule", compare=False, kw_only=True)
    """What a parser generator makes of it; a notation that does not tell them apart has rules only."""
    parameters: tuple[str, ...] = field(default=(), kw_only=True)
    """The names that a template's body may use."""
    modifiers: tuple[str, ...] = field(default=(), compare=False, kw_only=True)
    """Signs and words at the rule that say how it is treated, as written: Lark's ``?`` ``!`` ``.2``, pest's
    ``_`` ``@``, pegen's ``(memo)``."""
    display: str | None = field(default=None, compare=False, kw_only=True)
    """What a reader is to see in place of the name, where the notation has that (Peggy)."""
    doc: str | None = field(default=None, compare=False, kw_only=True)
    """The comment before the rule, without comment marks."""
    comments: tuple[Comment, ...] = field(default=(), compare=False, repr=False, kw_only=True)
    """The comments inside the rule, in order, each with its span."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)
    """The whole of its first definition."""
    name_span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands between rules and is none."""

    kind: Literal["heading", "prose", "directive"]
    text: str
    """Headings and prose without comment marks; a directive as written."""
    before: int
    """How many of the grammar's rules begin before it."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Import:
    """A rule that is defined in another grammar."""

    name: str
    """What it is called here."""
    origin: str
    """Where it is from, as the author wrote it: ``common.NUMBER``, ``builtin``."""
    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules in the order of their first definition, each name once."""

    rules: tuple[Rule, ...]
    source: Source = field(compare=False, repr=False)
    notation: str = field(compare=False)
    """The name of the notation it was read in."""
    remarks: tuple[Remark, ...] = field(default=(), compare=False, repr=False, kw_only=True)
    """In order."""
    imports: tuple[Import, ...] = field(default=(), compare=False, repr=False, kw_only=True)
    """The *external* rules: they may be used though no rule here defines them."""
    warnings: tuple[Diagnostic, ...] = field(default=(), compare=False, repr=False)
    reason: str | None = field(default=None, compare=False, repr=False, kw_only=True)
    """Why it was read in this notation, in one line, where nobody named one."""

    def rule(self, name: str) -> Rule:
        """Return the rule called `name`.

        Raises:
            UnknownRuleError: there is none; the hint names the nearest.
        """
        for rule in self.rules:
            if rule.name == name:
                return rule
        hint = nearest(name, (rule.name for rule in self.rules))
        raise UnknownRuleError([Diagnostic("error", f'there is no rule "{name}"', None, hint)], self.source)


def seq(items: Iterable[Expr], span: Span | None = None) -> Expr:
    """Return the items one after another: `Empty` for none, the thing itself for one."""
    kept = tuple(items)
    if len(kept) > 1:
        return Sequence(kept, span=span)
    return kept[0] if kept else Empty(span=span)


def choice(alternatives: Iterable[Expr], span: Span | None = None, *, ordered: bool = False) -> Expr:
    """Return one of the alternatives (at least one): the thing itself for one."""
    kept = tuple(alternatives)
    return kept[0] if len(kept) == 1 else Choice(kept, ordered, span=span)


def optional(item: Expr, span: Span | None = None) -> Repetition:
    """Return the item or nothing."""
    return Repetition(item, 0, 1, span=span)


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the expressions directly below `expr`, in reading order."""
    match expr:
        case Sequence(items) | Permutation(items):
            return items
        case Choice(alternatives):
            return alternatives
        case Repetition(item, separator=None) | Lookahead(item) | Labelled(item=item) | Marked(item=item):
            return (item,)
        case Repetition(item, separator=separator):
            return (item, separator)  # type: ignore[return-value]
        case Exclusion(item, exception):
            return (item, exception)
        case Nonterminal(arguments=arguments):
            return arguments
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and every expression below it, parents first, in reading order; no recursion."""
    todo = [expr]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(reversed(children(node)))
