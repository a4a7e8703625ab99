#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Adds up the JUnit reports of a run and prints the verdict:  count_results.py FOLDER [FAILED-STEP…]

A step that failed without a failed test in its report (a build that broke, a crash before the first test) counts as
one failure, so that the last line can be trusted by itself. Exit status 0 only when something passed and nothing
failed.
"""

import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def count(report: Path) -> "tuple[int, int, int, list[str]]":
    """(passed, failed, skipped, names of the failed)."""
    passed = skipped = 0
    failed = []
    for case in xml.parse(report).getroot().iter("testcase"):
        # ctest also writes status="fail|notrun|disabled"; pytest only child elements.
        status = case.get("status", "run")
        if case.find("failure") is not None or case.find("error") is not None or status == "fail":
            failed.append(f"{report.stem}: {case.get('classname', '')} {case.get('name', '')}")
        elif case.find("skipped") is not None or status in ("notrun", "disabled"):
            skipped += 1
        else:
            passed += 1
    return passed, len(failed), skipped, failed


# Which reports a step writes.
REPORTS = {
    "static": "static", "asan": "unit-asan", "tsan": "unit-tsan", "e2e": "e2e-asan",
    "unit-dev": "unit-dev", "e2e-dev": "e2e-dev",
}  # fmt: skip


def main() -> int:
    folder, failed_steps = Path(sys.argv[1]), sys.argv[2:]
    passed = failed = skipped = 0
    explained = set()
    for report in sorted(folder.glob("*.xml")):
        good, bad, left_out, names = count(report)
        passed, failed, skipped = passed + good, failed + bad, skipped + left_out
        if bad:
            explained.add(report.stem)
        print("\n".join(f"failed: {name}" for name in names), end="\n" if names else "")
    for step in failed_steps:
        if REPORTS.get(step) not in explained:
            print(f"failed: step {step}, outside its tests")
            failed += 1
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
