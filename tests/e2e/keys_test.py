# SPDX-License-Identifier: MIT
"""Somebody at a terminal: keys, suspending, dying, and what the terminal is like afterwards. In a real bash, because
job control is what it makes of it."""

import os
import re
import shlex
import signal
from pathlib import Path
from typing import Callable, Iterator

import pytest

from janus_api import AdminClient
from janus_server import JanusServer
from processes import wait_until
from shell import Shell


@pytest.fixture
def shell(binary: Path, clean_environment: "dict[str, str]", tmp_path: Path) -> "Iterator[Callable[..., Shell]]":
    """shell(TERM="dumb"): in a folder of its own, with the program on the PATH. bash would mend a mode that is left
    behind when it edits lines itself."""
    shells: "list[Shell]" = []

    def start(**variables: str) -> Shell:
        path = f"{binary.parent}:{os.environ['PATH']}"
        made = Shell({**clean_environment, "TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": path, **variables})
        shells.append(made)
        made.run(f"cd {shlex.quote(str(tmp_path))}; set +o emacs")
        return made

    yield start
    for made in shells:
        made.close()


def join_command(janus: JanusServer, room, *more: str) -> str:
    words = ["janus-talk", "join", "--url", janus.url, "--room", room, "--display", "alice"]
    return shlex.join([*map(str, words), "--input", "tone:440@-20", "--output", "null", *more])


HINT = "? all."
OFF, ON = "Your microphone is off.", "Your microphone is on."


def is_muted(admin: AdminClient, room) -> bool:
    (alice,) = admin.participants(room)
    return alice["muted"]


def test_every_key_does_what_help_says(shell, janus, admin, room, tmp_path: Path):
    terminal = shell()
    terminal.run(join_command(janus, room), expect=HINT)
    assert not terminal.shows_what_is_typed
    terminal.press("?", "push to talk")
    terminal.press("m", OFF)
    assert is_muted(admin, room)
    terminal.press("p", "alice (you, muted)")
    terminal.press(" ", ON)
    assert not is_muted(admin, room)
    terminal.press("+", "Your volume in the room is 110 %.")
    terminal.press("--", "Your volume in the room is 90 %.")
    terminal.press("r", "Recording to")
    terminal.press("r", "Recorded")
    (recording,) = tmp_path.glob("janus-talk-*.opus")
    assert recording.stat().st_size > 0
    terminal.wait_for("mic ")  # the status line, so there are statistics
    terminal.press("s", "microphone -2")
    terminal.press("q", "Left the room.")
    terminal.wait_for("ready$ ")
    assert terminal.shows_what_is_typed
    assert "\nstatus 0\n" in terminal.run("echo status $?")


def test_a_held_space_opens_the_microphone_until_it_is_let_go(shell, janus, room):
    terminal = shell()
    terminal.run(join_command(janus, room, "--muted"), expect=HINT)
    terminal.press(" ", ON)
    terminal.press(" ", OFF)  # one repetition, then nothing any more
    terminal.press("q", "Left the room.")


def test_suspended_and_brought_back(shell, janus, room):
    """Ctrl-Z gives the shell its terminal, `bg` leaves it there, and `fg` takes it again."""
    terminal = shell()
    terminal.run(join_command(janus, room), expect=HINT)
    terminal.press("\x1a", "Stopped")
    terminal.wait_for("ready$ ")
    assert terminal.shows_what_is_typed
    terminal.run("bg", expect="&")
    terminal.run("echo typed", expect="\ntyped\n")
    assert terminal.shows_what_is_typed
    terminal.run("fg", expect="janus-talk join")
    wait_until(lambda: not terminal.shows_what_is_typed, "keys again")
    terminal.press("m", OFF)
    terminal.press("\x1a", "Stopped")
    terminal.run("fg", expect="janus-talk join")
    terminal.press("m", ON)
    terminal.press("\x03", "Left the room.")
    terminal.wait_for("ready$ ")
    assert "\nstatus 0\n" in terminal.run("echo status $?")
    assert terminal.shows_what_is_typed


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_the_terminal_is_restored_whatever_ends_it(shell, janus, room, number: signal.Signals):
    terminal = shell()
    terminal.run(join_command(janus, room), expect=HINT)
    assert not terminal.shows_what_is_typed
    os.kill(terminal.foreground(), number)
    terminal.wait_for("ready$ ")
    assert terminal.shows_what_is_typed
    terminal.run("echo typed", expect="\ntyped\n")


def test_a_dumb_terminal_gets_lines_only(shell, janus, room):
    terminal = shell(TERM="dumb")
    terminal.run(join_command(janus, room, "--for", "3s"), expect="Left the room.")
    assert "\x1b" not in terminal.raw
    assert "mic " not in terminal.seen


def test_no_colour_is_no_colour(shell, janus, room):
    terminal = shell(NO_COLOR="1")
    terminal.run(join_command(janus, room, "--muted"), expect="MUTED")
    assert "\x1b[3" not in terminal.raw
    terminal.press("q", "Left the room.")


def status_lines(raw: str) -> "list[str]":
    """As they were drawn, without colours."""
    drawn = [part for part in raw.split("\r\x1b[K") if part and "\n" not in part]
    return [re.sub(r"\x1b\[[0-9;]*m", "", part) for part in drawn]


def test_the_status_line_follows_the_size_of_the_terminal(shell, janus, room):
    terminal = shell()
    terminal.run(join_command(janus, room, "--muted"), expect="mic ")
    assert max(map(len, status_lines(terminal.raw))) > 40
    terminal.resize(24)
    terminal.press("", "")
    wait_until(lambda: len(status_lines(terminal.raw)) > 2, "status lines")
    late = status_lines(terminal.raw)[-2]  # the last one may be half drawn
    assert len(late) < 24 and "MUTED" in late, late
    terminal.press("q", "Left the room.")


def test_keys_that_are_not_wanted_are_left_to_the_terminal(shell, janus, room):
    terminal = shell()
    terminal.run(join_command(janus, room, "--no-keys"), expect="mic ")
    assert terminal.shows_what_is_typed
    terminal.press("q", "q")
    terminal.press("\x03", "Left the room.")


def test_in_the_background_from_the_start(shell, janus, room):
    """`janus-talk join … &` must neither be stopped for touching the terminal, nor take the shell's keys."""
    terminal = shell()
    terminal.run(join_command(janus, room) + " &", expect="Hearing the room")
    assert terminal.shows_what_is_typed
    assert "Running" in terminal.run("jobs", expect="Running")
    terminal.run("fg", expect="janus-talk join")
    wait_until(lambda: not terminal.shows_what_is_typed, "keys")
    terminal.press("q", "Left the room.")
    terminal.wait_for("ready$ ")
    assert terminal.shows_what_is_typed
