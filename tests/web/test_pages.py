"""Diagrams in the pages of another application: what is touched, what is not, and that it stays true HTTP."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from xml.etree import ElementTree

import pytest
from werkzeug.test import EnvironBuilder

from railroad.web import Limits, RailroadApp, RailroadMiddleware, RailroadPages, html_page
from railroad.web.coding import codings, compress
from railroad.web.html_codings import undone
from tests.web.pages import BOTH, HTML, TARGET, Site, Stream, drawing, pages, rewritten, served
from tests.web.support import fetch

PAGE = b"<!doctype html><p>before \xc3\xa9</p>" + TARGET + b"<p>after</p>"
streaming = pytest.mark.parametrize("streaming", BOTH)


def around(page: bytes = PAGE, target: bytes = TARGET) -> tuple[bytes, bytes]:
    before, _, after = page.partition(target)
    return before, after


BLOCK = '<div class="railroad-block">'


def new_part(page: bytes, **options) -> str:
    """Return the picture where an element stood, and check that all else is as it was."""
    before, after = around()
    new = rewritten(PAGE.replace(TARGET, page), **options)
    assert new.startswith(before) and new.endswith(after)
    part = new[len(before) : len(new) - len(after)].decode()
    alone = page.startswith(b"<pre") and "railroad-error" not in part
    assert part.startswith(BLOCK) == alone and part.endswith("</div>") >= alone
    return part.removeprefix(BLOCK).removesuffix("</div>") if alone else part


# What becomes of an element


@streaming
def test_grammar_becomes_a_diagram_and_stays_as_its_description(streaming):
    svg = new_part(TARGET, streaming=streaming)
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("role") == "img" and root.get("aria-label") == "Railroad diagram of a"
    assert root[0].tag.endswith("desc") and root[0].text == 'a ::= "b" c'
    assert root.get("class", "").split()[:2] == ["railroad", "railroad-light"]


def test_picture_is_that_of_the_service():
    there = fetch(RailroadApp(limits=Limits(processes=0)), "/diagram.svg?bnf=a+::=+%22b%22+c").text
    here = new_part(TARGET)
    digest = re.search("railroad-[0-9a-f]{8}-", here)
    assert digest
    sheet = there[there.index("<style>") + len("<style>") :].strip()
    assert here.replace(digest[0], "").endswith(sheet)


@pytest.mark.parametrize(
    ("element", "same"),
    [
        ('<railroad-diagram>a ::= "b" c</railroad-diagram>', '<pre class=railroad>a ::= "b" c</pre>'),
        (
            '<railroad-diagram>\n   a ::= "b" c\n  </railroad-diagram>',
            '<pre class=railroad>a ::= "b" c</pre>',
        ),
        (
            "<pre class=railroad>\na ::= &quot;b&#34; <i>c</i><!-- x --></pre>",
            '<pre class=railroad>a ::= "b" c</pre>',
        ),
        ("<pre class=railroad>a ::= b<br>c ::= d</pre>", "<pre class=railroad>a ::= b\r\nc ::= d</pre>"),
        (
            "<pre class='railroad' data-theme=dark>a ::= b</pre>",
            "<railroad-diagram theme=dark>a ::= b</railroad-diagram>",
        ),
        (
            "<pre class='railroad' theme=dark>a ::= b</pre>",
            "<railroad-diagram data-theme=dark>a ::= b</railroad-diagram>",
        ),
        (
            "<railroad-diagram background>a ::= b</railroad-diagram>",
            "<railroad-diagram background=on>a ::= b</railroad-diagram>",
        ),
        (
            "<railroad-diagram keep-recursion>a ::= a b</railroad-diagram>",
            "<railroad-diagram keep_recursion=on>a ::= a b</railroad-diagram>",
        ),
        (
            "<railroad-diagram title=off>a ::= b</railroad-diagram>",
            "<pre class=railroad data-title=off>a ::= b</pre>",
        ),
        (
            "<pre class='railroad abnf'>a = %x41</pre>",
            "<pre class='railroad abnf' data-notation=abnf>a = %x41</pre>",
        ),
        (
            "<pre class='language-abnf railroad'>a = %x41</pre>",
            "<pre class='language-abnf railroad' data-notation=abnf>a = %x41</pre>",
        ),
    ],
)
def test_same_grammar_is_the_same_diagram(element, same):
    def plain(svg: str) -> str:
        return re.sub("railroad-[0-9a-f]{8}-", "", svg)

    assert plain(new_part(element.encode())) == plain(new_part(same.encode()))


@pytest.mark.parametrize(
    ("attributes", "seen", "not_seen"),
    [
        ("theme=dark", "railroad-dark", "railroad-light"),
        ("rule=c", 'rule-c"', 'rule-a"'),
        ("title=off", "<svg", 'class="title"'),
        ("background=on", "polygon class=\"background\"", "railroad-dark"),
        ("notation=bnf extensions=off", "<svg", "railroad-error"),
        ("aria-label='Calls &amp; such'", 'aria-label="Calls &amp; such"', "Railroad diagram of"),
        ("title='Calls'", 'aria-label="Calls"', "railroad-error"),
        ("class='wide left'", 'class="railroad railroad-light wide left"', "railroad-error"),
        ("id=here", 'id="here"', "railroad-error"),
        ("id=here", 'id="here-rule-a"', 'id="rule-a"'),
        ("style='float:right;'", 'style="max-width:100%;height:auto;float:right"', "railroad-error"),
        ("lang=en tabindex=0 onclick=x() data-other=1", 'lang="en" tabindex="0"', "onclick"),
    ],
)  # fmt: skip
def test_attributes_choose_how_it_looks(attributes, seen, not_seen):
    new = new_part(f"<railroad-diagram {attributes}>a ::= b c\nc ::= d</railroad-diagram>".encode())
    assert seen in new and not_seen not in new


def test_width_is_that_of_the_url():
    text = b"a ::= " + b"b c d e f " * 20
    wide, narrow = (
        float(
            re.search(
                'width="([0-9.]+)"', new_part(b"<pre class=railroad data-width=%d>%s</pre>" % (w, text))
            )[1]
        )
        for w in (2000, 300)
    )
    assert narrow <= 300 < wide


def test_linked_diagram_is_no_image_to_a_reader():
    new = new_part(b"<pre class=railroad>a ::= b\nb ::= a</pre>")
    assert 'role="group"' in new and 'aria-label="Railroad diagram of a, b"' in new


def test_ids_and_links_of_diagrams_do_not_meet():
    two = b"<pre class=railroad>a ::= b\nb ::= a</pre>"
    page = (
        two
        + b"<pre class=railroad id=x>a ::= b\nb ::= a</pre>"
        + two
        + b"<pre class=railroad>a ::= c b\nb ::= a</pre>"
    )
    page += (
        b"<pre class=railroad id=x-2>a ::= b\nb ::= a</pre><pre class=railroad id=x>a ::= b\nb ::= a</pre>"
    )
    new = rewritten(page).decode()
    ids = re.findall(' id="([^"]*-rule-[^"]*)"', new)
    assert len(ids) == len(set(ids)) == 12
    assert set(re.findall('href="#([^"]*)"', new)) == set(ids)


def test_ids_are_the_same_on_every_page():
    one = re.findall(' id="([^"]*)"', rewritten(TARGET).decode())
    assert one == re.findall(' id="([^"]*)"', rewritten(b"<p>other</p>" + TARGET).decode())


def test_what_a_grammar_says_is_never_markup():
    text = "a ::= '&lt;/svg&gt;&lt;script&gt;' | '&quot; onload=&quot;x' | '&amp;lt;b&amp;gt;' | '--&gt;'"
    attributes = "id='\"><script>' class='\"><b> railroad' aria-label='\"<i>'"
    new = new_part(f"<pre {attributes}>{text}</pre>".encode())
    assert not re.search("<(script|b|i)[ >]", new)
    root = ElementTree.fromstring(new)
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]
    assert "</svg><script>" in "".join(root.itertext())
    image = ElementTree.fromstring(
        new_part(f"<pre {attributes}>{text}</pre>".encode(), show="img", mount="/r")
    )
    assert image.tag == "img" and "</svg><script>" in image.get("alt", "") and not list(image)
    for wrong in ("a ::= '&lt;script&gt;", "a ::= b", '&lt;script&gt; &lt;b&gt; \'""'):
        element = f"<railroad-diagram rule='&lt;script>'>{wrong}</railroad-diagram>"
        note = ElementTree.fromstring(new_part(element.encode())[len(element) + 1 :])
        assert [each.tag for each in note.iter()] == ["span", "strong"]


def test_mistake_leaves_the_text_and_says_what_is_wrong():
    element = b'<pre class="railroad">\na ::= "b\nc ::= d</pre>'
    new = new_part(element)
    assert new.startswith(element.decode())
    note = ElementTree.fromstring(new[len(element) :].strip())
    assert (note.tag, note.get("role"), note.get("class")) == ("div", "note", "railroad-error")
    assert 'line 1, column 7: the literal after this " is not closed' in "".join(note.itertext())


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (
            "<railroad-diagram them=dark>a ::= b</railroad-diagram>",
            'no option "them" (did you mean "theme"?)',
        ),
        ("<railroad-diagram theme=pink>a ::= b</railroad-diagram>", 'there is no theme "pink"'),
        ("<railroad-diagram width=5>a ::= b</railroad-diagram>", "width: 5 is not from 20 to 9999"),
        ("<railroad-diagram rule=x>a ::= b</railroad-diagram>", '"x"'),
        ("<railroad-diagram notation=x>a ::= b</railroad-diagram>", 'there is no notation "x"'),
        (
            "<railroad-diagram theme=dark data-theme=light>a ::= b</railroad-diagram>",
            '"theme" is there twice',
        ),
        ("<railroad-diagram></railroad-diagram>", "No railroad diagram"),
        ("<pre class=railroad data-scale=99>a ::= b</pre>", "scale: 99"),
    ],
)
def test_each_mistake_is_told_and_the_rest_drawn(element, said):
    page = element.encode()
    new = rewritten(b"<p>x</p>" + page + TARGET).decode()
    after = "<" if element.startswith("<pre") else " <"
    assert new.startswith(f"<p>x</p>{element}{after}") and "<svg" in new
    note = re.search('<(div|span) class="railroad-error".*?</\\1>', new, re.DOTALL)
    assert note and said in "".join(ElementTree.fromstring(note[0]).itertext())


def test_bug_of_ours_does_not_break_the_page(monkeypatch, caplog):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(RailroadApp, "draw", fails)
    answer = fetch(pages(Site(PAGE, ("ETag", '"x"'))), "/")
    assert answer.status_code == 200 and TARGET in answer.data and b"something went wrong" in answer.data
    assert "ETag" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    "kind",
    [HTML, "text/html", "TEXT/HTML; Charset=UTF-8", "application/xhtml+xml", 'text/html;charset="utf-8"'],
)
def test_pages_are_html_and_xhtml(kind):
    assert b"<svg" in rewritten(PAGE, kind=kind)


def test_result_in_xhtml_is_well_formed():
    wrong = '<railroad-diagram>a ::= "b</railroad-diagram>'
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{TARGET.decode()}{wrong}</body></html>"
    new = rewritten(page.encode(), kind="application/xhtml+xml")
    ElementTree.fromstring(new)
    ElementTree.fromstring(rewritten(page.encode(), kind="application/xhtml+xml", show="img", mount="/r"))


# Images


def test_images_come_from_where_they_are_mounted_with_the_text_as_alternative():
    site = RailroadMiddleware(Site(PAGE), "/pictures", limits=Limits(processes=0))
    app = RailroadPages(site, site.pictures, show="img", mount="/pictures")
    html = fetch(app, "/").text
    tag = re.search("<img [^>]*>", html)
    assert tag and "<svg" not in html
    img = ElementTree.fromstring(tag[0])
    assert img.get("alt") == 'a ::= "b" c'
    picture = fetch(app, img.get("src"))
    assert picture.status_code == 200 and "immutable" in picture.headers["Cache-Control"]
    root = ElementTree.fromstring(picture.text)
    assert (root.get("width"), root.get("height")) == (img.get("width"), img.get("height"))


def test_image_has_what_its_element_asks_for():
    element = (
        b"<railroad-diagram rule=c theme=dark width=500 notation=bnf id=x>a ::= b\nc ::= d</railroad-diagram>"
    )
    new = new_part(element, show="img", mount="https://example.org/r")
    src = ElementTree.fromstring(new).get("src")
    assert src.startswith("https://example.org/r/bnf/svg/")
    assert {"rule=c", "theme=dark", "width=500"} <= set(src.partition("?")[2].split("&"))
    assert 'id="x"' in new


def test_images_are_below_the_mount_of_the_site():
    environ = EnvironBuilder("/x").get_environ()
    environ["SCRIPT_NAME"] = "/a b"
    body = b"".join(pages(Site(PAGE), checked=False, show="img", mount="/r")(environ, lambda *_: None))
    assert b'src="/a%20b/r/auto/svg/' in body


def test_images_are_signed_where_urls_are():
    site = RailroadMiddleware(Site(PAGE), "/r", limits=Limits(processes=0), keys=["a secret of many bytes"])
    app = RailroadPages(site, site.pictures, show="img", mount="/r")
    src = re.search('src="([^"]*)"', fetch(app, "/").text)[1].replace("&amp;", "&")
    assert fetch(app, src).status_code == 200
    assert fetch(app, src.partition("?")[0]).status_code == 403


def test_text_too_long_for_a_url_is_a_part_of_the_page():
    words = " ".join(f"w{n * n}" for n in range(1500))
    assert "<svg" in new_part(f"<pre class=railroad>a ::= {words}</pre>".encode(), show="img", mount="/r")


def test_mistake_is_told_in_place_of_an_image():
    assert "railroad-error" in new_part(b'<pre class=railroad>a ::= "b</pre>', show="img", mount="/r")


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"show": "png"}, ValueError),
        ({"show": "img"}, ValueError),
        ({"pictures": RailroadApp(), "theme": "dark"}, TypeError),
    ],
)
def test_wrong_arguments_are_told(options, error):
    with pytest.raises(error):
        RailroadPages(Site(PAGE), **options)


# Policies


@pytest.mark.parametrize(
    ("policy", "sheet", "attribute"),
    [
        ("default-src 'self'; style-src 'self' 'unsafe-inline'", "<style>", True),
        ("img-src 'self'", "<style>", True),
        ("default-src 'self'", None, False),
        ("style-src 'self'", None, False),
        ("style-src 'self' 'nonce-abc+/='", '<style nonce="abc+/=">', False),
        ("style-src 'unsafe-inline' 'nonce-abc'", '<style nonce="abc">', False),
        ("style-src 'unsafe-inline' 'sha256-abc'", None, False),
        ("default-src 'none'; style-src-elem 'unsafe-inline'", "<style>", True),
    ],
)
def test_policy_of_the_page_is_kept(policy, sheet, attribute):
    new = rewritten(PAGE, ("Content-Security-Policy", policy)).decode()
    if sheet is None:
        assert "<style" not in new and re.search('<rect class="terminal"[^>]* fill="#', new)
    else:
        assert sheet in new
    assert (' style="' in new) == attribute


def test_every_policy_has_to_allow_it():
    policies = [
        ("Content-Security-Policy", "style-src 'unsafe-inline'"),
        ("Content-Security-Policy", "style-src 'self'"),
    ]
    assert b"<style" not in rewritten(PAGE, *policies)


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


# WSGI


@streaming
@pytest.mark.parametrize("cut", [1, 10, 1000])
def test_streams_are_rewritten_piece_by_piece(streaming, cut):
    stream = Stream([PAGE[at : at + cut] for at in range(0, len(PAGE), cut)])
    site = Site(stream, ("ETag", '"x"'), ("Last-Modified", "x"))
    answer = fetch(pages(site, streaming=streaming), "/")
    assert answer.data == rewritten(PAGE) and stream.closed == 1
    assert not {"Content-Length", "ETag", "Last-Modified"} & set(answer.headers.keys())


@streaming
def test_stream_gives_something_for_every_piece_it_takes(streaming):
    taken: list[int] = []

    def pieces():
        for at in range(0, len(PAGE), 9):
            taken.append(at)
            yield PAGE[at : at + 9]

    heard: list = []
    app = pages(Site(pieces()), checked=False, streaming=streaming)
    body = iter(app(EnvironBuilder().get_environ(), lambda *given: heard.append(given)))
    out = []
    for number, piece in enumerate(body, 1):
        assert len(heard) == 1 and len(taken) <= number
        out.append(piece)
    assert b"".join(out) == rewritten(PAGE)


@streaming
def test_stream_with_a_length_becomes_a_page_with_a_length(streaming):
    stream = Stream([PAGE[:30], b"", PAGE[30:]])
    answer = fetch(pages(Site(stream, ("Content-Length", str(len(PAGE)))), streaming=streaming), "/")
    assert answer.data == rewritten(PAGE) and int(answer.headers["Content-Length"]) == len(answer.data)
    assert stream.closed == 1


def test_stream_without_grammars_and_with_a_length_comes_in_the_same_pieces():
    stream = Stream([b"<p>", b"", b"railroad", b"</p>"])
    site = Site(stream, ("Content-Length", "15"), ("ETag", '"x"'))
    got = pages(site, checked=False)(EnvironBuilder().get_environ(), lambda *_: None)
    assert list(got) == stream.pieces
    got.close()
    assert stream.closed == 1


def late(pieces, headers):
    """Return an application that is a generator: it begins when it is asked for its first piece."""

    def app(environ, start_response):
        start_response("200 OK", headers)
        yield from pieces

    return app


@streaming
def test_application_that_begins_late(streaming):
    app = pages(late([PAGE[:20], PAGE[20:]], [("Content-Type", HTML)]), streaming=streaming)
    assert fetch(app, "/").data == rewritten(PAGE)
    app = pages(
        late([PAGE], [("Content-Type", HTML), ("Content-Length", str(len(PAGE)))]), streaming=streaming
    )
    assert fetch(app, "/").data == rewritten(PAGE)
    assert fetch(pages(late([b"a", b"b"], [("Content-Type", "text/plain")])), "/").data == b"ab"
    assert fetch(pages(late([], [("Content-Type", HTML)])), "/").data == b""


def writing(pieces, rest, *headers, kind=HTML):
    def app(environ, start_response):
        write = start_response("200 OK", [("Content-Type", kind), *headers])
        for piece in pieces:
            write(piece)
        return rest

    return app


@streaming
def test_application_that_writes(streaming):
    whole = rewritten(PAGE)
    for rest in ([PAGE[40:]], Stream([PAGE[40:60], PAGE[60:]])):
        app = pages(writing([PAGE[:10], PAGE[10:40]], rest), checked=False, streaming=streaming)
        assert served(app)[2] == whole
    long = ("Content-Length", str(len(PAGE)))
    _, headers, body = served(pages(writing([PAGE], [], long), checked=False, streaming=streaming))
    assert body == whole and int(headers["Content-Length"]) == len(whole)


def test_what_is_written_and_not_ours_passes():
    for options, kind, text in (({}, "text/plain", PAGE), ({}, HTML, b"<p>"), ({"page": 200}, HTML, PAGE)):
        app = pages(
            writing([text] * 3, [text], kind=kind), checked=False, limits=Limits(processes=0, **options)
        )
        assert served(app)[2] == text * 4


def failing(when: str):
    """Return an application that fails, and answers with another page if it may."""
    import sys

    def app(environ, start_response):
        write = start_response("200 OK", [("Content-Type", HTML)])
        try:
            if when == "written":
                write(b"<p>half")
            raise ZeroDivisionError
        except ZeroDivisionError:
            start_response("500 Oh", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"sorry"]

    return app


@pytest.mark.parametrize("when", ["at once", "written"])
def test_error_before_anything_was_sent_replaces_the_answer(when):
    status, _, body = served(pages(failing(when), checked=False))
    assert (status, body) == ("HTTP/1.0 500 Oh", b"sorry")


@streaming
def test_error_after_something_was_sent_is_raised(streaming):
    import sys

    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", HTML), *more])
        yield b"<p>half</p>"
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            start_response("500 Oh", [("Content-Type", "text/plain")], sys.exc_info())
        yield b"sorry"

    for more in ([], [("Content-Length", "5")]):  # noqa: B007 - the application uses it
        with pytest.raises(ZeroDivisionError):
            fetch(pages(app, streaming=streaming), "/")


def test_beginning_twice_is_an_error():
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", HTML)])
        start_response("200 OK", [("Content-Type", HTML)])
        return []

    with pytest.raises(RuntimeError):
        fetch(pages(app, checked=False), "/")


@streaming
@pytest.mark.parametrize("headers", [[], [("Content-Length", "99")]])
def test_stream_that_fails_is_closed(streaming, headers):
    stream = Stream([PAGE], fails=True)
    app = pages(Site(stream, *headers), checked=False, streaming=streaming)
    with pytest.raises(ZeroDivisionError):
        body = app(EnvironBuilder().get_environ(), lambda *_: None)
        try:
            list(body)
        finally:
            body.close()
    assert stream.closed == 1


def test_request_is_not_changed_for_whoever_stands_before():
    environ = EnvironBuilder(headers={"If-None-Match": '"x"', "Range": "bytes=0-1"}).get_environ()
    before = dict(environ)
    list(pages(Site(PAGE), checked=False)(environ, lambda *_: None))
    assert environ == before


def test_pages_of_pages_are_drawn_once():
    once = rewritten(PAGE)
    assert fetch(pages(pages(Site(PAGE))), "/").data == once


def test_pages_are_readable_by_a_parser():
    class Parser(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag, attrs):
            self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    parser = Parser()
    parser.feed(rewritten(b"<div>" + TARGET + b"</div>").decode())
    assert parser.open == []
