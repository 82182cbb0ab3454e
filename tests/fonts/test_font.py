"""Proportional fonts: the layout measures with what the pictures are drawn with."""

from __future__ import annotations

import importlib.util
import io
import pickle
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import railroad
from railroad.diagram.model import Diagram
from railroad.errors import FontError
from railroad.fonts.font import Font, load_font, read_advances
from railroad.fonts.line import lay_out_line
from railroad.fonts.outline import outline
from railroad.fonts.piece import ink
from railroad.layout.place import lay_out
from railroad.metrics import USER_UNITS, from_font
from railroad.surface.png import _cairosvg, _resvg
from railroad.theme import THEMES, metrics_of
from tests.automata import difference, machine_of
from tests.strategies import framed_tracks, tracks
from tests.tracks import machine_of_marks

SPEC = importlib.util.find_spec("fontpkg_ibm_plex_sans")
if SPEC is None or SPEC.origin is None:
    pytest.skip("fontpkg-ibm-plex-sans is not installed", allow_module_level=True)
FILES = Path(SPEC.origin).parent / "files"
UPRIGHT, SLANTED = FILES / "IBMPlexSans[wdth,wght].ttf", FILES / "IBMPlexSans-Italic[wdth,wght].ttf"
FAMILY = "'IBM Plex Sans',sans-serif"
PLEX = load_font(FAMILY, UPRIGHT, italic=SLANTED)
TABLE = Font(
    FAMILY, advances={"regular": read_advances(UPRIGHT), "semibold": read_advances(UPRIGHT, weight=600)}
)
THEME = replace(THEMES["light"], name="plex", font=PLEX)
NS = "{http://www.w3.org/2000/svg}"
TEXT = 'select ::= "SELECT" [ "DISTINCT" ] column { "," column } "FROM" table-name ; column ::= "i" | "WWW"\n'
GRAMMAR = railroad.read(TEXT.replace(" ;", "\n"))
LABELS = (
    "item",
    ",",
    "SELECT",
    "a b",
    "é",
    "e\u0301",
    "東京",
    "a東b",
    "مرحبا",
    "שלום (12)",
    "\u0301",
    "👍",
    "ß\u200d",
)


def drawn(format="svg", theme=THEME, **options):
    return railroad.render(GRAMMAR, format, theme=theme, **options)


@pytest.mark.parametrize(("style", "weight"), [("regular", 400), ("medium", 500), ("semibold", 600)])
def test_a_text_is_as_wide_as_the_advances_of_the_font(style, weight):
    font = TTFont(UPRIGHT)
    glyphs, cmap = font.getGlyphSet(location={"wght": weight}), font.getBestCmap()
    text = "A select-statement, 42 × W"
    expected = sum(glyphs[cmap[ord(c)]].width for c in text) / font["head"].unitsPerEm
    assert PLEX.width(text, style) == pytest.approx(expected)


def test_bolder_letters_are_wider_and_a_style_of_its_own_has_its_own_widths():
    widths = [PLEX.width("select-statement", style) for style in ("regular", "medium", "semibold")]
    assert sorted({*widths}) == widths
    assert PLEX.width("select-statement", "italic") not in widths


def test_a_table_gives_the_widths_of_its_font():
    assert TABLE.width("select-statement", "semibold") == pytest.approx(
        PLEX.width("select-statement", "semibold"), abs=0.002
    )
    assert TABLE.width("select", "italic") == TABLE.width("select", "regular")


@pytest.mark.parametrize("font", [PLEX, TABLE], ids=["files", "table"])
def test_what_the_font_lacks_takes_its_cells(font):
    assert font.width("東京", "regular") == pytest.approx(4 * 0.6)
    assert font.width("a東", "regular") == pytest.approx(font.width("a", "regular") + 2 * 0.6)
    assert font.width("👩\u200d💻", "regular") == pytest.approx(2 * 0.6)


def test_marks_and_format_characters_take_no_room():
    assert PLEX.width("e\u0301", "regular") == PLEX.width("é", "regular") == PLEX.width("e", "regular")
    assert PLEX.width("x\u0301y", "regular") == PLEX.width("xy", "regular")
    assert PLEX.width("a\u200bb", "regular") == PLEX.width("ab", "regular")


@pytest.mark.parametrize("text", LABELS)
@pytest.mark.parametrize("style", ["regular", "semibold", "italic"])
def test_a_line_is_as_wide_as_was_measured(text, style):
    assert lay_out_line(text, style, PLEX).width == pytest.approx(PLEX.width(text, style))


@given(st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_line_is_as_wide_as_was_measured(text):
    assert lay_out_line(text, "regular", PLEX).width == pytest.approx(PLEX.width(text, "regular"))


@pytest.mark.parametrize("text", ["item", "SELECT", "a b", "é", "x\u0301", "W,i"])
def test_the_ink_of_a_line_lies_within_its_width(text):
    line = lay_out_line(text, "semibold", PLEX)
    boxes = [ink(placed) for placed in line.glyphs]
    assert min(box.left for box in boxes) >= -0.02
    assert max(box.right for box in boxes) <= line.width + 0.02
    assert [box.left for box in boxes] == sorted(box.left for box in boxes)


def test_an_outline_has_its_natural_widths():
    natural = outline("if", "regular", 15, 0, 0, None, PLEX)
    assert outline("if", "regular", 15, 0, 0, 15 * PLEX.width("if", "regular"), PLEX) == natural
    assert natural != outline("if", "regular", 15, 0, 0)


# ---- what is no font


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.ttf"):
        load_font(FAMILY, tmp_path / "none.ttf")


def test_a_file_that_is_no_font_is_said_so(tmp_path):
    (tmp_path / "text.ttf").write_text("no font")
    with pytest.raises(ValueError, match=r"text\.ttf is no font"):
        load_font(FAMILY, tmp_path / "text.ttf")


def test_a_font_of_nothing_is_refused():
    with pytest.raises(ValueError, match="neither a file nor a table"):
        Font(FAMILY)


def test_a_font_is_a_value():
    assert pickle.loads(pickle.dumps(PLEX)) == PLEX
    assert hash(load_font(FAMILY, UPRIGHT, italic=SLANTED)) == hash(PLEX)


# ---- pictures


def test_metrics_of_a_font_have_it_at_every_density():
    metrics = metrics = from_font(PLEX)
    steps = 0
    while metrics is not None:
        assert metrics.lettering.font is PLEX
        assert metrics.baseline == pytest.approx(15 * 0.698 / 2, abs=0.1)
        metrics, steps = metrics.denser, steps + 1
    assert steps > 5
    assert from_font(PLEX).text_width("item") == pytest.approx(15 * PLEX.width("item", "regular"))
    assert metrics_of(THEMES["light"]) is USER_UNITS


@pytest.mark.parametrize("font", [PLEX, TABLE], ids=["files", "table"])
def test_each_text_has_the_width_of_its_font_and_fits_its_box(font):
    svg = ElementTree.fromstring(drawn(theme=replace(THEME, font=font)))
    assert f"font-family:{FAMILY};font-kerning:none" in svg.find(f"{NS}style").text
    rects = list(svg.iter(f"{NS}rect"))
    labels = [
        text
        for text in svg.iter(f"{NS}text")
        if text.get("class") in ("terminal", "nonterminal", "undefined")
    ]
    assert len(rects) == len(labels) > 6
    for rect, label in zip(rects, labels, strict=True):
        style = "semibold" if label.get("class") == "terminal" else "regular"
        length = float(label.get("textLength"))
        assert length == pytest.approx(15 * font.width(label.text, style), abs=0.01)
        left, width = float(rect.get("x")), float(rect.get("width"))
        assert left + 6 <= float(label.get("x"))
        assert float(label.get("x")) + length <= left + width - 6
        assert width >= float(rect.get("height"))
        assert width == int(width)


def test_letters_of_their_own_widths_take_less_room():
    wide = ElementTree.fromstring(drawn(theme="light"))
    narrow = ElementTree.fromstring(drawn())
    assert float(narrow.get("width")) < float(wide.get("width"))


@given(track=framed_tracks(asides=False))
@settings(max_examples=40, deadline=None)
def test_everything_is_as_connected_and_on_the_grid(track):
    scene = lay_out([Diagram("r", track)], metrics_of(THEME))
    assert all(place * 2 == int(place * 2) for rail in scene.panels[0].rails for place in rail)


@given(track=tracks())
@settings(max_examples=40, deadline=None)
def test_rails_mean_what_the_diagram_says(track):
    machine, lost = machine_of_marks(lay_out([Diagram("r", track)], metrics_of(THEME)).panels[0])
    assert not lost
    assert difference(machine, machine_of(track)) is None


@pytest.mark.parametrize("width", [300, 420, 600])
def test_widths_are_kept(width):
    told = []
    svg = ElementTree.fromstring(drawn(width=width, report=told.append))
    assert told or float(svg.get("width")) <= width


def test_a_png_is_drawn_with_the_glyphs_of_the_font():
    size = Image.open(io.BytesIO(drawn("png"))).size
    svg = ElementTree.fromstring(drawn())
    assert abs(size[0] - float(svg.get("width"))) <= 1
    assert drawn("png") == drawn("png")


@pytest.mark.skipif(_cairosvg() is None or _resvg() is None, reason="needs both rasterizers")
def test_both_rasterizers_draw_the_same():
    one, other = (
        Image.open(io.BytesIO(drawn("png", background=True, rasterizer=name))).convert("L")
        for name in ("cairosvg", "resvg")
    )
    away = sum(abs(a - b) > 64 for a, b in zip(one.tobytes(), other.tobytes(), strict=True))
    assert away < 0.005 * one.width * one.height


def test_a_png_of_a_font_without_files_names_it():
    with pytest.raises(FontError, match="no glyphs of 'IBM Plex Sans'"):
        drawn("png", theme=replace(THEME, font=TABLE))


def test_text_and_other_themes_are_as_they_were():
    assert drawn("txt") == drawn("txt", theme="light")


def test_the_demo_draws_a_grammar_in_a_font(capsys):
    root = Path(__file__).parents[2]
    spec = importlib.util.spec_from_file_location("demo_font", root / "demos" / "font.py")
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    demo.main(str(root / "grammars" / "json.bnf"), str(UPRIGHT))
    assert "font-family:'IBMPlexSans" in capsys.readouterr().out
