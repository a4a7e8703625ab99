# SPDX-License-Identifier: MIT
"""What a service manager is told, on an abstract socket, and the folder of control sockets that instances share."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from processes import wait_until


class Manager:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self) -> None:
        self.name = f"@janus-talk-test-{os.getpid()}"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + self.name[1:])
        self.socket.setblocking(False)
        self._told: "list[str]" = []

    @property
    def told(self) -> "list[str]":
        """All assignments so far."""
        while True:
            try:
                self._told += self.socket.recv(4096).decode().split("\n")
            except BlockingIOError:
                return self._told

    @property
    def status(self) -> str:
        return [line for line in self.told if line.startswith("STATUS=")][-1][len("STATUS=") :]


@pytest.fixture
def manager():
    made = Manager()
    yield made
    made.socket.close()


def test_a_service_manager_follows_the_conference(join, room, manager):
    environment = {"NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "500000"}
    run = join(room, "alice", environment=environment)
    wait_until(lambda: "READY=1" in manager.told, "the service to be ready")
    assert run.of_type("media"), "ready before there was any sound"
    run.wait_until_heard()
    assert manager.status.startswith(f"In room {room}, alone, loss 0 % in")
    fed = manager.told.count("WATCHDOG=1")
    wait_until(lambda: manager.told.count("WATCHDOG=1") > fed + 2, "the watchdog to be fed")
    other = join(room, "bob").wait_until_heard()
    run.send_signal(signal.SIGUSR1)
    wait_until(lambda: "with 1 other, muted" in manager.status, "the status to follow")
    other.leave()
    assert "STOPPING=1" not in manager.told
    run.leave()
    told = manager.told
    assert told.count("READY=1") == 1 and told.count("STOPPING=1") == 1
    assert told.index("STOPPING=1") > told.index("READY=1")


def test_a_service_that_fails_says_why(join, room_number, manager):
    run = join(room_number, "alice", environment={"NOTIFY_SOCKET": manager.name})
    run.finish(expect=5)
    assert "READY=1" not in manager.told
    assert "there is no such room" in manager.status


def test_instances_share_the_runtime_directory(binary, join, room, tmp_path: Path, clean_environment):
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o700)
    environment = {"RUNTIME_DIRECTORY": str(folder), "XDG_RUNTIME_DIR": ""}

    def ctl(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [binary, "ctl", *words],
            env={**clean_environment, **environment}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    runs = {name: join(room, name, "--control", name, environment=environment) for name in ("one", "two")}
    for run in runs.values():
        run.wait_until_heard()
    assert sorted(path.name for path in folder.iterdir()) == ["one.sock", "two.sock"]
    runs["one"].leave()
    assert [path.name for path in folder.iterdir()] == ["two.sock"]
    assert ctl("--to", "two", "mute").returncode == 0
    runs["two"].wait_for("control", command="mute", ok=True)
    runs["two"].leave()
    assert not list(folder.iterdir())
