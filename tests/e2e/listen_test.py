# SPDX-License-Identifier: MIT
"""`listen`: hears like everybody, says nothing, and feeds other programs."""

import signal
import subprocess
from pathlib import Path

import numpy
import pytest

import audio
from listening import assert_hears, let_them_talk
from processes import wait_until


def test_who_listens_hears_the_room_and_is_heard_by_nobody(join, listen, admin, room, tmp_path: Path):
    alice = join(room, "alice", "--record", tmp_path / "alice.wav").wait_until_heard()
    bob = listen(room, "bob", "--record", tmp_path / "bob.wav").wait_until_heard()
    alice.wait_for("participant", change="joined", display="bob")
    let_them_talk()
    bob.wait_for("level", lambda event: event["rx_dbfs"] > -40)
    # The media stack itself was told that nothing is sent, not only the gate in front of it.
    info = admin.handle_info("bob")
    assert info["plugin_specific"]["muted"] is True
    assert "queue-in" not in info["plugin_specific"]
    assert all(event["tx"]["packets"] == 0 for event in bob.of_type("stats"))
    assert admin.participant(room, "bob")["muted"] is True
    # What is not sent is not measured, which is something else than silence.
    assert all(not {"tx_dbfs", "tx_peak_dbfs", "clipped"} & set(event) for event in bob.of_type("level"))
    bob.leave()
    alice.leave()
    assert_hears(tmp_path / "bob.wav", 440)
    assert audio.level_dbfs(audio.read_wav(tmp_path / "alice.wav").mono) < -60


def test_no_microphone_is_opened(listen, room, pulse):
    players, microphones = pulse.stream_count("sink-inputs"), pulse.stream_count("source-outputs")
    bob = listen(room, "bob", "--output", "default", environment=pulse.environment).wait_until_heard()
    bob.wait_for("device", change="opened", direction="output")
    wait_until(lambda: pulse.stream_count("sink-inputs") == players + 1, "the loudspeaker to be open")
    assert pulse.stream_count("source-outputs") == microphones
    bob.leave()


def test_it_ends_as_join_does(listen, admin, room):
    listen(room, "timed", "--for", "300ms").finish()
    stopped = listen(room, "stopped").wait_until_heard()
    kicked = listen(room, "kicked").wait_until_heard()
    stopped.send_signal(signal.SIGTERM)
    stopped.finish()
    admin.room_request("kick", room=room, id=admin.participant(room, "kicked")["id"])
    kicked.finish(expect=10)


def test_the_microphone_that_is_not_there_cannot_be_unmuted(listen, admin, room):
    bob = listen(room, "bob").wait_until_heard()
    bob.send_signal(signal.SIGUSR1)
    assert bob.wait_for("control")["ok"] is False
    assert admin.participant(room, "bob")["muted"] is True
    bob.leave()


@pytest.mark.parametrize("form, rate, channels", [("wav", 48000, 1), ("wav:16000:2", 16000, 2)])
def test_wav_on_stdout_is_understood_by_other_programs(
    join, listen, room, tmp_path: Path, form: str, rate: int, channels: int
):
    join(room, "alice").wait_until_heard()
    bob = listen(room, "bob", "--output", "-", "--format", form, events=False)
    wait_until(lambda: len(bob.stdout.content) > 3 * rate * channels * 2, "three seconds of sound")
    bob.leave()
    stream = bob.stdout.content
    assert stream[:4] == b"RIFF" and stream[4:8] == stream[40:44] == b"\xff\xff\xff\xff"
    out = tmp_path / "out.wav"
    subprocess.run(["sox", "-t", "wav", "-", str(out)], input=stream, check=True, stderr=subprocess.DEVNULL)
    recording = audio.read_wav(out)
    assert (recording.rate, recording.channels.shape[1]) == (rate, channels)
    part = audio.audible_part(recording.mono, rate)
    assert len(part) > rate
    assert audio.tone_snr_db(part, rate, 440) > 15


def test_a_chain_of_programs_works(join, talk, janus, room, tmp_path: Path):
    join(room, "alice").wait_until_heard()
    sox = subprocess.Popen(
        ["sox", "-t", "raw", "-r", "24000", "-e", "signed", "-b", "16", "-c", "1", "-", tmp_path / "out.wav"],
        stdin=subprocess.PIPE,
    )
    bob = talk(
        "listen", "--url", janus.url, "--room", room, "--output", "-", "--format", "s16le:24000:1", "--for", "3s",
    )  # fmt: skip
    bob.finish()
    sox.communicate(bob.stdout.content)
    recording = audio.read_wav(tmp_path / "out.wav")
    assert recording.seconds == pytest.approx(3.0, abs=0.6)
    part = audio.audible_part(recording.mono, recording.rate)
    assert audio.tone_snr_db(part, recording.rate, 440) > 15


def test_a_reader_that_has_heard_enough_ends_it_well(listen, admin, room):
    bob = listen(room, "bob", "--output", "-", events=False)
    wait_until(lambda: len(bob.stdout.content) > 9600, "sound on stdout")
    bob.stdout.close()
    wait_until(lambda: not bob.is_running(), "the program to leave")
    assert bob.process.returncode == 0
    assert admin.participants(room) == []


def test_stdout_carries_sound_alone(listen, room):
    for option in ("--events", "--json"):
        listen(room, "bob", "--output", "-", option, events=False).finish(expect=2)


def test_what_stdout_carries_is_the_room(join, listen, room):
    join(room, "alice").wait_until_heard()
    bob = listen(room, "bob", "--output", "-", events=False)
    wait_until(lambda: len(bob.stdout.content) > 3 * 96000, "three seconds of sound")
    bob.leave()
    heard = numpy.frombuffer(bob.stdout.content[: len(bob.stdout.content) // 2 * 2], "<i2") / 32768
    part = audio.audible_part(heard, audio.RATE)
    assert audio.tone_snr_db(part, audio.RATE, 440) > 15


def test_talk_is_heard_without_the_servers_help(say, listen, admin, room_number, tmp_path: Path):
    admin.create_room(room_number, audiolevel_event=False)
    bob = listen(room_number, "bob").wait_until_heard()
    words = audio.write_wav(tmp_path / "words.wav", audio.speech_like(4, seed=5))
    for _ in range(2):
        say(room_number, "alice", words).finish()
        wait_until(lambda: bob.of_type("talking") and not bob.of_type("talking")[-1]["on"], "the talk to be over")
    bob.leave()
    admin.room_request("destroy", room=room_number)
    talking = bob.of_type("talking")
    # Words are not counted, sentences are. A busy machine may cut one in two.
    assert len(talking) in (4, 6), talking
    assert all(event["source"] == "local" and "id" not in event for event in talking)
    assert [event["on"] for event in talking] == [True, False] * (len(talking) // 2)


def opus_report(path: Path) -> str:
    done = subprocess.run(["opusinfo", path], capture_output=True, text=True)
    return done.stdout + done.stderr


def test_packets_are_recorded_as_they_came(join, listen, room, tmp_path: Path):
    join(room, "alice").wait_until_heard()
    bob = listen(room, "bob", "--record-packets", tmp_path / "%d.opus", "--record", tmp_path / "bob.wav")
    bob.wait_until_heard()
    let_them_talk()
    bob.leave()
    file = tmp_path / "bob.opus"
    report = opus_report(file)
    assert "WARNING" not in report and "error" not in report.lower(), report
    recorded = audio.decode(file)
    stopped = bob.wait_for("record", change="stopped", file=str(file))
    assert recorded.seconds == pytest.approx(stopped["seconds"], abs=0.1)
    assert recorded.seconds == pytest.approx(audio.read_wav(tmp_path / "bob.wav").seconds, abs=0.5)
    part = audio.audible_part(recorded.mono, recorded.rate)
    assert audio.tone_snr_db(part, recorded.rate, 440) > 15
    # As many bytes as the server sent: a second encoder would have made other packets. Each page of half a second has
    # a header of its own; what came after the last figures is not in them.
    received = bob.of_type("stats")[-1]["rx"]["bytes"]
    seconds_missed = recorded.seconds - bob.of_type("stats")[-1]["rx"]["packets"] / 50
    assert abs(seconds_missed) < 1.5
    assert file.stat().st_size == pytest.approx(received, rel=0.35)


def test_a_recording_of_no_packets_is_empty_and_said_to_be(listen, room, tmp_path: Path):
    file = tmp_path / "none.opus"
    # There is no relay, hence no way for media.
    bob = listen(room, "bob", "--record-packets", file, "--relay-only", "--turn", "turn:nobody:nothing@127.0.0.1:9")
    bob.finish(expect=None)
    report = opus_report(file)
    assert "error" not in report.lower(), report
    assert "Opus stream 1" in report, report
    assert "No packet came" in bob.stderr.text


@pytest.mark.parametrize("name, code", [("a.wav", 2), ("a.mp3", 2)])
def test_packets_go_into_opus_files_only(listen, room, tmp_path: Path, name: str, code: int):
    bob = listen(room, "bob", "--record-packets", tmp_path / name)
    bob.finish(expect=code)
    assert ".opus" in bob.stderr.text and not (tmp_path / name).exists()
