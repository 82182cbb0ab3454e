"""Text that runs right to left: its order on paper, and the forms of Arabic letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railroad.fonts import clusters
from railroad.fonts.arabic import join_letters
from railroad.fonts.bidi import in_visual_order, is_right_to_left
from railroad.fonts.scripts import need_shaping


def on_paper(text):
    return "".join(cluster for cluster, _ in in_visual_order(clusters(text)))


def joined(text):
    return "".join(cluster for cluster, _ in join_letters(clusters(text)).clusters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", "abc"),
        ("אבג", "גבא"),
        ("ab אב cd", "ab בא cd"),
        ("אב 12", "12 בא"),
        ("12 אב", "12 בא"),
        ("אב-12", "12-בא"),
        ("אב, גד", "דג ,בא"),
        ("אב(גד)", "(דג)בא"),
        ("(אב)", "(בא)"),
        ("א<ב", "ב>א"),
        ("אָב", "באָ"),
        ("ب١٢", "١٢ب"),
        ("אב.", "בא."),
        ("אב.\u200f", ".\u200fבא"),
    ],
)
def test_a_line_stands_in_the_order_of_the_bidirectional_algorithm(text, expected):
    assert on_paper(text) == expected


@given(st.text("ab 1.,()[]אבم٣\u0301"))
def test_reordering_loses_nothing(text):
    plain = str.maketrans("([", ")]")
    assert sorted(on_paper(text).translate(plain)) == sorted(text.translate(plain))


def test_text_is_right_to_left_if_any_of_it_is():
    assert is_right_to_left("a ב")
    assert is_right_to_left("ب")
    assert not is_right_to_left("größe 東京")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ب", "\ufe8f"),
        ("بت", "\ufe91\ufe96"),
        ("بيت", "\ufe91\ufef4\ufe96"),
        ("دب", "\ufea9\ufe8f"),
        ("ب ت", "\ufe8f \ufe95"),
        ("لا", "\ufefb"),
        ("بلا", "\ufe91\ufefc"),
        ("لَا", "\ufefb\u064e"),
        ("بَت", "\ufe91\u064e\ufe96"),
        ("ب\u200cت", "\ufe8f\u200c\ufe95"),
        ("ب\u200d", "\ufe91\u200d"),
        ("بـ", "\ufe91ـ"),
        ("پچ", "\ufb58\ufb7b"),
        ("abc", "abc"),
    ],
)
def test_arabic_letters_take_the_forms_that_their_neighbours_ask_for(text, expected):
    assert joined(text) == expected


def test_a_letter_for_which_unicode_has_no_form_is_told():
    assert join_letters(clusters("\u0750ب")).formless == ["\u0750"]
    assert join_letters(clusters("\u0750")).formless == []


@pytest.mark.parametrize("text", ["हि", "க்", "ក្ម", "ཀྱ", "ᠮᠣ", "\u1100\u119e", "ܐܒ"])
def test_what_only_a_shaping_engine_can_draw_is_told(text):
    assert set(need_shaping(clusters(text))) <= set(text)
    assert need_shaping(clusters(text))


@pytest.mark.parametrize("text", ["क", "कम", "ကခ", "ที่", "שָׁ", "한", "ᠮ", "x\u0304"])
def test_a_letter_that_looks_as_its_glyph_does_needs_no_shaping(text):
    assert need_shaping(clusters(text)) == []
