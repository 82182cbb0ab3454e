"""What goes wrong in a request: the status that says so, and the error that says what.

400  a parameter that is unknown, repeated, missing or has a value it can't have; a text that can't be decoded
403  no signature, or a wrong one                   404  no such path, grammar, rule or format
405  another method than the path has               411  a body whose length is not told
412  the picture is another by now                  413  more in a body than fits
414  more text in a URL than fits                   415  a body that is neither text nor JSON
422  a text that is no grammar, or can't be drawn   503  busy, or the picture took too long
"""

from __future__ import annotations

from http import HTTPStatus

from railroad.errors import OptionError, RailroadError, UnknownRuleError

_LONGEST_HEADLINE = 300
_SHOWN = 60
"""How much of a wrong name or value a message repeats, in characters."""


class WebError(Exception):
    """A request that is refused with `status`, because of `error`."""

    def __init__(
        self,
        status: HTTPStatus,
        error: RailroadError,
        *,
        retry_after: int | None = None,
        allow: str | None = None,
    ) -> None:
        """Keep all of it: `retry_after` is in seconds, `allow` are the methods of a path."""
        self.status, self.error = status, error
        self.retry_after, self.allow = retry_after, allow
        super().__init__(status, error)

    @classmethod
    def of(cls, error: RailroadError) -> WebError:
        """Return the refusal that an error of reading or drawing leads to."""
        match error:
            case OptionError():
                return cls(HTTPStatus.BAD_REQUEST, error)
            case UnknownRuleError():
                return cls(HTTPStatus.NOT_FOUND, error)
            case _:
                return cls(HTTPStatus.UNPROCESSABLE_ENTITY, error)


def refusal(status: HTTPStatus, message: str, hint: str | None = None) -> WebError:
    """Return the refusal of a request for a reason that no text has a place for."""
    return WebError(status, RailroadError.at(None, message, hint=hint))


def not_found(message: str, hint: str | None = None) -> WebError:
    """Return the refusal that answers 404."""
    return refusal(HTTPStatus.NOT_FOUND, message, hint)


def bad_parameter(message: str, hint: str | None = None) -> WebError:
    """Return the refusal that answers 400."""
    return refusal(HTTPStatus.BAD_REQUEST, message, hint)


def busy(message: str, retry_after: int) -> WebError:
    """Return the refusal that answers 503: the same request may be answered later."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return WebError(status, RailroadError.at(None, message), retry_after=retry_after)


def cut(text: str, most: int = _SHOWN) -> str:
    """Return a text as a message repeats it: not longer than `most` characters, and a sign that it was."""
    return text if len(text) <= most else f"{text[:most]}…"


def headline(error: RailroadError) -> str:
    """Return ``LINE:COLUMN message`` as a header can hold it: one line of ASCII, not long.

    Lines and columns count from 1; an error without a place has ``0:0``.

    >>> headline(RailroadError.at(None, "there is no rule “é”"))
    '0:0 there is no rule \\\\u201c\\\\xe9\\\\u201d'
    """
    first = error.diagnostics[0]
    line, column = 0, 0
    if error.source is not None and first.span is not None:
        line, column = error.source.position(first.span.start)
    message = "".join(c if c.isprintable() else " " for c in first.message[:_LONGEST_HEADLINE])
    text = f"{line}:{column} {message}".encode("ascii", "backslashreplace").decode()
    return text if len(text) <= _LONGEST_HEADLINE else f"{text[: _LONGEST_HEADLINE - 3]}..."
