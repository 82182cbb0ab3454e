"""Odd requests over a socket, against every server that the documentation names: the same answers.

A server refuses some of them itself; then the application never sees them.  Where servers differ in what they
refuse, the case says what each may answer, and why that is right.
"""

from __future__ import annotations

import socket
import zlib
from base64 import urlsafe_b64encode
from typing import NamedTuple
from urllib.parse import quote

import pytest

from railroad.web.encoded import encode_text
from tests.web.servers import SERVERS, body, exchange, header, serving, status

TEXT = b'a ::= "b" | c\n'
PICTURE = "/diagram.svg?bnf=" + quote(TEXT)
ENCODED = encode_text(TEXT.decode())
LIMIT = 128 * 1024
JSON = "application/json"


@pytest.fixture(scope="module", params=SERVERS)
def server(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("grammars")
    (folder / "json.bnf").write_text('<a/b> ::= <c d>\n<c d> ::= "x"\n')
    with serving(request.param, environ={"TEST_GRAMMARS": str(folder)}) as server:
        yield server


@pytest.fixture
def port(server) -> int:
    return server.port


class Case(NamedTuple):
    """A request as it goes over the wire, and the statuses that are right."""

    name: str
    sent: bytes
    right: tuple[int, ...]


def get(target: str | bytes, *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    raw = target.encode() if isinstance(target, str) else target
    lines = "".join(f"{line}\r\n" for line in ("Host: x", *headers))
    return method.encode() + b" " + raw + f" HTTP/{version}\r\n{lines}\r\n".encode("latin-1")


def post(
    target: str, data: bytes, *headers: str, kind: str | None = "text/plain", length: bool = True
) -> bytes:
    more = [
        *([f"Content-Type: {kind}"] if kind else []),
        *([f"Content-Length: {len(data)}"] if length else []),
    ]
    return get(target, *more, *headers, method="POST") + data


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


def post_chunked(target: str, wire: bytes, kind: str = "text/plain") -> bytes:
    return post(target, wire, "Transfer-Encoding: chunked", kind=kind, length=False)


def bomb(size: int) -> str:
    return urlsafe_b64encode(zlib.compress(b"a" * size, 9)).decode()


CASES = [
    # what is in order
    Case("picture", get(PICTURE), (200,)),
    Case("head", get(PICTURE, method="HEAD"), (200,)),
    Case("options", get(PICTURE, method="OPTIONS"), (204,)),
    Case("encoded", get(f"/bnf/svg/{ENCODED}"), (200,)),
    Case("encoded and filled up", get(f"/bnf/svg/{ENCODED}=="), (200, 400)),
    Case("absolute form", get(f"http://x{PICTURE}"), (200,)),
    Case("HTTP/1.0", get(PICTURE, version="1.0"), (200,)),
    Case("no Accept-Encoding", get(PICTURE, "Accept-Encoding:"), (200,)),
    Case("many codings", get(PICTURE, f"Accept-Encoding: {', '.join(['x;q=0.1'] * 500)}, gzip"), (200,)),
    Case("nonsense codings", get(PICTURE, "Accept-Encoding: ;;q=,,gzip;q=9"), (200,)),
    Case("Range is ignored", get(PICTURE, "Range: bytes=0-1"), (200,)),
    Case("If-Range is ignored", get(PICTURE, 'If-Range: "x"', "Range: bytes=5-"), (200,)),
    Case("other tag", get(PICTURE, 'If-None-Match: "x"'), (200,)),
    Case("unquoted tag", get(PICTURE, "If-None-Match: x"), (200,)),
    Case("star", get(PICTURE, "If-None-Match: *"), (304,)),
    Case("10,000 tags", get(PICTURE, "If-None-Match: " + ", ".join(['"x"'] * 1200)), (200,)),
    Case("dates are ignored", get(PICTURE, "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"), (200,)),
    Case("If-Match of another", get(PICTURE, 'If-Match: "x"'), (412,)),
    Case("fragment", get(PICTURE + "#x"), (200,)),
    Case("encoded letters in the path", get("/%64iagram.svg?bnf=" + quote(TEXT)), (200,)),
    Case("slash as %2F in a rule", get("/g/json/a%2Fb.svg"), (200,)),
    Case("slash as it is in a rule", get("/g/json/a/b.svg"), (200,)),
    Case("blank as %20 in a rule", get("/g/json/c%20d.svg"), (200,)),
    Case("plus is a blank in a query", get("/diagram.svg?bnf=a+::=+b"), (200,)),
    Case("empty pairs", get(f"/diagram.svg?&&bnf={quote(TEXT)}&&"), (200,)),
    Case("7,000 characters", get("/diagram.svg?bnf=a::=b%0A" + "%23" + "x" * 7000), (200,)),
    # paths
    Case("twice decoded", get("/g/json/c%2520d.svg"), (404,)),
    Case("dots", get("/g/../../etc/passwd.svg"), (404,)),
    Case("encoded dots", get("/g/%2e%2e/%2e%2e/etc/passwd.svg"), (404,)),
    Case("backslashes", get("/g/..%5c..%5cetc.svg"), (404,)),
    Case("NUL in the path", get("/g/json%00.svg"), (404,)),
    Case("line end in the path", get("/g/json/%0A.svg"), (404,)),
    Case("header in the path", get("/%0d%0aX-Evil: y".replace(" ", "%20")), (404,)),
    Case("no UTF-8 in the path", get("/g/%FF.svg"), (404,)),
    Case("overlong UTF-8", get("/g/%C0%AE%C0%AE/x.svg"), (404,)),
    Case("double slash after g", get("/g//json.svg"), (404,)),
    Case("double slash in data", get(f"/bnf/svg//{ENCODED}"), (400,)),
    Case("stray percent", get("/g/%zz.svg"), (404, 400)),
    Case("semicolon", get("/g/json.svg;x"), (404,)),
    Case("asterisk", get("*", method="OPTIONS"), (404, 400)),
    Case("unknown format", get("/diagram.gif?bnf=a"), (404,)),
    # queries
    Case("no text", get("/diagram.svg"), (400,)),
    Case("twice", get("/diagram.svg?bnf=a&bnf=b"), (400,)),
    Case("unknown parameter", get(PICTURE + "&x=1"), (400,)),
    Case("no UTF-8", get("/diagram.svg?bnf=%FF"), (400,)),
    Case("half a surrogate pair", get("/diagram.svg?bnf=%ED%A0%80"), (400,)),
    Case("bad escape", get("/diagram.svg?bnf=%zz"), (400,)),
    Case("NUL in the text", get("/diagram.svg?bnf=a::=%00"), (422,)),
    Case("mistake", get("/diagram.svg?bnf=a::=("), (200, 422)),
    Case("Arabic digits", get(PICTURE + "&width=" + quote("٣٠٠")), (400,)),
    Case("huge number", get(PICTURE + "&scale=" + "9" * 5000), (400,)),
    Case("raw UTF-8 in the request line", get("/diagram.svg?bnf=é::=b".encode()), (200, 400)),
    # encoded texts
    Case("no base64", get("/bnf/svg/!!!!"), (400,)),
    Case("no zlib", get("/bnf/svg/AAAA"), (400,)),
    Case("cut off", get(f"/bnf/svg/{ENCODED[:-6]}"), (400,)),
    Case("bomb of 4 MB", get(f"/bnf/svg/{bomb(4_000_000)}"), (414,)),
    Case("empty", get("/bnf/svg/"), (400,)),
    # methods
    Case("PUT", get(PICTURE, "Content-Length: 0", method="PUT"), (405,)),
    Case("DELETE", get("/g/json.svg", method="DELETE"), (405,)),
    Case("TRACE", get(PICTURE, method="TRACE"), (405,)),
    Case("unknown method", get(PICTURE, method="BREW"), (405,)),
    Case("GET of the API", get("/api/render"), (405,)),
    # bodies
    Case("posted", post("/bnf/svg", TEXT), (200,)),
    Case("posted to a diagram", post("/diagram.png", TEXT), (200,)),
    Case("posted as Kroki's clients do", post("/", b'{"diagram_source": "a ::= b", "diagram_type": "bnf", '
         b'"output_format": "svg"}', kind=JSON), (200,)),
    Case("no type", post("/bnf/svg", TEXT, kind=None), (200,)),
    Case("a type of forms", post("/bnf/svg", TEXT, kind="application/x-www-form-urlencoded"), (415,)),
    Case("multipart", post("/bnf/svg", TEXT, kind="multipart/form-data; boundary=x"), (415,)),
    Case("Latin-1", post("/bnf/svg", TEXT, kind="text/plain; charset=latin-1"), (415,)),
    Case("compressed", post("/bnf/svg", zlib.compress(TEXT), "Content-Encoding: deflate"), (415,)),
    Case("no UTF-8 in the body", post("/bnf/svg", b"a ::= \xff"), (400,)),
    Case("BOM", post("/bnf/svg", b"\xef\xbb\xbf" + TEXT), (200,)),
    Case("no body at all", post("/bnf/svg", b"", length=False), (422,)),
    Case("length 0", post("/bnf/svg", b""), (422,)),
    Case("text over the limit", post("/bnf/svg", b"#" * (64 * 1024 + 1)), (413,)),
    Case("body over the limit", post("/bnf/svg", b"#" * (LIMIT + 1)), (413,)),
    Case("no JSON", post("/api/render", b"{", kind=JSON), (400,)),
    Case("JSON 100,000 deep", post("/api/render", b"[" * 100_000, kind=JSON), (400,)),
    Case("JSON with half a pair", post("/api/render", b'{"text": "\\ud800"}', kind=JSON), (400,)),
    Case("JSON with NaN", post("/api/render", b'{"text": NaN}', kind=JSON), (400,)),
    Case("text to the API", post("/api/render", TEXT), (415,)),
    # what servers refuse: a length that can't be, framing that can be read in two ways, too long, not HTTP
    Case("negative length", post("/bnf/svg", TEXT, "Content-Length: -1", length=False), (400,)),
    Case("two lengths", post("/bnf/svg", TEXT, "Content-Length: 3"), (400,)),
    Case("length of letters", post("/bnf/svg", TEXT, "Content-Length: ten", length=False), (400,)),
    Case("other coding", post("/bnf/svg", TEXT, "Transfer-Encoding: xchunked", length=False), (400, 501)),
    Case("NUL in a header", get(PICTURE, "X-A: a\0b"), (400,)),
    Case("line end in a header", get(PICTURE, "X-A: a\rb"), (400,)),
    Case("blank in the target", get("/a b"), (400,)),
    Case("TLS", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", (400,)),
    # within what a server allows, that is
    Case("request line of 9,000", get("/diagram.svg?bnf=a::=b%0A" + "%23" + "x" * 9000), (200, 414)),
    Case("header of 20,000", get(PICTURE, "X-A: " + "a" * 20_000), (200, 431)),
    Case("120 headers", get(PICTURE, *(f"X-{number}: 1" for number in range(120))), (200, 431)),
    Case("lower-case method", get(PICTURE, method="get"), (400, 405)),
]  # fmt: skip


def test_there_are_enough_of_them():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_odd_request(port, case):
    answer = exchange(port, case.sent)
    assert status(answer) in case.right
    assert b"Traceback" not in answer
    assert b"X-Evil: y" not in answer.partition(b"\r\n\r\n")[0].replace(b"%", b"")
    if status(answer) in (200, 400, 404, 405, 412, 413, 415, 422) and header(
        answer, "x-content-type-options"
    ):
        assert header(answer, "x-content-type-options") == "nosniff"
    if header(answer, "x-railroad-error"):
        assert header(answer, "etag") is None
        assert header(answer, "cache-control") in ("public, max-age=60", "no-store")


# ---- chunked bodies: whole, or refused; never a part that is drawn as if it were all


@pytest.mark.parametrize("size", [LIMIT + 1, 2 * LIMIT, 4 * LIMIT])
@pytest.mark.parametrize("piece", [1000, 65536, 1 << 20])
def test_chunked_body_over_the_limit_is_413_everywhere(port, size, piece):
    data = TEXT + b"#" * (size - len(TEXT))
    wire = chunked(*(data[at : at + piece] for at in range(0, size, piece)))
    answer = exchange(port, post_chunked("/bnf/txt", wire))
    assert status(answer) == 413


def test_chunked_json_over_the_limit_is_413_everywhere(port):
    data = b'{"text": "a ::= b", "rule": "' + b"a" * LIMIT + b'"}'
    answer = exchange(port, post_chunked("/api/render", chunked(data), "application/json"))
    assert status(answer) == 413


def test_chunked_body_within_the_limit_is_drawn_whole_or_refused(port):
    text = "\n".join(f"r{number} ::= x" for number in range(500)).encode()
    answer = exchange(port, post_chunked("/bnf/txt", chunked(text[:100], text[100:])))
    assert status(answer) in (200, 411)
    if status(answer) == 200:
        assert b"r499" in body(answer)


@pytest.mark.parametrize("broken", [b"zz\r\n", b"\r\n\r\n", b"ffffffffffffffffffff\r\n", b"-1\r\n"])
def test_chunked_body_that_breaks_is_never_drawn(port, broken):
    # Some servers wait for the rest of a chunk that is announced; nothing is drawn meanwhile.
    answer = exchange(port, post_chunked("/bnf/txt", chunked(TEXT)[:-5] + broken), timeout=2)
    assert status(answer) in (0, 400, 411)


@pytest.mark.parametrize(
    "sent",
    [
        post_chunked("/bnf/txt", chunked(TEXT)[:-5]),
        post("/bnf/txt", TEXT, "Content-Length: 99", length=False),
    ],
    ids=["chunked", "length"],
)
def test_body_that_breaks_off_is_never_drawn(port, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        try:
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        except (TimeoutError, ConnectionError):
            answer = b""
    assert status(answer) in (0, 400, 411)


def test_two_requests_on_one_connection_do_not_mix(port):
    both = post("/bnf/txt", TEXT) + get("/healthz", "Connection: close")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(both)
        try:
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        except (TimeoutError, ConnectionError):
            answer = b""
    assert answer.count(b"HTTP/1.1 200") == 2
    assert answer.index(b'"b"') < answer.index(b'"ok"')


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_same_body_and_tag_for_every_request(port, coding):
    answers = {
        (status(answer), header(answer, "etag"), header(answer, "content-length"), body(answer))
        for answer in (exchange(port, get(PICTURE, f"Accept-Encoding: {coding}")) for _ in range(3))
    }
    assert len(answers) == 1
    (got,) = answers
    kept = exchange(port, get(PICTURE, f"Accept-Encoding: {coding}", f"If-None-Match: W/{got[1]}"))
    assert (status(kept), body(kept)) == (304, b"")
    assert header(kept, "etag") == got[1]
    assert header(kept, "vary") == "Accept-Encoding"


def test_slow_request_is_answered_like_any(port):
    sent = post("/bnf/txt", TEXT)
    answer = exchange(port, sent[:40], sent[40:-5], sent[-5:], pause=0.2)
    assert status(answer) == 200
