"""What each way to write ABNF means, and what is said of mistakes."""

from __future__ import annotations

import pytest

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Nonterminal, Prose, Terminal
from tests.notation.trees import trees


def read(text, **options):
    return notation.read(notation.decode(text, "x"), "abnf", **options)


def bodies(text):
    return [tree for _, _, tree in trees(read(text))]


READINGS = {
    "a = b / c d": ["alt", ["ref", "b"], ["seq", ["ref", "c"], ["ref", "d"]]],
    "a = (b c) d": ["seq", ["seq", ["ref", "b"], ["ref", "c"]], ["ref", "d"]],
    "a = 2*3(b / c)": ["rep", 2, 3, ["alt", ["ref", "b"], ["ref", "c"]]],
    "a = *1b": ["opt", ["ref", "b"]],
    "a = #b": ["rep", 0, None, ["ref", "b"], ["t", ","]],
    "a = 2#3c": ["rep", 2, 3, ["ref", "c"], ["t", ","]],
    "a = b | c": ["alt", ["ref", "b"], ["ref", "c"]],
    "a := b": ["ref", "b"],
    "a ::= b": ["ref", "b"],
    "<a b> = b": ["ref", "b"],
    'a\n = "x"': ["ti", "x"],
    "a = (\nb\n)": ["ref", "b"],
    "a = b /\nc": ["alt", ["ref", "b"], ["ref", "c"]],
    "a = %x21-%x2B": ["range", "!", "+"],
    "a = %28-5B": ["range", "(", "["],
    "a = %X41 %D65 %B1000001": ["seq", ["code", 16, [65]], ["code", 10, [65]], ["code", 2, [65]]],
    "a = 1* b": ["rep", 1, None, ["ref", "b"]],
    "a = &b !c d": ["seq", ["and", ["ref", "b"]], ["not", ["ref", "c"]], ["ref", "d"]],
    "a = 0b c": ["seq", ["empty"], ["ref", "c"]],
    "a = %xD800-DFFF": ["prose", "%xD800-DFFF"],
    "a = <x; \"y> ; c": ["prose", 'x; "y'],
    'a = "\\" "\'"': ["seq", ["ti", "\\"], ["ti", "'"]],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READINGS.items())
def test_it_reads(text, expected):
    assert bodies(text) == [expected]


def test_names_are_the_same_in_any_case_and_spelt_as_first_defined():
    grammar = read("a = B digit\nb = A Digit foo\nFOO-bar = FOO\n")
    assert [rule.name for rule in grammar.rules] == ["a", "b", "FOO-bar"]
    first, second, third = (rule.body for rule in grammar.rules)
    assert first.items == (Nonterminal("b"), Nonterminal("DIGIT"))
    assert [item.spelling for item in first.items] == ["B", "digit"]
    assert second.items == (Nonterminal("a"), Nonterminal("DIGIT"), Nonterminal("foo"))
    assert third == Nonterminal("foo")


def test_core_rules_are_external_unless_they_are_defined():
    grammar = read("a = ALPHA DIGIT nobody\nDIGIT = %x30-39\n")
    assert [(each.name, each.origin) for each in grammar.imports] == [("ALPHA", "RFC 5234, appendix B.1")]
    assert [warning.message for warning in grammar.warnings] == ['no rule is called "nobody"']


def test_what_is_added_belongs_to_the_first_definition():
    grammar = read("; one\na = b ; x\nc = d\n; two\nA =/ e / f ; y\n")
    assert [rule.name for rule in grammar.rules] == ["a", "c"]
    assert grammar.rules[0].doc == "one\ntwo"
    assert [comment.text for comment in grammar.rules[0].comments] == ["x", "y"]
    assert len(grammar.rules[0].body.alternatives) == 3


def test_comments_belong_to_what_they_stand_at():
    grammar = read(
        "; Title\n; ====\n\n; about a\na = b ; beside\n    ; below\n\n    / c\n      ; last\n\n"
        "; free\n\n;; about d\nd = e\n; end\n"
    )
    first, second = grammar.rules
    assert (first.doc, second.doc) == ("about a", "about d")
    assert [comment.text for comment in first.comments] == ["beside", "below", "last"]
    assert [(remark.kind, remark.text, remark.before) for remark in grammar.remarks] == [
        ("heading", "Title", 0),
        ("prose", "free", 1),
        ("prose", "end", 2),
    ]


def test_prose_and_page_heads_between_rules_are_passed_over_and_told():
    grammar = read(
        "a = b\n\nSmith   Standards Track   [Page 7]\n\nRFC 9999   Things   May 2024\n\n"
        "This is what the rule says.\n\nc = d\n"
    )
    assert [rule.name for rule in grammar.rules] == ["a", "c"]
    assert [remark.text for remark in grammar.remarks] == ["This is what the rule says."]
    messages = [each.message for each in grammar.warnings if not each.message.startswith("no rule")]
    assert messages == [
        "the head or foot of a page, or the caption of a figure, is passed over (2 times)",
        "these lines are taken for prose between rules",
    ]


def test_single_quotes_are_a_slip_or_a_habit():
    with pytest.raises(NotationError, match="x:1:5: single quotes are not of RFC 5234"):
        read("a = 'x'")
    assert read("a = 'x' 'y'").rules[0].body.items == (Terminal("x", "exact"), Terminal("y", "exact"))
    assert read("a = 'x'", extensions="on").rules[0].body == Terminal("x", "exact")
    with pytest.raises(NotationError):
        read("a = 'x' 'y'", extensions="off")


def test_counts_that_are_no_counts_stay_as_they_are_written():
    assert read("a = 12345678901*b").rules[0].body == Prose("12345678901*b")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end):
    text = end.join(["a = b ; c", "    / d", "", "e = f", ""])
    assert trees(read(text)) == trees(read("a = b / d\ne = f"))
    with pytest.raises(NotationError, match="x:4:6"):
        read(end.join(["a = b ; c", "    / d", "", "e = f )", ""]).replace("f )", "f)"))


MISTAKES = {
    "a = b c = d": ['x:1:7: the rule "c" does not begin on a line of its own'],
    "my rule = b": ['x:1:4: expected "=" after "my"'],
    '"x" = b': ['x:1:1: a literal, "x", can\'t be defined'],
    "a = ( )": ['x:1:7: there is nothing between the brackets "(" and ")"'],
    "a = 1*": ['x:1:7: there is no element after "1*"'],
    "a = 1*2*b": ['x:1:8: there is no element after "1*2"'],
    "a =": ['x:1:4: the rule "a" has no elements'],
    "a = b //": ['x:1:8: there is nothing before this "/"'],
    "a = { b }": ['x:1:5: "{" is no sign of ABNF', 'x:1:9: "}" is no sign of ABNF'],
    "a = %": ['x:1:5: there is nothing after "%"'],
    "a = %x-41": ['x:1:7: there is no number before "-"'],
    "a = %x41-42-43": ["x:1:12: a range has two ends"],
    "a = (b\nc = d)\ne = /\nf = 3*2g\n/ h": [
        'x:1:5: this "(" is not closed',
        'x:2:6: this ")" closes nothing',
        'x:3:5: there is nothing before this "/"',
        "x:4:5: 3 is more than 2",
        'x:5:1: this "/" begins a line that is not indented',
    ],
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items())
def test_every_mistake_is_told_at_its_place(text, expected):
    with pytest.raises(NotationError) as caught:
        read(text)
    assert [line for line in str(caught.value).splitlines() if line.startswith("x:")] == expected


def told(text):
    return [
        diagnostic.place(grammar.source) + " " + diagnostic.message
        for grammar in [read(text)]
        for diagnostic in grammar.warnings
    ]


def test_words_may_go_on_over_lines_as_in_older_standards():
    text = 'a = <any character\n     but these> b\nb = <"> / c\n'
    assert bodies(text)[0] == ["seq", ["prose", "any character but these"], ["ref", "b"]]
    assert 'x:1:5 the words after "<" end on their line in RFC 5234' in told(text)
    assert read(text).rules[1].name_span == (text.index("b = "), text.index("b = ") + 1)


@pytest.mark.parametrize("text", ['a = <any\nb = "x"', 'a = <any\n  b = "x" / <y>', "a = <any\n\n  thing>"])
def test_words_without_an_end_are_told_where_they_begin(text):
    with pytest.raises(NotationError) as caught:
        read(text)
    assert str(caught.value).startswith('x:1:5: the words after this "<" have no ">"')


def test_a_comment_in_place_of_elements_is_taken_for_them():
    assert bodies("a = ; any number\n    ; of rules\nb = a") == [
        ["prose", "any number of rules"],
        ["ref", "a"],
    ]
    assert told("a = ; any\nb = a") == ["x:1:1 this rule has no elements; its comment is taken for them"]


@pytest.mark.parametrize("text", ["a =\n; about b\nb = a", "a = ;\nb = a", "a =\nb = a"])
def test_a_rule_without_elements_is_a_mistake(text):
    with pytest.raises(NotationError) as caught:
        read(text)
    assert str(caught.value).startswith('x:1:4: the rule "a" has no elements')


def test_the_caption_of_a_figure_is_passed_over():
    text = '  a = b\n     / c\n\n        Figure 1: The Syntax\n\n  b = "x"\n'
    assert [rule.name for rule in read(text).rules] == ["a", "b"]
