"""The digest of the machine's fonts: what a picture's tag has of them."""

from __future__ import annotations

import pytest

from railroad.fonts import system


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(system, "font_folders", lambda: [tmp_path])
    yield tmp_path
    forget()


def forget() -> None:
    system._font_files.cache_clear()
    system.fonts_digest.cache_clear()


def digest() -> str:
    forget()
    return system.fonts_digest()


def test_other_fonts_have_another_digest_and_places_do_not_matter(folder):
    none = digest()
    (folder / "a.ttf").write_bytes(b"a")
    one = digest()
    (folder / "below").mkdir()
    (folder / "a.ttf").rename(folder / "below" / "a.ttf")
    moved = digest()
    (folder / "below" / "a.ttf").write_bytes(b"ab")
    assert one == moved
    assert len({none, one, digest()}) == 3
