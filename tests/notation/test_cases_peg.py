"""What the constructs of PEGs mean, and what their mistakes say, case by case.

tests/cases/notation/NOTATION/*.txt: title, text, what comes of it; a line with a single dot ends each.
"""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.notation.pegs import NOTATIONS, report

FOLDER = ROOT / "tests" / "cases" / "notation"


def cases():
    found = []
    for notation in NOTATIONS:
        for path in sorted((FOLDER / notation).glob("*.txt")):
            parts = path.read_bytes().decode().removesuffix("\n.\n").split("\n.\n")
            assert len(parts) % 3 == 0, path
            found += [
                pytest.param(notation, *parts[i + 1 : i + 3], id=f"{notation}: {parts[i]}")
                for i in range(0, len(parts), 3)
            ]
    return found


@pytest.mark.parametrize(("notation", "text", "expected"), cases())
def test_it_reads(notation, text, expected):
    assert report(text, notation) == expected


@pytest.mark.parametrize("notation", NOTATIONS)
def test_there_are_fifteen_mistakes_at_least(notation):
    parts = (FOLDER / notation / "mistakes.txt").read_bytes().decode().split("\n.\n")
    refused = [outcome for outcome in parts[2::3] if outcome.startswith("x:")]
    assert len(refused) >= 15
