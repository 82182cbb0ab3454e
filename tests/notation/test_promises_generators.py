"""What holds for any text that the readers of parser generators' files are given."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from railroad.errors import NotationError
from railroad.grammar import Code, Terminal, walk
from tests.notation.fuzz import check, seeds, signs
from tests.notation.generators import read, report, shown

NOTATIONS = ("antlr4", "lark", "lemon", "nearley", "yacc")
HEADS = {"antlr4": "a : ", "lark": "a: ", "lemon": "a ::= ", "nearley": "a -> ", "yacc": "%%\na: "}
ENDS = {"antlr4": " ;", "lark": "", "lemon": " .", "nearley": "", "yacc": " ;"}
each = pytest.mark.parametrize("name", NOTATIONS)


UNITS = [
    '\\"',
    "\\'",
    "<-",
    "<a",
    '/*"',
    '"/*',
    "[\\",
    "\\{",
    '{"}"{',
    "->a(",
    "a[b,",
    "a(b,",
    '""i',
    "#a",
    "a->",
]


@each
def test_a_seed_is_cut_off_anywhere(name):
    for text in seeds(name)[:12]:
        for end in range(0, min(len(text), 300), 7):
            check(name, text[:end])


DEEP = [
    ("antlr4", "(", ")"),
    ("antlr4", "( b | ", ")*"),
    ("antlr4", "(b (", ")+ )?"),
    ("lark", "(", ")"),
    ("lark", "[", "]"),
    ("lark", "f{b, ", "}"),
    ("nearley", "(", ")"),
    ("nearley", "(b | ", "):*"),
    ("nearley", 'f["y", ', "]"),
    ("yacc", "f(", ")"),
    ("yacc", "f(b, ", ")*"),
]


@pytest.mark.parametrize(("name", "opening", "closing"), DEEP, ids=[" ".join(parts) for parts in DEEP])
def test_any_depth_is_read(name, opening, closing):
    depth = 20_000
    quote = "'" if name in ("antlr4", "yacc") else '"'
    text = f"{HEADS[name]}{opening * depth} {quote}x{quote} {closing * depth}{ENDS[name]}"
    (rule,) = read(text, name).rules
    assert sum(node == Terminal("x") for node in walk(rule.body)) == 1


@pytest.mark.parametrize("name", ["antlr4", "lemon", "yacc"])
def test_code_of_any_depth_is_read(name):
    code = "{" * 20_000 + "x" + "}" * 20_000
    end = f" . {code}" if name == "lemon" else f" {code} ;"
    (rule,) = read(f"{HEADS[name]}B{end}", name).rules
    assert [node.text for node in walk(rule.body) if isinstance(node, Code)] == [code]


@pytest.mark.parametrize("name", ["antlr4", "lark", "nearley"])
def test_what_is_left_open_is_told_once(name):
    with pytest.raises(NotationError) as caught:
        read(HEADS[name] + "(" * 10_000 + ENDS[name], name)
    (told,) = caught.value.diagnostics
    assert told.message == 'this "(" is not closed, nor are 9,999 more after it'
    assert told.span.start == len(HEADS[name])


@each
def test_whatever_is_repeated_is_read_or_refused(name):
    """No pattern runs away; how the time grows is for benchmarks/reading_growth.py."""
    for unit in sorted({*signs(name), *UNITS}):
        for beginning in ("", HEADS[name]):
            check(name, beginning + unit * (1_000 // len(unit)))


@each
def test_many_rules_each_with_a_mistake_are_told_in_order(name):
    opening = {"lemon": "{"}.get(name, "(")
    head = HEADS[name].removeprefix("%%\n")
    text = "%%\n" * (name == "yacc") + "".join(f"{head}{opening}{ENDS[name]}\n" for _ in range(250))
    with pytest.raises(NotationError) as caught:
        read(text, name)
    starts = [found.span.start for found in caught.value.diagnostics]
    assert starts == sorted(starts)
    assert len(starts) >= (20 if name == "lemon" else 101)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@each
def test_every_line_end_ends_a_line(name, end):
    text = {
        "antlr4": "grammar T;\na\n : b // c\n ;\nc : 'x' ) ;",
        "lark": 'a: b // c\n\n | d # e\n\nb: "x" )',
        "lemon": "// c\na ::= B. // d\n\nb ::= C B",
        "nearley": 'a -> b # c\n | "x"\n\nb -> "x" )',
        "yacc": "%token A\n%%\na: A // c\n | b ;\nb: A ) ;",
    }[name]
    places = {
        each.split(" ")[0]
        for each in report(text.replace("\n", end), name).splitlines()
        if each.startswith("x:")
    }
    expected = {
        "antlr4": "x:5:9:",
        "lark": "x:5:8:",
        "lemon": "x:4:10:",
        "nearley": "x:4:10:",
        "yacc": "x:5:6:",
    }
    assert places == {expected[name]}


@each
def test_threads_do_not_mind_one_another(name):
    texts = [text for text in seeds(name)[:30] if not report(text, name).startswith("x:")] * 3
    expected = [shown(read(text, name)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: shown(read(text, name)), texts)) == expected
