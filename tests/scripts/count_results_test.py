# SPDX-License-Identifier: MIT
"""The closing line of scripts/test can be trusted by itself."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "count_results.py"

PASSED = '<testcase name="good" classname="c" status="run"/>'
FAILED = '<testcase name="bad" classname="c" status="fail"><failure message="x"/></testcase>'
BROKEN = '<testcase name="broken" classname="c"><error message="x"/></testcase>'
SKIPPED = '<testcase name="later" classname="c" status="notrun"><skipped/></testcase>'


def verdict(folder: Path, cases: "dict[str, list[str]]", *failed_steps: str) -> "tuple[int, str]":
    for name, lines in cases.items():
        (folder / f"{name}.xml").write_text(f"<testsuite>{''.join(lines)}</testsuite>")
    done = subprocess.run([sys.executable, str(SCRIPT), str(folder), *failed_steps], capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "cases, failed_steps, expected",
    [
        ({"unit-dev": [PASSED, PASSED], "e2e-dev": [PASSED]}, [], (0, "3 passed, 0 failed")),
        ({"unit-dev": [PASSED, FAILED]}, ["unit-dev"], (1, "1 passed, 1 failed")),
        ({"unit-dev": [PASSED, BROKEN]}, ["unit-dev"], (1, "1 passed, 1 failed")),
        ({"unit-dev": [PASSED, SKIPPED]}, [], (0, "1 passed, 0 failed")),
        # The build of a step broke before any test could fail.
        ({"unit-dev": [PASSED]}, ["asan"], (1, "1 passed, 1 failed")),
        ({}, [], (1, "0 passed, 0 failed")),
    ],
    ids=["all good", "failed", "error", "skipped", "broken build", "nothing ran"],
)
def test_the_closing_line_and_the_exit_status(tmp_path: Path, cases, failed_steps, expected):
    assert verdict(tmp_path, cases, *failed_steps) == expected
