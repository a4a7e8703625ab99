# SPDX-License-Identifier: MIT
"""How long a tone that is all there is to be heard was away."""

from pathlib import Path

import audio

_PIECE = 0.1
# Of a tone of -14 dBFS that was made up for a moment by concealment.
_HEARD_DBFS = -35.0


def _levels(path: Path) -> "list[float]":
    """In pieces of a tenth of a second."""
    recording = audio.read_wav(path)
    length = int(recording.rate * _PIECE)
    samples = recording.mono
    return [
        audio.level_dbfs(samples[at : at + length])
        for at in range(0, len(samples) - length + 1, length)
    ]


def longest_gap(path: Path) -> float:
    """Seconds without the tone, between its first and its last appearance."""
    heard = [level > _HEARD_DBFS for level in _levels(path)]
    assert any(heard), f"{path.name}: the tone never came"
    first, last = heard.index(True), len(heard) - 1 - heard[::-1].index(True)
    longest = current = 0
    for is_heard in heard[first : last + 1]:
        current = 0 if is_heard else current + 1
        longest = max(longest, current)
    return longest * _PIECE


def assert_heard_at_the_end(path: Path) -> None:
    tail = _levels(path)[-10:]
    assert sum(level > _HEARD_DBFS for level in tail) >= 5, f"{path.name}: {tail}"
