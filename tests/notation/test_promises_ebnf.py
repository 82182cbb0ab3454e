"""What holds for any text whatever in the EBNF family: a grammar or an error, both with places; any depth."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad import notation
from railroad.errors import NotationError, OptionError
from railroad.grammar import Characters, Choice, Range, Repetition, Sequence, Terminal, walk
from railroad.notation.dialect import Dialect, check, read_dialect_file
from railroad.notation.dialect_sniff import sniff
from railroad.source import Source
from tests.notation.support import names

HEADS = {"w3c": "a ::= ", "iso": "a = ", "wsn": "a = ", "go": "a = ", "dialect": "a = "}
TAILS = {"w3c": "", "iso": " ;", "wsn": " .", "go": " .", "dialect": " ;"}
each = pytest.mark.parametrize("name", HEADS)

SIGNS = re.findall(
    r"\S+",
    r"""
    a b a-b a.b <a> <b x 0 12 1a é 漢 😀 "x" 'y' `z` "\"" '"' "" '' " ' ` “x” “ ::= := = : → <- | / ! , ; .
    .. ... … ( ) [ ] { } (/ /) (: :) (*) (/) * + ? ** ++ - & $ ^x << >> \\ == @terminals @pass <?TOKENS?> <?
    ?> #x20 #xD800 #xGG [a-z] [^"] [z-a] [] [12] (3) 1. [http://a/b] /* */ (* *) // # -- ;; /re/ 3* 0* \ ~ ε
    ==== "a".."z" "z".."a" "\x41".."\x5A" 'a'-'z' A::= b=
    """,
)
BLANKS = ["", "", " ", " ", "\n", "\n", "\n  ", "\r\n", "\r", "\t", "\ufeff", "\xa0", "\u2028"]
soup = st.tuples(
    st.sampled_from(["", *HEADS.values(), 'a = "q" ;\n']),
    st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(BLANKS)), max_size=30),
).map(lambda parts: parts[0] + "".join(sign + blank for sign, blank in parts[1]))


def attempt(data, name):
    """Check what must hold for whatever is read."""
    try:
        source = notation.decode(data, "x")
        grammar = notation.read(source, name)
    except NotationError as error:
        size = len(error.source.text)
        assert all(found.severity == "error" for found in error.diagnostics)
        assert all(0 <= found.span.start <= found.span.end <= size for found in error.diagnostics)
        assert str(error).startswith("x:")
        return
    size = len(source.text)
    assert len(set(names(grammar))) == len(grammar.rules)
    assert grammar.rules or grammar.remarks  # a text of comments alone has no rules
    for rule in grammar.rules:
        assert 0 <= rule.span.start <= rule.name_span.start <= rule.name_span.end <= rule.span.end <= size
        for node in (*walk(rule.body), *rule.comments):
            assert 0 <= node.span.start <= node.span.end <= size
            check_node(node)
    for remark in grammar.remarks:
        assert 0 <= remark.span.start <= remark.span.end <= size
        assert 0 <= remark.before <= len(grammar.rules)
    for warning in grammar.warnings:
        assert warning.severity == "warning"
        assert 0 <= warning.span.start <= warning.span.end <= size


def check_node(node):
    match node:
        case Terminal(text):
            assert text
        case Range(first, last):
            assert len(first) == len(last) == 1
            assert first <= last
        case Sequence(parts) | Choice(parts):
            assert len(parts) > 1
        case Characters(members):
            assert members
        case Repetition(_, least, most):
            assert most is None or most >= max(least, 1)


@each
@settings(max_examples=150, deadline=None)
@given(text=soup)
def test_any_signs_are_read_or_refused_at_a_place(name, text):
    attempt(text, name)


@each
@settings(max_examples=80, deadline=None)
@given(data=st.binary(max_size=80) | st.text(max_size=80))
def test_anything_is_read_or_refused_at_a_place(name, data):
    attempt(data, name)


NESTS = [("(", ")"), ("[", "]"), ("{", "}"), ("( a | ", ")"), ("{ a ", "}")]


@pytest.mark.parametrize("name", [name for name in HEADS if name != "w3c"])
@pytest.mark.parametrize(("opening", "closing"), NESTS)
def test_any_depth_is_read(name, opening, closing):
    text = HEADS[name] + opening * 20_000 + ' "x" ' + closing * 20_000 + TAILS[name]
    grammar = notation.read(Source("x", text), name)
    assert sum(node == Terminal("x") for node in walk(grammar.rules[0].body)) == 1


def test_any_depth_is_read_in_w3c():
    grammar = notation.read(Source("x", "a ::= " + "(" * 20_000 + "'x'" + ")?" * 20_000), "w3c")
    assert sum(node == Terminal("x") for node in walk(grammar.rules[0].body)) == 1


UNITS = [
    *SIGNS, "\n", " ", "(a", "a)", "a ", "a\n", "a,", "/* */ ", "\n/* /* */\n", "(* (* *) ", '\\"',
    "\n[1] a = ", "\na = b;", "[a", "?a",
]  # fmt: skip


@each
def test_whatever_is_repeated_is_read_or_refused_soon(name):
    for beginning in ("", HEADS[name]):
        for unit in UNITS:
            text = beginning + unit * (2_000 // len(unit))
            start = time.process_time()
            attempt(text, name)
            assert time.process_time() - start < 5, unit


@each
def test_five_mistakes_are_told_at_once(name):
    head, tail = HEADS[name][1:], TAILS[name]
    text = "\n".join(f"{rule}{head}) {tail}" for rule in "abcde")
    with pytest.raises(NotationError) as caught:
        notation.read(Source("x", text), name)
    assert [caught.value.source.position(each.span.start).line for each in caught.value.diagnostics] == [
        1, 2, 3, 4, 5,
    ]  # fmt: skip


@each
def test_comments_go_where_they_belong(name):
    opening, closing = ("(*", "*)") if name in ("iso", "wsn") else ("/*", "*/")
    head, tail = HEADS[name][1:], TAILS[name]
    text = (
        f"{opening} ==== Values ==== {closing}\n\n"
        f"{opening} First. {closing}\na{head}'x' {opening} inside {closing} 'y'{tail}\n"
        f"\n{opening} Prose\n   of two lines. {closing}\n\nb{head}a{tail} {opening} after {closing}\n"
    )
    grammar = notation.read(Source("x", text), name)
    assert [rule.doc for rule in grammar.rules] == ["First.", None]
    assert [[comment.text for comment in rule.comments] for rule in grammar.rules] == [["inside"], ["after"]]
    assert [(remark.kind, remark.text, remark.before) for remark in grammar.remarks] == [
        ("heading", "Values", 0),
        ("prose", "Prose\nof two lines.", 1),
    ]


@pytest.mark.parametrize("name", ["iso", "wsn", "go", "dialect"])
def test_the_fences_of_markdown_are_left_out(name):
    head, tail = HEADS[name][1:], TAILS[name]
    comma = "," * (name == "iso")
    fenced = f"```ebnf\na{head}b{comma}\n```\n  'c'{tail}\n```\n\n``` {name}\nb{head}'x'{tail}\n```"
    grammar = notation.read(Source("x", fenced), name)
    plain = notation.read(Source("x", f"a{head}b{comma} 'c'{tail}\nb{head}'x'{tail}\n"), name)
    assert grammar.rules == plain.rules
    assert [rule.doc for rule in grammar.rules] == [None, None]
    assert grammar.remarks == ()


# Descriptions of dialects.


def test_a_dialect_comes_from_toml():
    dialect = read_dialect_file(
        Source(
            "d.toml", 'definers = ["→", "->"]\noption = ["[ ]", "(/ /)"]\ndoubled = true\nquotes = "\' \'"\n'
        )
    )
    assert dialect == Dialect(
        definers=("→", "->"), option=(("[", "]"), ("(/", "/)")), doubled=True, quotes=(("'", "'"),)
    )


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("definers = 3", "1:1", "definers: this is not a sign or a list of signs"),
        ('x = 1\n', "1:1", 'a dialect has no "x"'),
        ('\ndefiner = "="', "2:1", 'a dialect has no "definer"'),
        ('option = "["\n', "1:1", None),
        ('repetition = "[ ]"', "1:1", 'repetition: "[" has a use already: option'),
        ('definers = "is"', "1:1", 'definers: "is" is no sign'),
        ("definers = []", "1:1", "definers: there is none"),
        ("doubled = 'yes'", "1:1", "doubled: this is not true or false"),
        ("undefined = 'x'", "1:1", 'undefined: "x" is no choice'),
        ("a = = b", "1:5", None),
    ],
)  # fmt: skip
def test_a_wrong_description_is_told_at_its_place(text, place, message):
    with pytest.raises(OptionError) as caught:
        read_dialect_file(Source("d.toml", text))
    found = caught.value.diagnostics[0]
    assert found.place(caught.value.source) == f"d.toml:{place}"
    assert message is None or found.message == message


@settings(max_examples=150, deadline=None)
@given(text=soup)
def test_the_signs_that_are_found_can_be_told_apart(text):
    check(sniff(text))
