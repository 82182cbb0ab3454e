"""What all writers share: brackets where they must be, comments, lines for people.

    Sequence(a, Choice(b, c))   →   a ( b / c )        brackets come of what binds how

A notation is a `Syntax`: its signs, how tightly each binds, and functions for its leaves and its repetitions.
A grammar comes here lowered (`transform.lower`): it holds nothing that the notation can't say.

The order of binding: CHOICE, SEQUENCE, EXCEPT, PREFIX, POSTFIX, ATOM.  A part whose own level is below what
its place asks for is put into brackets.  `Affix` and `Infix` say what stands before, after or between, and
what level is asked for there.  Nothing recurses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import IntEnum
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic, UnknownNotationError, nearest
from railroad.grammar import Choice, Empty, Nonterminal, Sequence, children
from railroad.notation.layout import Aside, Break, Close, Open, Part, Text, lay_out
from railroad.notation.quoting import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from railroad.features import Features
    from railroad.grammar import Comment, Expr, Grammar, Remark, Rule

_WORD = re.compile(r"\w")
_FEW = 6
"""How many short alternatives stand one below the other when they don't fit on a line; more are filled in."""
_WIDEST_NAME = 24
"""How long a name may be for the definers to line up behind it."""


class Level(IntEnum):
    """How tightly something binds."""

    CHOICE = 0
    SEQUENCE = 1
    EXCEPT = 2
    PREFIX = 3
    POSTFIX = 4
    ATOM = 5


@dataclass(frozen=True, slots=True)
class Affix:
    """What stands round one child of a node."""

    before: str
    after: str
    inside: Level
    own: Level
    child: int = 0
    """Which child it is, where the sign says the others: ``~x`` is any but x."""


@dataclass(frozen=True, slots=True)
class Infix:
    """What stands between the two children of a node."""

    between: str
    left: Level
    right: Level
    own: Level


@dataclass(frozen=True, slots=True)
class Marks:
    """How a comment begins, and how it ends, if not with its line."""

    begin: str
    end: str = ""
    heading: str = ""
    """How a heading begins, if not as a comment framed in signs of equality."""
    block: tuple[str, str] | None = None
    """How a comment of several lines begins and ends inside a rule, if not as so many comments."""
    nest: bool = False
    """Whether a comment may have others in it."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """The signs of a notation."""

    leaf: Callable[[Expr], str]
    """How a leaf is written."""
    wrap: Callable[[Expr], Affix | Infix]
    """What a repetition, exclusion, lookahead, label or mark puts round what it holds."""
    marks: Marks
    definer: str = "="
    terminator: str = ""
    bar: str = "|"
    ordered_bar: str = "|"
    joiner: str = ""
    """What stands after each part of a sequence but the last."""
    group: tuple[str, str] = ("( ", " )")
    own_line: bool = False
    """Whether a rule that takes more than one line has its name alone on the first."""
    blank_lines: bool = False
    """Whether rules that take several lines stand apart."""
    empty: str = '""'
    own: str | None = None
    """The text of a grammar that was read in this notation."""
    joint: str = ""
    """What ends a line inside a rule, where the next one does not begin with a bar."""
    name: Callable[[Rule], str] = field(default=lambda rule: rule.name)
    """How the left side is written."""
    remark: Callable[[Remark], str | None] = field(default=lambda remark: None)
    """How what stands between rules is written, if not as a comment."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes grammars in one notation."""

    name: str
    features: Callable[[Grammar], Features] | None
    """What can be said of a grammar; None: everything, as it is."""
    write: Callable[[Grammar, int], str]
    """From a lowered grammar and a width to text."""
    otherwise: Callable[[Grammar], Features | None] = lambda lowered: None
    """Whether a grammar can only be written with less than was said of it, once it is seen lowered."""
    ruleless: bool = False
    """Whether a text without rules is one of the notation."""


_MODULES = {
    "bnf": "write_bnf",
    "bnf-plain": "write_bnf_plain",
    "w3c": "write_w3c",
    "iso": "write_iso",
    "abnf": "write_abnf",
    "wsn": "write_wsn",
    "peg": "write_peg",
    "lark": "write_lark",
    "antlr4": "write_antlr4",
    "json": "write_json",
}
WRITERS: Mapping[str, str] = MappingProxyType(_MODULES)
"""The notations that grammars are written in, and the file of each beside this one."""


def find_writer(notation: str) -> Writer:
    """Return the writer of a name.

    Raises:
        UnknownNotationError: there is none.
    """
    module = WRITERS.get(notation)
    if module is None:
        hint = nearest(notation, WRITERS) or f"there is {', '.join(WRITERS)}"
        raise UnknownNotationError(
            [Diagnostic("error", f'no grammar is written in "{notation}"', None, hint)]
        )
    writer = import_module(f"railroad.notation.{module}").WRITER
    assert isinstance(writer, Writer)
    return writer


def write_rules(grammar: Grammar, syntax: Syntax, width: int) -> str:
    """Return a lowered grammar as text."""
    width -= len(syntax.joint)
    column = _definer_column(grammar, syntax)
    lines: list[str] = []
    gap = False  # whether an empty line comes next
    remarks = list(reversed(grammar.remarks))
    for at, rule in enumerate(grammar.rules):
        while remarks and remarks[-1].before <= at:
            lines += ["", _remark(remarks.pop(), syntax)]
            gap = True
        text = _doc(rule, syntax) + lay_out(list(_rule_parts(rule, syntax, column)), width)
        tall = syntax.blank_lines and "\n" in text
        if gap or tall or rule.doc is not None:
            lines.append("")
        lines.append(text)
        gap = tall
    for remark in reversed(remarks):
        lines += ["", _remark(remark, syntax)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _definer_column(grammar: Grammar, syntax: Syntax) -> int:
    lengths = [len(syntax.name(rule)) for rule in grammar.rules]
    return max((length for length in lengths if length <= _WIDEST_NAME), default=0)


# Comments.


def _comment_lines(text: str, marks: Marks, after: str = "") -> list[str]:
    """Return a comment as lines; what would end it too early is broken up.

    Where a comment has an end, all lines are one comment, with a star before each but the first; a blank at
    their beginnings is the author's only behind a star.  `after` stands behind the text.
    """
    begin, end = marks.begin, marks.end
    lines = [clean(line) for line in text.split("\n")]
    if not end:
        return [f"{begin} {line}{after}".rstrip() for line in lines]
    if not (marks.nest and _is_balanced(text, begin, end)):
        lines = [_broken(_broken(line, end), begin) for line in lines]
    first = f"{begin}* {lines[0]}" if lines[0][:1].isspace() else f"{begin} {lines[0]}"
    written = [first.rstrip(), *(f" * {line}".rstrip() for line in lines[1:])]
    written[-1] += f"{after} {end}"
    return written


def _broken(text: str, sign: str) -> str:
    return text.replace(sign, f"{sign[0]} {sign[1:]}")


def _is_balanced(text: str, begin: str, end: str) -> bool:
    """Return whether each sign that begins a comment in a text has its partner."""
    depth = 0
    for sign in re.findall(f"{re.escape(begin)}|{re.escape(end)}", text):
        depth += 1 if sign == begin else -1
        if depth < 0:
            break
    return depth == 0


def _doc(rule: Rule, syntax: Syntax) -> str:
    return "" if rule.doc is None else "\n".join(_comment_lines(rule.doc, syntax.marks)) + "\n"


def _remark(remark: Remark, syntax: Syntax) -> str:
    own = syntax.remark(remark)
    if own is not None:
        return own
    marks, text, after = syntax.marks, remark.text, ""
    if remark.kind == "heading" and marks.heading:
        marks = replace(marks, begin=marks.heading)
    elif remark.kind == "heading":
        framed = _WORD.match(text) is not None and "\n" not in text
        after = " ===" if framed and _WORD.match(text[-1]) else ""
        text = f"=== {text}" if framed else f"====\n{text}"
    return "\n".join(_comment_lines(text, marks, after))


def directive(remark: Remark) -> str | None:
    """Return a directive as it was written: how a notation writes what was read in it."""
    return remark.text if remark.kind == "directive" else None


class _Comments:
    """The comments of a rule, in the order of their places."""

    def __init__(self, rule: Rule, syntax: Syntax) -> None:
        self._left: list[Comment] = list(reversed(rule.comments))
        self._marks = syntax.marks

    def before(self, node: Expr) -> Iterator[Part]:
        """Yield the comments that stand before a node, and are not told yet."""
        while self._left and node.span and (span := self._left[-1].span) and span.start < node.span.start:
            yield from self._parts(self._left.pop(), " ")

    def rest(self) -> Iterator[Part]:
        """Yield the comments that are left, one under the other."""
        yield Text("  ")
        yield Open("choice")
        for at, comment in enumerate(reversed(self._left)):
            if at:
                yield Break()
            yield from self._parts(comment, "")
        yield Close()

    def _parts(self, comment: Comment, gap: str) -> Iterator[Part]:
        marks = self._marks
        if marks.block is not None and "\n" in comment.text:
            marks = Marks(*marks.block)
        lines = _comment_lines(comment.text, marks)
        if marks.end:
            yield Aside(gap + "\n".join(lines), ends_line=False)
            return
        for at, line in enumerate(lines):
            yield Aside(("" if at else gap) + line, ends_line=True)
            if at < len(lines) - 1:
                yield Break()


# Rules.


def _rule_parts(rule: Rule, syntax: Syntax, column: int) -> Iterator[Part]:
    comments = _Comments(rule, syntax)
    name = syntax.name(rule)
    if syntax.own_line:
        yield from _own_line_parts(rule, syntax, name, comments)
        return
    yield Text(name.ljust(column) + " ")
    yield Open(_kind(rule.body))
    if syntax.definer:
        yield Text(f"{syntax.definer} ")
    hang = len(syntax.definer) - len(syntax.bar) if syntax.definer else -1 - len(syntax.bar)
    yield from _expression_parts(rule.body, syntax, comments, hang)
    if syntax.terminator:
        yield Text(f" {syntax.terminator}")
    if rule.comments:
        yield from comments.rest()
    yield Close()


def _own_line_parts(rule: Rule, syntax: Syntax, name: str, comments: _Comments) -> Iterator[Part]:
    yield Open("choice")
    yield Text(name)
    yield Break("" if syntax.definer == ":" and not syntax.terminator else " ", 4)
    yield Text(f"{syntax.definer} ")
    yield from _expression_parts(rule.body, syntax, comments, 4)
    if rule.comments:
        yield from comments.rest()
    if syntax.terminator:
        yield Break(" ", 4)
        yield Text(syntax.terminator)
    yield Close()


Task = tuple["Expr", Level] | Part | tuple["Expr"]


def _expression_parts(body: Expr, syntax: Syntax, comments: _Comments, hang: int) -> Iterator[Part]:
    """Yield the parts of a body; `hang` is where the bars of its own choice stand in the group outside."""
    if isinstance(body, Choice):
        todo: list[Task] = list(reversed(_alternatives(body, syntax, hang)))
    else:
        todo = [(body, Level.CHOICE)]
    while todo:
        task = todo.pop()
        if not isinstance(task, tuple):
            yield task
        elif len(task) == 1:
            yield from comments.before(task[0])
        else:
            todo += reversed(_parts_of(*task, syntax))


def _parts_of(node: Expr, level: Level, syntax: Syntax) -> list[Task]:
    """Return what a node is written as, in a place that asks for a level."""
    match node:
        case Choice():
            inner = _alternatives(node, syntax, 0)
            if level > Level.CHOICE:
                return _grouped([Text(syntax.group[0]), *inner, Text(syntax.group[1])], node)
            return _grouped(inner, node)
        case Sequence(items):
            tasks: list[Task] = []
            for item in items:
                if isinstance(item, Empty) and not _nothing(item, syntax):
                    continue
                if tasks:
                    tasks.append(Text(syntax.joiner))
                    if not syntax.joint:  # a comment ends its line, and there the rule would end
                        tasks.append((item,))
                    tasks.append(Break(joint=syntax.joint))
                tasks.append((item, Level.EXCEPT))
            if level > Level.SEQUENCE:
                return [Open("fill"), Text(syntax.group[0]), *tasks, Text(syntax.group[1]), Close()]
            return [Open("fill"), *tasks, Close()]
        case Empty():
            return [Text(_nothing(node, syntax))]
        case Nonterminal(arguments=(_, *_)):
            return _call(node, syntax)
    if not children(node):
        return [Text(syntax.leaf(node))]
    return _wrapped(node, level, syntax)


_NOTHINGS = ("''", '""', "``", "ε")


def _nothing(node: Empty, syntax: Syntax) -> str:
    """Return how nothing at all is written: as the author did, if the notation is his."""
    if syntax.own is not None and node.span is not None:
        written = syntax.own[slice(*node.span)]
        if written in _NOTHINGS or not written:
            return written
    return syntax.empty


def _call(node: Nonterminal, syntax: Syntax) -> list[Task]:
    """Return a call of a template with its arguments."""
    tasks: list[Task] = [Text(f"{syntax.leaf(node)}{{")]
    for at, argument in enumerate(node.arguments):
        if at:
            tasks.append(Text(", "))
        tasks.append((argument, Level.ATOM))
    return [*tasks, Text("}")]


def _wrapped(node: Expr, level: Level, syntax: Syntax) -> list[Task]:
    around = syntax.wrap(node)
    if isinstance(around, Infix):
        first, second = children(node)
        tasks: list[Task] = [(first, around.left), Text(around.between), (second, around.right)]
    else:
        item = children(node)[around.child]
        if around.inside == Level.CHOICE and isinstance(item, Choice):
            inner: list[Task] = _alternatives(item, syntax, 0)
        else:
            inner = [(item, around.inside)]
        tasks = [Text(around.before), *inner, Text(around.after)]
        if around.inside == Level.CHOICE:
            tasks = _grouped(tasks, item)
    if level > around.own:
        return _grouped([Text(syntax.group[0]), *tasks, Text(syntax.group[1])], node)
    return tasks


def _grouped(tasks: list[Task], node: Expr) -> list[Task]:
    return [Open(_kind(node)), *tasks, Close()]


def _kind(node: Expr) -> Literal["choice", "fill"]:
    """Return how the lines of a node break: many short alternatives are filled in like words."""
    short = isinstance(node, Choice) and len(node.alternatives) > _FEW
    return "fill" if short and not any(map(children, node.alternatives)) else "choice"  # type: ignore[union-attr]


def _alternatives(node: Choice, syntax: Syntax, hang: int) -> list[Task]:
    """Return the alternatives of a choice with bars between, for a group that is open already."""
    bar = syntax.ordered_bar if node.ordered else syntax.bar
    tasks: list[Task] = []
    for at, each in enumerate(node.alternatives):
        if at:
            tasks += [(each,), Break(" ", hang), Text(f"{bar} ")]
        tasks.append((each, Level.SEQUENCE))
    return tasks
