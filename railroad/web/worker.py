"""The processes in which pictures are made, seen from inside.

    the server's process ──control──▶ template ──fork──▶ worker, worker, …
                         ◀───────────── a socket each ─────────┘

The *template* has everything imported and never makes a picture; it forks a worker for each socket that
comes over its control socket, so a worker that was killed is replaced within milliseconds.  It has one
thread, which a server's process seldom has, so forking it is safe.  A worker has a socket of its own and
shares no lock with anybody, so it can be killed at any moment.  When the server's process goes away, however
it does, its sockets close, and template and workers end.

What goes over a socket is a length in four bytes and then that many bytes: towards the worker a pickled `Job`
of our own, back an answer of JSON and bytes that is safe to read whatever a worker does.  The job says which
rasterizer and fonts it is for; a worker that has others by now makes no picture.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from railroad import errors, pipeline
from railroad.errors import Diagnostic, RailroadError
from railroad.source import Source, Span
from railroad.web.identity import IDENTITY
from railroad.web.job import Made, do

if TYPE_CHECKING:
    from railroad.web.job import Job

LENGTH = struct.Struct("!I")
FORK = b"F"
_GRACE = 5
"""Seconds of processor time over its limit after which the system ends a worker that nobody kills."""
_LEFT_OVER = 50_000
"""How many objects pictures may leave before those are looked for that only hold one another."""
_OUT_OF_MEMORY = "memory"
_OTHERWISE = "otherwise"


class Otherwise(Exception):
    """The worker would make another picture: its rasterizer or fonts are not those of the server."""


def main(descriptor: int, memory: int) -> None:
    """Be the template, with the control socket in `descriptor`, until that closes.

    Args:
        descriptor: of a Unix stream socket.
        memory: bytes of address space that a worker may have.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, whose end is ours
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    control = socket.socket(fileno=descriptor)
    _warm_up()
    control.sendall(f"{IDENTITY}\n".encode())
    workers: set[int] = set()
    try:
        while _serve(control, workers, memory):
            pass
    finally:
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _serve(control: socket.socket, workers: set[int], memory: int) -> bool:
    """Fork one worker for one request, or bury the dead; return whether to go on."""
    ready, _, _ = select.select([control], [], [], 1.0 if workers else None)
    _bury(workers)
    if not ready:
        return True
    command, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    if command != FORK or len(descriptors) != 1:
        return False
    pid = os.fork()
    if pid == 0:
        control.close()
        status = 1
        try:
            _work(socket.socket(fileno=descriptors[0]), memory)
            status = 0
        finally:
            os._exit(status)
    os.close(descriptors[0])
    workers.add(pid)
    control.sendall(LENGTH.pack(pid))
    return True


def _bury(workers: set[int]) -> None:
    """Take leave of all workers that have ended, so that none stays as a zombie."""
    while workers:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            workers.clear()
            return
        if not pid:
            return
        workers.discard(pid)


def _warm_up() -> None:
    """Import and prepare what pictures need, once for all workers.

    No pixels are made: a rasterizer may have threads, and these don't survive a fork.
    """
    with suppress(RailroadError, ImportError):
        pipeline.made_with("png", pipeline.Options())
    for format in ("svg", "txt"):
        pipeline.draw(pipeline.read('a ::= "b" | c'), format)
    gc.collect()
    gc.freeze()  # a collection in a worker would copy every page that it looks at


def _work(channel: socket.socket, memory: int) -> None:
    """Do jobs as they come, until the socket closes."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _limit_memory(memory)
    gc.disable()  # grammars and diagrams have no cycles, and looking for some costs a tenth of a picture
    while (message := receive(channel)) is not None:
        send(channel, answer(message))
        if gc.get_count()[0] > _LEFT_OVER:
            gc.collect()


def answer(message: bytes) -> bytes:
    """Do the job in a message and return the bytes that tell how it went."""
    try:
        job: Job = pickle.loads(message)  # from the process that started us, and from nobody else
        _limit_time(job)
        if job.made_with is not None and job.made_with != pipeline.made_with(job.picture, job.options):
            return _pack({"failed": _OTHERWISE})
        made = do(job)
    except RailroadError as error:
        return _pack({"error": _plain(error)})
    except MemoryError:
        return _pack({"failed": _OUT_OF_MEMORY})
    except Exception as error:
        import traceback

        last = traceback.format_exception(error)[-30:]
        return _pack({"failed": "".join(last)[-4000:]})
    return _pack({"rule": made.rule, "stages": made.stages}, made.body)


def outcome(data: bytes, job: Job) -> Made:
    """Return what `answer` told.

    Raises:
        RailroadError: the job's own.
        MemoryError: it needed more than it may have.
        Otherwise: it would have been another picture than is asked for.
        RuntimeError: it failed otherwise; the message is a traceback.
        ValueError: this is no answer.
    """
    head, _, body = data.partition(b"\n")
    told = json.loads(head)
    if "error" in told:
        raise _error(told["error"], job)
    if told.get("failed") == _OUT_OF_MEMORY:
        raise MemoryError
    if told.get("failed") == _OTHERWISE:
        raise Otherwise
    if "failed" in told:
        raise RuntimeError(told["failed"])
    return Made(body, told["rule"], tuple((name, seconds) for name, seconds in told["stages"]))


def send(channel: socket.socket, message: bytes) -> None:
    """Send a message over a socket."""
    channel.sendall(LENGTH.pack(len(message)) + message)


def receive(channel: socket.socket) -> bytes | None:
    """Return the next message; None: there will be none."""
    head = _exactly(channel, LENGTH.size)
    return None if head is None else _exactly(channel, LENGTH.unpack(head)[0])


def _exactly(channel: socket.socket, count: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < count:
        piece = channel.recv(min(count - len(pieces), 1 << 20))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)


def _limit_memory(memory: int) -> None:
    import resource

    with suppress(OSError, ValueError):  # the system allows less already
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(job: Job) -> None:
    """Have the system end this process if it spins and nobody is left to kill it."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + job.limits.seconds(job.picture) + _GRACE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    return json.dumps(head).encode() + b"\n" + body


def _plain(error: RailroadError) -> dict[str, Any]:
    """Return an error as JSON has it; the text is known where it is read."""
    found = [(each.severity, each.message, each.span, each.hint) for each in error.diagnostics[:100]]
    return {"kind": type(error).__name__, "about_text": error.source is not None, "found": found}


def _error(plain: dict[str, Any], job: Job) -> RailroadError:
    """Return the error that `_plain` told of."""
    kind = getattr(errors, plain["kind"], None)
    if not (isinstance(kind, type) and issubclass(kind, RailroadError)):
        kind = RailroadError
    found = [
        Diagnostic(severity, message, None if span is None else Span(*span), hint)
        for severity, message, span, hint in plain["found"]
    ]
    return kind(found, Source(job.name, job.text) if plain["about_text"] else None)


if __name__ == "__main__":
    sys.exit("this is started by railroad.web.workers")
