"""A real browser, Chromium without a window, spoken to over a pipe (Chrome DevTools Protocol)."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Browser:
    """One page of a browser."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back, self._data, self._count = to, back, b"", 0
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]

    def open(self, url: str) -> None:
        """Go to a page, and wait until it and its pictures are there."""
        assert "errorText" not in self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """Return the value of a script's expression; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def until(self, script: str, seconds: float = 20) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(f"Boolean({script})"):
            if time.monotonic() > end:
                pytest.fail(f"not within {seconds:g} s: {script}")
            time.sleep(0.05)

    def screenshot(self, path: Path) -> None:
        """Save what the window shows as a PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers to a call about the page."""
        return self._ask(method, parameters, sessionId=self._session)

    def _ask(self, method: str, parameters: dict[str, Any], **more: str) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters, **more}
        os.write(self._to, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + 30
        while True:
            while b"\0" not in self._data:
                if not select.select([self._back], [], [], max(0, end - time.monotonic()))[0]:
                    pytest.fail(f"the browser does not answer to {method}")
                piece = os.read(self._back, 1 << 20)
                if not piece:
                    pytest.fail("the browser ended")
                self._data += piece
            one, _, self._data = self._data.partition(b"\0")
            told = json.loads(one)
            if told.get("id") == self._count:
                assert "error" not in told, told
                return told["result"]


@contextmanager
def browsing(profile: Path, *, width: int = 1000, height: int = 900) -> Iterator[Browser]:
    """Give a browser with a new profile in a folder; skip where there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("there is no Chromium here")
    theirs_in, to = os.pipe()
    back, theirs_out = os.pipe()

    # It reads from its descriptor 3 and writes to 4; the shell puts ours there.
    line = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
    arguments = [
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
        *("--no-first-run", "--disable-background-networking", "--remote-debugging-pipe"),
        *(f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank"),
    ]
    process = subprocess.Popen(
        ["bash", "-c", line, "bash", program, *arguments],
        pass_fds=(theirs_in, theirs_out),
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Browser(to, back)
    finally:
        os.close(to)  # at which it ends by itself
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(back)
