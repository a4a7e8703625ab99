# SPDX-License-Identifier: MIT
"""A tone that tells when it was sent: its pitch rises steadily. So the age of what is heard is known for each tenth of a second."""

import numpy

import audio
from live_sound import Ear, Mouth
from silences import HEARD_DBFS

# Up to 3600 Hz after 80 s, which every voice codec keeps; a hertz is 25 ms.
_LOW, _RISE = 400.0, 40.0
_PIECE = audio.RATE // 10
# What sounds together with something louder counts when it is softer by less than this, in power; the window's side lobes are not.
_ALSO_HEARD = 0.01
_BINS = 1 << 16


def rising_tone(seconds: float) -> numpy.ndarray:
    time = numpy.arange(int(seconds * audio.RATE)) / audio.RATE
    return 10 ** (audio.LEVEL / 20) * numpy.sin(2 * numpy.pi * (_LOW * time + _RISE * time**2 / 2))


def ages(mouth: Mouth, ear: Ear, since: float) -> "list[float]":
    """Of each tenth of a second that was heard from `since` on: how old the oldest of it was, in seconds."""
    samples, found = ear.samples, []
    for begin in range(ear.arrivals.since(since), len(samples) - _PIECE, _PIECE):
        piece = samples[begin : begin + _PIECE]
        # An edge of sound has every pitch.
        if min(map(audio.level_dbfs, piece.reshape(10, -1))) > HEARD_DBFS:
            heard = ear.arrivals.time_of(begin + _PIECE / 2)
            found.append(heard - mouth.time_of(int(oldest(piece) * audio.RATE)))
    return found


def oldest(piece: numpy.ndarray) -> float:
    """When the middle of the oldest sound in a tenth of a second was sent, in seconds from the begin of the tone."""
    power = numpy.abs(numpy.fft.rfft(piece * numpy.blackman(len(piece)), _BINS)) ** 2
    is_peak = (power[1:-1] >= power[:-2]) & (power[1:-1] > power[2:]) & (power[1:-1] > _ALSO_HEARD * power.max())
    return (float(numpy.flatnonzero(is_peak)[0] + 1) * audio.RATE / _BINS - _LOW) / _RISE
