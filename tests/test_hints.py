"""Where an author asks for rows to end: in comments of every notation, in JSON, by the lines of the text."""

from __future__ import annotations

import json
import random

import pytest

import railroad
from railroad.diagram.build import build
from railroad.diagram.model import Caption, Fork, Group, Loop, Series, Station
from railroad.grammar import Sequence
from railroad.hints import idle_hints, wishes_of
from railroad.transform import for_drawing

M, W, N = "must", "wished", "never"

NOTATIONS = {
    "bnf": "<r> ::= <a> /* railroad: break */ <b> <c>\n",
    "bnf of brackets": "<r> ::= <a> (* railroad: break *) <b> <c>\n",
    "w3c": "r ::= a /* railroad: break */ b c\n",
    "iso": "r = a, (* railroad: break *) b, c;\n",
    "go": "R = a // railroad: break\n b c .\n",
    "abnf": "r = a ; railroad: break\n b c\n",
    "rbnf": "<r> ::= <a> ; railroad: break\n <b> <c>\n",
    "sql": "<r> ::= <a> !! railroad: break\n <b> <c>\n",
    "antlr4": "grammar G;\nr : a /* railroad: break */ b c ;\n",
    "lark": "r: a // railroad: break\n | a b\n",
    "yacc": "%%\nr : a /* railroad: break */ b c ;\n",
    "lemon": "r ::= a /* railroad: break */ b c.\n",
    "nearley": "r -> a # railroad: break\n b c\n",
    "peg": "r <- a # railroad: break\n b c\n",
    "peggy": "r = a /* railroad: break */ b c\n",
    "pegen": "r: a b # railroad: break\n c\n",
    "pest": "r = { a ~ /* railroad: break */ b ~ c }\n",
    "dialect": "r := a /* railroad: break */ b c ;\n",
}


def grammar_of(text, notation="w3c"):
    return railroad.read(text, notation)


def track_of(rule, text=None, line="wished", **more):
    return build(
        for_drawing(rule, **more), set(), lambda name: None, wishes=wishes_of(rule, text, line)
    ).track


def said(track):
    """Return a track with one letter a station, and between these ! for must, ~ for wished, - for never."""
    match track:
        case Station(label) | Caption(label):
            return label[0]
        case Series(items, wishes):
            signs = {M: "!", W: "~", N: "-", None: " "}
            gaps = [signs[wish] for wish in (None, *(wishes or (None,) * (len(items) - 1)))]
            return "".join(gap + said(item) for gap, item in zip(gaps, items, strict=True)).strip()
        case Fork(branches, bypass):
            return "(" + "|".join(map(said, branches)) + ")" + "?" * bypass
        case Loop(body, back):
            return f"({said(body)}/{said(back)})+"
        case Group(_, _, inner, asides):
            return "[" + said(inner) + "".join(f"; {said(aside.track)}" for aside in asides) + "]"
        case _:
            return "_"


def heard(body, lines=False, notation="w3c", head="r ::= ", **more):
    text = head + body
    grammar = grammar_of(text, notation)
    return said(track_of(grammar.rules[0], text if lines else None, **more))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_comment_counts_in_the_marks_of_every_notation(notation):
    grammar = grammar_of(NOTATIONS[notation], notation.split()[0])
    rule = grammar.rules[-1]
    if notation == "lark":  # its lines end with an alternative
        assert [each.message for each in idle_hints(rule)] == [
            "this hint has no effect: it does not stand between two parts of a sequence"
        ]
        return
    expected = "a b!c" if notation == "pegen" else "a!b c"
    assert said(track_of(rule)) == expected
    assert said(track_of(rule, comments=True)) == expected, "it is not for people"
    assert idle_hints(rule) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a /* railroad: break */ b /* railroad: no break */ c", "a!b-c"),
        ("a /*railroad:BREAK*/ b", "a!b"),
        ("a /* break */ b", "a b"),
        ("a (/* railroad: break */ b c) d", "a!b c d"),
        ("a (b | /* railroad: break */ c) d", "a (b|c) d"),
        ("a (b c /* railroad: break */)* d", "a ((b c/_)+)?!d"),
        ("a (b /* railroad: break */ c)? d", "a (b!c)? d"),
        ("a /* railroad: keep */ b (c d)? /* railroad: end keep */ e", "a b-(c-d)? e"),
        ("a /* railroad: keep */ b (c d)? e", "a b-(c-d)?-e"),
        ("/* railroad: keep */ a (b c | d)* e", "a-(((b-c|d)/_)+)?-e"),
        ("/* railroad: keep */ a b /* railroad: break */ c d", "a-b!c-d"),
        ("a /* railroad: break */ (b | b)", "a!b"),
        ("a /* railroad: no break */ /* railroad: break */ b", "a!b"),
        ("x /* railroad: break */ (',' x)* y", "(x/,)+ y"),
    ],
)
def test_hints(body, expected):
    assert heard(body) == expected


def test_copies_are_kept_together():
    assert heard("; railroad: keep\n 3a *2b", notation="abnf", head="r = ") == "a-a-a-(b-(b)?)?"


def test_a_hint_holds_where_code_is_left_out():
    for code, shown in ((False, "a!b"), (True, "a!{ b")):
        text = "%%\nr : a /* railroad: break */ {code} b ;\n"
        assert said(track_of(railroad.read(text, "yacc").rules[0], code=code)) == shown


def test_a_comment_on_the_track_stays_on_the_line_of_what_it_follows():
    body = "a /* first */\n b"
    assert heard(body, lines=True, comments=True) == "a f~b"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a b\n c", "a b~c"),
        ("a b\r c", "a b~c"),
        ("a b\r\n c", "a b~c"),
        ("\n a b", "a b"),
        ("a\n | b c", "(a|b c)"),
        ("a (\n b\n | c\n) d", "a (b|c) d"),
        ("a\n (b | c)\n d", "a~(b|c)~d"),
        ("(a\n b)* c", "((a~b/_)+)? c"),
        ("(a\n)? (\nb)? c", "(a)? (b)? c"),
        ("(a)?\n(b)?\n c", "(a)?~(b)?~c"),
        ("a /* one\n two */ b", "a~b"),
        ("a /* ( */\n b", "a~b"),
        ("a /* railroad: no break */\n b\n c", "a-b~c"),
        ("a\n /* railroad: break */ b\n c", "a!b~c"),
        ("x\n (',' x)*\n y", "(x/,)+~y"),
    ],
)
def test_lines(body, expected):
    assert heard(body, lines=True) == expected


def test_lines_of_a_rule_that_is_unrolled():
    text = "r ::= x\n y\n | r '+'\n z\n"
    assert said(track_of(grammar_of(text).rules[0], text)) == "x~y ((+~z/_)+)?"


def test_lines_are_not_heard_unless_asked():
    text = "r ::= a\n b\n c"
    grammar = grammar_of(text)
    free = railroad.render(grammar, "txt")
    assert free == railroad.render(grammar_of("r ::= a b c"), "txt", lines="author")
    rows = railroad.render(grammar, "txt", lines="author")
    assert rows.count("╮") == 2
    assert rows == railroad.render(grammar, "txt", lines="author", width=200)
    with pytest.raises(railroad.OptionError, match='lines: there is no "autor"'):
        railroad.render(grammar, "txt", lines="autor")


def test_without_hints_nothing_is_asked_for():
    assert wishes_of(grammar_of("r ::= a /* why */ b (c | d)*").rules[0]) is None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("a /* railroad: brake */ b", 'there is no hint "brake"'),
        ("a | /* railroad: break */ b", "this hint has no effect: it does not stand between two parts of a"),
        ("a /* railroad: end keep */ b", "nothing is kept together here"),
        ("/* railroad: keep */ a /* railroad: keep */ b", "this is kept together already"),
    ],
)
def test_a_hint_without_effect_is_told_at_its_place(body, told):
    grammar = grammar_of("r ::= " + body)
    odd = []
    railroad.render(grammar, "svg", report=odd.append)
    (diagnostic,) = odd
    assert diagnostic.message.startswith(told)
    assert grammar.source.text[diagnostic.span.start :].startswith("/* railroad:")


def test_a_break_that_is_not_wanted_is_told():
    grammar = grammar_of("r ::= aaaaaaaaaaaa /* railroad: no break */ bbbbbbbbbbbb")
    odd = []
    railroad.render(grammar, "svg", width=240, report=odd.append)
    assert [each.message for each in odd] == [
        '"r" is broken in one place where its author wants no break; nothing else fits'
    ]
    odd.clear()
    railroad.render(grammar, "svg", width=400, report=odd.append)
    assert odd == []


# JSON.


def json_of(*breaks, key="breaks"):
    items = [{"type": "nonterminal", "name": name} for name in "abcd"]
    body = {"type": "sequence", "items": items, key: list(breaks)}
    rules = [{"name": "r", "body": body}]
    return json.dumps({"format": "railroad-grammar", "version": 1, "rules": rules}, indent=1)


def test_json_says_it_in_the_sequence():
    text = json_of(M, None, N)
    grammar = railroad.read(text, "json")
    assert said(track_of(grammar.rules[0])) == "a!b c-d"
    assert said(track_of(grammar.rules[0], text)) == "a!b c-d", "its lines are not the author's"


@pytest.mark.parametrize("breaks", [(M,), (M, M, M, M), ("break", None, None), (1, 2, 3)])
def test_json_that_says_it_wrongly(breaks):
    with pytest.raises(railroad.NotationError):
        railroad.read(json_of(*breaks), "json")


def test_json_without_breaks_has_no_lines():
    text = json_of(None, None, None)
    assert '"breaks"' not in railroad.write(railroad.read(text, "json"), "json")
    assert said(track_of(railroad.read(text, "json").rules[0], text)) == "a b c d"


def test_what_comments_ask_for_is_kept_in_json():
    body = "a /* railroad: break */ b (c /* why */ d)? /* railroad: keep */ e f"
    grammar = grammar_of("r ::= " + body)
    written = railroad.write(grammar, "json")
    again = railroad.read(written, "json")
    assert said(track_of(again.rules[0])) == said(track_of(grammar.rules[0])) == "a!b (c d)? e-f"
    assert [comment.text for comment in again.rules[0].comments] == ["why"]
    assert railroad.write(again, "json") == written


def test_what_comments_ask_for_is_kept_in_other_notations():
    grammar = grammar_of("r ::= a /* railroad: break */ b /* railroad: no break */ c")
    for notation in ("abnf", "iso", "antlr4", "peg"):
        again = railroad.read(railroad.write(grammar, notation, lossy=True), notation)
        assert said(track_of(again.rules[0])) == "a!b-c", notation


def test_what_json_asks_for_is_left_out_elsewhere_and_told():
    told = []
    railroad.write(railroad.read(json_of(M, None, N), "json"), "abnf", report=told.append)
    assert any("where rows of the picture end is left out" in each.message for each in told)


# Whatever the rule.


def random_body(rng, depth):
    if not depth:
        return rng.choice("abcd")
    parts = [random_body(rng, depth - 1) for _ in range(rng.randint(2, 4))]
    match rng.randrange(4):
        case 0:
            return "( " + rng.choice([" | ", "\n | "]).join(parts) + " )"
        case 1:
            return f"( {parts[0]} )" + rng.choice("?*+")
        case _:
            signs = [" ", "\n ", " /* railroad: break */ ", " /* railroad: no break */ ", " /* c */ "]
            return "( " + "".join(part + rng.choice(signs) for part in parts) + " )"


def test_a_rule_means_the_same_with_hints():
    """Nothing but wishes comes of them, and there is one for each gap."""
    rng = random.Random(7)
    for _ in range(300):
        text = "r ::= " + random_body(rng, 3)
        rule = grammar_of(text).rules[0]
        asked, plain = track_of(rule, text), build(for_drawing(rule), set(), lambda name: None).track
        assert bare(asked) == plain, text


def bare(track):
    match track:
        case Series(items, wishes):
            assert not wishes or len(wishes) == len(items) - 1
            return Series(tuple(map(bare, items)))
        case Fork(branches, bypass, ordered):
            return Fork(tuple(map(bare, branches)), bypass, ordered)
        case Loop(body, back):
            return Loop(bare(body), bare(back))
        case _:
            return track


def test_long_rules_take_linear_time():
    """Twenty thousand hints, and nesting as deep."""
    text = "r ::= " + " /* railroad: break */\n ".join(["a"] * 20_000)
    wishes = wishes_of(grammar_of(text).rules[0], text)
    assert len(wishes.after) == 19_999
    text = "r ::= " + "(a\n " * 5_000 + "b" + ")?" * 5_000
    rule = grammar_of(text).rules[0]
    assert len(wishes_of(rule, text).after) == 5_000
    assert isinstance(rule.body.item, Sequence)
