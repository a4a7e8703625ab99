# SPDX-License-Identifier: MIT
"""What is missing in the recording of a steady tone: where it was silent, and for how long."""

from dataclasses import dataclass
from pathlib import Path

import numpy

import audio

# Two periods of 440 Hz and more: the level of each piece is that of the tone.
_PIECE = 0.005
# Of a tone of -14 dBFS that was made up for a moment by concealment.
HEARD_DBFS = -35.0


@dataclass(frozen=True)
class Silence:
    """In seconds from the start of the recording."""

    begin: float
    length: float

    @property
    def end(self) -> float:
        return self.begin + self.length


def silences(samples: numpy.ndarray, rate: int) -> "list[Silence]":
    """Between the first and the last appearance of the tone. It must be all there is to be heard."""
    size = int(rate * _PIECE)
    pieces = samples[: len(samples) // size * size].reshape(-1, size)
    is_heard = numpy.sqrt(2 * (pieces**2).mean(axis=1)) > 10 ** (HEARD_DBFS / 20)
    heard = numpy.flatnonzero(is_heard)
    assert len(heard), "the tone never came"
    return [
        Silence((before + 1) * _PIECE, (after - before - 1) * _PIECE)
        for before, after in zip(heard[:-1].tolist(), heard[1:].tolist())
        if after > before + 1
    ]


def longest_silence(path: Path) -> Silence:
    """Of a recording; of length 0 when the tone was never interrupted."""
    recording = audio.read_wav(path)
    found = silences(recording.mono, recording.rate)
    return max(found, key=lambda silence: silence.length, default=Silence(0.0, 0.0))


def assert_heard_at_the_end(path: Path) -> None:
    """Half of the last second, or more: the talker may have left shortly before."""
    recording = audio.read_wav(path)
    tail = recording.mono[-recording.rate :]
    pieces = tail[: len(tail) // 10 * 10].reshape(10, -1)
    levels = [audio.level_dbfs(piece) for piece in pieces]
    assert sum(level > HEARD_DBFS for level in levels) >= 5, f"{path.name}: {levels}"
