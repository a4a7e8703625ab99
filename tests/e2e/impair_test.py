# SPDX-License-Identifier: MIT
"""--impair: the network is as bad as was asked for, in the eyes of the server and in ours."""

import math

import pytest

from processes import wait_until

# As many as 30 s bring, without waiting so long for each share.
_PACKETS = 500


def last_stats(run) -> dict:
    stats = [event for event in run.events if event["type"] == "stats"]
    return stats[-1] if stats else {"rx": {"packets": 0}, "tx": {"packets": 0}}


def chance(percent: float, packets: int) -> float:
    """Four standard deviations of the share that is lost, in percent."""
    share = percent / 100
    return 400 * math.sqrt(share * (1 - share) / packets) + 1


def test_each_direction_loses_what_was_asked_for_and_it_is_told_at_the_start(join, admin, room):
    heard = "rx:loss=10%,burst=2,delay=100ms,jitter=20ms,duplicate=5%,reorder=5%,seed=4"
    alice = join(room, "alice", "--impair", f"tx:loss=20%,delay=30ms,jitter=15ms;{heard}").wait_until_heard()
    wait_until(lambda: last_stats(alice)["rx"]["packets"] > _PACKETS, "enough packets", 30)
    (audio,) = admin.handle_info("alice")["webrtc"]["media"].values()
    arrived = audio["stats"]["in"]["packets"]
    stats = last_stats(alice)
    sent, received = stats["tx"], stats["rx"]
    # Our count is up to a second old.
    assert 100 * (1 - arrived / (sent["packets"] + 25)) == pytest.approx(20, abs=chance(20, _PACKETS) + 6)
    assert sent["lost_pct"] == pytest.approx(20, abs=chance(20, _PACKETS) + 3)
    # Rows of two make half as many chances.
    assert received["lost_pct"] == pytest.approx(10, abs=chance(10, _PACKETS / 2))
    assert received["jitter_ms"] > 2
    alice.leave()
    warning = alice.wait_for("warning")["text"]
    assert "on purpose (sent: 20% lost, delayed by 30 to 45 ms; heard: 10% lost in rows of 2" in warning, warning


@pytest.mark.parametrize(
    "command, spec, complaint",
    [("join", "tx:loss=5%,lost=2%", "column 12"), ("join", "loss=200%", "0% to 100%"), ("listen", "tx:loss=5%", "listen")],
)
def test_a_mistake_is_told_with_its_place(talk, command, spec, complaint):
    run = talk(command, "--room", 1, "--impair", spec)
    run.finish(expect=2)
    assert complaint in run.stderr.text, run.stderr.text
