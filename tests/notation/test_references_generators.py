"""Grammars read here and by the generators that they are for: the same rules, the same alternatives.

Lark is always there.  Bison and ANTLR are asked where they are installed.  Besides the project's own grammars
those in RAILROAD_CORPUS are compared, if it is set.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lark import Token, Tree
from lark.exceptions import LarkError
from lark.load_grammar import _parse_grammar

from railroad.grammar import (
    Choice,
    Code,
    Empty,
    Nonterminal,
    Range,
    Regex,
    Repetition,
    Sequence,
    Terminal,
    walk,
)
from tests.conftest import ROOT
from tests.notation.generators import names, read

_CORPUS = Path(os.environ.get("RAILROAD_CORPUS") or "no corpus") / "open"


def files(suffix, *folders):
    """Return the grammars of a suffix, our own and those of the corpus."""
    found = sorted((ROOT / "grammars").glob(f"*{suffix}"))
    for folder in folders:
        found += sorted((_CORPUS / folder).glob(f"*{suffix}"))
    return [pytest.param(path, id=path.name) for path in found]


def alternatives(body):
    return body.alternatives if isinstance(body, Choice) else (body,)


def items(expr):
    """Return the items of a sequence, without code and without what is empty."""
    parts = expr.items if isinstance(expr, Sequence) else (expr,)
    return [part for part in parts if not isinstance(part, Code | Empty)]


# Lark.


def lark_rules(text):
    """Return what Lark itself reads: the name of each definition, and its alternatives as trees."""
    found = []
    for statement in _parse_grammar(text, "x").children:
        if statement.data in ("override", "extend"):
            (statement,) = statement.children
        if statement.data == "rule":
            name, expansions = statement.children[1], statement.children[-1]
        elif statement.data == "term":
            name, expansions = statement.children[0], statement.children[-1]
        else:
            continue
        found.append((str(name), [lark_tree(each) for each in expansions.children]))
    return found


def lark_tree(node):
    """Return one of Lark's trees in the form that `our_tree` gives."""
    if isinstance(node, Token):
        return ("literal", str(node))
    if not isinstance(node, Tree):
        return ("name", node.name)
    children = node.children
    match node.data:
        case "alias":
            return lark_tree(children[0])
        case "expansion":
            parts = [lark_tree(child) for child in children]
            return parts[0] if len(parts) == 1 else ("sequence", *parts)
        case "expansions":
            parts = [lark_tree(child) for child in children]
            return parts[0] if len(parts) == 1 else ("choice", *parts)
        case "value" | "literal" | "nonterminal" | "terminal":
            return lark_tree(children[0])
        case "maybe":
            return ("repeat", 0, 1, lark_tree(children[0]))
        case "range":
            return ("range", *(str(child) for child in children))
        case "template_usage":
            return ("call", children[0].name, *(lark_tree(child) for child in children[1:]))
        case "expr":
            item, sign, *more = children
            bounds = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(str(sign))
            return ("repeat", *(bounds or (int(more[0]), int(more[-1]))), lark_tree(item))
    raise AssertionError(node)


def our_tree(expr, text):
    match expr:
        case Terminal() | Regex():
            return ("literal", text[slice(*expr.span)])
        case Nonterminal(name, ()):
            return ("name", name)
        case Nonterminal(name, arguments):
            return ("call", name, *(our_tree(each, text) for each in arguments))
        case Range():
            return ("range", *text[slice(*expr.span)].replace(" ", "").split("..", 1))
        case Empty():
            return ("sequence",)
        case Repetition(item, least, most):
            return ("repeat", least, most, our_tree(item, text))
        case Choice(parts):
            return ("choice", *(our_tree(part, text) for part in parts))
        case Sequence(parts):
            kept = [our_tree(part, text) for part in parts if not isinstance(part, Code)]
            return kept[0] if len(kept) == 1 else ("sequence", *kept)
    raise AssertionError(expr)


def check_against_lark(text):
    expected = {}
    for name, trees in lark_rules(text):
        expected.setdefault(name, []).extend(trees)
    grammar = read(text, "lark")
    assert names(grammar) == list(expected)
    for rule in grammar.rules:
        ours = [our_tree(each, grammar.source.text) for each in alternatives(rule.body)]
        # Lark keeps brackets round a whole body, which say nothing.
        theirs = expected[rule.name]
        if len(theirs) == 1 and theirs[0][0] == "choice":
            theirs = list(theirs[0][1:])
        assert ours == theirs, rule.name


@pytest.mark.parametrize("path", files(".lark", "lark"))
def test_lark_reads_the_same(path):
    check_against_lark(path.read_text(encoding="utf-8").replace("\r\n", "\n"))


@pytest.mark.parametrize("name", ["common", "lark", "python", "unicode"])
def test_the_grammars_of_lark_itself_are_read_as_lark_does(name):
    from importlib.resources import files as package

    check_against_lark(package("lark.grammars").joinpath(f"{name}.lark").read_text(encoding="utf-8"))


TRICKY = [
    "?!a: b\n!?c: d\n_e: F?\n",
    'a: "\\"" | "\\\\" "x"i | /\\//\n',
    "a: b~2 c~1..3 d?  e * (f\n | g)+\n",
    "a: b // x\n // y\n\n  # z\n  | c\n",
    'a: b \\\n   c -> d\n | -> e\n | "x".."y"\n',
    "a.-2: b\nB.10: C\n%extend a: d\n%override e: f\n",
    "s{x, y}: x (y x)*\na: s{b, s{c, /,/}}\n",
    "a: [b | [c] d]\n%ignore /x y/x\n%import .x (y, Z)\n",
    "a:\nb: |\nc: (d|)\n",
    'A: /a\n  b/x "c"\n',
]


@pytest.mark.parametrize("text", TRICKY)
def test_lark_reads_what_is_tricky_the_same(text):
    check_against_lark(text)


BROKEN = [
    "a b\n",
    "a: (b\n",
    "a: b)\n",
    "a: [b\n",
    'a: "x\n',
    "a: b |\n  c\n",
    "a: (b\n  c)\n",
    "a: b -> c d\n",
    "a: b**\n",
    "a: b~\n",
    "a: b{}\n",
    "aB: c\n",
    "%foo x\n",
    "a: 'x'\n",
    "a: b;\n",
    "%import\n",
    "%ignore\na: b\n%declare\n",
    ": b\n",
    "a: * b\n",
    "a: b ! c\n",
    "a: ( b\n | c\n )\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_lark_refuses_is_refused(text):
    with pytest.raises((LarkError, AttributeError, UnboundLocalError)):
        _parse_grammar(text, "x")
    with pytest.raises(Exception, match=r"^x:\d+:\d+: "):
        read(text, "lark")


# Bison.

bison = pytest.mark.skipif(shutil.which("bison") is None, reason="bison is not installed")
_OF_ANOTHER_YACC = {
    "lrama-calc.y": "Lrama's %rule",
    "lrama-json.y": "Lrama's signs of repetition",
    "lrama-parameterized.y": "Lrama's signs of repetition",
    "lrama-typed_midrule_actions.y": "Lrama's place of types",
    "lrama-parser.y": "Racc",
    "nikic-php.y": "lines for a preprocessor",
    "sqlite-fts5parse.y": "Lemon",
    "sqlite-parse.y": "Lemon",
}


def bison_rules(path, folder):
    """Return what Bison reads: for each name the references of each alternative, and its length."""
    out = folder / "out.xml"
    command = ["bison", "-Wnone", f"--xml={out}", "-o", str(folder / "out.c"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=folder)
    assert out.exists(), done.stderr[:2000]
    grammar = ElementTree.parse(out).getroot().find("grammar")
    nonterminals = {each.get("name") for each in grammar.find("nonterminals")}
    found = {}
    for rule in grammar.find("rules"):
        name = rule.findtext("lhs")
        if name[0] in "$@":
            continue
        symbols = [each.text for each in rule.find("rhs") if each.tag == "symbol"]
        symbols = [each for each in symbols if each[0] not in "$@" or each in ("$undefined",)]
        found.setdefault(name, []).append((len(symbols), [each for each in symbols if each in nonterminals]))
    return found


@bison
@pytest.mark.parametrize("path", files(".y", "yacc") + files(".yy", "yacc"))
def test_bison_reads_the_same(path, tmp_path):
    if path.name in _OF_ANOTHER_YACC:
        pytest.skip(f"Bison does not read it: {_OF_ANOTHER_YACC[path.name]}")
    if path.parent.name == "grammars" and path.stem == "lemon":
        pytest.skip("Bison does not read it: Lemon")
    expected = bison_rules(path, tmp_path)
    grammar = read(path.read_bytes(), "yacc")
    defined = set(names(grammar))
    ours = {
        rule.name: [
            (
                len(parts),
                [each.name for each in parts if isinstance(each, Nonterminal) and each.name in defined],
            )
            for parts in map(items, alternatives(rule.body))
        ]
        for rule in grammar.rules
    }
    assert ours == expected


@bison
def test_bison_reads_what_is_tricky_the_same(tmp_path):
    path = tmp_path / "a.y"
    path.write_text(
        "%{ /* } %} */ int x; // %}\n char c = '\"'; %}\n%code { int f(void) { return '}'; } }\n"
        '%token <x> NUM 300 "a number" ID\n%token STR _("text")\n%type <x> exp.1\n%union { int x; }\n'
        "%left '+' '-' <x> '*'\n%precedence UMINUS\n%%\n"
        "exp.1[res]: exp.1[l] '+' exp.1 { $$ = $l; /* } */ } // }\n | %empty\n | NUM %prec UMINUS\n | b\n"
        "b: { mid(); } ID[x] <x>{ $$ = '\\''; }[y] \"a number\" | ;\nc: b '\\'' '|' ':'\n d: c ';' ;;\n"
        "%type <x> c;\nexp.1: d | error '\\n'\n%%\nint main() { return '{'; }\n",
        encoding="utf-8",
    )
    expected = bison_rules(path, tmp_path)
    grammar = read(path.read_bytes(), "yacc")
    assert {rule.name: len(alternatives(rule.body)) for rule in grammar.rules} == {
        name: len(found) for name, found in expected.items()
    }


# Lemon.

lemon = pytest.mark.skipif(shutil.which("lemon") is None, reason="lemon is not installed")


def lemon_rules(path, folder):
    """Return the rules as Lemon prints them, without labels and actions."""
    text = path.read_text(encoding="utf-8")
    for too_new in ("%stack_size_limit", "%realloc", "%free"):
        text = re.sub(rf"^{too_new}\b", "//", text, flags=re.MULTILINE)
    (folder / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["lemon", "-g", path.name], capture_output=True, text=True, timeout=120, check=False, cwd=folder
    )
    lines = [line for line in done.stdout.splitlines() if "::=" in line and not line.startswith("//")]
    assert lines, done.stdout[:1000] + done.stderr[:1000]
    return Counter(" ".join(line.split("[")[0].rstrip(". ").split()) for line in lines)


def as_lemon_prints(expr, classes):
    """Return how Lemon prints a token, a choice of tokens, or a class of tokens, which is one too."""
    return "|".join(classes.get(each.name, each.name) for each in alternatives(expr))


@lemon
@pytest.mark.parametrize(
    "path", files(".lemon", "yacc") + [p for p in files(".y", "yacc") if "sqlite" in p.id]
)
def test_lemon_reads_the_same(path, tmp_path):
    expected = lemon_rules(path, tmp_path)
    grammar = read(path.read_bytes(), "lemon")
    classes = dict(
        remark.text.rstrip(".").split()[1:3]
        for remark in grammar.remarks
        if remark.text.startswith("%token_class")
    )
    ours = Counter()
    for rule in grammar.rules:
        parts = alternatives(rule.body)
        if isinstance(rule.body, Choice) and all(isinstance(each, Nonterminal) for each in parts):
            text = grammar.source.text[slice(*rule.body.span)]
            parts = (rule.body,) if "|" in text and "::=" not in text else parts
        for each in parts:
            ours[" ".join([rule.name, "::=", *(as_lemon_prints(item, classes) for item in items(each))])] += 1
    left_out = expected - ours
    assert not left_out
    if not any("%if" in remark.text for remark in grammar.remarks):  # else Lemon reads less
        assert ours == expected


# ANTLR.

antlr = pytest.mark.skipif(shutil.which("antlr4") is None, reason="antlr4 is not installed")


def rule_names(path):
    """Return the rules in one of the files that ANTLR makes for its interpreter."""
    sections = [list(lines) for _, lines in groupby(path.read_text(encoding="utf-8").splitlines(), bool)]
    return next((section[1:] for section in sections if section[0] == "rule names:"), [])


def write_tokens(path, folder):
    """Write what ANTLR wants to know of a lexer that there is not, or it stops: that it has all literals."""
    text = path.read_text(encoding="utf-8")
    for lexer in re.findall(r"\btokenVocab\s*=\s*(\w+)", text):
        literals = sorted(set(re.findall(r"'(?:[^'\\\s]|\\.)+'", text)))
        lines = [f"{literal}={i}\n" for i, literal in enumerate(literals, 1)]
        (folder / f"{lexer}.tokens").write_text("".join(lines), encoding="utf-8")


@antlr
def test_antlr_names_the_same_rules(tmp_path):
    """In one run, because the machine that it runs on takes its time to start."""
    paths = [param.values[0] for param in files(".g4", "antlr4")]
    local = []
    for path in paths:
        (tmp_path / path.name).write_bytes(path.read_bytes())
        local.append(path.name)
        write_tokens(path, tmp_path)
    local.sort(key=lambda name: "Lexer" not in name)  # a parser needs the tokens of its lexer
    for _ in range(5):  # it stops at the first file that is too new for it
        command = ["antlr4", "-no-listener", *local]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, cwd=tmp_path)
        refused = {Path(name).name for name in re.findall(r"error\(50\): (.*?\.g4):", done.stderr)}
        if not refused:
            break
        local = [name for name in local if name not in refused]
    compared = Counter()
    for path in paths:
        grammar = read(path.read_bytes(), "antlr4")
        lexer = [rule.name for rule in grammar.rules if rule.kind != "rule"]
        parser = [rule.name for rule in grammar.rules if rule.kind == "rule"]
        for kind, ours in (("Lexer", lexer), ("", parser)):
            stem = path.stem if kind and path.stem.endswith("Lexer") else path.stem + kind
            made = tmp_path / f"{stem}.interp"
            if not ours or not made.exists():
                continue
            theirs = [name for name in rule_names(made) if not name.startswith("T__")]
            assert sorted(ours) == sorted(theirs), path.name
            compared[path.name] += 1
    assert len(compared) * 5 > len(paths) * 4


def test_every_node_of_a_reference_has_its_place():
    grammar = read('a: b~2 ("x" | /y/)\n', "lark")
    assert all(node.span is not None for rule in grammar.rules for node in walk(rule.body))
