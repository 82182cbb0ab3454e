"""Grammars that others wrote, and broken ones, each with its notation: the folder in RAILROAD_CORPUS."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from railroad import notation
from railroad.errors import NotationError

FOLDER = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus")
NOTATIONS = {
    "abnf": "abnf",
    "antlr4": "antlr4",
    "bnf": "bnf",
    "cpython-peg": "pegen",
    "iso-ebnf": "iso",
    "lark": "lark",
    "other-gocc": "dialect",
    "other-nearley": "nearley",
    "other-nim": "dialect",
    "other-peg": "peg",
    "other-peggy": "peggy",
    "other-pest": "pest",
    "other-pgen": "dialect",
    "other-wgsl-bnf": "dialect",
    "w3c-ebnf": "w3c",
    "wirth": "go",
    "yacc": "yacc",
}
"""The notation of each folder."""
_ANOTHER = {
    "kgt-bnf.wsn": "wsn",
    "kgt-c_syntax.wsn": "wsn",
    "kgt-wsn.wsn": "wsn",
    "mdhender-lua.ebnf": "wsn",
    "openCypher.bnf": "sql",
    "sql-2003-1.bnf": "sql",
    "sql-92.bnf": "sql",
    "sql-99.bnf": "sql",
    "sqlite-fts5parse.y": "lemon",
    "sqlite-parse.y": "lemon",
}
"""Files in a folder of several notations."""
_NONE = pytest.param(None, None, marks=pytest.mark.skip("RAILROAD_CORPUS names no corpus"))


def files(which, pattern="*", *, smaller_than=None):
    """Return the files in ``open`` or ``invalid``, for a test with the arguments notation and path."""
    found = []
    for folder, name in NOTATIONS.items():
        for path in sorted((FOLDER / which / folder).glob(pattern)):
            if smaller_than is None or path.stat().st_size < smaller_than:
                found.append(pytest.param(_ANOTHER.get(path.name, name), path, id=f"{folder}-{path.name}"))
    return found or [_NONE]


def attempt(name, path):
    """Return the grammar in a file or the error; neither takes long."""
    start = time.process_time()
    try:
        return notation.read(notation.decode(path.read_bytes(), path.name), name)
    except NotationError as error:
        return error
    finally:
        assert time.process_time() - start < 5
