"""A server under load while everything round it breaks: no answer is ever wrong.

32 clients ask a server with several processes for grammars whose pictures are known, while processes that
make pictures are killed, the cache's server is frozen, killed and emptied, and entries are spoiled.

    python -m pytest tests/web/test_soak.py                                a few seconds
    RAILROAD_SOAK=600 python -m pytest tests/web/test_soak.py --slow -n 0  ten minutes
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from railroad.web import RailroadApp
from tests.web.servers import serving, tree
from tests.web.support import HERE, fetch
from tests.web.test_abuse import grammars, shown

REDIS = shutil.which("redis-server") or shutil.which("valkey-server")

pytestmark = [
    pytest.mark.skipif(
        not Path("/proc/self/stat").exists(), reason="only Linux tells which processes there are"
    ),
    pytest.mark.skipif(not find_spec("gunicorn"), reason="gunicorn is not installed"),
]


class Clients:
    """Clients that ask for pictures they know, and remember every answer that is not right."""

    def __init__(self, port: int, known: dict[str, str], number: int) -> None:
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self._port, self._known, self._stop = port, known, threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, args=(seed,)) for seed in range(number)]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, seed: int) -> None:
        random, urls = Random(seed), list(self._known)
        tags: dict[str, str] = {}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._stop.is_set():
            url = urls[min(int(random.expovariate(4 / len(urls))), len(urls) - 1)]
            headers = {"If-None-Match": tags[url]} if url in tags and random.random() < 0.3 else {}
            try:
                connection.request("GET", url, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self._tell(0, f"{url[:60]}: {type(error).__name__}")
                continue
            problem = ""
            if answer.status == 200:
                tags[url] = answer.headers["ETag"]
                if sha256(body).hexdigest() != self._known[url]:
                    problem = f"another picture for {url[:60]}"
            elif answer.status == 304:
                problem = "a body with a 304" if body else ""
            elif answer.status == 503:
                problem = "" if answer.headers["Retry-After"] else "no Retry-After"
                time.sleep(0.2)
            else:
                problem = f"{answer.status} for {url}: {answer.headers['X-Railroad-Error']}"
            self._tell(answer.status, problem)
        connection.close()

    def _tell(self, status: int, problem: str) -> None:
        with self._lock:
            self.statuses[status] += 1
            if problem:
                self.wrong.append(problem)


def known_pictures(count: int) -> dict[str, str]:
    """Return the digest of the picture of each address, made in this process."""
    app = RailroadApp(limits=HERE, metrics=False)
    urls = [
        shown(text, ("svg", "txt", "svg", "png")[n % 4] if n % 40 == 3 else "svg")
        for n, text in enumerate(grammars(count))
    ]
    return {url: sha256(fetch(app, url).data).hexdigest() for url in urls}


def picture_processes(server: int) -> list[int]:
    """Return the processes below a server in which pictures are made, without the templates."""
    found = []
    for pid in tree(server):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            if (
                b"railroad.web.worker" in line
                and b"railroad.web.worker" in Path(f"/proc/{parent}/cmdline").read_bytes()
            ):
                found.append(pid)
        except OSError:
            continue
    return found


def zombies(server: int) -> int:
    count = 0
    for pid in tree(server):
        try:
            count += Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            continue
    return count


def resident(server: int) -> float:
    """Return the memory of a server and all below it, in MiB."""
    total = 0
    for pid in tree(server):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            total += int(status.partition("VmRSS:")[2].split()[0]) if "VmRSS:" in status else 0
        except (OSError, IndexError):
            continue
    return total / 1024


def spoil(folder: Path, random: Random, share: float) -> int:
    """Flip a bit in a share of the entries of a cache."""
    count = 0
    for path in folder.glob("??/*"):
        if random.random() < share:
            try:
                data = bytearray(path.read_bytes())
                data[random.randrange(len(data))] ^= 1 << random.randrange(8)
                path.write_bytes(data)
                count += 1
            except (OSError, ValueError):
                continue
    return count


def soak(
    server, known: dict[str, str], seconds: float, clients: int, mischief, every: float
) -> tuple[Clients, list[float]]:
    """Return what the clients saw, and the memory over time, while `mischief` is done again and again."""
    memory: list[float] = []
    with Clients(server.port, known, clients) as asking:
        end, next_time, turn = time.monotonic() + seconds, time.monotonic() + every, 0
        while time.monotonic() < end:
            time.sleep(0.25)
            if time.monotonic() >= next_time:
                mischief(turn)
                turn += 1
                next_time += every
                memory.append(resident(server.process.pid))
    return asking, memory


def check(asking: Clients, server, memory: list[float]) -> None:
    assert asking.wrong == []
    assert set(asking.statuses) <= {200, 304, 503}
    assert asking.statuses[200] > 0
    until = time.monotonic() + 10
    while zombies(server.process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert zombies(server.process.pid) == 0
    print(dict(asking.statuses), "memory, MiB:", [round(each) for each in memory])


ENVIRON = {
    "RAILROAD_LIMIT_PROCESSES": "2",
    "RAILROAD_LIMIT_QUEUE": "64",
    "RAILROAD_LIMIT_QUEUE_SECONDS": "20",
    "RAILROAD_LIMIT_SVG_SECONDS": "20",
    "RAILROAD_LIMIT_PNG_SECONDS": "20",
    "RAILROAD_LIMIT_MEMORY_CACHE": "200000",
    "RAILROAD_LIMIT_CACHE_PAUSE": "0.5",
}


def test_short_soak(tmp_path):
    """The same as in full, for seconds: processes are killed, entries are spoiled."""
    known, cache, random = known_pictures(120), tmp_path / "cache", Random(3)
    with serving("gunicorn", environ={**ENVIRON, "TEST_CACHE": str(cache)}, workers=2, threads=8) as server:

        def mischief(turn: int) -> None:
            for pid in picture_processes(server.process.pid)[:1]:
                os.kill(pid, signal.SIGKILL)
            spoil(cache, random, 0.1)

        asking, memory = soak(server, known, float(os.environ.get("RAILROAD_SOAK", "8")), 16, mischief, 1.0)
        check(asking, server, memory)


@pytest.mark.slow
def test_soak_with_a_server_as_cache_that_freezes_dies_and_forgets(tmp_path):
    if REDIS is None:
        pytest.skip("neither redis-server nor valkey-server is installed")
    known = known_pictures(2000)
    seconds = float(os.environ.get("RAILROAD_SOAK", "120"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [REDIS, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL)]

    def tell(words: bytes) -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(words)
            connection.recv(100)

    def spoil_some() -> None:
        import redis

        client, random = redis.Redis(port=port, socket_timeout=2), Random(1)
        for key in list(client.scan_iter(count=1000)):
            if random.random() < 0.01:
                data = bytearray(client.get(key) or b"x")
                data[random.randrange(len(data))] ^= 1 << random.randrange(8)
                client.set(key, bytes(data))

    environ = {**ENVIRON, "TEST_CACHE": f"redis://127.0.0.1:{port}/0"}
    try:
        with serving("gunicorn", environ=environ, workers=2, threads=16) as server:

            def mischief(turn: int) -> None:
                for pid in picture_processes(server.process.pid)[:1]:
                    os.kill(pid, signal.SIGKILL)
                match turn % 6:
                    case 0:
                        running[-1].send_signal(signal.SIGSTOP)
                    case 1:
                        running[-1].send_signal(signal.SIGCONT)
                    case 2:
                        spoil_some()
                    case 3:
                        running[-1].kill()
                        running[-1].wait()
                    case 4:
                        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
                    case 5:
                        tell(b"FLUSHALL\r\n")

            asking, memory = soak(server, known, seconds, 32, mischief, 10.0)
            check(asking, server, memory)
            assert len(memory) < 6 or max(memory[len(memory) // 2 :]) < 1.3 * max(memory[: len(memory) // 2])
    finally:
        running[-1].send_signal(signal.SIGCONT)
        running[-1].kill()
        running[-1].wait()
