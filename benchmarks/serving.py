"""What an answer costs a server: processor time a request, beside a bare function with the same bytes.

python benchmarks/serving.py            in process, and on gunicorn with threads
python benchmarks/serving.py --quick    in process only

Contenders take turns within a run, so the ratios mean something on any machine.  Only Linux tells the
processor time of another process, so elsewhere there is only the first part.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults

from railroad.web import Limits, RailroadApp, RailroadMiddleware

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RULE = 'r ::= "q" ' + 'a { "," b } [ "c" d ] ( e | "f" ) ' * 4
TEXT = 'object ::= "{" [ member { "," member } ] "}"\nmember ::= string ":" value\n'
URL = "/diagram.svg?bnf=" + quote(TEXT)
ROUNDS, REQUESTS, CONNECTIONS = 7, 3000, 8


def environ_of(url: str, **headers: str) -> dict:
    """Return a request as a server hands it on."""
    environ: dict = {}
    setup_testing_defaults(environ)
    path, _, query = url.partition("?")
    environ |= {"PATH_INFO": path, "QUERY_STRING": query, "RAW_URI": url, **headers}
    return environ


def answer(app, environ: dict) -> tuple[str, dict[str, str], bytes]:
    """Return one whole answer."""
    seen: list = []
    body = b"".join(app(environ, lambda *given: seen.append(given)))
    return seen[0][0], dict(seen[0][1]), body


def bare(status: str, headers: dict[str, str], body: bytes):
    """Return the function that answers with these bytes and does nothing else."""
    ready, whole = list(headers.items()), [body] if body else []

    def app(environ, start_response):
        start_response(status, ready[:])
        return whole

    return app


def in_process() -> None:
    """Print microseconds of processor time a call."""
    with closing(RailroadApp(limits=Limits(processes=1))) as app:
        hit = environ_of(URL)
        status, headers, body = answer(app, hit)
        known = environ_of(URL, HTTP_IF_NONE_MATCH=headers["ETag"])
        kept = answer(app, known)
        inner = bare("200 OK", {"Content-Type": "text/plain"}, b"mine")
        around = RailroadMiddleware(inner, "/railroad")
        other = environ_of("/somewhere/else")
        calls: dict[str, Callable[[], object]] = {
            "bare function": call(bare(status, headers, body), hit),
            "picture that is ready": call(app, hit),
            "bare 304": call(bare(kept[0], kept[1], b""), known),
            "304 that is ready": call(app, known),
            "other path, no middleware": call(inner, other),
            "other path, through the middleware": call(around, other),
        }
        times = interleaved(calls, 20_000)
        print("in process, µs a call")
        for name, seconds in times.items():
            print(f"  {name:36} {seconds * 1e6:7.2f}")
        cost = times["other path, through the middleware"] - times["other path, no middleware"]
        print(f"  the middleware's part {cost * 1e6:.2f} µs (at most 10)")
        around.close()
    cold()


def cold() -> None:
    """Print what a new picture costs, in the server's own thread."""
    app = RailroadApp(limits=Limits(processes=0, memory_cache=0, ready=0))
    number = iter(range(10**9))
    stations = 1 + 7 * 4

    def new(format: str) -> object:
        return answer(app, environ_of(f"/diagram.{format}?bnf={quote(f'{RULE} n{next(number)}')}"))

    calls = {
        f"svg of {stations} stations": lambda: new("svg"),
        f"png of {stations} stations": lambda: new("png"),
    }
    print("new pictures")
    for name, seconds in interleaved(calls, 20).items():
        print(f"  {name:36} {seconds * 1e3:7.2f} ms, {1 / seconds:.0f} a second and core")


def call(app, environ: dict) -> Callable[[], object]:
    def start_response(status, headers):
        return None

    return lambda: app(environ, start_response)


def interleaved(calls: dict[str, Callable[[], object]], count: int) -> dict[str, float]:
    """Return the median of the processor seconds a call, all taking turns."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, function in calls.items():
            start = time.process_time()
            for _ in range(count):
                function()
            times[name].append((time.process_time() - start) / count)
    return {name: statistics.median(taken) for name, taken in times.items()}


SERVED = """
import sys
sys.path.insert(0, {root!r})
from benchmarks.serving import bare, answer, environ_of, URL
from railroad.web import Limits, RailroadApp
ours = RailroadApp(limits=Limits(processes=1))
hit = answer(ours, environ_of(URL))
kept = answer(ours, environ_of(URL, HTTP_IF_NONE_MATCH=hit[1]["ETag"]))
ours.close()
bare_200, bare_304 = bare(*hit), bare(*kept)
"""


def on_gunicorn(folder: Path) -> None:
    """Print processor time a request of whole servers."""
    root = str(Path(__file__).resolve().parent.parent)
    (folder / "served.py").write_text(SERVED.format(root=root))
    with closing(RailroadApp(limits=Limits(processes=1))) as app:
        tag = answer(app, environ_of(URL))[1]["ETag"]
    plans = {
        "bare function": ("bare_200", b""),
        "picture that is ready": ("ours", b""),
        "bare 304": ("bare_304", b""),
        "304 that is ready": ("ours", f"If-None-Match: {tag}\r\n".encode()),
    }
    times: dict[str, list[float]] = {name: [] for name in plans}
    with servers({"bare_200", "bare_304", "ours"}, folder) as ports:
        for turn in range(ROUNDS + 1):
            for name, (app_name, header) in plans.items():
                port, pid = ports[app_name]
                before = processor_seconds(pid)
                drive(port, header)
                if turn:  # the first warms up
                    times[name].append((processor_seconds(pid) - before) / REQUESTS)
        for format in ("svg", "png"):  # what is ready needs no process for pictures
            send(ports["ours"][0], f"/diagram.{format}?bnf={quote(RULE)}", b"")
        memory = resident(ports["ours"][1])
    print(f"gunicorn, gthread 1 × {CONNECTIONS}, µs of the server a request")
    for name, taken in times.items():
        base = statistics.median(times["bare 304" if "304" in name else "bare function"])
        median = statistics.median(taken)
        print(f"  {name:36} {median * 1e6:7.1f}  {median / base:5.2f} ×")
    print("memory, MiB, and without what is shared:")
    for kind, (whole, own) in memory.items():
        print(f"  {kind:36} {whole:6.0f} {own:6.0f}")


@contextmanager
def closing(app: RailroadApp) -> Iterator[RailroadApp]:
    try:
        yield app
    finally:
        app.close()


@contextmanager
def servers(names: set[str], folder: Path) -> Iterator[dict[str, tuple[int, int]]]:
    """Give the port and the process of a gunicorn for each application."""
    running, ports = [], {}
    try:
        for name in sorted(names):
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-k", "gthread"]
            command += ["--threads", str(CONNECTIONS), "--keep-alive", "60", "--log-level", "error"]
            command += ["--limit-request-line", "8190", "--chdir", str(folder), f"served:{name}"]
            process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
            running.append(process)
            ports[name] = port, process.pid
        for port, _ in ports.values():
            wait_for(port)
        yield ports
    finally:
        for process in running:
            process.terminate()
            process.wait()


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers at {port}")


def drive(port: int, header: bytes) -> None:
    """Send requests over a few connections that stay open, one after another."""
    request = request_of(URL, header)
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]
    for number in range(0, REQUESTS, CONNECTIONS):
        for connection in connections[: REQUESTS - number]:
            connection.sendall(request)
        for connection in connections[: REQUESTS - number]:
            receive(connection)
    for connection in connections:
        connection.close()


def request_of(url: str, header: bytes) -> bytes:
    return b"GET " + url.encode() + b" HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n"


def send(port: int, url: str, header: bytes) -> None:
    """Send one request."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request_of(url, header))
        receive(connection)


def receive(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise SystemExit("the server closed a connection")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:") and b" 304 " not in head[:20]:
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and all below it."""
    ticks = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> dict[str, tuple[float, float]]:
    """Return the memory of each process, in MiB, and that which it shares with no other."""
    found = {}
    for each in family(pid):
        told: dict[str, int] = {}
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()[1:]:
            name, _, value = line.partition(":")
            told[name] = int(value.split()[0])
        command = Path(f"/proc/{each}/cmdline").read_bytes()
        kind = "picture process" if b"railroad.web.worker" in command else "server process"
        own = told["Private_Clean"] + told["Private_Dirty"]
        found[f"{kind} {each}"] = told["Rss"] / 1024, own / 1024
    return found


def main() -> None:
    """Print all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="in process only")
    quick = parser.parse_args().quick
    in_process()
    if not quick and Path("/proc/self/stat").exists():
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            on_gunicorn(Path(folder))


if __name__ == "__main__":
    main()
