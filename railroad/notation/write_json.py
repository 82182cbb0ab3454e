"""Write a grammar as JSON: our interchange format, which says everything.

    {"format": "railroad-grammar", "version": 1, "notation": "abnf",
     "rules": [
      {"name": "sign",
       "body": {"type": "choice", "alternatives": […]}}]}

A value is on one line where it fits, else what it holds begins on lines of its own, but that short members
follow one another.  What is nested deeper than `_DEEPEST` is not indented further, so that the text grows
with the grammar and not with its square.
"""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from railroad.hints import breaks_of, hint_of
from railroad.notation.json_nodes import FORMAT, NODES, VERSION
from railroad.notation.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.grammar import Break, Expr, Grammar, Rule

_DEEPEST = 30


def write_json(grammar: Grammar, *, width: int = 80) -> str:
    """Return a grammar as JSON; `read_json` makes the same grammar of it.

    The text is ASCII: every other character is escaped.  `width` is where lines break, in characters.
    """
    top: dict[str, Any] = {"format": FORMAT, "version": VERSION, "notation": grammar.notation}
    top["rules"] = [_rule(rule) for rule in grammar.rules]
    if grammar.remarks:
        top["remarks"] = [
            {"kind": remark.kind, "text": remark.text, "before": remark.before} for remark in grammar.remarks
        ]
    if grammar.imports:
        top["imports"] = [{"name": each.name, "origin": each.origin} for each in grammar.imports]
    return _lay_out(top, width) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    made: dict[str, Any] = {"name": rule.name}
    if rule.kind != "rule":
        made["kind"] = rule.kind
    if rule.doc is not None:
        made["doc"] = rule.doc
    for key in ("parameters", "modifiers"):
        if getattr(rule, key):
            made[key] = list(getattr(rule, key))
    if rule.display is not None:
        made["display"] = rule.display
    made["body"] = _expression(rule.body, breaks_of(rule))
    comments = [comment.text for comment in rule.comments if hint_of(comment) is None]
    if comments:
        made["comments"] = comments
    return made


def _expression(top: Expr, breaks: Mapping[int, tuple[Break | None, ...]]) -> dict[str, Any]:
    """Return an expression as dictionaries and lists; `breaks` are those of its sequences, by identity."""
    root: dict[str, Any] = {}
    todo: list[tuple[Expr, dict[str, Any]]] = [(top, root)]
    while todo:
        node, made = todo.pop()
        kind = NODES[type(node)]
        made["type"] = kind.name
        for key in kind.keys:
            if key.what == "breaks":
                if id(node) in breaks:
                    made[key.name] = list(breaks[id(node)])
                continue
            value = getattr(node, key.name)
            if not key.needed and value == key.default:
                continue
            if key.what in ("node", "separator"):
                child: dict[str, Any] = {}
                made[key.name] = child
                todo.append((value, child))
            elif key.what in ("nodes", "members"):
                several: list[dict[str, Any]] = [{} for _ in value]
                made[key.name] = several
                todo += zip(value, several, strict=True)
            else:
                made[key.name] = value
    return root


# Layout.


class _Mark:
    """Text that is written as it stands."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def _lay_out(top: Any, width: int) -> str:
    """Return a value as JSON, each container on one line if it fits."""
    sizes = _sizes(top)
    parts: list[str] = []
    column = 0
    todo: list[tuple[Any, int, bool]] = [(top, 0, False)]  # a value, its depth, whether on one line
    while todo:
        value, depth, flat = todo.pop()
        if isinstance(value, _Mark):
            text = value.text
        elif not isinstance(value, dict | list) or not value:
            text = dumps(value)
        else:
            flat = flat or column + sizes[id(value)] + 2 <= width
            todo += reversed(_signs(value, depth, flat))
            continue
        parts.append(text)
        column = len(text) - text.rindex("\n") - 1 if "\n" in text else column + len(text)
    return "".join(parts)


def _signs(value: dict[str, Any] | list[Any], depth: int, flat: bool) -> list[tuple[Any, int, bool]]:
    """Return what a container is written as."""
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    indent = "\n" + " " * min(depth + 1, _DEEPEST)
    made: list[tuple[Any, int, bool]] = [(_Mark(opening), 0, True)]
    for at, item in enumerate(value):
        held = value[item] if isinstance(value, dict) else item
        comma = "," if at else ""
        if isinstance(value, list):
            begin = indent
        else:
            begin = indent if at and isinstance(held, dict | list) else " " * bool(at)
        made.append((_Mark(comma + (" " * bool(at) if flat else begin)), 0, True))
        if isinstance(value, dict):
            made.append((_Mark(dumps(item) + ": "), 0, True))
        made.append((held, depth + 1, flat))
    made.append((_Mark(closing), 0, True))
    return made


def _sizes(top: Any) -> dict[int, int]:
    """Return how long each container is on one line, by its identity."""
    order = [top]
    for value in order:
        if isinstance(value, dict | list):
            order += value.values() if isinstance(value, dict) else value
    sizes: dict[int, int] = {}
    for value in reversed(order):
        if isinstance(value, dict):
            sizes[id(value)] = (
                sum(len(dumps(key)) + 4 + _size(each, sizes) for key, each in value.items()) + 2
            )
        elif isinstance(value, list):
            sizes[id(value)] = sum(2 + _size(each, sizes) for each in value) + 2
    return sizes


def _size(value: Any, sizes: dict[int, int]) -> int:
    return sizes[id(value)] if isinstance(value, dict | list) else len(dumps(value))


WRITER = Writer("json", None, lambda grammar, width: write_json(grammar, width=width))
