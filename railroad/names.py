"""How a rule's name is spelled where not every character may stand: in file names, URLs and ids.

    valid semver  →  valid%20semver

A name is encoded as UTF-8 and every byte outside ``[A-Za-z0-9._-]`` is written ``%XX`` (RFC 3986 §2.1).
Names of one grammar that differ only by case would be one file on some systems: the later ones get ``~2``,
``~3``, which no encoded name can hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 200
"""The longest spelling of a file's stem, in bytes; file systems end at 255."""


def encode_name(name: str) -> str:
    """Return `name` percent-encoded outside ``[A-Za-z0-9._-]``.

    >>> encode_name("simple ~expr")
    'simple%20%7Eexpr'
    """
    return quote(name, safe="", errors="surrogatepass").replace("~", "%7E")


def rule_id(name: str) -> str:
    """Return the id that the picture of a rule has in a document.

    >>> rule_id("valid semver")
    'rule-valid%20semver'
    """
    return f"rule-{encode_name(name)}"


def distinct_names(names: Iterable[str]) -> dict[str, str]:
    """Return the encoded spelling of each name, different from all others also without regard to case.

    >>> distinct_names(["expr", "Expr", "EXPR"])
    {'expr': 'expr', 'Expr': 'Expr~2', 'EXPR': 'EXPR~3'}
    """
    seen: dict[str, int] = {}
    spelled = {}
    for name in names:
        stem = encode_name(name)
        if len(stem) > _LONGEST:  # a file system would refuse it
            from hashlib import sha256

            stem = f"{stem[: _LONGEST - 20]}~{sha256(stem.encode()).hexdigest()[:16]}"
        key = stem.lower()
        seen[key] = count = seen.get(key, 0) + 1
        spelled[name] = stem if count == 1 else f"{stem}~{count}"
    return spelled
