"""Mounted at a prefix in other frameworks, behind real servers: pictures, links, statuses and tags."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import quote, urljoin
from xml.etree import ElementTree

import pytest

from railroad.web.encoded import encode_text
from tests.web.servers import body, exchange, header, serving, status
from tests.web.support import BAD, GOOD, diagram, hrefs

HOSTS = {
    "bare": "gunicorn",
    "flask": "gunicorn",
    "django": "gunicorn",
    "pyramid": "waitress",
    "fastapi": "uvicorn",
}
NEEDS = {"fastapi": ("fastapi", "a2wsgi", "uvicorn")}


@pytest.fixture(scope="module", params=list(HOSTS))
def port(request, tmp_path_factory):
    for package in NEEDS.get(request.param, (request.param,)):
        if package != "bare" and not find_spec(package):
            pytest.skip(f"{package} is not installed; `pip install -e '.[test-web]'` has it")
    folder = tmp_path_factory.mktemp("grammars")
    (folder / "json.bnf").write_text("<value> ::= <a/b> | <c d>\n<a/b> ::= <value>\n<c d> ::= x\n")
    (folder / "bad.bnf").write_text(BAD)
    with serving(HOSTS[request.param], request.param, {"TEST_GRAMMARS": str(folder)}) as server:
        yield server.port


def ask(port: int, url: str, method: str = "GET", data: bytes = b"", **headers: str) -> bytes:
    given = {"Host": "x", "Connection": "close", **headers}
    if data:
        given |= {"Content-Length": str(len(data)), "Content-Type": "text/plain"}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return exchange(port, f"{method} {url} HTTP/1.1\r\n{lines}\r\n".encode() + data)


def test_from_picture_to_picture(port):
    """One walk from end to end, as a browser and its cache go."""
    # The host's own paths are its own.
    assert b"mine" in body(ask(port, "/"))
    assert status(ask(port, "/elsewhere")) in (200, 404)

    # A picture, its HEAD, its 304, compressed and not.
    url = "/rr" + diagram(GOOD)
    picture = ask(port, url)
    assert (status(picture), header(picture, "content-type")) == (200, "image/svg+xml; charset=utf-8")
    assert ElementTree.fromstring(body(picture)).tag.endswith("svg")
    head = ask(port, url, "HEAD")
    assert (status(head), body(head)) == (200, b"")
    assert header(head, "content-length") == header(picture, "content-length")
    tag = header(picture, "etag")
    kept = ask(port, url, If_None_Match=f'"x", W/{tag}')
    assert (status(kept), body(kept), header(kept, "etag")) == (304, b"", tag)
    coded = ask(port, url, Accept_Encoding="gzip")
    assert header(coded, "content-encoding") == "gzip"
    assert header(coded, "etag") != tag

    # The compressed address, and one that was posted.
    assert body(ask(port, f"/rr/bnf/svg/{encode_text(GOOD)}")) == body(picture)
    posted = ask(port, "/rr/bnf/svg", "POST", GOOD.encode())
    assert body(posted) == body(picture)
    location = urljoin("http://x/rr/bnf/svg", header(posted, "content-location"))
    assert body(ask(port, location.removeprefix("http://x"))) == body(picture)

    # A grammar of the folder; its links lead on, whatever the names are.
    first = ask(port, "/rr/g/json/value.svg")
    links = hrefs(body(first).decode())
    assert len(links) == 2
    for link in links:
        target = urljoin("http://x/rr/g/json/value.svg", link).removeprefix("http://x")
        assert status(ask(port, target)) == 200, target

    # Mistakes are pictures with their status, or problems.
    wrong = ask(port, "/rr/g/bad.svg")
    assert (status(wrong), header(wrong, "etag")) == (422, None)
    assert header(wrong, "x-railroad-error").startswith("2:13 ")
    assert ElementTree.fromstring(body(wrong)).tag.endswith("svg")
    assert status(ask(port, "/rr/g/nothing.svg")) == 404
    assert status(ask(port, f"/rr/diagram.svg?bnf={quote(GOOD)}&x=1")) == 400
    refused = ask(port, url, "DELETE")
    assert (status(refused), header(refused, "allow")) == (405, "GET, HEAD, POST, OPTIONS")

    # The pages.
    for page in ("/rr/", "/rr/g/", "/rr/g/json/"):
        answer = ask(port, page)
        assert (status(answer), header(answer, "content-type")) == (200, "text/html; charset=utf-8")


def test_picture_is_the_same_wherever_it_is_mounted(port):
    from railroad.web import RailroadApp
    from tests.web.support import HERE, fetch

    here = fetch(RailroadApp(limits=HERE), diagram(GOOD))
    there = ask(port, "/rr" + diagram(GOOD))
    assert body(there) == here.data
    assert header(there, "etag") == here.headers["ETag"]


def test_prefix_of_a_proxy_is_in_the_links_that_need_it(tmp_path):
    (tmp_path / "json.bnf").write_text("<value> ::= <a/b>\n<a/b> ::= <value>\n")
    with serving("gunicorn", "behind_prefix", {"TEST_GRAMMARS": str(tmp_path)}) as server:
        # The proxy strips /proxied; a slash that was not encoded hides from the browser what is a sibling.
        answer = ask(server.port, "/rr/g/json/a/b.svg", X_Forwarded_Prefix="/proxied")
        assert hrefs(body(answer).decode()) == ["/proxied/rr/g/json/value.svg"]
        answer = ask(server.port, "/rr/g/json/a%2Fb.svg", X_Forwarded_Prefix="/proxied")
        assert hrefs(body(answer).decode()) == ["value.svg"]
        answer = ask(server.port, "/rr", X_Forwarded_Prefix="/proxied")
        assert urljoin("http://x/proxied/rr", header(answer, "location")) == "http://x/proxied/rr/"
