"""The description of the application for programs: OpenAPI 3.1, made of what it can do here.

It is written from the notations, formats and options that there are, so it can't say anything else than they.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from railroad import __version__, pipeline
from railroad.web.asking import OPTION_HEADER
from railroad.web.job import DESCRIPTION
from railroad.web.looks import looks
from railroad.web.responses import media_type

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from railroad.web.limits import Limits
    from railroad.web.looks import Look

_ERRORS = {
    "400": "A parameter is unknown, repeated, missing or has a value that it can't have.",
    "403": "The URL needs a signature.",
    "404": "There is no such grammar, rule, notation or format.",
    "405": "The path has other methods.",
    "411": "The length of the body is not told.",
    "412": "The picture is another by now.",
    "413": "The body is too long.",
    "414": "The text in the URL is too long.",
    "415": "The body is neither text nor JSON.",
    "422": "The text is no grammar, or is too large to be drawn.",
    "503": "Too many pictures are being made, or this one takes too long.",
}
_STRING = {"type": "string"}


def described(notations: Mapping[str, Any], limits: Limits, off: Collection[str]) -> dict[str, Any]:
    """Return the description; `off` are the parts that are switched off."""
    formats = [*pipeline.formats(), DESCRIPTION]
    paths = {
        "/diagram.{format}": _without(
            {
                "get": ("text", _text_in_query(formats, notations, limits)),
                "post": ("post", _posted("postDiagram", [_path("format", formats)], limits)),
            },
            off,
        ),
        "/{notation}/{format}/{encoded}": _without(
            {"get": ("encoded", _encoded(formats, notations, limits))}, off
        ),
        "/{notation}/{format}": _without(
            {
                "post": (
                    "post",
                    _posted("postKroki", [_path("notation", [*notations]), _path("format", formats)], limits),
                )
            },
            off,
        ),
        "/g/{grammar}.{format}": _without({"get": ("file", _file(formats, limits))}, off),
        "/api/render": _without({"post": ("api", _api([*pipeline.formats()], notations, limits))}, off),
        "/healthz": _without({"get": ("health", _plain("getHealth", "The process lives."))}, off),
        "/readyz": _without(
            {"get": ("ready", _plain("getReady", "A picture would be made now.", busy=True))}, off
        ),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "railroad",
            "version": __version__,
            "summary": "Railroad diagrams from the text of grammars.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "."}],
        "paths": {path: operations for path, operations in paths.items() if operations},
        "components": {
            "schemas": {"Problem": _PROBLEM, "Diagnostic": _DIAGNOSTIC, "Description": _DESCRIPTION}
        },
    }


def _without(operations: dict[str, tuple[str, dict[str, Any]]], off: Collection[str]) -> dict[str, Any]:
    return {method: operation for method, (part, operation) in operations.items() if part not in off}


def _text_in_query(formats: list[str], notations: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    text = {"type": "string", "maxLength": limits.text}
    parameters = [
        _path("format", formats),
        {"name": "text", "in": "query", "required": True, "schema": text},
        {"name": "notation", "in": "query", "schema": {"type": "string", "enum": [*notations]}},
        *_looks(limits),
    ]
    return _picture(
        "getDiagram", "The picture of a text in the query.", parameters, formats, "400 404 414 422"
    )


def _encoded(formats: list[str], notations: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    encoded = {"type": "string", "pattern": "^[A-Za-z0-9_-]+={0,2}$", "maxLength": limits.encoded}
    parameters = [
        _path("notation", [*notations]),
        _path("format", formats),
        {
            "name": "encoded",
            "in": "path",
            "required": True,
            "description": "What zlib makes of the text, in the base64 of URLs.",
            "schema": encoded,
        },
        *_looks(limits),
    ]
    return _picture(
        "getEncoded", "The picture of a text in the path.", parameters, formats, "400 404 414 422"
    )


def _file(formats: list[str], limits: Limits) -> dict[str, Any]:
    parameters = [
        {"name": "grammar", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
        _path("format", formats),
        *_looks(limits),
    ]
    about = "The picture of a grammar of the folder, or of a rule of it."
    return _picture("getFile", about, parameters, formats, "400 404 414 422")


def _picture(
    id: str, about: str, parameters: list[dict[str, Any]], formats: list[str], errors: str
) -> dict[str, Any]:
    return {
        "operationId": id,
        "summary": about,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "The picture.",
                "headers": {"ETag": {"schema": _STRING}, "Cache-Control": {"schema": _STRING}},
                "content": {media_type(format): _body(format) for format in formats},
            },
            "304": {"description": "The client has it."},
            **_errors(f"403 405 412 {errors} 503", formats),
        },
    }


def _posted(id: str, parameters: list[dict[str, Any]], limits: Limits) -> dict[str, Any]:
    formats = [*pipeline.formats(), DESCRIPTION]
    options = [*_looks(limits), *_in_headers(limits)]
    about = "The picture of a text in the body."
    operation = _picture(id, about, [*parameters, *options], formats, "400 404 411 413 415 422")
    del operation["responses"]["304"]
    operation["responses"]["200"]["headers"] = {
        "Content-Location": {"description": "Where a GET finds the picture.", "schema": _STRING}
    }
    operation["requestBody"] = {
        "required": True,
        "content": {
            "text/plain": {"schema": {"type": "string", "maxLength": limits.text}},
            "application/json": {"schema": _kroki(limits)},
        },
    }
    return operation


def _api(formats: list[str], notations: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    members = {
        "text": {"type": "string", "maxLength": limits.text},
        "notation": {"type": "string", "enum": [*notations]},
        "format": {"type": "string", "enum": formats},
        "rule": _STRING,
        "options": _options(limits),
    }
    schema = {"type": "object", "properties": members, "required": ["text"], "additionalProperties": False}
    return {
        "operationId": "render",
        "summary": "A picture with all that an editor wants to know beside it.",
        "parameters": [*_looks(limits), *_in_headers(limits)],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "200": {
                "description": "The picture, the text, the rules, the diagnostics.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Description"}}},
            },
            **_errors("400 403 404 405 411 413 415 422 503", []),
        },
    }


def _plain(id: str, about: str, *, busy: bool = False) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"status": _STRING}, "required": ["status"]}
    content = {"application/json": {"schema": schema}}
    answers: dict[str, Any] = {"200": {"description": about, "content": content}}
    if busy:
        answers["503"] = {"description": "There is too much to do.", "content": content}
    return {"operationId": id, "summary": about, "responses": {**answers, **_errors("405", [])}}


def _errors(statuses: str, formats: list[str]) -> dict[str, Any]:
    """Return what is answered besides 200: the error as a picture where one was asked for."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    content |= {media_type(format): _body(format) for format in ("txt", *formats) if format != DESCRIPTION}
    return {
        status: {
            "description": _ERRORS[status],
            "headers": {"X-Railroad-Error": {"description": "LINE:COLUMN message", "schema": _STRING}},
            "content": content,
        }
        for status in sorted({*statuses.split()})
    }


def _body(format: str) -> dict[str, Any]:
    if format == DESCRIPTION:
        return {"schema": {"$ref": "#/components/schemas/Description"}}
    return {} if format == "png" else {"schema": _STRING}


def _path(name: str, values: list[str]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "enum": values}}


def _looks(limits: Limits) -> list[dict[str, Any]]:
    more = [
        {"name": "rule", "in": "query", "description": "The name of one rule.", "schema": _STRING},
        {"name": "v", "in": "query", "description": "The version it is made for.", "schema": _STRING},
        {"name": "extensions", "in": "query", "schema": {"type": "string", "enum": ["auto", "on", "off"]}},
    ]
    return [
        {"name": name, "in": "query", "schema": _schema(look, limits)} for name, look in looks().items()
    ] + more


def _in_headers(limits: Limits) -> list[dict[str, Any]]:
    """Return the same parameters as clients of Kroki send them with a POST; those of the query go before."""
    named = {each["name"].title().replace("_", "-"): each["schema"] for each in _looks(limits)}
    return [
        {"in": "header", "name": f"{OPTION_HEADER}{name}", "schema": schema} for name, schema in named.items()
    ]


def _options(limits: Limits) -> dict[str, Any]:
    """Return the schema of the member of a body that has the options."""
    properties = {name: _schema(look, limits) for name, look in looks().items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _schema(look: Look, limits: Limits) -> dict[str, Any]:
    if look.words:
        return {"type": "string", "enum": [*look.words]}
    least, most = look.bounds(limits)
    number = {"type": "number", "minimum": least, "maximum": most}
    return {"anyOf": [number, {"const": "none"}]} if look.or_none else number


def _kroki(limits: Limits) -> dict[str, Any]:
    """Return the schema of a JSON body, ours or that of Kroki's clients."""
    ours = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "maxLength": limits.text},
            "rule": _STRING,
            "options": _options(limits),
        },
        "required": ["text"],
        "additionalProperties": False,
    }
    theirs = {
        "type": "object",
        "properties": {
            "diagram_source": {"type": "string", "maxLength": limits.text},
            "diagram_options": _options(limits),
        },
        "required": ["diagram_source"],
        "additionalProperties": False,
    }
    return {"anyOf": [ours, theirs]}


_DIAGNOSTIC = {
    "type": "object",
    "properties": {
        "severity": {"enum": ["error", "warning"]},
        "message": _STRING,
        "hint": {"type": ["string", "null"]},
        "range": {
            "anyOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "properties": {
                        "start": {"$ref": "#/components/schemas/Diagnostic/$defs/place"},
                        "end": {"$ref": "#/components/schemas/Diagnostic/$defs/place"},
                    },
                    "required": ["start", "end"],
                },
            ]
        },
    },
    "required": ["severity", "message", "hint", "range"],
    "$defs": {
        "place": {
            "type": "object",
            "properties": {
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1},
                "offset": {"type": "integer", "minimum": 0},
            },
            "required": ["line", "column", "offset"],
        }
    },
}
_PROBLEM = {
    "type": "object",
    "properties": {
        "type": _STRING,
        "title": _STRING,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _STRING,
        "instance": _STRING,
        "hint": {"type": ["string", "null"]},
        "diagnostics": {"type": "array", "items": {"$ref": "#/components/schemas/Diagnostic"}},
    },
    "required": ["type", "title", "status", "detail", "diagnostics"],
}
_DESCRIPTION = {
    "type": "object",
    "properties": {
        "picture": {
            "type": "object",
            "properties": {
                "format": _STRING,
                "media_type": _STRING,
                "encoding": {"enum": ["text", "base64"]},
                "data": _STRING,
            },
            "required": ["format", "media_type", "encoding", "data"],
        },
        "text": _STRING,
        "notation": _STRING,
        "rules": {"type": "array", "items": _STRING},
        "diagnostics": {"type": "array", "items": {"$ref": "#/components/schemas/Diagnostic"}},
    },
    "required": ["picture", "text", "notation", "rules", "diagnostics"],
}
