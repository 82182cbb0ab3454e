"""The parts beside plain pictures: POST, the API and its description, health, pages, signatures, logs."""

from __future__ import annotations

import json
import logging
from base64 import b64decode
from importlib.util import find_spec
from random import Random
from urllib.parse import quote, urljoin

import pytest

import railroad
from railroad import pipeline
from railroad.errors import OptionError, UnknownNotationError
from railroad.web import Limits, RailroadApp, RailroadMiddleware, data_url, diagram_url, img_tag
from railroad.web.coding import choose, codings
from railroad.web.encoded import encode_text
from railroad.web.routes import PARTS
from railroad.web.signing import sign
from railroad.web.urls import read_url
from tests.web.support import BAD, GOOD, HERE, diagram, fetch

KEY, OLD_KEY = b"0123456789abcdef", b"fedcba9876543210"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grammars")
    (folder / "json.bnf").write_text("<value> ::= <a/b>\n<a/b> ::= <value>\n")
    (folder / "bad.bnf").write_text(BAD)
    (folder / "sub").mkdir()
    (folder / "sub" / "x.bnf").write_text("x ::= y\n")
    return folder


@pytest.fixture(scope="module")
def app(folder):
    return RailroadApp(folder, limits=HERE)


def post(app, url: str, data: bytes | str | dict, kind: str | None = None, **headers: str):
    if isinstance(data, dict):
        data, kind = json.dumps(data), kind or "application/json"
    raw = data.encode() if isinstance(data, str) else data
    return fetch(app, url, "POST", {"Content-Type": kind or "text/plain", **headers}, raw)


# ---- POST


@pytest.mark.parametrize("mount", ["", "/rr", "/a/b c/rr"])
@pytest.mark.parametrize("path", ["/bnf/svg", "/diagram.svg", "/diagram.svg?theme=dark", "/bnf", "/", ""])
def test_post_answers_with_the_picture_and_where_a_get_finds_it(app, mount, path):
    def mounted(environ, start_response):
        inner = environ["PATH_INFO"][len(mount.encode()) :]
        return app({**environ, "SCRIPT_NAME": mount, "PATH_INFO": inner}, start_response)

    kroki = {"diagram_source": GOOD, "diagram_type": "bnf", "output_format": "svg"}
    at = quote(mount) + path
    posted = post(mounted, at, kroki if path in ("/", "") else GOOD)
    assert posted.status_code == 200
    assert posted.headers["Cache-Control"] == "no-store"
    assert "ETag" not in posted.headers
    location = urljoin(f"http://x{at}", posted.headers["Content-Location"]).removeprefix("http://x")
    got = fetch(mounted, location)
    assert got.status_code == 200
    assert got.data == posted.data


def test_text_too_long_for_an_address_has_none(app):
    noise = "".join(Random(2).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=20_000))
    posted = post(app, "/bnf/txt", f"a ::= b\n# {noise}\n")
    assert posted.status_code == 200
    assert "Content-Location" not in posted.headers


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "no text"),
        ({"text": 1}, "no string"),
        ({"text": "a ::= b", "x": 1}, 'no member "x"'),
        ({"text": "a ::= b", "options": []}, "no object"),
        ({"text": "a ::= b", "options": {"thme": "dark"}}, 'no option "thme"'),
        ({"text": "a ::= b", "options": {"theme": ["dark"]}}, "no value of an option"),
        ({"text": "a ::= b", "options": {"width": 1e300}}, "no value of an option"),
        ({"text": "a ::= b", "notation": "nfb"}, 'no notation "nfb"'),
        ({"text": "a ::= b", "format": "json"}, "anyway"),
        ({"diagram_source": "a ::= b", "text": "x"}, 'no member "text"'),
    ],
)
def test_body_that_says_something_else_is_400(app, members, words):
    answer = post(app, "/api/render", members)
    assert answer.status_code in (400, 404)
    assert words in answer.headers["X-Railroad-Error"]
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_options_of_a_body_are_those_of_a_query(app):
    options = {"theme": "dark", "width": 300, "title": False, "background": True}
    posted = post(app, "/bnf/svg", {"text": GOOD, "rule": "daytime", "options": options})
    assert posted.data == fetch(app, diagram(GOOD, rule="daytime", theme="dark", width="300", title="off",
                                             background="on")).data  # fmt: skip
    kroki = {
        "diagram_source": GOOD,
        "diagram_type": "bnf",
        "output_format": "svg",
        "diagram_options": options,
    }
    assert "railroad-dark" in post(app, "/", kroki).text
    assert post(app, "/bnf/svg", {"text": GOOD, "options": {"width": None}}).status_code == 200


# ---- the API


def test_api_tells_all_that_an_editor_wants_to_know(app):
    answer = post(app, "/api/render", {"text": GOOD, "options": {"theme": "dark"}})
    assert answer.headers["Content-Type"] == "application/json"
    told = json.loads(answer.data)
    grammar = railroad.read(GOOD)
    assert told["rules"] == ["greeting", "daytime"]
    assert told["picture"]["data"] == pipeline.render(grammar, "svg", width=800, theme="dark")
    assert told["text"] == pipeline.render(grammar, "txt", width=80)
    assert (told["notation"], told["diagnostics"]) == ("bnf", [])
    png = json.loads(post(app, "/api/render", {"text": GOOD, "format": "png"}).data)["picture"]
    assert b64decode(png["data"]).startswith(b"\x89PNG")


def test_api_tells_every_mistake_with_its_range(app):
    answer = post(app, "/api/render", {"text": 'a ::= "x\nb ::= c\nd ::= "y\n'})
    assert answer.status_code == 422
    told = json.loads(answer.data)
    assert (told["status"], told["title"]) == (422, "Unprocessable Entity")
    assert [each["range"]["start"]["line"] for each in told["diagnostics"]] == [1, 3]
    assert told["diagnostics"][0]["range"]["start"] == {"line": 1, "column": 7, "offset": 6}


def test_description_is_there_for_get_too(app):
    for url in ("/diagram.json?bnf=" + quote(GOOD), f"/bnf/json/{encode_text(GOOD)}", "/g/json.json"):
        answer = fetch(app, url)
        assert answer.status_code == 200
        assert json.loads(answer.data)["rules"]
        tag = answer.headers["ETag"]
        assert fetch(app, url, headers={"If-None-Match": tag}).status_code == 304
    assert fetch(app, "/g/bad.json").headers["Content-Type"] == "application/problem+json"


# ---- the description, health, metrics


def test_description_of_the_api_is_valid_and_says_what_there_is(app):
    answer = fetch(app, "/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    told = json.loads(answer.data)
    assert told["info"]["version"] == railroad.__version__
    query = {each["name"]: each for each in told["paths"]["/diagram.{format}"]["get"]["parameters"]}
    assert set(query["notation"]["schema"]["enum"]) >= set(pipeline.notations())
    assert query["format"]["schema"]["enum"] == [*pipeline.formats(), "json"]
    if find_spec("openapi_spec_validator"):
        from openapi_spec_validator import validate

        validate(told)


def test_health_and_readiness(app):
    for url in ("/healthz", "/readyz"):
        answer = fetch(app, url)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.skipif(not find_spec("prometheus_client"), reason="prometheus_client is not installed")
def test_metrics_count_answers_stages_and_sources(folder):
    app = RailroadApp(folder, limits=HERE)
    for url in (diagram(), diagram(), diagram(BAD), "/g/json.png", "/nothing"):
        fetch(app, url)
    counted = fetch(app, "/metrics").text
    assert 'railroad_requests_total{endpoint="text",format="svg",status="200"} 2.0' in counted
    assert 'railroad_requests_total{endpoint="text",format="svg",status="422"} 1.0' in counted
    assert 'railroad_pictures_total{source="made"} 3.0' in counted
    for stage in ("read", "lay out", "draw", "rasterize"):
        assert f'railroad_stage_seconds_count{{stage="{stage}"}}' in counted
    assert "greeting" not in counted


def test_nothing_is_counted_where_nobody_wants_it(folder):
    assert fetch(RailroadApp(folder, limits=HERE, metrics=False), "/metrics").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_each_part_can_be_switched_off(folder, part):
    requests = {
        "demo": [("/", "GET")],
        "file": [("/g/json.svg", "GET")],
        "grammars": [("/g/", "GET"), ("/g/json/", "GET")],
        "text": [(diagram(), "GET")],
        "encoded": [(f"/bnf/svg/{encode_text(GOOD)}", "GET")],
        "post": [("/bnf/svg", "POST"), ("/diagram.svg", "POST")],
        "api": [("/api/render", "POST")],
        "openapi": [("/openapi.json", "GET")],
        "health": [("/healthz", "GET")],
        "ready": [("/readyz", "GET")],
        "metrics": [("/metrics", "GET")],
    }
    app = RailroadApp(folder, limits=HERE, off=[part])
    for name, urls in requests.items():
        for url, method in urls:
            kind = "application/json" if name == "api" else "text/plain"
            data = b'{"text": "a ::= b"}' if name == "api" else GOOD.encode()
            status = fetch(app, url, method, {"Content-Type": kind}, data).status_code
            if name == part:
                assert status in (404, 405)
            elif name != "metrics" or find_spec("prometheus_client"):
                assert status == 200


def test_wrong_arguments_are_told(folder):
    for wrong in ({"off": ["nothing"]}, {"keys": ["short"]}, {"aliases": {"bnf": "bnf"}}, {"cache": "x://y"}):
        with pytest.raises(ValueError):
            RailroadApp(folder, **wrong)
    with pytest.raises(UnknownNotationError):
        RailroadApp(folder, aliases={"mine": "nothing"})


def test_notation_may_have_other_names(folder):
    app = RailroadApp(folder, limits=HERE, aliases={"syntrax": "bnf"})
    answers = [
        fetch(app, f"/syntrax/svg/{encode_text(GOOD)}"),
        fetch(app, f"/diagram.svg?syntrax={quote(GOOD)}"),
        fetch(app, diagram(GOOD)),
    ]
    assert len({(answer.status_code, answer.headers["ETag"]) for answer in answers}) == 1


def test_ebnf_means_find_out_which(app):
    assert fetch(app, f"/diagram.svg?ebnf={quote(GOOD)}").status_code == 200
    assert fetch(app, f"/ebnf/svg/{encode_text(GOOD)}").status_code == 200


# ---- content codings


def test_coding_is_chosen_by_weight():
    best = next(iter(codings()))
    assert choose("") is None
    assert choose("*") == best
    assert choose("gzip") == choose("x-gzip") == choose("GZIP") == choose("gzip;q=0.001") == "gzip"
    assert choose("gzip;q=0.5, *;q=0") == "gzip"
    assert choose("identity, gzip;q=0.5") is None
    assert choose("gzip;q=0, *;q=0, identity;q=0") is None
    assert choose("gzip;q=2") is None  # no weight


@pytest.mark.parametrize("coding", list(codings()))
def test_coded_answer_has_its_own_tag_and_is_the_same_picture(app, coding):
    plain = fetch(app, diagram())
    coded = fetch(app, diagram(), headers={"Accept-Encoding": coding})
    assert coded.headers["Content-Encoding"] == coding
    assert int(coded.headers["Content-Length"]) == len(coded.data) < len(plain.data)
    assert plain.headers["ETag"] != coded.headers["ETag"]
    assert plain.headers["Vary"] == coded.headers["Vary"] == "Accept-Encoding"
    if coding == "gzip":
        import gzip

        assert gzip.decompress(coded.data) == plain.data
    if coding == "br":
        assert pytest.importorskip("brotli").decompress(coded.data) == plain.data
    for known in (coded.headers["ETag"], plain.headers["ETag"]):
        headers = {"Accept-Encoding": coding, "If-None-Match": known}
        kept = fetch(app, diagram(), headers=headers)
        assert (kept.status_code, kept.headers["ETag"]) == (304, known)
    # One who can't read it is not told that it is the same.
    assert fetch(app, diagram(), headers={"If-None-Match": coded.headers["ETag"]}).status_code == 200


def test_png_and_what_is_short_are_not_compressed(folder):
    app = RailroadApp(folder, limits=Limits(processes=0, compress=100_000))
    for url in (diagram(), diagram(format="png")):
        assert "Content-Encoding" not in fetch(app, url, headers={"Accept-Encoding": "gzip"}).headers
    assert "Vary" not in fetch(app, diagram(format="png")).headers


def test_pages_are_compressed_and_kept_too(app):
    for url in ("/", "/g/", "/g/json/"):
        plain, coded = fetch(app, url), fetch(app, url, headers={"Accept-Encoding": "gzip"})
        assert plain.status_code == coded.status_code == 200
        assert plain.headers["Content-Type"] == "text/html; charset=utf-8"
        for answer in (plain, coded):
            headers = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
            if answer is plain:
                del headers["Accept-Encoding"]
            assert fetch(app, url, headers=headers).status_code == 304


# ---- pages


def test_demo_shows_picture_address_tag_and_data_url(app):
    page = fetch(app, f"/?text={quote(GOOD)}&theme=dark").text
    assert page.count("<img ") == 3
    assert "data:image/svg+xml;base64," in page
    assert encode_text(GOOD) in page
    bad = fetch(app, f"/?text={quote('<script>x ::= (' + chr(34))}")
    assert "<script>x" not in bad.text
    assert 'role="alert"' in bad.text


def test_pages_lead_to_grammars_and_rules(app):
    from html import unescape
    from re import findall

    for start, least in (("/g/", 3), ("/g/json/", 8), ("/g/sub/", 1)):
        links = [unescape(link) for link in findall('(?:href|src)="([^"]+)"', fetch(app, start).text)]
        assert len(links) >= least
        for link in links:
            target = urljoin(f"http://x{start}", link).removeprefix("http://x")
            assert fetch(app, target).status_code in (200, 422), target
    assert fetch(app, "/g/bad/").status_code == 422
    assert "2:13" in fetch(app, "/g/bad/").text


# ---- signatures


@pytest.fixture(scope="module")
def signed_app(folder):
    return RailroadApp(folder, limits=HERE, keys=[KEY, OLD_KEY])


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
@pytest.mark.parametrize(
    "url", [diagram(), f"/bnf/svg/{encode_text(GOOD)}", "/g/json.svg?theme=dark", "/g/json/a%2Fb.svg", "/"]
)
def test_signed_address_is_answered_under_each_key_and_mount(signed_app, url, key):
    assert fetch(signed_app, sign(url, key)).status_code == 200
    mounted = RailroadMiddleware(signed_app, "/rr")
    mounted._railroad = signed_app
    assert fetch(mounted, "/rr" + sign(url, key)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.rpartition("&s=")[0],
        lambda url: url[:-1],
        lambda url: url + "A",
        lambda url: url[:-1] + ("A" if url[-1] != "A" else "B"),
        lambda url: url + "&" + url.rpartition("&")[2],
        lambda url: url.replace("theme=dark", "theme=light"),
        lambda url: url.replace("diagram.svg", "diagram.png"),
        lambda url: url.replace("&s=", "&width=300&s="),
        lambda url: url.rpartition("&s=")[0] + "&s=é",
        lambda url: url.rpartition("&s=")[0] + "&s=",
        lambda url: sign(url.rpartition("&s=")[0], b"another key of 16"),
    ],
)
def test_other_address_needs_another_signature(signed_app, change):
    url = sign(diagram(theme="dark"), KEY)
    assert fetch(signed_app, url).status_code == 200
    answer = fetch(signed_app, change(url))
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("image/")


def test_unsigned_is_403_but_for_what_makes_no_picture(signed_app):
    for url in (diagram(), "/g/json.svg", "/", "/g/", f"/bnf/svg/{encode_text(GOOD)}"):
        assert fetch(signed_app, url).status_code == 403
    assert post(signed_app, "/bnf/svg", GOOD).status_code == 403
    assert post(signed_app, sign("/bnf/svg", KEY), GOOD).status_code == 200
    for url in ("/healthz", "/readyz", "/openapi.json"):
        assert fetch(signed_app, url).status_code == 200


def test_links_of_a_signed_picture_are_signed(signed_app):
    from tests.web.support import hrefs

    url = sign("/g/json/value.svg?theme=dark", KEY)
    svg = fetch(signed_app, url).text
    (href,) = hrefs(svg)
    assert fetch(signed_app, urljoin(f"http://x{url}", href).removeprefix("http://x")).status_code == 200
    assert KEY.decode() not in svg


def test_links_of_a_signed_page_are_signed(signed_app):
    from html import unescape
    from re import findall

    page = fetch(signed_app, sign("/g/json/", KEY)).text
    for link in findall('(?:href|src)="([^"]+)"', page):
        target = urljoin("http://x/g/json/", unescape(link)).removeprefix("http://x")
        assert fetch(signed_app, target).status_code == 200, target


# ---- helpers


@pytest.mark.parametrize("text", [GOOD, "a ::= b", 'ä ::= "\U0001f682" | <ß>\r\n', ""])
def test_address_has_the_text_and_draws_it(app, text):
    url = diagram_url(text, theme="dark", rule=None, mount="https://x.example/rr/")
    assert url.startswith("https://x.example/rr/auto/svg/")
    assert read_url(url) == (text, {"theme": "dark"})
    assert read_url(diagram(text)) == (text, {})
    answer = fetch(app, url.removeprefix("https://x.example/rr"))
    assert answer.status_code == (200 if text else 422)


def test_helpers_take_options_and_refuse_others(app):
    url = diagram_url(GOOD, "png", rule="daytime", title=False, width=None, pin=True, mount="")
    answer = fetch(app, url)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "title=off" in url
    assert "width=none" in url
    with pytest.raises(OptionError):
        diagram_url(GOOD, thme="dark")
    assert (
        fetch(RailroadApp(limits=HERE, keys=[KEY]), diagram_url(GOOD, mount="", key=KEY)).status_code == 200
    )


def test_tag_is_safe_in_html():
    tag = img_tag(GOOD, rule='"><script>', theme="dark", alt="<&'\">")
    assert "<script" not in tag
    assert 'alt="&lt;&amp;&#x27;&quot;&gt;"' in tag
    assert "&amp;theme=dark" in tag


@pytest.mark.parametrize("format", ["svg", "png"])
def test_data_url_holds_the_picture(format):
    url = data_url(GOOD, format, theme="dark")
    head, _, data = url.partition(",")
    assert head == f"data:{pipeline.formats()[format]};base64"
    expected = pipeline.render(railroad.read(GOOD), format, width=800, theme="dark")
    assert b64decode(data) == (expected if isinstance(expected, bytes) else expected.encode())


@pytest.mark.parametrize("url", ["", "nothing", "http://[", "/bnf/svg/!!", "/bnf/svg/AAAA", "?bnf=%zz"])
def test_what_has_no_text_is_told(url):
    with pytest.raises(railroad.RailroadError):
        read_url(url)


# ---- logs


def test_log_has_a_line_of_json_for_each_request_and_never_the_text(folder, caplog):
    app = RailroadApp(folder, limits=HERE)
    secret = 'secret ::= "password\u2028"\n'
    with caplog.at_level(logging.INFO, "railroad.web.requests"):
        for url in (diagram(secret), diagram(secret), "/g/json.svg", "/nothing", diagram(BAD)):
            fetch(app, url, headers={"X-Request-Id": "abc-1"})
        fetch(app, diagram(), headers={"X-Request-Id": "a b;c"})
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert [line["status"] for line in lines] == [200, 200, 200, 404, 422, 200]
    assert [line["id"] for line in lines[:5]] == ["abc-1"] * 5
    assert len(lines[5]["id"]) == 32
    assert lines[0]["size"] == len(secret.encode())
    assert all("\n" not in record.getMessage() for record in caplog.records)
    assert "password" not in caplog.text
    assert "secret" not in caplog.text


def test_error_tells_the_id_that_the_log_has(app):
    answer = fetch(app, diagram(BAD), headers={"X-Request-Id": "abc-1"})
    assert answer.headers["X-Request-Id"] == "abc-1"
    assert "X-Request-Id" not in fetch(app, diagram()).headers


# ---- without what is optional


BARE = """
import sys
for name in ("dogpile", "redis", "prometheus_client", "brotli", "zstandard", "gunicorn"):
    sys.modules[name] = None
from railroad.web import RailroadApp
answers = []
def ask(path, query=""):
    def start_response(status, headers):
        answers.append(status)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    environ["HTTP_ACCEPT_ENCODING"] = "br, gzip"
    return b"".join(app(environ, start_response))
app = RailroadApp()
ask("/diagram.svg", "bnf=a::=b")
for path in ("/", "/readyz", "/openapi.json", "/metrics"):
    ask(path)
app.close()
try:
    RailroadApp(cache="x")
except ValueError as error:
    answers.append("railroad-toolkit[cache]" in str(error))
print(answers)
"""


def test_base_install_serves_without_the_packages_of_extras():
    import subprocess
    import sys

    from tests.conftest import ROOT

    ran = subprocess.run([sys.executable, "-c", BARE], capture_output=True, cwd=ROOT, check=True, text=True)
    assert ran.stdout.strip() == str(["200 OK"] * 4 + ["404 Not Found", True])
