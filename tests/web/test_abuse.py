"""Requests that mean harm, and texts that are no grammars: each is answered in its time and by what it is.

`python -m pytest tests/web --slow` also draws the worst grammars of full size, as SVG and as PNG.
"""

from __future__ import annotations

import json
import os
import re
import time
import zlib
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import fields, replace
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import pytest

import railroad
from railroad import pipeline
from railroad.notation import auto
from railroad.pipeline import Options
from railroad.web import RailroadApp
from railroad.web.encoded import encode_text
from railroad.web.job import Job, do
from railroad.web.limits import Limits
from tests.web import guard
from tests.web.cost import measured
from tests.web.shapes import SHAPES
from tests.web.support import fetch
from tests.web.tongues import TONGUES, shapes

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 15
"""More than any answer may take on a busy machine; each picture is killed long before."""
FINE = (200, 400, 403, 404, 405, 411, 412, 413, 414, 415, 422, 503)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outer") / "grammars"
    folder.mkdir()
    (folder.parent / "secret.bnf").write_text("secret ::= password\n")
    (folder / "json.bnf").write_text("value ::= object\nobject ::= value\n")
    (folder / ".hidden.bnf").write_text("secret ::= password\n")
    (folder / "link.bnf").symlink_to(folder.parent / "secret.bnf")
    (folder / "up").symlink_to(folder.parent)
    (folder / "etc.bnf").symlink_to("/etc/passwd")
    app = RailroadApp(folder, limits=Limits(processes=2, svg_seconds=5, png_seconds=5))
    yield app
    app.close()


def answered(app, url: str, method: str = "GET", headers: dict | None = None, data: bytes = b""):
    """Return the answer to a request, checked for all that holds for every answer."""
    start = time.monotonic()
    answer = fetch(app, url, method, headers, data)
    assert time.monotonic() - start < SECONDS
    assert answer.status_code in FINE
    assert b"password" not in answer.data
    assert b"root:" not in answer.data
    assert b"Traceback" not in answer.data
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    kind = answer.headers["Content-Type"]
    if kind.startswith("image/svg"):
        guard.check(answer.data)
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    if answer.status_code >= 400:
        assert len(answer.data) < 60_000
        assert len(answer.headers["X-Railroad-Error"]) <= 300
        assert "ETag" not in answer.headers
    return answer


# ---- texts that are no grammars


SEEDS = [
    'a ::= "b" | <c d> [ "e" ] { f "," } ( g | "h" )* i+ j?\nc ::= a\n',
    "<expr> ::= <expr> + <term> | <term>\n<term> ::= <factor>\n",
    '; comment\nrule = %x41-5A / *( "b" ) [ c ]\n',
    "grammar = { rule , ';' } ; (* comment *)\n",
    'start: "x" | NAME*\nNAME: /[a-z]+/\n',
    "größe ::= '日本' | \"🚂\" | <a\u0301>\n",
    "grammar T;\na : 'x' (b | [a-z]+)* -> skip ; // comment\nb options {x=1;} : ~'y' {code} ;\n",
    "%token <t> A\n%%\na : b ';' { $$ = $1; } | %empty ;\nb : 'x' %prec A ;\n%%\ncode\n",
    "%name P\na(X) ::= b(Y) C|D. { X = Y; }\na ::= .\n",
    '@{% const x = 1; %}\na -> "b":+ [a-z] (c | null) {% id %} # comment\nf[x] -> $x\n',
    "a <- 'x' (b / !c .)* # comment\nb <- [^a-z] &c\n",
    "{ code }\na 'name' = x:b+ { return x; } / $(c)\nb = \"x\"i !. // comment\n",
    '/// doc\na = _{ "x" ~ (b | !c ~ ANY)* ~ b{2,3} }\nb = @{ ^"y" ~ PUSH(c) }\n',
    "@class P\na[list]: x=b+ ~ ','.c+ &&'y' { x } | [b] ENDMARKER\nb (memo): 'z'\n",
    '{"version": 1, "rules": [{"name": "a", "body": {"type": "choice", "alternatives": []}}]}',
    "[1] a ::= ([#x20-#x7E] - b)? | 'x' /* comment */ [wfc: no]\n",
    "<a> ::= <b> [ { <c> | x } ]... !! prose\n<b> ::= ( <c> ) ...\n",
]
BITS = (
    *(
        "<",
        ">",
        "::=",
        "|",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        "*",
        "+",
        "?",
        ";",
        "#",
        "\\",
        "/*",
        "*/",
        "(*",
    ),
    *(
        "\0",
        "\x1b[31m",
        "\x7f",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ufffe",
        "\U000e0001",
        "\r",
        "\t",
        " ",
        "\n\n",
    ),
    *(
        "]]>",
        "</svg>",
        "&lt;",
        "<script>",
        "%00",
        "%",
        "é" * 30,
        "x" * 300,
        "9" * 50,
        "=",
        ":=",
        "->",
        ",",
        ".",
    ),
)


def bad_texts() -> list[str]:
    """Return more than 500 texts, made by damaging grammars; the same each time."""
    random = Random(4711)
    texts = [
        "",
        " ",
        "\n",
        "\0",
        "::=",
        "|",
        "a",
        "a ::=",
        "::= a",
        "a ::= |",
        '"',
        "<",
        "(",
        "a ::= (",
        *BITS,
    ]
    while len(dict.fromkeys(texts)) < 620:
        text = random.choice(SEEDS)
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(text) + 1)
            match random.randrange(5):
                case 0:
                    text = text[:at] + random.choice(BITS) + text[at:]
                case 1:
                    text = text[:at]
                case 2:
                    text = text[:at] + text[at + random.randrange(1, 6) :]
                case 3:
                    text = text[:at] + text[at:][::-1]
                case _:
                    text = text[:at] + chr(random.choice((0x80, 0x300, 0x600, 0xFFFF, 0x1F600))) + text[at:]
        texts.append(text)
    return list(dict.fromkeys(texts))


BAD_TEXTS = bad_texts()


def test_there_are_enough_bad_texts():
    assert len(BAD_TEXTS) >= 500


@pytest.mark.parametrize("notation", pipeline.notations())
def test_bad_text_is_a_mistake_at_a_place_in_it_or_a_picture(app, notation):
    refused = 0
    for text in BAD_TEXTS:
        answer = answered(app, f"/{notation}/svg/{encode_text(text)}")
        assert answer.status_code in (200, 422), text
        if answer.status_code == 422:
            refused += 1
            line, _, rest = answer.headers["X-Railroad-Error"].partition(":")
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            assert 0 <= int(line) <= len(lines)
            assert 0 <= int(rest.partition(" ")[0]) <= max(map(len, lines)) + 2
    assert refused > 50


def test_bad_bytes_are_refused(app):
    random = Random(42)
    for _ in range(200):
        data = bytes(random.randrange(256) for _ in range(random.randrange(60)))
        answer = answered(app, "/bnf/txt", "POST", {"Content-Type": "text/plain"}, data)
        assert answer.status_code in (200, 400, 422)
        encoded = urlsafe_b64encode(zlib.compress(data)).decode()
        assert answered(app, f"/bnf/txt/{encoded}").status_code in (200, 400, 422)


# ---- requests that mean harm


class Attack(NamedTuple):
    name: str
    url: str
    right: tuple[int, ...]
    method: str = "GET"
    headers: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    data: bytes = b""


def deflated(data: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def shown(text: str, format: str = "svg", **more: str) -> str:
    return f"/bnf/{format}/{encode_text(text)}" + "".join(
        f"{'&' if number else '?'}{name}={quote(value, safe='')}"
        for number, (name, value) in enumerate(more.items())
    )


def api(value: object) -> dict:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return {"method": "POST", "headers": {"Content-Type": "application/json"}, "data": data}


TEXT = {"Content-Type": "text/plain"}
OK_OR_422 = (200, 422)

# ruff: noqa: E501 - a line for each attack
ATTACKS = [
    # nesting (T1), Earley (T2), regular expressions (T3), grammars that would run (T4), expansion (T6), size (T7)
    *(
        Attack(f"{name}, 7,000 as {format}", f"/bnf/{format}", (200, 422, 503), "POST", TEXT, make(7000).encode())
        for name, make in SHAPES.items()
        for format in ("svg",)
    ),
    *(
        Attack(f"{name}, 3,000 as png", "/bnf/png", (200, 422, 503), "POST", TEXT, make(3000).encode())
        for name, make in list(SHAPES.items())[::3]
    ),
    *(
        Attack(f"{name} of {written} as {read}", f"/{read}/svg", (200, 422), "POST", TEXT, make(1500).encode())
        for number, written in enumerate([*TONGUES, "json"])
        for name, make in list(shapes(written).items())[number % 9 :: 9]
        for read in (written, "auto")
    ),
    Attack("template for Lark", shown('a ::= "x"\n%import .secret.X\n'), OK_OR_422),
    Attack("ambiguous", shown("e ::= e e | " + '"a" ' * 100), OK_OR_422),
    Attack("a label that is a regexp", shown('a ::= "(a+)+b' + "a" * 40 + '"'), OK_OR_422),
    Attack("counts", shown('a ::= "b"{999999999999}'), OK_OR_422),
    # characters (T10, T11)
    *(
        Attack(f"U+{number:04X} in a label", shown(f'a ::= "x{chr(number)}y"'), OK_OR_422)
        for number in (0, 1, 8, 0xB, 0xC, 0x1F, 0x7F, 0x85, 0xAD, 0x200B, 0x202E, 0x2066, 0xFDD0, 0xFEFF, 0xFFFE, 0xFFFF)
    ),
    Attack("half a pair as UTF-8", f"/bnf/svg/{deflated(b'a ::= ' + bytes.fromhex('eda080'))}", (400,)),
    Attack("overlong UTF-8", f"/bnf/svg/{deflated(b'a ::= ' + bytes.fromhex('c0af'))}", (400,)),
    Attack("beyond Unicode", f"/bnf/svg/{deflated(bytes.fromhex('f4908080'))}", (400,)),
    # markup in every place a text gets to (T12)
    *(
        Attack(f"{evil!r} as {place}", shown(text.replace("EVIL", evil), **more), (200, 404, 422))
        for evil in (
            "</text><script>alert(1)</script>",
            "]]></style><script>x</script>",
            '" onload="alert(1)',
            "javascript:alert(1)",
            "&xxe; <!ENTITY x SYSTEM 'file:///etc/passwd'>",
            "url(http://evil.example/x)",
        )
        for place, text, more in (
            ("a label", "a ::= 'EVIL' | b", {}),
            ("a name", "<EVIL> ::= x\nb ::= <EVIL>", {}),
            ("a mistake", 'EVIL ::= "', {}),
            ("the rule asked for", "a ::= b", {"rule": "EVIL"}),
        )
    ),
    Attack("style in an option", shown("a ::= b", theme="x;}</style><script>"), (400,)),
    Attack("background of one's own", shown("a ::= b", background="url(http://x)"), (400,)),
    # bombs (T15), addresses for one picture (T16), what is not in the key (T17)
    *(
        Attack(f"bomb of {size:,}", f"/bnf/svg/{deflated(b'a' * size)}", (414,))
        for size in (65_537, 1_000_000, 5_000_000)
    ),
    Attack("bomb of zeros", f"/bnf/svg/{deflated(bytes(5_000_000))}", (414,)),
    Attack("bomb in a bomb", f"/bnf/svg/{deflated(zlib.compress(bytes(10**6)))}", (400, 422)),
    Attack("compressed body", "/bnf/svg", (415,), "POST", {**TEXT, "Content-Encoding": "gzip"}, b"\x1f\x8b"),
    Attack("lax base64", shown("a ::= b").replace("eN", "e\nN"), (400,)),
    Attack("options in headers", shown("a ::= b"), (200,), headers={"Kroki-Diagram-Options-Theme": "dark"}),
    Attack("twice", shown("a ::= b") + "?theme=dark&theme=light", (400,)),
    # bodies (T19, T20, T24)
    Attack("body over the limit", "/bnf/svg", (413,), "POST", TEXT, b"#" * (128 * 1024 + 1)),
    Attack("form", "/bnf/svg", (415,), "POST", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=b"),
    Attack("many parts", "/", (415,), "POST", {"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n" * 5000),
    Attack("JSON 60,000 deep", "/api/render", (400,), **api(b"[" * 60_000 + b"]" * 60_000)),
    Attack("objects 30,000 deep", "/api/render", (400,), **api(b'{"text":' * 15_000)),
    Attack("half a pair", "/api/render", (400,), **api(b'{"text": "\\ud800"}')),
    Attack("half a pair as a member", "/api/render", (400,), **api(b'{"\\udfff": "x"}')),
    Attack("4,301 digits", "/api/render", (400,), **api(b'{"text": "a", "options": {"width": ' + b"9" * 4301 + b"}}")),
    Attack("Infinity", "/api/render", (400,), **api(b'{"text": "a", "options": {"width": Infinity}}')),
    Attack("1e999", "/api/render", (400,), **api(b'{"text": "a", "options": {"width": 1e999}}')),
    Attack("a member twice", "/api/render", (400,), **api(b'{"text": "a ::= b", "text": "x ::= y"}')),
    Attack("an array", "/api/render", (400,), **api([1])),
    Attack("null", "/api/render", (400,), **api(None)),
    Attack("text that is a number", "/api/render", (400,), **api({"text": 1})),
    Attack("format that is a path", "/api/render", (404,), **api({"text": "a ::= b", "format": "../x"})),
    Attack("address to fetch", "/api/render", (400,), **api({"url": "http://169.254.169.254/"})),
    *(
        Attack(f"width={value!r}", shown("a ::= b", width=value), (400, 414))
        for value in ("²", "٣٠٠", "-1", "1e9", "nan", "inf", "0x100", "9" * 4301, "", "800 ", "1_000", "99999999")
    ),
    *(
        Attack(f"scale={value!r}", shown("a ::= b", "png", scale=value), (400,))
        for value in ("0", "4.1", "1000000", "0.0001")
    ),
    Attack("rasterizer of one's own", shown("a ::= b", "png", rasterizer="cairosvg"), (400,)),
    Attack("pixels of one's own", shown("a ::= b", "png", most_pixels="999999999"), (400,)),
    # headers (T21), paths (T22), addresses (T23)
    *(
        Attack(f"rule {rule!r}", shown(f"<{rule}> ::= x", rule=rule), (200, 404, 422))
        for rule in ("a\r\nSet-Cookie: x=y", 'a"; filename=evil.exe', "../../x", "a;b", "é" * 500, "CON", "\u202egvs.exe")
    ),
    *(
        Attack(f"path {path}", path, (404,))
        for path in (
            *("/g/../secret.svg", "/g/%2e%2e/secret.svg", "/g/..%2fsecret.svg", "/g/..%5csecret.svg"),
            *("/g/link.svg", "/g/up/secret.svg", "/g/.hidden.svg", "/g/etc.svg", "/g//etc/passwd.svg"),
            *("/g/json.bnf%00.svg", "/g/%C0%AE%C0%AE/secret.svg", f"/g/{'a' * 5000}.svg", "/g/CON.svg"),
            *("/g/json/../../secret.svg", "/g/~root/.ssh/id.svg", "/g/C:%5cx.svg", "/g/%ED%A0%80.svg"),
            *("/static/../app.py", "/.env", "/.git/config", "/console", "/__debug__/", "/g/up/", "/g/../"),
        )
    ),
    Attack("plantuml's proxy", "/proxy?src=http://169.254.169.254/", (404,)),
    Attack("fetch it for me", "/diagram.svg?url=http://127.0.0.1/", (400,)),
    Attack("template of WHIFF", "/?text=" + quote("{{include \"/etc/passwd\"/}} {{ 7*7 }} ${7*7}"), (200,)),
    # tags (T18), methods, hosts
    Attack("10,000 tags", shown("a ::= b"), (200,), headers={"If-None-Match": '"x", ' * 10_000 + '"y"'}),
    Attack("unclosed tag", shown("a ::= b"), (200,), headers={"If-None-Match": 'W/"' + "x" * 9000}),
    Attack("star for a mistake", shown("a ::= \0"), (422,), headers={"If-None-Match": "*"}),
    Attack("host of another", shown("a ::= b"), (200,), headers={"Host": "evil.example"}),
    Attack("10,000 codings", shown("a ::= b"), (200,), headers={"Accept-Encoding": "x;q=0.5," * 10_000}),
    Attack("10,000 types", "/bnf", (200,), "POST", {**TEXT, "Accept": "x/y;q=0.5," * 5_000}, b"a ::= b"),
    Attack("override", shown("a ::= b"), (200,), headers={"X-HTTP-Method-Override": "DELETE"}),
    Attack("TRACE", shown("a ::= b"), (405,), "TRACE"),
]  # fmt: skip


def test_there_are_enough_attacks():
    assert len(ATTACKS) >= 120
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize(
    "attack", ATTACKS, ids=lambda attack: attack.name.encode("unicode_escape").decode()[:70]
)
def test_attack(app, attack):
    answer = answered(app, attack.url, attack.method, attack.headers, attack.data)
    assert answer.status_code in attack.right
    assert "Set-Cookie" not in answer.headers
    assert "evil.example" not in str(answer.headers)
    assert fetch(app, shown("still ::= alive", "txt")).status_code == 200


# ---- each limit is one that matters


REACHED: dict[str, Callable[[Limits], int]] = {}
SMALL: dict[str, dict] = {}


def reaches(name: str, **small):
    """Enter a request that is refused by a limit when it is small, and answered when it is not."""

    def enter(request):
        REACHED[name], SMALL[name] = request, small
        return request

    return enter


def status(
    limits: Limits, url: str, method: str = "GET", headers: dict | None = None, data: bytes = b""
) -> int:
    app = RailroadApp(limits=limits, metrics=False)
    try:
        return fetch(app, url, method, headers, data).status_code
    finally:
        app.close()


@reaches("text", text=10)
def _(limits):
    return status(limits, "/bnf/txt", "POST", TEXT, b"a ::= b c d e f")


@reaches("encoded", encoded=10)
def _(limits):
    return status(limits, shown("a ::= b", "txt"))


@reaches("body", body=5)
def _(limits):
    return status(limits, "/bnf/txt", "POST", TEXT, b"a ::= b")


@reaches("words", words=4)
def _(limits):
    return status(limits, shown('a ::= "x" b', "txt"))


@reaches("rules", rules=1)
def _(limits):
    return status(limits, shown("a ::= b\nb ::= c", "txt"))


@reaches("nodes", nodes=3)
def _(limits):
    return status(limits, shown("a ::= b c d e f", "txt"))


@reaches("depth", depth=2)
def _(limits):
    return status(limits, shown('a ::= "x" [ b { c [ d ] } ]', "txt"))


@reaches("svg_bytes", svg_bytes=100)
def _(limits):
    return status(limits, shown("a ::= b"))


@reaches("svg_elements", svg_elements=5)
def _(limits):
    return status(limits, shown("a ::= b c d"))


@reaches("png_side", png_side=50)
def _(limits):
    return status(limits, shown("a ::= b", "png"))


@reaches("png_pixels", png_pixels=500)
def _(limits):
    return status(limits, shown("a ::= b", "png"))


@reaches("least_scale", least_scale=1.0)
def _(limits):
    return status(limits, shown("a ::= b", "png", scale="0.5"))


@reaches("most_scale", most_scale=1.0)
def _(limits):
    return status(limits, shown("a ::= b", "png", scale="2"))


@reaches("least_width", least_width=500)
def _(limits):
    return status(limits, shown("a ::= b", width="300"))


@reaches("most_width", most_width=200)
def _(limits):
    return status(limits, shown("a ::= b", width="300"))


@reaches("svg_seconds", svg_seconds=0.001)
def _(limits):
    return status(limits, shown("a ::= " + "b c d e " * 300))


@reaches("png_seconds", png_seconds=0.001)
def _(limits):
    return status(limits, shown("a ::= b c d e", "png"))


@pytest.mark.parametrize("name", list(REACHED))
def test_each_limit_of_size_and_time_refuses_what_passes_without_it(name):
    base = {"processes": int("seconds" in name), "svg_seconds": 30, "png_seconds": 30}
    assert REACHED[name](Limits(**base)) == 200
    assert REACHED[name](Limits(**{**base, **SMALL[name]})) in (400, 413, 414, 422, 503)


def test_parts_count_for_more_in_a_picture_that_is_wider_than_usual():
    limits = Limits(processes=0, nodes=900)
    long, several = "a ::= " + "b " * 400, "\n".join(f"a{n} ::= " + "b " * 19 for n in range(40))
    for format, usual in (("svg", 800), ("txt", 80)):
        for text, width, right in (
            (long, usual, 200),
            (long, 2 * usual, 200),
            (long, 3 * usual, 422),
            (long, 9999, 422),
            (long, "none", 200),
            (several, 9999, 200),
        ):
            assert status(limits, shown(text, format, width=str(width))) == right, (format, width)


def test_every_limit_is_shown_to_matter_somewhere():
    """The others: tests/web/test_workers.py, test_cache.py, test_parts.py, test_pages_http.py."""
    elsewhere = {
        *("killed_seconds", "memory", "pictures", "processes", "queue", "queue_seconds", "retry_after"),
        *("ready", "memory_cache", "disk_cache", "cache_entry", "cache_seconds", "cache_pause", "compress"),
        *("page", "page_diagrams", "page_seconds"),
    }
    assert {field.name for field in fields(Limits)} == elsewhere | set(REACHED)


def test_ready_answers_and_memory_are_bounded(monkeypatch):
    for bound in ({"ready": 40}, {"memory_cache": 2_000}):
        app = RailroadApp(limits=Limits(processes=0, **bound), metrics=False)
        for number in range(100):
            fetch(app, shown(f"a ::= b{number}", "txt"))
        assert len(app._ready._table) <= 42
        if "memory_cache" in bound:
            assert len(app._maker._memory) < 100


def test_retry_after_is_told():
    app = RailroadApp(limits=Limits(processes=1, svg_seconds=0.001, killed_seconds=0, retry_after=7))
    try:
        answer = fetch(app, shown("a ::= " + "b c d e " * 300))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
        assert answer.headers["Cache-Control"] == "no-store"
    finally:
        app.close()


def test_limits_are_set_by_file_and_environment_and_checked(tmp_path):
    file = tmp_path / "limits.toml"
    file.write_text("text = 100\nsvg_seconds = 1.5\n")
    environ = {"RAILROAD_LIMITS": str(file), "RAILROAD_LIMIT_TEXT": "200", "OTHER": "x"}
    limits = Limits.load(None, environ)
    assert (limits.text, limits.svg_seconds, limits.rules) == (200, 1.5, Limits().rules)
    file.write_text("\n".join(Limits(text=7).show()))
    assert Limits.load(file, {}) == Limits(text=7)
    for wrong in (
        "text = 0",
        "text = 1.5",
        'text = "x"',
        "txt = 1",
        "text",
        "least_width = 99999",
        "svg_seconds = inf",
    ):
        file.write_text(wrong)
        with pytest.raises(railroad.OptionError):
            Limits.load(file, {})
    for value in ("", "x", "0", "-1", "1.5"):
        with pytest.raises(railroad.OptionError):
            Limits.load(None, {"RAILROAD_LIMIT_TEXT": value})
    with pytest.raises(railroad.OptionError):
        replace(Limits(), processes=True)


# ---- the same key gives the same bytes, in any process


SAME = """
import locale, sys
from hashlib import sha256
assert locale.setlocale(locale.LC_ALL, "") == sys.argv[3]
from railroad.web import Limits, RailroadApp
from tests.web.support import fetch
from tests.web.test_abuse import grammars, shown
app = RailroadApp(limits=Limits(processes=0))
for text in grammars(int(sys.argv[1])):
    answer = fetch(app, shown(text, sys.argv[2]))
    print(answer.status_code, answer.headers["ETag"], sha256(answer.data).hexdigest())
"""


def grammars(count: int) -> list[str]:
    """Return grammars that can be drawn, no two alike."""
    random = Random(1)
    words = ["a", "bc", "def", '"x"', "'y z'", "<größe>", "<a/b>"]

    def expression(depth: int) -> str:
        items = [random.choice(words) for _ in range(random.randrange(1, 5))]
        if depth:
            inner = expression(depth - 1)
            items.append(random.choice(["[ %s ]", "{ %s }", "( %s | z )", "( %s )*"]) % inner)
        return " ".join(items) + (f" | {random.choice(words)}" if random.random() < 0.4 else "")

    return [f'r{n} ::= "q" {expression(n % 4)}\ns{n} ::= {expression(1)} r{n}\n' for n in range(count)]


@pytest.fixture(scope="module")
def real_locales(tmp_path_factory) -> str:
    """Return a folder with the locales of German and Turkish, newly made; the empty text where none can be."""
    import shutil
    import subprocess

    localedef = shutil.which("localedef")
    folder = tmp_path_factory.mktemp("locales")
    for name in ("de_DE", "tr_TR"):
        command = [str(localedef), "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
        if localedef is None or subprocess.run(command, capture_output=True).returncode:
            return ""
    return str(folder)


@pytest.mark.parametrize(
    ("format", "count"),
    [
        *(("svg", 60), ("txt", 60), ("png", 6)),
        *(pytest.param(format, 300, marks=pytest.mark.slow) for format in ("svg", "txt", "png")),
    ],
)
def test_same_key_same_bytes_over_hash_seeds_locales_zones_and_threads(format, count, real_locales):
    import subprocess
    import sys
    from concurrent.futures import ThreadPoolExecutor
    from hashlib import sha256

    from tests.conftest import ROOT

    base = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    german, turkish = ("de_DE.UTF-8", "tr_TR.UTF-8") if real_locales else ("C", "C.UTF-8")
    worlds = [
        ("0", "C", "UTC"),
        ("1", german, "Asia/Tokyo"),
        ("4711", turkish, "UTC"),
        ("random", "C.UTF-8", "EST"),
    ]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SAME, str(count), format, name],
            env={**base, "PYTHONHASHSEED": seed, "LC_ALL": name, "TZ": zone}
            | ({"LOCPATH": real_locales} if not name.startswith("C") else {}),
            capture_output=True,
            check=True,
            cwd=ROOT,
        ).stdout.decode()
        for seed, name, zone in worlds
    }
    assert len(outputs) == 1
    app = RailroadApp(limits=Limits(processes=2, queue=100, queue_seconds=60, svg_seconds=60, png_seconds=60))
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda text: fetch(app, shown(text, format)), grammars(count))
        lines = [f"{a.status_code} {a.headers['ETag']} {sha256(a.data).hexdigest()}" for a in answers]
    app.close()
    assert lines == outputs.pop().splitlines()
    assert len(set(lines)) == count
    assert all(line.startswith("200 ") for line in lines)
    if not real_locales:
        pytest.skip("localedef is not installed: tried with the locales C and C.UTF-8 only")


# ---- the worst of full size


@pytest.mark.slow
@pytest.mark.parametrize("format", ["svg", "png"])
@pytest.mark.parametrize("size", [64 * 1024, 19_500])
@pytest.mark.parametrize("name", list(SHAPES))
def test_worst_grammars_are_drawn_in_their_time_or_refused(name, size, format):
    """How long each takes, and how much memory, is printed by `python benchmarks/worst.py`."""
    app = RailroadApp(limits=Limits(processes=1))
    try:
        fetch(app, shown("a ::= b", format))
        start = time.monotonic()
        answer = fetch(app, f"/bnf/{format}", "POST", TEXT, SHAPES[name](size).encode()[: 64 * 1024])
        seconds = time.monotonic() - start
        assert answer.status_code in (200, 422, 503)
        assert seconds < Limits().seconds(format) + 2
        assert fetch(app, shown("still ::= alive", "txt")).status_code == 200
    finally:
        app.close()


def of_most_words(make: Callable[[int], str], share: float = 1.0) -> str:
    """Return a text of a share of the bytes, or of the words and signs, that may be at most."""
    limits, size = Limits(), int(Limits().text * share)
    words = len(re.findall(r"\w+|[^\w\s]", make(size)))
    if words > limits.words * share:
        size = int(size * limits.words * share / words) - 50
    return make(size).encode()[: limits.text].decode("utf-8", "ignore")


def costs_more_than_promised(text: str, notation: str, format: str, **options) -> bool:
    """Return whether a text costs more than is promised, in processor time: other programs may be busy."""
    options = {"width": pipeline.default_width(format), **options}
    do(Job("a ::= b", "x", "bnf", "auto", format, format, Options(), Limits()))  # all is imported then
    job = Job(text, "x", notation, "auto", format, format, Options(**options), Limits())
    return measured(job).broken(format)


@pytest.mark.slow
@pytest.mark.parametrize("read", ["itself", "auto"])
@pytest.mark.parametrize("written", [*TONGUES, "json"])
def test_worst_grammars_of_every_notation_cost_no_more_than_promised(written, read):
    notation = written if read == "itself" else "auto"
    for name, make in shapes(written).items():
        assert not costs_more_than_promised(of_most_words(make), notation, "svg"), name


@pytest.mark.parametrize(("words", "most"), [(17_900, 1), (11_900, 2), (100, 6)])
def test_fewer_notations_are_tried_on_a_longer_text(monkeypatch, words, most):
    tried = []
    one = auto._try
    monkeypatch.setattr(auto, "_try", lambda source, *rest: tried.append(source) or one(source, *rest))
    job = Job("a = " + "%x" * (words // 2), "x", "auto", "auto", "txt", "txt", Options(), Limits())
    with suppress(railroad.RailroadError):
        do(job)
    assert len(tried) == most


LOOKS = [
    *({"width": width} for width in (20, 1600, 9999, None)),
    *({"lines": "author"}, {"rows": "short"}, {"spacing": "compact"}, {"bypass": "below"}),
    {"direction": "rtl", "align": "center"},
]


@pytest.mark.slow
@pytest.mark.parametrize("format", ["svg", "png", "txt"])
@pytest.mark.parametrize("name", ["row of terminals", "different words", "row of options", "choice of words"])
def test_worst_grammars_cost_no_more_than_promised_however_they_are_to_look(name, format):
    text = of_most_words(shapes("bnf")[name])
    for look in LOOKS:
        assert not costs_more_than_promised(text, "bnf", format, **look), look


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SHAPES))
def test_time_grows_with_the_size_and_not_with_its_square(name):
    def seconds(size: int) -> float:
        text = SHAPES[name](size)
        best = 99.0
        for _ in range(3):
            start = time.process_time()
            with suppress(railroad.RailroadError):
                pipeline.read(text, "bnf")
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(16_000), seconds(64_000)
    assert large < 0.1 or large / small <= 4 * 2.5
