# SPDX-License-Identifier: MIT
"""What the documentation refers to exists: pages, sections, and the tests it names as proofs."""

import functools
import re
from pathlib import Path
from typing import Iterator

import pytest

from examples import PROJECT

PAGES = ["README.md", "third_party/README.md", *sorted(str(path.relative_to(PROJECT)) for path in (PROJECT / "docs").rglob("*.md"))]


def text_of(page: Path) -> str:
    """Without fenced blocks, in which a bracket means something else."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> "set[str]":
    """As GitHub makes them of headings: small letters, dashes for blanks, no other signs."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@functools.cache
def names_of_tests() -> "set[str]":
    return {name for path in (PROJECT / "tests").rglob("*.py") for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))}


def dead_links(page: str) -> Iterator[str]:
    here = PROJECT / page
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(here)):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        there = (here.parent / name) if name else here
        if not there.exists() or (anchor and anchor not in anchors(there)):
            yield target


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_refers_to_exists(page: str):
    assert list(dead_links(page)) == []
    named = set(re.findall(r"`(test_\w+)`", text_of(PROJECT / page)))
    assert named <= names_of_tests(), f"no tests: {named - names_of_tests()}"


def test_a_dead_link_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(globals(), "PROJECT", tmp_path)
    (tmp_path / "a.md").write_text("# One `two`-three\n[x](a.md#one-two-three) [y](#nowhere) [z](b.md) [w](https://example.org)\n")
    assert list(dead_links("a.md")) == ["#nowhere", "b.md"]
