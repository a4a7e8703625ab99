# SPDX-License-Identifier: MIT
"""The arithmetic of the emulated link: what it promises holds for every seed, and no clock is asked."""

import itertools
import math

import pytest

from link_model import Link, LinkSettings

SPACING, SIZE = 0.020, 100


def departures(spec: str, count: int = 20_000, seed: int = 1, spacing: float = SPACING) -> "list[float | None]":
    """Milliseconds each of `count` packets takes, None for a lost one."""
    link = Link(seed, LinkSettings().changed(spec))
    times = ((i * spacing, link.admit(i * spacing, SIZE)) for i in range(count))
    return [None if due is None else (due - now) * 1000 for now, due in times]


def rows_of_losses(taken: list) -> "list[int]":
    return [len(list(row)) for lost, row in itertools.groupby(taken, lambda time: time is None) if lost]


def test_a_perfect_link_does_nothing():
    assert set(departures("")) == {0.0}


@pytest.mark.parametrize("seed", range(5))
def test_the_delay_is_exact_and_jitter_stays_inside_its_bounds(seed: int):
    assert departures("delay=30", seed=seed) == pytest.approx([30.0] * 20_000)
    taken = departures("delay=30 jitter=9", seed=seed)
    # Packets 20 ms apart never meet within 18 ms, so nobody waits for the one before.
    assert 21.0 <= min(taken) < 21.5 and 38.5 < max(taken) <= 39.0 + 1e-6
    assert sum(taken) / len(taken) == pytest.approx(30, abs=0.3)


@pytest.mark.parametrize("seed", range(5))
def test_jitter_keeps_the_order_even_of_packets_that_follow_closely(seed: int):
    link = Link(seed, LinkSettings(delay=30, jitter=30))
    due = [link.admit(i * 0.001, SIZE) for i in range(5000)]
    assert due == sorted(due)
    # A constraint that cost the jitter itself would prove nothing.
    assert max(due[i] - i * 0.001 for i in range(5000)) > 0.055


@pytest.mark.parametrize("burst", [0, 1, 3, 10])
@pytest.mark.parametrize("loss", [0.01, 0.05, 0.2])
def test_as_much_is_lost_as_was_asked_for_and_in_rows_that_long(loss: float, burst: float):
    count = 100_000
    taken = departures(f"loss={loss} burst={burst}", count)
    # Losses that come in rows vary more: by the variance of a two-state chain. Four standard deviations.
    stay = (1 - 1 / burst) - (loss / (1 - loss) / burst) if burst else 0
    deviation = math.sqrt(loss * (1 - loss) / count * (1 + stay) / (1 - stay))
    assert taken.count(None) / count == pytest.approx(loss, abs=4 * deviation)
    rows = rows_of_losses(taken)
    expected = burst or 1 / (1 - loss)
    assert sum(rows) / len(rows) == pytest.approx(expected, rel=4 / math.sqrt(len(rows)) + 0.01)


def test_the_same_seed_loses_the_same_packets_whatever_else_is_asked_for():
    def lost(spec: str, seed: int) -> "list[int]":
        return [i for i, time in enumerate(departures(f"loss=0.05 {spec}", 2000, seed)) if time is None]

    assert lost("", 7) == lost("delay=30 jitter=30 reorder=0.1", 7) != lost("", 8)


def test_reordered_packets_are_overtaken_and_the_others_are_not():
    link = Link(3, LinkSettings(delay=10, reorder=0.1, reorder_by=25))
    due = [link.admit(i * SPACING, SIZE) for i in range(10_000)]
    late = [i for i, time in enumerate(due) if time - i * SPACING > 0.030]
    assert link.counters.overtaken == len(late) == pytest.approx(1000, abs=4 * math.sqrt(10_000 * 0.1 * 0.9))
    punctual = [time for i, time in enumerate(due) if i not in set(late)]
    assert punctual == sorted(punctual)
    assert all(due[i] > due[i + 1] for i in late if i + 1 < len(due) and i + 1 not in late)


def test_a_limited_rate_makes_packets_wait_and_then_loses_them():
    # 100 bytes at 40 kbit/s take 20 ms: as fast as they come.
    assert departures("rate=40", 1000) == pytest.approx([20.0] * 1000)
    link = Link(1, LinkSettings(rate=20, queue=200))
    due = [link.admit(i * SPACING, SIZE) for i in range(1000)]
    waits = [time - i * SPACING for i, time in enumerate(due) if time is not None]
    assert max(waits) <= 0.200 + 0.040 + 1e-9
    assert link.counters.dropped == link.counters.lost == pytest.approx(500, abs=10)


def test_settings_can_change_on_the_way():
    link = Link(1, LinkSettings(loss=1))
    assert link.admit(0.0, SIZE) is None
    link.settings = link.settings.changed("loss=0 delay=5")
    assert link.admit(1.0, SIZE) == pytest.approx(1.005)


@pytest.mark.parametrize(
    "spec",
    ["dealy=3", "delay", "delay=x", "delay=-1", "loss=1.1", "delay=nan", "delay=10 jitter=11", "burst=0.5",
     "loss=0.8 burst=3"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(spec: str):
    with pytest.raises(ValueError):
        LinkSettings().changed(spec)
