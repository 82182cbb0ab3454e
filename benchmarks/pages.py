"""What it costs to put diagrams into a page of a megabyte, beside what the parser takes for that page alone.

python benchmarks/pages.py

The page is documentation as pydoc makes it, with ten grammars in it whose pictures are in memory.  The parser
alone is html.parser.HTMLParser, or lolhtml.HTMLRewriter, fed with the same page and told of nothing.  All
take turns within a run, so the ratios mean something on any machine.
"""

from __future__ import annotations

import argparse
import pydoc
from html.parser import HTMLParser

from railroad.web import Limits, RailroadPages
from railroad.web.html_rewriter import STREAMING

try:
    from benchmarks.serving import answer, bare, environ_of, interleaved
except ImportError:  # run as a script
    from serving import answer, bare, environ_of, interleaved

MEGABYTE = 1_000_000
GRAMMAR = b'<pre class="railroad">object ::= "{" [ member { "," member } ] "}" | number %d</pre>'
MODULES = ["decimal", "argparse", "typing", "socket", "logging", "email.message", "subprocess"]


def page(grammars: int, word: bytes = b"") -> bytes:
    """Return a page of a megabyte with some grammars in it, evenly."""
    parts: list[bytes] = []
    while sum(map(len, parts)) < MEGABYTE:
        for name in MODULES:
            try:
                parts.append(
                    pydoc.html.document(pydoc.locate(name), name).encode("utf-8", "xmlcharrefreplace")
                )
            except Exception:
                continue
    whole = b"<!doctype html><title>x</title>" + word + b"\n".join(parts)
    lines = whole[: whole.rindex(b"\n", 0, MEGABYTE) + 1].splitlines(keepends=True)
    for number in range(grammars):
        lines.insert((number + 1) * len(lines) // (grammars + 2), GRAMMAR % number)
    return b"".join(lines)


def standard(text: str) -> None:
    """Have the standard library's parser read a page."""
    HTMLParser().feed(text)


def lol(data: bytes) -> None:
    """Have lol-html read a page."""
    from lolhtml import HTMLRewriter

    out = bytearray()
    rewriter = HTMLRewriter(out.extend)
    rewriter.on("pre.railroad, railroad-diagram", object())
    rewriter.write(data)
    rewriter.end()


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    large("ten grammars", page(10))
    large("none, but the word", page(0, b"railroad"))
    large("none", page(0))
    small("an answer that is no page", "application/json", b"{}")
    small("a page of 10 kB without grammars", "text/html", b"<p>plain</p>" * 850)


def large(title: str, data: bytes) -> None:
    """Print what a page costs, and its ratio to what the parsers take for it."""
    text, environ = data.decode(), environ_of("/")
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(data))}
    inner, limits = bare("200 OK", headers, data), Limits(processes=0)
    slow = RailroadPages(inner, limits=limits, streaming=False)
    calls = {
        "the application alone": lambda: answer(inner, environ),
        "html.parser alone": lambda: standard(text),
        "RailroadPages, html.parser": lambda: answer(slow, environ),
    }
    if STREAMING:
        fast = RailroadPages(inner, limits=limits, streaming=True)
        calls["lolhtml alone"] = lambda: lol(data)
        calls["RailroadPages, lolhtml"] = lambda: answer(fast, environ)
    for function in calls.values():
        function()
    times = interleaved(calls, 3)
    print(f"a page of {len(data):,} bytes, grammars: {title}")
    for name, seconds in times.items():
        print(f"  {name:30} {seconds * 1e3:8.2f} ms")
    for parser in ("html.parser", "lolhtml"):
        if f"{parser} alone" in times:
            ratio = times[f"RailroadPages, {parser}"] / times[f"{parser} alone"]
            print(f"  RailroadPages / {parser:15} {ratio:7.2f} (at most 2)")


def small(title: str, kind: str, body: bytes) -> None:
    """Print what an answer costs in which nothing is done."""
    inner = bare("200 OK", {"Content-Type": kind, "Content-Length": str(len(body))}, body)
    around, environ = RailroadPages(inner), environ_of("/")
    times = interleaved(
        {"alone": lambda: answer(inner, environ), "behind": lambda: answer(around, environ)}, 5000
    )
    print(f"{title}: {(times['behind'] - times['alone']) * 1e6:.1f} µs more")


if __name__ == "__main__":
    main()
