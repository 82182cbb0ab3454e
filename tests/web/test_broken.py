"""Lists of grammars: those that are broken are marked, and finding that out costs little."""

from __future__ import annotations

import os
import re

from railroad.web import RailroadApp, broken
from tests.web.support import BAD, GOOD, HERE, fetch


def marked(app, path="/g/"):
    """Return what the list of a folder says of each grammar that it marks."""
    found = re.findall(
        r'href="([^"]*)/">[^<]*</a> <span class="mistake">([^<]*)</span>', fetch(app, path).text
    )
    return dict(found)


def test_list_marks_the_grammars_that_are_broken(tmp_path, monkeypatch):
    monkeypatch.setattr(broken, "_SECONDS", 60)
    for name, text in (
        ("good.bnf", GOOD),
        ("bad.bnf", BAD),
        ("sub/worse.bnf", BAD),
        ("long.bnf", "a" * 70_000),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    app = RailroadApp(tmp_path, limits=HERE)
    problems = marked(app)
    assert set(problems) == {"bad", "sub/worse", "long"}
    assert problems["bad"].startswith("2:13: ")
    assert problems["long"] == "long.bnf is longer than 65,536 bytes"
    assert set(marked(app, "/g/sub/")) == {"worse"}
    (tmp_path / "bad.bnf").write_text(GOOD)
    (tmp_path / "good.bnf").write_text(BAD)
    assert set(marked(app)) == {"good", "sub/worse", "long"}
    assert {"bad", "good", "long", "sub/worse"} <= set(
        re.findall('<li><a href="([^"]*)/"', fetch(app, "/g/").text)
    )


def test_list_reads_no_grammar_again_that_has_not_changed(tmp_path, monkeypatch):
    for number in range(20):
        path = tmp_path / f"g{number}.bnf"
        path.write_text(BAD if number % 2 else GOOD)
        os.utime(path, (1_000_000_000 + number,) * 2)  # long ago, so that its time tells every change
    app = RailroadApp(tmp_path, limits=HERE)
    read = []
    text_of = type(app._asking).text_of
    monkeypatch.setattr(
        type(app._asking), "text_of", lambda asking, file: read.append(file.name) or text_of(asking, file)
    )
    monkeypatch.setattr(broken, "_SECONDS", 60)
    assert len(marked(app)) == 10
    assert len(read) == 20
    assert len(marked(app)) == 10
    assert len(read) == 20
    (tmp_path / "g0.bnf").write_text(BAD)
    assert len(marked(app)) == 11
    assert set(read[20:]) == {"g0.bnf"}
    read.clear()
    fetch(app, "/g/g1/")
    assert read == ["g1.bnf"]


def test_list_is_there_at_once_however_many_grammars_are_new(tmp_path, monkeypatch):
    for number in range(50):
        (tmp_path / f"g{number}.bnf").write_text(BAD.replace("daytime", f"d{number}"))
        os.utime(tmp_path / f"g{number}.bnf", (1_000_000_000,) * 2)
    app = RailroadApp(tmp_path, limits=HERE)
    monkeypatch.setattr(broken, "_SECONDS", 0.02)
    counts = [len(marked(app)) for _ in range(60)]
    assert counts[0] < 50
    assert counts == sorted(counts)
    assert counts[-1] == 50
