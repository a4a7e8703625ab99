# SPDX-License-Identifier: MIT
"""`say`: everything that was to be said is heard, to its last packet, and the exit status tells the truth."""

import os
import signal
import subprocess
import threading
from pathlib import Path

import numpy
import pytest

import audio
from listening import assert_hears, find_speech, let_them_talk

END_HZ = 2500.0


def marked_end(folder: Path, seconds: float = 1.0) -> Path:
    """A tone whose last 20 ms, one packet, have another pitch."""
    frame = audio.RATE // 50
    sound = audio.tone(440, seconds)
    sound[-frame:] = audio.tone(END_HZ, 0.02)
    return audio.write_wav(folder / "marked.wav", sound)


def heard_end(path: Path) -> float:
    """How many seconds of the mark are in a recording."""
    recording = audio.read_wav(path)
    size = recording.rate // 200
    blocks = recording.mono[: len(recording.mono) // size * size].reshape(-1, size)
    wave = numpy.exp(-2j * numpy.pi * END_HZ * numpy.arange(size) / recording.rate)
    amplitudes = 2 * numpy.abs(blocks @ wave) / size
    return float((amplitudes > 0.08).sum() / 200)


def seconds_between(run, first: str, last: str) -> float:
    return (run.wait_for("state", to=last)["ms"] - run.wait_for("state", to=first)["ms"]) / 1000


@pytest.mark.parametrize("prebuffer", [None, 1, 30])
def test_the_last_20_ms_of_a_file_are_heard_and_no_second_is_wasted(
    listen, say, room, tmp_path: Path, prebuffer: "int | None"
):
    bob = listen(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    options = [] if prebuffer is None else ["--prebuffer", prebuffer]
    alice = say(room, "alice", marked_end(tmp_path), *options)
    alice.finish()
    let_them_talk(0.5)
    bob.leave()
    assert heard_end(tmp_path / "bob.wav") >= 0.015
    # Twice the queue is what the server may hold; a loaded machine may be late.
    assert 1.0 <= seconds_between(alice, "up", "leaving") < 1.0 + 2 * 0.02 * (prebuffer or 6) + 2.0


def test_a_room_with_a_long_queue_cuts_nothing_off(listen, say, admin, room_number, tmp_path: Path):
    admin.create_room(room_number, default_prebuffering=40)
    bob = listen(room_number, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    say(room_number, "alice", marked_end(tmp_path)).finish()
    let_them_talk(0.5)
    bob.leave()
    admin.room_request("destroy", room=room_number)
    assert heard_end(tmp_path / "bob.wav") >= 0.015


def test_join_that_leaves_after_the_play_obeys_the_same_rule(listen, join, room, tmp_path: Path):
    bob = listen(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    join(room, "alice", "--input", marked_end(tmp_path), "--leave-after-play").finish()
    let_them_talk(0.5)
    bob.leave()
    assert heard_end(tmp_path / "bob.wav") >= 0.015


def test_a_sound_shorter_than_the_queue_of_the_server_is_heard(listen, say, room, tmp_path: Path):
    bob = listen(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    say(room, "alice", audio.write_wav(tmp_path / "blip.wav", audio.tone(END_HZ, 0.06))).finish()
    let_them_talk(0.5)
    bob.leave()
    assert heard_end(tmp_path / "bob.wav") >= 0.05


def test_what_a_speech_synthesiser_pipes_is_heard(listen, say, room, tmp_path: Path):
    bob = listen(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    words = "The deployment is done, and all of the tests have passed without any trouble."
    espeak = subprocess.Popen(["espeak-ng", "--stdout", "-a", "40", words], stdout=subprocess.PIPE)
    alice = say(room, "alice", "--input", "-", stdin=espeak.stdout)
    espeak.stdout.close()
    alice.finish(timeout=60)
    bob.leave()
    assert espeak.wait() == 0
    subprocess.run(["espeak-ng", "-w", tmp_path / "words.wav", "-a", "40", words], check=True)
    subprocess.run(["sox", tmp_path / "words.wav", "-r", "48000", tmp_path / "reference.wav"], check=True)
    reference = audio.read_wav(tmp_path / "reference.wav").mono
    begins = find_speech(reference, audio.read_wav(tmp_path / "bob.wav").mono)
    # Its hisses do not survive the codec as vowels do, but half of the pieces found by chance there are not.
    assert len(begins) >= len(reference) / audio.RATE
    assert numpy.median(numpy.abs(numpy.array(begins) - numpy.median(begins))) < 0.05


def test_a_writer_that_dies_half_way_has_said_its_half(listen, say, room, tmp_path: Path):
    bob = listen(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    whole = audio.write_wav(tmp_path / "whole.wav", audio.tone(440, 4)).read_bytes()
    reader, writer = os.pipe()
    alice = say(room, "alice", "--input", "-", stdin=reader)
    os.close(reader)

    def write_half_and_vanish() -> None:
        os.write(writer, whole[: len(whole) // 2 + 1])
        os.close(writer)

    threading.Thread(target=write_half_and_vanish).start()
    alice.finish()
    bob.leave()
    part = audio.audible_part(audio.read_wav(tmp_path / "bob.wav").mono, audio.RATE, 0, 0)
    assert len(part) / audio.RATE == pytest.approx(2.0, abs=0.4)
    assert_hears(tmp_path / "bob.wav", 440, clean=15)


@pytest.mark.parametrize("content", [b"", b"\0", audio.wav_header(0), audio.wav_header(0xFFFFFFFF)[:30]])
@pytest.mark.parametrize("way", ["stdin", "file"])
def test_nothing_to_say_is_no_success(say, room, admin, tmp_path: Path, content: bytes, way: str):
    path = tmp_path / "nothing.raw"
    path.write_bytes(content)
    with path.open("rb") as stdin:
        alice = say(room, "alice", "-" if way == "stdin" else path, stdin=stdin)
        alice.finish(expect=8)
    assert admin.participants(room) == []


def test_a_tone_lasts_as_long_as_it_was_asked_to(listen, say, room, tmp_path: Path):
    bob = listen(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    say(room, "alice", "tone:440@-14", "--for", "2s").finish()
    bob.leave()
    assert_hears(tmp_path / "bob.wav", 440)
    part = audio.audible_part(audio.read_wav(tmp_path / "bob.wav").mono, audio.RATE, 0, 0)
    assert len(part) / audio.RATE == pytest.approx(2.0, abs=0.4)


def test_a_signal_before_the_end_is_told_apart_from_success(say, room, tmp_path: Path):
    long_file = audio.write_wav(tmp_path / "long.wav", audio.tone(440, 60))
    said, endless = say(room, "alice", long_file), say(room, "bob", "tone")
    for run in (said, endless):
        run.wait_until_heard().send_signal(signal.SIGTERM)
    said.finish(expect=143)
    # A tone without an end was asked for until now.
    endless.finish(expect=0)


def test_words_that_a_moderator_muted_are_no_success(say, admin, room, tmp_path: Path):
    alice = say(room, "alice", audio.write_wav(tmp_path / "words.wav", audio.tone(440, 4))).wait_until_heard()
    admin.room_request("mute", room=room, id=admin.participant(room, "alice")["id"])
    alice.finish(expect=7, timeout=60)
    assert "muted" in alice.stderr.text


def test_no_device_is_opened(say, room, pulse, tmp_path: Path):
    kinds = ("sink-inputs", "source-outputs")
    before = [pulse.stream_count(kind) for kind in kinds]
    alice = say(room, "alice", "tone", environment=pulse.environment).wait_until_heard()
    let_them_talk(1)
    assert [pulse.stream_count(kind) for kind in kinds] == before
    assert alice.of_type("device") == []
    alice.leave()


def test_it_must_be_told_what_to_say(talk, janus, room):
    run = talk("say", "--url", janus.url, "--room", room)
    run.finish(expect=2)
    assert "nothing to say" in run.stderr.text
    run = talk("say", "--url", janus.url, "--room", room, "a.wav", "--input", "b.wav")
    run.finish(expect=2)
