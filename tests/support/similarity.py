# SPDX-License-Identifier: MIT
"""How much of speech is still understood, as a number.

The measure is STOI: C. H. Taal, R. C. Hendriks, R. Heusdens, J. Jensen, "An Algorithm for Intelligibility Prediction of
Time-Frequency Weighted Noisy Speech", IEEE Transactions on Audio, Speech, and Language Processing 19 (7), 2011. Speech
and its degraded copy are compared as envelopes in 15 third-octave bands (150 Hz to 4.3 kHz), over stretches of 384 ms:
1.0 means the same, about 0.9 undisturbed for people, below 0.6 hard to follow. It hears neither loudness nor phase, so a
codec costs little, while holes and made-up frames cost what they take from the syllables.
"""

from typing import Optional

import numpy

import audio

# All as in the paper.
_RATE = 10_000
_FRAME, _HOP, _FFT = 256, 128, 512
_BANDS, _LOWEST_BAND = 15, 150.0
_SEGMENT = 30
_CLIP_DB = -15.0
_SILENT_BELOW_DB = -40.0


def resample(samples: numpy.ndarray, rate: int, to: int) -> numpy.ndarray:
    """By cutting or padding the spectrum. For signals that begin and end in near silence."""
    length = round(len(samples) * to / rate)
    return numpy.fft.irfft(_fitted(numpy.fft.rfft(samples), length // 2 + 1), length) * (to / rate)


def _fitted(spectrum: numpy.ndarray, bins: int) -> numpy.ndarray:
    return numpy.pad(spectrum, (0, max(0, bins - len(spectrum))))[:bins]


def _frames(samples: numpy.ndarray) -> numpy.ndarray:
    """One windowed frame a row."""
    count = max(0, (len(samples) - _FRAME) // _HOP + 1)
    index = _HOP * numpy.arange(count)[:, None] + numpy.arange(_FRAME)
    return samples[index] * numpy.hanning(_FRAME + 2)[1:-1]


def _band_matrix() -> numpy.ndarray:
    bins = numpy.arange(_FFT // 2 + 1) * _RATE / _FFT
    centres = _LOWEST_BAND * 2 ** (numpy.arange(_BANDS) / 3)
    low, high = centres * 2 ** (-1 / 6), centres * 2 ** (1 / 6)
    return ((bins >= low[:, None]) & (bins < high[:, None])).astype(float)


_BAND_MATRIX = _band_matrix()


def _envelopes(frames: numpy.ndarray) -> numpy.ndarray:
    """A row for each band, a column for each frame."""
    power = numpy.abs(numpy.fft.rfft(frames, _FFT)) ** 2
    return numpy.sqrt(_BAND_MATRIX @ power.T)


def stoi(clean: numpy.ndarray, degraded: numpy.ndarray, rate: int = audio.RATE) -> float:
    """`degraded` begins where `clean` begins; what is missing at its end counts as silence. Raises ValueError when the
    clean one holds less than 384 ms of speech."""
    degraded = numpy.pad(degraded[: len(clean)], (0, max(0, len(clean) - len(degraded))))
    clean_frames, degraded_frames = (_frames(resample(signal, rate, _RATE)) for signal in (clean, degraded))
    energy = 20 * numpy.log10(numpy.linalg.norm(clean_frames, axis=1) + 1e-12)
    spoken = energy > energy.max(initial=-240.0) + _SILENT_BELOW_DB
    x, y = _envelopes(clean_frames[spoken]), _envelopes(degraded_frames[spoken])
    if x.shape[1] < _SEGMENT:
        raise ValueError("too little speech to compare")
    index = numpy.arange(x.shape[1] - _SEGMENT + 1)[:, None] + numpy.arange(_SEGMENT)
    x, y = x[:, index], y[:, index]  # band, stretch, frame
    norm_x, norm_y = (numpy.linalg.norm(part, axis=2, keepdims=True) for part in (x, y))
    y = numpy.minimum(y * norm_x / (norm_y + 1e-12), x * (1 + 10 ** (-_CLIP_DB / 20)))
    x, y = x - x.mean(axis=2, keepdims=True), y - y.mean(axis=2, keepdims=True)
    norms = numpy.linalg.norm(x, axis=2) * numpy.linalg.norm(y, axis=2)
    return float(numpy.mean((x * y).sum(axis=2) / (norms + 1e-12)))


def find_start(phrase: numpy.ndarray, heard: numpy.ndarray) -> "Optional[int]":
    """Where in `heard` (audio.RATE) the phrase begins, judged by all of it, so that lost parts do not matter. None:
    it is not there at all."""
    similarity, at = audio.correlation(phrase, heard)
    return round(at * audio.RATE) if similarity > 0.2 else None
