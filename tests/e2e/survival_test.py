# SPDX-License-Identifier: MIT
"""What outlives a session that is gone for good: control connections, and what was changed through them."""

import json
import os
import resource
import signal
import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest

import audio
from control_client import ControlClient
from janus_api import AdminClient
from janus_server import JanusServer
from listening import let_them_talk
from processes import PATIENCE, prepare_child, wait_until
from signaling_proxy import SignalingProxy
from silences import assert_heard_at_the_end

_ROOM = 1234


@pytest.fixture
def server(start_janus) -> JanusServer:
    return start_janus()


@pytest.fixture
def pair(join, server: JanusServer, runtime: Path, tmp_path: Path):
    """alice, who sends a tone and can be controlled, and bob, who records what he hears."""
    bob = join(_ROOM, "bob", "--input", "null", "--control", "off", "--record", tmp_path / "bob.wav", url=server.url)
    bob.wait_until_heard()
    environment = {"XDG_RUNTIME_DIR": str(runtime)}
    alice = join(_ROOM, "alice", "--control", "alice", url=server.url, environment=environment).wait_until_heard()
    return alice, bob


class Subscription:
    """`ctl subscribe control resumed`, with its output in a file."""

    def __init__(self, binary: Path, folder: Path, environment: "dict[str, str]") -> None:
        self._output = folder / "subscription"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [binary, "ctl", "subscribe", "control", "resumed"], env=environment, stdin=subprocess.DEVNULL, stdout=output,
                preexec_fn=prepare_child,
            )  # fmt: skip

    def told(self, kind: str) -> "list[dict]":
        lines = map(json.loads, self._output.read_text().split("\n")[:-1])
        return [line for line in lines if line.get("type") == kind]


@pytest.fixture
def subscription(binary, pair, ctl, runtime: Path, tmp_path: Path, clean_environment) -> Iterator[Subscription]:
    """One that has begun to tell."""
    one = Subscription(binary, tmp_path, {**clean_environment, "XDG_RUNTIME_DIR": str(runtime)})
    wait_until(lambda: ctl("unmute") and one.told("control"), "the subscription to tell something")
    yield one
    one.process.kill()
    one.process.wait(PATIENCE)


def control(runtime: Path) -> ControlClient:
    client = ControlClient(runtime / "janus-talk" / "alice.sock")
    assert client.hear()["type"] == "hello"
    return client


def lose_the_session(server: JanusServer, *runs) -> None:
    server.send_signal(signal.SIGKILL)
    for run in runs:
        run.wait_for("state", to="reconnecting")


def come_back(server: JanusServer, *runs) -> None:
    server.restart()
    for run in runs:
        assert run.wait_for("resumed")["by"] == "rejoin"


def hear_until(client: ControlClient, kind: str) -> dict:
    while True:
        line = client.hear()
        if line.get("type") == kind:
            return line


def test_a_control_connection_outlives_the_session(server, pair, runtime, tmp_path: Path):
    alice, bob = pair
    client = control(runtime)
    client.say('{"id":1,"cmd":"subscribe","types":["resumed"]}')
    assert client.answer() == {"id": 1, "ok": True}
    lose_the_session(server, alice, bob)
    come_back(server, alice, bob)
    assert hear_until(client, "resumed")["by"] == "rejoin"
    with AdminClient(server) as admin:
        for number, (command, muted) in enumerate((("mute", True), ("unmute", False)), 2):
            client.say(json.dumps({"id": number, "cmd": command}))
            assert client.answer() == {"id": number, "ok": True}
            wait_until(lambda: admin.participant(_ROOM, "alice")["muted"] is muted, command)
    bob.wait_for("participant", change="unmuted", display="alice")
    let_them_talk(1.5)
    bob.leave()
    alice.leave()
    assert_heard_at_the_end(tmp_path / "bob.wav")


def test_ctl_subscribe_goes_on_in_the_new_session(server, pair, subscription, ctl):
    alice, bob = pair
    lose_the_session(server, alice, bob)
    come_back(server, alice, bob)
    wait_until(lambda: subscription.told("resumed"), "`ctl subscribe` to tell that alice is back")
    ctl("mute")
    wait_until(lambda: subscription.told("control")[-1]["command"] == "mute", "`ctl subscribe` to tell of the mute")
    bob.wait_for("participant", change="muted", display="alice")
    bob.leave()
    alice.leave()
    assert [event["by"] for event in subscription.told("resumed")] == ["rejoin"]
    assert subscription.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("when", ["before the loss", "during the outage"])
def test_what_was_changed_at_run_time_holds_in_the_new_session(server, pair, runtime, tmp_path: Path, when: str):
    alice, bob = pair
    client = control(runtime)
    changes = ('{"id":1,"cmd":"volume","percent":25}', '{"id":2,"cmd":"display","name":"Alice B"}', '{"id":3,"cmd":"mute"}')
    if when == "during the outage":
        lose_the_session(server, alice, bob)
    for change in changes:
        client.say(change)
    if when == "before the loss":
        assert all(client.answer()["ok"] for _ in changes)
        lose_the_session(server, alice, bob)
    come_back(server, alice, bob)
    if when == "during the outage":
        answers = [client.answer() for _ in changes]
        assert sorted(answer["id"] for answer in answers) == [1, 2, 3] and all(answer["ok"] for answer in answers)
    with AdminClient(server) as admin:
        assert sorted(person["display"] for person in admin.participants(_ROOM)) == ["Alice B", "bob"]
        assert admin.handle_info("Alice B")["plugin_specific"]["muted"]
    client.say("unmute")
    assert client.answer()["ok"]
    let_them_talk(2.5)
    bob.leave()
    alice.leave()
    # The server keeps the volume to itself: a quarter is 12 dB less than the -14 dBFS that alice sends.
    recording = audio.read_wav(tmp_path / "bob.wav")
    tail = recording.mono[-recording.rate :]
    assert -30 < audio.tone_level_dbfs(tail, recording.rate, 440) < -22


# --- the machine is short of something --------------------------------------------------------------------------


def open_files(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


@pytest.mark.parametrize("reclaim, way", [(0, "rejoin"), (30, "claim")])
def test_descriptors_that_run_out_meanwhile_delay_the_way_back_only(
    join, start_janus, tmp_path: Path, reclaim: int, way: str
):  # fmt: skip
    """A claim needs a socket; what is made anew needs many descriptors more, and is not begun without them."""
    server = start_janus(reclaim_session_timeout=reclaim)
    bob = join(_ROOM, "bob", "--input", "null", "--record", tmp_path / "bob.wav", url=server.url).wait_until_heard()
    with SignalingProxy(server.url) as proxy, AdminClient(server) as admin:
        alice = join(_ROOM, "alice", url=proxy.url).wait_until_heard()
        limits = resource.prlimit(alice.pid, resource.RLIMIT_NOFILE)
        # A claim would get along with what the lost connection gives back. For the other one there is a socket, and the pipe
        # through which UndefinedBehaviorSanitizer looks at an exception.
        few = open_files(alice.pid) + (-5 if way == "claim" else 8)
        resource.prlimit(alice.pid, resource.RLIMIT_NOFILE, (few, limits[1]))
        proxy.drop_clients()
        alice.wait_for("state", to="reconnecting")
        time.sleep(2.0)  # some tries in vain
        assert not alice.of_type("resumed")
        resource.prlimit(alice.pid, resource.RLIMIT_NOFILE, limits)
        assert alice.wait_for("resumed")["by"] == way
        assert sorted(person["display"] for person in admin.participants(_ROOM)) == ["alice", "bob"]
        let_them_talk(2.0)
        bob.leave()
        alice.leave()
    assert_heard_at_the_end(tmp_path / "bob.wav")
