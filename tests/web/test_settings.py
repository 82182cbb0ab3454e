"""The service as environment variables describe it, also in every real server."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

import pytest

from railroad.errors import OptionError
from railroad.web import RailroadApp, RailroadMiddleware, diagram_url
from railroad.web.settings import from_environment, write_log
from tests.web.servers import SERVERS, body, exchange, header, serving, status
from tests.web.support import GOOD, diagram, fetch

HERE = {"RAILROAD_LIMIT_PROCESSES": "0"}
KEYS = ("a-new-key-of-20-bytes", "an-old-key-of-20-bytes")
KROKI = "/{}/svg/eNpLVLCyslVIAgAG0QG1"


def made(**variables: str):
    return from_environment(HERE | {f"RAILROAD_{name.upper()}": value for name, value in variables.items()})


def test_with_nothing_it_is_the_plain_service():
    app = made(GRAMMARS="", PREFIX="", CACHE="", KEYS="", OFF="", LOG="", ERROR_STATUS="")
    assert isinstance(app, RailroadApp)
    assert fetch(app, diagram()).status_code == 200
    assert fetch(app, "/g/").status_code == 404


def test_grammars_are_folders_and_files(tmp_path):
    for name in ("one/a.bnf", "two/b.bnf"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(GOOD)
    assert fetch(made(grammars=str(tmp_path / "one")), "/g/a.svg").status_code == 200
    both = made(grammars=f"{tmp_path / 'one'}{os.pathsep}{tmp_path / 'two' / 'b.bnf'}")
    assert [fetch(both, f"/g/{name}.svg").status_code for name in ("one/a", "b", "a")] == [200, 200, 404]


@pytest.mark.parametrize("prefix", ["/railroad", "railroad/"])
def test_prefix_is_where_it_is_mounted(prefix):
    app = made(prefix=prefix)
    assert isinstance(app, RailroadMiddleware)
    assert fetch(app, "/railroad" + diagram()).status_code == 200
    for path in (diagram(), "/", "/railroadx"):
        answer = fetch(app, path)
        assert (answer.status_code, answer.data) == (404, b"not here\n")
    assert fetch(app, "/", "HEAD").data == b""


def test_keys_come_from_a_variable_and_a_file(tmp_path):
    file = tmp_path / "keys"
    file.write_text(f"{KEYS[1]}\n\n")
    app = made(keys=KEYS[0], keys_file=str(file))
    for key in KEYS:
        assert fetch(app, diagram_url("a ::= b", mount="", key=key)).status_code == 200
    assert fetch(app, diagram_url("a ::= b", mount="")).status_code == 403
    assert fetch(app, "/healthz").status_code == 200


def test_other_settings_reach_the_application(tmp_path):
    app = made(
        off="demo, post", aliases="nomnoml=bnf, other = abnf", error_status="200", metrics="off",
        option_theme="dark", option_width="300", limit_text="100", cache=str(tmp_path / "cache"),
    )  # fmt: skip
    assert fetch(app, "/").status_code == 404
    assert fetch(app, KROKI.format("nomnoml")).status_code == 200
    assert fetch(app, diagram("a ::= (")).status_code == 200
    assert fetch(app, "/metrics").status_code == 404
    assert b"railroad-dark" in fetch(app, diagram()).data
    assert fetch(app, diagram("a ::= b" * 100, "txt")).status_code == 414
    assert list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"log": "loud"}, 'RAILROAD_LOG: there is no "loud"; there are info, warning, error'),
        ({"metrics": "maybe"}, 'RAILROAD_METRICS: there is no "maybe"'),
        ({"error_status": "ok"}, 'RAILROAD_ERROR_STATUS: "ok" is no status'),
        ({"aliases": "x"}, 'RAILROAD_ALIASES: "x" is not NAME=NOTATION'),
        ({"aliases": "x=nothing"}, "there is no notation"),
        ({"off": "demmo"}, 'off: there is no "demmo"'),
        ({"keys": " "}, "RAILROAD_KEYS: there is no key in it"),
        ({"keys": "short"}, "a key of at least 16 bytes"),
        ({"option_theme": "drak"}, 'RAILROAD_OPTION_THEME: theme: there is no theme "drak"'),
        ({"option_thema": "dark"}, 'there is no option "thema"\nhint: did you mean "theme"?'),
        ({"option_rasterizer": "x"}, 'RAILROAD_OPTION_RASTERIZER: there is no "x"'),
        ({"limit_text": "much"}, 'RAILROAD_LIMIT_TEXT: "much" is no number'),
        ({"cache": "ftp://x"}, 'there is no cache "ftp"'),
    ],
)
def test_what_cannot_be_is_told(variables, said):
    with pytest.raises((OptionError, ValueError)) as caught:
        made(**variables)
    assert said in str(caught.value)


def test_no_folder_and_no_file_of_keys(tmp_path):
    for name in ("grammars", "keys_file", "limits"):
        with pytest.raises(FileNotFoundError):
            made(**{name: str(tmp_path / "nothing")})


def test_misspelled_variable_is_told_and_what_kubernetes_sets_is_not(caplog):
    made(grammmars="x", port="tcp://10.0.0.1:80", service_host="10.0.0.1", port_80_tcp_addr="10.0.0.1",
         web_service_port_http="80")  # fmt: skip
    assert [record.getMessage() for record in caplog.records] == [
        'the variable RAILROAD_GRAMMMARS means nothing here; did you mean "RAILROAD_GRAMMARS"?'
    ]


@pytest.fixture
def log_is_put_back():
    ours = logging.getLogger("railroad")
    before = ours.handlers[:], ours.propagate, ours.level
    yield
    ours.handlers[:], ours.propagate = before[:2]
    ours.setLevel(before[2])


@pytest.mark.usefixtures("log_is_put_back")
def test_log_is_lines_of_json_without_the_text(capsys):
    write_log(logging.INFO)
    app = made(log="info")
    fetch(app, diagram(), headers={"X-Request-Id": "abc"})
    logging.getLogger("railroad.other").warning("a line\nand another")
    logging.getLogger("railroad.other").debug("unheard")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert len(lines) == 2
    assert (lines[0]["id"], lines[0]["status"], lines[0]["level"]) == ("abc", 200, "info")
    assert "greeting" not in json.dumps(lines[0])
    assert lines[1]["message"] == "a line\nand another"


@pytest.mark.parametrize("server", SERVERS)
def test_every_server_serves_it_by_its_name(tmp_path, server):
    (tmp_path / "good.bnf").write_text(GOOD)
    environ = {
        "RAILROAD_GRAMMARS": str(tmp_path), "RAILROAD_OFF": "demo", "RAILROAD_ALIASES": "nomnoml=bnf",
        "RAILROAD_LIMIT_TEXT": "200", "RAILROAD_OPTION_THEME": "dark",
        "RAILROAD_CACHE": str(tmp_path / "cache"),
    }  # fmt: skip
    with serving(server, "railroad.web.wsgi:app", environ) as running:

        def get(target: str) -> bytes:
            return exchange(running.port, f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

        picture = get("/g/good/daytime.svg")
        assert (status(picture), header(picture, "content-type")) == (200, "image/svg+xml; charset=utf-8")
        assert b"railroad-dark" in body(picture)
        assert status(get(KROKI.format("nomnoml"))) == 200
        assert status(get("/diagram.svg?bnf=" + "a" * 201)) == 414
        assert status(get("/")) == 404
        assert status(get("/readyz")) == 200
    assert list((tmp_path / "cache").rglob("*"))


def test_server_says_which_variable_is_wrong():
    command = [sys.executable, "-c", "import railroad.web.wsgi"]
    ran = subprocess.run(
        command, env={**os.environ, "RAILROAD_LOG": "loud"}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "RAILROAD_LOG: there is no" in ran.stderr.splitlines()[-1]
