# SPDX-License-Identifier: MIT
"""The units are what systemd understands, and as closed as they are said to be."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "scripts" / "packaging" / "systemd"
ANALYZE = shutil.which("systemd-analyze")

pytestmark = pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed")


@pytest.fixture(params=["system", "user"])
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> "tuple[str, Path]":
    """The template as CMake fills it in, with a program that is there."""
    source = UNITS / ("user-" * (request.param == "user") + "janus-talk@.service.in")
    text = source.read_text().replace("@CMAKE_INSTALL_FULL_BINDIR@", str(tmp_path))
    text = text.replace("@CMAKE_INSTALL_FULL_DOCDIR@", "/usr/share/doc/janus-talk")
    assert "@CMAKE" not in text
    program = tmp_path / "janus-talk"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    path = tmp_path / "janus-talk@.service"
    path.write_text(text)
    return request.param, path


def analyze(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(ANALYZE), *map(str, words)], capture_output=True, text=True, timeout=60)


def test_a_unit_has_nothing_that_systemd_does_not_know(unit):
    kind, path = unit
    done = analyze("verify", "--man=no", "--recursive-errors=no", *(["--user"] if kind == "user" else []), path)
    complaints = [line for line in done.stderr.splitlines() if "janus-talk" in line]
    assert not complaints


def test_the_system_service_is_closed(unit):
    kind, path = unit
    if kind == "user":
        pytest.skip("a manager of a user can close less")
    done = analyze("security", "--offline=true", "--threshold=100", path)
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert exposure, done.stdout + done.stderr
    assert float(exposure.group(1)) <= 2.0, done.stdout
