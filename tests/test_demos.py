"""The demos: they run as they say, and show what they promise."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest

from tests.conftest import heed_interrupts
from tests.web.support import BAD, GOOD, fetch

DEMOS = Path(__file__).resolve().parent.parent / "demos"
SERVERS = ["bnf_page", "mount_middleware"]
VOID = {"meta", "img", "source", "input", "br", "link"}


def demo(name: str):
    """Return the module of a demo, without running it."""
    spec = importlib.util.spec_from_file_location(f"demo_{name}", DEMOS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(HTMLParser):
    """A page, read strictly: every element is closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        assert len(dict(attributes)) == len(attributes)
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for seen, attributes in self.seen if seen == tag]


@pytest.fixture(scope="module")
def bnf_page():
    return demo("bnf_page").application


def page(app, text: str) -> Page:
    response = fetch(app, f"/?bnf={quote(text, safe='')}")
    assert response.status_code == 200
    assert "script" not in response.headers["Content-Security-Policy"]
    return Page(response.text)


@pytest.mark.parametrize("text", [None, GOOD, GOOD.replace("\n", "\r\n")])
def test_every_image_of_the_page_is_a_picture_of_the_same_application(bnf_page, text):
    shown = page(bnf_page, text) if text else Page(fetch(bnf_page, "/").text)
    images = shown.all("img")
    assert len(images) == len(shown.texts["figure"]) >= 3
    for image in images:
        assert image["alt"]
        response = fetch(bnf_page, image["src"])
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    for source in shown.all("source"):
        assert "railroad-dark" in fetch(bnf_page, source["srcset"]).text


def test_url_and_tag_stand_beside_each_picture_and_work(bnf_page):
    shown = page(bnf_page, GOOD)
    codes = shown.texts["code"]
    for image, url, tag in zip(shown.all("img"), codes[::2], codes[1::2], strict=True):
        assert image["src"] == url
        pasted = Page(tag).all("img")[0]
        assert (pasted["src"], pasted["alt"]) == (image["src"], image["alt"])


def test_other_formats_are_linked(bnf_page):
    links = [link["href"] for link in page(bnf_page, GOOD).all("a")]
    types = [fetch(bnf_page, link).headers["Content-Type"].split(";")[0] for link in links[:3]]
    assert types == ["image/svg+xml", "image/png", "text/plain"]


def test_text_of_the_form_comes_back(bnf_page):
    for text in ("\n a ::= b\n", "a ::= '<b>' | \"&amp;\"", "</textarea><script>alert(1)</script>"):
        shown = page(bnf_page, text)
        assert shown.texts["textarea"][0].removeprefix("\n") == text
        assert not shown.all("script")


def test_mistake_is_told_and_shown_as_the_image_would(bnf_page):
    shown = page(bnf_page, BAD)
    assert any(pre.get("role") == "alert" for pre in shown.all("pre"))
    assert "bnf:2:13" in shown.texts["pre"][0]
    (image,) = shown.all("img")
    response = fetch(bnf_page, image["src"])
    assert response.status_code == 422
    assert ElementTree.fromstring(response.text).tag.endswith("svg")


def test_no_text_is_a_mistake_and_not_the_example(bnf_page):
    assert page(bnf_page, "").texts["textarea"][0].strip() == ""


def test_very_long_texts_are_refused_without_very_long_urls(bnf_page):
    shown = page(bnf_page, "a ::= b\n" + "# long\n" * 5000)
    assert shown.all("img") == []
    assert "longer than" in shown.texts["pre"][0]


def test_grammar_of_many_rules_is_shown_in_part(bnf_page):
    shown = page(bnf_page, "".join(f"r{n} ::= x\n" for n in range(40)))
    assert 30 <= len(shown.all("img")) <= 31
    assert "40 rules" in shown.texts["h2"][0]


def test_page_is_labelled(bnf_page):
    shown = page(bnf_page, GOOD)
    assert shown.all("html")[0]["lang"] == "en"
    assert shown.all("label")[0]["for"] == shown.all("textarea")[0]["id"]
    assert len(shown.all("h1")) == len(shown.all("main")) == 1


def test_odd_queries_of_the_page_are_answered(bnf_page):
    for query in ("bnf=%FF", "bnf", "bnf=%zz", "x=1", "bnf=a&bnf=b", "bnf=%00"):
        response = fetch(bnf_page, f"/?{query}")
        assert response.status_code == 200
        Page(response.text)
    assert fetch(bnf_page, "/nothing").status_code == 404


def test_page_may_itself_be_mounted(bnf_page):
    def mounted(environ, start_response):
        return bnf_page({**environ, "SCRIPT_NAME": "/demo"}, start_response)

    assert all(image["src"].startswith("/demo/railroad/") for image in page(mounted, GOOD).all("img"))


def test_plain_application_has_pictures_and_its_own_pages():
    app = demo("mount_middleware").with_diagrams
    html = fetch(app, "/").text
    images = [unescape(src) for src in re.findall(r'<img src="([^"]+)"', html)]
    assert len(images) == 2
    for image in images:
        assert fetch(app, image).status_code == 200
    assert fetch(app, "/other").text == "not here\n"
    assert fetch(app, "/railroad/other").status_code == 404


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
@pytest.mark.parametrize("name", SERVERS)
def test_demo_runs_as_a_script(name):
    command = [sys.executable, DEMOS / f"{name}.py", "--port", "0"]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts
    )
    try:
        url = server.stdout.readline().strip()
        with urlopen(url, timeout=20) as response:
            html = response.read().decode()
        image = unescape(re.search(r'<img[^>]* src="([^"]+)"', html)[1])
        with urlopen(url.rstrip("/") + image, timeout=20) as response:
            assert response.headers["Content-Type"].startswith("image/svg+xml")
        server.send_signal(signal.SIGINT)
        said = server.communicate(timeout=20)[1]
    finally:
        server.kill()
        server.communicate()
    assert server.returncode == 0
    assert "Traceback" not in said


@pytest.mark.parametrize("name", SERVERS)
def test_demo_says_how_to_run_it(name):
    ran = subprocess.run(
        [sys.executable, DEMOS / f"{name}.py", "--help"], capture_output=True, text=True, check=True
    )
    assert f"python demos/{name}.py" in ran.stdout


@pytest.mark.parametrize(
    ("name", "page"), [("policies", "policies.md"), ("rows", "decisions/0006-clauses-share-rows.md")]
)
def test_the_pictures_of_a_page_are_those_that_would_be_drawn_now(name, page):
    drawn = demo(name).pictures()
    folder = DEMOS.parent / "docs" / "images"
    assert {name: (folder / name).read_text(encoding="utf-8") for name in drawn} == drawn
    shown = re.findall(r"images/([\w-]+\.svg)", (folder.parent / page).read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(drawn)
