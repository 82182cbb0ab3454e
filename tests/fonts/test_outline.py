"""Text as outlines: every character in its cells, from whatever font has it."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest

from railroad.fonts import cells
from railroad.fonts.line import CELL, lay_out_line
from railroad.fonts.outline import lacking, outline
from railroad.fonts.piece import ink
from railroad.fonts.style import STYLES
from tests.fonts.made import make_font

SIZE = 15


def boxes(text, style="regular"):
    """Return the ink of each glyph of a line, in cells from its left end."""
    found = [ink(placed) for placed in lay_out_line(text, style).glyphs]
    return [box._replace(left=box.left / CELL, right=box.right / CELL) for box in found]


def test_each_character_stands_in_its_own_cell():
    for index, box in enumerate(boxes("MWiljQ@#")):
        assert index - 0.05 < box.left < box.right < index + 1.05


@pytest.mark.parametrize("style", STYLES)
def test_capitals_are_as_high_as_the_label_is_centred_for(style):
    (box,) = boxes("H", style)
    assert box.bottom == 0
    assert box.top == pytest.approx(0.698)


def test_path_data_begins_at_the_given_place():
    assert outline("-", "regular", 10, 0, 0) == "M1.55 -2.62v-0.84h2.9v0.84z"
    assert outline("-", "regular", 10, 100, 50) == "M101.55 47.38v-0.84h2.9v0.84z"


def test_path_data_has_two_decimals_at_most_and_only_what_every_reader_knows():
    data = outline('The "quick" brown fox: ß§@&%', "italic", 15, 12.34567, 9.876543)
    assert re.fullmatch(r"([MmhvlqczZ](-?\d+(\.\d\d?)?( -?\d+(\.\d\d?)?)*)?)+", data)
    assert not re.search(r"\.\d*0[^\d.]", data)


def test_a_given_width_is_filled():
    half = outline("HHHH", "regular", 10, 0, 0, 12)
    starts = [float(x) for x in re.findall(r"M(\S+)", half)]
    assert starts[3] - starts[0] == pytest.approx(9, abs=0.02)


@pytest.mark.parametrize("text", ["", " ", "\u00a0\t\u3000", "\u200d\u200e", "\u2800"])
def test_what_has_no_ink_has_no_path(text):
    assert outline(text, "regular", SIZE, 0, 0) == ""
    assert lacking(text, "regular") == ((), ())


def test_composed_and_decomposed_text_look_the_same():
    for text in ("é", "Ǻ", "ñu"):
        apart = unicodedata.normalize("NFD", text)
        assert apart != text
        assert outline(apart, "regular", SIZE, 0, 0) == outline(text, "regular", SIZE, 0, 0)


def test_a_mark_stands_over_the_middle_of_its_letter():
    letter, mark = boxes("x\u0304")
    assert mark.left + mark.right == pytest.approx(letter.left + letter.right, abs=0.1)
    assert mark.bottom > letter.top


def test_marks_are_clear_of_a_capital_and_of_one_another():
    letter, first, second = boxes("T\u0304\u0303")
    assert letter.top < first.bottom
    assert first.top < second.bottom


def test_marks_below_are_clear_of_the_letter():
    letter, mark = boxes("g\u0323")
    assert mark.top < letter.bottom


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0323", "\u0334"])
def test_time_grows_with_the_number_of_marks_and_not_with_its_square(marks):
    def seconds(count: int) -> float:
        best = 99.0
        for _ in range(3):
            lay_out_line.cache_clear()
            start = time.process_time()
            lay_out_line("e" + marks * (count // len(marks)), "regular")
            best = min(best, time.process_time() - start)
        return best

    assert seconds(8000) / seconds(2000) < 4 * 2.5


def test_an_i_with_a_mark_loses_its_dot():
    letter, _ = boxes("i\u0312")
    assert letter.top == boxes("ı")[0].top


def test_a_borrowed_wide_character_stands_in_the_middle_of_two_cells(tmp_path, machine_fonts):
    machine_fonts(make_font(tmp_path / "Han.ttf", "東京"))
    assert lacking("a東京b", "regular") == ((), ())
    a, east, capital, b = boxes("a東京b")
    assert a.right < 1 < east.left < east.right < 3 < capital.left < capital.right < 5 < b.left
    assert (east.left + east.right) / 2 == pytest.approx(2)


def test_a_borrowed_sign_is_made_smaller_to_fit_its_cell(tmp_path, machine_fonts):
    machine_fonts(make_font(tmp_path / "Signs.ttf", "⟿", advance=2000, high=900))
    (box,) = boxes("⟿")
    assert 0 <= box.left < box.right <= 1
    assert (box.bottom + box.top) / 2 == pytest.approx(0.45)


def test_borrowed_letters_are_narrowed_alike_and_keep_their_height(tmp_path, machine_fonts):
    machine_fonts(make_font(tmp_path / "Letters.ttf", "ՔՕ", advance=900, high=700))
    found = boxes("ՔՕ")
    assert {round(box.right - box.left, 6) for box in found} == {0.8}
    assert {round(box.top, 6) for box in found} == {0.7}


def test_a_borrowed_glyph_is_no_higher_than_a_station(tmp_path, machine_fonts):
    machine_fonts(make_font(tmp_path / "Tall.ttf", "ꙮ", advance=600, high=3000))
    (box,) = boxes("ꙮ")
    assert SIZE * box.top < 17


def test_a_word_is_borrowed_from_one_font_if_any_has_it_all(tmp_path, machine_fonts):
    some = make_font(tmp_path / "Some.ttf", "東", high=400)
    every = make_font(tmp_path / "Every.ttf", "東京", high=800)
    machine_fonts(some, every)
    assert {box.top for box in boxes("東京")} == {0.8}
    assert {box.top for box in boxes("東")} == {0.4}


def test_a_word_that_no_font_has_whole_is_borrowed_from_several(tmp_path, machine_fonts):
    machine_fonts(
        make_font(tmp_path / "One.ttf", "東", high=400), make_font(tmp_path / "Two.ttf", "京", high=800)
    )
    assert [box.top for box in boxes("東京")] == [0.4, 0.8]


def test_a_glyph_without_an_outline_is_as_good_as_none(tmp_path, machine_fonts):
    empty = make_font(tmp_path / "Colours.ttf", "a", empty="😀")
    machine_fonts(empty)
    assert lacking("😀", "regular").glyphs == ("😀",)
    machine_fonts(empty, make_font(tmp_path / "Lines.ttf", "😀"))
    assert lacking("😀", "regular").glyphs == ()


def test_every_character_that_no_font_has_is_told_once_in_order(machine_fonts):
    machine_fonts()
    assert lacking("x 東a京東 \u200d\u0e01", "regular").glyphs == ("東", "京", "\u0e01")
    assert lacking("אב", "regular").glyphs == ("א", "ב")
    assert lacking("لا", "regular").glyphs == ("ل", "ا")
    assert len(lay_out_line("x東", "regular").glyphs) == 1


def test_a_flag_that_no_font_has_is_its_two_letters(machine_fonts):
    machine_fonts()
    assert lacking("🇨🇭", "regular").glyphs == ()
    assert outline("🇨🇭", "regular", SIZE, 0, 0) == outline("CH", "regular", SIZE, 0, 0)


def test_an_emoji_that_no_font_joins_is_its_parts_side_by_side(tmp_path, machine_fonts):
    machine_fonts(make_font(tmp_path / "Emoji.ttf", "👩💻"))
    first, second = boxes("👩\u200d💻")
    assert 0 <= first.left < first.right < second.left < second.right <= 2


def test_hebrew_is_drawn_from_the_right(tmp_path, machine_fonts):
    machine_fonts(
        make_font(tmp_path / "Hebrew.ttf", "א", high=400), make_font(tmp_path / "More.ttf", "ב", high=700)
    )
    assert [round(box.top, 6) for box in boxes("אב")] == [0.7, 0.4]


def test_a_mark_alone_is_drawn_in_its_cell(machine_fonts):
    machine_fonts()
    assert lacking("\u0301", "regular") == ((), ())
    (box,) = boxes("\u0301")
    assert 0 <= box.left < box.right <= 1


def test_letters_that_only_shaping_could_show_are_told(tmp_path, machine_fonts):
    machine_fonts(make_font(tmp_path / "Hindi.ttf", "हि"))
    assert lacking("हि", "regular") == ((), ("ह", "ि"))
    assert lacking("ह", "regular") == ((), ())


def test_the_cells_of_a_line_are_those_it_was_measured_with():
    for text in ("select", "größe", "x\u0304y", "a\u200db", "🇨🇭", "אב1"):
        assert lay_out_line(text, "regular").cells == cells(text)
