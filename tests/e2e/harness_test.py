# SPDX-License-Identifier: MIT
"""The instruments themselves: a test bench that hears nothing, or hears what is not there, proves nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

import audio
import recorded_delay
from authority import Authority
from janus_api import AdminClient, JanusRefused, Observer, signed_token
from janus_server import JanusFailed
from janus_talk import JanusTalk
from processes import ManagedProcess, wait_until
from rising_tone import oldest, rising_tone
from signaling_proxy import SignalingProxy, falsify_fingerprint
from silences import silences
from turn_server import PASSWORD, USER
from web_socket import WebSocket

RATE = audio.RATE


# --- hearing ----------------------------------------------------------------------------------------------------


def test_a_clean_tone_is_heard_at_its_pitch_and_level():
    heard = audio.tone(440, 2)
    assert audio.tone_snr_db(heard, RATE, 440) > 60
    assert audio.tone_level_dbfs(heard, RATE, 440) == pytest.approx(audio.LEVEL, abs=0.1)
    assert audio.tone_level_dbfs(heard, RATE, 880) < -80


def test_wrong_pitch_holes_and_foreign_tones_spoil_a_tone():
    assert audio.tone_snr_db(audio.tone(480, 2), RATE, 440) < -20
    holed = audio.tone(440, 2)
    for start in range(0, len(holed), RATE // 5):
        holed[start : start + RATE // 50] = 0
    assert audio.tone_snr_db(holed, RATE, 440) < 15
    mixed = audio.tone(440, 2) + audio.tone(700, 2)
    assert audio.tone_snr_db(mixed, RATE, 440) < 1
    assert audio.tone_snr_db(mixed, RATE, [440, 700]) > 60


def test_silence_is_no_tone():
    assert len(audio.audible_part(numpy.zeros(RATE), RATE)) == 0
    assert audio.tone_snr_db(numpy.zeros(0), RATE, 440) < -100


def test_the_audible_part_leaves_out_silence_before_and_after():
    heard = numpy.concatenate([numpy.zeros(RATE), audio.tone(440, 3), numpy.zeros(RATE)])
    part = audio.audible_part(heard, RATE, settle=0.5, margin=0.5)
    assert len(part) / RATE == pytest.approx(2.0, abs=0.05)
    assert audio.tone_snr_db(part, RATE, 440) > 60


def test_speech_is_found_where_it_is_and_only_the_same_speech():
    speech = audio.speech_like(2)
    noise = numpy.random.default_rng(5).normal(0, 0.005, 5 * RATE)
    noise[RATE : RATE + len(speech)] += 0.5 * speech
    similarity, at = audio.correlation(speech, noise)
    assert similarity > 0.7 and at == pytest.approx(1.0, abs=0.001)
    assert audio.correlation(audio.speech_like(2, seed=2), noise)[0] < 0.3


@pytest.mark.parametrize("claimed", [0, 0xFFFFFFFF, 10_000_000])
def test_an_unfinished_wav_is_read_to_its_end(tmp_path: Path, claimed: int):
    samples = audio.tone(440, 1)
    path = audio.write_wav(tmp_path / "tone.wav", samples)
    path.write_bytes(audio.wav_header(claimed) + path.read_bytes()[44:])
    recording = audio.read_wav(path)
    assert recording.seconds == pytest.approx(1.0)
    assert audio.tone_snr_db(recording.mono, recording.rate, 440) > 60


def test_what_is_no_wav_is_refused(tmp_path: Path):
    (tmp_path / "no.wav").write_bytes(b"certainly not")
    with pytest.raises(ValueError):
        audio.read_wav(tmp_path / "no.wav")


def _wandering_tone(seconds: float, seed: int = 1) -> numpy.ndarray:
    """A voice that is nowhere like itself: another pitch each 10 ms."""
    count = int(seconds * RATE)
    points = numpy.random.default_rng(seed).uniform(400, 3200, int(seconds * 100) + 2)
    pitch = numpy.interp(numpy.arange(count), numpy.arange(len(points)) * RATE / 100, points)
    return 0.14 * numpy.sin(2 * numpy.pi * numpy.cumsum(pitch) / RATE)


@pytest.mark.parametrize("shift_ms", [0.0, 33.3, 96.7, 1400.0])
def test_a_known_lag_between_two_channels_is_measured(tmp_path: Path, shift_ms: float):
    sent = _wandering_tone(4)
    shift = round(shift_ms / 1000 * RATE)
    heard = 0.4 * numpy.concatenate([numpy.zeros(shift), sent])
    heard += numpy.random.default_rng(3).normal(0, 0.002, len(heard))
    both = numpy.stack([heard, numpy.concatenate([sent, numpy.zeros(shift)])], axis=1)
    figures = recorded_delay.of_recording(audio.write_wav(tmp_path / "both.wav", both))
    assert figures.gone_pct == 0 and figures.silent_pct == 0
    assert figures.median == pytest.approx(shift_ms, abs=0.05)
    assert max(figures.delays) - min(figures.delays) < 0.1 and figures.jitter < 0.1


def test_a_lag_that_changes_is_followed():
    sent = _wandering_tone(6)
    # A player that plays 1 % faster catches up by 20 ms in 2 s.
    faster = numpy.interp(numpy.arange(0, 2 * RATE, 1.01), numpy.arange(2 * RATE), sent[: 2 * RATE])
    figures = recorded_delay.between(sent, numpy.concatenate([numpy.zeros(4800), faster, sent[2 * RATE :]]))
    assert figures.gone_pct < 5
    assert figures.delays[0] == pytest.approx(100, abs=1) and figures.delays[5] == pytest.approx(90, abs=1)
    assert figures.median == pytest.approx(80.2, abs=0.1) and figures.p95 == pytest.approx(98, abs=2)
    assert figures.jitter == pytest.approx(20 / 29, abs=0.2)


def test_holes_are_measured():
    sent = _wandering_tone(8)
    heard = numpy.concatenate([numpy.zeros(4800), sent])
    # A tenth of each second, and now and then a single frame.
    for second in range(8):
        heard[second * RATE + RATE // 2 : second * RATE + RATE // 2 + RATE // 10] = 0
    assert recorded_delay.between(sent, heard).silent_pct == pytest.approx(10, abs=0.7)
    for second in range(8):
        heard[second * RATE + 12345 : second * RATE + 12345 + RATE // 50] = 0
    figures = recorded_delay.between(sent, heard)
    assert figures.silent_pct == pytest.approx(12, abs=1) and figures.median == pytest.approx(100, abs=0.05)


def test_silences_of_a_tone_are_found_where_they_are():
    heard = numpy.concatenate([numpy.zeros(RATE), audio.tone(440, 3), numpy.zeros(RATE)])
    assert silences(heard, RATE) == []
    for begin, length in ((2.0, 0.06), (3.0, 0.5)):
        heard[int(begin * RATE) : int((begin + length) * RATE)] = 0
    found = silences(heard, RATE)
    assert [silence.begin for silence in found] == pytest.approx([2.0, 3.0], abs=0.006)
    assert [silence.length for silence in found] == pytest.approx([0.06, 0.5], abs=0.011)


def test_a_rising_tone_tells_the_time_of_the_oldest_that_is_heard():
    tone = rising_tone(60)
    new, old = (tone[int(at * RATE) : int((at + 0.1) * RATE)] for at in (50.0, 48.0))
    assert oldest(new) == pytest.approx(50.05, abs=0.05)
    assert oldest(new + old / 4) == pytest.approx(48.05, abs=0.05)


def test_silence_and_foreign_sound_have_no_lag():
    sent = _wandering_tone(3)
    assert recorded_delay.between(sent, numpy.zeros(4 * RATE)) is None
    assert recorded_delay.between(sent, _wandering_tone(4, seed=2)) is None
    assert recorded_delay.between(sent, numpy.zeros(0)) is None
    assert recorded_delay.between(numpy.zeros(3 * RATE), sent) is None


# --- servers ----------------------------------------------------------------------------------------------------


def test_janus_answers_and_its_rooms_can_be_managed(janus, admin, room, room_number):
    assert admin.room_exists(room) and not admin.room_exists(room_number)
    with Observer(janus, room, "ear") as ear, Observer(janus, room, "guest") as guest:
        assert {person["display"] for person in admin.participants(room)} == {"ear", "guest"}
        assert len(admin.sessions()) == 2
        guest.room_request("configure", muted=True)
        ear.wait_for_update("guest", muted=True)
        admin.room_request("kick", room=room, id=guest.id)
        assert guest.wait_for(lambda event: "kicked" in event, "being kicked")["kicked"] == guest.id
    admin.wait_until_empty()


def test_refusals_carry_their_number(janus, admin, room_number):
    with pytest.raises(JanusRefused) as refused:
        Observer(janus, room_number)
    assert refused.value.code == 485
    admin.create_room(room_number, pin="right")
    with pytest.raises(JanusRefused) as refused:
        Observer(janus, room_number, pin="wrong")
    assert refused.value.code == 489
    admin.room_request("destroy", room=room_number)


def test_a_janus_that_dies_is_told_apart_from_a_failed_test(start_janus):
    server = start_janus()
    server.check_alive()
    server.send_signal(signal.SIGKILL)
    wait_until(lambda: not server.is_running(), "janus to be gone")
    with pytest.raises(JanusFailed, match="ended by itself with status -9"):
        server.check_alive()
    server.stop()  # so that the fixture does not report this death as one of its own


def test_a_janus_that_cannot_start_shows_its_last_words(start_janus, tmp_path: Path, monkeypatch):
    broken = tmp_path / "janus"
    broken.write_text("#!/bin/sh\necho no such plug-in\nexit 7\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(JanusFailed, match="(?s)status 7.*no such plug-in"):
        start_janus()


def test_token_servers_accept_signed_tokens_only(start_janus):
    server = start_janus(token_auth_secret="signing-key")
    with WebSocket("127.0.0.1", server.ports.ws, "janus-protocol") as socket:
        for token, expected in (("forged", "error"), (signed_token("signing-key"), "success")):
            socket.send(json.dumps({"janus": "create", "transaction": "t", "token": token}))
            assert json.loads(socket.receive(10))["janus"] == expected


def test_wss_is_served_with_a_certificate_of_the_authority(janus, authority: Authority):
    import ssl

    trusting = ssl.create_default_context(cafile=str(authority.certificate))
    with WebSocket("127.0.0.1", janus.ports.wss, "janus-protocol", tls=trusting) as socket:
        socket.send('{"janus":"ping","transaction":"t"}')
        assert json.loads(socket.receive(10))["janus"] == "pong"
    with pytest.raises(ssl.SSLCertVerificationError):
        WebSocket("127.0.0.1", janus.ports.wss, "janus-protocol", tls=ssl.create_default_context())


def test_the_sound_server_carries_microphone_and_loudspeaker(pulse, tmp_path: Path):
    wav = audio.write_wav(tmp_path / "tone.wav", audio.tone(700, 2))
    environment = {**os.environ, **pulse.environment}
    microphone = ManagedProcess(
        ["parec", "--device=microphone", "--rate=48000", "--channels=1", "--format=s16le", "--latency-msec=20",
         "--raw", str(tmp_path / "microphone.raw")],
        tmp_path / "parec.log", environment=environment,
    )  # fmt: skip
    speaker = pulse.listen_to_speaker(tmp_path / "speaker.raw", tmp_path / "listen.log")
    wait_until(lambda: pulse.stream_count("source-outputs") >= 2, "both recorders to run")
    feed = pulse.speak_into_microphone(wav, tmp_path / "feed.log")
    subprocess.run(["paplay", str(wav)], env=environment, check=True, timeout=30)
    wait_until(lambda: not feed.is_running(), "the feed to end")
    for recorder, name in ((microphone, "microphone.raw"), (speaker, "speaker.raw")):
        recorder.stop(polite_for=5)
        heard = numpy.frombuffer((tmp_path / name).read_bytes(), "<i2") / 32768
        part = audio.audible_part(heard, RATE, settle=0.3)
        assert len(part) > RATE // 2, name
        assert audio.tone_level_dbfs(part, RATE, 700) > audio.LEVEL - 6, name


def test_the_relay_serves_its_user_and_nobody_else(turn):
    host, port = turn.uri("udp").split("@")[1].split("?")[0].split(":")
    options = ["-y", "-c", "-n", "2", "-m", "1", "-z", "5", "-p", port, host]
    for password, served in ((PASSWORD, True), ("wrong", False)):
        command = ["turnutils_uclient", "-u", USER, "-w", password, *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert (done.returncode == 0) == served, done.stdout


def test_the_man_in_the_middle_passes_and_changes_messages(janus, room):
    swallowed = []

    def without_keepalive(message: dict):
        if message["janus"] == "keepalive":
            swallowed.append(message)
            return None
        return message

    with SignalingProxy(janus.url, to_server=without_keepalive) as proxy:
        with WebSocket("127.0.0.1", int(proxy.url.rsplit(":", 1)[1]), "janus-protocol") as socket:
            socket.send('{"janus":"keepalive","transaction":"k","session_id":1}')
            socket.send('{"janus":"ping","transaction":"p"}')
            assert json.loads(socket.receive(10)) == {"janus": "pong", "transaction": "p"}
    assert len(swallowed) == 1
    assert [direction for direction, _ in proxy.log] == ["to server", "to client"]


def test_a_falsified_fingerprint_keeps_its_form():
    sdp = "v=0\r\na=fingerprint:sha-256 01:23:AB\r\na=setup:active\r\n"
    message = {"janus": "event", "jsep": {"type": "answer", "sdp": sdp}}
    changed = falsify_fingerprint(message)["jsep"]["sdp"]
    assert changed == "v=0\r\na=fingerprint:sha-256 FE:DC:54\r\na=setup:active\r\n"
    assert falsify_fingerprint({"janus": "ack"}) == {"janus": "ack"}


# --- watching the program ---------------------------------------------------------------------------------------

_STAND_IN = """
import json, sys
for number, (kind, more) in enumerate(json.loads(sys.argv[1]), 1):
    event = {"v": 1, "type": kind, "t": "2024-01-01T00:00:00.000Z", "ms": number, "seq": number, "session": "s"}
    event.update(more)
    print(json.dumps(event), flush=True)
sys.exit(int(sys.argv[2]))
"""

_HELLO = ["hello", {"version": "1.0", "pid": 17, "audio": {"rate": 48000}}]
_BYE = ["bye", {"exit": {"code": 3, "name": "unreachable"}}]


def _up(**members: object) -> list:
    return ["state", {"from": "trickling", "to": "up", **members}]


def _stand_in(folder: Path, events: list, code: int = 3, **options: object) -> JanusTalk:
    command = [sys.executable, "-c", _STAND_IN, json.dumps(events), str(code), "--events"]
    return JanusTalk(command, folder, "stand-in", os.environ, **options)


def test_a_run_that_keeps_the_promises_passes(tmp_path: Path):
    run = _stand_in(tmp_path, [_HELLO, _up(), _BYE])
    assert run.wait_for("state", to="up")["seq"] == 2
    assert run.finish(expect=3) == 3


@pytest.mark.parametrize(
    "events",
    [
        [_HELLO, ["bye", {"exit": {"code": 4, "name": "refused"}}]],
        [_HELLO, ["bye", {"exit": {"code": 3, "name": "refused"}}]],
        [_HELLO, _up()],
        [_up(), _BYE],
        [_HELLO, _up(seq=7), _BYE],
        [_HELLO, _up(cause=None), _BYE],
        [_HELLO, _up(ms=0), _BYE],
        [_HELLO, _up(t="yesterday"), _BYE],
        [_HELLO, _up(cause="pin-canary"), _BYE],
        [_HELLO, _up(colour="blue"), _BYE],
        [_HELLO, ["state", {"from": "trickling"}], _BYE],
        [],
    ],
    ids=[
        "other code", "other name", "no bye", "no hello", "gap", "null", "time", "stamp", "secret", "unknown", "missing",
        "nothing",
    ],  # fmt: skip
)
def test_a_run_that_breaks_a_promise_fails(tmp_path: Path, events: list):
    run = _stand_in(tmp_path, events, secrets=["pin-canary"])
    with pytest.raises(AssertionError):
        run.finish(expect=3)


def test_waiting_for_what_never_comes_ends_with_the_program(tmp_path: Path):
    run = _stand_in(tmp_path, [_HELLO, _BYE])
    with pytest.raises(AssertionError, match="without a 'state' event"):
        run.wait_for("state", to="up")
