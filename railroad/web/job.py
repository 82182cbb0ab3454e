"""One picture to be made: everything that decides it, so that any process can make it.

Job  ─▶  read, check, draw  ─▶  Made, or a RailroadError
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from railroad import pipeline
from railroad.errors import Diagnostic
from railroad.source import Span
from railroad.stages import heard
from railroad.web.budget import check_grammar, check_picture, check_text, most_trials
from railroad.web.links import Links, rule_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from railroad.grammar import Grammar
    from railroad.pipeline import Options
    from railroad.source import Source
    from railroad.web.limits import Limits

DESCRIPTION = "json"
"""The format that is not a picture: the picture as SVG and text, the rules, the diagnostics."""


@dataclass(frozen=True, slots=True)
class Job:
    """A picture to be made."""

    text: str
    name: str
    """What messages call the text."""
    notation: str
    extensions: pipeline.Extensions
    format: str
    """A format of pictures, or `DESCRIPTION`."""
    picture: str
    """The format of the picture; that of a description's picture too."""
    options: Options
    limits: Limits
    rule: str | None = None
    spelled: bool = False
    """Whether `rule` is spelled as a file name of the rule."""
    links: Links | None = None
    """Where the links of the picture lead; None: to rules in the same picture."""
    made_with: tuple[str, ...] | None = None
    """What besides this package it has to be made with, as `pipeline.made_with` says; None: whatever."""


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that was made."""

    body: bytes
    rule: str | None
    """The name of its rule, if it has only one."""
    stages: tuple[tuple[str, float], ...] = field(default=(), compare=False)
    """The steps, and the seconds that each took."""


def do(job: Job) -> Made:
    """Make the picture.

    Raises:
        RailroadError: the text is no grammar, has no such rule, or can't be drawn within the limits.
    """
    stages: list[tuple[str, float]] = []
    with heard(lambda name, seconds: stages.append((name, seconds))):
        check_text(job.text, job.name, job.notation, job.limits)
        trials = most_trials(job.text) if job.notation == "auto" else None
        grammar = pipeline.read(job.text, job.notation, job.name, extensions=job.extensions, trials=trials)
        check_grammar(grammar, job.limits, job.options.width, pipeline.default_width(job.picture))
        rule = rule_named(grammar, job.rule) if job.spelled and job.rule is not None else job.rule
        pipeline.pick(grammar, rule)
        body = _described(job, grammar, rule) if job.format == DESCRIPTION else _drawn(job, grammar, rule)
    return Made(body, rule, tuple(stages))


def _drawn(job: Job, grammar: Grammar, rule: str | None, format: str = "", options: Any = None) -> bytes:
    """Return the picture, within the limits."""
    made = format or job.picture
    chosen = job.options if options is None else options
    chosen = replace(chosen, most_side=job.limits.png_side, most_pixels=job.limits.png_pixels)
    if job.links is not None:
        chosen = replace(chosen, links=job.links.of(grammar))
    picture = pipeline.draw(grammar, made, rule, chosen)
    body = picture if isinstance(picture, bytes) else picture.encode()
    check_picture(body, made, job.limits)
    return body


def _described(job: Job, grammar: Grammar, rule: str | None) -> bytes:
    """Return the picture with all that an editor wants to know beside it, as JSON."""
    told: list[Diagnostic] = list(grammar.warnings)
    body = _drawn(job, grammar, rule, options=replace(job.options, report=told.append))
    binary = job.picture == "png"
    text_options = replace(job.options, width=pipeline.default_width("txt"))
    value = {
        "picture": {
            "format": job.picture,
            "media_type": pipeline.formats()[job.picture],
            "encoding": "base64" if binary else "text",
            "data": b64encode(body).decode() if binary else body.decode(),
        },
        "text": _drawn(job, grammar, rule, "txt", text_options).decode(),
        "notation": grammar.notation,
        "rules": [each.name for each in grammar.rules],
        "diagnostics": as_json(told, grammar.source),
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def as_json(diagnostics: Iterable[Diagnostic], source: Source | None) -> list[dict[str, Any]]:
    """Return diagnostics as JSON has them: lines and columns count from 1, offsets in code points from 0."""
    return [_diagnostic(each, source) for each in diagnostics]


def from_json(values: Iterable[dict[str, Any]]) -> list[Diagnostic]:
    """Return the diagnostics that `as_json` told of."""
    return [
        Diagnostic(
            value["severity"],
            value["message"],
            Span(*(value["range"][end]["offset"] for end in ("start", "end"))) if value["range"] else None,
            value["hint"],
        )
        for value in values
    ]


def _diagnostic(diagnostic: Diagnostic, source: Source | None) -> dict[str, Any]:
    value: dict[str, Any] = {
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "range": None,
    }
    if source is not None and diagnostic.span is not None:
        start, end = diagnostic.span
        value["range"] = {
            "start": dict(zip(("line", "column"), source.position(start), strict=True)) | {"offset": start},
            "end": dict(zip(("line", "column"), source.position(end), strict=True)) | {"offset": end},
        }
    return value
