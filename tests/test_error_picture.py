"""Pictures of errors: readable, small and well-formed whatever they tell of."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from railroad.error_picture import draw_error
from railroad.errors import Diagnostic, FontError, NotationError, RailroadError
from railroad.source import Source, Span

ANY = st.text(max_size=200)


PLACE = Span(10, 11)


def an_error(
    text: str = "a ::= b\nc d\n", span: Span | None = PLACE, hint: str | None = "so"
) -> RailroadError:
    return NotationError.at(Source("x.bnf", text), 'expected "::="', span, hint)


def words(error: RailroadError, theme: str = "light") -> list[str]:
    """Return the texts of the picture, line by line."""
    root = ElementTree.fromstring(draw_error(error, "svg", theme))
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_picture_has_place_message_line_caret_and_hint():
    assert words(an_error()) == ["x.bnf:2:3", 'expected "::="', "c d", "^", "hint: so"]


def test_caret_stands_below_the_place():
    root = ElementTree.fromstring(draw_error(an_error("a ::= b\n\tc 東d\n", Span(12, 13)), "svg"))
    texts = {e.text: e for e in root.iter("{http://www.w3.org/2000/svg}text")}
    line, caret = texts["    c 東d"], texts["^"]
    cell = float(line.get("textLength")) / 9
    assert float(caret.get("x")) - float(line.get("x")) == pytest.approx(8 * cell, abs=0.1)
    assert float(caret.get("textLength")) == pytest.approx(cell, abs=0.1)


def test_error_without_a_place_has_no_line():
    assert words(RailroadError.at(None, "no", hint=None)) == ["railroad", "no"]
    assert words(an_error(span=None, hint=None)) == ["x.bnf", 'expected "::="']


def test_further_mistakes_are_counted():
    diagnostics = [Diagnostic("error", f"mistake {n}", Span(n, n)) for n in range(3)]
    source = Source("x", "abc")
    assert words(NotationError(diagnostics[:2], source))[-1] == "and 1 more mistake"
    assert words(NotationError(diagnostics, source))[-1] == "and 2 more mistakes"


def test_text_is_what_str_says():
    assert draw_error(an_error(), "txt") == f"{an_error()}\n"


@pytest.mark.parametrize("theme", ["light", "dark", "poster", "nothing"])
def test_background_is_painted_so_that_it_reads_on_any_page(theme):
    assert 'class="background"' in draw_error(an_error(), "svg", theme)


def test_picture_stays_small():
    long = "x" * 1_000_000
    error = NotationError.at(Source(long, long), f"{long} {long}", Span(500_000, 900_000), long)
    for format in ("svg", "png"):
        assert len(draw_error(error, format)) < 100_000


def test_png_spells_out_what_no_font_has():
    error = NotationError.at(Source("x", "a \U000e0fff\U0010fffd b"), "no \U0010fffd", Span(2, 4))
    assert draw_error(error, "png").startswith(b"\x89PNG")


def test_png_without_any_font_is_refused(monkeypatch):
    def no_font(*_):
        raise FontError.at(None, "no font")

    monkeypatch.setattr("railroad.surface.png.render_png", no_font)
    with pytest.raises(FontError):
        draw_error(an_error(), "png")


@settings(max_examples=200, deadline=None)
@given(text=ANY, name=ANY, message=ANY, hint=st.none() | ANY, data=st.data())
def test_picture_is_well_formed_whatever_the_error_says(text, name, message, hint, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    error = NotationError.at(Source(name, text), message, Span(start, end), hint)
    root = ElementTree.fromstring(draw_error(error, "svg").encode())
    assert float(root.get("width")) < 2000
    assert float(root.get("height")) < 1000


@settings(max_examples=15, deadline=None)
@given(text=ANY, message=ANY)
def test_png_can_be_made_whatever_the_error_says(text, message):
    error = NotationError.at(Source("x", text), message, Span(0, 1))
    assert draw_error(error, "png").startswith(b"\x89PNG")
