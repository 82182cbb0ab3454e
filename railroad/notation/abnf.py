"""Read ABNF: RFC 5234 with its errata 2968 and 3076, RFC 7405, and the lists of RFC 9110 §5.6.1.

    date     = year "-" month      ; the comment belongs to the rule
    year     = 4DIGIT
    month    = 2DIGIT / %s"Jan"
    month    =/ %s"Feb"

The steps:

    abnf_words    the text   →  words and comments
    abnf_rules    where rules begin and end, and what belongs to none
    abnf_notes    which comment belongs to what
    abnf_body     the words of a rule  →  pieces  →  (abnf.lark) nodes
    abnf_values   what literals and numbers stand for
    abnf_habits   what is written otherwise than the RFC has it, and whether that is a mistake

- Names are the same whatever their case (§2.1); the first definition says how a name is spelt, of the
  core rules the RFC, and else the first use.
- ``=/`` adds alternatives (§3.3).  So does a second ``=``, with a warning.
- The core rules (appendix B.1) are external where the text uses and does not define them.
- Lines end in CRLF, LF or CR.  A text of blank lines and comments alone is ABNF too (§4, rulelist).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from railroad.errors import Diagnostic
from railroad.grammar import Grammar, Import, Nonterminal, choice, walk
from railroad.notation.abnf_body import Bodies
from railroad.notation.abnf_habits import Habits
from railroad.notation.abnf_notes import sort_notes
from railroad.notation.abnf_rules import find_rules
from railroad.notation.abnf_words import cut
from railroad.notation.open_quotes import without_consequences
from railroad.notation.reading import Definition, alternatives, comments_only, finish
from railroad.source import Span

if TYPE_CHECKING:
    from railroad.grammar import Remark
    from railroad.notation.abnf_rules import RawRule
    from railroad.source import Source

CORE = (
    "ALPHA", "BIT", "CHAR", "CR", "CRLF", "CTL", "DIGIT", "DQUOTE", "HEXDIG", "HTAB", "LF", "LWSP", "OCTET",
    "SP", "VCHAR", "WSP",
)  # fmt: skip
"""The core rules, RFC 5234 appendix B.1."""
CORE_ORIGIN = "RFC 5234, appendix B.1"


def read_abnf(source: Source, *, extensions: Literal["auto", "on", "off"] = "auto") -> Grammar:
    """Return the grammar that a text defines.

    `extensions` says whether single quotes and names with other signs than RFC 5234 allows are read, with a
    warning: ``auto`` does so where there is more than one of them.

    Raises:
        NotationError: with every mistake found, each at its place.
    """
    diagnostics: list[Diagnostic] = []
    habits = Habits(extensions)
    words = cut(source.text)
    rules, prose = find_rules(source.text, words, habits, diagnostics)
    names = _Names(rules)
    notes = sort_notes(source.text, words, rules)
    bodies = Bodies(source.text, words.words, names.spelt, names.defined, habits, diagnostics)
    definitions = [
        Definition(
            names.spelt(rule.name),
            bodies.read(rule),
            notes.docs.get(at),
            Span(rule.name_span.start, rule.end),
            rule.name_span,
            comments=notes.comments.get(at, ()),
        )
        for at, rule in enumerate(rules)
    ]
    remarks = [_counted(remark, names.firsts) for remark in sorted([*notes.remarks, *prose], key=_place)]
    diagnostics = without_consequences(sorted(diagnostics, key=_place), definitions)
    definitions = _merge(rules, definitions, diagnostics)
    diagnostics += habits.diagnostics()
    if not definitions and source.text and not any(found.severity == "error" for found in diagnostics):
        return comments_only(source, "abnf", remarks, "a rule reads NAME = ELEMENTS")
    return finish(source, "abnf", definitions, diagnostics, remarks=remarks, imports=_core(definitions))


class _Names:
    """How each name is spelt."""

    def __init__(self, rules: list[RawRule]) -> None:
        self._spelt: dict[str, str] = {}
        for rule in rules:
            self._spelt.setdefault(rule.name.lower(), rule.name)
        for name in CORE:
            self._spelt.setdefault(name.lower(), name)
        self.defined = frozenset(self._spelt)
        self.firsts: list[int] = [0]
        """How many names are defined by the first so many definitions."""
        seen: set[str] = set()
        for rule in rules:
            seen.add(rule.name.lower())
            self.firsts.append(len(seen))

    def spelt(self, name: str) -> str:
        return self._spelt.setdefault(name.lower(), name)


def _place(found: Remark | Diagnostic) -> Span:
    return found.span or Span(0, 0)


def _counted(remark: Remark, firsts: list[int]) -> Remark:
    """Return a remark that counts rules, of one that counts definitions."""
    return replace(remark, before=firsts[remark.before])


def _merge(
    rules: list[RawRule], definitions: list[Definition], diagnostics: list[Diagnostic]
) -> list[Definition]:
    """Return the definitions with those that add to one (``=/``) put into it."""
    parts: dict[str, list[Definition]] = {}
    firsts: list[Definition | str] = []
    for rule, definition in zip(rules, definitions, strict=True):
        name = definition.name
        if rule.appended and name in parts:
            parts[name].append(definition)
            continue
        if rule.appended:
            message = f'"{rule.name}" is added to before it is defined'
            hint = "the first definition is written with ="
            diagnostics.append(Diagnostic("warning", message, rule.name_span, hint))
        if name in parts:
            firsts.append(definition)
        else:
            parts[name] = [definition]
            firsts.append(name)
    return [_joined(parts[each]) if isinstance(each, str) else each for each in firsts]


def _joined(group: list[Definition]) -> Definition:
    first = group[0]
    if len(group) == 1:
        return first
    body = choice((part for each in group for part in alternatives(each.body)), first.body.span)
    docs = [each.doc for each in group if each.doc]
    comments = tuple(comment for each in group for comment in each.comments)
    return replace(first, body=body, doc="\n".join(docs) or None, comments=comments)


def _core(definitions: list[Definition]) -> tuple[Import, ...]:
    """Return the core rules that are used and not defined."""
    defined = {definition.name for definition in definitions}
    found: dict[str, Import] = {}
    for definition in definitions:
        for node in walk(definition.body):
            if isinstance(node, Nonterminal) and node.name in CORE and node.name not in defined:
                found.setdefault(node.name, Import(node.name, CORE_ORIGIN, span=node.span))
    return tuple(found.values())
