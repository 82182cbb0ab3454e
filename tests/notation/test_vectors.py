"""The vectors: for each notation, texts with the trees that must come out, or the words for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from railroad import notation
from railroad.errors import NotationError
from railroad.grammar import Code, Repetition, Sequence, Terminal, walk
from railroad.notation.dialect import Dialect
from tests.notation.vectors import rules, tree

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))

SAME = {"iso": {"special": "prose"}}
"""For each notation, the words of the trees that mean one node of ours."""


def read(text, name, **options):
    return notation.read(notation.decode(text, "x"), name, **options)


def renamed(expected, name):
    """Return an expected tree with its words as our trees have them."""
    if isinstance(expected, list):
        words = SAME.get(name, {})
        if expected and isinstance(expected[0], str):
            return [words.get(expected[0], expected[0]), *(renamed(each, name) for each in expected[1:])]
        return [renamed(each, name) for each in expected]
    return expected


TREES = [vector for vector in VECTORS if vector["expect"] is not None]


@pytest.mark.parametrize("vector", TREES, ids=[vector["id"] for vector in TREES])
def test_a_text_gives_its_tree(vector):
    expected = renamed(vector["expect"], vector["notation"])
    assert sets_flat(rules(read(vector["input"], vector["notation"]))) == sets_flat(expected)


def sets_flat(node):
    """Return a tree whose classes list their members after the sign, however they were nested."""
    if not isinstance(node, list):
        return node
    if node and node[0] == "set":
        members = node[2] if len(node) == 3 and isinstance(node[2], list) else node[2:]
        return ["set", node[1], members]
    return [sets_flat(each) for each in node]


REFUSED = [vector for vector in VECTORS if vector["error"]]


@pytest.mark.parametrize("vector", REFUSED, ids=[vector["id"] for vector in REFUSED])
def test_a_wrong_text_is_refused(vector):
    with pytest.raises(NotationError):
        read(vector["input"], vector["notation"])


# What the vectors say in words.


def words(id):
    return next(vector for vector in VECTORS if vector["id"] == id)


def test_repetitions_with_separators():
    assert rules(read(words("w3c-06")["input"], "w3c"))[0][2] == [
        "seq",
        ["rep", 0, None, ["ref", "B"], ["t", ","]],
        ["rep", 1, None, ["ref", "C"], ["t", ","]],
    ]


def test_a_typographic_quote_is_a_mistake_with_a_hint():
    with pytest.raises(NotationError) as caught:
        read(words("kgt-err")["input"], "iso")
    first = caught.value.diagnostics[0]
    assert first.span.start == words("kgt-err")["input"].index("“")
    assert "straight quotes" in first.hint


def test_numbers_sections_and_passes_of_the_rdf_grammars():
    grammar = read(words("wild-01")["input"], "w3c")
    assert rules(grammar) == [
        ["rule", "importDecl", ["seq", ["t", "IMPORT"], ["ref", "IRIREF"]]],
        ["rule", "block", ["ref", "a"]],
    ]
    assert [rule.kind for rule in grammar.rules] == ["token", "token"]
    assert [comment.text for comment in grammar.rules[0].comments] == ["note"]
    assert [remark.text for remark in grammar.remarks] == ["@terminals", "@pass ::= [ #x9]+"]


def test_numbered_rules_of_step():
    assert rules(read(words("wild-08")["input"], "wsn")) == [["rule", "ABS", ["t", "abs"]]]


def test_notes_of_ebnf_studio():
    (rule,) = read(words("wild-09")["input"], "wsn").rules
    assert tree(rule.body) == [
        "seq",
        ["rep", 0, None, ["seq", ["ref", "label"], ["t", ":"]]],
        ["ref", "decl_"],
    ]
    assert [node.text for node in walk(rule.body) if isinstance(node, Code)] == ["\\LL:2\\"]


# Notations without a reader of their own that a dialect can say.

DIALECTS = {
    "generic": (
        "name = a { b } [ c ] ;",
        Dialect(undefined="rule"),
        [["rule", "name", ["seq", ["ref", "a"], ["rep", 0, None, ["ref", "b"]], ["opt", ["ref", "c"]]]]],
    ),
    "crafting-interpreters": (
        'list → "[" args? "]" ;\n',
        Dialect(definers=("→",), postfix_optional=("?",)),
        [["rule", "list", ["seq", ["t", "["], ["opt", ["ref", "args"]], ["t", "]"]]]],
    ),
    "braces-with-postfix": (
        "syntax = { rule }+ .\nx ::= { a }* ;",
        Dialect(
            definers=("=", "::="),
            terminators=(".", ";"),
            postfix_some=("+",),
            postfix_any=("*",),
            undefined="rule",
        ),
        [
            ["rule", "syntax", ["rep", 1, None, ["ref", "rule"]]],
            ["rule", "x", ["rep", 0, None, ["ref", "a"]]],
        ],
    ),
    "gocc": (
        "!whitespace : ' ' ;\n_letter : 'a'-'z' ;\nid : (_letter) {_idchar} ;",
        Dialect(definers=(":",), range=("-",), name_characters="!"),
        [
            ["rule", "!whitespace", ["t", " "]],
            ["rule", "_letter", ["range", "a", "z"]],
            ["rule", "id", ["seq", ["ref", "_letter"], ["rep", 0, None, ["ref", "_idchar"]]]],
        ],
    ),
    "python-docs": (
        'attributeref ::=  primary "." identifier\n'
        'lambda_expr  ::=  "lambda" [parameter_list] ":" expression\n'
        'longstringchar  ::=  <any source character except "\\">\ndigit ::= "0"..."9"',
        Dialect(definers=("::=",), terminators=()),
        [
            ["rule", "attributeref", ["seq", ["ref", "primary"], ["t", "."], ["ref", "identifier"]]],
            [
                "rule",
                "lambda_expr",
                [
                    "seq",
                    ["t", "lambda"],
                    ["opt", ["ref", "parameter_list"]],
                    ["t", ":"],
                    ["ref", "expression"],
                ],
            ],
            ["rule", "longstringchar", ["prose", 'any source character except "\\"']],
            ["rule", "digit", ["range", "0", "9"]],
        ],
    ),
    "python-grammar-2": (
        "file_input: (NEWLINE | stmt)* ENDMARKER\n# comment\nsmall_stmt: (expr_stmt | del_stmt |\n"
        "             pass_stmt)",
        Dialect(definers=(":",), terminators=(), postfix_any=("*",), undefined="rule"),
        [
            [
                "rule",
                "file_input",
                ["seq", ["rep", 0, None, ["alt", ["ref", "NEWLINE"], ["ref", "stmt"]]], ["ref", "ENDMARKER"]],
            ],
            ["rule", "small_stmt", ["alt", ["ref", "expr_stmt"], ["ref", "del_stmt"], ["ref", "pass_stmt"]]],
        ],
    ),
    "like-instaparse": (
        "S = A / B? / {C} [D]\nE ::= #'[a-z]+' ; (* c (* n *) *)\nA : epsilon.\n",
        Dialect(
            definers=("=", "::=", ":", ":="),
            terminators=(";", "."),
            alternation=("|",),
            ordered=("/",),
            postfix_optional=("?",),
            line_comments=(),
            block_comments=(("(*", "*)"),),
            nested_comments=True,
            empty=("epsilon", "ε"),
            quotes=(('"', '"'), ("'", "'"), ("#'", "'")),
        ),
        [
            [
                "rule",
                "S",
                [
                    "ord",
                    ["ref", "A"],
                    ["opt", ["ref", "B"]],
                    ["seq", ["rep", 0, None, ["ref", "C"]], ["opt", ["ref", "D"]]],
                ],
            ],
            ["rule", "E", ["t", "[a-z]+"]],
            ["rule", "A", ["empty"]],
        ],
    ),
}

UNREAD = {
    "instaparse": "hidden parts, both kinds of choice in one",
    "antlr3": "rewrites and syntactic predicates",
    "ixml": "marks before names, sets with several kinds of members",
    "javacc": "declaration blocks, calls, tokens in angle brackets with bodies",
    "xtext": "assignments before what they take",
    "rust-ref": "counts with names, suffixes, footnotes, ends by blank lines",
    "ecma262": "one alternative a line, parameters, guards",
    "ohm": "case names, parameters, rules within braces",
    "tree-sitter": "JSON, not text",
    "regex": "no rules",
    "css-vds": "no rules; && and ||",
    "docopt/man": "no rules",
    "macro_rules": "no names of rules",
    "cddl": "occurrence before the member, members with keys",
}
"""The other notations of the vectors, which have no reader, and what of theirs a dialect can't say."""


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_gives_its_tree(name):
    text, dialect, expected = DIALECTS[name]
    assert rules(read(text, "dialect", dialect=dialect)) == expected


@pytest.mark.parametrize("name", [name for name in DIALECTS if name != "like-instaparse"])
def test_the_signs_are_found(name):
    text, _, expected = DIALECTS[name]
    found = rules(read(text, "dialect"))
    assert [rule[:2] for rule in found] == [rule[:2] for rule in expected]
    assert shape(found) == shape(expected)


def shape(node):
    """Return a tree without what bare undefined words stand for."""
    if not isinstance(node, list):
        return node
    return "word" if node[0] in ("ref", "t") else [shape(each) for each in node]


def test_a_sequence_that_is_repeated():
    grammar = read('a = ("x" b)* ;', "dialect")
    assert grammar.rules[0].body == Repetition(Sequence((Terminal("x"), tree_of("b"))), 0, None)


def tree_of(name):
    from railroad.grammar import Nonterminal

    return Nonterminal(name)
