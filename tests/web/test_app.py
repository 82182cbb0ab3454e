"""The application: which picture a URL is, and every header and status of the answer."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import railroad
from railroad import pipeline
from railroad.errors import FontError, LimitError, OptionError
from railroad.web import RailroadApp
from railroad.web.limits import Limits
from tests.web.support import BAD, ETAG, GOOD, HERE, diagram, fetch, hrefs

if TYPE_CHECKING:
    from pathlib import Path

MEDIA_TYPES = {
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "problem": "application/problem+json",
}
FOR_A_DAY = "public, max-age=86400, stale-while-revalidate=604800"
FOR_EVER = "public, max-age=31536000, immutable"
FILE = "public, no-cache"
ERROR = "public, max-age=60"

JSON = """\
value  ::= object | array | "x"
object ::= "{" member "}"
array  ::= "[" value "]"
member ::= "k" ":" value
"""
ODD = """\
<expr> ::= <Expr> <a/b> | "x"
<Expr> ::= <simple ~ expr> <größe>
<a/b> ::= <expr>
<simple ~ expr> ::= <expr>
<größe> ::= <Expr>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("grammars")
    files = {
        "json.bnf": JSON,
        "sub/deep/json.bnf": JSON,
        "odd.bnf": ODD,
        "bad.bnf": BAD,
        "twin.bnf": JSON,
        "twin.abnf": "value ::= 'abnf'",
        "a b.bnf": JSON,
        "notes.txt": JSON,
        "latin.bnf": 'a ::= "\xe9"\n',
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="latin-1" if name == "latin.bnf" else "utf-8")
    return folder


@pytest.fixture(scope="module")
def app(folder) -> RailroadApp:
    return RailroadApp(folder)


@pytest.fixture
def app_here(folder) -> RailroadApp:
    """Return an application that makes pictures in this process."""
    return RailroadApp(folder, limits=HERE)


def is_picture(body: bytes, format: str) -> bool:
    if format == "svg":
        return ElementTree.fromstring(body).tag == "{http://www.w3.org/2000/svg}svg"
    if format == "png":
        return body.startswith(b"\x89PNG\r\n\x1a\n")
    if format == "problem":
        return json.loads(body)["detail"] != ""
    return bool(body.decode())


def assert_error(response, status: int, format: str = "txt", *, cache: str = ERROR) -> None:
    """Check everything that holds for every error."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == MEDIA_TYPES[format]
    assert is_picture(response.data, format)
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert "ETag" not in response.headers
    assert "Last-Modified" not in response.headers
    assert response.headers["Cache-Control"] == cache
    assert re.fullmatch(r"\d+:\d+ [ -~]+", response.headers["X-Railroad-Error"])
    assert len(response.headers["X-Railroad-Error"]) <= 300
    assert b"Traceback" not in response.data


# ---- pictures


@pytest.mark.parametrize("format", ["svg", "png", "txt"])
@pytest.mark.parametrize(
    ("path", "cache", "name"),
    [
        ("/g/json.{}", FILE, "json"),
        ("/g/json/value.{}", FILE, "value"),
        ("/g/json.bnf/value.{}", FILE, "value"),
        ("/g/sub/deep/json.{}", FILE, "json"),
        ("/g/sub/deep/json/array.{}", FILE, "array"),
        ("/g/a%20b/array.{}", FILE, "array"),
        ("/diagram.{}?bnf=" + quote(GOOD), FOR_A_DAY, "diagram"),
        ("/diagram.{}?bnf=" + quote(GOOD) + "&rule=daytime", FOR_A_DAY, "daytime"),
        ("/diagram.{}?notation=bnf&text=" + quote(GOOD), FOR_A_DAY, "diagram"),
    ],
)
def test_picture_has_all_its_headers(app, format, path, cache, name):
    response = fetch(app, path.format(format))
    assert response.status_code == 200
    assert is_picture(response.data, format)
    etag = response.headers.pop("ETag")
    assert ETAG.fullmatch(etag)
    assert dict(response.headers) == {
        "Content-Type": MEDIA_TYPES[format],
        "Content-Length": str(len(response.data)),
        "Cache-Control": cache,
        "Content-Disposition": f'inline; filename="{name}.{format}"',
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": (
            "ETag, Content-Location, Retry-After, X-Railroad-Error, X-Request-Id"
        ),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
        **({} if format == "png" else {"Vary": "Accept-Encoding"}),
    }


def test_file_and_text_make_the_picture_that_the_library_makes(app):
    grammar = railroad.read(JSON)
    assert fetch(app, "/g/json.svg").text == pipeline.render(grammar)
    assert fetch(app, diagram(JSON)).text == pipeline.render(grammar)
    assert fetch(app, diagram(JSON, "txt", rule="array")).text == pipeline.render(grammar, "txt", "array")


def test_options_change_the_picture(app):
    grammar = railroad.read(JSON)
    looks = {"theme": "dark", "titles": False, "background": True, "keep_recursion": True}
    expected = pipeline.render(grammar, "svg", "array", **looks)
    query = "theme=dark&title=off&background=on&keep_recursion=on"
    assert fetch(app, f"/diagram.svg?bnf={quote(JSON)}&rule=array&{query}").text == expected
    small, large = (fetch(app, diagram(JSON, "png", scale=scale)).data for scale in ("1", "2"))
    assert small != large


def test_extensions_are_read_or_not(app):
    url = "/diagram.txt?bnf=" + quote('a ::= [ "b" ]')
    assert "[" in fetch(app, f"{url}&extensions=off").text
    assert "[" not in fetch(app, f"{url}&extensions=on").text


def test_options_hold_for_files_too(app):
    assert "railroad-dark" in fetch(app, "/g/json.svg?theme=dark").text
    assert "railroad-dark" in fetch(app, "/g/json/value.svg?theme=dark").text
    assert fetch(app, "/g/json.txt?rule=array").text == fetch(app, "/g/json/array.txt").text


def test_application_has_defaults_of_its_own(folder):
    app = RailroadApp(folder, theme="dark", titles=False)
    assert "railroad-dark" in fetch(app, "/g/json.svg").text
    assert "railroad-light" in fetch(app, "/g/json.svg?theme=light").text
    assert "value\n" not in fetch(app, "/g/json/value.txt").text


def test_wrong_defaults_are_told_when_the_application_is_made(tmp_path):
    with pytest.raises(OptionError):
        RailroadApp(theme="drak")
    with pytest.raises(OptionError):
        RailroadApp(scale=0)
    with pytest.raises(TypeError):
        RailroadApp(colour="red")
    with pytest.raises(FileNotFoundError):
        RailroadApp(tmp_path / "nothing")
    with pytest.raises(ValueError, match="error_status"):
        RailroadApp(error_status=42)


def test_right_version_keeps_for_ever_and_another_does_not(app):
    assert fetch(app, diagram(v=railroad.__version__)).headers["Cache-Control"] == FOR_EVER
    assert fetch(app, diagram(v="0.0.0")).headers["Cache-Control"] == FOR_A_DAY
    assert fetch(app, diagram(v="")).headers["Cache-Control"] == FOR_A_DAY


def test_file_may_change_whatever_the_version(app):
    assert fetch(app, f"/g/json.svg?v={railroad.__version__}").headers["Cache-Control"] == FILE


def test_changed_file_is_a_changed_picture_with_another_tag(tmp_path):
    file = tmp_path / "a.bnf"
    app = RailroadApp(tmp_path)
    file.write_text('a ::= "one"')
    before = fetch(app, "/g/a.svg")
    file.write_text('a ::= "two"')
    after = fetch(app, "/g/a.svg", headers={"If-None-Match": before.headers["ETag"]})
    assert (before.status_code, after.status_code) == (200, 200)
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("a b", "inline; filename=\"a_b.svg\"; filename*=UTF-8''a%20b.svg"),
        ("größe", "inline; filename=\"gr__e.svg\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.svg"),
        ("a/b", 'inline; filename="a_b.svg"'),
        ('"', "inline; filename=\"_.svg\"; filename*=UTF-8''%22.svg"),
        ("..", "inline; filename=\"_.svg\"; filename*=UTF-8''...svg"),
        ("x" * 500, f'inline; filename="{"x" * 100}.svg"'),
    ],
)
def test_file_is_named_safely(app, name, disposition):
    response = fetch(app, diagram(f"<{name}> ::= x\n", rule=name))
    assert response.headers["Content-Disposition"] == disposition


# ---- forms of the query


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_make_no_other_picture(app, ends):
    assert fetch(app, diagram(GOOD.replace("\n", ends))).data == fetch(app, diagram(GOOD)).data


def test_crlf_of_forms_makes_no_other_tag(app):
    tags = {fetch(app, diagram(text)).headers["ETag"] for text in (GOOD, GOOD.replace("\n", "\r\n"))}
    assert len(tags) == 1


def test_plus_signs_are_blanks(app):
    plus = quote(GOOD, safe=" ").replace(" ", "+")
    assert fetch(app, f"/diagram.svg?bnf={plus}").data == fetch(app, diagram()).data


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "there is no text"),
        ("rule=a", "there is no text"),
        ("bnf=a&bnf=b", '"bnf" is there twice'),
        ("bnf=a::=b&theme=dark&theme=dark", '"theme" is there twice'),
        ("bnf=a::=b&text=a::=b", "two texts"),
        ("bnf=a::=b&widht=800", 'no parameter "widht"'),
        ("bnf=a::=b&width=5", "width: 5 is not from 20"),
        ("bnf=a::=b&<script>=1", 'no parameter "<script>"'),
        ("bnf=a::=b&theme=drak", 'no theme "drak"'),
        ("bnf=a::=b&theme=", 'no theme ""'),
        ("notation=nfb&text=a::=b", 'no notation "nfb"'),
        ("notation=&text=a::=b", 'no notation ""'),
        ("bnf=a::=b&scale=0", "scale"),
        ("bnf=a::=b&scale=11", "scale"),
        ("bnf=a::=b&scale=nan", "scale"),
        ("bnf=a::=b&title=perhaps", "title"),
        ("bnf=a::=b&extensions=some", "extensions"),
        ("bnf=%FF", "not UTF-8"),
        ("bnf=%zz", "%"),
    ],
)
@pytest.mark.parametrize("format", ["svg", "png", "txt"])
def test_wrong_parameters_answer_400(app, query, words, format):
    response = fetch(app, f"/diagram.{format}?{query}")
    assert_error(response, 400, format)
    assert words in response.headers["X-Railroad-Error"]


def test_options_are_checked_before_the_text(app):
    assert_error(fetch(app, diagram(BAD, theme="drak")), 400, "svg")


@pytest.mark.parametrize(
    "query", ["bnf=a", "text=a", "theme=drak", "x=1", "title=2", "theme=dark&theme=dark"]
)
def test_wrong_parameters_of_a_file_answer_400(app, query):
    assert_error(fetch(app, f"/g/json.svg?{query}"), 400, "svg")
    assert_error(fetch(app, f"/g/json/value.svg?{query}"), 400, "svg")


def test_rule_in_path_and_query_answers_400(app):
    assert_error(fetch(app, "/g/json/value.svg?rule=value"), 400, "svg")


# ---- errors


@pytest.mark.parametrize("format", ["svg", "png", "txt"])
@pytest.mark.parametrize("url", ["/g/bad.{}", "/g/bad/greeting.{}", "/diagram.{}?bnf=" + quote(BAD)])
def test_mistake_in_a_grammar_answers_422_with_its_place(app, format, url):
    response = fetch(app, url.format(format))
    assert_error(response, 422, format)
    assert response.headers["X-Railroad-Error"].startswith("2:13 ")
    assert response.headers["Content-Disposition"] == f'inline; filename="error.{format}"'


def test_error_picture_shows_message_place_line_and_caret(app):
    svg = fetch(app, diagram(BAD)).text
    shown = " ".join(ElementTree.fromstring(svg).itertext())
    with pytest.raises(railroad.NotationError) as caught:
        railroad.read(BAD)
    assert caught.value.diagnostics[0].message in shown
    assert "bnf:2:13" in shown
    assert 'daytime ::= "morning' in shown
    assert "^" in shown


def test_error_text_is_what_the_library_says(app):
    with pytest.raises(railroad.NotationError) as caught:
        railroad.read(BAD, name="bad.bnf")
    assert fetch(app, "/g/bad.txt").text == f"{caught.value}\n"


def test_error_picture_follows_the_theme(app):
    assert "#0f1419" in fetch(app, diagram(BAD, theme="dark")).text
    assert "#0f1419" not in fetch(app, diagram(BAD)).text


@pytest.mark.parametrize("text", ["", " ", "\r\n\r\n", "# nothing\n"])
def test_empty_text_answers_422(app, text):
    assert_error(fetch(app, diagram(text)), 422, "svg")


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f\0", "\ufffe", "\ufdd0", "\b"])
@pytest.mark.parametrize("format", ["svg", "png", "txt"])
def test_characters_that_xml_refuses_answer_422(app, character, format):
    assert_error(fetch(app, diagram(f'a ::= "{character}"', format)), 422, format)


@pytest.mark.parametrize(
    "text", ["</svg><script>alert(1)</script>", "]]>", "&amp;", "a\u202eb", "日本 é 🚂 ^"]
)
@pytest.mark.parametrize("format", ["svg", "png"])
def test_error_picture_is_well_formed_whatever_the_text_holds(app, text, format):
    response = fetch(app, diagram(f'a ::= "x{text}\n', format, theme="dark"))
    assert_error(response, 422, format)
    assert b"<script" not in response.data


def test_error_picture_is_small_whatever_the_text_holds(app):
    response = fetch(app, diagram('a ::= "' + "x" * 60_000))
    assert_error(response, 422, "svg")
    assert len(response.data) < 10_000


def test_file_that_is_not_utf8_answers_422(app):
    response = fetch(app, "/g/latin.svg")
    assert_error(response, 422, "svg")
    assert response.headers["X-Railroad-Error"].startswith("1:8 ")


@pytest.mark.parametrize("kind", [LimitError, FontError])
def test_picture_that_cannot_be_made_answers_422(app_here, monkeypatch, kind):
    def refuse(*_):
        raise kind.at(None, "no way")

    monkeypatch.setattr(pipeline, "draw", refuse)
    response = fetch(app_here, diagram())
    assert_error(response, 422, "svg")
    assert response.headers["X-Railroad-Error"] == "0:0 no way"


@pytest.mark.parametrize(
    ("url", "format", "words"),
    [
        ("/g", "problem", "nothing here"),
        ("/favicon.ico", "problem", "nothing here"),
        ("/nothing.svg", "svg", "nothing here"),
        ("/diagram", "problem", "nothing here"),
        ("/diagram.gif?bnf=a::=b", "problem", 'no format "gif"'),
        ("/diagram.SVG?bnf=a::=b", "problem", 'no format "SVG"'),
        ("/diagram.svg/x?bnf=a::=b", "problem", "no format"),
        ("/diagram.svg.gif", "problem", "no format"),
        ("/g/json.gif", "problem", 'no format "gif"'),
        ("/g/json", "problem", "no format"),
        ("/g/jsno/", "problem", "no grammar"),
        ("/g/json/value/", "problem", "no page"),
        ("/bnf/gif/x", "problem", 'no format "gif"'),
        ("/nfb/svg/x", "svg", "nothing here"),
        ("/g/json.bnf", "problem", 'no format "bnf"'),
        ("/g/jsno.svg", "svg", 'no grammar "jsno"'),
        ("/g/jsno.png", "png", 'no grammar "jsno"'),
        ("/g/jsno/value.txt", "txt", "no grammar"),
        ("/g/notes.svg", "svg", "no grammar"),
        ("/g/../json.svg", "svg", "no grammar"),
        ("/g/%2e%2e/json.svg", "svg", "no grammar"),
        ("/g/json/valeu.svg", "svg", 'no rule "valeu"'),
        ("/g/json/.svg", "svg", 'no rule ""'),
        ("/g/json/VALUE.svg", "svg", 'no rule "VALUE"'),
        ("/g/json.svg?rule=valeu", "svg", 'no rule "valeu"'),
        ("/g/twin.svg", "svg", "twin.abnf and twin.bnf"),
        ("/g/twin/value.svg", "svg", "twin.abnf and twin.bnf"),
        (f"/diagram.svg?bnf={quote(GOOD)}&rule=x", "svg", 'no rule "x"'),
        (f"/diagram.svg?bnf={quote(GOOD)}&rule=", "svg", 'no rule ""'),
        ("/g/%FF.svg", "svg", "nothing here"),
        ("/%FF", "problem", "nothing here"),
        ("/g/json/%C3.png", "png", "nothing here"),
        ("/g/json%00.svg", "svg", "no grammar"),
        ("/g/json/%0A.svg", "svg", "no rule"),
    ],
)
def test_what_is_not_there_answers_404(app, url, format, words):
    response = fetch(app, url)
    assert_error(response, 404, format)
    assert words in response.headers["X-Railroad-Error"]


def test_nearest_rule_and_grammar_are_named(app):
    assert 'did you mean "value"?' in fetch(app, "/g/json/valeu.txt").text
    assert 'did you mean "json"?' in fetch(app, "/g/jsno/value.txt").text


def test_twins_are_each_reached_by_their_suffix(app):
    assert fetch(app, "/g/twin.bnf/value.txt").text == fetch(app, "/g/json/value.txt").text
    assert "abnf" in fetch(app, "/g/twin.abnf/value.txt").text
    assert "abnf" in fetch(app, "/g/twin.abnf.txt").text


def test_no_folder_no_files():
    assert_error(fetch(RailroadApp(), "/g/json.svg"), 404, "svg")
    assert fetch(RailroadApp(), diagram()).status_code == 200


@pytest.mark.parametrize(
    ("url", "format", "methods"),
    [
        ("/g/json.svg", "svg", "GET, HEAD, OPTIONS"),
        ("/g/nothing.svg", "svg", "GET, HEAD, OPTIONS"),
        ("/bnf/svg/x", "svg", "GET, HEAD, OPTIONS"),
        ("/g/", "problem", "GET, HEAD, OPTIONS"),
        ("/healthz", "problem", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "problem", "GET, HEAD, OPTIONS"),
        (diagram(), "svg", "GET, HEAD, POST, OPTIONS"),
        ("/", "problem", "GET, HEAD, POST, OPTIONS"),
        ("/bnf/svg", "svg", "POST, OPTIONS"),
        ("/bnf", "problem", "POST, OPTIONS"),
        ("/api/render", "problem", "POST, OPTIONS"),
    ],
)
def test_other_methods_answer_405_and_tell_which_are_allowed(app, url, format, methods):
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE"):
        if method in methods.split(", "):
            continue
        response = fetch(app, url, method)
        if method != "HEAD":
            assert_error(response, 405, format)
        assert response.status_code == 405
        assert response.headers["Allow"] == methods
    assert fetch(app, url, "OPTIONS").headers["Allow"] == methods


def test_other_methods_of_nothing_answer_404(app):
    assert_error(fetch(app, "/nothing", "POST"), 404, "problem")


def test_options_are_answered(app):
    response = fetch(app, "/g/json.svg", "OPTIONS", {"Origin": "http://a.example"})
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert_error(fetch(app, "/nothing", "OPTIONS"), 404, "problem")


def test_text_over_the_limit_answers_414(folder):
    app = RailroadApp(folder, limits=Limits(text=100))
    fits, over = ("a ::= " + "é" * 47, "a ::= " + "é" * 48)
    assert len(fits.encode()) == 100
    assert fetch(app, diagram(fits)).status_code == 200
    assert_error(fetch(app, diagram(over)), 414, "svg")
    assert_error(fetch(app, f"/g/json.svg?{'x' * 10_000}"), 414, "svg")


def test_64_kib_fit_by_default(app):
    text = "a ::= b\n" + "#" * (64 * 1024 - 8)
    assert fetch(app, diagram(text, "txt")).status_code == 200
    assert_error(fetch(app, diagram(text + "#", "txt")), 414, "txt")


def test_what_nobody_foresaw_answers_500_and_is_logged(app_here, monkeypatch, caplog):
    def fail(*_, **__):
        raise RuntimeError("secret path /etc/x")

    monkeypatch.setattr(pipeline, "read", fail)
    for url, format in ((diagram(), "svg"), ("/g/json.png", "png"), ("/g/json.txt", "txt")):
        with caplog.at_level(logging.ERROR, "railroad.web"):
            response = fetch(app_here, url)
        assert_error(response, 500, format, cache="no-store")
        assert b"secret" not in response.data
        assert "secret" in caplog.text


def test_error_picture_that_cannot_be_made_is_text(app_here, monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr("railroad.web.app.draw_error", fail)
    assert_error(fetch(app_here, diagram(BAD, "png")), 422, "txt")


@pytest.mark.parametrize("format", ["svg", "png"])
def test_error_status_can_be_200_for_pictures(folder, format):
    app = RailroadApp(folder, error_status=200)
    for url in (diagram(BAD, format), f"/g/nothing.{format}", f"/diagram.{format}"):
        response = fetch(app, url)
        assert_error(response, 200, format)


def test_error_status_is_true_where_no_proxy_would_mind(folder, monkeypatch):
    app = RailroadApp(folder, error_status=200, limits=HERE)
    assert_error(fetch(app, "/nothing"), 404, "problem")
    assert_error(fetch(app, diagram(), "PUT"), 405, "svg")
    monkeypatch.setattr(pipeline, "read", None)
    assert_error(fetch(app, diagram()), 500, "svg", cache="no-store")


# ---- conditional requests and HEAD

URLS = [
    "/g/json.svg",
    "/g/json/value.png",
    "/g/json.txt",
    diagram(),
    diagram(format="png"),
    diagram(theme="dark"),
]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', 'W/"x" , W/{},"y"', "*"])
def test_picture_that_the_client_has_answers_304(app, url, method, form):
    first = fetch(app, url)
    tag = first.headers["ETag"]
    response = fetch(app, url, method, {"If-None-Match": form.format(tag)})
    assert (response.status_code, response.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Access-Control-Allow-Origin", "X-Content-Type-Options"):
        assert response.headers[name] == first.headers[name]
    assert "Content-Type" not in response.headers
    assert "Content-Length" not in response.headers


@pytest.mark.parametrize("value", ['"x"', 'W/"x"', '""', "", "nonsense", '"' + "0" * 64 + '"'])
def test_picture_that_the_client_has_not_answers_200(app, value):
    assert fetch(app, diagram(), headers={"If-None-Match": value}).status_code == 200


def test_dates_and_ranges_are_ignored(app):
    headers = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT", "Range": "bytes=0-9"}
    response = fetch(app, diagram(), headers=headers)
    assert response.status_code == 200
    assert len(response.data) > 10


def test_304_needs_neither_layout_nor_text(app_here, folder, monkeypatch):
    tag = fetch(app_here, diagram()).headers["ETag"]
    monkeypatch.setattr(pipeline, "draw", None)
    monkeypatch.setattr(pipeline, "read", None)
    other = RailroadApp(folder, limits=HERE)  # one that has never made the picture
    assert fetch(other, diagram(), headers={"If-None-Match": tag}).status_code == 304
    assert fetch(other, diagram(), headers={"If-None-Match": '"x"'}).status_code == 500


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (diagram(BAD), 422),
        (diagram(""), 422),
        (diagram(theme="drak"), 400),
        (diagram(rule="x"), 404),
        ("/g/bad.svg", 422),
        ("/g/nothing.svg", 404),
        ("/g/json/nothing.svg", 404),
        ("/nothing", 404),
    ],
)
def test_no_error_is_ever_304(app, url, status):
    assert fetch(app, url, headers={"If-None-Match": "*"}).status_code == status
    assert fetch(app, url, "HEAD", {"If-None-Match": "*"}).status_code == status


def test_star_is_no_304_for_a_picture_that_cannot_be_made(app_here, monkeypatch):
    def refuse(*_):
        raise LimitError.at(None, "too large")

    monkeypatch.setattr(pipeline, "draw", refuse)
    assert fetch(app_here, diagram(), headers={"If-None-Match": "*"}).status_code == 422


def test_if_match_of_another_picture_answers_412(app):
    tag = fetch(app, diagram()).headers["ETag"]
    assert_error(fetch(app, diagram(), headers={"If-Match": '"x"'}), 412, "svg")
    assert fetch(app, diagram(), headers={"If-Match": f'"x", {tag}'}).status_code == 200
    assert fetch(app, diagram(), headers={"If-Match": "*"}).status_code == 200


def without_id(headers) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in headers if name != "X-Request-Id")


@pytest.mark.parametrize(
    "url",
    [*URLS, diagram(BAD), diagram(BAD, "png"), "/", "/g/nothing.svg", diagram(theme="x"), "/g/json.gif"],
)
def test_head_is_get_without_the_body(app, url):
    get, head = fetch(app, url), fetch(app, url, "HEAD")
    assert head.data == b""
    assert head.status == get.status
    assert without_id(head.headers) == without_id(get.headers)


def test_everything_that_decides_the_bytes_is_in_the_tag(app):
    urls = [
        diagram(),
        diagram(GOOD + "# more\n"),
        diagram(format="txt"),
        diagram(format="png"),
        diagram(format="png", scale="2"),
        diagram(rule="greeting"),
        diagram(theme="dark"),
        diagram(title="off"),
        diagram(background="on"),
        diagram(keep_recursion="on"),
        diagram(extensions="off"),
        "/g/json.svg",
        "/g/json/value.svg",
        "/g/json/value.svg?theme=dark",
        "/g/json.svg?rule=value",
    ]
    tags = [fetch(app, url).headers["ETag"] for url in urls]
    assert len(set(tags)) == len(urls)


def test_version_of_railroad_and_rasterizer_are_in_the_tag(folder, monkeypatch):
    def tag() -> str:
        return fetch(RailroadApp(folder, limits=HERE), diagram(format="png")).headers["ETag"]

    before = tag()
    monkeypatch.setattr(pipeline, "made_with", lambda *_: ("another rasterizer",))
    other = tag()
    monkeypatch.setattr("railroad.web.etag.__version__", "9.9")
    assert len({before, other, tag()}) == 3


def test_same_tag_means_same_bytes_and_spelling_of_the_query_does_not_matter(app):
    responses = [
        fetch(app, f"/diagram.svg?{query}")
        for query in (
            f"bnf={quote(GOOD)}&theme=dark&title=on",
            f"title=1&theme=dark&bnf={quote(GOOD)}",
            f"notation=bnf&text={quote(GOOD)}&theme=%64ark&v=x",
        )
    ]
    assert len({response.headers["ETag"] for response in responses}) == 1
    assert len({response.data for response in responses}) == 1


DETERMINISM = """
import sys
from hashlib import sha256
from werkzeug.test import Client
from railroad.web import RailroadApp
client = Client(RailroadApp(sys.argv[1]))
for url in sys.argv[2:]:
    response = client.get(url)
    print(response.status_code, response.headers.get("ETag"), sha256(response.data).hexdigest())
"""


def test_bytes_and_tags_are_the_same_in_every_process(folder):
    urls = ["/g/json.svg", "/g/odd/Expr.svg", diagram(format="png"), diagram(BAD), "/g/json.txt"]
    answers = {
        subprocess.run(
            [sys.executable, "-c", DETERMINISM, folder, *urls],
            env={"PYTHONHASHSEED": seed, "PATH": "", "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("4711", "C"))
    }
    assert len(answers) == 1
    assert answers.pop().count(b"200 ") == 4


def test_bytes_are_the_same_in_every_thread(app):
    urls = [
        diagram(),
        diagram(theme="dark"),
        "/g/json.svg",
        "/g/json.txt",
        diagram(BAD),
        diagram(format="png"),
    ] * 4
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda url: fetch(app, url).data, urls))
    assert answers == [fetch(app, url).data for url in urls]


# ---- links


def follow(app, url: str, mount: str = "") -> dict[str, str]:
    """Return where every link of a picture leads, each tried out: URL → title of the picture there."""
    response = fetch(app, mount + url)
    assert response.status_code == 200
    found = {}
    for href in hrefs(response.text):
        target = urljoin(f"http://localhost{mount}{url}", href)
        there = fetch(app, target.removeprefix("http://localhost"))
        assert there.status_code == 200, target
        found[href] = ElementTree.fromstring(there.text).find(".//{*}title").text
    return found


def test_links_lead_to_siblings(app):
    assert follow(app, "/g/json/value.svg") == {"object.svg": "object", "array.svg": "array"}


def test_links_of_odd_names_lead_there(app):
    assert follow(app, "/g/odd/expr.svg") == {"Expr~2.svg": "Expr", "a%2Fb.svg": "a/b"}
    assert follow(app, "/g/odd/Expr.svg") == {
        "simple%20%7E%20expr.svg": "simple ~ expr",
        "gr%C3%B6%C3%9Fe.svg": "größe",
    }


@pytest.mark.parametrize(
    "url",
    [
        "/g/odd/a%2Fb.svg",
        "/g/odd/a/b.svg",
        "/g/odd%2Fa%2Fb.svg",
        "/g/odd%2Fa/b.svg",
        "/g/sub%2Fdeep/json/value.svg",
    ],
)
def test_links_lead_there_however_the_slash_was_written(app, url):
    assert follow(app, url)


def test_links_lead_there_without_the_url_as_it_was_sent(app):
    def server(environ, start_response):  # as wsgiref has it
        return app({k: v for k, v in environ.items() if k not in ("REQUEST_URI", "RAW_URI")}, start_response)

    assert follow(server, "/g/odd/a/b.svg") == {"/g/odd/expr.svg": "expr"}
    assert follow(server, "/g/json/value.svg") == {"object.svg": "object", "array.svg": "array"}


def test_links_keep_the_look(app):
    assert set(follow(app, "/g/json/value.svg?theme=dark&scale=2&v=1")) == {
        "object.svg?theme=dark&scale=2&v=1",
        "array.svg?theme=dark&scale=2&v=1",
    }


def test_links_within_one_picture_lead_to_its_rules(app):
    for url in ("/g/json.svg", diagram(JSON)):
        svg = fetch(app, url).text
        ids = {element.get("id") for element in ElementTree.fromstring(svg).iter()}
        assert {"#rule-object", "#rule-value"} <= set(hrefs(svg))
        assert {href.removeprefix("#") for href in hrefs(svg)} <= ids


def test_text_in_the_url_has_no_links_to_what_is_not_shown(app):
    assert hrefs(fetch(app, diagram(JSON, rule="value")).text) == []


def test_rule_that_is_called_like_a_spelling_is_reached_and_linked(tmp_path):
    (tmp_path / "t.bnf").write_text("<s> ::= <e> <E> <E~2>\n<e> ::= x\n<E> ::= y\n<E~2> ::= z\n")
    assert follow(RailroadApp(tmp_path), "/g/t/s.svg") == {"e.svg": "e", "E.svg": "E", "E%7E2.svg": "E~2"}


def test_long_names_are_reached_and_linked(tmp_path):
    name = "é" * 300
    (tmp_path / "t.bnf").write_text(f"<s> ::= <{name}>\n<{name}> ::= x\n")
    assert list(follow(RailroadApp(tmp_path), "/g/t/s.svg").values()) == [name]


# ---- whatever comes

PIECES = st.sampled_from(
    [
        *("g", "json", "odd", "value", "diagram", "..", ".", "/", "//", "", "x" * 300, "é", "~2", "*", "\\"),
        *("%2F", "%00", "%0A", "%FF", "%", "%E9", "%22", ".svg", ".png", ".txt", ".gif", ":", "@", "["),
        *("?", "&", "=", "+", ";", "bnf=", "rule=", "theme=dark", "scale=9", "a::=b"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
@given(
    st.lists(PIECES),
    st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]),
    st.sampled_from(["", "*", '"x"', "W/"]),
)
def test_odd_requests_are_answered(app, pieces, method, condition):
    path, _, query = "".join(["/", *pieces]).partition("?")
    environ_path = re.sub("%([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), path.encode().decode("latin-1"))
    headers = {"If-None-Match": condition} if condition else {}
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    environ = EnvironBuilder(method=method, headers=headers).get_environ()
    environ["PATH_INFO"], environ["QUERY_STRING"] = environ_path, query.encode().decode("latin-1")
    items, status, answer = run_wsgi_app(app, environ)
    assert int(status.split()[0]) in (200, 204, 304, 400, 404, 405, 414, 415, 422)
    assert answer["X-Content-Type-Options"] == "nosniff"
    b"".join(items)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["svg", "txt"]))
def test_any_text_is_a_picture_or_a_mistake_in_it(app, text, format):
    response = fetch(app, diagram(text, format))
    assert response.status_code in (200, 422)
    assert is_picture(response.data, format) or response.data == b""


def test_post_may_have_its_options_in_the_headers_of_kroki(app):
    headers = {"Content-Type": "text/plain", "Kroki-Diagram-Options-Theme": "dark"}
    answer = fetch(app, "/bnf/svg", "POST", headers, GOOD.encode())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert b"railroad-dark" in answer.data
    assert "theme=dark" in answer.headers["Content-Location"]
    assert b"railroad-dark" not in fetch(app, "/bnf/svg?theme=light", "POST", headers, GOOD.encode()).data
    assert fetch(app, diagram(), headers=headers).data == fetch(app, diagram()).data
    wrong = {**headers, "Kroki-Diagram-Options-Colour": "red"}
    assert fetch(app, "/bnf/svg", "POST", wrong, GOOD.encode()).status_code == 400
