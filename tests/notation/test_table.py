"""The table of notations: who is asked by what name, and what is imported when."""

from __future__ import annotations

import subprocess
import sys

import pytest

from railroad import notation
from railroad.errors import OptionError, UnknownNotationError
from railroad.source import Source

SOURCE = Source("x", '<a> ::= "b"')


def test_bnf_is_known_by_name_and_suffix():
    assert notation.NOTATIONS["bnf"].suffixes == (".bnf",)
    assert notation.read(SOURCE, "bnf").notation == "bnf"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("bnff", 'did you mean "bnf"?'), ("cobol", f"there is {', '.join(notation.NOTATIONS)}")],
)
def test_an_unknown_notation_is_an_error_that_names_the_nearest(name, hint):
    with pytest.raises(UnknownNotationError) as caught:
        notation.read(SOURCE, name)
    assert str(caught.value) == f'x: there is no notation "{name}"\nhint: {hint}'


def test_an_unknown_choice_of_extensions_is_an_error():
    with pytest.raises(OptionError, match=r'did you mean "on"'):
        notation.read(SOURCE, "bnf", extensions="one")


def test_lark_is_not_imported_to_read():
    code = "import sys, railroad as r; r.read('a ::= b'); print('lark' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False"]
