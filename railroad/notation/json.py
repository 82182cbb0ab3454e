"""Read our own interchange format: a grammar as JSON, so that any program can feed us.

    {"format": "railroad-grammar", "version": 1,
     "rules": [{"name": "sign",
                "body": {"type": "choice", "alternatives": [{"type": "terminal", "text": "+"}, …]}}]}

``grammar.schema.json`` beside this file is its JSON Schema (draft 2020-12).  `json_text` reads JSON with the
place of every value, so that each mistake is told where it stands; `json_nodes` is the table of the nodes.

Sequences and choices of one are that one; a sequence of none is empty.  Everything else that the schema
refuses is a mistake here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from railroad.errors import Diagnostic, nearest
from railroad.grammar import Comment, Empty, Grammar, Import, Remark
from railroad.notation.json_nodes import (
    BREAKS,
    BY_NAME,
    CASES,
    CODE_KINDS,
    FORMAT,
    MEMBERS,
    REMARK_KINDS,
    RULE_KINDS,
    VERSION,
)
from railroad.notation.json_text import HALF, KIND_WORDS, Value, read_json_text
from railroad.notation.reading import Definition, finish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.grammar import Break, Expr
    from railroad.notation.json_nodes import Key
    from railroad.source import Source, Span

_MOST_DIGITS = 18
_TOP = ("$schema", "format", "version", "notation", "rules", "remarks", "imports")
_RULE = ("name", "body", "kind", "parameters", "modifiers", "display", "doc", "comments")


def read_json(source: Source) -> Grammar:
    """Return the grammar that a text defines.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    return _Reader(source).read(read_json_text(source))


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def read(self, top: Value) -> Grammar:
        members = self.members(top, _TOP, "a grammar", needed=("version", "rules"))
        self.check_head(members)
        definitions = [self.rule(value) for value in self.several(members, "rules")]
        remarks = [self.remark(value) for value in self.several(members, "remarks")]
        imports = [self.imported(value) for value in self.several(members, "imports")]
        notation = self.words(members, "notation", "json") or "json"
        return finish(
            self.source,
            notation,
            [definition for definition in definitions if definition],
            self.diagnostics,
            remarks=[remark for remark in remarks if remark],
            imports=[each for each in imports if each],
        )

    def check_head(self, members: dict[str, tuple[Span, Value]]) -> None:
        if "format" in members and self.words(members, "format", FORMAT) != FORMAT:
            self.complain(members["format"][1].span, f'the format is "{FORMAT}"')
        if "version" in members:
            value = members["version"][1]
            if self.number(value) not in (None, VERSION):
                hint = f"this railroad reads version {VERSION}"
                self.complain(value.span, f"version {value.text[:20]} is not known here", hint)

    # What a grammar has.

    def rule(self, value: Value) -> Definition | None:
        members = self.members(value, _RULE, "a rule", needed=("name", "body"))
        if "name" not in members or "body" not in members:
            return None
        name = self.words(members, "name", "", fewest=1)
        return Definition(
            name,
            self.expression(members["body"][1]),
            self.words(members, "doc", None),
            value.span,
            members["name"][1].span,
            kind=self.one_of(members, "kind", RULE_KINDS, "rule"),
            parameters=tuple(self.strings(members, "parameters")),
            modifiers=tuple(self.strings(members, "modifiers")),
            display=self.words(members, "display", None),
            comments=tuple(
                Comment(each.text, span=each.span)
                for each in self.several(members, "comments")
                if self.is_kind(each, "string")
            ),
        )

    def remark(self, value: Value) -> Remark | None:
        keys = ("kind", "text", "before")
        members = self.members(value, keys, "a remark", needed=keys)
        if len(members) < len(keys):
            return None
        before = self.number(members["before"][1])
        kind = self.one_of(members, "kind", REMARK_KINDS, "prose")
        return Remark(kind, self.words(members, "text", ""), before or 0, span=value.span)

    def imported(self, value: Value) -> Import | None:
        keys = ("name", "origin")
        members = self.members(value, keys, "an import", needed=keys)
        name = self.words(members, "name", "", fewest=1)
        return Import(name, self.words(members, "origin", ""), span=value.span)

    # Expressions.

    def expression(self, top: Value) -> Expr:
        """Return the expression that a value stands for; of a broken one, what is told of."""
        order: list[Value] = [top]
        found: dict[int, tuple[str, dict[str, tuple[Span, Value]]]] = {}
        for value in order:
            name, members = self.node(value)
            found[id(value)] = name, members
            if not name:
                continue
            for key in BY_NAME[name].keys:
                held = members[key.name][1] if key.name in members else None
                if held is None or (key.what == "separator" and held.kind == "null"):
                    continue
                if key.what in ("node", "separator"):
                    order.append(held)
                elif key.what in ("nodes", "members") and held.kind == "array":
                    order += held.items
        made: dict[int, Expr] = {}
        for value in reversed(order):
            made[id(value)] = self.make(value, *found.pop(id(value)), made)
        return made[id(top)]

    def node(self, value: Value) -> tuple[str, dict[str, tuple[Span, Value]]]:
        """Return the type of a node, empty if it has none, and its members."""
        if not self.is_kind(value, "object"):
            return "", {}
        assert value.members is not None
        if "type" not in value.members:
            self.complain(value.span, "a node has a type", 'such as "type": "terminal"', first=True)
            return "", {}
        kind = value.members["type"][1]
        if not self.is_kind(kind, "string"):
            return "", {}
        node = BY_NAME.get(kind.text)
        if node is None:
            hint = nearest(kind.text, BY_NAME) or f"there is {', '.join(BY_NAME)}"
            self.complain(kind.span, f'there is no type of node "{kind.text[:60]}"', hint)
            return "", {}
        keys = ("type", *(key.name for key in node.keys))
        needed = tuple(key.name for key in node.keys if key.needed)
        return node.name, self.members(value, keys, f"the node {node.name}", needed=needed)

    def make(
        self,
        value: Value,
        name: str,
        members: dict[str, tuple[Span, Value]],
        made: dict[int, Expr],
    ) -> Expr:
        """Return the node of a value whose children are made."""
        nothing = Empty(span=value.span)
        if not name:
            return nothing
        told = len(self.diagnostics)
        fields: dict[str, Any] = {}
        for key in BY_NAME[name].keys:
            if key.name in members:
                fields[key.name] = self.field(key, members, made)
            elif key.needed:
                return nothing
            else:
                fields[key.name] = key.default
        if len(self.diagnostics) > told or not self.makes_sense(name, value, fields):
            return nothing
        node: Expr = BY_NAME[name].make(**fields, span=value.span)
        return node

    def field(self, key: Key, members: dict[str, tuple[Span, Value]], made: dict[int, Expr]) -> Any:
        """Return what a key holds."""
        value = members[key.name][1]
        match key.what:
            case "text" | "literal":
                return self.words(members, key.name, "", fewest=1, halves=key.what == "literal")
            case "words":
                return self.words(members, key.name, "")
            case "case":
                return None if value.kind == "null" else self.one_of(members, key.name, CASES, "exact")
            case "kind":
                return self.one_of(members, key.name, CODE_KINDS, "action")
            case "flag":
                if value.kind not in ("true", "false"):
                    self.complain(value.span, f'"{key.name}" is true or false', first=True)
                return value.kind == "true"
            case "least":
                return self.number(value)
            case "most":
                return None if value.kind == "null" else self.number(value)
            case "node":
                return made.get(id(value))
            case "separator":
                return None if value.kind == "null" else made.get(id(value))
            case "breaks":
                return self.breaks(value)
            case _:
                return self.nodes(key, value, made)

    def nodes(self, key: Key, value: Value, made: dict[int, Expr]) -> tuple[Expr, ...]:
        if not self.is_kind(value, "array"):
            return ()
        if len(value.items) < key.fewest:
            self.complain(value.span, f'"{key.name}" has at least {key.fewest}')
        if key.what == "members":
            for item in value.items:
                kind = item.members.get("type") if item.members else None
                if kind is not None and kind[1].text not in MEMBERS:
                    self.complain(kind[1].span, f"a member is {', '.join(MEMBERS[:-1])} or {MEMBERS[-1]}")
        return tuple(made[id(item)] for item in value.items)

    def breaks(self, value: Value) -> tuple[Break | None, ...]:
        """Return what is asked for between the items of a sequence."""
        if not self.is_kind(value, "array"):
            return ()
        found: list[Break | None] = []
        for item in value.items:
            if item.kind == "null":
                found.append(None)
            elif item.kind == "string" and item.text in BREAKS:
                found += [each for each in BREAKS if each == item.text]
            else:
                self.complain(item.span, f"a break is {', '.join(BREAKS)} or null", first=True)
        return tuple(found)

    def makes_sense(self, name: str, value: Value, fields: dict[str, Any]) -> bool:
        """Return whether the fields of a node go together; else tell of it."""
        if name == "range":
            first, last = fields["first"], fields["last"]
            if len(first) != 1 or len(last) != 1:
                self.complain(value.span, "both ends of a range are one character", first=True)
                return False
            if first > last:
                self.complain(value.span, "this range runs backwards", first=True)
                return False
        elif name == "sequence":
            gaps = max(len(fields["items"]) - 1, 0)
            assert value.members is not None
            if fields["breaks"] and len(fields["breaks"]) != gaps:
                told = f"there is one for each item but the first: {gaps}, not {len(fields['breaks'])}"
                self.complain(value.members["breaks"][1].span, told, first=True)
                return False
        elif name == "repetition":
            least, most = fields["least"], fields["most"]
            if least < 0 or (most is not None and most < max(least, 1)):
                told = "least is 0 or more, most is least or more, and 1 or more"
                self.complain(value.span, told, "most is left out where there is no bound", first=True)
                return False
        elif name == "characters":
            for member in fields["members"]:
                if len(getattr(member, "text", "x")) != 1:
                    self.complain(member.span, "a member of a set is one character", first=True)
                    return False
        return True

    # Values.

    def members(
        self, value: Value, keys: tuple[str, ...], what: str, *, needed: Iterable[str]
    ) -> dict[str, tuple[Span, Value]]:
        """Return the members of an object, those among `keys`; tell of others, and of those that lack."""
        if not self.is_kind(value, "object"):
            return {}
        assert value.members is not None
        for key, (span, _) in value.members.items():
            if key not in keys:
                hint = nearest(key, keys) or f"there is {', '.join(keys)}"
                self.complain(span, f'{what} has no key "{key[:60]}"', hint)
        for key in needed:
            if key not in value.members:
                self.complain(value.span, f'{what} needs the key "{key}"', first=True)
        return {key: member for key, member in value.members.items() if key in keys}

    def several(self, members: dict[str, tuple[Span, Value]], key: str) -> tuple[Value, ...]:
        if key not in members or not self.is_kind(members[key][1], "array"):
            return ()
        return members[key][1].items

    def strings(self, members: dict[str, tuple[Span, Value]], key: str) -> list[str]:
        return [value.text for value in self.several(members, key) if self.is_kind(value, "string")]

    def words(
        self,
        members: dict[str, tuple[Span, Value]],
        key: str,
        default: Any,
        fewest: int = 0,
        *,
        halves: bool = False,
    ) -> Any:
        """Return the string under a key; null is as if it were left out where the default is None.

        `halves` is whether there may be half of a surrogate pair in it.
        """
        if key not in members:
            return default
        value = members[key][1]
        if (value.kind == "null" and default is None) or not self.is_kind(value, "string", halves=halves):
            return default
        if len(value.text) < fewest:
            self.complain(value.span, f'"{key}" has at least one character')
        return value.text

    def one_of(
        self, members: dict[str, tuple[Span, Value]], key: str, choices: tuple[str, ...], default: str
    ) -> Any:
        written = self.words(members, key, default)
        if written not in choices:
            hint = nearest(written, choices) or f"there is {', '.join(choices)}"
            self.complain(members[key][1].span, f'"{key}" can\'t be "{written[:60]}"', hint)
            return default
        return written

    def number(self, value: Value) -> int | None:
        if not self.is_kind(value, "number"):
            return None
        if not value.text.isdigit() or len(value.text) > _MOST_DIGITS:
            self.complain(value.span, f"a count is a whole number of at most {_MOST_DIGITS} digits")
            return None
        return int(value.text)

    def is_kind(self, value: Value, kind: str, *, halves: bool = False) -> bool:
        if value.kind == kind:
            if kind != "string" or halves or not HALF.search(value.text):
                return True
            self.complain(value.span, "half of a surrogate pair is no character", first=True)
            return False
        message = f"expected {KIND_WORDS[kind]}, found {KIND_WORDS[value.kind]}"
        self.complain(value.span, message, first=True)
        return False

    def complain(self, span: Span, message: str, hint: str | None = None, *, first: bool = False) -> None:
        """Tell of a mistake; `first` is at the first character of what may be long."""
        at = type(span)(span.start, min(span.end, span.start + 1)) if first else span
        self.diagnostics.append(Diagnostic("error", message, at, hint))
