"""Real pages stay as they are, byte for byte, wherever a grammar is put into them.

Two hundred pages are made by pydoc here and now; what a system has of generated documentation (Sphinx,
Doxygen, DocBook, gtk-doc, …) is taken beside them.  ``RAILROAD_PAGES`` may name a folder with more.
"""

from __future__ import annotations

import os
import pydoc
import random
import re
import sys
import warnings
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path

import pytest

from railroad.web import Limits, RailroadApp
from railroad.web.html_targets import may_have_targets
from tests.web.pages import BOTH, TARGET, Site, Stream, pages, rewritten
from tests.web.support import fetch

FOLDERS = [Path(sys.prefix), Path(sys.base_prefix, "lib"), Path("/usr/share/doc"), Path("/usr/share/gtk-doc")]
AS_IT_IS = re.compile(rb"<!--.*?-->|<(script|style|textarea|title|noscript)\b.*?</\1\s*>", re.DOTALL | re.I)
GAP = re.compile(rb"</(?:p|div|h[1-6]|ul|ol|dl|table|li|dd|a|span)>")
MADE, FOUND = 200, 200
LONGEST_MADE = 60_000
LONGEST = Limits().page - 50_000


@cache
def made() -> list[bytes]:
    """Return pages that pydoc makes of modules of the standard library."""
    written = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in sorted(sys.stdlib_module_names):
            if name.startswith("_") or name in ("antigravity", "this", "idlelib", "turtledemo"):
                continue
            try:
                html = pydoc.html.page(name, pydoc.html.document(import_module(name), name))
            except (Exception, SystemExit):
                continue
            if len(html) < LONGEST_MADE:
                written.append(html.encode("utf-8", "xmlcharrefreplace"))
    source = random.Random(3)
    classes = [value for value in vars(pydoc).values() if isinstance(value, type)]
    while len(written) < MADE:  # a system without some modules
        written.append(pydoc.html.page("x", pydoc.html.document(source.choice(classes))).encode())
    return written[:MADE]


@cache
def found() -> list[bytes]:
    """Return pages of documentation that are on this machine."""
    given = os.environ.get("RAILROAD_PAGES")
    folders = [Path(given)] if given else FOLDERS
    files = (
        file for folder in folders if folder.is_dir() for file in folder.rglob("*.html") if file.is_file()
    )
    few = list(files if given else islice(files, 5 * FOUND))
    random.Random(5).shuffle(few)
    read = (file.read_bytes() for file in few[: None if given else FOUND])
    return [data for data in read if 0 < len(data) < LONGEST]


def with_grammars(page: bytes, source: random.Random) -> tuple[list[bytes], bytes]:
    """Return a page in pieces, and the page that has a grammar between them."""
    closed = [match.span() for match in AS_IT_IS.finditer(page)]
    ends = [match.end() for match in GAP.finditer(page)]
    free = [end for end in ends if not any(start < end < stop for start, stop in closed)]
    places = sorted(set(source.sample(free, min(3, len(free))))) or [len(page)]
    pieces = [page[start:end] for start, end in zip([0, *places], [*places, len(page)], strict=True)]
    return pieces, TARGET.join(pieces)


@pytest.fixture(scope="module")
def pictures():
    return RailroadApp(limits=Limits(processes=0), metrics=False)


@pytest.mark.parametrize("streaming", BOTH)
@pytest.mark.parametrize("which", [made, found])
def test_every_byte_outside_is_kept(which, streaming, pictures):
    if len(which()) < 10:
        pytest.skip("there is no documentation on this machine; RAILROAD_PAGES may name a folder")
    source = random.Random(11)
    drawn = rewritten(TARGET, pictures=pictures, streaming=streaming)
    digest = re.search(b"railroad-[0-9a-f]{8}-", drawn)[0]
    for page in which():
        pieces, given = with_grammars(page, source)
        several = [digest, *(b"%s%d-" % (digest, number) for number in range(2, len(pieces)))]
        wanted = pieces[0]
        for ids, piece in zip(several, pieces[1:], strict=False):
            wanted += drawn.replace(digest, ids) + piece
        cut = source.choice([100, 1000, 10**6])
        stream = Stream(given[at : at + cut] for at in range(0, len(given), cut))
        site = Site(source.choice([given, stream]), kind="text/html")
        new = fetch(pages(site, pictures=pictures, streaming=streaming), "/").data
        assert new == wanted


@pytest.mark.parametrize("streaming", BOTH)
@pytest.mark.parametrize("which", [made, found])
def test_pages_without_grammars_are_the_very_same(which, streaming, pictures):
    for page in which():
        for body in (page, page + b"<!-- railroad -->"):  # so that it is looked through
            site = Site(body, kind="text/html")
            answer = fetch(pages(site, pictures=pictures, streaming=streaming), "/")
            assert answer.data == body and list(answer.headers) == site.headers


def test_pydoc_makes_enough_pages():
    assert len(made()) == MADE and sum(map(may_have_targets, made())) < MADE
