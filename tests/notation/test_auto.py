"""Which notation a text is in, where nobody says."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import railroad
from railroad import notation
from railroad.errors import NotationError
from railroad.notation.dialect_sniff import sniff
from railroad.notation.signs import look
from railroad.source import Source

_FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")
_FOLDERS = {
    "abnf": {"abnf"},
    "antlr4": {"antlr4"},
    "bnf": {"bnf", "sql"},
    "cpython-peg": {"pegen"},
    "iso-ebnf": {"iso"},
    "lark": {"lark"},
    "other-nearley": {"nearley"},
    "other-peg": {"peg"},
    "other-peggy": {"peggy"},
    "other-pest": {"pest"},
    "w3c-ebnf": {"w3c"},
    "wirth": {"wsn", "go"},
    "yacc": {"yacc", "lemon"},
}

SHORT = {
    "bnf": ["<a b> ::= <c> | x", "a ::= b\nb ::= 'x'", "E -> T E'\nE' -> + T E' | ε"],
    "sql": ["<a> ::= <b> [ { <comma> <b> }... ]\n<comma> ::= ,\n<b> ::= !! See the rules."],
    "rbnf": ["<a> ::= <b> [ <c> ] ( <d> | <e> )..."],
    "w3c": ["a ::= b* c? /* [1] */\nb ::= [a-z#x20] - 'x'", "[1] a ::= (b | c)+\n[2] b ::= #x9"],
    "iso": ["a = b, { c } ;\nb = 'x' ;", "(* x *) line one = 3 * 'x', ? any ? ;"],
    "wsn": ['A = { B } [ "x" ] .\nB = """" .'],
    "go": ['A = { B } [ "x" ] .\nB = "a" … "z" .', "A = `x` | B ."],
    "abnf": ["a = 1*b / %x41-5A ; comment\nb = DIGIT", 'a = b [ c ]\na =/ "x" / *( d )'],
    "peg": ["A <- B / C*\nB <- !. [a-z]", "x ← 'y' z"],
    "peggy": ["a = b:c* { return b; } / [^x]i\nc = 'x' !.", "{{ x }}\na = @b '/' $c\nb = c / d"],
    "pegen": ["a[t]: b=','.c+ { b }\nc: 'x' | \"y\"", "@class X\na:\n    | b NEWLINE\n    | c\n"],
    "pest": ['a = { b ~ c* }\nb = @{ "x" | ASCII_DIGIT }', "a = _{ SOI ~ (b | c) ~ EOI }"],
    "yacc": ["%token A\n%%\na: b { f(); } | c ;\n%%\nint main() {}"],
    "lemon": ["%token_type {int}\nprogram ::= expr(A). { f(A); }\nexpr(A) ::= NUM(B). { A = B; }"],
    "antlr4": ["grammar X;\na : b+ | c ;\nB : [a-z]+ -> skip ;", "lexer grammar L;\nA : 'x' ;"],
    "lark": ["?a: b* -> c\nB: /x/i\n%import common.NUMBER", '_list{x}: x ("," x)*\nstart: _list{A}\nA: "a"i'],
    "nearley": ["@builtin 'x.ne'\na -> b:+ {% id %}\n  | null"],
    "json": ['{"format": "railroad-grammar", "version": 1, "rules": []}'],
}


@pytest.mark.parametrize(
    ("expected", "text"), [(name, text) for name, texts in SHORT.items() for text in texts]
)
def test_a_look_tells_the_notation(expected, text):
    assert next(iter(look(text).likely)) == expected


_CODE = "".join(
    f"static int f{i}(char (*g)(int), T *p)\n{{\n  p->x = {i};\n  y = *p;\n}}\n" for i in range(60)
)


def test_code_round_a_grammar_of_yacc_tells_nothing():
    grammar = "%token A\n%%\nlist: list A { x = (*g)(1); }\n | A\n {\n  y = 1;\n  z = 2;\n }\n ;\n"
    assert next(iter(look(f"%{{\n{_CODE}%}}\n{grammar}%%\n{_CODE}").likely)) == "yacc"


def auto(text, name="x"):
    return notation.read(Source(name, text), "auto")


def test_the_grammar_says_what_it_was_read_as_and_why():
    grammar = auto("A <- B / 'x'\nB <- C D")
    assert grammar.notation == "peg"
    assert grammar.reason.startswith("peg: 2 rules, 2 names without a rule")
    assert notation.read(Source("x", "A <- 'x'"), "peg").reason is None


def test_it_is_the_default():
    assert railroad.read("a = @{ b ~ 'a'..'z' }\nb = { \"x\" }").notation == "pest"
    assert railroad.read('a ::= "x" | b\nb ::= "y"').notation == "bnf"


def test_a_clear_text_loads_one_reader():
    code = (
        "import sys, railroad\n"
        "railroad.read('A <- B / C*\\nB <- !. [a-z]\\nC <- A')\n"
        "print(*sorted(name for name in sys.modules if name.startswith('railroad.notation.')))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "railroad.notation.peg_lexer" in out
    assert not any(f"railroad.notation.{other}" in out.split() for other in ("bnf", "peggy", "w3c", "iso"))


def test_what_parts_pages_is_white_space_where_it_is_in_the_notation():
    assert auto("%token A\n%%\na: A ;\n\f\nb: a ;\n").notation == "yacc"
    with pytest.raises(NotationError) as caught:
        auto("<a> ::= <b>\n\f\n<b> ::= <a>\n")
    assert str(caught.value).startswith("x:2:1: U+000C is a control character")


def test_the_suffix_is_a_hint():
    text = "a: b\nb: 'x'"
    assert auto(text, "x.gram").notation == "pegen"
    assert auto(text, "x.bnf").notation == "bnf"


def test_the_suffix_is_not_the_judge():
    assert auto("A <- B*\nB <- [a-z] !.", "x.bnf").notation == "peg"


def test_mistakes_are_those_of_the_likeliest_notation():
    rules = "".join(f"r{i} = {{ r{i + 1} ~ 'a'..'z' }}\n" for i in range(20))
    with pytest.raises(NotationError) as caught:
        auto(rules + 'r20 = { ( }\nr21 = { "x" }\n')
    (told,) = caught.value.diagnostics
    assert str(caught.value).startswith('x:21:9: this "(" is not closed')
    assert told.hint == "this reads as pest; if it is in another notation, name that"


SLIPS = {
    "a = %xGG": "1:7",
    "a = %x5A-41": "1:5",
    'a = ( "x" / "y"\nb = "z"': "1:5",
    'a = { "x";\nb = "y";': "1:5",
    '<a> ::= [ "x"\n<b> ::= "y"': "1:9",
    "a ::= [z-a]": "1:8",
    "a ::= #xGG": "1:7",
    'a = "x" ;\r\nb = ( "y" ;\r\n': "2:5",
}


@pytest.mark.parametrize(("text", "place"), SLIPS.items())
def test_a_slip_is_told_though_the_text_could_be_in_a_dialect_or_a_more_lenient_notation(text, place):
    with pytest.raises(NotationError) as caught:
        auto(text)
    assert str(caught.value).startswith(f"x:{place}: ")


def test_mistakes_in_all_rules_are_no_slips():
    found = auto("\n".join(f"r{i} = a {{ b }} [ c ] 'x' ;" for i in range(9)).replace("=", "→"))
    assert len(found.rules) == 9


def test_no_more_notations_are_tried_than_are_allowed():
    text = "a = " + "%x" * 100
    said = [railroad.pipeline.read(text, "auto", "x", trials=trials).reason for trials in (None, 3, 2)]
    assert [len(words.split("; ")) for words in said] == [6, 3, 2]
    assert said[2].startswith("go: 1 rule")
    with pytest.raises(NotationError, match="this reads as abnf"):
        railroad.pipeline.read(text, "auto", "x", trials=1)


@pytest.mark.parametrize("text", ["", "\n", "nothing here is a rule", "# only a comment"])
def test_a_text_without_rules_is_refused(text):
    with pytest.raises(NotationError) as caught:
        auto(text)
    assert str(caught.value).startswith("x:1:1: ")


AGAINST_ALL = "/* See http://a/b/[rev]\n * disabled A_B\n * in b,  c+ and d, for the same reason\n"


def test_a_text_that_is_unlike_each_notation_is_refused_by_the_one_it_is_least_unlike():
    assert look(AGAINST_ALL).likely
    with pytest.raises(NotationError) as caught:
        auto(AGAINST_ALL)
    assert str(caught.value).startswith('x:1:1: the comment "/*" is not closed')


def test_a_look_at_anything_takes_linear_time():
    for unit in (
        "a",
        "a ",
        "a\n",
        '"',
        "'",
        "(*",
        "/*",
        "[",
        "{",
        "<",
        "a=",
        "a ::= ",
        "%",
        "| ",
        "; ",
        ". ",
        "-",
        "@",
        "`",
    ):
        look(unit * (100_000 // len(unit)))


def corpus():
    known = [
        pytest.param(path, wanted & set(notation.NOTATIONS), id=f"{folder}/{path.name}")
        for folder, wanted in _FOLDERS.items()
        for path in sorted((_FOLDER / "open" / folder).glob("*"))
        if wanted & set(notation.NOTATIONS)
    ]
    return known or [pytest.param(None, None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))]


def test_nearly_all_real_grammars_are_told_from_each_other():
    files = [each.values for each in corpus() if each.values[0] is not None]
    if not files or not {"w3c", "iso", "abnf", "yacc"} <= set(notation.NOTATIONS):
        pytest.skip("RAILROAD_CORPUS names no corpus")
    wrong = []
    for path, wanted in files:
        expected = _FOLDER / "expected" / "open" / path.parent.name / f"{path.name}.rules"
        try:
            found = auto(notation.decode(path.read_bytes(), "x").text)
        except NotationError as error:
            if not any(f"this reads as {name};" in str(error) for name in wanted):
                wrong.append(path.name)
            continue
        names = [rule.name for rule in found.rules]
        if found.notation not in wanted and names != expected.read_text(encoding="utf-8").splitlines():
            wrong.append(path.name)
    assert len(wrong) <= 0.03 * len(files), wrong


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a ::= b" + unit * 8000
            for unit in (" ", "\t", "(*", "/*", "::=", "[:", "->", '\\"', "\\'", "\n ")
        ),
        *(
            opening + unit * 8000
            for opening in ("a[", "[", "a = ")
            for unit in ("a-", "-a", "\t", "→", "b = ")
        ),
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_looking_takes_time_that_grows_with_the_text_and_not_with_its_square(text):
    def seconds(part: str) -> float:
        best = 99.0
        for _ in range(3):
            start = time.process_time()
            look(part)
            sniff(part)
            best = min(best, time.process_time() - start)
        return best

    whole = seconds(text)
    assert whole < 0.3 or whole / seconds(text[: len(text) // 4]) < 4 * 2.5


def test_nearly_all_broken_grammars_are_broken_at_the_same_place_when_nobody_says_what_they_are_in():
    cases = sorted((_FOLDER / "invalid").glob("*/*.txt"))
    if not cases:
        pytest.skip("RAILROAD_CORPUS names no corpus")
    wrong = []
    for path in cases:
        verdict, *places = path.with_suffix(".expect").read_text(encoding="utf-8").splitlines()
        places = [line.split()[1] for line in (verdict, *places) if line.startswith(("error", "also"))]
        try:
            notation.read(notation.decode(path.read_bytes(), "x"), "auto")
            right = not verdict.startswith("error")
        except NotationError as error:
            place = error.diagnostics[0].place(error.source).removeprefix("x:")
            right = verdict != "ok" and (place in places or not verdict.startswith("error"))
        if not right:
            wrong.append(f"{path.parent.name}/{path.name}")
    assert len(wrong) <= 0.05 * len(cases), wrong


def test_a_text_of_signs_that_no_notation_shares_may_be_in_a_dialect():
    text = (
        "_digit: '0'-'9' ;\n!space: ' ' ;\n<< import \"x\" >>\n"
        'Program\n    : number\n    | "empty"\n    ;\nnumber: _digit {_digit} ;\n'
    )
    grammar = auto(text)
    assert grammar.notation == "dialect"
    assert [rule.name for rule in grammar.rules] == ["_digit", "!space", "Program", "number"]
