# SPDX-License-Identifier: MIT
"""The control socket and `ctl`, against the real server, judged by what somebody else in the room sees and hears."""

import json
import subprocess
from pathlib import Path

import pytest

from control_client import ControlClient
from janus_api import Observer
from listening import assert_hears, assert_silent, let_them_talk
from processes import wait_until


@pytest.fixture
def alice(join, room, runtime):
    run = join(
        room, "alice", "--input", "tone:440@-14", "--control", "alice", environment={"XDG_RUNTIME_DIR": str(runtime)}
    ).wait_until_heard()
    yield run


def test_the_microphone_is_switched_for_everybody_in_the_room(janus, room, alice, ctl):
    with Observer(janus, room) as observer:
        for command, muted in (("mute", True), ("mute", True), ("unmute", False), ("toggle-mute", True), ("ptt-on", False)):
            ctl(command)
            assert json.loads(ctl("state").stdout)["self"]["muted"] is muted
        ctl("ptt-off")
        observer.wait_for(
            lambda event: any(p.get("display") == "alice" and p.get("muted") for p in event.get("participants", [])),
            "alice to be muted",
        )
    alice.leave()
    commands = [(event["from"], event["command"], event["ok"]) for event in alice.of_type("control")]
    assert ("socket", "mute", True) in commands and ("socket", "unmute", True) in commands


def test_what_is_running_is_listed_and_the_only_one_needs_no_name(room, alice, ctl):
    listed = ctl().stdout
    assert "alice" in listed and str(alice.process.pid) in listed and str(room) in listed
    assert json.loads(ctl("--to", "alice", "--json", "state").stdout)["ok"]
    alice.leave()
    ctl("state", expect=3)
    assert "running" in ctl().stderr


def test_name_volume_and_bit_rate_change_during_the_call(janus, room, alice, ctl):
    with Observer(janus, room) as observer:
        ctl("display", "Alice B")
        observer.wait_for(
            lambda event: any(p.get("display") == "Alice B" for p in event.get("participants", [])), "the new name"
        )
        ctl("volume", 50)
        ctl("bitrate", 24000)
        ctl("volume", 5000, expect=2)
        ctl("fly", expect=2)
    assert json.loads(ctl("state").stdout)["self"]["display"] == "Alice B"
    alice.leave()


def test_a_recording_begins_and_ends_during_the_call(join, room, alice, ctl, tmp_path: Path):
    bob = join(room, "bob", "--input", "tone:660@-14").wait_until_heard()
    ctl("record-start", tmp_path / "call.wav")
    ctl("record-start", tmp_path / "call.wav")
    assert "already" in ctl("record-start", tmp_path / "other.wav", expect=2).stderr
    let_them_talk(2)
    ctl("record-stop")
    ctl("record-stop")
    wait_until(lambda: [e["change"] for e in alice.of_type("record")] == ["started", "stopped"], "the end of the file")
    bob.leave()
    alice.leave()
    left, right = tmp_path / "heard.wav", tmp_path / "sent.wav"
    for channel, path in (("1", left), ("2", right)):
        subprocess.run(["sox", tmp_path / "call.wav", path, "remix", channel], check=True)
    assert_hears(left, 660)
    assert_hears(right, 440)
    assert not (tmp_path / "other.wav").exists()


def test_a_file_is_said_into_the_call_and_only_while_somebody_hears_it(join, room, ctl, runtime, tmp_path: Path):
    subprocess.run(["sox", "-n", "-r", "48000", tmp_path / "ding.wav", "synth", "4", "sine", "880", "vol", "0.3"], check=True)
    alice = join(
        room, "alice", "--input", "null", "--control", "alice", environment={"XDG_RUNTIME_DIR": str(runtime)}
    ).wait_until_heard()
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    ctl("mute")
    assert "muted" in ctl("say", tmp_path / "ding.wav", expect=2).stderr
    ctl("unmute")
    ctl("say", tmp_path / "nowhere.wav", expect=8)
    ctl("say", tmp_path / "ding.wav")
    bob.leave()
    alice.leave()
    subprocess.run(["sox", tmp_path / "bob.wav", tmp_path / "cut.wav", "silence", "1", "0.1", "1%"], check=True)
    assert_hears(tmp_path / "cut.wav", 880)


def test_another_room_without_a_new_connection_is_refused_where_it_would_hang_the_server(alice, ctl):
    """Nobody vouches that the room has no groups, and this server is older than 1.2.4."""
    assert "1.2.4" in ctl("change-room", 99, expect=14).stderr


def test_another_room_keeps_the_connection(join, admin, room, ctl, runtime, tmp_path: Path):
    """The PIN of the new room comes from a file, and somebody vouches that it has no groups."""
    other = admin.create_room(room + 5_000, pin="pin-of-the-other-room")
    pin = tmp_path / "pin"
    pin.write_text("pin-of-the-other-room\n")
    pin.chmod(0o600)
    alice = join(
        room, "alice", "--control", "alice", environment={"XDG_RUNTIME_DIR": str(runtime)}, secrets=["pin-of-the-other-room"]
    ).wait_until_heard()
    bob = join(other, "bob", "--pin-file", pin, "--record", tmp_path / "bob.wav").wait_until_heard()
    assert "PIN" in ctl("change-room", other, "--without-groups", expect=4).stderr
    assert ctl("mute", "--without-groups", expect=2).stderr
    ctl("change-room", other, "--without-groups", "--pin-file", pin)
    bob.wait_for("participant", display="alice", change="joined")
    let_them_talk(2)
    assert admin.participants(room) == []
    bob.leave()
    alice.leave()
    assert_hears(tmp_path / "bob.wav", 440)
    ups = [event for event in alice.events if event["type"] == "media" and event["change"] == "up"]
    assert len(ups) == 1, "the connection was made anew"
    admin.room_request("destroy", room=other)


def test_late_comers_get_the_whole_truth_first_then_what_they_want(join, room, alice, runtime):
    client = ControlClient(runtime / "janus-talk" / "alice.sock")
    assert client.hear()["type"] == "hello"
    snapshot = client.hear()
    assert snapshot["type"] == "snapshot" and snapshot["self"]["display"] == "alice"
    client.say('{"id":7,"cmd":"subscribe","types":["participant"]}')
    assert client.hear() == {"id": 7, "ok": True}
    bob = join(room, "bob").wait_until_heard()
    event = client.hear()
    assert (event["type"], event["change"], event["display"]) == ("participant", "joined", "bob")
    assert event["session"] == snapshot["session"] and event["seq"] == snapshot["seq"] + 1
    bob.leave()
    client.say("quit")
    alice.finish(expect=0)


def test_rude_clients_do_no_harm(join, room, alice, ctl, runtime, tmp_path: Path):
    path = runtime / "janus-talk" / "alice.sock"
    garbage = ControlClient(path)
    for text in ("", "fly", "{", '{"id":1,"cmd":"volume","percent":"loud"}', "\x00\x01", "x" * 100_000):
        garbage.say(text)
    answers = [garbage.answer() for _ in range(5)]
    assert not any(answer["ok"] for answer in answers)
    assert all(answer["error"]["text"] for answer in answers)
    flood = ControlClient(path)
    flood.socket.setblocking(False)
    try:
        for _ in range(200_000):
            flood.socket.send(b"state\n")
    except OSError:
        pass  # its answers are not read, so it is cut off or held up
    crowd = [ControlClient(path) for _ in range(10)]
    for one in crowd[:5]:
        one.socket.close()
    ctl("volume", 90)
    bob = join(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    let_them_talk(2)
    bob.leave()
    alice.leave()
    assert_hears(tmp_path / "bob.wav", 440)


def test_two_of_one_name_are_told_and_a_dead_one_is_replaced(join, room, runtime, ctl):
    environment = {"XDG_RUNTIME_DIR": str(runtime)}
    first = join(room, "first", "--control", "desk", environment=environment).wait_until_heard()
    second = join(room, "second", "--control", "desk", environment=environment)
    second.finish(expect=2)
    assert "another janus-talk" in second.stderr.text
    first.process.kill()
    first.process.wait()
    assert (runtime / "janus-talk" / "desk.sock").exists()
    third = join(room, "third", "--control", "desk", environment=environment).wait_until_heard()
    assert json.loads(ctl("state").stdout)["self"]["display"] == "third"
    third.leave()
    assert not (runtime / "janus-talk" / "desk.sock").exists()


def test_without_a_socket_nothing_is_made(join, room, runtime):
    alone = join(room, "alone", "--control", "off", environment={"XDG_RUNTIME_DIR": str(runtime)}).wait_until_heard()
    assert not (runtime / "janus-talk").exists()
    alone.leave()


def test_a_mute_keeps_every_sample_here(join, room, alice, ctl, tmp_path: Path):
    ctl("mute")
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    let_them_talk(1)
    bob.leave()
    alice.leave()
    assert_silent(tmp_path / "bob.wav")
