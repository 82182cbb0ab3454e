"""How the tests of the PEG readers write a grammar down.

a = "text" i"x" b ['a'-'z' !'b'] . ?prose? ε $       leaves: i: case does not matter, $: the end of the input
a = (x / y)? z* w{2,3} [w % ","]+ &x !x              a separator follows %
a = @x label:x ^ «{ code }»                          marks, labels, cut, code
"""

from __future__ import annotations

import json

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Code,
    Cut,
    Empty,
    EndOfInput,
    Labelled,
    Lookahead,
    Marked,
    Nonterminal,
    Prose,
    Range,
    Repetition,
    Sequence,
    Terminal,
)

NOTATIONS = ("peg", "pegen", "peggy", "pest")
_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}


def read(text, name, **options):
    """Return the grammar in a text or in bytes, in the notation of a name."""
    return notation.read(notation.decode(text, "x"), name, **options)


def report(text, name):
    """Return what comes of a text: its rules and warnings, or its mistakes as they are printed."""
    try:
        return shown(read(text, name))
    except NotationError as error:
        return str(error)


def shown(grammar):
    """Return the rules, docs, remarks and warnings of a grammar, a line each."""
    lines = []
    for number, rule in enumerate(grammar.rules):
        lines += [remark_line(remark) for remark in grammar.remarks if remark.before == number]
        lines += [f"# {line}".rstrip() for line in (rule.doc or "").splitlines()]
        lines.append("".join(f"{part} " for part in head(rule)) + f"= {expression(rule.body)}")
        lines += [f"  # {line}" for comment in rule.comments for line in comment.text.splitlines()]
    lines += [remark_line(remark) for remark in grammar.remarks if remark.before == len(grammar.rules)]
    lines += [f"import {each.name} from {each.origin}" for each in grammar.imports]
    for warning in grammar.warnings:
        lines.append(f"{warning.place(grammar.source).removeprefix('x:')} {warning.message}")
    return "\n".join(lines)


def head(rule):
    yield rule.name
    yield from rule.modifiers
    if rule.display is not None:
        yield json.dumps(rule.display, ensure_ascii=False)


def remark_line(remark):
    return f"{remark.kind}: {'⏎'.join(remark.text.splitlines())}"


def expression(expr, inside=0):
    """Return how an expression is written; `inside` a choice (1), a sequence (2) or something closer (3)."""
    match expr:
        case Terminal(text, case):
            return ("i" if case == "fold" else "") + json.dumps(text, ensure_ascii=False)
        case Nonterminal(name):
            return name
        case Range(first, last):
            return "-".join(
                f"'{each}'".encode("utf-8", "backslashreplace").decode() for each in (first, last)
            )
        case Class(name):
            return f"{{{name}}}"
        case Characters(members, negated, case):
            sign = ("i" if case == "fold" else "") + ("^" if negated else "")
            return f"{sign}[{' '.join(map(expression, members))}]"
        case Any():
            return "."
        case EndOfInput():
            return "$"
        case Prose(text):
            return f"?{text}?"
        case Empty():
            return "ε"
        case Cut():
            return "^"
        case Code(text, kind):
            return f"«{'' if kind == 'action' else kind + ' '}{text}»"
        case Sequence(items):
            text = " ".join(expression(item, 2) for item in items)
            return f"({text})" if inside > 1 else text
        case Choice(alternatives, ordered=True):
            text = " / ".join(expression(item, 1) for item in alternatives)
            return f"({text})" if inside else text
        case Repetition(item, least, most, separator):
            bounds = f"{least}" if least == most else f"{least},{'' if most is None else most}"
            sign = _SIGNS.get((least, most)) or f"{{{bounds}}}"
            if separator is not None:
                return f"[{expression(item)} % {expression(separator)}]{sign}"
            return expression(item, 3) + sign
        case Lookahead(item, negative):
            return f"{'!' if negative else '&'}{expression(item, 3)}"
        case Labelled(label, item):
            return f"{label}:{expression(item, 3)}"
        case Marked(mark, item):
            return f"{mark}({expression(item)})"
    raise AssertionError(expr)


def names(grammar):
    return [rule.name for rule in grammar.rules]
