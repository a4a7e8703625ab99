# SPDX-License-Identifier: MIT
"""What the others hear of somebody whose microphone hears the loudspeaker: a real PulseAudio, in which the loudspeaker's
sound is led into the microphone, and a room where one hears who it comes from: alice, who has that microphone, sits on the
left and bob on the right."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy
import pytest

import audio
from listening import let_them_talk
from processes import wait_until
from similarity import find_start, stoi

# The canceller has heard enough of bob by then.
LEARNING_SECONDS = 4.0
FAR_WORDS = (
    "The quick brown fox jumps over the lazy dog. She sells sea shells by the sea shore. How much wood would a "
    "woodchuck chuck, if a woodchuck could chuck wood. Peter Piper picked a peck of pickled peppers."
)
NEAR_WORDS = "Good morning everybody, this is somebody else, who begins to speak when the other one has finished."

# Far-end speech is softer by so much with the canceller.
CANCELLED_DB = 20.0
# Undisturbed speech is above 0.9 after the codec.
UNDERSTOOD = 0.75


@dataclass(frozen=True)
class Heard:
    """What carol heard."""

    echo_dbfs: float
    voice_dbfs: float
    voice_stoi: float


def speech(folder: Path, words: str, voice: str) -> numpy.ndarray:
    wav = folder / f"{voice}.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", wav, words], check=True)
    spoken = audio.decode(wav)
    up = round(audio.RATE / spoken.rate * len(spoken.mono))
    # By hand, because 22.05 kHz is not a whole part of 48.
    samples = numpy.interp(numpy.arange(up) * spoken.rate / audio.RATE, numpy.arange(len(spoken.mono)), spoken.mono)
    return samples / numpy.abs(samples).max() * 0.3


@pytest.fixture
def spatial_room(admin, room_number):
    admin.create_room(room_number, spatial_audio=True)
    yield room_number
    admin.room_request("destroy", room=room_number)


@pytest.fixture
def hear(join, listen, say, spatial_room, pulse, tmp_path: Path):
    """hear("--aec", …) is what carol hears of bob, then of alice, whose microphone has these options."""
    far, near = speech(tmp_path, FAR_WORDS, "en"), speech(tmp_path, NEAR_WORDS, "en+f3")
    far_wav = audio.write_wav(tmp_path / "far.wav", far)
    near_wav = audio.write_wav(tmp_path / "near.wav", near)
    pulse.lead_speaker_into_microphone()

    def run(*options: str) -> Heard:
        heard_wav = tmp_path / f"carol{''.join(options)}.wav"
        carol = listen(spatial_room, "carol", "--stereo", "--record", heard_wav).wait_until_heard()
        alice = join(
            spatial_room, "alice", "--spatial-position", 0, "--input", "pulse:microphone",
            "--output", "pulse:speaker", *options, environment=pulse.environment,
        )  # fmt: skip
        for direction in ("input", "output"):
            alice.wait_for("device", change="opened", direction=direction)
        bob = say(spatial_room, "bob", far_wav, "--spatial-position", 100, "--stereo")
        bob.finish(timeout=60)
        let_them_talk(1.0)
        mouth = pulse.speak_into_microphone(near_wav, tmp_path / "paplay.log")
        wait_until(lambda: not mouth.is_running(), "the speech to be over")
        let_them_talk(1.0)
        alice.leave()
        carol.leave()
        return judge(audio.read_wav(heard_wav).channels, far, near)

    return run


def judge(channels: numpy.ndarray, far: numpy.ndarray, near: numpy.ndarray) -> Heard:
    left, right = channels[:, 0], channels[:, 1]
    begin = find_start(far, right)
    assert begin is not None, "bob can't be heard"
    learnt, end = begin + round(LEARNING_SECONDS * audio.RATE), begin + len(far)
    voice = left[end:]
    return Heard(typical_level(left[learnt:end]), audio.level_dbfs(audio.audible_part(voice, audio.RATE)), quality(near, voice))


def typical_level(samples: numpy.ndarray) -> float:
    """The median over half seconds: a machine that stalls changes the way of the echo, which is then learnt anew."""
    length = audio.RATE // 2
    levels = [audio.level_dbfs(samples[at : at + length]) for at in range(0, len(samples) - length + 1, length)]
    return float(numpy.median(levels))


def quality(near: numpy.ndarray, heard: numpy.ndarray) -> float:
    """The median over pieces of the speech, each compared with where it was heard: a busy machine loses a packet here and
    there, or plays all that follows a little later, and neither says anything about voice processing."""
    length = round(1.5 * audio.RATE)
    values = []
    for at in range(0, len(near) - length + 1, length):
        piece = near[at : at + length]
        begin = find_start(piece, heard)
        values.append(0.0 if begin is None else stoi(piece, heard[begin:]))
    return float(numpy.median(values))


def test_the_echo_of_the_loudspeaker_is_cancelled_and_the_voice_is_kept(hear):
    without, processed = hear("--no-aec", "--no-ns", "--no-agc"), hear("--aec", "--no-ns", "--no-agc")
    print(without, processed)
    # The bench works: bob is loud in alice's microphone.
    assert without.echo_dbfs > -40, without
    assert processed.echo_dbfs < without.echo_dbfs - CANCELLED_DB, (without, processed)
    for heard in (without, processed):
        assert heard.voice_stoi > UNDERSTOOD, heard
    assert abs(processed.voice_dbfs - without.voice_dbfs) < 4, (without, processed)


def test_all_of_it_together_keeps_the_voice(hear):
    heard = hear("--aec", "--ns", "--agc")
    print(heard)
    # Gain control raises what is left of the echo as well as the voice, so the one is compared with the other.
    assert heard.echo_dbfs < heard.voice_dbfs - CANCELLED_DB, heard
    assert heard.voice_stoi > UNDERSTOOD, heard
