"""From bytes to text, and which characters a grammar may hold."""

from __future__ import annotations

import pytest

from railroad.errors import NotationError
from railroad.notation import decode
from tests.notation.support import names, read, report

TEXT = '<é> ::= "漢😀"\r\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_unicode_with_its_mark_is_read(encoding):
    mark = "" if encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32") else "\ufeff"
    assert decode((mark + TEXT).encode(encoding), "x").text == TEXT


def test_text_is_left_alone_but_for_its_mark():
    assert decode("\ufeff" + TEXT, "x").text == TEXT
    assert decode("", "x").text == ""


@pytest.mark.parametrize(
    ("data", "place", "what"),
    [
        (b'<a> ::= "x"\n<b> ::= "y\xff\xfe"\n', "2:11", "the byte FF"),
        (b"\xef\xbb\xbf<a> ::= \xe9", "1:9", "the byte E9"),
        ("é\r\rab".encode() + b"\xe6\xbc", "3:3", "the byte E6"),
        (b"\xc0\x80", "1:1", "the byte C0"),
        (b"\xed\xa0\x80", "1:1", "the byte ED"),
        (b"\xff\xfea\x00\x00\xd8", "1:2", "what stands here"),
        (b"\xfe\xff\x00a\x00", "1:2", "what stands here"),
    ],
    ids=["FF", "after a mark", "cut off", "overlong", "surrogate", "UTF-16", "UTF-16 cut off"],
)
def test_bad_bytes_are_told_at_the_first_of_them(data, place, what):
    with pytest.raises(NotationError) as caught:
        decode(data, "x")
    assert str(caught.value).startswith(f"x:{place}: {what} is not UTF-")


def test_a_hint_tells_how_to_convert_latin_1():
    with pytest.raises(NotationError, match="iconv -f latin1 -t utf-8"):
        decode('<a> ::= "café"'.encode("latin1"), "x")


FORBIDDEN = [
    *map(chr, range(9)),
    *"\x0b\x0c\x0e\x1b\x1f\x7f\x80\x85\x9b\x9f\ud800\udfff\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff",
]


@pytest.mark.parametrize("character", FORBIDDEN, ids=[f"U+{ord(c):04X}" for c in FORBIDDEN])
def test_what_cannot_be_drawn_is_refused_at_its_place(character):
    for text in (f'<a> ::= "x{character}y"', f"<a> ::= x {character}"):
        with pytest.raises(NotationError) as caught:
            read(text)
        assert str(caught.value).startswith(f"x:1:11: U+{ord(character):04X} ")


@pytest.mark.parametrize("character", "\xa0\xad\u200b\u2028\u202e\ufdf0\ufffd\U0001f600\U0010fffd")
def test_other_characters_are_kept(character):
    (rule,) = read(f'<a> ::= "{character}"').rules
    assert rule.body.text == character


def test_many_forbidden_characters_are_counted():
    with pytest.raises(NotationError) as caught:
        read("\0" * 1000 + "a" * 3000)
    assert len(caught.value.diagnostics) == 21
    assert caught.value.diagnostics[-1].message == "and 980 more such characters"


def test_utf_16_without_its_mark_is_recognised():
    with pytest.raises(NotationError, match="looks like UTF-16"):
        read('<a> ::= "x"'.encode("utf-16-le"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_line_end_ends_a_line(end):
    assert names(read(f'; one{end}<a> ::= "x"{end}  | "y"{end}<b> ::= "z"')) == ["a", "b"]
    assert report(f'<a> ::= "x"{end}{end}<b> ::= "y" )').startswith("x:3:13: ")
