"""How the tests of the readers write a grammar down.

a = "text" b ?words? "a".."z" ε      terminal, nonterminal, prose, range, empty
a = (x y | z)? w* w+ w{2,3} w{2,}    grouped only where it must be
"""

from __future__ import annotations

import json

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Choice, Empty, Nonterminal, Prose, Range, Repetition, Sequence, Terminal

_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}


def read(text, name="x", **options):
    """Return the grammar in a BNF text or in bytes."""
    return notation.read(notation.decode(text, name), "bnf", **options)


def report(text, **options):
    """Return what comes of a BNF text: its rules and warnings, or its mistakes as they are printed."""
    try:
        return shown(read(text, **options))
    except NotationError as error:
        return str(error)


def shown(grammar):
    """Return the rules, docs and warnings of a grammar, a line each."""
    lines = []
    for rule in grammar.rules:
        name = rule.name if rule.name.isidentifier() else f"<{rule.name}>"
        lines += [f"# {line}".rstrip() for line in (rule.doc or "").splitlines()]
        lines.append(f"{name} = {expression(rule.body)}")
    for warning in grammar.warnings:
        if not warning.message.startswith("no rule is called"):
            lines.append(f"{warning.place(grammar.source).removeprefix('x:')} {warning.message}")
    return "\n".join(lines)


def expression(expr, inside=0):
    """Return how an expression is written; `inside` a choice (1), a sequence (2) or a repetition (3)."""
    match expr:
        case Terminal(text):
            return json.dumps(text, ensure_ascii=False)
        case Nonterminal(name):
            return name if name.replace("'", "").isidentifier() else f"<{name}>"
        case Range(first, last):
            return f'"{first}".."{last}"'
        case Prose(text):
            return f"?{text}?"
        case Empty():
            return "ε"
        case Sequence(items):
            text = " ".join(expression(item, 2) for item in items)
            return f"({text})" if inside > 1 else text
        case Choice(alternatives):
            text = " | ".join(expression(item, 1) for item in alternatives)
            return f"({text})" if inside else text
        case Repetition(item, least, most):
            bounds = f"{least}" if least == most else f"{least},{'' if most is None else most}"
            sign = _SIGNS.get((least, most)) or f"{{{bounds}}}"
            return expression(item, 3) + sign
    raise AssertionError(expr)


def names(grammar):
    return [rule.name for rule in grammar.rules]
