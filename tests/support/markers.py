# SPDX-License-Identifier: MIT
"""A signal that tells its own time: short chirps, found again after codecs and mixers by correlation.

A chirp sweeps the band that every voice codec keeps (400 to 3200 Hz), which makes its correlation peak a third of a
millisecond wide. Four kinds follow each other, so that a sound that comes late is not taken for the next one.
"""

from dataclasses import dataclass
from typing import Optional

import numpy

import audio

_LOW, _HIGH, _SECONDS, _TAPER = 400.0, 3200.0, 0.060, 0.004
KINDS = 4
# Below this similarity the marker was destroyed on the way. The kinds resemble each other by less than 0.3.
_SAME_MARKER = 0.5
# Between markers: soft noise, as from a microphone in a quiet room; digital silence would be treated specially.
_NOISE_DBFS = -60.0


@dataclass(frozen=True)
class Marker:
    kind: int
    # Index of its first sample.
    at: int


def chirp(kind: int, rate: int = audio.RATE) -> numpy.ndarray:
    """One marker at full scale 1.0: rising; falling; rising low and falling high together; the opposite."""
    time = numpy.arange(int(_SECONDS * rate)) / rate
    middle = (_LOW + _HIGH) / 2
    sweeps = (
        [(_LOW, _HIGH)],
        [(_HIGH, _LOW)],
        [(_LOW, middle), (_HIGH, middle)],
        [(middle, _LOW), (middle, _HIGH)],
    )[kind]
    sound = sum(_sweep(begin, end, time) for begin, end in sweeps) / len(sweeps)
    taper = numpy.minimum(1.0, numpy.minimum(time, _SECONDS - time) / _TAPER)
    return sound * numpy.sin(taper * numpy.pi / 2) ** 2


def _sweep(begin: float, end: float, time: numpy.ndarray) -> numpy.ndarray:
    return numpy.sin(2 * numpy.pi * (begin * time + (end - begin) * time**2 / (2 * _SECONDS)))


def marked_signal(
    seconds: float, first: float, spacing: float = 0.5, level: float = audio.LEVEL, seed: int = 1
) -> "tuple[numpy.ndarray, list[Marker]]":
    """`seconds` of sound at audio.RATE with markers from `first` on, every `spacing` seconds."""
    noise = numpy.random.default_rng(seed).normal(0, 10 ** (_NOISE_DBFS / 20) / numpy.sqrt(2), int(seconds * audio.RATE))
    markers, number = [], 0
    while (first + number * spacing + _SECONDS) < seconds:
        markers.append(Marker(number % KINDS, round((first + number * spacing) * audio.RATE)))
        number += 1
    for marker in markers:
        sound = chirp(marker.kind)
        noise[marker.at : marker.at + len(sound)] += 10 ** (level / 20) * sound
    return noise, markers


def find(kind: int, heard: numpy.ndarray, rate: int) -> Optional[float]:
    """Where a marker of this kind begins in `heard`, in seconds; None: it is not there."""
    template = chirp(kind, rate)
    if len(heard) < len(template):
        return None
    similarity, at = audio.correlation(template, heard, rate)
    return at if similarity >= _SAME_MARKER else None
