"""What a cache holds: a picture in an envelope that tells whether it is still the picture of its key.

    RRC1 | SHA-256 of key and picture | picture

It is checked on every read.  One flipped bit, half a file, another key's picture or an older layout is a
miss; nothing in a cache is ever executed, so whoever can write to it can at worst empty it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

_MAGIC = b"RRC1"
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture, and what its answer says of it."""

    body: bytes
    rule: str | None
    """The name of its rule, if it has only one."""

    def pack(self) -> bytes:
        """Return it as bytes."""
        return json.dumps(self.rule).encode() + b"\n" + self.body

    @classmethod
    def unpack(cls, data: bytes) -> Entry:
        """Return what `pack` made bytes of."""
        head, _, body = data.partition(b"\n")
        return cls(body, json.loads(head))


def seal(key: str, payload: bytes) -> bytes:
    """Return the envelope with a payload.

    >>> unseal("key", seal("key", b"picture"))
    b'picture'
    """
    return _MAGIC + _digest(key, payload) + payload


def unseal(key: str, sealed: bytes) -> bytes | None:
    """Return the payload in an envelope; None: it is not what was sealed for this key.

    >>> unseal("key", seal("other", b"picture"))
    """
    start = len(_MAGIC) + _DIGEST
    if not sealed.startswith(_MAGIC) or len(sealed) < start:
        return None
    payload = sealed[start:]
    return payload if sealed[len(_MAGIC) : start] == _digest(key, payload) else None


def _digest(key: str, payload: bytes) -> bytes:
    digest = sha256(f"{len(key)}:{key}".encode())
    digest.update(payload)
    return digest.digest()
