# SPDX-License-Identifier: MIT
"""People hear each other: what goes in on one side comes out on the other, and nothing else."""

import signal
from pathlib import Path

import numpy
import pytest

import audio
from janus_api import Observer
from listening import (
    assert_contains_speech,
    assert_hears,
    assert_hears_not,
    assert_silent,
    assert_speech_in,
    find_speech,
    judged_part,
    let_them_talk,
)
from processes import wait_until


def test_two_people_hear_each_other_and_not_themselves(join, room, tmp_path: Path):
    pitches = {"alice": 440, "bob": 660}
    people = {
        name: join(room, name, "--input", f"tone:{pitch}@-14", "--record", tmp_path / f"{name}.wav")
        for name, pitch in pitches.items()
    }
    for person in people.values():
        person.wait_until_heard()
    let_them_talk()
    for person in people.values():
        person.leave()
    assert_hears(tmp_path / "alice.wav", 660)
    assert_hears_not(tmp_path / "alice.wav", 440)
    assert_hears(tmp_path / "bob.wav", 440)
    assert_hears_not(tmp_path / "bob.wav", 660)


def test_a_third_person_hears_the_mix_of_both(join, room, tmp_path: Path):
    talkers = [join(room, f"talker-{pitch}", "--input", f"tone:{pitch}@-20") for pitch in (440, 660)]
    listener = join(room, "listener", "--input", "null", "--record", tmp_path / "mix.wav")
    for person in (*talkers, listener):
        person.wait_until_heard()
    let_them_talk()
    listener.leave()
    assert_hears(tmp_path / "mix.wav", 440, 660)


def test_a_file_goes_in_and_is_found_in_the_recording_of_the_other(join, room, tmp_path: Path):
    speech = audio.speech_like(6)
    audio.write_wav(tmp_path / "speech.wav", speech)
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    alice = join(room, "alice", "--input", f"file:{tmp_path / 'speech.wav'}", "--leave-after-play")
    alice.finish(timeout=60)
    bob.leave()
    # Neither the beginning is swallowed while the connection comes up nor the end when leaving.
    begin = assert_contains_speech(tmp_path / "bob.wav", speech[: 2 * audio.RATE])
    end = assert_contains_speech(tmp_path / "bob.wav", speech[4 * audio.RATE :])
    # Six seconds take six seconds: nothing is dropped, repeated or sped up.
    assert end - begin == pytest.approx(4.0, abs=0.2)


@pytest.mark.parametrize("rate, channels", [(8000, 1), (44100, 2)])
def test_files_of_other_rates_and_channels_keep_their_pitch(join, room, tmp_path: Path, rate: int, channels: int):
    samples = audio.tone(440, 2, rate=rate)
    if channels == 2:
        samples = numpy.column_stack([samples, samples])
    wav = audio.write_wav(tmp_path / "tone.wav", samples, rate)
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    join(room, "alice", "--input", f"file:{wav}?loop").wait_until_heard()
    # Longer than the file, so that the loop is heard too.
    let_them_talk()
    bob.leave()
    # The seam of the loop is a click: two seconds hold 880 whole periods, so it is a quiet one.
    assert_hears(tmp_path / "bob.wav", 440, clean=15)


def test_raw_samples_go_in_by_stdin_and_out_by_stdout(talk, janus, room, tmp_path: Path):
    speech = audio.speech_like(5)
    (tmp_path / "speech.raw").write_bytes((speech * 32767).astype("<i2").tobytes())
    common = ["join", "--url", janus.url, "--room", room]
    bob = talk(*common, "--display", "bob", "--input", "null", "--output", "-", name="bob")
    with Observer(janus, room) as observer, (tmp_path / "speech.raw").open("rb") as stdin:
        wait_until(lambda: len(bob.stdout.content) > 9600, "the silence of the room on stdout")
        alice = talk(
            *common, "--display", "alice", "--input", "-", "--output", "null", "--leave-after-play",
            name="alice", stdin=stdin,
        )  # fmt: skip
        alice.finish(timeout=60)
        observer.wait_for(lambda event: "leaving" in event, "alice to leave")
    bob.leave()
    heard = numpy.frombuffer(bob.stdout.content[: len(bob.stdout.content) // 2 * 2], "<i2") / 32768
    assert_speech_in(heard, speech, "stdout")


def test_the_room_rate_does_not_change_the_pitch(join, admin, room_number, tmp_path: Path):
    admin.create_room(room_number, sampling_rate=16000)
    bob = join(room_number, "bob", "--input", "null", "--record", tmp_path / "bob.wav")
    join(room_number, "alice").wait_until_heard()
    bob.wait_until_heard()
    let_them_talk()
    bob.leave()
    admin.room_request("destroy", room=room_number)
    assert_hears(tmp_path / "bob.wav", 440)


def test_in_a_spatial_room_people_sit_left_and_right(join, admin, room_number, tmp_path: Path):
    admin.create_room(room_number, spatial_audio=True)
    left = join(room_number, "left", "--stereo", "--spatial-position", 0)
    right = join(room_number, "right", "--stereo", "--spatial-position", 100, "--input", "tone:660@-14")
    ear = join(room_number, "ear", "--stereo", "--input", "null", "--record", tmp_path / "ear.wav")
    for person in (left, right, ear):
        person.wait_until_heard()
    let_them_talk()
    ear.leave()
    admin.room_request("destroy", room=room_number)
    recording = audio.read_wav(tmp_path / "ear.wav")
    assert recording.channels.shape[1] == 2
    for channel, own, other in ((0, 440, 660), (1, 660, 440)):
        part = audio.audible_part(recording.channels[:, channel], recording.rate)
        own_level = audio.tone_level_dbfs(part, recording.rate, own)
        assert own_level > -30
        assert own_level - audio.tone_level_dbfs(part, recording.rate, other) > 15


def test_recordings_in_opus_and_of_what_is_sent(join, room, tmp_path: Path):
    bob = join(
        room, "bob", "--input", "tone:660@-14",
        "--record", tmp_path / "heard-%r-%d.opus", "--record-sent", tmp_path / "sent.wav",
    )  # fmt: skip
    join(room, "alice").wait_until_heard()
    bob.wait_until_heard()
    let_them_talk()
    bob.leave()
    heard = audio.decode(tmp_path / f"heard-{room}-bob.opus")
    part = audio.audible_part(heard.mono, heard.rate)
    assert audio.tone_snr_db(part, heard.rate, 440) > 15
    assert_hears(tmp_path / "sent.wav", 660)
    started = [event["file"] for event in bob.of_type("record") if event["change"] == "started"]
    assert {Path(name).name for name in started} == {f"heard-{room}-bob.opus", "sent.wav"}
    for stopped in (event for event in bob.of_type("record") if event["change"] == "stopped"):
        assert stopped["seconds"] > 2


def test_muted_means_that_nobody_hears_anything_until_unmuted(join, janus, room, tmp_path: Path):
    with Observer(janus, room) as observer:
        bob = join(room, "bob", "--input", "null", "--record", tmp_path / "muted.wav").wait_until_heard()
        alice = join(room, "alice", "--muted").wait_until_heard()
        observer.wait_for(
            lambda event: any(p.get("display") == "alice" and p["muted"] for p in event.get("participants", [])),
            "alice to be muted",
        )
        let_them_talk(2)
        bob.leave()
        assert_silent(tmp_path / "muted.wav")

        bob = join(room, "bob", "--input", "null", "--record", tmp_path / "open.wav").wait_until_heard()
        observer.forget_events()
        alice.send_signal(signal.SIGUSR1)
        observer.wait_for_update("alice", muted=False)
        bob.wait_for("participant", change="unmuted", display="alice")
        alice.wait_for("control", **{"from": "signal"}, ok=True)
        let_them_talk()
        bob.leave()
        assert_hears(tmp_path / "open.wav", 440)

        observer.forget_events()
        alice.send_signal(signal.SIGUSR1)
        observer.wait_for_update("alice", muted=True)
        alice.leave()


def test_levels_and_talkers_are_told_as_they_are(join, admin, room):
    # The server tells changes only, so bob must be there when alice begins.
    bob = join(room, "bob", "--input", "null").wait_until_heard()
    alice = join(room, "alice", "--input", "tone:440@-14").wait_until_heard()
    talking = bob.wait_for("talking", on=True, display="alice")
    assert talking["source"] == "server"
    bob.wait_for("level", lambda event: abs(event["rx_dbfs"] + 17) < 6)
    level = alice.wait_for("level", lambda event: event["tx_dbfs"] > -60)
    # A sine has its RMS 3 dB below its peak.
    assert level["tx_peak_dbfs"] == pytest.approx(-14, abs=1)
    assert level["tx_dbfs"] == pytest.approx(-17, abs=1)
    assert level["clipped"] == 0
    # The level in the RTP header is honest, so the server can tell who talks.
    state = admin.handle_info("alice")["plugin_specific"]
    assert state["talking"] is True
    assert state["audio-level-dBov"] == pytest.approx(17, abs=4)
    # Forward error correction was announced and taken up.
    assert state["fec"] is True


def test_statistics_tell_fifty_packets_a_second(join, room):
    alice = join(room, "alice").wait_until_heard()
    alice.wait_for("stats", lambda event: event["tx"]["packets"] > 150)
    samples = [(event["ms"], event["tx"]["packets"], event["rx"]["packets"]) for event in alice.of_type("stats")]
    seconds = (samples[-1][0] - samples[-2][0]) / 1000
    for direction in (1, 2):
        assert (samples[-1][direction] - samples[-2][direction]) / seconds == pytest.approx(50, rel=0.2)
    alice.leave()


def test_silence_stays_silent(join, room, tmp_path: Path):
    join(room, "alice", "--input", "null").wait_until_heard()
    bob = join(room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    let_them_talk(1.5)
    bob.leave()
    assert audio.read_wav(tmp_path / "bob.wav").seconds > 1
    assert_silent(tmp_path / "bob.wav")
    with pytest.raises(AssertionError):
        judged_part(tmp_path / "bob.wav")


def test_both_directions_in_one_file_are_in_step(join, room, tmp_path: Path):
    said, answered = audio.speech_like(5, seed=3), audio.speech_like(5, seed=4)
    alice_wav = audio.write_wav(tmp_path / "alice.wav", said)
    bob_wav = audio.write_wav(tmp_path / "bob.wav", answered)
    bob = join(room, "bob", "--input", bob_wav, "--record-both", tmp_path / "both.wav").wait_until_heard()
    alice = join(
        room, "alice", "--input", alice_wav, "--leave-after-play",
        "--record-both", tmp_path / "both-%d.opus", "--record", tmp_path / "heard.wav",
    )  # fmt: skip
    alice.finish(timeout=60)
    bob.leave()
    both = audio.read_wav(tmp_path / "both.wav")
    assert both.channels.shape[1] == 2
    heard, sent = both.channels[:, 0], both.channels[:, 1]
    assert_speech_in(heard, said, "left")
    assert_speech_in(sent, answered, "right")
    assert len(find_speech(answered, heard)) == len(find_speech(said, sent)) == 0
    other = audio.decode(tmp_path / "both-alice.opus")
    assert other.channels.shape[1] == 2
    assert_speech_in(other.channels[:, 1], said, "right of alice")
