"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from railroad.files import read_inside, write_file, write_folder


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_file_is_written_and_nothing_else(tmp_path):
    write_file(tmp_path / "a.svg", b"picture")
    assert (tmp_path / "a.svg").read_bytes() == b"picture"
    assert names(tmp_path) == ["a.svg"]


def test_file_is_replaced_in_one_step(tmp_path):
    file = tmp_path / "a.svg"
    file.write_bytes(b"old")
    with file.open("rb") as reader:
        write_file(file, b"new")
        assert reader.read() == b"old"
    assert file.read_bytes() == b"new"


def test_relative_path_is_below_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_file("a.svg", b"picture")
    assert names(tmp_path) == ["a.svg"]


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_permissions_are_those_of_any_new_file(tmp_path, mask):
    before = os.umask(mask)
    try:
        write_file(tmp_path / "a", b"")
        with write_folder(tmp_path / "new" / "folder") as put:
            put("b", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~mask
    assert (tmp_path / "new" / "folder" / "b").stat().st_mode & 0o777 == 0o666 & ~mask
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o777 == 0o777 & ~mask


def test_link_stays_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere/real")
    write_file(tmp_path / "link", b"picture")  # there is nothing yet where it leads
    write_file(tmp_path / "link", b"picture 2")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere" / "real").read_bytes() == b"picture 2"
    assert names(tmp_path) == ["elsewhere", "elsewhere/real", "link"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_written_into(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_file(pipe, b"picture")
    reader.join(10)
    assert read == [b"picture"]
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_device_is_written_to(tmp_path):
    write_file("/dev/null", b"picture")
    with pytest.raises(OSError) as caught:
        write_file("/dev/full", b"picture")
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, "/dev/full")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("no/such/folder.svg", errno.ENOENT),
        ("file/below.svg", errno.ENOENT),
        ("folder", errno.EISDIR),
        ("x" * 300, errno.ENAMETOOLONG),
    ],
)
def test_errors_are_about_the_file_that_was_asked_for(tmp_path, name, number):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OSError) as caught:
        write_file(tmp_path / name, b"")
    assert (caught.value.errno, caught.value.filename) == (number, str(tmp_path / name))
    assert names(tmp_path) == ["file", "folder"]


def test_old_file_survives_a_failed_write(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_file(tmp_path / "a", b"new")
    assert caught.value.filename == str(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_folder_appears_with_all_its_files(tmp_path):
    folder = tmp_path / "a" / "b"
    with write_folder(folder) as put:
        put("one", b"1")
        put("two", b"2")
        assert not (tmp_path / "a").exists()
    assert names(tmp_path) == ["a", "a/b", "a/b/one", "a/b/two"]


def test_folder_keeps_what_it_had_when_a_later_file_fails(tmp_path):
    (tmp_path / "one").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), write_folder(tmp_path) as put:
        put("one", b"new")
        raise ZeroDivisionError
    assert (tmp_path / "one").read_bytes() == b"old"
    assert names(tmp_path) == ["one"]


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_new_folder_does_not_appear_when_a_file_fails(tmp_path, error):
    with pytest.raises(error), write_folder(tmp_path / "a" / "b") as put:
        put("one", b"1")
        raise error
    assert names(tmp_path) == []


def test_folder_in_the_place_of_a_file_is_told_before_anything_is_replaced(tmp_path):
    (tmp_path / "two").mkdir()
    with pytest.raises(IsADirectoryError) as caught, write_folder(tmp_path) as put:
        put("one", b"1")
        put("two", b"2")
    assert caught.value.filename == str(tmp_path / "two")
    assert names(tmp_path) == ["two"]


def test_file_in_the_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(NotADirectoryError) as caught, write_folder(tmp_path / "a" / "b"):
        pass
    assert caught.value.filename == str(tmp_path / "a")


def test_folder_may_be_written_to_by_several_at_once(tmp_path):
    def write(number: int) -> None:
        with write_folder(tmp_path / "new") as put:
            for name in "abc":
                put(name, name.encode() * 1000)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(tmp_path) == ["new", "new/a", "new/b", "new/c"]
    assert all((tmp_path / "new" / name).read_bytes() == name.encode() * 1000 for name in "abc")


def test_file_of_a_folder_is_read(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "a.g4").write_bytes(b"text")
    assert read_inside(tmp_path, "below/a.g4") == b"text"
    assert read_inside(tmp_path, "./below/../below/a.g4") == b"text"
    assert read_inside(tmp_path / "below" / "..", "below/a.g4") == b"text"


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "below/../../secret",
        "link",
        "linked/secret",
        "gone",
        "below",
        "loop",
        "",
        "a\0b",
        "x" * 5000,
    ],
)
def test_nothing_else_is_read(tmp_path, path):
    folder = tmp_path / "folder"
    (folder / "below").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "loop").symlink_to("loop")
    assert read_inside(folder, path) is None
    assert read_inside(folder, str(tmp_path / "secret")) is None


def test_link_within_a_folder_is_followed(tmp_path):
    (tmp_path / "a").write_bytes(b"text")
    (tmp_path / "b").symlink_to("a")
    assert read_inside(tmp_path, "b") == b"text"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert read_inside(tmp_path, "pipe") is None


def test_folder_that_is_gone_has_no_files(tmp_path):
    assert read_inside(tmp_path / "gone", "a") is None
