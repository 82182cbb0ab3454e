"""What each way to write the BNF of SQL and RBNF means, and what is said of mistakes."""

from __future__ import annotations

import pytest

from railroad import notation
from railroad.errors import NotationError
from tests.notation.trees import trees


def read(text, name="sql"):
    return notation.read(notation.decode(text, "x"), name)


READINGS = {
    "<a> ::= B <c> ...": ["seq", ["t", "B"], ["rep", 1, None, ["ref", "c"]]],
    "<a> ::= { B | C }... D": ["seq", ["rep", 1, None, ["alt", ["t", "B"], ["t", "C"]]], ["t", "D"]],
    "<a> ::= [ B | C ]": ["opt", ["alt", ["t", "B"], ["t", "C"]]],
    "<a> ::=\n    B\n  | C": ["alt", ["t", "B"], ["t", "C"]],
    "<a> ::=\n  | B\n  | C": ["alt", ["t", "B"], ["t", "C"]],
    "<a> ::= ||": ["t", "||"],
    "<a> ::= <>": ["t", "<>"],
    "<a> ::= ...": ["t", "..."],
    "<a> ::= ??(": ["t", "??("],
    "<a> ::= [ | ]": ["alt", ["t", "["], ["t", "]"]],
    "<a> ::= B | {": ["alt", ["t", "B"], ["t", "{"]],
    "<a> ::= !! see the rules": ["prose", "see the rules"],
    "<a> ::= B | !! more": ["alt", ["t", "B"], ["prose", "more"]],
    "<a> ::= ...omitted...": ["prose", "omitted"],
    "<a> ::= <a\n b>": ["ref", "a b"],
    "<a> ::=\n\n  B\n\n  | C": ["alt", ["t", "B"], ["t", "C"]],
    "<a> ::= Part-(n)No": ["t", "Part-(n)No"],
    "<a> ::= B\n--@@ C\n  D": ["seq", ["t", "B"], ["t", "D"]],
}


@pytest.mark.parametrize(("text", "expected"), READINGS.items())
def test_it_reads(text, expected):
    assert trees(read(text)) == [["rule", "a", expected]]


def test_what_stands_between_rules_is_kept_in_order():
    grammar = read(
        "SQL\n===\n\n--p\nWords about <a>\n--/p\n\n--h2 First\n--/h2\n"
        "<a> ::= B !! note\n\nAnd so on.\n<c> ::= D\n"
    )
    assert [rule.name for rule in grammar.rules] == ["a", "c"]
    assert [(each.kind, each.text, each.before) for each in grammar.remarks] == [
        ("heading", "SQL", 0),
        ("prose", "Words about <a>", 0),
        ("heading", "First", 0),
        ("prose", "And so on.", 1),
    ]
    assert [comment.text for comment in grammar.rules[0].comments] == ["note"]


RBNF = {
    "<a> ::= <b> [<c>...] (<d> | <e>)...": [
        "seq",
        ["ref", "b"],
        ["opt", ["rep", 1, None, ["ref", "c"]]],
        ["rep", 1, None, ["alt", ["ref", "d"], ["ref", "e"]]],
    ],
    '<a> ::= "x" | <b> ; why': ["alt", ["t", "x"], ["ref", "b"]],
}


@pytest.mark.parametrize(("text", "expected"), RBNF.items())
def test_rbnf_reads(text, expected):
    assert trees(read(text, "rbnf")) == [["rule", "a", expected]]


MISTAKES = {
    "<a> ::= [ B": 'x:1:9: this "[" is not closed',
    "<a> ::= B ]": 'x:1:11: this "]" closes nothing',
    "<a> ::= { B ]": 'x:1:13: "]" does not close "{"',
    "<a> ::= B |": 'x:1:12: there is nothing after the last "|"',
    "<a> ::= B | | C": 'x:1:13: there is nothing before this "|"',
    "<a> ::= [ ] C": 'x:1:11: there is nothing between the brackets "[" and "]"',
    "<a> ::=\n<b> ::= C": "x:1:8: the rule <a> has no body",
    "<a> ::= B\n\n<c> D": 'x:3:5: expected "::=" after <c>',
    "<a ::= B": 'x:1:1: there is no ">" after <a',
    "<a> ::= <b": 'x:1:9: the name after this "<" has no ">"',
    "<a> ::= B\n\n::= C": 'x:3:1: there is no name before "::="',
    "<a> ::= B <c> ::= D": 'x:1:11: the rule "c" does not begin on a line of its own',
    "": "x:1:1: there is no rule here",
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items())
def test_a_mistake_is_told_at_its_place(text, expected):
    with pytest.raises(NotationError) as caught:
        read(text)
    assert str(caught.value).splitlines()[0] == expected


def test_prose_among_rbnf_is_a_mistake():
    with pytest.raises(NotationError, match="x:3:1: this belongs to no rule"):
        read("<a> ::= <b>\n\nwords\n", "rbnf")


def test_prose_stands_before_a_count_of_rules_though_names_come_again():
    grammar = read(
        "<a> ::= B\n\nOf the first rule, this is said.\n\n<a> ::= C\n\nAnd this is the end of it.\n"
    )
    assert [rule.name for rule in grammar.rules] == ["a"]
    assert [remark.before for remark in grammar.remarks] == [1, 1]


def test_the_caption_of_a_figure_is_prose():
    grammar = notation.read(
        notation.decode("<a> ::= <b>\n\n    Figure 1: A Message\n\n<b> ::= <c>\n", "x"), "rbnf"
    )
    assert [rule.name for rule in grammar.rules] == ["a", "b"]
    assert [(remark.kind, remark.text) for remark in grammar.remarks] == [("prose", "Figure 1: A Message")]
