"""Diagrams in the pages of another application: which answers are touched, and that they stay true HTTP."""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest
from werkzeug.test import EnvironBuilder

from railroad.web import Limits, RailroadApp, html_page
from railroad.web.coding import codings, compress
from railroad.web.html_codings import undone
from tests.web.pages import (
    HTML,
    PAGE,
    TARGET,
    Site,
    Stream,
    drawing,
    pages,
    rewritten,
    streaming,
)
from tests.web.support import fetch

# What is not touched


@pytest.mark.parametrize(
    ("status", "kind", "headers"),
    [
        ("200 OK", "text/plain", ()),
        ("200 OK", "application/json", ()),
        ("200 OK", "text/htmlx", ()),
        ("200 OK", "image/svg+xml", ()),
        ("200 OK", HTML, [("Cache-Control", "public, No-Transform")]),
        ("200 OK", HTML, [("Content-Encoding", "compress")]),
        ("200 OK", HTML, [("Content-Encoding", "gzip")]),  # which it is not
        ("200 OK", "text/html; charset=utf-16", ()),
        ("200 OK", "text/html; charset=nonsense", ()),
        ("200 OK", "text/html; charset=iso-2022-jp", ()),
    ],
)  # fmt: skip
@streaming
def test_other_answers_are_the_applications_own(status, kind, headers, streaming):
    site = Site(PAGE, *headers, status=status, kind=kind)
    answer = fetch(pages(site, streaming=streaming), "/")
    assert answer.data == PAGE and list(answer.headers) == site.headers
    heard: list = []
    got = pages(site, checked=False)(EnvironBuilder().get_environ(), lambda *given: heard.append(given))
    assert got is site.returned
    assert heard[0][0] == status


@streaming
def test_page_without_grammars_is_the_applications_own(streaming):
    for body in (b"<p>plain</p>", b"<p>railroad</p>", b"<!-- " + TARGET + b" -->", b""):
        site = Site(body, ("ETag", '"x"'))
        got = pages(site, checked=False, streaming=streaming)(EnvironBuilder().get_environ(), lambda *_: None)
        assert got is site.returned
        answer = fetch(pages(site, streaming=streaming), "/")
        assert list(answer.headers) == site.headers and answer.data == body


def test_other_methods_are_not_looked_at():
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        site = Site(PAGE)
        environ = EnvironBuilder(method=method).get_environ()
        assert pages(site, checked=False)(environ, lambda *_: None) is site.returned
        assert site.asked[0] is environ


def test_pages_of_errors_have_diagrams_too():
    answer = fetch(pages(Site(PAGE, status="404 Not Found")), "/")
    assert answer.status_code == 404 and b"<svg" in answer.data


def test_page_over_the_limit_is_as_it_was():
    for body in (PAGE, [PAGE[:50], PAGE[50:]], Stream([PAGE])):
        site = Site(body)
        assert fetch(pages(site, limits=Limits(processes=0, page=60), streaming=False), "/").data == PAGE


def test_bytes_that_are_not_in_the_encoding_leave_the_element():
    page = b"<pre class=railroad>a ::= \xff</pre>" + TARGET
    new = rewritten(page)
    assert new.startswith(b'<pre class=railroad>a ::= \xff</pre><div class="railroad-block"><svg')


# Encodings


@pytest.mark.parametrize("how", ["header", "meta", "http-equiv", "both"])
@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("iso-8859-1", "latin-1", "größe"),
        ("ISO-8859-1", "cp1252", "“–”€"),
        ("windows-1252", "cp1252", "“größe”"),
        ("utf-8", "utf-8", "größe 日本 €"),
        ("koi8-r", "koi8-r", "слово"),
        ("windows-1251", "cp1251", "слово"),
        ("shift_jis", "cp932", "日本表"),
        ("euc-jp", "euc-jp", "日本"),
        ("gbk", "gb18030", "中文"),
        ("big5", "big5", "中文功"),
        ("euc-kr", "cp949", "한국"),
        ("iso-8859-15", "iso8859-15", "€"),
        ("macintosh", "mac-roman", "größe"),
    ],
)
@streaming
def test_encodings(how, charset, codec, text, streaming):
    meta = {
        "header": "<p>",
        "both": '<meta charset="utf-8">',
        "meta": f"<!-- <meta charset=x> --><meta charset={charset}>",
        "http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">',
    }[how]
    kind = f"text/html; charset={charset}" if how in ("header", "both") else "text/html"
    before, after = f"{meta}<p>{text}</p>".encode(codec), f"<p>{text}</p>".encode(codec)
    element = f'<railroad-diagram>a ::= "{text}" | "&#9731;"</railroad-diagram>'.encode(codec)
    new = rewritten(before + element + after, kind=kind, streaming=streaming)
    assert new.startswith(before + b"<svg") and new.endswith(b"</svg>" + after)
    svg = new[len(before) : len(new) - len(after)].decode(codec)
    words = "".join(ElementTree.fromstring(svg).itertext())
    assert f'a ::= "{text}" | "☃"' in words and words.count(text) == 2


def test_byte_order_mark_counts_more_than_the_header():
    page = b'\xef\xbb\xbf<railroad-diagram>a ::= "\xc3\xa9"</railroad-diagram>'
    new = rewritten(page, kind="text/html; charset=latin-1")
    assert new.startswith(b"\xef\xbb\xbf<svg") and "é".encode() in new


@pytest.mark.parametrize(
    "charset", ["utf-16", "utf-7", "hz", "base64", "rot13", "idna", "x" * 100, "\x00", "utf-8-sig"]
)
def test_odd_encodings_break_nothing(charset):
    assert rewritten(PAGE, kind=f"text/html; charset={charset!r}") == PAGE


# Lengths and tags


@streaming
def test_length_is_that_of_the_new_page(streaming):
    answer = fetch(pages(Site(PAGE), streaming=streaming), "/")
    assert int(answer.headers["Content-Length"]) == len(answer.data) > len(PAGE)


def test_what_is_about_the_old_bytes_goes():
    old = [
        ("Accept-Ranges", "bytes"),
        ("Content-MD5", "x"),
        ("Digest", "x"),
        ("Repr-Digest", "x"),
        ("Content-Digest", "x"),
    ]
    answer = fetch(
        pages(Site(PAGE, *old, ("X-Other", "y"), ("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT"))), "/"
    )
    assert not {name for name, _ in old} & set(answer.headers.keys())
    assert answer.headers["X-Other"] == "y" and "Last-Modified" in answer.headers


class Tagged:
    """An application that knows the tag of its page."""

    def __init__(self, tag: str, page: bytes = PAGE):
        self.tag, self.page, self.known = tag, page, None

    def __call__(self, environ, start_response):
        self.known = environ.get("HTTP_IF_NONE_MATCH")
        if self.known and self.tag.removeprefix("W/") in self.known:
            start_response("304 Not Modified", [("ETag", self.tag), ("Cache-Control", "max-age=5")])
            return []
        length = str(len(self.page))
        start_response("200 OK", [("Content-Type", HTML), ("ETag", self.tag), ("Content-Length", length)])
        return [self.page]


@pytest.mark.parametrize("tag", ['"abc"', 'W/"abc"', '""', '"a-rr"'])
def test_tag_is_another_and_comes_back_as_the_applications(tag):
    site = Tagged(tag)
    app = pages(site)
    first = fetch(app, "/").headers["ETag"]
    assert first.startswith('W/"') and first != tag
    again = fetch(app, "/", headers={"If-None-Match": f'"other", {first}'})
    assert again.status_code == 304 and again.headers["ETag"] == first and not again.data
    assert site.known == f'"other", {tag}'


def test_tag_of_another_railroad_is_not_known(monkeypatch):
    first = fetch(pages(Tagged('"abc"')), "/").headers["ETag"]
    for options in ({"theme": "dark"}, {"show": "img", "mount": "/r"}):
        other = fetch(pages(Tagged('"abc"'), **options), "/", headers={"If-None-Match": first})
        assert other.status_code == 200 and other.headers["ETag"] != first


def test_304_to_a_tag_that_is_not_ours_is_as_it_was():
    answer = fetch(pages(Tagged('"abc"')), "/", headers={"If-None-Match": '"abc"'})
    assert answer.status_code == 304 and answer.headers["ETag"] == '"abc"'


def test_page_without_grammars_keeps_its_tag():
    assert fetch(pages(Tagged('"abc"', b"<p>railroad")), "/").headers["ETag"] == '"abc"'


def test_head_says_nothing_of_what_is_not_known():
    site = Site(PAGE, ("ETag", '"x"'), ("X-Other", "y"))
    answer = fetch(pages(site), "/", "HEAD")
    assert answer.data == b"" and "Content-Length" not in answer.headers and "ETag" not in answer.headers
    assert answer.headers["X-Other"] == "y" and answer.headers["Content-Type"] == HTML
    other = Site(b"text", ("ETag", '"x"'), kind="text/plain")
    assert list(fetch(pages(other), "/", "HEAD").headers) == other.headers


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_answers_without_a_body_are_as_they_were(status):
    def app(environ, start_response):
        start_response(status, [("ETag", '"x"')])
        return []

    answer = fetch(pages(app), "/")
    assert answer.status == status and answer.headers["ETag"] == '"x"'


class Ranged:
    """An application that answers with parts of its page, if it is asked for them."""

    def __init__(self, kind: str):
        self.kind, self.closed = kind, 0

    def __call__(self, environ, start_response):
        data = PAGE
        if environ.get("HTTP_RANGE"):
            start_response(
                "206 Partial Content", [("Content-Type", self.kind), ("Content-Range", "bytes 0-9/99")]
            )
            data = PAGE[:10]
        else:
            start_response("200 OK", [("Content-Type", self.kind)])
        return Closing(self, data)


class Closing(list):
    def __init__(self, app, data):
        super().__init__([data])
        self.app = app

    def close(self):
        self.app.closed += 1


def test_part_of_a_page_becomes_the_whole_and_parts_of_others_stay():
    site = Ranged(HTML)
    answer = fetch(pages(site), "/", headers={"Range": "bytes=0-9", "If-Range": '"x"'})
    assert answer.status_code == 200 and b"<svg" in answer.data and site.closed == 2
    other = Ranged("video/mp4")
    assert fetch(pages(other), "/", headers={"Range": "bytes=0-9"}).status_code == 206 and other.closed == 1


def test_page_that_lacks_a_diagram_for_now_is_not_kept(monkeypatch):
    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr(html_page, "monotonic", lambda: next(clock))
    site = Site(
        TARGET * 2, ("ETag", '"x"'), ("Cache-Control", "max-age=9"), ("Last-Modified", "x"), ("Expires", "x")
    )
    answer = fetch(pages(site), "/")
    assert b"<svg" in answer.data and b"no time for it now" in answer.data
    assert answer.headers.get_all("Cache-Control") == ["no-store"]
    assert not {"ETag", "Last-Modified", "Expires"} & set(answer.headers.keys())


def test_picture_that_takes_too_long_is_killed_and_the_page_goes_on():
    big = b"<pre class=railroad>a ::= " + b"b c d e " * 300 + b"</pre>"
    with drawing(Limits(processes=1, svg_seconds=0.02)) as pictures:
        answer = fetch(pages(Site(b"<p>x</p>" + big + b"<p>y</p>", ("ETag", '"x"')), pictures=pictures), "/")
    assert big in answer.data and b"railroad-error" in answer.data and answer.data.endswith(b"<p>y</p>")
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


def test_pictures_are_made_in_processes_by_default():
    with drawing(Limits(processes=1)) as pictures:
        assert fetch(pages(Site(PAGE), pictures=pictures), "/").data == rewritten(PAGE)


def test_second_visit_is_like_the_first_without_drawing(monkeypatch):
    page = TARGET + b"<pre class=railroad id=x>a ::= b</pre>" + TARGET + TARGET
    drawn: list[str] = []
    draw = RailroadApp.draw
    monkeypatch.setattr(
        RailroadApp, "draw", lambda self, *given: drawn.append(given[0]) or draw(self, *given)
    )
    app = pages(Site(page))
    first = fetch(app, "/").data
    many = len(drawn)
    assert fetch(app, "/").data == first and len(drawn) == many + 2  # those whose ids have numbers
    koi8 = pages(
        Site(page, kind="text/html; charset=koi8-r"), pictures=RailroadApp(limits=Limits(processes=0))
    )
    assert fetch(koi8, "/").data == first


def test_diagrams_of_a_page_are_bounded():
    new = rewritten(TARGET * 5, limits=Limits(processes=0, page_diagrams=3))
    assert new.count(b"<svg") == 3 and new.endswith(TARGET * 2)


def test_diagrams_of_a_page_are_made_for_so_long():
    page = TARGET + b"<pre class=railroad>another ::= one</pre>"
    assert rewritten(page, limits=Limits(processes=0)).count(b"<svg") == 2
    assert rewritten(page, limits=Limits(processes=0, page_seconds=0)).count(b"<svg") == 1


# Codings


CODINGS = list(codings())


@pytest.mark.parametrize("coding", CODINGS)
@streaming
def test_compressed_pages_are_compressed_again(coding, streaming):
    for body in (
        [compress(PAGE, coding)],
        Stream([compress(PAGE, coding)[:20], compress(PAGE, coding)[20:]]),
    ):
        answer = fetch(pages(Site(body, ("Content-Encoding", coding)), streaming=streaming), "/")
        assert answer.headers["Content-Encoding"] == coding
        assert undone(answer.data, coding, 10**6) == rewritten(PAGE)


@pytest.mark.parametrize("coding", CODINGS)
def test_compressed_pages_without_grammars_keep_every_byte(coding):
    site = Site(compress(b"<p>plain</p>", coding), ("Content-Encoding", coding), ("ETag", '"x"'))
    answer = fetch(pages(site), "/")
    assert answer.data == site.pieces[0] and list(answer.headers) == site.headers


@pytest.mark.parametrize("coding", CODINGS)
def test_what_can_not_be_undone_passes(coding):
    good = compress(PAGE, coding)
    large = compress(b"railroad" * 10**6, coding)
    for data in (good[:-3], b"x" + good, large, b"", good[:1]):
        site = Site(data, ("Content-Encoding", coding))
        assert fetch(pages(site), "/").data == data


def test_gzip_in_several_members_is_one_page():
    data = gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:])
    answer = fetch(pages(Site(data, ("Content-Encoding", "x-gzip"))), "/")
    assert gzip.decompress(answer.data) == rewritten(PAGE)


def test_brotli_is_tested_where_it_is():
    assert ("br" in CODINGS) == (find_spec("brotli") is not None)
