"""What holds for any text whatever: a grammar or an error, both with places; any depth."""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from railroad.errors import NotationError
from railroad.grammar import Choice, Range, Repetition, Sequence, Terminal, walk
from railroad.notation import decode
from railroad.notation.bnf_shadow import cast
from railroad.notation.bnf_style import sniff
from railroad.notation.lines import level
from tests.notation.support import names, read, shown

SIGNS = re.findall(
    r"\S+",
    """
    <a> <b> <b_c> <a(<b>)> < > <> <= <x x> a b x E' 0 12 é 漢 😀 $x a.b
    "x" 'y' "\\"" " ' ` ´ ‘ ’ “ ” « » \\ "" '' "z".."a" "a".."z" [a-z] [^"] /re/ ... .. … . ,
    ::= := = : -> → | || ( ) [ ] { } * + ? {2} {2,3} {,4} {5 {0} ε λ <empty> epsilon
    ; ; # // -- --> (* *) /* */
    """,
)
BLANKS = ["", "", " ", " ", "  ", "\n", "\n", "\n  ", "\r\n", "\r", "\t", "\ufeff", "\xa0"]
BEGINNINGS = ["", "<a> ::= ", "a ::= ", 'a = "q" ', "<a> ::= <b> | ", 'x: "q" ']

soup = st.tuples(
    st.sampled_from(BEGINNINGS),
    st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(BLANKS)), max_size=30),
).map(lambda parts: parts[0] + "".join(sign + blank for sign, blank in parts[1]))

GRAMMARS = [
    '# JSON\n<value> ::= "{" [<pair> {"," <pair>}] "}" | \'x\'\n<pair> ::= "\\"" <value>* "\\""\n',
    "<e> ::= <e> + <e> | f(<e>,\n  <e>) | x[0]\n<op> ::= < | <= | <>\n",
    "E → T E'\nE' → '+' T E' | ε ; T → F\n",
    'a: b\n  | c "d"...\n  ;\n\nb: /* e */ [0-9]+ ;\n',
    'x ::= <any "char"> {y}{2,3} (* c *) // d\n  ::= z\n',
]


@st.composite
def broken(draw):
    """Return a grammar after a few accidents."""
    text = draw(st.sampled_from(GRAMMARS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 5))
        text = text[:at] + draw(st.sampled_from(["", *SIGNS, *BLANKS])) + text[at + length :]
    return text


def check(data, extensions="auto"):
    """Check what must hold for whatever is read."""
    try:
        source = decode(data, "x")
        grammar = read(data, extensions=extensions)
    except NotationError as error:
        assert error.source is not None
        size = len(error.source.text)
        for found in error.diagnostics:
            assert found.severity == "error"
            assert 0 <= found.span.start <= found.span.end <= size
        assert str(error).startswith("x:")
        return
    size = len(source.text)
    assert grammar.rules
    assert len(set(names(grammar))) == len(grammar.rules)
    for rule in grammar.rules:
        assert 0 <= rule.span.start <= rule.name_span.start <= rule.name_span.end <= rule.span.end <= size
        assert " ".join(source.text[slice(*rule.name_span)].strip("<>").split()) == rule.name
        for node in walk(rule.body):
            check_node(node, size)
    for warning in grammar.warnings:
        assert warning.severity == "warning"
        assert 0 <= warning.span.start <= warning.span.end <= size


def check_node(node, size):
    assert 0 <= node.span.start <= node.span.end <= size
    match node:
        case Terminal(text):
            assert text
        case Range(first, last):
            assert len(first) == len(last) == 1
            assert first <= last
        case Sequence(parts) | Choice(parts):
            assert len(parts) > 1
        case Repetition(_, least, most):
            assert most is None or most >= max(least, 1)


@settings(max_examples=400, deadline=None)
@given(soup | broken(), st.sampled_from(["auto", "auto", "on", "off"]))
@example('"x"\n"y" ::= <a', "auto")
@example("<a> ::= (|", "on")
def test_any_signs_are_read_or_refused_at_a_place(text, extensions):
    check(text, extensions)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80))
def test_anything_is_read_or_refused_at_a_place(data):
    check(data)


@settings(max_examples=200, deadline=None)
@given(soup | broken())
def test_a_shadow_is_as_long_as_its_text(text):
    plain = level(text)
    assert len(plain) == len(text)
    shadow = cast(plain, sniff(plain))
    assert len(shadow.text) == len(text)
    assert [i for i, c in enumerate(plain) if c == "\n"] == [
        i for i, c in enumerate(shadow.text) if c == "\n"
    ] or ('"' in text)


@pytest.mark.parametrize("depth", [10_000, 60_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [("(", ")"), ('[ "a" ', "]"), ('{"a" ', "}"), ("((", ")? )+"), ('( "a" | ', ")"), ("", "+")],
)
def test_any_depth_is_read(depth, opening, closing):
    grammar = read(f'<a> ::= {opening * depth} "x" {closing * depth}')
    assert sum(node == Terminal("x") for node in walk(grammar.rules[0].body)) == 1


def test_what_is_left_open_is_told_once():
    with pytest.raises(NotationError) as caught:
        read("<a> ::= " + "(" * 10_000 + '"x"')
    assert str(caught.value).startswith('x:1:9: this "(" is not closed, nor are 9,999 more after it')
    assert len(caught.value.diagnostics) == 1


UNITS = re.findall(
    r"\S+",
    """
    ␣ ⏎ ⇥ ( [ { < " ' ` ‘ “ \\ | * + ? ; $ ) ] || (| (␣) (] (␣[␣ ␣]| {1 {1, {1} ?␣a␣ ... "a".. ε␣ 漢 漢'
    # ␣# ␣#␣| // ␣-- /* (* *) (*␣ ⏎(*␣x␣*) ;␣ ␣;␣x |;x ⏎;␣c ⏎#␣c /a ␣/[ [a [a-z [^
    <a <a␣ <a> <␣ <a(<b> <"<" a a␣ a- a. a' a'␣ 'a' "a ``a\'\' \'\'\' \\" "\\" \\' \\\\ "\\\""
    ::= a␣::=␣ ;␣a␣=␣ a: ⏎a: ⏎a ⏎|␣ ⏎<a> ⏎<a>␣::=␣"x" ⏎"x" ⏎␣a␣=␣b
    """,
)


@pytest.mark.parametrize(
    "beginning", ["", "<a> ::= ", '<a> ::= "q" ', 'a = "q" '], ids=["", "text", "quoted", "bare"]
)
def test_whatever_is_repeated_is_read_or_refused(beginning):
    """No pattern runs away; how the time grows is for benchmarks/growth.py."""
    for unit in UNITS:
        unit = unit.replace("␣", " ").replace("⏎", "\n").replace("⇥", "\t")
        try:
            read(beginning + unit * (4_000 // len(unit)))
        except NotationError as error:
            assert str(error).startswith("x:")


def test_threads_do_not_mind_one_another():
    texts = [f'<a{i}> ::= "x{i}" (<b{i}> | {{"y"}})+ | [ "z" ]\n<b{i}> ::= {i}' for i in range(40)]
    expected = [shown(read(text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: shown(read(text)), texts)) == expected


def test_a_grammar_within_other_noise_is_read_the_same_twice():
    rng = random.Random(1)
    for _ in range(20):
        text = "\n".join(rng.sample(GRAMMARS, 3))
        try:
            assert shown(read(text)) == shown(read(text))
        except NotationError as error:
            with pytest.raises(NotationError) as again:
                read(text)
            assert str(again.value) == str(error)
