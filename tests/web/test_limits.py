"""Every limit matters: with any one of them taken away, a test fails.

`python -m pytest tests/web/test_limits.py --slow` takes each away in turn and runs the test that must fail.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields

import pytest

from railroad.web.limits import Limits
from tests.conftest import ROOT
from tests.web.test_abuse import REACHED

_NONE = 1 << 40
_LEAST = {"least_scale": 0.1, "least_width": 20}
ABUSE = "test_abuse.py::test_each_limit_of_size_and_time_refuses_what_passes_without_it"
WITHOUT: dict[str, tuple[float, str]] = {
    **{name: (_LEAST.get(name, _NONE), f"{ABUSE}[{name}]") for name in REACHED},
    "killed_seconds": (0, "test_cache.py::test_picture_that_was_killed_is_refused_for_a_while"),
    "memory": (_NONE, "test_workers.py::test_memory_of_a_process_is_bounded"),
    "pictures": (_NONE, "test_workers.py::test_processes_are_replaced_after_so_many_pictures"),
    "processes": (9, "test_workers.py::test_no_more_processes_than_allowed_and_no_more_waiting_than_allowed"),
    "queue": (_NONE, "test_workers.py::test_no_more_processes_than_allowed_and_no_more_waiting_than_allowed"),
    "queue_seconds": (60, "test_workers.py::test_waiting_ends"),
    "retry_after": (0, "test_abuse.py::test_retry_after_is_told"),
    "ready": (_NONE, "test_abuse.py::test_ready_answers_and_memory_are_bounded"),
    "memory_cache": (_NONE, "test_abuse.py::test_ready_answers_and_memory_are_bounded"),
    "disk_cache": (_NONE, "test_cache.py::test_folder_stays_within_its_size"),
    "cache_entry": (_NONE, "test_cache.py::test_what_is_too_large_is_not_kept"),
    "cache_seconds": (8, "test_cache.py::test_server_that_freezes_or_dies_costs_little_and_changes_nothing"),
    "cache_pause": (0, "test_cache.py::test_server_that_freezes_or_dies_costs_little_and_changes_nothing"),
    "page": (_NONE, "test_pages_http.py::test_page_over_the_limit_is_as_it_was"),
    "page_diagrams": (_NONE, "test_pages_http.py::test_diagrams_of_a_page_are_bounded"),
    "page_seconds": (10, "test_pages_http.py::test_diagrams_of_a_page_are_made_for_so_long"),
    "compress": (0, "test_parts.py::test_png_and_what_is_short_are_not_compressed"),
}
"""For each limit: what it is set to, whatever anybody asks for, and the test that must not pass then."""

TAKE_AWAY = """
import sys
import pytest
from railroad.web.limits import Limits
name, value = sys.argv[1], float(sys.argv[2])
given = getattr(Limits, name)
kind = type(Limits.__dataclass_fields__[name].default)
setattr(Limits, name, property(lambda self: kind(value), given.__set__))
sys.exit(pytest.main(["-n", "0", "-p", "no:cacheprovider", "-rs", sys.argv[3]]))
"""


def test_every_limit_has_a_test():
    assert set(WITHOUT) == {field.name for field in fields(Limits)}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(WITHOUT))
def test_without_a_limit_its_test_fails(name):
    value, test = WITHOUT[name]
    command = [sys.executable, "-c", TAKE_AWAY, name, str(value), str(ROOT / "tests" / "web" / test)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=300
    )
    if "SKIPPED" in ran.stdout:
        pytest.skip(f"{test} is skipped here")
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED, ran.stdout + ran.stderr
