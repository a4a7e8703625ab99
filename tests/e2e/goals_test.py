# SPDX-License-Identifier: MIT
"""--until and --fail-if against the real server: the end, its status, and what was told about it."""

import pytest

from janus_api import AdminClient


def test_a_recorder_leaves_when_everybody_has_gone(join, room, tmp_path):
    """Who was there first counts as much as who comes later."""
    alice = join(room, "alice", "--input", "tone:440").wait_until_heard()
    recorder = join(
        room, "rec", "--input", "null", "--record", tmp_path / "call.wav", "--until", "left:alice && alone 1s"
    ).wait_until_heard()
    alice.leave()
    recorder.finish(expect=0)
    assert recorder.of_type("result")[0]["verdict"] == "pass"
    assert [e["cause"] for e in recorder.of_type("state") if e["to"] == "leaving"] == ["until"]


def test_silence_is_when_nobody_is_heard_any_more(join, room):
    """The rooms of these tests have talk events; the mix is listened to as well."""
    alice = join(room, "alice", "--input", "tone:440", "--for", "2s").wait_until_heard()
    bob = join(room, "bob", "--input", "null", "--until", "silence 1s || participants>5").wait_until_heard()
    alice.finish()
    bob.finish(expect=0)


def test_a_destroyed_room_can_be_what_was_waited_for(join, janus, start_janus):
    server = start_janus()
    with AdminClient(server):
        own = join(4711, "maker", "--create", url=server.url).wait_until_heard()
        watcher = join(4711, "watcher", "--input", "null", "--until", "destroyed", url=server.url).wait_until_heard()
        own.leave()  # and with it goes the room
        watcher.finish(expect=0)


def test_time_that_runs_out_before_is_told(join, room):
    alice = join(room, "alice", "--for", "1s", "--until", "joined:godot")
    alice.finish(expect=9)
    assert "joined:godot" in alice.stderr.text


def test_an_interrupted_wait_has_no_verdict(join, room):
    alice = join(room, "alice", "--until", "joined:godot").wait_until_heard()
    alice.leave(expect=130)


def test_a_room_too_silent_breaks_the_rule(join, room):
    alice = join(room, "alice", "--input", "null", "--fail-if", "rx.level<-55dBFS/2s")
    alice.finish(expect=1)
    (broken,) = alice.of_type("assertion")
    assert broken["rule"] == "rx.level<-55dBFS/2s"
    assert broken["window"] == "2s" and broken["value"] < -55 and not broken["ok"]
    (result,) = alice.of_type("result")
    assert result["verdict"] == "fail"
    assert [limit["ok"] for limit in result["limits"]] == [False]


def test_rules_that_are_kept_are_told_with_their_figures(join, room):
    bob = join(room, "bob", "--input", "tone:440@-20").wait_until_heard()
    alice = join(
        room, "alice", "--input", "null", "--for", "4s", "--fail-if", "rx.level<-55/2s", "--fail-if", "rtt>2000ms"
    )
    alice.finish(expect=0)
    bob.leave()
    checked = {event["rule"]: event for event in alice.of_type("assertion")}
    assert set(checked) == {"rx.level<-55/2s", "rtt>2000ms"}
    assert all(event["ok"] for event in checked.values())
    assert -55 < checked["rx.level<-55/2s"]["value"] < 0


@pytest.mark.parametrize(
    ("option", "text", "shown"),
    [
        ("--until", "participants>=3 && jined:bob", "'jined:bob' (column 20)"),
        ("--fail-if", "rx.los>3%", "rx.loss"),
        ("--fail-if", "rx.loss>3%/10parsec", "10parsec"),
    ],
)
def test_what_makes_no_sense_is_shown_where(join, room, option, text, shown):
    alice = join(room, "alice", option, text)
    alice.finish(expect=2)
    assert shown in alice.stderr.text
