"""Spell the labels of a diagram for pictures made of characters: nothing in them is taken for something else.

    unicode    rule "a"            \\u{22}a"       a name that begins as a text does
               text \\u{e9}         "\\\\u{e9}"      the six characters, not é
    ascii      text é              "\\u{e9}"
               blank, tab          "\\u{20}" "\\u{9}"
               set [a–z +-]        [a-z +\\-]      a dash between two characters, and one that is a member
               2–40 ×, ≥ 20 ×      2-40 x, >= 20 x

``\\u{…}`` is a character by its number, in hexadecimal; a backslash before anything else is a backslash, and
one that stands before ``u{`` is doubled.  So the label that a grammar has can be read off any picture.
Inside regular expressions and sets a backslash keeps the meaning that it has there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from railroad.diagram.model import (
    Aside,
    Caption,
    Diagram,
    Fork,
    Group,
    Loop,
    Series,
    Station,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.diagram.model import Track

_ESCAPED = ("set", "complement", "class", "regex")
"""Kinds in whose labels a backslash has a meaning already."""
_NAMES = ("nonterminal", "call")
"""Kinds that stand bare."""
_ENDS = {
    "terminal": '"',
    "exact": '"',
    "fold": '"',
    "range": "]",
    "set": "]",
    "complement": "]",
    "class": "}",
    "regex": "/",
    "prose": ">",
    "parameter": ")",
    "call": ")",
    "action": "`",
    "predicate": "`",
    "attribute": "`",
    "comment": "*)",
}
"""What a label of a kind ends with where it is drawn."""
_BACKSLASHES = r"(?<!\\)(\\*+)"
"""All that stand together, looked at from the first only: else a long run takes the square of its length."""
_RAIL = "-─+<>◂▸┬┴├┤┼"
"""What the track may go on with after a label and a blank."""
_FIRST_OF_OTHERS = re.compile(r"""["\[(<{/`┆║‹*?=$@]""")
"""What no name begins with where it stands bare."""
_INSIDE_NAMES = re.compile(rf"{_BACKSLASHES}((?<=:) | (?=[{_RAIL}]))")
"""What no bare name has in it: where a label in front of it would end, and where a rail might begin."""
_BEFORE_NUMBER = re.compile(r"(?<!\\)\\++(?=u\{)")
_OUTSIDE = re.compile(rf"{_BACKSLASHES}([^\x00-\x7f])")
_OUTSIDE_OR_SIGN = re.compile(rf"{_BACKSLASHES}(‹U\+[0-9A-F]+›|[^\x00-\x7f])")
_SIGNS = {"␣": " ", "⇥": "\t", "↵": "\n"}
"""What stands for a blank in a label."""
_PLAINER = str.maketrans({"–": "-", "×": "x", "≥": ">=", "≤": "<="})
_LITERALLY = "literally"


def spell(diagram: Diagram, *, ascii: bool) -> Diagram:
    """Return a diagram whose labels, words and title are as a text picture has them.

    >>> spelled = spell(Diagram("é", Station("ü", "terminal")), ascii=True)
    >>> print(spelled.title, spelled.track.label)
    \\u{e9} \\u{fc}
    """
    spelled: dict[Station, Station] = {}

    def station(plain: Station) -> Station:
        found = spelled.get(plain)
        if found is None:
            found = spelled[plain] = spell_station(plain, ascii=ascii)
        return found

    if not ascii:
        return replace(diagram, track=_each(diagram.track, station, str, str))
    title = _OUTSIDE.sub(_numbered, diagram.title or diagram.name)
    return replace(diagram, track=_each(diagram.track, station, _in_ascii, _caption), title=title)


def spell_station(station: Station, *, ascii: bool) -> Station:
    """Return a station with its words so spelled.

    >>> print(spell_station(Station("[a–z +-é]", "set"), ascii=True).label)
    [a-z +\\-\\u{e9}]
    >>> print(spell_station(Station('"a"', "nonterminal"), ascii=False).label)
    \\u{22}a"
    """
    label, kind = station.label, station.kind
    literal = station.after.endswith(_LITERALLY)
    if kind not in _ESCAPED:
        label = _BEFORE_NUMBER.sub(lambda run: 2 * run[0], label)
    if ascii:
        label = _label_in_ascii(label, kind, literal=literal)
    if kind in _NAMES:
        label = _as_name(label, kind)
    if kind in _ENDS:
        label = _with_one_end(label, _ENDS[kind])
    if not ascii:
        return station if label == station.label else replace(station, label=label)
    before, after = _in_ascii(station.before), _in_ascii(station.after)
    return replace(station, label=label, before=before, after=after)


def _as_name(label: str, kind: str) -> str:
    """Return a name that can't be taken for something else, its arguments left as they are."""
    name, bracket, rest = label.partition("(") if kind == "call" else (label, "", "")
    name = _INSIDE_NAMES.sub(_numbered, name)
    if _FIRST_OF_OTHERS.match(name):
        name = _number(name[0]) + name[1:]
    return name + bracket + rest


def _with_one_end(label: str, end: str) -> str:
    """Return a label in which nothing looks like its end and a rail after it."""
    return re.sub(f"({re.escape(end)}\\w*(?: literally)?[?:]?) (?=[{_RAIL}])", r"\1\\u{20}", label)


def _label_in_ascii(label: str, kind: str, *, literal: bool) -> str:
    if kind in ("set", "complement"):
        label = label.replace("-", "\\-").replace("–", "-")
    if label.isascii():
        return label
    if label == "…":  # there is nothing to show
        return "..."
    if kind in _ESCAPED:
        return _OUTSIDE_OR_SIGN.sub(_numbered_in_code, label)
    return _OUTSIDE.sub(_numbered, label) if literal else _in_ascii(label)


def _in_ascii(text: str) -> str:
    """Return words in which some characters may stand for others, in ASCII."""
    if text.isascii():
        return text
    if text[0] == "◌" and unicodedata.combining(text[1:2] or " "):
        text = text[1:]  # a mark that is shown by its number needs no letter
    return _OUTSIDE_OR_SIGN.sub(_numbered_sign, text)


def _numbered(found: re.Match[str]) -> str:
    return 2 * found[1] + _number(found[2])


def _numbered_sign(found: re.Match[str]) -> str:
    return 2 * found[1] + _number(_meant(found[2]))


def _numbered_in_code(found: re.Match[str]) -> str:
    """Return a character by its number, without the backslash that it may have had."""
    return found[1][len(found[1]) % 2 :] + _number(_meant(found[2]))


def _meant(shown: str) -> str:
    """Return the character that a sign in a label stands for; any other stands for itself.

    >>> [_meant(shown) for shown in ("é", "␣", "‹U+200B›")]
    ['é', ' ', '\\u200b']
    """
    return chr(int(shown[3:-1], 16)) if len(shown) > 1 else _SIGNS.get(shown, shown)


def _number(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"


def _each(
    track: Track,
    station: Callable[[Station], Station],
    words: Callable[[str], str],
    caption: Callable[[str], str],
) -> Track:
    """Return a track with every station and all words changed; a loop over a list, for any depth."""
    visits: list[tuple[Track, int]] = []
    todo = [track]
    while todo:
        part = todo.pop()
        below = _below(part)
        visits.append((part, len(below)))
        todo.extend(below)
    done: list[Track] = []
    for part, count in reversed(visits):
        parts = done[len(done) - count :]
        del done[len(done) - count :]
        match part:
            case Station():
                done.append(station(part))
            case Caption(text, kind):
                done.append(Caption(caption(text), kind))
            case Series():
                done.append(replace(part, items=tuple(parts)))
            case Fork():
                done.append(replace(part, branches=tuple(parts)))
            case Loop():
                done.append(Loop(*parts))
            case Group(of, kind, _, asides):
                beside = [Aside(words(a.words), track) for a, track in zip(asides, parts[1:], strict=True)]
                done.append(Group(words(of), kind, parts[0], tuple(beside)))
            case _:
                done.append(part)
    return done[0]


def _caption(text: str) -> str:
    return _in_ascii(text.translate(_PLAINER))


def _below(track: Track) -> tuple[Track, ...]:
    match track:
        case Series(items):
            return items
        case Fork(branches):
            return branches
        case Loop(body, back):
            return body, back
        case Group():
            return track.track, *(aside.track for aside in track.asides)
        case _:
            return ()
