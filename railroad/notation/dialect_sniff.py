"""Find the signs of a notation in a text that is written in it.

    list → "[" args? "]" ;       definers →  terminators ;  postfix ? + *  quotes " "

No line says what its signs mean, so the rules do: what stands between the first name of a line and its body,
how bodies end, what stands between things.  Literals and comments are masked first, so that what the grammar
describes is not taken for its signs.
"""

from __future__ import annotations

import re
from collections import Counter

from railroad.notation.dialect import Dialect, Pairs
from railroad.notation.lines import level

_DEFINERS = (
    "::==", "::=", ":==", "∷=", "⩴", ":=", "≔", "<-", "←", "-->", "->", "→", "⟶", "=>", "⇒", "⟹", "==",
    "=", ":",
)  # fmt: skip
_WEIGHTS = {"=": 0.7, ":": 0.4, "==": 0.5, "=>": 0.6}
"""How much a left side counts; those that are no characters of languages count one."""
_SHARE = 0.3
"""The least share of the rules that a second sign of a kind has."""
_NAME = r"[\w$!@](?:[\w'’$]|[.-]++(?=\w))*+"
_QUOTED = {
    '"': r'"(?:[^"\\\n]|\\.)*+"',
    "'": r"(?<!\w)'(?:[^'\\\n]|\\.)*+'",
    "`": r"`[^`\n]*+`",
    "“": r"“[^“”\n]*+”",
    "‘": r"‘[^‘’\n]*+’",
    "«": r"«[^«»\n]*+»",
}
_PARTNER = {"“": "”", "‘": "’", "«": "»"}
_BLOCKS: Pairs = (("/*", "*/"), ("(*", "*)"), ("{-", "-}"), ("<!--", "-->"))
_CODE: Pairs = (("<<", ">>"), ("{%", "%}"))
_LINES = ("//", "--", "#", ";", "%")
_CLASS = re.compile(r"\[(?:\^[^\]\n]+|[^\]\n]*\w-\w[^\]\n]*)\]")
_OPTION = re.compile(r"\[\s*[\w<\x01(\[{][^\]\n]{2,}")
_POSTFIX = {"?": "postfix_optional", "*": "postfix_any", "+": "postfix_some"}


def _left(definer: str) -> str:
    """Return the pattern of the left side of a rule: maybe a number, a name, a definer."""
    return (
        r"^[ \t]*+(?:[\[(]?\d{1,6}[\w.]{0,4}[\])]?[.:]?[ \t]++)?"
        rf"(?:(?P<angle><[^<>\n]{{1,80}}>)|(?P<bare>{_NAME}))[ \t]*+(?:\n[ \t]*+)?(?P<sign>{definer})"
    )


def sniff(text: str) -> Dialect:
    """Return the dialect that a text is most likely written in."""
    plain = level(text)
    blocks = tuple(pair for pair in _BLOCKS if _has_block(plain, *pair))
    lines = tuple(mark for mark in _LINES if _begins_lines(plain, mark))
    code = tuple(pair for pair in _CODE if pair not in blocks and _has_block(plain, *pair))
    masked, quotes = _mask(plain, (*blocks, *code), lines)
    definers, lefts, angles = _definers(masked)
    bodies = _bodies(masked, definers)
    body = "\n".join(bodies)
    terminators = _terminators(bodies)
    classes = len(_CLASS.findall(body)) > len(_OPTION.findall(body)) / 2
    postfix = {field: _after_operand(body, sign) for sign, field in _POSTFIX.items()}
    counted = re.search(r"\d\s*\*\s*[\w(\[{\x01]", body) is not None
    if counted and not re.search(r"[\w)\]}\x01]\*", re.sub(r"\d+\s*\*", "", body)):
        postfix["postfix_any"] = ()
    prose = re.search(r"(?:^|[|,=(\[{]\s*)\?[^?\n]+\?", body, re.MULTILINE) is not None
    if prose:
        postfix["postfix_optional"] = ()
    bar = "|" in body
    slash = re.search(r"(?<=[\w)\]}\x01?*+ ])\s/\s", body) is not None
    regex = re.search(r"(?:^|[\s(|=])/(?![ /*])[^/\n]*[\[\\^+*.][^/\n]*/(?=[\s);|*+?]|$)", body) is not None
    commas = len(re.findall(r"[\w)\]}\x01>?*+]\s*,\s*[\w(\[{\x01<]", body))
    blanks = len(re.findall(r"[\w)\]}\x01>?*+]\s+[\w(\[{\x01<]", body))
    names = "".join(sign for sign in "-.'!@$" if any(sign in name for name in lefts))
    if "." in terminators:
        names = names.replace(".", "")
    hyphen_range = re.search(r"""(["'`])[^"'`\n]\1\s*-\s*\1[^"'`\n]\1""", plain) is not None
    exception = ("-",) if not hyphen_range and re.search(r"[\w)\]}\x01>] -\s+[\w(\[{\x01<]", body) else ()
    return Dialect(
        definers=definers,
        terminators=terminators,
        alternation=("|",) if bar or not slash else (),
        ordered=("/",) if slash and not regex else (),
        concatenation=(",",) if commas > blanks else (),
        exception=exception,
        range=("...", "…", "..", "-") if hyphen_range else ("...", "…", ".."),
        count=("*",) if counted and not postfix["postfix_any"] else (),
        postfix_optional=postfix["postfix_optional"],
        postfix_any=postfix["postfix_any"],
        postfix_some=postfix["postfix_some"],
        option=() if classes else (("[", "]"),),
        any=(".",) if "." not in terminators and re.search(r"(?:^|[\s(|])\.(?=[\s)*+?|]|$)", body) else (),
        quotes=tuple((quote, _PARTNER.get(quote, quote)) for quote in quotes) or (('"', '"'), ("'", "'")),
        classes=classes,
        prose=(("?", "?"),) if prose else (),
        regex=("/",) if regex else (),
        code=code,
        names=(("<", ">"),) if angles or re.search(r"<\w[^<>\n|]*>", body) else (),
        name_characters=names or ("-" if not exception and not hyphen_range else ""),
        line_comments=tuple(mark for mark in lines if mark not in terminators),
        block_comments=blocks,
    )


def _has_block(text: str, opening: str, closing: str) -> bool:
    """Return whether there are comments between these: outside of quotes, and closed."""
    at = re.search(rf"(?<![\"'`]){re.escape(opening)}(?![\"'`])", text)
    return at is not None and text.find(closing, at.end()) >= 0


def _begins_lines(text: str, mark: str) -> bool:
    """Return whether lines, or what comes after a rule on a line, begin with a mark and words."""
    pattern = rf"^[ \t]*+{re.escape(mark)}+(?:[ \t!*=\-#/]|$|[A-Z])"
    if mark == ";":
        pattern = r"^[ \t]*+;+[ \t]*+\w[^=|;\n]*$"
    if re.search(pattern, text, re.MULTILINE):
        return True
    return mark in ("//", "--", "#") and re.search(rf"[ \t]{re.escape(mark)}[ \t]\w", text) is not None


def _mask(text: str, blocks: Pairs, lines: tuple[str, ...]) -> tuple[str, list[str]]:
    """Return the text with literals as \\x01 and comments as blanks, and the quotes that were met."""
    parts = [rf"{re.escape(a)}(?:(?!{re.escape(b)})[\s\S])*+{re.escape(b)}" for a, b in blocks]
    parts += [rf"(?:(?<=[ \t\n])|(?<![\s\S])){re.escape(mark)}[^\n]*+" for mark in lines if mark != ";"]
    if ";" in lines:
        parts.append(r"(?:(?<=\n)|(?<![\s\S]));[^\n]*+")
    comment = "|".join(parts) or "(?!)"
    token = re.compile(
        f"(?P<comment>{comment})|" + "|".join(f"(?:{pattern})" for pattern in _QUOTED.values())
    )
    met: Counter[str] = Counter()

    def hide(match: re.Match[str]) -> str:
        if match["comment"] is not None:
            return re.sub(r"[^\n]", " ", match[0])
        met[match[0][0]] += 1
        return "\x01"

    masked = token.sub(hide, text)
    return masked, [quote for quote in _QUOTED if met[quote]]


def _definers(text: str) -> tuple[tuple[str, ...], list[str], bool]:
    """Return the definers of the rules, the bare names on left sides, and whether others have brackets."""
    pattern = re.compile(_left("|".join(map(re.escape, _DEFINERS))), re.MULTILINE)
    found: dict[str, list[re.Match[str]]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match["sign"], []).append(match)
    if not found:
        return ("=",), [], False
    weights = {sign: len(matches) * _WEIGHTS.get(sign, 1.0) for sign, matches in found.items()}
    best = max(weights, key=lambda sign: (weights[sign], -_DEFINERS.index(sign)))
    others = [sign for sign in found if sign != best and weights[sign] >= _SHARE * sum(weights.values())]
    definers = (best, *(sign for sign in others if _WEIGHTS.get(sign, 1.0) >= _WEIGHTS["="]))
    matches = [match for sign in definers for match in found[sign]]
    lefts = [match["bare"] for match in matches if match["bare"]]
    return definers, lefts, len(lefts) < len(matches)


def _bodies(text: str, definers: tuple[str, ...]) -> list[str]:
    """Return the bodies of the rules, as far as lines with a definer tell them apart."""
    pattern = re.compile(_left("|".join(map(re.escape, definers))), re.MULTILINE)
    ends = [match.span() for match in pattern.finditer(text)]
    starts = [start for start, _ in ends[1:]] + [len(text)]
    return [text[end:start].strip() for (_, end), start in zip(ends, starts, strict=False)]


def _terminators(bodies: list[str]) -> tuple[str, ...]:
    """Return what most bodies end with, if these are signs that end rules."""
    ends = Counter(body[-1:] for body in bodies if len(body) > 1)
    total = sum(ends.values())
    if (ends[";"] + ends["."]) * 2 <= total:
        return ()
    return tuple(sign for sign in (";", ".") if ends[sign] >= _SHARE * total)


def _after_operand(body: str, sign: str) -> tuple[str, ...]:
    """Return the sign, if it comes right after things."""
    found = re.search(rf"[\w)\]}}\x01>]\s?{re.escape(sign)}(?=[\s)\]}}|;.,*+?]|$)", body)
    return (sign,) if found else ()
