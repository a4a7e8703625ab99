# SPDX-License-Identifier: MIT
"""The measuring voice behind the benchmarks: what is better must be judged better, and silence must not be praised."""

import numpy
import pytest

import audio
import markers
import similarity

RATE = audio.RATE
SPEECH = audio.speech_like(3, seed=3)


def with_holes(share: float, seed: int = 1) -> numpy.ndarray:
    """Packets of 20 ms missing."""
    damaged = SPEECH.copy()
    dice = numpy.random.default_rng(seed)
    for start in range(0, len(damaged), RATE // 50):
        if dice.random() < share:
            damaged[start : start + RATE // 50] = 0
    return damaged


def test_the_same_speech_is_fully_similar_however_loud():
    assert similarity.stoi(SPEECH, SPEECH) == pytest.approx(1.0, abs=1e-3)
    assert similarity.stoi(SPEECH, -0.1 * SPEECH) == pytest.approx(1.0, abs=1e-3)


def test_more_loss_is_worse():
    scores = [
        numpy.mean([similarity.stoi(SPEECH, with_holes(share, seed)) for seed in range(5)])
        for share in (0.0, 0.05, 0.1, 0.2, 0.5)
    ]
    assert all(better > worse + 0.01 for better, worse in zip(scores, scores[1:])), scores


def test_more_noise_is_worse_and_other_speech_is_not_similar():
    noise = numpy.random.default_rng(1).normal(0, 1, len(SPEECH))
    scores = [similarity.stoi(SPEECH, SPEECH + level * noise) for level in (0.0, 0.01, 0.05, 0.3)]
    assert scores == sorted(scores, reverse=True) and scores[-1] < 0.6
    assert similarity.stoi(SPEECH, audio.speech_like(3, seed=4)) < 0.4
    assert similarity.stoi(SPEECH, numpy.zeros(len(SPEECH))) == pytest.approx(0.0, abs=0.01)


def test_a_missing_end_counts_as_silence():
    assert similarity.stoi(SPEECH, SPEECH[: len(SPEECH) // 2]) < 0.7


def test_too_little_speech_is_refused():
    with pytest.raises(ValueError):
        similarity.stoi(SPEECH[: RATE // 5], SPEECH[: RATE // 5])


def test_resampling_keeps_a_tone():
    tone = audio.tone(1000, 1) * numpy.hanning(RATE)
    lower = similarity.resample(tone, RATE, 10_000)
    assert len(lower) == 10_000
    expected = audio.tone(1000, 1, rate=10_000) * numpy.hanning(10_000)
    assert numpy.abs(lower - expected).max() < 0.01


def test_damaged_speech_is_found_where_it_is():
    heard = numpy.concatenate([numpy.zeros(RATE), with_holes(0.2), numpy.zeros(RATE)])
    assert similarity.find_start(SPEECH, heard) == pytest.approx(RATE, abs=5)
    assert similarity.find_start(SPEECH, numpy.random.default_rng(2).normal(0, 0.1, 5 * RATE)) is None


@pytest.mark.parametrize("rate", [48000, 8000])
def test_each_marker_is_found_and_not_taken_for_another(rate: int):
    noise = numpy.random.default_rng(9).normal(0, 0.02, 2 * rate)
    for kind in range(markers.KINDS):
        heard = noise.copy()
        sound = 0.2 * markers.chirp(kind, rate)
        heard[rate // 2 : rate // 2 + len(sound)] += sound
        assert markers.find(kind, heard, rate) == pytest.approx(0.5, abs=0.0003)
        for other in set(range(markers.KINDS)) - {kind}:
            assert markers.find(other, heard, rate) is None


def test_markers_begin_with_a_packet():
    signal, spoken = markers.marked_signal(seconds=4, first=1, seed=1)
    assert [marker.kind for marker in spoken] == [0, 1, 2, 3, 0, 1]
    assert all(marker.at % 960 == 0 for marker in spoken)
    for marker in spoken:
        begin = markers.find(marker.kind, signal[marker.at - 4800 : marker.at + 9600], RATE)
        assert begin == pytest.approx(0.1, abs=0.0003)
