# SPDX-License-Identifier: MIT
"""How late, and how whole, the sound of one channel is heard in another one of the same recording: a second opinion on what
`janus-talk probe` says of itself. It knows nothing of what was sent but the recording: what sounds in the one channel,
from pause to pause, is looked for in the other one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy

import audio

# Nothing is looked for later than this, in seconds.
LONGEST_DELAY = 2.5
# Sound is looked at in pieces of 5 ms.
_PIECES_PER_SECOND = 200
_SOUNDING_DBFS = -40.0
# Stretches of sound that are looked for have at least and at most so many pieces: 50 and 200 ms.
_SHORTEST, _LONGEST = 10, 40
# What codecs do to voice they do least here, in Hz; and the rate at which it is looked for: 0.083 ms.
_BAND = (300.0, 4000.0)
_SEARCH_RATE = 12000
# A stretch with holes in it is still like itself by so much; markers of another probe were by 0.31 at most, of 500. One vowel
# may be more like another one, which is why a share of all must be found.
_SAME_SOUND = 0.33
_LEAST_SHARE = 0.25
# A player that changes its delay plays a little faster or slower meanwhile.
_SPEEDS = (1.0, 0.995, 1.005, 0.99, 1.01)
_CERTAIN = 0.9
# So much softer than the rest of what is heard, a piece is silence.
_SILENCE_DB = -12.0


@dataclass(frozen=True)
class Heard:
    """What was found. Delays in ms, of the stretches in their order."""

    delays: "tuple[float, ...]"
    # Seconds of sound that was looked for, that was not found, and that was silent within what was found.
    sounding: float
    gone: float
    silent: float

    @property
    def median(self) -> float:
        return float(numpy.percentile(self.delays, 50, method="inverted_cdf"))

    @property
    def p95(self) -> float:
        return float(numpy.percentile(self.delays, 95, method="inverted_cdf"))

    @property
    def jitter(self) -> float:
        """Mean difference of neighbours."""
        return float(numpy.abs(numpy.diff(self.delays)).mean()) if len(self.delays) > 1 else 0.0

    @property
    def silent_pct(self) -> float:
        return 100 * self.silent / self.sounding

    @property
    def gone_pct(self) -> float:
        return 100 * self.gone / self.sounding


def of_recording(path: Path) -> Optional[Heard]:
    """Of a recording of `probe --record`: left what is heard, right what is sent. None: nothing was found."""
    recording = audio.read_wav(path)
    if recording.channels.shape[1] != 2 or recording.rate != audio.RATE:
        raise ValueError(f"{path} has {recording.channels.shape[1]} channels of {recording.rate} Hz")
    return between(recording.channels[:, 1], recording.channels[:, 0])


def between(sent: numpy.ndarray, heard: numpy.ndarray) -> Optional[Heard]:
    """Both at 48 kHz, and from the same moment on. None: nothing was said, or nothing of it was found."""
    stretches = _stretches(_levels(sent) > _SOUNDING_DBFS)
    searched, looked_through = _for_search(sent), _for_search(heard)
    step = _SEARCH_RATE // _PIECES_PER_SECOND
    delays, gone = [], 0
    gains: "list[numpy.ndarray]" = []
    for begin, end in stretches:
        around = looked_through[begin * step : end * step + int(LONGEST_DELAY * _SEARCH_RATE)]
        similarity, delay = _find(searched[begin * step : end * step], around)
        if similarity > _SAME_SOUND:
            delays.append(1000 * delay)
            gains.append(_gains(sent, heard, begin, end, delay))
        else:
            gone += end - begin
    if len(delays) <= _LEAST_SHARE * len(stretches):
        return None
    usual = numpy.median(numpy.concatenate(gains))
    silent = sum(int(numpy.count_nonzero(some < usual + _SILENCE_DB)) for some in gains)
    sounding = sum(end - begin for begin, end in stretches)
    return Heard(tuple(delays), *(pieces / _PIECES_PER_SECOND for pieces in (sounding, gone, silent)))


def _levels(samples: numpy.ndarray) -> numpy.ndarray:
    """Of each whole piece, in dBFS (a full-scale square has 0)."""
    size = audio.RATE // _PIECES_PER_SECOND
    pieces = samples[: len(samples) // size * size].reshape(-1, size)
    return 10 * numpy.log10(numpy.maximum(1e-12, (pieces**2).mean(axis=1)))


def _stretches(sounding: numpy.ndarray) -> "list[tuple[int, int]]":
    """From pause to pause, in pieces; sound without a pause is cut."""
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate([[False], sounding, [False]]).astype(int)))
    cut = [
        (begin, min(begin + _LONGEST, stop))
        for start, stop in edges.reshape(-1, 2).tolist()
        for begin in range(start, stop, _LONGEST)
    ]
    return [(begin, end) for begin, end in cut if end - begin >= _SHORTEST]


def _for_search(samples: numpy.ndarray) -> numpy.ndarray:
    if len(samples) == 0:
        return samples
    size = 1 << (len(samples) - 1).bit_length()
    spectrum = numpy.fft.rfft(samples, size)
    bins = numpy.fft.rfftfreq(size, 1 / audio.RATE)
    spectrum[(bins < _BAND[0]) | (bins > _BAND[1])] = 0
    return numpy.fft.irfft(spectrum, size)[: len(samples) : audio.RATE // _SEARCH_RATE]


def _find(stretch: numpy.ndarray, heard: numpy.ndarray) -> "tuple[float, float]":
    """Similarity, and how much later the middle of the stretch is heard, in seconds."""
    best = (0.0, 0.0)
    for speed in _SPEEDS:
        played = stretch
        if speed != 1.0:
            places = numpy.arange(int(len(stretch) / speed)) * speed
            played = numpy.interp(places, numpy.arange(len(stretch)), stretch)
        similarity, at = audio.correlation(played, heard, _SEARCH_RATE)
        best = max(best, (similarity, at + (len(played) - len(stretch)) / 2 / _SEARCH_RATE))
        if best[0] > _CERTAIN:
            break
    return best


def _gains(sent: numpy.ndarray, heard: numpy.ndarray, begin: int, end: int, delay: float) -> numpy.ndarray:
    """How much louder each piece of a stretch is heard, in dB."""
    size = audio.RATE // _PIECES_PER_SECOND
    said = sent[begin * size : end * size]
    at = begin * size + round(delay * audio.RATE)
    there = heard[at : at + len(said)]
    return _levels(numpy.pad(there, (0, len(said) - len(there)))) - _levels(said)
