"""A rule without its name: told at the definer, whatever stands before."""

from __future__ import annotations

import pytest

from railroad import notation
from railroad.errors import NotationError

# The sign ^ stands before the definer that lacks a name.
NAMELESS = {
    "bnf": [
        '<a> ::= "x" | <b>\n\n^::= "y"\n<c> ::= "z"',
        '<a> ::= "x"\n        <b>\n\n   ^::= "y"\n<c> ::= "z"',
        'a ::= "x" | b\n  ^::= "y"\nc ::= "z"',
    ],
    "w3c": ['a ::= "x" | b\n^::= "y"\nc ::= "z"', '[1] a ::= b\n[2] ^::= "y"', 'a\n  ::= "x" b\n  ^::= "y"'],
    "iso": ['a = "x" | b ;\n^= "y" ;'],
    "wsn": ['a = "x" | b .\n ^= "y" .'],
    "abnf": ['a = "x" / b\n^= "y"', 'a = 1*DIGIT\n  ; c\n\n^= "y"', 'a = x\n    b\n  ^= "y"\nc = "z"'],
    "rbnf": ['<a> ::= "x" <b>\n\n^::= "y"\n', '<a> ::= <x>\n        <b>\n\n   ^::= "y"\n<c> ::= "z"'],
    "sql": ["<a> ::=\n    X\n  | <b>\n\n^::= Y\n"],
    "peg": ["a <- 'x' b\n  ^<- 'y'\nc <- 'z'"],
    "peggy": ["a\n  = 'x' b\n  ^= 'y'\nc 'C'\n  = 'z'"],
    "pegen": ["a: 'x' b\n^: 'y'\n"],
    "lark": ['a: "x" b\n^: "y"\n'],
}
NAMED = {
    "bnf": ['<a>\n  ::= <b>\n<b>\n::= "y"', '<a> ::= <b>\n  <b>\n     ::= "y"'],
    "w3c": ["a\n::= b\nb ::= c"],
    "abnf": ["a\n = b\nb\n = a", "  a = b\n  b\n    = a"],
    "rbnf": ['<a>\n::= <b>\n<b>\n ::= "y"'],
    "peggy": ["a\n  = b\nb 'B'\n  = 'z'"],
}


def cases(table):
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "marked"), cases(NAMELESS))
def test_it_is_told_at_the_definer(name, marked):
    with pytest.raises(NotationError) as caught:
        notation.read(notation.decode(marked.replace("^", "", 1), "x"), name)
    assert caught.value.diagnostics[0].span.start == marked.index("^")


@pytest.mark.parametrize(("name", "text"), cases(NAMED))
def test_a_definer_may_begin_the_line_after_its_name(name, text):
    assert [rule.name for rule in notation.read(notation.decode(text, "x"), name).rules] == ["a", "b"]


@pytest.mark.parametrize("name", ["wsn", "go"])
def test_a_rule_without_its_definer_is_no_prose(name):
    text = 'a = b { c } .\nb c [ "x" ] .\nThis is prose (with a note).\nc = "y" .\n'
    with pytest.raises(NotationError) as caught:
        notation.read(notation.decode(text, "x"), name)
    assert str(caught.value).startswith('x:2:3: expected "=" after "b"')
