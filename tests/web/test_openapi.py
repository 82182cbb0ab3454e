"""The description of the API, tried out by Schemathesis: what it says is what is answered.

In full before a release, 5,000 examples an operation:

    RAILROAD_EXAMPLES=5000 python -m pytest tests/web/test_openapi.py -n 0
"""

from __future__ import annotations

import json
import os
import time

import pytest

from railroad.web import RailroadApp
from railroad.web.asking import OPTION_HEADER
from railroad.web.encoded import encode_text
from tests.web.support import HERE, fetch

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis is not installed; `pip install -e '.[test-web]'` has it"
)
from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.errors import Unsatisfiable  # noqa: E402

EXAMPLES = int(os.environ.get("RAILROAD_EXAMPLES", "25"))


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grammars")
    (folder / "json.bnf").write_text("value ::= object\nobject ::= value\n")
    return RailroadApp(folder, limits=HERE)


OPERATIONS = [
    ("GET", "/diagram.{format}"),
    ("POST", "/diagram.{format}"),
    ("GET", "/{notation}/{format}/{encoded}"),
    ("POST", "/{notation}/{format}"),
    ("GET", "/g/{grammar}.{format}"),
    ("POST", "/api/render"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
]


@pytest.fixture(scope="module")
def described(app):
    from schemathesis.openapi import from_wsgi

    told = json.loads(fetch(app, "/openapi.json").data)
    told["servers"] = [{"url": "/"}]  # it says ".", which is right wherever it is mounted

    def at_the_root(environ, start_response):
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # whoever calls an application in process decodes nothing
        if environ["PATH_INFO"] != "/openapi.json":
            return app(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(told).encode()]

    return from_wsgi("/openapi.json", at_the_root)


def test_every_operation_is_tried_out(described):
    found = {(each.ok().method.upper(), each.ok().path) for each in described.get_all_operations()}
    assert found == set(OPERATIONS)


def test_options_in_headers_are_described_where_they_are_taken(app):
    """Those of a header name, and no other, change the picture of a POST; a GET is its URL alone."""
    told = json.loads(fetch(app, "/openapi.json").data)["paths"]
    found = 0
    for path, operations in told.items():
        for method, operation in operations.items():
            headers = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "header"}
            queries = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
            if method == "get":
                assert not headers
                continue
            assert all(name.startswith(OPTION_HEADER) and "_" not in name for name in headers)
            names = {name.removeprefix(OPTION_HEADER).lower().replace("-", "_") for name in headers}
            assert names == queries
            found += len(headers)
            url = path.format(format="svg", notation="bnf")
            body = ("application/json", b'{"text": "a ::= b"}')
            plain, dark, wrong = (
                fetch(app, url, "POST", {"Content-Type": body[0], **more}, body[1])
                for more in (
                    {},
                    {f"{OPTION_HEADER}Theme": "dark", f"{OPTION_HEADER}Way-Back": "above"},
                    {f"{OPTION_HEADER}Them": "dark"},
                )
            )
            assert (plain.status_code, dark.status_code, wrong.status_code) == (200, 200, 400)
            assert plain.data != dark.data
    assert found > 40


def with_a_grammar(case) -> None:
    """Put a text that is a grammar where there is one made up."""
    text = "value ::= object | list"
    if isinstance(case.body, dict):
        name = "diagram_source" if "diagram_source" in case.body else "text"
        case.body = {**case.body, name: text}
        case.body.pop("rule", None)
    elif isinstance(case.body, str):
        case.body = text
    if case.query and "text" in case.query:
        case.query["text"] = text
    if case.query:
        case.query.pop("rule", None)
    if case.headers:
        case.headers.pop(f"{OPTION_HEADER}Rule", None)
    for name, value in (("encoded", encode_text(text)), ("grammar", "json")):
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = value


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_described(described, method, path, mode):
    from schemathesis import checks
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    operation = described[path][method]
    seen: set[int] = set()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=GenerationMode(mode)), st.booleans())
    def holds(case, good):
        if good and mode == "positive":
            with_a_grammar(case)
        start = time.process_time()
        answer = case.call_and_validate(
            checks=[
                checks.not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_headers_conformance,
                response_schema_conformance,
            ]
        )
        seen.add(answer.status_code)
        assert answer.status_code < 500
        assert time.process_time() - start < 5
        # A text that fits its schema may still be no grammar, so that is not told by the mode; what does not
        # fit it is never drawn, unless it only became another text.
        if mode == "negative" and path == "/api/render":
            assert answer.status_code >= 400

    try:
        holds()
    except Unsatisfiable:
        assert mode == "negative"  # there is nothing to get wrong
    if mode == "positive":
        assert 200 in seen
        assert 400 not in seen or "encoded" in path
