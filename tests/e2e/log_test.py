# SPDX-License-Identifier: MIT
"""The log: a file that is moved away, secrets that never reach it, and files that can't be written."""

import json
import os
import signal
from pathlib import Path

from processes import wait_until

PIN = "4711-log-canary"


def test_a_log_is_rotated_while_the_call_goes_on(join, admin, room_number, tmp_path: Path):
    admin.create_room(room_number, pin=PIN)
    log, moved = tmp_path / "log", tmp_path / "log.1"
    run = join(
        room_number, "alice", "--log-file", log, "--log-format", "json", "--log-level", "debug",
        environment={"JANUS_TALK_PIN": PIN}, secrets=[PIN],
    ).wait_until_heard()  # fmt: skip
    session = str(admin.sessions()[0])
    log.rename(moved)
    run.send_signal(signal.SIGHUP)
    wait_until(lambda: log.exists() and log.stat().st_size > 0, "a new log file")
    # Nothing can be made there: the old one stays in use.
    os.rename(log, tmp_path / "log.2")
    log.mkdir()
    run.send_signal(signal.SIGHUP)
    run.wait_for("warning", lambda event: "can't be opened anew" in event["text"])
    run.leave()
    texts = [moved.read_text(), (tmp_path / "log.2").read_text()]
    for text in texts:
        assert PIN not in text and session not in text and "ice-pwd:" not in text
    first, second = ([json.loads(line) for line in text.splitlines()] for text in texts)
    assert {"app", "core", "janus", "media"} <= {line["logger"] for line in first}
    assert set(first[0]) == {"t", "level", "logger", "text"}
    assert any(line["text"].startswith("Left") for line in second)
    assert any(line["level"] == "warning" and "opened anew" in line["text"] for line in second)


def test_a_full_disk_takes_the_log_and_not_the_call(join, room):
    run = join(room, "alice", "--log-file", "/dev/full").wait_until_heard()
    run.leave()
    warnings = [event["text"] for event in run.of_type("warning")]
    assert warnings == ["The log file '/dev/full' can't be written: No space left on device."]


def test_a_log_that_can_not_be_written_ends_the_start(join, room, talk):
    join(room, "alice", "--log-file", "/nowhere/log").finish(expect=8)
    run = talk("rooms", "list", "--url", "ws://127.0.0.1:1", "--log-file", "/nowhere/log")
    run.finish(expect=8)
    assert "/nowhere/log" in run.stderr.text
    run = join(room, "alice", "--log-level", "debgu")
    run.finish(expect=2)
    assert "did you mean debug?" in run.stderr.text
