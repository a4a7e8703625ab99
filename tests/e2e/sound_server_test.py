# SPDX-License-Identifier: MIT
"""A real PulseAudio with null sinks: microphone in, loudspeaker out, and what happens when it hangs."""

import signal
import time
from pathlib import Path

import numpy
import pytest

import audio
from listening import assert_contains_speech, assert_hears, find_speech, let_them_talk
from processes import wait_until

# Answering a signal takes 3 s by contract; a loaded machine may take longer, a hung program takes for ever.
LEAVING_LIMIT = 12.0

# What is compared as a wave must not be improved on the way; voice_processing_test.py is about that.
UNPROCESSED = ("--no-aec", "--no-ns", "--no-agc")


def wait_until_opened(run) -> None:
    """Devices open while the conference comes up already."""
    for direction in ("input", "output"):
        run.wait_for("device", change="opened", direction=direction)


@pytest.mark.parametrize(
    "microphone, speaker",
    [("default", "default"), ("pulse:microphone", "pulse:speaker")],
    ids=["default devices", "named devices"],
)
def test_microphone_and_loudspeaker(join, room, pulse, tmp_path: Path, microphone: str, speaker: str):
    said, answered = audio.speech_like(8, seed=1), audio.speech_like(4, seed=2)
    said_wav = audio.write_wav(tmp_path / "said.wav", said)
    answered_wav = audio.write_wav(tmp_path / "answered.wav", answered)
    bob = join(room, "bob", "--input", f"file:{answered_wav}?loop", "--record", tmp_path / "bob.wav")
    alice = join(
        room, "alice", "--input", microphone, "--output", speaker, *UNPROCESSED, environment=pulse.environment
    )  # fmt: skip
    for person in (alice, bob):
        person.wait_until_heard()
    wait_until_opened(alice)
    ear = pulse.listen_to_speaker(tmp_path / "speaker.raw", tmp_path / "parec.log")
    wait_until(lambda: pulse.stream_count("source-outputs") >= 2, "microphone and ear to be open")
    mouth = pulse.speak_into_microphone(said_wav, tmp_path / "paplay.log")
    wait_until(lambda: not mouth.is_running(), "the speech to be over")
    let_them_talk(1.5)
    ear.stop(polite_for=5)
    alice.leave()
    bob.leave()
    assert_contains_speech(tmp_path / "bob.wav", said[audio.RATE : 7 * audio.RATE], intact=0.5)
    heard = numpy.frombuffer((tmp_path / "speaker.raw").read_bytes(), "<i2") / 32768
    # The answer loops, so each half second of it comes by. A busy machine may drop some of them.
    assert len(find_speech(answered, heard)) >= 4


def test_without_a_sound_card_default_becomes_null_with_one_warning(join, room):
    alice = join(room, "alice", "--input", "default", "--output", "default").wait_until_heard()
    warnings = [event["text"] for event in alice.of_type("warning")]
    assert len(warnings) == 1 and "sound" in warnings[0].lower(), warnings
    alice.leave()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_frozen_sound_server_does_not_hold_up_leaving(join, admin, room, pulse, number: int):
    alice = join(room, "alice", "--input", "default", "--output", "default", environment=pulse.environment)
    wait_until_opened(alice.wait_until_heard())
    pulse.freeze()
    let_them_talk(0.5)
    begin = time.monotonic()
    alice.send_signal(number)
    alice.finish(expect=None)
    assert time.monotonic() - begin < LEAVING_LIMIT
    # Whatever hung here, the server was told.
    assert all(person["display"] != "alice" for person in admin.participants(room))


def test_the_conference_survives_the_death_of_the_sound_server(join, janus, admin, room, pulse):
    alice = join(room, "alice", "--input", "default", "--output", "default", environment=pulse.environment)
    wait_until_opened(alice.wait_until_heard())
    pulse.stop()
    for direction in ("input", "output"):
        alice.wait_for("device", change="lost", direction=direction)
    let_them_talk(1.5)
    assert alice.is_running()
    assert any(person["display"] == "alice" for person in admin.participants(room))
    # One broken device is a handful of messages, not a flood.
    assert len(alice.stderr.lines()) < 40
    alice.leave()


def test_a_sound_server_that_is_gone_for_long_is_told_once_and_used_again(join, room, pulse, tmp_path: Path):
    said = audio.speech_like(8, seed=3)
    said_wav = audio.write_wav(tmp_path / "said.wav", said)
    alice = join(
        room, "alice", "--input", "pulse:microphone", "--output", "default", *UNPROCESSED,
        environment=pulse.environment,
    )  # fmt: skip
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav")
    wait_until_opened(alice.wait_until_heard())
    bob.wait_until_heard()
    pulse.stop()
    for direction in ("input", "output"):
        alice.wait_for("device", change="lost", direction=direction)
    # Several attempts, further and further apart.
    let_them_talk(8)
    pulse.start()
    for direction in ("input", "output"):
        alice.wait_for("device", change="back", direction=direction)
    mouth = pulse.speak_into_microphone(said_wav, tmp_path / "paplay.log")
    wait_until(lambda: not mouth.is_running(), "the speech to be over")
    let_them_talk(1.0)
    assert len(alice.of_type("warning")) == 2, alice.of_type("warning")
    assert [event["change"] for event in alice.of_type("device") if event["direction"] == "input"] == [
        "opened", "lost", "back",
    ]  # fmt: skip
    alice.leave()
    bob.leave()
    assert_contains_speech(tmp_path / "bob.wav", said[audio.RATE : 7 * audio.RATE], intact=0.5)


def test_devices_that_are_pulled_out_are_replaced_and_taken_again(join, room, pulse, tmp_path: Path):
    said = audio.speech_like(8, seed=4)
    said_wav = audio.write_wav(tmp_path / "said.wav", said)
    pulse.plug_in("module-null-sink", sink_name="screen")
    pulse.plug_in("module-remap-source", source_name="webcam", master="screen.monitor")
    pulse.set_defaults(sink="screen", source="webcam")
    alice = join(
        room, "alice", "--input", "pulse:microphone", "--output", "pulse:speaker", *UNPROCESSED,
        environment=pulse.environment,
    )  # fmt: skip
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav")
    wait_until_opened(alice.wait_until_heard())
    bob.wait_until_heard()
    pulse.pull_out("microphone")
    pulse.pull_out("speaker")
    alice.wait_for("device", change="switched", direction="input", name="pulse:webcam")
    alice.wait_for("device", change="switched", direction="output", name="pulse:screen")
    pulse.plug_in_microphone()
    pulse.plug_in_speaker()
    alice.wait_for("device", change="back", direction="input", name="pulse:microphone")
    alice.wait_for("device", change="back", direction="output", name="pulse:speaker")
    mouth = pulse.speak_into_microphone(said_wav, tmp_path / "paplay.log")
    wait_until(lambda: not mouth.is_running(), "the speech to be over")
    let_them_talk(1.0)
    for direction in ("input", "output"):
        changes = [event["change"] for event in alice.of_type("device") if event["direction"] == direction]
        assert changes == ["opened", "lost", "switched", "back"], changes
    warnings = [event["text"] for event in alice.of_type("warning")]
    assert len(warnings) == 2 and all("is lost" in text for text in warnings), warnings
    alice.leave()
    bob.leave()
    assert_contains_speech(tmp_path / "bob.wav", said[audio.RATE : 7 * audio.RATE], intact=0.5)


def test_a_device_that_does_not_exist_is_named(join, room, pulse):
    for option in ("--input", "--output"):
        run = join(room, "alice", option, "pulse:nonsense", environment=pulse.environment)
        run.finish(expect=8)
        assert "nonsense" in run.stderr.text


def test_devices_that_come_late_are_waited_for(join, room, pulse, tmp_path: Path):
    said_wav = audio.write_wav(tmp_path / "said.wav", audio.tone(880, 4))
    pulse.pull_out("microphone")
    pulse.pull_out("speaker")
    ends = ("--input", "pulse:microphone", "--output", "pulse:speaker", "--late-devices", *UNPROCESSED)
    alice = join(room, "alice", *ends, environment=pulse.environment).wait_until_heard()
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    for direction in ("input", "output"):
        alice.wait_for("device", change="lost", direction=direction)
    pulse.plug_in_microphone()
    pulse.plug_in_speaker()
    alice.wait_for("device", change="back", direction="input", name="pulse:microphone")
    alice.wait_for("device", change="back", direction="output", name="pulse:speaker")
    mouth = pulse.speak_into_microphone(said_wav, tmp_path / "paplay.log")
    wait_until(lambda: not mouth.is_running(), "the tone to be over")
    let_them_talk(1.0)
    alice.leave()
    bob.leave()
    assert_hears(tmp_path / "bob.wav", 880, clean=10)


def test_devices_lists_microphones_and_loudspeakers(talk, pulse):
    import json

    run = talk("devices", environment=pulse.environment)
    run.finish()
    assert "microphone" in run.stdout.text and "speaker" in run.stdout.text
    run = talk("devices", "--json", environment=pulse.environment)
    run.finish()
    listing = json.loads(run.stdout.text)
    assert "microphone" in json.dumps(listing) and "speaker" in json.dumps(listing)
