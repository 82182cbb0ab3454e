"""Pictures in a page of somebody else's, in a real browser: good ones, mistakes, a dark page."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

import pytest

from tests.web.browser import browsing
from tests.web.servers import serving
from tests.web.support import BAD, GOOD, diagram

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.browser import Browser

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    (folder / "g").mkdir()
    (folder / "g" / "good.bnf").write_text(GOOD)
    return folder


@pytest.fixture(scope="module")
def base(folder) -> Iterator[str]:
    with serving("gunicorn", "railroad.web.wsgi:app", {"RAILROAD_GRAMMARS": str(folder / "g")}) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="module")
def browser(folder) -> Iterator[Browser]:
    with browsing(folder / "profile") as browser:
        yield browser


def show(browser: Browser, folder: Path, sources: list[str], paper: str) -> None:
    """Show a page with pictures, which is of another origin than they are, and wait for them."""
    images = "".join(f'<img src="{escape(source)}" alt="">' for source in sources)
    (folder / "page.html").write_text(
        f"<!doctype html><meta charset=utf-8><style>body{{margin:0;background:{paper}}}"
        f"img{{display:block}}</style>{images}"
    )
    browser.open((folder / "page.html").as_uri())
    browser.until("[...document.images].every((each) => each.complete)")


def test_page_with_five_pictures_shows_five(browser, base, folder):
    paths = ["/g/good.svg", diagram(), "/g/good/daytime.png", diagram(BAD), "/g/gud.svg"]
    show(browser, folder, [base + path for path in paths], "#fff")
    sizes = browser.run("[...document.images].map((each) => [each.naturalWidth, each.naturalHeight])")
    assert all(width > 50 and height > 50 for width, height in sizes), sizes
    assert sizes[0] == sizes[1]
    statuses = "Promise.all([...document.images].map(async (each) => (await fetch(each.src)).status))"
    assert browser.run(statuses) == [200, 200, 200, 422, 404]


def test_script_of_another_origin_reads_what_is_wrong(browser, base, folder):
    show(browser, folder, [], "#fff")
    asked = f"fetch({base + diagram(BAD)!r}).then((answer) => answer.headers.get('X-Railroad-Error'))"
    assert browser.run(asked) == '2:13 the literal after this " is not closed'
    posted = (
        f"fetch('{base}/api/render', {{method: 'POST', headers: {{'Content-Type': 'application/json'}},"
        f" body: JSON.stringify({{text: 'a ::= b'}})}}).then((answer) => answer.json())"
    )
    assert browser.run(posted)["rules"] == ["a"]


def test_dark_page(browser, base, folder):
    """Dark pictures are light on it, and a mistake is readable in any theme: it has a ground of its own."""
    paths = [diagram(theme="dark"), diagram(BAD, theme="dark"), diagram(BAD)]
    show(browser, folder, [base + path for path in paths], "#0d1117")
    browser.screenshot(folder / "dark.png")
    picture = Image.open(folder / "dark.png").convert("L")
    boxes = browser.run(
        "[...document.images].map((each) => each.getBoundingClientRect())"
        ".map((box) => [box.left, box.top, box.right, box.bottom].map(Math.round))"
    )
    grounds, brightest, darkest = [], [], []
    for box in boxes:
        part = picture.crop(box)
        grounds.append(part.getpixel((2, 2)))
        darkest.append(part.getextrema()[0])
        brightest.append(part.getextrema()[1])
    assert max(grounds[:2]) < 40 < 200 < min(brightest[:2])
    assert darkest[2] < 60 < 240 < grounds[2]


def test_picture_opened_by_itself_can_do_nothing(browser, base):
    browser.open(base + diagram())
    assert browser.run("document.documentElement.localName") == "svg"
    assert browser.run("window.origin") == "null"  # the sandbox


def test_pages_load_all_that_they_ask_for(browser, base):
    for path in ("/", "/g/", "/g/good/"):
        browser.open(base + path)
        browser.run("document.querySelectorAll('img').forEach((each) => { each.loading = 'eager' })")
        browser.until("[...document.images].every((each) => each.complete && each.naturalWidth)")
    browser.run("document.querySelector('nav a').click()")
    browser.until("document.title === 'Grammars' && document.readyState === 'complete'")
    assert browser.run("document.querySelector('.grammars a').textContent") == "good"


def test_page_of_a_grammar_has_dark_pictures_for_those_who_like_it_dark(browser, base):
    shown = "document.querySelector('#greeting img').currentSrc"
    browser.open(f"{base}/g/good/")
    assert "theme" not in browser.run(shown)
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    browser.until(f"{shown}.endsWith('title=off&theme=dark')")
    browser.call("Emulation.setEmulatedMedia", features=[])


def test_demo_draws_what_is_typed(browser, base):
    browser.open(f"{base}/")
    browser.run("document.querySelector('textarea').value = 'typed ::= \"x\" | \\n'")
    browser.run("document.querySelector('form button').click()")
    browser.until("location.search.includes('typed') && document.readyState === 'complete'")
    assert browser.run("document.querySelector('textarea').value") == 'typed ::= "x" | \n'
    assert browser.run("document.images.length") == 2
    browser.run(f"document.querySelector('textarea').value = {json.dumps(BAD)}")
    browser.run("document.querySelector('form button').click()")
    browser.until("document.querySelector('.problem')")
    assert "is not closed" in browser.run("document.querySelector('.problem').innerText")
