"""Where a literal without an end is told, and what is not told besides."""

from __future__ import annotations

import pytest

from railroad import notation
from railroad.errors import NotationError

# The sign ^ stands before the quote that a person would give a partner.
LITERALS = {
    "bnf": ['a ::= ^"b | "c" | "d"', 'a ::= "b" | ^"c | "d"', 'a ::= "b" | "c" | ^"d', 'a ::= ( "b" | ^"c )'],
    "w3c": ["a ::= 'b' ('+' | ^'- ) 'c'", "a ::= ^'b c? 'd'", 'a ::= "b" ^"c "d" e*'],
    "iso": ['a = [ ^": b ], "=", c ;', 'a = "b" | "c" | ^"d | "e" ;', 'a = "b", ^"c;'],
    "abnf": ['a = 1*(b / "c" / ^"d)', 'a = ^"b / "c" / "d"', 'a = %s"b" ^"c "d"'],
    "wsn": ['a = b ^"= c "." .', 'a = { "b" | ^"c } .'],
    "lark": ['a: ^"{ [b ("," b)*] "}"', 'a: "b"i | ^"c | "d"i'],
    "peggy": ['a = "b" (^", @c)*'],
    "pest": ['a = { "b" ~ (^"c ~ d)? }'],
    "yacc": ["%%\na: 'b' ^'c 'd' ;"],
    "antlr4": ["grammar A;\na : 'b' ^'c 'd' ;"],
    "nearley": ['a -> "b" ^"c "d"'],
}


@pytest.mark.parametrize(
    ("name", "marked"), [(name, marked) for name, texts in LITERALS.items() for marked in texts]
)
def test_a_literal_is_told_where_its_end_is_missing(name, marked):
    place = marked.index("^")
    with pytest.raises(NotationError) as caught:
        notation.read(notation.decode(marked.replace("^", "", 1), "x"), name)
    (told,) = caught.value.diagnostics
    assert told.message == f"the literal after this {marked[place + 1]} is not closed"
    assert told.span == (place, place + 1)


def test_what_stands_in_other_rules_is_told_all_the_same():
    with pytest.raises(NotationError) as caught:
        notation.read(notation.decode('a ::= ( "b" | "c )\nd ::= [ e\nf ::= "g\n', "x"), "w3c")
    assert [told.span.start for told in caught.value.diagnostics] == [14, 25, 35]


def test_a_long_line_costs_little():
    text = "a ::= " + '"b" | ' * 20_000 + '"c'
    with pytest.raises(NotationError) as caught:
        notation.read(notation.decode(text, "x"), "w3c")
    assert caught.value.diagnostics[0].span.start == len(text) - 2
