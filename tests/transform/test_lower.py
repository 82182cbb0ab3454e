"""What a notation cannot say is said in simpler words that mean the same, or told of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.grammar import (
    Any,
    Characters,
    Choice,
    Class,
    Cut,
    Empty,
    Exclusion,
    Grammar,
    Import,
    Lookahead,
    Nonterminal,
    Permutation,
    Prose,
    Range,
    Regex,
    Repetition,
    Rule,
    Sequence,
    Terminal,
    walk,
)
from railroad.notation.writing import WRITERS
from railroad.pipeline import as_said_in
from railroad.source import Source, Span
from tests.strategies import counts, grammars, grown
from tests.transform.strings import strings

NAMES = [name for name in WRITERS if name != "json"]
LETTERS = st.sampled_from("abA,é")
LEAVES = st.one_of(
    st.builds(
        Terminal, st.sampled_from(["a", "b", "ab", "A,", "é", ","]), st.sampled_from([None, "exact", "fold"])
    ),
    st.tuples(LETTERS, LETTERS).map(lambda pair: Range(min(pair), max(pair))),
    st.builds(
        Characters,
        st.lists(
            st.one_of(LETTERS.map(Terminal), st.just(Range("a", "b")), st.just(Class("[:alpha:]"))),
            min_size=1,
            max_size=3,
        ).map(tuple),
        st.booleans(),
        st.sampled_from([None, "fold"]),
    ),
    st.just(Any()),
    st.just(Empty()),
    st.just(Nonterminal("other")),
)


def expressions():
    def wider(below):
        several = st.lists(below, min_size=2, max_size=3).map(tuple)
        small = st.sampled_from([(0, 1), (0, None), (1, None), (2, 2), (0, 2), (1, 3), (2, None)])
        return st.one_of(
            several.map(Sequence),
            several.map(Choice),
            several.map(Permutation),
            st.builds(lambda x, c, s: Repetition(x, *c, s), below, small, st.none() | below),
            st.builds(Exclusion, below, below),
        )

    return st.recursive(LEAVES, wider, max_leaves=5)


def grammar_of(*bodies, notation="other"):
    names = ["a", "other", "third"]
    rules = tuple(Rule(name, body) for name, body in zip(names, bodies, strict=False))
    return Grammar(rules, Source("x", "some text of a grammar"), notation)


def lowered(grammar, name):
    return as_said_in(grammar, name)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, deadline=None)
@given(body=expressions())
def test_what_is_said_without_loss_means_the_same(name, body):
    grammar = grammar_of(body, Terminal("b"))
    made = lowered(grammar, name)
    if made.losses or name == "peg":
        return
    bodies = {rule.name: rule.body for rule in made.grammar.rules}
    first = made.grammar.rules[0].body
    assert strings(first, 3, bodies) == strings(body, 3, {"other": Terminal("b")})


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, deadline=None)
@given(grammar=grammars())
def test_lowering_twice_changes_nothing(name, grammar):
    once = lowered(grammar, name)
    twice = lowered(once.grammar, name)
    assert twice.grammar.rules == once.grammar.rules
    assert all("left recursion" in loss.message for loss in twice.losses)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50, deadline=None)
@given(leaf=grown(st.just(Terminal("x", span=Span(2, 4))), size=4), c=counts())
def test_losses_have_the_place_of_what_is_lost(name, leaf, c):
    placed = Sequence(
        (Cut(span=Span(3, 5)), Repetition(leaf, *c, lazy=True, span=Span(0, 9))), span=Span(0, 9)
    )
    made = lowered(grammar_of(placed), name)
    assert Span(3, 5) in [loss.span for loss in made.losses]
    assert all(loss.severity == "error" for loss in made.losses)


LOSSES = {
    "abnf": {
        Lookahead(Terminal("x")): "ABNF has no lookahead",
        Regex("x"): "ABNF has no regular expressions",
    },
    "w3c": {Prose("words"): "W3C EBNF has no words for a human", Cut(): "W3C EBNF has no cut"},
    "peg": {Choice((Terminal("a"), Terminal("ab"))): "PEG has no choice without order"},
    "wsn": {Exclusion(Nonterminal("a"), Nonterminal("other")): "WSN has no exception"},
    "lark": {Choice((Nonterminal("a"), Terminal("x")), True): "Lark has no ordered choice"},
    "bnf": {Class("\\p{Lu}"): "BNF has no words for such characters"},
}


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [(name, body, message) for name, several in LOSSES.items() for body, message in several.items()],
)
def test_what_cannot_be_said_is_told(name, body, message):
    losses = lowered(grammar_of(body, Terminal("b")), name).losses
    assert [loss.message.partition(":")[0] for loss in losses] == [message]


REWRITES = [
    ("w3c", Repetition(Terminal("a"), 2, 4), "a a (a a?)? b"),
    ("wsn", Repetition(Terminal("a"), 1, None), "a a* b"),
    ("abnf", Repetition(Terminal("1"), 1, None, Terminal(",")), "1 (, 1)* b"),
    ("w3c", Repetition(Terminal("a"), 0, None, Terminal(",")), "(a (, a)*)? b"),
    ("abnf", Exclusion(Range("a", "z"), Terminal("q")), "([a-p] | [r-z]) b"),
    ("bnf", Terminal("ab", "fold"), "(a | A) (b | B) b"),
    ("w3c", Choice((Terminal("a"), Empty())), "a? b"),
    ("peg", Characters((Range("a", "c"),), negated=True), "![a-c] . b"),
]


@pytest.mark.parametrize(("name", "body", "expected"), REWRITES)
def test_it_is_said_as_people_would(name, body, expected):
    made = lowered(grammar_of(Sequence((body, Terminal("b")))), name)
    assert not made.losses
    assert shown(made.grammar.rules[0].body) == expected


def shown(expr, inside=False):
    match expr:
        case Terminal(text):
            return text
        case Range(first, last):
            return f"[{first}-{last}]"
        case Characters((Range(first, last),), negated):
            return f"[{'^' * negated}{first}-{last}]"
        case Any():
            return "."
        case Lookahead(item, True):
            return f"!{shown(item, True)}"
        case Sequence(items):
            text = " ".join(shown(item, True) for item in items)
            return f"({text})" if inside else text
        case Choice(alternatives):
            text = " | ".join(shown(item, True) for item in alternatives)
            return f"({text})" if inside else text
        case Repetition(item, least, most):
            return shown(item, True) + {(0, 1): "?", (0, None): "*"}[least, most]
    raise AssertionError(expr)


def test_core_rules_of_abnf_come_along_where_they_are_not_known():
    grammar = Grammar(
        (Rule("a", Nonterminal("HEXDIG")),),
        Source("x", ""),
        "abnf",
        imports=(Import("HEXDIG", "RFC 5234, appendix B.1"),),
    )
    assert [rule.name for rule in lowered(grammar, "w3c").grammar.rules] == ["a", "HEXDIG", "DIGIT"]
    assert lowered(grammar, "w3c").grammar.imports == ()
    assert [rule.name for rule in lowered(grammar, "abnf").grammar.rules] == ["a"]


def test_names_are_mended_and_kept_apart():
    grammar = Grammar(
        (
            Rule("a-b", Nonterminal("a_b", span=Span(3, 6))),
            Rule("a_b", Nonterminal("a-b")),
            Rule("1", Terminal("x")),
        ),
        Source("x", ""),
        "w3c",
    )
    made = lowered(grammar, "wsn")
    assert [rule.name for rule in made.grammar.rules] == ["a_b_2", "a_b", "x1"]
    assert made.grammar.rules[1].body == Nonterminal("a_b_2")
    assert len(made.notes) == 2


def test_any_depth_is_lowered():
    body = Terminal("x", "fold")
    for at in range(20_000):
        body = Repetition(body, at % 3, None) if at % 2 else Sequence((body, Terminal("y")))
    for name in NAMES:
        made = lowered(grammar_of(body), name)
        assert sum(1 for _ in walk(made.grammar.rules[0].body)) >= 1
