# SPDX-License-Identifier: MIT
"""Paths through the network: relays, chosen addresses and ports, and no path at all."""

import os
from pathlib import Path
from typing import Callable, Iterator

import pytest

from firewall import Firewall
from janus_api import AdminClient
from janus_server import JanusServer, media_address
from listening import assert_hears, let_them_talk
from processes import free_port_range
from turn_server import PASSWORD


def candidate_of(run) -> dict:
    return run.wait_for("media", lambda event: "candidate" in event)["candidate"]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_through_the_relay_only(join, room, turn, tmp_path: Path, transport: str):
    alice = join(room, "alice", "--relay-only", "--turn", turn.uri(transport), secrets=[PASSWORD])
    alice.wait_until_heard()
    assert PASSWORD not in alice.command_line()
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    candidate = candidate_of(alice)
    assert candidate["type"] == "relay"
    assert candidate["protocol"] == transport
    let_them_talk()
    bob.leave()
    alice.leave()
    assert_hears(tmp_path / "bob.wav", 440)
    assert "ALLOCATE processed, success" in turn.log_text()


def test_a_relay_that_refuses_us_is_reported(join, room, turn):
    run = join(room, "alice", "--turn", turn.uri("udp", "wrong-canary"), "--relay-only", secrets=["wrong-canary"])
    run.finish(expect=6)
    assert "--turn" in run.stderr.text


def test_relay_only_without_a_relay_is_refused_at_once(join, room):
    run = join(room, "alice", "--relay-only")
    run.finish(expect=2)
    assert "--turn" in run.stderr.text


def test_the_direct_path_is_reported(join, room):
    alice = join(room, "alice").wait_until_heard()
    candidate = candidate_of(alice)
    assert candidate["type"] == "host" and candidate["protocol"] == "udp"
    assert candidate["local"].startswith(media_address() + ":")
    assert candidate["remote"].startswith(media_address() + ":")
    alice.leave()


def test_chosen_ports_and_addresses_are_kept(join, room):
    first, last = free_port_range(10, media_address())
    alice = join(room, "alice", "--rtp-ports", f"{first}-{last}", "--ice-interface", media_address())
    local = candidate_of(alice.wait_until_heard())["local"]
    assert first <= int(local.rsplit(":", 1)[1]) <= last
    alice.leave()


def test_no_path_to_the_server_ends_with_6(join, room, admin):
    """The server's address cannot be reached from the only interface we may use."""
    alice = join(room, "alice", "--ice-interface", os.environ["JANUS_TALK_OTHER_ADDRESS"])
    alice.finish(expect=6, timeout=60)
    assert "UDP" in alice.stderr.text or "path" in alice.stderr.text
    assert admin.participants(room) == []


def test_blocked_udp_ends_with_6(join, walled_janus):
    server, firewall = walled_janus
    firewall.close()
    alice = join(1234, "alice", url=server.url)
    alice.finish(expect=6, timeout=60)


def test_media_that_stops_is_noticed_and_welcomed_back(join, walled_janus):
    server, firewall = walled_janus
    alice = join(1234, "alice", url=server.url).wait_until_heard()
    firewall.close()
    alice.wait_for("media", change="stalled")
    firewall.open()
    alice.wait_for("media", change="resumed")
    alice.leave()


def test_media_that_stays_away_ends_with_7(join, walled_janus):
    server, firewall = walled_janus
    alice = join(1234, "alice", "--no-reconnect", url=server.url).wait_until_heard()
    firewall.close()
    alice.finish(expect=7, timeout=60)


@pytest.fixture
def black_hole(start_janus) -> "Iterator[Callable[[int], tuple[JanusServer, Firewall]]]":
    """black_hole(500): a server, and the firewall that swallows longer packets on their way to and from its media."""
    holes: "list[Firewall]" = []

    def start(longer_than: int) -> "tuple[JanusServer, Firewall]":
        first, last = free_port_range(40, media_address())
        holes.append(Firewall(first, last, longer_than=longer_than))
        holes[0].close()
        return start_janus(rtp_ports=(first, last)), holes[0]

    yield start
    for hole in holes:
        hole.open()


@pytest.mark.parametrize("longest, swallowed", [(1000, 0), (500, 1)])
def test_a_path_that_swallows_big_packets_is_enough(join, black_hole, tmp_path: Path, longest: int, swallowed: int):
    """The flights of the DTLS handshake are the only big packets; what is lost of them is sent again in smaller ones."""
    server, hole = black_hole(longest)
    alice = join(1234, "alice", url=server.url).wait_until_heard()
    bob = join(1234, "bob", "--input", "null", "--record", tmp_path / "bob.wav", url=server.url).wait_until_heard()
    assert hole.dropped() >= swallowed
    let_them_talk()
    bob.leave()
    alice.leave()
    assert_hears(tmp_path / "bob.wav", 440)


def test_a_path_too_narrow_for_the_handshake_ends_with_6(join, black_hole):
    server, hole = black_hole(300)
    alice = join(1234, "alice", url=server.url)
    alice.wait_for("media", change="ice", reason="completed")
    alice.finish(expect=6, timeout=60)
    assert hole.dropped() > 0
    assert "No media connection came up in time" in alice.stderr.text and "DTLS" in alice.stderr.text
    with AdminClient(server) as admin:
        assert admin.participants(1234) == [] and admin.sessions() == []
