"""Rows against those that careful authors gave the same rules.

The costs were chosen with ``rows.bnf`` and not with ``rows_held_out.bnf``: diagrams and synopses of
databases, many of whose authors set one clause a row even where two would fit.
"""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from railroad.layout.costs import CLAUSE
from tests.layout.authors import agreement, compare

ROWS = Path(__file__).with_name("rows.bnf")
HELD_OUT = Path(__file__).with_name("rows_held_out.bnf")


def test_rows_break_where_authors_break():
    """Filling rows greedily reaches 0.73."""
    compared = compare(ROWS, CLAUSE)
    found = agreement(compared)
    print(found)
    assert len(compared) >= 23
    assert found.f1 >= 0.83


@pytest.mark.parametrize("spare", [0, 10, 20, 40])
def test_a_little_more_room_changes_little(spare):
    assert agreement(compare(ROWS, CLAUSE, spare)).f1 >= 0.8


@pytest.mark.parametrize("factor", [0.5, 2])
@pytest.mark.parametrize("name", [field.name for field in fields(CLAUSE)])
def test_no_cost_is_tuned_finely(name, factor):
    costs = replace(CLAUSE, **{name: factor * getattr(CLAUSE, name)})
    assert agreement(compare(ROWS, costs)).f1 >= 0.83


def test_rows_of_rules_that_no_cost_was_chosen_by():
    """The figure is for people to look at; authors who set a clause a row bring it down."""
    found = agreement(compare(HELD_OUT, CLAUSE))
    print(found)
    assert found.f1 >= 0.7


@pytest.mark.parametrize("spare", [2, 40, 5000])
@pytest.mark.parametrize("path", [ROWS, HELD_OUT], ids=["rows", "held out"])
def test_who_listens_breaks_where_the_author_broke(path, spare):
    """Also in any width, where none of the breaks has to be."""
    found = agreement(compare(path, CLAUSE, spare, listen=True))
    print(found)
    assert found.f1 == 1
