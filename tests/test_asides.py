"""Comments, code, imports and titles, from a grammar to its picture."""

from __future__ import annotations

from railroad.grammar import (
    Code,
    Comment,
    Grammar,
    Import,
    Nonterminal,
    Rule,
    Sequence,
    Terminal,
)
from railroad.pipeline import Options, draw, draw_each
from railroad.source import Source, Span

BODY = Sequence(
    (
        Terminal("a", span=Span(4, 7)),
        Code("{do}", span=Span(8, 12)),
        Nonterminal("N", span=Span(20, 21)),
    )
)
RULE = Rule("r", BODY, comments=(Comment("why", span=Span(13, 19)),))
GRAMMAR = Grammar((RULE,), Source("<input>", ""), "json", imports=(Import("N", "common.N"),))


def track(**options):
    return draw(GRAMMAR, "txt", None, Options(titles=False, **options)).strip()


def test_comments_and_code_are_left_out():
    assert track() == '●── "a" ── ║N║ ──○'


def test_comments_are_drawn_when_asked_for():
    assert track(comments=True) == '●── "a" ── (* why *) ── ║N║ ──○'


def test_code_is_drawn_when_asked_for():
    assert track(code=True) == '●── "a" ── `{do}` ── ║N║ ──○'


def test_both_are_drawn_where_they_stand():
    assert track(code=True, comments=True) == '●── "a" ── `{do}` ── (* why *) ── ║N║ ──○'


def test_an_imported_rule_is_external_in_pictures_of_one_rule_too():
    ((_, picture),) = draw_each(GRAMMAR, "svg")
    assert 'class="external"' in picture
    assert "common.N" in picture


def test_a_template_has_its_parameters_in_its_title():
    rules = (Rule("list", Nonterminal("x"), parameters=("x", "sep")),)
    drawn = draw(Grammar(rules, Source("<input>", ""), "json"), "svg")
    assert ">list(x, sep)</text>" in drawn
    assert 'id="rule-list"' in drawn
