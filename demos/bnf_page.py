"""Type BNF into a page, see its railroad diagrams: each an `<img>` whose URL holds the grammar.

    python demos/bnf_page.py          then open the address that it prints

After the BNF demo of WHIFF (Aaron Watters, 2009): a form, the pictures it makes, and beside each the URL and
the `<img>` tag that put the same picture into any page.  It is one WSGI application: the page at /, and the
pictures at /railroad/, from the middleware in front of it.  No script, no state, nothing is stored.
"""

from __future__ import annotations

import argparse
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from werkzeug.serving import make_server

import railroad
from railroad.web import RailroadMiddleware

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

MOUNT = "/railroad"
MOST_PICTURES = 30
LONGEST_TEXT = 20_000
"""So that every URL, with the whole text in it, passes the servers and browsers of today."""

EXAMPLE = """\
apple   ::= (oranges | "peaches")* animals
oranges ::= "navel" | "blood" "orange"
animals ::= animal ("," animal)* ["and" animal]
animal  ::= "cat" | "dog" | "emu"
"""


def page(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer / with the form, and with the pictures of the text that it sent."""
    if environ.get("PATH_INFO") not in ("", "/"):
        start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"not here\n"]
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace")
    text = query.get("bnf", [EXAMPLE])[0].replace("\r\n", "\n")
    body = "".join(html(text, environ.get("SCRIPT_NAME", "") + MOUNT)).encode("utf-8", "replace")
    start_response(
        "200 OK",
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"),
        ],
    )
    return [body]


application = RailroadMiddleware(page, MOUNT)


def html(text: str, mount: str) -> Iterator[str]:
    """Yield the page for a text of BNF; the pictures are below `mount`."""
    yield HEAD
    yield FORM.format(rows=min(max(text.count("\n") + 2, 8), 24), text=escape(text))
    if len(text) > LONGEST_TEXT:
        yield problem(f"The text is longer than {LONGEST_TEXT:,} characters, more than a URL should hold.")
    else:
        yield from pictures(text, mount)
    yield FOOT


def pictures(text: str, mount: str) -> Iterator[str]:
    """Yield a figure for each rule, or the picture that says what is wrong."""
    try:
        grammar = railroad.read(text, "bnf", "bnf")
    except railroad.RailroadError as error:
        yield problem(str(error))
        yield figure("What an <img> shows instead of the diagram", mount, {"bnf": text}, str(error))
        return
    names = [rule.name for rule in grammar.rules]
    yield f"<h2>{len(names)} rule{'s' * (len(names) != 1)}</h2>"
    if grammar.warnings:
        warnings = "\n".join(warning.format(grammar.source) for warning in grammar.warnings)
        yield f'<pre class="warning">{escape(warnings)}</pre>'
    for name in names[:MOST_PICTURES]:
        query = {"rule": name, "title": "off", "bnf": text}  # the caption has the name already
        yield figure(name, mount, query, f"Railroad diagram of the rule {name}")
    yield figure("All rules in one picture", mount, {"bnf": text}, "Railroad diagrams of all rules")


def figure(title: str, mount: str, query: dict[str, str], alt: str) -> str:
    """Return a picture with its URL and its tag; where the reader likes it dark, the dark picture."""
    url = f"{mount}/diagram.svg?{urlencode(query)}"
    dark = f"{url}&theme=dark"
    tag = f'<img src="{escape(url)}" alt="{escape(alt)}">'
    others = "".join(
        f'<a href="{escape(f"{mount}/diagram.{format}?{urlencode(query)}")}">{label}</a>'
        for format, label in (("svg", "SVG"), ("png", "PNG"), ("txt", "text"))
    )
    return FIGURE.format(
        title=escape(title),
        dark=escape(dark),
        shown=tag.replace("<img ", '<img loading="lazy" ', 1),
        url=escape(url),
        tag=escape(tag),
        others=others,
    )


def problem(message: str) -> str:
    """Return a message for the reader, such as an error with its place."""
    return f'<pre class="problem" role="alert">{escape(message)}</pre>'


HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>BNF to railroad diagrams</title>
<style>
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #0f172a; --quiet: #475569; --line: #d5dbe3;
  --accent: #1d4ed8; --on-accent: #ffffff; --problem: #b91c1c; --problem-paper: #fef2f2; --code: #f1f4f8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #090c10; --card: #0f1419; --ink: #e2e8f0; --quiet: #a3b1c2; --line: #2a3440;
    --accent: #6ea8fe; --on-accent: #0b1526; --problem: #fca5a5; --problem-paper: #2a1416; --code: #161d26;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 2.5rem 0 1rem; font-size: 1.15rem; }
p { margin: .5rem 0 1.25rem; color: var(--quiet); max-width: 44rem; }
label, dt { display: block; font-weight: 600; font-size: .85rem; color: var(--quiet); }
textarea, code, pre { font-family: "IBM Plex Mono", ui-monospace, "DejaVu Sans Mono", monospace; }
textarea { width: 100%; margin: .35rem 0 .75rem; padding: .8rem .9rem; border: 1px solid var(--line);
  border-radius: 8px; background: var(--card); color: inherit; font-size: .95rem; line-height: 1.5;
  resize: vertical; tab-size: 4; }
button { padding: .55rem 1.4rem; border: 0; border-radius: 8px; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
button:hover { filter: brightness(1.1); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
figure { margin: 0 0 1.25rem; border: 1px solid var(--line); border-radius: 10px; background: var(--card);
  overflow: hidden; }
figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline;
  padding: .6rem 1rem; border-bottom: 1px solid var(--line); }
figcaption strong { flex: 1; overflow-wrap: anywhere; }
figcaption a { color: var(--accent); font-size: .85rem; }
.picture { padding: 1rem; overflow-x: auto; }
.picture img { display: block; max-width: none; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: .75rem 1rem;
  margin: 0; padding: .75rem 1rem 1rem; border-top: 1px solid var(--line); }
dl > div { min-width: 0; }
dd { margin: .25rem 0 0; }
dd code { display: block; max-height: 7.2em; overflow: auto; padding: .45rem .6rem; border-radius: 6px;
  background: var(--code); font-size: .8rem; line-height: 1.4; overflow-wrap: anywhere; user-select: all; }
pre { margin: 1.5rem 0 1rem; padding: .8rem 1rem; border-radius: 8px; overflow-x: auto; font-size: .9rem; }
.problem { background: var(--problem-paper); color: var(--problem); border: 1px solid currentcolor; }
.warning { background: var(--code); color: var(--quiet); border: 1px solid var(--line); }
</style>
</head>
<body>
<main>
<h1>BNF to railroad diagrams</h1>
<p>Each picture below is an image whose address holds the grammar: put the tag beside it into any page, and
the page has the picture.</p>
"""

FORM = """<form action="" method="get">
<label for="bnf">Grammar</label>
<textarea id="bnf" name="bnf" rows="{rows}" spellcheck="false" autocapitalize="off" autocomplete="off">
{text}</textarea>
<button>Draw</button>
</form>
"""

FIGURE = """<figure>
<figcaption><strong>{title}</strong>{others}</figcaption>
<div class="picture" tabindex="0"><picture>
<source srcset="{dark}" media="(prefers-color-scheme: dark)">
{shown}
</picture></div>
<dl>
<div><dt>URL</dt><dd><code tabindex="0">{url}</code></dd></div>
<div><dt>Tag</dt><dd><code tabindex="0">{tag}</code></dd></div>
</dl>
</figure>
"""

FOOT = """</main>
</body>
</html>
"""


def main() -> None:
    """Serve the page until Ctrl+C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--port", type=int, default=8000, help="0: any that is free")
    server = make_server("127.0.0.1", parser.parse_args().port, application, threaded=True)
    print(f"http://127.0.0.1:{server.port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
