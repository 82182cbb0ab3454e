"""Pictures made in processes: limits of time, memory and number; what happens to a process that dies."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from railroad.errors import LimitError, NotationError
from railroad.pipeline import Options
from railroad.web import worker
from railroad.web import workers as pool
from railroad.web.job import Job, do
from railroad.web.limits import Limits
from railroad.web.worker import answer, outcome
from railroad.web.workers import Busy, Killed, Workers
from tests.conftest import ROOT
from tests.web.servers import tree
from tests.web.support import BAD

pytestmark = pytest.mark.skipif(not pool.POSSIBLE, reason="this system can't fork")

ONE = Limits(processes=1, svg_seconds=20, png_seconds=20)


def job(text: str = "a ::= b", format: str = "svg", limits: Limits = ONE, **fields) -> Job:
    return Job(text, "x", "bnf", "auto", format, format, Options(), limits, **fields)


class Spin:
    """What never ends, as soon as a process unpacks it."""

    def __reduce__(self):
        return exec, ("while True: pass",)


class Regex:
    """What never ends and never lets another thread of its process run."""

    def __reduce__(self):
        return exec, ("import re; re.fullmatch('(a+)+b', 'a' * 40)",)


class Hog:
    """What takes more and more memory."""

    def __reduce__(self):
        return exec, ("x = []\nwhile True: x.append(bytearray(1 << 20))",)


class Fault:
    """What ends its process as a fault in a library does."""

    def __reduce__(self):
        return exec, ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",)


@pytest.fixture
def workers():
    with Workers(ONE) as workers:
        yield workers


def test_picture_is_the_same_as_in_this_process(workers):
    for format in ("svg", "txt", "png"):
        for text in ("a ::= b | c\nb ::= a", '<é> ::= "日" | <é> "x"'):
            assert workers.make(job(text, format)) == do(job(text, format))


def test_error_is_the_same_as_in_this_process(workers):
    for wrong in (
        job('a ::= "b\nc ::= "d'),
        job("a ::= b", rule="x"),
        job("a ::= b", "png", replace(ONE, png_side=1)),
    ):
        with pytest.raises(Exception) as here:
            do(wrong)
        with pytest.raises(type(here.value)) as there:
            workers.make(wrong)
        assert there.value.diagnostics == here.value.diagnostics
        assert str(there.value) == str(here.value)


def test_stages_are_told(workers):
    assert [name for name, _ in workers.make(job(format="png")).stages] == [
        "read",
        "lay out",
        "rasterize",
        "draw",
    ]


@pytest.mark.parametrize("evil", [Spin, Regex])
def test_process_that_spins_is_killed_and_the_next_picture_comes_at_once(evil):
    limits = Limits(processes=1, svg_seconds=0.5)
    with Workers(limits) as workers:
        workers.make(job())
        pid = workers._idle[0]._pid
        start = time.monotonic()
        with pytest.raises(Killed) as killed:
            workers.make(replace(job(limits=limits), name=evil()))
        assert killed.value.late
        assert 0.4 < time.monotonic() - start < 5
        start = time.monotonic()
        workers.make(job())
        assert time.monotonic() - start < 1  # 50 ms on a machine that has nothing else to do
        wait_until(lambda: gone(pid))


def test_process_that_takes_too_much_memory_is_refused_and_replaced(workers):
    with pytest.raises(LimitError, match="MiB of memory"):
        workers.make(replace(job(), name=Hog()))
    assert workers.make(job()) == do(job())


def test_memory_of_a_process_is_bounded():
    limits = Limits(processes=1, memory=400 * 1024 * 1024, svg_seconds=20)
    with Workers(limits) as workers, pytest.raises(LimitError, match="400 MiB"):
        workers.make(replace(job(), name=Hog()))


def test_process_that_dies_by_itself_is_tried_once_more_and_told(workers):
    with pytest.raises(Killed) as killed:
        workers.make(replace(job(), name=Fault()))
    assert not killed.value.late
    assert workers.make(job()) == do(job())


def test_process_that_was_killed_from_outside_is_not_noticed(workers):
    for _ in range(3):
        workers.make(job())
        os.kill(workers._idle[0]._pid, signal.SIGKILL)
        assert workers.make(job()) == do(job())


def test_template_that_was_killed_is_started_again(workers):
    workers.make(job())
    template = workers._template._process.pid
    os.kill(template, signal.SIGKILL)
    os.kill(workers._idle[0]._pid, signal.SIGKILL)
    time.sleep(0.1)
    assert workers.make(job()) == do(job())
    assert workers._template._process.pid != template


def test_failure_nobody_foresaw_is_told_with_its_trace(workers):
    with pytest.raises(RuntimeError, match="Traceback"):
        workers.make(replace(job(), format="nothing", picture="svg", options=None))
    assert workers.make(job()) == do(job())


def test_processes_are_replaced_after_so_many_pictures():
    with Workers(Limits(processes=1, pictures=3)) as workers:
        pids = set()
        for _ in range(7):
            workers.make(job())
            pids |= {worker._pid for worker in workers._idle}
        assert len(pids) == 3


def test_no_more_processes_than_allowed_and_no_more_waiting_than_allowed():
    limits = Limits(processes=2, queue=2, queue_seconds=20, svg_seconds=20)
    text = "a ::= " + "b " * 3000
    with Workers(limits) as workers, ThreadPoolExecutor(12) as threads:
        workers.make(job())
        outcomes = [threads.submit(attempt, workers, job(f"{text} c{n}")) for n in range(12)]
        seen = 0
        while not all(each.done() for each in outcomes):
            seen = max(seen, workers.waiting())
            time.sleep(0.01)
        results = [each.result() for each in outcomes]
    assert seen <= 4
    assert results.count("made") >= 4
    assert results.count("busy") >= 1
    assert results.count("made") + results.count("busy") == 12


def test_waiting_ends():
    limits = Limits(processes=1, queue=1, queue_seconds=0.1, svg_seconds=2)
    with Workers(limits) as workers, ThreadPoolExecutor(2) as threads:
        workers.make(job())
        first = threads.submit(attempt, workers, replace(job(limits=limits), name=Spin()))
        time.sleep(0.5)
        start = time.monotonic()
        assert attempt(workers, job()) == "busy"
        assert time.monotonic() - start < 1.5
        assert first.result() == "late"


def attempt(workers: Workers, what: Job) -> str:
    try:
        workers.make(what)
    except Busy:
        return "busy"
    except Killed:
        return "late"
    return "made"


def test_processes_end_with_their_owner():
    workers = Workers(ONE)
    workers.make(job())
    pids = [workers._template._process.pid, workers._idle[0]._pid]
    workers.close()
    for pid in pids:
        wait_until(lambda pid=pid: gone(pid))
    assert workers.make(job()) == do(job())
    workers.close()


OWNER = """
import sys, time
from railroad import pipeline
from railroad.web.job import Job
from railroad.web.limits import Limits
from railroad.web.workers import Workers
workers = Workers(Limits(processes=1))
workers.make(Job("a ::= b", "x", "bnf", "auto", "svg", "svg", pipeline.Options(), Limits()))
print(workers._template._process.pid, workers._idle[0]._pid, flush=True)
time.sleep(60)
"""


def test_processes_end_when_their_owner_is_killed():
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, cwd=ROOT, env=environ())
    pids = [int(word) for word in owner.stdout.readline().split()]
    owner.kill()
    owner.communicate()
    for pid in pids:
        wait_until(lambda pid=pid: gone(pid))


def test_process_spinning_for_nobody_ends_by_its_processor_time(monkeypatch):
    import resource

    limits = []
    monkeypatch.setattr(resource, "setrlimit", lambda which, value: limits.append((which, value)))
    worker._limit_time(job(limits=Limits(svg_seconds=3)))
    ((which, (soft, _)),) = limits
    used = resource.getrusage(resource.RUSAGE_SELF)
    assert which == resource.RLIMIT_CPU
    assert 6 <= soft - used.ru_utime - used.ru_stime <= 9


def test_fork_of_the_owner_has_processes_of_its_own():
    with Workers(ONE) as workers:
        workers.make(job())
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                made = workers.make(job("a ::= c"))
                os.write(writer, str(len(made.body)).encode())
                workers.close()
                status = 0
            finally:
                os._exit(status)
        os.close(writer)
        with os.fdopen(reader) as told:
            assert int(told.read()) == len(do(job("a ::= c")).body)
        assert os.waitpid(child, 0)[1] == 0
        assert workers.make(job("a ::= d")) == do(job("a ::= d"))


def test_many_threads_get_each_their_own_picture(workers):
    with (
        Workers(Limits(processes=3, queue=100, queue_seconds=60)) as several,
        ThreadPoolExecutor(16) as threads,
    ):
        texts = [f"a ::= b{number}" for number in range(60)]
        made = list(threads.map(lambda text: several.make(job(text)).body, texts))
    assert made == [do(job(text)).body for text in texts]


EDITED = """
import os, signal, sys
from pathlib import Path
import railroad
from railroad.pipeline import Options
from railroad.web.job import Job
from railroad.web.limits import Limits
from railroad.web.workers import Killed, Workers

path, old, new = Path(railroad.__file__).parent / sys.argv[1], *sys.argv[2:]
job = Job("a ::= b", "x", "bnf", "auto", "svg", "svg", Options(), Limits(processes=1))
with Workers(job.limits) as workers:
    first = workers.make(job).body
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert workers.make(job).body == first and workers.ready()  # what runs goes on
    os.kill(workers._template._process.pid, signal.SIGKILL)
    workers._idle.pop().kill()
    try:
        workers.make(job)
    except Killed as killed:
        print("refused", killed)
    print("ready", workers.ready())
"""


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("web/limits.py", "    page: int", "    more: int = _limit(1, 'of a later version')\n    page: int"),
        ("web/job.py", '    spelled: bool = False', '    spelled: bool = False\n    more: bool = False'),
        ("metrics.py", "half_height=12", "half_height=14"),
        ("__init__.py", '__version__ = "', '__version__ = "9.'),
    ],
)  # fmt: skip
def test_process_of_other_code_is_refused(tmp_path, file, old, new):
    """The package is edited or upgraded while a server runs, and then its template dies."""
    shutil.copytree(ROOT / "railroad", tmp_path / "railroad", ignore=shutil.ignore_patterns("__pycache__"))
    environ = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", EDITED, file, old, new]
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines() == [f"refused {pool._CHANGED}", "ready False"], ran.stderr


@pytest.mark.parametrize("format", ["svg", "png", "txt"])
def test_process_with_another_rasterizer_or_other_fonts_makes_no_picture(monkeypatch, format):
    with Workers(ONE) as workers:
        assert workers.make(job(format=format)).body
        monkeypatch.setattr(pool.pipeline, "made_with", lambda *_: ("another",))
        with pytest.raises(Killed, match="restarted"):
            workers.make(job(format=format))
        monkeypatch.undo()
        assert workers.make(job(format=format)).body


def test_answer_of_a_process_is_plain_data(monkeypatch):
    """Whatever a process sends back, reading it runs nothing."""
    monkeypatch.setattr(worker, "_limit_time", lambda _: None)
    made = outcome(answer(pickle.dumps(job())), job())
    assert made.body == do(job()).body
    for junk in (b"", b"{", b"[]\n", b'{"rule": null}\nx', b'{"error": 1}\n', os.urandom(100)):
        with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
            outcome(junk, job())
    with pytest.raises(NotationError):
        outcome(answer(pickle.dumps(job(BAD))), job(BAD))


def test_nothing_is_left_behind():
    before = set(tree(os.getpid()))
    with Workers(Limits(processes=2, svg_seconds=0.3)) as workers:
        for _ in range(3):
            workers.make(job())
            with pytest.raises(Killed):
                workers.make(replace(job(limits=Limits(svg_seconds=0.3)), name=Spin()))
    wait_until(lambda: set(tree(os.getpid())) <= before)


def test_memory_of_many_pictures_is_given_back(workers):
    """A process does not grow with each picture (it is replaced in time all the same)."""
    for number in range(200):
        workers.make(job(f"a ::= b{number}"))
    pid = workers._idle[0]._pid
    before = resident(pid)
    for number in range(250):
        workers.make(job(f"a ::= c{number}"))
    assert workers._idle[0]._pid == pid
    assert resident(pid) - before < 4 * 1024 * 1024


def resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("only Linux tells the memory of another process")
    return int(status.read_text().partition("VmRSS:")[2].split()[0]) * 1024


def environ() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def wait_until(done, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)
