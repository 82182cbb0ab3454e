"""Our ABNF reader against the `abnf` of PyPI: both read the same rules, with the same alternatives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Choice, Nonterminal, Prose, Repetition, Terminal, children, walk

abnf = pytest.importorskip("abnf", reason="the package abnf is not installed")

FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")
FILES = sorted((FOLDER / "open" / "abnf").glob("*"))
SAMPLES = [
    'a = "x" / *2b [ c ] / 1*( d / %x41-5A )\nb = %d13.10 %s"Y"\nc = <prose>\n',
    "d = e\n    / f ; comment\n      g\n",
    'date-time = 4DIGIT "-" 2DIGIT\nA = ""\na =/ "b" / (c)\n',
]


def theirs(text):
    """Return the rules that the other reader finds, a name and counts each; None if it refuses."""
    if not text.endswith("\n"):
        text += "\n"
    text = "\r\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    try:
        tree, end = abnf.parser.ABNFGrammarRule("rulelist").parse(text, 0)
    except abnf.ParseError:
        return None
    if end != len(text):
        return None
    return [counts_of(node) for node in tree.children if node.name == "rule"]


def counts_of(rule):
    name = next(node.value for node in nodes(rule) if node.name == "rulename")
    found = {"slashes": 0, "names": -1, "options": 0, "repeats": 0, "literals": 0, "prose": 0}
    kinds = {
        "rulename": "names",
        "option": "options",
        "repeat": "repeats",
        "char-val": "literals",
        "num-val": "literals",
        "prose-val": "prose",
    }
    for node in nodes(rule):
        if node.name in kinds:
            found[kinds[node.name]] += 1
        elif node.name == "alternation":
            found["slashes"] += sum(child.name == "concatenation" for child in node.children) - 1
    return name, found


def nodes(node):
    todo = [node]
    while todo:
        each = todo.pop()
        yield each
        todo.extend(reversed(each.children))


def ours(text):
    """Return the same counts of our reader, of each rule; None of one with a warning inside.

    What a warning is about, a count of 0 or a number that is no character, is one node for us.
    """
    grammar = notation.read(notation.decode(text, "x"), "abnf")
    odd = [each.span.start for each in grammar.warnings if not each.message.startswith("no rule is called")]
    return {
        rule.name.lower(): None
        if any(rule.span.start <= at < rule.span.end for at in odd)
        else measure(rule.body)
        for rule in grammar.rules
    }


def measure(body):
    found = {"slashes": 0, "names": 0, "options": 0, "repeats": 0, "literals": 0, "prose": 0}
    for node in walk(body):
        match node:
            case Choice(alternatives):
                found["slashes"] += len(alternatives) - 1
            case Nonterminal():
                found["names"] += 1
            case Repetition() if node.is_optional and node.separator is None:
                found["options"] += 1
            case Repetition():
                found["repeats"] += 1
            case Prose():
                found["prose"] += 1
            case Terminal():
                found["literals"] += 1
            case _ if not children(node):
                found["literals"] += 1  # a range, or nothing at all: ""
    return found


def merged(rules):
    """Return the counts of all definitions of a name together."""
    found = {}
    for name, counts in rules:
        key = name.lower()
        if key in found:
            found[key] = {each: found[key][each] + counts[each] for each in counts}
            found[key]["slashes"] += 1
        else:
            found[key] = dict(counts)
    return found


@pytest.mark.parametrize("text", SAMPLES, ids=range(len(SAMPLES)))
def test_both_read_the_same(text):
    assert ours(text) == merged(theirs(text))


@pytest.mark.parametrize(
    "path",
    FILES or [pytest.param(None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))],
    ids=lambda path: path and path.name,
)
def test_both_read_the_same_of_a_real_grammar(path):
    text = path.read_bytes().decode()
    others = theirs(text)
    if others is None:
        pytest.skip("the other reader refuses it")
    try:
        found = ours(text)
    except NotationError as error:
        pytest.fail(str(error))
    expected = merged(others)
    assert list(found) == list(expected)
    for name in expected:
        assert found[name] is None or close(found[name], expected[name]), name


def close(one, other):
    """Return whether counts are the same; ``*1x`` is an option for us."""
    same = {**one, "options": 0, "repeats": one["options"] + one["repeats"]}
    return same == {**other, "options": 0, "repeats": other["options"] + other["repeats"]}
