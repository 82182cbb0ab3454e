"""The same input gives the same bytes, in any process and thread."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

import railroad
from tests.conftest import ROOT

NAMES = ["css-selectors", "datetime"]
FORMATS = ["svg", "png", "txt"]
CODE = """
import sys, railroad, hashlib
for name in sys.argv[1:]:
    grammar = railroad.load(name)
    for format in ("svg", "png", "txt"):
        picture = railroad.render(grammar, format, width=80 if format == "txt" else 700)
        data = picture.encode() if isinstance(picture, str) else picture
        print(hashlib.sha256(data).hexdigest())
"""


def digest(name: str, format: str) -> str:
    grammar = railroad.load(ROOT / "grammars" / f"{name}.bnf")
    picture = railroad.render(grammar, format, width=80 if format == "txt" else 700)
    return sha256(picture.encode() if isinstance(picture, str) else picture).hexdigest()


@pytest.fixture(scope="module")
def digests() -> list[str]:
    return [digest(name, format) for name in NAMES for format in FORMATS]


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_hash_seed_and_process_change_no_byte(digests, seed):
    files = [str(ROOT / "grammars" / f"{name}.bnf") for name in NAMES]
    ran = subprocess.run(
        [sys.executable, "-c", CODE, *files],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == digests


def test_threads_change_no_byte(digests):
    tasks = [(name, format) for name in NAMES for format in FORMATS]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda task: digest(*task), tasks)) == digests
