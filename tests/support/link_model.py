# SPDX-License-Identifier: MIT
"""What one direction of an emulated link does to packets, as arithmetic: no clock, no socket, one seed.

`Link.admit` is told when a packet came and answers when it leaves, or that it never does. The same seed and the same
packets give the same losses, whatever the machine was doing.
"""

import dataclasses
import random
from typing import Optional


@dataclasses.dataclass(frozen=True)
class LinkSettings:
    """One direction. The defaults are a perfect link."""

    # Milliseconds each packet takes; half a round trip.
    delay: float = 0.0
    # Plus or minus so many milliseconds, evenly distributed; at most `delay`, since nothing arrives before it is sent.
    # Packets keep their order, so one that was held up holds up those behind it.
    jitter: float = 0.0
    # Share of the packets that vanish, 0 to 1.
    loss: float = 0.0
    # Mean length of a row of lost packets (Gilbert's model with two states). 0: each packet is lost or not by itself.
    burst: float = 0.0
    # Share of the packets that are overtaken: they take `reorder_by` milliseconds longer, those behind do not wait.
    reorder: float = 0.0
    reorder_by: float = 25.0
    # kbit/s; 0: no limit.
    rate: float = 0.0
    # Milliseconds of packets that wait for a limited rate; what finds no place is lost.
    queue: float = 500.0

    def __post_init__(self) -> None:
        for name, value in dataclasses.asdict(self).items():
            if not 0 <= value < float("inf"):
                raise ValueError(f"{name}={value:g}: must not be negative")
        for name in ("loss", "reorder"):
            if getattr(self, name) > 1:
                raise ValueError(f"{name}={getattr(self, name):g}: a share from 0 to 1")
        if self.jitter > self.delay:
            raise ValueError(f"jitter={self.jitter:g}: must not exceed the delay of {self.delay:g} ms")
        if 0 < self.burst < 1:
            raise ValueError(f"burst={self.burst:g}: a row has at least one packet")
        if self.burst and self.loss >= self.burst / (self.burst + 1) and self.loss > 0:
            raise ValueError(f"loss={self.loss:g}: rows of {self.burst:g} packets can't make up so much")

    def changed(self, text: str) -> "LinkSettings":
        """With the changes of a text such as "delay=30 jitter=15 loss=0.01". Raises ValueError."""
        known = {field.name for field in dataclasses.fields(self)}
        changes = {}
        for word in text.split():
            name, _, value = word.partition("=")
            if name not in known:
                raise ValueError(f"{name!r} is not one of {', '.join(sorted(known))}")
            changes[name] = float(value)
        return dataclasses.replace(self, **changes)


@dataclasses.dataclass
class LinkCounters:
    packets: int = 0
    lost: int = 0
    # Of the lost ones, those that found the queue of a limited rate full.
    dropped: int = 0
    overtaken: int = 0


class Link:
    """One direction, with its state and its dice."""

    def __init__(self, seed: int, settings: LinkSettings = LinkSettings()) -> None:
        self.settings = settings
        self.counters = LinkCounters()
        # One stream of random numbers each, so that changing the jitter does not change which packets are lost.
        self._loss_dice = random.Random(f"loss {seed}")
        self._jitter_dice = random.Random(f"jitter {seed}")
        self._order_dice = random.Random(f"order {seed}")
        self._in_bad_state = False
        self._wire_free_at = 0.0
        self._last_departure = 0.0

    def admit(self, now: float, size: int) -> Optional[float]:
        """When a packet of `size` bytes that came at `now` (seconds) leaves; None: it is lost."""
        settings, counters = self.settings, self.counters
        counters.packets += 1
        if self._is_lost():
            counters.lost += 1
            return None
        on_wire = now
        if settings.rate > 0:
            begin = max(now, self._wire_free_at)
            if begin - now > settings.queue / 1000:
                counters.lost += 1
                counters.dropped += 1
                return None
            on_wire = self._wire_free_at = begin + size * 8 / (settings.rate * 1000)
        due = on_wire + (settings.delay + self._jitter_dice.uniform(-settings.jitter, settings.jitter)) / 1000
        if settings.reorder > 0 and self._order_dice.random() < settings.reorder:
            counters.overtaken += 1
            return due + settings.reorder_by / 1000
        self._last_departure = max(due, self._last_departure)
        return self._last_departure

    def _is_lost(self) -> bool:
        settings = self.settings
        if settings.loss <= 0:
            self._in_bad_state = False
            return False
        if settings.burst <= 0:
            return self._loss_dice.random() < settings.loss
        # Leaving the bad state once in `burst` packets makes the rows so long; entering it as often as it takes to
        # be in it for the wanted share of the time.
        leave = 1 / settings.burst
        enter = leave * settings.loss / (1 - settings.loss)
        dice = self._loss_dice.random()
        self._in_bad_state = dice >= leave if self._in_bad_state else dice < enter
        return self._in_bad_state
