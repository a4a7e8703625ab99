# SPDX-License-Identifier: MIT
"""A network that is bad for a while: the call stays up, nobody reconnects, and what is said is still heard."""

import os
import statistics
import time
from pathlib import Path
from typing import Iterator

import pytest

import audio
from janus_api import AdminClient
from janus_config import JanusSettings
from janus_server import JanusServer
from listening import judged_part
from network_emulator import NEAR_ADDRESS, NetworkEmulator
from silences import assert_heard_at_the_end, longest_silence

pytestmark = pytest.mark.skipif(not os.access("/dev/net/tun", os.R_OK | os.W_OK), reason="/dev/net/tun can't be opened")

_ROOM = 1234
_DAMAGED_FOR = 15.0


@pytest.fixture
def network() -> Iterator[NetworkEmulator]:
    with NetworkEmulator(up="delay=20", down="delay=20", seed=3) as emulator:
        yield emulator


@pytest.fixture
def server(network: NetworkEmulator, tmp_path: Path) -> Iterator[JanusServer]:
    settings = JanusSettings(NEAR_ADDRESS, signaling_address=NEAR_ADDRESS)
    with JanusServer(tmp_path / "janus", settings) as one:
        yield one


@pytest.fixture
def pair(join, network: NetworkEmulator, server: JanusServer, tmp_path: Path):
    """alice behind the emulated network, who sends a tone, and bob next to the server, who records what he hears."""
    bob = join(_ROOM, "bob", "--input", "null", "--record", tmp_path / "bob.wav", url=server.url).wait_until_heard()
    with network.on_far_side():
        alice = join(_ROOM, "alice", url=server.url)
    return alice.wait_until_heard(), bob


# How bad, and what the figures must show of it.
DAMAGE = {
    "a third is lost": ("loss=0.3", {"lost_pct": 15}),
    "64 kbit/s": ("rate=64 queue=400", {}),
    "jitter and reordering": ("delay=60 jitter=60 reorder=0.2 reorder_by=50", {"jitter_ms": 10}),
}
_HEALED = "delay=20 jitter=0 loss=0 rate=0 reorder=0"
# ITU-T G.114: above this nobody can talk.
_LONGEST_ROUND_TRIP_MS = 400


@pytest.mark.parametrize("damage, told", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_network_does_not_end_a_call(
    network: NetworkEmulator, server: JanusServer, pair, tmp_path: Path, damage: str, told: "dict[str, float]"
):  # fmt: skip
    alice, bob = pair
    begin = alice.events[-1]["ms"]
    network.change(up=damage, down=damage)
    time.sleep(_DAMAGED_FOR)
    figures = [event for event in alice.of_type("stats") if event["ms"] > begin + 5000]
    network.change(up=_HEALED, down=_HEALED)
    time.sleep(2.0)
    with AdminClient(server) as admin:
        assert sorted(person["display"] for person in admin.participants(_ROOM)) == ["alice", "bob"]
    bob.leave()
    alice.leave()
    for run in (alice, bob):
        assert "reconnecting" not in [event["to"] for event in run.of_type("state")]
        assert [event["change"] for event in run.of_type("media")].count("up") == 1
    for name, least in told.items():
        assert statistics.median(event["rx"][name] for event in figures) > least, figures
    assert statistics.median(event["rtt_ms"] for event in figures if "rtt_ms" in event) < _LONGEST_ROUND_TRIP_MS
    part, rate = judged_part(tmp_path / "bob.wav", minimum=_DAMAGED_FOR)
    assert audio.tone_level_dbfs(part, rate, 440) > -20 and audio.tone_snr_db(part, rate, 440) > 5
    assert longest_silence(tmp_path / "bob.wav").length <= 0.5
    assert_heard_at_the_end(tmp_path / "bob.wav")
