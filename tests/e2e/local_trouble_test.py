# SPDX-License-Identifier: MIT
"""Trouble at home: too few descriptors, threads or memory, streams that are closed or full, a clock that jumps."""

import fcntl
import json
import os
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

from janus_api import AdminClient, Observer
from processes import PATIENCE, prepare_child, wait_until

FAKETIME = next(map(str, Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), "")
NOBODY = 65534
SILENT = ["--input", "null", "--output", "null"]


@pytest.fixture
def start(binary, tmp_path, clean_environment) -> "Iterator[Callable[..., subprocess.Popen]]":
    """start("join", …, before=["prlimit", …], environment={…}, …): where the streams themselves are the matter."""
    runs = []

    def begin(
        *arguments: object, before: "list[str]" = [], environment: "dict[str, str]" = {},
        prepare: Callable[[], object] = lambda: None, **streams: object,
    ) -> subprocess.Popen:  # fmt: skip
        def in_child() -> None:
            prepare_child()
            prepare()

        run = subprocess.Popen(
            [*before, str(binary), *map(str, arguments)], env={**clean_environment, **environment},
            preexec_fn=in_child, cwd=tmp_path,
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
        )  # fmt: skip
        runs.append(run)
        return run

    yield begin
    for run in runs:
        run.kill()
        run.wait(PATIENCE)


def finish(run: subprocess.Popen, expect: int) -> "tuple[str, str]":
    """Returns what it said on stdout and stderr."""
    out, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == expect, f"{run.returncode} instead of {expect}\n{err!r}"
    return (out or b"").decode(), (err or b"").decode()


def is_sanitized(binary: Path) -> bool:
    return b"AddressSanitizer" in binary.read_bytes()


# --- too little of something -------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [4, 5, 8, 12, 20, 40, 66])
def test_too_few_descriptors_are_told_before_anything_starts(start, binary, janus, room, admin, limit):
    if limit == 4 and is_sanitized(binary):
        pytest.skip("UndefinedBehaviorSanitizer needs a pipe to look at an exception")
    before = set(admin.sessions())
    run = start("join", "--room", room, "--url", janus.url, *SILENT, "--events", before=["prlimit", f"--nofile={limit}"])
    out, err = finish(run, 8)
    assert "open files" in err and "ulimit -n" in err
    if limit > 7:  # with fewer there is not even a loop
        assert json.loads(out.splitlines()[-1])["exit"] == {"code": 8, "name": "device"}
    assert set(admin.sessions()) <= before


# In a process of its own: how many descriptors a worker of pytest has by now is anybody's guess.
FILL_AND_RUN = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
opened = []
try:
    while True:
        opened.append(os.dup(0))
        os.set_inheritable(opened[-1], True)
except OSError:
    for fd in opened[-30:]:
        os.close(fd)
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_descriptors_that_somebody_left_open_count(start, janus, room):
    run = start("join", "--room", room, "--url", janus.url, *SILENT, before=[sys.executable, "-c", FILL_AND_RUN])
    _, err = finish(run, 8)
    assert "open files" in err


def test_a_low_soft_limit_is_raised(start, janus, room):
    run = start(
        "join", "--room", room, "--url", janus.url, *SILENT, "--for", "100ms", before=["prlimit", "--nofile=10:1024"]
    )
    finish(run, 0)


@pytest.mark.parametrize("command", ["join", "rooms"])
def test_too_few_threads_are_told_before_anything_starts(start, binary, janus, room, admin, command):
    as_nobody = ["setpriv", f"--reuid={NOBODY}", "--clear-groups"]
    if subprocess.run([*as_nobody, "test", "-x", binary], check=False).returncode != 0:
        pytest.skip("there is nobody here who could run the program")
    sessions = set(admin.sessions())
    arguments = ["join", "--room", room, *SILENT] if command == "join" else ["rooms", "list"]
    run = start(*arguments, "--url", janus.url, before=[*as_nobody, "prlimit", "--nproc=3"])
    _, err = finish(run, 8)
    assert "threads" in err and "ulimit -u" in err
    assert set(admin.sessions()) <= sessions


@pytest.mark.parametrize("megabytes", [100, 200, 300, 500, 800])
def test_too_little_memory_is_told_before_anything_starts(start, binary, janus, room, admin, megabytes):
    if is_sanitized(binary):
        pytest.skip("a sanitizer reserves terabytes")
    sessions = set(admin.sessions())
    limit = ["prlimit", f"--as={megabytes * 1_000_000}"]
    _, err = finish(start("join", "--room", room, "--url", janus.url, *SILENT, before=limit), 8)
    assert "memory" in err and "ulimit -v" in err
    assert set(admin.sessions()) <= sessions


# --- streams that are closed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)], ids=str)
def test_closed_streams_are_never_taken_by_a_socket(start, janus, room, admin, closed):
    streams = {name: subprocess.DEVNULL for name in ("stdin", "stdout", "stderr")}
    run = start(
        "join", "--room", room, "--url", janus.url, *SILENT, "--display", "quiet", **streams,
        prepare=lambda: [os.close(fd) for fd in closed],
        environment={"JANUS_TALK_ALLOW_CORE": "true"},  # lets us look, whatever we may
    )  # fmt: skip
    admin.participant(room, "quiet")
    assert {os.readlink(f"/proc/{run.pid}/fd/{fd}") for fd in closed} == {"/dev/null"}
    run.terminate()
    finish(run, 0)


def test_results_that_cannot_be_written_are_no_success(start, janus):
    run = start("rooms", "list", "--url", janus.url, stdout=None, prepare=lambda: os.close(1))
    finish(run, 8)
    with open("/dev/full", "w") as full:
        finish(start("rooms", "list", "--url", janus.url, stdout=full), 8)


def test_events_that_cannot_be_written_leave_the_room(start, janus, room, admin):
    arguments = ["join", "--room", room, "--url", janus.url, *SILENT, "--events"]
    finish(start(*arguments, stdout=None, prepare=lambda: os.close(1)), 130)
    with open("/dev/full", "w") as full:
        finish(start(*arguments, stdout=full), 130)
    assert admin.participants(room) == []


def test_a_closed_stdin_is_nothing_to_say(start, janus, room):
    run = start("say", "--room", room, "--url", janus.url, "-", stdin=None, prepare=lambda: os.close(0))
    finish(run, 8)


# --- streams that nobody reads -----------------------------------------------------------------------------------


def full_pipe() -> "tuple[int, int]":
    """Reader and writer of a small pipe that has no room left."""
    reader, writer = os.pipe()
    size = fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.write(writer, b"x" * size)
    return reader, writer


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_nobody_reads_does_not_stop_the_conference(start, janus, room, stream):
    reader, writer = full_pipe()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: writer}
    with Observer(janus, room) as observer:
        run = start(
            "join", "--room", room, "--url", janus.url, *SILENT, "--display", "alice", "--events", "-vv", **streams
        )
        os.close(writer)
        observer.wait_for_update("alice", setup=True)
        run.send_signal(signal.SIGUSR1)
        observer.wait_for_update("alice", muted=True)
        run.terminate()
        assert run.wait(PATIENCE) == 0
    os.close(reader)


def waiting_bytes(pipe) -> int:
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0]


@pytest.fixture
def many_rooms(start_janus):
    """A server whose list of rooms does not fit into a pipe."""
    server = start_janus()
    with AdminClient(server) as admin:
        for number in range(2000, 2300):
            admin.create_room(number, description="x" * 400)
    return server


def test_a_reader_of_results_may_take_its_time(start, many_rooms):
    run = start("rooms", "list", "--json", "--url", many_rooms.url)
    time.sleep(4.5)  # longer than what ends a process that hangs while it leaves
    out, _ = finish(run, 0)
    assert len(json.loads(out)["rooms"]) == 301


def test_a_signal_ends_the_wait_for_a_reader(start, many_rooms):
    run = start("rooms", "list", "--json", "--url", many_rooms.url)
    wait_until(lambda: waiting_bytes(run.stdout) > 60_000, "a full pipe")
    run.send_signal(signal.SIGINT)
    assert run.wait(PATIENCE) == -signal.SIGINT


# --- time --------------------------------------------------------------------------------------------------------


def test_a_wall_clock_that_jumps_changes_nothing(talk, janus, room, tmp_path: Path):
    assert FAKETIME, "libfaketime is not installed (scripts/bootstrap test)"
    clock = tmp_path / "clock"
    clock.write_text("+0")
    environment = {
        "LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        # The sanitizer's allocator reads the clock for this, with a lock held that libfaketime wants on its first call.
        "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":allocator_release_to_os_interval_ms=-1",
    }  # fmt: skip
    run = talk(
        "join", "--room", room, "--url", janus.url, "--display", "alice", "--input", "tone", "--output", "null",
        "--events", environment=environment,
    ).wait_until_heard()  # fmt: skip
    days = set()
    for jump in ("+30d", "-30d", "+1h"):
        clock.write_text(jump)
        seen = len(run.events)
        wait_until(lambda: len(run.of_type("level")) and len(run.events) > seen + 4, "events after the jump")
        days.add(run.events[-1]["t"][:10])
    assert len(days) == 3, "the clock did jump"
    run.leave()
    assert [event["to"] for event in run.of_type("state")][-2:] == ["leaving", "ended"]
    assert not [event for event in run.of_type("state") if event["to"] == "reconnecting"]
    # A sanitized program may be short of CPU time, which it says.
    assert not [event for event in run.of_type("warning") if "CPU" not in event.get("hint", "")]
    assert not run.of_type("error")
