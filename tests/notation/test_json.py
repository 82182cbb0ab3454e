"""The interchange format: what is written is read back exactly, and mistakes are told where they stand."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad import grammar as g
from railroad import notation
from railroad.errors import NotationError
from railroad.notation.json_nodes import BY_NAME, NODES
from railroad.notation.write_json import write_json
from railroad.source import Source
from tests.strategies import grammars

SCHEMA = json.loads(files("railroad.notation").joinpath("grammar.schema.json").read_text(encoding="utf-8"))


def read(text):
    return notation.read(notation.decode(text, "x"), "json")


def everything(grammar):
    """Return all that a grammar says but for places, what equality leaves out included."""
    return (
        grammar.notation,
        [
            (r.name, r.kind, r.parameters, r.modifiers, r.display, r.doc, [c.text for c in r.comments])
            for r in grammar.rules
        ],
        [[spelt(node) for node in g.walk(rule.body)] for rule in grammar.rules],
        [rule.body for rule in grammar.rules],
        grammar.remarks,
        grammar.imports,
    )


def spelt(node):
    return type(node).__name__, getattr(node, "spelling", None), getattr(node, "quote", None)


@settings(max_examples=300, deadline=None)
@given(grammars())
def test_what_is_written_is_read_back_exactly(grammar):
    assert everything(read(write_json(grammar))) == everything(grammar)


@settings(max_examples=100, deadline=None)
@given(grammars(), st.integers(20, 200))
def test_any_json_parser_reads_it_and_the_width_changes_only_blanks(grammar, width):
    text = write_json(grammar, width=width)
    assert json.loads(text) == json.loads(write_json(grammar))


@settings(max_examples=100, deadline=None)
@given(grammars())
def test_what_is_written_keeps_to_the_schema(grammar):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(write_json(grammar)))


def test_the_schema_is_one():
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_and_the_reader_know_the_same_nodes_and_keys():
    named = {each["$ref"].rpartition("/")[2] for each in SCHEMA["$defs"]["node"]["oneOf"]}
    assert named == set(BY_NAME)
    for name, node in BY_NAME.items():
        said = SCHEMA["$defs"][name]
        assert set(said["properties"]) == {"type", *(key.name for key in node.keys)}
        assert set(said["required"]) == {"type", *(key.name for key in node.keys if key.needed)}
    assert set(NODES) == {
        kind for kind in vars(g).values() if isinstance(kind, type) and kind in g.Expr.__args__
    }


def test_any_depth_is_written_and_read():
    depth = 20_000
    body = g.Terminal("x")
    for at in range(depth):
        body = g.Repetition(body, at % 2, None)
    grammar = g.Grammar((g.Rule("a", body),), Source("x", ""), "bnf")
    text = write_json(grammar)
    assert len(text) < 400 * depth
    found = [spelt(node) for node in g.walk(read(text).rules[0].body)]
    assert found == [spelt(node) for node in g.walk(body)]


def rule(body):
    return f'{{"version": 1, "rules": [{{"name": "a",\n"body": {body}}}]}}'


MISTAKES = {
    "": 'x:1:1: expected a value, found the end',
    "[1, 2": 'x:1:1: this "[" is not closed',
    '{"version": 1}': 'x:1:1: a grammar needs the key "rules"',
    '{"version": 2, "rules": []}': "x:1:13: version 2 is not known here",
    '{"version": 1, "rules": []}': "x:1:1: there is no rule here",
    '{"version": 1, "rules": [{"nam": "a"}]}': 'x:1:26: a rule needs the key "name"',
    '{"version": 1,\n"rules": [,]}': 'x:2:11: expected a value, found ","',
    '{"version": 1, "version": 1}': 'x:1:16: the key "version" is there twice',
    '{"version": 1, "rules": [],}': 'x:1:28: expected a key in double quotes, found "}"',
    rule('{"type": "prose", "text": "\\ud800"}'): "x:2:35: half of a surrogate pair is no character",
    '"a\\q"': 'x:1:3: "\\q" is no escape of JSON',
    '"a\nb"': "x:1:1: this string is not closed on its line",
    rule('{"type": "terminl"}'): 'x:2:18: there is no type of node "terminl"',
    rule('{"type": "terminal"}'): 'x:2:9: the node terminal needs the key "text"',
    rule('{"type": "terminal", "text": ""}'): 'x:2:38: "text" has at least one character',
    rule('{"type": "terminal", "text": 1}'): "x:2:38: expected a string, found a number",
    rule('{"type": "range", "first": "b", "last": "a"}'): "x:2:9: this range runs backwards",
    rule('{"type": "any", "colour": 1}'): 'x:2:25: the node any has no key "colour"',
    rule('{"type": "choice", "alternatives": []}'): 'x:2:44: "alternatives" has at least 1',
    rule('{"type": "sequence", "items": [3]}'): "x:2:40: expected an object, found a number",
    rule('{"type": "repetition", "item": null, "least": 0}'): "x:2:40: expected an object, found null",
    rule('{"type": "repetition", "item": {"type": "any"}, "least": 3, "most": 2}'): (
        "x:2:9: least is 0 or more, most is least or more, and 1 or more"
    ),
    rule('{"type": "characters", "members": [{"type": "any"}]}'): (
        "x:2:53: a member is terminal, range or class"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items(), ids=range(len(MISTAKES)))
def test_a_mistake_is_told_where_it_stands(text, expected):
    with pytest.raises(NotationError) as caught:
        read(text)
    assert str(caught.value).split("\n")[0] == expected


def test_all_mistakes_are_told_at_once():
    with pytest.raises(NotationError) as caught:
        read('{"version": 1, "rules": [3, {"name": "a", "body": {"type": "x"}}, {"name": ""}]}')
    assert len(caught.value.diagnostics) == 3


def test_what_has_one_part_is_that_part():
    one = '{"type": "sequence", "items": [{"type": "choice", "alternatives": [{"type": "any"}]}]}'
    assert read(rule(one)).rules[0].body == g.Any()
    assert read(rule('{"type": "sequence", "items": []}')).rules[0].body == g.Empty()
