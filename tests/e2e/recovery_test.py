# SPDX-License-Identifier: MIT
"""What happens after trouble: that a second participant hears us again, what the events say, what is left on the server. How soon
he does is judged in gaps_test.py."""

import os
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import audio
from janus_api import AdminClient
from janus_config import JanusSettings
from janus_server import JanusServer
from listening import assert_silent, let_them_talk, talk_on
from network_emulator import FAR_ADDRESS, FAR_DEVICE, NEAR_ADDRESS, NetworkEmulator
from processes import PATIENCE, be_punctual, free_port, wait_until
from signaling_proxy import SignalingProxy
from silences import assert_heard_at_the_end, longest_silence

_ROOM = 1234
_NEW_ADDRESS = "10.99.0.3"


def states(run) -> "list[str]":
    return [event["to"] for event in run.of_type("state")]


def assert_no_secret(run, *secrets: object) -> None:
    for secret in secrets:
        assert str(secret) not in run.stdout.text and str(secret) not in run.stderr.text


def last_id(run) -> int:
    """Ours, of the last join."""
    return run.of_type("joined")[-1]["id"]


# --- the connection is lost -------------------------------------------------------------------------------------


def test_a_killed_websocket_is_replaced_without_a_gap_in_the_sound(pair, start_janus, tmp_path: Path):
    server = start_janus(reclaim_session_timeout=30)
    with SignalingProxy(server.url) as proxy, AdminClient(server) as admin:
        alice, bob = pair(server, "-vv", url=proxy.url)
        before = admin.sessions()
        let_them_talk(1.0)
        proxy.drop_clients()
        resumed = alice.wait_for("resumed")
        assert resumed["by"] == "claim" and resumed["attempt"] >= 1 and resumed["gap_ms"] >= 0
        assert sorted(admin.sessions()) == sorted(before), "the session lives on, and there is no other"
        # The new connection carries requests and their answers.
        alice.send_signal(signal.SIGUSR1)
        alice.wait_for("control", command="mute", ok=True)
        wait_until(lambda: admin.participant(_ROOM, "alice")["muted"], "the room to see alice muted")
        alice.send_signal(signal.SIGUSR1)
        alice.wait_for("control", command="unmute", ok=True)
        bob.wait_for("participant", change="unmuted", display="alice")
        talk_on(alice, bob)
    assert_no_secret(alice, *before)
    assert [event["change"] for event in alice.of_type("media")].count("up") == 1, "the media was never touched"
    assert states(alice)[-4:] == ["reconnecting", "up", "leaving", "ended"]


def test_a_websocket_that_is_silent_for_a_moment_is_told_and_kept(pair, start_janus):
    server = start_janus()
    with SignalingProxy(server.url) as proxy:
        alice, bob = pair(server, url=proxy.url)
        with proxy.frozen():
            warning = alice.wait_for("warning")
            assert warning["name"] == "unreachable" and "WebSocket ping" in warning["text"]
        alice.send_signal(signal.SIGUSR1)
        alice.wait_for("control", command="mute", ok=True)
        bob.wait_for("participant", change="muted", display="alice")
        talk_on(alice, bob)
    assert not {event["change"] for event in alice.of_type("media")} & {"stalled", "down"}
    assert not alice.of_type("resumed")


def test_without_reclaim_the_room_is_joined_again_and_nobody_is_there_twice(pair, start_janus, tmp_path: Path):
    server = start_janus()
    with SignalingProxy(server.url) as proxy, AdminClient(server) as admin:
        alice, bob = pair(server, url=proxy.url)
        proxy.drop_clients()
        assert alice.wait_for("resumed")["by"] == "rejoin"
        names = [participant["display"] for participant in admin.participants(_ROOM)]
        assert sorted(names) == ["alice", "bob"]
        assert len(admin.sessions()) == 2
        talk_on(alice, bob)
    assert_heard_at_the_end(tmp_path / "bob.wav")


def test_a_server_that_is_killed_and_restarted(pair, start_janus, tmp_path: Path):
    server = start_janus()
    alice, bob = pair(server, "--record-sent", tmp_path / "sent.wav")
    since = time.monotonic()
    let_them_talk(1.0)
    server.send_signal(signal.SIGKILL)
    for run in (alice, bob):
        run.wait_for("state", to="reconnecting")
    time.sleep(1.0)  # so that there is a gap to be recorded
    server.restart()
    for run in (alice, bob):
        assert run.wait_for("resumed")["by"] == "rejoin"
    let_them_talk(2.0)
    bob.leave()
    alice.wait_for("participant", lambda event: event["change"] == "left" and event["id"] == last_id(bob))
    lasted = time.monotonic() - since
    alice.leave()
    assert_heard_at_the_end(tmp_path / "bob.wav")
    # One recording, with silence where nothing could be sent.
    sent = audio.read_wav(tmp_path / "sent.wav")
    assert abs(sent.seconds - lasted) < 3.0
    assert longest_silence(tmp_path / "bob.wav").length > 0.5
    assert len(alice.of_type("record")) == 2
    # The bob of before has left, once, and another one came.
    ids = [event["id"] for event in bob.of_type("joined")]
    assert [event["id"] for event in alice.of_type("participant") if event["change"] == "left"] == ids


def test_a_listener_comes_back_and_its_recording_goes_on(join, listen, start_janus, tmp_path: Path):
    server = start_janus()
    bob = listen(_ROOM, "bob", "--record", tmp_path / "bob.wav", url=server.url).wait_until_heard()
    alice = join(_ROOM, "alice", url=server.url).wait_until_heard()
    let_them_talk(1.0)
    server.send_signal(signal.SIGKILL)
    for run in (alice, bob):
        run.wait_for("state", to="reconnecting")
    server.restart()
    for run in (alice, bob):
        run.wait_for("resumed")
    talk_on(alice, bob)
    assert_heard_at_the_end(tmp_path / "bob.wav")
    assert len(bob.of_type("record")) == 2


def test_a_crowd_comes_back_spread_out(listen, start_janus):
    server = start_janus()
    crowd = [listen(_ROOM, f"listener-{number}", url=server.url) for number in range(12)]
    for run in crowd:
        run.wait_until_heard()
    server.send_signal(signal.SIGKILL)
    for run in crowd:
        run.wait_for("state", to="reconnecting")
    time.sleep(1.5)  # so that the waits between tries have their full length
    with ThreadPoolExecutor(initializer=be_punctual) as pool:
        moments = pool.submit(moments_of_connections, server.ports.ws, len(crowd)).result()
    server.restart()
    for run in crowd:
        run.wait_for("resumed", by="rejoin")
    for run in crowd:
        run.leave()
    # Without chance in their waits all would come at once. With it two thirds meet within a tenth of a second once in 500 times.
    assert moments[-1] - moments[0] >= 0.2, moments
    for first in moments:
        assert sum(first <= moment <= first + 0.1 for moment in moments) <= 8, moments


def moments_of_connections(port: int, count: int) -> "list[float]":
    """Of the first `count` to a server that says nothing, so that nobody tries twice."""
    moments, connections = [], []
    with socket.create_server(("127.0.0.1", port)) as door:
        door.settimeout(PATIENCE)
        while len(moments) < count:
            connections.append(door.accept()[0])
            moments.append(time.monotonic())
    for connection in connections:
        connection.close()
    return moments


def test_what_is_being_said_is_not_repeated(say, janus, room, tmp_path: Path):
    words = audio.write_wav(tmp_path / "words.wav", audio.tone(440, 30))
    with SignalingProxy(janus.url) as proxy:
        alice = say(room, "alice", words, url=proxy.url).wait_until_heard()
        proxy.drop_clients()
        alice.finish(expect=12)
    assert "reconnecting" not in states(alice)


def test_a_tone_without_an_end_is_said_on(say, janus, room):
    with SignalingProxy(janus.url) as proxy:
        alice = say(room, "alice", "tone", url=proxy.url).wait_until_heard()
        proxy.drop_clients()
        alice.wait_for("resumed")
        alice.leave()


def test_muted_stays_muted(pair, start_janus, tmp_path: Path):
    server = start_janus()
    with AdminClient(server) as admin:
        alice, bob = pair(server, "--muted")
        admin.handle_request("hangup_webrtc", "alice")
        alice.wait_for("resumed")
        assert admin.participant(_ROOM, "alice")["muted"]
        talk_on(alice, bob)
    assert_silent(tmp_path / "bob.wav")


def test_a_second_server_takes_over(join, start_janus):
    first, second = start_janus(), start_janus()
    with AdminClient(second) as admin:
        alice = join(_ROOM, "alice", "--url", first.url, "--url", second.url).wait_until_heard()
        first.stop()
        assert alice.wait_for("resumed")["by"] == "rejoin"
        assert admin.participant(_ROOM, "alice")
        alice.leave()


def test_a_dead_first_server_is_passed_over(join, janus, room):
    alice = join(room, "alice", "--url", f"ws://127.0.0.1:{free_port()}", "--url", janus.url).wait_until_heard()
    alice.wait_for("warning", name="unreachable")
    alice.leave()


# --- the media is lost ------------------------------------------------------------------------------------------


def test_a_hang_up_by_an_administrator(pair, start_janus, tmp_path: Path):
    server = start_janus()
    with AdminClient(server) as admin:
        alice, bob = pair(server)
        before = admin.sessions()
        admin.handle_request("hangup_webrtc", "alice")
        resumed = alice.wait_for("resumed")
        assert resumed["by"] == "rejoin"
        assert sorted(admin.sessions()) == sorted(before), "the same session does"
        talk_on(alice, bob)
    assert_heard_at_the_end(tmp_path / "bob.wav")


def test_a_session_that_is_destroyed_behind_our_back(join, start_janus):
    server = start_janus(session_timeout=4)
    with AdminClient(server) as admin:
        alice = join(_ROOM, "alice", url=server.url).wait_until_heard()
        old = admin.sessions()[0]
        admin.request("destroy_session", session_id=old)
        assert alice.wait_for("resumed")["by"] == "rejoin"
        assert old not in admin.sessions()
        assert admin.participant(_ROOM, "alice")
        alice.leave()
        assert_no_secret(alice, old)


def test_a_pause_of_the_network_is_sat_out(pair, walled_janus, tmp_path: Path):
    server, firewall = walled_janus
    alice, bob = pair(server)
    firewall.close()
    alice.wait_for("media", change="stalled")
    time.sleep(3.0)
    firewall.open()
    alice.wait_for("media", change="resumed")
    bob.wait_for("media", change="resumed")
    talk_on(alice, bob)
    assert "reconnecting" not in states(alice)
    assert [event["change"] for event in alice.of_type("media")].count("up") == 1, "without a new connection"
    assert_heard_at_the_end(tmp_path / "bob.wav")


def test_media_that_stays_away_is_made_anew(pair, walled_janus, tmp_path: Path):
    server, firewall = walled_janus
    alice, bob = pair(server)
    firewall.close()
    for run in (alice, bob):
        run.wait_for("state", to="reconnecting")
    firewall.open()
    for run in (alice, bob):
        assert run.wait_for("resumed", timeout=90)["by"] == "rejoin"
    with AdminClient(server) as admin:
        assert len(admin.participants(_ROOM)) == 2
    talk_on(alice, bob)
    assert_heard_at_the_end(tmp_path / "bob.wav")


# --- trouble on this side ---------------------------------------------------------------------------------------


@pytest.mark.skipif(not os.access("/dev/net/tun", os.R_OK | os.W_OK), reason="/dev/net/tun can't be opened")
def test_a_new_address_is_taken_up(join, tmp_path: Path):
    with NetworkEmulator(seed=1) as network:
        settings = JanusSettings(NEAR_ADDRESS, signaling_address=NEAR_ADDRESS)
        with JanusServer(tmp_path / "janus", settings) as server, AdminClient(server) as admin:
            with network.on_far_side():
                alice = join(_ROOM, "alice", url=server.url)
            alice.wait_until_heard()
            with network.on_far_side():
                subprocess.run(["ip", "address", "del", f"{FAR_ADDRESS}/24", "dev", FAR_DEVICE], check=True)
                subprocess.run(["ip", "address", "add", f"{_NEW_ADDRESS}/24", "dev", FAR_DEVICE], check=True)
            alice.wait_for("warning", lambda event: "network of this machine" in event["text"])
            alice.wait_for("resumed", timeout=60)
            pairs = [event["candidate"]["local"] for event in alice.of_type("media") if "candidate" in event]
            assert pairs[0].startswith(FAR_ADDRESS + ":") and pairs[-1].startswith(_NEW_ADDRESS + ":")
            wait_until(lambda: len(admin.participants(_ROOM)) == 1, "the ghost to be gone")
            alice.leave()


def test_an_address_that_is_not_ours_changes_nothing(join, janus, room):
    alice = join(room, "alice").wait_until_heard()
    for verb in ("add", "del"):
        subprocess.run(["ip", "address", verb, "10.77.77.1/32", "dev", "lo"], check=True)
    seen = alice.of_type("stats")[-1]["ms"] if alice.of_type("stats") else 0
    alice.wait_for("stats", lambda event: event["ms"] > seen + 3000)
    assert "reconnecting" not in states(alice)
    alice.leave()


def test_a_process_that_was_stopped_looks_after_its_session(join, start_janus):
    server = start_janus(session_timeout=4)
    with AdminClient(server) as admin:
        alice = join(_ROOM, "alice", url=server.url).wait_until_heard()
        alice.send_signal(signal.SIGSTOP)
        wait_until(lambda: not admin.participants(_ROOM), "the server to let the session expire")
        alice.send_signal(signal.SIGCONT)
        alice.wait_for("warning", lambda event: "held up" in event["text"])
        assert alice.wait_for("resumed")["by"] == "rejoin"
        assert len(admin.participants(_ROOM)) == 1
        alice.leave()


# --- the end ----------------------------------------------------------------------------------------------------


def test_the_budget_ends_the_tries(join, start_janus):
    server = start_janus()
    alice = join(_ROOM, "alice", "--max-outage", "2s", url=server.url).wait_until_heard()
    server.stop()
    alice.finish(expect=12)
    assert "--max-outage" in alice.stderr.text
    assert "reconnecting" in states(alice)


def test_a_signal_during_an_outage_is_obeyed_at_once(join, start_janus):
    server = start_janus()
    alice = join(_ROOM, "alice", url=server.url).wait_until_heard()
    server.stop()
    alice.wait_for("state", to="reconnecting")
    alice.leave()
    assert states(alice)[-3:] == ["reconnecting", "leaving", "ended"]


def test_who_was_kicked_while_away_stays_out(join, start_janus):
    server = start_janus(reclaim_session_timeout=30)
    with SignalingProxy(server.url) as proxy, AdminClient(server) as admin:
        alice = join(_ROOM, "alice", url=proxy.url).wait_until_heard()
        alice_id = admin.participant(_ROOM, "alice")["id"]
        alice.send_signal(signal.SIGSTOP)
        proxy.drop_clients()
        admin.room_request("kick", room=_ROOM, id=alice_id)
        wait_until(lambda: not admin.participants(_ROOM), "alice to be out")
        alice.send_signal(signal.SIGCONT)
        alice.finish(expect=10)


def test_a_rejoin_that_is_refused_is_final(join, start_janus):
    """The PIN of the room was changed meanwhile."""
    server = start_janus()
    with AdminClient(server) as admin:
        alice = join(_ROOM, "alice", url=server.url).wait_until_heard()
        admin.room_request("edit", room=_ROOM, new_pin="another")
        admin.handle_request("hangup_webrtc", "alice")
        alice.finish(expect=4)
