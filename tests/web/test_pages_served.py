"""Diagrams in pages of real frameworks behind real servers: whole, in pieces, compressed, known already."""

from __future__ import annotations

import gzip
from http.client import HTTPConnection
from importlib.util import find_spec

import pytest

from tests.web.paged import PAGE, TARGET
from tests.web.pages import rewritten
from tests.web.servers import SERVERS, serving

HOSTS = [
    *(("bare", server) for server in SERVERS),
    *(("flask", server) for server in ("gunicorn", "waitress")),
    ("django", "gunicorn"),
    ("pyramid", "waitress"),
]


@pytest.fixture(scope="module", params=HOSTS, ids="-".join)
def site(request):
    framework, server = request.param
    if framework != "bare" and not find_spec(framework):
        pytest.skip(f"{framework} is not installed; `pip install -e '.[test-web]'` has it")
    with serving(server, f"paged_{framework}") as running:
        yield framework, running.port


def ask(port: int, path: str, method: str = "GET", **headers: str):
    connection = HTTPConnection("127.0.0.1", port, timeout=15)
    connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response, data


def test_page_from_first_visit_to_next(site):
    framework, port = site
    wanted = rewritten(PAGE.encode())
    assert TARGET.encode() not in wanted
    response, data = ask(port, "/")
    assert (response.status, data) == (200, wanted)
    assert int(response.getheader("Content-Length")) == len(wanted)
    tag = response.getheader("ETag")
    assert tag.startswith('W/"')
    again, nothing = ask(port, "/", If_None_Match=tag)
    assert (again.status, nothing, again.getheader("ETag")) == (304, b"", tag)
    other, data = ask(port, "/", If_None_Match='"other"')
    assert (other.status, data) == (200, wanted)
    head, nothing = ask(port, "/", "HEAD")
    assert (head.status, nothing) == (200, b"") and head.getheader("Content-Type") == response.getheader(
        "Content-Type"
    )
    _, data = ask(port, "/stream")
    assert data == wanted
    for path in ("/", "/stream"):
        coded, data = ask(port, path, Accept_Encoding="gzip")
        if framework == "django":
            assert coded.getheader("Content-Encoding") == "gzip"
            data = gzip.decompress(data)
        assert data == wanted
