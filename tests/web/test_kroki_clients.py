"""A client of Kroki, unchanged but for its closed list of names: the plugin for MkDocs and a real server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest

from tests.web.servers import serving

pytestmark = pytest.mark.skipif(
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
