"""Write Lark's grammars: docs/grammar.md of Lark 1.

    pair: "(" value ("," value)* ")"
    month: "jan"i | digit~2

Everything becomes a rule, but what was a token before.  Names of rules are in lower case, of tokens in upper.
A rule goes on in the next line where that begins with a bar; elsewhere a backslash joins them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from railroad.features import Features, Names
from railroad.grammar import Code, Nonterminal, Range, Regex, Repetition, Terminal
from railroad.notation.quoting import ANYTHING_ESCAPED, PRINTABLE, UNSEEN, escaped, spelling
from railroad.notation.writing import Affix, Level, Marks, Syntax, Writer, directive, write_rules

if TYPE_CHECKING:
    from railroad.grammar import Case, Expr, Grammar, Rule, RuleKind

_RULE = re.compile(r"_?[a-z][_a-z0-9]*+")
_TOKEN = re.compile(r"_?[A-Z][_A-Z0-9]*+")
_UNWANTED = re.compile(r"[^A-Za-z0-9_]+")
_SIGNS = {(0, 1): "?", (0, None): "*", (1, None): "+"}
_IN_PATTERN = re.compile(
    rf"(?P<kept>\\{PRINTABLE.pattern}|\\ )|\\?+(?! )(?P<unseen>{UNSEEN.pattern})|(?P<last>\\\Z)|/"
)


def _is_token(kind: RuleKind) -> bool:
    return kind in ("token", "fragment")


def _legal(name: str, kind: RuleKind) -> bool:
    return (_TOKEN if _is_token(kind) else _RULE).fullmatch(name) is not None


def _mended(name: str, kind: RuleKind) -> str:
    better = _UNWANTED.sub("_", name).strip("_")
    better = better.upper() if _is_token(kind) else better.lower()
    return better if _legal(better, kind) else ("X_" if _is_token(kind) else "x_") + better


def _case(text: str, case: Case | None) -> Case | None:
    return "fold" if case == "fold" and text.lower() != text.upper() else None


def _counts(least: int, most: int | None) -> bool:
    return (least, most) in _SIGNS or (most is not None and most > 1)


def _every_count(least: int, most: int | None) -> bool:
    return most is not None or least < 2


def _features(grammar: Grammar) -> Features:
    own = grammar.notation == "lark"
    return Features(
        "lark",
        "Lark",
        Names((lambda name, kind: True) if own else _legal, _mended),
        case=_case,
        pieces=ANYTHING_ESCAPED,
        ranges="yes",
        regex=str if own else _pattern,
        empty="yes" if own else "alone",
        counts=_every_count if own else _counts,
        templates=own,
        code=own,
    )


def _code(number: int) -> str:
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _pattern(pattern: str) -> str:
    """Return a regular expression as it stands between slashes on one line."""
    return _IN_PATTERN.sub(_in_pattern, pattern) or "(?:)"


def _in_pattern(match: re.Match[str]) -> str:
    if match["last"]:
        return r"\\"
    if match["unseen"]:
        return _code(ord(match["unseen"]))
    return match["kept"] or "\\/"


def _leaf(node: Expr, own: bool) -> str:
    if written := spelling(node, own):
        return written
    match node:
        case Terminal(text, case):
            return escaped(text, '"', _code) + ("i" if case == "fold" else "")
        case Range(first, last):
            return "..".join(escaped(end, '"', _code) for end in (first, last))
        case Regex(pattern, flags):
            return f"/{pattern}/{flags}"
        case Nonterminal(name):
            return name
        case Code(text):
            return text
    raise AssertionError(node)


def _wrap(node: Expr) -> Affix:
    assert isinstance(node, Repetition)
    sign = _SIGNS.get((node.least, node.most))
    if sign is None:
        sign = f"~{node.least}" if node.least == node.most else f"~{node.least}..{node.most}"
    return Affix("", sign, Level.ATOM, Level.POSTFIX)


def _name(rule: Rule) -> str:
    before = "".join(f"{word} " for word in rule.modifiers if word[:1] == "%")
    before += "".join(sign for sign in rule.modifiers if sign[:1] in ("?", "!"))
    after = "".join(sign for sign in rule.modifiers if sign[:1] == ".")
    parameters = f"{{{', '.join(rule.parameters)}}}" if rule.parameters else ""
    return f"{before}{rule.name}{parameters}{after}:"


def _write(grammar: Grammar, width: int) -> str:
    own = grammar.notation == "lark"
    syntax = Syntax(
        leaf=lambda node: _leaf(node, own),
        wrap=_wrap,
        marks=Marks("//"),
        definer="",
        group=("(", ")"),
        empty="",
        joint=" \\",
        own=grammar.source.text if own else None,
        name=_name,
        remark=directive if own else lambda remark: None,
    )
    return write_rules(grammar, syntax, width)


WRITER = Writer("lark", _features, _write)
