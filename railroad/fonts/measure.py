"""Cut text into clusters and say how many cells each takes.

A cluster is what a reader takes for one character (UAX #29, the part of it that fonts and terminals agree
on); a cell is the width of an ASCII letter in a monospaced font, or of a character in a terminal (UAX #11):

    a  1      é (e + U+0301)  1      東  2      👍🏽  2      🇨🇭  2      한 (ᄒ + ᅡ + ᆫ)  2

A letter with its marks, or a syllable of Hangul, takes the same cells whether it is composed or not.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum, auto
from functools import lru_cache

_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"


class Role(IntEnum):
    """What a character does to the cluster before it."""

    BASE = auto()
    """Begins a cluster."""
    PICTURE = auto()
    """Begins a cluster too, unless a joiner ties it to another picture."""
    MARK = auto()
    """Is drawn over the cluster before it, and takes no room."""
    SPACING = auto()
    """Belongs to the cluster before it, and takes a cell of its own there."""
    FORMAT = auto()
    """Draws nothing: joiners, variation selectors, direction marks, tags."""
    TONE = auto()
    """A skin tone: belongs to the picture before it, if there is one."""
    FLAG = auto()
    """A regional indicator: two of them are a flag."""
    LEAD = auto()
    """A leading consonant of Hangul: conjoining jamo make one syllable."""
    VOWEL = auto()
    TAIL = auto()
    OPEN_SYLLABLE = auto()
    """A composed syllable without a tail."""
    CLOSED_SYLLABLE = auto()


_BASE, _PICTURE, _MARK, _FORMAT, _FLAG = Role.BASE, Role.PICTURE, Role.MARK, Role.FORMAT, Role.FLAG
_OPEN_TO_VOWEL = frozenset({Role.LEAD, Role.VOWEL, Role.OPEN_SYLLABLE})
_OPEN_TO_TAIL = frozenset({Role.VOWEL, Role.TAIL, Role.OPEN_SYLLABLE, Role.CLOSED_SYLLABLE})
_ROLES_BY_RANGE = (
    (0x1100, 0x115F, Role.LEAD),
    (0x1160, 0x11A7, Role.VOWEL),
    (0x11A8, 0x11FF, Role.TAIL),
    (0xA960, 0xA97C, Role.LEAD),
    (0xD7B0, 0xD7C6, Role.VOWEL),
    (0xD7CB, 0xD7FB, Role.TAIL),
    (0x034F, 0x034F, Role.FORMAT),  # combining grapheme joiner
    (0x180B, 0x180F, Role.FORMAT),  # variation selectors: Mn by category, but they draw nothing
    (0xFE00, 0xFE0F, Role.FORMAT),
    (0xE0100, 0xE01EF, Role.FORMAT),
    (0x1F1E6, 0x1F1FF, Role.FLAG),
    (0x1F3FB, 0x1F3FF, Role.TONE),
)
_ROLES_BY_CATEGORY = {"Mn": Role.MARK, "Me": Role.MARK, "Mc": Role.SPACING, "Cf": Role.FORMAT}
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
_LONE_PICTURES = frozenset("©®‼⁉™ℹ〰〽㊗㊙")


def cells(text: str) -> int:
    """Return how many cells a text takes.

    >>> cells("a"), cells("東京"), cells("e\\u0301"), cells("👩\\u200d💻")
    (1, 4, 1, 2)
    """
    return len(text) if text.isascii() else sum(width for _, width in clusters(text))


def clusters(text: str) -> list[tuple[str, int]]:
    """Return the clusters of a text in its order, each with the cells that it takes: 0, 1, 2, rarely more.

    Nothing is lost: the clusters joined are the text.  A mark with no character before it takes a cell of its
    own; a cluster of nothing but format characters takes none.

    >>> clusters("né")
    [('n', 1), ('é', 1)]
    """
    if text.isascii():
        return [(character, 1) for character in text]
    found: list[tuple[str, int]] = []
    start = 0
    width = 0
    spaced = False
    first = last = _BASE
    for index, character in enumerate(text):
        role, own = role_and_cells(character)
        tied = last is _FORMAT and text[index - 1] == _JOINER
        if role is not _BASE and index and _joins(role, first, last, tied=tied, alone=index - start == 1):
            width = _joined(width, role, own, character, text[start])
            spaced = spaced or role is Role.SPACING
        else:
            if index:
                found.append(_settled(text[start:index], width, spaced))
            start, width, first, spaced = index, 1 if role is _MARK else own, role, False
        last = role
    found.append(_settled(text[start:], width, spaced))
    return found


def _settled(cluster: str, width: int, spaced: bool) -> tuple[str, int]:
    """Return a cluster with its cells: those of its composed form, if it has spacing marks and one."""
    if spaced:
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster:
            return cluster, sum(own for _, own in clusters(composed))
    return cluster, width


def _joins(role: Role, first: Role, last: Role, *, tied: bool, alone: bool) -> bool:
    """Whether a character belongs to the cluster that has begun with a `first` and so far ends with a `last`.

    `tied`: a joiner stands between; `alone`: the cluster is one character so far.
    """
    match role:
        case Role.BASE:
            return False
        case Role.MARK | Role.SPACING | Role.FORMAT:
            return True
        case Role.PICTURE:
            return tied and first is _PICTURE
        case Role.TONE:
            return first is _PICTURE
        case Role.FLAG:
            return first is _FLAG and alone
        case Role.LEAD | Role.OPEN_SYLLABLE | Role.CLOSED_SYLLABLE:
            return last is Role.LEAD
        case Role.VOWEL:
            return last in _OPEN_TO_VOWEL
        case Role.TAIL:
            return last in _OPEN_TO_TAIL


def _joined(width: int, role: Role, own: int, character: str, base: str) -> int:
    """Return how many cells a cluster takes after a character has joined it."""
    match role:
        case Role.MARK:
            return max(width, 1)
        case Role.SPACING:
            return width + own
        case Role.FORMAT:
            as_emoji = character == _EMOJI_STYLE and (base in _LONE_PICTURES or not base.isalpha())
            return 2 if as_emoji and width else width
        case Role.VOWEL | Role.TAIL:
            return width
        case _:
            return 2


@lru_cache(maxsize=8192)
def role_and_cells(character: str) -> tuple[Role, int]:
    """Return what a character does to a cluster, and the cells that it takes by itself."""
    code = ord(character)
    category = unicodedata.category(character)
    role = _role(character, code, category)
    if role is Role.MARK or role is Role.FORMAT:
        return role, 0
    newer_emoji = category == "Cn" and 0x1F900 <= code <= 0x1FAFF
    wide = newer_emoji or unicodedata.east_asian_width(character) in "WF"
    return role, 2 if wide else 1


def _role(character: str, code: int, category: str) -> Role:
    for first, last, role in _ROLES_BY_RANGE:
        if first <= code <= last:
            return role
    if category in _ROLES_BY_CATEGORY and character not in _PREPENDED:
        return _ROLES_BY_CATEGORY[category]
    if 0xAC00 <= code <= 0xD7A3:
        return Role.CLOSED_SYLLABLE if (code - 0xAC00) % 28 else Role.OPEN_SYLLABLE
    return Role.PICTURE if _is_picture(character, code, category) else Role.BASE


def _is_picture(character: str, code: int, category: str) -> bool:
    """Whether a joiner or a skin tone may follow: an emoji, or near enough to one."""
    if character in _LONE_PICTURES:
        return True
    return category in ("So", "Sm", "Cn") and (0x2190 <= code <= 0x2BFF or 0x1F000 <= code <= 0x1FAFF)
