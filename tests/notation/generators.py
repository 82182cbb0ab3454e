"""How the tests of the readers of parser generators' files write a grammar down.

rule = "text" name ε . [a-z] /re/ $end   leaves; `name(x, y)` is a call
       x? x* x+ x{2,5} x*?               repetition; the last is lazy
       label:x  any-but(x)  {code}       labelled; exception; code, an attribute as ‹code›
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
    Empty,
    EndOfInput,
    Exclusion,
    Labelled,
    Nonterminal,
    Range,
    Regex,
    Repetition,
    Sequence,
    Terminal,
)

_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}


def read(text, name, load=None):
    """Return the grammar in a text or in bytes."""
    return notation.read(notation.decode(text, "x"), name, load=load)


def report(text, name):
    """Return what comes of a text: its rules and warnings, or its mistakes as they are printed."""
    try:
        return shown(read(text, name))
    except NotationError as error:
        return str(error)


def shown(grammar):
    """Return the rules, docs, remarks and warnings of a grammar, a line each."""
    lines = []
    for i, rule in enumerate(grammar.rules):
        lines += [f"@ {line}" for line in remarks(grammar, i)]
        lines += [f"# {line}".rstrip() for line in (rule.doc or "").splitlines()]
        head = " ".join([*rule.modifiers, rule.name]) + (
            f"({', '.join(rule.parameters)})" if rule.parameters else ""
        )
        kind = "" if rule.kind == "rule" else f" ({rule.kind})"
        lines.append(f"{head}{kind} = {expression(rule.body)}")
        lines += [f"  # {comment.text}" for comment in rule.comments]
    lines += [f"@ {line}" for line in remarks(grammar, len(grammar.rules))]
    lines += [f"external {each.name} from {each.origin}" for each in grammar.imports]
    lines += [
        f"{warning.place(grammar.source).removeprefix('x:')} {warning.message}"
        for warning in grammar.warnings
        if not warning.message.startswith("no rule is called")
    ]
    return "\n".join(lines)


def remarks(grammar, before):
    return [" ".join(each.text.split()) for each in grammar.remarks if each.before == before]


def expression(expr, inside=0):
    """Return how an expression is written; `inside` a choice (1), a sequence (2) or a repetition (3)."""
    match expr:
        case Terminal(text, case):
            return json.dumps(text, ensure_ascii=False) + ("i" if case == "fold" else "")
        case Nonterminal(name, arguments):
            return f"{name}({', '.join(map(expression, arguments))})" if arguments else name
        case Range(first, last):
            return f"{json.dumps(first)}..{json.dumps(last)}"
        case Class(name):
            return name
        case Characters(members, negated, case):
            sign = "i" if case == "fold" else ""
            return f"[{'^' * negated}{' '.join(map(expression, members))}]{sign}"
        case Any():
            return "."
        case EndOfInput():
            return "$end"
        case Regex(pattern, flags):
            return f"/{pattern}/{flags}"
        case Empty():
            return "ε"
        case Code(text, kind):
            return {"action": "{%s}", "predicate": "{%s}?", "attribute": "‹%s›"}[kind] % " ".join(
                text.split()
            )
        case Exclusion(item, exception):
            return f"{expression(item, 3)}-but({expression(exception)})"
        case Labelled(label, item):
            return f"{label}:{expression(item, 3)}"
        case Sequence(items):
            text = " ".join(expression(item, 2) for item in items)
            return f"({text})" if inside > 1 else text
        case Choice(alternatives):
            text = " | ".join(expression(item, 1) for item in alternatives)
            return f"({text})" if inside else text
        case Repetition(item, least, most, lazy=lazy):
            bounds = f"{least}" if least == most else f"{least},{'' if most is None else most}"
            sign = _SIGNS.get((least, most)) or f"{{{bounds}}}"
            return expression(item, 3) + sign + "?" * lazy
    raise AssertionError(expr)


def names(grammar):
    return [rule.name for rule in grammar.rules]
