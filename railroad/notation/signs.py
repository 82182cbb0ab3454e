"""Which notations a text looks like: the signs that each has and others lack.

    root ::= item*  /* [a-z] #x20 */     w3c    a definer of the family, and signs that are its own
    root = item, { item } ;              iso
    root = 1*item ; a comment            abnf

A cheap look, before any reader is loaded.  The text is bared first: literals become ``""`` and comments go,
so that signs count only where they are signs.  What begins rules is counted by definer; the notations of the
definer that most have share the likelihood, and each gets more by its own signs and less by those of others.

The likelihoods say in which order readers are to be tried; which of them is right, their readings show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 100_000
"""How much of a text is looked at, in characters."""
_LEAST = 0.05
"""A notation that is less likely than this is not worth trying."""
_MOST = 10
"""How many times a sign counts."""

_BARED = re.compile(
    r"""(?P<literal>(?<!\\)"(?:[^"\\\r\n]|\\.)*+"|(?<![\w\\])'(?:[^'\\\r\n]|\\.)*+')"""
    r"|/\*(?:[^*]|\*(?!/))*+\*/|\(\*(?:[^*]|\*(?!\)))*+\*\)"
    r"|(?:^|(?<=[\s;]))(?://|--|\#(?![x\d]))[^\r\n]*+"
    r"|(?:^[ \t]*+|(?<=[ \t])|(?<=\r)|(?<=\n));(?=[ \t]*+[^\s;])[^\r\n]*+",
    re.MULTILINE,
)
_LABEL = r"(?:\[?\d[\w.]{0,9}\]?[.:]?[ \t]++)?"
_NAME = r"[?!_$@\w][\w.$-]*+"
_DEFINED = re.compile(
    rf"^[ \t]*+{_LABEL}(?:(?P<angle><[^<>=\r\n]++>)|(?P<bare>%?{_NAME}(?:[ \t]++[\w-]++){{0,5}})"
    r"(?:[ \t]*+\([^()\r\n]*+\)|\[[^\[\]\r\n]*+\]|\{[^{}\r\n]*+\}|[ \t]*+\"\"|\.-?\d++)?)"
    r"\s*+(?P<definer>::=|:=|<-|←|⟵|-{1,2}>|=>|→|=/|=(?![=>])|:(?![:=]))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a text finds."""

    likely: dict[str, float]
    """The notations worth trying, likeliest first, each with how likely it is."""
    rules: int
    """How many rules seem to begin."""


@dataclass(frozen=True, slots=True)
class _Sign:
    pattern: re.Pattern[str]
    weights: dict[str, float]
    """By notation: what the first of these signs adds, and what all together add at most is thrice that."""
    raw: bool = False
    """Whether it is looked for in the text with its literals and comments."""
    missing: bool = False
    """Whether it counts that there is none."""


def _sign(pattern: str, *, raw: bool = False, missing: bool = False, **weights: float) -> _Sign:
    return _Sign(re.compile(pattern, re.MULTILINE), weights, raw, missing)


_FAMILIES: dict[str, dict[str, float]] = {
    "<>::=": {"bnf": 3, "sql": 1.5, "rbnf": 0.5},
    "::=": {"bnf": 2, "w3c": 1.95, "lemon": 0.3},
    ":=": {"bnf": 2, "iso": 0.2},
    "<-": {"peg": 4, "peggy": 0.3},
    "->": {"bnf": 1.4, "nearley": 1.35},
    "=": {"iso": 1, "abnf": 1, "wsn": 1, "go": 0.8, "peggy": 0.8, "pest": 0.1, "bnf": 0.4, "w3c": 0.1},
    "": {"bnf": 5, "iso": 2, "abnf": 2},
    ":": {"yacc": 0.6, "antlr4": 0.5, "lark": 1, "pegen": 1, "bnf": 0.9},
}
"""By what begins most rules: the notations that begin rules so; "": nothing seems to begin one."""

_SIGNS = (
    _sign(r'\A\s*\{\s*"', raw=True, json=30),
    _sign(r"^[ \t]*(?:(?:lexer|parser)[ \t]+)?grammar[ \t]+\w+[ \t]*;", antlr4=20),
    _sign(r"^%%", yacc=20, lemon=-5),
    _sign(
        r"^%(?:token_type|token_prefix|extra_argument|name|include|syntax_error|fallback|default_type)\b",
        lemon=6,
    ),
    _sign(r"^\w+\(\w+\)\s*::=", lemon=8),
    _sign(r"::=(?:(?!::=)[^.\n])*+\.[ \t]*(?:\{|$)", lemon=2),
    _sign(r"^%(?:token|type|left|right|start|union|define)\b", yacc=2),
    _sign(r"^class[ \t]+\w+[\s\S]{0,2000}^rule[ \t]*$", yacc=15),
    _sign(r"^%(?:import|ignore|declare|override|extend)\b", lark=8),
    _sign(r"^[?!_]?\w+\{\w[\w, ]*\}(?:\.\d+)?[ \t]*:", lark=5),
    _sign(r"^[?!][a-z_]\w*(?:\{.*\})?(?:\.\d+)?[ \t]*:", lark=5),
    _sign(r"^_?[A-Z][A-Z_0-9]*(?:\.-?\d+)?[ \t]*:[ \t]*(?:/|\"\"(?!\s*;))", lark=2, antlr4=-1),
    _sign(r"^[ \t]*(?:\||\w+[ \t]*:)[^\n]*?->[ \t]*_?[a-z]\w*[ \t]*$", lark=3, nearley=-1),
    _sign(r"\"\"i\b|/i\b", lark=1, peggy=0.5, pegen=-1),
    _sign(r"^@(?:builtin|include|lexer)\b|^@\{%|\{%", nearley=10),
    _sign(r":[+*?](?=[\s)]|$)|\bnull\b|->(?:(?!->|\"\")[^\n])*+\"\"", nearley=1),
    _sign(r"^[ \t]*+\w++[ \t]*+=[ \t]*+[_@$!]?[ \t]*+\{", pest=3),
    _sign(r"[\w\")?*+}][ \t\n]+~[ \t\n]+[\w\"(!&^#]", pest=2, lark=0.2),
    _sign(r"\^\"\"|\b(?:SOI|EOI|ASCII_\w+|PUSH\()", pest=2),
    _sign(r"^@(?:header|subheader|trailer|class|location)\b", pegen=8),
    _sign(
        r"^\w++(?:\[[^\[\]\n]*+(?:\[[^\[\]\n]*+\])?[^\[\]\n]*+\])?"
        r"[ \t]*+(?:\(memo\))?[ \t]*+:[ \t]*+(?:\|.*)?$",
        pegen=0.2,
    ),
    _sign(r"&&\"\"|\"\"\.(?:\w|\()|^\w+\[[^\n]*\][ \t]*(?:\(memo\))?:|\(memo\)", pegen=5),
    _sign(r"\b(?:ENDMARKER|NEWLINE|INDENT|DEDENT)\b", pegen=1, lark=-0.2),
    _sign(r"^[ \t]+\|[^\n{]*\{[^\n]*\}[ \t]*$", pegen=1, yacc=0.3),
    _sign(r"^\{\{|^\{[ \t]*$", peggy=3, abnf=-1),
    _sign(r"\b[a-z]\w*:(?:\w|\(|\"\")|[(/][ \t]*@\w", peggy=2, pegen=-1, lark=-1, bnf=-1),
    _sign(
        r"^[ \t]*/(?!/)|[\w\"\])*+?][ \t]+/[ \t]+[\w\"(\[!&<%.]", peggy=1, peg=1, abnf=1.2, w3c=-0.3, iso=-0.3
    ),
    _sign(
        r"\[\^|\[(?:(?!\w-\w)[^\[\]\n])*+\w-\w[^\[\]\n]*+\]",
        w3c=1.5,
        peggy=1,
        peg=1,
        abnf=-1,
        iso=-1,
        wsn=-1,
        go=-0.7,
        antlr4=0.5,
    ),
    _sign(
        r"[\w\")\]](?:[*+?])(?=[\s)/|;,]|$)",
        w3c=1,
        peggy=0.5,
        lark=0.5,
        pegen=0.5,
        pest=0.3,
        abnf=-2,
        iso=-1.5,
        wsn=-2,
        go=-2,
        sql=-0.5,
    ),
    _sign(r"(?<![\w\"])[!&](?:\w|\(|\"\")", peggy=1, peg=1, pegen=1),
    _sign(r"#x[0-9A-Fa-f]+", w3c=3),
    _sign(r"^[ \t]*@(?:terminals|pass)\b|<\?\w+\?>", w3c=3),
    _sign(r"\[(?:wfc|vc|ws|VC|WFC)?:(?:(?!\[(?:wfc|vc|ws|VC|WFC)?:)[^\]\n])*+\]", w3c=2),
    _sign(r"%[xdbXDB][0-9A-Fa-f]+|%[si]\"\"", abnf=4),
    _sign(r"(?<![\w\"'>])\d*\*\d*[\w(<\"\[]", abnf=2, w3c=-0.5, wsn=-0.5, go=-0.5),
    _sign(r"(?<![\w\"'>.-])\d+(?:\(|[A-Z<])", abnf=0.5),
    _sign(r"\b(?:ALPHA|DIGIT|HEXDIG|DQUOTE|CRLF|SP|WSP|VCHAR|OCTET)\b", abnf=0.7),
    _sign(r"^[^\n;]*=/", abnf=3),
    _sign(r"^[ \t]*;|[ \t];[ \t]+\w+[^\n;]*$", raw=True, abnf=1, bnf=0.1),
    _sign(
        r";[ \t]*$",
        iso=1,
        abnf=-1.5,
        wsn=-1,
        go=-1,
        peggy=-0.2,
        antlr4=0.5,
        yacc=0.3,
        bnf=0.2,
        lark=-1.5,
        pegen=-2,
    ),
    _sign(
        r"[\w\"})\]][ \t]*+\n?[ \t]*+,[ \t\n]*[\w\"{(\[?]",
        iso=1.5,
        abnf=-1.5,
        wsn=-1.5,
        go=-1.5,
        peggy=-0.5,
        w3c=-1,
        bnf=-0.3,
    ),
    _sign(r"\(\*", raw=True, iso=1),
    _sign(r"[|,=][ \t]*\?[^?\n]+\?", iso=1.5),
    _sign(r"\(/|\(:|:\)|/\)", iso=0.3),
    _sign(r";[ \t]*(?:$|\w|\"\")", missing=True, iso=-2.5, yacc=-0.5, antlr4=-2),
    _sign(r"\.[ \t]*(?:$|\w)", missing=True, wsn=-3, go=-3),
    _sign(r"\.[ \t]*$", wsn=1.3, go=1, iso=0.1, abnf=-1, peggy=-0.5, peg=-0.1, pest=-0.5, w3c=-0.3),
    _sign(r"[ \t]\.[ \t]*$", wsn=0.5, go=0.5),
    _sign(r"\"\"[ \t]*(?:…|\.\.\.)[ \t]*\"\"", go=3, wsn=-1.5, bnf=0.2),
    _sign(r"`[^`\n]+`", go=2, wsn=-1, yacc=-0.1),
    _sign(r"\"\"\"\"|''''", wsn=1),
    _sign(r"^//|[ \t]//", raw=True, go=0.3, peggy=0.2, pest=0.2, lark=0.2, antlr4=0.2, wsn=-0.5),
    _sign(
        r"\{[ \t]*[\w\"<(\[]",
        iso=0.7,
        wsn=0.7,
        go=0.7,
        abnf=-1,
        w3c=-1,
        bnf=0.2,
        sql=0.5,
        peggy=0.2,
        pegen=0.2,
    ),
    _sign(r"\[[ \t]*[\w\"<({]", iso=0.5, abnf=0.5, wsn=0.5, go=0.5, sql=0.5, rbnf=0.5),
    _sign(r"\[[ \t]*(?:\"\"|\(|<)|\[[^\[\]\n]*\w[ \t]+[\w\"(]", w3c=-1.5, bnf=0.7),
    _sign(r"!!|>[ \t]*\.\.\.|\}[ \t]*\.\.\.", sql=3, rbnf=1),
    _sign(r">[ \t]*\.\.\.", rbnf=2),
    _sign(r"\)[ \t]*\.\.\.", rbnf=12),
    _sign(r"[\])}][ \t]*\.\.\.", sql=1),
    _sign(r"\(\s*<", rbnf=1, sql=-2, bnf=0.5),
    _sign(r"\{\s*[<A-Z]", sql=1.5, rbnf=-3),
    _sign(r"\"\"", sql=-2, rbnf=-0.7),
    _sign(
        r"<[\w -]+>",
        bnf=0.3,
        sql=0.3,
        rbnf=0.3,
        peggy=-1,
        peg=-0.5,
        iso=-1,
        w3c=-1.5,
        wsn=-1,
        go=-1,
        abnf=-0.2,
        pegen=-1,
        lark=-0.5,
    ),
)


def look(text: str, name: str = "") -> Look:
    """Return which notations a text may be in; `name`, of its file, counts for what ends as their files do.

    >>> list(look("a = *b / %x41").likely)[0], list(look("a = b, { b } ;").likely)[0]
    ('abnf', 'iso')
    """
    text = text[:_LONGEST]
    bared = _bared(text)
    counts = _definers(bared)
    total = sum(counts.values())
    scores: dict[str, float] = {}
    for definer, count in (counts or {"": 1}).items():
        for notation, weight in _FAMILIES[definer].items():
            scores[notation] = scores.get(notation, 0) + 4 * weight * count / max(total, 1)
    for sign in _SIGNS:
        found = _count(sign.pattern, text if sign.raw else bared)
        if (found == 0) == sign.missing:
            times = 1 + 2 * min(max(found - 1, 0), _MOST) / _MOST
            for notation, weight in sign.weights.items():
                if notation in scores or weight >= 3:
                    scores[notation] = scores.get(notation, 0) + weight * times
    _hint(scores, name)
    best = max(scores.values(), default=0)
    ranked = sorted(scores.items(), key=lambda entry: -entry[1])
    return Look({notation: score / best for notation, score in ranked if score > _LEAST * best > 0}, total)


def _bared(text: str) -> str:
    """Return a text with its literals as ``""`` and without its comments.

    What opens a comment that nothing closes is split before, so that it is not tried at each of them.
    """
    for opening, closing in (("/*", "*/"), ("(*", "*)")):
        last = max(text.rfind(closing) - 1, 0)
        text = text[:last] + text[last:].replace(opening, f"{opening[0]}\0{opening[1]}")
    return _BARED.sub(lambda found: '""' if found.lastgroup else " ", text).replace("\0", "")


def _definers(bared: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for found in _DEFINED.finditer(bared):
        definer = found["definer"]
        if definer == "::=" and found["angle"]:
            definer = "<>::="
        elif definer in ("←", "⟵"):
            definer = "<-"
        elif definer in ("→", "=>", "-->"):
            definer = "->"
        elif definer == "=/":
            definer = "="
        counts[definer] = counts.get(definer, 0) + 1
    return counts


def _count(pattern: re.Pattern[str], text: str) -> int:
    found = 0
    for _ in pattern.finditer(text):
        found += 1
        if found > _MOST:
            break
    return found


def _hint(scores: dict[str, float], name: str) -> None:
    """Raise the notations whose files end as `name` does; a hint, which clear signs outweigh."""
    from railroad.notation import NOTATIONS

    for notation in NOTATIONS.values():
        if any(name.lower().endswith(suffix) for suffix in notation.suffixes):
            scores[notation.name] = scores.get(notation.name, 0) + 2
