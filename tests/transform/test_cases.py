"""The rewrites that the passes promise, one by one: tests/cases/transform."""

from __future__ import annotations

import pytest

from railroad.grammar import Rule
from railroad.transform import TIDY, for_drawing, tidy
from railroad.transform.flatten import spread, ungroup
from railroad.transform.optional import simplify_options
from railroad.transform.rewrite import Numbering, bottom_up, until_stable
from tests.transform.expressions import cases, shown, written

FILES = ("flatten", "optional", "lists", "recursion")


def of(*files):
    found = [(file, *case) for file in files for case in cases(f"transform/{file}.txt")]
    return pytest.mark.parametrize(
        ("before", "after"), [case[2:] for case in found], ids=[f"{case[0]}: {case[1]}" for case in found]
    )


def run(steps, text):
    return bottom_up(written(text), until_stable(steps, Numbering()), spread)


@of("flatten")
def test_flatten_makes(before, after):
    assert shown(run((ungroup,), before)) == shown(written(after))


@of("optional")
def test_flatten_and_optional_make(before, after):
    assert shown(run((ungroup, simplify_options), before)) == shown(written(after))


@of("lists")
def test_tidy_makes(before, after):
    assert shown(run(TIDY, before)) == shown(written(after))


@of("recursion")
def test_drawing_makes(before, after):
    assert shown(for_drawing(Rule("A", written(before))).body) == shown(written(after))


@of(*FILES)
def test_what_is_made_is_left_alone(before, after):
    rule = Rule("A", written(after))
    assert for_drawing(rule) is rule


@of("recursion")
def test_recursion_is_kept_when_asked_to(before, after):
    rule = Rule("A", written(before))
    assert for_drawing(rule, keep_recursion=True).body == tidy(rule).body
