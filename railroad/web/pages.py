"""The pages for people: the demo, the list of grammars, a grammar with a picture for each rule.

All links are relative, so a page is right wherever it is mounted and whatever a proxy puts before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from railroad.names import distinct_names
from railroad.web.encoded import encode_text
from railroad.web.links import url_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

EXAMPLE = """\
apple   ::= (oranges | "peaches")* animals
oranges ::= "navel" | "blood" "orange"
animals ::= animal ("," animal)* ["and" animal]
animal  ::= "cat" | "dog" | "emu"
"""
_MOST_PICTURES = 30
_LONGEST_DATA_URL = 60_000


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo page shows."""

    text: str
    notation: str
    theme: str
    problem: str | None = None
    """What is wrong with the text, with its place."""
    warnings: str = ""
    rules: tuple[str, ...] = ()
    data_url: str = ""
    """All of the picture of all rules."""


def demo_page(demo: Demo, notations: Sequence[str], themes: Sequence[str], grammars: bool) -> str:
    """Return the demo page: the text and the pictures, each with the addresses that make it."""
    form = _FORM.format(
        rows=min(max(demo.text.count("\n") + 2, 8), 24),
        text=escape(demo.text),
        notations=_choices(notations, demo.notation),
        themes=_choices(themes, demo.theme),
    )
    listed = '<p><a href="g/">Grammars of this server</a></p>' if grammars else ""
    return _page("Railroad diagrams from URLs", f"{_INTRO}{form}{listed}{''.join(_figures(demo))}")


def listing_page(
    title: str, grammars: Iterable[str], broken: Mapping[str, str], above: str, up: str = ""
) -> str:
    """Return the list of grammars.

    Args:
        title: what the page is called.
        grammars: the ends of their URLs.
        broken: of those that are broken, what is wrong.
        above: the folder whose page this is, with a slash at its end.
        up: the name of the page above this one; none if there is none.
    """
    items = "".join(_listed(url.removeprefix(above), broken.get(url, "")) for url in grammars)
    body = (
        f'<ul class="grammars">{items}</ul>'
        if items
        else "<p>There is no grammar here yet: put a file into the folder.</p>"
    )
    return _page(title, f"{_way_up(up)}<h1>{escape(title)}</h1>{body}")


def _listed(name: str, problem: str) -> str:
    """Return the line of a grammar in a list."""
    told = f' <span class="mistake">{escape(problem)}</span>' if problem else ""
    return f'<li><a href="{escape(quote(name))}/">{escape(name)}</a>{told}</li>'


def grammar_page(
    name: str, url: str, described: dict[str, Any], signed: Any, up: str = "", theme: str = "light"
) -> str:
    """Return the page of a grammar of the folder.

    Args:
        name: the file.
        url: how its URL ends.
        described: its rules and diagnostics.
        signed: the function from an address below this page to that with its signature.
        up: the name of the page above this one; none if there is none.
        theme: that of pictures; beside light ones there are dark ones, for those who like pages so.
    """
    last = quote(url.rpartition("/")[2])
    formats = "".join(
        f'<a href="{escape(signed(f"../{last}.{format}"))}">{label}</a>'
        for format, label in (("svg", "SVG"), ("png", "PNG"), ("txt", "text"))
    )
    parts = [f'{_way_up(up)}<h1>{escape(name)}</h1><p class="links">All rules: {formats}</p>']
    parts += [f'<pre class="warning">{_headed(text)}</pre>' for text in described["warnings"]]
    stems = distinct_names(described["rules"])
    for rule in described["rules"]:
        path = url_name(rule, stems)
        png, txt = (escape(signed(f"{path}.{format}")) for format in ("png", "txt"))
        source = escape(signed(path + ".svg?title=off&theme=dark"))
        dark = f'<source media="(prefers-color-scheme: dark)" srcset="{source}">' if theme == "light" else ""
        parts.append(
            f'<figure id="{escape(path)}"><figcaption><strong>{escape(rule)}</strong>'
            f'<a href="{png}">PNG</a><a href="{txt}">text</a></figcaption>'
            f'<div class="picture {escape(theme)}{" either" if dark else ""}" tabindex="0">'
            f'<a href="{escape(signed(path + ".svg"))}"><picture>{dark}'
            f'<img loading="lazy" src="{escape(signed(path + ".svg?title=off"))}" '
            f'alt="Railroad diagram of {escape(rule)}"></picture></a></div></figure>'
        )
    return _page(name, "".join(parts))


def problem_page(title: str, problems: Sequence[str], up: str = "") -> str:
    """Return the page that says what is wrong, each with its place."""
    told = "".join(f'<pre class="problem" role="alert">{_headed(problem)}</pre>' for problem in problems)
    return _page(title, f"{_way_up(up)}<h1>{escape(title)}</h1>{told}")


def _headed(problem: str) -> str:
    """Return a diagnostic with its message set off; only its hint may break, as a caret has to stay below."""
    rest, newline, hint = problem.rpartition("\nhint: ")
    message, line, excerpt = (rest if newline else problem).partition("\n")
    last = f'<span class="hint">hint: {escape(hint)}</span>' if newline else ""
    return f"<strong>{escape(message)}</strong>{line}{escape(excerpt)}{last}"


def _way_up(name: str) -> str:
    """Return the link to the page above."""
    return f'<nav><a href="../">{escape(name)}</a></nav>' if name else ""


def _figures(demo: Demo) -> Iterator[str]:
    if demo.warnings:
        yield f'<pre class="warning">{escape(demo.warnings)}</pre>'
    if demo.problem is not None:
        yield f'<pre class="problem" role="alert">{escape(demo.problem)}</pre>'
        yield _figure("What an <img> shows instead of the diagram", demo, None, demo.problem)
        return
    yield f"<h2>{len(demo.rules)} rule{'s' * (len(demo.rules) != 1)}</h2>"
    for rule in demo.rules[:_MOST_PICTURES]:
        yield _figure(rule, demo, rule, f"Railroad diagram of the rule {rule}")
    yield _figure("All rules in one picture", demo, None, "Railroad diagrams of all rules", demo.data_url)


def _figure(title: str, demo: Demo, rule: str | None, alt: str, data_url: str = "") -> str:
    """Return a picture with its addresses and its tag."""
    chosen = {} if rule is None else {"rule": rule, "title": "off"}
    if demo.theme != "light":
        chosen["theme"] = demo.theme
    query = urlencode({**chosen, demo.notation: demo.text})
    short = urlencode(chosen)
    url = f"diagram.svg?{query}"
    kroki = f"{demo.notation}/svg/{encode_text(demo.text)}{'?' if short else ''}{short}"
    tag = f'<img src="{escape(url)}" alt="{escape(alt)}">'
    others = "".join(
        f'<a href="{escape(f"diagram.{format}?{query}")}">{label}</a>'
        for format, label in (("svg", "SVG"), ("png", "PNG"), ("txt", "text"))
    )
    rows = [("URL", url), ("The same, compressed", kroki), ("Tag", tag)]
    if data_url and len(data_url) <= _LONGEST_DATA_URL:
        rows.append(("Data URL, which needs no server", data_url))
    shown = "".join(
        f'<div><dt>{label}</dt><dd><code tabindex="0">{escape(value)}</code></dd></div>'
        for label, value in rows
    )
    image = tag.replace("<img ", "<img loading=lazy ", 1)
    return (
        f"<figure><figcaption><strong>{escape(title)}</strong>{others}</figcaption>"
        f'<div class="picture {escape(demo.theme)}" tabindex="0">{image}</div>'
        f"<dl>{shown}</dl></figure>"
    )


def _choices(names: Sequence[str], chosen: str) -> str:
    return "".join(
        f"<option{' selected' if name == chosen else ''}>{escape(name)}</option>" for name in names
    )


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


_INTRO = """<h1>Railroad diagrams from URLs</h1>
<p>Each picture below is an image whose address holds the grammar: put the tag beside it into any page, and
the page has the picture.</p>
"""
_FORM = """<form action="" method="get">
<label for="text">Grammar</label>
<textarea id="text" name="text" rows="{rows}" spellcheck="false" autocapitalize="off" autocomplete="off">
{text}</textarea>
<label>Notation <select name="notation">{notations}</select></label>
<label>Theme <select name="theme">{themes}</select></label>
<button>Draw</button>
</form>
"""
_STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #0f172a; --quiet: #475569; --line: #d5dbe3;
  --accent: #1d4ed8; --on-accent: #ffffff; --problem: #b91c1c; --problem-paper: #fef2f2; --code: #f1f4f8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #090c10; --ink: #e2e8f0; --quiet: #a3b1c2; --line: #2a3440; --accent: #6ea8fe;
    --on-accent: #0b1526; --problem: #fca5a5; --problem-paper: #2a1416; --code: #161d26; --card: #0f1419;
  }
}
@media (prefers-color-scheme: dark) { .picture.either { background: #0f1419; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 1rem; font-size: 1.15rem; }
p { margin: .5rem 0 1.25rem; color: var(--quiet); max-width: 44rem; }
a { color: var(--accent); }
nav { margin: 0 0 .5rem; font-size: .9rem; }
nav a::before { content: "\\2190\\00a0"; }
.links a { margin-right: .75rem; }
.grammars { columns: 16rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.grammars li { padding: .15rem 0; overflow-wrap: anywhere; break-inside: avoid; }
.mistake { display: block; font-size: .85rem; color: var(--problem); }
label, dt { font-weight: 600; font-size: .85rem; color: var(--quiet); }
form label { margin-right: 1rem; }
select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: .3rem .5rem; }
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
figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .6rem 1rem;
  border-bottom: 1px solid var(--line); }
figcaption strong { flex: 1; overflow-wrap: anywhere; }
figcaption a { font-size: .85rem; }
.picture { padding: 1rem; overflow-x: auto; background: #ffffff; }
.picture.dark { background: #0f1419; }
.picture img { display: block; max-width: none; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: .75rem 1rem;
  margin: 0; padding: .75rem 1rem 1rem; border-top: 1px solid var(--line); }
dl > div { min-width: 0; }
dd { margin: .25rem 0 0; }
dd code { display: block; max-height: 7.2em; overflow: auto; padding: .45rem .6rem; border-radius: 6px;
  background: var(--code); font-size: .8rem; line-height: 1.4; overflow-wrap: anywhere; user-select: all; }
pre { margin: 1.5rem 0 1rem; padding: .8rem 1rem; border-radius: 8px; overflow-x: auto; font-size: .9rem; }
.problem { background: var(--problem-paper); color: var(--problem); border: 1px solid currentcolor; }
.hint { display: block; white-space: pre-wrap; }
.warning { background: var(--code); color: var(--quiet); border: 1px solid var(--line); }
"""
