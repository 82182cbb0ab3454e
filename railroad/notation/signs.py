"""Which notations a text looks like: the signs that each has and others lack.

    root ::= item*  /* [a-z] #x20 */     w3c    a definer of the family, and signs that are its own
    root = item, { item } ;              iso
    root = 1*item ; a comment            abnf

A cheap look, before any reader is loaded.  The text is bared first: literals become ``""`` and comments go,
so that signs count only where they are signs.  What begins rules is counted by definer; the notations of the
definer that most have share the likelihood, and each gets more by its own signs and less by those of others.

The likelihoods say in which order readers are to be tried; which of them is right, their readings show.
Where more speaks against each notation than for it, those remain that least speaks against.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST = 100_000
"""How much of a text is looked at, in characters."""
_LEAST = 0.05
"""A notation that is less likely than this is not worth trying."""
_UNLIKELY = 0.5
"""How likely the likeliest notation is if its signs are outweighed by those of others."""
_MOST = 3
"""How many times a sign counts."""

_BARED = re.compile(
    r"""(?P<literal>(?<!\\)"(?:[^"\\\r\n]|\\.)*+"|(?<![\w\\])'(?:[^'\\\r\n]|\\.)*+')"""
    r"|/\*(?:[^*]|\*(?!/))*+\*/|\(\*(?:[^*]|\*(?!\)))*+\*\)"
    r"|(?:^|(?<=[\s;]))(?://|--|\#(?![x\d]))[^\r\n]*+"
    r"|(?:^[ \t]*+|(?<=[ \t])|(?<=\r)|(?<=\n));(?=[ \t]*+[^\s;])[^\r\n]*+",
    re.MULTILINE,
)
_SECTION = re.compile(r"^%%[ \t]*+(?:$|/[/*])", re.MULTILINE)
"""What begins the rules of a Yacc grammar, and again what follows them."""
_BLOCK = re.compile(r"\{[^{}]*+\}")
_DEEPEST = 8
"""How many blocks of code may stand in one another to be looked over."""
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


_HINT, _SIGN, _PROOF = 1, 2, 10
"""How much a sign says: many write so; the notation's definition has it; no other looks so."""


@dataclass(frozen=True, slots=True)
class _Sign:
    pattern: re.Pattern[str]
    strength: int
    own: tuple[str, ...]
    """The notations that have it: so much is added, up to thrice if it comes again and again."""
    foreign: tuple[str, ...]
    """Those in which it is a mistake or means something else: so much is taken away."""
    raw: bool
    """Whether it is looked for in the text with its literals and comments."""
    missing: bool
    """Whether it counts that there is none."""


def _sign(
    strength: int, pattern: str, own: str = "", foreign: str = "", *, raw: bool = False, missing: bool = False
) -> _Sign:
    compiled = re.compile(pattern, re.MULTILINE)
    return _Sign(compiled, strength, tuple(own.split()), tuple(foreign.split()), raw, missing)


_USUAL, _RARE = 8, 4
_FAMILIES = {
    "<>::=": ("bnf", "sql rbnf"),
    "::=": ("bnf w3c", "lemon"),
    ":=": ("bnf", "iso"),
    "<-": ("peg", "peggy"),
    "->": ("bnf nearley", ""),
    "=": ("iso abnf wsn go", "peggy bnf w3c pest"),
    ":": ("lark pegen bnf", "yacc antlr4"),
    "": ("bnf", "iso abnf"),
}
"""By what begins most rules: the notations that begin rules so, usually and rarely; "": nothing does."""

_SIGNS = (
    # What begins a file, or a line, in one notation alone.
    _sign(_PROOF, r'\A\s*\{\s*"', "json", raw=True),
    _sign(_PROOF, r"^[ \t]*(?:(?:lexer|parser)[ \t]+)?grammar[ \t]+\w+[ \t]*;", "antlr4"),
    _sign(
        _SIGN,
        r"^[ \t]*(?:fragment\b|(?:options|tokens)[ \t]*\{)"
        r"|->[ \t]*(?:skip|channel|type|mode|pushMode|popMode)\b",
        "antlr4",
    ),
    _sign(_PROOF, r"^%%|^class[ \t]+\w+[\s\S]{0,2000}^rule[ \t]*$", "yacc", "lemon"),
    _sign(_SIGN, r"^%(?:token|type|left|right|start|union|define)\b", "yacc"),
    _sign(
        _PROOF,
        r"^%(?:token_type|token_prefix|extra_argument|name|include|syntax_error|fallback|default_type)\b"
        r"|^\w+\(\w+\)\s*::=",
        "lemon",
    ),
    _sign(_PROOF, r"^%(?:import|ignore|declare|override|extend)\b", "lark"),
    _sign(_PROOF, r"^@(?:builtin|include|lexer)\b|\{%", "nearley"),
    _sign(_PROOF, r"^@(?:header|subheader|trailer|class|location)\b", "pegen"),
    _sign(_PROOF, r"^\{\{", "peggy"),
    # Heads of rules.
    _sign(_SIGN, r"^[?!_]?\w+\{\w[\w, ]*\}(?:\.\d+)?[ \t]*:|^[?!][a-z_]\w*(?:\.\d+)?[ \t]*:", "lark"),
    _sign(_SIGN, r"^_?[A-Z][A-Z_0-9]*(?:\.-?\d+)?[ \t]*:[ \t]*(?:/|\"\"(?!\s*;))", "lark", "antlr4"),
    _sign(_SIGN, r"^\w+\[[^\n]*\][ \t]*(?:\(memo\))?:|\(memo\)", "pegen"),
    _sign(_HINT, r"^\w+[ \t]*:[ \t]*(?:\|.*)?$", "pegen"),
    _sign(_SIGN, r"^[ \t]*+\w++[ \t]*+=[ \t]*+[_@$!]?[ \t]*+\{", "pest"),
    _sign(_SIGN, r"^[^\n;]*=/", "abnf"),
    _sign(_PROOF, r"^![ \t]*+\w++[ \t]*+:[^;:]*+;", "", "bnf iso pegen lark antlr4 yacc"),
    # Ends of rules.
    _sign(_HINT, r";[ \t]*$", "iso antlr4", "abnf wsn go lark pegen"),
    _sign(_PROOF, r";[ \t]*(?:$|\w|\"\")", "", "iso antlr4", missing=True),
    _sign(_HINT, r"\.[ \t]*$", "wsn go", "abnf peggy"),
    _sign(_PROOF, r"\.[ \t]*(?:$|\w)", "", "wsn", missing=True),
    _sign(_SIGN, r"\.[ \t]*(?:$|\w)", "", "go", missing=True),
    _sign(_SIGN, r"::=[^.:\n]*\.[ \t]*(?:\{|$)", "lemon"),
    # What is between items.
    _sign(_SIGN, r"[\w\"})\]][ \t]*+\n?[ \t]*+,[ \t\n]*[\w\"{(\[?]", "iso", "abnf wsn go w3c bnf"),
    _sign(
        _HINT, r"^[ \t]*/(?!/)|[\w\"\])*+?][ \t]+/[ \t]+[\w\"(\[!&<%.]", "peggy peg abnf", "w3c iso wsn go"
    ),
    _sign(_SIGN, r"[\w\")?*+}][ \t\n]+~[ \t\n]+[\w\"(!&^#]", "pest"),
    _sign(_SIGN, r"->[ \t]*_?[a-z]\w*[ \t]*$", "lark"),
    # Items.
    _sign(_SIGN, r"[\w\")\]][*+?](?=[\s)/|;,]|$)", "w3c peggy lark pegen pest", "abnf iso wsn go"),
    _sign(_SIGN, r":[+*?](?=[\s)]|$)|\bnull\b", "nearley"),
    _sign(_SIGN, r"(?<![\w\"'>])\d*\*\d*[\w(<\"\[]|%[xdbXDB][0-9A-Fa-f]+|%[si]\"\"", "abnf"),
    _sign(
        _SIGN, r"\[\^|\[(?:(?!\w-\w)[^\[\]\n])*+\w-\w[^\[\]\n]*+\]", "w3c peggy peg antlr4", "abnf iso wsn go"
    ),
    _sign(_SIGN, r"#x[0-9A-Fa-f]+|^[ \t]*@(?:terminals|pass)\b|<\?\w+\?>|\[(?:wfc|vc|ws|VC|WFC)?:", "w3c"),
    _sign(_SIGN, r"\[[ \t]*(?:\"\"|\(|<)|\[[^\[\]\n]*\w[ \t]+[\w\"(]", "bnf", "w3c"),
    _sign(_HINT, r"\{[ \t]*[\w\"<(\[]", "iso wsn go sql", "abnf w3c"),
    _sign(_HINT, r"\[[ \t]*[\w\"<({]", "iso abnf wsn go sql rbnf"),
    _sign(_SIGN, r"\"\"[ \t]*(?:…|\.\.\.)[ \t]*\"\"|`[^`\n]+`", "go", "wsn abnf"),
    _sign(_HINT, r"\"\"\"\"|'{4}", "wsn"),
    _sign(_SIGN, r"[|,=][ \t]*\?[^?\n]+\?", "iso"),
    _sign(_HINT, r"\(\*", "iso", raw=True),
    _sign(
        _HINT, r"\b(?:ALPHA|DIGIT|HEXDIG|DQUOTE|CRLF|SP|WSP|VCHAR|OCTET)\b|(?<![\w\"'>.-])\d+[A-Z(<]", "abnf"
    ),
    _sign(_HINT, r"^[ \t]*;|[ \t];[ \t]+\w+[^\n;]*$", "abnf", raw=True),
    _sign(_SIGN, r"(?<![\w\"])[!&](?:\w|\(|\"\")", "peggy peg pegen"),
    _sign(_SIGN, r"&&\"\"|\"\"\.(?:\w|\()|\b(?:ENDMARKER|NEWLINE|INDENT|DEDENT)\b", "pegen"),
    _sign(_SIGN, r"\^\"\"|\b(?:SOI|EOI|ASCII_\w+|PUSH\()", "pest"),
    _sign(_SIGN, r"\b[a-z]\w*:(?:\w|\(|\"\")|[=(/][ \t]*@\w|^\{[ \t]*$", "peggy", "bnf lark abnf"),
    # Names in angle brackets.
    _sign(_SIGN, r"<[\w -]+>", "bnf sql rbnf", "w3c iso wsn go peggy peg lark pegen"),
    _sign(_SIGN, r"!!|[>}\])][ \t]*\.\.\.", "sql rbnf"),
    _sign(_PROOF, r"\)[ \t]*\.\.\.", "rbnf"),
    _sign(_HINT, r"\(\s*<", "bnf rbnf", "sql"),
    _sign(_SIGN, r"!!|\{\s*[<A-Z]", "sql", "rbnf"),
    _sign(_SIGN, r"\"\"", "", "sql"),
)


def look(text: str, name: str = "") -> Look:
    """Return which notations a text may be in; `name`, of its file, counts for what ends as their files do.

    >>> list(look("a = *b / %x41").likely)[0], list(look("a = b, { b } ;").likely)[0]
    ('abnf', 'iso')
    """
    text = _without_host_code(text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]
    bared = _without_actions(_bared(text))
    counts = _definers(bared)
    total = sum(counts.values())
    scores: dict[str, float] = {}
    for definer, count in (counts or {"": 1}).items():
        for notations, weight in zip(_FAMILIES[definer], (_USUAL, _RARE), strict=True):
            for notation in notations.split():
                scores[notation] = scores.get(notation, 0) + weight * count / max(total, 1)
    for sign in _SIGNS:
        found = _count(sign.pattern, text if sign.raw else bared)
        if (found == 0) == sign.missing:
            weight = sign.strength * max(found, 1)
            for notation in sign.own:
                if notation in scores or sign.strength == _PROOF:
                    scores[notation] = scores.get(notation, 0) + weight
            for notation in sign.foreign:
                if notation in scores:
                    scores[notation] -= weight
    _hint(scores, name)
    best = max(scores.values())
    ranked = sorted(scores.items(), key=lambda entry: -entry[1])
    if best <= 0:  # more speaks against each than for it
        return Look({ranked[0][0]: _UNLIKELY}, total)
    return Look({notation: score / best for notation, score in ranked if score > _LEAST * best}, total)


def _without_host_code(text: str) -> str:
    """Return a grammar of Yacc without the code for a host that stands round it; any other text as it is.

    That is what stands in ``%{ … %}`` and after a second ``%%``.  ``(*`` is a pointer there, and no comment.
    """
    rules = _SECTION.search(text)
    if rules is None:
        return text
    after = _SECTION.search(text, rules.end())
    end = after.start() if after else len(text)
    parts = []
    at = 0
    while (opening := text.find("%{", at, end)) >= 0 and (closing := text.find("\n%}", opening, end)) >= 0:
        parts.append(text[at:opening])
        at = closing + len("\n%}")
    return "".join([*parts, text[at:end]]).replace("(*", "( *")


def _without_actions(bared: str) -> str:
    """Return a grammar of Yacc without what stands in braces; any other text as it is."""
    if _SECTION.search(bared):
        for _ in range(_DEEPEST):
            bared = _BLOCK.sub(" ", bared)
    return bared


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
        if found == _MOST:
            break
    return found


def _hint(scores: dict[str, float], name: str) -> None:
    """Raise the notations whose files end as `name` does; a hint, which clear signs outweigh."""
    from railroad.notation import NOTATIONS

    for notation in NOTATIONS.values():
        if any(name.lower().endswith(suffix) for suffix in notation.suffixes):
            scores[notation.name] = scores.get(notation.name, 0) + 2
