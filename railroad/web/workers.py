"""The processes in which pictures are made, seen from the server: a few, each killed if it takes too long.

    with Workers(limits) as workers:
        workers.make(job)          →  Made, or the RailroadError of the text; Killed, Busy

A call takes a worker that is idle or has a new one forked, and gives the job and a deadline.  Whoever is
late, grows too large or dies is gone, and the next call has a new one within milliseconds.  Calls beyond the
number of processes wait, not too many and not for long.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from railroad import pipeline
from railroad.errors import LimitError
from railroad.web.identity import IDENTITY
from railroad.web.worker import FORK, LENGTH, Otherwise, outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from railroad.web.job import Job, Made
    from railroad.web.limits import Limits

_LOG = logging.getLogger(__name__)
_START_SECONDS = 30.0
"""How long the template may take to start, on a busy machine."""
_FORK_SECONDS = 5.0
_LONGEST_ANSWER = 256 * 1024 * 1024
_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from railroad.web.worker import main; main(int(sys.argv[2]), int(sys.argv[3]))"
)

_CHANGED = "the server has to be restarted: it is not what it was when it started"

POSSIBLE = hasattr(os, "fork") and hasattr(socket, "send_fds")
"""Whether this system can fork; where not, pictures are made in the server's threads."""


class Busy(Exception):
    """Too many pictures are being made or waited for."""


class Killed(Exception):
    """The process that made a picture took too long or died, and is gone; the picture may be why."""

    def __init__(self, reason: str, *, late: bool) -> None:
        """Say why; `late`: it took too long."""
        self.late = late
        super().__init__(reason)


class Unable(Killed):
    """No process can be had, whatever the picture."""

    def __init__(self, reason: str) -> None:
        """Say why."""
        super().__init__(reason, late=False)


class _OtherCode(Exception):
    """What was started has other code than this process."""


class Workers:
    """A few processes that make pictures.  All methods may be called from any thread."""

    def __init__(self, limits: Limits) -> None:
        """Start nothing yet: the first picture does."""
        self._limits = limits
        self._idle: deque[_Worker] = deque()
        self._template: _Template | None = None
        self._reset()
        _EVERY.add(self)

    def make(self, job: Job) -> Made:
        """Return the picture of a job.

        Raises:
            RailroadError: what the job says of its text; LimitError also for one that needs too much memory.
            Busy: too many others came before.
            Killed: it took too long, or its process died.
            Unable: there is no process to make it.
            RuntimeError: it failed in a way that nobody foresaw.
        """
        with self._place():
            made_with = pipeline.made_with(job.picture, job.options)
            message = pickle.dumps(replace(job, made_with=made_with))
            seconds = self._limits.seconds(job.picture)
            try:
                answer = self._ask(message, seconds)
            except Killed as killed:
                if killed.late or isinstance(killed, Unable):
                    raise
                # Killed from outside, perhaps; what kills its process by itself does so twice.
                answer = self._ask(message, seconds)
        try:
            return outcome(answer, job)
        except MemoryError:
            most = self._limits.memory // (1024 * 1024)
            raise LimitError.at(
                None, f"the picture needs more than {most:,} MiB of memory to be made"
            ) from None
        except Otherwise:
            _LOG.error("fonts or rasterizer have changed: restart the server")
            raise Unable(_CHANGED) from None

    def waiting(self) -> int:
        """Return how many calls wait for a process or have one."""
        return self._inside

    def full(self) -> bool:
        """Return whether the next call would be refused."""
        return self._inside >= self._limits.processes + self._limits.queue

    def ready(self) -> bool:
        """Return whether a process could be started, or is there."""
        try:
            with self._lock:
                self._start()
        except Killed:
            return False
        return True

    def close(self) -> None:
        """End all processes; a later call starts new ones."""
        with self._lock:
            for worker in self._idle:
                worker.close()
            self._idle.clear()
            if self._template is not None:
                self._template.close()
                self._template = None

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _reset(self) -> None:
        """Be as new; also after a fork, in which threads and their locks are lost."""
        self._lock = threading.Lock()
        self._places = threading.Semaphore(max(1, self._limits.processes))
        self._inside = 0
        self._idle = deque()
        self._template = None
        self._changed = False
        """Whether the package was changed since this process started, so that no template can be started."""

    def _forget(self) -> None:
        """Let go of what the parent of this process has."""
        for worker in self._idle:
            worker.forget()
        if self._template is not None:
            self._template.forget()
        self._reset()

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Hold one of the places while the block runs.

        Raises:
            Busy: none became free.
        """
        with self._lock:
            if self.full():
                raise Busy
            self._inside += 1
        try:
            if not self._places.acquire(timeout=self._limits.queue_seconds):
                raise Busy
            try:
                yield
            finally:
                self._places.release()
        finally:
            with self._lock:
                self._inside -= 1

    def _ask(self, message: bytes, seconds: float) -> bytes:
        """Return what a worker answers; it has been killed if there is an exception."""
        worker = self._take()
        try:
            answer = worker.ask(message, monotonic() + seconds)
        except TimeoutError:
            worker.kill()
            self._replace()
            raise Killed(f"the picture takes longer than {seconds:g} s to make", late=True) from None
        except (OSError, EOFError, ValueError):
            worker.kill()
            raise Killed("the process that made the picture died", late=False) from None
        except BaseException:
            worker.kill()
            raise
        self._put_back(worker, answer)
        return answer

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            template = self._start()
            try:
                return template.fork()
            except OSError:  # it was killed; a second one that fails is told of
                template.close()
                self._template = None
            try:
                return self._start().fork()
            except OSError as error:
                raise Unable(f"no process can be started ({error.strerror})") from error

    def _replace(self) -> None:
        """Have another worker ready for whoever comes after one that was killed."""
        with suppress(Killed, OSError), self._lock:
            self._idle.append(self._start().fork())

    def _put_back(self, worker: _Worker, answer: bytes) -> None:
        worker.made += 1
        failed = answer.startswith(b'{"failed"')  # its memory may be in pieces
        if failed or worker.made >= self._limits.pictures:
            worker.close()
            return
        with self._lock:
            self._idle.append(worker)

    def _start(self) -> _Template:
        """Return the template, started if need be; the lock is held."""
        if self._changed:
            raise Unable(_CHANGED)
        if self._template is None:
            try:
                self._template = _Template(self._limits.memory)
            except _OtherCode:
                self._changed = True
                _LOG.error("the files of this package have changed: restart the server")
                raise Unable(_CHANGED) from None
        return self._template


class _Template:
    """The process that workers are forked from."""

    def __init__(self, memory: int) -> None:
        """Start it.

        Raises:
            Unable: it does not start.
            _OtherCode: its code is not that of this process.
        """
        self._control, theirs = socket.socketpair()
        command = [_python(), "-c", _BOOT, json.dumps(sys.path), str(theirs.fileno()), str(memory)]
        with theirs:
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        try:
            self._control.settimeout(_START_SECONDS)
            identity = b""
            while not identity.endswith(b"\n") and (piece := self._control.recv(100)):
                identity += piece
        except OSError:
            identity = b""
        if identity != f"{IDENTITY}\n".encode():
            self.close()
            if identity:
                raise _OtherCode
            _LOG.error("no process for pictures could be started")
            raise Unable("no process for pictures can be started here")
        self._control.settimeout(_FORK_SECONDS)

    def fork(self) -> _Worker:
        """Return a new worker.

        Raises:
            OSError: the template is gone.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [FORK], [theirs.fileno()])
            head = b""
            while len(head) < LENGTH.size:
                piece = self._control.recv(LENGTH.size - len(head))
                if not piece:
                    raise ConnectionResetError
                head += piece
        except OSError:
            ours.close()
            raise
        return _Worker(ours, LENGTH.unpack(head)[0])

    def close(self) -> None:
        """End it, and with it every worker."""
        self._control.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """Let go of it: it is another process's child."""
        self._control.close()
        self._process.returncode = 0


class _Worker:
    """A process that makes pictures, one at a time."""

    def __init__(self, channel: socket.socket, pid: int) -> None:
        self._channel = channel
        self._pid = pid
        self._handle = _handle(pid)
        self.made = 0

    def ask(self, message: bytes, deadline: float) -> bytes:
        """Return the answer to a message.

        Raises:
            TimeoutError: there is none by the deadline.
            OSError, EOFError, ValueError: the process died or babbles.
        """
        self._channel.settimeout(_left(deadline))
        self._channel.sendall(LENGTH.pack(len(message)) + message)
        length = LENGTH.unpack(self._receive(LENGTH.size, deadline))[0]
        if length > _LONGEST_ANSWER:
            raise ValueError(length)
        return self._receive(length, deadline)

    def _receive(self, count: int, deadline: float) -> bytes:
        data = bytearray(count)
        view, at = memoryview(data), 0
        while at < count:
            self._channel.settimeout(_left(deadline))
            got = self._channel.recv_into(view[at:])
            if not got:
                raise EOFError
            at += got
        return bytes(data)

    def kill(self) -> None:
        """End it now, whatever it is doing."""
        with suppress(ProcessLookupError):
            if self._handle is None:
                os.kill(self._pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let it end by itself, which it does when its socket closes."""
        self._channel.close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    forget = close


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _handle(pid: int) -> int | None:
    """Return a handle of a process, true also when its number is used again, where the system has such."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def _python() -> str:
    """Return the interpreter; in a server that embeds Python, `sys.executable` is that server."""
    executable = Path(sys.executable or "python3")
    if executable.name.lower().startswith(("python", "pypy")):
        return str(executable)
    beside = Path(sys.prefix, "bin", "python3")
    return str(beside) if beside.exists() else "python3"


_EVERY: weakref.WeakSet[Workers] = weakref.WeakSet()


def _after_fork() -> None:
    for workers in list(_EVERY):
        workers._forget()


def _at_exit() -> None:
    for workers in list(_EVERY):
        workers.close()


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
