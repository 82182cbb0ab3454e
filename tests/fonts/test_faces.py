"""Font files: what they have, which come first, and what their glyphs look like."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from railroad.fonts import face, system
from railroad.fonts.cmap import read_cmaps
from railroad.fonts.face import own_face
from railroad.fonts.style import STYLES
from tests.fonts.made import make_font


@pytest.mark.parametrize("style", STYLES)
def test_our_font_has_what_its_own_table_says(style):
    own = own_face(style)
    font = TTFont(own.path)
    names = font.getBestCmap()
    for code in range(0x10000):
        expected = font.getGlyphID(names[code]) if code in names else 0
        assert own.glyph(chr(code)) == expected


@pytest.mark.parametrize("style", STYLES)
def test_every_character_of_our_font_is_one_cell_wide(style):
    own = own_face(style)
    for code in (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x400, 0x460), *range(0x2500, 0x2580)):
        glyph = own.glyph(chr(code))
        if glyph:
            assert own.shape(glyph).advance == 0.6 * own.units


def test_characters_beyond_16_bits_are_found(tmp_path):
    path = make_font(tmp_path / "Wide.ttf", "a😀")
    (cmap,) = read_cmaps(path)
    assert cmap.glyph(ord("😀"))
    assert cmap.glyph(ord("a"))
    assert not cmap.glyph(ord("b"))
    assert not cmap.glyph(0x10FFFF)


def test_a_file_that_is_no_font_has_no_faces(tmp_path):
    whole = make_font(tmp_path / "Whole.ttf", "ab").read_bytes()
    broken = tmp_path / "Broken.ttf"
    for data in (b"", b"ttcf", b"ttcf\x00\x01\x00\x00\xff\xff\xff\xff", b"\x00\x01\x00\x00", os.urandom(200)):
        broken.write_bytes(data)
        assert not any(read_cmaps(broken))
    for length in range(0, 700, 7):
        broken.write_bytes(whole[:length])
        read_cmaps(broken)
    assert read_cmaps(tmp_path / "absent.ttf") == []


def test_a_font_without_outlines_has_no_characters(tmp_path):
    path = make_font(tmp_path / "Bitmaps.ttf", "ab")
    font = TTFont(path)
    del font["glyf"], font["loca"]
    font.save(path)
    assert read_cmaps(path) == [None]


def test_a_glyph_that_can_not_be_read_shows_nothing(tmp_path):
    path = make_font(tmp_path / "Damaged.ttf", "ab")
    font = TTFont(path)
    start = font.reader.tables["glyf"].offset
    data = bytearray(path.read_bytes())
    data[start : start + 60] = b"\xff" * 60
    path.write_bytes(bytes(data))
    (cmap,) = read_cmaps(path)
    assert not face.Face(path, 0, cmap).draws("a")


@pytest.fixture
def folder_of_fonts(tmp_path, monkeypatch):
    """Return a folder that is the only one this machine keeps fonts in."""
    monkeypatch.setattr(system, "font_folders", lambda: [tmp_path, tmp_path / "absent"])
    system._font_files.cache_clear()
    system.system_fonts.cache_clear()
    yield tmp_path
    system._font_files.cache_clear()
    system.system_fonts.cache_clear()


def names_of(fonts):
    return [path.name for path in fonts]


def test_monospaced_fonts_come_first_then_those_without_serifs(folder_of_fonts):
    for name in (
        "Times.ttf",
        "NotoSans-Regular.otf",
        "Zed Mono.TTF",
        "NotoSansCondensed-Regular.ttf",
        "Foo.ttc",
    ):
        (folder_of_fonts / name).touch()
    assert names_of(system.system_fonts("regular")) == [
        "Zed Mono.TTF",
        "NotoSans-Regular.otf",
        "NotoSansCondensed-Regular.ttf",
        "Foo.ttc",
        "Times.ttf",
    ]


@pytest.mark.parametrize(("style", "first"), [("regular", ""), ("semibold", "-Bold"), ("italic", "-Oblique")])
def test_the_face_nearest_to_the_style_comes_first(folder_of_fonts, style, first):
    for end in ("", "-Bold", "-Oblique", "-BoldOblique", "-ExtraLight"):
        (folder_of_fonts / f"SomeSans{end}.ttf").touch()
    assert names_of(system.system_fonts(style))[0] == f"SomeSans{first}.ttf"


def test_fonts_of_last_resort_are_passed_over(folder_of_fonts):
    for name in ("LastResort.otf", "AdobeBlank.ttf", "readme.txt"):
        (folder_of_fonts / name).touch()
    assert system.system_fonts("regular") == ()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_folders_that_contain_themselves_are_walked_once(folder_of_fonts):
    (folder_of_fonts / "a").mkdir()
    (folder_of_fonts / "a" / "Sans.ttf").touch()
    (folder_of_fonts / "a" / "again").symlink_to(folder_of_fonts)
    (folder_of_fonts / "b").symlink_to(folder_of_fonts / "a")
    assert names_of(system.system_fonts("regular")) == ["Sans.ttf"]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_every_system_has_folders_of_fonts(platform, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    assert all(isinstance(folder, Path) for folder in system.font_folders())
    assert system.font_folders()
