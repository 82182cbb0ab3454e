"""Options and fixtures for all tests."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    parser.addoption(
        "--slow", action="store_true", help="also run the tests that take minutes, in full length"
    )
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden files; then look at the diff"
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("--slow"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with --slow"))


@pytest.fixture
def golden(request):
    """Return a function that compares a text with a golden file, or rewrites that file when asked to."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"no golden file {name}; make it with --update-golden and look at it"
        assert text == path.read_text(encoding="utf-8")

    return compare


def heed_interrupts() -> None:
    """In a new process: let SIGINT interrupt it, also where the shell has background jobs ignore that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def grammars() -> Path:
    """Return the folder of the grammars that come with the project."""
    return ROOT / "grammars"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real grammars that `RAILROAD_CORPUS` names."""
    folder = os.environ.get("RAILROAD_CORPUS")
    if not folder:
        pytest.skip("RAILROAD_CORPUS names no corpus of real grammars")
    return Path(folder)
