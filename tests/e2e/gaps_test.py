# SPDX-License-Identifier: MIT
"""How long others hear nothing after a fault, on a local network, and how old it is what they hear then: judged by what a second
participant hears."""

import signal
import socket
import threading
import time
from pathlib import Path
from typing import Iterator

import numpy
import pytest

import audio
from firewall import Firewall
from janus_api import AdminClient
from janus_server import JanusServer, media_address
from janus_talk import time_of
from listening import let_them_talk, talk_on
from live_sound import Ear, Mouth
from processes import free_port_range, wait_until
from rising_tone import ages, rising_tone
from signaling_proxy import SignalingProxy
from silences import HEARD_DBFS, assert_heard_at_the_end, longest_silence, silences
from turn_server import PASSWORD

_ROOM = 1234
# What the demands leave out: packets that wait for each other in the server and at the listener, and a machine that does other
# things meanwhile.
_MARGIN = 0.3


def test_the_sound_does_not_stop_while_the_websocket_is_away(pair, start_janus, tmp_path: Path):
    server = start_janus(reclaim_session_timeout=30)
    gaps: "list[tuple[float, float]]" = []
    # Two packets that come too late are no gap. A loaded machine delays more of them, but not each time, and then before the
    # WebSocket is lost as well.
    while len(gaps) < 3 and all(after > max(0.040, 1.5 * before) for before, after in gaps):
        gaps.append(gaps_around_a_lost_websocket(pair, server, tmp_path / "bob.wav"))
    before, after = gaps[-1]
    assert after <= max(0.040, 1.5 * before), gaps


def gaps_around_a_lost_websocket(pair, server: JanusServer, recording: Path) -> "tuple[float, float]":
    """The longest one in the seconds before it is lost, and from then on."""
    with SignalingProxy(server.url) as proxy:
        alice, bob = pair(server, url=proxy.url)
        let_them_talk(3.0)
        lost = time.time() - time_of(bob.wait_for("record", change="started"))
        with proxy.refusing():
            proxy.drop_clients()
            alice.wait_for("state", to="reconnecting")
            time.sleep(3.0)
        resumed = alice.wait_for("resumed")
        talk_on(alice, bob)
    assert resumed["by"] == "claim" and resumed["attempt"] > 1 and resumed["gap_ms"] >= 2900
    assert_heard_at_the_end(recording)
    sound = audio.read_wav(recording)
    recording.unlink()  # for the next try: existing files are never overwritten
    found = silences(sound.mono, sound.rate)
    before, after = ([gap.length for gap in found if (gap.end > lost) == is_after] for is_after in (False, True))
    return max(before, default=0.0), max(after, default=0.0)


@pytest.fixture
def walled_talker(join):
    """walled_talker(server, …): alice, and a firewall before her media ports only: the listener is an untouched witness."""
    first, last = free_port_range(40, media_address())
    firewall = Firewall(first, last)

    def start(server, *options: object, **more):
        alice = join(_ROOM, "alice", "--rtp-ports", f"{first}-{last}", *options, url=server.url, **more)
        return alice.wait_until_heard(), firewall

    yield start
    firewall.open()


def test_after_a_pause_of_the_network_the_sound_is_back_within_half_a_second(join, start_janus, walled_talker, tmp_path: Path):
    server = start_janus()
    bob = join(_ROOM, "bob", "--input", "null", "--record", tmp_path / "bob.wav", url=server.url).wait_until_heard()
    alice, firewall = walled_talker(server)
    let_them_talk(1.0)
    firewall.close()
    closed = time.monotonic()
    time.sleep(5.0)
    before_opening = time.monotonic()
    firewall.open()
    blocked = time.monotonic() - closed
    alice.wait_for("media", change="resumed")
    talk_on(alice, bob)
    gap = longest_silence(tmp_path / "bob.wav").length
    assert before_opening - closed - 0.5 <= gap <= blocked + 0.5 + _MARGIN, f"{gap:.2f} s, blocked for {blocked:.2f} s"
    assert not alice.of_type("resumed")
    assert "stalled" not in {event["change"] for event in bob.of_type("media")}, "the witness was not touched"


def test_udp_that_is_blocked_for_good_is_left_for_a_relay_over_tcp(join, start_janus, turn, walled_talker, tmp_path: Path):
    server = start_janus()
    bob = join(_ROOM, "bob", "--input", "null", "--record", tmp_path / "bob.wav", url=server.url).wait_until_heard()
    # Hers only: the relay's way to the server stays open.
    alice, firewall = walled_talker(server, "--turn", turn.uri("tcp"), secrets=[PASSWORD])
    assert alice.wait_for("media", lambda event: "candidate" in event)["candidate"]["type"] == "host"
    let_them_talk(1.0)
    firewall.close()
    resumed = alice.wait_for("resumed", by="rejoin")
    talk_on(alice, bob)
    candidates = [event["candidate"] for event in alice.of_type("media") if "candidate" in event]
    assert (candidates[-1]["type"], candidates[-1]["protocol"]) == ("relay", "tcp"), candidates
    assert resumed["attempt"] == 1
    gap = longest_silence(tmp_path / "bob.wav").length
    # Measured: 9.1 to 9.7 s. The handshakes with relay and server take a loaded machine longer.
    assert 5.0 < gap <= 10.0 + 1.0, f"{gap:.2f} s"
    assert_heard_at_the_end(tmp_path / "bob.wav")


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    """Bob's, which knows the time of what it hears."""
    listener = Ear(tmp_path / "ear")
    listener.start()
    yield listener
    listener.close()


class Acceptance(threading.Thread):
    """Waits until a server accepts connections, and remembers when."""

    def __init__(self, server: JanusServer) -> None:
        super().__init__(daemon=True)
        self._port = server.ports.ws
        self.time = 0.0

    def run(self) -> None:
        wait_until(self._accepts, "the server to accept connections")

    def _accepts(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=5).close()
        except OSError:
            return False
        self.time = time.time()
        return True


def test_after_a_restart_of_the_server_the_sound_is_back_within_a_second(join, start_janus, ear):
    server = start_janus()
    delays: "list[float]" = []
    # Both must have come back before anything is heard. A loaded machine takes longer for it now and then, and each time it was
    # restarted within half a minute they wait longer: hence new ones.
    while len(delays) < 3 and min(delays, default=9.9) > 1.0:
        bob = join(_ROOM, "bob", "--input", "null", "--output", ear.spec, url=server.url).wait_until_heard()
        alice = join(_ROOM, "alice", url=server.url).wait_until_heard()
        let_them_talk(1.0)
        server.send_signal(signal.SIGKILL)
        for run in (alice, bob):
            run.wait_for("state", to="reconnecting")
        time.sleep(1.0)
        acceptance = Acceptance(server)
        acceptance.start()
        server.restart()
        acceptance.join()
        heard = wait_until(lambda: first_sound(ear, acceptance.time), "the sound to be back")
        delays.append(heard - acceptance.time)
        talk_on(alice, bob)
    print(f"heard after {min(delays):.2f} s")
    assert min(delays) <= 1.0, delays


def first_sound(ear: Ear, since: float) -> float:
    """When the tone is heard first after `since`; 0: not yet."""
    begin = ear.arrivals.since(since)
    levels = numpy.abs(ear.samples[begin:])
    heard = numpy.flatnonzero(levels > 10 ** (HEARD_DBFS / 20))
    return ear.arrivals.time_of(begin + int(heard[0])) if len(heard) else 0.0


def test_what_is_heard_after_a_server_was_frozen_is_not_old(join, start_janus, ear, tmp_path: Path):
    server = start_janus()
    mouth = Mouth(tmp_path / "mouth", rising_tone(80))
    bob = join(_ROOM, "bob", "--input", "null", "--output", ear.spec, url=server.url).wait_until_heard()
    alice = join(_ROOM, "alice", "--input", mouth.spec, url=server.url).wait_until_heard()
    mouth.start()
    let_them_talk(1.0)
    server.send_signal(signal.SIGSTOP)
    for run in (alice, bob):
        run.wait_for("state", to="reconnecting")
    time.sleep(27.0)  # thirty seconds of sound that nobody wants to hear any more
    continued = time.time()
    server.send_signal(signal.SIGCONT)
    for run in (alice, bob):
        run.wait_for("resumed", timeout=60)
    with AdminClient(server) as admin:
        wait_until(lambda: len(admin.participants(_ROOM)) == 2, "the ghosts to be gone")
    talk_on(alice, bob)
    mouth.close()
    assert not mouth.choked, "all that was said was taken"
    heard = ages(mouth, ear, continued)
    assert len(heard) > 10, heard
    # A splice of a loaded machine has pitches of its own; one tenth of a second may hold one.
    print(f"oldest: {sorted(heard)[-2]:.2f} s")
    assert sorted(heard)[-2] <= 1.0, heard
