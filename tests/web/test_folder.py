"""Paths of URLs to grammars of a folder, and to nothing else."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from railroad.errors import OptionError
from railroad.web.errors import WebError
from railroad.web.folder import SUFFIXES, GrammarFolder
from railroad.web.shelf import open_grammars

if TYPE_CHECKING:
    from pathlib import Path

    from railroad.web.shelf import Shelf


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    return root


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def find(root: Path, path: str) -> tuple[str, str | None]:
    file, rule = GrammarFolder(root).find(path)
    assert file.read().decode() == file.name
    return file.name, rule


def missing(root: Path, path: str) -> str:
    with pytest.raises(WebError) as caught:
        GrammarFolder(root).find(path)
    assert caught.value.status == HTTPStatus.NOT_FOUND
    assert str(root) not in str(caught.value.error)
    return str(caught.value.error)


@pytest.mark.parametrize(
    ("path", "file", "rule"),
    [
        ("json", "json.bnf", None),
        ("json.bnf", "json.bnf", None),
        ("json/value", "json.bnf", "value"),
        ("json.bnf/value", "json.bnf", "value"),
        ("json/a/b", "json.bnf", "a/b"),
        ("json//", "json.bnf", "/"),
        ("json/", "json.bnf", ""),
        ("json/..", "json.bnf", ".."),
        ("json/../../etc/passwd", "json.bnf", "../../etc/passwd"),
        ("json/\0", "json.bnf", "\0"),
        ("json/a\nb", "json.bnf", "a\nb"),
        ("sub/deep/calc", "sub/deep/calc.bnf", None),
        ("sub/deep/calc/term", "sub/deep/calc.bnf", "term"),
        ("v1.2", "v1.2.bnf", None),
        ("größe/ä", "größe.bnf", "ä"),
        ("loud", "loud.BNF", None),
        ("a b/c d", "a b.bnf", "c d"),
        ("100%/x", "100%.bnf", "x"),
    ],
)
def test_path_names_a_file_and_perhaps_a_rule(root, path, file, rule):
    put(root, "json.bnf", "sub/deep/calc.bnf", "v1.2.bnf", "größe.bnf", "loud.BNF", "a b.bnf", "100%.bnf")
    assert find(root, path) == (file, rule)


def test_longest_file_wins(root):
    put(root, "a.bnf", "a/b.bnf")
    assert find(root, "a/b") == ("a/b.bnf", None)
    assert find(root, "a/b/c") == ("a/b.bnf", "c")
    assert find(root, "a/c") == ("a.bnf", "c")
    assert find(root, "a") == ("a.bnf", None)


def test_folder_called_like_a_file_is_no_file(root):
    put(root, "json.bnf/value.bnf")
    assert find(root, "json.bnf/value") == ("json.bnf/value.bnf", None)
    assert "json" in missing(root, "json")


def test_two_files_of_one_stem_are_each_reached_by_suffix_and_both_named_without(root):
    put(root, "json.bnf", "json.abnf")
    assert find(root, "json.abnf/value") == ("json.abnf", "value")
    assert find(root, "json.bnf") == ("json.bnf", None)
    for path in ("json", "json/value"):
        message = missing(root, path)
        assert "json.abnf" in message
        assert "json.bnf" in message


def test_ambiguity_of_a_longer_path_is_not_hidden_by_a_shorter_one(root):
    put(root, "a.bnf", "a/b.bnf", "a/b.abnf")
    assert "a/b.abnf and a/b.bnf" in missing(root, "a/b")


def test_exact_name_beats_the_stem(root):
    put(root, "a.bnf", "a.bnf.bnf")
    assert find(root, "a.bnf") == ("a.bnf", None)
    assert find(root, "a.bnf.bnf") == ("a.bnf.bnf", None)


def test_file_is_there_as_soon_as_it_is_written(root):
    folder = GrammarFolder(root)
    with pytest.raises(WebError):
        folder.find("late")
    put(root, "late.bnf")
    assert folder.find("late")[0].name == "late.bnf"


def test_missing_grammar_is_told_with_the_nearest(root):
    put(root, "json.bnf", "uri.bnf")
    assert 'did you mean "json"?' in missing(root, "jsno/value")


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "//json", ".", "..", "../json", "./json", "/json", "sub/../json", "sub/./calc"),
        *("json\0", "\0", "sub\\calc", "..\\json", "C:json", "C:\\json", "json.txt", "notes", "notes.txt"),
        *(".hidden", ".hidden.bnf", "hidden", ".git/config", ".git/x", "secret", "JSON", "json\n", "json "),
        *("a" * 5000, "/".join("a" * 5000), "sub", "sub/", "../outside", "nosuch/json"),
    ],
)
def test_nothing_else_is_found(root, path):
    put(root, "json.bnf", "sub/calc.bnf", "notes.txt", ".hidden.bnf", ".git/x.bnf", "../outside.bnf")
    missing(root, path)


def test_links_inside_are_followed_and_links_out_do_not_exist(root, tmp_path):
    put(root, "real.bnf", ".hidden/x.bnf")
    put(tmp_path, "outside/secret.bnf")
    (root / "alias.bnf").symlink_to("real.bnf")
    (root / "out.bnf").symlink_to(tmp_path / "outside/secret.bnf")
    (root / "up.bnf").symlink_to("../outside/secret.bnf")
    (root / "dir").symlink_to(tmp_path / "outside")
    (root / "peek.bnf").symlink_to(".hidden/x.bnf")
    (root / "loop.bnf").symlink_to("loop.bnf")
    (root / "nowhere.bnf").symlink_to("nothing.bnf")
    assert GrammarFolder(root).find("alias")[0].read() == b"real.bnf"
    for path in ("out", "up", "dir/secret", "peek", "loop", "nowhere"):
        assert "secret" not in missing(root, path).replace(path, "")


def test_link_out_does_not_make_a_name_ambiguous(root, tmp_path):
    put(root, "a.bnf")
    put(tmp_path, "b.abnf")
    (root / "a.abnf").symlink_to(tmp_path / "b.abnf")
    assert find(root, "a") == ("a.bnf", None)


def test_root_may_be_a_link_and_relative(root, tmp_path, monkeypatch):
    put(root, "json.bnf")
    (tmp_path / "link").symlink_to(root)
    assert find(tmp_path / "link", "json") == ("json.bnf", None)
    monkeypatch.chdir(tmp_path)
    folder = GrammarFolder("root")
    monkeypatch.chdir("/")
    assert folder.find("json")[0].name == "json.bnf"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_no_grammar(root):
    os.mkfifo(root / "pipe.bnf")
    missing(root, "pipe")


def test_name_that_is_no_text_is_passed_by(root):
    try:
        (root / os.fsdecode(b"\xff.bnf")).write_text("")
    except OSError:
        pytest.skip("this file system takes no such name")
    missing(root, "ÿ")


def test_folder_has_to_exist(tmp_path):
    with pytest.raises(FileNotFoundError):
        GrammarFolder(tmp_path / "nothing")
    put(tmp_path, "file")
    with pytest.raises(NotADirectoryError):
        GrammarFolder(tmp_path / "file")


def test_example_is_the_first_grammar(root):
    assert GrammarFolder(root).first() is None
    put(root, "b.bnf", "a.bnf", "0.txt", ".x.bnf")
    assert GrammarFolder(root).first() == "a"


def test_suffixes_of_pictures_and_pages_are_none_of_grammars():
    assert not SUFFIXES & {".svg", ".png", ".txt", ".html", ".json", ".md", ".py"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(st.sampled_from(["..", ".", "", "json", "sub", "calc", "/", "\\", "\0", "~", "outside"])))
def test_no_path_leaves_the_folder(root, segments):
    put(root, "json.bnf", "sub/calc.bnf", "../outside.bnf")
    try:
        file, _ = GrammarFolder(root).find("/".join(segments))
    except WebError:
        return
    assert file.path.is_relative_to(root.resolve())
    assert file.name in ("json.bnf", "sub/calc.bnf")


def test_volume_of_kubernetes_is_a_folder_as_others(root):
    put(root, "..2026_11_24/json.bnf")
    (root / "..2026_11_24" / "json.bnf").write_text("json.bnf")
    (root / "..data").symlink_to("..2026_11_24")
    (root / "json.bnf").symlink_to("..data/json.bnf")
    assert find(root, "json/value") == ("json.bnf", "value")
    assert list(GrammarFolder(root).listing()) == ["json"]
    for path in ("..data/json", "..2026_11_24/json", "%2e%2edata/json"):
        missing(root, path)
    before = GrammarFolder(root).find("json")[0].looked_at
    put(root, "..2026_11_25/json.bnf")
    (root / "..new").symlink_to("..2026_11_25")
    (root / "..new").rename(root / "..data")  # which is how a new version comes, at once
    file = GrammarFolder(root).find("json")[0]
    assert file.read() == b"..2026_11_25/json.bnf"
    assert file.looked_at != before


# ---- several folders and files


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    put(
        tmp_path, "one/json.bnf", "one/sub/a.bnf", "two/json.bnf", "two.bnf", "calc.txt", "calc.bnf", "x.ebnf"
    )
    return open_grammars(
        *(tmp_path / name for name in ("one", "two", "two.bnf", "calc.txt", "calc.bnf", "x.ebnf"))
    )


@pytest.mark.parametrize(
    ("path", "name", "url", "rule"),
    [
        ("one/json", "one/json.bnf", "one/json", None),
        ("two/json/value", "two/json.bnf", "two/json", "value"),
        ("one/sub/a", "one/sub/a.bnf", "one/sub/a", None),
        ("two", "two.bnf", "two", None),
        ("two.bnf/rule", "two.bnf", "two.bnf", "rule"),
        ("calc.txt", "calc.txt", "calc.txt", None),
        ("x/a/b", "x.ebnf", "x", "a/b"),
    ],
)
def test_several_folders_and_files_each_have_their_name(shelf, path, name, url, rule):
    file, found = shelf.find(path)
    assert (file.name, file.url, found) == (name, url, rule)
    assert file.read().decode() == name
    assert all(place.exists() for place in file.looked_at)


def test_several_folders_and_files_are_listed_by_names_that_find_them(shelf):
    listed = [*shelf.listing()]
    assert listed == ["calc.bnf", "calc.txt", "two.bnf", "x", "one/json", "one/sub/a", "two/json"]
    assert all(shelf.find(name)[1] is None for name in listed)
    assert [*shelf.listing("one")] == ["one/json", "one/sub/a"]
    assert [*shelf.listing("one/sub/")] == ["one/sub/a"]
    assert shelf.listing("calc.txt") is None
    assert shelf.first() == "calc.bnf"


@pytest.mark.parametrize(
    "path", ["", "calc", "one", "three/json", "one/..", "../calc.txt", "x.bnf", "one/\0"]
)
def test_nothing_else_is_on_the_shelf(shelf, path):
    with pytest.raises(WebError) as caught:
        shelf.find(path)
    assert caught.value.status == HTTPStatus.NOT_FOUND


def test_one_folder_is_itself_and_one_file_is_alone(tmp_path):
    put(tmp_path, "a.bnf", "b.bnf")
    assert open_grammars(tmp_path).find("a")[0].name == "a.bnf"
    alone = open_grammars(tmp_path / "a.bnf")
    assert ([*alone.listing()], alone.find("a/b")[1]) == (["a"], "b")
    with pytest.raises(WebError):
        alone.find("b")


def test_what_is_not_there_or_there_twice_is_told(tmp_path):
    put(tmp_path, "a.bnf", "sub/a.bnf")
    with pytest.raises(FileNotFoundError):
        open_grammars(tmp_path, tmp_path / "b.bnf")
    with pytest.raises(OptionError, match=r'two of these are called "a\.bnf"'):
        open_grammars(tmp_path / "a.bnf", tmp_path / "sub" / "a.bnf")
