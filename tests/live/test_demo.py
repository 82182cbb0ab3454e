"""The demo of live objects: every link of its page leads to a picture."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.conftest import ROOT


def test_page_of_the_demo_is_linked_and_wrapped():
    command = [sys.executable, "demos/live_objects.py"]
    page = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    ids = re.findall(r"<h2 id=(\w+)>", page)
    assert len(ids) == page.count("<svg ") == 5
    assert set(re.findall(r'<a href="#(\w+)">', page)) <= {*ids}
    assert max(float(width) for width in re.findall(r'<svg [^>]*\bwidth="([\d.]+)"', page)) <= 620
