"""Slips of one sign, each told where a person mends it."""

from __future__ import annotations

import pytest

from railroad import notation
from railroad.errors import NotationError

# The sign ^ stands before what is told first.
SLIPS = {
    "bnf": [
        'a ::= b "c"\nb ^a+\nd ::= "x"',
        "a: 'x' ;\n^!b: 'y' ;\nc: a ;",
        'a ::= "x" ^*/\nb ::= "y"',
        'a ::= "x" ^::= "y"',
        "<a> ::= ^<b\n  'x' '>'",
    ],
    "w3c": [
        "a ::= 'x' ^*/\nb ::= 'y'",
        '[1] a ^"x"\n[2] b ::= "y"',
        "a ::= [^#xZZ]",
        "a ::= [a-c^#xyz]",
        "a ::= 'x' ^::= 'y'",
    ],
    "iso": [
        'a = b, c;\nb ^c, "x";',
        'a b = "x";\nc\n  ^a b, "x";\nd = c;',
        'a = "x" ^... | "y";',
        "a = ^? any;\nb = ? x ?;",
    ],
    "abnf": [
        'a = "x"\n^= "y"',
        'a = b DQUOTE\n\nb ^c d DQUOTE c\n\nc = "x"\nd = c\nDQUOTE = %x22\n',
        'a = "x"\na =/ a (^"y / "z")\n',
        'a =^ ; \nb = "x"',
    ],
    "pegen": ["a: 'x'\nb^ 'y'\n"],
}
FINE = {
    "bnf": ['a ::= "x"* / b', '<a> ::= x */ y', "<a> ::= b ::= c"],
    "w3c": ["a ::= b*/c", "a ::= [#x]", "a ::= [^#x#x20]", "a ::= [a#x_]"],
    "iso": ['a = "x" | ... | "z";', "a = ? any;\n or none ?;\nb = ? x ?;"],
}  # fmt: skip


def cases(table):
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "marked"), cases(SLIPS))
def test_a_slip_is_told_at_its_place(name, marked):
    with pytest.raises(NotationError) as caught:
        notation.read(notation.decode(marked.replace("^", "", 1), "x"), name)
    place = caught.value.diagnostics[0].span.start
    assert place == marked.index("^")


@pytest.mark.parametrize(("name", "text"), cases(FINE))
def test_what_only_looks_like_one_is_read(name, text):
    assert notation.read(notation.decode(text, "x"), name).rules[0].name == "a"
