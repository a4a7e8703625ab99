# SPDX-License-Identifier: MIT
"""STUN and TURN servers that are dead, refuse us, die or forget us: what a second participant hears meanwhile."""

import contextlib
import itertools
import socket
from pathlib import Path
from typing import Callable, Iterator

import pytest

from janus_server import media_address
from listening import assert_hears, let_them_talk
from processes import free_port
from silences import assert_heard_at_the_end, longest_silence
from turn_server import PASSWORD, TurnServer


@pytest.fixture
def start_turn(tmp_path: Path) -> "Iterator[Callable[..., TurnServer]]":
    """start_turn("stale-nonce=10", …): a relay with these options of coturn."""
    with contextlib.ExitStack() as servers:
        numbers = itertools.count()

        def start(*options: str) -> TurnServer:
            folder = tmp_path / f"turn-{next(numbers)}"
            return servers.enter_context(TurnServer(folder, media_address(), options=options))

        yield start


@pytest.fixture
def silent_port() -> Iterator[int]:
    """UDP and TCP: what is sent there arrives, and nobody ever answers."""
    with socket.create_server((media_address(), 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        port = tcp.getsockname()[1]
        udp.bind((media_address(), port))
        yield port


def last_candidate(run) -> dict:
    return [event["candidate"] for event in run.of_type("media") if "candidate" in event][-1]


def states(run) -> "list[str]":
    return [event["to"] for event in run.of_type("state")]


def unusable_relay(kind: str, transport: str, silent_port: int, alive: TurnServer) -> str:
    if kind == "wrong password":
        return alive.uri(transport, "wrong-canary")
    if kind == "no such name":
        return f"turn:user:wrong-canary@relay.invalid?transport={transport}"
    port = silent_port if kind == "silent" else free_port(media_address())
    return f"turn:user:wrong-canary@{media_address()}:{port}?transport={transport}"


# --- at the start -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("kind", ["silent", "nobody there", "wrong password", "no such name"])
def test_a_dead_relay_is_passed_over(join, room, admin, start_turn, silent_port, tmp_path: Path, kind: str, transport: str):
    first, second = start_turn(), start_turn()
    relays = ["--turn", unusable_relay(kind, transport, silent_port, first), "--turn", second.uri("udp")]
    alice = join(room, "alice", *relays, "--relay-only", secrets=[PASSWORD, "wrong-canary"]).wait_until_heard()
    candidate = last_candidate(alice)
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    let_them_talk()
    assert sorted(person["display"] for person in admin.participants(room)) == ["alice", "bob"]
    bob.leave()
    alice.leave()
    assert candidate["type"] == "relay" and second.relays(candidate["local"]), candidate
    assert_hears(tmp_path / "bob.wav", 440)
    assert "ALLOCATE processed, success" not in first.log_text()
    assert admin.participants(room) == []


@pytest.mark.parametrize("trickle", ["--trickle", "--no-trickle"])
@pytest.mark.parametrize("kind", ["silent", "nobody there", "no such name"])
def test_a_dead_stun_server_does_not_keep_us_out(join, room, admin, silent_port, tmp_path: Path, kind: str, trickle: str):
    servers = {
        "silent": f"{media_address()}:{silent_port}",
        "nobody there": f"{media_address()}:{free_port(media_address())}",
        "no such name": "stun.invalid",
    }
    alice = join(room, "alice", "--stun", "stun:" + servers[kind], trickle).wait_until_heard()
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    assert last_candidate(alice)["type"] == "host"
    let_them_talk()
    bob.leave()
    alice.leave()
    assert_hears(tmp_path / "bob.wav", 440)
    assert admin.participants(room) == []


# --- during the call --------------------------------------------------------------------------------------------


@pytest.fixture
def relayed_pair(join, room, tmp_path: Path):
    """relayed_pair(uri, …): alice, who sends a tone through these relays only, and bob, who records what he hears."""

    def start(*uris: str):
        bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
        relays = [word for uri in uris for word in ("--turn", uri)]
        alice = join(room, "alice", "--relay-only", *relays, secrets=[PASSWORD]).wait_until_heard()
        assert last_candidate(alice)["type"] == "relay"
        return alice, bob

    return start


def in_use(alice, relays: "tuple[TurnServer, ...]") -> TurnServer:
    local = last_candidate(alice)["local"]
    return next(relay for relay in relays if relay.relays(local))


def test_when_a_relay_dies_another_one_takes_over(relayed_pair, start_turn, admin, room, tmp_path: Path):
    relays = start_turn(), start_turn()
    alice, bob = relayed_pair(*(relay.uri("udp") for relay in relays))
    dead = in_use(alice, relays)
    dead.stop()
    assert alice.wait_for("resumed", timeout=60)["by"] == "rejoin"
    assert in_use(alice, relays) is not dead
    let_them_talk(2.0)
    assert sorted(person["display"] for person in admin.participants(room)) == ["alice", "bob"]
    bob.leave()
    alice.leave()
    assert_heard_at_the_end(tmp_path / "bob.wav")


def test_a_relay_that_was_restarted_is_used_again(relayed_pair, start_turn, tmp_path: Path):
    relay = start_turn()
    alice, bob = relayed_pair(relay.uri("udp"))
    relay.stop()
    relay.start()
    assert alice.wait_for("resumed", timeout=60)["by"] == "rejoin"
    assert relay.relays(last_candidate(alice)["local"])
    let_them_talk(2.0)
    bob.leave()
    alice.leave()
    assert_heard_at_the_end(tmp_path / "bob.wav")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_an_allocation_is_renewed_with_a_new_nonce(relayed_pair, start_turn, admin, room, tmp_path: Path, transport: str):
    """Without renewal it would be gone after 12 s; its nonce is stale by then."""
    relay = start_turn("stale-nonce=5", "max-allocate-lifetime=12")
    alice, bob = relayed_pair(relay.uri(transport))
    let_them_talk(25.0)
    assert admin.participant(room, "alice")
    bob.leave()
    alice.leave()
    log = relay.log_text()
    assert "reconnecting" not in states(alice)
    # A loaded machine leaves out a frame; an allocation that ran out is away for more than 7 s.
    assert longest_silence(tmp_path / "bob.wav").length <= 0.5
    assert_heard_at_the_end(tmp_path / "bob.wav")
    assert "error 438: Stale nonce" in log and "REFRESH processed, success" in log, log
