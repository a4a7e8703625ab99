# SPDX-License-Identifier: MIT
"""scripts/demo as a newcomer runs it, on a host with an address and on one with nothing but loop-back."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import audio
from processes import prepare_child, wait_until

PROJECT = Path(__file__).resolve().parents[2]


def children_of(pid: int) -> "set[int]":
    """All processes below `pid` now."""
    found, waiting = set(), [pid]
    while waiting:
        parent = waiting.pop()
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            for child in map(int, tasks.read_text().split()):
                found.add(child)
                waiting.append(child)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("network", ["with an address", "loop-back only"])
def test_a_conference_can_be_heard_and_left(binary, clean_environment, tmp_path: Path, network: str, number: int):
    recording = tmp_path / "conference.wav"
    demo = [sys.executable, str(PROJECT / "scripts" / "demo_conference.py"), "--record", str(recording), "--events"]
    environment = {**clean_environment, "JANUS_TALK_BINARY": str(binary)}
    del environment["USER"]  # may be missing, in containers for example
    if network == "loop-back only":
        # A nested network with nothing in it: the demo must find its own way out.
        demo = ["unshare", "--net", *demo]
    else:
        environment["JANUS_TALK_ADDRESS"] = os.environ["JANUS_TALK_ADDRESS"]
    with (tmp_path / "demo.log").open("wb") as log:
        run = subprocess.Popen(
            demo, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=environment,
            preexec_fn=prepare_child,
        )  # fmt: skip
    text = lambda: (tmp_path / "demo.log").read_text(errors="replace")  # noqa: E731
    try:
        wait_until(lambda: '"talking"' in text() or run.poll() is not None, "the second participant to speak")
        assert run.poll() is None, text()
        wait_until(lambda: recording.stat().st_size > 300_000, "three seconds of recording")
        family = children_of(run.pid)
        assert len(family) >= 3, "janus, the speaker and janus-talk itself"
        run.send_signal(number)
        assert run.wait(timeout=30) == 0, text()
    finally:
        run.kill()
    assert [pid for pid in family if Path(f"/proc/{pid}/exe").exists()] == []
    assert "wss://janus.example.org" in text(), "how to use one's own server"
    assert audio.level_dbfs(audio.read_wav(recording).mono) > -50
