# SPDX-License-Identifier: MIT
"""Runs one example of the documentation in its sandbox, and judges what came of it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

from example_table import How
from example_world import Sandbox
from examples import Example
from processes import prepare_child

_PATIENCE = 90.0
_SHELL = ("bash", "-o", "pipefail", "-c")
# Who joins for longer than anybody wants to wait for leaves as soon as the room is heard.
_HEARD = "Hearing the room"
_LONG = re.compile(r"--for (?:[1-9]\d+s|\d+[mh])\b")
# Its exit status may be one that an example may have.
_SANITIZER = "Sanitizer: "
# So many of the words of a line that the documentation shows must be found in one of the program's.
_LIKE = 2 / 3


@dataclass(frozen=True)
class Outcome:
    status: int
    text: str


def run(example: Example, how: How, sandbox: Sandbox, shell: Sequence[str] = _SHELL) -> Outcome:
    """Raises AssertionError when it goes on and on."""
    stop_at = how.stop_at or (_HEARD if _LONG.search(example.command) else "")
    output = sandbox.folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*shell, sandbox.fitted(example.command)],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=sandbox.work,
            env=sandbox.environment,
            start_new_session=True,
            preexec_fn=prepare_child,
        )
    try:
        _wait(process, sandbox.log, stop_at)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return Outcome(process.returncode, output.read_text(encoding="utf-8", errors="replace"))


def complaints(example: Example, how: How, outcome: Outcome) -> "list[str]":
    """What is wrong; empty when all is well."""
    told = []
    expected = how.status if example.status is None else (example.status,)
    if outcome.status not in expected:
        told.append(f"ended with {outcome.status}, not with {' or '.join(map(str, expected))}")
    if _SANITIZER in outcome.text:
        told.append("a sanitizer has something to say")
    if how.says and not re.search(how.says, outcome.text, re.MULTILINE):
        told.append(f"nothing that it printed matches {how.says!r}")
    return told + [f"shown, but nothing like it was printed: {line}" for line in unlike(example.output, outcome.text)]


def unlike(shown: Sequence[str], text: str) -> "list[str]":
    """Lines of `shown` that have no counterpart in `text`: figures, names and order may differ, the kind of line must not."""
    actual = text.splitlines()
    missing = []
    for line in shown:
        if line.startswith("{"):
            found = any(_members(json.loads(line)) <= _members(json.loads(other)) for other in actual if other.startswith("{"))
        else:
            words = _words(line)
            found = not words or any(len(words & _words(other)) >= _LIKE * len(words) for other in actual)
        if not found:
            missing.append(line)
    return missing


def _words(line: str) -> "set[str]":
    """Without what is quoted: names of people and files."""
    return set(re.findall(r"[a-z]{2,}", re.sub(r'"[^"]*"', " ", line.lower())))


def _members(value: object, path: str = "") -> "set[str]":
    """The names in an object, with those they are in."""
    if not isinstance(value, dict):
        return set()
    return {f"{path}{name}" for name in value}.union(*(_members(inner, f"{path}{name}.") for name, inner in value.items()))


def _wait(process: "subprocess.Popen[bytes]", log: Path, stop_at: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    begin = log.stat().st_size if log.exists() else 0
    while process.poll() is None:
        assert time.monotonic() < deadline, f"still runs after {_PATIENCE:.0f} s"
        if stop_at and log.exists() and re.search(stop_at, log.read_bytes()[begin:].decode(errors="replace")):
            for pid in _programs_of(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                    stop_at = ""
        time.sleep(0.02)


def _programs_of(session: int) -> Iterator[int]:
    """Processes called janus-talk of this shell. In a pipe they alone get the Ctrl-C, so that the others end by themselves."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, rest = entry.read_text(errors="replace").split("(", 1)[1].rsplit(")", 1)
            if name == "janus-talk" and int(rest.split()[3]) == session:
                yield int(entry.parent.name)
