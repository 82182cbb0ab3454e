"""The core rules of ABNF, for notations that don't have them: RFC 5234, appendix B.1.

DIGIT   →   Range("0", "9")
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from railroad.grammar import Choice, Nonterminal, Range, Repetition, Sequence, Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from railroad.grammar import Expr


@cache
def core_rules() -> Mapping[str, Expr]:
    """Return what each core rule stands for."""
    return MappingProxyType(
        {
            "ALPHA": Choice((Range("A", "Z"), Range("a", "z"))),
            "BIT": Choice((Terminal("0"), Terminal("1"))),
            "CHAR": Range("\x01", "\x7f"),
            "CR": Terminal("\r", "exact"),
            "CRLF": Sequence((Nonterminal("CR"), Nonterminal("LF"))),
            "CTL": Choice((Range("\x00", "\x1f"), Terminal("\x7f", "exact"))),
            "DIGIT": Range("0", "9"),
            "DQUOTE": Terminal('"', "exact"),
            "HEXDIG": Choice((Nonterminal("DIGIT"), *(Terminal(letter, "fold") for letter in "ABCDEF"))),
            "HTAB": Terminal("\t", "exact"),
            "LF": Terminal("\n", "exact"),
            "LWSP": Repetition(
                Choice((Nonterminal("WSP"), Sequence((Nonterminal("CRLF"), Nonterminal("WSP"))))), 0, None
            ),
            "OCTET": Range("\x00", "\xff"),
            "SP": Terminal(" ", "exact"),
            "VCHAR": Range("!", "~"),
            "WSP": Choice((Nonterminal("SP"), Nonterminal("HTAB"))),
        }
    )
