"""The middleware: its prefix is ours, everything else is the application's."""

from __future__ import annotations

from urllib.parse import quote
from wsgiref.validate import validator

import pytest

from railroad.web import RailroadMiddleware
from railroad.web.limits import Limits
from tests.web.support import GOOD, diagram, fetch, hrefs


class Mine:
    """An application that tells what it was asked, and keeps the iterable it returned."""

    def __init__(self) -> None:
        self.iterable: object = None
        self.environ: dict | None = None

    def __call__(self, environ, start_response):
        self.environ = environ
        start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("X-Mine", "yes")])
        self.iterable = iter([b"mine"])
        return self.iterable


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "json.bnf").write_text("value ::= object\nobject ::= value\n")
    return tmp_path


def is_ours(app, url: str) -> bool:
    return "X-Mine" not in fetch(app, url).headers


@pytest.mark.parametrize("prefix", ["/railroad", "railroad", "/railroad/", "//railroad//"])
@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/railroad" + diagram(), 200),
        ("/railroad/g/json.svg", 200),
        ("/railroad", 308),
        ("/railroad/", 200),
        ("/railroad/nothing", 404),
        ("/railroad/../x", 404),
        ("/railroad/g/nothing.svg", 404),
        ("/railroad//", 404),
    ],
)
def test_at_and_below_the_prefix_we_answer(folder, prefix, url, status):
    app = RailroadMiddleware(validator(Mine()), prefix, folder)
    assert is_ours(app, url)
    assert fetch(app, url).status_code == status


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/railroadx",
        "/railroadx/g/json.svg",
        "/rail",
        "/Railroad/x",
        "/x/railroad/",
        "/%2Frailroad/",
        diagram(),
    ],
)
def test_all_else_is_the_applications(folder, url):
    assert not is_ours(RailroadMiddleware(validator(Mine()), "/railroad", folder), url)


def test_application_sees_the_same_request_and_its_iterable_comes_back_as_it_is():
    mine = Mine()
    environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "/a", "PATH_INFO": "/b"}
    app = RailroadMiddleware(mine)
    assert app(environ, lambda *_: None) is mine.iterable
    assert mine.environ is environ


def test_request_is_not_changed_for_whoever_stands_before():
    environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "/a", "PATH_INFO": "/railroad/x"}
    before = dict(environ)
    RailroadMiddleware(Mine())(environ, lambda *_: None)
    assert environ == before


def test_errors_of_the_application_are_its_own():
    def fails(environ, start_response):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        RailroadMiddleware(fails)({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *_: None)


def test_default_prefix():
    assert is_ours(RailroadMiddleware(Mine()), "/railroad/x")


def test_prefix_of_several_parts_and_other_letters(folder):
    app = RailroadMiddleware(Mine(), "/docs/größe x", folder)
    assert fetch(app, f"/docs/{quote('größe x')}/g/json.svg").status_code == 200
    assert not is_ours(app, "/docs/x")


@pytest.mark.parametrize("prefix", ["", "/"])
def test_no_prefix_is_every_path(folder, prefix):
    app = RailroadMiddleware(Mine(), prefix, folder)
    assert fetch(app, diagram()).status_code == 200
    assert fetch(app, "/g/json.svg").status_code == 200
    assert fetch(app, "/other").status_code == 404


def test_options_are_those_of_the_application(folder):
    app = RailroadMiddleware(Mine(), "/r", folder, theme="dark", error_status=200, limits=Limits(text=50))
    assert "railroad-dark" in fetch(app, "/r/g/json.svg").text
    assert fetch(app, "/r/g/x.svg").status_code == 200
    assert fetch(app, "/r/diagram.txt?bnf=" + "x" * 51).status_code == 414


def test_links_stay_below_the_prefix(folder):
    inner = RailroadMiddleware(Mine(), "/inner", folder)
    outer = RailroadMiddleware(inner, "/outer", folder)
    assert hrefs(fetch(outer, "/inner/g/json/value.svg").text) == ["object.svg"]
    assert hrefs(fetch(outer, "/outer/g/json%2Fvalue.svg").text) == ["/outer/g/json/object.svg"]


def test_same_picture_below_every_prefix(folder):
    one = fetch(RailroadMiddleware(Mine(), "/one"), "/one" + diagram(GOOD))
    two = fetch(RailroadMiddleware(Mine(), "/two"), "/two" + diagram(GOOD))
    assert (one.data, one.headers["ETag"]) == (two.data, two.headers["ETag"])
