"""The development server: pages that renew themselves, requests of this machine alone, a clean end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from railroad.web import broken
from railroad.web.development import DevelopmentApp
from railroad.web.server import OPEN
from tests.conftest import ROOT, heed_interrupts
from tests.web.browser import browsing
from tests.web.servers import tree
from tests.web.support import BAD, GOOD, HERE, fetch

HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def app(tmp_path, said):
    (tmp_path / "good.bnf").write_text(GOOD)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "ä b.bnf").write_text(GOOD)
    return DevelopmentApp(tmp_path, host="127.0.0.1", say=said.append, limits=HERE)


def state(app, path: str) -> str:
    answer = fetch(app, f"/-/state?path={path}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.text


def script(page) -> dict[str, str]:
    """Return what the page's script tag says."""
    tag = re.search(r'<script defer src="([^"]*)" data-path="([^"]*)" data-state="([^"]*)">', page.text)
    return dict(zip(("src", "path", "state"), tag.groups(), strict=True))


@pytest.mark.parametrize(
    ("path", "src"),
    [("/g/", "../-/reload.js"), ("/g/good/", "../../-/reload.js"), ("/g/sub/", "../../-/reload.js")],
)
def test_pages_have_a_script_that_knows_their_state(app, path, src):
    page = fetch(app, path)
    assert script(page) == {"src": src, "path": path, "state": state(app, path)}
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
    assert int(page.headers["Content-Length"]) == len(page.data)
    assert fetch(app, path, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    asked = fetch(app, "/-/reload.js")
    assert asked.headers["Content-Type"].startswith("text/javascript")
    assert b"currentScript" in asked.data


def test_names_of_grammars_are_quoted(app):
    page = fetch(app, "/g/sub/%C3%A4%20b/")
    assert script(page)["path"] == "/g/sub/%C3%A4%20b/"
    assert script(page)["state"] == state(app, script(page)["path"])


def test_state_is_another_when_the_page_would_be(app, tmp_path, monkeypatch):
    monkeypatch.setattr(broken, "_SECONDS", 60)
    pages = ("/g/", "/g/sub/", "/g/good/", "/g/new/")

    def states() -> dict[str, str]:
        return {path: state(app, path) for path in pages}

    before = states()
    assert states() == before
    os.utime(tmp_path / "good.bnf")
    assert states() == before
    (tmp_path / "good.bnf").write_text(GOOD + "x ::= y\n")
    changed = states()
    assert [path for path in pages if changed[path] != before[path]] == ["/g/good/"]
    (tmp_path / "new.bnf").write_text(GOOD)
    added = states()
    assert [path for path in pages if added[path] != changed[path]] == ["/g/", "/g/new/"]
    (tmp_path / "good.bnf").write_text(BAD)
    broke = states()
    assert [path for path in pages if broke[path] != added[path]] == ["/g/", "/g/good/"]


def test_state_of_a_file_that_is_too_long_is_another_when_it_changes(app, tmp_path):
    (tmp_path / "long.bnf").write_text("a ::= b\n" * 10_000)
    before = state(app, "/g/long/")
    assert state(app, "/g/long/") == before != "gone"
    (tmp_path / "long.bnf").write_text("a ::= b\n" * 10_001)
    assert state(app, "/g/long/") != before
    assert "longer than 65,536 bytes" in fetch(app, "/g/long/", headers=HTML).text


def test_mistake_has_its_page_with_the_script_and_is_told(app, tmp_path, said):
    (tmp_path / "bad.bnf").write_text(BAD + "x ::= ( a | b\n")
    page = fetch(app, "/g/bad/")
    assert page.status_code == 422
    assert page.text.count('<pre class="problem" role="alert"><strong>bad.bnf:') == 2
    assert "daytime ::= &quot;morning\n            ^" in page.text
    assert script(page)["state"] == state(app, "/g/bad/")
    assert said == ['422 /g/bad/ 2:13 the literal after this " is not closed']


def test_page_that_is_not_there_waits_for_its_grammar(app, tmp_path, said):
    page = fetch(app, "/g/new/", headers=HTML)
    assert page.status_code == 404
    assert "there is no grammar &quot;new&quot;" in page.text
    assert script(page)["state"] == state(app, "/g/new/") == "gone"
    assert said == ['404 /g/new/ there is no grammar "new"']
    (tmp_path / "new.bnf").write_text(GOOD)
    assert state(app, "/g/new/") != "gone"
    # Programs are answered as everywhere.
    assert fetch(app, "/g/other/").headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "location"),
    [("/g", "g/"), ("/g/good", "good/"), ("/g/good.bnf", "good.bnf/"), ("/g/sub/%C3%A4%20b", "%C3%A4%20b/")],
)
def test_who_leaves_out_the_last_slash_is_led_to_the_page(app, path, location):
    answer = fetch(app, path, headers=HTML)
    assert (answer.status_code, answer.headers["Location"]) == (308, location)
    assert fetch(app, path).status_code == 404


def test_who_names_no_format_is_told_how_pictures_are_named(app):
    answer = fetch(app, "/g/nothing", headers=HTML)
    assert answer.status_code == 404
    assert "its picture would be /g/nothing.svg, its page /g/nothing/" in answer.text


def test_demo_and_pictures_are_as_everywhere(app):
    assert "<script" not in fetch(app, "/").text
    plain, marked = fetch(app, "/g/good.svg?title=off"), fetch(app, "/g/good.svg?title=off&-=17")
    assert (plain.status_code, plain.data) == (200, marked.data)
    assert fetch(app, "/g/good.svg?-=17").status_code == 200
    assert fetch(app, "/-/nothing").status_code == 404


def test_lines_about_requests_cannot_be_forged(app, said):
    fetch(app, "/g/%0A%1B[31mx%C3%A9.svg")
    assert len(said) == 1
    assert "\n" not in said[0]
    assert "\x1b" not in said[0]


@pytest.mark.parametrize(
    ("listens", "host", "status"),
    [
        ("127.0.0.1", "localhost:8000", 200),
        ("127.0.0.1", "127.0.0.1", 200),
        ("127.0.0.1", "[::1]:80", 200),
        ("::1", "docs.localhost:1", 200),
        ("127.0.0.1", "evil.example:8000", 403),
        ("127.0.0.1", "localhost.evil.example", 403),
        ("127.0.0.1", "127.0.0.1.evil.example:1", 403),
        ("0.0.0.0", "machine.example:8000", 200),
    ],
)
def test_where_this_machine_is_served_no_page_of_elsewhere_can_ask(
    app, tmp_path, said, listens, host, status
):
    app = DevelopmentApp(tmp_path, host=listens, say=said.append, limits=HERE)
    assert fetch(app, "/g/", headers={"Host": host}).status_code == status
    assert fetch(app, "/-/state?path=/g/", headers={"Host": host}).status_code == status


# ---- the command


@contextmanager
def served(*arguments):
    command = [sys.executable, "-m", "railroad", "serve", *map(str, arguments), "--port", "0"]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        said = process.stderr.readline()
        yield process, re.search(r"http://[^ ]*?/(?=g/)", said)[0]
    finally:
        process.kill()
        process.communicate()


def get(url: str) -> tuple[int, bytes]:
    try:
        with urlopen(Request(url, headers=HTML), timeout=20) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_it_ends_and_no_process_is_left(tmp_path, name):
    (tmp_path / "good.bnf").write_text(GOOD)
    with served(tmp_path) as (process, base):
        assert get(f"{base}g/good.svg")[0] == 200
        started = tree(process.pid)
        assert len(started) > 1
        process.send_signal(getattr(signal, name))
        rest = process.communicate(timeout=10)[1]
        assert process.returncode == 0
        assert "Traceback" not in rest
        end = time.monotonic() + 5
        while any(Path(f"/proc/{pid}").exists() for pid in started) and time.monotonic() < end:
            time.sleep(0.05)
        assert [pid for pid in started if Path(f"/proc/{pid}").exists()] == []


def test_several_folders_and_files_are_served(tmp_path):
    for name in ("one/a.bnf", "two/a.bnf", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    with served(tmp_path / "one", tmp_path / "two", tmp_path / "c.txt") as (_, base):
        for path in ("one/a.svg", "two/a/daytime.png", "c.svg", "one/", "", "c/", "c.txt/greeting.txt"):
            assert get(f"{base}g/{path}")[0] == 200, path


def test_served_to_others_it_says_so():
    with served("grammars", "--host", "0.0.0.0") as (process, _):
        assert [process.stderr.readline() for _ in range(2)][1].strip() == OPEN


def test_page_in_a_browser_is_as_its_grammar(tmp_path):
    file = tmp_path / "g" / "good.bnf"
    file.parent.mkdir()
    file.write_text(GOOD + "".join(f'x{i} ::= "{i}"\n' for i in range(20)))
    text = file.read_text()
    with served(file.parent) as (_, base), browsing(tmp_path / "profile") as browser:
        browser.open(f"{base}g/good/")
        picture = "document.querySelector('#daytime img')"
        browser.until(f"{picture}.complete")
        width = browser.run(f"{picture}.naturalWidth")
        browser.run("scrollTo(0, 300)")

        file.write_text(text.replace('"morning"', '"morning, noon, and all of the afternoon"'))
        browser.until(f"{picture}.naturalWidth > {width + 100}")
        assert browser.run("scrollY") == 300

        file.write_text(text.replace('"evening"', '"evening'))
        browser.until("document.querySelector('main.stale .problem')")
        told = browser.run("document.querySelector('.problem').innerText")
        assert re.match(r'good\.bnf:2:25: the literal after this " is not closed\n.*\n {24}\^', told)
        assert browser.run(f"{picture}.naturalWidth") > width + 100

        file.write_text(text)
        browser.until(f"!document.querySelector('.stale, .problem') && {picture}.naturalWidth == {width}")

        browser.open(f"{base}g/later/")
        assert "there is no grammar" in browser.run("document.body.innerText")
        (file.parent / "later.bnf").write_text(GOOD)
        browser.until(f"{picture}?.naturalWidth == {width}")
