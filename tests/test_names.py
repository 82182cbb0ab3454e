"""Names where not every character may stand."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from railroad.names import distinct_names, encode_name

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(texts)
def test_an_encoded_name_is_safe_and_can_be_decoded(name):
    assert re.fullmatch(r"([A-Za-z0-9._-]|%[0-9A-F]{2})+", encode_name(name))
    assert unquote(encode_name(name)) == name


@given(st.lists(texts, unique=True))
def test_spellings_differ_also_without_regard_to_case(names):
    spelled = distinct_names(names)
    assert list(spelled) == names
    assert len({spelling.lower() for spelling in spelled.values()}) == len(names)


def test_the_first_name_keeps_its_spelling():
    assert distinct_names(["b", "B", "a b", "A B"]) == {
        "b": "b",
        "B": "B~2",
        "a b": "a%20b",
        "A B": "A%20B~2",
    }


def test_long_names_are_cut_to_what_file_systems_take_and_stay_different():
    spelled = distinct_names(["n" * 5000 + "a", "n" * 5000 + "b"])
    assert all(len(spelling) < 250 for spelling in spelled.values())
    assert len(set(spelled.values())) == 2
