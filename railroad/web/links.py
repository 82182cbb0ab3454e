"""Rules in the URLs of a grammar: which rule a path names, and where the links of its picture lead.

    /g/json/value.svg   links   object.svg   →   /g/json/object.svg

A rule is spelled as in file names (`names.distinct_names`), so a copy of the site on a disk works; its plain
name is understood too, and comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from railroad.names import distinct_names, encode_name
from railroad.web.signing import sign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from wsgiref.types import WSGIEnvironment

    from railroad.grammar import Grammar


def rule_named(grammar: Grammar, spelling: str) -> str:
    """Return the name of the rule that a (decoded) part of a path names.

    Raises:
        UnknownRuleError: there is none.
    """
    names = [rule.name for rule in grammar.rules]
    if spelling in names:
        return spelling
    by_spelling = {unquote(stem): name for name, stem in distinct_names(names).items()}
    return by_spelling[spelling] if spelling in by_spelling else grammar.rule(spelling).name


def url_name(name: str, stems: Mapping[str, str]) -> str:
    """Return how a URL spells the name of a rule; `stems` are the `distinct_names` of its grammar."""
    plain, stem = encode_name(name), stems[name]
    # A name too long for a file is none for a URL, and a rule may really be called `expr~2`.
    safe = stem.startswith(plain) and (stem == plain or unquote(stem) not in stems)
    return stem if safe else plain


@dataclass(frozen=True, slots=True)
class Links:
    """Where the links of a rule's picture lead: to the pictures of its siblings."""

    base: str
    """What a link begins with."""
    path: str
    """Where that is, from where the application is mounted: ``/g/json/``."""
    query: str
    """What a link ends with."""
    key: bytes | None = field(default=None, repr=False)
    """What the links are signed with, if they are."""

    def of(self, grammar: Grammar) -> Callable[[str], str]:
        """Return the function from a rule's name to the URL of its picture."""
        stems = distinct_names(rule.name for rule in grammar.rules)

        def link(name: str) -> str:
            last = f"{url_name(name, stems)}.svg{self.query}"
            if self.key is None:
                return self.base + last
            return self.base + sign(self.path + last, self.key)[len(self.path) :]

        return link


def base_of(environ: WSGIEnvironment, grammar_url: str, last: str) -> str:
    """Return what a link to a sibling has to begin with: nothing, wherever the browser sees a sibling.

    It sees none where the client wrote the slash within ``a/b`` as it is, or wrote the slash before it as
    ``%2F``.  WSGI decodes both, so then the link begins with the whole path (as far as we know it).

    Args:
        environ: the request.
        grammar_url: the decoded part of the path that names the grammar.
        last: the decoded rest, with suffix.
    """
    if _is_sibling(environ, last):
        return ""
    mount = quote(environ.get("SCRIPT_NAME", "").encode("latin-1"))
    return f"{mount}/g/{quote(grammar_url)}/"


def _is_sibling(environ: WSGIEnvironment, last: str) -> bool:
    """Return whether all of `last`, and nothing before it, stands after the last slash of the URL."""
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI")  # from most servers, as the client wrote it
    if raw is None:
        return "/" not in last
    return unquote(raw.partition("?")[0].rpartition("/")[2]) == last
