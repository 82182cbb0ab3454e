"""What is kept: in memory, in a folder, on a server; found again only if it is what was kept for its key."""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railroad.errors import LimitError
from railroad.pipeline import Options
from railroad.web import RailroadApp, making
from railroad.web.errors import WebError
from railroad.web.job import Job, Made
from railroad.web.limits import Limits
from railroad.web.making import Maker
from railroad.web.memory import Table
from railroad.web.ready import stamps_of
from railroad.web.seal import Entry, seal, unseal
from railroad.web.watch import Watch
from railroad.web.workers import Killed, Unable
from tests.conftest import ROOT
from tests.web.support import BAD, GOOD, HERE, diagram, fetch

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("dogpile.cache", reason="dogpile.cache is not installed")

KEY = "4f" * 32


def job(text: str = "a ::= b", limits: Limits = HERE) -> Job:
    return Job(text, "x", "bnf", "auto", "svg", "svg", Options(), limits)


class Told(Watch):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.caches: list[str] = []
        self.reasons: list[str] = []

    def cache(self, result: str) -> None:
        self.caches.append(result)

    def refused(self, reason: str) -> None:
        self.reasons.append(reason)


# ---- the envelope


@given(st.text(), st.binary())
def test_envelope_gives_back_what_was_put_in(key, payload):
    assert unseal(key, seal(key, payload)) == payload
    assert unseal(key + "x", seal(key, payload)) is None


def test_every_flipped_bit_and_every_cut_is_found():
    sealed = seal(KEY, b"a picture")
    for at in range(len(sealed)):
        assert unseal(KEY, sealed[:at]) is None
        for bit in range(8):
            changed = bytearray(sealed)
            changed[at] ^= 1 << bit
            assert unseal(KEY, bytes(changed)) is None
    assert unseal(KEY, sealed + b"x") is None


@given(st.one_of(st.none(), st.text()), st.binary())
def test_entry_is_packed_and_unpacked(rule, body):
    assert Entry.unpack(Entry(body, rule).pack()) == Entry(body, rule)


# ---- memory


def test_table_forgets_what_nobody_asks_for_and_keeps_what_somebody_does():
    table: Table[int, str] = Table(100, 10**9)
    for number in range(1000):
        table.put(number, str(number), 1)
        assert table.get(0) == "0"
    assert len(table) <= 102
    assert table.get(1) is None
    table.remove(0)
    assert table.get(0) is None


@pytest.mark.parametrize(("most", "size"), [(0, 1000), (1000, 0)])
def test_table_may_hold_nothing(most, size):
    table: Table[int, str] = Table(most, size)
    table.put(1, "x", 1)
    assert table.get(1) is None


def test_table_is_bounded_by_size():
    table: Table[int, bytes] = Table(10**6, 1000)
    for number in range(10_000):
        table.put(number, b"", 90)
        assert len(table) <= 12
    table.put(-1, b"", 501)
    assert table.get(-1) is None


def test_table_is_bounded_by_size_where_one_value_takes_the_place_of_another():
    table: Table[int, bytes] = Table(10**6, 1000)
    table.put(1, b"", 10)
    for _ in range(3):
        table.put(1, b"", 400)  # it grows, and is counted once
    table.put(2, b"", 50)
    assert (table.get(1), table.get(2)) == (b"", b"")
    table.put(1, b"", 460)
    table.put(3, b"", 300)
    assert table.get(1) == b""
    table.put(4, b"", 300)
    assert table.get(2) is None


def test_table_may_be_used_by_many_threads():
    table: Table[int, int] = Table(50, 10**6)

    def work(seed: int) -> bool:
        random = Random(seed)
        for _ in range(3000):
            key = random.randrange(100)
            found = table.get(key)
            if found not in (None, key):
                return False
            table.put(key, key, 1)
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(8)))
    assert len(table) <= 102


# ---- the folder


def region(path: Path, **limits: int):
    from railroad.web.regions import open_region

    return open_region(str(path), Limits(**limits))


def files(path: Path) -> list[Path]:
    return sorted(each for each in path.glob("??/*"))


def test_folder_keeps_files_by_digest_closed_to_others(tmp_path):
    path = tmp_path / "cache"
    kept = region(path)
    kept.set(KEY, b"payload")
    assert kept.get(KEY) == b"payload"
    (file,) = files(path)
    assert file.parent.name == KEY[:2]
    assert path.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0
    kept.delete(KEY)
    assert not kept.get(KEY)


def test_folder_stays_within_its_size(tmp_path):
    kept = region(tmp_path, disk_cache=256 * 10_000)
    for number in range(400):
        kept.set(f"00{number:062x}", b"x" * 1000)
    assert sum(each.stat().st_size for each in files(tmp_path)) <= 10_000 + 33 * 1100
    assert kept.get(f"00{399:062x}") == b"x" * 1000  # the newest stay


def test_unfinished_files_go_when_they_are_old(tmp_path):
    region(tmp_path).set(KEY, b"x")
    old, new = tmp_path / "4f" / ".tmp-old", tmp_path / "4f" / ".tmp-new"
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    region(tmp_path)
    assert new.exists()
    assert not old.exists()


def test_no_name_leads_out_of_the_folder(tmp_path):
    kept = region(tmp_path / "cache")
    for key in ("../../x", "/etc/passwd", "a" * 5000, "\0", "locks"):
        kept.set(key, b"x")
        assert kept.get(key) == b"x"
    assert [each.name for each in tmp_path.iterdir()] == ["cache"]


WRITER = """
import sys
from railroad.web.limits import Limits
from railroad.web.regions import open_region
region = open_region(sys.argv[1], Limits())
print("go", flush=True)
number = 0
while True:
    region.set(f"{number % 50:064x}", bytes([number % 256]) * 300_000)
    number += 1
"""


def test_writer_that_is_killed_leaves_nothing_half(tmp_path):
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE, cwd=ROOT, env=environ()
        )
        writer.stdout.readline()
        time.sleep(0.05)
        writer.kill()
        writer.communicate()
    for file in files(tmp_path):
        if not file.name.startswith(".tmp-"):
            assert len(set(file.read_bytes()[-300_000:])) == 1


def environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
        lambda data: b"\x80\x05cos\nsystem\n(S'touch pwned'\ntR.",
        lambda data: os.urandom(500),
        lambda data: b"{}|" + data,
    ],
)
def test_spoiled_entry_is_a_miss_and_is_mended(tmp_path, spoil):
    app = RailroadApp(limits=HERE, cache=tmp_path)
    good = fetch(app, diagram()).data
    (file,) = files(tmp_path)
    file.write_bytes(spoil(file.read_bytes()))
    other = RailroadApp(limits=HERE, cache=tmp_path)
    assert fetch(other, diagram()).data == good
    third = RailroadApp(limits=HERE, cache=tmp_path)
    third._maker._work = None
    assert fetch(third, diagram()).data == good


def test_entry_of_another_key_is_a_miss(tmp_path):
    app = RailroadApp(limits=HERE, cache=tmp_path)
    good = fetch(app, diagram()).data
    (first,) = files(tmp_path)
    fetch(app, diagram(theme="dark"))
    (second,) = set(files(tmp_path)) - {first}
    shutil.copy(second, first)
    assert fetch(RailroadApp(limits=HERE, cache=tmp_path), diagram()).data == good


def test_picture_in_the_folder_is_not_made_again(tmp_path):
    fetch(RailroadApp(limits=HERE, cache=tmp_path), diagram(format="png"))
    other = RailroadApp(limits=HERE, cache=tmp_path)
    other._maker._work = None
    assert fetch(other, diagram(format="png")).status_code == 200
    assert fetch(other, diagram(format="png", theme="dark")).status_code == 500


def test_mistakes_are_not_kept(tmp_path):
    app = RailroadApp(limits=HERE, cache=tmp_path)
    assert fetch(app, diagram(BAD)).status_code == 422
    assert files(tmp_path) == []


def test_what_is_too_large_is_not_kept(tmp_path):
    app = RailroadApp(limits=Limits(processes=0, cache_entry=100), cache=tmp_path)
    assert fetch(app, diagram()).status_code == 200
    assert files(tmp_path) == []


def test_folder_that_goes_away_does_not_matter(tmp_path, caplog):
    path = tmp_path / "cache"
    app = RailroadApp(limits=Limits(processes=0, memory_cache=0, ready=0, cache_pause=0), cache=path)
    good = fetch(app, diagram()).data
    shutil.rmtree(path)
    path.write_text("no folder")
    with caplog.at_level(logging.WARNING):
        assert fetch(app, diagram()).data == good
    assert "cache" in caplog.text


# ---- making: once for all


def test_many_who_ask_at_once_get_one_picture(monkeypatch):
    made = []

    def slow(what: Job) -> Made:
        made.append(what)
        time.sleep(0.3)
        return Made(what.text.encode(), None)

    monkeypatch.setattr(making, "do", slow)
    told = Told()
    maker = Maker(HERE, None, told)
    with ThreadPoolExecutor(40) as threads:
        bodies = list(threads.map(lambda n: maker.make(f"key{n % 2}", job(f"{n % 2}")).body, range(40)))
    assert len(made) == 2
    assert bodies == [b"0", b"1"] * 20
    assert told.caches.count("made") == 2


def test_all_who_wait_are_told_of_the_mistake_and_the_next_tries_again(monkeypatch):
    calls = []

    def fails(what: Job) -> Made:
        calls.append(what)
        time.sleep(0.2)
        raise LimitError.at(None, "too large")

    monkeypatch.setattr(making, "do", fails)
    maker = Maker(HERE, None, Watch())

    def attempt(_: int) -> str:
        with pytest.raises(LimitError):
            maker.make("key", job())
        return "told"

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(attempt, range(8))) == ["told"] * 8
    assert len(calls) == 1
    attempt(0)
    assert len(calls) == 2


def test_picture_that_was_killed_is_refused_for_a_while(monkeypatch):
    calls = []

    def late(what: Job) -> Made:
        calls.append(what)
        raise Killed("too long", late=True)

    monkeypatch.setattr(making, "do", late)
    told = Told()
    maker = Maker(Limits(processes=0, killed_seconds=0.3), None, told)
    for _ in range(3):
        with pytest.raises(WebError) as refused:
            maker.make("key", job())
        assert refused.value.status == 503
        assert refused.value.retry_after >= 1
        assert str(refused.value.error) == "railroad: too long"
    assert len(calls) == 1
    assert told.reasons == ["late", "killed before", "killed before"]
    time.sleep(0.35)
    with pytest.raises(WebError):
        maker.make("key", job())
    assert len(calls) == 2


def test_picture_without_a_process_is_tried_again(monkeypatch):
    """That there is none says nothing of the picture."""
    calls = []

    def none(what: Job) -> Made:
        calls.append(what)
        raise Unable("no process here")

    monkeypatch.setattr(making, "do", none)
    told = Told()
    maker = Maker(Limits(processes=0, killed_seconds=60, retry_after=3), None, told)
    for _ in range(3):
        with pytest.raises(WebError, match="no process here") as refused:
            maker.make("key", job())
        assert (refused.value.status, refused.value.retry_after) == (503, 3)
    assert len(calls) == 3
    assert told.reasons == ["no process"] * 3


def test_spoiled_memory_is_a_miss():
    told = Told()
    maker = Maker(HERE, None, told)
    good = maker.make(KEY, job())
    sealed = maker._memory.get(KEY)
    maker._memory.put(KEY, sealed[:-1] + b"x", len(sealed))
    assert maker.make(KEY, job()) == good
    assert told.caches == ["made", "corrupt", "made"]


ONE_OF_SEVERAL = """
import os, sys, threading, time
from railroad.pipeline import Options
from railroad.web import making
from railroad.web.job import Job, Made
from railroad.web.limits import Limits
from railroad.web.making import Maker
from railroad.web.regions import Cache, open_region
from railroad.web.watch import Watch
folder, log = sys.argv[1:]
limits = Limits(processes=0)
def do(job):
    with open(log, "a") as file:
        file.write("made\\n")
    time.sleep(0.5)
    return Made(b"picture", None)
making.do = do
maker = Maker(limits, Cache(open_region(folder, limits), limits, lambda _: None), Watch())
job = Job("a ::= b", "x", "bnf", "auto", "svg", "svg", Options(), limits)
print("ready", flush=True)
sys.stdin.readline()
bodies = []
ask = lambda: bodies.append(maker.make("4f" * 32, job).body)
threads = [threading.Thread(target=ask) for _ in range(125)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert bodies == [b"picture"] * 125, bodies
"""


def made_at_once(cache: str, log: Path) -> int:
    """Return how often a picture is made that 4 processes are asked for 125 times each, all at once."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_OF_SEVERAL, cache, log],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environ(),
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout.readline() == b"ready\n"
    for process in processes:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    return log.read_text().count("made\n")


def test_500_requests_at_once_in_4_processes_are_one_picture(tmp_path):
    assert made_at_once(str(tmp_path / "cache"), tmp_path / "log") == 1


def test_lock_of_a_process_that_died_is_free(tmp_path):
    kept = region(tmp_path)
    context = multiprocessing.get_context("spawn")
    holder = context.Process(target=hold, args=(str(tmp_path),))
    holder.start()
    while not (tmp_path / "held").exists():
        time.sleep(0.02)
    mutex = kept.backend.get_mutex(KEY)
    assert not mutex.acquire(wait=False)
    holder.kill()
    holder.join()
    assert mutex.acquire(wait=False)
    assert mutex.locked()
    mutex.release()
    assert not mutex.locked()


def hold(path: str) -> None:
    from pathlib import Path

    from railroad.web.regions import open_region

    open_region(path, Limits()).backend.get_mutex(KEY).acquire()
    Path(path, "held").touch()
    time.sleep(60)


def test_who_waits_too_long_for_a_lock_goes_ahead(tmp_path):
    kept = region(tmp_path, svg_seconds=0.1, png_seconds=0.1, queue_seconds=0.1)
    first, second = (kept.backend.get_mutex(KEY) for _ in range(2))
    assert first.acquire()
    done = threading.Event()

    def wait() -> None:
        second.acquire()
        second.release()
        done.set()

    threading.Thread(target=wait, daemon=True).start()
    assert done.wait(5)
    first.release()


# ---- a server


REDIS = shutil.which("redis-server") or shutil.which("valkey-server")


@pytest.fixture
def redis(tmp_path):
    if REDIS is None:
        pytest.skip("neither redis-server nor valkey-server is installed")
    pytest.importorskip("redis", reason="the package redis is not installed")
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [REDIS, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        return process

    yield port, start
    # whoever started one ends it


def test_500_requests_at_once_on_one_machine_are_one_picture_in_a_server(redis, tmp_path):
    port, start = redis
    server = start()
    try:
        assert made_at_once(f"redis://127.0.0.1:{port}/0", tmp_path / "log") == 1
    finally:
        server.kill()
        server.wait()


def test_locks_of_somebody_else_are_not_trusted(tmp_path, monkeypatch):
    from railroad.web import locks

    monkeypatch.setattr(locks.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = tmp_path / f"railroad-{os.getuid()}"
    assert locks.host_locks() is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert locks.host_locks() is None
    folder.rename(tmp_path / "other")
    (tmp_path / "other").chmod(0o700)
    folder.symlink_to(tmp_path / "other")
    assert locks.host_locks() is None
    folder.unlink()
    folder.write_text("")
    assert locks.host_locks() is None
    monkeypatch.setattr(locks.tempfile, "gettempdir", lambda: str(tmp_path / "nowhere"))
    assert locks.host_locks() is None


@pytest.mark.filterwarnings("ignore:Call to deprecated setex")  # dogpile.cache 1.5 with redis 8
def test_server_that_freezes_or_dies_costs_little_and_changes_nothing(redis):
    import signal

    port, start = redis
    process = start()
    try:
        limits = Limits(processes=0, memory_cache=0, ready=0, cache_pause=0.5)
        app = RailroadApp(limits=limits, cache=f"redis://127.0.0.1:{port}/0")
        good = fetch(app, diagram()).data
        app._maker._work, work = None, app._maker._work
        assert fetch(app, diagram()).data == good  # from the server
        app._maker._work = work
        process.send_signal(signal.SIGSTOP)
        start_time = time.monotonic()
        for _ in range(5):
            assert fetch(app, diagram()).data == good
        assert time.monotonic() - start_time < 3
        process.send_signal(signal.SIGCONT)
        time.sleep(0.7)
        app._maker._work = None
        assert fetch(app, diagram()).data == good  # healed
        app._maker._work = work
        process.kill()
        process.wait()
        for _ in range(3):
            assert fetch(app, diagram(GOOD, theme="dark")).status_code == 200
        process = start()
        time.sleep(0.7)
        assert fetch(app, diagram()).data == good
    finally:
        process.kill()
        process.wait()


def test_server_that_is_not_there_does_not_matter():
    pytest.importorskip("redis", reason="the package redis is not installed")
    app = RailroadApp(limits=HERE, cache="valkey://127.0.0.1:1/0")
    assert fetch(app, diagram()).status_code == 200


def test_region_that_pickles_is_refused():
    from dogpile.cache import make_region

    with pytest.raises(ValueError, match="pickles"):
        RailroadApp(cache=make_region().configure("dogpile.cache.dbm", arguments={"filename": "/dev/null"}))
    plain = make_region(serializer=bytes, deserializer=bytes).configure("dogpile.cache.memory")
    assert fetch(RailroadApp(limits=HERE, cache=plain), diagram()).status_code == 200


# ---- answers that are ready


def test_ready_answer_is_the_answer(tmp_path, monkeypatch):
    (tmp_path / "a.bnf").write_text("a ::= b\n")
    os.utime(tmp_path / "a.bnf", (1, 1))
    os.utime(tmp_path, (1, 1))
    app = RailroadApp(tmp_path, limits=HERE)
    requests = [
        (url, method, headers)
        for url in (diagram(), diagram(format="png"), "/g/a.svg", "/g/a/a.svg?theme=dark")
        for method in ("GET", "HEAD")
        for headers in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"})
    ]
    first = [fetch(app, *request) for request in requests]
    monkeypatch.setattr(app, "_respond", None)
    assert [fetch(app, *request) for request in requests] == first


def test_headers_of_a_ready_answer_may_be_changed_by_whoever_stands_before():
    app = RailroadApp(limits=HERE)

    def rude(environ, start_response):
        def changed(status, headers, exc_info=None):
            headers.append(("X-Rude", "yes"))
            return start_response(status, headers, exc_info)

        return app(environ, changed)

    for _ in range(3):
        assert fetch(rude, diagram()).headers.getlist("X-Rude") == ["yes"]
    assert "X-Rude" not in fetch(app, diagram()).headers


def test_changed_file_is_never_answered_as_it_was(tmp_path):
    file = tmp_path / "a.bnf"
    app = RailroadApp(tmp_path, limits=HERE)
    for number in range(100):
        file.write_text(f"a ::= {'b' if number % 2 else 'c'}\n")  # the same size, within a tick of the clock
        assert ('"b"' if number % 2 else '"c"').strip('"') in fetch(app, "/g/a.txt").text.splitlines()[2]


def test_twin_that_appears_is_noticed(tmp_path):
    (tmp_path / "a.bnf").write_text("a ::= b\n")
    for path in (tmp_path / "a.bnf", tmp_path):
        os.utime(path, (1, 1))
    app = RailroadApp(tmp_path, limits=HERE)
    assert fetch(app, "/g/a.svg").status_code == fetch(app, "/g/a.svg").status_code == 200
    (tmp_path / "a.abnf").write_text("a = b\n")
    assert fetch(app, "/g/a.svg").status_code == 404


def test_stamps_are_trusted_only_when_they_are_old(tmp_path):
    file = tmp_path / "a"
    file.write_text("a")
    assert stamps_of([file]) is None
    os.utime(file, (1, 1))
    assert stamps_of([file]) is not None
    assert stamps_of([tmp_path / "nothing"]) is None
