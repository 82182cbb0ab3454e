"""What is said of a whole grammar: rules defined twice, names without a rule, too many mistakes."""

from __future__ import annotations

import pytest

from railroad.errors import NotationError
from railroad.grammar import Choice, Terminal
from railroad.source import Span
from tests.notation.support import names, read


def told(grammar):
    return [(str(warning), warning.place(grammar.source)) for warning in grammar.warnings]


def test_a_rule_stands_at_its_first_place_with_all_alternatives():
    grammar = read('<a> ::= "x"\n<b> ::= <a>\n<a> ::= "y" | "z"\n<a> ::= "w" "v"')
    assert names(grammar) == ["a", "b"]
    assert isinstance(grammar.rules[0].body, Choice)
    assert len(grammar.rules[0].body.alternatives) == 4
    assert told(grammar) == [
        ('the rule "a" was already defined on line 1; this adds to its alternatives', "x:3:1"),
        ('the rule "a" was already defined on line 1; this adds to its alternatives', "x:4:1"),
    ]


def test_a_name_without_a_rule_is_told_once_at_its_first_use():
    grammar = read('<a> ::= "x" <cc>\n<b> ::= <digits> <cc> | <z>\n<digit> ::= "0"')
    assert told(grammar) == [
        ('no rule is called "cc"', "x:1:13"),
        ('no rule is called "digits"', "x:2:9"),
        ('no rule is called "z"', "x:2:25"),
    ]
    assert [warning.hint for warning in grammar.warnings] == [None, 'did you mean "digit"?', None]


def test_of_very_many_undefined_names_only_the_first_get_a_hint():
    names = " ".join(f"<rules{number}>" for number in range(2_000))
    hints = [warning.hint for warning in read(f"<rules> ::= {names}").warnings]
    assert hints[:100] == ['did you mean "rules"?'] * 100
    assert hints[-1] is None


def test_a_hint_does_not_mind_case():
    assert read("<Expr> ::= <EXPR>").warnings[0].hint == 'did you mean "Expr"?'


def test_warnings_are_in_the_order_of_their_places():
    grammar = read('a ::= b\na ::= "x" ; "y" | c\nb ::= d')
    spans = [warning.span for warning in grammar.warnings]
    assert spans == sorted(spans)
    assert len(spans) == 3


def test_mistakes_are_told_in_order_and_the_rest_are_counted():
    text = "".join(f'<r{i}> ::= "x" )\n' for i in range(250))
    with pytest.raises(NotationError) as caught:
        read(text)
    lines = [caught.value.source.position(found.span.start).line for found in caught.value.diagnostics]
    assert lines == [*range(1, 101), 100]
    assert caught.value.diagnostics[-1].message == "and 150 more errors"


def test_a_rule_knows_where_it_is_written():
    grammar = read('# doc\n  <a b> ::= "x"\n    | "y" ; # end\n\n<c> ::=\n')
    text = grammar.source.text
    a, c = grammar.rules
    assert text[slice(*a.span)] == '<a b> ::= "x"\n    | "y"'
    assert text[slice(*a.name_span)] == "<a b>"
    assert text[slice(*c.span)] == "<c> ::="
    assert a.doc == "doc"


def test_every_node_knows_where_it_is_written():
    (rule,) = read('<a> ::= "x" ( <b> | [ "y"+ ] ) {"z"} | ( | "0"..."9")').rules
    text = '<a> ::= "x" ( <b> | [ "y"+ ] ) {"z"} | ( | "0"..."9")'

    def written(expr):
        return text[slice(*expr.span)]

    first, second = rule.body.alternatives
    assert written(rule.body) == '"x" ( <b> | [ "y"+ ] ) {"z"} | ( | "0"..."9"'
    assert [written(item) for item in first.items] == ['"x"', '<b> | [ "y"+ ]', '"z"']
    assert written(first.items[1].alternatives[1]) == '[ "y"+ ]'
    assert written(first.items[1].alternatives[1].item) == '"y"+'
    assert [written(part) for part in second.alternatives] == ["", '"0"..."9"']
    assert second.alternatives[0].span == Span(40, 40)


def test_a_terminal_knows_its_quote():
    (rule,) = read("<a> ::= \"x\" 'y' ‘z’ w").rules
    assert [item.quote for item in rule.body.items] == ['"', "'", "‘", ""]


@pytest.mark.parametrize("text", ["", "\n\n   \n\t\n", "# only\n; comments", "\ufeff"])
def test_a_text_without_rules_is_refused_at_its_beginning(text):
    with pytest.raises(NotationError, match=r"^x:1:1: there is no rule here"):
        read(text)


@pytest.mark.parametrize(
    ("extensions", "text", "expected"),
    [("on", "<a> ::= [x]", "x"), ("off", '<a> ::= "x" | [', "["), ("auto", "<a> ::= [x]", "[x]")],
)
def test_the_option_overrules(extensions, text, expected):
    (rule,) = read(text, extensions=extensions).rules
    nodes = [rule.body, getattr(rule.body, "item", None), *getattr(rule.body, "alternatives", ())]
    assert Terminal(expected) in nodes
