"""A machine that has just the fonts a test gives it."""

from __future__ import annotations

import pytest

from railroad.fonts import face, line


@pytest.fixture
def machine_fonts(monkeypatch):
    """Return a function that makes font files the only ones of this machine, the first preferred."""

    def use(*paths):
        monkeypatch.setattr(face, "system_fonts", lambda style: paths)
        forget()

    def forget():
        face.find_face.cache_clear()
        line.lay_out_line.cache_clear()

    yield use
    forget()
