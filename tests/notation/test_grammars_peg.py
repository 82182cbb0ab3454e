"""The PEGs in ``grammars/``: each is read in its notation, says where it is from, and needs no warning."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.notation.pegs import read

OURS = {"roman.peg": "peg", "globs.pegjs": "peggy", "mail.gram": "pegen", "colour-scheme.pest": "pest"}


@pytest.mark.parametrize(("name", "notation"), OURS.items())
def test_our_own_grammar_is_read_without_a_warning(name, notation):
    text = (ROOT / "grammars" / name).read_text(encoding="utf-8")
    assert read(text, notation).warnings == ()
    assert "Source:" in text[:1500]
    assert "MIT" in text[:1500]
