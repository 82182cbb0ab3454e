"""Clusters and cells: what is one character to a reader, and how wide it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from railroad.fonts import cells, clusters


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("", []),
        ("SELECT", [1] * 6),
        ("größe", [1] * 5),
        ("→", [1]),
        ("東京", [2, 2]),
        ("Ａ\u3000", [2, 2]),
        ("ｱﾞ", [1, 1]),
        ("e\u0301x", [1, 1]),
        ("x\u0304\u0323", [1]),
        ("か\u3099", [2]),
        ("\u1112\u1161\u11ab\u1100\u1161", [2, 2]),
        ("\uac00\u11a8", [2]),
        ("\uac01\u11a8", [2]),
        ("שָׁלוֹם", [1, 1, 1, 1]),
        ("ที่", [1]),
        ("नि", [2]),
    ],
)
def test_a_cluster_takes_the_cells_that_a_terminal_gives_it(text, widths):
    assert [width for _, width in clusters(text)] == widths


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("😀", [2]),
        ("👍🏽", [2]),
        ("☝🏽", [2]),
        ("a🏽", [1, 2]),
        ("👩\u200d💻!", [2, 1]),
        ("👨\u200d👩\u200d👧\u200d👦", [2]),
        ("a\u200db", [1, 1]),
        ("🇨🇭🇩🇪🇫", [2, 2, 1]),
        ("❤\ufe0f", [2]),
        ("❤", [1]),
        ("ℹ\ufe0f", [2]),
        ("a\ufe0f", [1]),
        ("1\ufe0f\u20e3", [2]),
        ("🏴\U000e0067\U000e0062\U000e007f", [2]),
    ],
)
def test_an_emoji_of_several_characters_is_one_cluster(text, widths):
    assert [width for _, width in clusters(text)] == widths


@pytest.mark.parametrize("text", ["\u200d", "\u200e", "\ufeff", "\ufe0f", "\u00ad"])
def test_a_format_character_alone_takes_no_room(text):
    assert cells(text) == 0
    assert cells(f"a{text}b") == 2


@pytest.mark.parametrize("text", ["\u0301", "\u200e\u0301", "\u0903"])
def test_a_mark_without_a_letter_takes_a_cell(text):
    assert cells(text) == 1


@given(st.text())
@example("\u200da\u0301")
def test_no_character_is_lost_in_cutting(text):
    assert "".join(cluster for cluster, _ in clusters(text)) == text


@given(st.text())
def test_the_cells_of_a_text_are_those_of_its_clusters(text):
    assert cells(text) == sum(width for _, width in clusters(text))


@given(
    st.text(
        st.characters(categories=["L"], max_codepoint=0x24FF)
        | st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
    )
)
def test_composing_changes_no_width(text):
    assert cells(unicodedata.normalize("NFD", text)) == cells(unicodedata.normalize("NFC", text))
