"""What grammars take from other files: found by a loader, or else external."""

from __future__ import annotations

import pytest

import railroad
from railroad.grammar import Choice, Import, Nonterminal, Sequence, Terminal, walk
from railroad.notation import decode
from tests.notation.generators import names, read

LEXER = "lexer grammar L;\ntokens { INDENT }\nID : [a-z]+ ;\nfragment F : 'f' ;\n"
COMMON = "grammar Common;\nimport More;\n/** Doc. */\nb : 'b' c // comment\n ;\nc : 'from Common' ;\n"
MORE = "parser grammar More;\nd : c ;\nc : 'from More' ;\n"
FILES = {
    "L.g4": LEXER,
    "Common.g4": COMMON,
    "More.g4": MORE,
    "V.tokens": "A=1\nB=2\n'x'=3\n",
    "bad.g4": "grammar bad;\na : ( ;\nok : 'x' ;\n",
    "nul.g4": "grammar nul;\na : '\0' ;\n",
    "parts/base.lark": 'a: "x" | "y"\n_B: "z"\n%import common.INT\n',
    "lists.ne": (
        '@include "deep/more.ne"\n@builtin "whitespace.ne"\nlist[X] -> $X (_ $X):*\nitem -> "i" {% id %}\n'
    ),
    "deep/more.ne": '@include "../lists.ne"\n@lexer other\nmore -> "m" %tok\nitem -> "j"\n',
}


class Loader:
    """Finds `FILES`, and remembers what it was asked for."""

    def __init__(self, files=FILES):
        self.files = files
        self.asked = []

    def __call__(self, path):
        self.asked.append(path)
        text = self.files.get(path)
        return None if text is None else decode(text, path)


def told(grammar):
    return [f"{warning.place(grammar.source).removeprefix('x:')} {warning}" for warning in grammar.warnings]


# ANTLR.


def test_rules_of_an_imported_grammar_become_part_of_this_one():
    grammar = read("grammar T;\nimport Common ;\na : b ;\nb : c ;\n", "antlr4", Loader())
    assert names(grammar) == ["a", "b", "c", "d"]
    assert grammar.rule("b").body == Nonterminal("c")
    assert grammar.rule("c").body == Terminal("from Common")
    assert told(grammar) == []


def test_what_was_imported_points_at_the_statement_that_brought_it():
    grammar = read("grammar T;\nimport Common ;\na : b ;\n", "antlr4", Loader())
    rule = grammar.rule("b")
    assert (rule.doc, rule.comments[0].text) == ("Doc.", "comment")
    spans = {rule.span, rule.name_span, *(node.span for node in walk(rule.body))}
    assert [grammar.source.text[slice(*span)] for span in spans] == ["Common"]


def test_without_a_loader_what_is_not_defined_is_external():
    grammar = read("grammar T;\nimport Common, x = More;\na : b X ;\n", "antlr4")
    assert grammar.imports == (Import("b", "Common or More"), Import("X", "Common or More"))
    assert told(grammar) == []


def test_tokens_of_a_vocabulary_may_be_used():
    text = "parser grammar P;\noptions { tokenVocab = L; }\na : ID INDENT F NOPE b ;\n"
    grammar = read(text, "antlr4", Loader())
    assert {each.name for each in grammar.imports} == {"ID", "INDENT"}
    assert told(grammar) == [
        f'3:{column} no rule is called "{name}"' for column, name in ((15, "F"), (17, "NOPE"), (22, "b"))
    ]
    assert read(text, "antlr4").imports == tuple(Import(name, "L") for name in ("ID", "INDENT", "F", "NOPE"))


def test_a_vocabulary_may_be_a_file_of_tokens():
    grammar = read("parser grammar P;\noptions { tokenVocab = V; }\na : A B ;\n", "antlr4", Loader())
    assert grammar.imports == (Import("A", "V"), Import("B", "V"))


def test_what_is_not_there_is_told_and_its_rules_are_external():
    grammar = read("grammar T;\nimport Nope;\na : b ;\n", "antlr4", Loader())
    assert told(grammar) == ['2:8 there is no grammar "Nope" beside this one']
    assert grammar.imports == (Import("b", "Nope"),)
    text = "parser grammar T;\noptions { tokenVocab=Nope; }\na : B ;\n"
    assert told(read(text, "antlr4", Loader())) == [
        '2:22 there is neither "Nope.g4" nor "Nope.tokens" beside this'
    ]


def test_mistakes_in_what_is_imported_are_told_at_the_import():
    grammar = read("grammar T;\nimport bad, nul;\na : ok ;\n", "antlr4", Loader())
    assert told(grammar)[0] == ('2:8 the grammar "bad" has a mistake: bad.g4:2:5: this "(" is not closed')
    assert told(grammar)[1].startswith('2:13 "nul.g4" can\'t be read: U+0000')
    assert "ok" in names(grammar)


def test_a_circle_of_imports_ends():
    files = {"A.g4": "grammar A; import B; a : b ;", "B.g4": "grammar B; import A; b : a ;"}
    loader = Loader(files)
    assert names(read("grammar T; import A; t : a ;", "antlr4", loader)) == ["t", "a", "b"]
    assert loader.asked == ["A.g4", "B.g4"]


def test_there_is_an_end_to_how_much_is_imported():
    files = {f"G{i}.g4": f"grammar G{i}; import G{i + 1}; g{i} : 'x' ;" for i in range(500)}
    grammar = read("grammar T; import G0; t : g0 ;", "antlr4", Loader(files))
    assert len(grammar.rules) <= 101
    assert "more than 100 imported files" in told(grammar)[0]


# Lark.


def test_lark_imports_are_known_and_looked_up():
    text = "%import .parts.base (a, _B, INT, c)\n%import common.WS\nstart: a _B INT c WS\n"
    loader = Loader()
    grammar = read(text, "lark", loader)
    assert loader.asked == ["parts/base.lark"]
    assert [each.origin for each in grammar.imports] == [
        ".parts.base.a", ".parts.base._B", ".parts.base.INT", ".parts.base.c", "common.WS",
    ]  # fmt: skip
    assert names(grammar) == ["start"]
    assert told(grammar) == ['1:34 there is no "c" in parts.base']


def test_extend_adds_to_what_was_imported():
    grammar = read('%import .parts.base.a\n%extend a: "z"\n', "lark", Loader())
    assert grammar.rules[0].body == Choice((Terminal("x"), Terminal("y"), Terminal("z")))
    assert grammar.rules[0].modifiers == ("%extend",)
    assert grammar.imports == ()


def test_a_lark_grammar_that_is_not_there_is_told():
    grammar = read("%import .gone.a\nb: a\n", "lark", Loader())
    assert told(grammar) == ['1:1 there is no grammar "gone.lark" beside this one']
    assert grammar.imports == (Import("a", ".gone.a"),)


# nearley.


def test_included_rules_become_part_of_the_grammar():
    grammar = read(
        '@include "lists.ne"\nmain -> list[item] more __ nope\nitem -> "own"\n', "nearley", Loader()
    )
    assert names(grammar) == ["main", "item", "list", "more"]
    own, included, deep = grammar.rule("item").body.alternatives
    assert (own, included.items[0], deep) == (Terminal("own"), Terminal("i"), Terminal("j"))
    assert isinstance(included, Sequence)
    assert {(each.name, each.origin) for each in grammar.imports} == {
        ("_", '@builtin "whitespace.ne"'),
        ("__", '@builtin "whitespace.ne"'),
        ("%tok", "@lexer other"),
    }
    assert told(grammar) == ['2:28 no rule is called "nope"']


def test_without_a_loader_included_rules_are_external():
    grammar = read('@include "lists.ne"\nmain -> item _\n', "nearley")
    assert grammar.imports == tuple(Import(name, '@include "lists.ne"') for name in ("item", "_"))


def test_an_included_file_that_is_not_there_is_told():
    grammar = read('@include "gone.ne"\nmain -> item\n', "nearley", Loader())
    assert told(grammar) == ['1:1 there is no file "gone.ne" beside this one']
    assert grammar.imports == (Import("item", '@include "gone.ne"'),)


# Files.


def test_load_finds_what_lies_beside_the_file(tmp_path):
    (tmp_path / "T.g4").write_text("grammar T; import Common; a : b ;", encoding="utf-8")
    (tmp_path / "Common.g4").write_text("grammar Common; b : 'b' ;", encoding="utf-8")
    assert names(railroad.load(tmp_path / "T.g4", "antlr4")) == ["a", "b"]


@pytest.mark.parametrize("include", ["../secret.ne", "/etc/hostname", "link.ne", "./../secret.ne"])
def test_load_stays_in_the_folder_of_the_file(tmp_path, include):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret.ne").write_text('secret -> "s"', encoding="utf-8")
    (folder / "link.ne").symlink_to(tmp_path / "secret.ne")
    (folder / "main.ne").write_text(f'@include "{include}"\nmain -> secret\n', encoding="utf-8")
    grammar = railroad.load(folder / "main.ne", "nearley")
    assert names(grammar) == ["main"]
    assert str(grammar.warnings[0]).startswith("there is no file")


def test_read_looks_for_no_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Common.g4").write_text("grammar Common; b : 'b' ;", encoding="utf-8")
    assert names(railroad.read("grammar T; import Common; a : b ;", "antlr4")) == ["a"]
