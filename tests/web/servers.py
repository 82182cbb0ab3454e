"""Real servers on this machine, each with an application of `served`, spoken to over a socket."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SERVERS = ("gunicorn", "granian", "waitress")
LINE = "8190"
"""The longest request line, as the documentation tells people to set it."""


class Server(NamedTuple):
    """A server that runs."""

    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def serving(
    kind: str,
    app: str = "app",
    environ: Mapping[str, str] | None = None,
    *,
    workers: int = 1,
    threads: int = 4,
) -> Iterator[Server]:
    """Give a server of a kind with an application, of `tests.web.served` unless `app` names its module.

    Skip where the server is not installed.
    """
    if find_spec(kind) is None:
        pytest.skip(f"{kind} is not installed; `pip install -e '.[test]'` has it")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    target = app if ":" in app else f"tests.web.served:{app}"
    command = {
        "gunicorn": [
            *("gunicorn", "-k", "gthread", "-b", f"127.0.0.1:{port}", "--log-level", "error"),
            *("--workers", str(workers), "--threads", str(threads), "--limit-request-line", LINE, target),
        ],
        "granian": [
            *("granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "--log-level", "error"),
            *("--workers", str(workers), "--blocking-threads", str(threads), target),
        ],
        "waitress": ["waitress", "--listen", f"127.0.0.1:{port}", "--threads", str(threads), target],
        "uvicorn": ["uvicorn", "--port", str(port), "--log-level", "error", target],
    }[kind]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **(environ or {})},
        start_new_session=True,
    )
    try:
        wait_for(port, process)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with suppress(ProcessLookupError):  # whoever it left behind
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers."""
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}")
        try:
            if (
                b" 200 "
                in exchange(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[:20]
            ):
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("the server does not answer")


def exchange(port: int, *pieces: bytes, pause: float = 0.0, timeout: float = 15) -> bytes:
    """Send bytes and return all that comes back until the server closes the connection or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        try:
            for number, piece in enumerate(pieces):
                if number and pause:
                    time.sleep(pause)
                connection.sendall(piece)
        except OSError:  # it has heard enough
            pass
        data, head = b"", pieces[0].startswith(b"HEAD ")
        while not (complete(data) or (head and b"\r\n\r\n" in data)):
            try:
                piece = connection.recv(65536)
            except (TimeoutError, ConnectionError):
                break
            if not piece:
                break
            data += piece
        return data


def complete(data: bytes) -> bool:
    """Return whether one whole response is there, so that nobody has to wait for the connection's end."""
    head, blank, body = data.partition(b"\r\n\r\n")
    if not blank or head.startswith(b"HTTP/1.1 100"):
        return False
    length = header(data, "content-length")
    if status(data) in (204, 304):
        return True
    return length is not None and len(body) >= int(length)


def status(data: bytes) -> int:
    """Return the status of a response; 0: there is none."""
    parts = data.split(b" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[0].startswith(b"HTTP/") else 0


def header(data: bytes, name: str) -> str | None:
    """Return a header of a response."""
    for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name.encode():
            return value.strip().decode("latin-1")
    return None


def body(data: bytes) -> bytes:
    """Return the body of a response."""
    return data.partition(b"\r\n\r\n")[2]


def tree(pid: int) -> list[int]:
    """Return a process and all below it, by the table of processes."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        each = todo.pop()
        found.append(each)
        todo += parents.get(each, [])
    return found
