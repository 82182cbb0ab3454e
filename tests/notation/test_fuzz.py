"""A short run of the noise that `fuzz` makes, the same each time; `python -m tests.notation.fuzz` runs on."""

from __future__ import annotations

import pytest

from tests.notation.fuzz import NOTATIONS, run

_COUNT = 400
_SLOWEST = 5.0
"""Seconds that no input of so few lines may take, on the slowest machine."""


@pytest.mark.parametrize("name", NOTATIONS)
def test_noise_is_read_or_refused_at_a_place(name):
    grammars, slowest = run(name, _COUNT, seed=7)
    assert 0 < grammars < _COUNT
    assert slowest < _SLOWEST
