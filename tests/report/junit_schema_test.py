# SPDX-License-Identifier: MIT
"""Holds what `probe --junit` writes against the demands of its readers.

    junit_schema_test.py PRINT_SAMPLES      the program that prints results, each ended by a form feed
"""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from junit_xml import complaint_about, suite_of  # noqa: E402

SAMPLES: "list[str]" = []


class JunitTest(unittest.TestCase):
    def test_every_result_passes_and_counts_what_it_lists(self):
        passed, refused, silent = (suite_of(sample) for sample in SAMPLES)
        self.assertEqual(passed.get("failures"), "0")
        self.assertGreater(float(passed.find("testcase").get("time")), 0)
        self.assertIn("49 of 50 markers", passed.find("system-out").text)
        self.assertEqual(refused.find("testcase/failure").get("type"), "create")
        self.assertEqual([case.get("name") for case in silent.findall("testcase") if case.find("failure") is not None][0],
                         "voice is heard")

    def test_the_schema_is_no_rubber_stamp(self):
        for good, bad in (
            ('tests="7"', 'tests="seven"'),
            (" hostname=", " host="),
            ("<system-err/>", ""),
            (' type="', ' kind="'),
            ("<properties>", "<property/><properties>"),
            ("</testsuite>", "<testcase/></testsuite>"),
        ):
            sample = SAMPLES[1]
            self.assertIn(good, sample)
            self.assertNotEqual(complaint_about(sample.replace(good, bad, 1)), "", bad)


if __name__ == "__main__":
    program = sys.argv.pop(1)
    printed = subprocess.run([program, "junit"], check=True, capture_output=True, text=True, timeout=60).stdout
    SAMPLES.extend(printed.split("\f")[:-1])
    unittest.main()
