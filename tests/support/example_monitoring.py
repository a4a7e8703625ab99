# SPDX-License-Identifier: MIT
"""The configurations of other programs in docs/probe.md, as commands that those programs would run."""

import re
import shlex
from typing import Mapping

import yaml

from examples import Block, blocks

_PAGE = "docs/probe.md"


def github_steps() -> "list[dict]":
    return yaml.safe_load(_block("yaml", "- name:").text)


def gitlab_job() -> dict:
    jobs = yaml.safe_load(_block("yaml", "script:").text)
    assert len(jobs) == 1, jobs
    return next(iter(jobs.values()))


def cron_command() -> str:
    """Of a file in /etc/cron.d: five times, a user, and the command, in which a % would have a meaning of its own."""
    (line,) = _block("crontab", "").lines
    *when, user, command = line.split(None, 6)
    assert len(when) == 5 and all(re.fullmatch(r"[\d*/,-]+", field) for field in when), when
    assert re.fullmatch(r"[a-z]+", user) and "%" not in command, line
    return command


def icinga_command(macros: "Mapping[str, str]") -> str:
    """The command line of the CheckCommand, quoted for a shell; `macros` are the values of $names$."""
    text = _block("icinga", "object CheckCommand").text
    command = re.search(r"^  command = \[ (.+) \]$", text, re.MULTILINE)
    arguments = re.search(r"^  arguments = \{\n(.*?)^  \}$", text, re.MULTILINE | re.DOTALL)
    assert command and arguments and re.search(r"^  timeout = \d+s$", text, re.MULTILINE), text
    words = re.findall(r'"([^"]*)"', command[1])
    for line in arguments[1].splitlines():
        name, value = re.fullmatch(r'    "([^"]+)" = "([^"]+)"', line).groups()
        words += [name, re.sub(r"\$(\w+)\$", lambda macro: macros[macro[1]], value)]
    assert words[0] == "/usr/bin/janus-talk", words
    return shlex.join(["janus-talk", *words[1:]])


def _block(kind: str, holds: str) -> Block:
    (found,) = [block for block in blocks(_PAGE) if block.kind == kind and holds in block.text]
    return found
