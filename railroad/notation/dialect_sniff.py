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
from railroad.notation.lines import FENCE, level

_DEFINERS = (
    "::==", "::=", ":==", "∷=", "⩴", ":=", "≔", "<-", "←", "-->", "->", "→", "⟶", "=>", "⇒", "⟹", "==",
    "=", ":",
)  # fmt: skip
_WEIGHTS = {"=": 0.7, ":": 0.4, "==": 0.5, "=>": 0.6}
"""How much a left side counts; those that are no characters of languages count one."""
_SAMPLE = 100_000
"""How much of a text is looked at, in characters."""
_FENCE = re.compile(FENCE)
_BLANKS = re.compile(r"[ \t]++")
_LINES_APART = re.compile(r" ?\n\s*+")
_SHARE = 0.3
"""The least share of the rules that a second sign of a kind has."""
_NAME = r"[\w$!@](?:[\w'’$]|[.-]++(?=\w))*+"
_QUOTED = {
    '"': r'"(?:[^"\\\n]|\\.){0,300}+"',
    "'": r"(?<!\w)'(?:[^'\\\n]|\\.){0,300}+'",
    "`": r"`[^`\n]{0,300}+`",
    "“": r"“[^“”\n]{0,300}+”",
    "‘": r"‘[^‘’\n]{0,300}+’",
    "«": r"«[^«»\n]{0,300}+»",
}
_PARTNER = {"“": "”", "‘": "’", "«": "»"}
_BLOCKS: Pairs = (("/*", "*/"), ("(*", "*)"), ("{-", "-}"), ("<!--", "-->"))
_CODE: Pairs = (("<<", ">>"), ("{%", "%}"))
_LINES = ("//", "--", "#", ";", "%")
_CLASS = re.compile(r"\[(?:\^[^\[\]\n]{1,80}|[^\[\]\n]{0,40}\w-\w[^\[\]\n]{0,80})\]")
_OPTION = re.compile(r"\[\s?[\w<\x01(\[{][^\]\n]{2}")


def _left(definer: str) -> str:
    """Return the pattern of the left side of a rule: maybe a number, a name, a definer."""
    return (
        r"^[ \t]*+(?:[\[(]?\d{1,6}[\w.]{0,4}[\])]?[.:]?[ \t]++)?"
        rf"(?:(?P<angle><[^<>\n]{{1,80}}>)|(?P<bare>{_NAME}))[ \t]*+(?:\n[ \t]*+)?(?P<sign>{definer})"
    )


def sniff(text: str) -> Dialect:
    """Return the dialect that a text is most likely written in."""
    plain = _FENCE.sub("", level(text[:_SAMPLE]))
    blocks = tuple(pair for pair in _BLOCKS if _has_block(plain, *pair))
    lines = tuple(mark for mark in _LINES if _begins_lines(plain, mark))
    code = tuple(pair for pair in _CODE if pair not in blocks and _has_block(plain, *pair))
    masked, quotes = _mask(plain, (*blocks, *code), lines)
    definers, lefts, angles = _definers(masked)
    bodies = _bodies(masked, definers)
    body = _LINES_APART.sub("\n", _BLANKS.sub(" ", "\n".join(bodies)))
    terminators = _terminators(bodies)
    postfix = _postfix(body)
    classes = len(_CLASS.findall(body)) > len(_OPTION.findall(body)) / 2
    slash, regex = _SLASH.search(body) is not None, _REGEX.search(body) is not None
    hyphen_range = _HYPHEN_RANGE.search(plain) is not None
    exception = not hyphen_range and _EXCEPTION.search(body) is not None
    prose = _PROSE.search(body) is not None
    names = "".join(sign for sign in "-.'!@$" if any(sign in name for name in lefts))
    return Dialect(
        definers=definers,
        terminators=terminators,
        alternation=("|",) if "|" in body or not slash else (),
        ordered=("/",) if slash and not regex else (),
        concatenation=(",",) if len(_COMMA.findall(body)) > len(_BLANK.findall(body)) else (),
        exception=("-",) if exception else (),
        range=("...", "…", "..", "-") if hyphen_range else ("...", "…", ".."),
        count=("*",) if "*" not in postfix and _COUNT.search(body) else (),
        postfix_optional=("?",) if "?" in postfix and not prose else (),
        postfix_any=("*",) if "*" in postfix else (),
        postfix_some=("+",) if "+" in postfix else (),
        option=() if classes else (("[", "]"),),
        any=(".",) if "." not in terminators and _ANY.search(body) else (),
        quotes=tuple((quote, _PARTNER.get(quote, quote)) for quote in quotes) or (('"', '"'), ("'", "'")),
        classes=classes,
        prose=(("?", "?"),) if prose else (),
        regex=("/",) if regex else (),
        code=code,
        names=(("<", ">"),) if angles or _ANGLE.search(body) else (),
        name_characters=_name_characters(names, terminators, hyphens=exception or hyphen_range),
        line_comments=tuple(mark for mark in lines if mark not in terminators),
        block_comments=blocks,
    )


_OPERAND_ENDS = r"[\w)\]}\x01>?*+]"
_OPERAND_BEGINS = r"[\w(\[{\x01<]"
_COMMA = re.compile(rf"{_OPERAND_ENDS}\s?,\s?{_OPERAND_BEGINS}")
_BLANK = re.compile(rf"{_OPERAND_ENDS}\s{_OPERAND_BEGINS}")
_SLASH = re.compile(r"(?<=[\w)\]}\x01?*+ ])\s/\s")
_REGEX = re.compile(r"(?:^|[\s(|=])/(?![ /*])[^/\n]{0,80}[\[\\^+*.][^/\n]{0,80}/(?=[\s);|*+?]|$)")
_HYPHEN_RANGE = re.compile(r"""(["'`])[^"'`\n]\1 ?- ?\1[^"'`\n]\1""")
_EXCEPTION = re.compile(rf"[\w)\]}}\x01>] -\s{_OPERAND_BEGINS}")
_PROSE = re.compile(r"(?:^|[|,=(\[{]\s?)\?[^?\n]{1,200}+\?", re.MULTILINE)
_COUNT = re.compile(r"\d\s?\*\s?[\w(\[{\x01]")
_ANY = re.compile(r"(?:^|[\s(|])\.(?=[\s)*+?|]|$)")
_ANGLE = re.compile(r"<\w[^<>\n|]{0,80}>")


def _postfix(body: str) -> str:
    """Return which of ``? * +`` come right after things; the ``*`` of ``3 * x`` is none."""
    counted = re.sub(r"\d\s?\*", "", body) if _COUNT.search(body) else body
    after = r"(?=[\s)\]}|;.,*+?]|$)"
    return "".join(
        sign for sign in "?*+" if re.search(rf"[\w)\]}}\x01>]\s?{re.escape(sign)}{after}", counted)
    )


def _name_characters(names: str, terminators: tuple[str, ...], *, hyphens: bool) -> str:
    """Return what names hold, from what they hold on left sides; `hyphens` is whether ``-`` is a sign."""
    names = names.replace(".", "") if "." in terminators else names
    return names or ("" if hyphens else "-")


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

    closings = "\n".join(b for _, b in blocks)  # so that what is open is not looked through again and again
    masked = token.sub(hide, f"{text}\n{closings}")[: len(text)]
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
