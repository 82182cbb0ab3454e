"""Diagrams in the pages of another application: every way in which it may answer (PEP 3333)."""

from __future__ import annotations

import sys

import pytest
from werkzeug.test import EnvironBuilder

from railroad.web import Limits
from tests.web.pages import (
    HTML,
    PAGE,
    Site,
    Stream,
    pages,
    rewritten,
    served,
    streaming,
)
from tests.web.support import fetch


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
