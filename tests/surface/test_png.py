"""The PNG: as large as it should be, the same whoever draws it, and never without its labels."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from railroad.diagram.model import Caption, Diagram, Fork, Loop, Series, Station
from railroad.errors import FontError, LimitError, OptionError, RailroadError
from railroad.fonts import face, line
from railroad.layout.place import lay_out
from railroad.layout.scene import Tile
from railroad.metrics import USER_UNITS
from railroad.surface import Settings, png
from railroad.surface.png import rasterizer_in_use, render_png
from railroad.theme import THEMES
from tests.tracks import box

Image = pytest.importorskip("PIL.Image", reason="reading pixels needs Pillow")
ImageChops = pytest.importorskip("PIL.ImageChops", reason="reading pixels needs Pillow")

needs_cairo = pytest.mark.skipif(png._cairosvg() is None, reason="this system has no libcairo")
both = pytest.mark.parametrize("rasterizer", [pytest.param("cairosvg", marks=needs_cairo), "resvg"])

TRACK = Series(
    (
        Station("SELECT", "terminal"),
        Fork((Station("a", "terminal"), Station("expression", "nonterminal", "#rule-expression")), True),
        Loop(Station("gone", "undefined"), Station("a...z", "range")),
        Loop(Station("größe & más", "prose"), Caption("2–40 ×")),
        Loop(Station("Ж", "terminal"), Station(",", "terminal")),
    )
)
SMALL = Fork((Station("+", "terminal"), Station("-", "terminal")), True)


def scene_of(*tracks, titles=True):
    diagrams = [Diagram(f"rule {number}", track) for number, track in enumerate(tracks)]
    return lay_out(diagrams, USER_UNITS, titles=titles)


def drawn(scene, theme="light", **settings):
    return render_png(scene, THEMES[theme], Settings(**settings))


def pixels(scene, theme="light", **settings):
    return Image.open(io.BytesIO(drawn(scene, theme, **settings))).convert("RGBA")


def over(picture, colour):
    paper = Image.new("RGBA", picture.size, colour)
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def share_that_differs(one, other):
    """Return the share of pixels that differ by more than 32 in a channel."""
    worst, *channels = ImageChops.difference(one, other).split()
    for channel in channels:
        worst = ImageChops.lighter(worst, channel)
    return sum(worst.histogram()[33:]) / (one.width * one.height)


# Size


@both
@pytest.mark.parametrize(
    ("scale", "size"),
    [
        (0.3, (31, 12)),
        (1, (102, 40)),
        (1.1, (112, 44)),
        (1.5, (152, 60)),
        (2, (203, 80)),
        (10, (1013, 400)),
    ],
)
def test_the_size_is_that_of_the_scene_times_the_scale_rounded_up(rasterizer, scale, size):
    scene = scene_of(SMALL)._replace(width=101.3, height=40.0)
    assert struct.unpack(">II", drawn(scene, scale=scale, rasterizer=rasterizer)[16:24]) == size


@both
def test_an_empty_scene_is_a_picture_too(rasterizer):
    empty = scene_of()._replace(width=0.0, height=0.0)
    assert pixels(empty, rasterizer=rasterizer).size == (1, 1)


@pytest.mark.parametrize(
    ("width", "height", "scale", "limit"),
    [
        (32_768, 10, 1, "32,767 on a side"),
        (10, 16_384, 2, "32,767 on a side"),
        (10_001, 10_000, 1, "100,000,000 in all"),
    ],
)
def test_a_picture_too_large_is_refused_before_anything_is_drawn(monkeypatch, width, height, scale, limit):
    monkeypatch.setattr(png, "render_outlined_svg", lambda *_: pytest.fail("it was drawn"))
    scene = scene_of(SMALL)._replace(width=float(width), height=float(height))
    with pytest.raises(LimitError, match=limit) as caught:
        drawn(scene, scale=scale)
    (found,) = caught.value.diagnostics
    assert f"{width * scale:,} × {height * scale:,}" in found.message
    assert "lower scale" in found.hint
    assert "SVG" in found.hint


# What is to be seen


@both
@pytest.mark.parametrize("scale", [1, 1.5, 2])
def test_the_ink_of_every_label_lies_inside_its_station(rasterizer, scale):
    labels = ["x", ",", "SELECT", "a_rather_long_name", "gjpqy|", "ÅÇÑ", "x\u0304y", "█Ж", "@" * 40]
    kinds = ["terminal", "nonterminal", "undefined", "range", "prose"]
    tracks = [Fork(tuple(Station(label, kind) for label in labels)) for kind in kinds]
    scene = scene_of(*tracks, titles=False)
    light = THEMES["light"]
    looks = {"text": "#ff0000", "fill": "#ffffff", "outline": "#0000ff"}
    red_on_white = replace(
        light,
        rail="#0000ff",
        background="#ffffff",
        **{kind: replace(getattr(light, kind), **looks) for kind in kinds},
    )
    data = render_png(scene, red_on_white, Settings(True, scale, rasterizer))
    red, green, blue = Image.open(io.BytesIO(data)).convert("RGB").split()
    ink = ImageChops.subtract(red, ImageChops.lighter(green, blue)).point(lambda level: 255 * (level > 24))
    inside = 0
    for tile in (mark for panel in scene.panels for mark in panel.marks if isinstance(mark, Tile)):
        left, top, width, height = box(tile)
        air = 0.6  # the inner half of the outline
        inner = (left + air, top + air, left + width - air, top + height - air)
        found = ink.crop(tuple(round(scale * side) for side in inner)).histogram()[255]
        assert found > 2 * len(tile.label), tile.label
        inside += found
    assert inside == ink.histogram()[255]


@both
def test_a_picture_is_transparent_unless_a_background_is_asked_for(rasterizer):
    scene = scene_of(SMALL)
    assert pixels(scene, rasterizer=rasterizer).getpixel((0, 0)) == (0, 0, 0, 0)
    painted = pixels(scene, "dark", rasterizer=rasterizer, background=True)
    assert painted.getpixel((0, 0)) == (0x0F, 0x14, 0x19, 255)
    assert painted.getextrema()[3] == (255, 255)


@both
def test_the_titles_of_rules_are_drawn(rasterizer):
    titled, bare = (pixels(scene_of(SMALL, titles=titles), rasterizer=rasterizer) for titles in (True, False))
    above = titled.crop((0, 0, titled.width, titled.height - bare.height))
    assert above.getbbox() is not None


@needs_cairo
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("track", [TRACK, SMALL], ids=["large", "small"])
def test_both_rasterizers_draw_the_same_picture(theme, scale, track):
    scene = scene_of(track)
    one, other = (pixels(scene, theme, scale=scale, rasterizer=name) for name in ("cairosvg", "resvg"))
    assert one.size == other.size
    for paper in ("#ffffff", "#000000", THEMES[theme].background):
        assert share_that_differs(over(one, paper), over(other, paper)) < 0.004
    assert share_that_differs(one, other) < 0.01


# The same bytes


@both
def test_threads_draw_the_same_bytes(rasterizer):
    scene = scene_of(TRACK)
    line.lay_out_line.cache_clear()
    face.own_face.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: drawn(scene, "dark", rasterizer=rasterizer), range(24)))) == 1


@both
def test_processes_draw_the_same_bytes(rasterizer):
    program = (
        "import hashlib\n"
        "from tests.surface.test_png import TRACK, drawn, scene_of\n"
        f"data = drawn(scene_of(TRACK), 'poster', rasterizer={rasterizer!r})\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    digests = {hashlib.sha256(drawn(scene_of(TRACK), "poster", rasterizer=rasterizer)).hexdigest()}
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        digests.add(output_of(program, environment).strip())
    assert len(digests) == 1


def output_of(program, environment=None):
    """Return what a Python program prints; it is run in the folder that holds the tests."""
    folder = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


# What can't be drawn


@pytest.fixture
def no_fonts(monkeypatch):
    """Make this a machine without fonts."""
    caches = (face.find_face, line.lay_out_line)
    monkeypatch.setattr(face, "system_fonts", lambda style: ())
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def refusal(scene):
    """Return the one thing that is said where a text can't be drawn."""
    with pytest.raises(FontError) as caught:
        drawn(scene, rasterizer="resvg")
    (found,) = caught.value.diagnostics
    return found


def test_characters_that_no_font_has_are_named_once(no_fonts):
    found = refusal(scene_of(Series((Station("a東", "terminal"), Station("東\ue000ก", "nonterminal")))))
    assert found.message == (
        'no font here has U+6771 "東" CJK UNIFIED IDEOGRAPH-6771, U+E000, U+0E01 "ก" THAI CHARACTER KO KAI'
    )
    assert "SVG" in found.hint


def test_of_many_characters_only_the_first_are_named(no_fonts):
    many = "".join(map(chr, range(0x4E00, 0x4E20)))
    message = refusal(scene_of(Station(many, "terminal"))).message
    assert message.count("U+") == 8
    assert message.endswith(" and 24 more")


def test_a_title_that_can_not_be_drawn_is_an_error_too(no_fonts):
    assert "U+898F" in refusal(lay_out([Diagram("規則", SMALL)], USER_UNITS)).message


def test_letters_that_need_shaping_are_named(no_fonts, monkeypatch):
    monkeypatch.setattr(line, "find_face", lambda characters, style: face.own_face(style))
    found = refusal(scene_of(Station("हि", "terminal")))
    assert found.message.endswith('U+0939 "ह" DEVANAGARI LETTER HA, U+093F "ि" DEVANAGARI VOWEL SIGN I')


def test_a_font_package_that_is_not_installed_is_named(no_fonts, monkeypatch):
    def absent(style):
        raise LookupError("the font IBM Plex Mono is not installed")

    monkeypatch.setattr(line, "own_face", absent)
    found = refusal(scene_of(SMALL))
    assert "IBM Plex Mono" in found.message
    assert found.hint == "pip install fontpkg-ibm-plex-mono"


# Who draws


class _NoLibcairo:
    """An importer by which cairocffi fails as it does on a system without the library."""

    def find_spec(self, name, path=None, target=None):
        if name == "cairocffi":
            raise OSError('no library called "cairo-2" was found')


@pytest.fixture
def no_libcairo(monkeypatch):
    """Make this a machine without libcairo."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("cairosvg", "cairocffi")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_NoLibcairo(), *sys.meta_path])
    png._cairosvg.cache_clear()
    yield
    png._cairosvg.cache_clear()


def test_without_libcairo_resvg_draws_and_nothing_is_said(no_libcairo, capfd):
    scene = scene_of(TRACK)
    assert drawn(scene) == drawn(scene, rasterizer="resvg")
    assert rasterizer_in_use().startswith("resvg-py ")
    assert capfd.readouterr() == ("", "")


def test_without_libcairo_asking_for_cairosvg_is_an_error_that_names_the_alternative(no_libcairo):
    with pytest.raises(OptionError, match="libcairo") as caught:
        drawn(scene_of(SMALL), rasterizer="cairosvg")
    assert '"resvg"' in caught.value.diagnostics[0].hint
    with pytest.raises(OptionError):
        rasterizer_in_use("cairosvg")


def test_where_nothing_can_draw_the_error_says_so(no_libcairo, monkeypatch):
    monkeypatch.setattr(png, "_resvg", lambda: None)
    with pytest.raises(RailroadError, match="nothing here makes a PNG"):
        drawn(scene_of(SMALL))
    with pytest.raises(OptionError, match="resvg"):
        drawn(scene_of(SMALL), rasterizer="resvg")


@needs_cairo
def test_cairosvg_draws_where_it_can():
    assert rasterizer_in_use().startswith("cairosvg ")
    assert rasterizer_in_use("resvg").startswith("resvg-py ")


def test_what_draws_is_imported_no_earlier_than_a_picture_is_drawn():
    program = (
        "import railroad.surface.png, sys; print({'cairosvg', 'resvg_py', 'fontTools'} & {*sys.modules})"
    )
    assert output_of(program) == "set()\n"
