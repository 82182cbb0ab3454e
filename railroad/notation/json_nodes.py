"""How the nodes of a grammar are written in JSON: one table for the reader and the writer.

    Repetition(Terminal("x"), 0, None)
    {"type": "repetition", "item": {"type": "terminal", "text": "x"}, "least": 0}

A key that has its default is left out.  ``grammar.schema.json`` says the same as a JSON Schema; a test holds
the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from railroad import grammar as g

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMAT = "railroad-grammar"
VERSION = 1

What = Literal[
    "text", "literal", "words", "case", "kind", "flag", "least", "most", "node", "nodes", "members",
    "separator", "breaks",
]  # fmt: skip
"""What a key holds: text of one character or more, such text with halves of surrogate pairs, any text, a
choice of words, true or false, a count, a node or several, what is asked for between nodes."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a node."""

    name: str
    what: What
    needed: bool = True
    default: Any = None
    """What is meant where it is left out."""
    fewest: int = 0
    """Of several nodes: how many there are at least."""


@dataclass(frozen=True, slots=True)
class NodeType:
    """A type of node."""

    name: str
    """The value of its key ``type``."""
    make: Callable[..., Any]
    keys: tuple[Key, ...] = ()


_CASE = Key("case", "case", needed=False)
_SPELLING = Key("spelling", "words", needed=False, default="")


def _sequence(items: tuple[g.Expr, ...], breaks: tuple[g.Break | None, ...], **place: Any) -> g.Expr:
    """Return the sequence; it has `breaks` as the lines of the JSON are no lines of the author's."""
    if len(items) < 2:
        return g.seq(items, **place)
    return g.Sequence(items, breaks=breaks or (None,) * (len(items) - 1), **place)


def _choice(alternatives: tuple[g.Expr, ...], ordered: bool = False, **place: Any) -> g.Expr:
    return alternatives[0] if len(alternatives) == 1 else g.Choice(alternatives, ordered, **place)


def _permutation(items: tuple[g.Expr, ...], **place: Any) -> g.Expr:
    return items[0] if len(items) == 1 else g.Permutation(items, **place)


NODES: Mapping[type, NodeType] = MappingProxyType(
    {
        g.Terminal: NodeType(
            "terminal",
            g.Terminal,
            (Key("text", "literal"), _CASE, Key("quote", "words", needed=False, default=""), _SPELLING),
        ),
        g.Nonterminal: NodeType(
            "nonterminal",
            g.Nonterminal,
            (Key("name", "text"), Key("arguments", "nodes", needed=False, default=()), _SPELLING),
        ),
        g.Range: NodeType(
            "range", g.Range, (Key("first", "literal"), Key("last", "literal"), _CASE, _SPELLING)
        ),
        g.Class: NodeType("class", g.Class, (Key("name", "text"),)),
        g.Characters: NodeType(
            "characters",
            g.Characters,
            (
                Key("members", "members"),
                Key("negated", "flag", needed=False, default=False),
                _CASE,
                _SPELLING,
            ),
        ),
        g.Any: NodeType("any", g.Any),
        g.Regex: NodeType(
            "regex", g.Regex, (Key("pattern", "words"), Key("flags", "words", needed=False, default=""))
        ),
        g.EndOfInput: NodeType("end", g.EndOfInput),
        g.Prose: NodeType("prose", g.Prose, (Key("text", "words"),)),
        g.Empty: NodeType("empty", g.Empty),
        g.Cut: NodeType("cut", g.Cut),
        g.Code: NodeType(
            "code", g.Code, (Key("text", "words"), Key("kind", "kind", needed=False, default="action"))
        ),
        g.Comment: NodeType("comment", g.Comment, (Key("text", "words"),)),
        g.Sequence: NodeType(
            "sequence",
            _sequence,
            (Key("items", "nodes"), Key("breaks", "breaks", needed=False, default=())),
        ),
        g.Choice: NodeType(
            "choice",
            _choice,
            (
                Key("alternatives", "nodes", fewest=1),
                Key("ordered", "flag", needed=False, default=False),
            ),
        ),
        g.Permutation: NodeType("permutation", _permutation, (Key("items", "nodes", fewest=1),)),
        g.Repetition: NodeType(
            "repetition",
            g.Repetition,
            (
                Key("item", "node"),
                Key("least", "least"),
                Key("most", "most", needed=False),
                Key("separator", "separator", needed=False),
                Key("lazy", "flag", needed=False, default=False),
            ),
        ),
        g.Exclusion: NodeType("exclusion", g.Exclusion, (Key("item", "node"), Key("exception", "node"))),
        g.Lookahead: NodeType(
            "lookahead",
            g.Lookahead,
            (Key("item", "node"), Key("negative", "flag", needed=False, default=False)),
        ),
        g.Labelled: NodeType("labelled", g.Labelled, (Key("label", "words"), Key("item", "node"))),
        g.Marked: NodeType("marked", g.Marked, (Key("mark", "words"), Key("item", "node"))),
    }
)
"""Every type of node, by its class."""

BY_NAME: Mapping[str, NodeType] = MappingProxyType({node.name: node for node in NODES.values()})
CASES = ("exact", "fold")
BREAKS: tuple[g.Break, ...] = ("must", "wished", "never")
CODE_KINDS = ("action", "predicate", "attribute")
RULE_KINDS = ("rule", "token", "fragment", "template")
REMARK_KINDS = ("heading", "prose", "directive")
MEMBERS = ("terminal", "range", "class")
"""The types of node that may stand in a set of characters."""
