"""The traps of HTTP and WSGI that were found by running into them: each is stepped round here."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest

import railroad
from railroad.web import RailroadApp
from railroad.web.encoded import encode_text
from tests.web.support import BAD, GOOD, HERE, diagram, fetch


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grammars")
    (folder / "json.bnf").write_text("value ::= object\nobject ::= value\n")
    return RailroadApp(folder, limits=HERE)


class Stream:
    """A body that comes in pieces, as over a socket."""

    def __init__(self, data: bytes, piece: int = 7) -> None:
        self._data, self._piece = data, piece
        self.asked = 0

    def read(self, size: int = -1) -> bytes:
        self.asked += 1
        cut = min(self._piece, size if size >= 0 else self._piece)
        piece, self._data = self._data[:cut], self._data[cut:]
        return piece


def post(app, stream, **environ) -> int:
    statuses = []
    whole = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/bnf/txt",
        "CONTENT_TYPE": "text/plain",
        "wsgi.input": stream,
        **environ,
    }
    b"".join(app(whole, lambda status, headers: statuses.append(int(status[:3]))))
    return statuses[0]


# 1: a chunked body is cut off in silence


def test_chunked_body_is_read_to_its_end_whatever_one_read_gives(app):
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    assert post(app, Stream(b"a ::= b\n" * 1), **chunked) == 200
    assert post(app, Stream(b"#" * (HERE.body + 1), 65536), **chunked) == 413


def test_chunked_body_that_no_server_ends_is_411_and_not_empty(app):
    stream = Stream(b"a ::= b\n")
    assert post(app, stream, HTTP_TRANSFER_ENCODING="chunked") == 411
    assert stream.asked == 0  # it might never come back


def test_body_shorter_than_its_length_is_400(app):
    assert post(app, Stream(b"a ::= b\n"), CONTENT_LENGTH="100") == 400
    assert post(app, Stream(b"a ::= b\nc ::= d"), CONTENT_LENGTH="8") == 200  # the rest is not ours


# 2: preconditions of an answer that would be no 200


@pytest.mark.parametrize("known", ["*", '"x"'])
@pytest.mark.parametrize("url", [diagram(BAD), diagram(theme="drak"), "/g/nothing.svg", "/nothing"])
def test_error_is_never_304_and_has_no_tag(app, url, known):
    answer = fetch(app, url, headers={"If-None-Match": known})
    assert answer.status_code >= 400
    assert "ETag" not in answer.headers


# 3: Accept


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "image/svg+xml"),
        ("", "image/svg+xml"),
        ("*/*", "image/svg+xml"),
        ("image/*", "image/svg+xml"),
        ("image/png", "image/png"),
        ("image/png, image/svg+xml;q=0.5", "image/png"),
        ("image/svg+xml;q=0, image/png;q=0.1", "image/png"),
        ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "image/svg+xml"),
        ("text/plain", "text/plain"),
        ("application/x-nothing", "image/svg+xml"),
        (";;,q=", "image/svg+xml"),
    ],
)
def test_accept_decides_only_where_nothing_else_does(app, accept, kind):
    headers = {"Content-Type": "text/plain", **({} if accept is None else {"Accept": accept})}
    answer = fetch(app, "/bnf", "POST", headers, GOOD.encode())
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["Vary"].split(", ")
    fixed = fetch(app, "/bnf/txt", "POST", headers, GOOD.encode())
    assert fixed.headers["Content-Type"].startswith("text/plain")
    assert fixed.headers["Vary"] == "Accept-Encoding"


# 4: data in the path


@pytest.mark.parametrize("text", ["a ::= b/c\n//\n", 'a ::= "%2F%0A"', "\n\na ::= b", 'a ::= "ÿ" | "/"'])
def test_any_text_passes_through_the_path(app, text):
    encoded = fetch(app, f"/bnf/txt/{encode_text(text)}")
    assert encoded.data == fetch(app, diagram(text, "txt")).data
    assert encoded.headers["ETag"] == fetch(app, diagram(text, "txt")).headers["ETag"]


def test_slashes_are_never_merged(app):
    encoded = encode_text(GOOD)
    for url in (f"/bnf//svg/{encoded}", f"//bnf/svg/{encoded}", f"/bnf/svg//{encoded}", "/g//json.svg"):
        assert fetch(app, url).status_code in (400, 404)


# 5: long addresses


def test_what_is_too_long_is_414_and_says_post(app):
    answer = fetch(app, f"/bnf/txt/{'A' * 8001}")
    assert answer.status_code == 414
    assert "POST" in answer.text


# 6: base64 and zlib that are not the only spelling of their bytes


def encodings(text: bytes) -> dict[str, str]:
    whole = zlib.compress(text, 9)
    plain = urlsafe_b64encode(whole).decode().rstrip("=")
    return {
        "stray characters": plain[:4] + "!" + plain[4:],
        "line end": plain + "\n",
        "other alphabet": urlsafe_b64encode(whole).decode().replace("-", "+").replace("_", "/") + "+",
        "too much filled up": plain + "===",
        "filled up in the middle": plain[:4] + "==" + plain[4:],
        "bytes after the end": urlsafe_b64encode(whole + b"x").decode().rstrip("="),
        "two streams": urlsafe_b64encode(whole + whole).decode().rstrip("="),
        "cut off": urlsafe_b64encode(whole[:-3]).decode().rstrip("="),
        "wrong check sum": urlsafe_b64encode(whole[:-1] + bytes([whole[-1] ^ 1])).decode().rstrip("="),
        "no header": urlsafe_b64encode(whole[2:-4]).decode().rstrip("="),
        "no UTF-8": urlsafe_b64encode(zlib.compress(b"\xff\xfe")).decode().rstrip("="),
    }


@pytest.mark.parametrize("name", list(encodings(b"x")))
def test_encoding_that_no_encoder_makes_is_400(app, name):
    answer = fetch(app, f"/bnf/svg/{quote(encodings(GOOD.encode())[name], safe='=')}")
    assert answer.status_code == 400


def test_stray_bits_at_the_end_are_400(app):
    plain = encode_text("a ::= bcd")
    while len(plain) % 4 == 0:
        plain = encode_text("a ::= bcd" + "#" * (len(plain) % 7 + 1))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    stray = plain[:-1] + alphabet[alphabet.index(plain[-1]) | 1]
    assert stray != plain
    assert fetch(app, f"/bnf/svg/{stray}").status_code == 400


@pytest.mark.parametrize("level", range(10))
def test_padding_and_level_make_no_other_picture_and_no_other_tag(app, level):
    for text in ("a ::= b", "a ::= bc", "a ::= bcd"):
        filled = urlsafe_b64encode(zlib.compress(text.encode(), level)).decode()
        answers = {
            (each.status_code, each.headers["ETag"], each.data)
            for each in (
                fetch(app, f"/bnf/svg/{filled}"),
                fetch(app, f"/bnf/svg/{filled.rstrip('=')}"),
                fetch(app, f"/bnf/svg/{filled.replace('=', '%3D')}"),
                fetch(app, f"/bnf/svg/{encode_text(text)}"),
            )
        }
        assert len(answers) == 1
        assert answers.pop()[0] == 200


def test_bomb_is_refused_before_it_is_made(app):
    bomb = urlsafe_b64encode(zlib.compress(b"a" * 5_500_000, 9)).decode().rstrip("=")
    assert len(bomb) < 8000
    assert fetch(app, f"/bnf/svg/{bomb}").status_code == 414


# 7: what is short stays short


def test_compressed_address_is_shorter_for_real_grammars(grammars):
    for path in grammars.glob("*.bnf"):
        text = path.read_text()
        assert len(encode_text(text)) < len(quote(text, safe=""))


# 8: nothing is drawn for nothing


def test_head_and_304_have_no_body(app):
    tag = fetch(app, diagram()).headers["ETag"]
    assert fetch(app, diagram(), "HEAD").data == b""
    kept = fetch(app, diagram(), headers={"If-None-Match": tag})
    assert (kept.status_code, kept.data) == (304, b"")


# 9 and 11: headers


@pytest.mark.parametrize(
    "text", ['a ::= "x\r\nSet-Cookie: a=b', 'a ::= "é\u2028\x7f', 'a ::= "' + "x" * 9000]
)
def test_headers_hold_no_line_end_whatever_the_text_has(app, text):
    for url in (diagram(text), diagram(text, rule="x\r\nSet-Cookie: a=b"), diagram(theme="x\r\ny: z")):
        answer = fetch(app, url)
        assert answer.status_code >= 400
        assert "Set-Cookie" not in answer.headers
        for name, value in answer.headers.items():
            assert value.isascii()
            assert value.isprintable(), name


def test_svg_and_text_name_their_character_set_and_png_has_none(app):
    for format, kind in (("svg", "image/svg+xml; charset=utf-8"), ("txt", "text/plain; charset=utf-8")):
        assert fetch(app, diagram(format=format)).headers["Content-Type"] == kind
    assert fetch(app, diagram(format="png")).headers["Content-Type"] == "image/png"


# 10: the slash at the end


def test_mount_without_a_slash_leads_to_the_one_with(app):
    def mounted(environ, start_response):
        return app({**environ, "SCRIPT_NAME": "/a/rr", "PATH_INFO": environ["PATH_INFO"][5:]}, start_response)

    answer = fetch(mounted, "/a/rr?text=x")
    assert (answer.status_code, answer.headers["Location"]) == (308, "rr/?text=x")
    assert fetch(mounted, "/a/rr/").status_code == 200


# 12: tags, and keeping of errors


def test_tag_holds_for_version_format_options_and_coding(app):
    tags = {
        fetch(app, url, headers=headers).headers["ETag"]
        for url in (diagram(), diagram(format="txt"), diagram(theme="dark"))
        for headers in ({}, {"Accept-Encoding": "gzip"})
    }
    assert len(tags) >= 5  # a text may be too short to be compressed
    assert all(tag.startswith('"') and tag.endswith('"') and len(tag) == 66 for tag in tags)


@pytest.mark.parametrize(
    ("url", "method", "kept"),
    [
        ("/nothing", "GET", "public, max-age=60"),
        ("/g/nothing.svg", "GET", "public, max-age=60"),
        (diagram(), "PUT", "public, max-age=60"),
        (diagram(BAD), "GET", "public, max-age=60"),
        ("/bnf/svg/" + "A" * 9000, "GET", "public, max-age=60"),
    ],
)
def test_every_error_says_how_long_it_may_be_kept(app, url, method, kept):
    assert fetch(app, url, method).headers["Cache-Control"] == kept


def test_picture_is_immutable_only_where_the_address_has_the_version(app):
    url = f"/bnf/svg/{encode_text(GOOD)}"
    assert "immutable" not in fetch(app, url).headers["Cache-Control"]
    assert "immutable" in fetch(app, f"{url}?v={railroad.__version__}").headers["Cache-Control"]
    assert "immutable" not in fetch(app, f"{url}?v=0").headers["Cache-Control"]


def test_mistake_is_drawn_once(monkeypatch):
    from railroad.web import app as module

    app, drawn = RailroadApp(limits=HERE), []

    def draw(*given):
        drawn.append(given)
        return original(*given)

    original = module.draw_error
    monkeypatch.setattr(module, "draw_error", draw)
    bodies = {fetch(app, diagram(BAD, "png")).data for _ in range(3)}
    assert (len(drawn), len(bodies)) == (1, 1)
    assert fetch(app, diagram(BAD, "png", theme="dark")).data not in bodies
