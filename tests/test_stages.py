"""The steps of a picture, and who is told of them."""

from __future__ import annotations

import pytest

import railroad
from railroad.stages import heard, stage


def test_listener_is_told_of_each_step_in_its_order():
    told: list[str] = []
    with heard(lambda name, seconds: told.append(name if seconds >= 0 else "")):
        railroad.render(railroad.read("a ::= b"), "png")
    railroad.render(railroad.read("a ::= b"))
    assert told == ["read", "lay out", "rasterize", "draw"]


def test_step_that_fails_is_told_too():
    told: list[str] = []
    with pytest.raises(ZeroDivisionError), heard(lambda name, _: told.append(name)), stage("x"):
        raise ZeroDivisionError
    assert told == ["x"]


def test_png_is_bounded_by_the_options():
    grammar = railroad.read("a ::= b")
    for bound in ({"most_side": 50}, {"most_pixels": 2000}):
        with pytest.raises(railroad.RailroadError, match="the most is"):
            railroad.render(grammar, "png", **bound)
    assert railroad.render(grammar, "png", most_side=500, most_pixels=50_000)
