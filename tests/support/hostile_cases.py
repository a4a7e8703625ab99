# SPDX-License-Identifier: MIT
"""Cases of hostile servers: a script, and what has to come of it."""

import re
from typing import Callable, NamedTuple

from fake_janus import FakeJanus, Hook
from hostile_server import Connection

Script = Callable[[Connection], None]

# The longest that a case may take. The program's own limits are far shorter; a loaded machine needs some of it.
BOUND = 25.0


class Case(NamedTuple):
    """One way to be hostile. `expect`: the exit status; `says`: a part of the program's words."""

    script: Script
    expect: int
    says: str
    arguments: "tuple[str, ...]" = ()


def fake(**hooks: Hook) -> Script:
    """A Janus that is honest but for these answers, by the name of the request."""

    def script(connection: Connection) -> None:
        connection.upgrade()
        FakeJanus(connection, hooks).serve()

    return script


def assert_understandable(run, says: str, most_lines: int = 8) -> None:
    """stderr has few, short lines of harmless words, and among them what happened."""
    text = run.stderr.text
    assert says.lower() in text.lower(), run.story()
    lines = text.splitlines()
    assert len(lines) <= most_lines and max(map(len, lines), default=0) < 500, run.story()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text), run.story()


def peak_memory(pid: int) -> int:
    """The most resident memory the process ever had, in bytes; 0 when it has ended."""
    try:
        with open(f"/proc/{pid}/status") as status:
            sizes = re.findall(r"VmHWM:\s+(\d+) kB", status.read())
    except OSError:
        return 0
    return int(sizes[0]) * 1024 if sizes else 0
