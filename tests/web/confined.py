"""What the container promises, tried without one: `python -m tests.web.confined`, in namespaces of its own.

    unshare …  →  confine() mounts, drops and forbids  →  gunicorn as process 1, and beside it try_out()

No network but the loopback, a file system that can't be written but for two in memory, no capability, and no
memory that is both written and executed.  Prints a line of JSON with what was found.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PORT = 8000
CLOSED = ("/", str(ROOT), str(Path.home()), "/var")
"""Folders that can't be written to."""
_PR_SET_MDWE, _REFUSE_EXEC_GAIN = 65, 1  # prctl(2), Linux 6.3


def confine() -> None:
    """Go on as the service, with nothing but what it needs."""
    temporary = tempfile.mkdtemp()
    for command in (
        "mount --make-rprivate /",
        *(f"mount -o remount,bind,ro {place}" for place in sorted({_mount_of(path) for path in CLOSED})),
        f"mount -t tmpfs -o size=64m none {temporary}",
        "mount -t tmpfs -o size=16m none /dev/shm",
    ):
        subprocess.run(command.split(), check=True)
    _raise_loopback()
    if ctypes.CDLL(None).prctl(_PR_SET_MDWE, _REFUSE_EXEC_GAIN, 0, 0, 0) != 0:
        print("no MDWE", file=sys.stderr)
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": temporary,
        "RAILROAD_GRAMMARS": str(ROOT / "grammars"),
        "RAILROAD_LOG": "warning",
        **{name: value for name, value in os.environ.items() if name.startswith("RAILROAD_OPTION_")},
    }
    powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    python = [*powerless, sys.executable, "-m"]
    subprocess.Popen([*python, "tests.web.confined", "try"], env=environ, cwd=ROOT)
    os.chdir("/")
    os.execvpe("setpriv", [*python, "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py")], environ)


def try_out() -> None:
    """Try the service, print what was found, and end it."""
    found: dict[str, object] = {}
    try:
        _wait()
        found["svg"] = _ask("/g/json/value.svg")[0]
        found["png"] = _ask("/g/json/value.png")[1][:4].hex()
        found["writable"] = [path for path in CLOSED if _writes(path)]
        found["out"] = _connects("192.0.2.1")
        template = next(pid for pid in _pids() if "railroad.web.worker" in _command(pid))
        os.kill(template, signal.SIGKILL)
        time.sleep(1)
        paths = [f"/g/json.svg?width={width}" for width in range(300, 1100, 100)]
        with ThreadPoolExecutor(8) as pool:  # of which some need new processes
            found["after"] = sorted({status for status, _ in pool.map(_ask, paths)})
        time.sleep(1)
        found["zombies"] = [_command(pid) for pid in _pids() if _state(pid) == "Z"]
        found["first"] = "gunicorn" in _command(1)
    finally:
        print(json.dumps(found), flush=True)
        os.kill(1, signal.SIGTERM)


def _mount_of(path: str) -> str:
    """Return where the file system is mounted that a folder is in."""
    while not os.path.ismount(path):
        path = str(Path(path).parent)
    return path


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14s", b"lo", 0x1 | 0x40, b"")  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS


def _wait() -> None:
    for _ in range(300):
        try:
            if _ask("/readyz")[0] == 200:
                return
        except (URLError, OSError):
            pass
        time.sleep(0.1)


def _ask(path: str) -> tuple[int, bytes]:
    try:
        with urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=30) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def _writes(folder: str) -> bool:
    try:
        (Path(folder) / "written").write_text("")
    except OSError:
        return False
    return True


def _connects(host: str) -> bool:
    try:
        socket.create_connection((host, 80), timeout=1).close()
    except OSError:
        return False
    return True


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


if __name__ == "__main__":
    try_out() if sys.argv[1:] == ["try"] else confine()
