# SPDX-License-Identifier: MIT
"""Sound as numbers: making test signals, reading recordings, and judging what can be heard in them.

Signals are float arrays, full scale 1.0, mono (one axis) unless said otherwise. Levels are in dBFS, where a sine of
full scale has 0 dBFS.
"""

import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy

RATE = 48000

# AudioBridge wraps around instead of limiting, so what is sent must leave head room for a second talker.
LEVEL = -14.0

_SILENCE_DBFS = -60.0


def tone(hz: float, seconds: float, level: float = LEVEL, rate: int = RATE) -> numpy.ndarray:
    time = numpy.arange(int(seconds * rate)) / rate
    return 10 ** (level / 20) * numpy.sin(2 * numpy.pi * hz * time)


def speech_like(seconds: float, seed: int = 1, level: float = LEVEL, rate: int = RATE) -> numpy.ndarray:
    """Syllables of a gliding voice with random pitch: never repeats, so correlation has one clear peak, and close
    enough to speech that a voice codec keeps its shape."""
    random = numpy.random.default_rng(seed)
    signal = numpy.zeros(int(seconds * rate))
    start = 0
    while start < len(signal):
        length = int(rate * random.uniform(0.08, 0.25))
        pitch = numpy.linspace(random.uniform(110, 260), random.uniform(110, 260), length)
        phase = 2 * numpy.pi * numpy.cumsum(pitch) / rate
        weights = random.uniform(0.1, 1.0, 12)
        syllable = sum(w * numpy.sin((k + 1) * phase) for k, w in enumerate(weights))
        syllable *= numpy.hanning(length) / numpy.abs(syllable).max()
        piece = signal[start : start + length]
        piece += syllable[: len(piece)]
        start += length + int(rate * random.uniform(0.0, 0.12))
    return 10 ** (level / 20) * signal


def write_wav(path: Path, samples: numpy.ndarray, rate: int = RATE) -> Path:
    """Writes 16 bit PCM; a second axis means channels."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    data = (numpy.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
    path.write_bytes(wav_header(len(data), rate, channels) + data)
    return path


def wav_header(data_bytes: int, rate: int = RATE, channels: int = 1) -> bytes:
    """The 44 bytes before the samples; `data_bytes` may be a lie, as in streams of unknown length."""
    riff = min(data_bytes + 36, 0xFFFFFFFF)
    layout = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    return (
        b"RIFF" + struct.pack("<I", riff) + b"WAVEfmt " + struct.pack("<I", 16) + layout
        + b"data" + struct.pack("<I", min(data_bytes, 0xFFFFFFFF))
    )  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """What was recorded; `channels` has one column per channel."""

    channels: numpy.ndarray
    rate: int

    @property
    def mono(self) -> numpy.ndarray:
        return self.channels.mean(axis=1)

    @property
    def seconds(self) -> float:
        return len(self.channels) / self.rate


def read_wav(path: Path) -> Recording:
    """Reads a WAV file, finished or not: a size of zero, of all ones or beyond the end means "until the end", which
    is how players treat a recording whose writer was killed. Raises ValueError when it is no WAV file."""
    content = path.read_bytes()
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise ValueError(f"{path} is no WAV file ({len(content)} bytes)")
    position, layout = 12, None
    while position + 8 <= len(content):
        name = content[position : position + 4]
        size = struct.unpack("<I", content[position + 4 : position + 8])[0]
        body = position + 8
        if name == b"fmt ":
            layout = struct.unpack("<HHIIHH", content[body : body + 16])
        elif name == b"data":
            if layout is None:
                break
            end = len(content) if size in (0, 0xFFFFFFFF) else min(body + size, len(content))
            return _decode(content[body:end], layout)
        position = body + size + (size & 1)
    raise ValueError(f"{path} has no samples")


def _decode(data: bytes, layout: tuple) -> Recording:
    kind, channels, rate, _, frame_bytes, bits = layout
    whole = len(data) - len(data) % frame_bytes
    if kind == 3 and bits == 32:
        samples = numpy.frombuffer(data[:whole], "<f4").astype(float)
    elif bits == 16:
        samples = numpy.frombuffer(data[:whole], "<i2") / 32768.0
    else:
        raise ValueError(f"WAV format {kind} with {bits} bits is not understood")
    return Recording(samples.reshape(-1, channels), rate)


def decode(path: Path) -> Recording:
    """Reads anything GStreamer decodes, Ogg Opus above all."""
    wav = path.with_suffix(".decoded.wav")
    subprocess.run(
        ["gst-launch-1.0", "-q", "filesrc", f"location={path}", "!", "decodebin", "!", "audioconvert", "!",
         "audio/x-raw,format=S16LE", "!", "wavenc", "!", "filesink", f"location={wav}"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return read_wav(wav)


def level_dbfs(samples: numpy.ndarray) -> float:
    """RMS level of a sine-equivalent signal: a full-scale sine gives 0."""
    if len(samples) == 0:
        return -200.0
    return float(20 * numpy.log10(max(1e-10, numpy.sqrt(2 * numpy.mean(samples**2)))))


def audible_part(samples: numpy.ndarray, rate: int, settle: float = 0.6, margin: float = 0.2) -> numpy.ndarray:
    """From `settle` seconds after the first sound to `margin` before the last: the part a verdict may be built on,
    without the beginning, when others are still joining, and the end, when they leave."""
    window = rate // 50
    blocks = samples[: len(samples) // window * window].reshape(-1, window)
    loud = numpy.flatnonzero(numpy.sqrt(2 * (blocks**2).mean(axis=1)) > 10 ** (_SILENCE_DBFS / 20))
    if len(loud) == 0:
        return samples[:0]
    return samples[loud[0] * window + int(settle * rate) : (loud[-1] + 1) * window - int(margin * rate)]


def _spectrum(samples: numpy.ndarray, rate: int) -> "tuple[numpy.ndarray, numpy.ndarray]":
    """Power per bin, scaled so that the bins of a full-scale sine add up to 1; and the bins' frequencies."""
    window = numpy.blackman(len(samples))
    power = numpy.abs(numpy.fft.rfft(samples * window)) ** 2
    power *= 4 / (len(samples) * numpy.sum(window**2))
    return power, numpy.fft.rfftfreq(len(samples), 1 / rate)


def tone_level_dbfs(samples: numpy.ndarray, rate: int, hz: float, width: float = 15.0) -> float:
    """Level of what sounds within `width` Hz of `hz`."""
    if len(samples) < rate // 4:
        return -200.0
    power, bins = _spectrum(samples, rate)
    return float(10 * numpy.log10(max(1e-20, power[numpy.abs(bins - hz) <= width].sum())))


def tone_snr_db(samples: numpy.ndarray, rate: int, hz: "float | list[float]", width: float = 15.0) -> float:
    """How far the tone (or tones together) stands above everything else from 50 Hz up. Holes, clicks, wrong pitch
    and foreign tones all lower it."""
    if len(samples) < rate // 4:
        return -200.0
    power, bins = _spectrum(samples, rate)
    pitches = hz if isinstance(hz, list) else [hz]
    inside = numpy.zeros(len(bins), bool)
    for pitch in pitches:
        inside |= numpy.abs(bins - pitch) <= width
    rest = power[~inside & (bins > 50)].sum()
    return float(10 * numpy.log10(max(1e-20, power[inside].sum()) / max(1e-20, rest)))


def correlation(reference: numpy.ndarray, recorded: numpy.ndarray, rate: int = RATE) -> "tuple[float, float]":
    """Where `reference` is found in `recorded`: (similarity 0…1, seconds from the start of `recorded`).

    The similarity is normalised by the energy of the matching stretch, so loudness plays no role."""
    if len(recorded) < len(reference):
        recorded = numpy.pad(recorded, (0, len(reference) - len(recorded)))
    size = 1 << (len(recorded) + len(reference) - 1).bit_length()
    product = numpy.fft.rfft(recorded, size) * numpy.conj(numpy.fft.rfft(reference, size))
    scores = numpy.fft.irfft(product, size)[: len(recorded) - len(reference) + 1]
    sums = numpy.concatenate([[0.0], numpy.cumsum(recorded**2)])
    energy = sums[len(reference) :] - sums[: len(sums) - len(reference)]
    norm = numpy.sqrt(energy * numpy.sum(reference**2))
    similarity = numpy.abs(scores) / numpy.maximum(norm, 1e-9 * len(reference))
    best = int(numpy.argmax(similarity))
    return float(similarity[best]), best / rate
