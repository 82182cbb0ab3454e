"""What holds for any text in the notations of PEGs: a grammar or an error, with places; any depth."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from railroad.errors import NotationError
from railroad.grammar import (
    Characters,
    Choice,
    Nonterminal,
    Range,
    Repetition,
    Sequence,
    Terminal,
    walk,
)
from railroad.notation import decode
from tests.notation.pegs import NOTATIONS, names, read, shown

SIGNS = re.findall(
    r"\S+",
    r"""
    a b c1 _ __ a-b - $a é 漢 😀 a.b import from as memo PUSH PUSH( PEEK POP ANY SOI EOI ASCII_DIGIT NEWLINE
    <- ← = : := ::= -> | / ~ & && ! $ @ @a: a: a= a[t]= # #t= ^ ^"x" . .. , ; ' " ` \ %% %{ %} % < > ↑
    "x" 'y' "x"i 'y'i "" '' "\n" "\u0041" '\x41' "\q" "\u{110000}" '\uD83D\uDE00' """
    + '"""d""" '
    r"""
    [a-z] [^a-z]i [^] [] [z-a] [\]] [\p{L}] [[:alpha:]] [ ] [x] ( ) { } {} {{ }} { x } &{x} !{x} @{x} {2} {2,}
    {,3} {3,2} {0} |2| |..| |1..2, |x| 'a'..'z' 'z'..'a' * + ? *? ','.a+ (memo) [t]: a: a[t]: a(memo):
    //c /* */ /* ///d //! @x @x"y" 'x\
    """,
)
BLANKS = ["", "", " ", " ", "  ", "\n", "\n", "\n  ", "\r\n", "\r", "\t", "\u2028", "\ufeff", "\xa0"]
BEGINNINGS = {
    "peg": ["", "a <- ", "a <- b / ", "a = "],
    "pegen": ["", "a: ", "a:\n  | b\n  | ", "a[t] (memo): "],
    "peggy": ["", "a = ", 'a "A" = b / ', "{ x }\na = "],
    "pest": ["", "a = { ", "a = @{ b | ", "a = { b ~ "],
}
GRAMMARS = {
    "peg": r"""# A sum.
Sum <- Product ('+' / "-"i) [^a-z\]]* { add(); } &{ ok } !.
Product <- < [0-9]+ > # n
%%
""",
    "pegen": r"""@header 'x'
# A sum.
a[t*] (memo):
    | x[t]=','.b+ &&':' { {x} } # n
    | ~ [b | "k"] !('c') $
b: c
""",
    "peggy": r"""{{ x }}
import { q as r } from './x.js'
// A sum.
a "A" = x:b|2..4, ','| @(r / $[^a-z]i+)* { x } / &{ y } .
b = 'x'i;
""",
    "pest": r"""//! d
/// A sum.
a = @{ #t = b{2,4} ~ (^"x" | 'a'..'z')? ~ !PUSH(c) ~ PEEK[0..-1] } // n
b = { "\u{41}\n" }
""",
}


@st.composite
def texts(draw):
    """Return a notation, and a text that begins like one in it, or a grammar after a few accidents."""
    notation = draw(st.sampled_from(NOTATIONS))
    if draw(st.booleans()):
        parts = draw(st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(BLANKS)), max_size=30))
        beginning = draw(st.sampled_from(BEGINNINGS[notation]))
        return notation, beginning + "".join(sign + blank for sign, blank in parts)
    text = GRAMMARS[draw(st.sampled_from([notation, notation, *NOTATIONS]))]
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 5))
        text = text[:at] + draw(st.sampled_from(["", *SIGNS, *BLANKS])) + text[at + length :]
    return notation, text


def check(data, notation):
    """Check what must hold for whatever is read."""
    try:
        source = decode(data, "x")
        grammar = read(data, notation)
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
    assert grammar.notation == notation
    assert len(set(names(grammar))) == len(grammar.rules)
    for rule in grammar.rules:
        assert 0 <= rule.span.start <= rule.name_span.start <= rule.name_span.end <= rule.span.end <= size
        assert source.text[slice(*rule.name_span)] == rule.name
        for node in walk(rule.body):
            check_node(node, source.text)
        for comment in rule.comments:
            assert comment.text
            assert 0 <= comment.span.start < comment.span.end <= size
    for remark in grammar.remarks:
        assert 0 <= remark.before <= len(grammar.rules)
        assert 0 <= remark.span.start < remark.span.end <= size
    for warning in grammar.warnings:
        assert warning.severity == "warning"
        assert 0 <= warning.span.start <= warning.span.end <= size


def check_node(node, text):
    assert 0 <= node.span.start <= node.span.end <= len(text)
    match node:
        case Terminal(literal):
            assert literal
        case Nonterminal(name):
            assert text[slice(*node.span)] == name
        case Range(first, last):
            assert len(first) == len(last) == 1
            assert first <= last
        case Characters(members):
            assert members
        case Sequence(parts):
            assert len(parts) > 1
        case Choice(parts, ordered):
            assert len(parts) > 1
            assert ordered
        case Repetition(_, least, most):
            assert most is None or most >= max(least, 1)


@settings(max_examples=600, deadline=None)
@given(texts())
@example(("pegen", '"""'))
@example(("pest", 'a = { "\n'))
def test_any_signs_are_read_or_refused_at_a_place(pair):
    notation, text = pair
    check(text, notation)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80) | st.text(max_size=80), st.sampled_from(NOTATIONS))
def test_anything_is_read_or_refused_at_a_place(data, notation):
    check(data, notation)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_grammar_is_read_the_same_in_lines_of_every_kind(notation):
    text = GRAMMARS[notation]
    assert len({shown(read(text.replace("\n", end), notation)) for end in ("\n", "\r\n", "\r")}) == 1


DEEP = {
    "peg": ("a <- ", ["(…)", "!(…)", "(b / …)", "(…)*"]),
    "pegen": ("a: ", ["(…)", "[…]", "(b | …)*", "[b | …]"]),
    "peggy": ("a = ", ["(…)", "$(…)", "(b / …)", "b|1.., …|"]),
    "pest": ("a = { ", ["(…)", "PUSH(…)", "(b ~ …)", "(b | …)*", "!…"]),
}


@pytest.mark.parametrize("depth", [20_000])
@pytest.mark.parametrize(
    ("notation", "brackets"), [(each, one) for each, (_, all_) in DEEP.items() for one in all_]
)
def test_any_depth_is_read(notation, brackets, depth):
    opening, closing = brackets.split("…")
    start = time.process_time()
    end = " }" if notation == "pest" else ""
    grammar = read(f'{DEEP[notation][0]}{opening * depth} "x" {closing * depth}{end}', notation)
    assert sum(node == Terminal("x") for node in walk(grammar.rules[0].body)) == 1
    assert time.process_time() - start < 10


@pytest.mark.parametrize("notation", NOTATIONS)
def test_what_is_left_open_is_told_once(notation):
    beginning = DEEP[notation][0]
    end = " }" if notation == "pest" else ""
    with pytest.raises(NotationError) as caught:
        read(beginning + "(" * 10_000 + '"x"' + end, notation)
    place = f"x:1:{len(beginning) + 1}"
    assert str(caught.value).startswith(f'{place}: this "(" is not closed, nor are 9,999 more after it')
    assert len(caught.value.diagnostics) == 1


OPENERS = [
    *(
        "(",
        "[",
        "{",
        "&{",
        "|{",
        "|",
        "{{",
        "PUSH(",
        "a={",
        "a[",
        "<",
        "%{",
        "a:",
        "'",
        '"',
        '"\\',
        '"""',
        "/*",
    ),
    *("/*\n", '"\n', '\\"\n', "{\n", "{'\n", "[\n", "a: ", "a <- ", "[\\p{L}]", "import {", "@x ", "'a'.."),
]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_whatever_is_repeated_is_read_or_refused(notation):
    """No search is made in vain more than a few times."""
    for beginning in BEGINNINGS[notation][:2]:
        for opener in OPENERS:
            start = time.process_time()
            try:
                read(beginning + opener * (6_000 // len(opener)), notation)
            except NotationError as error:
                assert str(error).startswith("x:")
            assert time.process_time() - start < 3, opener
