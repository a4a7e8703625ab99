# SPDX-License-Identifier: MIT
"""--codec: G.711 both ways, with whoever else is in the room, and what does not go with it."""

import json
from pathlib import Path
from statistics import median

import pytest

import audio
from listening import assert_hears, assert_hears_not, judged_part, let_them_talk
from processes import wait_until

_PAYLOAD_TYPES = {"opus": 111, "pcma": 8, "pcmu": 0}
_LEVEL = -14
_PITCHES = {"alice": 440, "bob": 660}


def codecs_of(admin, display: str) -> "tuple[dict, int]":
    """What the server has agreed on with a participant, and the clock that it counts with."""
    (media,) = admin.handle_info(display)["webrtc"]["media"].values()
    return media["codecs"], media["rtcp"]["main"]["base"]


def assert_level(path: Path, pitch: float, level: float = _LEVEL, within: float = 1) -> None:
    part, rate = judged_part(path)
    heard = audio.tone_level_dbfs(part, rate, pitch)
    assert heard == pytest.approx(level, abs=within), f"{path.name}: {pitch} Hz at {heard:.1f} dBFS"


@pytest.fixture
def narrow_room(admin, room_number):
    """8 kHz: the one kind of room in which AudioBridge need not resample G.711."""
    return admin.create_room(room_number, sampling_rate=8000)


@pytest.fixture
def talk_together(join, admin, tmp_path: Path):
    """Alice (440 Hz) and Bob (660 Hz) talk, each with a codec; gives the recordings of what they heard."""

    def run(room, **codecs: str) -> "dict[str, Path]":
        heard = {name: tmp_path / f"{name}.wav" for name in codecs}
        people = {
            name: join(room, name, "--codec", codec, "--input", f"tone:{_PITCHES[name]}@{_LEVEL}", "--record", heard[name])
            for name, codec in codecs.items()
        }
        for person in people.values():
            person.wait_until_heard()
        let_them_talk()
        for name, codec in codecs.items():
            assert people[name].of_type("hello")[0]["audio"]["codec"] == codec
            agreed, clock = codecs_of(admin, name)
            assert agreed == {"pt": _PAYLOAD_TYPES[codec], "codec": codec}
            assert clock == (48000 if codec == "opus" else 8000)
        for person in people.values():
            person.leave()
        return heard

    return run


@pytest.mark.parametrize("alice, bob", [("pcma", "pcmu"), ("opus", "pcma"), ("pcmu", "opus")])
def test_two_people_hear_each_other_whatever_their_codecs(talk_together, narrow_room, alice, bob):
    heard = talk_together(narrow_room, alice=alice, bob=bob)
    for name, other, codec in (("alice", "bob", alice), ("bob", "alice", bob)):
        # Opus of 8 kHz is made for voices.
        assert_hears(heard[name], _PITCHES[other], clean=10 if codec == "opus" else 25)
        assert_hears_not(heard[name], _PITCHES[name])
        assert_level(heard[name], _PITCHES[other], within=3 if codec == "opus" else 1)


def test_in_a_room_of_16_khz_janus_halves_what_others_hear_of_g711(talk_together, admin, room_number):
    heard = talk_together(admin.create_room(room_number, sampling_rate=16000), alice="pcma", bob="opus")
    assert_hears(heard["alice"], 660)
    assert_level(heard["alice"], 660)
    # It puts a nought behind each sample; Opus does not care for the pair of tones that this makes.
    assert_level(heard["bob"], 440, _LEVEL - 6, within=3)
    assert_hears_not(heard["bob"], 660)


def test_g711_is_64_kbit_s_of_packets_that_the_server_takes(join, room):
    alice = join(room, "alice", "--codec", "pcmu").wait_until_heard()
    wait_until(lambda: len(alice.of_type("stats")) > 3, "some seconds")
    stats = alice.of_type("stats")[-1]
    for way in ("tx", "rx"):
        assert stats[way]["bytes"] / stats[way]["packets"] == pytest.approx(160, abs=25), stats
    assert stats["rx"]["lost_pct"] == 0
    alice.leave()


def test_who_listens_hears_g711_and_what_is_lost_is_made_up(join, listen, room, tmp_path: Path):
    join(room, "alice").wait_until_heard()
    spoiled = ("--impair", "rx:loss=5%,seed=2")
    bob = listen(room, "bob", "--codec", "pcma", *spoiled, "--record", tmp_path / "bob.wav").wait_until_heard()
    let_them_talk(5)
    bob.leave()
    # A hole of 20 ms each second would leave it at 17 dB, one in five packets at 7.
    assert_hears(tmp_path / "bob.wav", 440, clean=12)
    assert bob.of_type("stats")[-1]["rx"]["concealed_pct"] > 1


def test_a_parrot_repeats_in_its_own_codec(join, in_room, narrow_room, tmp_path: Path):
    in_room("parrot", {}, narrow_room, "polly", "--codec", "pcma", "--delay", "300ms").wait_until_heard()
    alice = join(narrow_room, "alice", "--record", tmp_path / "alice.wav").wait_until_heard()
    let_them_talk()
    alice.leave()
    assert_hears(tmp_path / "alice.wav", 440)


def test_what_is_said_keeps_its_codec_when_the_room_changes(join, talk, janus, room, narrow_room, tmp_path: Path):
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {"XDG_RUNTIME_DIR": str(runtime)}
    bob = join(narrow_room, "bob", "--input", "null", "--record", tmp_path / "bob.wav").wait_until_heard()
    words = ("say", "--url", janus.url, "--room", room, "--display", "alice", "--codec", "pcma")
    alice = talk(*words, "--input", f"tone:440@{_LEVEL}", "--for", "8s", "--control", "alice", "--events", environment=environment)
    alice.wait_until_up()
    talk("ctl", "change-room", narrow_room, "--without-groups", "--to", "alice", environment=environment).finish()
    alice.finish(timeout=60)
    bob.leave()
    assert_hears(tmp_path / "bob.wav", 440)


def test_jitter_is_told_in_milliseconds_whatever_the_clock(join, room):
    people = {
        codec: join(room, codec, "--codec", codec, "--impair", "tx:jitter=40ms,seed=3;rx:jitter=40ms,seed=3")
        for codec in ("opus", "pcma")
    }

    def jitters(codec: str, way: str) -> "list[float]":
        return [event[way]["jitter_ms"] for event in people[codec].of_type("stats") if "jitter_ms" in event[way]][-6:]

    for codec, person in people.items():
        person.wait_until_heard()
        for way in ("tx", "rx"):
            wait_until(lambda: len(jitters(codec, way)) > 5 and max(jitters(codec, way)) > 0, f"jitter {way} of {codec}", 40)
    # The same network; a clock that is mistaken for the other one is six times as fast or as slow.
    for way in ("tx", "rx"):
        opus, pcma = (median(jitters(codec, way)) for codec in people)
        assert 1 / 3 < pcma / opus < 3, f"{way}: {pcma} ms with PCMA, {opus} ms with Opus"
    for person in people.values():
        person.leave()


@pytest.mark.parametrize(
    "words",
    [
        ("--stereo",),
        ("--spatial-position", 20),
        ("--bitrate", 24000),
        ("--complexity", 3),
        ("--expected-loss", 5),
        ("--record-packets", "packets.opus"),
    ],
    ids=lambda words: words[0],
)
def test_what_only_opus_has_is_refused(talk, words):
    run = talk("join", "--room", 1, "--codec", "pcma", "--dry-run", *words)
    run.finish(expect=2)
    assert f"{words[0]} needs Opus; --codec pcma has no such thing." in run.stderr.text, run.stderr.text


def test_a_dry_run_shows_the_codec_in_the_settings_and_in_the_join(talk):
    def join_of(*words) -> dict:
        run = talk("join", "--url", "ws://127.0.0.1:9", "--room", 1, "--dry-run", "--expected-loss", "auto", *words)
        run.finish()
        assert "codec = " in run.stdout.text
        requests = [json.loads(line) for line in run.stdout.text.splitlines() if line.startswith("{")]
        return next(one["body"] for one in requests if one.get("body", {}).get("request") == "join")

    assert "codec" not in join_of()
    assert join_of("--codec", "pcmu")["codec"] == "pcmu"


def test_the_flight_recorder_leaves_the_sound_out_and_says_so(join, room, tmp_path: Path):
    (tmp_path / "flights").mkdir()
    alice = join(room, "alice", "--codec", "pcma", "--flight-recorder", tmp_path / "flights", "--for", "3s", "--fail-if", "tx.level>-40")
    alice.finish(expect=1)
    (flight,) = (tmp_path / "flights").iterdir()
    assert not list(flight.glob("*.opus"))
    assert "packets of PCMA are not kept" in (flight / "summary.txt").read_text()
    assert "a=rtpmap:8 PCMA/8000" in (flight / "sdp-answer.txt").read_text()
