# SPDX-License-Identifier: MIT
"""Reads JUnit XML, strictly: by its schema, and whether it counts what it lists."""

import subprocess
import xml.etree.ElementTree
from pathlib import Path

SCHEMA = Path(__file__).resolve().parents[1] / "data/junit.xsd"


def complaint_about(text: str) -> str:
    """What the schema has against it; "" for nothing."""
    checked = subprocess.run(
        ["xmllint", "--noout", "--nonet", "--schema", str(SCHEMA), "-"], input=text, capture_output=True, text=True, timeout=60
    )
    return "" if checked.returncode == 0 else checked.stderr


def suite_of(text: str) -> xml.etree.ElementTree.Element:
    """The one suite in it."""
    assert complaint_about(text) == "", complaint_about(text)
    suite = xml.etree.ElementTree.fromstring(text).find("testsuite")
    for attribute, path in (("tests", "testcase"), ("failures", "testcase/failure"), ("skipped", "testcase/skipped")):
        assert int(suite.get(attribute)) == len(suite.findall(path)), attribute
    return suite
