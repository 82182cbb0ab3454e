"""Diagrams in the pages of another application: what stands where a grammar stood."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from werkzeug.test import EnvironBuilder

from railroad.web import Limits, RailroadApp, RailroadMiddleware, RailroadPages
from tests.web.pages import (
    HTML,
    PAGE,
    TARGET,
    Site,
    pages,
    rewritten,
    streaming,
)
from tests.web.support import fetch


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
