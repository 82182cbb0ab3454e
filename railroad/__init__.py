"""Text of a grammar goes in; railroad diagrams come out.

>>> import railroad
>>> grammar = railroad.read('greeting ::= "hello" | "good" ("morning" | "evening")')
>>> [rule.name for rule in grammar.rules]
['greeting']
>>> railroad.render(grammar).startswith("<svg ")
True

The public names are resolved when they are first used, so that ``import railroad`` costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost more than all the rest of this file

if TYPE_CHECKING:
    from typing import Any

    from railroad.errors import Diagnostic as Diagnostic
    from railroad.errors import FontError as FontError
    from railroad.errors import LimitError as LimitError
    from railroad.errors import LossError as LossError
    from railroad.errors import NotationError as NotationError
    from railroad.errors import OptionError as OptionError
    from railroad.errors import RailroadError as RailroadError
    from railroad.errors import UnknownFormatError as UnknownFormatError
    from railroad.errors import UnknownNotationError as UnknownNotationError
    from railroad.errors import UnknownRuleError as UnknownRuleError
    from railroad.errors import UnknownThemeError as UnknownThemeError
    from railroad.grammar import Grammar as Grammar
    from railroad.grammar import Rule as Rule
    from railroad.pipeline import Options as Options
    from railroad.pipeline import load as load
    from railroad.pipeline import read as read
    from railroad.pipeline import render as render
    from railroad.pipeline import write as write
    from railroad.theme import Theme as Theme

__version__ = "0.1.0"

_HOMES = {
    "Diagnostic": "railroad.errors",
    "FontError": "railroad.errors",
    "Grammar": "railroad.grammar",
    "LimitError": "railroad.errors",
    "LossError": "railroad.errors",
    "NotationError": "railroad.errors",
    "OptionError": "railroad.errors",
    "Options": "railroad.pipeline",
    "RailroadError": "railroad.errors",
    "Rule": "railroad.grammar",
    "Theme": "railroad.theme",
    "UnknownFormatError": "railroad.errors",
    "UnknownNotationError": "railroad.errors",
    "UnknownRuleError": "railroad.errors",
    "UnknownThemeError": "railroad.errors",
    "load": "railroad.pipeline",
    "read": "railroad.pipeline",
    "render": "railroad.pipeline",
    "write": "railroad.pipeline",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name where it is first used (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
