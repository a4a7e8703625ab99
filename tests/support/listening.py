# SPDX-License-Identifier: MIT
"""Verdicts on recordings, in the words the tests use."""

import time
from pathlib import Path

import numpy

import audio
from janus_talk import JanusTalk

# Below the program's own level of a tone by so much, a tone counts as not there.
_ABSENT_DB = 35.0
# A tone that went through Opus twice stands at least so far above everything else.
_CLEAN_DB = 20.0
# Similarity of the same half second before and after two passes through Opus; of others it is below 0.4.
_SAME_SOUND = 0.75


def let_them_talk(seconds: float = 3.0) -> None:
    """Conversation takes its time: what is judged afterwards must have been said."""
    time.sleep(seconds)


def talk_on(*runs: JanusTalk) -> None:
    """Enough to be judged, then everybody leaves, the last named first."""
    let_them_talk(2.0)
    for run in reversed(runs):
        run.leave()


def judged_part(path: Path, minimum: float = 1.0) -> "tuple[numpy.ndarray, int]":
    """The audible part of a recording, at least `minimum` seconds of it, and its rate."""
    recording = audio.read_wav(path)
    part = audio.audible_part(recording.mono, recording.rate)
    assert len(part) >= minimum * recording.rate, (
        f"{path.name}: {len(part) / recording.rate:.2f} s of sound in {recording.seconds:.2f} s, "
        f"level {audio.level_dbfs(recording.mono):.1f} dBFS"
    )
    return part, recording.rate


def assert_hears(path: Path, *pitches: float, clean: float = _CLEAN_DB) -> None:
    """The recording holds these tones and nothing else worth mentioning.

    A busy machine may conceal a packet here and there: half of the quarter seconds must be clean, all of it nearly so."""
    part, rate = judged_part(path)
    for pitch in pitches:
        level = audio.tone_level_dbfs(part, rate, pitch)
        assert level > -30, f"{path.name}: {pitch} Hz at {level:.1f} dBFS"
    length = rate // 4
    pieces = [part[at : at + length] for at in range(0, len(part) - length + 1, length)]
    snrs = [audio.tone_snr_db(piece, rate, list(pitches)) for piece in pieces]
    typical, whole = float(numpy.median(snrs)), audio.tone_snr_db(part, rate, list(pitches))
    text = f"{path.name}: {pitches} Hz stand only {typical:.1f} dB above the rest, {whole:.1f} dB over the whole"
    assert typical > clean and whole > clean - 10, text


def assert_hears_not(path: Path, pitch: float) -> None:
    """The tone is not in the recording, although something else is."""
    part, rate = judged_part(path)
    difference = audio.level_dbfs(part) - audio.tone_level_dbfs(part, rate, pitch)
    assert difference > _ABSENT_DB, f"{path.name}: {pitch} Hz only {difference:.1f} dB below the rest"


def assert_silent(path: Path, floor: float = -60.0) -> None:
    """Nothing at all can be heard. A recording without samples is as silent as can be."""
    try:
        recording = audio.read_wav(path)
    except (ValueError, FileNotFoundError):
        return
    level = audio.level_dbfs(recording.mono)
    assert level < floor, f"{path.name}: {level:.1f} dBFS although nothing should be heard"


def find_speech(speech: numpy.ndarray, recorded: numpy.ndarray) -> "list[float]":
    """Where each half second of `speech` is found in `recorded`, as the time the speech would have begun."""
    length = audio.RATE // 2
    begins = []
    for start in range(0, len(speech) - length + 1, length):
        similarity, at = audio.correlation(speech[start : start + length], recorded)
        if similarity > _SAME_SOUND:
            begins.append(at - start / audio.RATE)
    return begins


def assert_contains_speech(path: Path, speech: numpy.ndarray, intact: float = 0.75) -> float:
    """The recording holds this very speech. Returns where it begins, in seconds from the start of the recording.

    A busy machine may lose a packet here and there; the share `intact` of the half seconds must be whole. Behind a
    sound card of a busy machine many hold a period that was left out or repeated, which correlates with nothing."""
    recording = audio.read_wav(path)
    assert recording.rate == audio.RATE
    return assert_speech_in(recording.mono, speech, path.name, intact)


def assert_speech_in(recorded: numpy.ndarray, speech: numpy.ndarray, name: str, intact: float = 0.75) -> float:
    begins = find_speech(speech, recorded)
    pieces = int(len(speech) / audio.RATE * 2)
    assert len(begins) >= intact * pieces, f"{name}: {len(begins)} of {pieces} half seconds found, at {begins}"
    return float(numpy.median(begins))
