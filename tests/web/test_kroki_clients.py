"""Clients of Kroki, unchanged but for their closed lists of names, and a real server: plugins, curl.

The plugin for MkDocs is given one more name; that for Asciidoctor uses one of its own, which the server takes
for ours by its configuration.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest

from tests.web.servers import serving
from tests.web.support import GOOD

mkdocs = pytest.mark.skipif(
    not (find_spec("mkdocs") and find_spec("kroki")),
    reason="mkdocs-kroki-plugin is not installed; `pip install -e '.[test-web]'` has it",
)

PAGE = """\
```kroki-bnf
greeting ::= "hello" | "good" daytime
```

```kroki-bnf theme=dark
greeting ::= "hello"
```
"""
BUILD = """
import sys
from kroki import diagram_types
from pathlib import Path
source = Path(diagram_types.__file__).read_text()
known = source.replace('"bytefield": ["svg"],', '"bytefield": ["svg"], "bnf": ["svg", "png"],')
assert known != source
exec(compile(known, diagram_types.__file__, "exec"), diagram_types.__dict__)
from mkdocs.__main__ import cli
cli(["build", "-q", "-f", sys.argv[1]])
"""


@mkdocs
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_plugin_for_mkdocs(tmp_path, method):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(PAGE)
    with serving("gunicorn") as server:
        (tmp_path / "mkdocs.yml").write_text(
            "site_name: test\nplugins:\n  - kroki:\n"
            f"      server_url: http://127.0.0.1:{server.port}\n"
            f"      http_method: {method}\n      fence_prefix: kroki-\n"
        )
        environ = {**os.environ, "PYTHONWARNINGS": "ignore"}
        subprocess.run(
            [sys.executable, "-c", BUILD, str(tmp_path / "mkdocs.yml")],
            check=True,
            cwd=tmp_path,
            env=environ,
            capture_output=True,
        )
        html = (tmp_path / "site" / "index.html").read_text()
        sources = re.findall(r'<img alt="Kroki" src="([^"]+)"', html)
        assert len(sources) == 2
        pictures = []
        for source in sources:
            if method == "GET":
                with urlopen(source) as answer:
                    assert answer.headers["Content-Type"].startswith("image/svg+xml")
                    pictures.append(answer.read())
            else:
                pictures.append((tmp_path / "site" / source).read_bytes())
    for picture in pictures:
        assert "greeting" in "".join(ElementTree.fromstring(picture).itertext())
    assert b"railroad-dark" in pictures[1]


# ---- Asciidoctor

ADOC = """\
[nomnoml]
....
greeting ::= "hello" | "good" daytime
....

[nomnoml,theme=dark,rule=daytime]
....
greeting ::= "hello" | "good" daytime
daytime ::= "morning" | "evening"
....

[nomnoml,format=png]
....
greeting ::= "hello"
....

[nomnoml,format=txt]
....
a ::= "b"
....
"""
CONVERT = """
const core = require("@asciidoctor/core");
const asciidoctor = (core.default || core)();
const registry = asciidoctor.Extensions.create();
require("asciidoctor-kroki").register(registry);
const [source, attributes] = process.argv.slice(1);
const options = { to_file: false, safe: "unsafe", extension_registry: registry };
options.attributes = JSON.parse(attributes);
process.stdout.write(asciidoctor.convertFile(source, options));
"""


def node_has_the_plugin() -> bool:
    node = shutil.which("node")
    command = ["-e", 'require("asciidoctor-kroki"); require("@asciidoctor/core")']
    return (
        node is not None
        and subprocess.run([node, *command], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.parametrize("method", ["get", "post", "link"])
def test_plugin_for_asciidoctor(tmp_path, method):
    if not node_has_the_plugin():
        pytest.skip(
            "NODE_PATH leads to no asciidoctor-kroki; `npm install asciidoctor-kroki @asciidoctor/core`"
        )
    source = tmp_path / "page.adoc"
    source.write_text(ADOC)
    with serving("gunicorn", "railroad.web.wsgi:app", {"RAILROAD_ALIASES": "nomnoml=bnf"}) as server:
        attributes = {
            "kroki-server-url": f"http://127.0.0.1:{server.port}",
            "imagesoutdir": str(tmp_path / "out"),
        }
        if method != "link":  # else a page has the URLs
            attributes |= {"kroki-fetch-diagram": "", "kroki-http-method": method}
        command = ["node", "-e", CONVERT, str(source), json.dumps(attributes)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")
        sources = [source.replace("&amp;", "&") for source in re.findall(r'<img src="([^"]+)"', ran.stdout)]
        assert len(sources) == 3
        if method == "link":
            pictures = [fetched(source) for source in sources]
        else:
            pictures = [(tmp_path / "out" / source).read_bytes() for source in sources]
    assert '●── "b" ──○' in ran.stdout
    assert "greeting" in "".join(ElementTree.fromstring(pictures[0]).itertext())
    if method == "post":  # its version 0.18 loses the options of a block then
        assert b"<svg" in pictures[1]
    else:
        assert b"railroad-dark" in pictures[1]
        assert "hello" not in "".join(ElementTree.fromstring(pictures[1]).itertext())
    assert pictures[2].startswith(b"\x89PNG")


def fetched(url: str) -> bytes:
    with urlopen(url) as answer:
        return answer.read()


# ---- curl


def test_curl(tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    text, tag, saved = tmp_path / "good.bnf", tmp_path / "tag", tmp_path / "saved"
    text.write_text(GOOD)

    def curl(*arguments: str, path: str = "/bnf/svg") -> tuple[str, bytes]:
        """Return the status and the type, and the body."""
        command = [
            "curl",
            "-sS",
            "-o",
            str(saved),
            "-w",
            "%{http_code} %{content_type}",
            *arguments,
            base + path,
        ]
        saved.write_bytes(b"")
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        return ran.stdout, saved.read_bytes()

    with serving("gunicorn") as server:
        base = f"http://127.0.0.1:{server.port}"
        svg = "200 image/svg+xml; charset=utf-8"
        plain = curl("-H", "Content-Type: text/plain", "--data-binary", f"@{text}")
        assert plain[0] == svg
        dark = ("-H", "Kroki-Diagram-Options-Theme: dark", "-H", "Kroki-Diagram-Options-Rule: daytime")
        body = ("-H", "Content-Type: text/plain", "--data-binary", f"@{text}")
        answer = curl(*dark, *body)
        assert answer[0] == svg
        assert b"railroad-dark" in answer[1]
        assert b"hello" not in answer[1]
        assert curl("-H", "Kroki-Diagram-Options-Colour: red", *body)[0].startswith("400 ")
        asked = ("-G", "--data-urlencode", f"bnf@{text}", "--compressed", "--etag-save", str(tag))
        first = curl(*asked, path="/diagram.svg")
        assert first == (svg, plain[1])
        again = curl(*asked[:-2], "--etag-compare", str(tag), path="/diagram.svg")
        assert again[0].startswith("304")
        # A GET is its URL alone.
        assert curl(*dark, *asked[:3], path="/diagram.svg") == first
        assert curl("-I", path="/bnf/svg/eNpLVLCyslVIAgAG0QG1")[0] == svg
