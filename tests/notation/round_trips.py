"""What it means that a grammar comes back: the one comparison that all tests of writers use.

    grammar  ──as_said_in──▶  said  ──write──▶  text  ──read──▶  found
    difference(said, found) is None

Rules must be the same in number, order, name and parameters, and their bodies node by node.  Nothing is made
equal first: no pass runs over either side, and groups stay groups.  Left out is what equality of the model
leaves out: spans, spellings, quotes, kinds of rules, comments.  `kept` looks at those, for a grammar that is
written in the notation that it was read in.
"""

from __future__ import annotations

from dataclasses import fields
from itertools import zip_longest

import railroad
from railroad import notation, pipeline
from railroad.grammar import children, walk

READERS = {
    "abnf": "abnf",
    "antlr4": "antlr4",
    "bnf": "bnf",
    "bnf-plain": "bnf",
    "iso": "iso",
    "json": "json",
    "lark": "lark",
    "peg": "peg",
    "w3c": "w3c",
    "wsn": "wsn",
}
"""Which notation reads what a writer writes."""

_BELOW = ("items", "alternatives", "item", "separator", "exception", "arguments")


def written(grammar, name, width=80):
    """Return a grammar as text, losses and all."""
    return railroad.write(grammar, name, lossy=True, width=width)


def read_back(name, text):
    """Return the grammar in what a writer wrote."""
    return notation.read(notation.decode(text, "y"), READERS[name])


def came_back(grammar, name, width=80):
    """Return what is different once a grammar is written and read back; None: nothing.

    A grammar without rules is none in most notations: that is a loss, and there is nothing to read.
    """
    said = pipeline.as_said_in(grammar, name)
    text = written(grammar, name, width)
    if not grammar.rules and said.losses:
        return None
    found = difference(said.grammar, read_back(name, text))
    return found and f"{found}\n{text}"


def difference(said, found):
    """Return the first difference between two grammars in words, or None; of any depth."""
    for one, other in zip_longest(said.rules, found.rules):
        if one is None or other is None or one.name != other.name:
            return f"the rule {one and one.name} became {other and other.name}"
        if one.parameters != other.parameters:
            return f"{one.name}: the parameters {one.parameters} became {other.parameters}"
        for node, again in zip_longest(walk(one.body), walk(other.body)):
            if node is None or again is None or _own(node) != _own(again):
                return f"{one.name}: {str(node)[:300]} became {str(again)[:300]}"
    return None


def kept(grammar, found):
    """Return the first difference in what says nothing of the language, or None."""
    for one, other in zip(grammar.rules, found.rules, strict=True):
        for name in ("name", "kind", "modifiers", "display", "doc"):
            if getattr(one, name) != getattr(other, name):
                return f"{one.name}: {name} {getattr(one, name)!r} became {getattr(other, name)!r}"
        comments = [[comment.text for comment in rule.comments] for rule in (one, other)]
        if comments[0] != comments[1]:
            return f"{one.name}: the comments {comments[0]} became {comments[1]}"
        for node, again in zip(walk(one.body), walk(other.body), strict=True):
            for name in ("quote", "spelling"):
                if getattr(node, name, "") != getattr(again, name, ""):
                    return f"{one.name}: {name} of {node} became {getattr(again, name)!r}"
    if grammar.remarks != found.remarks:
        return f"the remarks {grammar.remarks} became {found.remarks}"
    if grammar.imports != found.imports:
        return f"the imports {grammar.imports} became {found.imports}"
    return None


def _own(node):
    """Return what a node says itself: all that is compared but what is below it, and how much that is."""
    said = [getattr(node, each.name) for each in fields(node) if each.compare and each.name not in _BELOW]
    return type(node), said, len(children(node)), getattr(node, "separator", None) is None
