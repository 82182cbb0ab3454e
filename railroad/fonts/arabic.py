"""Join Arabic letters: each takes the form that its neighbours ask for.

    ب ي ت   →   بـ  ـيـ  ـت        beginning, middle, end; لا is one letter

The forms are characters of their own in Unicode (Arabic Presentation Forms), which the common Arabic fonts
have, so a glyph for each is found as for any other character.  Letters of other languages that have no such
character are left to a renderer that knows the tables of the font.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from railroad.fonts.bidi import Cluster

_TATWEEL = "\u0640"
_NON_JOINER = "\u200c"
_JOINER = "\u200d"
_LAM = "\u0644"
_ALEFS = "\u0622\u0623\u0625\u0627"
_FORM_BLOCKS = (range(0xFB50, 0xFDD0), range(0xFE70, 0xFEFD))
_LETTER_BLOCKS = (range(0x0620, 0x0700), range(0x0750, 0x0780), range(0x0870, 0x08CA))


class Joined(NamedTuple):
    """Clusters whose letters have the right forms."""

    clusters: list[Cluster]
    formless: list[str]
    """Letters beside others for which there is no character of the right form."""


def is_arabic(character: str) -> bool:
    """Whether a character is an Arabic letter, in whatever form."""
    code = ord(character)
    return any(code in block for block in (*_LETTER_BLOCKS, *_FORM_BLOCKS))


def join_letters(clusters: Sequence[Cluster]) -> Joined:
    """Return the clusters of a line, in the order of reading, with each Arabic letter in its form.

    >>> join_letters([("ب", 1), ("ت", 1)]).clusters == [("\\ufe91", 1), ("\\ufe96", 1)]
    True
    """
    parts = _with_ligatures(clusters)
    joined: list[Cluster] = []
    formless: list[str] = []
    for index, (text, cells) in enumerate(parts):
        before = parts[index - 1][0] if index else ""
        after = parts[index + 1][0] if index + 1 < len(parts) else ""
        kind = _KINDS[_meet(before, text), _meet(text, after)]
        form = text[:1] if text[:1] == _TATWEEL else _forms().get(text[:1], {}).get(kind)
        if form is not None:
            text = form + text[1:]
        elif _is_letter(text) and (kind != "isolated" or _is_letter(before) or _is_letter(after)):
            formless.append(text[0])
        joined.append((text, cells))
    return Joined(joined, formless)


_KINDS = {
    (False, False): "isolated",
    (False, True): "initial",
    (True, False): "final",
    (True, True): "medial",
}
"""Whether a letter joins the one before and the one after it → what its form is called."""


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Return the forms of each letter, and of each ligature of lam and alef by its isolated form."""
    by_letters: dict[str, dict[str, str]] = {}
    for block in _FORM_BLOCKS:
        for code in block:
            tag, *letters = unicodedata.decomposition(chr(code)).split() or [""]
            if tag[1:-1] in _KINDS.values() and len(letters) <= 2:
                text = "".join(chr(int(letter, 16)) for letter in letters)
                by_letters.setdefault(text, {}).setdefault(tag[1:-1], chr(code))
    for alef in _ALEFS:
        ligature = by_letters[_LAM + alef]
        by_letters[ligature["isolated"]] = ligature
    return by_letters


def _with_ligatures(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Return the clusters with each lam and alef made one, its text beginning with both letters' ligature."""
    found: list[Cluster] = []
    for text, cells in clusters:
        if found and text[:1] in _ALEFS and found[-1][0][:1] == _LAM and _NON_JOINER not in found[-1][0]:
            lam, lam_cells = found.pop()
            ligature = _forms()[_LAM + text[0]]["isolated"]
            found.append((ligature + lam[1:] + text[1:], lam_cells + cells))
        else:
            found.append((text, cells))
    return found


def _meet(before: str, after: str) -> bool:
    """Whether two clusters join; the empty text is beyond the end of the line."""
    if not before or _NON_JOINER in before:
        return False
    reaches_out = before[0] in (_TATWEEL, _JOINER) or "initial" in _forms().get(before[0], {})
    if not after:
        return reaches_out and before.endswith(_JOINER)
    return reaches_out and (after[0] in (_TATWEEL, _JOINER) or "final" in _forms().get(after[0], {}))


def _is_letter(text: str) -> bool:
    return bool(text) and unicodedata.category(text[0]) == "Lo" and is_arabic(text[0])
