"""The application behind real servers, spoken to over a socket."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import contextmanager
from wsgiref import simple_server
from wsgiref.validate import validator

import pytest
from werkzeug import serving

from railroad.web import RailroadApp
from tests.web.support import BAD, GOOD, diagram


class Quiet(simple_server.WSGIRequestHandler):
    def log_message(self, *_):
        pass


class QuietToo(serving.WSGIRequestHandler):
    def log(self, *_):
        pass


def by_wsgiref(app):
    return simple_server.make_server("127.0.0.1", 0, validator(app), handler_class=Quiet)


def by_werkzeug(app):
    return serving.make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietToo)


@contextmanager
def running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=[by_wsgiref, by_werkzeug])
def connection(request, tmp_path):
    (tmp_path / "odd.bnf").write_text('<a/b> ::= <c d>\n<c d> ::= "x"\n')
    with running(request.param(RailroadApp(tmp_path))) as connection:
        yield connection
        connection.close()


def ask(connection, url: str, method: str = "GET", **headers: str):
    connection.request(
        method, url, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    return response, response.read()


def test_picture_head_and_304(connection):
    got, body = ask(connection, diagram())
    head, nothing = ask(connection, diagram(), "HEAD")
    assert (got.status, head.status, nothing) == (200, 200, b"")
    assert got.headers["Content-Length"] == head.headers["Content-Length"] == str(len(body))
    assert got.headers["ETag"] == head.headers["ETag"]
    kept, nothing = ask(connection, diagram(), If_None_Match=got.headers["ETag"])
    assert (kept.status, nothing, kept.headers["ETag"]) == (304, b"", got.headers["ETag"])


def test_many_requests_on_one_connection(connection):
    for url, status in ((diagram(), 200), (diagram(BAD), 422), ("/x", 404), (diagram("", "png"), 422)) * 3:
        response, body = ask(connection, url)
        assert response.status == status
        assert len(body) == int(response.headers["Content-Length"])


def test_names_are_decoded_once(connection):
    for url in ("/g/odd/a%2Fb.svg", "/g/odd/a/b.svg", "/g/odd/c%20d.svg"):
        assert ask(connection, url)[0].status == 200
    assert ask(connection, "/g/odd/c%2520d.svg")[0].status == 404
    assert ask(connection, "/g/%FF.svg")[0].status == 404


def test_other_method_and_its_body(connection):
    connection.request("PUT", diagram(), body=b"x" * 10)
    response = connection.getresponse()
    response.read()
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize(
    "target",
    [
        *(b"/g/../../etc/passwd.svg", b"/g/%2e%2e/%2e%2e/etc/passwd.svg", b"//g//odd.svg", b"/g/odd%00.svg"),
        *(b"/diagram.svg?bnf=%", b"/diagram.svg?bnf=\xff", b"/%0d%0aX: y"),
    ],
)
def test_odd_request_lines_are_answered_without_a_fault(connection, target):
    with socket.create_connection((connection.host, connection.port), timeout=10) as raw:
        raw.sendall(b"GET " + target + b" HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.split()[1] in (b"400", b"404", b"422")
    assert b"\nX: y" not in answer


def test_many_clients_at_once(tmp_path):
    with running(by_werkzeug(RailroadApp(tmp_path))) as connection:
        bodies = []

        def client() -> None:
            own = http.client.HTTPConnection(connection.host, connection.port, timeout=20)
            bodies.append([ask(own, diagram(GOOD, rule=rule))[1] for rule in ("greeting", "daytime") * 5])
            own.close()

        threads = [threading.Thread(target=client) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(bodies) == 8
    assert all(body == bodies[0] for body in bodies)


def test_longest_text_passes_a_server_of_today(tmp_path):
    text = "a ::= b\n" + "#" * 20_000
    with running(by_werkzeug(RailroadApp(tmp_path))) as connection:
        assert ask(connection, diagram(text))[0].status == 200
        connection.close()
